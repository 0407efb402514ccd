//! What selectors of lanes take: rows of trade.

use std::collections::BTreeMap;

use super::names::Names;
use crate::findings::{Findings, Ids};
use crate::{LaneFilter, Table};

/// A row of trade by the positions of what it names.
struct Row {
    origin: usize,
    destination: usize,
    material: usize,
    choke_points: Vec<usize>,
    /// Sectors of the demands that it leads to.
    sectors: Vec<usize>,
}

/// What a selection of lanes is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Any lane.
    Any,
    /// Lanes that cross a border.
    Exports,
    /// Lanes that cross a border, and those on which others send on what they made of the material.
    ReExports,
}

/// The rows of trade of a world.
pub(super) struct Lanes {
    rows: Vec<Row>,
}

impl Lanes {
    /// Collects the rows; those with unknown names join nothing.
    pub(super) fn of(names: &Names<'_>) -> Self {
        let world = names.world;
        let mut demands: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (at, demand) in world.demands.iter().enumerate() {
            demands
                .entry((&demand.economy, &demand.material))
                .or_default()
                .push(at);
        }
        let find = |ids: &Ids<'_>, id: &str| ids.get(id).copied();
        let rows = world.trade.iter().filter_map(|trade| {
            let ends = (trade.destination.as_str(), trade.material.as_str());
            let only = trade.destination_site.as_deref();
            let buyers = demands
                .get(&ends)
                .into_iter()
                .flatten()
                .map(|&at| &world.demands[at]);
            let sectors = buyers
                .filter(|demand| only.is_none_or(|only| only == demand.id))
                .filter_map(|demand| find(&names.sector_at, &demand.sector));
            let points = trade.choke_points.iter();
            Some(Row {
                origin: find(&names.economy_at, &trade.origin)?,
                destination: find(&names.economy_at, &trade.destination)?,
                material: find(&names.material_at, &trade.material)?,
                choke_points: points
                    .filter_map(|id| find(&names.choke_point_at, id))
                    .collect(),
                sectors: sectors.collect(),
            })
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// Whether any row passes this choke point.
    pub(super) fn pass(&self, choke_point: usize) -> bool {
        self.rows
            .iter()
            .any(|row| row.choke_points.contains(&choke_point))
    }

    /// Checks the selectors of a filter, and that some row fits all of them.
    pub(super) fn check(
        &self,
        filter: &LaneFilter,
        reach: Reach,
        names: &Names<'_>,
        place: (Table, usize),
        field: &str,
        findings: &mut Findings,
    ) {
        let path = |key: &str| format!("{field}.{key}");
        let chosen = (
            names
                .economies
                .chosen(&filter.origin, place, &path("origin"), findings),
            names
                .economies
                .chosen(&filter.destination, place, &path("destination"), findings),
            names
                .materials
                .chosen(&filter.material, place, &path("material"), findings),
            names
                .choke_points
                .chosen(&filter.choke_point, place, &path("choke_point"), findings),
            names
                .sectors
                .chosen(&filter.sector, place, &path("sector"), findings),
        );
        let (Some(origins), Some(destinations), Some(materials), Some(points), Some(sectors)) =
            chosen
        else {
            return;
        };
        let from = |row: &Row| origins[row.origin] && materials[row.material];
        let to = |row: &Row| {
            destinations[row.destination]
                && (filter.choke_point.is_all() || row.choke_points.iter().any(|&at| points[at]))
                && (filter.sector.is_all() || row.sectors.iter().any(|&at| sectors[at]))
                && (reach == Reach::Any || row.origin != row.destination)
        };
        let found = if reach == Reach::ReExports {
            self.rows.iter().any(from) && self.rows.iter().any(to)
        } else {
            self.rows.iter().any(|row| from(row) && to(row))
        };
        findings.need(found, place, field, "selection", || {
            let border = if reach == Reach::Any {
                ""
            } else {
                " that crosses a border"
            };
            format!("nothing is selected: no trade{border} fits all selectors of this effect")
        });
    }
}
