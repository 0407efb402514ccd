//! Rare, large losses: estimated from steered draws, and what that gains.
//!
//! A pilot of plain futures tells which hazards the worst ones have more of, and longer. A few repeats
//! then draw the leading numbers evenly (randomised quasi-Monte Carlo: each repeat with a scramble of its
//! own) and such hazards more often and for longer (importance sampling by cross-entropy, Rubinstein and
//! Kroese 2004, in a defensive mixture). Means are unbiased, tails consistent: they are those of all
//! draws together, and the repeats tell their error. The gain is measured, not promised: the variance that plain
//! sampling would have with as many futures, pilot included, over the variance that there is.

use monazite_stats::special::{gamma_quantile, student_t_quantile};
use monazite_stats::{Estimate, Moments, Weighted};

use crate::block::parameters;
use crate::hazards::followed;
use crate::hazards::steer::{POINTS, Scores, Steer, Tilt, Trail};
use crate::plan::Plan;
use crate::result::{Indicator, RunResult, Scope};
use crate::run::{RunOptions, simulate};

/// Futures of the pilot.
pub const PILOT: u64 = 1024;
/// Share of the pilot's futures that tilts are learnt from.
const TAIL: f64 = 0.05;
/// Standard errors by which the worst futures must have more or longer disruptions to be pulled towards
/// them.
const SURE: f64 = 3.0;
/// Largest factor of a rate, and largest shift of a score.
const MOST_RATE: f64 = 3.0;
const MOST_SHIFT: f64 = 1.0;
/// Hazards whose draws are spread evenly: as many as the sequence has dimensions for.
const LEADING: usize = 21;
/// Tilts are softened until at least this share of the draws is effective.
const EFFECTIVE: f64 = 0.2;
/// Effective draws that a repeat needs on average in the tail of what is told.
const ENOUGH: f64 = 5.0;
/// Repeats below this give no useful error.
pub const FEWEST_REPEATS: u64 = 4;
/// Most futures of a repeat: the points of the sequence.
pub const MOST_POINTS: u64 = POINTS;

/// A statistic of the losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RareStatistic {
    /// The mean.
    Mean,
    /// Mean of the worst share of futures, in thousandths.
    WorstThousandths(u32),
    /// What one future in so many exceeds.
    OneIn(u32),
}

/// What is told; of the last two statistics plain sampling needs more futures than anybody runs.
const TOLD: [RareStatistic; 5] = [
    RareStatistic::Mean,
    RareStatistic::WorstThousandths(50),
    RareStatistic::WorstThousandths(10),
    RareStatistic::OneIn(100),
    RareStatistic::OneIn(1000),
];

/// How many times as many plain futures would be needed, with a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// Ratio of variances at equal numbers of futures.
    pub value: f64,
    /// Ends of its interval: the variance of few repeats is not well known.
    pub low: f64,
    /// As `low`.
    pub high: f64,
}

/// One statistic with its error, and what steering gained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RareRow {
    /// Which.
    pub statistic: RareStatistic,
    /// Mean of the repeats, with its error.
    pub estimate: Estimate,
    /// What steering gained; not told of quantiles.
    pub gain: Option<Gain>,
}

/// A hazard that was drawn more often or longer.
#[derive(Debug, Clone, PartialEq)]
pub struct Tilted {
    /// Id.
    pub hazard: String,
    /// Factor of its rate, where it has one.
    pub rate: f64,
    /// Shift of the normal scores of its gaps, where it has some; below zero for shorter ones.
    pub gap: f64,
    /// Shift of the normal scores of its durations.
    pub duration: f64,
}

/// Rare losses of a focus.
#[derive(Debug, Clone, PartialEq)]
pub struct Rare {
    /// Whose losses: value at risk, USD.
    pub focus: Scope,
    /// Futures of the pilot.
    pub pilot: u64,
    /// Futures of a repeat.
    pub replications: u64,
    /// Repeats.
    pub repeats: u64,
    /// Hazards whose draws were spread evenly, the most important first.
    pub leading: Vec<String>,
    /// Hazards that were pulled.
    pub tilted: Vec<Tilted>,
    /// How often the pull was halved, so that enough draws count.
    pub softened: u32,
    /// Draws that count as plain ones by their weights, of all; and of those of the worst 5 %.
    pub effective: f64,
    /// As `effective`, of the worst 5 %.
    pub effective_tail: f64,
    /// The statistics.
    pub rows: Vec<RareRow>,
    /// Those that too few draws are behind.
    pub left_out: Vec<RareStatistic>,
}

/// Estimates rare losses of `focus` (value at risk) from `repeats` times `options.replications` steered
/// futures and a pilot of plain ones. `None` when `progress` says no or the plan does not keep the focus.
pub fn rare(
    plan: &Plan,
    focus: &Scope,
    options: &RunOptions,
    repeats: u64,
    progress: &(dyn Fn(u64) -> bool + Sync),
) -> Option<Rare> {
    let pilot_options = RunOptions {
        first: 0,
        replications: PILOT,
        steer: None,
        ..options.clone()
    };
    let pilot = simulate(plan, &pilot_options, progress);
    let losses = losses(&pilot, focus).filter(|losses| losses.len() as u64 == PILOT)?;
    let learning = Steer {
        learns: true,
        ..Steer::default()
    };
    let trails: Vec<Vec<Trail>> = (0..PILOT)
        .map(|k| trails(plan, options.seed, k, &learning))
        .collect();
    let leading = leading(&trails, losses);
    let mut tilts = learnt(&trails, losses);
    let steer = |repeat: u64, tilts: &[Tilt]| Steer {
        // Repeats differ by their scrambles and by their streams.
        scramble: Some((options.seed as u32).wrapping_mul(0x9e37_79b9) ^ repeat as u32),
        first: PILOT + repeat * options.replications,
        leading: leading.clone(),
        tilts: tilts.to_vec(),
        learns: true,
    };
    let mut softened = 0;
    loop {
        // The draws of a repeat that is not told: what is told must not have chosen its own weights.
        let weights = weights(plan, options, &steer(repeats, &tilts));
        let effective = Weighted::new(&weights, &weights).effective();
        if effective >= EFFECTIVE * weights.len() as f64 {
            break;
        }
        softened += 1;
        for tilt in &mut tilts {
            *tilt = tilt.halved();
        }
    }
    let pulled = tilts.iter().any(|tilt| *tilt != Tilt::NONE);
    let tilts = if pulled { tilts } else { Vec::new() };
    let mut samples = Vec::new();
    let (mut all, mut all_weights) = (Vec::new(), Vec::new());
    for repeat in 0..repeats {
        let steer = steer(repeat, &tilts);
        let own = RunOptions {
            first: steer.first,
            steer: Some(steer.clone()),
            ..options.clone()
        };
        let before = PILOT + repeat * options.replications;
        let result = simulate(plan, &own, &|done| progress(before + done));
        let values = self::losses(&result, focus)?;
        if values.len() as u64 != options.replications {
            return None;
        }
        let weights = weights(plan, options, &steer);
        all.extend_from_slice(values);
        all_weights.extend_from_slice(&weights);
        samples.push(Weighted::new(values, &weights));
    }
    let pooled = Weighted::new(&all, &all_weights);
    let enough = |statistic: &RareStatistic| {
        let level = statistic.level();
        level.is_none_or(|level| pooled.effective_from(level) >= ENOUGH * repeats as f64)
    };
    let (told, left_out): (Vec<_>, Vec<_>) = TOLD.into_iter().partition(enough);
    let ids = |at: &usize| plan.hazards[*at].id.clone();
    let tilted = tilts.iter().enumerate();
    Some(Rare {
        focus: focus.clone(),
        pilot: PILOT,
        replications: options.replications,
        repeats,
        leading: leading.iter().map(ids).collect(),
        tilted: tilted
            .filter(|(_, tilt)| **tilt != Tilt::NONE)
            .map(|(at, tilt)| Tilted {
                hazard: ids(&at),
                rate: tilt.rate,
                gap: tilt.gap,
                duration: tilt.duration,
            })
            .collect(),
        softened,
        effective: pooled.effective(),
        effective_tail: pooled.effective_tail(1.0 - TAIL),
        rows: told
            .into_iter()
            .map(|told| row(told, &samples, &pooled))
            .collect(),
        left_out,
    })
}

fn losses<'a>(result: &'a RunResult, focus: &Scope) -> Option<&'a [f64]> {
    let column = result.column(focus, Indicator::ValueAtRisk)?;
    Some(&column.values)
}

/// What the hazards of a future leave behind.
fn trails(plan: &Plan, seed: u64, replication: u64, steer: &Steer) -> Vec<Trail> {
    let drawn = parameters(plan, seed, replication);
    followed(plan, seed, replication, &drawn, steer).1
}

/// What the futures of a repeat weigh.
fn weights(plan: &Plan, options: &RunOptions, steer: &Steer) -> Vec<f64> {
    (steer.first..steer.first + options.replications)
        .map(|k| steer.weight(&trails(plan, options.seed, k, steer)))
        .collect()
}

/// Hazards by how much their days of disruption and the losses go together, the most first.
fn leading(trails: &[Vec<Trail>], losses: &[f64]) -> Vec<usize> {
    let hazards = trails.first().map_or(0, Vec::len);
    let loss = Moments::of(losses);
    let mut rows: Vec<(f64, usize)> = (0..hazards)
        .filter_map(|at| {
            let days: Vec<f64> = trails.iter().map(|trail| trail[at].days).collect();
            let own = Moments::of(&days);
            if own.variance() <= 0.0 {
                return None;
            }
            let rows = days.iter().zip(losses);
            let both: f64 = rows
                .map(|(d, l)| (d - own.mean()) * (l - loss.mean()))
                .sum();
            Some((-(both / own.variance().sqrt()).abs(), at))
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    rows.truncate(LEADING);
    rows.into_iter().map(|(_, at)| at).collect()
}

/// Tilts towards the worst futures of the pilot: the cross-entropy choice, where it is sure enough.
fn learnt(trails: &[Vec<Trail>], losses: &[f64]) -> Vec<Tilt> {
    let plain = Weighted::new(losses, &vec![1.0; losses.len()]);
    let worst = plain.worst(1.0 - TAIL);
    let rows = trails.iter().zip(losses);
    let tail: Vec<&Vec<Trail>> = rows
        .filter(|(_, loss)| worst(**loss))
        .map(|(trail, _)| trail)
        .collect();
    let hazards = trails.first().map_or(0, Vec::len);
    (0..hazards)
        .map(|at| {
            let sum = |of: fn(&Trail) -> f64| tail.iter().map(|trail| of(&trail[at])).sum::<f64>();
            let (starts, expected) = (
                sum(|trail| f64::from(trail.starts)),
                sum(|trail| trail.expected),
            );
            let more = expected > 0.0 && starts - expected > SURE * expected.sqrt();
            let mean = |of: fn(&Trail) -> Scores| {
                let all = tail.iter().map(|trail| of(&trail[at]));
                let (count, sum) = all.fold((0.0, 0.0), |(count, sum), scores| {
                    (count + f64::from(scores.count), sum + scores.sum)
                });
                // The mean of so many scores is normal with this standard deviation.
                let sure = count > 0.0 && sum.abs() > SURE * f64::sqrt(count);
                if sure { sum / count } else { 0.0 }
            };
            Tilt {
                rate: if more {
                    (starts / expected).min(MOST_RATE)
                } else {
                    1.0
                },
                gap: mean(|trail| trail.gaps).clamp(-MOST_SHIFT, 0.0),
                duration: mean(|trail| trail.durations).clamp(0.0, MOST_SHIFT),
            }
        })
        .collect()
}

impl RareStatistic {
    fn of(self, sample: &Weighted) -> f64 {
        match (self, self.level()) {
            (Self::WorstThousandths(_), Some(level)) => sample.cvar(level),
            (Self::OneIn(_), Some(level)) => sample.quantile(level),
            _ => sample.mean(),
        }
    }

    /// Share of futures that lose no more; `None` for the mean.
    fn level(self) -> Option<f64> {
        match self {
            Self::Mean => None,
            Self::WorstThousandths(worst) => Some(1.0 - f64::from(worst) / 1000.0),
            Self::OneIn(futures) => Some(1.0 - 1.0 / f64::from(futures)),
        }
    }

    /// Variance of one plain draw.
    fn plain_variance(self, sample: &Weighted) -> Option<f64> {
        match (self, self.level()) {
            (Self::WorstThousandths(_), Some(level)) => Some(sample.plain_variance_of_cvar(level)),
            (Self::OneIn(_), _) => None,
            _ => Some(sample.plain_variance_of(|x| x)),
        }
    }
}

fn row(statistic: RareStatistic, samples: &[Weighted], pooled: &Weighted) -> RareRow {
    // Tails of few draws are off to one side. The value is that of all draws together, and how far the repeats
    // are off from it tells its error.
    let value = statistic.of(pooled);
    let repeats = samples.len() as f64;
    let squares: f64 = samples
        .iter()
        .map(|sample| (statistic.of(sample) - value).powi(2))
        .sum();
    let futures = pooled.len() as f64 + PILOT as f64;
    let own = squares / (repeats - 1.0) / repeats;
    let half = own.sqrt() * student_t_quantile(repeats - 1.0, 0.975);
    let gain = statistic.plain_variance(pooled).map(|plain| {
        let value = plain / futures / own;
        let freedom = (repeats - 1.0).max(1.0);
        let part = |p: f64| 2.0 * gamma_quantile(freedom / 2.0, p) / freedom;
        Gain {
            value,
            low: value * part(0.025),
            high: value * part(0.975),
        }
    });
    RareRow {
        statistic,
        estimate: Estimate {
            value,
            std_error: Some(own.sqrt()),
            ci_low: Some(value - half),
            ci_high: Some(value + half),
        },
        gain: gain.filter(|gain| gain.value.is_finite()),
    }
}
