//! A world of REF's shape for the general engine.
//!
//! The engine does not follow REF's rules: its sites hold feeds and products, its buyers learn which lanes can be
//! relied on, its borders and reserves can do more. So it does more work per lane and step, and other numbers
//! come out. But network, flows, lead times, horizon and outages are REF's, and so the cost of a lane-step can be
//! compared.

use monazite_model::{
    Activity, Arrival, Basis, Days, Demand, Economy, Effect, Evidence, ExportLimit, Grade, Hazard,
    LaneFilter, Law, Material, PriceZone, Profile, Recipe, RecipeFlow, Selector, Site, SiteFilter,
    Source, Stage, Status, TonnesPerYear, Trade, TradeKind, Unmet, UsdPerKg,
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
///
/// # Panics
///
/// Never: REF's figures are in range.
#[must_use]
pub fn ref_shape() -> Case {
    let network = Network::new(Variant::One);
    let mut case = Case::builtin("toy-one-mine-one-user").calm();
    let scenario = &mut case.scenario;
    scenario.run.horizon = days(WEEKS as f64 * WEEK);
    scenario.run.step = days(WEEK);
    let world = &mut case.world;
    world.sources = vec![source()];
    world.materials = MATERIALS.map(material).into();
    world.recipes = (0..STAGES - 1).map(recipe).collect();
    world.economies.clear();
    world.sites.clear();
    world.activities.clear();
    world.trade.clear();
    world.demands.clear();
    world.contents.clear();
    world.reserves.clear();
    world.published.clear();
    for stage in 0..STAGES {
        for i in 0..STAGE_SIZE[stage] {
            let flow = network.flow[STAGE_START[stage] + i][0];
            world.economies.push(economy(stage, i));
            if stage + 1 == STAGES {
                world.demands.push(demand(stage, i, flow));
                continue;
            }
            world.sites.push(site(&network, stage, i));
            world.activities.push(Activity {
                site: name(stage, i),
                recipe: MATERIALS[stage].0.to_owned(),
                throughput: Some(weekly(flow)),
                evidence: evidence(),
            });
            for j in 0..STAGE_SIZE[stage + 1] {
                world.trade.push(trade(&network, stage, i, j));
            }
        }
    }
    let drivers = figures(&network).into_iter().enumerate();
    scenario.hazards = drivers.map(|(driver, law)| hazard(driver, law)).collect();
    case
}

/// Nodes are told apart by what they do and where: `home-oxide-3`, `abroad-demand-7`.
fn name(stage: usize, i: usize) -> String {
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

fn material((word, stage): (&str, Stage)) -> Material {
    Material {
        id: word.to_owned(),
        name: word.to_owned(),
        stage,
        basis: Basis::Reo,
        reo_t_per_t: 1.0,
        price: None,
        pushed: false,
        evidence: evidence(),
    }
}

/// A tonne of what the stage before makes gives a tonne; mines need nothing.
fn recipe(stage: usize) -> Recipe {
    let flow = |stage: usize, driver: bool| RecipeFlow {
        material: MATERIALS[stage].0.to_owned(),
        coefficient: 1.0,
        driver,
        row: 0,
        evidence: evidence(),
    };
    Recipe {
        id: MATERIALS[stage].0.to_owned(),
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
fn site(network: &Network, stage: usize, i: usize) -> Site {
    let cover = days(COVER_WEEKS[stage] * WEEK / 2.0);
    Site {
        id: name(stage, i),
        name: name(stage, i),
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

fn trade(network: &Network, stage: usize, i: usize, j: usize) -> Trade {
    let lane = lane(stage, i, j);
    let buyer = STAGE_START[stage + 1] + j;
    Trade {
        id: format!("{}-to-{}", name(stage, i), name(stage + 1, j)),
        material: MATERIALS[stage].0.to_owned(),
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

fn demand(stage: usize, i: usize, flow: f64) -> Demand {
    Demand {
        id: name(stage, i),
        economy: name(stage, i),
        sector: "all".to_owned(),
        material: MATERIALS[stage - 1].0.to_owned(),
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
    let effect = if driver == BAN {
        Effect::Export {
            lanes: LaneFilter {
                origin: Selector::of(&["home-*"]),
                destination: Selector::except(&["home-*"]),
                ..LaneFilter::default()
            },
            limit: ExportLimit::Ban,
            re_export: false,
            leakage: monazite_model::Share::ZERO,
        }
    } else {
        let stage = STAGE_START.partition_point(|&first| first <= driver) - 1;
        Effect::Capacity(SiteFilter {
            site: Selector::of(&[&name(stage, driver - STAGE_START[stage])]),
            ..SiteFilter::default()
        })
    };
    let median = law.median_weeks * WEEK;
    Hazard {
        id: format!("driver-{driver}"),
        text: String::new(),
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
