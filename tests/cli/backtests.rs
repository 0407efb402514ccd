use std::fs;

use super::Desk;

/// The toy chain, whose mine closes on 2 February 2026 and whose user stands from step 21 on (see its
/// README), with targets that can be worked by hand.
const TARGETS: &str = r#"format = 1

[[series]]
id   = "ore"
text = "Ore shipped from China to South Korea"
unit = "t"
flow = { origin = "CN", destination = "KR", material = "ore" }

[[series]]
id    = "oxide-price"
price = { zone = "world", material = "ndpr-oxide" }

[[series]]
id     = "users"
served = { economy = "US" }

[[target]]
id       = "ore-comes-back"
text     = "Ore comes back in the summer"
series   = "ore"
measure  = { first_month_above = { level = 0.5, from = "2026-03", to = "2026-12" } }
band     = { low = "2026-06", high = "2026-08" }
observed = "2026-07"
source   = "made up"
grade    = "C"
note     = "The mine of the toy never opens again."

# The mine ships 7 t in the last week before its stock is gone, 2 to 8 February, and 1 t on 1 February:
# 8 t of a month of 30.4375 t. Then nothing.
[[target]]
id       = "deficit"
text     = "Ore missing by the end of June"
series   = "ore"
measure  = { deficit_days = { from = "2026-02", to = "2026-06" } }
band     = { low = 142.6, high = 142.7 }
observed = 142.6
source   = "made up"
grade    = "A"

[[target]]
id       = "user-stands"
text     = "The user stands after 17 weeks"
series   = "users"
measure  = { first_stop_day = { after = 2026-02-02, until = 2026-12-01 } }
band     = { low = 119, high = 119 }
observed = 119
source   = "made up"
grade    = "A"

[[target]]
id       = "price"
text     = "Price in May"
series   = "oxide-price"
measure  = { value = { at = 2026-05-01, base = "2026-02" } }
band     = { low = 0.0 }
observed = 1.0
source   = "made up"
grade    = "A"
role     = "context"

[[naive]]
series   = "ore"
observed = [{ at = "2026-02", value = 0.25 }, { at = "2026-03", value = 0.0 }]
stop     = { from = 2026-02-02, until = 2026-03-02 }
pass     = { error = 0.15 }
source   = "made up"
grade    = "A"
"#;

/// A desk with the toy as a back-test in `chain`.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["export", "toy-chain-lead-times", "."]).expect(0);
    fs::rename(
        desk.path().join("toy-chain-lead-times"),
        desk.path().join("chain"),
    )
    .unwrap();
    let materials = desk.path().join("chain/pack/materials.csv");
    let text = fs::read_to_string(&materials).unwrap();
    let row = "ndpr-oxide,NdPr oxide,oxide,t REO,1,";
    assert!(text.contains(&format!("{row},no")));
    let priced = text.replace(&format!("{row},no"), &format!("{row}50,no"));
    fs::write(materials, priced).unwrap();
    // The toy keeps its prices still; a series of prices needs them to move.
    let scenario = desk.path().join("chain/scenario.toml");
    let text = fs::read_to_string(&scenario).unwrap();
    assert!(text.contains("\nprices = false\n"));
    let moving = text.replace("\nprices = false\n", "\nprices = true\n");
    fs::write(scenario, moving).unwrap();
    fs::write(desk.path().join("chain/targets.toml"), TARGETS).unwrap();
    desk
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn hits_and_misses_are_told_and_misses_are_no_failure() {
    let ran = desk().run(&["backtest", "chain"]).expect(0);
    for part in [
        "Ore comes back in the summer. Observed 2026-07, allowed 2026-06 to 2026-08, simulated never",
        "The mine of the toy never opens again.",
        "Score: 2 of 3 targets met (66.7 %).",
        "better than each naive forecast",
    ] {
        assert!(ran.out.contains(part), "no {part:?} in\n{}", ran.out);
    }
}

#[test]
fn json_has_every_target_and_the_errors_of_naive_forecasts() {
    let ran = desk()
        .run(&["backtest", "chain", "--format", "json", "--quiet"])
        .expect(0);
    assert_eq!(ran.err, "");
    let whole = json(&ran.out);
    let one = &whole["backtests"][0];
    assert_eq!(one["score"]["met"], 2);
    assert_eq!(one["score"]["targets"], 3);
    let hits: Vec<bool> = one["targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|target| target["hit"].as_bool().unwrap())
        .collect();
    assert_eq!(hits, [false, true, true, true]);
    assert_eq!(one["targets"][0]["median"], serde_json::Value::Null);
    assert_eq!(one["targets"][2]["median"], 119.0);
    let error = |name: &str| {
        one["naive"][0]["mean_absolute_error"][name]
            .as_f64()
            .unwrap()
    };
    let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-9, "{got} is not {want}");
    near(error("simulated"), (8.0 / 30.4375 - 0.25) / 2.0);
    near(error("no_disruption"), 0.875);
    // 1 of 28 days of February; 30 of 31 days of March.
    near(
        error("announced_stop"),
        0.5 * (0.25 - 1.0 / 28.0 + 30.0 / 31.0),
    );
    near(error("permanent_stop"), (0.25 - 1.0 / 28.0) / 2.0);
}

#[test]
fn the_folder_is_written_whole_and_only_in_place_of_its_like() {
    let desk = desk();
    let run = ["backtest", "chain", "--out", "out"];
    let first = desk.run(&run).expect(0);
    assert!(first.out.contains("Report: out/backtest.md"));
    let written = json(&String::from_utf8(desk.read("out/backtest.json")).unwrap());
    assert_eq!(written["backtests"][0]["name"], "chain");
    assert!(String::from_utf8_lossy(&desk.read("out/backtest.md")).contains("### Missed"));
    desk.run(&run).expect(0);
    let refused = desk.run(&["backtest", "chain", "--out", "chain"]).expect(2);
    assert!(refused.err.contains("input"), "{}", refused.err);
    fs::write(desk.path().join("out/mine.txt"), "x").unwrap();
    desk.run(&run).expect(2);
    assert_eq!(desk.read("out/mine.txt"), b"x");
}

#[test]
fn the_answer_depends_on_neither_threads_nor_the_machine() {
    let desk = desk();
    let run = |threads: &str| {
        let set = ["backtest", "chain", "--replications", "200", "--seed", "7"];
        let more = ["--format", "json", "--threads", threads];
        desk.run(&[&set[..], &more[..]].concat()).expect(0).out
    };
    let one = run("1");
    assert_eq!(one, run("3"));
    assert_eq!(json(&one)["backtests"][0]["replications"], 200);
    assert_eq!(json(&one)["backtests"][0]["seed"], 7);
}

#[test]
fn bad_files_have_the_usual_codes() {
    let desk = desk();
    let none = desk.run(&["backtest", "no-such-history"]).expect(3);
    assert!(none.err.contains("no such back-test"), "{}", none.err);
    let targets = TARGETS.replace("economy = \"US\"", "economy = \"KR\"");
    fs::write(desk.path().join("chain/targets.toml"), targets).unwrap();
    let empty = desk.run(&["backtest", "chain"]).expect(2);
    assert!(
        empty.err.contains("`users` follows nothing"),
        "{}",
        empty.err
    );
    fs::write(desk.path().join("chain/targets.toml"), "format = 1\n").unwrap();
    let bare = desk.run(&["backtest", "chain"]).expect(2);
    assert!(bare.err.contains("`target` is missing"), "{}", bare.err);
}
