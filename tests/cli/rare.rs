//! `monazite rare`.

use super::Desk;

#[test]
fn rare_losses_are_told_with_what_steering_gained_and_written() {
    let desk = Desk::new();
    let arguments = [
        "rare",
        "toy-escalation",
        "--replications",
        "64",
        "--repeats",
        "4",
        "--out",
        "here",
    ];
    let ran = desk.run(&arguments).expect(0);
    assert!(ran.out.contains("How they were drawn"), "{}", ran.out);
    assert_eq!(desk.names_in("here"), ["rare.json", "rare.md"]);
    let json: serde_json::Value = serde_json::from_slice(&desk.read("here/rare.json")).unwrap();
    assert_eq!(json["pilot"], 1024);
    // Nothing is random in the toy: 196 t at 100 USD/kg, in every future.
    for row in json["value_at_risk"].as_array().unwrap() {
        let value = row["value"].as_f64().unwrap();
        assert!((value - 19.6e6).abs() < 10.0, "{row}");
    }
}

#[test]
fn an_estimate_that_cannot_be_is_refused() {
    let desk = Desk::new();
    let many = ["rare", "toy-escalation", "--replications", "70000"];
    let ran = desk.run(&many).expect(2);
    assert!(ran.err.contains("65536"), "{}", ran.err);
    desk.run(&["rare", "toy-escalation", "--repeats", "1"])
        .expect(2);
    assert!(desk.names().is_empty());
}
