use serde_json::Value;

use crate::commands::run;
use crate::desk::Desk;

/// Makes the plant turn out far more than its only user takes.
fn contradiction(desk: &Desk) {
    desk.edit(
        "pack/activities.csv",
        "metal-maker,reduce,,made-up,C",
        "metal-maker,reduce,900,made-up,A",
    );
}

#[test]
fn figures_that_contradict_each_other_are_told_with_file_line_and_column() {
    let desk = Desk::new();
    contradiction(&desk);
    for arguments in [
        ["check", "pack"],
        ["check", "pack/pack.toml"],
        ["check", "scenario.toml"],
        ["explain", "scenario.toml"],
        ["run", "scenario.toml"],
    ] {
        let ran = run(&desk, &arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        for telling in [
            "error[conflict]: the pack cannot be balanced: the throughput of `metal-maker/reduce`",
            "pack/activities.csv:4:20",
            "pack/demands.csv:2:19",
            "help: compare the figure",
        ] {
            assert!(ran.err.contains(telling), "{telling} in {}", ran.err);
        }
        assert!(!ran.out.contains("ok:"), "{}", ran.out);
    }
}

#[test]
fn contradicting_figures_are_findings_like_others_in_json_too() {
    let desk = Desk::new();
    contradiction(&desk);
    let ran = run(&desk, &["check", "scenario.toml", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), ""));
    let told: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&told["errors"], &told["warnings"]), (&2.into(), &0.into()));
    let first = &told["diagnostics"][0];
    assert_eq!(first["code"], "conflict");
    assert_eq!(first["severity"], "error");
    assert!(
        first["file"]
            .as_str()
            .expect("a file")
            .ends_with("pack/activities.csv")
    );
    assert_eq!((&first["line"], &first["column"]), (&4.into(), &20.into()));
    for key in ["message", "hint"] {
        assert!(!first[key].as_str().expect("a text").is_empty(), "{first}");
    }
}

#[test]
fn figures_are_held_against_each_other_even_if_the_scenario_is_wrong() {
    let desk = Desk::new();
    contradiction(&desk);
    desk.edit(
        "scenario.toml",
        "\"7 days\"\nreplications",
        "\"7 t\"\nreplications",
    );
    let ran = run(&desk, &["check", "scenario.toml"]);
    assert!(ran.err.contains("error[unit]"), "{}", ran.err);
    assert!(ran.err.contains("error[conflict]"), "{}", ran.err);
}

#[test]
fn a_law_that_only_the_sampler_refuses_is_told_where_it_stands() {
    let desk = Desk::new();
    let line = desk.edit(
        "scenario.toml",
        "{ pert = { min = \"5 days\", mode = \"7 days\", max = \"12 days\" } }",
        "{ geometric = { probability = 1e-13 } }",
    );
    for command in ["check", "run"] {
        let ran = run(&desk, &[command, "scenario.toml"]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(
            ran.err.contains("error[law]: `duration` of `plant-stops`"),
            "{}",
            ran.err
        );
        let place = format!("scenario.toml:{line}:12");
        assert!(ran.err.contains(&place), "{}", ran.err);
    }
}
