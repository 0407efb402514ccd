//! Data packs: a folder with `pack.toml` and CSV tables.

mod cell;
mod chain;
mod header;
mod lost;
mod market;
mod names;
mod part;
mod read;
mod table;
mod text;

use monazite_model::{Table, World, nearest};

use crate::digest::{InputFile, PackFile};
use crate::place::Place;
use crate::{Diagnostic, Diagnostics, Severity, builtin};
pub(crate) use lost::Lost;
use table::Columns;
pub(crate) use text::Text;

/// The tables of a pack: which part of the world they fill, their name, whether a pack needs them,
/// and their columns.
const TABLES: [(Table, &str, bool, Columns); 13] = [
    (Table::Sources, "sources.csv", true, names::SOURCES),
    (Table::Economies, "economies.csv", true, names::ECONOMIES),
    (Table::Blocs, "blocs.csv", false, names::BLOCS),
    (
        Table::ChokePoints,
        "choke_points.csv",
        false,
        names::CHOKE_POINTS,
    ),
    (Table::Materials, "materials.csv", true, chain::MATERIALS),
    (Table::Contents, "contents.csv", false, chain::CONTENTS),
    (Table::Recipes, "recipes.csv", true, chain::RECIPES),
    (Table::Sites, "sites.csv", true, chain::SITES),
    (Table::Activities, "activities.csv", true, chain::ACTIVITIES),
    (Table::Trade, "trade.csv", true, market::TRADE),
    (Table::Demands, "demands.csv", true, market::DEMANDS),
    (Table::Reserves, "reserves.csv", false, market::RESERVES),
    (Table::Published, "published.csv", false, market::PUBLISHED),
];

/// What could be read of a pack, and what was found.
#[derive(Debug)]
pub(crate) struct Pack {
    /// What it says. Where cells could not be read, placeholders stand in.
    pub(crate) world: World,
    /// What was read.
    pub(crate) inputs: Vec<InputFile>,
    /// The texts of what was read from disk, with the paths of the inputs.
    pub(crate) texts: Vec<PackFile>,
    /// Errors, or else warnings.
    pub(crate) found: Diagnostics,
    /// Where its own sources end and those of a scenario begin.
    pub(crate) own_sources: usize,
    /// Whether all names are well formed, unique and known.
    pub(crate) names_hold: bool,
    /// Names that it may hold although they could not be read.
    pub(crate) lost: Lost,
    /// Where its rows are written; `None` for a world that came from elsewhere.
    pub(crate) text: Option<Text>,
}

impl Pack {
    /// A world that was read before and is sound.
    pub(crate) fn given(world: World) -> Self {
        Self {
            inputs: Vec::new(),
            texts: Vec::new(),
            found: Diagnostics::new(),
            own_sources: world.sources.len(),
            names_hold: true,
            lost: Lost::default(),
            text: None,
            world,
        }
    }
}

/// Folder of the pack that `reference`, written in a file in `base`, means: a built-in name or a path.
pub(crate) fn place(reference: &str, base: &Place) -> Place {
    builtin::pack(reference).unwrap_or_else(|| base.join(reference))
}

/// Reads and checks the pack in `folder`; fails only if there is none.
pub(crate) fn read(folder: &Place) -> Result<Pack, Diagnostic> {
    if !folder.join("pack.toml").exists() {
        return Err(missing(folder));
    }
    let read::Read {
        world,
        inputs,
        texts,
        mut found,
        text,
    } = read::read(folder);
    let lost = Lost::of(&text);
    let complete = !found.has_errors();
    let mut names_hold = complete;
    for problem in world.problems() {
        names_hold &= !problem.is_about_names();
        if complete || lost.is_certain(&problem, &text) {
            found.push(text.diagnostic(&problem, Severity::Error));
        }
    }
    if !complete {
        let rest = part::problems(&world, &text, &lost);
        found.extend(
            rest.iter()
                .map(|problem| text.diagnostic(problem, Severity::Error)),
        );
    }
    if !found.has_errors() {
        found.extend(
            world
                .warnings()
                .iter()
                .map(|problem| text.diagnostic(problem, Severity::Warning)),
        );
    }
    Ok(Pack {
        own_sources: world.sources.len(),
        world,
        inputs,
        texts,
        found: found.sorted(),
        names_hold,
        lost,
        text: Some(text),
    })
}

/// Reads a pack that must be sound.
pub(crate) fn load(folder: &Place) -> Result<Pack, Diagnostics> {
    let pack = read(folder)?;
    if pack.found.has_errors() {
        Err(pack.found)
    } else {
        Ok(pack)
    }
}

fn missing(folder: &Place) -> Diagnostic {
    let name = folder.name();
    let packs = builtin::builtin_packs();
    let known = nearest(&name, packs.iter().map(|pack| pack.name.as_str()));
    let hint = match known {
        Some(known) => format!("did you mean the built-in pack `{known}`?"),
        None => "`monazite list` shows the built-in packs".to_owned(),
    };
    let message = if folder.is_folder() {
        "this folder has no `pack.toml`"
    } else {
        "there is no such pack: neither a built-in name nor a folder"
    };
    Diagnostic::whole(&name, "unreadable", message).hint(hint)
}
