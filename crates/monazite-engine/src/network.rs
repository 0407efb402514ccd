//! Names become indices: stocks, activities and lanes of a world, before any number is balanced.
//!
//! A trade row spreads over every producer of its material in the origin economy and every consumer
//! in the destination economy. Everything downstream speaks of the positions laid down here.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{Recipe, Status, TradeKind, World};

/// Where a stock is held and what for. Numbers are positions in the world's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    /// Product of a site, for sale.
    Output(usize),
    /// Feed of a site.
    Input(usize),
    /// At a demand.
    Demand(usize),
}

/// Material held at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StockSpec {
    /// Position of the material.
    pub(crate) material: usize,
    /// Where.
    pub(crate) place: Place,
}

/// A recipe run at a site: inputs and outputs as (stock, t per t of throughput).
#[derive(Debug, Clone)]
pub(crate) struct ActivitySpec {
    /// Position of the row in the world's activities.
    pub(crate) row: usize,
    /// Position of the site.
    pub(crate) site: usize,
    /// Feeds.
    pub(crate) inputs: Vec<(usize, f64)>,
    /// Products; the flag tells whether orders for it drive the activity.
    pub(crate) outputs: Vec<(usize, f64, bool)>,
    /// Fed by a pushed material: runs on what arrives, whatever is ordered.
    pub(crate) pushed: bool,
    /// Site is not yet working.
    pub(crate) planned: bool,
}

/// A permitted flow from one stock to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaneSpec {
    /// Position of the trade row.
    pub(crate) trade: usize,
    /// Seller's stock.
    pub(crate) from: usize,
    /// Buyer's stock.
    pub(crate) to: usize,
    /// Carries goods at baseline (both ends work, and the row is a baseline row).
    pub(crate) baseline: bool,
}

/// The indexed world.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    /// All stocks of sites and demands.
    pub(crate) stocks: Vec<StockSpec>,
    /// All activities, in table order.
    pub(crate) activities: Vec<ActivitySpec>,
    /// Activities of each site, in table order.
    pub(crate) of_site: Vec<Vec<usize>>,
    /// All lanes, by trade row, seller, buyer.
    pub(crate) lanes: Vec<LaneSpec>,
    /// Economy position of each stock.
    pub(crate) economy: Vec<usize>,
    /// Materials in the order in which orders cascade: products before what they are made of.
    /// Pushed materials come last.
    pub(crate) cascade: Vec<usize>,
}

/// Positions of ids in their table.
pub(crate) fn positions<'a>(ids: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, usize> {
    ids.enumerate().map(|(at, id)| (id.as_str(), at)).collect()
}

impl Network {
    /// Expands `world`. The world must be free of problems: unknown names are skipped here.
    pub(crate) fn of(world: &World) -> Self {
        let economies = positions(world.economies.iter().map(|e| &e.id));
        let materials = positions(world.materials.iter().map(|m| &m.id));
        let sites = positions(world.sites.iter().map(|s| &s.id));
        let recipes = recipes(world);

        let mut stocks = BTreeSet::new();
        for activity in &world.activities {
            let (Some(&site), Some(recipe)) = (
                sites.get(activity.site.as_str()),
                recipes.get(activity.recipe.as_str()),
            ) else {
                continue;
            };
            for flow in &recipe.inputs {
                if let Some(&material) = materials.get(flow.material.as_str()) {
                    stocks.insert(StockSpec {
                        material,
                        place: Place::Input(site),
                    });
                }
            }
            for flow in &recipe.outputs {
                if let Some(&material) = materials.get(flow.material.as_str()) {
                    stocks.insert(StockSpec {
                        material,
                        place: Place::Output(site),
                    });
                }
            }
        }
        for (at, demand) in world.demands.iter().enumerate() {
            if let Some(&material) = materials.get(demand.material.as_str()) {
                stocks.insert(StockSpec {
                    material,
                    place: Place::Demand(at),
                });
            }
        }
        let stocks: Vec<StockSpec> = stocks.into_iter().collect();
        let index: BTreeMap<StockSpec, usize> = stocks
            .iter()
            .enumerate()
            .map(|(at, stock)| (*stock, at))
            .collect();

        let economy: Vec<usize> = stocks
            .iter()
            .map(|stock| {
                let id = match stock.place {
                    Place::Output(site) | Place::Input(site) => &world.sites[site].economy,
                    Place::Demand(demand) => &world.demands[demand].economy,
                };
                economies.get(id.as_str()).copied().unwrap_or(0)
            })
            .collect();

        let activities = activities(world, &sites, &materials, &recipes, &index);
        let mut of_site = vec![Vec::new(); world.sites.len()];
        for (at, activity) in activities.iter().enumerate() {
            of_site[activity.site].push(at);
        }
        let lanes = lanes(world, &sites, &materials, &stocks, &economy, &economies);
        let cascade = cascade(world, &materials);
        Self {
            stocks,
            activities,
            of_site,
            lanes,
            economy,
            cascade,
        }
    }
}

/// Number of lanes that a world has, counted without laying them down: a row of trade is one from every seller of
/// its origin to every buyer of its destination, unless it narrows them to a site. Rows that narrow to sites which
/// do not trade count as well.
pub(crate) fn count_lanes(world: &World) -> u64 {
    fn count<'a>(of: &mut BTreeMap<(&'a str, &'a str), u64>, material: &'a str, economy: &'a str) {
        *of.entry((material, economy)).or_default() += 1;
    }
    let recipes = recipes(world);
    let economies: BTreeMap<&str, &str> = world
        .sites
        .iter()
        .map(|site| (site.id.as_str(), site.economy.as_str()))
        .collect();
    let (mut sellers, mut buyers) = (BTreeMap::new(), BTreeMap::new());
    // A site that runs several recipes holds each material once.
    let mut held = BTreeSet::new();
    for activity in &world.activities {
        let (Some(recipe), Some(economy)) = (
            recipes.get(activity.recipe.as_str()),
            economies.get(activity.site.as_str()),
        ) else {
            continue;
        };
        for (flows, ends, sells) in [
            (&recipe.inputs, &mut buyers, false),
            (&recipe.outputs, &mut sellers, true),
        ] {
            for flow in flows {
                if held.insert((activity.site.as_str(), flow.material.as_str(), sells)) {
                    count(ends, &flow.material, economy);
                }
            }
        }
    }
    for demand in &world.demands {
        count(&mut buyers, &demand.material, &demand.economy);
    }
    let ends = |of: &BTreeMap<(&str, &str), u64>, material: &str, economy: &str, site: bool| {
        let all = of.get(&(material, economy)).copied().unwrap_or(0);
        if site { all.min(1) } else { all }
    };
    let of_row = |row: &monazite_model::Trade| {
        let (from, to) = (row.origin_site.is_some(), row.destination_site.is_some());
        ends(&sellers, &row.material, &row.origin, from).saturating_mul(ends(
            &buyers,
            &row.material,
            &row.destination,
            to,
        ))
    };
    world.trade.iter().map(of_row).fold(0, u64::saturating_add)
}

/// Recipes by id; the first of those that share one.
fn recipes(world: &World) -> BTreeMap<&str, &Recipe> {
    let rows = world.recipes.iter().rev();
    rows.map(|recipe| (recipe.id.as_str(), recipe)).collect()
}

fn activities(
    world: &World,
    sites: &BTreeMap<&str, usize>,
    materials: &BTreeMap<&str, usize>,
    recipes: &BTreeMap<&str, &Recipe>,
    index: &BTreeMap<StockSpec, usize>,
) -> Vec<ActivitySpec> {
    let mut list = Vec::new();
    for (row, activity) in world.activities.iter().enumerate() {
        let (Some(&site), Some(recipe)) = (
            sites.get(activity.site.as_str()),
            recipes.get(activity.recipe.as_str()),
        ) else {
            continue;
        };
        let stock = |material: &str, place| {
            materials
                .get(material)
                .and_then(|&material| index.get(&StockSpec { material, place }))
        };
        let inputs: Vec<(usize, f64)> = recipe
            .inputs
            .iter()
            .filter_map(|flow| {
                stock(&flow.material, Place::Input(site)).map(|&at| (at, flow.coefficient))
            })
            .collect();
        let single = recipe.outputs.len() == 1;
        let outputs = recipe
            .outputs
            .iter()
            .filter_map(|flow| {
                stock(&flow.material, Place::Output(site))
                    .map(|&at| (at, flow.coefficient, flow.driver || single))
            })
            .collect();
        let pushed = recipe.inputs.iter().any(|flow| {
            materials
                .get(flow.material.as_str())
                .is_some_and(|&material| world.materials[material].pushed)
        });
        let planned = matches!(world.sites[site].status, Status::Planned { .. });
        list.push(ActivitySpec {
            row,
            site,
            inputs,
            outputs,
            pushed,
            planned,
        });
    }
    list
}

fn lanes(
    world: &World,
    sites: &BTreeMap<&str, usize>,
    materials: &BTreeMap<&str, usize>,
    stocks: &[StockSpec],
    economy: &[usize],
    economies: &BTreeMap<&str, usize>,
) -> Vec<LaneSpec> {
    let planned = |site: usize| matches!(world.sites[site].status, Status::Planned { .. });
    let mut of: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (at, stock) in stocks.iter().enumerate() {
        of.entry((stock.material, economy[at]))
            .or_default()
            .push(at);
    }
    let held = |material, economy| of.get(&(material, economy)).into_iter().flatten();
    let mut list = Vec::new();
    for (trade, row) in world.trade.iter().enumerate() {
        let (Some(&material), Some(&origin), Some(&destination)) = (
            materials.get(row.material.as_str()),
            economies.get(row.origin.as_str()),
            economies.get(row.destination.as_str()),
        ) else {
            continue;
        };
        let only_from = row
            .origin_site
            .as_ref()
            .map(|id| sites.get(id.as_str()).copied());
        for &from in held(material, origin) {
            let Place::Output(site) = stocks[from].place else {
                continue;
            };
            if only_from.is_some_and(|only| only != Some(site)) {
                continue;
            }
            for &to in held(material, destination) {
                let (name, buyer_works) = match stocks[to].place {
                    Place::Input(site) => (&world.sites[site].id, !planned(site)),
                    Place::Demand(demand) => (&world.demands[demand].id, true),
                    Place::Output(_) => continue,
                };
                if row
                    .destination_site
                    .as_ref()
                    .is_some_and(|only| only != name)
                {
                    continue;
                }
                let baseline = row.kind == TradeKind::Baseline && !planned(site) && buyer_works;
                list.push(LaneSpec {
                    trade,
                    from,
                    to,
                    baseline,
                });
            }
        }
    }
    list
}

/// Depth-first order over "is made of": a material comes after everything made from it.
fn cascade(world: &World, materials: &BTreeMap<&str, usize>) -> Vec<usize> {
    let count = world.materials.len();
    let mut made_into: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    for recipe in &world.recipes {
        for input in &recipe.inputs {
            for output in &recipe.outputs {
                if let (Some(&from), Some(&to)) = (
                    materials.get(input.material.as_str()),
                    materials.get(output.material.as_str()),
                ) && !world.materials[from].pushed
                {
                    made_into[from].insert(to);
                }
            }
        }
    }
    let mut order = Vec::with_capacity(count);
    let mut placed = vec![false; count];
    let pulled = |at: &usize| !world.materials[*at].pushed;
    // Cycles are refused by the world's check; a round that places nothing ends it regardless.
    let mut before = usize::MAX;
    while order.len() != before {
        before = order.len();
        for at in (0..count).filter(pulled) {
            let ready = made_into[at]
                .iter()
                .all(|&product| placed[product] || world.materials[product].pushed);
            if !placed[at] && ready {
                placed[at] = true;
                order.push(at);
            }
        }
    }
    order.extend((0..count).filter(|at| world.materials[*at].pushed));
    order
}
