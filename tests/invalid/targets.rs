use monazite_files::load_backtest;

use crate::desk::Desk;
use crate::{Place, expect};

const FILE: &str = "targets.toml";

/// Sound targets for the scenario of the desk, which runs from 2026-01-05 for two years.
const TARGETS: &str = r#"format = 1

[[series]]
id   = "oxide"
flow = { origin = "MY", destination = "JP", material = ["stage:oxide"] }

[[series]]
id     = "cars"
served = { economy = "JP", sector = "ev" }

[[target]]
id       = "trough"
text     = "Trough in March"
series   = "oxide"
measure  = { lowest_month = { from = "2026-02", to = "2026-06" } }
band     = { low = "2026-02", high = "2026-04" }
observed = "2026-03"
source   = "made up"
grade    = "B"

[[target]]
id       = "depth"
text     = "Depth of the trough"
series   = "oxide"
measure  = { lowest = { from = "2026-02", to = "2026-06", base = { from = "2026-02", to = "2026-03" } } }
band     = { low = 0.15, high = 0.4 }
observed = 0.25
source   = "made up"
grade    = "B"

[[target]]
id       = "stops"
text     = "First stop"
series   = "cars"
measure  = { first_stop_day = { after = 2026-04-04, until = 2026-08-01 } }
band     = { low = 35, high = 75 }
observed = "one week in May"
source   = "made up"
grade    = "C"

[[naive]]
series   = "oxide"
observed = [{ at = "2026-04", value = 0.5 }, { at = "2026-05", value = 0.25 }]
stop     = { from = 2026-04-04, until = 2026-06-06 }
pass     = { error = 0.15, covered = [1, 2] }
source   = "made up"
grade    = "B"
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write(FILE, TARGETS);
    desk
}

/// Targets with one change are refused at that line, for this reason, with exit code 2.
#[track_caller]
fn refused(old: &str, new: &str, code: &str, telling: &[&str]) {
    let desk = desk();
    let line = desk.edit(FILE, old, new);
    let found = desk.check(".");
    expect(&found, &Place { file: FILE, line }, code, telling);
    assert_eq!(found.exit_code(), 2, "{found}");
}

#[test]
fn sound_targets_are_read() {
    let desk = desk();
    let history = load_backtest(&desk.name("."), &[]).unwrap_or_else(|found| panic!("{found}"));
    assert_eq!(history.backtest.targets.len(), 3);
    assert!(desk.check(".").is_empty(), "{}", desk.check("."));
    let inputs = &history.loaded.inputs;
    assert!(inputs.iter().any(|input| input.path.ends_with(FILE)));
}

#[test]
fn an_unknown_series_is_told_with_the_nearest_one() {
    let old = "text     = \"Trough in March\"\nseries   = \"oxide\"";
    let new = "text     = \"Trough in March\"\nseries   = \"oxides\"";
    let desk = desk();
    let line = desk.edit(FILE, old, new) + 1;
    let telling = ["no series `oxides`", "did you mean `oxide`?"];
    expect(
        &desk.check("."),
        &Place { file: FILE, line },
        "reference",
        &telling,
    );
}

#[test]
fn unknown_measures_and_keys_are_told() {
    let measure = "measure  = { lowest_month";
    refused(
        measure,
        "measure  = { lowest_mont",
        "choice",
        &["`lowest_mont` is no choice", "did you mean `lowest_month`?"],
    );
    refused(
        "observed = 0.25",
        "observd = 0.25",
        "unknown-key",
        &["`observd`", "did you mean `observed`?"],
    );
}

#[test]
fn a_measure_must_fit_its_series() {
    refused(
        "measure  = { first_stop_day = { after = 2026-04-04, until = 2026-08-01 } }",
        "measure  = { lowest = { from = \"2026-04\", to = \"2026-08\" } }",
        "measure",
        &["shares served", "`stopped_share`"],
    );
    refused(
        "measure  = { lowest_month = { from = \"2026-02\", to = \"2026-06\" } }",
        "measure  = { stop_days = { after = 2026-02-01, until = 2026-06-30 } }",
        "measure",
        &["a flow"],
    );
}

#[test]
fn a_band_must_stand_upright_and_be_in_the_unit_of_the_measure() {
    refused(
        "low = 0.15, high = 0.4",
        "low = 0.4, high = 0.15",
        "band",
        &["upside down"],
    );
    refused(
        "low = \"2026-02\", high = \"2026-04\"",
        "low = \"2026-05\", high = \"2026-04\"",
        "band",
        &["upside down"],
    );
    refused(
        "low = 0.15, high = 0.4",
        "low = \"2026-02\"",
        "type",
        &["a number"],
    );
    refused(
        "low = \"2026-02\", high = \"2026-04\"",
        "low = 3",
        "type",
        &["a month"],
    );
    refused(
        "{ low = 0.15, high = 0.4 }",
        "{ }",
        "missing",
        &["`high` or `low`"],
    );
}

#[test]
fn bad_dates_are_told() {
    let window = "lowest_month = { from = \"2026-02\"";
    for wrong in ["2026-13", "Feb 2026", "2026-2"] {
        let new = format!("lowest_month = {{ from = \"{wrong}\"");
        refused(window, &new, "date", &[wrong, "such as \"2010-11\""]);
    }
    refused(
        window,
        "lowest_month = { from = 2026-02-01",
        "date",
        &["must be a month", "write \"2026-02\""],
    );
    refused(
        "after = 2026-04-04",
        "after = \"2026-04-04\"",
        "type",
        &["a date"],
    );
    // No such day: not even TOML, but told as a date.
    let desk = desk();
    let line = desk.edit(FILE, "after = 2026-04-04", "after = 2026-02-30");
    expect(
        &desk.check("."),
        &Place { file: FILE, line },
        "date",
        &["2026-02-30", "February 2026 has 28 days"],
    );
}

#[test]
fn times_must_lie_inside_the_run_and_in_order() {
    let window = "lowest_month = { from = \"2026-02\"";
    let outside = "lowest_month = { from = \"2026-01\"";
    refused(
        window,
        outside,
        "range",
        &["2026-01 is not inside the run", "2026-01-05"],
    );
    refused(
        "to = \"2026-06\" } }",
        "to = \"2028-06\" } }",
        "range",
        &["2028-06"],
    );
    refused(
        window,
        "lowest_month = { from = \"2026-09\"",
        "range",
        &["ends before it begins"],
    );
    refused(
        "until = 2026-06-06",
        "until = 2026-04-04",
        "range",
        &["ends before it begins"],
    );
}

#[test]
fn names_must_be_of_the_world_and_used_once() {
    refused(
        "origin = \"MY\"",
        "origin = \"MX\"",
        "reference",
        &["economy or bloc `MX`"],
    );
    refused(
        "sector = \"ev\"",
        "sector = \"evs\"",
        "reference",
        &["sector `evs`", "`ev`"],
    );
    refused(
        "\"stage:oxide\"",
        "\"oxyde\"",
        "reference",
        &["material `oxyde`", "`oxide`"],
    );
    refused(
        "id       = \"depth\"",
        "id       = \"trough\"",
        "duplicate",
        &["`trough`"],
    );
    refused(
        "served = { economy = \"JP\", sector = \"ev\" }",
        "price = { zone = \"world\", material = \"metal\" }",
        "reference",
        &["gives `metal` no price"],
    );
}

#[test]
fn a_series_follows_one_thing() {
    let desk = desk();
    let line = desk.edit(
        FILE,
        "served = { economy",
        "price = { zone = \"world\", basket = { oxide = 0.0 } }\nserved = { economy",
    );
    let found = desk.check(".");
    let place = |line| Place { file: FILE, line };
    // The row begins at its `[[series]]`.
    expect(
        &found,
        &place(line - 2),
        "choice",
        &["exactly one of", "got 2"],
    );
    expect(&found, &place(line), "range", &["above 0"]);
}

#[test]
fn every_mistake_is_told_at_once_with_those_of_the_scenario() {
    let desk = desk();
    let first = desk.edit(FILE, "observed = 0.25", "observd = 0.25");
    let second = desk.edit(FILE, "low = 35, high = 75", "low = 75, high = 35");
    let found = desk.check(".");
    let place = |line| Place { file: FILE, line };
    expect(&found, &place(first), "unknown-key", &[]);
    expect(&found, &place(second), "band", &[]);
    let third = desk.edit("scenario.toml", "replications = 100", "replications = -1");
    let found = desk.check(".");
    expect(&found, &place(first), "unknown-key", &[]);
    let place = Place {
        file: "scenario.toml",
        line: third,
    };
    expect(&found, &place, "range", &[]);
}

#[test]
fn folders_that_are_no_back_tests_are_refused() {
    let desk = Desk::new();
    let of = |name: &str| load_backtest(name, &[]).unwrap_err();
    assert!(
        of(&desk.name("."))
            .to_string()
            .contains("no `targets.toml`")
    );
    assert!(
        of(&desk.name("scenario.toml"))
            .to_string()
            .contains("a file")
    );
    assert!(
        of("no-such-history")
            .to_string()
            .contains("no such back-test")
    );
    assert_eq!(of("no-such-history").exit_code(), 3);
}
