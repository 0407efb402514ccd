//! A world many times over, to see how cost grows with size.

use monazite_model::{
    Arrival, DemandFilter, Effect, Hazard, LaneFilter, Scenario, Selector, SiteFilter, StockFilter,
    World,
};

use super::Case;

/// `count` copies of a world side by side, each with the hazards of the scenario. The copies trade only within
/// themselves, so each behaves as the original does. Strategies are left out, and so are published figures,
/// which describe one world and not many.
#[must_use]
pub fn copies(case: &Case, count: usize) -> Case {
    let mut world = case.world.clone();
    clear(&mut world);
    let mut scenario = case.scenario.clone();
    scenario.hazards.clear();
    scenario.correlations.clear();
    scenario.strategies.clear();
    for copy in 0..count {
        let renamed = Renamed(format!("copy-{copy}-"));
        renamed.world(case.world.clone(), &mut world);
        renamed.hazards(&case.scenario, &mut scenario);
    }
    Case { world, scenario }
}

/// Takes out all that is copied; sources stay, all copies cite the same ones.
fn clear(world: &mut World) {
    world.economies.clear();
    world.blocs.clear();
    world.choke_points.clear();
    world.materials.clear();
    world.contents.clear();
    world.recipes.clear();
    world.sites.clear();
    world.activities.clear();
    world.trade.clear();
    world.demands.clear();
    world.reserves.clear();
    world.published.clear();
}

/// The prefix of the ids of one copy.
struct Renamed(String);

impl Renamed {
    fn id(&self, id: &mut String) {
        id.insert_str(0, &self.0);
    }

    /// Appends the tables of `from`, renamed, to those of `to`.
    fn world(&self, mut from: World, to: &mut World) {
        for economy in &mut from.economies {
            self.id(&mut economy.id);
        }
        for bloc in &mut from.blocs {
            self.id(&mut bloc.id);
            self.id(&mut bloc.economy);
        }
        for choke_point in &mut from.choke_points {
            self.id(&mut choke_point.id);
        }
        for material in &mut from.materials {
            self.id(&mut material.id);
        }
        for content in &mut from.contents {
            self.id(&mut content.material);
            self.id(&mut content.oxide);
        }
        for recipe in &mut from.recipes {
            self.id(&mut recipe.id);
            for flow in recipe.inputs.iter_mut().chain(&mut recipe.outputs) {
                self.id(&mut flow.material);
            }
        }
        for site in &mut from.sites {
            self.id(&mut site.id);
            self.id(&mut site.economy);
        }
        for activity in &mut from.activities {
            self.id(&mut activity.site);
            self.id(&mut activity.recipe);
        }
        for trade in &mut from.trade {
            self.id(&mut trade.id);
            self.id(&mut trade.material);
            self.id(&mut trade.origin);
            self.id(&mut trade.destination);
            let ends = [&mut trade.origin_site, &mut trade.destination_site];
            for place in ends.into_iter().flatten().chain(&mut trade.choke_points) {
                self.id(place);
            }
        }
        for demand in &mut from.demands {
            self.id(&mut demand.id);
            self.id(&mut demand.economy);
            self.id(&mut demand.material);
        }
        for reserve in &mut from.reserves {
            self.id(&mut reserve.id);
            self.id(&mut reserve.holder);
            self.id(&mut reserve.material);
        }
        to.economies.append(&mut from.economies);
        to.blocs.append(&mut from.blocs);
        to.choke_points.append(&mut from.choke_points);
        to.materials.append(&mut from.materials);
        to.contents.append(&mut from.contents);
        to.recipes.append(&mut from.recipes);
        to.sites.append(&mut from.sites);
        to.activities.append(&mut from.activities);
        to.trade.append(&mut from.trade);
        to.demands.append(&mut from.demands);
        to.reserves.append(&mut from.reserves);
    }

    /// Appends the hazards of `from`, renamed and aimed at this copy.
    fn hazards(&self, from: &Scenario, to: &mut Scenario) {
        for hazard in &from.hazards {
            to.hazards.push(self.hazard(hazard.clone()));
        }
        for correlation in &from.correlations {
            let mut correlation = correlation.clone();
            self.id(&mut correlation.first);
            self.id(&mut correlation.second);
            to.correlations.push(correlation);
        }
    }

    fn hazard(&self, mut hazard: Hazard) -> Hazard {
        self.id(&mut hazard.id);
        if let Arrival::After { hazard: parent, .. } = &mut hazard.arrival {
            self.id(parent);
        }
        for effect in &mut hazard.effects {
            match effect {
                Effect::Capacity(SiteFilter {
                    site,
                    economy,
                    material,
                    stage: _,
                }) => self.selectors([site, economy, material]),
                Effect::Export { lanes, .. }
                | Effect::Licensing { lanes, .. }
                | Effect::Transit { lanes, .. } => self.lanes(lanes),
                Effect::Price { material, .. } => self.selectors([material]),
                Effect::Route { choke_point, .. } => self.id(choke_point),
                Effect::Demand {
                    demands:
                        DemandFilter {
                            economy,
                            material,
                            sector: _,
                        },
                    ..
                } => self.selectors([economy, material]),
                Effect::StockLoss(StockFilter {
                    economy,
                    place,
                    material,
                }) => self.selectors([economy, place, material]),
            }
        }
        hazard
    }

    fn lanes(&self, filter: &mut LaneFilter) {
        self.selectors([
            &mut filter.origin,
            &mut filter.destination,
            &mut filter.material,
            &mut filter.choke_point,
        ]);
    }

    /// Aims selectors at this copy. One that takes everything goes on taking everything, in all copies: no
    /// scenario of the program has a hazard that strikes the whole world.
    fn selectors<const N: usize>(&self, selectors: [&mut Selector; N]) {
        for selector in selectors {
            for pattern in selector.include.iter_mut().chain(&mut selector.exclude) {
                // A stage is a word of the model, not an id of the world.
                let at = match pattern.split_once(':') {
                    Some(("stage", _)) => continue,
                    Some(("bloc", _)) => "bloc:".len(),
                    _ => 0,
                };
                pattern.insert_str(at, &self.0);
            }
        }
    }
}
