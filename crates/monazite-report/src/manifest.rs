//! `manifest.json`: all that is needed to know what a result came from, and to run it again.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Version of the layout of `manifest.json`.
pub const FORMAT: u32 = 1;
/// Marks a folder as ours.
pub const PROGRAM: &str = "monazite";

/// A file that was read or written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigest {
    /// As the user or the scenario named it.
    pub path: String,
    /// BLAKE3, hexadecimal.
    pub digest: String,
    /// Length.
    pub bytes: u64,
}

/// What the program was built from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Version of the package.
    pub version: String,
    /// State of the repository at build time (`git describe --always --dirty`), or `unknown`.
    pub git: String,
    /// Compiler.
    pub compiler: String,
    /// Target triple.
    pub target: String,
    /// `release` or `debug`.
    pub profile: String,
}

impl Build {
    /// Of this program.
    pub fn current() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            git: env!("MONAZITE_GIT").to_owned(),
            compiler: env!("MONAZITE_COMPILER").to_owned(),
            target: env!("MONAZITE_TARGET").to_owned(),
            profile: env!("MONAZITE_PROFILE").to_owned(),
        }
    }
}

/// Where it ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Operating system.
    pub os: String,
    /// Architecture.
    pub arch: String,
    /// Cores that the process may use.
    pub cores: usize,
    /// Worker threads used. Numbers do not depend on it.
    pub threads: usize,
}

/// When, and how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Start, UTC, RFC 3339.
    pub started: String,
    /// Seconds spent simulating.
    pub simulation_seconds: f64,
}

/// How much was asked for and done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extent {
    /// Strategy id; empty for a comparison.
    pub strategy: String,
    /// Ids of the strategies that were compared, doing nothing first; empty for the run of one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strategies: Vec<String>,
    /// Master seed.
    pub seed: u64,
    /// First replication.
    pub first_replication: u64,
    /// Replications asked for.
    pub requested: u64,
    /// Replications in the result.
    pub completed: u64,
    /// Relative half-width that the run was to go on to; `requested` is then its ceiling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// Comparisons: futures of each kind that were looked at with perfect foresight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foresight: Option<u32>,
    /// Why it ended: `complete`, `precision`, `ceiling` or `interrupted`.
    pub stopped: String,
    /// Which part of a run this is, where it is not a whole one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// One of several contiguous ranges of the batches of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which one, from 1.
    pub number: u64,
    /// How many there are.
    pub of: u64,
}

impl Shard {
    /// The batches of the shard in a run of so many batches. Ranges differ by at most one batch.
    pub fn batches(self, all: u64) -> std::ops::Range<u64> {
        let cut = |shards: u64| (u128::from(all) * u128::from(shards) / u128::from(self.of)) as u64;
        cut(self.number - 1)..cut(self.number)
    }
}

/// A file of the data pack, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackText {
    /// As among the inputs.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// [`PROGRAM`].
    pub program: String,
    /// What the program was built from.
    pub build: Build,
    /// Arguments as typed, the program's name first.
    pub command: Vec<String>,
    /// Scenario id.
    pub scenario: String,
    /// How much was asked for and done.
    pub run: Extent,
    /// Where it ran.
    pub machine: Machine,
    /// When, and how long.
    pub timing: Timing,
    /// Largest relative residual of the conservation of mass in the run.
    pub conservation_residual: f64,
    /// Files read.
    pub inputs: Vec<FileDigest>,
    /// Files written beside this one.
    pub outputs: Vec<FileDigest>,
    /// The scenario with all that it extends and overrides, as a scenario file.
    pub resolved: String,
    /// The files of the pack, unless the program carries it: with them the run can be repeated from
    /// this file alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pack: Vec<PackText>,
}

/// Why there is no manifest to read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file system refused.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not one of ours, or damaged.
    #[error("{} is not a manifest of monazite: {reason}", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Manifest {
    /// The manifest of a folder; `None` when there is none or it is not ours.
    pub fn read(folder: &Path) -> Option<Self> {
        Self::open(folder).ok()
    }

    /// The manifest of a folder, or why there is none.
    pub fn open(folder: &Path) -> Result<Self, ManifestError> {
        let path = folder.join("manifest.json");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) => return Err(ManifestError::Io { path, source }),
        };
        let not_ours = |reason: String| ManifestError::NotOurs {
            path: path.clone(),
            reason,
        };
        let manifest: Self =
            serde_json::from_str(&text).map_err(|error| not_ours(error.to_string()))?;
        if manifest.program != PROGRAM {
            return Err(not_ours(format!("its program is {}", manifest.program)));
        }
        if manifest.format != FORMAT {
            return Err(not_ours(format!(
                "its format is {}, this program reads {FORMAT}",
                manifest.format
            )));
        }
        let of = manifest
            .run
            .shard
            .filter(|s| s.number == 0 || s.number > s.of);
        if let Some(Shard { number, of }) = of {
            return Err(not_ours(format!("there is no shard {number} of {of}")));
        }
        Ok(manifest)
    }
}

#[cfg(test)]
pub(crate) fn sample() -> Manifest {
    Manifest {
        format: FORMAT,
        program: PROGRAM.to_owned(),
        build: Build::current(),
        command: vec!["monazite".to_owned(), "run".to_owned(), "sample".to_owned()],
        scenario: "sample".to_owned(),
        run: Extent {
            strategy: "none".to_owned(),
            strategies: Vec::new(),
            foresight: None,
            seed: 7,
            first_replication: 0,
            requested: 100,
            completed: 100,
            precision: None,
            stopped: "complete".to_owned(),
            shard: None,
        },
        machine: Machine {
            os: "linux".to_owned(),
            arch: "x86_64".to_owned(),
            cores: 2,
            threads: 1,
        },
        timing: Timing {
            started: "2026-01-01T00:00:00Z".to_owned(),
            simulation_seconds: 0.5,
        },
        conservation_residual: 1e-15,
        inputs: vec![FileDigest {
            path: "sample.toml".to_owned(),
            digest: "00".to_owned(),
            bytes: 3,
        }],
        outputs: Vec::new(),
        resolved: "format = 1\n".to_owned(),
        pack: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_in_one_order() {
        let text = serde_json::to_string(&sample()).unwrap();
        let order = [
            "format", "program", "build", "command", "run", "inputs", "outputs", "resolved",
        ];
        let positions: Vec<usize> = order
            .iter()
            .map(|key| text.find(&format!("\"{key}\":")).unwrap())
            .collect();
        assert!(positions.is_sorted(), "{text}");
    }

    #[test]
    fn a_manifest_of_another_program_is_not_ours() {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = sample();
        let path = folder.path().join("manifest.json");
        std::fs::write(&path, serde_json::to_string(&manifest).unwrap()).unwrap();
        assert_eq!(Manifest::read(folder.path()), Some(manifest.clone()));
        manifest.program = "other".to_owned();
        std::fs::write(&path, serde_json::to_string(&manifest).unwrap()).unwrap();
        assert_eq!(Manifest::read(folder.path()), None);
    }
}
