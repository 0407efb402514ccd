//! Where files lie: on disk, inside the program, or in the record of an earlier run.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::source::Source;
use crate::{Diagnostic, builtin};

/// Prefix that places inside the program are printed with.
const BUILT_IN: &str = "built-in:";
/// Prefix that places in a record are printed with.
const RECORDED: &str = "recorded:";

/// A file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// On disk.
    Disk(PathBuf),
    /// Inside the program: `data/...` or `scenarios/...`.
    BuiltIn(String),
    /// Texts by name, as an earlier run read them: one flat folder, and the name of a file in it or
    /// nothing for the folder itself.
    Recorded(Arc<BTreeMap<String, String>>, String),
}

impl Place {
    /// How the place is printed.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Disk(path) => path.to_string_lossy().into_owned(),
            Self::BuiltIn(path) => format!("{BUILT_IN}{path}"),
            Self::Recorded(_, name) => format!("{RECORDED}{name}"),
        }
    }

    /// A place relative to this folder. An absolute path is on disk wherever it is written.
    pub(crate) fn join(&self, relative: &str) -> Self {
        let path = Path::new(relative);
        match self {
            _ if path.is_absolute() => Self::Disk(path.to_owned()),
            Self::Disk(folder) => {
                let plain = path.strip_prefix(".").unwrap_or(path);
                Self::Disk(folder.join(plain))
            }
            Self::BuiltIn(folder) => Self::BuiltIn(normal(&format!("{folder}/{relative}"))),
            Self::Recorded(files, _) => Self::Recorded(files.clone(), normal(relative)),
        }
    }

    /// The folder that this file lies in.
    pub(crate) fn folder(&self) -> Self {
        match self {
            Self::Disk(path) => Self::Disk(path.parent().unwrap_or(Path::new("")).to_owned()),
            Self::BuiltIn(path) => Self::BuiltIn(
                path.rsplit_once('/')
                    .map_or("", |(folder, _)| folder)
                    .to_owned(),
            ),
            Self::Recorded(files, _) => Self::Recorded(files.clone(), String::new()),
        }
    }

    /// Whether this is a folder that exists.
    pub(crate) fn is_folder(&self) -> bool {
        match self {
            Self::Disk(path) if path.as_os_str().is_empty() => true,
            Self::Disk(path) => path.is_dir(),
            Self::BuiltIn(path) => builtin::folder(path).is_some(),
            Self::Recorded(_, name) => name.is_empty(),
        }
    }

    /// Whether something is there.
    pub(crate) fn exists(&self) -> bool {
        match self {
            Self::Disk(path) => path.symlink_metadata().is_ok(),
            Self::BuiltIn(path) => builtin::file(path).is_some() || builtin::folder(path).is_some(),
            Self::Recorded(files, at) => at.is_empty() || files.contains_key(at),
        }
    }

    /// The text and its bytes.
    pub(crate) fn read(&self) -> Result<(Source, Vec<u8>), Diagnostic> {
        let name = self.name();
        match self {
            Self::Disk(path) => Source::read(path, &name),
            Self::BuiltIn(path) => {
                let bytes = builtin::file(path).ok_or_else(|| {
                    Diagnostic::whole(&name, "unreadable", "there is no such built-in file")
                })?;
                Ok((Source::decode(&name, bytes)?, bytes.to_vec()))
            }
            Self::Recorded(files, at) => {
                let bytes = files.get(at).map(String::as_bytes).ok_or_else(|| {
                    Diagnostic::whole(&name, "unreadable", "there is no such recorded file")
                })?;
                Ok((Source::decode(&name, bytes)?, bytes.to_vec()))
            }
        }
    }

    /// Names of the files in this folder, sorted.
    pub(crate) fn file_names(&self) -> Vec<String> {
        let mut names: Vec<String> = match self {
            Self::Disk(path) => {
                let path = if path.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    path
                };
                let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
                entries
                    .map(|entry| entry.file_name().to_string_lossy().into_owned())
                    .collect()
            }
            Self::BuiltIn(path) => builtin::folder(path)
                .into_iter()
                .flat_map(include_dir::Dir::files)
                .filter_map(|file| Some(file.path().file_name()?.to_str()?.to_owned()))
                .collect(),
            Self::Recorded(files, _) => files.keys().cloned().collect(),
        };
        names.sort();
        names
    }

    /// Whether this file really lies in `folder` or below, after links have been followed. What does
    /// not exist lies nowhere else.
    pub(crate) fn is_inside(&self, folder: &Self) -> bool {
        let (Self::Disk(path), Self::Disk(folder)) = (self, folder) else {
            return true;
        };
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        match (path.canonicalize(), folder.canonicalize()) {
            (Ok(path), Ok(folder)) => path.starts_with(folder),
            _ => true,
        }
    }

    /// How a file elsewhere can refer to this place: an absolute path, or the name of a built-in.
    pub(crate) fn reference(&self) -> String {
        match self {
            Self::Disk(path) => {
                let absolute = path.canonicalize().unwrap_or_else(|_| path.clone());
                absolute.to_string_lossy().into_owned()
            }
            Self::BuiltIn(path) => builtin::pack_name(path).to_owned(),
            Self::Recorded(..) => self.name(),
        }
    }
}

/// Resolves `.` and `..` inside the program, where no links exist.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => {
                parts.pop();
            }
            Component::Normal(part) => parts.extend(part.to_str()),
            _ => {}
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_places_resolve_inside_the_program() {
        let scenario = Place::BuiltIn("scenarios/a/scenario.toml".to_owned());
        let base = scenario.folder().join("../b/./scenario.toml");
        assert_eq!(base, Place::BuiltIn("scenarios/b/scenario.toml".to_owned()));
        assert_eq!(
            scenario.folder().join("/etc/x"),
            Place::Disk("/etc/x".into())
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_inside() {
        let outer = tempfile::tempdir().unwrap();
        let pack = outer.path().join("pack");
        std::fs::create_dir(&pack).unwrap();
        std::fs::write(outer.path().join("secret"), "x").unwrap();
        std::fs::write(pack.join("own"), "x").unwrap();
        std::os::unix::fs::symlink(outer.path().join("secret"), pack.join("link")).unwrap();
        let pack = Place::Disk(pack);
        assert!(!pack.join("link").is_inside(&pack));
        assert!(pack.join("own").is_inside(&pack));
        assert!(pack.join("missing").is_inside(&pack));
    }
}
