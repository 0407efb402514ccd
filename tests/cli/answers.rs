use super::{Desk, TOY};

#[test]
fn a_run_prints_findings_and_writes_the_whole_result_folder() {
    let desk = Desk::new();
    let ran = desk.run(&["run", TOY, "--replications", "70"]).expect(0);
    assert!(ran.out.contains("How likely"), "{}", ran.out);
    assert!(
        ran.out.contains(&format!("results/{TOY}/report.html")),
        "{}",
        ran.out
    );
    assert_eq!(desk.names(), ["results"]);
    for file in [
        "summary.json",
        "statistics.csv",
        "series.csv",
        "report.html",
        "report.md",
    ] {
        assert!(
            !desk.read(&format!("results/{TOY}/{file}")).is_empty(),
            "{file}"
        );
    }
    let manifest: serde_json::Value =
        serde_json::from_slice(&desk.read(&format!("results/{TOY}/manifest.json"))).unwrap();
    assert_eq!(manifest["run"]["completed"], 70);
    assert_eq!(manifest["outputs"].as_array().unwrap().len(), 6);
}

#[test]
fn json_output_is_the_summary_file() {
    let desk = Desk::new();
    let ran = desk
        .run(&[
            "run",
            TOY,
            "--replications",
            "8",
            "--format",
            "json",
            "--quiet",
        ])
        .expect(0);
    assert_eq!(
        ran.out.as_bytes(),
        desk.read(&format!("results/{TOY}/summary.json"))
    );
    assert_eq!(ran.err, "");
    let summary: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(summary["strategies"]["none"]["replications"], 8);
}

#[test]
fn a_second_run_replaces_the_first() {
    let desk = Desk::new();
    desk.run(&["run", TOY, "--replications", "8", "--out", "here"])
        .expect(0);
    let second = desk
        .run(&["run", TOY, "--replications", "9", "--out", "here"])
        .expect(0);
    assert_eq!(desk.names(), ["here"]);
    assert!(
        second.out.contains("in place of the result that was there"),
        "{}",
        second.out
    );
    let summary: serde_json::Value =
        serde_json::from_slice(&desk.read("here/summary.json")).unwrap();
    assert_eq!(summary["strategies"]["none"]["replications"], 9);
}

#[test]
fn every_command_is_in_the_help_with_an_example_of_its_own() {
    let desk = Desk::new();
    let help = desk.run(&["--help"]).expect(0).out;
    for command in [
        "run", "merge", "rerun", "explain", "check", "replay", "list", "export", "schema",
    ] {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command}: {help}"
        );
        let own = desk.run(&[command, "--help"]).expect(0).out;
        assert!(own.contains(&format!("monazite {command}")), "{own}");
    }
    assert!(help.contains("Exit codes"), "{help}");
    assert!(
        desk.run(&["--version"])
            .expect(0)
            .out
            .starts_with("monazite ")
    );
}

#[test]
fn the_list_names_what_run_can_run() {
    let desk = Desk::new();
    assert!(desk.run(&["list"]).expect(0).out.contains(TOY));
    let list: serde_json::Value =
        serde_json::from_str(&desk.run(&["list", "--format", "json"]).expect(0).out).unwrap();
    let scenarios = list["scenarios"].as_array().unwrap();
    assert!(
        scenarios.iter().any(|scenario| scenario["name"] == TOY),
        "{list}"
    );
}

#[test]
fn explain_speaks_of_balance_and_dependence() {
    let desk = Desk::new();
    let text = desk.run(&["explain", TOY]).expect(0).out;
    assert!(
        text.contains("The balance") && text.contains("Who depends on whom"),
        "{text}"
    );
    let json = desk
        .run(&["explain", TOY, "--format", "json"])
        .expect(0)
        .out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(!json["sections"].as_array().unwrap().is_empty());
    assert_eq!(desk.names(), [""; 0], "explain writes nothing");
}

#[test]
fn replay_tells_when_the_hazard_strikes() {
    let desk = Desk::new();
    let text = desk
        .run(&["replay", "toy-ban-against-cover", "--replication", "3"])
        .expect(0)
        .out;
    assert!(
        text.contains("Future 3") && text.contains("export-ban"),
        "{text}"
    );
    assert!(
        text.contains("the most that coordination could have saved"),
        "{text}"
    );
    assert!(
        text.contains("2026-02-02"),
        "the ban starts on that day: {text}"
    );
}

#[test]
fn an_exported_scenario_checks_and_runs() {
    let desk = Desk::new();
    let written = desk.run(&["export", TOY, "mine"]).expect(0).out;
    let scenario = written
        .lines()
        .find(|line| line.ends_with(&format!("{TOY}/scenario.toml")))
        .unwrap_or_else(|| panic!("{written}"));
    let checked = desk.run(&["check", scenario]).expect(0).out;
    assert!(checked.starts_with("ok: "), "{checked}");
    desk.run(&["run", scenario, "--replications", "8"])
        .expect(0);
    desk.run(&["run", TOY, "--replications", "8", "--out", "built-in"])
        .expect(0);
    let (own, built_in) = (format!("results/{TOY}"), "built-in");
    assert_eq!(
        desk.read(&format!("{own}/replications.parquet")),
        desk.read(&format!("{built_in}/replications.parquet")),
        "editing nothing changes nothing"
    );
}

#[test]
fn the_schema_is_json() {
    let desk = Desk::new();
    let schema: serde_json::Value =
        serde_json::from_str(&desk.run(&["schema"]).expect(0).out).unwrap();
    assert!(schema["properties"]["hazard"].is_object(), "{schema}");
}

#[test]
fn an_override_reaches_the_run() {
    let desk = Desk::new();
    desk.run(&["run", TOY, "--set", "run.replications=5", "--out", "a"])
        .expect(0);
    let summary: serde_json::Value = serde_json::from_slice(&desk.read("a/summary.json")).unwrap();
    assert_eq!(summary["strategies"]["none"]["replications"], 5);
}

#[test]
fn a_path_that_looks_like_a_flag_is_a_path_after_two_dashes() {
    let desk = Desk::new();
    let ran = desk.run(&["run", "--", "-rf.toml"]).expect(3);
    assert!(ran.err.contains("-rf.toml"), "{}", ran.err);
}

#[test]
fn check_of_sound_files_is_an_empty_list_in_json() {
    let desk = Desk::new();
    let ran = desk
        .run(&["check", TOY, "rare-earths-2025", "--format", "json"])
        .expect(0);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["diagnostics"], serde_json::json!([]));
    assert_eq!(told["errors"], 0);
}

#[test]
fn quiet_silences_the_warnings_of_the_files_and_nothing_else() {
    let desk = Desk::new();
    desk.run(&["export", TOY, "mine"]).expect(0);
    let scenario = format!("mine/{TOY}/scenario.toml");
    let idle = "\n[[strategy]]\nid = \"idle\"\ntitle = \"Nothing\"\n";
    let text = String::from_utf8(desk.read(&scenario)).unwrap() + idle;
    std::fs::write(desk.path().join(&scenario), text).unwrap();
    for command in [
        &["explain", &scenario][..],
        &["replay", &scenario, "--replication", "0"],
        &["run", &scenario, "--replications", "1"],
    ] {
        let loud = desk.run(command).expect(0);
        assert!(
            loud.err.contains("warning: `idle` has no action"),
            "{}",
            loud.err
        );
        let quiet = desk.run(&[command, &["--quiet"]].concat()).expect(0);
        assert_eq!(quiet.err, "", "{command:?}");
        assert!(!quiet.out.is_empty());
    }
}

#[test]
fn one_future_is_told_in_the_singular() {
    let desk = Desk::new();
    let one = ["--set", "run.replications=1"];
    for command in ["run", "explain"] {
        let out = desk
            .run(&[&[command, TOY][..], &one].concat())
            .expect(0)
            .out;
        assert!(out.contains("1 future"), "{out}");
        for wrong in [" 1 futures", " 1 replications", " 1 weeks", " 1 days"] {
            assert!(!out.contains(wrong), "{wrong} in {out}");
        }
    }
    let report = String::from_utf8(desk.read(&format!("results/{TOY}/report.md"))).unwrap();
    assert!(
        !report.contains(" 1 futures") && !report.contains("1 replications"),
        "{report}"
    );
}
