//! Sums of a random number of values on a lattice, exactly (Panjer 1981).

use crate::law::Law;

/// Law of the number of values in a sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Frequency {
    /// Poisson with this mean.
    Poisson {
        /// Mean, at least 0.
        mean: f64,
    },
    /// Negative binomial with this mean and variance.
    NegativeBinomial {
        /// Mean, above 0.
        mean: f64,
        /// Variance, above the mean.
        variance: f64,
    },
}

/// Why a sum cannot be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AggregateError {
    /// The frequency is no law.
    #[error("{0:?} is no law of a number")]
    Frequency(Frequency),
    /// The masses are no law: one is negative or not finite, or their sum exceeds one.
    #[error("the masses of the values are no probabilities; their sum is {0}")]
    Masses(f64),
    /// The lattice is empty, not finite or longer than ten million cells.
    #[error("a lattice of width {step} up to {largest} cannot be made")]
    Lattice {
        /// Width of a cell.
        step: f64,
        /// Largest sum asked for.
        largest: f64,
    },
    /// The probability of a sum of zero is below the smallest double, and the recursion starts
    /// from it.
    #[error("the probability of a zero sum is too small to start from")]
    Underflow,
}

/// Law of a non-negative sum on the lattice 0, `step`, 2 `step` ..
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    step: f64,
    mass: Vec<f64>,
}

impl Aggregate {
    /// Number of cells of a lattice from 0 to `largest`, both included.
    pub fn cells(step: f64, largest: f64) -> Result<usize, AggregateError> {
        let cells = (largest / step).round() + 1.0;
        let ok = step > 0.0 && step.is_finite() && (1.0..=1e7).contains(&cells);
        if ok {
            Ok(cells as usize)
        } else {
            Err(AggregateError::Lattice { step, largest })
        }
    }

    /// Masses of a law rounded to the nearest point of the lattice; what lies below zero counts as
    /// zero, what lies beyond the last cell is left out.
    pub fn discretise(law: &Law, step: f64, cells: usize) -> Vec<f64> {
        let edges = (0..cells).map(|k| law.cdf((k as f64 + 0.5) * step));
        let mut before = 0.0;
        edges
            .map(|edge| {
                let mass = edge - before;
                before = edge;
                mass
            })
            .collect()
    }

    /// The sum of a random number of independent values with these masses at 0, `step`, 2 `step`
    /// .., for the first `cells` cells. Masses that sum to less than one stand for values beyond.
    ///
    /// Takes `cells` times the number of masses steps.
    pub fn panjer(
        frequency: Frequency,
        masses: &[f64],
        step: f64,
        cells: usize,
    ) -> Result<Self, AggregateError> {
        Self::cells(step, step * (cells as f64 - 1.0))?;
        let sum: f64 = masses.iter().sum();
        if masses.iter().any(|mass| !(0.0..=1.0).contains(mass)) || sum > 1.0 + 1e-9 {
            return Err(AggregateError::Masses(sum));
        }
        let zero = masses.first().copied().unwrap_or(0.0);
        // P(N = n) = (a + b / n) P(N = n - 1), and P(S = 0) is the generating function at `zero`.
        let (a, b, start) = match frequency {
            Frequency::Poisson { mean } if mean >= 0.0 && mean.is_finite() => {
                (0.0, mean, libm::exp(mean * (zero - 1.0)))
            }
            Frequency::NegativeBinomial { mean, variance }
                if mean > 0.0 && variance > mean && variance.is_finite() =>
            {
                let (p, size) = (mean / variance, mean * mean / (variance - mean));
                let q = 1.0 - p;
                (q, (size - 1.0) * q, libm::pow(p / (1.0 - q * zero), size))
            }
            _ => return Err(AggregateError::Frequency(frequency)),
        };
        if start < f64::MIN_POSITIVE {
            return Err(AggregateError::Underflow);
        }
        let mut mass = vec![0.0; cells];
        mass[0] = start;
        for s in 1..cells {
            let reach = s.min(masses.len().saturating_sub(1));
            let total: f64 = (1..=reach)
                .map(|j| (a + b * j as f64 / s as f64) * masses[j] * mass[s - j])
                .sum();
            mass[s] = total / (1.0 - a * zero);
        }
        Ok(Self { step, mass })
    }

    /// Masses at 0, `step`, 2 `step` ..
    pub fn masses(&self) -> &[f64] {
        &self.mass
    }

    /// P(S <= x) for `x` on the lattice; between its points that of the point below.
    pub fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        let last = (x / self.step + 1e-9).floor() as usize;
        self.mass.iter().take(last.saturating_add(1)).sum()
    }

    /// P(S >= x): the aggregate exceedance probability (AEP) of a loss.
    pub fn reaching(&self, x: f64) -> f64 {
        let below = (x / self.step - 1e-9).ceil().max(0.0) as usize;
        1.0 - self.mass.iter().take(below).sum::<f64>()
    }

    /// Mean of the sum as far as it lies on the lattice.
    pub fn mean(&self) -> f64 {
        self.mass
            .iter()
            .enumerate()
            .map(|(k, mass)| k as f64 * self.step * mass)
            .sum()
    }

    /// Value at risk: the smallest `x` with P(S <= x) >= `level`; `None` beyond the lattice.
    pub fn var(&self, level: f64) -> Option<f64> {
        let mut below = 0.0;
        let at = self.mass.iter().position(|mass| {
            below += mass;
            // Sums of many masses that reach the level but for rounding do reach it.
            below >= level - 1e-13
        });
        at.map(|k| k as f64 * self.step)
    }

    /// Expected shortfall (Rockafellar and Uryasev); `None` where VaR lies beyond the lattice.
    /// `mean` is the mean of the whole sum, number times value: what the lattice misses of it is
    /// its far tail.
    pub fn cvar(&self, level: f64, mean: f64) -> Option<f64> {
        let var = self.var(level)?;
        // E[(S - VaR)+] = E[S] - VaR + E[(VaR - S)+], the last over a finite range.
        let short: f64 = self
            .mass
            .iter()
            .enumerate()
            .map(|(k, mass)| (var - k as f64 * self.step).max(0.0) * mass)
            .sum();
        Some(var + (mean - var + short) / (1.0 - level))
    }
}

#[cfg(test)]
mod tests;
