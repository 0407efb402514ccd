//! Parts of the network removed in turn.

use super::Desk;

const TOY: [&str; 4] = ["stress", "toy-ban-against-cover", "--weeks", "12"];

#[test]
fn a_stress_tells_who_is_short_first_and_writes_nothing() {
    let desk = Desk::new();
    let ran = desk.run(&TOY).expect(0);
    let words: Vec<&str> = ran.out.split_whitespace().collect();
    let text = words.join(" ");
    assert!(
        text.contains("Tolls are those of the world outside China"),
        "{text}"
    );
    let row = ran
        .out
        .lines()
        .find(|line| line.starts_with("Exports of Ore from China"));
    let row = row.unwrap_or_else(|| panic!("{}", ran.out));
    // India survives five weeks; 66.5 + 56 + 42 t at 10 USD/kg.
    assert!(
        row.contains("India, Ore") && row.contains(" 5 ") && row.contains("164.5"),
        "{row}"
    );
    assert!(desk.names().is_empty());
}

#[test]
fn a_stress_for_programs_is_the_file_that_is_written() {
    let desk = Desk::new();
    let more = [
        "--out",
        "here",
        "--format",
        "json",
        "--focus",
        "JP",
        "--reverse",
        "0.1",
    ];
    let ran = desk.run(&[&TOY[..], &more].concat()).expect(0);
    assert_eq!(
        desk.names_in("here"),
        ["stress.csv", "stress.json", "stress.md"]
    );
    assert_eq!(ran.out.as_bytes(), desk.read("here/stress.json"));
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let cuts = json["cuts"].as_array().unwrap();
    let trade = cuts
        .iter()
        .find(|cut| cut["kind"] == "trade" && cut["object"] == "JP")
        .unwrap();
    assert_eq!(trade["shortest_outage_weeks"], 10.0);
    let short = &trade["toll"]["short"][0];
    assert_eq!(
        (&short["economy"], &short["material"]),
        (&"JP".into(), &"ore".into())
    );
    assert_eq!(short["time_to_survive_weeks"], 6.0);
    let again = desk.run(&[&TOY[..], &more].concat()).expect(0);
    assert_eq!(again.out, ran.out);
}

#[test]
fn a_stress_that_cannot_be_is_refused() {
    let desk = Desk::new();
    let material = desk
        .run(&[
            "stress",
            "background",
            "--reverse",
            "0.1",
            "--material",
            "dy-oxid",
        ])
        .expect(2);
    assert!(
        material.err.contains("did you mean `dy-oxide`?"),
        "{}",
        material.err
    );
    let alone = desk
        .run(&["stress", "background", "--material", "dy-oxide"])
        .expect(2);
    assert!(alone.err.contains("--reverse"), "{}", alone.err);
    desk.run(&["stress", "background", "--weeks", "0"])
        .expect(2);
    std::fs::create_dir(desk.path().join("taken")).unwrap();
    std::fs::write(desk.path().join("taken/mine.txt"), "x").unwrap();
    let taken = desk
        .run(&[&TOY[..], &["--out", "taken"]].concat())
        .expect(2);
    assert!(taken.err.contains("mine.txt"), "{}", taken.err);
}
