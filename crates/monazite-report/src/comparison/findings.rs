//! What a comparison found, in sentences.

use monazite_engine::{Class, Indicator, Kind, Measure, Scope};

use super::Compared;
use super::words::{change, kind, scope, size, with_interval};
use crate::findings::Finding;
use crate::measure::Reading;
use crate::names::listed;
use crate::number;
use crate::stopping::known_enough;

/// Strategies told one by one in a sentence at most.
const TOLD: usize = 5;

pub(super) fn findings(compared: &Compared<'_>) -> Vec<Finding> {
    if compared.comparison.len() < 2 || compared.comparison.replications() == 0 {
        return Vec::new();
    }
    let ranking = compared.comparison.ranking();
    let mut findings = vec![
        compared.most(&ranking),
        compared.in_order(&ranking),
        compared.money(),
    ];
    findings.extend(compared.no_help());
    findings.extend(
        compared
            .joint_pairs()
            .into_iter()
            .filter_map(|pair| compared.jointly(pair)),
    );
    findings.extend(compared.members_of(ranking[0]));
    findings.extend(compared.prices_under(ranking[0]));
    findings.extend(compared.regret());
    findings.extend(compared.coordination());
    findings.push(compared.limits(&ranking));
    findings
}

fn finding(topic: &'static str, sentences: &[String]) -> Finding {
    Finding {
        topic,
        text: sentences.join(" "),
    }
}

impl Compared<'_> {
    /// The strategy with the smallest tail.
    fn most(&self, ranking: &[usize]) -> Finding {
        let (topic, best) = ("What helps most", ranking[0]);
        let whom = self.whom();
        if best == 0 {
            return finding(
                topic,
                &[format!(
                    "No strategy leaves {whom} a smaller tail of value at risk than doing nothing does: the mean \
                     of the worst 5 % of futures is {}.",
                    with_interval(&self.loss(0, Measure::Tail), "USD"),
                )],
            );
        }
        let ratio = Reading::from(self.comparison.loss_ratio(best, 0, Measure::Tail));
        let alike: Vec<usize> = ranking[1..]
            .iter()
            .copied()
            .filter(|&other| {
                let difference = self.comparison.loss_difference(best, other, Measure::Tail);
                difference.smaller().is_none()
            })
            .collect();
        let sure = if alike.is_empty() {
            "surely leaves the smallest tail"
        } else {
            "leaves the smallest tail of these futures, though it cannot be told from some others"
        };
        let mut sentences = vec![
            format!(
                "For {whom}, {} ({}) {sure}: in the worst 5 % of futures output worth {} depends on average on what is \
                 missing, against {} without any strategy{}.",
                self.id(best),
                self.title(best),
                with_interval(&self.loss(best, Measure::Tail), "USD"),
                with_interval(&self.loss(0, Measure::Tail), "USD"),
                if ratio.value.is_finite() {
                    format!(": {}", change(&ratio))
                } else {
                    String::new()
                },
            ),
            format!(
                "Over all futures it is {} against {}.",
                number::compared(&self.loss(best, Measure::Mean), "USD"),
                number::compared(&self.loss(0, Measure::Mean), "USD"),
            ),
            self.cost_sentence(best),
        ];
        if !alike.is_empty() {
            let way = |&other: &usize| match other {
                0 => "doing nothing".to_owned(),
                other => self.id(other).to_owned(),
            };
            let mut names: Vec<String> = alike.iter().take(TOLD).map(way).collect();
            if alike.len() > TOLD {
                names.push(format!("{} more", alike.len() - TOLD));
            }
            sentences.push(format!(
                "By their tails these cannot be told from it: {}.",
                listed(&names)
            ));
        }
        finding(topic, &sentences)
    }

    fn cost_sentence(&self, strategy: usize) -> String {
        let everybody = Scope::default();
        let part = |indicator| {
            self.level(strategy, &everybody, indicator, Measure::Mean)
                .map_or_else(
                    || "nothing".to_owned(),
                    |reading| number::compared(&reading, "USD"),
                )
        };
        format!(
            "It costs {} over the horizon, discounted: {} paid by states, {} by industry and buyers.",
            number::compared(&self.comparison.cost(strategy).into(), "USD"),
            part(Indicator::PublicCost),
            part(Indicator::IndustryCost),
        )
    }

    /// Neighbours in the ranking: who beats whom, and who cannot be told apart.
    fn in_order(&self, ranking: &[usize]) -> Finding {
        let sentences: Vec<String> = ranking
            .windows(2)
            .take(TOLD)
            .map(|pair| self.neighbours(pair[0], pair[1]))
            .collect();
        finding("Who beats whom", &sentences)
    }

    fn neighbours(&self, first: usize, second: usize) -> String {
        let difference = self
            .comparison
            .loss_difference(first, second, Measure::Tail);
        let (one, other) = (self.id(first), self.id(second));
        if difference.smaller().is_some() {
            let ratio = Reading::from(self.comparison.loss_ratio(first, second, Measure::Tail));
            return format!(
                "{one} beats {other}: its tail is {}{}.",
                change(&ratio),
                self.at_cost(first, second)
            );
        }
        let futures = number::count(self.comparison.replications());
        let enough = match self.comparison.needed(first, second) {
            Some(needed) if needed < 100_000_000 => {
                // Two digits: the number rests on a difference that is not known.
                let unit = 10_u64.pow(needed.max(1).ilog10().saturating_sub(1));
                format!(
                    "; about {} would do, if the difference is what it seems",
                    number::count(needed.div_ceil(unit) * unit)
                )
            }
            _ if difference.estimate.value == 0.0 => "; their tails are the same".to_owned(),
            _ => String::new(),
        };
        format!("{one} and {other} cannot be told apart with {futures} futures{enough}.")
    }

    /// ` at 0.6 of the cost`.
    fn at_cost(&self, first: usize, second: usize) -> String {
        let (one, other) = (
            self.comparison.cost(first).value,
            self.comparison.cost(second).value,
        );
        if one > 0.0 && one <= other {
            let unit = 10f64.powf((one / other).log10().floor() - 1.0);
            let part = number::plain((one / other / unit).round() * unit, "");
            format!(", at {part} of the cost")
        } else if other > 0.0 && one > other {
            let unit = 10f64.powf((one / other).log10().floor() - 2.0);
            let times = number::plain((one / other / unit).round() * unit, "");
            format!(", at {times} times the cost")
        } else {
            format!(
                ", for {} against {}",
                number::plain(one, "USD"),
                number::plain(other, "USD")
            )
        }
    }

    /// Efficient strategies, and the cheapest for what they avoid.
    fn money(&self) -> Finding {
        let told: Vec<String> = self
            .comparison
            .frontier()
            .into_iter()
            .map(|strategy| {
                format!(
                    "{} ({}, tail {})",
                    self.id(strategy),
                    number::compared(&self.comparison.cost(strategy).into(), "USD"),
                    number::compared(&self.loss(strategy, Measure::Tail), "USD"),
                )
            })
            .collect();
        let mut sentences = vec![format!(
            "No other strategy gives a smaller tail at lower cost than these, the cheapest first: {}.",
            listed(&told)
        )];
        let mut cheap: Vec<(usize, Reading)> = (1..self.comparison.len())
            .map(|at| {
                (
                    at,
                    self.comparison.cost_per_avoided(at, Measure::Tail).into(),
                )
            })
            .filter(|(at, ratio): &(usize, Reading)| ratio.low.is_some() && self.surely_helps(*at))
            .collect();
        cheap.sort_by(|a, b| a.1.value.total_cmp(&b.1.value));
        let cheap: Vec<String> = cheap
            .iter()
            .take(TOLD)
            .map(|(at, ratio)| format!("{} {}", self.id(*at), with_interval(ratio, "")))
            .collect();
        if !cheap.is_empty() {
            sentences.push(format!(
                "Dollars per dollar of the tail that is avoided, where it is sure that any is: {}.",
                listed(&cheap)
            ));
        }
        finding("For the money", &sentences)
    }

    /// Whether a strategy surely makes the tail smaller, all pairs taken together.
    pub(super) fn surely_helps(&self, strategy: usize) -> bool {
        let tail = self.comparison.loss_difference(strategy, 0, Measure::Tail);
        tail.smaller() == Some(true)
    }

    /// Strategies that do not help the focus, or harm it.
    fn no_help(&self) -> Option<Finding> {
        let (mut unsure, mut harm) = (Vec::new(), Vec::new());
        for strategy in 1..self.comparison.len() {
            let tail = self.comparison.loss_difference(strategy, 0, Measure::Tail);
            let mean = self.comparison.loss_difference(strategy, 0, Measure::Mean);
            match (tail.smaller(), mean.smaller()) {
                (Some(false), _) | (None, Some(false)) => harm.push(strategy),
                (None, None) => unsure.push(strategy),
                _ => {}
            }
        }
        let mut sentences = Vec::new();
        if !harm.is_empty() {
            sentences.push(format!(
                "Surely worse for {} than doing nothing, by mean or tail: {}.",
                self.whom(),
                self.ids(&harm)
            ));
        }
        if !unsure.is_empty() {
            sentences.push(format!(
                "Neither by mean nor by tail to be told from doing nothing: {}.",
                self.ids(&unsure)
            ));
        }
        (!sentences.is_empty()).then(|| finding("No sure help", &sentences))
    }

    /// Who gains and who loses by the best strategy.
    fn members_of(&self, best: usize) -> Option<Finding> {
        if best == 0 {
            return None;
        }
        let everyone = self
            .world
            .economies
            .iter()
            .map(|economy| economy.id.as_str());
        let mut gains: Vec<(f64, Reading, String)> = everyone
            .filter_map(|id| {
                let at = scope(id);
                let difference = self.comparison.difference(
                    0,
                    best,
                    &at,
                    Indicator::ValueAtRisk,
                    Measure::Mean,
                )?;
                difference.smaller()?;
                let gain = super::words::joined(&difference);
                Some((gain.value, gain, self.names().economy(id)))
            })
            .collect();
        gains.sort_by(|a, b| b.0.total_cmp(&a.0));
        let told = |rows: Vec<&(f64, Reading, String)>| {
            let told = rows.iter().take(TOLD);
            let mut list: Vec<String> = told
                .map(|(_, gain, name)| format!("{name} {}", number::compared(&size(gain), "USD")))
                .collect();
            if rows.len() > TOLD {
                list.push(format!("{} more", rows.len() - TOLD));
            }
            listed(&list)
        };
        let winners = told(gains.iter().filter(|row| row.0 > 0.0).collect());
        let losers = told(gains.iter().rev().filter(|row| row.0 < 0.0).collect());
        if winners.is_empty() && losers.is_empty() {
            return None;
        }
        let mut sentences = Vec::new();
        if !winners.is_empty() {
            sentences.push(format!(
                "Under {}, each economy looked at on its own, these surely lose less on average: {winners}.",
                self.id(best)
            ));
        }
        if !losers.is_empty() {
            sentences.push(format!("These surely lose more: {losers}."));
        }
        Some(finding("Who gains, who loses", &sentences))
    }

    /// The prices that peak highest without any strategy, and under the best one.
    fn prices_under(&self, best: usize) -> Option<Finding> {
        let mut peaks: Vec<(f64, f64, &str)> = self.comparison.results()[0]
            .columns
            .iter()
            .filter(|column| column.indicator == Indicator::PricePeak)
            .filter_map(|column| {
                let at = &column.scope;
                let level = |strategy| {
                    let peak = self.level(strategy, at, Indicator::PricePeak, Measure::Mean)?;
                    Some(peak.value)
                };
                Some((level(0)?, level(best)?, column.scope.material.as_str()))
            })
            .collect();
        peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
        if best == 0 || peaks.first()?.0 < 1.2 {
            return None;
        }
        let told: Vec<String> = peaks
            .iter()
            .take(3)
            .map(|(without, with, material)| {
                let name = self.names().material(material);
                format!(
                    "{name} {} times its baseline without, {} with",
                    number::plain(two_digits(*without), ""),
                    number::plain(two_digits(*with), "")
                )
            })
            .collect();
        Some(finding(
            "Prices",
            &[format!(
                "Highest prices outside China, on average, without any strategy and with {}: {}.",
                self.id(best),
                told.join("; ")
            )],
        ))
    }

    fn regret(&self) -> Option<Finding> {
        let (least, regret, class) = self.comparison.least_regret(self.classes, true)?;
        if self.classes.len() < 2 {
            return None;
        }
        let best_of = |class: &Class| {
            let regrets = self.comparison.class_regrets(class, true);
            regrets.iter().position(|regret| *regret == 0.0)
        };
        let mut often = vec![0_usize; self.comparison.len()];
        for strategy in self.classes.iter().filter_map(best_of) {
            often[strategy] += 1;
        }
        let most = (0..often.len()).max_by_key(|&at| (often[at], usize::MAX - at))?;
        let worst = if regret > 0.0 {
            format!(
                "{} is the choice that is least regretted where it is regretted most: {}, it is on average {} \
                 worse than {}",
                self.id(least),
                match &class.kind {
                    Kind::All => "over all futures".to_owned(),
                    other => format!("where {}", kind(other)),
                },
                number::plain(two_digits(regret), "USD"),
                self.id(best_of(class)?),
            )
        } else {
            format!("{} is never regretted", self.id(least))
        };
        Some(finding(
            "Regret",
            &[format!(
                "Losses and costs together, {} is the best choice on average in {} of {} kinds of futures, by what \
                 struck and what came out high or low. {worst}.",
                self.id(most),
                often[most],
                self.classes.len(),
            )],
        ))
    }

    fn limits(&self, ranking: &[usize]) -> Finding {
        let futures = self.comparison.replications();
        let best = ranking[0];
        let least: Vec<f64> = ranking[1..]
            .iter()
            .filter_map(|&other| self.comparison.detectable(best, other))
            .collect();
        let mut sentences = Vec::new();
        let (low, high) = (
            least.iter().copied().fold(f64::INFINITY, f64::min),
            least.iter().copied().fold(0.0, f64::max),
        );
        if high > 0.0 {
            sentences.push(format!(
                "With {} the smallest difference of tails to {} that is told with a chance of 80 % is {} to {}, by strategy.",
                number::counted(futures, "future"),
                self.id(best),
                number::plain(two_digits(low), "USD"),
                number::plain(two_digits(high), "USD"),
            ));
        } else if !least.is_empty() {
            sentences.push("All strategies leave the same tail.".to_owned());
        } else {
            sentences.push(format!(
                "{} are too few to tell tails apart.",
                number::counted(futures, "future")
            ));
        }
        sentences.extend(self.known.as_ref().and_then(known_enough));
        sentences.push(format!(
            "\"Surely\" means with 95 % for {} together. All strategies met the same futures; \
             how uncertain data and rules are, beyond the parameters that are drawn, is not in the intervals.",
            match self.comparison.pairs() {
                1 => "the one pair of strategies".to_owned(),
                pairs => format!("all {} pairs of strategies", number::count(pairs as u64)),
            },
        ));
        finding("What this run cannot tell", &sentences)
    }
}

/// A number to its second digit.
pub(crate) fn two_digits(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let unit = 10f64.powf(value.abs().log10().floor() - 1.0);
    (value / unit).round() * unit
}
