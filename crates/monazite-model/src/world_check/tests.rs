use crate::samples::{demand, evidence, flow, material, recipe, site, trade, world};
use crate::{Problem, Stage, Status, Table, World};

fn told(change: impl FnOnce(&mut World)) -> Vec<Problem> {
    let mut world = world();
    change(&mut world);
    world.problems()
}

#[track_caller]
fn expect(
    change: impl FnOnce(&mut World),
    place: (Table, usize),
    field: &str,
    code: &str,
) -> Problem {
    let told = told(change);
    let fits = |p: &&Problem| (p.table, p.row) == place && p.field == field && p.code == code;
    let found = told.iter().find(fits).cloned();
    found.unwrap_or_else(|| panic!("no {code} at {place:?} {field}: {told:#?}"))
}

#[test]
fn names_that_do_not_exist_are_told_with_the_nearest() {
    let wrong = expect(
        |world| world.sites[0].economy = "CM".to_owned(),
        (Table::Sites, 0),
        "economy",
        "reference",
    );
    assert!(wrong.hint.contains("`CN`"), "{wrong:?}");
    let at = (Table::Trade, 1);
    let odd = || "nosuch".to_owned();
    expect(
        |world| world.trade[1].material = odd(),
        at,
        "material",
        "reference",
    );
    expect(
        |world| world.trade[1].origin = odd(),
        at,
        "origin",
        "reference",
    );
    expect(
        |world| world.trade[1].choke_points = vec![odd()],
        at,
        "choke_points",
        "reference",
    );
    expect(
        |world| world.trade[1].destination_site = Some(odd()),
        at,
        "destination_site",
        "reference",
    );
    expect(
        |world| world.trade[1].evidence.source = odd(),
        at,
        "source",
        "reference",
    );
    expect(
        |world| world.activities[0].recipe = odd(),
        (Table::Activities, 0),
        "recipe",
        "reference",
    );
    expect(
        |world| world.blocs[0].economy = odd(),
        (Table::Blocs, 0),
        "economy",
        "reference",
    );
    expect(
        |world| world.reserves[0].holder = odd(),
        (Table::Reserves, 0),
        "holder",
        "reference",
    );
}

#[test]
fn rows_that_contradict_each_other_name_both() {
    let wrong = expect(
        |world| {
            let mut again = trade("magnet", "JP", "US");
            again.id = "again".to_owned();
            again.flow = Some(flow(7.0));
            world.trade.push(again);
        },
        (Table::Trade, 6),
        "material",
        "duplicate",
    );
    assert_eq!(wrong.also, Some((Table::Trade, 3)));
    assert!(wrong.message.contains("different flows"), "{wrong:?}");
    expect(
        |world| world.contents.push(world.contents[0].clone()),
        (Table::Contents, 1),
        "oxide",
        "duplicate",
    );
    expect(
        |world| {
            world.demands.push(crate::Demand {
                id: "x".to_owned(),
                ..demand("JP", "ev", "magnet")
            });
        },
        (Table::Demands, 2),
        "material",
        "duplicate",
    );
}

#[test]
fn a_recipe_that_makes_mass_is_refused_with_its_yield() {
    let wrong = expect(
        |world| world.recipes[1].outputs[0].coefficient = 1.05,
        (Table::Recipes, 2),
        "coefficient",
        "mass",
    );
    assert!(wrong.message.contains("yield of 1.05"), "{wrong:?}");
}

#[test]
fn joint_products_have_exactly_one_driver() {
    let place = (Table::Recipes, 3);
    expect(
        |world| world.recipes[2].outputs[0].driver = false,
        place,
        "driver",
        "driver",
    );
    expect(
        |world| world.recipes[2].outputs[1].driver = true,
        (Table::Recipes, 5),
        "driver",
        "driver",
    );
}

#[test]
fn orders_that_go_round_in_a_circle_are_refused() {
    let wrong = expect(
        |world| world.materials[3].pushed = false,
        (Table::Recipes, 5),
        "material",
        "cycle",
    );
    assert!(
        wrong.message.contains("circle") && wrong.hint.contains("pushed"),
        "{wrong:?}"
    );
}

#[test]
fn a_loop_that_feeds_itself_is_refused_with_its_gain() {
    // Recycling gives back all of what sintering makes of its oxide.
    let wrong = expect(
        |world| {
            world.recipes[2] = recipe("sinter", 3, &[("oxide", 1.0)], &[("swarf", 1.0)]);
            world.recipes[3] = recipe("recycle", 5, &[("swarf", 1.0)], &[("oxide", 1.0)]);
            world.demands.clear();
            world.trade.retain(|trade| trade.material != "magnet");
        },
        (Table::Recipes, 4),
        "coefficient",
        "cycle",
    );
    assert!(
        wrong.message.contains("gain 1.0000 around the cycle"),
        "{wrong:?}"
    );
}

#[test]
fn a_recipe_that_makes_mass_does_not_hide_the_loop_that_it_feeds() {
    let told = told(|world| {
        world.recipes[2].outputs[1].coefficient = 0.9;
        world.recipes[2].outputs[0].coefficient = 0.1;
        world.recipes[3].outputs[0].coefficient = 1.2;
    });
    let codes: Vec<_> = told.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["mass", "cycle"]);
    assert!(
        told[1].message.contains("gain 1.0800 around the cycle"),
        "{told:?}"
    );
}

#[test]
fn a_coefficient_of_zero_is_told_and_makes_no_loop() {
    let told = told(|world| world.recipes[3].inputs[0].coefficient = 0.0);
    assert!(
        told.iter().any(|problem| problem.code == "range"),
        "{told:?}"
    );
    assert!(
        told.iter().all(|problem| problem.code != "cycle"),
        "{told:?}"
    );
}

#[test]
fn a_loop_that_loses_is_sound() {
    assert_eq!(told(|_| ()), []);
}

#[test]
fn demands_that_nothing_reaches_are_all_told() {
    let told = told(|world| {
        world.trade.retain(|trade| trade.material != "ore");
    });
    let rows: Vec<_> = told.iter().map(|p| (p.table, p.row, p.code)).collect();
    assert_eq!(
        rows,
        [
            (Table::Demands, 0, "unreachable"),
            (Table::Demands, 1, "unreachable")
        ]
    );
}

#[test]
fn trade_joins_a_maker_and_a_taker() {
    let new = trade("ore", "US", "JP");
    expect(
        |world| world.trade.push(new.clone()),
        (Table::Trade, 6),
        "origin",
        "trade",
    );
    expect(
        |world| world.trade.push(new.clone()),
        (Table::Trade, 6),
        "destination",
        "trade",
    );
}

#[test]
fn a_site_cannot_run_beyond_its_capacity() {
    let wrong = expect(
        |world| world.activities[0].throughput = Some(flow(1001.0)),
        (Table::Activities, 0),
        "throughput_t_per_yr",
        "capacity",
    );
    assert!(
        wrong.message.contains("1001") && wrong.message.contains("1000"),
        "{wrong:?}"
    );
}

#[test]
fn shares_of_a_concentrate_add_up_to_one() {
    let place = (Table::Contents, 0);
    expect(
        |world| world.contents[0].share = crate::samples::share(0.9),
        place,
        "share",
        "sum",
    );
}

#[test]
fn numbers_out_of_range_are_told_at_their_column() {
    let days = crate::samples::days;
    let site = (Table::Sites, 0);
    expect(
        |world| world.sites[0].capacity = flow(0.0),
        site,
        "capacity_t_per_yr",
        "range",
    );
    expect(
        |world| world.sites[0].ramp = vec![0.5, 1.5],
        site,
        "ramp",
        "range",
    );
    expect(
        |world| world.sites[0].processing = days(4000.0),
        site,
        "processing_days",
        "range",
    );
    let late = Status::Planned {
        start: crate::Date::constant(2027, 1, 1),
        delay_median: days(90.0),
        delay_q90: days(30.0),
    };
    expect(
        |world| world.sites[0].status = late,
        site,
        "start_delay_q90_days",
        "range",
    );
    let trade = (Table::Trade, 0);
    expect(
        |world| world.trade[0].lead_time = days(1001.0),
        trade,
        "lead_time_days",
        "range",
    );
    expect(
        |world| world.demands[0].priority = 0,
        (Table::Demands, 0),
        "priority",
        "range",
    );
    expect(
        |world| world.demands[0].elasticity = 0.1,
        (Table::Demands, 0),
        "elasticity",
        "range",
    );
    expect(
        |world| world.behaviour.order_limit = 0.0,
        (Table::Behaviour, 0),
        "order_limit",
        "range",
    );
}

#[test]
fn sites_without_a_recipe_and_lost_scrap_are_warnings() {
    let mut world = world();
    world.sites.push(site("idle", "US", Stage::Metal));
    world.trade.retain(|trade| trade.material != "swarf");
    let warnings = world.warnings();
    let codes: Vec<_> = warnings.iter().map(|p| (p.row, p.code)).collect();
    assert_eq!(codes, [(2, "lost"), (4, "idle")]);
}

#[test]
fn published_figures_name_what_exists_and_are_bands() {
    let published = |materials: &str, low, high| crate::Published {
        id: "figure".to_owned(),
        title: String::new(),
        measure: crate::Measure::Output,
        stages: Vec::new(),
        materials: vec![materials.to_owned()],
        economy: "bloc:quad".to_owned(),
        origin: String::new(),
        low,
        high,
        unit: "t/yr".to_owned(),
        evidence: evidence(),
    };
    assert_eq!(
        told(|world| world.published.push(published("mag*", 1.0, 2.0))),
        []
    );
    let place = (Table::Published, 0);
    let push = |figure: crate::Published| move |world: &mut World| world.published.push(figure);
    expect(
        push(published("mug*", 1.0, 2.0)),
        place,
        "materials",
        "reference",
    );
    expect(push(published("mag*", 2.0, 1.0)), place, "high", "range");
}

#[test]
fn a_material_holds_oxide() {
    let none = || crate::Material {
        reo_t_per_t: 0.0,
        ..material("dust", Stage::Scrap)
    };
    expect(
        |world| world.materials.push(none()),
        (Table::Materials, 4),
        "reo_t_per_t",
        "range",
    );
}
