//! `monazite list`: what the program carries.

use monazite_files::{Builtin, builtin_backtests, builtin_packs, builtin_scenarios};
use monazite_report::Table;
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::failure::Failure;
use crate::output;

pub(crate) fn list(format: Format) -> Result<(), Failure> {
    let (scenarios, packs) = (builtin_scenarios(), builtin_packs());
    let backtests = builtin_backtests();
    if format == Format::Json {
        let rows = |list: &[Builtin]| -> Vec<Value> {
            list.iter()
                .map(|one| json!({ "name": one.name, "title": one.title, "summary": one.summary }))
                .collect()
        };
        let whole = json!({ "format": 1, "scenarios": rows(&scenarios), "backtests": rows(&backtests), "packs": rows(&packs) });
        return output::print(&serde_json::to_string_pretty(&whole)?);
    }
    let table = |kind: &str, list: &[Builtin]| {
        let mut table = Table::new("", &[kind, "Title"]);
        for one in list {
            table.row([one.name.clone(), one.title.clone()]);
        }
        table.text()
    };
    output::print(&format!(
        "{}\n{}\n{}\nTry: monazite explain NAME, monazite run NAME, monazite backtest NAME, monazite export NAME DIR",
        table("Scenario", &scenarios),
        table("Back-test", &backtests),
        table("Pack", &packs),
    ))
}
