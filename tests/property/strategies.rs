//! What strategies do to who is served, and from where: small worlds with answers worked by hand.

use monazite_engine::{Indicator, Probe, RunOptions, follow};
use monazite_model::{
    Action, AllocationRule, Bloc, DemandFilter, LaneFilter, Law, Selector, Share, Stage, TradeKind,
    Uncertain,
};
use monazite_tests::run::{compiled, economy, everyone, first, futures};
use monazite_tests::toy::{STEP, Toy, ban, day, days, made_up, outage, rate, share};

/// Name of the strategy under test.
pub(crate) const IT: &str = "it";

/// Buyers order at once what they lack and no more; producers follow the orders of the step before.
/// No spot sales.
pub(crate) fn prompt(mut toy: Toy) -> Toy {
    let behaviour = &mut toy.scenario.behaviour;
    behaviour.adjustment_time = days(STEP);
    behaviour.order_smoothing = days(STEP);
    behaviour.output_adjustment_time = days(STEP);
    behaviour.order_limit = 1.0;
    behaviour.spot = false;
    toy
}

/// An indicator of everybody in the one future of a toy.
pub(crate) fn of(toy: &Toy, strategy: &str, indicator: Indicator) -> f64 {
    let plan = compiled(&toy.world, &toy.scenario, strategy);
    first(&futures(&plan, 1), &everyone(), indicator)
}

/// Unmet demand of an economy under the strategy.
fn unmet(toy: &Toy, of: &str) -> f64 {
    let plan = compiled(&toy.world, &toy.scenario, IT);
    first(&futures(&plan, 1), &economy(of), Indicator::UnmetDemand)
}

/// Shipped in each step between two economies under a strategy.
pub(crate) fn shipped(toy: &Toy, strategy: &str, from: &str, to: &str) -> Vec<f64> {
    let lanes = LaneFilter {
        origin: Selector::of(&[from]),
        destination: Selector::of(&[to]),
        ..LaneFilter::default()
    };
    let plan = compiled(&toy.world, &toy.scenario, strategy);
    let probe = Probe::Flow { lanes, reo: false };
    let mut of_probe = follow(&plan, &RunOptions::new(1, 1), &[probe]);
    of_probe.remove(0).remove(0).values.remove(0)
}

pub(crate) fn near(got: f64, expected: f64) {
    assert!(
        (got - expected).abs() < 1e-6 * expected.abs().max(1.0),
        "{got} instead of {expected}"
    );
}

/// Two users of 10 t a step, each with an origin of its own a step away, none with stocks.
pub(crate) fn two_users() -> Toy {
    let toy = Toy::new()
        .material("oxide", Stage::Oxide)
        .recipe("make", &[], &[("oxide", 1.0)])
        .site("cn", "CN", "make", 40.0, 10.0, (0.0, 2.0))
        .site("au", "AU", "make", 40.0, 10.0, (0.0, 2.0))
        .trade("oxide", "CN", "JP", 1.0)
        .trade("oxide", "AU", "US", 1.0)
        .demand("JP", "use", "oxide", 10.0, 0.0)
        .demand("US", "use", "oxide", 10.0, 0.0);
    prompt(toy).horizon(20.0)
}

/// A stockpile of four steps of use in JP and US.
pub(crate) fn stockpile(pooled: bool, filled: f64, refill: f64) -> Action {
    Action::Stockpile {
        holder: Selector::of(&["JP", "US"]),
        material: Selector::all(),
        target: days(4.0 * STEP),
        filled: share(filled),
        pooled,
        trigger: Share::ZERO,
        trigger_cover: None,
        release: 1.0,
        refill,
    }
}

#[test]
fn a_pooled_reserve_serves_the_member_that_is_short() {
    let toy = |pooled| {
        two_users()
            .hazard("ban", 0.0, 20.0, ban("CN"))
            .strategy(IT, vec![stockpile(pooled, 1.0, 0.0)])
    };
    // What left before the ban serves step 0; then 19 steps of 10 t are missing. Of its own JP has
    // 40 t, of the common reserve 80.
    near(of(&toy(false), "", Indicator::UnmetDemand), 190.0);
    near(unmet(&toy(false), "JP"), 190.0 - 40.0);
    near(unmet(&toy(true), "JP"), 190.0 - 80.0);
    near(unmet(&toy(true), "US"), 0.0);
}

#[test]
fn a_reserve_that_watches_stocks_releases_before_anybody_lacks_anything() {
    let toy = |cover: f64, trigger_cover: f64| {
        let mut toy = two_users()
            .hazard("ban", 0.0, 20.0, ban("CN"))
            .strategy(IT, vec![stockpile(false, 1.0, 0.0)]);
        for row in &mut toy.world.demands {
            row.cover = days(cover * STEP);
        }
        let action = &mut toy.scenario.strategies[0].actions[0].action;
        if let Action::Stockpile {
            trigger,
            trigger_cover: watched,
            ..
        } = action
        {
            *trigger = share(1.0);
            *watched = Some(days(trigger_cover * STEP));
        }
        toy
    };
    // Stocks of four steps are 40 t. No more than all of the orders can be unfilled, so that a reserve
    // with a trigger of 1 gives its 40 t only if it may watch stocks.
    near(unmet(&toy(4.0, 0.0), "JP"), 190.0 - 40.0);
    near(unmet(&toy(4.0, 2.0), "JP"), 190.0 - 80.0);
    near(unmet(&toy(4.0, 2.0), "US"), 0.0);
}

/// A user in JP of 10 t a step, served to 8 t from CN and 2 t from AU.
fn two_origins(lead: f64) -> Toy {
    let mut toy = Toy::new()
        .material("oxide", Stage::Oxide)
        .recipe("make", &[], &[("oxide", 1.0)])
        .site("cn", "CN", "make", 40.0, 8.0, (0.0, 4.0))
        .site("au", "AU", "make", 40.0, 2.0, (0.0, 4.0))
        .trade("oxide", "CN", "JP", 1.0)
        .trade("oxide", "AU", "JP", lead)
        .demand("JP", "use", "oxide", 10.0, 4.0);
    toy.world.trade[0].flow = Some(rate(8.0));
    toy.world.trade[1].flow = Some(rate(2.0));
    prompt(toy).horizon(40.0)
}

fn cap(at: f64, step: i64) -> Action {
    Action::Diversify {
        economy: Selector::of(&["JP"]),
        material: Selector::all(),
        cap: share(at),
        by: day(step),
    }
}

#[test]
fn a_cap_moves_shares_from_its_date() {
    let toy = two_origins(1.0).strategy(IT, vec![cap(0.5, 10)]);
    let (cn, au) = (shipped(&toy, IT, "CN", "JP"), shipped(&toy, IT, "AU", "JP"));
    for t in 0..40 {
        near(cn[t], if t < 10 { 8.0 } else { 5.0 });
        near(au[t], if t < 10 { 2.0 } else { 5.0 });
    }
    near(of(&toy, IT, Indicator::UnmetDemand), 0.0);
}

#[test]
fn a_cap_that_nobody_else_can_make_up_for_moves_nothing() {
    let both = two_origins(1.0).strategy(IT, vec![cap(0.4, 10)]);
    // Both are above 0.4 of 10 t once the first has been cut: nobody is left to buy the rest from.
    let sum = |t: usize| shipped(&both, IT, "CN", "JP")[t] + shipped(&both, IT, "AU", "JP")[t];
    near(sum(39), 10.0);
    let mut alone = two_origins(1.0).strategy(IT, vec![cap(0.4, 10)]);
    alone.world.trade.remove(1);
    alone.world.sites.remove(1);
    alone.world.activities.remove(1);
    alone.world.trade[0].flow = None;
    alone.world.activities[0].throughput = Some(rate(10.0));
    assert_eq!(
        shipped(&alone, IT, "CN", "JP"),
        shipped(&alone, "", "CN", "JP")
    );
}

#[test]
fn a_programme_qualifies_alternatives_at_its_date_without_a_shortage() {
    let mut toy = two_origins(1.0)
        .trade("oxide", "BR", "JP", 1.0)
        .site("br", "BR", "make", 40.0, 1.0, (0.0, 4.0))
        .trade("oxide", "BR", "US", 1.0)
        .demand("US", "use", "oxide", 1.0, 4.0)
        .strategy(IT, vec![cap(0.5, 10)]);
    toy.world.trade[2].kind = TradeKind::Alternative;
    // Nominal share 0.1: of 1.1 in all CN may have 0.55; the 0.25 over go to AU (0.2) and BR (0.1)
    // two to one.
    let (cn, br) = (shipped(&toy, IT, "CN", "JP"), shipped(&toy, IT, "BR", "JP"));
    near(cn[9], 8.0);
    near(br[9], 0.0);
    near(cn[30], 10.0 * 0.5);
    near(br[30], 10.0 * (0.1 + 0.25 / 3.0) / 1.1);
}

#[test]
fn buyers_fill_the_longer_pipeline_of_new_shares() {
    let mut toy = two_origins(5.0).strategy(IT, vec![cap(0.5, 10)]);
    toy.scenario.behaviour.order_limit = 2.0;
    let both = |strategy| -> f64 {
        let flows = ["CN", "AU"].map(|from| shipped(&toy, strategy, from, "JP"));
        flows.iter().flatten().sum()
    };
    // Three t a step take four steps longer: 12 t more are under way, and stocks are what they were.
    near(both(IT) - both(""), 12.0);
    near(of(&toy, IT, Indicator::UnmetDemand), 0.0);
}

/// A mine in AU with half of what its two buyers of 10 t a step want.
fn half_a_mine() -> Toy {
    let toy = Toy::new()
        .material("oxide", Stage::Oxide)
        .recipe("make", &[], &[("oxide", 1.0)])
        .site("au", "AU", "make", 20.0, 20.0, (0.0, 0.0))
        .trade("oxide", "AU", "JP", 1.0)
        .trade("oxide", "AU", "US", 1.0)
        .demand("JP", "use", "oxide", 10.0, 0.0)
        .demand("US", "use", "oxide", 10.0, 0.0);
    let mut toy = prompt(toy)
        .horizon(20.0)
        .hazard("outage", 0.0, 20.0, outage("au"));
    toy.scenario.hazards[0].severity = Law::Fixed(0.5);
    toy
}

fn contract(origin: &str, part: f64, step: i64) -> Action {
    Action::Contract {
        origin: Selector::of(&[origin]),
        destination: Selector::of(&["JP"]),
        material: Selector::all(),
        share: share(part),
        from: day(step),
    }
}

#[test]
fn a_contract_is_served_first_from_its_date() {
    let toy = |rule| {
        let mut toy = half_a_mine().strategy(IT, vec![contract("AU", 0.0, 10)]);
        toy.scenario.behaviour.allocation = rule;
        shipped(&toy, IT, "AU", "JP")
    };
    let (first, alike) = (toy(AllocationRule::Priority), toy(AllocationRule::ProRata));
    for t in 0..20 {
        near(first[t], if t < 10 { 5.0 } else { 10.0 });
        near(alike[t], 5.0);
    }
}

#[test]
fn a_contract_covers_its_share_at_least_and_phases_compose() {
    let toy = two_origins(1.0).strategy(IT, vec![contract("AU", 0.6, 10), cap(0.5, 20)]);
    let au = shipped(&toy, IT, "AU", "JP");
    near(au[9], 2.0);
    near(au[19], 6.0);
    near(au[39], 5.0);
    let less = two_origins(1.0).strategy(IT, vec![contract("AU", 0.1, 10)]);
    near(shipped(&less, IT, "AU", "JP")[39], 2.0);
}

#[test]
fn allies_that_share_are_served_like_home() {
    let mut toy = half_a_mine();
    for member in ["AU", "JP"] {
        toy.world.blocs.push(Bloc {
            id: "pact".to_owned(),
            name: "Pact".to_owned(),
            economy: member.to_owned(),
            evidence: made_up(),
        });
    }
    let toy = toy
        .trade("oxide", "AU", "AU", 1.0)
        .demand("AU", "use", "oxide", 10.0, 0.0)
        .strategy(
            IT,
            vec![Action::AlliedSharing {
                bloc: "pact".to_owned(),
            }],
        );
    let mut toy = toy;
    toy.world.sites[0].capacity = rate(30.0);
    toy.world.activities[0].throughput = Some(rate(30.0));
    // Half of 30 t: pro rata 5 t each; among allies 7.5 t each and nothing for the rest.
    for (to, alone, shared) in [("JP", 5.0, 7.5), ("US", 5.0, 0.0)] {
        near(shipped(&toy, "", "AU", to)[10], alone);
        near(shipped(&toy, IT, "AU", to)[10], shared);
    }
    let mut bare = toy.clone();
    bare.scenario.behaviour.allocation = AllocationRule::Priority;
    // Priority alone serves home before allies.
    near(shipped(&bare, "", "AU", "JP")[10], 5.0);
    near(shipped(&bare, IT, "AU", "JP")[10], 7.5);
}

#[test]
fn thrift_cuts_demand_linearly_between_its_dates() {
    let toy = |reduction| {
        let thrift = Action::Thrift {
            demands: DemandFilter {
                economy: Selector::of(&["JP"]),
                ..DemandFilter::default()
            },
            reduction: share(reduction),
            from: day(10),
            by: day(20),
        };
        two_users()
            .horizon(30.0)
            .hazard("ban", 0.0, 30.0, ban("CN"))
            .strategy(IT, vec![thrift])
    };
    // Wanted: 100 t in ten steps, 10 x (1 - 0.02 k) in the next ten: 91 t; then 80 t. All of it is
    // missing but the 10 t of step 0.
    near(unmet(&toy(0.2), "JP"), 100.0 + 91.0 + 80.0 - 10.0);
    near(unmet(&toy(0.0), "JP"), 290.0);
    // The same where growth is drawn, and comes to nothing.
    let mut drawn = toy(0.2);
    drawn.scenario.growth = true;
    drawn.scenario.uncertain = vec![Uncertain {
        target: "demand[sector=use].growth".to_owned(),
        law: Law::Fixed(0.0),
        evidence: made_up(),
    }];
    near(unmet(&drawn, "JP"), 261.0);
}
