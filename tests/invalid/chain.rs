use crate::desk::{Desk, table};
use crate::{Place, expect};

#[test]
fn i25_a_yield_above_one_makes_mass_and_is_refused() {
    let telling = ["`separate`", "yield of 1.05", "mass out of nothing"];
    table(
        "recipes.csv",
        "separate,oxide,output,0.9",
        "separate,oxide,output,1.05",
        "mass",
        &telling,
    );
}

#[test]
fn i29_more_than_a_site_can_hold_is_refused() {
    // Stores have no capacity here: a reserve starts full, at the level that it refills to. What can
    // exceed a capacity is the throughput of a site.
    let telling = ["`mine`", "1200", "above its capacity of 1000"];
    table(
        "activities.csv",
        "mine,dig,,",
        "mine,dig,1200,",
        "capacity",
        &telling,
    );
}

#[test]
fn i31_a_lane_to_an_unknown_site_is_told_with_the_nearest() {
    let telling = [
        "there is no site or demand `Lynas_Kuantn`",
        "did you mean `lynas-kuantan`?",
    ];
    table(
        "trade.csv",
        "MY,MY,lynas-kuantan",
        "MY,MY,Lynas_Kuantn",
        "reference",
        &telling,
    );
    table(
        "trade.csv",
        "oxide,MY,JP,,",
        "oxide,MY,JPN,,",
        "reference",
        &["`JPN`", "`JP`?"],
    );
}

#[test]
fn i33_a_cycle_that_gains_is_refused_with_its_gain() {
    let desk = Desk::new();
    desk.edit(
        "pack/recipes.csv",
        "reduce,metal,output,0.8",
        "reduce,metal,output,0.1",
    );
    desk.edit(
        "pack/recipes.csv",
        "reduce,scrap,output,0.1",
        "reduce,scrap,output,0.9",
    );
    let line = desk.edit(
        "pack/recipes.csv",
        "recycle,oxide,output,0.9",
        "recycle,oxide,output,1.2",
    );
    let found = desk.check("pack");
    let telling = ["gain 1.0800 around the cycle scrap -> oxide -> scrap"];
    expect(
        &found,
        &Place {
            file: "recipes.csv",
            line,
        },
        "cycle",
        &telling,
    );
    assert_eq!(found.exit_code(), 2);
}

#[test]
fn i33_a_cycle_that_loses_is_legal() {
    // The sound pack has one: oxide -> scrap -> oxide, with a gain of 0.09.
    let found = Desk::new().check("pack");
    assert!(found.is_empty(), "{found}");
}

#[test]
fn orders_that_would_go_round_for_ever_are_refused() {
    let desk = Desk::new();
    desk.edit("pack/materials.csv", "t scrap,1,yes", "t scrap,1,no");
    let found = desk.check("pack");
    let telling = ["orders would go round in a circle", "pushed"];
    expect(
        &found,
        &Place {
            file: "recipes.csv",
            line: 7,
        },
        "cycle",
        &telling,
    );
}

#[test]
fn i35_all_demands_that_nothing_can_reach_are_told_in_one_go() {
    let desk = Desk::new();
    let rows = "isolated,MY,oem,metal,5,0,made-up,C\nlonely,MY,other,metal,5,0,made-up,C\n";
    desk.write(
        "pack/demands.csv",
        format!("{}{rows}", crate::desk::DEMANDS),
    );
    let found = desk.check("pack");
    for line in [3, 4] {
        let telling = ["nothing can reach this demand", "`metal` to MY"];
        expect(
            &found,
            &Place {
                file: "demands.csv",
                line,
            },
            "unreachable",
            &telling,
        );
    }
    assert_eq!(found.iter().count(), 2, "{found}");
}
