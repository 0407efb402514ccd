//! Scenarios: mutated text over the world of their pack.

use std::path::Path;

use monazite_files::{Loaded, load, load_str};
use monazite_model::World;

use crate::dictionary::{VALUES, of_schema};
use crate::random::Random;
use crate::{Outcome, Target, mutate, repository, sound};

/// A scenario's text, values set from outside, and the number of its world.
#[derive(Clone)]
pub struct Input {
    text: String,
    overrides: Vec<String>,
    world: usize,
}

/// The scenarios of the repository with their worlds.
pub struct Scenarios {
    seeds: Vec<(String, World)>,
    keys: Vec<String>,
    values: Vec<String>,
    paths: Vec<String>,
}

impl Scenarios {
    /// Reads the shipped scenarios.
    pub fn new() -> Self {
        let mut folders: Vec<_> = std::fs::read_dir(repository().join("scenarios"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path().join("scenario.toml"))
            .collect();
        folders.sort();
        let mut seeds = Vec::new();
        for file in folders {
            let loaded = load(&file.to_string_lossy(), &[]);
            let text = std::fs::read_to_string(&file);
            if let (Ok(loaded), Ok(text)) = (loaded, text) {
                // Whole, and as written: without what it extends.
                seeds.push((loaded.resolved, loaded.world.clone()));
                let alone = text.lines().filter(|line| !line.starts_with("extends"));
                seeds.push((alone.collect::<Vec<_>>().join("\n"), loaded.world));
            }
        }
        let (keys, words) = of_schema();
        let values = VALUES
            .iter()
            .map(ToString::to_string)
            .chain(words)
            .collect();
        let lists = [
            "hazard[0]",
            "hazard[1].effect[0]",
            "correlation[0]",
            "strategy[0]",
            "source[0]",
            "run",
        ];
        let paths = lists
            .iter()
            .map(ToString::to_string)
            .chain(["behaviour".to_owned()])
            .collect();
        Self {
            seeds,
            keys,
            values,
            paths,
        }
    }

    /// Ids of the world make references that resolve.
    fn value(&self, world: usize, random: &mut Random) -> String {
        let world = &self.seeds[world].1;
        let id = match random.below(16) {
            0 => random.pick(&world.economies).id.clone(),
            1 => random.pick(&world.materials).id.clone(),
            2 => random.pick(&world.sites).id.clone(),
            3 if !world.choke_points.is_empty() => random.pick(&world.choke_points).id.clone(),
            4 => random.pick(&world.demands).sector.clone(),
            _ => return random.pick(&self.values).clone(),
        };
        format!("\"{id}\"")
    }
}

impl Target for Scenarios {
    type Input = Input;

    fn seeds(&self) -> Vec<Input> {
        let each = self.seeds.iter().enumerate();
        each.map(|(world, (text, _))| Input {
            text: text.clone(),
            overrides: Vec::new(),
            world,
        })
        .collect()
    }

    fn mutate(&self, input: &Input, other: &Input, random: &mut Random) -> Input {
        let mut new = input.clone();
        if random.once_in(4) {
            new.overrides.clear();
        }
        for _ in 0..random.few() {
            let value = self.value(new.world, random);
            let key = random.pick(&self.keys).clone();
            new.text = match random.below(8) {
                0 => mutate::bytes(&new.text, random),
                1 | 2 => mutate::lines(&new.text, &other.text, random),
                3 | 4 => mutate::side(&new.text, '=', true, &value, random),
                5 => mutate::side(&new.text, '=', false, &key, random),
                6 => {
                    let brackets = *random.pick(&[("[", "]"), ("[[", "]]"), ("", " = ")]);
                    let line = format!("{}{key}{}{value}", brackets.0, brackets.1);
                    mutate::lines(&new.text, &line, random)
                }
                _ => {
                    let path = random.pick(&self.paths);
                    let mut set = format!("{path}.{key}={value}");
                    if random.once_in(8) {
                        set = mutate::bytes(&set, random);
                    }
                    new.overrides.push(set);
                    new.overrides.truncate(4);
                    continue;
                }
            };
        }
        new
    }

    fn run(&self, input: &Input) -> Result<Outcome, String> {
        let world = &self.seeds[input.world].1;
        let lines = |file: &str| match file {
            "fuzz.toml" => Some(input.text.split('\n').count()),
            "--set" => Some(input.overrides.len()),
            _ => None,
        };
        match load_str("fuzz", &input.text, world.clone(), &input.overrides) {
            Err(found) if !found.has_errors() => Err("refused without an error".to_owned()),
            Err(found) => sound(&found, lines),
            Ok(loaded) => {
                sound(&loaded.warnings, lines)?;
                again(&loaded, world)?;
                Ok(Outcome::new())
            }
        }
    }

    fn save(&self, input: &Input, folder: &Path) {
        let _ = std::fs::write(folder.join("scenario.toml"), &input.text);
        let _ = std::fs::write(folder.join("set.txt"), input.overrides.join("\n"));
        let _ = std::fs::write(folder.join("world.txt"), &self.seeds[input.world].1.id);
    }
}

/// A scenario that was accepted is the same after being written out and read again.
fn again(loaded: &Loaded, world: &World) -> Result<(), String> {
    match load_str("fuzz", &loaded.resolved, world.clone(), &[]) {
        Err(found) => Err(format!(
            "the resolved scenario is refused: {}",
            found.render(false)
        )),
        Ok(twice) if twice.scenario != loaded.scenario => {
            Err("the resolved scenario differs".to_owned())
        }
        Ok(twice) if twice.resolved != loaded.resolved => Err("resolving is not stable".to_owned()),
        Ok(_) => Ok(()),
    }
}
