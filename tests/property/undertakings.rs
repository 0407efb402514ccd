//! What strategies build and keep open: small worlds with answers worked by hand.

use monazite_engine::{Indicator, RunResult};
use monazite_model::{
    Action, DemandFilter, Effect, Intervention, Market, Payer, PriceTrigger, Selector, Share,
    Stage, Strategy, UsdPerKg,
};
use monazite_tests::run::{SEED, compiled, everyone, first, futures, run};
use monazite_tests::toy::{STEP, Toy, ban, day, days, outage, rate, share, two_economies};

use crate::strategies::{IT, near, of, prompt, shipped, stockpile, two_users};

/// A site like `like` in an economy, that starts at a step and takes so many steps longer.
pub(crate) fn new_site(like: &str, economy: &str, step: i64, later: f64) -> Action {
    Action::NewCapacity {
        id: "new".to_owned(),
        like: like.to_owned(),
        economy: economy.to_owned(),
        capacity: rate(20.0),
        start: day(step),
        delay_median: days(later * STEP),
        delay_q90: days(later * STEP),
        ramp: Vec::new(),
        trigger: None,
    }
}

fn recycle(economy: &str, material: &str, collection: f64, recovery: f64) -> Action {
    Action::Recycle {
        economy: Selector::of(&[economy]),
        material: Selector::of(&[material]),
        collection: share(collection),
        recovery: share(recovery),
        start: day(0),
        ramp: Vec::new(),
    }
}

#[test]
fn new_capacity_relieves_a_shortage_after_its_start_and_delay() {
    let mut toy = two_users()
        .economy("BR")
        .horizon(60.0)
        .hazard("ban", 0.0, 60.0, ban("CN"))
        .strategy(IT, vec![new_site("cn", "BR", 10, 3.0)]);
    toy.scenario.behaviour.spot = true;
    // Started on the day of step 13, it makes its output stock; it is asked from the step after.
    let br = shipped(&toy, IT, "BR", "JP");
    assert!(br[..14].iter().all(|tonnes| *tonnes == 0.0), "{br:?}");
    assert!(br[14] > 0.0, "{br:?}");
    near(br[59], 10.0);
    // What is missing is missing until the first shipment of 10 t has arrived in step 15.
    near(of(&toy, IT, Indicator::UnmetDemand), 14.0 * 10.0);
    near(of(&toy, "", Indicator::UnmetDemand), 59.0 * 10.0);
}

/// Everything but what depends on a strategy's own costs.
fn numbers(result: &RunResult) -> Vec<(String, Vec<f64>)> {
    let costs = [Indicator::PublicCost, Indicator::IndustryCost];
    let columns = result.columns.iter();
    columns
        .filter(|column| !costs.contains(&column.indicator))
        .map(|column| {
            let name = format!("{:?} {}", column.scope, column.indicator.word());
            (name, column.values.clone())
        })
        .collect()
}

#[test]
fn what_is_never_finished_moves_no_bit() {
    let mut toy = two_economies().hazard("ban", 10.0, 20.0, ban("CN")).hazard(
        "outage",
        10.0,
        20.0,
        outage("mine-cn"),
    );
    // An alternative whose row leads from where the new sites stand as well.
    toy = toy.trade("ore", "AU", "CN", 3.0);
    let last = toy.world.trade.len() - 1;
    toy.world.trade[last].kind = monazite_model::TradeKind::Alternative;
    let toy = toy.strategy(
        IT,
        vec![new_site("mine-cn", "AU", 100, 0.0), recycle_later("JP")],
    );
    let result = |strategy| futures(&compiled(&toy.world, &toy.scenario, strategy), 4);
    assert_eq!(numbers(&result(IT)), numbers(&result("")));
    // The check sees a difference where there is one.
    let sooner = toy
        .clone()
        .strategy("sooner", vec![new_site("mine-cn", "AU", 1, 0.0)]);
    let plan = compiled(&sooner.world, &sooner.scenario, "sooner");
    assert_ne!(numbers(&futures(&plan, 4)), numbers(&result("")));
}

fn recycle_later(economy: &str) -> Action {
    match recycle(economy, "magnet", 0.5, 0.5) {
        Action::Recycle {
            economy,
            material,
            collection,
            recovery,
            ramp,
            ..
        } => Action::Recycle {
            economy,
            material,
            collection,
            recovery,
            ramp,
            start: day(100),
        },
        other => other,
    }
}

#[test]
fn a_new_site_sells_and_buys_where_its_model_does() {
    let toy = two_economies();
    let strategy = Strategy {
        id: IT.to_owned(),
        title: String::new(),
        actions: vec![Intervention::free(new_site("mag-jp", "US", 0, 0.0))],
    };
    let built = toy.world.with(&strategy);
    assert_eq!(built.sites, [(0, "new".to_owned())]);
    let rows: Vec<(&str, &str, &str, f64)> = built.world.trade[toy.world.trade.len()..]
        .iter()
        .map(|row| {
            let steps = row.lead_time.get() / STEP;
            (
                &row.material[..],
                &row.origin[..],
                &row.destination[..],
                steps,
            )
        })
        .collect();
    // mag-jp sells at home (1 step) and to US (3), and buys from CN and MY (3): what was its home
    // trade crosses a border now, and takes 28 days at least; home trade takes a step.
    assert_eq!(
        rows,
        [
            ("magnet", "US", "JP", 4.0),
            ("magnet", "US", "US", 1.0),
            ("swarf", "US", "US", 1.0),
            ("dy", "CN", "US", 3.0),
            ("dy", "MY", "US", 3.0),
            ("dy", "US", "US", 1.0),
            ("ndpr", "CN", "US", 3.0),
            ("ndpr", "MY", "US", 3.0),
            ("ndpr", "US", "US", 1.0),
        ]
    );
    assert_eq!(built.world.sites[..7], toy.world.sites[..]);
    assert_eq!(
        built.world.trade[..toy.world.trade.len()],
        toy.world.trade[..]
    );
}

#[test]
fn recycling_makes_the_oxides_of_what_is_used() {
    let toy = two_economies();
    let strategy = Strategy {
        id: IT.to_owned(),
        title: String::new(),
        actions: vec![
            Intervention::free(recycle("US", "magnet", 0.5, 0.8)),
            Intervention::free(recycle("US", "stage:magnet", 0.5, 0.8)),
        ],
    };
    let built = toy.world.with(&strategy);
    let ids = [(0, "recycle-us".to_owned()), (1, "recycle-us-2".to_owned())];
    assert_eq!(built.sites, ids);
    // 12 t of magnets a step hold 0.5 t of ndpr and 0.02 t of dy each; 0.4 of that comes back.
    let site = built.world.site("recycle-us").expect("a site");
    near(site.capacity.get(), rate(12.0 * 0.52 * 0.4).get());
    let recipe = built.world.recipe("recycle-us").expect("a recipe");
    let made: Vec<(&str, f64)> = recipe
        .outputs
        .iter()
        .map(|flow| (&flow.material[..], flow.coefficient))
        .collect();
    assert_eq!(made.len(), 2);
    near(made[0].1, 0.02 / 0.52);
    near(made[1].1, 0.5 / 0.52);
    assert!(recipe.inputs.is_empty());
}

/// Magnets in JP from oxide of CN, 10 t a step of each, nothing in stock.
fn magnets() -> Toy {
    let toy = Toy::new()
        .material("oxide", Stage::Oxide)
        .material("magnet", Stage::Magnet)
        .recipe("make", &[], &[("oxide", 1.0)])
        .recipe("sinter", &[("oxide", 1.0)], &[("magnet", 1.0)])
        .site("cn", "CN", "make", 20.0, 10.0, (0.0, 0.0))
        .site("jp", "JP", "sinter", 20.0, 10.0, (0.0, 0.0))
        .trade("oxide", "CN", "JP", 1.0)
        .trade("magnet", "JP", "JP", 1.0)
        .demand("JP", "use", "magnet", 10.0, 0.0);
    let mut toy = prompt(toy).horizon(60.0);
    toy.scenario.behaviour.spot = true;
    toy
}

#[test]
fn recycled_oxides_are_used_when_others_are_missing() {
    let toy = magnets()
        .hazard("ban", 0.0, 60.0, ban("CN"))
        .strategy(IT, vec![recycle("JP", "magnet", 0.5, 0.8)]);
    // Four of ten tonnes a step come back, so that six are missing in the end.
    let last = |toy: &Toy, strategy| {
        let longer = toy.clone().horizon(61.0);
        of(&longer, strategy, Indicator::UnmetDemand) - of(toy, strategy, Indicator::UnmetDemand)
    };
    near(last(&toy, ""), 10.0);
    near(last(&toy, IT), 6.0);
}

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

/// Everything at once, in a world with prices.
fn everything() -> Toy {
    let economy = || Selector::all();
    let actions = vec![
        stockpile(true, 0.5, 0.5),
        Action::Buffer {
            economy: economy(),
            material: economy(),
            extra: days(STEP),
        },
        new_site("mag-jp", "US", 12, 2.0),
        Action::Diversify {
            economy: economy(),
            material: economy(),
            cap: share(0.6),
            by: day(15),
        },
        recycle("JP", "magnet", 0.3, 0.9),
        Action::Thrift {
            demands: DemandFilter::default(),
            reduction: share(0.1),
            from: day(5),
            by: day(30),
        },
        Action::Contract {
            origin: Selector::of(&["MY"]),
            destination: Selector::of(&["JP"]),
            material: economy(),
            share: share(0.5),
            from: day(8),
        },
        Action::Offtake {
            site: "sep-my".to_owned(),
            material: "ndpr".to_owned(),
            volume: rate(4.0),
            price: UsdPerKg::new(60.0).expect("a price"),
            from: day(3),
        },
    ];
    let mut toy = two_economies().strategy(IT, actions);
    for good in &mut toy.world.materials {
        good.price = UsdPerKg::new(50.0);
    }
    toy.scenario.market = Market::default();
    toy
}

#[test]
fn mass_is_conserved_with_every_action() {
    let toy = everything().hazard("ban", 10.0, 20.0, ban("CN"));
    let plan = compiled(&toy.world, &toy.scenario, IT);
    let result = run(&plan, &monazite_engine::RunOptions::new(SEED, 8));
    assert!(result.conservation_residual < 1e-9);
    assert!(first(&result, &everyone(), Indicator::PublicCost) > 0.0);
}

#[test]
fn actions_that_ask_for_nothing_new_leave_the_baseline_still() {
    let economy = || Selector::all();
    let still = vec![
        stockpile(false, 1.0, 0.5),
        Action::Buffer {
            economy: economy(),
            material: economy(),
            extra: days(3.0 * STEP),
        },
        Action::Diversify {
            economy: economy(),
            material: economy(),
            cap: share(1.0),
            by: day(5),
        },
        Action::Contract {
            origin: economy(),
            destination: economy(),
            material: economy(),
            share: Share::ZERO,
            from: day(8),
        },
        Action::Offtake {
            site: "sep-my".to_owned(),
            material: "ndpr".to_owned(),
            volume: rate(1.0),
            price: UsdPerKg::new(1.0).expect("a price"),
            from: day(3),
        },
    ];
    let toy = two_economies().strategy(IT, still);
    let flows = |strategy| {
        let result = futures(&compiled(&toy.world, &toy.scenario, strategy), 1);
        near(first(&result, &everyone(), Indicator::UnmetDemand), 0.0);
        result.flows
    };
    for (with, without) in flows(IT).iter().zip(flows("")) {
        near(with.mean, without.mean);
        near(with.mean, with.baseline);
    }
}
