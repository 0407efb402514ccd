//! From a scenario as typed to a compiled plan.

use std::ffi::OsStr;
use std::path::PathBuf;

use monazite_engine::{Balance, Plan, balance, compile};
use monazite_files::Loaded;

use crate::arguments::Chosen;
use crate::failure::{Failure, WRONG_INPUT};

/// Everything that is known before the first future.
pub(crate) struct Prepared {
    pub(crate) loaded: Loaded,
    pub(crate) balance: Balance,
    pub(crate) plan: Plan,
}

/// A path or name as text. The files of a scenario name each other in UTF-8, so a path that is not
/// cannot be followed.
pub(crate) fn text(path: &OsStr) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| {
        let shown = monazite_report::printable(&path.to_string_lossy());
        Failure::new(
            WRONG_INPUT,
            format!("error: {shown}: the path is not valid UTF-8; please rename it"),
        )
    })
}

/// Loads a scenario with its overrides; `more` are overrides that flags stand for.
pub(crate) fn load(chosen: &Chosen, more: &[String]) -> Result<Loaded, Failure> {
    let mut overrides = chosen.set.clone();
    overrides.extend(chosen.seed.map(|seed| format!("run.seed={seed}")));
    overrides.extend_from_slice(more);
    Ok(monazite_files::load(text(&chosen.scenario)?, &overrides)?)
}

/// Loads, balances and compiles.
pub(crate) fn prepare(chosen: &Chosen, more: &[String]) -> Result<Prepared, Failure> {
    let loaded = load(chosen, more)?;
    let balance = balance(&loaded.world)?;
    let strategy = chosen
        .strategy
        .as_deref()
        .unwrap_or(&loaded.scenario.run.strategy);
    let strategy = if strategy.is_empty() {
        "none"
    } else {
        strategy
    };
    let plan = compile(&balance, &loaded.scenario, strategy)?;
    Ok(Prepared {
        loaded,
        balance,
        plan,
    })
}

impl Prepared {
    /// Files on disk that the run was read from; built-in ones have none.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let paths = self
            .loaded
            .inputs
            .iter()
            .map(|input| PathBuf::from(&input.path));
        paths.filter(|path| path.exists()).collect()
    }
}
