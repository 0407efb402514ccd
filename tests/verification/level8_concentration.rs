//! Level 8: how many a market depends on.

use monazite_engine::{balance, explain};
use monazite_model::Stage;
use monazite_tests::toy::Toy;
use serde_json::json;

use crate::judge::exactly;

/// World of producers with these shares of one market.
fn market(shares: &[f64]) -> (f64, f64) {
    let mut toy =
        Toy::new()
            .material("ore", Stage::Concentrate)
            .recipe("dig", &[], &[("ore", 1.0)]);
    for (at, share) in shares.iter().enumerate() {
        let id = format!("p{at}");
        toy = toy
            .site(
                &format!("mine-{at}"),
                &id,
                "dig",
                2.0 * share,
                *share,
                (0.0, 1.0),
            )
            .trade("ore", &id, &id, 1.0)
            .demand(&id, "use", "ore", *share, 1.0);
    }
    let base = balance(&toy.world).expect("a baseline");
    let told = explain(&base, &toy.scenario).expect("an explanation");
    (told.concentration[0].hhi, told.concentration[0].largest.1)
}

#[test]
fn v812_concentration_is_the_sum_of_squared_shares_of_the_whole() {
    let shares = [0.69, 0.12, 0.08, 0.04, 0.03, 0.02, 0.02];
    // In tonnes, so that shares have to be taken of something.
    let tonnes =
        |shares: &[f64]| market(&shares.iter().map(|share| share * 1e4).collect::<Vec<_>>());
    let ((hhi, top), (rest, _)) = (tonnes(&shares), tonnes(&shares[1..]));
    exactly(
        "V812",
        &[
            ("HHI", json!(1e4 * hhi)),
            ("top-1 share", json!(top)),
            ("effective number of suppliers", json!(1.0 / hhi)),
            (
                "HHI after removing the largest (renormalised)",
                json!(1e4 * rest),
            ),
        ],
    );
}
