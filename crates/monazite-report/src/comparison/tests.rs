use monazite_engine::{Class, Column, Comparison, Indicator, RunResult, Scope};

use super::Compared;
use crate::manifest;
use crate::page::html;
use crate::sample::Sample;

/// The sample with these strategies: factors on what is lost, and what they cost, USD. Losses of the world
/// outside China are 1,000 USD times the number of the future.
struct Field {
    sample: Sample,
    results: Vec<RunResult>,
    /// Uncertain parameters and their values in the futures.
    parameters: Vec<(String, Vec<f64>)>,
}

impl Field {
    fn new(futures: usize, strategies: &[(&str, f64, f64)]) -> Self {
        let mut sample = Sample::new(futures);
        let mut results = vec![strategy(futures, "none", 1.0, 0.0)];
        for &(id, factor, cost) in strategies {
            results.push(strategy(futures, id, factor, cost));
            sample.scenario.strategies.push(monazite_model::Strategy {
                id: id.to_owned(),
                title: format!("The way of {id}"),
                alone: String::new(),
                levers: Vec::new(),
                actions: Vec::new(),
            });
        }
        Self {
            sample,
            results,
            parameters: Vec::new(),
        }
    }

    fn told<T>(&self, of: impl FnOnce(&Compared<'_>) -> T) -> T {
        let focus = Scope {
            economy: self.sample.scenario.focus(&self.sample.world).to_owned(),
            ..Scope::default()
        };
        let comparison = Comparison::new(&self.results, focus);
        let classes = Class::of(&self.results[0], &self.parameters);
        of(&Compared {
            scenario: &self.sample.scenario,
            world: &self.sample.world,
            comparison: &comparison,
            classes: &classes,
            foreseen: &Ok(Vec::new()),
            known: None,
        })
    }

    fn finding(&self, topic: &str) -> String {
        let found = self.told(|compared| {
            let mut findings = compared.findings().into_iter();
            findings.find(|finding| finding.topic == topic)
        });
        found
            .unwrap_or_else(|| panic!("nothing is told of {topic}"))
            .text
    }
}

fn strategy(futures: usize, id: &str, factor: f64, cost: f64) -> RunResult {
    let mut result = crate::sample::result(futures);
    id.clone_into(&mut result.strategy);
    let column = |economy: &str, indicator, values: Vec<f64>| Column {
        scope: Scope {
            economy: economy.to_owned(),
            ..Scope::default()
        },
        indicator,
        unit: "USD",
        values,
    };
    let losses: Vec<f64> = (0..futures).map(|at| 1e3 * factor * at as f64).collect();
    let unmet = losses.iter().map(|loss| loss / 1e4).collect();
    result.columns = vec![
        column("zone:world", Indicator::ValueAtRisk, losses.clone()),
        column("zone:world", Indicator::UnmetDemand, unmet),
        column(
            "JP",
            Indicator::ValueAtRisk,
            losses.iter().map(|x| 0.75 * x).collect(),
        ),
        column(
            "US",
            Indicator::ValueAtRisk,
            losses.iter().map(|x| 0.25 * x).collect(),
        ),
        column("", Indicator::PublicCost, vec![cost; futures]),
        column("", Indicator::IndustryCost, vec![0.0; futures]),
    ];
    result
}

#[test]
fn the_smallest_tail_is_named_with_what_it_saves_and_costs() {
    let field = Field::new(1000, &[("half", 0.5, 2e3), ("most", 0.9, 1e3)]);
    let most = field.finding("What helps most");
    // The worst 50 of 1,000 futures lose 974,500 USD on average; half of it remains.
    assert!(
        most.contains("the world outside China, half (The way of half)"),
        "{most}"
    );
    assert!(most.contains("USD 487,000"), "{most}");
    assert!(
        most.contains("50.0 % less") || most.contains("50 % less"),
        "{most}"
    );
    assert!(
        most.contains("It costs USD 2,000 over the horizon, discounted: USD 2,000 paid by states"),
        "{most}"
    );
    assert!(most.contains("surely leaves the smallest tail"), "{most}");
    let order = field.finding("Who beats whom");
    assert!(
        order.starts_with("half beats most: its tail is 44"),
        "{order}"
    );
    assert!(order.contains("at 2 times the cost"), "{order}");
    let money = field.finding("For the money");
    assert!(money.contains("none (USD 0, tail USD 97"), "{money}");
    assert!(money.contains("half 0.0041"), "{money}");
}

#[test]
fn strategies_that_do_the_same_are_not_told_apart() {
    let field = Field::new(1000, &[("one", 0.5, 2e3), ("other", 0.5, 2e3)]);
    let most = field.finding("What helps most");
    assert!(
        most.contains("of these futures, though it cannot be told from some others")
            && most.ends_with("By their tails these cannot be told from it: other."),
        "{most}"
    );
    let many = ["a", "b", "c", "d", "e", "f", "g"].map(|id| (id, 0.5, 2e3));
    let most = Field::new(1000, &many).finding("What helps most");
    assert!(
        most.ends_with("from it: b, c, d, e, f and 1 more."),
        "{most}"
    );
    let order = field.finding("Who beats whom");
    assert!(
        order.starts_with(
            "one and other cannot be told apart with 1,000 futures; their tails are the same."
        ),
        "{order}"
    );
}

#[test]
fn what_harms_is_called_so_and_what_helps_nobody_is_not_praised() {
    let field = Field::new(1000, &[("worse", 1.2, 5e3)]);
    let most = field.finding("What helps most");
    assert!(most.starts_with("No strategy leaves"), "{most}");
    let harm = field.finding("No sure help");
    assert!(
        harm.contains("doing nothing, by mean or tail: worse."),
        "{harm}"
    );
}

#[test]
fn acting_together_is_held_against_acting_alone_by_member() {
    let mut field = Field::new(1000, &[("apart", 0.8, 2e3), ("pool", 0.6, 1e3)]);
    field.sample.scenario.strategies[1].alone = "apart".to_owned();
    let joint = field.finding("Together or alone");
    // A fifth of 499,500 USD on average, three quarters of it Japan's.
    assert!(
        joint.starts_with("pool against apart: acting jointly saves"),
        "{joint}"
    );
    assert!(
        joint.contains("Japan USD 74,900 and United States USD 25,000"),
        "{joint}"
    );
    assert!(
        joint.ends_with("Together it costs USD 1,000, apart USD 2,000."),
        "{joint}"
    );
}

#[test]
fn the_focus_of_the_scenario_is_the_focus_of_the_ranking() {
    let mut field = Field::new(1000, &[("half", 0.5, 2e3)]);
    field.sample.scenario.run.focus = "JP".to_owned();
    let most = field.finding("What helps most");
    assert!(most.starts_with("For Japan, half"), "{most}");
    assert!(most.contains("USD 365,"), "{most}");
}

#[test]
fn few_futures_are_warned_of() {
    let few = Field::new(100, &[("half", 0.5, 2e3)]);
    assert_eq!(few.told(|compared| compared.warnings().len()), 1);
    let limits = few.finding("What this run cannot tell");
    assert!(
        limits.starts_with("100 futures are too few to tell tails apart."),
        "{limits}"
    );
    let many = Field::new(1000, &[("half", 0.5, 2e3)]);
    assert!(many.told(|compared| compared.warnings().is_empty()));
}

#[test]
fn what_is_best_most_often_and_what_is_least_regretted_are_told_with_the_kind_that_decides() {
    let mut field = Field::new(900, &[("half", 0.5, 2e3), ("dear", 0.1, 3e5)]);
    field.results[0].hazards.clear();
    field.parameters = vec![("growth".to_owned(), (0..900).map(f64::from).collect())];
    let regret = field.finding("Regret");
    // Mean losses of 449,500 in all, 149,500 in the lowest third, 749,500 in the highest: only there the dear
    // one is better, by 376,750 - 374,950.
    assert!(
        regret.contains("half is the best choice on average in 2 of 3 kinds"),
        "{regret}"
    );
    assert!(
        regret.contains(
            "where growth in its highest third, it is on average USD 1,800 worse than dear"
        ),
        "{regret}"
    );
}

#[test]
fn the_page_has_its_charts_with_their_numbers_and_no_script() {
    let mut field = Field::new(1000, &[("half", 0.5, 2e3), ("<b>", 0.9, 1e3)]);
    field.sample.scenario.strategies[1].title = "<img src=x>".to_owned();
    let page = field
        .told(|compared| html(&compared.page(&manifest::sample()), &manifest::sample()).unwrap());
    assert_eq!(page.matches("<figure>").count(), 3);
    assert_eq!(page.matches("Numbers of this chart").count(), 3);
    for wrong in ["<script", "<img", "NaN", "inf ", "href=\"http", "<b></b>"] {
        assert!(!page.contains(wrong), "{wrong}");
    }
    for section in [
        "ranking",
        "money",
        "pairs",
        "members",
        "regret",
        "strategies",
        "definitions",
    ] {
        assert!(
            page.contains(&format!("<section id=\"{section}\"")),
            "{section}"
        );
    }
}

#[test]
fn the_summary_has_every_strategy_against_every_other() {
    let field = Field::new(1000, &[("half", 0.5, 2e3), ("most", 0.9, 1e3)]);
    let text = field.told(|compared| compared.summary().unwrap());
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["ranking"], serde_json::json!(["half", "most", "none"]));
    assert_eq!(
        json["frontier"],
        serde_json::json!(["none", "most", "half"])
    );
    let half = &json["strategies"]["half"];
    let gap = &half["versus"]["none"]["cvar95"];
    assert_eq!(gap["smaller"], true);
    assert!((gap["value"].as_f64().unwrap() + 487_250.0).abs() < 1e-6);
    assert_eq!(half["versus"]["most"]["dominates"], "first");
    assert_eq!(
        json["strategies"]["none"]["cost_per_avoided_mean"],
        serde_json::Value::Null
    );
}
