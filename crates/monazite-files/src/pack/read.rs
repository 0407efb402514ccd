//! Reading the files of a pack.

use monazite_model::{Behaviour, Market, Table, World, nearest};

use super::table::{Columns, TableFile};
use super::text::{Head, Text};
use super::{TABLES, chain, market, names};
use crate::digest::{InputFile, PackFile};
use crate::document::Sources;
use crate::place::Place;
use crate::{Diagnostic, Diagnostics, raw, schema, shape};

/// What was read.
pub(super) struct Read {
    pub(super) world: World,
    pub(super) inputs: Vec<InputFile>,
    /// The texts of what was read from disk.
    pub(super) texts: Vec<PackFile>,
    /// What is wrong with the shape of the files.
    pub(super) found: Diagnostics,
    pub(super) text: Text,
}

/// Reads `pack.toml` and the tables in `folder`.
pub(super) fn read(folder: &Place) -> Read {
    let mut reading = Reading {
        folder,
        inputs: Vec::new(),
        texts: Vec::new(),
        found: Diagnostics::new(),
    };
    let head = reading.head(&folder.join("pack.toml"));
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
    for table in &mut tables {
        found.absorb(std::mem::take(&mut table.found));
    }
    Read {
        world,
        inputs,
        texts,
        found,
        text: Text {
            head,
            tables,
            folder: folder.clone(),
        },
    }
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
        market: head.map_or_else(Market::default, |head| head.market.over(&Market::default())),
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
