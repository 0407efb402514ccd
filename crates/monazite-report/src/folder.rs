//! The result folder: written beside its place, synced, and renamed there: whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::manifest::{FileDigest, Manifest};
use monazite_engine::{Statistic, statistics};

use crate::comparison::Compared;
use crate::page::{self, Page};
use crate::{Report, replications, summary, tables_csv};

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
    let Some(names) = check_place(out, inputs)? else {
        return Ok(());
    };
    if names.is_empty() {
        return Ok(());
    }
    let not_ours = |reason: String| FolderError::NotOurs {
        out: out.to_owned(),
        reason,
    };
    let Some(manifest) = Manifest::read(out) else {
        return Err(not_ours("it holds no manifest.json of ours".to_owned()));
    };
    for name in names {
        let known = manifest.outputs.iter().any(|file| name == file.path);
        if !known && name != "manifest.json" {
            return Err(not_ours(format!("{name} in it is not ours")));
        }
    }
    Ok(())
}

/// Refuses an output path that is or holds an input, or is no folder. Names in the folder come back;
/// nothing where nothing is there yet.
pub(crate) fn check_place(
    out: &Path,
    inputs: &[PathBuf],
) -> Result<Option<Vec<String>>, FolderError> {
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
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
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    Ok(Some(entries.iter().map(name).collect()))
}

/// Refuses an output path that holds an input, or a folder that holds anything but files of these names,
/// the first of which marks it as ours.
pub fn check_files(out: &Path, inputs: &[PathBuf], ours: &[&str]) -> Result<(), FolderError> {
    let Some(names) = check_place(out, inputs)? else {
        return Ok(());
    };
    let strange = names.iter().find(|name| !ours.contains(&name.as_str()));
    let reason = match strange {
        Some(name) => format!("{name} in it is not ours"),
        None if names.iter().all(|name| name != ours[0]) && !names.is_empty() => {
            format!("it holds no {} of ours", ours[0])
        }
        None => return Ok(()),
    };
    Err(FolderError::NotOurs {
        out: out.to_owned(),
        reason,
    })
}

/// Writes files of these names and texts to `out`, in place of earlier ones; the first name marks the
/// folder as ours, and a folder that holds anything else is left alone.
pub fn write_texts(
    out: &Path,
    inputs: &[PathBuf],
    files: &[(&'static str, String)],
) -> Result<(), FolderError> {
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    check_files(out, inputs, &names)?;
    let mut staged = Staged::checked(out, inputs, |_, _| Ok(()))?;
    for (name, content) in files {
        staged.file(name, |to| text(to, content))?;
    }
    check_files(out, inputs, &names)?;
    staged.settle(out)
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
pub(crate) struct Digesting {
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

/// A folder under construction; goes away unless it is finished.
pub struct Staged {
    folder: tempfile::TempDir,
    files: Vec<FileDigest>,
}

impl Staged {
    /// Beside the place of a result, which must be free or hold a result of ours.
    pub fn beside(out: &Path, inputs: &[PathBuf]) -> Result<Self, FolderError> {
        Self::checked(out, inputs, check_out)
    }

    /// Beside a place that `check` allows.
    pub(crate) fn checked(
        out: &Path,
        inputs: &[PathBuf],
        check: fn(&Path, &[PathBuf]) -> Result<(), FolderError>,
    ) -> Result<Self, FolderError> {
        check(out, inputs)?;
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
        let folder = builder.tempdir_in(parent).map_err(failed)?;
        // Making the parent folder may have given the path another meaning (`new/../input`).
        check(out, inputs)?;
        Ok(Self {
            folder,
            files: Vec::new(),
        })
    }

    /// Somewhere else, to be looked at and thrown away.
    pub fn apart() -> Result<Self, FolderError> {
        let place = std::env::temp_dir();
        let folder = tempfile::Builder::new()
            .prefix("monazite-")
            .tempdir_in(&place);
        Ok(Self {
            folder: folder.map_err(|source| FolderError::Io {
                path: place,
                source,
            })?,
            files: Vec::new(),
        })
    }

    /// Where the files are.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What was written so far.
    pub(crate) fn files(&self) -> &[FileDigest] {
        &self.files
    }

    pub(crate) fn file(
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

    /// Writes tables and report of a run. `manifest` comes without outputs.
    pub fn report(&mut self, report: &Report<'_>, manifest: &Manifest) -> Result<(), FolderError> {
        let page = Page::of_run(report, manifest);
        self.file("summary.json", |to| {
            text(to, &words(summary::summary(report))?)
        })?;
        self.file("statistics.csv", |to| {
            words(tables_csv::statistics(report.statistics, to))
        })?;
        self.file("replications.parquet", |to| {
            words(replications::write(std::slice::from_ref(report.result), to))
        })?;
        self.file("series.csv", |to| {
            words(tables_csv::series(report.scenario, report.result, to))
        })?;
        self.page(&page, manifest)
    }

    /// Writes tables and report of a comparison of strategies.
    pub fn comparison(
        &mut self,
        compared: &Compared<'_>,
        manifest: &Manifest,
    ) -> Result<(), FolderError> {
        let page = compared.page(manifest);
        let results = compared.comparison.results();
        self.file("summary.json", |to| text(to, &words(compared.summary())?))?;
        let alone: Vec<Statistic> = results.iter().flat_map(statistics).collect();
        self.file("statistics.csv", |to| {
            words(tables_csv::paired(
                &alone,
                &compared.comparison.rows(&compared.closer()),
                to,
            ))
        })?;
        self.file("replications.parquet", |to| {
            words(replications::write(results, to))
        })?;
        self.page(&page, manifest)
    }

    /// Writes what people read.
    fn page(&mut self, page: &Page<'_>, manifest: &Manifest) -> Result<(), FolderError> {
        self.file("report.html", |to| {
            text(to, &words(page::html(page, manifest))?)
        })?;
        self.file("report.md", |to| text(to, &page::markdown(page)))
    }

    /// Adds the manifest, its outputs filled in, and puts the folder in its place.
    pub fn finish(mut self, out: &Path, mut manifest: Manifest) -> Result<(), FolderError> {
        manifest.outputs.clone_from(&self.files);
        self.file("manifest.json", |to| {
            let text = words(serde_json::to_string_pretty(&manifest))? + "\n";
            words(to.write_all(text.as_bytes()))
        })?;
        self.settle(out)
    }

    /// Puts the folder in its place. One that is there already stands aside until the new one has its
    /// name.
    pub(crate) fn settle(self, out: &Path) -> Result<(), FolderError> {
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

fn text(to: &mut Digesting, text: &str) -> Result<(), String> {
    words(to.write_all(text.as_bytes()))
}

pub(crate) fn words<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

/// Writes the result folder of a run to `out`. `manifest` comes without outputs; they are filled in.
/// An earlier result of ours in the same place is replaced.
pub fn write(
    out: &Path,
    inputs: &[PathBuf],
    report: &Report<'_>,
    manifest: Manifest,
) -> Result<(), FolderError> {
    let mut staged = Staged::beside(out, inputs)?;
    staged.report(report, &manifest)?;
    staged.finish(out, manifest)
}

#[cfg(test)]
mod tests;
