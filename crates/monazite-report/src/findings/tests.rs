use monazite_engine::Column;

use super::*;
use crate::sample::Sample;

fn told(sample: &Sample, topic: &str) -> String {
    let found = findings(&sample.report())
        .into_iter()
        .find(|finding| finding.topic == topic);
    found.map(|finding| finding.text).unwrap_or_default()
}

#[test]
fn the_most_important_comes_first_and_the_limits_last() {
    let topics: Vec<&str> = findings(&Sample::new(1000).report())
        .iter()
        .map(|finding| finding.topic)
        .collect();
    assert_eq!(
        topics,
        [
            "How likely",
            "What bites first",
            "How bad",
            "Structure or disruption",
            "Who is hit",
            "Hardly affected",
            "China itself",
            "Light and heavy",
            "What drives the worst",
            "What this run cannot tell",
        ]
    );
}

#[test]
fn the_chance_of_going_short_has_its_interval() {
    // 499 of 1000 futures lose something outside China.
    let text = told(&Sample::new(1000), "How likely");
    assert!(
        text.starts_with(
            "The chance is 50 % (95 % interval 47 to 53 %) that at least one material runs short in \
             the world outside China within 52 weeks"
        ),
        "{text}"
    );
}

#[test]
fn the_material_that_is_short_in_half_of_the_futures_bites_first() {
    let text = told(&Sample::new(1000), "What bites first");
    assert!(
        text.starts_with("High-coercivity magnet bites first in the world outside China"),
        "{text}"
    );
}

#[test]
fn structure_and_disruption_add_up_to_the_whole() {
    // The twin has 20 % of the loss: 0.2 x 0.1245 of demand; disruptions 0.8 x 0.1245.
    let text = told(&Sample::new(1000), "Structure or disruption");
    assert!(
        text.starts_with("2.5 % (95 % interval 2.3 to 2.7 %) of demand"),
        "{text}"
    );
    assert!(
        text.contains("disruptions add 10 % (95 % interval 9 to 11 %)"),
        "{text}"
    );
}

#[test]
fn who_loses_nothing_is_not_among_the_hit() {
    let sample = Sample::new(1000);
    let hit = told(&sample, "Who is hit");
    assert!(
        hit.contains("Japan USD 150 m") && hit.contains("Quad USD 150 m"),
        "{hit}"
    );
    assert!(!hit.contains("China"), "{hit}");
    let spared = told(&sample, "Hardly affected");
    assert!(spared.contains("on average: United States."), "{spared}");
    assert!(spared.contains("on average: Standard magnet."), "{spared}");
    assert!(
        !spared.contains("Japan") && !spared.contains("High-coercivity"),
        "{spared}"
    );
}

#[test]
fn a_run_without_loss_says_below_what_the_chance_is_and_claims_no_drivers() {
    let mut sample = Sample::new(1000);
    sample
        .result
        .columns
        .iter_mut()
        .for_each(|column| column.values.fill(0.0));
    let text = told(&sample, "How likely");
    assert!(text.starts_with("None of 1,000 futures"), "{text}");
    assert!(text.contains("below 0.3"), "{text}");
    assert_eq!(told(&sample, "What drives the worst"), "");
    assert_eq!(told(&sample, "What bites first"), "");
}

#[test]
fn no_finding_speaks_of_a_bare_p90() {
    for finding in findings(&Sample::new(1000).report()) {
        assert!(!finding.text.contains("P9"), "{}", finding.text);
    }
}

#[test]
fn a_run_that_completed_nothing_finds_nothing() {
    let sample = Sample::new(0);
    assert_eq!(findings(&sample.report()).len(), 1);
}

#[test]
fn a_strategy_is_named_with_what_it_costs_and_none_is_not() {
    let mut sample = Sample::new(100);
    assert_eq!(told(&sample, "The strategy"), "");
    sample.scenario.strategies.push(monazite_model::Strategy {
        id: "reserve".to_owned(),
        title: "A reserve.".to_owned(),
        alone: String::new(),
        levers: Vec::new(),
        actions: Vec::new(),
    });
    sample.result.strategy = "reserve".to_owned();
    for (indicator, usd) in [(Indicator::PublicCost, 2e6), (Indicator::IndustryCost, 0.0)] {
        sample.result.columns.push(Column {
            scope: Scope::default(),
            indicator,
            unit: "USD",
            values: vec![usd; 100],
        });
    }
    let text = told(&sample, "The strategy");
    assert!(text.starts_with("`reserve`: A reserve. Over "), "{text}");
    assert!(
        text.contains("costs the public USD 2 m and industry USD 0 on average"),
        "{text}"
    );
}
