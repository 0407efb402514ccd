//! From a reference to a scenario over a world.

mod doubt;
mod locate;
mod prune;
mod tree;

use std::sync::Arc;

use monazite_model::{Scenario, World};

use crate::document::{Node, Sources, apply};
use crate::pack::{self, Pack};
use crate::place::Place;
use crate::written::Written;
use crate::{Diagnostic, Diagnostics, InputFile, PackFile, Severity, raw, schema, shape};
use doubt::Doubt;
pub(crate) use locate::diagnostic;
use prune::{is_placeholder, prune};
use tree::Tree;

/// A scenario that is ready to be compiled, and what it was read from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario, after `extends` and overrides.
    pub scenario: Scenario,
    /// The world of its pack, with the sources that the scenario adds.
    pub world: World,
    /// Every file that was read.
    pub inputs: Vec<InputFile>,
    /// The files of the pack, unless the program carries it.
    pub pack_files: Vec<PackFile>,
    /// The full scenario as TOML 1.0, defaults and behaviour written out: loading it again, with
    /// [`load_resolved`] or from a file anywhere on this machine, gives the same scenario.
    pub resolved: String,
    /// What the reader should know.
    pub warnings: Diagnostics,
    /// Where it all is written, for problems that are found later.
    pub written: Written,
}

/// What came of reading a scenario.
pub(crate) struct Reading {
    /// Everything that was found, warnings included.
    pub(crate) found: Diagnostics,
    /// The scenario, if there is no error.
    pub(crate) loaded: Option<Loaded>,
    /// The world of its pack, if that has no error.
    pub(crate) world: Option<World>,
    pub(crate) written: Written,
}

impl Reading {
    fn result(self) -> Result<Loaded, Diagnostics> {
        self.loaded.ok_or(self.found)
    }
}

/// Loads a scenario: a built-in name, a file, or a folder with `scenario.toml`. Overrides are texts
/// such as `run.horizon="2 years"`, applied in order.
pub fn load(reference: &str, overrides: &[String]) -> Result<Loaded, Diagnostics> {
    read(reference, overrides)?.result()
}

/// The same with all that could be read; fails only if there is no document.
pub(crate) fn read(reference: &str, overrides: &[String]) -> Result<Reading, Diagnostics> {
    let place = tree::scenario_place(reference, &Place::Disk(String::new().into()))?;
    read_place(&place, overrides)
}

/// Loads the scenario in a file.
pub(crate) fn load_place(place: &Place, overrides: &[String]) -> Result<Loaded, Diagnostics> {
    read_place(place, overrides)?.result()
}

/// Reads the scenario in a file.
fn read_place(place: &Place, overrides: &[String]) -> Result<Reading, Diagnostics> {
    Ok(finish(Tree::read(place)?, &id_of(place), overrides, None))
}

/// Loads a scenario from text over a world that is already there; `pack` may then name anything.
pub fn load_str(
    name: &str,
    toml: &str,
    world: World,
    overrides: &[String],
) -> Result<Loaded, Diagnostics> {
    let tree = Tree::of_text(&format!("{name}.toml"), toml)?;
    finish(tree, name, overrides, Some(Pack::given(world))).result()
}

/// Loads the [`Loaded::resolved`] text of an earlier run; relative paths in it start from the current
/// folder.
pub fn load_resolved(name: &str, toml: &str, overrides: &[String]) -> Result<Loaded, Diagnostics> {
    let tree = Tree::of_text(&format!("{name}.toml"), toml)?;
    finish(tree, name, overrides, None).result()
}

/// Loads the [`Loaded::resolved`] text of an earlier run over the [`Loaded::pack_files`] that it had;
/// without any, over the built-in pack that the text names. Nothing is read from disk.
pub fn load_recorded(name: &str, toml: &str, pack: &[PackFile]) -> Result<Loaded, Diagnostics> {
    let tree = Tree::of_text(&format!("{name}.toml"), toml)?;
    if pack.is_empty() {
        if let Some(Place::Disk(path)) = tree.pack_place() {
            let message =
                "the record holds no copy of this pack, and no built-in pack has that name";
            let file = path.to_string_lossy();
            return Err(Diagnostic::whole(&file, "not-recorded", message).into());
        }
        return finish(tree, name, &[], None).result();
    }
    let file_name = |path: &str| path.rsplit(['/', '\\']).next().map(str::to_owned);
    let files = pack
        .iter()
        .filter_map(|file| Some((file_name(&file.path)?, file.text.clone())))
        .collect();
    let mut own = pack::load(&Place::Recorded(Arc::new(files), String::new()))?;
    pack.clone_into(&mut own.texts);
    finish(tree, name, &[], Some(own)).result()
}

/// Loads a pack: a built-in name or a folder.
pub fn load_pack(reference: &str) -> Result<(World, Vec<InputFile>), Diagnostics> {
    let pack = pack::load(&pack::place(reference, &Place::Disk(String::new().into())))?;
    Ok((pack.world, pack.inputs))
}

/// A scenario is known by the name of its file, or of its folder if the file is `scenario.toml`.
fn id_of(place: &Place) -> String {
    let name = match place {
        Place::Disk(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
        Place::BuiltIn(path) | Place::Recorded(_, path) => path.into(),
    };
    let stem = |path: &std::path::Path| {
        path.file_stem()
            .map_or(String::new(), |stem| stem.to_string_lossy().into_owned())
    };
    let id = stem(&name);
    if id == "scenario" {
        name.parent().map_or(id, stem)
    } else {
        id
    }
}

fn finish(mut tree: Tree, id: &str, overrides: &[String], given: Option<Pack>) -> Reading {
    let refused = apply(&mut tree.root, overrides, &mut tree.sources).err();
    let shape::Wrong { mut found, paths } =
        shape::check(&tree.root, &schema::SCENARIO, &tree.sources);
    found.absorb(refused.unwrap_or_default());
    let (mut pack, pack_name) = match (given, tree.pack_place()) {
        (Some(pack), _) => (Some(pack), None),
        (None, Some(place)) => match pack::read(&place) {
            Ok(pack) => (Some(pack), Some(place.reference())),
            Err(error) => {
                found.push(error);
                (None, None)
            }
        },
        (None, None) => (None, None),
    };
    // What is wrong with one part must not hide what is wrong with the others.
    let pruned = (!paths.is_empty()).then(|| prune(&tree.root, &paths));
    let root = pruned.as_ref().unwrap_or(&tree.root);
    let raw = deserialised(root, &tree.sources, &mut found);
    let parts = if let (Some(pack), Some(raw)) = (&mut pack, raw) {
        let parts = Parts::new(raw, id, pack, pack_name);
        meaning(&parts.scenario, pack, root, &tree.sources, &mut found);
        Some(parts)
    } else {
        None
    };
    let mut inputs = tree.inputs;
    let (mut world, mut text, mut pack_files) = (None, None, Vec::new());
    if let Some(pack) = pack {
        world = (!pack.found.has_errors()).then_some(pack.world);
        text = pack.text;
        pack_files = pack.texts;
        found.absorb(pack.found);
        inputs.extend(pack.inputs);
        inputs.sort();
        inputs.dedup();
    }
    let resolved = parts.as_ref().and_then(|parts| {
        let written = toml::to_string(&parts.raw);
        written
            .map_err(|error| {
                let message = format!("the scenario cannot be written as TOML: {error}");
                let file = &tree.sources.get(0).file;
                found.push(Diagnostic::whole(file, "resolve", message));
            })
            .ok()
    });
    let found = found.sorted();
    let written = Written::new(Some((tree.root, tree.sources)), text);
    let loaded = match (parts, &world, resolved) {
        (Some(parts), Some(world), Some(resolved)) if !found.has_errors() => Some(Loaded {
            scenario: parts.scenario,
            world: world.clone(),
            inputs,
            pack_files,
            resolved,
            warnings: found.clone(),
            written: written.clone(),
        }),
        _ => None,
    };
    Reading {
        found,
        loaded,
        world,
        written,
    }
}

/// A scenario as it is written out and as the model has it.
struct Parts {
    raw: raw::Scenario,
    scenario: Scenario,
}

impl Parts {
    /// Adds the sources of the scenario to the world.
    fn new(mut raw: raw::Scenario, id: &str, pack: &mut Pack, pack_name: Option<String>) -> Self {
        if let Some(name) = pack_name {
            raw.pack = name;
        }
        raw.extends = None;
        let (scenario, own) = raw
            .clone()
            .model(id, (&pack.world.behaviour, &pack.world.market));
        raw.behaviour = raw::Behaviour::of(&scenario.behaviour);
        raw.market = raw::Market::of(&scenario.market);
        pack.world.sources.extend(own);
        Self { raw, scenario }
    }
}

/// Tells what a document whose wrong parts have been replaced means.
fn meaning(
    scenario: &Scenario,
    pack: &Pack,
    root: &Node,
    sources: &Sources,
    found: &mut Diagnostics,
) {
    let doubt = Doubt::of(root, pack);
    for problem in scenario.problems(&pack.world) {
        let place = locate::at(&problem, root);
        if !is_placeholder(place) && !doubt.about(&problem) {
            found.push(locate::diagnostic(&problem, Severity::Error, root, sources));
        }
    }
    if !found.has_errors() && !pack.found.has_errors() {
        found.extend(
            scenario
                .warnings()
                .iter()
                .map(|problem| locate::diagnostic(problem, Severity::Warning, root, sources)),
        );
    }
    found.extend(locate::repeated_sources(pack, root, sources));
}

/// Reads the tree into the types of the file. Once its shape is right this cannot fail; should it do
/// so all the same, the place is told.
fn deserialised(root: &Node, sources: &Sources, found: &mut Diagnostics) -> Option<raw::Scenario> {
    match serde_path_to_error::deserialize(root.plain()) {
        Ok(raw) => Some(raw),
        Err(error) => {
            if !found.has_errors() {
                let (at, _) = root.locate(&error.path().to_string());
                let message = error.into_inner().message().to_owned();
                found.push(sources.error(&at, "type", message));
            }
            None
        }
    }
}

#[cfg(test)]
mod tests;
