//! Whose doing the losses are.

use super::Desk;

#[test]
fn an_attribution_is_told_and_written() {
    let desk = Desk::new();
    let arguments = [
        "attribute",
        "toy-escalation",
        "--replications",
        "8",
        "--out",
        "here",
    ];
    let ran = desk.run(&arguments).expect(0);
    assert!(ran.out.contains("Parts of the tail"), "{}", ran.out);
    assert_eq!(
        desk.names_in("here"),
        ["attribution.json", "attribution.md"]
    );
    let json: serde_json::Value =
        serde_json::from_slice(&desk.read("here/attribution.json")).unwrap();
    // 196 t at 100 USD/kg; without the pressure nothing, without the blow 4 x 10.5 t less.
    assert!((json["mean"]["value"].as_f64().unwrap() - 19.6e6).abs() < 10.0);
    let fall = |at: usize| {
        json["hazards"][at]["mean_falls_by"]["value"]
            .as_f64()
            .unwrap()
    };
    assert!((fall(0) - 19.6e6).abs() < 10.0, "{}", fall(0));
    assert!((fall(1) - 4.2e6).abs() < 10.0, "{}", fall(1));
    let told = desk
        .run(&[&arguments[..], &["--format", "json"]].concat())
        .expect(0);
    assert_eq!(told.out.as_bytes(), desk.read("here/attribution.json"));
}

#[test]
fn an_attribution_that_cannot_be_is_refused() {
    let desk = Desk::new();
    let focus = desk
        .run(&["attribute", "toy-escalation", "--focus", "JPN"])
        .expect(2);
    assert!(focus.err.contains("`JPN`"), "{}", focus.err);
    desk.run(&["attribute", "toy-escalation", "--replications", "0"])
        .expect(2);
    assert!(desk.names().is_empty());
}
