//! Back-tests: a scenario with what happened, in a folder of its own.

mod read;
mod times;

use std::collections::BTreeSet;

use monazite_model::backtest::Backtest;
use monazite_model::nearest;

use crate::builtin::{self, Builtin};
use crate::document::{Node, Sources, Value, steps};
use crate::load::{Loaded, load_place};
use crate::place::Place;
use crate::raw::targets::Targets;
use crate::{Diagnostic, Diagnostics, InputFile, schema, shape};

/// Name of the file with what happened.
pub(crate) const TARGETS: &str = "targets.toml";

/// A scenario and what to hold it against.
#[derive(Debug, Clone)]
pub struct History {
    /// The scenario; its inputs include the targets.
    pub loaded: Loaded,
    /// What happened.
    pub backtest: Backtest,
}

/// Loads a back-test: a built-in name, or a folder with `scenario.toml` and `targets.toml`. Overrides
/// are those of [`crate::load`]. What is wrong with either file is told with what is wrong with the
/// other, as far as it can be known.
pub fn load_backtest(reference: &str, overrides: &[String]) -> Result<History, Diagnostics> {
    let folder = place(reference)?;
    let scenario = load_place(&folder.join("scenario.toml"), overrides);
    let (targets, bytes) = match folder.join(TARGETS).read() {
        Ok(read) => read,
        Err(error) => {
            let mut found = scenario.err().unwrap_or_default();
            found.push(error);
            return Err(found.sorted());
        }
    };
    let input = InputFile::of(&targets.file, &bytes);
    let mut sources = Sources::default();
    let root = match sources.parse(targets) {
        Ok(root) => root,
        Err(errors) => {
            let mut found = scenario.err().unwrap_or_default();
            found.absorb(errors);
            return Err(found.sorted());
        }
    };
    let shape::Wrong { mut found, paths } = shape::check(&root, &schema::TARGETS, &sources);
    let mut loaded = match scenario {
        Ok(loaded) => loaded,
        Err(errors) => {
            found.absorb(errors);
            return Err(found.sorted());
        }
    };
    // What is wrong with one target must not hide what is wrong with the others.
    let pruned = without(&root, &paths);
    let raw: Targets = match serde_path_to_error::deserialize(pruned.plain()) {
        Ok(raw) => raw,
        Err(error) => {
            if !found.has_errors() {
                let (at, _) = pruned.locate(&error.path().to_string());
                let message = error.into_inner().message().to_owned();
                found.push(sources.error(&at, "type", message));
            }
            return Err(found.sorted());
        }
    };
    let reading = read::Reading {
        root: &pruned,
        all: &root,
        sources: &sources,
        world: &loaded.world,
        run: &loaded.scenario.run,
        found,
    };
    let (backtest, found) = reading.backtest(raw);
    loaded.inputs.push(input);
    loaded.inputs.sort();
    loaded.inputs.dedup();
    found.or(History { loaded, backtest })
}

/// The document without the rows and keys that `paths` lead into.
fn without(root: &Node, paths: &[String]) -> Node {
    let mut root = root.clone();
    let Value::Table(entries) = &mut root.value else {
        return root;
    };
    let bad: BTreeSet<(&str, &str)> = paths
        .iter()
        .map(|path| {
            let mut steps = steps(path);
            (
                steps.next().unwrap_or_default(),
                steps.next().unwrap_or_default(),
            )
        })
        .collect();
    entries.retain_mut(|entry| {
        let is_bad = |below: &str| bad.contains(&(entry.key.as_str(), below));
        match &mut entry.node.value {
            Value::Array(items) => {
                let mut at = 0..;
                items.retain(|_| !is_bad(&at.next().unwrap_or(0_usize).to_string()));
            }
            Value::Table(keys) => keys.retain(|key| !is_bad(&key.key)),
            _ => {}
        }
        !is_bad("")
    });
    root
}

/// The back-tests that the program carries, by name.
pub fn builtin_backtests() -> Vec<Builtin> {
    builtin::backtests()
}

/// Folder of a back-test.
fn place(reference: &str) -> Result<Place, Diagnostic> {
    let bare = !reference.contains(['/', '\\', '.']);
    if let (true, Some(folder)) = (bare, builtin::backtest(reference)) {
        return Ok(folder);
    }
    let here = Place::Disk(String::new().into());
    let place = here.join(reference);
    if place.is_folder() && !reference.is_empty() {
        for name in ["scenario.toml", TARGETS] {
            if !place.join(name).exists() {
                let message = format!("this folder has no `{name}`, so it is no back-test");
                return Err(Diagnostic::whole(reference, "unreadable", message));
            }
        }
        return Ok(place);
    }
    let known = builtin::backtests();
    let hint = match nearest(reference, known.iter().map(|one| one.name.as_str())) {
        Some(name) => format!("did you mean the built-in back-test `{name}`?"),
        None => {
            "give a built-in name or a folder with `scenario.toml` and `targets.toml`".to_owned()
        }
    };
    let message = if place.exists() {
        "this is a file, not the folder of a back-test"
    } else {
        "there is no such back-test: neither a built-in name nor a folder"
    };
    let name = if reference.is_empty() {
        ".".to_owned()
    } else {
        place.name()
    };
    Err(Diagnostic::whole(&name, "unreadable", message).hint(hint))
}

/// Whether a folder holds a back-test.
pub(crate) fn is_backtest(path: &str) -> bool {
    let place = Place::Disk(path.into());
    place.is_folder() && place.join(TARGETS).exists()
}

#[cfg(test)]
mod tests {
    use monazite_model::backtest::Observed;

    use super::*;

    #[test]
    fn every_built_in_back_test_loads_and_allows_what_was_observed() {
        for name in builtin_backtests().into_iter().map(|one| one.name) {
            let history = load_backtest(&name, &[]).unwrap_or_else(|found| panic!("{found}"));
            assert_eq!(history.loaded.scenario.id, name);
            for target in &history.backtest.targets {
                let observed = match target.observed {
                    Observed::Number(value) => value,
                    Observed::Month(month) => month.number(),
                    Observed::Text(_) => continue,
                };
                assert!(target.band.holds(observed), "{name}: {}", target.id);
            }
        }
    }

    #[test]
    fn a_built_in_name_is_told_apart_from_a_path() {
        let found = |reference: &str| place(reference).unwrap_err();
        assert!(found("no-such").message.contains("no such back-test"));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().to_str().unwrap();
        assert!(found(path).message.contains("no `scenario.toml`"));
        std::fs::write(dir.path().join("scenario.toml"), "").unwrap();
        assert!(found(path).message.contains("no `targets.toml`"));
        std::fs::write(dir.path().join(TARGETS), "").unwrap();
        assert_eq!(place(path), Ok(Place::Disk(path.into())));
        assert!(is_backtest(path));
    }
}
