use std::fs;

use super::{Desk, TOY};

#[test]
fn missing_files_and_folders_without_a_scenario_are_told_apart() {
    let desk = Desk::new();
    let missing = desk.run(&["run", "nosuch.toml"]).expect(3);
    assert!(missing.err.contains("nosuch.toml"), "{}", missing.err);
    let folder = desk.run(&["run", "."]).expect(3);
    assert_ne!(missing.err, folder.err);
    assert_eq!(desk.names(), [""; 0], "nothing was written");
}

#[test]
fn what_cannot_be_written_has_the_code_of_what_cannot_be_read() {
    let desk = Desk::new();
    fs::write(desk.path().join("taken"), "a file").unwrap();
    let ran = desk.run(&["export", TOY, "taken"]).expect(3);
    assert!(ran.err.contains("cannot write"), "{}", ran.err);
    assert_eq!(desk.read("taken"), b"a file");
}

#[test]
fn a_wrong_command_line_is_no_defect() {
    let desk = Desk::new();
    for wrong in [
        &["run"][..],
        &["run", TOY, "--replications", "0"],
        &["run", TOY, "--replications", "many"],
        &["run", TOY, "--threads", "0"],
        &["run", TOY, "--strategy", "nosuch"],
        &["frobnicate"],
        &["replay", TOY],
    ] {
        let ran = desk.run(wrong).expect(2);
        assert!(!ran.err.is_empty(), "{wrong:?}");
    }
    desk.run(&[]).expect(2);
}

#[test]
fn a_bad_scenario_is_refused_with_file_line_and_column() {
    let desk = Desk::new();
    fs::write(
        desk.path().join("bad.toml"),
        "format = 1\ntitle = \"x\"\nhorizn = 3\n",
    )
    .unwrap();
    for command in ["check", "run"] {
        let ran = desk.run(&[command, "bad.toml"]).expect(2);
        assert!(ran.err.contains("bad.toml:3:"), "{}", ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }
}

#[test]
fn an_input_is_never_the_output() {
    let desk = Desk::new();
    desk.run(&["export", TOY, "mine"]).expect(0);
    let scenario = format!("mine/{TOY}/scenario.toml");
    let before = desk.read(&scenario);
    let folder = format!("mine/{TOY}");
    for out in [scenario.as_str(), folder.as_str(), "mine", "."] {
        let ran = desk
            .run(&["run", &scenario, "--replications", "8", "--out", out])
            .expect(2);
        assert!(ran.err.contains("nothing was written"), "{}", ran.err);
    }
    assert_eq!(desk.read(&scenario), before);
    assert_eq!(desk.names(), ["mine"]);
}

#[test]
fn a_folder_of_somebody_else_is_never_replaced() {
    let desk = Desk::new();
    fs::create_dir(desk.path().join("thesis")).unwrap();
    fs::write(desk.path().join("thesis/chapter.txt"), "years of work").unwrap();
    let ran = desk
        .run(&["run", TOY, "--replications", "8", "--out", "thesis"])
        .expect(2);
    assert!(ran.err.contains("not a result folder"), "{}", ran.err);
    assert_eq!(desk.read("thesis/chapter.txt"), b"years of work");
}

#[test]
fn a_run_beyond_the_memory_limit_is_refused_with_the_figure() {
    let desk = Desk::new();
    let ran = desk
        .run(&["run", TOY, "--replications", "1000000000"])
        .expect(4);
    assert!(ran.err.contains("GiB"), "{}", ran.err);
    assert_eq!(desk.names(), [""; 0]);
}

#[test]
fn a_world_of_too_many_lanes_is_refused_before_it_is_balanced() {
    let desk = Desk::new();
    desk.run(&["export", TOY, "large"]).expect(0);
    let pack = desk.path().join("large").join(TOY).join("pack");
    let add = |table: &str, row: &dyn Fn(u32) -> String| {
        let path = pack.join(table);
        let mut text = fs::read_to_string(&path).unwrap();
        text.extend((0..3000).map(row));
        fs::write(path, text).unwrap();
    };
    // One row of trade from every mine to every user.
    add("sites.csv", &|at| {
        format!("mine-{at},Mine,CN,mine,,438.3,0,operating,,,,,0,0,14,made-up,A,\n")
    });
    add("activities.csv", &|at| {
        format!("mine-{at},dig,365.25,made-up,A\n")
    });
    add("demands.csv", &|at| {
        format!("use-{at},JP,use-{at},ore,365.25,0,28,0,2,10,lost,made-up,A,\n")
    });
    let scenario = format!("large/{TOY}");
    let started = std::time::Instant::now();
    for arguments in [&["run", &scenario][..], &["check", &scenario]] {
        let ran = desk.run(arguments).expect(4);
        let told = ["9,006,001 lanes", "GiB", "--memory-limit"];
        assert!(
            told.iter().all(|word| ran.err.contains(word)),
            "{}",
            ran.err
        );
    }
    assert!(started.elapsed().as_secs() < 20);
    assert_eq!(desk.names(), ["large"]);
}

#[cfg(target_os = "linux")]
#[test]
fn awkward_paths_work_or_are_refused_in_words() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let desk = Desk::new();
    desk.run(&["export", TOY, "a b\nc"]).expect(0);
    let scenario = format!("a b\nc/{TOY}/scenario.toml");
    let ran = desk
        .run(&["run", &scenario, "--replications", "8", "--out", "o p\nq"])
        .expect(0);
    assert!(
        ran.out.contains("o p?q"),
        "control characters are not printed: {}",
        ran.out
    );

    let name = OsStr::from_bytes(b"bad\xff.toml");
    let output = desk.command().arg("run").arg(name).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not valid UTF-8"));
}

#[test]
fn check_tells_programs_what_it_tells_people() {
    let desk = Desk::new();
    fs::write(
        desk.path().join("bad.toml"),
        "format = 1\ntitle = \"x\"\nhorizn = 3\n",
    )
    .unwrap();
    let ran = desk
        .run(&["check", "bad.toml", "nosuch.toml", TOY, "--format", "json"])
        .expect(3);
    assert_eq!(ran.err, "");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let list = told["diagnostics"].as_array().unwrap();
    assert_eq!(told["errors"], list.len());
    assert_eq!(told["warnings"], 0);
    let unknown = list
        .iter()
        .find(|one| one["code"] == "unknown-key")
        .unwrap();
    assert_eq!(unknown["file"], "bad.toml");
    assert_eq!(unknown["severity"], "error");
    assert_eq!(
        (&unknown["line"], &unknown["column"]),
        (&3.into(), &1.into())
    );
    assert!(
        unknown["message"].as_str().unwrap().contains("horizn"),
        "{unknown}"
    );
    assert!(unknown["hint"].is_string(), "{unknown}");
    assert!(
        list.iter().any(|one| one["file"] == "nosuch.toml"),
        "{told}"
    );
    let people = desk
        .run(&["check", "bad.toml", "nosuch.toml", TOY])
        .expect(3);
    assert_eq!(people.err.matches("error[").count(), list.len());
}
