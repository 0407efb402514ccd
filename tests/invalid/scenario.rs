use monazite_files::load;

use crate::desk::{Desk, scenario};
use crate::{Place, expect};

const FILE: &str = "scenario.toml";

#[test]
fn i09_a_wrong_type_is_told_with_the_accepted_one() {
    let key = "replications = 100\n";
    let want = ["`run.replications` must be a whole number"];
    scenario(
        key,
        "replications = \"1000\"\n",
        "type",
        &[want[0], "the text \"1000\"", "without quotes"],
    );
    // 1e3 is refused: counts are written out (docs/scenarios.md gives their kind).
    scenario(key, "replications = 1e3\n", "type", &[want[0], "exponent"]);
    scenario(
        "[run]",
        "growth = \"yes\"\n[run]",
        "type",
        &["`growth`", "true or false", "\"yes\""],
    );
    scenario(
        "2026-01-05",
        "\"2026-01-05\"",
        "type",
        &["`run.start`", "a date", "without quotes"],
    );
}

#[test]
fn i11_nan_and_infinities_are_no_numbers() {
    // Capacities stand in tables (see there); in scenarios rates take their place.
    for (written, seen) in [
        ("nan", "NaN"),
        ("inf", "inf"),
        ("-inf", "-inf"),
        ("1e999", "inf"),
    ] {
        let telling = ["poisson_per_year", "finite number", seen];
        scenario("0.35 }", &format!("{written} }}"), "number", &telling);
    }
}

#[test]
fn i13_a_probability_lies_between_0_and_1() {
    for wrong in ["1.2", "-0.01"] {
        let telling = ["probability", "between 0 and 1", wrong];
        scenario(
            "probability = 0.5",
            &format!("probability = {wrong}"),
            "range",
            &telling,
        );
        let telling = ["capacity_factor", "between 0 and 1", wrong];
        scenario(
            "capacity_factor = 0.5",
            &format!("capacity_factor = {wrong}"),
            "range",
            &telling,
        );
    }
    scenario(
        "max = 1.0 }",
        "max = 1.2 }",
        "range",
        &["1.2", "between 0 and 1"],
    );
}

#[test]
fn i15_a_mode_outside_its_range_names_the_three_values() {
    let telling = ["min 5", "mode 2", "max 12"];
    scenario("mode = \"7 days\"", "mode = \"2 days\"", "range", &telling);
}

#[test]
fn i17_impossible_correlations_are_refused_with_the_smallest_eigenvalue() {
    let desk = Desk::new();
    let third = "[[hazard]]\nid = \"third\"\ntext = \"t\"\nsource = \"made-up\"\n\
                 arrival = { poisson_per_year = 0.1 }\nduration = { fixed = \"7 days\" }\n\
                 [[hazard.effect]]\n[hazard.effect.capacity]\nsite = \"mine\"\n\n";
    desk.edit(
        FILE,
        "[[correlation]]\n",
        &format!("{third}[[correlation]]\n"),
    );
    desk.edit(FILE, "spearman = 0.4", "spearman = 0.9");
    let more = "[[correlation]]\nfirst = \"strait-closes\"\nsecond = \"third\"\nspearman = 0.9\n\
                [[correlation]]\nfirst = \"third\"\nsecond = \"plant-stops\"\nspearman = -0.9\n\n[[strategy]]\n";
    desk.edit(FILE, "[[strategy]]\n", more);
    let text = desk.text(FILE);
    let line = crate::line_of(&text, "spearman = -0.9");
    let found = desk.check(FILE);
    expect(
        &found,
        &Place { file: FILE, line },
        "correlation",
        &["smallest eigenvalue", "-0.8000"],
    );
    assert_eq!(found.exit_code(), 2);
}

#[test]
fn i19_a_mass_where_a_time_is_expected_is_told_as_such() {
    // Lead times of trade have their unit in the column; this is the one in scenarios.
    let telling = ["extra_lead_time", "expected time, got mass", "14 t"];
    scenario(
        "extra_lead_time = \"14 days\"",
        "extra_lead_time = \"14 t\"",
        "unit",
        &telling,
    );
    scenario("\"6 weeks\"", "6", "type", &["unit"]);
    scenario(
        "\"6 weeks\"",
        "\"6 fortnights\"",
        "unit",
        &["`fortnights` is no unit", "weeks"],
    );
}

#[test]
fn i21_no_replications_are_refused() {
    scenario(
        "replications = 100",
        "replications = 0",
        "range",
        &["run.replications", "between 1 and", "got 0"],
    );
    scenario(
        "replications = 100",
        "replications = -5",
        "range",
        &["run.replications", "-5"],
    );
}

#[test]
fn i23_a_seed_is_a_whole_number_of_63_bits() {
    let key = "seed         = 1\n";
    scenario(
        key,
        "seed = -1\n",
        "range",
        &["run.seed", "at least 0", "-1"],
    );
    scenario(
        key,
        "seed = 1180591620717411303424\n",
        "range",
        &["1180591620717411303424"],
    );
    scenario(
        key,
        "seed = \"abc\"\n",
        "type",
        &["run.seed", "a whole number", "\"abc\""],
    );
}

#[test]
fn i23_a_seed_that_is_left_out_is_written_into_the_resolved_scenario() {
    let desk = Desk::new();
    desk.edit(FILE, "seed         = 1\n", "");
    let loaded = load(&desk.name(FILE), &[]).expect("a seed is optional");
    assert_eq!(loaded.scenario.run.seed, 1);
    assert!(
        loaded.resolved.contains("seed = 1\n"),
        "{}",
        loaded.resolved
    );
}

#[test]
fn names_that_do_not_exist_are_told_with_the_nearest() {
    scenario(
        "site = \"lynas-kuantan\"",
        "site = \"Lynas_Kuantn\"",
        "reference",
        &["`Lynas_Kuantn`", "`lynas-kuantan`?"],
    );
    scenario(
        "choke_point     = \"strait\"",
        "choke_point = \"stait\"",
        "reference",
        &["`strait`?"],
    );
    scenario(
        "holder   = \"JP\"",
        "holder   = \"bloc:quad\"",
        "reference",
        &["bloc:quad"],
    );
    scenario(
        "material = \"oxide\"",
        "material = \"oxid*s\"",
        "reference",
        &["no material", "`oxid*s`", "`oxide`?"],
    );
    scenario(
        "second   = \"strait-closes\"",
        "second = \"strait-close\"",
        "reference",
        &["`strait-closes`?"],
    );
    scenario(
        "{ hazard = \"plant-stops\"",
        "{ hazard = \"plant-stop\"",
        "reference",
        &["`plant-stops`?"],
    );
    scenario("severity =", "sevrity =", "unknown-key", &["`severity`?"]);
    scenario(
        "seed         = 1",
        "strategy = \"reserves\"",
        "reference",
        &["`reserve`?"],
    );
}

#[test]
fn an_effect_that_selects_nothing_is_refused() {
    let more = "site = \"lynas-kuantan\"\neconomy = \"JP\"";
    let desk = Desk::new();
    let line = desk.edit(FILE, "site = \"lynas-kuantan\"", more) - 1;
    let found = desk.check(FILE);
    expect(
        &found,
        &Place { file: FILE, line },
        "selection",
        &["nothing is selected", "no site"],
    );
}

#[test]
fn hazards_that_wait_for_each_other_are_refused_with_the_circle() {
    let after = "{ after = { hazard = \"strait-closes\", probability = 0.5 } }";
    let telling = [
        "wait for each other",
        "`plant-stops` after `strait-closes` after `plant-stops`",
    ];
    scenario("{ poisson_per_year = 0.35 }", after, "cycle", &telling);
}

#[test]
fn a_run_that_never_ends_is_refused() {
    scenario(
        "\"2 years\"",
        "\"101 years\"",
        "range",
        &["horizon", "100 years"],
    );
    scenario(
        "\"7 days\"\nreplications",
        "\"0 days\"\nreplications",
        "range",
        &["step", "0.25"],
    );
    let desk = Desk::new();
    desk.edit(FILE, "\"2 years\"", "\"100 years\"");
    let line = desk.edit(FILE, "\"7 days\"\nreplications", "\"1 days\"\nreplications");
    expect(
        &desk.check(FILE),
        &Place { file: FILE, line },
        "range",
        &["36525 steps", "10000"],
    );
}

#[test]
fn twenty_mistakes_are_told_in_one_go_and_in_the_same_words_each_time() {
    let desk = Desk::new();
    for (old, new) in [
        ("title  = \"A plant stops\"", "title = 5"),
        ("horizon      = \"2 years\"", "horizon = \"2 t\""),
        ("replications = 100", "replications = 0"),
        ("seed         = 1", "seed = -1"),
        ("id       = \"plant-stops\"", "id = \"plant stops\""),
        (
            "{ poisson_per_year = 0.35 }",
            "{ poisson_per_year = -0.35 }",
        ),
        ("mode = \"7 days\"", "mode = \"70 days\""),
        ("max = 1.0 }", "max = 1.5 }"),
        (
            "site = \"lynas-kuantan\"",
            "site = [\"lynas\", \"kuantan-lynas\", \"x*\"]",
        ),
        ("probability = 0.5", "probability = 5"),
        ("extra_lead_time = \"14 days\"", "extra_lead_time = 14"),
        ("capacity_factor = 0.5", "capacity_facto = 0.5"),
        ("spearman = 0.4", "spearman = 4"),
        ("id    = \"reserve\"", "id    = \"none\""),
        ("holder   = \"JP\"", "holder   = \"bloc:x\""),
        ("target   = \"180 days\"", "target   = \"4000 days\""),
    ] {
        desk.edit(FILE, old, new);
    }
    desk.edit("pack/sites.csv", "MY,mine", "XX,mine");
    desk.edit("pack/trade.csv", "MY,JP,,14", "MY,JP,,x");
    let found = desk.check(FILE);
    let count = |end: &str| found.iter().filter(|told| told.file.ends_with(end)).count();
    assert_eq!(count(".csv"), 2, "{found}");
    assert_eq!(count(".toml"), 18, "{found}");
    for _ in 0..3 {
        assert_eq!(desk.check(FILE), found);
    }
}
