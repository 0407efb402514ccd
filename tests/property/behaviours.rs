//! Every rule of markets does what it says, and nothing when it is switched off: small worlds with
//! answers worked by hand.

use monazite_engine::{Indicator, Probe, RunOptions, follow};
use monazite_model::{
    Effect, ExportLimit, LaneFilter, Market, PriceZone, Selector, Share, Stage, UsdPerKg,
};
use monazite_tests::run::{everyone, first, futures, plan};
use monazite_tests::toy::{STEP, Toy, ban, days, rate, share};

/// Markets in which everything that is on acts at once, and nothing is on but prices.
fn swift() -> Market {
    Market {
        price_elasticity: 1.0,
        stock_weight: 0.0,
        price_time: days(STEP),
        price_limit: 100.0,
        demand_response: false,
        demand_lag: days(STEP),
        supply_elasticity: 0.0,
        closures: false,
        margin_time: days(STEP),
        substitution: Share::ZERO,
        ..Market::default()
    }
}

/// A mine in AU and a user of 10 t a step in JP, a step apart, both without stocks. Buyers and
/// sellers act at once.
fn pair(market: Market) -> Toy {
    let mut toy = Toy::new()
        .material("oxide", Stage::Oxide)
        .recipe("make", &[], &[("oxide", 1.0)])
        .site("mine", "AU", "make", 40.0, 10.0, (0.0, 0.0))
        .trade("oxide", "AU", "JP", 1.0)
        .demand("JP", "use", "oxide", 10.0, 0.0);
    toy.world.materials[0].price = UsdPerKg::new(2.0);
    let behaviour = &mut toy.scenario.behaviour;
    behaviour.adjustment_time = days(STEP);
    behaviour.order_smoothing = days(STEP);
    behaviour.output_adjustment_time = days(STEP);
    behaviour.order_limit = 1.0;
    toy.scenario.market = market;
    toy
}

/// Multiplies prices in the world zone while it lasts.
fn pushed(factor: f64) -> Effect {
    Effect::Price {
        zone: Selector::of(&["world"]),
        material: Selector::all(),
        factor,
    }
}

/// The series of a probe in the one future of a toy.
fn series(toy: &Toy, probe: Probe) -> Vec<f64> {
    let mut of_probe = follow(&plan(toy), &RunOptions::new(1, 1), &[probe]);
    of_probe.remove(0).remove(0).values.remove(0)
}

fn price(toy: &Toy, zone: PriceZone, material: &str) -> Vec<f64> {
    let material = material.to_owned();
    series(toy, Probe::Price { zone, material })
}

fn shipped(toy: &Toy, origin: &str) -> Vec<f64> {
    let lanes = LaneFilter {
        origin: Selector::of(&[origin]),
        ..LaneFilter::default()
    };
    series(toy, Probe::Flow { lanes, reo: false })
}

fn of(toy: &Toy, indicator: Indicator) -> f64 {
    first(&futures(&plan(toy), 1), &everyone(), indicator)
}

fn near(got: f64, expected: f64) {
    assert!(
        (got - expected).abs() < 1e-9 * expected.abs().max(1.0),
        "{got} instead of {expected}"
    );
}

#[test]
fn demand_follows_its_price_by_its_elasticity_and_only_then() {
    let toy = |response| {
        let market = Market {
            demand_response: response,
            ..swift()
        };
        let mut toy = pair(market)
            .horizon(20.0)
            .hazard("squeeze", 5.0, 100.0, pushed(4.0));
        toy.world.demands[0].elasticity = -0.5;
        toy
    };
    // The price is 4 at the end of step 5, so that 10 x 4^-0.5 = 5 t are wanted from step 6 on: 14 steps.
    near(of(&toy(true), Indicator::ForgoneDemand), 14.0 * 5.0);
    near(of(&toy(true), Indicator::UnmetDemand), 0.0);
    near(of(&toy(false), Indicator::ForgoneDemand), 0.0);
}

#[test]
fn demand_follows_with_its_lag() {
    let market = Market {
        demand_response: true,
        demand_lag: days(4.0 * STEP),
        ..swift()
    };
    let mut toy = pair(market)
        .horizon(8.0)
        .hazard("squeeze", 5.0, 100.0, pushed(4.0));
    toy.world.demands[0].elasticity = -1.0;
    // A quarter of the way in steps 6, seven sixteenths in step 7.
    let wanted = |part: f64| 10.0 * 4_f64.powf(-part);
    let expected = (10.0 - wanted(0.25)) + (10.0 - wanted(0.4375));
    near(of(&toy, Indicator::ForgoneDemand), expected);
}

#[test]
fn a_price_approaches_with_its_time_constant_and_stops_at_its_limit() {
    let market = Market {
        price_time: days(2.0 * STEP),
        price_limit: 8.0,
        ..swift()
    };
    let toy = pair(market)
        .horizon(20.0)
        .hazard("squeeze", 5.0, 100.0, pushed(100.0));
    let path = price(&toy, PriceZone::World, "oxide");
    near(path[4], 1.0);
    near(path[5], 8_f64.min(100_f64.sqrt()));
    near(path[19], 8.0);
}

#[test]
fn prices_that_do_not_move_move_nothing() {
    let mut toy = pair(Market {
        prices: false,
        demand_response: true,
        ..swift()
    })
    .horizon(20.0)
    .hazard("squeeze", 5.0, 100.0, pushed(4.0));
    toy.world.demands[0].elasticity = -0.5;
    near(of(&toy, Indicator::ForgoneDemand), 0.0);
}

#[test]
fn a_site_below_its_cost_closes_after_its_time_and_opens_after_its_time() {
    let toy = |closures| {
        let market = Market {
            closures,
            closure_time: days(4.0 * STEP),
            restart_time: days(6.0 * STEP),
            ..swift()
        };
        // A second mine with plenty of capacity keeps scarcity out of the price.
        let mut toy = pair(market)
            .site("second", "BR", "make", 400.0, 10.0, (0.0, 0.0))
            .trade("oxide", "BR", "US", 1.0)
            .demand("US", "use", "oxide", 10.0, 0.0)
            .horizon(40.0)
            .hazard("dumping", 5.0, 10.0, pushed(0.5));
        // 2,000 USD/t at baseline, 1,000 while dumped.
        toy.world.sites[0].cash_cost = Some(1600.0);
        toy
    };
    // Below cost in steps 5, 6, 7, 8: no capacity from step 9. Above again in steps 15 to 20: capacity
    // from step 21. Twelve steps without output.
    let flow = shipped(&toy(true), "AU");
    let stopped: Vec<usize> = (0..40).filter(|&t| flow[t] < 1e-9).collect();
    assert_eq!(stopped, (9..21).collect::<Vec<_>>());
    near(of(&toy(true), Indicator::UnmetDemand), 12.0 * 10.0);
    near(of(&toy(true), Indicator::SiteClosures), 1.0);
    near(of(&toy(false), Indicator::UnmetDemand), 0.0);
    near(of(&toy(false), Indicator::SiteClosures), 0.0);
}

#[test]
fn a_site_without_a_known_cost_never_closes() {
    let market = Market {
        closures: true,
        closure_time: days(STEP),
        ..swift()
    };
    let toy = pair(market)
        .horizon(40.0)
        .hazard("dumping", 5.0, 30.0, pushed(0.01));
    near(of(&toy, Indicator::SiteClosures), 0.0);
}

#[test]
fn years_of_dumping_make_a_later_ban_worse() {
    let toy = |dumped: bool| {
        let market = Market {
            closures: true,
            closure_time: days(10.0 * STEP),
            ..swift()
        };
        let mut toy = Toy::new()
            .material("oxide", Stage::Oxide)
            .recipe("make", &[], &[("oxide", 1.0)])
            .site("big", "CN", "make", 20.0, 7.0, (0.0, 1.0))
            .site("small", "AU", "make", 4.0, 3.0, (0.0, 1.0))
            .trade("oxide", "CN", "JP", 1.0)
            .trade("oxide", "AU", "JP", 1.0)
            .demand("JP", "use", "oxide", 10.0, 2.0)
            .horizon(120.0)
            .hazard("ban", 60.0, 20.0, ban("CN"));
        toy.world.materials[0].price = UsdPerKg::new(2.0);
        toy.world.sites[1].cash_cost = Some(1600.0);
        for row in &mut toy.world.trade {
            row.flow = Some(rate(if row.origin == "CN" { 7.0 } else { 3.0 }));
        }
        toy.scenario.market = market;
        if dumped {
            toy = toy.hazard("dumping", 10.0, 45.0, pushed(0.5));
        }
        of(&toy, Indicator::UnmetDemand)
    };
    let (alone, after) = (toy(false), toy(true));
    assert!(alone > 10.0, "the ban alone costs {alone}");
    assert!(after > alone + 20.0, "{after} after dumping, {alone} alone");
}

#[test]
fn users_replace_a_share_while_it_is_dear_and_come_back_slowly() {
    let toy = |most: f64| {
        let market = Market {
            substitution: share(most),
            substitution_from: 2.0,
            substitution_full: 8.0,
            substitution_time: days(STEP),
            return_time: days(2.0 * STEP),
            ..swift()
        };
        pair(market)
            .horizon(12.0)
            .hazard("squeeze", 5.0, 2.0, pushed(4.0))
    };
    // ln 4 lies half way from ln 2 to ln 8: half of a fifth in steps 6 and 7; then half of it is left
    // in each step: 0.5, 0.25, 0.125, 0.0625 in steps 8 to 11.
    let parts = 1.0 + 1.0 + 0.5 + 0.25 + 0.125 + 0.0625;
    near(of(&toy(0.2), Indicator::ForgoneDemand), 10.0 * 0.1 * parts);
    near(of(&toy(0.0), Indicator::ForgoneDemand), 0.0);
}

#[test]
fn buyers_who_hoard_ask_for_more_after_a_stop() {
    let largest = |hoarding: f64| {
        let mut toy = pair(Market {
            hoarding,
            ..swift()
        })
        .horizon(60.0)
        .hazard("stop", 10.0, 10.0, ban("AU"));
        toy.world.demands[0].cover = days(5.0 * STEP);
        toy.world.sites[0].output_cover = days(20.0 * STEP);
        toy.scenario.behaviour.order_limit = 2.0;
        shipped(&toy, "AU").into_iter().fold(0.0, f64::max)
    };
    near(largest(0.0), 20.0);
    // At the end of ten steps of which nothing was filled, the average unfilled share with a constant
    // of eight steps is 1 - (7/8)^10.
    near(largest(1.0), 20.0 * (2.0 - 0.875_f64.powi(10)));
}

fn licence(refusal: f64, leakage: f64) -> Effect {
    Effect::Licensing {
        lanes: LaneFilter {
            origin: Selector::of(&["AU"]),
            ..LaneFilter::default()
        },
        dead_time: days(4.0 * STEP),
        initial: share(1.0),
        final_share: share(1.0),
        ramp: days(0.0),
        refusal: share(refusal),
        re_export: false,
        leakage: share(leakage),
    }
}

/// The pair with so much at the mine that every licence can be used.
fn rich() -> Toy {
    let mut toy = pair(swift()).horizon(30.0);
    toy.world.sites[0].output_cover = days(20.0 * STEP);
    toy
}

#[test]
fn applications_wait_and_are_let_through_together() {
    let flow = shipped(
        &rich().hazard("regime", 5.0, 100.0, licence(0.0, 0.0)),
        "AU",
    );
    // Four steps without decisions (the middles of steps 5 to 8 lie within four weeks); then the
    // applications of five steps are decided at once, and trade goes on as before.
    near(flow[4], 10.0);
    near(flow[5..9].iter().sum(), 0.0);
    near(flow[9], 50.0);
    near(flow[15], 10.0);
}

#[test]
fn a_share_of_licences_is_refused_for_good() {
    let flow = shipped(
        &rich().hazard("regime", 5.0, 100.0, licence(0.4, 0.0)),
        "AU",
    );
    near(flow[9], 30.0);
    near(flow[15], 6.0);
}

#[test]
fn part_of_normal_trade_leaks_around_a_licence_and_a_ban() {
    let flow = shipped(
        &rich().hazard("regime", 5.0, 100.0, licence(0.0, 0.25)),
        "AU",
    );
    near(flow[5], 2.5);
    let mut leaky = ban("AU");
    if let Effect::Export { leakage, .. } = &mut leaky {
        *leakage = share(0.25);
    }
    near(
        shipped(&rich().hazard("ban", 5.0, 100.0, leaky), "AU")[8],
        2.5,
    );
    near(
        shipped(&rich().hazard("ban", 5.0, 100.0, ban("AU")), "AU")[8],
        0.0,
    );
}

#[test]
fn what_waits_is_let_through_when_the_regime_ends() {
    let flow = shipped(&rich().hazard("regime", 5.0, 3.0, licence(0.0, 0.0)), "AU");
    near(flow[5..8].iter().sum(), 0.0);
    near(flow[8], 40.0);
}

#[test]
fn quotas_leak_no_less_than_they_say() {
    let quota = Effect::Export {
        lanes: LaneFilter {
            origin: Selector::of(&["AU"]),
            ..LaneFilter::default()
        },
        limit: ExportLimit::Quota(rate(1.0)),
        re_export: false,
        leakage: share(0.3),
    };
    near(
        shipped(&rich().hazard("quota", 5.0, 100.0, quota), "AU")[10],
        3.0,
    );
}

/// Two markets, China and the world, of 10 t a step each, both served from China.
fn two_zones() -> Toy {
    let mut toy = Toy::new()
        .material("oxide", Stage::Oxide)
        .recipe("make", &[], &[("oxide", 1.0)])
        .site("mine", "CN", "make", 40.0, 20.0, (0.0, 4.0))
        .trade("oxide", "CN", "CN", 1.0)
        .trade("oxide", "CN", "JP", 1.0)
        .demand("CN", "use", "oxide", 10.0, 1.0)
        .demand("JP", "use", "oxide", 10.0, 1.0)
        .horizon(80.0);
    toy.world.materials[0].price = UsdPerKg::new(2.0);
    toy.scenario.market = Market {
        price_time: days(4.0 * STEP),
        ..swift()
    };
    toy
}

#[test]
fn a_ban_parts_the_prices_of_the_zones_and_its_end_brings_them_together() {
    let toy = two_zones().hazard("ban", 10.0, 20.0, ban("CN"));
    let (home, abroad) = (
        price(&toy, PriceZone::China, "oxide"),
        price(&toy, PriceZone::World, "oxide"),
    );
    near(home[9], 1.0);
    near(abroad[9], 1.0);
    assert!(abroad[29] > 20.0, "{}", abroad[29]);
    assert!((home[29] - 1.0).abs() < 0.01, "{}", home[29]);
    assert!(
        (abroad[79] / home[79]).ln().abs() < 0.01,
        "{} and {}",
        abroad[79],
        home[79]
    );
}

#[test]
fn without_a_border_in_the_way_both_zones_pay_the_same() {
    let toy = two_zones().hazard("outage", 10.0, 20.0, monazite_tests::toy::outage("mine"));
    let (home, abroad) = (
        price(&toy, PriceZone::China, "oxide"),
        price(&toy, PriceZone::World, "oxide"),
    );
    assert!(home[25] > 2.0, "{}", home[25]);
    for t in 0..80 {
        near(home[t], abroad[t]);
    }
}

/// An ore that becomes two oxides, one of which becomes a magnet.
fn chain() -> Toy {
    let mut toy = Toy::new()
        .material("ore", Stage::Concentrate)
        .material("ndpr", Stage::Oxide)
        .material("dy", Stage::Oxide)
        .material("magnet", Stage::Magnet)
        .recipe("dig", &[], &[("ore", 1.0)])
        .recipe("part", &[("ore", 1.0)], &[("ndpr", 0.5), ("dy", 0.1)])
        .recipe("sinter", &[("ndpr", 0.5)], &[("magnet", 1.0)])
        .site("mine", "AU", "dig", 40.0, 20.0, (0.0, 1.0))
        .site("plant", "MY", "part", 40.0, 20.0, (1.0, 1.0))
        .site("maker", "JP", "sinter", 40.0, 20.0, (1.0, 1.0))
        .trade("ore", "AU", "MY", 1.0)
        .trade("ndpr", "MY", "JP", 1.0)
        .trade("dy", "MY", "US", 1.0)
        .trade("magnet", "JP", "US", 1.0)
        .demand("US", "motors", "magnet", 20.0, 1.0)
        .demand("US", "other", "dy", 1.0, 1.0)
        .horizon(30.0);
    for (material, price) in toy.world.materials.iter_mut().zip([5.0, 60.0, 200.0, 50.0]) {
        material.price = UsdPerKg::new(price);
    }
    toy.scenario.market = swift();
    toy
}

fn pushed_one(material: &str, factor: f64) -> Effect {
    Effect::Price {
        zone: Selector::all(),
        material: Selector::of(&[material]),
        factor,
    }
}

#[test]
fn a_concentrate_is_worth_what_it_contains() {
    // Of an ore's value 0.5 x 60 = 30 is ndpr and 0.1 x 200 = 20 dy.
    let toy = chain().hazard("squeeze", 5.0, 100.0, pushed_one("dy", 3.0));
    let ore = price(&toy, PriceZone::World, "ore");
    near(ore[20], 0.6 + 0.4 * 3.0);
}

#[test]
fn dearer_feeds_make_a_dearer_product() {
    // A magnet of 50 USD/kg takes 0.5 x 60 = 30 of ndpr.
    let toy = chain().hazard("squeeze", 5.0, 100.0, pushed_one("ndpr", 2.0));
    let magnet = price(&toy, PriceZone::World, "magnet");
    near(magnet[20], 1.0 + 0.6);
}
