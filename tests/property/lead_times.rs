//! Law 4: nothing travels faster than its lead time. A ban is felt after pipeline plus cover.

use monazite_engine::{Indicator, replay};
use monazite_model::{ChokePoint, Days, Effect, Share};
use monazite_tests::run::{SEED, everyone, first, futures, plan};
use monazite_tests::toy::{Toy, ban, made_up};
use proptest::prelude::*;

use super::cases;
use super::chains::{Chain, chain, mine_stops};

/// First step in which less than everything is served, to rounding; `None` if there is none.
fn first_short(toy: &Toy) -> Option<u32> {
    let table = replay(&plan(toy), SEED, 0).table;
    table
        .iter()
        .find(|row| row.fill_rate.iter().any(|(_, rate)| *rate < 1.0 - 1e-9))
        .map(|r| r.step)
}

/// The first step in which nothing is served, and the first after it in which something is.
fn gap(toy: &Toy) -> Option<(u32, u32)> {
    let table = replay(&plan(toy), SEED, 0).table;
    let mut rates = table.iter().map(|row| (row.step, row.fill_rate[0].1));
    let (gone, _) = rates.find(|(_, rate)| *rate < 1e-9)?;
    let (back, _) = rates.find(|(_, rate)| *rate > 1e-9)?;
    Some((gone, back))
}

/// Weeks from the start of the disruption to the first short one.
fn time_to_shortage(toy: &Toy) -> f64 {
    first(
        &futures(&plan(toy), 1),
        &everyone(),
        Indicator::TimeToShortage,
    )
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_mine_that_closes_is_felt_after_everything_held_and_under_way(chain in chain(), at in 0_u8..30) {
        let toy = chain.toy().hazard("close", f64::from(at), 200.0, mine_stops());
        prop_assert_eq!(first_short(&toy), Some(u32::from(at) + chain.buffer()));
        prop_assert_eq!(time_to_shortage(&toy), f64::from(chain.buffer()));
    }

    #[test]
    fn a_ban_is_felt_after_pipeline_plus_cover(chain in chain(), at in 0_u8..30) {
        // A ban on the last seller: what its own stock holds does not help the user.
        let last = format!("E{}", chain.links.len());
        let toy = chain.toy().hazard("ban", f64::from(at), 200.0, ban(&last));
        prop_assert_eq!(first_short(&toy), Some(u32::from(at + chain.lead + chain.cover)));
    }

    #[test]
    fn what_leaves_again_after_a_ban_is_served_a_lead_time_later(chain in chain(), at in 0_u8..30, more in 1_u8..20) {
        // Goods that arrived early would wait in the user's stock and show nowhere above. Here the
        // stock is gone when the ban ends, and the first service tells when they came.
        let length = chain.cover + more;
        let last = format!("E{}", chain.links.len());
        let toy = chain.toy().hazard("ban", f64::from(at), f64::from(length), ban(&last));
        prop_assert_eq!(gap(&toy), Some((u32::from(at + chain.lead + chain.cover), u32::from(at + length + chain.lead))));
    }

    #[test]
    fn goods_that_leave_late_arrive_late(lead in 1_u8..7, cover in 0_u8..6, extra in 1_u8..9, at in 2_u8..30) {
        // From step `at` on every shipment takes `extra` steps more: so long is the gap in the
        // arrivals, and what exceeds the cover is short.
        let toy = detour(&Chain { mine: 2, links: Vec::new(), lead, cover, slack: 1.5 }, at, extra);
        let felt = (extra > cover).then(|| u32::from(at + lead + cover));
        prop_assert_eq!(first_short(&toy), felt);
    }
}

/// A chain whose last lane takes a detour for good.
fn detour(chain: &Chain, at: u8, extra: u8) -> Toy {
    let effect = Effect::Route {
        choke_point: "strait".to_owned(),
        extra_lead_time: Days::new(7.0 * f64::from(extra)).expect("a span"),
        capacity_factor: Share::new(1.0).expect("a share"),
    };
    let mut toy = chain.toy().hazard("detour", f64::from(at), 200.0, effect);
    toy.world.choke_points.push(ChokePoint {
        id: "strait".to_owned(),
        name: "Strait".to_owned(),
        evidence: made_up(),
    });
    toy.world
        .trade
        .last_mut()
        .expect("a lane")
        .choke_points
        .push("strait".to_owned());
    toy
}

#[test]
fn a_chain_that_is_one_step_longer_feels_it_one_step_later() {
    // Guards the laws above: a check that took any step for the right one would not see this.
    let short = Chain {
        mine: 1,
        links: Vec::new(),
        lead: 2,
        cover: 3,
        slack: 1.2,
    };
    let long = Chain {
        lead: 3,
        ..short.clone()
    };
    let closed =
        |chain: &Chain| first_short(&chain.toy().hazard("close", 4.0, 200.0, mine_stops()));
    assert_eq!(closed(&short), Some(4 + 1 + 2 + 3));
    assert_eq!(closed(&long), Some(4 + 1 + 3 + 3));
    assert_ne!(closed(&long), Some(4 + short.buffer()));
    assert_eq!(
        first_short(&short.toy()),
        None,
        "nothing happens, nothing is short"
    );
}

#[test]
fn half_a_week_of_ban_takes_half_of_a_week() {
    // The ban lasts for the first half of step 4: half of that shipment leaves.
    let chain = Chain {
        mine: 2,
        links: Vec::new(),
        lead: 1,
        cover: 0,
        slack: 1.2,
    };
    let toy = chain.toy().hazard("ban", 4.0, 0.5, ban("E0"));
    let table = replay(&plan(&toy), SEED, 0).table;
    let rates: Vec<f64> = table[4..8].iter().map(|row| row.fill_rate[0].1).collect();
    assert!((rates[1] - 0.5).abs() < 1e-9, "{rates:?}");
    assert!(rates[0] > 1.0 - 1e-9 && rates[2] > 1.0 - 1e-9, "{rates:?}");
}
