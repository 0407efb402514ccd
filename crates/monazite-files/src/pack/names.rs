//! Tables of names: sources, economies, blocs, choke points.

use monazite_model::{Bloc, ChokePoint, Economy, PriceZone, Source};

use super::table::{Columns, TableFile};

pub(super) const SOURCES: Columns = (&["id", "title"], &["publisher", "year", "url", "note"]);
pub(super) const ECONOMIES: Columns = (&["id", "name", "price_zone", "source", "grade"], &["note"]);
pub(super) const BLOCS: Columns = (&["id", "name", "economy", "source", "grade"], &["note"]);
pub(super) const CHOKE_POINTS: Columns = (&["id", "name", "source", "grade"], &["note"]);

pub(super) fn sources(table: &mut TableFile) -> Vec<Source> {
    table.rows(|row| Source {
        id: row.id("id"),
        title: row.text("title"),
        publisher: row.text("publisher"),
        year: row.text("year"),
        url: row.text("url"),
        note: row.text("note"),
    })
}

pub(super) fn economies(table: &mut TableFile) -> Vec<Economy> {
    table.rows(|row| Economy {
        id: row.id("id"),
        name: row.text("name"),
        price_zone: row.word(
            "price_zone",
            &[("china", PriceZone::China), ("world", PriceZone::World)],
            None,
        ),
        evidence: row.evidence(),
    })
}

pub(super) fn blocs(table: &mut TableFile) -> Vec<Bloc> {
    table.rows(|row| Bloc {
        id: row.id("id"),
        name: row.text("name"),
        economy: row.id("economy"),
        evidence: row.evidence(),
    })
}

pub(super) fn choke_points(table: &mut TableFile) -> Vec<ChokePoint> {
    table.rows(|row| ChokePoint {
        id: row.id("id"),
        name: row.text("name"),
        evidence: row.evidence(),
    })
}
