//! A result made again, against what is in its folder.

use std::fs;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::folder::Staged;
use crate::manifest::Manifest;

/// Characters shown around the first difference of two lines.
const SHOWN: usize = 60;

/// Why two results cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum RecheckError {
    /// The file system refused.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the result is not as it was written.
    #[error("{} was changed since it was written: its digest is not that of the manifest", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
}

/// First difference in each file of a result that `again` has too, in words; empty if all are the
/// same. Every file of the result must still be what its manifest says.
pub fn recheck(
    folder: &Path,
    manifest: &Manifest,
    again: &Staged,
) -> Result<Vec<String>, RecheckError> {
    let mut found = Vec::new();
    for file in again.files() {
        let path = folder.join(&file.path);
        let bytes = read(&path)?;
        let digest = blake3::hash(&bytes).to_hex();
        let known = manifest
            .outputs
            .iter()
            .find(|known| known.path == file.path);
        if known.is_none_or(|known| known.digest != digest.as_str()) {
            return Err(RecheckError::Changed { path });
        }
        if digest.as_str() == file.digest {
            continue;
        }
        let other = again.path().join(&file.path);
        let place = if file.path == "replications.parquet" {
            rows(&path, &other)
        } else if file.path == crate::PART {
            None
        } else {
            lines(&bytes, &read(&other)?)
        };
        let place =
            place.unwrap_or_else(|| format!("other bytes, {} and {}", bytes.len(), file.bytes));
        found.push(format!("{}: {place}", file.path));
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, RecheckError> {
    fs::read(path).map_err(|source| RecheckError::Io {
        path: path.to_owned(),
        source,
    })
}

/// First line in which two texts differ.
fn lines(one: &[u8], other: &[u8]) -> Option<String> {
    let (one, other) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    let (mut ours, mut theirs) = (one.lines(), other.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (ours.next(), theirs.next()) {
            (None, None) => return None,
            (a, b) if a == b => {}
            (a, b) => {
                let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
                let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
                let around = |line: &str| -> String {
                    line.chars()
                        .skip(same.saturating_sub(SHOWN / 2))
                        .take(SHOWN)
                        .collect()
                };
                let (a, b) = (around(a), around(b));
                return Some(format!("line {number}, was `{a}`, is now `{b}`"));
            }
        }
    }
}

/// First value in which two tables differ.
fn rows(one: &Path, other: &Path) -> Option<String> {
    let open = |path: &Path| SerializedFileReader::new(fs::File::open(path).ok()?).ok();
    let (one, other) = (open(one)?, open(other)?);
    let count =
        |table: &SerializedFileReader<fs::File>| table.metadata().file_metadata().num_rows();
    if count(&one) != count(&other) {
        return Some(format!("{} rows, now {}", count(&one), count(&other)));
    }
    let pairs = one
        .get_row_iter(None)
        .ok()?
        .zip(other.get_row_iter(None).ok()?);
    for (number, (a, b)) in pairs.enumerate() {
        let (a, b) = (a.ok()?, b.ok()?);
        let mut cells = a.get_column_iter().zip(b.get_column_iter());
        // As text every pair of different numbers differs, signed zeros too.
        let parted =
            cells.find(|(a, b)| a.0 != b.0 || format!("{:?}", a.1) != format!("{:?}", b.1));
        if let Some(((name, a), (_, b))) = parted {
            return Some(format!("row {number}, {name}: was {a:?}, is now {b:?}"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest;
    use crate::sample::Sample;

    fn again(sample: &Sample) -> Staged {
        let mut staged = Staged::apart().unwrap();
        staged
            .report(&sample.report(), &manifest::sample())
            .unwrap();
        staged
    }

    #[test]
    fn the_first_difference_of_each_file_is_named() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("sample");
        let mut sample = Sample::new(50);
        crate::write(&out, &[], &sample.report(), manifest::sample()).unwrap();
        let record = Manifest::read(&out).unwrap();
        assert_eq!(
            recheck(&out, &record, &again(&sample)).unwrap(),
            Vec::<String>::new()
        );
        sample.result.columns[1].values[7] += 1e-9;
        sample.statistics[0].value = 0.26;
        let found = recheck(&out, &record, &again(&sample)).unwrap();
        let told = |file: &str| found.iter().find(|f| f.starts_with(file)).cloned();
        let table = told("replications.parquet").unwrap();
        assert!(table.contains("row 7, "), "{table}");
        let rows = told("statistics.csv").unwrap();
        assert!(rows.contains("line 2, ") && rows.contains("0.26"), "{rows}");
        assert_eq!(told("series.csv"), None);
    }

    #[test]
    fn a_file_that_was_changed_is_no_difference_of_the_program() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("sample");
        let sample = Sample::new(50);
        crate::write(&out, &[], &sample.report(), manifest::sample()).unwrap();
        let record = Manifest::read(&out).unwrap();
        fs::write(out.join("series.csv"), "x").unwrap();
        let refused = recheck(&out, &record, &again(&sample)).unwrap_err();
        assert!(refused.to_string().contains("series.csv"), "{refused}");
    }
}
