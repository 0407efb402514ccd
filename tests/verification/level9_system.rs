//! Level 9: chains, stockpiles, strategies, aggregation.

use monazite_engine::{Indicator, RunOptions, simulate};
use monazite_model::{
    Action, Cost, Days, Intervention, Law as Shape, Reserve, Selector, Share, Stage, Strategy,
    Tonnes, UsdPerKg,
};
use monazite_stats::copula::Gaussian;
use monazite_stats::{Law, Sample};
use monazite_tests::run::{compiled, everyone, first};
use monazite_tests::toy::{STEP, Toy, ban, days, made_up, outage, rate, share as part};
use serde_json::json;

use crate::draws::{law, stream};
use crate::judge::{exactly, judged};
use crate::worlds::{futures, mine_and_user, prompt, unmet};

const N: u64 = 100_000;
const LEADS: [f64; 6] = [10.0, 21.0, 14.0, 7.0, 30.0, 5.0];
const BUFFERS: [f64; 6] = [4.0, 0.0, 6.0, 0.0, 8.0, 0.0];

/// A mine across the border, five plants in a row and a user of 5 t a day, with these days of stock
/// before each. The mine has enough to ship in full as soon as the border opens.
fn serial(buffers: [f64; 6]) -> Toy {
    let mut toy = Toy::new()
        .material("m0", Stage::Concentrate)
        .recipe("s0", &[], &[("m0", 1.0)])
        .site("s0", "AU", "s0", 10.0, 5.0, (0.0, 4.0));
    for at in 1..6 {
        let (taken, made, id) = (format!("m{}", at - 1), format!("m{at}"), format!("s{at}"));
        toy = toy
            .material(&made, Stage::Oxide)
            .recipe(&id, &[(&taken, 1.0)], &[(&made, 1.0)])
            .site(&id, "CN", &id, 10.0, 5.0, (buffers[at - 1], 0.0))
            .trade(
                &taken,
                if at == 1 { "AU" } else { "CN" },
                "CN",
                LEADS[at - 1],
            );
    }
    toy = toy
        .trade("m5", "CN", "CN", LEADS[5])
        .demand("CN", "use", "m5", 5.0, buffers[5]);
    let mut toy = prompt(toy, 1.0).horizon(400.0);
    // Orders are at most what is used, so the speed at which gaps are closed changes nothing but the
    // rounding of stock positions, which the bound lets through downwards only. Slow is exact.
    toy.scenario.behaviour.adjustment_time = days(3652.5);
    toy
}

/// Holds back a share of what the mine ships from a day on, for some days.
fn cut(toy: Toy, share: f64, from: f64, length: f64) -> Toy {
    let mut toy = toy.hazard("cut", from, length, ban("AU"));
    toy.scenario.hazards[0].severity = Shape::Fixed(share);
    toy
}

/// First day of the shortage, the day when it is over, and what it cost, t.
fn shortage(toy: &Toy, from: f64) -> (f64, f64, f64) {
    let result = futures(toy, 1, 1);
    let of = |indicator| first(&result, &everyone(), indicator);
    let begins = from + of(Indicator::TimeToShortage);
    (
        begins,
        begins + of(Indicator::TimeToRecover),
        of(Indicator::UnmetDemand),
    )
}

#[test]
fn v901_a_stop_travels_for_all_lead_times_and_each_buffer_takes_its_days_off() {
    let (bare, _, lost) = shortage(&cut(serial([0.0; 6]), 1.0, 100.0, 20.0), 100.0);
    let (late, over, rest) = shortage(&cut(serial(BUFFERS), 1.0, 100.0, 20.0), 100.0);
    // Stopped for good on the first day, the mine leaves what is under way.
    let flowing = 5.0 * 400.0 - unmet(&cut(serial([0.0; 6]), 1.0, 0.0, 400.0));
    exactly(
        "V901",
        &[
            ("sum of lead times d", json!(bare - 100.0)),
            ("no buffers: first shortage day", json!(bare)),
            ("no buffers: shortage t", json!(lost)),
            ("with buffers: first shortage day", json!(late)),
            ("with buffers: shortage t", json!(rest)),
            ("last shortage day end", json!(over)),
            ("pipeline stock t (steady)", json!(flowing)),
        ],
    );
}

#[test]
fn v902_a_quarter_less_empties_the_buffers_four_times_as_slowly() {
    let (begins, ends, lost) = shortage(&cut(serial(BUFFERS), 0.25, 100.0, 100.0), 100.0);
    let none = unmet(&cut(serial(BUFFERS), 0.3, 100.0, 60.0));
    exactly(
        "V902",
        &[
            ("first shortage day", json!(begins)),
            ("shortage t", json!(lost)),
            ("end of shortage day", json!(ends)),
            ("30% cut for 60 d: shortage t", json!(none)),
        ],
    );
}

/// Steps of V905: half days, of which the trigger is one; and one that is the way from the mine.
const HALF_DAYS: f64 = 361.0;

/// V905: a fifth of the supply is left, from the step on in which the cut arrives. The reserve
/// releases when its holder's users have less than 30 days of use.
fn stockpile(held: f64) -> Toy {
    let mut toy = prompt(mine_and_user(1.25, 1.0, 80.0), 1.0).horizon(HALF_DAYS);
    toy.world.sites[0].output_cover = Days::ZERO;
    toy = toy.hazard("cut", 0.0, HALF_DAYS, outage("mine"));
    toy.scenario.hazards[0].severity = Shape::Fixed(1.0 - 0.25 / 12.5);
    toy.world.reserves.push(Reserve {
        id: "reserve".to_owned(),
        name: "Reserve".to_owned(),
        holder: "JP".to_owned(),
        material: "ore".to_owned(),
        stock: Tonnes::new(held).expect("a mass"),
        trigger: part(1.0),
        trigger_cover: Some(days(2.0 * 30.0 * STEP)),
        release: rate(0.75),
        refill: rate(0.0),
        evidence: made_up(),
    });
    toy
}

/// First number of steps after which a reserve has released so much.
fn released(toy: &Toy, tonnes: f64) -> f64 {
    let (mut less, mut enough) = (0.0, HALF_DAYS);
    while enough - less > 1.0 {
        let steps = f64::floor(f64::midpoint(less, enough));
        let result = futures(&toy.clone().horizon(steps), 1, 1);
        if first(&result, &everyone(), Indicator::ReserveUse) < tonnes {
            less = steps;
        } else {
            enough = steps;
        }
    }
    enough
}

#[test]
fn v905_a_stockpile_postpones_the_shortage_by_what_it_holds() {
    let (with, without) = (stockpile(120.0), stockpile(0.0));
    let value = |toy: &Toy, indicator| first(&futures(toy, 1, 1), &everyone(), indicator);
    // Half days, of which the first is the way from the mine.
    let survived = |toy: &Toy| (value(toy, Indicator::TimeToShortage) - 1.0) / 2.0;
    let lost = |toy: &Toy| value(toy, Indicator::UnmetDemand);
    exactly(
        "V905",
        &[
            ("trigger_day", json!((released(&with, 1e-6) - 1.0) / 2.0)),
            // What is released arrives in the next step.
            (
                "stockpile_empty_day",
                json!(released(&with, 120.0 - 1e-6) / 2.0),
            ),
            ("TTS_d", json!(survived(&with))),
            ("shortage_t", json!(lost(&with))),
            ("TTS without stockpile d", json!(survived(&without))),
            ("shortage without stockpile t", json!(lost(&without))),
        ],
    );
}

/// Branches of V906: of a hundred futures so many, with so much of the supply missing for so many days.
const BRANCHES: [(usize, f64, f64); 4] = [
    (90, 0.0, 0.0),
    (6, 0.5, 60.0),
    (3, 1.0, 120.0),
    (1, 0.8, 365.0),
];
/// Strategies of V906, A to D.
const STRATEGIES: [&str; 4] = ["none", "buffer", "second", "both"];

/// Shortage and cost of V906 on a branch under a strategy: what it costs to have, and two for each
/// tonne missing.
fn tree(strategy: &str, share: f64, length: f64) -> (f64, f64) {
    let mut toy = prompt(mine_and_user(1.0, 1.0, 20.0), 4.0).horizon(450.0);
    toy.world.sites[0].output_cover = Days::ZERO;
    // Twice what it digs.
    toy.world.sites[0].capacity = rate(2.0);
    toy.world.demands[0].value = UsdPerKg::new(0.002).expect("a price");
    toy.scenario.discount = Share::ZERO;
    // A second source that is there is asked for what the first does not give.
    toy.scenario.behaviour.alternative_share = part(1.0);
    toy.scenario.behaviour.spot = true;
    if length > 0.0 {
        toy = toy.hazard("cut", 10.0, length, outage("mine"));
        toy.scenario.hazards[0].severity = Shape::Fixed(1.0 - 0.5 * (1.0 - share));
    }
    let buffer = costing(
        12.0,
        Action::Buffer {
            economy: Selector::all(),
            material: Selector::all(),
            extra: days(40.0 * STEP),
        },
    );
    let second = costing(
        18.0,
        Action::NewCapacity {
            id: "second".to_owned(),
            like: "mine".to_owned(),
            economy: "CN".to_owned(),
            capacity: rate(0.3),
            start: toy.scenario.run.start,
            delay_median: Days::ZERO,
            delay_q90: Days::ZERO,
            ramp: Vec::new(),
            trigger: None,
        },
    );
    for (id, actions) in [
        ("buffer", vec![buffer.clone()]),
        ("second", vec![second.clone()]),
        ("both", vec![buffer, second]),
    ] {
        toy.scenario.strategies.push(Strategy {
            id: id.to_owned(),
            title: id.to_owned(),
            alone: String::new(),
            levers: Vec::new(),
            actions,
        });
    }
    let plan = compiled(&toy.world, &toy.scenario, strategy);
    let result = simulate(&plan, &RunOptions::new(1, 1), &|_| true);
    let of = |indicator| first(&result, &everyone(), indicator);
    let premium = of(Indicator::PublicCost) + of(Indicator::IndustryCost);
    (
        of(Indicator::UnmetDemand),
        premium + of(Indicator::ValueAtRisk),
    )
}

/// An action with what it costs at once.
fn costing(capex: f64, action: Action) -> Intervention {
    Intervention {
        cost: Cost {
            capex,
            ..Cost::default()
        },
        ..Intervention::free(action)
    }
}

/// A hundred equally likely futures.
fn hundred(of_branch: [f64; 4]) -> Sample {
    let futures = BRANCHES
        .iter()
        .zip(of_branch)
        .map(|((many, ..), value)| vec![value; *many]);
    Sample::new(&futures.collect::<Vec<_>>().concat())
}

#[test]
fn v906_strategies_are_told_apart_by_what_they_cost_and_what_they_save() {
    let found =
        STRATEGIES.map(|strategy| BRANCHES.map(|(_, share, length)| tree(strategy, share, length)));
    let (lost, cost) = (
        found.map(|branches| branches.map(|(lost, _)| lost)),
        found.map(|branches| branches.map(|(_, cost)| cost)),
    );
    let best = |of: [f64; 4]| {
        let least = (0..4).min_by(|&a, &b| of[a].total_cmp(&of[b]));
        ["A", "B", "C", "D"][least.expect("four")]
    };
    let regret = |strategy: usize| {
        let of_branch = |branch: usize| {
            let least = (0..4).map(|other| cost[other][branch]);
            cost[strategy][branch] - least.fold(f64::INFINITY, f64::min)
        };
        (0..4).map(of_branch).fold(0.0, f64::max)
    };
    let regrets = [0, 1, 2, 3].map(regret);
    // The premium is what the strategy costs where nothing is missing.
    let tail = |at: usize| cost[at][0] + 2.0 * hundred(lost[at]).cvar(0.95).value;
    exactly(
        "V906",
        &[
            ("shortage by scenario A", json!(lost[0])),
            ("shortage by scenario B", json!(lost[1])),
            ("shortage by scenario C", json!(lost[2])),
            ("shortage by scenario D", json!(lost[3])),
            ("max regret A,B,C,D", json!(regrets)),
            ("minimax-regret choice", json!(best(regrets))),
            (
                "best by E[cost]",
                json!(best(cost.map(|cost| hundred(cost).mean().value))),
            ),
            (
                "best by premium+2*CVaR95",
                json!(best([0, 1, 2, 3].map(tail))),
            ),
        ],
    );
    judged("V906", N, |_, _| {
        let of = |at: usize| hundred(lost[at]);
        let mean_cost = |at: usize| json!(hundred(cost[at]).mean().value);
        vec![
            ("E[shortage] A", json!(of(0).mean().value)),
            ("VaR95 A", json!(of(0).quantile(0.95).value)),
            ("CVaR95 shortage A", json!(of(0).cvar(0.95).value)),
            ("E[cost] A", mean_cost(0)),
            ("E[shortage] B", json!(of(1).mean().value)),
            ("VaR95 B", json!(of(1).quantile(0.95).value)),
            ("CVaR95 shortage B", json!(of(1).cvar(0.95).value)),
            ("E[cost] B", mean_cost(1)),
            ("E[shortage] C", json!(of(2).mean().value)),
            ("VaR95 C", json!(of(2).quantile(0.95).value)),
            ("CVaR95 shortage C", json!(of(2).cvar(0.95).value)),
            ("E[cost] C", mean_cost(2)),
            ("E[shortage] D", json!(of(3).mean().value)),
            ("VaR95 D", json!(of(3).quantile(0.95).value)),
            ("CVaR95 shortage D", json!(of(3).cvar(0.95).value)),
            ("E[cost] D", mean_cost(3)),
        ]
    });
}

#[test]
fn v914_tails_of_correlated_losses_do_not_add() {
    let (first, second) = (law(Law::normal(100.0, 30.0)), law(Law::normal(50.0, 40.0)));
    let apart = first.cvar(0.99) + second.cvar(0.99);
    exactly("V914", &[("sum of stand-alone CVaR99", json!(apart))]);
    judged("V914", N, |seed, n| {
        let copula = Gaussian::new(&[vec![1.0, 0.3], vec![0.3, 1.0]]).expect("a correlation");
        let mut stream = stream(seed, 914);
        let sums: Vec<f64> = (0..n)
            .map(|_| {
                let u = copula.sample(&mut stream);
                first.quantile(u[0]) + second.quantile(u[1])
            })
            .collect();
        let sample = Sample::new(&sums);
        vec![
            ("sd of sum", json!(sample.sd().value)),
            ("VaR99", json!(sample.quantile(0.99).value)),
            ("CVaR99", json!(sample.cvar(0.99).value)),
        ]
    });
}
