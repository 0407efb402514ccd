use std::io::Read;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;

use super::{Desk, TOY};

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = Desk::new();
    let mut child = Command::new(cargo_bin("monazite"))
        .args(["explain", TOY])
        .current_dir(desk.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut complaint = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut complaint)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{complaint}");
    assert_eq!(complaint, "");
}

#[test]
fn ctrl_c_writes_what_is_complete_and_says_how_to_go_on() {
    let desk = Desk::new();
    let asked: u64 = 2_000_000;
    let mut child = Command::new(cargo_bin("monazite"))
        .args([
            "run",
            TOY,
            "--threads",
            "1",
            "--out",
            "part",
            "--replications",
            &asked.to_string(),
        ])
        .current_dir(desk.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // By then it simulates: loading a toy takes milliseconds, the run would take far longer.
    sleep(Duration::from_millis(1500));
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let patience = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(
            patience.elapsed() < Duration::from_mins(1),
            "it does not end"
        );
        sleep(Duration::from_millis(50));
    }
    let mut complaint = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut complaint)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{complaint}");
    assert!(complaint.contains("interrupted"), "{complaint}");
    let manifest: serde_json::Value =
        serde_json::from_slice(&desk.read("part/manifest.json")).unwrap();
    let completed = manifest["run"]["completed"].as_u64().unwrap();
    assert!(
        completed > 0 && completed < asked && completed.is_multiple_of(64),
        "{completed}"
    );
}
