//! Writing built-ins out for editing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{folder, pack, pack_name};
use crate::document::Node;
use crate::place::Place;
use crate::source::Source;
use crate::{Diagnostic, Diagnostics, scenario_schema};

/// Name under which the schema is written beside the scenario's folder.
const SCHEMA: &str = "scenario-1.json";

/// Writes the built-in scenario or pack `name` to `dir/name`, with everything it needs beside it: the
/// scenarios it builds on, its pack, and the schema for editors. Gives the files written, and never
/// overwrites one: if any exists, nothing is written.
pub fn export_builtin(name: &str, dir: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut plan = Plan::default();
    if super::scenario(name).exists() {
        plan.scenario(name)?;
        plan.files
            .insert(PathBuf::from(SCHEMA), scenario_schema().into_bytes());
    } else if let Some(folder) = pack(name) {
        plan.folder(&folder, name);
    } else {
        let message = format!("there is no built-in scenario or pack `{name}`");
        let hint = "`monazite list` shows what there is";
        return Err(Diagnostic::whole(name, "reference", message)
            .hint(hint)
            .into());
    }
    plan.write(dir)
}

/// Files to write, relative to the target.
#[derive(Default)]
struct Plan {
    files: BTreeMap<PathBuf, Vec<u8>>,
    scenarios: BTreeSet<String>,
}

impl Plan {
    /// A scenario's folder, what it extends, and its pack.
    fn scenario(&mut self, name: &str) -> Result<(), Diagnostics> {
        if !self.scenarios.insert(name.to_owned()) {
            return Ok(());
        }
        let place = super::scenario(name);
        self.folder(&place.folder(), name);
        let (source, _) = place.read()?;
        let root = crate::document::parse(&source, 0)?;
        let mut text = source.text.clone();
        if let Some(Place::BuiltIn(target)) = reference(&root, "pack", &place) {
            let name = pack_name(&target);
            if target.starts_with("data/") {
                self.folder(&Place::BuiltIn(target.clone()), name);
                text = with_pack(&source, &root, &format!("../{name}"));
            } else {
                let owner = pack_name(&target);
                self.folder(&Place::BuiltIn(target.clone()), &format!("{owner}/pack"));
            }
        }
        if let Some(Place::BuiltIn(target)) = reference(&root, "extends", &place) {
            let base = pack_name(target.trim_end_matches("/scenario.toml"));
            self.scenario(base)?;
        }
        let text = text.replacen("#:schema ../../schemas/", "#:schema ../", 1);
        self.files
            .insert(Path::new(name).join("scenario.toml"), text.into_bytes());
        Ok(())
    }

    /// Everything in a folder and below, as `name`.
    fn folder(&mut self, place: &Place, name: &str) {
        let Place::BuiltIn(path) = place else { return };
        let Some(dir) = folder(path) else { return };
        for file in dir.files() {
            let Some(own) = file.path().file_name() else {
                continue;
            };
            self.files
                .entry(Path::new(name).join(own))
                .or_insert_with(|| file.contents().to_vec());
        }
        for below in dir.dirs() {
            let Some(own) = below.path().file_name().and_then(|own| own.to_str()) else {
                continue;
            };
            self.folder(
                &Place::BuiltIn(format!("{path}/{own}")),
                &format!("{name}/{own}"),
            );
        }
    }

    fn write(self, dir: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
        let targets: Vec<(PathBuf, Vec<u8>)> = self
            .files
            .into_iter()
            .map(|(path, bytes)| (dir.join(path), bytes))
            .collect();
        let mut found = Diagnostics::new();
        for (path, _) in targets
            .iter()
            .filter(|(path, _)| path.symlink_metadata().is_ok())
        {
            let message = "this file exists and is not overwritten";
            let hint = "choose another folder, or remove it first";
            found.push(Diagnostic::whole(&path.to_string_lossy(), "exists", message).hint(hint));
        }
        let targets = found.or(targets)?;
        for (path, bytes) in &targets {
            let result = path
                .parent()
                .map_or(Ok(()), std::fs::create_dir_all)
                .and_then(|()| std::fs::write(path, bytes));
            result.map_err(|error| {
                let message = format!("cannot write this file: {error}");
                Diagnostic::whole(&path.to_string_lossy(), "unwritable", message)
            })?;
        }
        Ok(targets.into_iter().map(|(path, _)| path).collect())
    }
}

/// Where a key of a built-in scenario points to.
fn reference(root: &Node, key: &str, place: &Place) -> Option<Place> {
    let name = root.get(key)?.text()?;
    let known = if key == "pack" {
        pack(name)
    } else {
        Some(super::scenario(name))
    };
    known
        .filter(Place::exists)
        .or_else(|| Some(place.folder().join(name)))
}

/// The text with another value for `pack`.
fn with_pack(source: &Source, root: &Node, value: &str) -> String {
    let mut text = source.text.clone();
    if let Some(node) = root.get("pack") {
        text.replace_range(node.at.start..node.at.end, &format!("\"{value}\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exported_scenario_loads_and_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        for name in crate::builtin_scenarios()
            .into_iter()
            .map(|builtin| builtin.name)
        {
            let dir = dir.path().join(&name);
            let written = export_builtin(&name, &dir).unwrap();
            assert!(
                written.contains(&dir.join(&name).join("scenario.toml")),
                "{written:?}"
            );
            let path = dir.join(&name);
            let loaded = crate::load(path.to_str().unwrap(), &[]);
            assert!(loaded.is_ok(), "{}", loaded.unwrap_err());
            assert!(
                loaded
                    .unwrap()
                    .inputs
                    .iter()
                    .all(|file| !file.path.starts_with("built-in"))
            );
            let again = export_builtin(&name, &dir).unwrap_err();
            assert_eq!(again.exit_code(), 2);
        }
    }

    #[test]
    fn an_unknown_name_says_how_to_find_names() {
        let found = export_builtin("no-such", Path::new("unused")).unwrap_err();
        assert!(found.render(false).contains("monazite list"));
    }
}
