//! Checking without running.

use std::path::Path;

use monazite_model::{Scenario, World};

use crate::place::Place;
use crate::{Diagnostic, Diagnostics, Written, backtest, builtin, load, pack};

/// What a path was found to be.
#[derive(Debug)]
pub struct Examined {
    /// Everything that is wrong with the files, warnings included.
    pub found: Diagnostics,
    /// The world of the pack, or of the scenario's pack, if that has no error.
    pub world: Option<World>,
    /// The scenario, if there is no error; `None` for a pack.
    pub scenario: Option<Scenario>,
    /// Where it all is written.
    pub written: Written,
}

/// Everything that is wrong with a scenario (a file, a folder with `scenario.toml`, or a built-in
/// name) or with a pack (a folder with `pack.toml`, that file, or a built-in name), warnings included.
pub fn check(path: &str) -> Diagnostics {
    examine(path).found
}

/// The same with what was read, for checks that need the whole.
pub fn examine(path: &str) -> Examined {
    match pack_folder(path) {
        Ok(Some(folder)) => match pack::read(&folder) {
            Ok(pack) => Examined {
                world: (!pack.found.has_errors()).then_some(pack.world),
                found: pack.found,
                scenario: None,
                written: Written::new(None, pack.text),
            },
            Err(error) => Examined::nothing(error),
        },
        Ok(None) if backtest::is_backtest(path) => match backtest::load_backtest(path, &[]) {
            Ok(history) => Examined {
                found: history.loaded.warnings,
                world: Some(history.loaded.world),
                scenario: Some(history.loaded.scenario),
                written: history.loaded.written,
            },
            Err(found) => Examined::nothing(found),
        },
        Ok(None) => match load::read(path, &[]) {
            Ok(reading) => Examined {
                found: reading.found,
                world: reading.world,
                scenario: reading.loaded.map(|loaded| loaded.scenario),
                written: reading.written,
            },
            Err(found) => Examined::nothing(found),
        },
        Err(error) => Examined::nothing(error),
    }
}

impl Examined {
    fn nothing(found: impl Into<Diagnostics>) -> Self {
        Self {
            found: found.into(),
            world: None,
            scenario: None,
            written: Written::new(None, None),
        }
    }
}

/// The folder of the pack that `path` means; `None` if it means a scenario.
fn pack_folder(path: &str) -> Result<Option<Place>, Diagnostic> {
    let bare = !path.contains(['/', '\\', '.']);
    if bare && builtin::scenario(path).exists() {
        return Ok(None);
    }
    if let (true, Some(folder)) = (bare, builtin::pack(path)) {
        return Ok(Some(folder));
    }
    let place = Place::Disk(path.into());
    if !place.is_folder() {
        let is_head = Path::new(path)
            .file_name()
            .is_some_and(|name| name == "pack.toml");
        return Ok(is_head.then(|| place.folder()));
    }
    let has = |name| place.join(name).exists();
    if has("scenario.toml") {
        Ok(None)
    } else if has("pack.toml") {
        Ok(Some(place))
    } else {
        let message = "this folder has neither a `scenario.toml` nor a `pack.toml`";
        Err(Diagnostic::whole(&place.name(), "unreadable", message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_files_and_names_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        std::fs::create_dir(path("pack")).unwrap();
        std::fs::write(path("pack/pack.toml"), "format = 1\n").unwrap();
        assert_eq!(
            pack_folder(&path("pack")),
            Ok(Some(Place::Disk(path("pack").into())))
        );
        assert_eq!(
            pack_folder(&path("pack/pack.toml")),
            Ok(Some(Place::Disk(path("pack").into())))
        );
        assert_eq!(pack_folder(&path("x.toml")), Ok(None));
        assert_eq!(
            pack_folder("rare-earths-2025"),
            Ok(builtin::pack("rare-earths-2025"))
        );
        assert_eq!(pack_folder(&path("")).unwrap_err().exit_code(), 3);
    }
}
