//! How well a run knows its headline statistics, and when that is looked at.

use monazite_stats::{Estimate, Sample};

use super::BATCH;
use crate::result::{Indicator, RunResult, Scope};
use crate::tally::{Batch, HEADLINES};

/// Indicators whose mean and CVaR95 of the total are the headline statistics.
const WATCHED: [Indicator; 2] = [Indicator::UnmetShare, Indicator::NetValueAtRisk];
/// Batches before the first look: 1,024 futures, so that 51 make up the tail.
const FIRST_LOOK: u64 = 16;

/// A headline statistic and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Width {
    /// Indicator of the total.
    pub indicator: Indicator,
    /// `mean` or `cvar95`.
    pub statistic: &'static str,
    /// Half-width of the 95 % interval / value; infinite where the value is zero or has no interval.
    pub relative: f64,
}

/// Relative half-widths of the headline statistics against what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// Largest relative half-width that is wanted.
    pub target: f64,
    /// Replications behind it.
    pub replications: u64,
    /// The headline statistics: mean and CVaR95 of the total's unmet share and net value at risk.
    pub widths: Vec<Width>,
}

impl Precision {
    /// Of a result.
    pub fn of(result: &RunResult, target: f64) -> Self {
        let values = |indicator| {
            result
                .column(&Scope::default(), indicator)
                .map_or(&[][..], |column| &column.values)
        };
        Self::measured(values, target)
    }

    /// Of what a run has so far. The total is the first scope.
    pub(super) fn so_far(batch: &Batch, target: f64) -> Self {
        let values = |indicator| {
            let at = HEADLINES.iter().position(|&headline| headline == indicator);
            at.and_then(|at| batch.columns.get(at))
                .map_or(&[][..], Vec::as_slice)
        };
        Self::measured(values, target)
    }

    /// Of the losses of one scope under several strategies.
    pub fn of_losses<'a>(losses: impl IntoIterator<Item = &'a [f64]>, target: f64) -> Self {
        let mut replications = 0;
        let widths = losses.into_iter().flat_map(|losses| {
            let sample = Sample::new(losses);
            replications = sample.len() as u64;
            headlines(Indicator::ValueAtRisk, &sample)
        });
        let widths = widths.collect();
        Self {
            target,
            replications,
            widths,
        }
    }

    fn measured<'a>(values: impl Fn(Indicator) -> &'a [f64], target: f64) -> Self {
        let mut widths = Vec::new();
        let mut replications = 0;
        for indicator in WATCHED {
            let sample = Sample::new(values(indicator));
            replications = sample.len() as u64;
            widths.extend(headlines(indicator, &sample));
        }
        Self {
            target,
            replications,
            widths,
        }
    }

    /// Whether every headline statistic is known as well as wanted.
    pub fn reached(&self) -> bool {
        self.widths.iter().all(|width| width.relative < self.target)
    }

    /// The statistic that is known worst.
    pub fn worst(&self) -> Option<&Width> {
        self.widths
            .iter()
            .max_by(|a, b| a.relative.total_cmp(&b.relative))
    }

    /// About how many replications would do: half-widths shrink with the root of their number. `None`
    /// where a statistic has no relative half-width yet.
    pub fn needed(&self) -> Option<u64> {
        let ratio = self.worst()?.relative / self.target;
        let needed = self.replications as f64 * ratio * ratio;
        needed.is_finite().then_some(needed.ceil() as u64)
    }
}

/// Mean and CVaR95 of an indicator.
fn headlines(indicator: Indicator, sample: &Sample) -> [Width; 2] {
    [("mean", sample.mean()), ("cvar95", sample.cvar(0.95))].map(|(statistic, estimate)| Width {
        indicator,
        statistic,
        relative: relative(&estimate),
    })
}

/// A value of zero is never known relatively: where no future lost anything, loss may just be rare.
fn relative(estimate: &Estimate) -> f64 {
    match (estimate.ci_low, estimate.ci_high) {
        (Some(low), Some(high)) if estimate.value != 0.0 => {
            0.5 * (high - low) / estimate.value.abs()
        }
        _ => f64::INFINITY,
    }
}

/// First batch boundary after `done` batches at which a run that stops on precision looks: after 16
/// batches, and then whenever there are a quarter more. Looks are few, so that stopping where an
/// interval happens to be narrow hardly matters, and fixed, so that stopping is reproducible.
pub fn next_look(done: u64) -> u64 {
    let mut look = FIRST_LOOK;
    while look <= done {
        look += look / 4;
    }
    look
}

/// Replications at the first look.
pub const FIRST_LOOK_REPLICATIONS: u64 = FIRST_LOOK * BATCH;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_fixed_and_a_quarter_apart() {
        let mut looks = vec![0];
        while looks.len() < 7 {
            looks.push(next_look(looks[looks.len() - 1]));
        }
        assert_eq!(looks, [0, 16, 20, 25, 31, 38, 47]);
        assert_eq!(next_look(27), 31);
    }

    #[test]
    fn half_widths_shrink_with_the_root_of_the_replications() {
        let values: Vec<f64> = (0..2000).map(|k| f64::from(k % 100)).collect();
        let precision = Precision::measured(|_| &values, 0.001);
        let mean = precision.widths[0].relative;
        // Uniform on 0..99: sd 28.87, mean 49.5.
        assert!((mean - 1.96 * 28.87 / 49.5 / 2000.0_f64.sqrt()).abs() < 1e-4);
        let needed = precision.needed().unwrap() as f64;
        assert!((needed / (2000.0 * (mean / 0.001).powi(2)) - 1.0).abs() < 1e-3);
        assert!(!precision.reached());
        assert!(Precision::measured(|_| &values, 0.1).reached());
    }

    #[test]
    fn a_loss_that_no_future_had_is_not_known() {
        let precision = Precision::measured(|_| &[0.0; 2000], 0.5);
        assert!(!precision.reached());
        assert_eq!(precision.needed(), None);
    }
}
