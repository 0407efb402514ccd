//! Planned sites of the pack: those that start take part in trade.

use monazite_engine::{Probe, RunOptions, follow};
use monazite_model::{LaneFilter, Selector};
use monazite_tests::run::{SEED, built_in, compiled};

/// Economies that export none of a material at baseline and have a planned site that will.
const FIRST: [(&str, &str); 3] = [
    ("NO", "ndpr-oxide"),
    ("FR", "dy-oxide"),
    ("EE", "magnet-ndfeb"),
];

#[test]
fn planned_plants_that_need_feeds_sell_abroad_once_they_have_started() {
    let loaded = built_in("background", &["run.horizon=\"7 years\""]);
    let plan = compiled(&loaded.world, &loaded.scenario, "");
    let probes = FIRST.map(|(origin, material)| Probe::Flow {
        lanes: LaneFilter {
            origin: Selector::of(&[origin]),
            material: Selector::of(&[material]),
            ..LaneFilter::default()
        },
        reo: true,
    });
    let replications = 8;
    let followed = follow(&plan, &RunOptions::new(SEED, replications), &probes);
    for ((origin, material), series) in FIRST.iter().zip(&followed) {
        let year = |from: usize| -> f64 {
            let futures = series.iter().flat_map(|row| &row.values);
            let sum: f64 = futures
                .map(|future| future[from..from + 52].iter().sum::<f64>())
                .sum();
            sum / replications as f64
        };
        let (first, last) = (year(0), year(7 * 52 - 52));
        assert!(last > 20.0, "{origin}: {last} t REO of {material} a year");
        assert!(
            first < last / 4.0,
            "{origin}: {first} t REO in the first year"
        );
    }
}
