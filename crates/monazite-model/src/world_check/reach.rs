//! What can get where: trade rows that join nobody, demands that nothing can reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::Findings;
use crate::{Problem, Recipe, Status, Table, TradeKind, World};

/// Where a material is, or could be bought.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Market<'a> {
    pub(super) material: &'a str,
    pub(super) economy: &'a str,
}

/// Who makes and who takes what, by economy.
#[derive(Default)]
struct Places<'a> {
    /// Sites that make the material there.
    makers: BTreeMap<Market<'a>, BTreeSet<&'a str>>,
    /// Sites and demands that take it there.
    takers: BTreeMap<Market<'a>, BTreeSet<&'a str>>,
}

impl<'a> Places<'a> {
    fn of(world: &'a World) -> Self {
        let mut places = Self::default();
        for (site, recipe) in running(world, false) {
            let economy = world.sites[site].economy.as_str();
            let id = world.sites[site].id.as_str();
            let market = |material: &'a str| Market { material, economy };
            for flow in &recipe.outputs {
                places
                    .makers
                    .entry(market(&flow.material))
                    .or_default()
                    .insert(id);
            }
            for flow in &recipe.inputs {
                places
                    .takers
                    .entry(market(&flow.material))
                    .or_default()
                    .insert(id);
            }
        }
        for demand in &world.demands {
            let market = Market {
                material: &demand.material,
                economy: &demand.economy,
            };
            places.takers.entry(market).or_default().insert(&demand.id);
        }
        places
    }
}

/// Sites with the recipes that they run; `working` leaves out planned sites.
pub(super) fn running(world: &World, working: bool) -> Vec<(usize, &Recipe)> {
    let sites: BTreeMap<&str, usize> = world
        .sites
        .iter()
        .enumerate()
        .map(|(at, site)| (site.id.as_str(), at))
        .collect();
    let recipes: BTreeMap<&str, &Recipe> = world
        .recipes
        .iter()
        .map(|recipe| (recipe.id.as_str(), recipe))
        .collect();
    let both = world.activities.iter().filter_map(|activity| {
        Some((
            *sites.get(activity.site.as_str())?,
            *recipes.get(activity.recipe.as_str())?,
        ))
    });
    both.filter(|(site, _)| !working || world.sites[*site].status == Status::Operating)
        .collect()
}

pub(super) fn check(world: &World, findings: &mut Findings) {
    let places = Places::of(world);
    for (row, trade) in world.trade.iter().enumerate() {
        let at = |economy| Market {
            material: trade.material.as_str(),
            economy,
        };
        let ends = [
            (
                "origin",
                "makes",
                &trade.origin,
                &trade.origin_site,
                &places.makers,
            ),
            (
                "destination",
                "takes",
                &trade.destination,
                &trade.destination_site,
                &places.takers,
            ),
        ];
        for (field, does, economy, only, list) in ends {
            let here = list.get(&at(economy.as_str()));
            let (ok, who) = match only {
                Some(id) => (
                    here.is_some_and(|here| here.contains(id.as_str())),
                    format!("`{id}` does not"),
                ),
                None => (here.is_some(), format!("nobody in {economy}")),
            };
            findings.need(ok, (Table::Trade, row), field, "trade", || match only {
                Some(_) => format!("{who} {} `{}`", does.trim_end_matches('s'), trade.material),
                None => format!("{who} {does} `{}`", trade.material),
            });
        }
    }
    unreachable(world, findings);
}

/// Demands that no working chain of sites and baseline trade leads to, each told.
fn unreachable(world: &World, findings: &mut Findings) {
    let activities = running(world, true);
    let mut reach = Reach::of(world, &activities);
    let sources: Vec<usize> = (0..activities.len())
        .filter(|&at| activities[at].1.inputs.is_empty())
        .collect();
    reach.spread(&activities, sources);
    for (row, demand) in world.demands.iter().enumerate() {
        let reached = reach
            .held
            .contains(&(demand.material.as_str(), demand.id.as_str()));
        if demand.rate.get() > 0.0 && !reached {
            let message = format!(
                "nothing can reach this demand: no chain of working sites and baseline trade brings \
                 `{}` to {}",
                demand.material, demand.economy
            );
            findings.push(Problem::new(
                Table::Demands,
                row,
                "material",
                "unreachable",
                message,
            ));
        }
    }
}

/// What is where, spreading from the mines along recipes and baseline trade.
struct Reach<'a> {
    world: &'a World,
    /// Materials that have arrived, with site or demand.
    held: BTreeSet<(&'a str, &'a str)>,
    /// Baseline rows by what they carry and whence.
    rows: BTreeMap<Market<'a>, Vec<usize>>,
    /// Rows that already carry, for every maker or for the one they name.
    open: BTreeSet<usize>,
    /// Inputs still missing per activity, and who waits for what where.
    missing: Vec<usize>,
    waiting: BTreeMap<Market<'a>, Vec<usize>>,
    /// Inputs that activities already have.
    arrived: BTreeSet<(usize, &'a str)>,
    /// Demands by market.
    demands: BTreeMap<Market<'a>, Vec<&'a str>>,
}

impl<'a> Reach<'a> {
    fn of(world: &'a World, activities: &[(usize, &'a Recipe)]) -> Self {
        let mut rows: BTreeMap<Market<'a>, Vec<usize>> = BTreeMap::new();
        for (row, trade) in world.trade.iter().enumerate() {
            if trade.kind == TradeKind::Baseline {
                let from = Market {
                    material: &trade.material,
                    economy: &trade.origin,
                };
                rows.entry(from).or_default().push(row);
            }
        }
        let mut waiting: BTreeMap<Market<'a>, Vec<usize>> = BTreeMap::new();
        for (at, (site, recipe)) in activities.iter().enumerate() {
            for flow in &recipe.inputs {
                let economy = world.sites[*site].economy.as_str();
                waiting
                    .entry(Market {
                        material: &flow.material,
                        economy,
                    })
                    .or_default()
                    .push(at);
            }
        }
        let mut demands: BTreeMap<Market<'a>, Vec<&'a str>> = BTreeMap::new();
        for demand in &world.demands {
            let market = Market {
                material: &demand.material,
                economy: &demand.economy,
            };
            demands.entry(market).or_default().push(&demand.id);
        }
        let missing = activities
            .iter()
            .map(|(_, recipe)| recipe.inputs.len())
            .collect();
        let (held, open, arrived) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self {
            world,
            held,
            rows,
            open,
            missing,
            waiting,
            arrived,
            demands,
        }
    }

    /// Lets activities run, and those that they make possible.
    fn spread(&mut self, activities: &[(usize, &'a Recipe)], mut ready: Vec<usize>) {
        while let Some(at) = ready.pop() {
            let (site, recipe) = activities[at];
            let site = &self.world.sites[site];
            for flow in &recipe.outputs {
                let from = Market {
                    material: &flow.material,
                    economy: &site.economy,
                };
                let rows = self.rows.get(&from).cloned().unwrap_or_default();
                for row in rows {
                    let only = self.world.trade[row].origin_site.as_ref();
                    if only.is_none_or(|only| *only == site.id) && self.open.insert(row) {
                        self.deliver(row, activities, &mut ready);
                    }
                }
            }
        }
    }

    fn deliver(&mut self, row: usize, activities: &[(usize, &'a Recipe)], ready: &mut Vec<usize>) {
        let trade = &self.world.trade[row];
        let to = Market {
            material: &trade.material,
            economy: &trade.destination,
        };
        let wanted = |id: &str| {
            trade
                .destination_site
                .as_deref()
                .is_none_or(|only| only == id)
        };
        for id in self
            .demands
            .get(&to)
            .into_iter()
            .flatten()
            .filter(|id| wanted(id))
        {
            self.held.insert((&trade.material, id));
        }
        for &at in self.waiting.get(&to).into_iter().flatten() {
            let site = &self.world.sites[activities[at].0];
            if !wanted(&site.id) {
                continue;
            }
            // Two rows may bring the same input; it counts once.
            if self.arrived.insert((at, trade.material.as_str())) {
                self.missing[at] -= 1;
                if self.missing[at] == 0 {
                    ready.push(at);
                }
            }
        }
    }
}
