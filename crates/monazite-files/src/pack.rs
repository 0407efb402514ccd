//! Data packs: a folder with `pack.toml` and CSV tables.

mod cell;
mod chain;
mod header;
mod market;
mod names;
mod table;

use std::collections::BTreeSet;

use monazite_model::{Behaviour, Problem, Table, World, nearest};

use crate::diagnostic::Related;
use crate::digest::{InputFile, PackFile};
use crate::document::{Node, Sources};
use crate::place::Place;
use crate::{Diagnostic, Diagnostics, Severity, builtin, raw, schema, shape};
use table::{Columns, TableFile};

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

/// A pack that has been read, with what it takes to point at its rows.
pub(crate) struct Pack {
    /// What it says.
    pub(crate) world: World,
    /// What was read.
    pub(crate) inputs: Vec<InputFile>,
    /// The texts of what was read from disk, with the paths of the inputs.
    pub(crate) texts: Vec<PackFile>,
    /// Warnings.
    pub(crate) warnings: Diagnostics,
    /// Where its own sources end and those of a scenario begin.
    pub(crate) own_sources: usize,
}

/// Folder of the pack that `reference`, written in a file in `base`, means: a built-in name or a path.
pub(crate) fn place(reference: &str, base: &Place) -> Place {
    builtin::pack(reference).unwrap_or_else(|| base.join(reference))
}

/// Reads and checks the pack in `folder`.
pub(crate) fn load(folder: &Place) -> Result<Pack, Diagnostics> {
    let head_file = folder.join("pack.toml");
    if !head_file.exists() {
        return Err(missing(folder).into());
    }
    let mut reading = Reading {
        folder,
        inputs: Vec::new(),
        texts: Vec::new(),
        found: Diagnostics::new(),
    };
    let head = reading.head(&head_file);
    reading.unknown_tables();
    let mut tables = Vec::new();
    for (table, name, needed, columns) in TABLES {
        tables.push(reading.table(table, name, needed, columns));
    }
    let Reading {
        inputs,
        texts,
        mut found,
        ..
    } = reading;
    let world = assemble(head.as_ref().map(|head| &head.raw), &mut tables);
    let mut tainted = BTreeSet::new();
    for table in &mut tables {
        tainted.extend(table.tainted.iter().map(|&row| (table.table, row)));
        found.absorb(std::mem::take(&mut table.found));
    }
    // With cells or columns missing, placeholders stand in; only what they cannot have caused is told.
    let complete = !found.has_errors();
    let locate = Locator {
        head: head.as_ref(),
        tables: &tables,
        folder,
    };
    for problem in world.problems() {
        let sound = matches!(problem.code, "reference" | "duplicate" | "id")
            && !tainted.contains(&(problem.table, problem.row))
            && tables.iter().all(|table| !table.broken);
        if complete || sound {
            found.push(locate.diagnostic(&problem, Severity::Error));
        }
    }
    let mut warnings = Diagnostics::new();
    if !found.has_errors() {
        warnings.extend(
            world
                .warnings()
                .iter()
                .map(|problem| locate.diagnostic(problem, Severity::Warning)),
        );
    }
    let own_sources = world.sources.len();
    found.or(Pack {
        world,
        inputs,
        texts,
        warnings: warnings.sorted(),
        own_sources,
    })
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

/// `pack.toml`.
struct Head {
    raw: raw::Pack,
    root: Node,
    sources: Sources,
}

struct Reading<'a> {
    folder: &'a Place,
    inputs: Vec<InputFile>,
    texts: Vec<PackFile>,
    found: Diagnostics,
}

impl Reading<'_> {
    fn head(&mut self, place: &Place) -> Option<Head> {
        let read = self.inside(place).and_then(|()| place.read());
        let (source, bytes) = read.map_err(|error| self.found.push(error)).ok()?;
        self.took(place, bytes);
        let mut sources = Sources::default();
        let root = sources
            .parse(source)
            .map_err(|errors| self.found.absorb(errors))
            .ok()?;
        let wrong = shape::check(&root, &schema::PACK, &sources).found;
        if wrong.has_errors() {
            self.found.absorb(wrong);
            return None;
        }
        let raw = root.plain().try_into();
        let raw = raw.map_err(|error: toml::de::Error| {
            self.found
                .push(Diagnostic::whole(&place.name(), "type", error.message()));
        });
        Some(Head {
            raw: raw.ok()?,
            root,
            sources,
        })
    }

    /// Writes down what was read. The program carries its own packs; those on disk may change.
    fn took(&mut self, place: &Place, bytes: Vec<u8>) {
        self.inputs.push(InputFile::of(&place.name(), &bytes));
        if let (Place::Disk(_), Ok(text)) = (place, String::from_utf8(bytes)) {
            let path = place.name();
            self.texts.push(PackFile { path, text });
        }
    }

    fn inside(&self, place: &Place) -> Result<(), Diagnostic> {
        if place.is_inside(self.folder) {
            return Ok(());
        }
        let message = "this file is a link out of the pack's folder and is not read";
        Err(Diagnostic::whole(&place.name(), "outside", message))
    }

    /// A table that is misspelt would otherwise be left out silently.
    fn unknown_tables(&mut self) {
        for name in self.folder.file_names() {
            let is_table = name.to_ascii_lowercase().ends_with(".csv");
            if is_table && !TABLES.iter().any(|(_, known, ..)| *known == name) {
                let hint = nearest(&name, TABLES.iter().map(|(_, known, ..)| *known))
                    .map_or(String::new(), |known| format!("did you mean `{known}`?"));
                let file = self.folder.join(&name).name();
                let message = format!("`{name}` is no table of a pack");
                self.found
                    .push(Diagnostic::whole(&file, "unknown-table", message).hint(hint));
            }
        }
    }

    fn table(&mut self, table: Table, name: &str, needed: bool, columns: Columns) -> TableFile {
        let place = self.folder.join(name);
        if !place.exists() {
            if needed {
                let message = "this table is missing; every pack needs it";
                self.found
                    .push(Diagnostic::whole(&place.name(), "unreadable", message));
            }
            return TableFile::none(table, needed);
        }
        match self.inside(&place).and_then(|()| place.read()) {
            Ok((source, bytes)) => {
                self.took(&place, bytes);
                TableFile::new(table, source, columns)
            }
            Err(error) => {
                self.found.push(error);
                TableFile::none(table, true)
            }
        }
    }
}

fn assemble(head: Option<&raw::Pack>, tables: &mut [TableFile]) -> World {
    let [
        sources,
        economies,
        blocs,
        choke_points,
        materials,
        contents,
        recipes,
        sites,
        activities,
        trade,
        demands,
        reserves,
        published,
    ] = tables
    else {
        unreachable!("there are as many tables as names for them");
    };
    World {
        id: head.map_or(String::new(), |head| head.id.clone()),
        title: head.map_or(String::new(), |head| head.title.clone()),
        base_year: head.map_or(2000, |head| head.base_year),
        text: head.map_or(String::new(), |head| head.text.clone()),
        behaviour: head.map_or_else(Behaviour::default, |head| {
            head.behaviour.over(&Behaviour::default())
        }),
        market: monazite_model::Market::default(),
        sources: names::sources(sources),
        economies: names::economies(economies),
        blocs: names::blocs(blocs),
        choke_points: names::choke_points(choke_points),
        materials: chain::materials(materials),
        contents: chain::contents(contents),
        recipes: chain::recipes(recipes),
        sites: chain::sites(sites),
        activities: chain::activities(activities),
        trade: market::trade(trade),
        demands: market::demands(demands),
        reserves: market::reserves(reserves),
        published: market::published(published),
    }
}

/// Turns rows and fields into lines and columns.
struct Locator<'a> {
    head: Option<&'a Head>,
    tables: &'a [TableFile],
    folder: &'a Place,
}

impl Locator<'_> {
    fn diagnostic(&self, problem: &Problem, severity: Severity) -> Diagnostic {
        let table = self.tables.iter().find(|file| file.table == problem.table);
        let mut told = match (table, self.head) {
            (Some(file), _) => file
                .error(problem.row, &problem.field, problem.code, &problem.message)
                .unwrap_or_else(|| self.whole(problem)),
            (None, Some(head)) => {
                let path = match problem.table {
                    Table::Behaviour => format!("behaviour.{}", problem.field),
                    _ => problem.field.clone(),
                };
                let (at, _) = head.root.locate(&path);
                head.sources.error(&at, problem.code, &problem.message)
            }
            (None, None) => self.whole(problem),
        };
        told.severity = severity;
        told.related = problem.also.and_then(|(table, row)| {
            let file = self.tables.iter().find(|file| file.table == table)?;
            let other = file.error(row, "", "", "")?;
            Some(Related {
                file: other.file,
                line: other.line,
                message: "the other row is".to_owned(),
            })
        });
        told.hint(&problem.hint)
    }

    fn whole(&self, problem: &Problem) -> Diagnostic {
        Diagnostic::whole(&self.folder.name(), problem.code, &problem.message)
    }
}
