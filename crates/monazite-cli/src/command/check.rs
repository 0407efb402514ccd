//! `monazite check`: every problem at once, nothing is run.

use std::path::Path;

use monazite_engine::{balance, compile};
use monazite_report::printable;

use crate::arguments::Check;
use crate::failure::Failure;
use crate::loading::text;
use crate::output;

pub(crate) fn check(arguments: &Check) -> Result<(), Failure> {
    let mut worst: Option<Failure> = None;
    for path in &arguments.paths {
        if let Err(failure) = text(path).and_then(one) {
            output::complain(failure.message.trim_end());
            if worst.as_ref().is_none_or(|worst| worst.code < failure.code) {
                worst = Some(Failure::new(failure.code, ""));
            }
        }
    }
    if let Some(failure) = worst {
        return Err(failure);
    }
    let paths: Vec<String> = arguments
        .paths
        .iter()
        .map(|path| printable(&path.to_string_lossy()))
        .collect();
    output::print(&format!("ok: {}", paths.join(", ")))
}

/// Checks one path: its files, then whether the world balances and every strategy compiles.
fn one(path: &str) -> Result<(), Failure> {
    let diagnostics = monazite_files::check(path);
    if diagnostics.has_errors() {
        return Err(diagnostics.into());
    }
    if !diagnostics.is_empty() {
        output::complain(diagnostics.render(output::colour()).trim_end());
    }
    if Path::new(path).join("pack.toml").is_file() {
        let (world, _) = monazite_files::load_pack(path)?;
        balance(&world)?;
        return Ok(());
    }
    let loaded = monazite_files::load(path, &[])?;
    let balance = balance(&loaded.world)?;
    let strategies = loaded
        .scenario
        .strategies
        .iter()
        .map(|strategy| strategy.id.as_str());
    for strategy in std::iter::once("none").chain(strategies) {
        compile(&balance, &loaded.scenario, strategy)?;
    }
    Ok(())
}
