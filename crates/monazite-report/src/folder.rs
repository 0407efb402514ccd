//! The result folder: written beside its place, synced, and renamed there: whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::manifest::{FileDigest, Manifest};
use crate::{Report, page, replications, sections, summary, tables_csv};

/// Why a result could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The output path is an input of the run, or holds one.
    #[error("{} is or holds an input of this run ({}): nothing was written", out.display(), input.display())]
    IsInput {
        /// Where the result was to go.
        out: PathBuf,
        /// The input.
        input: PathBuf,
    },
    /// Something that we did not write is there.
    #[error("{} exists and is not a result folder of monazite ({reason}): nothing was written", out.display())]
    NotOurs {
        /// Where the result was to go.
        out: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The file system refused.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the folder could not be made.
    #[error("cannot make {file}: {reason}")]
    Encode {
        /// Name of the file.
        file: &'static str,
        /// What the writer said.
        reason: String,
    },
}

/// Refuses an output path that a run must not write to: an input, a folder that holds one, or a place
/// that is taken by something that is not a result of ours. Cheap; called before a long run as well.
pub fn check_out(out: &Path, inputs: &[PathBuf]) -> Result<(), FolderError> {
    let place = settled(out);
    for input in inputs {
        if settled(input).starts_with(&place) {
            return Err(FolderError::IsInput {
                out: out.to_owned(),
                input: input.clone(),
            });
        }
    }
    let not_ours = |reason: String| FolderError::NotOurs {
        out: out.to_owned(),
        reason,
    };
    let kind = match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => {
            return Err(FolderError::Io {
                path: out.to_owned(),
                source,
            });
        }
        Ok(metadata) => metadata.file_type(),
    };
    if !kind.is_dir() {
        return Err(not_ours("it is not a folder".to_owned()));
    }
    let entries = fs::read_dir(out)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .map_err(|source| FolderError::Io {
            path: out.to_owned(),
            source,
        })?;
    if entries.is_empty() {
        return Ok(());
    }
    let Some(manifest) = Manifest::read(out) else {
        return Err(not_ours("it holds no manifest.json of ours".to_owned()));
    };
    for entry in entries {
        let name = entry.file_name();
        let known = manifest.outputs.iter().any(|file| name == *file.path);
        if !known && name != "manifest.json" {
            return Err(not_ours(format!("{} in it is not ours", name.display())));
        }
    }
    Ok(())
}

/// The path with links resolved as far as it exists.
fn settled(path: &Path) -> PathBuf {
    if let Ok(there) = path.canonicalize() {
        return there;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => settled(if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        })
        .join(name),
        _ => path.to_owned(),
    }
}

/// A file that counts and digests what passes through it.
struct Digesting {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Write for Digesting {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A folder under construction beside its place; goes away unless it is finished.
struct Staged {
    folder: tempfile::TempDir,
    files: Vec<FileDigest>,
}

impl Staged {
    fn beside(out: &Path) -> Result<Self, FolderError> {
        let parent = match out.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let failed = |source| FolderError::Io {
            path: parent.to_owned(),
            source,
        };
        fs::create_dir_all(parent).map_err(failed)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".monazite-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o755));
        }
        Ok(Self {
            folder: builder.tempdir_in(parent).map_err(failed)?,
            files: Vec::new(),
        })
    }

    fn file(
        &mut self,
        name: &'static str,
        write: impl FnOnce(&mut Digesting) -> Result<(), String>,
    ) -> Result<(), FolderError> {
        let path = self.folder.path().join(name);
        let failed = |source| FolderError::Io {
            path: path.clone(),
            source,
        };
        let file = BufWriter::new(File::create_new(&path).map_err(failed)?);
        let mut to = Digesting {
            file,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        };
        write(&mut to).map_err(|reason| FolderError::Encode { file: name, reason })?;
        let file = to
            .file
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        self.files.push(FileDigest {
            path: name.to_owned(),
            digest: to.hasher.finalize().to_hex().to_string(),
            bytes: to.bytes,
        });
        Ok(())
    }

    /// Puts the folder in its place. A result that is there already stands aside until the new one
    /// has its name.
    fn finish(self, out: &Path) -> Result<(), FolderError> {
        let failed = |source| FolderError::Io {
            path: out.to_owned(),
            source,
        };
        let parent = self
            .folder
            .path()
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default();
        File::open(self.folder.path())
            .and_then(|folder| folder.sync_all())
            .map_err(failed)?;
        let aside = if out.exists() {
            let aside = tempfile::Builder::new()
                .prefix(".monazite-old-")
                .tempdir_in(&parent)
                .map_err(failed)?;
            fs::rename(out, aside.path().join("old")).map_err(failed)?;
            Some(aside)
        } else {
            None
        };
        let staged = self.folder.keep();
        if let Err(source) = fs::rename(&staged, out) {
            if let Some(aside) = &aside {
                // The old result goes back; the error that is told is the first one.
                let _ = fs::rename(aside.path().join("old"), out);
            }
            let _ = fs::remove_dir_all(&staged);
            return Err(failed(source));
        }
        File::open(&parent)
            .and_then(|parent| parent.sync_all())
            .map_err(failed)
    }
}

fn words<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

/// Writes the result folder of a run to `out`. `manifest` comes without outputs; they are filled in.
/// An earlier result of ours in the same place is replaced.
pub fn write(
    out: &Path,
    inputs: &[PathBuf],
    report: &Report<'_>,
    mut manifest: Manifest,
) -> Result<(), FolderError> {
    check_out(out, inputs)?;
    let sections = sections::sections(report);
    let mut staged = Staged::beside(out)?;
    // Making the parent folder may have given the path another meaning (`new/../input`).
    check_out(out, inputs)?;
    let text = |to: &mut Digesting, text: String| words(to.write_all(text.as_bytes()));
    staged.file("summary.json", |to| {
        text(to, words(summary::summary(report))?)
    })?;
    staged.file("statistics.csv", |to| {
        words(tables_csv::statistics(report.statistics, to))
    })?;
    staged.file("replications.parquet", |to| {
        words(replications::write(report.result, to))
    })?;
    staged.file("series.csv", |to| {
        words(tables_csv::series(report.scenario, report.result, to))
    })?;
    staged.file("report.html", |to| {
        text(to, words(page::html(report, &sections, &manifest))?)
    })?;
    staged.file("report.md", |to| {
        text(to, page::markdown(report, &sections, &manifest))
    })?;
    manifest.outputs.clone_from(&staged.files);
    staged.file("manifest.json", |to| {
        text(to, words(serde_json::to_string_pretty(&manifest))? + "\n")
    })?;
    staged.finish(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest;
    use crate::sample::Sample;

    fn put(out: &Path, replications: usize) -> Result<(), FolderError> {
        write(
            out,
            &[],
            &Sample::new(replications).report(),
            manifest::sample(),
        )
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_folder_has_its_seven_files_with_their_digests_and_nothing_stays_beside_it() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("results/sample");
        put(&out, 50).unwrap();
        let expected = [
            "manifest.json",
            "replications.parquet",
            "report.html",
            "report.md",
            "series.csv",
            "statistics.csv",
            "summary.json",
        ];
        assert_eq!(names(&out), expected);
        assert_eq!(names(out.parent().unwrap()), ["sample"]);
        for file in Manifest::read(&out).unwrap().outputs {
            let bytes = fs::read(out.join(&file.path)).unwrap();
            assert_eq!(
                blake3::hash(&bytes).to_hex().to_string(),
                file.digest,
                "{}",
                file.path
            );
            assert_eq!(bytes.len() as u64, file.bytes);
        }
    }

    #[test]
    fn an_earlier_result_is_replaced_and_leaves_no_trace() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("sample");
        put(&out, 50).unwrap();
        let before = fs::read(out.join("replications.parquet")).unwrap();
        put(&out, 60).unwrap();
        assert_ne!(before, fs::read(out.join("replications.parquet")).unwrap());
        assert_eq!(names(place.path()), ["sample"]);
    }

    #[test]
    fn a_folder_with_a_file_of_somebody_else_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("sample");
        put(&out, 50).unwrap();
        fs::write(out.join("notes.txt"), "mine").unwrap();
        let refused = put(&out, 60).unwrap_err();
        assert!(
            refused.to_string().contains("notes.txt in it is not ours"),
            "{refused}"
        );
        assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");

        let other = place.path().join("other");
        fs::create_dir(&other).unwrap();
        fs::write(other.join("data.csv"), "1").unwrap();
        assert!(matches!(put(&other, 50), Err(FolderError::NotOurs { .. })));
        assert_eq!(names(&other), ["data.csv"]);
    }

    #[test]
    fn an_input_is_never_overwritten_not_even_through_a_link_or_a_detour() {
        let place = tempfile::tempdir().unwrap();
        let input = place.path().join("demand.csv");
        fs::write(&input, "id\n").unwrap();
        let detour = place.path().join("a/../demand.csv");
        fs::create_dir(place.path().join("a")).unwrap();
        let inputs = [input.clone()];
        for out in [input.as_path(), detour.as_path(), place.path()] {
            let refused = write(out, &inputs, &Sample::new(10).report(), manifest::sample());
            assert!(
                matches!(refused, Err(FolderError::IsInput { .. })),
                "{out:?}"
            );
        }
        assert_eq!(fs::read_to_string(&input).unwrap(), "id\n");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::write(&file, "").unwrap();
        let refused = put(&file.join("below"), 10).unwrap_err();
        assert!(refused.to_string().contains("file"), "{refused}");
    }
}
