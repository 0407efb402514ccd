//! From a reference to a scenario over a world.

mod locate;
mod tree;

use std::sync::Arc;

use monazite_model::{Scenario, World};

use crate::document::{Node, Sources, apply};
use crate::pack::{self, Pack};
use crate::place::Place;
use crate::{Diagnostic, Diagnostics, InputFile, PackFile, Severity, raw, schema, shape};
use tree::Tree;

pub(crate) use locate::without;

/// A scenario that is ready to be compiled, and what it was read from.
#[derive(Debug, Clone, PartialEq)]
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
}

/// Loads a scenario: a built-in name, a file, or a folder with `scenario.toml`. Overrides are texts
/// such as `run.horizon="2 years"`, applied in order.
pub fn load(reference: &str, overrides: &[String]) -> Result<Loaded, Diagnostics> {
    let place = tree::scenario_place(reference, &Place::Disk(String::new().into()))?;
    load_place(&place, overrides)
}

/// Loads the scenario in a file.
pub(crate) fn load_place(place: &Place, overrides: &[String]) -> Result<Loaded, Diagnostics> {
    finish(Tree::read(place)?, &id_of(place), overrides, None)
}

/// Loads a scenario from text over a world that is already there; `pack` may then name anything.
pub fn load_str(
    name: &str,
    toml: &str,
    world: World,
    overrides: &[String],
) -> Result<Loaded, Diagnostics> {
    let tree = Tree::of_text(&format!("{name}.toml"), toml)?;
    let own_sources = world.sources.len();
    let pack = Pack {
        world,
        inputs: Vec::new(),
        texts: Vec::new(),
        warnings: Diagnostics::new(),
        own_sources,
    };
    finish(tree, name, overrides, Some(pack))
}

/// Loads the [`Loaded::resolved`] text of an earlier run; relative paths in it start from the current
/// folder.
pub fn load_resolved(name: &str, toml: &str, overrides: &[String]) -> Result<Loaded, Diagnostics> {
    finish(
        Tree::of_text(&format!("{name}.toml"), toml)?,
        name,
        overrides,
        None,
    )
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
        return finish(tree, name, &[], None);
    }
    let file_name = |path: &str| path.rsplit(['/', '\\']).next().map(str::to_owned);
    let files = pack
        .iter()
        .filter_map(|file| Some((file_name(&file.path)?, file.text.clone())))
        .collect();
    let mut own = pack::load(&Place::Recorded(Arc::new(files), String::new()))?;
    pack.clone_into(&mut own.texts);
    finish(tree, name, &[], Some(own))
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

fn finish(
    mut tree: Tree,
    id: &str,
    overrides: &[String],
    given: Option<Pack>,
) -> Result<Loaded, Diagnostics> {
    apply(&mut tree.root, overrides, &mut tree.sources)?;
    let shape::Wrong { mut found, paths } =
        shape::check(&tree.root, &schema::SCENARIO, &tree.sources);
    let (pack, pack_name) = match given {
        Some(pack) => (Some(pack), None),
        None => match tree.pack_place() {
            Some(place) => match pack::load(&place) {
                Ok(pack) => (Some(pack), Some(place.reference())),
                Err(errors) => {
                    found.absorb(errors);
                    (None, None)
                }
            },
            None => (None, None),
        },
    };
    // What is wrong with one hazard must not hide what is wrong with the others.
    let pruned = (!paths.is_empty()).then(|| locate::prune(&tree.root, &paths));
    let root = pruned.as_ref().unwrap_or(&tree.root);
    let (Some(mut pack), Some(mut raw)) = (pack, read(root, &tree.sources, &mut found)) else {
        return Err(found.sorted());
    };
    if let Some(name) = pack_name {
        raw.pack = name;
    }
    raw.extends = None;
    let (scenario, own) = raw.clone().model(id, &pack.world.behaviour);
    raw.behaviour = raw::Behaviour::of(&scenario.behaviour);
    pack.world.sources.extend(own);
    let whole = pruned.is_none();
    for problem in scenario.problems(&pack.world) {
        if whole || locate::is_certain(&problem) {
            found.push(locate::diagnostic(
                &problem,
                Severity::Error,
                root,
                &tree.sources,
            ));
        }
    }
    if !found.has_errors() {
        found.extend(
            scenario
                .warnings()
                .iter()
                .map(|problem| locate::diagnostic(problem, Severity::Warning, root, &tree.sources)),
        );
    }
    found.extend(locate::repeated_sources(&pack, root, &tree.sources));
    let resolved = toml::to_string(&raw).map_err(|error| {
        let message = format!("the scenario cannot be written as TOML: {error}");
        Diagnostic::whole(&tree.sources.get(0).file, "resolve", message)
    })?;
    let mut inputs = tree.inputs;
    inputs.extend(pack.inputs);
    inputs.sort();
    inputs.dedup();
    found.absorb(pack.warnings);
    let warnings = found.clone().sorted();
    found.or(Loaded {
        scenario,
        world: pack.world,
        inputs,
        pack_files: pack.texts,
        resolved,
        warnings,
    })
}

/// Reads the tree into the types of the file. Once its shape is right this cannot fail; should it do
/// so all the same, the place is told.
fn read(root: &Node, sources: &Sources, found: &mut Diagnostics) -> Option<raw::Scenario> {
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
