//! One file per command.

mod attribute;
mod backtest;
mod check;
mod compare;
mod explain;
mod export;
mod list;
mod merge;
mod optimise;
mod rare;
mod replay;
mod rerun;
mod run;
mod stress;

use crate::arguments::{Arguments, Command, SchemaOf};
use crate::failure::Failure;
use crate::output;

/// Does what the command line asks for.
pub(crate) fn perform(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::Run(arguments) => run::run(arguments),
        Command::Compare(arguments) => compare::compare(arguments),
        Command::Attribute(arguments) => attribute::attribute(arguments),
        Command::Optimise(arguments) => optimise::optimise(arguments),
        Command::Rare(arguments) => rare::rare(arguments),
        Command::Stress(arguments) => stress::stress(arguments),
        Command::Merge(arguments) => merge::merge(arguments),
        Command::Rerun(arguments) => rerun::rerun(arguments),
        Command::Explain(arguments) => explain::explain(arguments),
        Command::Backtest(arguments) => backtest::backtest(arguments),
        Command::Check(arguments) => check::check(arguments),
        Command::Replay(arguments) => replay::replay(arguments),
        Command::List(arguments) => list::list(arguments.format),
        Command::Export(arguments) => export::export(arguments),
        Command::Schema(arguments) => match arguments.of {
            SchemaOf::Scenario => output::print(&monazite_files::scenario_schema()),
        },
    }
}
