//! The judge can fail, and fails where the rule says so.

use serde_json::{Value, json};

use super::*;

fn passes(output: &Value, got: &Value, n: u64) -> bool {
    judge(output, got, Some(n)).is_ok()
}

#[test]
fn a_deterministic_answer_passes_within_its_tolerance_and_not_beyond() {
    let output = json!({"value": 100.0, "check": "det", "rtol": 1e-9, "atol": 1e-12});
    assert!(judge(&output, &json!(100.0 + 9e-8), None).is_ok());
    assert!(judge(&output, &json!(100.0 + 2e-7), None).is_err());
    assert!(judge(&output, &json!(f64::NAN), None).is_err());
}

#[test]
fn every_element_of_a_list_counts() {
    let output = json!({"value": [35, 21, 14], "check": "det", "rtol": 1e-9});
    assert!(judge(&output, &json!([35.0, 21.0, 14.0]), None).is_ok());
    assert!(judge(&output, &json!([35.0, 21.0, 14.1]), None).is_err());
    assert!(judge(&output, &json!([35.0, 21.0]), None).is_err());
    assert!(judge(&output, &json!(70.0), None).is_err());
}

#[test]
fn an_exact_answer_is_equal_or_wrong() {
    let words = json!({"value": ["6627e8d5"], "check": "exact"});
    assert!(judge(&words, &json!(["6627e8d5"]), None).is_ok());
    assert!(judge(&words, &json!(["6627e8d6"]), None).is_err());
    let truth = json!({"value": true, "check": "exact"});
    assert!(judge(&truth, &json!(true), None).is_ok());
    assert!(judge(&truth, &json!(false), None).is_err());
}

#[test]
fn an_exact_quantile_counts_only_with_enough_draws() {
    let output = json!({"value": 8.0, "check": "exact", "n_needed": 33_398});
    assert!(
        passes(&output, &json!(9.0), 33_397),
        "too few draws to tell"
    );
    assert!(!passes(&output, &json!(9.0), 33_398));
    assert!(passes(&output, &json!(8.0), 33_398));
}

#[test]
fn a_mean_passes_within_four_standard_errors() {
    let output = json!({"value": 5.0, "check": "mc", "sd": 2.0, "z": 4.0, "n": 100});
    assert!(passes(&output, &json!(5.079), 10_000));
    assert!(!passes(&output, &json!(5.081), 10_000));
    assert!(
        judge(&output, &json!(5.79), None).is_ok(),
        "its own number of draws"
    );
}

#[test]
fn a_share_is_judged_by_the_exact_binomial_test() {
    // By hand: 2 P(K >= 7) = 2 x 176 / 1024.
    assert!((binomial_p_value(7.0, 10.0, 0.5) - 0.34375).abs() < 1e-12);
    assert!((binomial_p_value(10.0, 10.0, 0.5) - 2.0 / 1024.0).abs() < 1e-12);
    assert_eq!(binomial_p_value(1.0, 10.0, 0.0), 0.0);
    let output = json!({"value": 0.5, "check": "prob", "p_min": 6.3e-5, "n": 100_000});
    assert!(passes(&output, &json!(0.506), 100_000));
    assert!(!passes(&output, &json!(0.507), 100_000));
}

#[test]
fn the_bracket_of_a_quantile_narrows_with_the_root_of_the_draws() {
    let output = json!({"value": 10.0, "check": "quantile", "n_ref": 100, "lo": 8.0, "hi": 14.0});
    assert!(passes(&output, &json!(13.9), 100));
    assert!(!passes(&output, &json!(12.1), 400));
    assert!(!passes(&output, &json!(8.9), 400));
    assert!(passes(&output, &json!(9.1), 400));
}

#[test]
fn bands_and_p_values_have_ends() {
    let band = json!({"value": 1.0, "check": "band", "lo": 0.9, "hi": 1.2});
    assert!(passes(&band, &json!(1.2), 1));
    assert!(!passes(&band, &json!(1.21), 1));
    assert!(!passes(&band, &json!(0.89), 1));
    let gof = json!({"value": 0.5, "check": "gof", "p_min": 1e-4});
    assert!(passes(&gof, &json!(2e-4), 1));
    assert!(!passes(&gof, &json!(5e-5), 1));
}

#[test]
fn an_unknown_rule_or_a_missing_field_passes_nothing() {
    assert!(!passes(
        &json!({"value": 1.0, "check": "luck"}),
        &json!(1.0),
        1
    ));
    assert!(!passes(
        &json!({"value": 1.0, "check": "mc", "z": 4.0}),
        &json!(1.0),
        1
    ));
}

#[test]
fn a_failed_statistical_check_is_repeated_once_with_four_times_the_draws() {
    let asked = std::cell::RefCell::new(Vec::new());
    judged("V104", 1000, |seed, n| {
        asked.borrow_mut().push((seed, n));
        let mean = if asked.borrow().len() == 1 { 9.0 } else { 6.35 };
        vec![("mean", json!(mean))]
    });
    assert_eq!(*asked.borrow(), [(SEED, 1000), (SEED + 1, 4000)]);
}

#[test]
#[should_panic(expected = "twice")]
fn a_check_that_fails_twice_fails() {
    judged("V104", 1000, |_, _| vec![("mean", json!(9.0))]);
}

#[test]
#[should_panic(expected = "V105 alpha")]
fn arithmetic_has_no_second_attempt() {
    judged("V105", 1000, |_, _| vec![("alpha", json!(2.3))]);
}
