//! From a scenario as typed to a compiled plan.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use monazite_engine::{Balance, CompileError, Plan, Scope, balance, compile};
use monazite_files::{Diagnostic, Diagnostics, Loaded, PackFile};
use monazite_model::{Scenario, nearest};
use monazite_report::{Manifest, check_recorded, printable};

use crate::arguments::{Chosen, Subject};
use crate::failure::{Failure, TOO_LARGE, WRONG_INPUT};
use crate::memory::too_large;

/// Name of doing nothing, a strategy that every scenario has.
pub(crate) const NOTHING: &str = "none";

/// Everything that is known before the first future.
pub(crate) struct Prepared {
    pub(crate) loaded: Loaded,
    pub(crate) balance: Balance,
    pub(crate) plan: Plan,
    /// Id of the strategy in force; `none` for doing nothing.
    pub(crate) strategy: String,
}

/// A path or name as text. The files of a scenario name each other in UTF-8, so a path that is not
/// cannot be followed.
pub(crate) fn text(path: &OsStr) -> Result<&str, Diagnostics> {
    path.to_str().ok_or_else(|| {
        let message = "this path is not valid UTF-8";
        Diagnostic::whole(&path.to_string_lossy(), "path", message)
            .hint("rename the file")
            .into()
    })
}

/// Loads a scenario with its overrides; `more` are overrides that flags stand for.
pub(crate) fn load(subject: &Subject, more: &[String]) -> Result<Loaded, Failure> {
    let mut overrides = subject.set.clone();
    overrides.extend(subject.seed.map(|seed| format!("run.seed={seed}")));
    overrides.extend_from_slice(more);
    let own = subject.set.len();
    let loaded = monazite_files::load(text(&subject.scenario)?, &overrides);
    Ok(loaded.map_err(|found| found.about_options(own, |at| option(&overrides[own + at])))?)
}

/// The option that an override stands for; what it sets, where it is that of a lever.
fn option(set: &str) -> String {
    match set.split_once('=') {
        Some((key @ ("run.seed" | "run.focus" | "run.replications"), value)) => {
            key.replace("run.", "--") + " " + value
        }
        _ => set.to_owned(),
    }
}

/// Loads, balances and compiles within `limit`, GiB of memory.
pub(crate) fn prepare(chosen: &Chosen, more: &[String], limit: u64) -> Result<Prepared, Failure> {
    let loaded = load(&chosen.subject, more)?;
    let strategy = strategy(chosen, &loaded.scenario)?.to_owned();
    compiled(loaded, &strategy, limit)
}

/// Id of the strategy that was chosen, else the scenario's own, else of doing nothing.
pub(crate) fn strategy<'a>(chosen: &'a Chosen, scenario: &'a Scenario) -> Result<&'a str, Failure> {
    if let Some(name) = &chosen.strategy {
        known(name, scenario)?;
    }
    let strategy = chosen.strategy.as_deref().unwrap_or(&scenario.run.strategy);
    Ok(if strategy.is_empty() {
        NOTHING
    } else {
        strategy
    })
}

/// The override that `--focus` stands for.
pub(crate) fn focus_override(focus: Option<&String>) -> Option<String> {
    focus.map(|id| format!("run.focus={id}"))
}

/// What a result was computed from, out of its manifest alone.
pub(crate) fn recorded(
    folder: &Path,
    manifest: &Manifest,
    limit: u64,
) -> Result<Prepared, Failure> {
    let loaded = recorded_files(folder, manifest)?;
    compiled(loaded, &manifest.run.strategy, limit)
}

/// The files that a result was computed from, out of its manifest alone.
pub(crate) fn recorded_files(folder: &Path, manifest: &Manifest) -> Result<Loaded, Failure> {
    check_recorded(folder, manifest)?;
    let pack: Vec<PackFile> = manifest
        .pack
        .iter()
        .map(|file| PackFile {
            path: file.path.clone(),
            text: file.text.clone(),
        })
        .collect();
    let loaded = monazite_files::load_recorded(&manifest.scenario, &manifest.resolved, &pack)?;
    let shown = printable(&folder.join("manifest.json").display().to_string());
    // What the program carries must still be what it was; the scenario is in the manifest.
    for input in loaded
        .inputs
        .iter()
        .filter(|i| i.path.starts_with("built-in:"))
    {
        let known = manifest
            .inputs
            .iter()
            .find(|known| known.path == input.path);
        if known.is_none_or(|known| known.digest != input.digest) {
            return Err(Failure::new(
                WRONG_INPUT,
                format!(
                    "error: {shown}: made from another {} than this program carries; it was made by {}",
                    printable(&input.path),
                    printable(&crate::record::version(&manifest.build)),
                ),
            ));
        }
    }
    let run = &loaded.scenario.run;
    if (run.seed, run.replications) != (manifest.run.seed, manifest.run.requested) {
        let message = format!(
            "error: {shown} is damaged: seed and replications are not those of its resolved scenario"
        );
        return Err(Failure::new(WRONG_INPUT, message));
    }
    Ok(loaded)
}

/// Balances within `limit`, GiB of memory.
pub(crate) fn balanced(loaded: &Loaded, limit: u64) -> Result<Balance, Failure> {
    let world = &loaded.world;
    if let Some(why) = too_large(world, limit) {
        return Err(Failure::new(TOO_LARGE, format!("refused: {why}")));
    }
    Ok(balance(world).map_err(|error| loaded.written.errors(&error.problems(world)))?)
}

/// Balances and compiles within `limit`, GiB of memory.
pub(crate) fn compiled(loaded: Loaded, strategy: &str, limit: u64) -> Result<Prepared, Failure> {
    let (scenario, balance) = (&loaded.scenario, balanced(&loaded, limit)?);
    let plan = compile(&balance, scenario, strategy).map_err(|error| refusal(&error, &loaded))?;
    Ok(Prepared {
        loaded,
        balance,
        plan,
        strategy: strategy.to_owned(),
    })
}

/// Why a scenario that was loaded cannot be compiled, in its files.
pub(crate) fn refusal(error: &CompileError, loaded: &Loaded) -> Failure {
    let problems = error.problems(&loaded.scenario, &loaded.world);
    loaded.written.errors(&problems).into()
}

/// Refuses a strategy of the command line that the scenario does not have.
pub(crate) fn known(name: &str, scenario: &Scenario) -> Result<(), Diagnostics> {
    let known = || {
        let own = scenario.strategies.iter().map(|strategy| &*strategy.id);
        std::iter::once(NOTHING).chain(own)
    };
    if known().any(|id| id == name) {
        return Ok(());
    }
    let hint = nearest(name, known()).map_or_else(
        || {
            let list: Vec<String> = known().map(|id| format!("`{id}`")).collect();
            format!("this scenario has {}", list.join(", "))
        },
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("there is no strategy `{name}` in this scenario");
    Err(Diagnostic::whole("--strategy", "reference", message)
        .hint(hint)
        .into())
}

impl Prepared {
    /// Files on disk that the run was read from; built-in ones have none.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        on_disk(&self.loaded)
    }
}

/// Whom strategies are ranked for and tolls are told of.
pub(crate) fn focused(loaded: &Loaded) -> Result<Scope, Failure> {
    if loaded.world.end_uses().next().is_none() {
        let message = "error: nobody in this pack uses anything, so that nobody can be short";
        return Err(Failure::new(WRONG_INPUT, message));
    }
    Ok(Scope {
        economy: loaded.scenario.focus(&loaded.world).to_owned(),
        ..Scope::default()
    })
}

/// Files on disk that these were read from; built-in ones have none.
pub(crate) fn on_disk(loaded: &Loaded) -> Vec<PathBuf> {
    let paths = loaded.inputs.iter().map(|input| PathBuf::from(&input.path));
    paths.filter(|path| path.exists()).collect()
}
