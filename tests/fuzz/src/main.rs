//! Fuzzes the readers of scenarios and packs; see the README.

mod dictionary;
mod mutate;
mod pack;
mod random;
mod scenario;
mod watch;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use monazite_files::Diagnostics;
use random::Random;
use watch::Watch;

/// Most inputs that are kept to be mutated further.
const KEPT: usize = 500;

/// One way into the readers.
pub trait Target {
    /// What is mutated.
    type Input: Clone;
    /// Inputs to begin with.
    fn seeds(&self) -> Vec<Self::Input>;
    /// A changed input; `other` may lend parts.
    fn mutate(&self, input: &Self::Input, other: &Self::Input, random: &mut Random) -> Self::Input;
    /// Reads an input and gives what it led to, or what is wrong with the answer.
    fn run(&self, input: &Self::Input) -> Result<Outcome, String>;
    /// Writes an input to a folder that exists.
    fn save(&self, input: &Self::Input, folder: &Path);
}

/// What the readers made of an input: the codes of all findings; none when it was accepted.
pub type Outcome = BTreeSet<&'static str>;

/// Checks that findings can be printed and point into their files: `lines` gives the number of lines
/// of a file by its printed name.
pub fn sound(
    found: &Diagnostics,
    lines: impl Fn(&str) -> Option<usize>,
) -> Result<Outcome, String> {
    let text = found.render(false);
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err("the printed findings have control characters".to_owned());
    }
    for diagnostic in found {
        let last = lines(&diagnostic.file);
        if last.is_some_and(|last| diagnostic.line > last) {
            return Err(format!(
                "line {} of {} does not exist",
                diagnostic.line, diagnostic.file
            ));
        }
        if diagnostic.line > 0
            && (diagnostic.column == 0 || diagnostic.end_column <= diagnostic.column)
        {
            return Err(format!(
                "columns {}..{}",
                diagnostic.column, diagnostic.end_column
            ));
        }
    }
    Ok(found.iter().map(|diagnostic| diagnostic.code).collect())
}

/// The folder of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn main() -> ExitCode {
    let mut minutes = 1.0;
    let mut seed = 1;
    let mut only = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse::<f64>().ok());
        match argument.as_str() {
            "--minutes" => minutes = number().unwrap_or(minutes),
            "--seed" => seed = number().map_or(seed, |number| number as u64),
            "scenario" | "pack" => only = Some(argument),
            _ => {
                eprintln!("usage: [--minutes N] [--seed N] [scenario|pack]");
                return ExitCode::from(2);
            }
        }
    }
    let time = Duration::from_secs_f64(60.0 * minutes);
    let mut findings = 0;
    if only.as_deref() != Some("pack") {
        findings += fuzz("scenario", &scenario::Scenarios::new(), time, seed);
    }
    if only.as_deref() != Some("scenario") {
        findings += fuzz("pack", &pack::Packs::new(), time, seed);
    }
    ExitCode::from(u8::from(findings > 0))
}

/// Mutates and reads until the time is over; gives the number of findings.
fn fuzz<T: Target>(name: &'static str, target: &T, time: Duration, seed: u64) -> usize {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("found")
        .join(name);
    let mut random = Random::new(seed);
    let (mut accepted, mut refused) = (target.seeds(), target.seeds());
    let mut seen = BTreeSet::new();
    let mut reasons = BTreeSet::new();
    let (start, mut told) = (Instant::now(), Instant::now());
    let (mut executions, mut loaded) = (0_u64, 0_u64);
    let mut watch = Watch::new();
    while start.elapsed() < time {
        // What is wrong already hides what else could go wrong, so half of the time something sound.
        let base = if random.once_in(2) {
            &accepted
        } else {
            &refused
        };
        let base = random.pick(base).clone();
        let other = random.pick(&refused).clone();
        let input = target.mutate(&base, &other, &mut random);
        watch.begin(executions);
        let result = catch_unwind(AssertUnwindSafe(|| target.run(&input)));
        let trouble = watch.end();
        executions += 1;
        let reason = match (result, trouble) {
            (Err(panic), _) => Some(format!("panic: {}", said(panic.as_ref()))),
            (Ok(Err(wrong)), _) => Some(wrong),
            (Ok(Ok(_)), Some(trouble)) => Some(trouble),
            (Ok(Ok(codes)), None) => {
                if codes.is_empty() {
                    loaded += 1;
                    keep(&mut accepted, input.clone(), &mut random);
                }
                if seen.insert(codes) {
                    keep(&mut refused, input.clone(), &mut random);
                }
                None
            }
        };
        if let Some(reason) = reason {
            // One example of each is enough.
            if reasons.insert(reason.clone()) {
                let folder = found.join(format!("{seed}-{executions}"));
                let _ = std::fs::create_dir_all(&folder);
                target.save(&input, &folder);
                let _ = std::fs::write(folder.join("reason.txt"), &reason);
                println!("{name}: {reason}\n  saved to {}", folder.display());
            }
        }
        if told.elapsed() > Duration::from_secs(60) {
            told = Instant::now();
            println!(
                "{name}: {executions} executions, {loaded} accepted, {} kinds",
                seen.len()
            );
        }
    }
    println!(
        "{name}: {executions} executions in {:.0} s, {loaded} accepted, {} kinds of answers, peak {} MB, {} findings",
        start.elapsed().as_secs_f64(),
        seen.len(),
        watch::peak_megabytes(),
        reasons.len()
    );
    reasons.len()
}

/// Keeps an input; one takes the place of another when there are many.
fn keep<I>(corpus: &mut Vec<I>, input: I, random: &mut Random) {
    if corpus.len() < KEPT {
        corpus.push(input);
    } else {
        let place = random.below(KEPT);
        corpus[place] = input;
    }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
        .unwrap_or_default()
}
