//! A small hand-made run for the tests of this crate: two users outside China, one inside, two
//! magnets, two hazards. Losses grow with the replication number so that answers can be worked out.

use monazite_engine::{
    Column, Detail, Flow, HazardTally, Indicator, PublishedCheck, Residual, RunResult, Scope,
    Series, SeriesStep, Statistic, Stop,
};
use monazite_model::{
    Basis, Behaviour, Bloc, Date, Days, Demand, Economy, Evidence, Grade, Material, PriceZone,
    Recipe, RecipeFlow, RunSpec, Scenario, Share, Source, Stage, TonnesPerYear, Unmet, UsdPerKg,
    World,
};
use monazite_stats::{Histogram, Moments};

use crate::Report;

const WEEKS: u32 = 52;

/// Everything a report is made from.
pub(crate) struct Sample {
    pub(crate) scenario: Scenario,
    pub(crate) world: World,
    pub(crate) residuals: Vec<Residual>,
    pub(crate) published: Vec<PublishedCheck>,
    pub(crate) result: RunResult,
    pub(crate) statistics: Vec<Statistic>,
    pub(crate) stop: Stop,
    pub(crate) precision: Option<f64>,
}

impl Sample {
    pub(crate) fn new(replications: usize) -> Self {
        Self {
            scenario: scenario(),
            world: world(),
            residuals: vec![residual("us-ev", 10.0, 11.0), residual("jp-ev", 20.0, 20.0)],
            published: vec![PublishedCheck {
                id: "magnets".to_owned(),
                title: "World magnet output".to_owned(),
                low: 50.0,
                high: 60.0,
                value: 61.0,
                unit: "t/yr".to_owned(),
                source: "book".to_owned(),
                grade: Grade::B,
                inside: false,
            }],
            result: result(replications),
            statistics: vec![
                statistic("", "mean", 0.25),
                statistic("zone:world", "cvar95", 0.5),
            ],
            stop: Stop::Complete,
            precision: None,
        }
    }

    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            scenario: &self.scenario,
            world: &self.world,
            residuals: &self.residuals,
            published: &self.published,
            result: &self.result,
            contrast: None,
            statistics: &self.statistics,
            stop: self.stop,
            precision: self.precision,
        }
    }
}

fn evidence(grade: Grade) -> Evidence {
    Evidence {
        source: "book".to_owned(),
        grade,
    }
}

fn residual(id: &str, published: f64, reconciled: f64) -> Residual {
    Residual {
        table: "demands",
        id: id.to_owned(),
        quantity: "demand",
        unit: "t/yr",
        published,
        reconciled,
        grade: Grade::B,
        source: "book".to_owned(),
    }
}

fn statistic(economy: &str, name: &'static str, value: f64) -> Statistic {
    Statistic {
        strategy: "none".to_owned(),
        scope: Scope {
            economy: economy.to_owned(),
            ..Scope::default()
        },
        indicator: "unmet_share".to_owned(),
        unit: "share",
        statistic: name,
        value,
        std_error: Some(0.01),
        ci_low: Some(value - 0.02),
        ci_high: None,
        replications: 100,
    }
}

pub(crate) fn scenario() -> Scenario {
    Scenario {
        id: "sample".to_owned(),
        title: "A sample".to_owned(),
        text: "Made up.".to_owned(),
        pack: "sample".to_owned(),
        run: RunSpec {
            start: Date::constant(2026, 1, 5),
            horizon: Days::new(364.0).unwrap(),
            step: Days::new(7.0).unwrap(),
            replications: 100,
            seed: 7,
            strategy: String::new(),
            service_level: Share::new(0.95).unwrap(),
            contrast: Vec::new(),
            focus: String::new(),
        },
        behaviour: Behaviour::default(),
        market: monazite_model::Market::off(),
        discount: monazite_model::Share::ZERO,
        uncertain: Vec::new(),
        growth: false,
        hazards: Vec::new(),
        correlations: Vec::new(),
        strategies: Vec::new(),
    }
}

pub(crate) fn world() -> World {
    let economy = |id: &str, name: &str, price_zone| Economy {
        id: id.to_owned(),
        name: name.to_owned(),
        price_zone,
        evidence: evidence(Grade::A),
    };
    let material = |id: &str, name: &str, stage, basis| Material {
        id: id.to_owned(),
        name: name.to_owned(),
        stage,
        basis,
        reo_t_per_t: 1.0,
        price: None,
        pushed: false,
        evidence: evidence(Grade::B),
    };
    let flow = |material: &str| RecipeFlow {
        material: material.to_owned(),
        coefficient: 1.0,
        driver: true,
        row: 0,
        evidence: evidence(Grade::D),
    };
    let demand = |economy: &str, material: &str| Demand {
        id: format!("{economy}-ev-{material}").to_lowercase(),
        economy: economy.to_owned(),
        sector: "ev".to_owned(),
        material: material.to_owned(),
        rate: TonnesPerYear::new(10.0).unwrap(),
        growth: 0.05,
        cover: Days::new(30.0).unwrap(),
        elasticity: 0.0,
        priority: 2,
        value: UsdPerKg::new(100.0).unwrap(),
        unmet: Unmet::Lost,
        evidence: evidence(Grade::C),
    };
    World {
        id: "sample".to_owned(),
        title: "Sample".to_owned(),
        base_year: 2025,
        text: String::new(),
        behaviour: Behaviour::default(),
        market: monazite_model::Market::off(),
        sources: vec![Source {
            id: "book".to_owned(),
            title: "=A <book>".to_owned(),
            publisher: "Somebody".to_owned(),
            year: "2025".to_owned(),
            url: String::new(),
            note: String::new(),
        }],
        economies: vec![
            economy("CN", "China", PriceZone::China),
            economy("JP", "Japan", PriceZone::World),
            economy("US", "United States", PriceZone::World),
        ],
        blocs: vec![Bloc {
            id: "quad".to_owned(),
            name: "Quad".to_owned(),
            economy: "JP".to_owned(),
            evidence: evidence(Grade::A),
        }],
        choke_points: Vec::new(),
        materials: vec![
            material("ndpr-oxide", "NdPr oxide", Stage::Oxide, Basis::Reo),
            material("dy-oxide", "Dysprosium oxide", Stage::Oxide, Basis::Reo),
            material(
                "magnet-std",
                "Standard magnet",
                Stage::Magnet,
                Basis::Magnet,
            ),
            material(
                "magnet-hc",
                "High-coercivity magnet",
                Stage::Magnet,
                Basis::Magnet,
            ),
        ],
        contents: Vec::new(),
        recipes: vec![
            Recipe {
                id: "hc".to_owned(),
                inputs: vec![flow("ndpr-oxide"), flow("dy-oxide")],
                outputs: vec![flow("magnet-hc")],
            },
            Recipe {
                id: "std".to_owned(),
                inputs: vec![flow("ndpr-oxide")],
                outputs: vec![flow("magnet-std")],
            },
        ],
        sites: Vec::new(),
        activities: Vec::new(),
        trade: Vec::new(),
        demands: vec![
            demand("CN", "magnet-hc"),
            demand("JP", "magnet-hc"),
            demand("US", "magnet-std"),
        ],
        reserves: Vec::new(),
        published: Vec::new(),
    }
}

/// Loss of replication `k` of `n` in a scope with weight `weight`: the upper half of the
/// replications lose, up to the weight.
fn loss(k: usize, n: usize, weight: f64) -> f64 {
    weight * ((2 * k) as f64 / n as f64 - 1.0).max(0.0)
}

fn columns(n: usize) -> Vec<Column> {
    let scopes = [
        ("", "", 0.25),
        ("zone:china", "", 0.0),
        ("zone:world", "", 0.5),
        ("bloc:quad", "", 0.6),
        ("CN", "", 0.0),
        ("JP", "", 0.6),
        ("US", "", 0.004),
        ("zone:world", "magnet-std", 0.004),
        ("zone:world", "magnet-hc", 0.6),
    ];
    let mut columns = Vec::new();
    for (economy, material, weight) in scopes {
        let scope = Scope {
            economy: economy.to_owned(),
            material: material.to_owned(),
            ..Scope::default()
        };
        let mut add = |indicator, unit, value: &dyn Fn(f64) -> f64| {
            let values = (0..n).map(|k| value(loss(k, n, weight))).collect();
            columns.push(Column {
                scope: scope.clone(),
                indicator,
                unit,
                values,
            });
        };
        add(Indicator::UnmetDemand, "t REO", &|x| 100.0 * x);
        add(Indicator::UnmetShare, "share", &|x| x);
        add(Indicator::WorstQuarter, "share", &|x| (2.0 * x).min(1.0));
        add(Indicator::WeeksShort, "weeks", &|x| (40.0 * x).ceil());
        add(Indicator::TimeToShortage, "weeks", &|x| {
            if x > 0.0 { 30.0 - 20.0 * x } else { 52.0 }
        });
        add(Indicator::TimeToRecover, "weeks", &|x| 20.0 * x);
        add(Indicator::ValueAtRisk, "USD", &|x| 1e9 * x);
        add(Indicator::MinimumCover, "days", &|x| 60.0 - 50.0 * x);
        add(Indicator::NetUnmetDemand, "t REO", &|x| 80.0 * x);
        add(Indicator::NetUnmetShare, "share", &|x| 0.8 * x);
        add(Indicator::NetValueAtRisk, "USD", &|x| 8e8 * x);
    }
    columns
}

fn tally(values: impl Iterator<Item = f64>, high: f64) -> (Moments, Histogram) {
    let (mut moments, mut histogram) = (Moments::default(), Histogram::new(0.0, high, 100));
    for value in values {
        moments.push(value);
        histogram.record(value);
    }
    (moments, histogram)
}

pub(crate) fn result(n: usize) -> RunResult {
    let details = [
        ("CN", "magnet-hc", 0.0),
        ("JP", "magnet-hc", 0.6),
        ("US", "magnet-std", 0.004),
    ]
    .into_iter()
    .flat_map(|(economy, material, weight)| {
        let scope = Scope {
            economy: economy.to_owned(),
            material: material.to_owned(),
            ..Scope::default()
        };
        let share = tally((0..n).map(|k| loss(k, n, weight)), 1.0);
        let cover = tally((0..n).map(|k| 60.0 - 50.0 * loss(k, n, weight)), 200.0);
        let weeks = tally((0..n).map(|k| (40.0 * loss(k, n, weight)).ceil()), 52.0);
        [
            (Indicator::UnmetShare, "share", share),
            (Indicator::WeeksShort, "weeks", weeks),
            (Indicator::MinimumCover, "days", cover),
        ]
        .map(|(indicator, unit, (moments, histogram))| Detail {
            scope: scope.clone(),
            indicator,
            unit,
            moments,
            histogram,
        })
    })
    .collect();
    let series = ["", "magnet-hc"]
        .map(|material| Series {
            scope: Scope {
                economy: "zone:world".to_owned(),
                material: material.to_owned(),
                ..Scope::default()
            },
            name: "fill_rate",
            unit: "share",
            steps: (0..WEEKS)
                .map(|step| {
                    let hit = if (10..40).contains(&step) { 0.5 } else { 0.0 };
                    let (moments, histogram) =
                        tally((0..n).map(|k| 1.0 - loss(k, n, hit)), 1.0 + 1e-9);
                    SeriesStep { moments, histogram }
                })
                .collect(),
        })
        .into();
    let late = |k: usize| k >= n * 9 / 10;
    RunResult {
        strategy: "none".to_owned(),
        first_replication: 0,
        replications: n as u64,
        steps: WEEKS,
        step_days: 7.0,
        columns: columns(n),
        details,
        series,
        hazards: vec![
            HazardTally {
                hazard: "strike".to_owned(),
                family: "operations".to_owned(),
                occurrences: (0..n).map(|k| (k % 2) as u32).collect(),
                weeks: (0..n).map(|k| (k % 2) as f64).collect(),
            },
            HazardTally {
                hazard: "ban".to_owned(),
                family: "coercion".to_owned(),
                occurrences: (0..n).map(|k| u32::from(late(k))).collect(),
                weeks: (0..n).map(|k| if late(k) { 20.0 } else { 0.0 }).collect(),
            },
        ],
        flows: vec![Flow {
            material: "magnet-hc".to_owned(),
            origin: "CN".to_owned(),
            destination: "JP".to_owned(),
            baseline: 10.0,
            mean: 8.0,
            tail_mean: 3.0,
        }],
        conservation_residual: 1e-15,
        undisrupted: (n / 2) as u64,
    }
}
