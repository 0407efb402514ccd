//! Shards, their joining, and what is refused.

use std::fs;

use super::{Desk, RANDOM};

/// Files that must be the same to the byte.
const FILES: [&str; 4] = [
    "replications.parquet",
    "statistics.csv",
    "series.csv",
    "summary.json",
];

/// Lines of the report but those that tell of time.
fn report(desk: &Desk, folder: &str) -> Vec<String> {
    let text = String::from_utf8(desk.read(&format!("{folder}/report.md"))).unwrap();
    let timed = ["- Simulated in", "- Run on"];
    let lines = text
        .lines()
        .filter(|line| !timed.iter().any(|t| line.starts_with(t)));
    lines.map(str::to_owned).collect()
}

#[track_caller]
pub(super) fn same(desk: &Desk, one: &str, other: &str) {
    for file in FILES {
        let (a, b) = (format!("{one}/{file}"), format!("{other}/{file}"));
        assert!(desk.read(&a) == desk.read(&b), "{a} is not {b}");
    }
    assert_eq!(report(desk, one), report(desk, other));
}

fn shard(desk: &Desk, which: &str, out: &str, more: &[&str]) {
    let arguments = [
        &["run"],
        &RANDOM[..],
        &["--shard", which, "--out", out],
        more,
    ]
    .concat();
    desk.run(&arguments).expect(0);
}

/// A desk with a run of 1,000 futures in `whole`.
fn desk() -> Desk {
    let desk = Desk::new();
    let arguments = [&["run"], &RANDOM[..], &["--out", "whole"]].concat();
    desk.run(&arguments).expect(0);
    desk
}

#[test]
fn shards_merge_to_the_bytes_of_one_run() {
    let desk = desk();
    for of in [1, 2, 3, 7, 16] {
        let mut merge = vec!["merge".to_owned()];
        for number in (1..=of).rev() {
            let folder = format!("{number}-of-{of}");
            shard(
                &desk,
                &format!("{number}/{of}"),
                &folder,
                &["--threads", "1"],
            );
            merge.push(folder);
        }
        let out = format!("merged-{of}");
        merge.extend(["--out".to_owned(), out.clone()]);
        let words: Vec<&str> = merge.iter().map(String::as_str).collect();
        desk.run(&words).expect(0);
        same(&desk, "whole", &out);
    }
}

#[test]
fn a_shard_that_is_another_would_be_seen() {
    // Guards the test above: other futures give other bytes.
    let desk = desk();
    let more = [&["run"], &RANDOM[..], &["--seed", "2", "--out", "other"]].concat();
    desk.run(&more).expect(0);
    assert_ne!(
        desk.read("whole/statistics.csv"),
        desk.read("other/statistics.csv")
    );
}

#[test]
fn shards_of_a_scenario_on_disk_merge_without_it() {
    let desk = Desk::new();
    desk.run(&["export", RANDOM[0], "mine"]).expect(0);
    let scenario = format!("mine/{}/scenario.toml", RANDOM[0]);
    let run = |more: &[&str]| {
        let arguments = [&["run", &scenario], &RANDOM[1..], more].concat();
        desk.run(&arguments).expect(0);
    };
    run(&["--out", "whole"]);
    run(&["--shard", "1/2"]);
    run(&["--shard", "2/2"]);
    fs::remove_dir_all(desk.path().join("mine")).unwrap();
    let shards = [1, 2].map(|n| format!("results/{}-shard-{n}-of-2", RANDOM[0]));
    desk.run(&["merge", &shards[0], &shards[1]]).expect(0);
    same(&desk, "whole", &format!("results/{}", RANDOM[0]));
}

#[test]
fn shards_that_do_not_belong_together_are_refused_by_name() {
    let desk = Desk::new();
    shard(&desk, "1/3", "one", &[]);
    shard(&desk, "2/3", "two", &[]);
    shard(&desk, "3/3", "three", &[]);
    shard(&desk, "3/3", "seed", &["--seed", "99"]);
    let more = [
        "--replications",
        "1001",
        "--shard",
        "3/3",
        "--out",
        "futures",
    ];
    let arguments = [&["run"], &RANDOM[..1], &RANDOM[3..], &more].concat();
    desk.run(&arguments).expect(0);
    shard(
        &desk,
        "3/3",
        "other",
        &["--set", "run.horizon=\"300 days\""],
    );
    shard(&desk, "3/4", "quarter", &[]);
    let whole = [&["run"], &RANDOM[..], &["--out", "whole"]].concat();
    desk.run(&whole).expect(0);
    let cases: [(&[&str], &str); 8] = [
        (&["one", "three"], "1 of 3 shards are missing: 2"),
        (&["one", "two", "one"], "one: shard 1 of 3 is given twice"),
        (&["one", "two", "seed"], "seed: 99 here"),
        (
            &["one", "two", "futures"],
            "replications: 1001 here, 1000 there",
        ),
        (
            &["one", "two", "other"],
            "of the resolved scenario: `horizon = \"300 days\"` here",
        ),
        (&["one", "two", "quarter"], "shards: 4 here, 3 there"),
        (&["one", "whole"], "whole: this is the result of a run"),
        (
            &["one", "two", "three", "--out", "two"],
            "two is or holds an input",
        ),
    ];
    for (shards, told) in cases {
        let arguments = [&["merge"], shards].concat();
        let refused = desk.run(&arguments).expect(2);
        assert!(refused.err.contains(told), "{shards:?}: {}", refused.err);
    }
    let nothing = desk.run(&["merge", "one", "nosuch"]).expect(3);
    assert!(nothing.err.contains("nosuch"), "{}", nothing.err);
    assert!(
        !desk.names().contains(&"results".to_owned()),
        "nothing was written"
    );
}

#[test]
fn a_damaged_shard_is_refused_where_it_is_damaged() {
    let desk = Desk::new();
    shard(&desk, "1/2", "one", &[]);
    shard(&desk, "2/2", "two", &[]);
    let (tallies, manifest) = ("two/tallies.bin", "two/manifest.json");
    let (good, record) = (desk.read(tallies), desk.read(manifest));
    let put = |file: &str, bytes: &[u8]| fs::write(desk.path().join(file), bytes).unwrap();
    let refused = |code: i32, told: &str| {
        let ran = desk.run(&["merge", "one", "two"]).expect(code);
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    };
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    put(tallies, &flipped);
    refused(2, "two/tallies.bin is damaged: its digest");
    put(tallies, &good[..good.len() - 9]);
    refused(2, "two/tallies.bin is damaged: it has");
    fs::remove_file(desk.path().join(tallies)).unwrap();
    refused(3, "two/tallies.bin");
    put(tallies, &good);
    // A manifest that was edited no longer describes the tallies beside it.
    let text = String::from_utf8(record.clone()).unwrap();
    let both = |from: &str, to: &str| {
        let other = text.replace(from, to);
        assert_ne!(other, text, "{from}");
        put(manifest, other.as_bytes());
    };
    both("\"number\": 2", "\"number\": 1");
    let ran = desk.run(&["merge", "two"]).expect(2);
    assert!(ran.err.contains("missing: 2"), "{}", ran.err);
    both("\"version\": \"", "\"version\": \"9.");
    refused(2, "made by monazite 9.");
    both("\"seed\": ", "\"seed\": 1");
    refused(2, "seed: 1");
    put(manifest, b"{}");
    refused(2, "not a manifest of monazite");
    put(manifest, &record);
    desk.run(&["merge", "one", "two"]).expect(0);
}

#[test]
fn shards_that_cannot_be_are_refused() {
    let desk = Desk::new();
    for wrong in ["0/2", "3/2", "x"] {
        let arguments = [&["run"], &RANDOM[..], &["--shard", wrong]].concat();
        desk.run(&arguments).expect(2);
    }
    let arguments = [&["run"], &RANDOM[..], &["--shard", "1/17"]].concat();
    let refused = desk.run(&arguments).expect(2);
    assert!(refused.err.contains("16 batches"), "{}", refused.err);
    let both = ["--shard", "1/2", "--precision", "0.1"];
    desk.run(&[&["run"], &RANDOM[..], &both].concat()).expect(2);
    assert_eq!(desk.names(), [""; 0]);
}
