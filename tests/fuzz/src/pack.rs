//! Packs: mutated tables in a folder.

use std::collections::BTreeMap;
use std::path::Path;

use monazite_files::{check, load_pack};
use tempfile::TempDir;

use crate::dictionary::CELLS;
use crate::random::Random;
use crate::{Outcome, Target, mutate, repository, sound};

/// The files of a pack by name.
pub type Input = BTreeMap<String, String>;

/// The packs of the repository, and a folder to write mutated ones to.
pub struct Packs {
    seeds: Vec<Input>,
    folder: TempDir,
}

impl Packs {
    /// Reads the shipped packs.
    pub fn new() -> Self {
        let scenarios = std::fs::read_dir(repository().join("scenarios"))
            .into_iter()
            .flatten()
            .flatten();
        let mut folders: Vec<_> = scenarios.map(|entry| entry.path().join("pack")).collect();
        folders.sort();
        folders.push(repository().join("data/rare-earths-2025"));
        let seeds = folders
            .iter()
            .map(|folder| files(folder))
            .filter(|files| !files.is_empty());
        // Memory, where there is such a folder: every execution writes a dozen files.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self {
            seeds: seeds.collect(),
            folder: folder.expect("a folder to work in"),
        }
    }
}

fn files(folder: &Path) -> Input {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let wanted = name.ends_with(".csv") || name.ends_with(".toml");
            Some((
                name,
                std::fs::read_to_string(entry.path())
                    .ok()
                    .filter(|_| wanted)?,
            ))
        })
        .collect()
}

impl Target for Packs {
    type Input = Input;

    fn seeds(&self) -> Vec<Input> {
        self.seeds.clone()
    }

    fn mutate(&self, input: &Input, other: &Input, random: &mut Random) -> Input {
        let mut new = input.clone();
        for _ in 0..random.few() {
            let names: Vec<String> = new.keys().cloned().collect();
            if names.is_empty() {
                return self.seeds[0].clone();
            }
            let name = random.pick(&names).clone();
            let text = new[&name].clone();
            let lent = other.get(&name).unwrap_or(&text);
            let changed = match random.below(16) {
                0 => mutate::bytes(&text, random),
                1 | 2 => mutate::lines(&text, lent, random),
                3 => {
                    new.remove(&name);
                    continue;
                }
                4 => {
                    // A table under the name of another.
                    let to = random.pick(&names).clone();
                    new.insert(to, text);
                    continue;
                }
                _ => cell(&text, lent, random),
            };
            new.insert(name, changed);
        }
        new
    }

    fn run(&self, input: &Input) -> Result<Outcome, String> {
        let folder = self.folder.path().join("pack");
        let _ = std::fs::create_dir_all(&folder);
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            if !input.contains_key(&entry.file_name().to_string_lossy().into_owned()) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
        for (name, text) in input {
            std::fs::write(folder.join(name), text).map_err(|error| error.to_string())?;
        }
        let lines = |file: &str| {
            let name = Path::new(file).file_name()?.to_str()?;
            Some(input.get(name)?.split('\n').count())
        };
        let path = folder.to_string_lossy();
        match load_pack(&path) {
            Err(found) if !found.has_errors() => Err("refused without an error".to_owned()),
            Err(found) => sound(&found, lines),
            Ok((world, _)) => {
                sound(&check(&path), lines)?;
                let problems = world.problems();
                if problems.is_empty() {
                    Ok(Outcome::new())
                } else {
                    Err("accepted a world with problems".to_owned())
                }
            }
        }
    }

    fn save(&self, input: &Input, folder: &Path) {
        for (name, text) in input {
            let _ = std::fs::write(folder.join(name), text);
        }
    }
}

/// Replaces one cell: by one that is odd, by another of its column, or by one of another table.
fn cell(text: &str, lent: &str, random: &mut Random) -> String {
    let mut rows: Vec<Vec<String>> = text
        .split('\n')
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let row = random.below(rows.len());
    let column = random.below(rows[row].len());
    let new = match random.below(4) {
        0 | 1 => {
            let column: Vec<&String> = rows
                .iter()
                .skip(1)
                .filter_map(|cells| cells.get(column))
                .collect();
            if column.is_empty() {
                String::new()
            } else {
                (*random.pick(&column)).clone()
            }
        }
        2 => (*random.pick(CELLS)).to_owned(),
        _ => {
            let cells: Vec<&str> = lent.split([',', '\n']).collect();
            (*random.pick(&cells)).to_owned()
        }
    };
    rows[row][column] = new;
    rows.iter()
        .map(|cells| cells.join(","))
        .collect::<Vec<_>>()
        .join("\n")
}
