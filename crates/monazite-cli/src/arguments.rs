//! The command line as it is typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const ABOUT: &str = "Who runs short of which rare earth, how likely, how badly, and what helps";

const LONG_ABOUT: &str = "\
monazite simulates the rare-earth supply chain, thousands of possible futures at a time, and says who \
runs short of what, how likely, how badly, and what drives it, with an error bar on every number.

The program carries its own data and scenarios: try `monazite list`.";

const EXIT_CODES: &str = "\
Exit codes: 0 done; 2 wrong command line or wrong files; 3 a file cannot be read or written; 4 refused \
for its size; 130 interrupted; 1 a defect of the program.";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "monazite", version, about = ABOUT, long_about = LONG_ABOUT, after_help = EXIT_CODES)]
#[command(arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run one scenario: findings on the screen, the full report in a folder
    #[command(after_help = RUN_HELP)]
    Run(Run),
    /// Say in words and tables what a scenario and its data say, without running it
    #[command(after_help = EXPLAIN_HELP)]
    Explain(Explain),
    /// Validate scenario files and data packs; every problem at once
    #[command(after_help = CHECK_HELP)]
    Check(Check),
    /// Tell one future step by step: what happened and why
    #[command(after_help = REPLAY_HELP)]
    Replay(Replay),
    /// List the scenarios and data packs that the program carries
    #[command(after_help = LIST_HELP)]
    List(List),
    /// Write a built-in scenario with its data into a folder, to edit it
    #[command(after_help = EXPORT_HELP)]
    Export(Export),
    /// Print the JSON Schema of scenario files, for editors
    #[command(after_help = SCHEMA_HELP)]
    Schema(Schema),
}

const RUN_HELP: &str = "\
Examples:
  monazite run export-licensing-2025
  monazite run export-licensing-2025 --strategy quad-reserve --out results/with-reserve
  monazite run my-scenario.toml --replications 100000 --seed 7
  monazite run background --set run.horizon='\"2 years\"' --format json

The numbers depend on the files and the seed alone: not on --threads, not on the machine.
Ctrl-C ends the run at the next batch of futures and writes what is complete (exit code 130).";

const EXPLAIN_HELP: &str = "\
Examples:
  monazite explain export-licensing-2025
  monazite explain my-scenario/scenario.toml --format json";

const CHECK_HELP: &str = "\
Examples:
  monazite check my-scenario.toml
  monazite check scenarios/* my-pack/
  monazite check my-scenario.toml --format json

A scenario is checked with all that it extends, its pack, and whether the pack can be balanced. The exit
code is 0 if there is no error; warnings do not count.";

const REPLAY_HELP: &str = "\
Examples:
  monazite replay export-licensing-2025 --replication 17

The number of a future is the column `replication` of replications.parquet; future 17 is the same in every
run with the same files and seed.";

const LIST_HELP: &str = "\
Examples:
  monazite list
  monazite list --format json";

const EXPORT_HELP: &str = "\
Examples:
  monazite export export-licensing-2025 mine
  monazite run mine/export-licensing-2025/scenario.toml

Nothing that is already there is overwritten.";

const SCHEMA_HELP: &str = "\
Examples:
  monazite schema > scenario-1.json";

/// A scenario and what is changed in it.
#[derive(Debug, Args)]
pub(crate) struct Chosen {
    /// A scenario file, a folder with a scenario.toml, or the name of a built-in scenario
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: OsString,
    /// Override a value of the scenario by its path (repeatable), such as
    /// 'hazard[id=heavy-licensing].duration.lognormal.median="8 months"'
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Master seed [default: the scenario's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Strategy to put in force, or `none` [default: the scenario's, else none]
    #[arg(long, value_name = "NAME")]
    pub(crate) strategy: Option<String>,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// `run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// Number of futures [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub(crate) replications: Option<u64>,
    /// Worker threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Folder of the result; an earlier result there is replaced, anything else is left alone
    /// [default: results/<scenario>]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Refuse a run that is estimated to need more memory, GiB
    #[arg(long, value_name = "GIB", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    pub(crate) memory_limit: u64,
    /// What to print: findings in words, or summary.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// No progress, no estimate, no warnings of the files
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// No warnings of the files
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Scenario files, scenario folders or pack folders
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<OsString>,
    /// What to print: diagnostics for people on standard error, or for programs on standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `replay`.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// Number of the future, from 0
    #[arg(long, value_name = "K")]
    pub(crate) replication: u64,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// No warnings of the files
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Name of a built-in scenario (see `monazite list`)
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Folder to write into; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

/// `schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which schema
    #[arg(value_enum, default_value_t = SchemaOf::Scenario)]
    pub(crate) of: SchemaOf,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Scenario files
    Scenario,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example() {
        for command in Arguments::command().get_subcommands() {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(help.starts_with("Example"), "{}", command.get_name());
        }
    }
}
