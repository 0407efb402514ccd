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

/// What is sold of a material to a country, from anywhere.
fn sold(plan: &Plan, material: &str, destination: &str) -> Vec<f64> {
    let lanes = LaneFilter {
        material: Selector::of(&[material]),
        destination: Selector::of(&[destination]),
        ..LaneFilter::default()
    };
    series(plan, Probe::Flow { lanes, reo: false })
}

/// What Japan buys from both sellers of the shared toy market.
fn bought(plan: &Plan) -> Vec<f64> {
    let (china, other) = (shipped(plan, "CN", "JP"), shipped(plan, "AU", "JP"));
    china.iter().zip(&other).map(|(a, b)| a + b).collect()
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
    let escalation = plan("toy-escalation", &[], "");
    let leak = |share: &str| {
        let key = format!("hazard[0].effect[0].export.leakage={share}");
        served(&plan("toy-leakage", &[&key], ""), "JP")
    };
    let control = plan("toy-re-export", &[], "");
    let joint = plan("toy-joint-products", &[], "");
    let late = plan("toy-qualification", &[], "");
    let early = plan("toy-qualification", &[], "programme");
    let rationed =
        |rule: &str| shipped(&plan(&format!("toy-rationing-{rule}"), &[], ""), "AU", "KR");
    let lag = plan("toy-demand-lag", &["market.demand_lag=\"182 days\""], "");
    let project = plan("toy-project", &[], "project");
    let recycled = |strategy: &str| served(&plan("toy-recycling", &[], strategy), "JP");
    let allies =
        |strategy: &str, economy: &str| served(&plan("toy-allies", &[], strategy), economy);
    vec![
        Shown {
            name: "escalation",
            title: "A threat, half a ban and a ban; with the ban, a blow to the other seller",
            y_name: "t shipped a week",
            lines: named([
                ("from China", first(shipped(&escalation, "CN", "JP"), 30)),
                (
                    "from Australia",
                    first(shipped(&escalation, "AU", "JP"), 30),
                ),
            ]),
        },
        Shown {
            name: "re-export",
            title: "A ban that follows the oxide into goods made abroad",
            y_name: "t shipped to Japan a week",
            lines: named([
                (
                    "South Korea: all of its oxide from China",
                    first(shipped(&control, "KR", "JP"), 30),
                ),
                (
                    "Malaysia: 0.05 % of its oxide",
                    first(shipped(&control, "MY", "JP"), 30),
                ),
            ]),
        },
        Shown {
            name: "leakage",
            title: "A ban of twelve weeks, closed and with leaks",
            y_name: "share served",
            lines: named([
                ("a fifth of normal trade leaks", first(leak("0.2"), 30)),
                ("nothing leaks", first(leak("0"), 30)),
            ]),
        },
        Shown {
            name: "joint-products",
            title: "Half of a separation plant is lost at week 4",
            y_name: "t shipped a week",
            lines: named([
                (
                    "NdPr oxide, which drives the plant",
                    sold(&joint, "ndpr-oxide", "JP"),
                ),
                (
                    "cerium oxide, which was in surplus",
                    sold(&joint, "ce-oxide", "JP"),
                ),
            ]),
        },
        Shown {
            name: "qualification",
            title: "A ban from week 10 on, and a source that takes eight weeks to qualify",
            y_name: "t shipped to Japan a week",
            lines: named([
                ("from China", first(shipped(&late, "CN", "JP"), 30)),
                (
                    "from Brazil, looked for when China fails",
                    first(shipped(&late, "BR", "JP"), 30),
                ),
                (
                    "from Brazil, qualified before",
                    first(shipped(&early, "BR", "JP"), 30),
                ),
            ]),
        },
        Shown {
            name: "rationing",
            title: "Three tenths of a mine are lost for ten weeks: what the largest buyer gets",
            y_name: "t shipped a week",
            lines: named([
                ("pro rata", first(rationed("pro-rata"), 20)),
                (
                    "the smallest orders first (max_min)",
                    first(rationed("max-min"), 20),
                ),
                ("the last class (priority)", first(rationed("priority"), 20)),
            ]),
        },
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
            name: "demand-lag",
            title: "A year of three times the price: users with an elasticity of -0.3 answer late",
            y_name: "t bought a week",
            lines: named([("what the user buys", bought(&lag))]),
        },
        Shown {
            name: "substitution",
            title: "A year of three times the price: users replace a fifth, and come back",
            y_name: "t bought a week",
            lines: named([("what the user buys", bought(&replaced))]),
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
        Shown {
            name: "project",
            title: "The price doubles at week 10; a plant is built for it, and a ban comes at week 30",
            y_name: "t shipped a week",
            lines: named([
                (
                    "Australia, with the new plant",
                    shipped(&project, "AU", "JP"),
                ),
                ("China", shipped(&project, "CN", "JP")),
            ]),
        },
        Shown {
            name: "recycling",
            title: "Exports of oxide stop at week 10; four of ten tonnes come back",
            y_name: "share served",
            lines: named([
                ("with recycling", recycled("recycling")),
                ("without", recycled("")),
            ]),
        },
        Shown {
            name: "allies",
            title: "Three tenths of a mine are lost for ten weeks: whom strategies serve",
            y_name: "share served",
            lines: named([
                ("all, pro rata", first(allies("", "KR"), 20)),
                ("the Quad, sharing", first(allies("sharing", "JP"), 20)),
                (
                    "South Korea, when the Quad shares",
                    first(allies("sharing", "KR"), 20),
                ),
                (
                    "all, with a week of buffer",
                    first(allies("buffer", "KR"), 20),
                ),
            ]),
        },
    ]
}
