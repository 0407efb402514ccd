//! Level 8: the least that must go unmet when everything is known beforehand.

use monazite_engine::{Indicator, RunOptions, simulate};
use monazite_model::{Activity, Law as Shape, Stage};
use monazite_tests::run::{everyone, plan, values};
use monazite_tests::toy::{Toy, outage, rate};
use serde_json::json;

use crate::draws::mean_and_sd;
use crate::judge::exactly;
use crate::worlds::{HAIR, bound, halved, prompt};

/// V810: P1 makes both products, P2 the second; supplier A is lost, B feeds P1 only. Goods take a
/// week to a plant and a week to the user: two more weeks pass on what was under way. A tonne of a
/// product counts `worth` in the bound.
fn two_plants(worth: [f64; 2]) -> Toy {
    let mut toy = Toy::new()
        .material("part", Stage::Oxide)
        .material("one", Stage::Magnet)
        .material("two", Stage::Magnet)
        .recipe("dig", &[], &[("part", 1.0)])
        .recipe("make-one", &[("part", 1.0)], &[("one", 1.0)])
        .recipe("make-two", &[("part", 1.0)], &[("two", 1.0)])
        .site("a", "AU", "dig", 20.0, 8.0, (0.0, 0.0))
        .site("b", "US", "dig", 12.0, 6.0, (0.0, 0.0))
        .site("p1", "JP", "make-one", 12.0, 8.0, (1.0, 0.0))
        .site("p2", "KR", "make-two", 8.0, 4.0, (1.5, 0.0))
        .trade("part", "AU", "JP", 1.0)
        .trade("part", "AU", "KR", 1.0)
        .trade("part", "US", "JP", 1.0)
        .trade("one", "JP", "CN", 1.0)
        .trade("two", "JP", "CN", 1.0)
        .trade("two", "KR", "CN", 1.0)
        .demand("CN", "use", "one", 8.0, 1.5)
        .demand("CN", "use", "two", 6.0, 1.5);
    // With figures for the flows too nothing is left to a guess of the balance.
    for (row, flow) in toy
        .world
        .trade
        .iter_mut()
        .zip([4.0, 4.0, 6.0, 8.0, 2.0, 4.0])
    {
        row.flow = Some(rate(flow));
    }
    let second = Activity {
        recipe: "make-two".to_owned(),
        throughput: Some(rate(2.0)),
        ..toy.world.activities[2].clone()
    };
    toy.world.activities.push(second);
    toy.world.materials[0].reo_t_per_t = worth[0].max(worth[1]);
    toy.world.materials[1].reo_t_per_t = worth[0];
    toy.world.materials[2].reo_t_per_t = worth[1];
    halved(prompt(toy, 2.0), "b").hazard("lost", 0.0, 100.0, outage("a"))
}

#[test]
fn v810_plants_survive_as_long_as_all_stocks_together_last() {
    let units = |weeks: f64| bound(&two_plants([1.0, 1.0]), weeks + 2.0, 1, 0);
    // Lost units grow in a straight line from the moment when the stocks are gone.
    let (five, six) = (units(5.0), units(6.0));
    let survived = 5.0 - five / (six - five);
    assert!(units(4.0).abs() < HAIR && five > HAIR);
    let profit = bound(&two_plants([5.0, 3.0]), 10.0, 1, 0);
    // No plan loses fewer units than these, so one that loses 3 of profit by each loses none that is worth 5:
    // 5 a + 3 b = profit and a + b >= all leave a <= (profit - 3 all) / 2, which is nothing.
    let all = units(8.0);
    let first = ((profit - 3.0 * all) / 2.0).max(0.0);
    exactly(
        "V810",
        &[
            ("TTS_weeks", json!(survived)),
            ("lost profit at TTR=8", json!(profit)),
            ("lost units by product", json!([first, all - first])),
            ("TTS<TTR flag", json!(survived < 8.0)),
        ],
    );
}

/// Supply of the twelve weeks of V811.
const SUPPLY: [f64; 12] = [
    10.0, 10.0, 0.0, 0.0, 0.0, 12.0, 12.0, 4.0, 0.0, 0.0, 14.0, 14.0,
];

/// A mine that can supply so much in each week.
fn scheduled(toy: Toy) -> Toy {
    SUPPLY.iter().enumerate().fold(toy, |toy, (week, supply)| {
        let mut toy = toy.hazard(&format!("week-{week}"), week as f64, 1.0, outage("mine"));
        let hazard = toy.scenario.hazards.last_mut().expect("a hazard");
        hazard.severity = Shape::Fixed(1.0 - supply / 14.0);
        toy
    })
}

#[test]
fn v811_no_policy_beats_the_programme() {
    let mined = || {
        Toy::new()
            .material("ore", Stage::Concentrate)
            .recipe("dig", &[], &[("ore", 1.0)])
    };
    let mine = |toy: Toy| toy.site("mine", "CN", "dig", 14.0, 8.0, (0.0, 0.0));
    // A week before the first the user lives on what was under way.
    let one = mine(mined())
        .trade("ore", "CN", "JP", 1.0)
        .demand("JP", "use", "ore", 8.0, 1.5);
    let one = scheduled(prompt(one, 2.0)).horizon(13.0);
    let least = bound(&one, 13.0, 1, 0);
    let simulated = simulate(&plan(&one), &RunOptions::new(1, 1), &|_| true);
    let (had, _) = mean_and_sd(values(&simulated, &everyone(), Indicator::UnmetDemand));
    assert!(had >= least - HAIR, "{had} t against {least} t");

    // Two classes: two products of the same feed, of which the stock is held. One more week under
    // way.
    let mut two = mine(
        mined()
            .material("critical", Stage::Magnet)
            .material("other", Stage::Magnet)
            .recipe("for-critical", &[("ore", 1.0)], &[("critical", 1.0)])
            .recipe("for-other", &[("ore", 1.0)], &[("other", 1.0)]),
    )
    .site("maker", "JP", "for-critical", 100.0, 3.0, (1.5, 0.0))
    .trade("ore", "CN", "JP", 1.0)
    .trade("critical", "JP", "JP", 1.0)
    .trade("other", "JP", "JP", 1.0)
    .demand("JP", "use", "critical", 3.0, 0.0)
    .demand("JP", "use", "other", 5.0, 0.0);
    let other = Activity {
        recipe: "for-other".to_owned(),
        throughput: Some(rate(5.0)),
        ..two.world.activities[1].clone()
    };
    two.world.activities.push(other);
    two.world.materials[0].reo_t_per_t = 10.0;
    two.world.materials[1].reo_t_per_t = 10.0;
    let weighted = bound(&scheduled(prompt(two, 2.0)), 14.0, 1, 0);
    exactly(
        "V811",
        &[
            ("min total shortage", json!(least)),
            (
                "two-class (3 critical @10, 5 other @1) optimal weighted shortage",
                json!(weighted),
            ),
        ],
    );
}
