//! What strategies do where prices move: guarantees, projects that wait, replacement. Small worlds with
//! answers worked by hand.

use monazite_engine::Indicator;
use monazite_model::{
    Action, DemandFilter, Effect, Market, Payer, PriceTrigger, Selector, Share, Stage, UsdPerKg,
};
use monazite_tests::toy::{STEP, Toy, day, days, rate, share};

use crate::strategies::{IT, near, of, prompt, shipped};
use crate::undertakings::new_site;

/// Markets in which everything acts at once, and nothing is on but prices.
pub(crate) fn swift() -> Market {
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
        closure_time: days(4.0 * STEP),
        substitution: Share::ZERO,
        ..Market::default()
    }
}

/// Multiplies prices in the world zone while it lasts.
pub(crate) fn pushed(factor: f64) -> Effect {
    Effect::Price {
        zone: Selector::of(&["world"]),
        material: Selector::all(),
        factor,
    }
}

/// A mine in AU and a user of 10 t a step in JP at 2,000 USD/t, beside a market with so much capacity
/// that nothing is ever scarce.
pub(crate) fn priced() -> Toy {
    let mut toy = Toy::new()
        .material("oxide", Stage::Oxide)
        .recipe("make", &[], &[("oxide", 1.0)])
        .site("mine", "AU", "make", 40.0, 10.0, (0.0, 0.0))
        .site("second", "BR", "make", 400.0, 10.0, (0.0, 0.0))
        .trade("oxide", "AU", "JP", 1.0)
        .trade("oxide", "BR", "US", 1.0)
        .demand("JP", "use", "oxide", 10.0, 0.0)
        .demand("US", "use", "oxide", 10.0, 0.0);
    toy.world.materials[0].price = UsdPerKg::new(2.0);
    toy.scenario.market = swift();
    prompt(toy).horizon(30.0)
}

/// A floor of 1,800 USD/t under what the mine makes, up to a volume.
fn floor(volume: Option<f64>, payer: Payer, until: Option<i64>) -> Action {
    Action::PriceFloor {
        site: Selector::of(&["mine"]),
        material: Selector::all(),
        price: UsdPerKg::new(1.8).expect("a price"),
        volume: volume.map(rate),
        payer,
        from: day(0),
        until: until.map(day),
    }
}

#[test]
fn a_floor_keeps_a_site_open_through_dumping_at_the_cost_of_the_gap() {
    let toy = |floor| {
        let mut toy = priced()
            .hazard("dumping", 0.0, 30.0, pushed(0.5))
            .strategy(IT, vec![floor]);
        toy.scenario.market.closures = true;
        toy.world.sites[0].cash_cost = Some(1600.0);
        toy
    };
    let open = toy(floor(None, Payer::Public, None));
    near(of(&open, "", Indicator::SiteClosures), 1.0);
    near(of(&open, IT, Indicator::SiteClosures), 0.0);
    near(of(&open, IT, Indicator::UnmetDemand), 0.0);
    // 1,800 less 1,000 USD for 10 t in each of 30 steps; 4 t where no more is paid for.
    near(of(&open, IT, Indicator::PublicCost), 800.0 * 10.0 * 30.0);
    near(of(&open, IT, Indicator::IndustryCost), 0.0);
    near(of(&open, "", Indicator::PublicCost), 0.0);
    let buyers = toy(floor(Some(4.0), Payer::Buyers, None));
    near(of(&buyers, IT, Indicator::PublicCost), 0.0);
    near(of(&buyers, IT, Indicator::IndustryCost), 800.0 * 4.0 * 30.0);
    // In force in step 2 for the last time: three steps are paid for, and it closes later.
    let short = toy(floor(None, Payer::Public, Some(2)));
    near(of(&short, IT, Indicator::PublicCost), 800.0 * 10.0 * 3.0);
    near(of(&short, IT, Indicator::SiteClosures), 1.0);
}

#[test]
fn an_offtake_keeps_throughput_whatever_is_ordered() {
    let toy = |prices: bool| {
        let offtake = Action::Offtake {
            site: "mine".to_owned(),
            material: "oxide".to_owned(),
            volume: rate(10.0),
            price: UsdPerKg::new(2.5).expect("a price"),
            from: day(0),
        };
        let slump = Effect::Demand {
            demands: DemandFilter {
                economy: Selector::of(&["JP"]),
                ..DemandFilter::default()
            },
            factor: 0.2,
        };
        let mut toy = priced()
            .hazard("slump", 0.0, 30.0, slump)
            .strategy(IT, vec![offtake]);
        toy.scenario.market.prices = prices;
        toy
    };
    // The mine makes 10 t in each of 30 steps, of which 20 t stay in its output stock (twice a step).
    let ordered: f64 = shipped(&toy(false), IT, "AU", "JP").iter().sum();
    near(
        of(&toy(false), IT, Indicator::Surplus),
        300.0 - ordered - 20.0,
    );
    near(of(&toy(false), "", Indicator::Surplus), 0.0);
    // 500 USD a tonne over a price that stays: 300 t.
    near(
        of(&toy(true), IT, Indicator::Surplus),
        300.0 - ordered - 20.0,
    );
    near(of(&toy(true), IT, Indicator::PublicCost), 500.0 * 300.0);
}

#[test]
fn a_project_waits_for_its_price_and_then_for_its_construction() {
    let toy = |factor: f64| {
        let mut action = new_site("mine", "BR", 0, 3.0);
        if let Action::NewCapacity { trigger, .. } = &mut action {
            *trigger = Some(PriceTrigger {
                material: "oxide".to_owned(),
                above: 1.5,
                lasting: days(2.0 * STEP),
            });
        }
        priced()
            .hazard("boom", 5.0, 25.0, pushed(factor))
            .strategy(IT, vec![action])
    };
    // High in steps 5 and 6; begun on the day of step 7, finished on that of step 10, ordered from in
    // step 11, and without a stock of its own it ships from step 12 on.
    let late = toy(2.0);
    let br = shipped(&late, IT, "BR", "JP");
    let first = br.iter().position(|tonnes| *tonnes > 0.0);
    assert_eq!(first, Some(12));
    let never = shipped(&toy(1.2), IT, "BR", "JP");
    assert!(never.iter().all(|tonnes| *tonnes == 0.0));
}

#[test]
fn users_who_may_replace_more_do() {
    let toy = |substitution: f64, action: Option<f64>| {
        let mut toy = priced().hazard("boom", 5.0, 25.0, pushed(4.0));
        toy.scenario.market.substitution = share(substitution);
        let substitute = |part| Action::Substitute {
            demands: DemandFilter::default(),
            share: share(part),
        };
        toy.strategy(IT, action.map(substitute).into_iter().collect())
    };
    let by_law = of(&toy(0.3, None), IT, Indicator::ForgoneDemand);
    assert!(by_law > 1.0, "{by_law}");
    near(
        of(&toy(0.0, Some(0.3)), IT, Indicator::ForgoneDemand),
        by_law,
    );
    near(of(&toy(0.0, None), IT, Indicator::ForgoneDemand), 0.0);
}
