use monazite_files::Severity;

use crate::commands::run;
use crate::desk::{Desk, scenario, table};

const FILE: &str = "scenario.toml";

#[test]
fn a_day_that_does_not_exist_is_told_with_the_length_of_its_month() {
    let telling = ["`2026-02-30` is no date", "February 2026 has 28 days"];
    scenario("2026-01-05", "2026-02-30", "date", &telling);
    scenario("2026-01-05", "\"2026-02-30\"", "date", &telling);
    scenario(
        "2026-01-05",
        "2026-13-05",
        "date",
        &["there is no month 13"],
    );
    let desk = Desk::new();
    let text = desk
        .text("pack/sites.csv")
        .replace(",made-up", ",,,made-up");
    let text = text.replace("capacity_t_per_yr,", "capacity_t_per_yr,status,start,");
    desk.write(
        "pack/sites.csv",
        text.replace("recycler,1000,,", "recycler,1000,planned,2026-02-30"),
    );
    let found = desk.check("pack");
    assert!(found.to_string().contains(telling[1]), "{found}");
}

#[test]
fn a_date_or_percentage_that_is_no_toml_hides_nothing() {
    let desk = Desk::new();
    desk.edit(FILE, "2026-01-05", "2026-02-30");
    desk.edit(FILE, "probability = 0.5", "probability = 50%");
    desk.edit(FILE, "holder   = \"JP\"", "holder   = \"JPN\"");
    let found = desk.check(FILE);
    let codes: Vec<_> = found.iter().map(|told| told.code).collect();
    assert_eq!(codes, ["date", "number", "reference"], "{found}");
}

#[test]
fn a_percentage_is_answered_with_the_share() {
    for written in ["60%", "\"60%\"", "\"60 %\""] {
        let code = if written.starts_with('"') {
            "type"
        } else {
            "number"
        };
        scenario(
            "capacity_factor = 0.5",
            &format!("capacity_factor = {written}"),
            code,
            &["write 0.6"],
        );
    }
    let telling = ["between 0 and 1", "write 0.6"];
    scenario(
        "capacity_factor = 0.5",
        "capacity_factor = 60",
        "range",
        &telling,
    );
    table(
        "demands.csv",
        "-0.3,made-up",
        "60%,made-up",
        "number",
        &["elasticity", "60% is 0.6"],
    );
}

#[test]
fn an_economy_called_by_its_name_is_answered_with_its_id() {
    let telling = ["there is no economy", "`Japan`", "`JP` stands for Japan"];
    scenario(
        "holder   = \"JP\"",
        "holder   = \"Japan\"",
        "reference",
        &telling,
    );
    table(
        "demands.csv",
        "jp-ev,JP,",
        "jp-ev,japan,",
        "reference",
        &["`JP` stands for Japan"],
    );
}

#[test]
fn a_strategy_misspelt_on_the_command_line_is_told_with_the_nearest() {
    let desk = Desk::new();
    for command in [
        &["run", FILE, "--strategy", "reserv"][..],
        &["explain", FILE, "--strategy", "reserv"],
        &["replay", FILE, "--replication", "1", "--strategy", "reserv"],
    ] {
        let ran = run(&desk, command);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        for telling in ["--strategy", "`reserv`", "did you mean `reserve`?"] {
            assert!(ran.err.contains(telling), "{}", ran.err);
        }
    }
    let ran = run(&desk, &["run", FILE, "--strategy", "xyzzy"]);
    assert!(
        ran.err.contains("this scenario has `none`, `reserve`"),
        "{}",
        ran.err
    );
}

#[test]
fn a_scenario_misspelt_on_the_command_line_is_told_with_the_nearest() {
    let desk = Desk::new();
    for command in ["run", "check", "explain"] {
        let ran = run(&desk, &[command, "export-licencing-2025"]);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains("`export-licensing-2025`?"), "{}", ran.err);
    }
}

#[test]
fn a_hazard_that_lies_wholly_outside_the_run_is_warned_of() {
    for (date, length, why) in [
        ("2025-06-01", "6 weeks", Some("over before the run starts")),
        ("2025-12-24", "6 weeks", None),
        (
            "2028-06-01",
            "6 weeks",
            Some("after the end of every future"),
        ),
    ] {
        let desk = Desk::new();
        let arrival = "{ after = { hazard = \"plant-stops\", probability = 0.5 } }";
        let line = desk.edit(FILE, arrival, &format!("{{ date = {date} }}"));
        desk.edit(
            FILE,
            "{ fixed = \"6 weeks\" }",
            &format!("{{ fixed = \"{length}\" }}"),
        );
        let found = desk.check(FILE);
        let told: Vec<_> = found.iter().collect();
        assert_eq!(told.len(), usize::from(why.is_some()), "{date}: {found}");
        if let (Some(told), Some(why)) = (told.first(), why) {
            assert_eq!(
                (told.severity, told.code, told.line),
                (Severity::Warning, "never", line)
            );
            assert!(told.message.contains(why), "{found}");
        }
    }
}
