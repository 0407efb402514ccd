//! A world of REF's shape for the general engine.
//!
//! The engine does not follow REF's rules: its sites hold feeds and products, its buyers learn which lanes can be
//! relied on, its borders and reserves can do more. So it does more work per lane and step, and other numbers
//! come out. But network, flows, lead times, horizon and outages are REF's, and so the cost of a lane-step can be
//! compared.

use monazite_model::{
    Activity, Arrival, Basis, Days, Demand, Economy, Effect, Evidence, ExportLimit, Grade, Hazard,
    LaneFilter, Law, Material, PriceZone, Profile, Recipe, RecipeFlow, Selector, Site, SiteFilter,
    Source, Stage, Status, TonnesPerYear, Trade, TradeKind, Unmet, UsdPerKg, World,
};

use super::Case;
use crate::ref_workload::events::{BAN, Figures, figures};
use crate::ref_workload::network::{
    COVER_WEEKS, Network, STAGE_SIZE, STAGE_START, STAGES, Variant, WEEKS, is_home, lane,
};

/// What all rows cite.
const SOURCE: &str = "ref";
const WEEK: f64 = 7.0;
/// What each stage makes.
const MATERIALS: [(&str, Stage); STAGES - 1] = [
    ("concentrate", Stage::Concentrate),
    ("oxide", Stage::Oxide),
    ("metal", Stage::Metal),
    ("magnet", Stage::Magnet),
];
/// The 90th percentile of the standard normal law.
const Q90: f64 = 1.2815515655446004;

/// REF-1 as a world: every node an economy of its own, so that its lanes are REF's 344.
#[must_use]
pub fn ref_shape() -> Case {
    ref_products(1)
}

/// REF-1 for several products at once: the economies of [`ref_shape`] have the sites, the trade and the users of
/// each, and an outage stops all sites of its economy. 344 lanes for each product.
///
/// # Panics
///
/// Never: REF's figures are in range.
#[must_use]
pub fn ref_products(products: usize) -> Case {
    let network = Network::new(Variant::One);
    let mut case = Case::builtin("toy-one-mine-one-user").calm();
    let scenario = &mut case.scenario;
    scenario.run.horizon = days(WEEKS as f64 * WEEK);
    scenario.run.step = days(WEEK);
    let world = &mut case.world;
    world.sources = vec![source()];
    world.materials.clear();
    world.recipes.clear();
    world.economies.clear();
    world.sites.clear();
    world.activities.clear();
    world.trade.clear();
    world.demands.clear();
    world.contents.clear();
    world.reserves.clear();
    world.published.clear();
    let nodes = (0..STAGES).flat_map(|stage| (0..STAGE_SIZE[stage]).map(move |i| (stage, i)));
    world.economies = nodes.map(|(stage, i)| economy(stage, i)).collect();
    for product in 0..products {
        add(world, &network, &Product::of(product));
    }
    let drivers = figures(&network).into_iter().enumerate();
    scenario.hazards = drivers.map(|(driver, law)| hazard(driver, law)).collect();
    case
}

/// Adds the chain of a product.
fn add(world: &mut World, network: &Network, product: &Product) {
    world
        .materials
        .extend(MATERIALS.map(|row| material(product, row)));
    world
        .recipes
        .extend((0..STAGES - 1).map(|stage| recipe(product, stage)));
    for stage in 0..STAGES {
        for i in 0..STAGE_SIZE[stage] {
            let flow = network.flow[STAGE_START[stage] + i][0];
            if stage + 1 == STAGES {
                world.demands.push(demand(product, i, flow));
                continue;
            }
            world.sites.push(site(network, product, stage, i));
            world.activities.push(Activity {
                site: product.id(&name(stage, i)),
                recipe: product.id(MATERIALS[stage].0),
                throughput: Some(weekly(flow)),
                evidence: evidence(),
            });
            for j in 0..STAGE_SIZE[stage + 1] {
                world.trade.push(trade(network, product, stage, i, j));
            }
        }
    }
}

/// What the ids of all that belongs to a product end in.
struct Product(String);

impl Product {
    /// The first is REF itself, and has no mark.
    fn of(number: usize) -> Self {
        Self(match number {
            0 => String::new(),
            _ => format!("-p{number}"),
        })
    }

    fn id(&self, id: &str) -> String {
        format!("{id}{}", self.0)
    }
}

/// Nodes are told apart by what they do and where: `home-oxide-3`, `abroad-demand-7`.
pub(super) fn name(stage: usize, i: usize) -> String {
    let place = if is_home(stage, i) { "home" } else { "abroad" };
    let makes = MATERIALS.get(stage).map_or("demand", |(word, _)| word);
    format!("{place}-{makes}-{i}")
}

fn days(value: f64) -> Days {
    Days::new(value).expect("a span of time")
}

fn weekly(tonnes: f64) -> TonnesPerYear {
    TonnesPerYear::new(tonnes * monazite_model::DAYS_PER_YEAR / WEEK).expect("a rate")
}

fn source() -> Source {
    Source {
        id: SOURCE.to_owned(),
        title: "REF, a reference workload".to_owned(),
        publisher: String::new(),
        year: String::new(),
        url: String::new(),
        note: String::new(),
    }
}

fn evidence() -> Evidence {
    Evidence {
        source: SOURCE.to_owned(),
        grade: Grade::A,
    }
}

fn material(product: &Product, (word, stage): (&str, Stage)) -> Material {
    Material {
        id: product.id(word),
        name: product.id(word),
        stage,
        basis: Basis::Reo,
        reo_t_per_t: 1.0,
        price: None,
        pushed: false,
        evidence: evidence(),
    }
}

/// A tonne of what the stage before makes gives a tonne; mines need nothing.
fn recipe(product: &Product, stage: usize) -> Recipe {
    let flow = |stage: usize, driver: bool| RecipeFlow {
        material: product.id(MATERIALS[stage].0),
        coefficient: 1.0,
        driver,
        row: 0,
        evidence: evidence(),
    };
    Recipe {
        id: product.id(MATERIALS[stage].0),
        inputs: stage
            .checked_sub(1)
            .map(|before| flow(before, false))
            .into_iter()
            .collect(),
        outputs: vec![flow(stage, true)],
    }
}

fn economy(stage: usize, i: usize) -> Economy {
    Economy {
        id: name(stage, i),
        name: name(stage, i),
        price_zone: if is_home(stage, i) {
            PriceZone::China
        } else {
            PriceZone::World
        },
        evidence: evidence(),
    }
}

/// REF's cover is held half as feed and half as product, for REF's nodes have one stock and the engine's two.
fn site(network: &Network, product: &Product, stage: usize, i: usize) -> Site {
    let cover = days(COVER_WEEKS[stage] * WEEK / 2.0);
    Site {
        id: product.id(&name(stage, i)),
        name: product.id(&name(stage, i)),
        economy: name(stage, i),
        stage: MATERIALS[stage].1,
        operator: String::new(),
        capacity: weekly(network.capacity[STAGE_START[stage] + i]),
        capacity_growth: 0.0,
        status: Status::Operating,
        ramp: Vec::new(),
        processing: Days::ZERO,
        input_cover: cover,
        output_cover: cover,
        cash_cost: None,
        evidence: evidence(),
    }
}

fn trade(network: &Network, product: &Product, stage: usize, i: usize, j: usize) -> Trade {
    let lane = lane(stage, i, j);
    let buyer = STAGE_START[stage + 1] + j;
    Trade {
        id: product.id(&format!("{}-to-{}", name(stage, i), name(stage + 1, j))),
        material: product.id(MATERIALS[stage].0),
        origin: name(stage, i),
        destination: name(stage + 1, j),
        origin_site: None,
        destination_site: None,
        kind: TradeKind::Baseline,
        flow: Some(weekly(network.share[lane][0] * network.flow[buyer][0])),
        lead_time: days(network.lead_weeks[lane] as f64 * WEEK),
        choke_points: Vec::new(),
        qualification: Days::ZERO,
        contract: false,
        evidence: evidence(),
    }
}

fn demand(product: &Product, i: usize, flow: f64) -> Demand {
    let stage = STAGES - 1;
    Demand {
        id: product.id(&name(stage, i)),
        economy: name(stage, i),
        sector: "all".to_owned(),
        material: product.id(MATERIALS[stage - 1].0),
        rate: weekly(flow),
        growth: 0.0,
        cover: days(COVER_WEEKS[stage] * WEEK),
        elasticity: 0.0,
        priority: 1,
        value: UsdPerKg::new(1.0).expect("a value"),
        unmet: Unmet::Lost,
        evidence: evidence(),
    }
}

/// The outages of one driver: REF's gaps, and its times down before they are rounded to weeks.
fn hazard(driver: usize, law: Figures) -> Hazard {
    let (text, effect) = if driver == BAN {
        let effect = Effect::Export {
            lanes: LaneFilter {
                origin: Selector::of(&["home-*"]),
                destination: Selector::except(&["home-*"]),
                ..LaneFilter::default()
            },
            limit: ExportLimit::Ban,
            re_export: false,
            leakage: monazite_model::Share::ZERO,
        };
        ("home exports nothing".to_owned(), effect)
    } else {
        let stage = STAGE_START.partition_point(|&first| first <= driver) - 1;
        let economy = name(stage, driver - STAGE_START[stage]);
        let filter = SiteFilter {
            economy: Selector::of(&[&economy]),
            ..SiteFilter::default()
        };
        (format!("{economy} stands still"), Effect::Capacity(filter))
    };
    let median = law.median_weeks * WEEK;
    Hazard {
        id: format!("driver-{driver}"),
        text,
        source: SOURCE.to_owned(),
        family: "ref".to_owned(),
        arrival: Arrival::Renewal {
            gap: Law::Geometric {
                probability: law.probability,
                period: WEEK,
            },
            minimum_gap: Days::ZERO,
        },
        duration: Law::Lognormal {
            median,
            q90: median * libm::exp(Q90 * law.sigma),
        },
        severity: Law::Fixed(1.0),
        profile: Profile {
            onset: Days::ZERO,
            recovery: Days::ZERO,
        },
        escalation: Vec::new(),
        effects: vec![effect],
    }
}
