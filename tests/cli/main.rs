//! The command line, driven as a user drives it: only the binary, in an empty folder.
//!
//! - `answers`: what each command prints and writes when all is well.
//! - `backtests`: simulated series against what happened.
//! - `attribute`: whose doing losses are; `compare`: strategies against each other; `optimise`: the best
//!   mix for a budget; `rare`: losses from steered draws.
//! - `stress`: parts of the network removed in turn.
//! - `refusals`: exit codes and messages when something is wrong.
//! - `reproducibility`: the same bytes for any number of threads.
//! - `parts`: shards and their joining; `precision`: stopping when enough is known; `rerun`: a result
//!   made again.
//! - `interruption`: Ctrl-C and readers that go away; `resume`: going on after Ctrl-C.

mod answers;
mod attribute;
mod backtests;
mod compare;
#[cfg(unix)]
mod interruption;
mod optimise;
mod parts;
mod precision;
mod rare;
mod refusals;
mod reproducibility;
mod rerun;
#[cfg(unix)]
mod resume;
mod stress;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A built-in scenario that runs in a blink.
const TOY: &str = "toy-one-mine-one-user";

/// The same with a mine that stops at random, and 1,000 futures: 16 batches.
const RANDOM: [&str; 7] = [
    TOY,
    "--replications",
    "1000",
    "--set",
    "hazard[id=mine-stops].arrival={poisson_per_year=1.5}",
    "--set",
    "hazard[id=mine-stops].duration={lognormal={median=\"5 weeks\",q90=\"20 weeks\"}}",
];

/// An empty folder to work in, and the program in it.
struct Desk {
    folder: TempDir,
}

/// What a command came to.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self) -> Command {
        let mut command = Command::cargo_bin("monazite").expect("the program is built");
        command.current_dir(self.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let output = self
            .command()
            .args(arguments)
            .output()
            .expect("the program starts");
        Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Names in the folder, sorted.
    fn names(&self) -> Vec<String> {
        self.names_in("")
    }

    /// Names in a folder of the desk, sorted.
    fn names_in(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path().join(folder))
            .expect("the folder is there")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Ran {
    /// Fails with everything that was printed unless the exit code is `code`.
    #[track_caller]
    fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.out,
            self.err
        );
        self
    }
}
