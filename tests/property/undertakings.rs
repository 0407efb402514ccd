//! What strategies build, and what all actions together leave as it was.

use monazite_engine::{Indicator, RunResult};
use monazite_model::{
    Action, DemandFilter, Intervention, Market, Selector, Share, Stage, Strategy, UsdPerKg,
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
        alone: String::new(),
        levers: Vec::new(),
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
        alone: String::new(),
        levers: Vec::new(),
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
