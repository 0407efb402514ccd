//! A result made again from its own folder.

use std::fs;

use super::{Desk, RANDOM};

fn run(desk: &Desk, more: &[&str]) {
    let arguments = [&["run"], &RANDOM[..], &["--out", "here"], more].concat();
    desk.run(&arguments).expect(0);
}

#[test]
fn a_result_comes_out_again_to_the_byte() {
    for more in [
        &["--strategy", "none"][..],
        &["--precision", "0.2", "--threads", "1"],
        &["--shard", "2/3"],
    ] {
        let desk = Desk::new();
        run(&desk, more);
        let before = desk.read("here/manifest.json");
        let ran = desk.run(&["rerun", "here", "--threads", "2"]).expect(0);
        assert!(ran.out.starts_with("Identical: "), "{more:?}: {}", ran.out);
        assert_eq!(desk.names(), ["here"], "nothing else is written");
        assert_eq!(desk.read("here/manifest.json"), before);
    }
}

#[test]
fn a_result_of_files_that_are_gone_comes_out_again() {
    let desk = Desk::new();
    desk.run(&["export", RANDOM[0], "mine"]).expect(0);
    let scenario = format!("mine/{}/scenario.toml", RANDOM[0]);
    let arguments = [&["run", &scenario], &RANDOM[1..], &["--out", "here"]].concat();
    desk.run(&arguments).expect(0);
    fs::remove_dir_all(desk.path().join("mine")).unwrap();
    desk.run(&["rerun", "here"]).expect(0);
}

/// The manifest of `here`, changed, the digests of files that were changed with it made good.
fn forge(desk: &Desk, change: impl Fn(&mut serde_json::Value)) {
    let path = desk.path().join("here/manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&desk.read("here/manifest.json")).unwrap();
    change(&mut manifest);
    fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
}

#[test]
fn a_difference_is_named_and_is_a_defect_or_a_change_of_version() {
    let desk = Desk::new();
    run(&desk, &[]);
    // A table that this program would not have written, with the digest it would then have.
    let table = String::from_utf8(desk.read("here/statistics.csv")).unwrap();
    let forged = table.replacen(",mean,", ",mean,7", 1);
    assert_ne!(forged, table);
    let path = desk.path().join("here/statistics.csv");
    fs::write(&path, &forged).unwrap();
    let changed = desk.run(&["rerun", "here"]).expect(2);
    assert!(
        changed
            .err
            .contains("here/statistics.csv was changed since"),
        "{}",
        changed.err
    );
    let digest = blake3::hash(forged.as_bytes()).to_hex().to_string();
    forge(&desk, |manifest| {
        let outputs = manifest["outputs"].as_array_mut().unwrap();
        let file = outputs.iter_mut().find(|f| f["path"] == "statistics.csv");
        file.unwrap()["digest"] = digest.as_str().into();
    });
    let defect = desk.run(&["rerun", "here"]).expect(1);
    assert!(
        defect.err.contains("statistics.csv: line 2, was") && defect.err.contains("defect"),
        "{}",
        defect.err
    );
    forge(&desk, |manifest| {
        manifest["build"]["version"] = "0.0.9".into();
    });
    let other = desk.run(&["rerun", "here"]).expect(2);
    assert!(
        other.err.contains("made by monazite 0.0.9") && other.err.contains("value-breaking"),
        "{}",
        other.err
    );
}

#[test]
fn a_record_that_cannot_be_trusted_is_refused() {
    let desk = Desk::new();
    let nothing = desk.run(&["rerun", "here"]).expect(3);
    assert!(
        nothing.err.contains("here/manifest.json"),
        "{}",
        nothing.err
    );
    run(&desk, &[]);
    let good = desk.read("here/manifest.json");
    let refused = |change: &dyn Fn(&mut serde_json::Value), told: &str| {
        fs::write(desk.path().join("here/manifest.json"), &good).unwrap();
        forge(&desk, change);
        let ran = desk.run(&["rerun", "here"]).expect(2);
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    };
    refused(&|m| m["run"]["seed"] = 8.into(), "seed and replications");
    refused(&|m| m["program"] = "other".into(), "its program is other");
    refused(&|m| m["format"] = 2.into(), "its format is 2");
    refused(&|m| m["resolved"] = "format = 1\n".into(), "error");
    refused(
        &|m| {
            for input in m["inputs"].as_array_mut().unwrap() {
                input["digest"] = "00".into();
            }
        },
        "than this program carries",
    );
}
