//! Effects of hazards: their numbers, and that each selects something.

use super::LONGEST;
use super::lanes::{Lanes, Reach};
use super::names::{Names, STAGES};
use crate::findings::Findings;
use crate::{Days, DemandFilter, Effect, Scenario, SiteFilter, StockFilter, Table};

/// Longest extra lead time, days; goods under way are kept step by step.
const LONGEST_DELAY: f64 = 1000.0;
/// Largest multiple of demand.
const LARGEST_SURGE: f64 = 100.0;

pub(super) fn check(scenario: &Scenario, names: &Names<'_>, findings: &mut Findings) {
    let lanes = Lanes::of(names);
    for (row, hazard) in scenario.hazards.iter().enumerate() {
        for (at, effect) in hazard.effects.iter().enumerate() {
            let field = format!("effect[{at}].{}", word(effect));
            let check = Check {
                names,
                lanes: &lanes,
                place: (Table::Hazards, row),
                field,
            };
            check.effect(effect, findings);
        }
    }
}

/// Word used in files.
fn word(effect: &Effect) -> &'static str {
    match effect {
        Effect::Capacity(_) => "capacity",
        Effect::Export { .. } => "export",
        Effect::Licensing { .. } => "licensing",
        Effect::Route { .. } => "route",
        Effect::Demand { .. } => "demand",
        Effect::StockLoss(_) => "stock_loss",
        Effect::Transit { .. } => "transit",
        Effect::Price { .. } => "price",
    }
}

/// One effect and where it stands.
struct Check<'a> {
    names: &'a Names<'a>,
    lanes: &'a Lanes,
    place: (Table, usize),
    field: String,
}

impl Check<'_> {
    fn effect(&self, effect: &Effect, findings: &mut Findings) {
        let mut traded = |lanes, reach| {
            self.lanes
                .check(lanes, reach, self.names, self.place, &self.field, findings);
        };
        match effect {
            Effect::Capacity(filter) => self.capacity(filter, findings),
            Effect::Export {
                lanes, re_export, ..
            } => {
                traded(
                    lanes,
                    if *re_export {
                        Reach::ReExports
                    } else {
                        Reach::Exports
                    },
                );
            }
            Effect::Licensing {
                lanes,
                dead_time,
                ramp,
                re_export,
                ..
            } => {
                let reach = if *re_export {
                    Reach::ReExports
                } else {
                    Reach::Exports
                };
                traded(lanes, reach);
                self.at_most("dead_time", *dead_time, LONGEST, findings);
                self.at_most("approval.ramp", *ramp, LONGEST, findings);
            }
            Effect::Route {
                choke_point,
                extra_lead_time,
                ..
            } => {
                self.route(choke_point, findings);
                self.at_most("extra_lead_time", *extra_lead_time, LONGEST_DELAY, findings);
            }
            Effect::Demand { demands, factor } => {
                self.demand(demands, findings);
                let range = 0.0..=LARGEST_SURGE;
                findings.need(
                    range.contains(factor),
                    self.place,
                    &self.path("factor"),
                    "range",
                    || format!("`factor` must be between 0 and {LARGEST_SURGE}, got {factor}"),
                );
            }
            Effect::StockLoss(filter) => self.stock_loss(filter, findings),
            Effect::Transit { lanes, .. } => traded(lanes, Reach::Any),
            Effect::Price {
                zone,
                material,
                factor,
            } => {
                let names = self.names;
                let path = self.path("zone");
                names.zones.chosen(zone, self.place, &path, findings);
                let path = self.path("material");
                names
                    .materials
                    .chosen(material, self.place, &path, findings);
                let range = 0.01..=LARGEST_SURGE;
                findings.need(
                    range.contains(factor),
                    self.place,
                    &self.path("factor"),
                    "range",
                    || format!("`factor` must be between 0.01 and {LARGEST_SURGE}, got {factor}"),
                );
            }
        }
    }

    fn path(&self, key: &str) -> String {
        format!("{}.{key}", self.field)
    }

    fn at_most(&self, key: &str, span: Days, most: f64, findings: &mut Findings) {
        findings.need(
            span.get() <= most,
            self.place,
            &self.path(key),
            "range",
            || {
                format!(
                    "`{key}` must be at most {most} days, got {} days",
                    span.get()
                )
            },
        );
    }

    fn selects(&self, found: bool, what: &str, findings: &mut Findings) {
        findings.need(found, self.place, &self.field, "selection", || {
            format!("nothing is selected: no {what} fits all selectors of this effect")
        });
    }

    fn capacity(&self, filter: &SiteFilter, findings: &mut Findings) {
        let names = self.names;
        let chosen = (
            names
                .sites
                .chosen(&filter.site, self.place, &self.path("site"), findings),
            names
                .economies
                .chosen(&filter.economy, self.place, &self.path("economy"), findings),
            names
                .stages
                .chosen(&filter.stage, self.place, &self.path("stage"), findings),
            names.materials.chosen(
                &filter.material,
                self.place,
                &self.path("material"),
                findings,
            ),
        );
        let (Some(sites), Some(economies), Some(stages), Some(materials)) = chosen else {
            return;
        };
        let found = names.world.sites.iter().enumerate().any(|(at, site)| {
            let stage = STAGES.iter().position(|&stage| stage == site.stage);
            sites[at]
                && names.economy_of[at].is_some_and(|economy| economies[economy])
                && stage.is_some_and(|stage| stages[stage])
                && (filter.material.is_all() || names.makes[at].iter().any(|&made| materials[made]))
        });
        self.selects(found, "site", findings);
    }

    fn route(&self, choke_point: &str, findings: &mut Findings) {
        let field = self.path("choke_point");
        findings.refer(
            self.place,
            &field,
            "choke point",
            choke_point,
            &self.names.choke_point_at,
        );
        if let Some(&at) = self.names.choke_point_at.get(choke_point) {
            findings.need(self.lanes.pass(at), self.place, &field, "selection", || {
                format!("nothing is selected: no trade passes `{choke_point}`")
            });
        }
    }

    fn demand(&self, filter: &DemandFilter, findings: &mut Findings) {
        let names = self.names;
        let chosen = (
            names
                .economies
                .chosen(&filter.economy, self.place, &self.path("economy"), findings),
            names
                .sectors
                .chosen(&filter.sector, self.place, &self.path("sector"), findings),
            names.materials.chosen(
                &filter.material,
                self.place,
                &self.path("material"),
                findings,
            ),
        );
        let (Some(economies), Some(sectors), Some(materials)) = chosen else {
            return;
        };
        let found = names.world.demands.iter().any(|demand| {
            let economy = names.economy_at.get(demand.economy.as_str());
            let sector = names.sector_at.get(demand.sector.as_str());
            let material = names.material_at.get(demand.material.as_str());
            economy.is_some_and(|&at| economies[at])
                && sector.is_some_and(|&at| sectors[at])
                && material.is_some_and(|&at| materials[at])
        });
        self.selects(found, "demand", findings);
    }

    fn stock_loss(&self, filter: &StockFilter, findings: &mut Findings) {
        let names = self.names;
        let chosen = (
            names
                .economies
                .chosen(&filter.economy, self.place, &self.path("economy"), findings),
            names
                .places
                .chosen(&filter.place, self.place, &self.path("place"), findings),
            names.materials.chosen(
                &filter.material,
                self.place,
                &self.path("material"),
                findings,
            ),
        );
        let (Some(economies), Some(places), Some(materials)) = chosen else {
            return;
        };
        let world = names.world;
        let one = |economy: &str, material: &str| {
            let economy = names
                .economy_at
                .get(economy)
                .is_some_and(|&at| economies[at]);
            economy
                && names
                    .material_at
                    .get(material)
                    .is_some_and(|&at| materials[at])
        };
        let sites = world.sites.iter().enumerate().map(|(at, site)| {
            let mut kept = names.takes[at].iter().chain(&names.makes[at]);
            kept.any(|&kept| one(&site.economy, &world.materials[kept].id))
        });
        let demands = world
            .demands
            .iter()
            .map(|demand| one(&demand.economy, &demand.material));
        let reserves = world
            .reserves
            .iter()
            .map(|reserve| one(&reserve.holder, &reserve.material));
        let mut stocks = sites.chain(demands).chain(reserves).zip(&places);
        self.selects(
            stocks.any(|(fits, &place)| fits && place),
            "stock",
            findings,
        );
    }
}

#[cfg(test)]
mod tests;
