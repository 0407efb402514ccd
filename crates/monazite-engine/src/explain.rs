//! What the files say before anything is run: who depends on whom for what, how concentrated each
//! stage is, what stops when one site stops, and each hazard and strategy in words.

mod reach;
mod words;

use std::collections::BTreeMap;

use monazite_model::{DAYS_PER_YEAR, PriceZone, Scenario};

use crate::balance::Balance;
use crate::network::Place;
use crate::plan::{CompileError, Plan, StockKind, compile};

/// Share of world output from which a site is a single point of failure.
const WORLD_POINT: f64 = 0.20;
/// The same for output outside China.
const REST_POINT: f64 = 0.33;
/// Flow, output or use below which nobody asks, t/yr: the reconciliation leaves dust on lanes that carry
/// nothing.
const LEAST: f64 = 0.1;

/// Where an economy gets a material from.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependence {
    /// Economy id.
    pub economy: String,
    /// Material id.
    pub material: String,
    /// Economies that supply it, the own one included, with their shares of what arrives.
    pub origins: Vec<(String, f64)>,
    /// Sum of squared shares of the origins.
    pub hhi: f64,
    /// Stock held by users in days of their use.
    pub days_of_cover: f64,
    /// Share of what arrives that crosses the border.
    pub import_share: f64,
}

/// How concentrated the output of a material is.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// Stage of the chain.
    pub stage: String,
    /// Material id.
    pub material: String,
    /// Sum of squared shares of the producing economies.
    pub hhi: f64,
    /// Largest producing economy and its share.
    pub largest: (String, f64),
    /// Number of producing economies.
    pub economies: usize,
}

/// A site whose stop takes away a large share of a material.
#[derive(Debug, Clone, PartialEq)]
pub struct SinglePoint {
    /// Site id.
    pub site: String,
    /// Site name.
    pub name: String,
    /// Its economy.
    pub economy: String,
    /// What it makes.
    pub material: String,
    /// Its share of world output.
    pub share_of_world: f64,
    /// Its share of output outside China; 0 for sites in China.
    pub share_of_world_ex_china: f64,
}

/// How much of the trade in a material passes a choke point.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteShare {
    /// Choke point id.
    pub choke_point: String,
    /// Name of the choke point.
    pub name: String,
    /// Material id.
    pub material: String,
    /// Share of the world's cross-border trade in it that passes.
    pub share: f64,
    /// What passes, t/yr.
    pub flow: f64,
}

/// What the files say.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// By economy, then material.
    pub dependence: Vec<Dependence>,
    /// By stage, then material.
    pub concentration: Vec<Concentration>,
    /// By share of the world, largest first.
    pub single_points: Vec<SinglePoint>,
    /// By choke point, then share.
    pub routes: Vec<RouteShare>,
    /// One paragraph per hazard, in the order of the file.
    pub hazards: Vec<String>,
    /// One paragraph per strategy.
    pub strategies: Vec<String>,
}

/// Explains a scenario over its balanced world.
///
/// # Errors
/// As [`compile`], which looks at every strategy.
pub fn explain(balance: &Balance, scenario: &Scenario) -> Result<Explanation, CompileError> {
    let plain = compile(balance, scenario, "none")?;
    let mut strategies = Vec::with_capacity(scenario.strategies.len());
    for strategy in &scenario.strategies {
        let plan = compile(balance, scenario, &strategy.id)?;
        strategies.push(reach::strategy(strategy, &plain, &plan));
    }
    Ok(Explanation {
        dependence: dependence(&plain),
        concentration: concentration(balance),
        single_points: single_points(balance),
        routes: routes(balance),
        hazards: scenario
            .hazards
            .iter()
            .map(|hazard| reach::hazard(hazard, &plain))
            .collect(),
        strategies,
    })
}

fn dependence(plan: &Plan) -> Vec<Dependence> {
    let yearly = DAYS_PER_YEAR / plan.step_days;
    let mut arriving: BTreeMap<(usize, usize), BTreeMap<usize, f64>> = BTreeMap::new();
    for lane in &plan.lanes {
        let (from, to) = (&plan.stocks[lane.from], &plan.stocks[lane.to]);
        if lane.baseline > 0.0 {
            let origins = arriving.entry((to.economy, to.material)).or_default();
            *origins.entry(from.economy).or_default() += lane.baseline * yearly;
        }
    }
    let mut held: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
    for stock in &plan.stocks {
        if matches!(stock.kind, StockKind::Input | StockKind::Demand) {
            let sums = held.entry((stock.economy, stock.material)).or_default();
            sums.0 += stock.initial;
            sums.1 += stock.baseline / plan.step_days;
        }
    }
    let world = &plan.world;
    arriving
        .into_iter()
        .filter(|(_, origins)| origins.values().sum::<f64>() >= LEAST)
        .map(|((economy, material), origins)| {
            let whole: f64 = origins.values().sum();
            let (stock, use_) = held.get(&(economy, material)).copied().unwrap_or_default();
            Dependence {
                economy: world.economies[economy].id.clone(),
                material: world.materials[material].id.clone(),
                hhi: hhi(origins.values().map(|flow| flow / whole)),
                import_share: 1.0 - origins.get(&economy).copied().unwrap_or(0.0) / whole,
                days_of_cover: if use_ > 0.0 { stock / use_ } else { 0.0 },
                origins: origins
                    .iter()
                    .map(|(&origin, flow)| (world.economies[origin].id.clone(), flow / whole))
                    .collect(),
            }
        })
        .collect()
}

fn hhi(shares: impl Iterator<Item = f64>) -> f64 {
    shares.map(|share| share * share).sum()
}

/// Output of each site and material in the balanced world, t/yr, where there is any.
fn outputs(balance: &Balance) -> BTreeMap<(usize, usize), f64> {
    let network = &balance.network;
    let mut made: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (activity, throughput) in network.activities.iter().zip(&balance.throughput) {
        for &(stock, coefficient, _) in &activity.outputs {
            let amount = coefficient * throughput;
            if amount > LEAST {
                *made
                    .entry((network.stocks[stock].material, activity.site))
                    .or_default() += amount;
            }
        }
    }
    made
}

fn concentration(balance: &Balance) -> Vec<Concentration> {
    let world = &balance.world;
    let mut by_material: BTreeMap<usize, BTreeMap<&str, f64>> = BTreeMap::new();
    for ((material, site), amount) in outputs(balance) {
        let economy = world.sites[site].economy.as_str();
        *by_material
            .entry(material)
            .or_default()
            .entry(economy)
            .or_default() += amount;
    }
    let mut rows: Vec<(usize, Concentration)> = by_material
        .into_iter()
        .filter_map(|(material, economies)| {
            let whole: f64 = economies.values().sum();
            // The first of equals in the order of ids.
            let (largest, most) = economies
                .iter()
                .fold(None, |best, (id, amount)| match best {
                    Some((_, most)) if most >= *amount => best,
                    _ => Some((*id, *amount)),
                })?;
            let row = Concentration {
                stage: world.materials[material].stage.word().to_owned(),
                material: world.materials[material].id.clone(),
                hhi: hhi(economies.values().map(|amount| amount / whole)),
                largest: (largest.to_owned(), most / whole),
                economies: economies.len(),
            };
            Some((world.materials[material].stage as usize, row))
        })
        .collect();
    rows.sort_by(|a, b| (a.0, &a.1.material).cmp(&(b.0, &b.1.material)));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn single_points(balance: &Balance) -> Vec<SinglePoint> {
    let world = &balance.world;
    let outside = |site: usize| {
        let economy = &world.sites[site].economy;
        world
            .economies
            .iter()
            .any(|e| e.id == *economy && e.price_zone == PriceZone::World)
    };
    let made = outputs(balance);
    let mut whole: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for (&(material, site), amount) in &made {
        let sums = whole.entry(material).or_default();
        sums.0 += amount;
        sums.1 += if outside(site) { *amount } else { 0.0 };
    }
    let mut points: Vec<SinglePoint> = made
        .into_iter()
        .map(|((material, site), amount)| {
            let (all, rest) = whole[&material];
            SinglePoint {
                site: world.sites[site].id.clone(),
                name: world.sites[site].name.clone(),
                economy: world.sites[site].economy.clone(),
                material: world.materials[material].id.clone(),
                share_of_world: amount / all,
                share_of_world_ex_china: if outside(site) { amount / rest } else { 0.0 },
            }
        })
        .filter(|point| {
            point.share_of_world >= WORLD_POINT || point.share_of_world_ex_china >= REST_POINT
        })
        .collect();
    points.sort_by(|a, b| {
        b.share_of_world
            .total_cmp(&a.share_of_world)
            .then_with(|| (&a.material, &a.site).cmp(&(&b.material, &b.site)))
    });
    points
}

fn routes(balance: &Balance) -> Vec<RouteShare> {
    let (world, network) = (&balance.world, &balance.network);
    let mut whole: BTreeMap<usize, f64> = BTreeMap::new();
    let mut passing: BTreeMap<(&str, usize), f64> = BTreeMap::new();
    for (lane, flow) in network.lanes.iter().zip(&balance.lane_flow) {
        debug_assert!(matches!(network.stocks[lane.from].place, Place::Output(_)));
        if network.economy[lane.from] == network.economy[lane.to] || *flow < LEAST {
            continue;
        }
        let material = network.stocks[lane.from].material;
        *whole.entry(material).or_default() += flow;
        for point in &world.trade[lane.trade].choke_points {
            *passing.entry((point, material)).or_default() += flow;
        }
    }
    let mut rows: Vec<RouteShare> = passing
        .into_iter()
        .map(|((point, material), flow)| RouteShare {
            choke_point: point.to_owned(),
            name: world
                .choke_points
                .iter()
                .find(|known| known.id == point)
                .map_or_else(|| point.to_owned(), |known| known.name.clone()),
            material: world.materials[material].id.clone(),
            share: flow / whole[&material],
            flow,
        })
        .collect();
    rows.sort_by(|a, b| {
        a.choke_point
            .cmp(&b.choke_point)
            .then(b.share.total_cmp(&a.share))
            .then_with(|| a.material.cmp(&b.material))
    });
    rows
}
