//! Going on after Ctrl-C.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;

use super::parts::same;
use super::{Desk, RANDOM};

/// Interrupts a run into `part` a moment after it began; gives the number of futures that it was to run
/// and what it said. A machine on which it ends before that gets more to do.
fn interrupted(desk: &Desk, more: &[&str]) -> (String, String) {
    for futures in ["200000", "2000000", "8000000"] {
        let mut child = Command::new(cargo_bin("monazite"))
            .args([&["run"], &RANDOM[..1], &RANDOM[3..], more].concat())
            .args(["--replications", futures, "--threads", "1", "--out", "part"])
            .current_dir(desk.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(500));
        let sent = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap();
        let mut complaint = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut complaint)
            .unwrap();
        let code = child.wait().unwrap().code();
        if sent.success() && code == Some(130) {
            return (futures.to_owned(), complaint);
        }
        assert_eq!(code, Some(0), "{complaint}");
    }
    panic!("no run is long enough for this machine");
}

fn run(desk: &Desk, futures: &str, out: &str, more: &[&str], code: i32) -> String {
    let fixed = ["--replications", futures, "--threads", "2", "--out", out];
    let arguments = [&["run"], &RANDOM[..1], &RANDOM[3..], &fixed, more].concat();
    desk.run(&arguments).expect(code).err
}

#[test]
fn an_interrupted_run_goes_on_to_the_bytes_of_one_that_was_not() {
    let desk = Desk::new();
    let (futures, complaint) = interrupted(&desk, &[]);
    assert!(complaint.contains("monazite run --resume"), "{complaint}");
    assert!(
        complaint.contains("'hazard[id=mine-stops].arrival="),
        "{complaint}"
    );
    let summary = String::from_utf8(desk.read("part/summary.json")).unwrap();
    assert!(summary.contains("\"why\": \"interrupted\""), "{summary}");
    assert!(!desk.read("part/tallies.bin").is_empty());
    // Half a run can be made again too.
    desk.run(&["rerun", "part"]).expect(0);

    run(&desk, &futures, "part", &["--resume"], 0);
    run(&desk, &futures, "whole", &[], 0);
    same(&desk, "part", "whole");
    assert!(!desk.path().join("part/tallies.bin").exists());
    let again = run(&desk, &futures, "part", &["--resume"], 2);
    assert!(again.contains("has ended"), "{again}");
}

#[test]
fn an_interrupted_shard_goes_on_and_does_not_merge_before() {
    let desk = Desk::new();
    let (futures, complaint) = interrupted(&desk, &["--shard", "2/2"]);
    assert!(complaint.contains("--resume"), "{complaint}");
    run(&desk, &futures, "one", &["--shard", "1/2"], 0);
    let early = desk.run(&["merge", "one", "part"]).expect(2);
    assert!(
        early.err.contains("part: this shard was interrupted"),
        "{}",
        early.err
    );
    let other = run(&desk, &futures, "part", &["--shard", "1/2", "--resume"], 2);
    assert!(
        other.contains("shard: 2/2 in the folder, 1/2 now"),
        "{other}"
    );
    run(&desk, &futures, "part", &["--shard", "2/2", "--resume"], 0);
    desk.run(&["merge", "part", "one", "--out", "merged"])
        .expect(0);
    run(&desk, &futures, "whole", &[], 0);
    same(&desk, "merged", "whole");
}

#[test]
fn a_resume_of_something_else_is_refused_and_told_why() {
    let desk = Desk::new();
    let (futures, _) = interrupted(&desk, &[]);
    let before = desk.read("part/manifest.json");
    let refused = |more: &[&str], told: &str| {
        let complaint = run(&desk, &futures, "part", &[&["--resume"], more].concat(), 2);
        assert!(complaint.contains(told), "{told}: {complaint}");
    };
    refused(&["--seed", "5"], "seed: 1 in the folder, 5 now");
    refused(
        &["--set", "run.horizon=\"300 days\""],
        "of the resolved scenario",
    );
    refused(
        &["--precision", "0.1"],
        "precision: none in the folder, 0.1 now",
    );
    let complaint = run(&desk, "1000", "part", &["--resume"], 2);
    assert!(
        complaint.contains(&format!("replications: {futures} in")),
        "{complaint}"
    );
    let complaint = run(&desk, &futures, "nosuch", &["--resume"], 3);
    assert!(complaint.contains("no run to go on with"), "{complaint}");
    assert_eq!(
        desk.read("part/manifest.json"),
        before,
        "what was done stays"
    );
    let path = desk.path().join("part/tallies.bin");
    let mut bytes = fs::read(&path).unwrap();
    bytes[77] ^= 1;
    fs::write(&path, bytes).unwrap();
    refused(&[], "part/tallies.bin is damaged");
}
