//! A run that goes on until it knows enough.

use super::{Desk, RANDOM};

fn summary(desk: &Desk, folder: &str) -> serde_json::Value {
    serde_json::from_slice(&desk.read(&format!("{folder}/summary.json"))).unwrap()
}

#[test]
fn it_stops_when_it_knows_enough_on_any_number_of_threads_and_says_why() {
    let desk = Desk::new();
    let mut first = None;
    for threads in ["1", "2", "5"] {
        let more = [
            "--precision",
            "0.06",
            "--replications",
            "50000",
            "--threads",
        ];
        let arguments = [
            &["run"],
            &RANDOM[..1],
            &RANDOM[3..],
            &more,
            &[threads, "--out", threads],
        ];
        let ran = desk.run(&arguments.concat()).expect(0);
        assert!(ran.out.contains("as asked for"), "{}", ran.out);
        let bytes = desk.read(&format!("{threads}/statistics.csv"));
        assert!(
            bytes == *first.get_or_insert_with(|| bytes.clone()),
            "{threads} threads"
        );
    }
    let stopped = &summary(&desk, "1")["stopped"];
    assert_eq!(stopped["why"], "precision");
    assert_eq!(stopped["requested"], 50_000);
    let completed = stopped["completed"].as_u64().unwrap();
    assert!((1024..50_000).contains(&completed) && completed.is_multiple_of(64));
    for width in stopped["precision"]["relative_half_widths"]
        .as_array()
        .unwrap()
    {
        assert!(width["value"].as_f64().unwrap() < 0.06, "{width}");
    }
    let manifest: serde_json::Value =
        serde_json::from_slice(&desk.read("1/manifest.json")).unwrap();
    assert_eq!(manifest["run"]["stopped"], "precision");
    assert_eq!(manifest["run"]["precision"], 0.06);
}

#[test]
fn at_the_ceiling_it_says_how_many_futures_would_do() {
    let desk = Desk::new();
    let arguments = [
        &["run"],
        &RANDOM[..],
        &["--precision", "0.001", "--out", "here"],
    ]
    .concat();
    let ran = desk.run(&arguments).expect(0);
    let told = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("ceiling of 1,000 futures"), "{told}");
    assert!(told.contains("futures would do"), "{told}");
    assert_eq!(summary(&desk, "here")["stopped"]["why"], "ceiling");
    // Without --replications the ceiling is ten times what the scenario says.
    let arguments = [
        &["run"],
        &RANDOM[..1],
        &["--precision", "0.001", "--out", "own"],
    ]
    .concat();
    desk.run(&arguments).expect(0);
    assert_eq!(summary(&desk, "own")["stopped"]["requested"], 80);
}
