//! What each figure shows.

use monazite_engine::{Plan, Probe, RunOptions, follow};
use monazite_model::{DemandFilter, LaneFilter, PriceZone, Selector};
use monazite_tests::run::{built_in, compiled};

/// A figure of the documentation.
pub(crate) struct Shown {
    /// File name, without its ending.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) y_name: &'static str,
    /// Names and values by week.
    pub(crate) lines: Vec<(String, Vec<f64>)>,
}

/// Futures that a line is the mean of.
const FUTURES: u64 = 16;

fn plan(scenario: &str, overrides: &[&str], strategy: &str) -> Plan {
    let loaded = built_in(scenario, overrides);
    compiled(&loaded.world, &loaded.scenario, strategy)
}

/// A series by week, the mean of some futures.
fn series(plan: &Plan, probe: Probe) -> Vec<f64> {
    let followed = follow(plan, &RunOptions::new(1, FUTURES), &[probe]);
    let futures = &followed[0][0].values;
    let mean = |at: usize| futures.iter().map(|f| f[at]).sum::<f64>() / futures.len() as f64;
    (0..futures[0].len()).map(mean).collect()
}

fn served(plan: &Plan, economy: &str) -> Vec<f64> {
    let filter = DemandFilter {
        economy: Selector::of(&[economy]),
        ..DemandFilter::default()
    };
    series(plan, Probe::Served(filter))
}

fn shipped(plan: &Plan, origin: &str, destination: &str) -> Vec<f64> {
    let lanes = LaneFilter {
        origin: Selector::of(&[origin]),
        destination: Selector::of(&[destination]),
        ..LaneFilter::default()
    };
    series(plan, Probe::Flow { lanes, reo: false })
}

fn price(plan: &Plan, zone: PriceZone, material: &str) -> Vec<f64> {
    let material = material.to_owned();
    series(plan, Probe::Price { zone, material })
}

fn first(mut line: Vec<f64>, weeks: usize) -> Vec<f64> {
    line.truncate(weeks);
    line
}

fn named(lines: impl IntoIterator<Item = (&'static str, Vec<f64>)>) -> Vec<(String, Vec<f64>)> {
    let lines = lines.into_iter();
    lines.map(|(name, line)| (name.to_owned(), line)).collect()
}

/// All figures, in the order of the step.
pub(crate) fn shown() -> Vec<Shown> {
    let ban = plan("toy-ban-against-cover", &[], "");
    let licence = plan("toy-licence", &[], "");
    let (bare, reserve) = (
        plan("toy-reserve", &[], ""),
        plan("toy-reserve", &[], "reserve"),
    );
    let cut = "toy-price-of-a-cut";
    let (elastic, fixed) = (
        plan(cut, &[], ""),
        plan(cut, &["market.supply_elasticity=0"], ""),
    );
    let licensing = plan("licensing-2025", &[], "");
    let replaced = plan(
        "toy-substitution",
        &[
            "market.substitution_time=\"56 days\"",
            "market.return_time=\"168 days\"",
        ],
        "",
    );
    let dumping = "toy-dumping-then-ban";
    let (closed, kept) = (plan(dumping, &[], ""), plan(dumping, &[], "floor"));
    let japan = |hoarding: &str| plan("japan-2010", &[&format!("market.hoarding={hoarding}")], "");
    let (calm, hoarding) = (japan("0"), japan("1"));
    vec![
        Shown {
            name: "cover",
            title: "A ban of twelve weeks against cover",
            y_name: "share served",
            lines: named([
                (
                    "India: lead 3, cover 2.5 weeks",
                    first(served(&ban, "IN"), 30),
                ),
                ("Japan: lead 2, cover 4", first(served(&ban, "JP"), 30)),
                (
                    "United States: lead 5, cover 6",
                    first(served(&ban, "US"), 30),
                ),
                (
                    "South Korea: lead 2, cover 14",
                    first(served(&ban, "KR"), 30),
                ),
            ]),
        },
        Shown {
            name: "licence",
            title: "Exports under licence: a dead time, then a queue that is worked off",
            y_name: "t shipped a week",
            lines: named([("from China", first(shipped(&licence, "CN", "JP"), 45))]),
        },
        Shown {
            name: "hoarding",
            title: "Japan 2010: exports to Japan through a stop of 59 days, with and without hoarding",
            y_name: "t shipped a week",
            lines: named([
                (
                    "buyers who hoard (1.0)",
                    first(shipped(&hoarding, "CN", "JP"), 78),
                ),
                ("buyers who do not", first(shipped(&calm, "CN", "JP"), 78)),
            ]),
        },
        Shown {
            name: "reserve",
            title: "A reserve of 28 days that watches stocks, through a ban of twelve weeks",
            y_name: "share served",
            lines: named([
                ("with the reserve", first(served(&reserve, "JP"), 30)),
                ("without", first(served(&bare, "JP"), 30)),
            ]),
        },
        Shown {
            name: "price",
            title: "The price after a cut of supply to 58 %",
            y_name: "price, baseline = 1",
            lines: named([
                (
                    "other supply fixed",
                    first(price(&fixed, PriceZone::World, "oxide"), 200),
                ),
                (
                    "other supply follows its price",
                    first(price(&elastic, PriceZone::World, "oxide"), 200),
                ),
            ]),
        },
        Shown {
            name: "zones",
            title: "Dysprosium oxide under licences from week 39 on (back-test of 2025)",
            y_name: "price, baseline = 1",
            lines: named([
                (
                    "outside China",
                    first(price(&licensing, PriceZone::World, "dy-oxide"), 56),
                ),
                (
                    "in China",
                    first(price(&licensing, PriceZone::China, "dy-oxide"), 56),
                ),
            ]),
        },
        Shown {
            name: "substitution",
            title: "A year of three times the price: users replace a fifth, and come back",
            y_name: "t bought a week",
            lines: named([(
                "what the user buys",
                shipped(&replaced, "CN", "JP")
                    .iter()
                    .zip(&shipped(&replaced, "AU", "JP"))
                    .map(|(china, other)| china + other)
                    .collect(),
            )]),
        },
        Shown {
            name: "closure",
            title: "Half the price for twenty weeks closes a plant; a floor keeps it open",
            y_name: "t shipped a week",
            lines: named([
                ("the plant abroad", shipped(&closed, "AU", "JP")),
                ("with a floor", shipped(&kept, "AU", "JP")),
                ("China, without the floor", shipped(&closed, "CN", "JP")),
            ]),
        },
    ]
}
