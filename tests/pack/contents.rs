//! What the pack must contain.

use std::collections::BTreeSet;

use monazite_engine::{balance, estimate_lanes};
use monazite_model::{Site, Stage, Status, TradeKind, World};
use monazite_tests::run::built_in;

use super::WORLD;

/// Sites of a stage, working or planned.
fn sites(world: &World, stage: Stage, working: bool) -> Vec<&Site> {
    let of = |site: &&Site| site.stage == stage && (site.status == Status::Operating) == working;
    world.sites.iter().filter(of).collect()
}

/// What a site makes.
fn makes<'a>(world: &'a World, site: &Site) -> BTreeSet<&'a str> {
    let own = world
        .activities
        .iter()
        .filter(|activity| activity.site == site.id);
    let recipes = own.filter_map(|activity| world.recipe(&activity.recipe));
    recipes
        .flat_map(|recipe| recipe.outputs.iter().map(|flow| flow.material.as_str()))
        .collect()
}

#[test]
fn economies_and_blocs_are_there() {
    let economies: BTreeSet<&str> = WORLD.economies.iter().map(|e| e.id.as_str()).collect();
    assert!(economies.len() >= 20, "{economies:?}");
    let asked = [
        "CN", "JP", "US", "AU", "IN", "EE", "FR", "DE", "GB", "KR", "MY", "VN", "TH", "MM", "LA",
        "BR", "CA", "RU", "XW",
    ];
    for id in asked {
        assert!(economies.contains(id), "{id}");
    }
    let members = |bloc: &str| -> BTreeSet<&str> {
        let rows = WORLD.blocs.iter().filter(|row| row.id == bloc);
        rows.map(|row| row.economy.as_str()).collect()
    };
    assert_eq!(members("quad"), ["AU", "IN", "JP", "US"].into());
    // Italy is among the other members of the EU.
    assert!(members("g7").is_superset(&["CA", "DE", "FR", "GB", "JP", "US"].into()));
    assert!(members("eu").is_superset(&["DE", "EE", "FR"].into()));
    assert!(members("eu").is_disjoint(&["GB", "NO", "CN"].into()));
}

#[test]
fn materials_of_every_stage_are_there() {
    let of = |stage: Stage| -> BTreeSet<&str> {
        let chosen = WORLD
            .materials
            .iter()
            .filter(|material| material.stage == stage);
        chosen.map(|material| material.id.as_str()).collect()
    };
    let oxides = [
        "ndpr", "dy", "tb", "sm", "gd", "y", "la", "ce", "eu", "other",
    ];
    let oxides: Vec<String> = oxides
        .iter()
        .map(|element| format!("{element}-oxide"))
        .collect();
    assert_eq!(
        of(Stage::Oxide),
        oxides.iter().map(String::as_str).collect()
    );
    assert_eq!(
        of(Stage::Metal),
        ["ndpr-metal", "dy-metal", "tb-metal", "sm-metal"].into()
    );
    assert_eq!(
        of(Stage::Magnet),
        ["magnet-ndfeb", "magnet-ndfeb-hc", "magnet-smco"].into()
    );
    assert!(!of(Stage::Scrap).is_empty() && of(Stage::Concentrate).len() >= 10);
    assert!(
        WORLD
            .materials
            .iter()
            .all(|m| m.pushed == (m.stage == Stage::Scrap))
    );
    // What each concentrate contains sums to all of it.
    for material in of(Stage::Concentrate) {
        let rows = WORLD.contents.iter().filter(|row| row.material == material);
        let whole: f64 = rows.map(|row| row.share.get()).sum();
        assert!((whole - 1.0).abs() < 1e-6, "{material}: {whole}");
    }
}

#[test]
fn plants_of_every_stage_are_there() {
    let mines = sites(&WORLD, Stage::Concentrate, true);
    assert!(mines.len() >= 14, "{} mines", mines.len());
    let separators = sites(&WORLD, Stage::Oxide, true);
    assert!(separators.len() >= 14, "{} separators", separators.len());
    assert!(sites(&WORLD, Stage::Metal, true).len() >= 8);
    assert!(sites(&WORLD, Stage::Magnet, true).len() >= 14);
    assert!(!sites(&WORLD, Stage::Scrap, true).is_empty());
}

#[test]
fn light_and_heavy_separators_are_told_apart() {
    // A light plant makes NdPr and passes the heavy end on; a heavy one makes dysprosium.
    let separators = sites(&WORLD, Stage::Oxide, true);
    let (mut light, mut heavy) = (0, 0);
    for site in separators {
        let made = makes(&WORLD, site);
        let is_heavy = made.contains("dy-oxide");
        assert_eq!(
            is_heavy,
            site.id.ends_with("-heavy"),
            "{}: {made:?}",
            site.id
        );
        assert_eq!(
            !is_heavy,
            site.id.ends_with("-light"),
            "{}: {made:?}",
            site.id
        );
        light += u32::from(!is_heavy);
        heavy += u32::from(is_heavy);
    }
    assert!(light >= 5 && heavy >= 5, "{light} light, {heavy} heavy");
}

#[test]
fn planned_projects_have_a_date_and_a_law_of_delay() {
    let mut projects = 0;
    for site in &WORLD.sites {
        let Status::Planned {
            start,
            delay_median,
            delay_q90,
        } = &site.status
        else {
            continue;
        };
        projects += 1;
        assert!(start.year() >= WORLD.base_year, "{}: {start}", site.id);
        assert!(
            delay_median.get() > 0.0 && delay_q90 > delay_median,
            "{}",
            site.id
        );
        assert!(!site.ramp.is_empty(), "{}", site.id);
        assert!(
            WORLD.activities.iter().any(|a| a.site == site.id),
            "{} makes nothing",
            site.id
        );
    }
    assert!(projects >= 10, "{projects} projects");
    assert!(
        WORLD
            .trade
            .iter()
            .any(|row| row.kind == TradeKind::Alternative)
    );
}

#[test]
fn every_end_use_is_there() {
    let sectors: BTreeSet<&str> = WORLD.demands.iter().map(|d| d.sector.as_str()).collect();
    let asked = [
        "ev-traction",
        "ev-traction-just-in-time",
        "wind",
        "industrial-motors-robots",
        "consumer-electronics",
        "air-conditioning",
        "defence-aerospace",
        "catalysts",
        "polishing-glass",
        "phosphors-ceramics",
        "other",
    ];
    for sector in asked {
        assert!(sectors.contains(sector), "{sector}");
    }
}

#[test]
fn reserves_and_choke_points_are_there_and_in_use() {
    let holders: BTreeSet<&str> = WORLD
        .reserves
        .iter()
        .map(|row| row.holder.as_str())
        .collect();
    assert!(
        holders.is_superset(&["CN", "JP", "KR", "US"].into()),
        "{holders:?}"
    );
    for row in &WORLD.reserves {
        assert!(
            row.stock.get() > 0.0 && row.release.get() > 0.0,
            "{}",
            row.id
        );
    }
    for point in &WORLD.choke_points {
        let passed = WORLD
            .trade
            .iter()
            .any(|row| row.choke_points.contains(&point.id));
        assert!(passed, "nobody passes {}", point.id);
    }
    for id in [
        "malacca",
        "south-china-sea",
        "taiwan-strait",
        "suez-red-sea",
    ] {
        assert!(
            WORLD.choke_points.iter().any(|point| point.id == id),
            "{id}"
        );
    }
}

#[test]
fn the_lanes_of_every_shipped_world_are_counted_without_laying_them_down() {
    let mut narrowed = 0;
    for scenario in monazite_files::builtin_scenarios() {
        let world = built_in(&scenario.name, &[]).world;
        let lanes = balance(&world).expect("it balances").lanes() as u64;
        assert_eq!(estimate_lanes(&world).0, lanes, "{}", scenario.name);
        let rows = world.trade.iter();
        narrowed += rows
            .filter(|row| row.origin_site.is_some() || row.destination_site.is_some())
            .count();
    }
    assert!(narrowed > 0, "some rows of trade are narrowed to a site");
}
