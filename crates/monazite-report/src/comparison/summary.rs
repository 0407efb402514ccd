//! `summary.json` of a comparison.

use std::collections::BTreeMap;

use monazite_engine::{Difference, Foreseen, Indicator, Measure, Scope};
use monazite_stats::{Dominance, Estimate};
use serde::Serialize;

use super::Compared;

/// Version of the layout.
const FORMAT: u32 = 1;

// Private mirrors: the file is a contract, the types behind it may move.

#[derive(Serialize)]
struct Summary<'a> {
    format: u32,
    comparison: bool,
    scenario: &'a str,
    title: &'a str,
    pack: &'a str,
    seed: u64,
    start: String,
    horizon_days: f64,
    step_days: f64,
    replications: u64,
    /// Whom the ranking is for: an economy, `bloc:ID`, `zone:world`, or everybody where empty.
    focus: &'a str,
    findings: Vec<Told>,
    /// Ids by the tail of value at risk, the smallest first.
    ranking: Vec<&'a str>,
    /// Ids of strategies that no other beats by both tail and cost, the cheapest first.
    frontier: Vec<&'a str>,
    strategies: BTreeMap<&'a str, Strategy<'a>>,
    /// Futures without any strategy that were looked at with perfect foresight.
    foresight: Vec<Seen>,
    /// What was asked for by --precision, and whether it was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Known>,
}

/// Masses are t REO.
#[derive(Serialize)]
struct Seen {
    /// Ranks of the losses that the future stands for, as shares of all.
    ranks: (f64, f64),
    replication: u64,
    wanted: f64,
    unmet: f64,
    least_unmet: f64,
    /// Days that are planned at once.
    period_days: f64,
}

#[derive(Serialize)]
struct Known {
    target: f64,
    reached: bool,
}

#[derive(Serialize)]
struct Told {
    topic: &'static str,
    text: String,
}

/// Numbers are of the focus, USD; costs are everybody's.
#[derive(Serialize)]
struct Strategy<'a> {
    title: String,
    mean: Number,
    cvar95: Number,
    unmet_tonnes: Option<Number>,
    public_cost: Option<Number>,
    industry_cost: Option<Number>,
    best: Number,
    cost_per_avoided_cvar95: Option<Number>,
    cost_per_avoided_mean: Option<Number>,
    cost_per_avoided_tonne: Option<Number>,
    /// Against every other strategy: this one less the other.
    versus: BTreeMap<&'a str, Versus>,
}

#[derive(Serialize)]
struct Versus {
    mean: Gap,
    cvar95: Gap,
    /// `first`, `second`, or absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    dominates: Option<&'static str>,
    /// Replications that would tell the tails apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<u64>,
}

#[derive(Serialize)]
struct Number {
    value: Option<f64>,
    std_error: Option<f64>,
    ci_low: Option<f64>,
    ci_high: Option<f64>,
}

#[derive(Serialize)]
struct Gap {
    value: f64,
    std_error: Option<f64>,
    ci_low: Option<f64>,
    ci_high: Option<f64>,
    together_low: Option<f64>,
    together_high: Option<f64>,
    /// Whether this strategy's is surely smaller, or surely larger; absent where it is not sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    smaller: Option<bool>,
}

fn number(estimate: Estimate) -> Number {
    let finite = |value: f64| value.is_finite();
    Number {
        value: Some(estimate.value).filter(|value| finite(*value)),
        std_error: estimate.std_error,
        ci_low: estimate.ci_low,
        ci_high: estimate.ci_high,
    }
}

fn gap(difference: &Difference) -> Gap {
    Gap {
        value: difference.estimate.value,
        std_error: difference.estimate.std_error,
        ci_low: difference.estimate.ci_low,
        ci_high: difference.estimate.ci_high,
        together_low: difference.together.map(|ends| ends.0),
        together_high: difference.together.map(|ends| ends.1),
        smaller: difference.smaller(),
    }
}

fn versus(compared: &Compared<'_>, first: usize, second: usize) -> Versus {
    let comparison = compared.comparison;
    let tail = comparison.loss_difference(first, second, Measure::Tail);
    Versus {
        mean: gap(&comparison.loss_difference(first, second, Measure::Mean)),
        dominates: match comparison.dominance(first, second) {
            Dominance::First => Some("first"),
            Dominance::Second => Some("second"),
            Dominance::None => None,
        },
        needed: if tail.smaller().is_some() {
            None
        } else {
            comparison.needed(first, second)
        },
        cvar95: gap(&tail),
    }
}

fn strategy<'a>(compared: &Compared<'a>, at: usize, best: Estimate) -> Strategy<'a> {
    let comparison = compared.comparison;
    let focus = comparison.focus();
    let level = |scope: &Scope, indicator, measure| {
        comparison.level(at, scope, indicator, measure).map(number)
    };
    let of = |measure| {
        level(focus, Indicator::ValueAtRisk, measure).unwrap_or(number(Estimate::bare(f64::NAN)))
    };
    let everybody = Scope::default();
    let per = |estimate: Estimate| (at > 0).then(|| number(estimate));
    Strategy {
        title: compared.title(at),
        mean: of(Measure::Mean),
        cvar95: of(Measure::Tail),
        unmet_tonnes: level(focus, Indicator::UnmetDemand, Measure::Mean),
        public_cost: level(&everybody, Indicator::PublicCost, Measure::Mean),
        industry_cost: level(&everybody, Indicator::IndustryCost, Measure::Mean),
        best: number(best),
        cost_per_avoided_cvar95: per(comparison.cost_per_avoided(at, Measure::Tail)),
        cost_per_avoided_mean: per(comparison.cost_per_avoided(at, Measure::Mean)),
        cost_per_avoided_tonne: per(comparison.cost_per_tonne(at)),
        versus: (0..comparison.len())
            .filter(|&other| other != at)
            .map(|other| (compared.id(other), versus(compared, at, other)))
            .collect(),
    }
}

fn seen(seen: &Foreseen) -> Seen {
    let foresight = &seen.foresight;
    Seen {
        ranks: seen.ranks,
        replication: seen.replication,
        wanted: foresight.wanted,
        unmet: foresight.simulated,
        least_unmet: foresight.bound,
        period_days: foresight.period_days,
    }
}

/// The text of `summary.json`, ending in a newline. The same comparison gives the same text.
pub(crate) fn summary(compared: &Compared<'_>) -> Result<String, serde_json::Error> {
    let (scenario, comparison) = (compared.scenario, compared.comparison);
    let first = comparison.results().first();
    let ids = |list: Vec<usize>| list.into_iter().map(|at| compared.id(at)).collect();
    let best = comparison.best();
    let summary = Summary {
        format: FORMAT,
        comparison: true,
        scenario: &scenario.id,
        title: &scenario.title,
        pack: &scenario.pack,
        seed: scenario.run.seed,
        start: scenario.run.start.to_string(),
        horizon_days: first.map_or(0.0, |result| f64::from(result.steps) * result.step_days),
        step_days: first.map_or(0.0, |result| result.step_days),
        replications: comparison.replications(),
        focus: &comparison.focus().economy,
        findings: compared
            .findings()
            .into_iter()
            .map(|finding| Told {
                topic: finding.topic,
                text: finding.text,
            })
            .collect(),
        ranking: ids(comparison.ranking()),
        frontier: ids(comparison.frontier()),
        strategies: (0..comparison.len())
            .map(|at| (compared.id(at), strategy(compared, at, best[at])))
            .collect(),
        foresight: compared.foreseen.iter().flatten().map(seen).collect(),
        precision: compared.known.as_ref().map(|known| Known {
            target: known.target,
            reached: known.reached(),
        }),
    };
    Ok(serde_json::to_string_pretty(&summary)? + "\n")
}
