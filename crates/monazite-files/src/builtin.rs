//! Scenarios and packs that the program carries.

mod export;

pub use export::export_builtin;

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::backtest::TARGETS;
use crate::place::Place;

/// Folder of the back-tests among the scenarios.
const BACKTESTS: &str = "backtests";

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data");
static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../scenarios");

/// A scenario or pack that the program carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Builtin {
    /// Name to run or refer to it by.
    pub name: String,
    /// Title.
    pub title: String,
    /// First paragraph of its text.
    pub summary: String,
}

/// The scenarios that the program carries, by name.
pub fn builtin_scenarios() -> Vec<Builtin> {
    let with_file = SCENARIOS
        .dirs()
        .filter(|dir| dir.contains(dir.path().join("scenario.toml")));
    let mut names: Vec<&str> = with_file.filter_map(|dir| dir.path().to_str()).collect();
    names.sort_unstable();
    names
        .into_iter()
        .map(|name| describe(name, &scenario(name)))
        .collect()
}

/// The packs that the program carries, by name: those of the data folder, and those that belong to
/// one scenario or back-test and go by its name.
pub fn builtin_packs() -> Vec<Builtin> {
    pack_folders()
        .into_iter()
        .map(|(name, folder)| describe(&name, &folder.join("pack.toml")))
        .collect()
}

/// Place of a built-in scenario's file, whether it exists or not. Scenarios of back-tests are known by
/// their names too.
pub(crate) fn scenario(name: &str) -> Place {
    match backtest(name) {
        Some(folder) => folder.join("scenario.toml"),
        None => Place::BuiltIn(format!("scenarios/{name}/scenario.toml")),
    }
}

/// Folder of a built-in back-test.
pub(crate) fn backtest(name: &str) -> Option<Place> {
    let folder = Place::BuiltIn(format!("scenarios/{BACKTESTS}/{name}"));
    let whole = [TARGETS, "scenario.toml"]
        .iter()
        .all(|name| folder.join(name).exists());
    whole.then_some(folder)
}

fn backtest_names() -> impl Iterator<Item = &'static str> {
    let folders = SCENARIOS.get_dir(BACKTESTS).into_iter().flat_map(Dir::dirs);
    folders
        .filter_map(|dir| dir.path().file_name()?.to_str())
        .filter(|name| backtest(name).is_some())
}

/// The back-tests that the program carries, by name.
pub(crate) fn backtests() -> Vec<Builtin> {
    let mut names: Vec<&str> = backtest_names().collect();
    names.sort_unstable();
    names
        .into_iter()
        .map(|name| describe(name, &scenario(name)))
        .collect()
}

/// Names and folders of the packs.
fn pack_folders() -> Vec<(String, Place)> {
    let shared = DATA.dirs().filter_map(|dir| {
        let name = dir.path().to_str()?;
        Some((name.to_owned(), Place::BuiltIn(format!("data/{name}"))))
    });
    let own = SCENARIOS.dirs().filter_map(|dir| {
        let name = dir.path().to_str()?;
        Some((
            name.to_owned(),
            Place::BuiltIn(format!("scenarios/{name}/pack")),
        ))
    });
    let of_backtests = backtest_names().map(|name| {
        let folder = Place::BuiltIn(format!("scenarios/{BACKTESTS}/{name}/pack"));
        (name.to_owned(), folder)
    });
    let mut folders: Vec<_> = shared
        .chain(own)
        .chain(of_backtests)
        .filter(|(_, folder)| folder.join("pack.toml").exists())
        .collect();
    folders.sort_by(|a, b| a.0.cmp(&b.0));
    folders
}

/// Folder of the built-in pack of this name.
pub(crate) fn pack(name: &str) -> Option<Place> {
    pack_folders()
        .into_iter()
        .find(|(known, _)| known == name)
        .map(|(_, folder)| folder)
}

/// Name of the built-in pack in this folder.
pub(crate) fn pack_name(folder: &str) -> &str {
    folder
        .trim_end_matches("/pack")
        .rsplit('/')
        .next()
        .unwrap_or(folder)
}

/// Bytes of a file inside the program.
pub(crate) fn file(path: &str) -> Option<&'static [u8]> {
    let (root, rest) = split(path)?;
    root.get_file(rest).map(include_dir::File::contents)
}

/// A folder inside the program.
pub(crate) fn folder(path: &str) -> Option<&'static Dir<'static>> {
    let (root, rest) = split(path)?;
    if rest.as_os_str().is_empty() {
        Some(root)
    } else {
        root.get_dir(rest)
    }
}

fn split(path: &str) -> Option<(&'static Dir<'static>, &Path)> {
    let (root, rest) = path.split_once('/').unwrap_or((path, ""));
    match root {
        "data" => Some((&DATA, Path::new(rest))),
        "scenarios" => Some((&SCENARIOS, Path::new(rest))),
        _ => None,
    }
}

fn describe(name: &str, file: &Place) -> Builtin {
    let table: toml::Table = file
        .read()
        .ok()
        .and_then(|(source, _)| toml::from_str(&source.text).ok())
        .unwrap_or_default();
    let text = |key| {
        table
            .get(key)
            .and_then(toml::Value::as_str)
            .unwrap_or_default()
            .trim()
    };
    let paragraph = text("text").split("\n\n").next().unwrap_or_default();
    Builtin {
        name: name.to_owned(),
        title: text("title").to_owned(),
        summary: paragraph.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_has_a_title_and_loads() {
        for builtin in builtin_scenarios() {
            assert!(!builtin.title.is_empty(), "{}", builtin.name);
            let loaded = crate::load(&builtin.name, &[]);
            assert!(loaded.is_ok(), "{}", loaded.unwrap_err());
        }
        for builtin in builtin_packs() {
            assert!(!builtin.title.is_empty(), "{}", builtin.name);
            let loaded = crate::load_pack(&builtin.name);
            assert!(loaded.is_ok(), "{}", loaded.unwrap_err());
        }
    }

    #[test]
    fn packs_go_by_the_name_of_their_folder() {
        assert_eq!(pack_name("data/rare-earths-2025"), "rare-earths-2025");
        assert_eq!(
            pack_name("scenarios/toy-joint-products/pack"),
            "toy-joint-products"
        );
        assert_eq!(
            pack("rare-earths-2025"),
            Some(Place::BuiltIn("data/rare-earths-2025".into()))
        );
        assert_eq!(pack("no-such-pack"), None);
    }
}
