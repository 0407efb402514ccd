//! Actions of governments and firms, beyond stocks.

use super::strategies::Check;
use crate::findings::Findings;
use crate::{Action, DemandFilter, Intervention, Selector};

impl Check<'_> {
    /// Costs are sums of money.
    pub(super) fn cost(&self, intervention: &Intervention, findings: &mut Findings) {
        let cost = intervention.cost;
        let sums = [
            ("capex", cost.capex),
            ("annual", cost.annual),
            ("per_tonne", cost.per_tonne),
        ];
        for (key, value) in sums {
            let ok = value.is_finite() && (0.0..=1e13).contains(&value);
            let field = format!("{}.cost.{key}", self.field(intervention.action.word()));
            findings.need(ok, self.place, &field, "range", || {
                format!("`{key}` must be between 0 and 1e13 USD, got {value}")
            });
        }
    }

    fn field(&self, word: &str) -> String {
        format!("action[{}].{word}", self.action)
    }

    /// Everything about an action that is no stock.
    pub(super) fn policy(&self, action: &Action, findings: &mut Findings) {
        let field = self.field(action.word());
        let at = |key: &str| format!("{field}.{key}");
        let (names, place) = (self.names, self.place);
        match action {
            Action::Stockpile { .. } | Action::Buffer { .. } => {}
            Action::NewCapacity {
                id,
                like,
                economy,
                capacity,
                delay_median,
                delay_q90,
                trigger,
                ..
            } => {
                let sites = || names.world.sites.iter().map(|site| site.id.as_str());
                findings.well_formed(place, &at("id"), id);
                let fresh = !sites().any(|site| site == id);
                findings.need(fresh, place, &at("id"), "duplicate", || {
                    format!("the pack already has a site `{id}`")
                });
                if !sites().any(|site| site == like) {
                    findings.unknown(place, &at("like"), "site", like, sites());
                }
                self.one_economy(economy, &at("economy"), findings);
                findings.need(
                    capacity.get() > 0.0,
                    place,
                    &at("capacity"),
                    "range",
                    || "`capacity` must be above 0".to_owned(),
                );
                findings.need(
                    delay_q90 >= delay_median,
                    place,
                    &at("delay_q90"),
                    "range",
                    || "`delay_q90` must not be below `delay_median`".to_owned(),
                );
                self.days(&field, "delay_q90", delay_q90.get(), findings);
                if let Some(trigger) = trigger {
                    let materials = names.world.materials.iter().map(|m| m.id.as_str());
                    if !names.material_at.contains_key(trigger.material.as_str()) {
                        let path = at("trigger.material");
                        findings.unknown(place, &path, "material", &trigger.material, materials);
                    }
                    let ok = trigger.above > 0.0 && trigger.above <= 1000.0;
                    findings.need(ok, place, &at("trigger.above"), "range", || {
                        format!(
                            "`above` must be above 0 and at most 1000, got {}",
                            trigger.above
                        )
                    });
                    self.days(&field, "trigger.lasting", trigger.lasting.get(), findings);
                }
            }
            Action::Diversify {
                economy, material, ..
            }
            | Action::Recycle {
                economy, material, ..
            } => {
                self.markets((economy, "economy"), material, &field, findings);
            }
            Action::Thrift {
                demands, from, by, ..
            } => {
                self.demands(demands, &field, findings);
                findings.need(by >= from, place, &at("by"), "range", || {
                    "`by` must not lie before `from`".to_owned()
                });
            }
            Action::Substitute { demands, .. } => self.demands(demands, &field, findings),
            Action::PriceFloor { site, material, .. } => {
                let sites = names.sites.chosen(site, place, &at("site"), findings);
                let goods = names
                    .materials
                    .chosen(material, place, &at("material"), findings);
                if let (Some(sites), Some(goods)) = (sites, goods) {
                    let makes = |site: usize| names.makes[site].iter().any(|&good| goods[good]);
                    let any = (0..sites.len()).any(|site| sites[site] && makes(site));
                    findings.need(any, place, &field, "selection", || {
                        "nothing is selected: none of these sites makes any of these materials"
                            .to_owned()
                    });
                }
            }
            Action::Offtake {
                site,
                material,
                volume,
                ..
            } => {
                let sites = || names.world.sites.iter().map(|row| row.id.as_str());
                let known = sites().position(|id| id == site);
                if known.is_none() {
                    findings.unknown(place, &at("site"), "site", site, sites());
                }
                let good = names.material_at.get(material.as_str()).copied();
                if good.is_none() {
                    let goods = names.world.materials.iter().map(|m| m.id.as_str());
                    findings.unknown(place, &at("material"), "material", material, goods);
                }
                if let (Some(known), Some(good)) = (known, good) {
                    let makes = names.makes[known].contains(&good);
                    findings.need(makes, place, &at("material"), "selection", || {
                        format!("`{site}` does not make `{material}`")
                    });
                }
                findings.need(volume.get() > 0.0, place, &at("volume"), "range", || {
                    "`volume` must be above 0".to_owned()
                });
            }
            Action::AlliedSharing { bloc } => {
                let blocs = || names.world.blocs.iter().map(|row| row.id.as_str());
                if !blocs().any(|id| id == bloc) {
                    findings.unknown(place, &at("bloc"), "bloc", bloc, blocs());
                }
            }
            Action::Contract {
                origin,
                destination,
                material,
                ..
            } => {
                self.markets((destination, "destination"), material, &field, findings);
                let origins = names
                    .economies
                    .chosen(origin, place, &at("origin"), findings);
                let goods = names
                    .materials
                    .chosen(material, place, &at("material"), findings);
                if let (Some(origins), Some(goods)) = (origins, goods) {
                    let sells = names.world.trade.iter().any(|row| {
                        let economy = names.economy_at.get(row.origin.as_str());
                        let good = names.material_at.get(row.material.as_str());
                        economy.is_some_and(|&at| origins[at]) && good.is_some_and(|&at| goods[at])
                    });
                    findings.need(sells, place, &field, "selection", || {
                        "nothing is selected: no trade row leads any of these materials out of there"
                            .to_owned()
                    });
                }
            }
        }
    }

    fn one_economy(&self, id: &str, field: &str, findings: &mut Findings) {
        let economies = || self.names.world.economies.iter().map(|row| row.id.as_str());
        if !economies().any(|known| known == id) {
            findings.unknown(self.place, field, "economy", id, economies());
        }
    }

    fn demands(&self, filter: &DemandFilter, field: &str, findings: &mut Findings) {
        let (names, place) = (self.names, self.place);
        let mut chosen = |kind: &super::names::Kind, selector: &Selector, key: &str| {
            kind.chosen(selector, place, &format!("{field}.{key}"), findings)
        };
        let economies = chosen(&names.economies, &filter.economy, "economy");
        let sectors = chosen(&names.sectors, &filter.sector, "sector");
        let goods = chosen(&names.materials, &filter.material, "material");
        let (Some(economies), Some(sectors), Some(goods)) = (economies, sectors, goods) else {
            return;
        };
        let any = names.world.demands.iter().any(|demand| {
            let economy = names.economy_at.get(demand.economy.as_str());
            let sector = names.sector_at.get(demand.sector.as_str());
            let good = names.material_at.get(demand.material.as_str());
            economy.is_some_and(|&at| economies[at])
                && sector.is_some_and(|&at| sectors[at])
                && good.is_some_and(|&at| goods[at])
        });
        findings.need(any, place, field, "selection", || {
            "nothing is selected: no demand fits all selectors of this action".to_owned()
        });
    }
}
