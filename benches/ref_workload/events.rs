//! Outages of REF, drawn event by event.
//!
//! Drivers 0 to 37 are the producers, driver [`BAN`] is the export ban. All start up. The `n`-th outage of a
//! driver uses one call of the generator at the counter (n, driver, replication): two uniforms, the first for
//! the geometric time up, the second for the lognormal time down. No draw depends on any other, so a
//! replication can be computed alone, in any order and by any program.

mod normal;
mod philox;

use super::network::{Network, STAGE_SIZE, WEEKS};

/// Number of drivers.
pub const DRIVERS: usize = 39;
/// The driver of the export ban.
pub const BAN: usize = 38;

/// Median outage in weeks, per producing stage.
const OUTAGE_MEDIAN_WEEKS: [f64; 4] = [4.0, 4.0, 3.0, 3.0];
const OUTAGE_SIGMA: f64 = 0.9;
const BAN_PROBABILITY: f64 = 0.004;
const BAN_MEDIAN_WEEKS: f64 = 20.0;
const BAN_SIGMA: f64 = 0.7;

/// The figures from which the law of one driver follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figures {
    /// Probability of going down in an up week.
    pub(crate) probability: f64,
    /// Median of the weeks down.
    pub(crate) median_weeks: f64,
    /// Standard deviation of ln(weeks down).
    pub(crate) sigma: f64,
}

/// The figures of every driver.
pub(crate) fn figures(network: &Network) -> [Figures; DRIVERS] {
    let ban = Figures {
        probability: BAN_PROBABILITY,
        median_weeks: BAN_MEDIAN_WEEKS,
        sigma: BAN_SIGMA,
    };
    let medians = OUTAGE_MEDIAN_WEEKS
        .iter()
        .zip(STAGE_SIZE)
        .flat_map(|(&median, size)| std::iter::repeat_n(median, size));
    let mut figures = [ban; DRIVERS];
    for ((driver, median_weeks), &probability) in figures
        .iter_mut()
        .zip(medians)
        .zip(&network.outage_probability)
    {
        *driver = Figures {
            probability,
            median_weeks,
            sigma: OUTAGE_SIGMA,
        };
    }
    figures
}

/// How one driver goes down and comes back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutageLaw {
    /// ln(1 - p), p = probability of going down in an up week.
    ln_stays_up: f64,
    /// Mean of ln(weeks down).
    mu: f64,
    /// Standard deviation of ln(weeks down).
    sigma: f64,
}

impl OutageLaw {
    fn new(figures: &Figures) -> Self {
        Self {
            ln_stays_up: libm::log(1.0 - figures.probability),
            mu: libm::log(figures.median_weeks),
            sigma: figures.sigma,
        }
    }

    /// Weeks up until the next outage, at least 1, by inversion.
    fn weeks_up(&self, u: f64) -> u64 {
        1 + (libm::log(u) / self.ln_stays_up) as u64
    }

    /// Weeks down, at least 1, by inversion and rounded to the nearest week.
    fn weeks_down(&self, u: f64) -> u64 {
        let weeks = libm::exp(self.mu + self.sigma * normal::quantile(u));
        ((weeks + 0.5) as u64).max(1)
    }
}

/// The law of every driver.
pub fn laws(network: &Network) -> [OutageLaw; DRIVERS] {
    figures(network).map(|figures| OutageLaw::new(&figures))
}

/// One outage: down in weeks `start..end`. The end may lie beyond the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    /// First week down.
    pub start: usize,
    /// First week up again.
    pub end: usize,
}

/// The outages of one driver in one replication, in order of time, up to the horizon.
#[derive(Debug, Clone)]
pub struct Outages {
    law: OutageLaw,
    seed: u64,
    driver: u32,
    replication: u64,
    event: u32,
    week: u64,
}

impl Outages {
    /// The outages of `driver` with the given law.
    pub fn new(law: OutageLaw, seed: u64, replication: u64, driver: usize) -> Self {
        Self {
            law,
            seed,
            driver: driver as u32,
            replication,
            event: 0,
            week: 0,
        }
    }
}

impl Iterator for Outages {
    type Item = Outage;

    fn next(&mut self) -> Option<Outage> {
        let counter = [
            self.event,
            self.driver,
            low(self.replication),
            high(self.replication),
        ];
        let [w0, w1, w2, w3] = philox::philox4x32(counter, [low(self.seed), high(self.seed)]);
        let start = self.week + self.law.weeks_up(uniform(w0, w1));
        if start >= WEEKS as u64 {
            return None;
        }
        self.week = start + self.law.weeks_down(uniform(w2, w3));
        self.event += 1;
        Some(Outage {
            start: start as usize,
            end: self.week as usize,
        })
    }
}

fn low(word: u64) -> u32 {
    word as u32
}

fn high(word: u64) -> u32 {
    (word >> 32) as u32
}

/// A uniform in (0, 1): the middle of one of 2^53 equal cells.
fn uniform(low: u32, high: u32) -> f64 {
    let word = u64::from(high) << 32 | u64::from(low);
    ((word >> 11) as f64 + 0.5) * (0.5f64).powi(53)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ref_workload::network::Variant;

    #[test]
    fn outages_of_a_driver_are_disjoint_and_start_within_the_horizon() {
        let laws = laws(&Network::new(Variant::One));
        for replication in 0..50 {
            for (driver, law) in laws.iter().enumerate() {
                let mut free_from = 1;
                for outage in Outages::new(*law, 42, replication, driver) {
                    assert!(outage.start >= free_from && outage.start < WEEKS);
                    assert!(outage.end > outage.start);
                    free_from = outage.end + 1;
                }
            }
        }
    }

    #[test]
    fn a_replication_has_about_164_outages() {
        let laws = laws(&Network::new(Variant::One));
        let count: usize = (0..400)
            .flat_map(|replication| (0..DRIVERS).map(move |driver| (replication, driver)))
            .map(|(replication, driver)| {
                Outages::new(laws[driver], 42, replication, driver).count()
            })
            .sum();
        // The standard error of the mean over 400 replications is about 0.6.
        assert!(
            (count as f64 / 400.0 - 164.0).abs() < 3.0,
            "{count} outages in 400 replications"
        );
    }
}
