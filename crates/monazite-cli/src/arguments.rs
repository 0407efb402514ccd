//! The command line as it is typed.

mod help;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use monazite_engine::{FEWEST_REPEATS, MOST_POINTS};
use monazite_report::Shard;

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
    #[command(after_help = help::RUN)]
    Run(Run),
    /// Compare all strategies of a scenario on the same futures: ranking, differences, costs
    #[command(after_help = help::COMPARE)]
    Compare(Compare),
    /// Find the mix of a strategy's levers that leaves the smallest tail for a budget
    #[command(after_help = help::OPTIMISE)]
    Optimise(Optimise),
    /// Remove each site, stage, export, trade and choke point in turn: who is short, how soon, for how long
    #[command(after_help = help::STRESS)]
    Stress(Stress),
    /// Tell whose doing the losses are: hazards, families of hazards, what nobody knows
    #[command(after_help = help::ATTRIBUTE)]
    Attribute(Attribute),
    /// Know rare, large losses better than as many plain futures would tell
    #[command(after_help = help::RARE)]
    Rare(Rare),
    /// Join the shards of one run: the same files as one run of all of it
    #[command(after_help = help::MERGE)]
    Merge(Merge),
    /// Run again from a result's own manifest and compare
    #[command(after_help = help::RERUN)]
    Rerun(Rerun),
    /// Say in words and tables what a scenario and its data say, without running it
    #[command(after_help = help::EXPLAIN)]
    Explain(Explain),
    /// Validate scenario files and data packs; every problem at once
    #[command(after_help = help::CHECK)]
    Check(Check),
    /// Hold simulated series against what happened
    #[command(after_help = help::BACKTEST)]
    Backtest(Backtest),
    /// Tell one future step by step: what happened and why
    #[command(after_help = help::REPLAY)]
    Replay(Replay),
    /// List the scenarios and data packs that the program carries
    #[command(after_help = help::LIST)]
    List(List),
    /// Write a built-in scenario with its data into a folder, to edit it
    #[command(after_help = help::EXPORT)]
    Export(Export),
    /// Print the JSON Schema of scenario files, for editors
    #[command(after_help = help::SCHEMA)]
    Schema(Schema),
}

/// A scenario and what is changed in it.
#[derive(Debug, Args)]
pub(crate) struct Subject {
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
}

/// A scenario and what is done in it.
#[derive(Debug, Args)]
pub(crate) struct Chosen {
    #[command(flatten)]
    pub(crate) subject: Subject,
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
    /// Go on until the headline statistics are known to this share of their value, such as 0.02;
    /// --replications is then the ceiling [default ceiling: ten times the scenario's]
    #[arg(long, value_name = "REL", value_parser = relative, conflicts_with = "shard")]
    pub(crate) precision: Option<f64>,
    /// Run only the I-th of N equal parts of the run, to be joined by `monazite merge`
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(crate) shard: Option<Shard>,
    /// Go on with the interrupted run in the folder of the result
    #[arg(long)]
    pub(crate) resume: bool,
    /// Folder of the result; an earlier result there is replaced, anything else is left alone
    /// [default: results/<scenario>, with -shard-I-of-N for a shard]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) effort: Effort,
    /// What to print: findings in words, or summary.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `compare`.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    #[command(flatten)]
    pub(crate) subject: Subject,
    /// Compare this strategy with doing nothing (repeatable) [default: all of the scenario]
    #[arg(long, value_name = "NAME")]
    pub(crate) strategy: Vec<String>,
    /// Whom strategies are ranked for: an economy such as JP, or bloc:ID [default: the scenario's, else
    /// the world outside China]
    #[arg(long, value_name = "ECONOMY")]
    pub(crate) focus: Option<String>,
    /// Number of futures [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub(crate) replications: Option<u64>,
    /// Go on until mean and tail of every strategy are known to this share of their value, such as 0.05;
    /// --replications is then the ceiling [default ceiling: ten times the scenario's]
    #[arg(long, value_name = "REL", value_parser = relative)]
    pub(crate) precision: Option<f64>,
    /// Futures of each kind (those with small, larger and the worst losses) for which to work out what
    /// perfect foresight could have saved without any strategy; 0 for none. Each takes seconds
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) foresight: u32,
    /// Folder of the result; an earlier result there is replaced, anything else is left alone
    /// [default: results/<scenario>-compare]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) effort: Effort,
    /// What to print: findings in words, or summary.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `optimise`.
#[derive(Debug, Args)]
pub(crate) struct Optimise {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// What may be spent, USD, discounted over the horizon, by states and industry together, such as 2e9
    #[arg(long, value_name = "USD", value_parser = dollars)]
    pub(crate) budget: f64,
    /// Whose losses: an economy such as JP, or bloc:ID [default: the scenario's focus, else the world
    /// outside China]
    #[arg(long, value_name = "ECONOMY")]
    pub(crate) focus: Option<String>,
    /// Futures on which each mix is tried
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    pub(crate) replications: u64,
    /// Fresh futures on which what was chosen is told [default: four times --replications]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(20..=10_000_000))]
    pub(crate) fresh: Option<u64>,
    /// Mixes to try for each of the budgets of the frontier (a quarter, half, three quarters, all)
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) evaluations: u32,
    /// Folder to write optimum.json and optimum.md to; earlier ones there are replaced, anything else
    /// is left alone
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) effort: Effort,
    /// What to print: words and tables, or optimum.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `rare`.
#[derive(Debug, Args)]
pub(crate) struct Rare {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// Whose losses: an economy such as JP, or bloc:ID [default: the scenario's focus, else the world
    /// outside China]
    #[arg(long, value_name = "ECONOMY")]
    pub(crate) focus: Option<String>,
    /// Number of futures of each repeat, at most 65536; powers of two are spread most evenly
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(16..=MOST_POINTS))]
    pub(crate) replications: u64,
    /// Repeats, from whose differences the intervals come
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u64).range(FEWEST_REPEATS..=1000))]
    pub(crate) repeats: u64,
    /// Folder to write rare.json and rare.md to; earlier ones there are replaced, anything else is left
    /// alone
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) effort: Effort,
    /// What to print: words and tables, or rare.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `attribute`.
#[derive(Debug, Args)]
pub(crate) struct Attribute {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// Whose losses: an economy such as JP, or bloc:ID [default: the scenario's focus, else the world
    /// outside China]
    #[arg(long, value_name = "ECONOMY")]
    pub(crate) focus: Option<String>,
    /// Number of futures of each of the many runs
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) replications: u64,
    /// Folder to write attribution.json and attribution.md to; earlier ones there are replaced,
    /// anything else is left alone
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) effort: Effort,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `stress`.
#[derive(Debug, Args)]
pub(crate) struct Stress {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// For how many weeks each part is removed
    #[arg(long, value_name = "N", default_value_t = 26, value_parser = clap::value_parser!(u32).range(1..=520))]
    pub(crate) weeks: u32,
    /// Whose tolls are told: an economy such as JP, or bloc:ID [default: the scenario's focus, else the
    /// world outside China]
    #[arg(long, value_name = "ECONOMY")]
    pub(crate) focus: Option<String>,
    /// Remove all pairs of so many of the worst sites as well
    #[arg(long, value_name = "K", default_value_t = 12)]
    pub(crate) pairs: usize,
    /// Look for the shortest outage of each part that costs the focus this share of a year's demand
    #[arg(long, value_name = "SHARE", value_parser = relative)]
    pub(crate) reverse: Option<f64>,
    /// With --reverse: demand for this material alone
    #[arg(long, value_name = "ID", requires = "reverse")]
    pub(crate) material: Option<String>,
    /// With --reverse: the longest outage that is looked at, weeks
    #[arg(long, value_name = "N", default_value_t = 104, requires = "reverse", value_parser = clap::value_parser!(u32).range(1..=520))]
    pub(crate) longest: u32,
    /// Rows of each table that is printed
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) top: usize,
    /// Folder to write stress.json, stress.csv and stress.md to; earlier ones there are replaced,
    /// anything else is left alone
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) effort: Effort,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// What a command may take of the machine's memory.
#[derive(Debug, Args)]
pub(crate) struct Memory {
    /// Refuse what is estimated to need more memory, GiB
    #[arg(long = "memory-limit", value_name = "GIB", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    pub(crate) limit: u64,
}

/// What a simulation may take, and whether it speaks meanwhile.
#[derive(Debug, Args)]
pub(crate) struct Effort {
    /// Worker threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) memory: Memory,
    /// No progress, no estimate, no warnings of the files
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `merge`.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// Folders that `run --shard` wrote: all shards of one run, in any order
    #[arg(value_name = "DIR", required = true)]
    pub(crate) shards: Vec<PathBuf>,
    /// Folder of the result [default: results/<scenario>]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) effort: Effort,
    /// What to print: findings in words, or summary.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `rerun`.
#[derive(Debug, Args)]
pub(crate) struct Rerun {
    /// Folder of a result, or of a shard
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) effort: Effort,
}

/// An amount above zero.
fn dollars(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value > 0.0 => Ok(value),
        _ => Err("expected an amount in USD above zero, such as 2e9".to_owned()),
    }
}

fn relative(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|value| *value > 0.0 && *value < 1.0)
        .ok_or_else(|| "expected a share between 0 and 1, such as 0.02".to_owned())
}

fn shard(text: &str) -> Result<Shard, String> {
    let (number, of) = text.split_once('/').unwrap_or_default();
    match (number.parse(), of.parse()) {
        (Ok(number), Ok(of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
        _ => Err("expected I/N with I from 1 to N, such as 2/3".to_owned()),
    }
}

/// `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) memory: Memory,
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
    #[command(flatten)]
    pub(crate) memory: Memory,
}

/// `backtest`.
#[derive(Debug, Args)]
pub(crate) struct Backtest {
    /// Name of a built-in back-test, or a folder with scenario.toml and targets.toml
    /// [default: all built-in ones]
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<OsString>,
    /// Master seed [default: the scenario's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Number of futures [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) replications: Option<u64>,
    /// Folder to write backtest.json and backtest.md to; earlier ones there are replaced, anything
    /// else is left alone
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) effort: Effort,
    /// How to print it
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
    #[command(flatten)]
    pub(crate) memory: Memory,
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
    fn shards_and_precisions_that_make_no_sense_are_refused() {
        assert_eq!(shard("2/3"), Ok(Shard { number: 2, of: 3 }));
        for wrong in ["", "3", "0/3", "4/3", "1/0", "-1/2", "a/b", "1/2/3"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
        assert_eq!(relative("0.02"), Ok(0.02));
        for wrong in ["", "0", "1", "-0.1", "nan", "inf", "2%"] {
            assert!(relative(wrong).is_err(), "{wrong}");
        }
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
