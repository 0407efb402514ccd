use monazite_files::{Diagnostics, load};

use crate::desk::Desk;
use crate::{Place, expect};

const FILE: &str = "scenario.toml";

fn codes(found: &Diagnostics) -> Vec<&'static str> {
    found.iter().map(|told| told.code).collect()
}

#[test]
fn a_hazard_of_the_wrong_shape_is_still_asked_what_it_means() {
    let desk = Desk::new();
    desk.edit(FILE, "mode = \"7 days\"", "mode = 7");
    desk.edit(FILE, "site = \"lynas-kuantan\"", "site = \"lynas-kuantn\"");
    desk.edit(FILE, "text     = \"The strait closes\"", "text = 5");
    desk.edit(
        FILE,
        "choke_point     = \"strait\"",
        "choke_point = \"stait\"",
    );
    let found = desk.check(FILE);
    assert_eq!(
        codes(&found),
        ["type", "reference", "type", "reference"],
        "{found}"
    );
}

#[test]
fn a_wrong_part_of_a_hazard_makes_nothing_else_wrong() {
    for (old, new) in [
        ("duration = { pert", "duraton = { pert"),
        (
            "arrival  = { poisson_per_year = 0.35 }",
            "arrival = \"often\"",
        ),
        ("arrival  = { poisson_per_year = 0.35 }\n", ""),
        ("id       = \"plant-stops\"", "id = 5"),
        (
            "[[hazard.effect]]\n[hazard.effect.capacity]",
            "[[hazard.effect]]\n[hazard.effect.capacty]",
        ),
        (
            "source   = \"made-up\"\narrival  = { poisson",
            "source = 3\narrival  = { poisson",
        ),
        ("id    = \"reserve\"", "id = 7"),
        ("target   = \"180 days\"", "target   = 180"),
    ] {
        let desk = Desk::new();
        desk.edit(FILE, old, new);
        let found = desk.check(FILE);
        assert_eq!(found.iter().count(), 1, "{new}\n{found}");
    }
}

#[test]
fn a_missing_correlation_does_not_make_the_others_impossible() {
    let desk = Desk::new();
    let hazard = |id: &str| {
        format!(
            "[[hazard]]\nid = \"{id}\"\ntext = \"t\"\nsource = \"made-up\"\n\
             arrival = {{ poisson_per_year = 0.1 }}\nduration = {{ fixed = \"7 days\" }}\n\
             [[hazard.effect]]\n[hazard.effect.capacity]\nsite = \"mine\"\n\n"
        )
    };
    let pair = |first: &str, second: &str, spearman: &str| {
        format!(
            "[[correlation]]\nfirst = \"{first}\"\nsecond = \"{second}\"\nspearman = {spearman}\n\n"
        )
    };
    let text = [
        hazard("third"),
        pair("plant-stops", "third", "0.9"),
        pair("third", "strait-closes", "\"0.9\""),
    ]
    .concat();
    desk.edit(
        FILE,
        "spearman = 0.4\n",
        &format!("spearman = 0.9\n\n{text}"),
    );
    let found = desk.check(FILE);
    assert_eq!(codes(&found), ["type"], "{found}");
}

#[test]
fn a_row_with_a_wrong_cell_is_still_asked_whom_it_names() {
    let desk = Desk::new();
    let line = desk.edit(
        "pack/sites.csv",
        "Kuantan,MY,separator,1000",
        "Kuantan,MYY,separator,many",
    );
    let found = desk.check("pack");
    for (code, telling) in [("number", "many"), ("reference", "`MYY`")] {
        expect(
            &found,
            &Place {
                file: "sites.csv",
                line,
            },
            code,
            &[telling],
        );
    }
    assert_eq!(found.iter().count(), 2, "{found}");
}

#[test]
fn nobody_is_wrong_for_naming_a_row_that_could_not_be_read() {
    for (file, old, new) in [
        (
            "sites.csv",
            "Kuantan,MY,separator,1000",
            "Kuantan,MY,separator,many",
        ),
        (
            "sites.csv",
            "lynas-kuantan,Kuantan",
            "lynas-kuantan,Kuantan,of,Malaysia",
        ),
        ("sites.csv", "lynas-kuantan,Kuantan", ",Kuantan"),
        ("sites.csv", "capacity_t_per_yr", "capacity"),
        (
            "recipes.csv",
            "separate,ore,input,1",
            "separate,ore,input,one",
        ),
        (
            "recipes.csv",
            "separate,ore,input,1",
            "separate,ore,input,1,1",
        ),
        ("recipes.csv", "coefficient,driver", "coefficient,drivr"),
        (
            "materials.csv",
            "oxide,Oxide,oxide,t REO,1",
            "oxide,Oxide,oxide,t REO,one",
        ),
        ("economies.csv", "JP,Japan,world", "JP,Japan,moon"),
        ("choke_points.csv", "strait,Strait", "strait"),
        ("demands.csv", "metal,100,", "metal,hundred,"),
    ] {
        let desk = Desk::new();
        desk.edit(&format!("pack/{file}"), old, new);
        let found = desk.check(FILE);
        let own = found
            .iter()
            .filter(|told| told.file.ends_with(file))
            .count();
        assert!(own >= 1, "{file}: {new}\n{found}");
        assert_eq!(found.iter().count(), own, "{file}: {new}\n{found}");
        assert!(own == 1 || new == "capacity", "{file}: {new}\n{found}");
    }
}

#[test]
fn a_table_without_one_of_its_columns_is_still_read() {
    let desk = Desk::new();
    desk.edit("pack/sites.csv", "capacity_t_per_yr", "capacity");
    let line = desk.edit("pack/sites.csv", "MY,separator", "MY,seperator");
    let found = desk.check("pack");
    expect(
        &found,
        &Place {
            file: "sites.csv",
            line,
        },
        "choice",
        &["seperator"],
    );
    assert_eq!(codes(&found), ["columns", "columns", "choice"], "{found}");
}

#[test]
fn what_rows_mean_is_told_although_another_cannot_be_read() {
    let desk = Desk::new();
    let cell = desk.edit("pack/trade.csv", "oxide,MY,JP,,14", "oxide,MY,JP,,soon");
    let recipe = desk.edit(
        "pack/recipes.csv",
        "separate,oxide,output,0.9",
        "separate,oxide,output,1.05",
    );
    let site = desk.edit("pack/activities.csv", "mine,dig,,", "mine,dig,1200,");
    let found = desk.check("pack");
    for (file, line, code) in [
        ("trade.csv", cell, "number"),
        ("recipes.csv", recipe, "mass"),
        ("activities.csv", site, "capacity"),
    ] {
        expect(&found, &Place { file, line }, code, &[]);
    }
    assert_eq!(found.iter().count(), 3, "{found}");
}

#[test]
fn rows_after_one_that_was_left_out_are_told_on_their_own_lines() {
    let desk = Desk::new();
    desk.edit("pack/sites.csv", "Mine,MY,mine,1000", "Mine,MY,mine,many");
    let line = desk.edit(
        "pack/sites.csv",
        "Recycler,JP,recycler,1000",
        "Recycler,JP,recycler,0",
    );
    let found = desk.check("pack");
    let place = Place {
        file: "sites.csv",
        line,
    };
    expect(&found, &place, "range", &["capacity_t_per_yr", "above 0"]);
}

#[test]
fn pack_and_scenario_are_told_together() {
    let desk = Desk::new();
    let cell = desk.edit("pack/demands.csv", "metal,100,", "metal,hundred,");
    let holder = desk.edit(FILE, "holder   = \"JP\"", "holder   = \"JPN\"");
    let shape = desk.edit(FILE, "seed         = 1", "seed = \"one\"");
    let found = desk.check(FILE);
    expect(
        &found,
        &Place {
            file: "demands.csv",
            line: cell,
        },
        "number",
        &["hundred"],
    );
    expect(
        &found,
        &Place {
            file: FILE,
            line: holder,
        },
        "reference",
        &["`JPN`"],
    );
    expect(
        &found,
        &Place {
            file: FILE,
            line: shape,
        },
        "type",
        &["run.seed"],
    );
    assert_eq!(found.iter().count(), 3, "{found}");
}

#[test]
fn a_selection_is_not_empty_for_a_site_that_names_no_economy() {
    let desk = Desk::new();
    desk.edit(
        "pack/sites.csv",
        "Kuantan,MY,separator",
        "Kuantan,MYY,separator",
    );
    desk.edit(
        FILE,
        "site = \"lynas-kuantan\"",
        "economy = \"MY\"\nstage = \"oxide\"",
    );
    let found = desk.check(FILE);
    assert_eq!(codes(&found), ["reference"], "{found}");
}

#[test]
fn an_override_that_is_refused_hides_nothing() {
    let desk = Desk::new();
    desk.edit(FILE, "holder   = \"JP\"", "holder   = \"JPN\"");
    let refused = load(&desk.name(FILE), &["hazard[id=nosuch].text=x".to_owned()]);
    let found = refused.expect_err("two mistakes");
    assert_eq!(codes(&found), ["override", "reference"], "{found}");
}
