//! Point processes in time: when things happen, and for how long.
//!
//! Times are in any one unit; processes start at 0 and are cut at a horizon. Rates are per unit of
//! time. A stream is read in the order of time, so a longer horizon only appends.

use crate::law::Law;
use crate::stream::Stream;

/// Times in `0..horizon` of a Poisson process with this rate, in rising order. None at a rate that
/// is not above zero; none where rate or horizon are not finite.
pub fn poisson_times(rate: f64, horizon: f64, stream: &mut Stream) -> Vec<f64> {
    let mut times = Vec::new();
    if !(rate > 0.0 && rate.is_finite() && horizon.is_finite()) {
        return times;
    }
    let mut now = 0.0;
    loop {
        now -= libm::log(stream.uniform()) / rate;
        if now >= horizon {
            return times;
        }
        times.push(now);
    }
}

/// Times of several processes as one, in rising order (for a common shock: the own times of each
/// and the shared ones).
pub fn superposition(processes: &[&[f64]]) -> Vec<f64> {
    let mut all: Vec<f64> = processes
        .iter()
        .flat_map(|times| times.iter().copied())
        .collect();
    all.sort_unstable_by(f64::total_cmp);
    all
}

/// Times in `0..horizon` of a renewal process whose gaps follow `gap`; the first gap starts at 0.
///
/// Gaps below zero count as zero; no times where the horizon is not finite. Stops where a million gaps in a row bring no progress: a law that
/// is always zero has infinitely many renewals.
pub fn renewal_times(gap: &Law, horizon: f64, stream: &mut Stream) -> Vec<f64> {
    let mut times = Vec::new();
    let (mut now, mut idle) = (0.0, 0);
    while horizon.is_finite() && idle < STALLED {
        let next = now + gap.quantile(stream.uniform()).max(0.0);
        idle = if next > now { 0 } else { idle + 1 };
        now = next;
        if now >= horizon {
            break;
        }
        times.push(now);
    }
    times
}

/// Draws without progress after which a renewal process is given up.
const STALLED: u32 = 1_000_000;

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// When it begins.
    pub start: f64,
    /// When it ends.
    pub end: f64,
}

impl Span {
    /// Its length.
    pub fn length(self) -> f64 {
        self.end - self.start
    }
}

/// Down times in `0..horizon` of something that is up for a time with law `up`, then down for one
/// with law `down`, and so on; it starts up. The last is cut at the horizon.
///
/// Times below zero count as zero. Gives up as [`renewal_times`] does.
pub fn outages(up: &Law, down: &Law, horizon: f64, stream: &mut Stream) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut now, mut idle) = (0.0, 0);
    while horizon.is_finite() && idle < STALLED {
        let start = now + up.quantile(stream.uniform()).max(0.0);
        if start >= horizon {
            break;
        }
        let end = start + down.quantile(stream.uniform()).max(0.0);
        spans.push(Span {
            start,
            end: end.min(horizon),
        });
        idle = if end > now { 0 } else { idle + 1 };
        now = end;
        if now >= horizon {
            break;
        }
    }
    spans
}

/// Sum of a random number of independent values: `count` is a law on 0, 1, 2 .., its value is
/// rounded down.
pub fn compound_sum(count: &Law, value: &Law, stream: &mut Stream) -> f64 {
    let number = count.quantile(stream.uniform()).max(0.0) as u64;
    (0..number).map(|_| value.quantile(stream.uniform())).sum()
}

/// A whole number with mean `x` for uniform `u`: rounds up with the probability of the fraction.
/// Rounding always up (down) instead adds (takes) half a period on average.
pub fn round_randomly(x: f64, u: f64) -> f64 {
    (x + u).floor()
}

/// Something that is up or down in whole periods: when up it fails with probability `fail` before
/// the next, when down it is repaired with probability `repair`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoState {
    fail: f64,
    repair: f64,
}

impl TwoState {
    /// `None` unless both are probabilities and not both zero.
    pub fn new(fail: f64, repair: f64) -> Option<Self> {
        let chance = |p: f64| (0.0..=1.0).contains(&p);
        let ok = chance(fail) && chance(repair) && fail + repair > 0.0;
        ok.then_some(Self { fail, repair })
    }

    /// Long-run share of periods up.
    pub fn stationary_up(self) -> f64 {
        self.repair / (self.fail + self.repair)
    }

    /// Probability of being up `periods` after being up.
    pub fn up_after(self, periods: u32) -> f64 {
        let up = self.stationary_up();
        let memory = 1.0 - self.fail - self.repair;
        up + (1.0 - up) * (0..periods).fold(1.0, |power, _| power * memory)
    }

    /// Long-run probability that this is the `period`-th (from 1) period of an outage.
    pub fn stationary_down(self, period: u32) -> f64 {
        let stay = (1..period).fold(1.0, |power, _| power * (1.0 - self.repair));
        self.stationary_up() * self.fail * stay
    }

    /// Expected number of outages that begin in periods 1 to `periods`, up in period 0.
    pub fn expected_failures(self, periods: u32) -> f64 {
        (0..periods)
            .map(|period| self.fail * self.up_after(period))
            .sum()
    }

    /// Whether it is up in periods 1 to `periods`, up in period 0.
    pub fn path(self, periods: usize, stream: &mut Stream) -> Vec<bool> {
        let mut up = true;
        (0..periods)
            .map(|_| {
                let u = stream.uniform();
                up = if up { u >= self.fail } else { u < self.repair };
                up
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
