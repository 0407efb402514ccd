//! Going on with an interrupted run.

use std::ops::Range;
use std::path::Path;

use monazite_engine::{Part, RunOptions};
use monazite_report::{Difference, Manifest, Shard, other_run, printable, read_part, why};

use crate::failure::{Failure, WRONG_INPUT};
use crate::loading::Prepared;

/// Word of the manifest of a run that was interrupted.
pub(crate) fn is_interrupted(manifest: &Manifest) -> bool {
    manifest.run.stopped == why(monazite_engine::Stop::Interrupted, None)
}

/// What the interrupted run in `out` left behind. It must be the run that `manifest` is about, which
/// takes over when it began and what it took so far.
pub(crate) fn resumed(
    out: &Path,
    manifest: &mut Manifest,
    prepared: &Prepared,
    options: &RunOptions,
    batches: &Range<u64>,
) -> Result<Part, Failure> {
    let shown = printable(&out.display().to_string());
    let stored = Manifest::open(out).map_err(|error| {
        let failure = Failure::from(error);
        let message = format!("{}: there is no run to go on with", failure.message);
        Failure::new(failure.code, message)
    })?;
    let mut other = other_run(&stored, manifest);
    if stored.run.shard != manifest.run.shard {
        other.push(Difference {
            what: "shard".to_owned(),
            one: shard(stored.run.shard),
            other: shard(manifest.run.shard),
        });
    }
    if !other.is_empty() {
        let list: Vec<String> = other
            .iter()
            .map(|d| {
                let Difference { what, one, other } = d;
                let text = format!("{what}: {one} in the folder, {other} now");
                format!("\n  {}", printable(&text))
            })
            .collect();
        return Err(Failure::new(
            WRONG_INPUT,
            format!(
                "error: the run in {shown} is another one, so it cannot be gone on with:{}",
                list.concat()
            ),
        ));
    }
    if !is_interrupted(&stored) {
        let message =
            format!("error: the run in {shown} has ended: there is nothing to go on with");
        return Err(Failure::new(WRONG_INPUT, message));
    }
    let part = read_part(out, &stored, &prepared.plan, options)?;
    if part.batches().start != batches.start || part.batches().end > batches.end {
        let message = format!("error: the tallies in {shown} are of another shard");
        return Err(Failure::new(WRONG_INPUT, message));
    }
    manifest.timing = stored.timing;
    Ok(part)
}

fn shard(shard: Option<Shard>) -> String {
    shard.map_or("none".to_owned(), |s| format!("{}/{}", s.number, s.of))
}

/// The command line that goes on with this one.
pub(crate) fn command(typed: &[String]) -> String {
    let mut words: Vec<String> = typed.iter().map(|word| quoted(word)).collect();
    if !typed.iter().any(|word| word == "--resume") {
        // After the name of the command, so that it stands before any `--`.
        words.insert(2.min(words.len()), "--resume".to_owned());
    }
    words.join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_to_go_on_can_be_pasted_into_a_shell() {
        let typed = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let words = [
            "monazite",
            "run",
            "--set",
            "run.horizon=\"2 years\"",
            "--",
            "-it's.toml",
        ];
        assert_eq!(
            command(&typed(&words)),
            r#"monazite run --resume --set 'run.horizon="2 years"' -- '-it'\''s.toml'"#
        );
        let again = ["monazite", "run", "--resume", "x"];
        assert_eq!(command(&typed(&again)), "monazite run --resume x");
    }
}
