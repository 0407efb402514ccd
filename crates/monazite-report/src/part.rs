//! `tallies.bin`: what part of a run left behind, so that shards can be joined and interrupted runs
//! gone on with.
//!
//! A magic word, the version of the layout, a key of the run (a digest of all that its numbers follow
//! from), then the engine's bytes. The digest of the file is in the manifest beside it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use monazite_engine::{Part, Plan, RunOptions};

use crate::folder::{FolderError, Staged, words};
use crate::manifest::Manifest;

/// Name of the file.
pub const PART: &str = "tallies.bin";
const MAGIC: &[u8; 16] = b"monazite tallies";
/// Version of the layout, the engine's bytes included.
const FORMAT: u32 = 1;

/// Why a part of a run cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// The file system refused.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what its manifest says, or no tallies.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Something in which two runs are not the same run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub what: String,
    /// In the first.
    pub one: String,
    /// In the second.
    pub other: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} here, {} there", self.what, self.one, self.other)
    }
}

/// All that the numbers of a run follow from, by name.
fn identity(manifest: &Manifest) -> Vec<(String, String)> {
    let run = &manifest.run;
    let precision = run.precision.map_or("none".to_owned(), |p| p.to_string());
    let build = &manifest.build;
    let mut facts = vec![
        (
            "program".to_owned(),
            format!("{} ({})", build.version, build.git),
        ),
        ("scenario".to_owned(), manifest.scenario.clone()),
        ("strategy".to_owned(), run.strategy.clone()),
        ("seed".to_owned(), run.seed.to_string()),
        (
            "first replication".to_owned(),
            run.first_replication.to_string(),
        ),
        ("replications".to_owned(), run.requested.to_string()),
        ("precision".to_owned(), precision),
    ];
    // The same file may be opened by several paths; two files of one name are told apart by number.
    let mut seen = BTreeMap::new();
    for input in &manifest.inputs {
        let name = input.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let number: &mut u32 = seen.entry(name).or_default();
        *number += 1;
        let name = if *number == 1 {
            format!("input {name}")
        } else {
            format!("input {name} ({number})")
        };
        facts.push((name, format!("digest {}", &short(&input.digest))));
    }
    facts.sort();
    facts
}

fn short(digest: &str) -> String {
    digest.chars().take(16).collect()
}

/// In what two manifests are not of the same run: version, scenario, strategy, seed, replications,
/// precision, inputs, resolved scenario. Empty if they are.
pub fn other_run(one: &Manifest, other: &Manifest) -> Vec<Difference> {
    let (mine, theirs) = (identity(one), identity(other));
    let find = |facts: &[(String, String)], what: &str| {
        let found = facts.iter().find(|fact| fact.0 == what);
        found.map_or("absent".to_owned(), |fact| fact.1.clone())
    };
    let mut names: Vec<&String> = mine.iter().chain(&theirs).map(|fact| &fact.0).collect();
    names.sort();
    names.dedup();
    let mut found: Vec<Difference> = names
        .into_iter()
        .map(|what| Difference {
            what: what.clone(),
            one: find(&mine, what),
            other: find(&theirs, what),
        })
        .filter(|difference| difference.one != difference.other)
        .collect();
    // What was typed is told once: the replications are in the resolved scenario too.
    if let (true, Some(line)) = (found.is_empty(), lines(&one.resolved, &other.resolved)) {
        found.push(line);
    }
    found
}

fn lines(one: &str, other: &str) -> Option<Difference> {
    if one == other {
        return None;
    }
    let (mut ours, mut theirs) = (one.lines(), other.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (a, b) = (ours.next(), theirs.next());
        if a != b || a.is_none() {
            let text = |line: Option<&str>| line.map_or("its end".to_owned(), |l| format!("`{l}`"));
            return Some(Difference {
                what: format!("line {number} of the resolved scenario"),
                one: text(a),
                other: text(b),
            });
        }
    }
}

/// Digest of all that the numbers of a run follow from.
fn key(manifest: &Manifest) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut text = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for (what, value) in identity(manifest) {
        text(&what);
        text(&value);
    }
    text(&manifest.resolved);
    *hasher.finalize().as_bytes()
}

impl Staged {
    /// Writes a part of the run that the manifest describes.
    pub fn part(&mut self, part: &mut Part, manifest: &Manifest) -> Result<(), FolderError> {
        self.file(PART, |to| {
            let mut done = to
                .write_all(MAGIC)
                .and_then(|()| to.write_all(&FORMAT.to_le_bytes()))
                .and_then(|()| to.write_all(&key(manifest)));
            part.write(&mut |bytes| {
                if done.is_ok() {
                    done = to.write_all(bytes);
                }
            });
            words(done)
        })
    }
}

/// Reads the part of a run in a folder. The file must be the one that the manifest speaks of, to the
/// byte, and of the run that the manifest describes.
pub fn read_part(
    folder: &Path,
    manifest: &Manifest,
    plan: &Plan,
    options: &RunOptions,
) -> Result<Part, PartError> {
    let path = folder.join(PART);
    let damaged = |reason: String| PartError::Damaged {
        path: path.clone(),
        reason,
    };
    let failed = |source| PartError::Io {
        path: path.clone(),
        source,
    };
    let known = manifest.outputs.iter().find(|file| file.path == PART);
    let known =
        known.ok_or_else(|| damaged("the manifest beside it does not name it".to_owned()))?;
    let mut hasher = blake3::Hasher::new();
    let bytes = io::copy(&mut File::open(&path).map_err(failed)?, &mut hasher).map_err(failed)?;
    if bytes != known.bytes {
        let reason = format!("it has {bytes} bytes, its manifest says {}", known.bytes);
        return Err(damaged(reason));
    }
    if hasher.finalize().to_hex().as_str() != known.digest {
        return Err(damaged("its digest is not that of its manifest".to_owned()));
    }
    let mut file = BufReader::new(File::open(&path).map_err(failed)?);
    let mut head = [0; 52];
    file.read_exact(&mut head)
        .map_err(|_| damaged("it ends early".to_owned()))?;
    if &head[..16] != MAGIC {
        return Err(damaged("it does not begin as tallies do".to_owned()));
    }
    let format = u32::from_le_bytes([head[16], head[17], head[18], head[19]]);
    if format != FORMAT {
        let reason = format!("its layout is version {format}, this program reads {FORMAT}");
        return Err(damaged(reason));
    }
    if head[20..] != key(manifest) {
        return Err(damaged(
            "it belongs to another run than the manifest beside it describes".to_owned(),
        ));
    }
    let mut broken = None;
    let part = Part::read(plan, options, &mut |bytes| match file.read_exact(bytes) {
        Ok(()) => true,
        Err(error) => {
            broken = Some(error).filter(|error| error.kind() != io::ErrorKind::UnexpectedEof);
            false
        }
    });
    match broken {
        Some(source) => Err(failed(source)),
        None => part.map_err(|error| damaged(error.to_string())),
    }
}

/// What of a recorded run cannot be trusted: copies of pack files that are not those among the inputs.
pub fn check_recorded(folder: &Path, manifest: &Manifest) -> Result<(), PartError> {
    for file in &manifest.pack {
        let digest = blake3::hash(file.text.as_bytes()).to_hex();
        let known = manifest.inputs.iter().find(|input| input.path == file.path);
        if known.is_none_or(|known| known.digest != digest.as_str()) {
            return Err(PartError::Damaged {
                path: folder.join("manifest.json"),
                reason: format!("its copy of {} is not the file that was read", file.path),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::sample;

    #[test]
    fn what_differs_between_two_runs_is_named() {
        let one = sample();
        assert_eq!(other_run(&one, &one), []);
        let mut other = one.clone();
        other.run.seed = 8;
        other.inputs[0].digest = "01".to_owned();
        other.timing.simulation_seconds = 9.0;
        other.machine.threads = 64;
        let found: Vec<String> = other_run(&one, &other)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            found,
            [
                "input sample.toml: digest 00 here, digest 01 there",
                "seed: 7 here, 8 there"
            ]
        );
        assert_ne!(key(&one), key(&other));
        let mut other = one.clone();
        other.resolved.push_str("growth = false\n");
        assert_eq!(
            other_run(&one, &other)[0].to_string(),
            "line 2 of the resolved scenario: its end here, `growth = false` there"
        );
        assert_ne!(key(&one), key(&other));
    }

    #[test]
    fn a_recorded_pack_file_that_was_changed_is_found() {
        let mut manifest = sample();
        let text = "id\n".to_owned();
        manifest.inputs[0].digest = blake3::hash(text.as_bytes()).to_hex().to_string();
        manifest.pack = vec![crate::PackText {
            path: manifest.inputs[0].path.clone(),
            text,
        }];
        assert!(check_recorded(Path::new("x"), &manifest).is_ok());
        manifest.pack[0].text.push('x');
        let found = check_recorded(Path::new("x"), &manifest).unwrap_err();
        assert!(found.to_string().contains("copy of sample.toml"), "{found}");
    }
}
