//! What strategies cost: small worlds with sums worked by hand.

use monazite_engine::Indicator;
use monazite_model::{
    Action, Cost, DAYS_PER_YEAR, DemandFilter, Intervention, Payer, PriceTrigger, Selector, Share,
    UsdPerKg,
};
use monazite_tests::toy::{STEP, Toy, ban, day, days, share};

use crate::guarantees::{priced, pushed};
use crate::strategies::{IT, near, of, stockpile, two_users};
use crate::undertakings::new_site;

/// An action with its costs: once, a year, per tonne.
fn paid(action: Action, capex: f64, annual: f64, per_tonne: f64) -> Intervention {
    let cost = Cost {
        capex,
        annual,
        per_tonne,
    };
    Intervention {
        cost,
        ..Intervention::free(action)
    }
}

/// Public and industry cost of the one future of a toy.
fn costs(toy: &Toy) -> (f64, f64) {
    let of = |indicator| of(toy, IT, indicator);
    (of(Indicator::PublicCost), of(Indicator::IndustryCost))
}

/// Present value of a dollar in a step, at 10 % a year.
fn worth(step: i32) -> f64 {
    1.1_f64.powf(-f64::from(step) * STEP / DAYS_PER_YEAR)
}

fn dear(mut toy: Toy) -> Toy {
    toy.world.materials[0].price = UsdPerKg::new(2.0);
    toy.scenario.discount = share(0.1);
    toy
}

#[test]
fn capital_and_running_costs_are_discounted_from_the_start_of_the_action() {
    let cap = Action::Diversify {
        economy: Selector::all(),
        material: Selector::all(),
        cap: share(1.0),
        by: day(10),
    };
    // 3,652.5 USD a year are 70 USD a step, in steps 10 to 19.
    let toy = dear(two_users()).paid(IT, vec![paid(cap, 1000.0, 10.0 * DAYS_PER_YEAR, 0.0)]);
    let yearly: f64 = (10..20).map(|step| 70.0 * worth(step)).sum();
    let (public, industry) = costs(&toy);
    near(industry, 1000.0 * worth(10) + yearly);
    near(public, 0.0);
    near(of(&toy, "", Indicator::IndustryCost), 0.0);
    // After the end of the run nothing is paid.
    let late = Action::Diversify {
        economy: Selector::all(),
        material: Selector::all(),
        cap: share(1.0),
        by: day(30),
    };
    let toy = dear(two_users()).paid(IT, vec![paid(late, 1000.0, 10.0, 0.0)]);
    assert_eq!(costs(&toy), (0.0, 0.0));
}

#[test]
fn a_reserve_pays_for_what_it_buys_when_it_buys_it() {
    // Of 80 t half is there at the start; 5 t a step are bought in steps 0 to 7. A tonne costs 2,000
    // USD, and 30 USD to store.
    let action = paid(stockpile(true, 0.5, 0.25), 0.0, 0.0, 30.0);
    let toy = dear(two_users()).paid(IT, vec![action]);
    let bought: f64 = (0..8).map(|step| 5.0 * worth(step)).sum();
    let (public, industry) = costs(&toy);
    near(public, 2030.0 * (40.0 + bought));
    near(industry, 0.0);
}

#[test]
fn what_a_reserve_releases_earns_the_price_of_the_day() {
    let toy = dear(priced())
        .hazard("ban", 0.0, 30.0, ban("AU"))
        .hazard("boom", 0.0, 30.0, pushed(2.0))
        .paid(IT, vec![paid(stockpile(true, 1.0, 0.0), 0.0, 0.0, 0.0)]);
    // 80 t are bought at 2,000 USD before the run, and sold at twice the price in steps 0 to 7.
    let sold: f64 = (0..8).map(|step| 10.0 * worth(step) * 2.0).sum();
    near(costs(&toy).0, 2000.0 * (80.0 - sold));
}

#[test]
fn a_buffer_is_paid_for_by_those_who_hold_it() {
    let buffer = Action::Buffer {
        economy: Selector::of(&["JP"]),
        material: Selector::all(),
        extra: days(3.0 * STEP),
    };
    let toy = dear(two_users()).paid(IT, vec![paid(buffer, 0.0, 0.0, 30.0)]);
    let (public, industry) = costs(&toy);
    near(industry, 2030.0 * 30.0);
    near(public, 0.0);
}

#[test]
fn what_is_made_and_what_is_saved_costs_by_the_tonne() {
    // Nobody asks it for anything: it makes its output stock of a step, 20 t, when it starts.
    let mut toy = dear(two_users().economy("BR"))
        .paid(IT, vec![paid(new_site("cn", "BR", 10, 0.0), 0.0, 0.0, 5.0)]);
    toy.world.sites[0].output_cover = days(STEP);
    toy.scenario.behaviour.alternative_share = Share::ZERO;
    let (_, industry) = costs(&toy);
    near(industry, 20.0 * 5.0 * worth(10));

    let thrift = || Action::Thrift {
        demands: DemandFilter {
            economy: Selector::of(&["JP"]),
            ..DemandFilter::default()
        },
        reduction: share(0.5),
        from: day(10),
        by: day(10),
    };
    // 5 t of 10 are saved from step 10 on, and by the second action half of what is left.
    let twice = vec![paid(thrift(), 0.0, 0.0, 8.0), paid(thrift(), 0.0, 0.0, 4.0)];
    let toy = dear(two_users()).paid(IT, twice);
    let steps: f64 = (10..20).map(worth).sum();
    near(costs(&toy).1, (5.0 * 8.0 + 2.5 * 4.0) * steps);
}

#[test]
fn a_project_that_waits_is_paid_for_when_its_price_comes() {
    let toy = |factor| {
        let mut action = new_site("mine", "BR", 0, 3.0);
        if let Action::NewCapacity { trigger, .. } = &mut action {
            *trigger = Some(PriceTrigger {
                material: "oxide".to_owned(),
                above: 1.5,
                lasting: days(2.0 * STEP),
            });
        }
        dear(priced())
            .hazard("boom", 5.0, 25.0, pushed(factor))
            .paid(IT, vec![paid(action, 1000.0, 10.0 * DAYS_PER_YEAR, 0.0)])
    };
    // High in steps 5 and 6: paid for from step 7 on.
    let yearly: f64 = (7..30).map(|step| 70.0 * worth(step)).sum();
    near(costs(&toy(2.0)).1, 1000.0 * worth(7) + yearly);
    near(costs(&toy(1.2)).1, 0.0);
}

#[test]
fn guarantees_are_discounted_as_they_are_paid() {
    let floor = Action::PriceFloor {
        site: Selector::of(&["mine"]),
        material: Selector::all(),
        price: UsdPerKg::new(1.8).expect("a price"),
        volume: None,
        payer: Payer::Public,
        from: day(4),
        until: None,
    };
    let toy = dear(priced())
        .hazard("dumping", 0.0, 30.0, pushed(0.5))
        .paid(IT, vec![paid(floor, 0.0, 0.0, 0.0)]);
    let paid: f64 = (4..30).map(|step| 8000.0 * worth(step)).sum();
    near(costs(&toy).0, paid);
}
