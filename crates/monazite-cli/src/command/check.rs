//! `monazite check`: every problem at once, nothing is run.

use std::ffi::OsStr;

use monazite_engine::{balance, compile};
use monazite_files::{Diagnostic, Diagnostics, Examined, Severity, examine, load};
use monazite_report::printable;
use serde_json::{Value, json};

use crate::arguments::{Check, Format};
use crate::failure::Failure;
use crate::loading::text;
use crate::memory::too_large;
use crate::output;

pub(crate) fn check(arguments: &Check) -> Result<(), Failure> {
    let found = arguments
        .paths
        .iter()
        .map(|path| one(path, arguments.memory.limit))
        .fold(Diagnostics::default(), Diagnostics::with);
    let code = found.exit_code();
    if arguments.format == Format::Json {
        output::print(&serde_json::to_string_pretty(&in_json(&found))?)?;
    } else {
        let told = found.render(output::colour());
        if !told.is_empty() {
            output::complain(told.trim_end());
        }
    }
    if code != 0 {
        return Err(Failure::new(code, ""));
    }
    if arguments.format == Format::Json {
        return Ok(());
    }
    let paths: Vec<String> = arguments
        .paths
        .iter()
        .map(|path| printable(&path.to_string_lossy()))
        .collect();
    output::print(&format!("ok: {}", paths.join(", ")))
}

/// Checks one path: its files, then whether the world balances, every strategy compiles, and the ends of
/// every lever can be set.
fn one(path: &OsStr, limit: u64) -> Diagnostics {
    match text(path) {
        Ok(path) => {
            let examined = examine(path);
            let more = whole(path, &examined, limit).with(levers(path, &examined));
            examined.found.with(more)
        }
        Err(found) => found,
    }
}

/// What only shows when all the figures are taken together.
fn whole(path: &str, examined: &Examined, limit: u64) -> Diagnostics {
    let Some(world) = &examined.world else {
        return Diagnostics::default();
    };
    if let Some(why) = too_large(world, limit) {
        return Diagnostic::whole(path, "limit", why).into();
    }
    let balance = match balance(world) {
        Ok(balance) => balance,
        Err(error) => return examined.written.errors(&error.problems(world)),
    };
    let Some(scenario) = &examined.scenario else {
        return Diagnostics::default();
    };
    let strategies = scenario.strategies.iter().map(|strategy| &*strategy.id);
    let refused = std::iter::once("none")
        .chain(strategies)
        .find_map(|strategy| compile(&balance, scenario, strategy).err());
    refused.map_or_else(Diagnostics::default, |error| {
        examined.written.errors(&error.problems(scenario, world))
    })
}

/// What stands in the way of levers at their ends.
fn levers(path: &str, examined: &Examined) -> Diagnostics {
    if examined.found.has_errors() {
        return Diagnostics::default();
    }
    let strategies = examined
        .scenario
        .iter()
        .flat_map(|scenario| &scenario.strategies);
    strategies
        .filter(|strategy| !strategy.levers.is_empty())
        .flat_map(|strategy| {
            [0.0, 1.0].map(|end| strategy.overrides(&vec![end; strategy.levers.len()]))
        })
        .filter_map(|sets| {
            let found = load(path, &sets).err()?;
            Some(found.about_options(0, |at| format!("lever of `{path}`: {}", sets[at])))
        })
        .fold(Diagnostics::default(), Diagnostics::with)
}

fn in_json(found: &Diagnostics) -> Value {
    let count = |severity| {
        found
            .iter()
            .filter(|told| told.severity == severity)
            .count()
    };
    json!({
        "format": 1,
        "diagnostics": found.iter().map(one_in_json).collect::<Vec<_>>(),
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "not_listed": found.not_listed(),
    })
}

fn one_in_json(told: &Diagnostic) -> Value {
    json!({
        "file": told.file,
        "line": told.line,
        "column": told.column,
        "end_column": told.end_column,
        "severity": match told.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "code": told.code,
        "message": told.message,
        "hint": told.hint,
        "related": told.related.as_ref().map(|other| {
            json!({ "file": other.file, "line": other.line, "message": other.message })
        }),
    })
}
