//! Levels 6 and 9: suppliers that are up or down by the week, against exact dynamic programmes.
//!
//! An outage is a renewal hazard with geometric gaps and durations: a Markov chain that is up in
//! period 0. Each case begins with full stocks before the first week's demand; the toys reach that
//! by one or two weeks in which nobody wants anything (hazard `before`).

use monazite_engine::{Indicator, RunResult};
use monazite_model::{Arrival, Days, DemandFilter, Effect, Law as Shape, Stage};
use monazite_stats::Sample;
use monazite_tests::run::{everyone, values};
use monazite_tests::toy::{STEP, Toy, ban, days, outage};
use serde_json::json;

use crate::draws::{mean_and_sd, share};
use crate::judge::{Answers, judged};
use crate::worlds::{futures, mine_and_user, prompt, shipped};

const N: u64 = 100_000;
/// Weeks that count.
const WEEKS: f64 = 52.0;

/// Adds weeks without demand before the first that counts, and sets the horizon.
fn before(toy: Toy, weeks: f64) -> Toy {
    let nobody = Effect::Demand {
        demands: DemandFilter::default(),
        factor: 0.0,
    };
    toy.hazard("before", 0.0, weeks, nobody)
        .horizon(weeks + WEEKS)
}

/// Adds a supplier's chain: chance to fail and to be repaired, a week.
fn chain(toy: Toy, id: &str, fail: f64, repair: f64, effects: Vec<Effect>) -> Toy {
    let mut toy = toy.hazard(id, 0.0, 1.0, effects[0].clone());
    let hazard = toy.scenario.hazards.last_mut().expect("a hazard");
    let weeks = |probability| Shape::Geometric {
        probability,
        period: STEP,
    };
    hazard.arrival = Arrival::Renewal {
        gap: weeks(fail),
        minimum_gap: Days::ZERO,
    };
    hazard.duration = weeks(repair);
    hazard.effects = effects;
    toy
}

/// The same with a week as a quarter of a day. Producers plan by an average of orders over at most
/// ten years; in steps this short it stands still, to 7e-5 of what is new in a week, and a producer
/// makes just what its stock lacks.
fn in_short_weeks(mut toy: Toy) -> Toy {
    let shrink = |span: Days| days(span.get() / 28.0);
    toy.scenario.behaviour.adjustment_time = days(0.25);
    toy.scenario.behaviour.output_adjustment_time = days(0.25);
    toy.scenario.behaviour.order_smoothing = days(3652.5);
    toy.scenario.run.step = shrink(toy.scenario.run.step);
    toy.scenario.run.horizon = shrink(toy.scenario.run.horizon);
    for site in &mut toy.world.sites {
        site.output_cover = shrink(site.output_cover);
    }
    for row in &mut toy.world.trade {
        row.lead_time = shrink(row.lead_time);
    }
    for demand in &mut toy.world.demands {
        demand.cover = shrink(demand.cover);
    }
    let shorter = |law: &Shape| match *law {
        Shape::Fixed(span) => Shape::Fixed(span / 28.0),
        Shape::Geometric {
            probability,
            period,
        } => Shape::Geometric {
            probability,
            period: period / 28.0,
        },
        _ => panic!("no such law here: {law:?}"),
    };
    for hazard in &mut toy.scenario.hazards {
        hazard.duration = shorter(&hazard.duration);
        if let Arrival::Renewal { gap, .. } = &mut hazard.arrival {
            *gap = shorter(gap);
        }
    }
    toy
}

/// Units short in each future: whole numbers, up to what the averages of orders leave over.
fn shortages(result: &RunResult, demand: f64) -> Vec<f64> {
    let shares = values(result, &everyone(), Indicator::UnmetShare);
    let whole = |share: &f64| {
        let units = share * demand * WEEKS;
        assert!((units - units.round()).abs() < 0.05, "{units} units");
        units.round()
    };
    shares.iter().map(whole).collect()
}

/// Week of the first shortage of each future; beyond the last where there is none.
fn first_weeks(result: &RunResult, before: f64) -> Vec<f64> {
    let weeks = values(result, &everyone(), Indicator::TimeToShortage);
    let steps = weeks.iter().map(|weeks| weeks * 7.0 / result.step_days);
    steps.map(|step| step.round() + 1.0 - before).collect()
}

/// What is asked of the total shortage in all three cases.
fn totals(short: &[f64]) -> Answers {
    let sample = Sample::new(short);
    vec![
        ("E[total shortage]", json!(sample.mean().value)),
        ("P(any shortage)", json!(share(short, |units| units > 0.0))),
        ("VaR95", json!(sample.quantile(0.95).value)),
        ("CVaR95", json!(sample.cvar(0.95).value)),
        ("VaR99", json!(sample.quantile(0.99).value)),
        ("CVaR99", json!(sample.cvar(0.99).value)),
    ]
}

/// V605: two units a week while the border is open, one of use, six at most before it. What is
/// shipped in a week arrives in the next: the week of the case is the one after.
fn one_supplier() -> Toy {
    let toy = prompt(mine_and_user(1.0, 1.0, 5.0), 2.0);
    before(chain(toy, "closed", 0.04, 0.25, vec![ban("CN")]), 2.0)
}

#[test]
fn v605_one_supplier_falls_short_as_the_dynamic_programme_says() {
    judged("V605", N, |seed, n| {
        let result = futures(&one_supplier(), seed, n);
        let short = shortages(&result, 1.0);
        let first = first_weeks(&result, 2.0);
        let struck: Vec<f64> = first
            .iter()
            .copied()
            .filter(|week| *week <= WEEKS)
            .collect();
        // What is shipped in the last week does not arrive any more.
        let arrived = shipped(&futures(&one_supplier().horizon(53.0), seed, n), "ore");
        let left = 6.0 + arrived - (WEEKS - mean_and_sd(&short).0);
        let mut answers = totals(&short);
        answers.extend([
            ("sd[total shortage]", json!(mean_and_sd(&short).1)),
            (
                "P(first shortage in week 7)",
                json!(share(&first, |week| week == 7.0)),
            ),
            (
                "P(first shortage in week 10)",
                json!(share(&first, |week| week == 10.0)),
            ),
            (
                "P(first shortage in week 26)",
                json!(share(&first, |week| week == 26.0)),
            ),
            (
                "E[first shortage week | within 52]",
                json!(mean_and_sd(&struck).0),
            ),
            ("E[stock at end of week 52]", json!(left)),
        ]);
        answers
    });
}

#[test]
fn v605_in_the_long_run_it_falls_short_at_the_stationary_rate() {
    judged("V605", N / 40, |seed, n| {
        let mean = |weeks: f64| {
            let result = futures(&one_supplier().horizon(weeks), seed, n);
            mean_and_sd(values(&result, &everyone(), Indicator::UnmetDemand)).0
        };
        // From week 104, when the start is forgotten, to week 1040: two million weeks and more.
        let rate = (mean(1042.0) - mean(106.0)) / 936.0;
        vec![("steady-state E[shortage per week]", json!(rate))]
    });
}

/// V911: two suppliers of two and one a week for a use of two. While it is open, a mine has in
/// stock what it can supply in a week; what one cannot fill the spot pass takes from the other.
fn two_suppliers() -> Toy {
    let toy = Toy::new()
        .material("ore", Stage::Concentrate)
        .recipe("dig", &[], &[("ore", 1.0)])
        .site("mine-cn", "CN", "dig", 10.0, 4.0 / 3.0, (0.0, 0.5))
        .site("mine-au", "AU", "dig", 10.0, 2.0 / 3.0, (0.0, 0.5))
        .trade("ore", "CN", "JP", 1.0)
        .trade("ore", "AU", "JP", 1.0)
        .demand("JP", "use", "ore", 2.0, 1.5);
    let mut toy = prompt(toy, 1.5);
    toy.scenario.behaviour.spot = true;
    let toy = chain(toy, "china", 0.03, 0.2, vec![outage("mine-cn"), ban("CN")]);
    let toy = chain(
        toy,
        "australia",
        0.05,
        0.3,
        vec![outage("mine-au"), ban("AU")],
    );
    before(toy, 2.0)
}

#[test]
fn v911_two_suppliers_stand_in_for_each_other_as_the_dynamic_programme_says() {
    judged("V911", N, |seed, n| {
        let result = futures(&in_short_weeks(two_suppliers()), seed, n);
        let short = shortages(&result, 2.0);
        let first = first_weeks(&result, 2.0);
        let last = in_short_weeks(two_suppliers().horizon(53.0));
        // Masses are a 28th of those of the case.
        let arrived = 28.0 * shipped(&futures(&last, seed, n), "ore");
        let left = 5.0 + arrived - (2.0 * WEEKS - mean_and_sd(&short).0);
        let mut answers = totals(&short);
        answers.extend([
            (
                "P(first shortage in week 5)",
                json!(share(&first, |week| week == 5.0)),
            ),
            ("E[end stock]", json!(left)),
        ]);
        answers
    });
}

/// V913: a mine of two a week, four in stock at most, a week under way, three at the user at most.
/// The chain acts on production, in the week itself: one week before is enough.
fn two_stages() -> Toy {
    let toy = Toy::new()
        .material("ore", Stage::Concentrate)
        .recipe("dig", &[], &[("ore", 1.0)])
        .site("mine", "CN", "dig", 2.0, 1.0, (0.0, 3.0))
        .trade("ore", "CN", "JP", 1.0)
        .demand("JP", "use", "ore", 1.0, 2.0);
    before(
        chain(
            prompt(toy, 2.0),
            "failure",
            0.05,
            0.25,
            vec![outage("mine")],
        ),
        1.0,
    )
}

#[test]
fn v913_two_stages_fall_short_as_the_dynamic_programme_says() {
    judged("V913", N, |seed, n| {
        let result = futures(&in_short_weeks(two_stages()), seed, n);
        let short = shortages(&result, 1.0);
        let first = first_weeks(&result, 1.0);
        let earliest = first.iter().copied().fold(f64::MAX, f64::min);
        let mut answers = totals(&short);
        answers.extend([
            ("earliest possible shortage week", json!(earliest)),
            (
                "P(first shortage in that week)",
                json!(share(&first, |week| week == 8.0)),
            ),
        ]);
        answers
    });
}
