//! Law 8: more is not worse, on chains.
//!
//! More stock, more capacity or another source does not raise the total unmet demand of a chain
//! with one buyer a good. It may in a network: a buyer with more cover orders more after a shortage
//! and takes it from others (a rationing game), a reserve competes with its own users while it
//! refills, and another seller of one good may draw on a feed that a more useful plant needs. None
//! of these has anybody to take from in a chain.

use monazite_engine::Indicator;
use monazite_model::{AllocationRule, Law, Reserve, Tonnes, TonnesPerYear, TradeKind};
use monazite_tests::run::{everyone, futures, plan, values};
use monazite_tests::toy::{Toy, days, made_up, outage, rate, share};
use proptest::prelude::*;

use super::cases;
use super::chains::{Chain, RATE, chain};

/// Rounding, t: what is wanted is of the order of a thousand.
const HAIR: f64 = 1e-6;

/// One stoppage: which plant (counted round), from when, how long (steps), how much.
type Stop = (usize, u8, u8, f64);

fn stops() -> impl Strategy<Value = Vec<Stop>> {
    prop::collection::vec((0_usize..4, 0_u8..60, 1_u8..25, 0.2..=1.0), 1..3)
}

/// The chain with its stoppages.
fn stopped(chain: &Chain, stops: &[Stop]) -> Toy {
    let mut toy = chain.toy();
    for (at, &(plant, from, length, severity)) in stops.iter().enumerate() {
        let plant = Chain::site(plant % (chain.links.len() + 1));
        toy = toy.hazard(
            &format!("h{at}"),
            f64::from(from),
            f64::from(length),
            outage(&plant),
        );
        toy.scenario.hazards[at].severity = Law::Fixed(severity);
    }
    toy
}

fn unmet(toy: &Toy) -> f64 {
    values(&futures(&plan(toy), 1), &everyone(), Indicator::UnmetDemand)[0]
}

/// Whether `more` leaves at most as much unmet as `less`.
fn not_worse(less: &Toy, more: &Toy) -> Result<(), String> {
    let (less, more) = (unmet(less), unmet(more));
    if more <= less + HAIR {
        Ok(())
    } else {
        Err(format!("{less} became {more}"))
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn more_cover_at_the_user_is_not_worse(chain in chain(), stops in stops(), extra in 1_u8..6) {
        let more = Chain { cover: chain.cover + extra, ..chain.clone() };
        prop_assert_eq!(not_worse(&stopped(&chain, &stops), &stopped(&more, &stops)), Ok(()));
    }

    #[test]
    fn more_stock_at_the_mine_is_not_worse(chain in chain(), stops in stops(), extra in 1_u8..6) {
        let more = Chain { mine: chain.mine + extra, ..chain.clone() };
        prop_assert_eq!(not_worse(&stopped(&chain, &stops), &stopped(&more, &stops)), Ok(()));
    }

    #[test]
    fn more_capacity_everywhere_is_not_worse(chain in chain(), stops in stops(), extra in 0.05..1.0) {
        let more = Chain { slack: chain.slack + extra, ..chain.clone() };
        prop_assert_eq!(not_worse(&stopped(&chain, &stops), &stopped(&more, &stops)), Ok(()));
    }

    #[test]
    fn a_reserve_that_never_refills_is_not_worse(chain in chain(), stops in stops(), weeks in 1.0..12.0) {
        let less = stopped(&chain, &stops);
        let mut more = less.clone();
        more.world.reserves.push(reserve(&less, weeks));
        prop_assert_eq!(not_worse(&less, &more), Ok(()));
    }

    #[test]
    fn another_source_is_not_worse(chain in chain(), stops in stops(), wait in 0_u8..30) {
        let less = with_another_mine(&stopped(&chain, &stops));
        prop_assert_eq!(not_worse(&less, &with_a_way_to_it(&less, &chain, wait)), Ok(()));
    }
}

/// A reserve of what the user wants.
fn reserve(toy: &Toy, weeks: f64) -> Reserve {
    let material = toy.world.demands[0].material.clone();
    Reserve {
        id: "us".to_owned(),
        name: "Reserve".to_owned(),
        holder: "US".to_owned(),
        material,
        stock: Tonnes::new(RATE * weeks).expect("a mass"),
        trigger: share(0.05),
        trigger_cover: None,
        release: rate(RATE),
        refill: TonnesPerYear::ZERO,
        evidence: made_up(),
    }
}

/// A mine in Australia with a small user at home, who is served first, and much to spare.
fn with_another_mine(toy: &Toy) -> Toy {
    let mut toy = toy
        .clone()
        .site("other", "AU", "dig", 4.0 * RATE, 1.0, (0.0, 2.0))
        .trade("good-0", "AU", "AU", 1.0)
        .demand("AU", "use", "good-0", 1.0, 2.0);
    toy.scenario.behaviour.allocation = AllocationRule::Priority;
    toy
}

/// The first buyer of the chain may qualify that mine; it is as near as the first.
fn with_a_way_to_it(toy: &Toy, chain: &Chain, wait: u8) -> Toy {
    let (lead, to) = chain
        .links
        .first()
        .map_or((chain.lead, "US"), |link| (link.lead, "E1"));
    let mut toy = toy.clone().trade("good-0", "AU", to, f64::from(lead));
    let row = toy
        .world
        .trade
        .last_mut()
        .expect("the row that was just added");
    row.kind = TradeKind::Alternative;
    row.qualification = days(7.0 * f64::from(wait));
    toy
}

#[test]
fn less_is_found_to_be_worse() {
    let chain = Chain {
        mine: 2,
        links: Vec::new(),
        lead: 2,
        cover: 4,
        slack: 1.2,
    };
    let toy = |chain: &Chain| stopped(chain, &[(0, 4, 20, 1.0)]);
    let less = Chain {
        cover: 3,
        ..chain.clone()
    };
    assert_eq!(not_worse(&toy(&less), &toy(&chain)), Ok(()));
    assert!(not_worse(&toy(&chain), &toy(&less)).is_err());
    // And more is better here, by what is held more: a week's worth.
    assert!((unmet(&toy(&less)) - unmet(&toy(&chain)) - RATE).abs() < HAIR);
}

#[test]
fn another_source_helps_when_it_is_open_in_time() {
    let chain = Chain {
        mine: 2,
        links: Vec::new(),
        lead: 2,
        cover: 4,
        slack: 1.2,
    };
    let toy = with_another_mine(&stopped(&chain, &[(0, 4, 60, 1.0)]));
    let with = with_a_way_to_it(&toy, &chain, 4);
    assert!(
        unmet(&with) < 0.8 * unmet(&toy),
        "{} of {}",
        unmet(&with),
        unmet(&toy)
    );
}

#[test]
fn a_buyer_with_more_cover_takes_it_from_others() {
    // The exception that the law names: two users of one mine. The one that raises its cover starts
    // with more, but orders more after the shortage, and the other gets less than before.
    let two = |cover: f64| {
        let toy = Chain {
            mine: 1,
            links: Vec::new(),
            lead: 1,
            cover: 2,
            slack: 1.05,
        }
        .toy();
        let toy = toy
            .trade("good-0", "E0", "JP", 1.0)
            .demand("JP", "use", "good-0", RATE, cover);
        let mut toy = toy.hazard("stop", 4.0, 8.0, outage("plant-0"));
        toy.world.sites[0].capacity = rate(RATE * 2.0 * 1.05);
        toy.world.activities[0].throughput = Some(rate(RATE * 2.0));
        let of_us = monazite_tests::run::economy("US");
        values(&futures(&plan(&toy), 1), &of_us, Indicator::UnmetDemand)[0]
    };
    assert!(
        two(12.0) > two(2.0) + 1.0,
        "{} after {}",
        two(12.0),
        two(2.0)
    );
}
