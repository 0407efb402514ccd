//! The ids of a world.

use crate::findings::{Findings, Ids};
use crate::{Evidence, Table, World};

/// Positions of rows by id, table by table.
pub(super) struct Known<'a> {
    pub(super) sources: Ids<'a>,
    pub(super) economies: Ids<'a>,
    pub(super) blocs: Ids<'a>,
    pub(super) choke_points: Ids<'a>,
    pub(super) materials: Ids<'a>,
    pub(super) recipes: Ids<'a>,
    pub(super) sites: Ids<'a>,
    pub(super) demands: Ids<'a>,
}

impl<'a> Known<'a> {
    /// Collects the ids; malformed and repeated ones are told.
    pub(super) fn of(world: &'a World, findings: &mut Findings) -> Self {
        findings.well_formed((Table::Pack, 0), "id", &world.id);
        let mut ids = |table, list: Vec<&'a str>| findings.ids(table, "id", list.into_iter());
        let known = Self {
            sources: ids(
                Table::Sources,
                world.sources.iter().map(|s| s.id.as_str()).collect(),
            ),
            economies: ids(
                Table::Economies,
                world.economies.iter().map(|e| e.id.as_str()).collect(),
            ),
            blocs: world
                .blocs
                .iter()
                .enumerate()
                .map(|(row, b)| (b.id.as_str(), row))
                .collect(),
            choke_points: ids(
                Table::ChokePoints,
                world.choke_points.iter().map(|c| c.id.as_str()).collect(),
            ),
            materials: ids(
                Table::Materials,
                world.materials.iter().map(|m| m.id.as_str()).collect(),
            ),
            recipes: world
                .recipes
                .iter()
                .enumerate()
                .map(|(at, r)| (r.id.as_str(), at))
                .collect(),
            sites: ids(
                Table::Sites,
                world.sites.iter().map(|s| s.id.as_str()).collect(),
            ),
            demands: ids(
                Table::Demands,
                world.demands.iter().map(|d| d.id.as_str()).collect(),
            ),
        };
        ids(
            Table::Trade,
            world.trade.iter().map(|t| t.id.as_str()).collect(),
        );
        ids(
            Table::Reserves,
            world.reserves.iter().map(|r| r.id.as_str()).collect(),
        );
        ids(
            Table::Published,
            world.published.iter().map(|p| p.id.as_str()).collect(),
        );
        known
    }

    /// Checks that a row cites a source that is listed.
    pub(super) fn cites(
        &self,
        place: (Table, usize),
        evidence: &Evidence,
        findings: &mut Findings,
    ) {
        findings.refer(place, "source", "source", &evidence.source, &self.sources);
    }
}
