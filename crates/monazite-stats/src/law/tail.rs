//! Expected excess over a threshold, and what follows from it.

use super::distribution::whole_periods;
use super::{Form, Law};
use crate::special::{
    beta_survival, gamma_cdf, gamma_survival, normal_cdf, normal_density, normal_survival,
};

impl Law {
    /// E[(X - threshold)+], the mean excess over a threshold counted as zero below it (stop-loss).
    pub fn stop_loss(&self, threshold: f64) -> f64 {
        let d = threshold;
        let above = |x: f64| self.survival(x);
        let whole = self.mean() - d;
        let value = match self.form {
            Form::Fixed(_) => whole,
            Form::Uniform { min, width } => {
                if d <= min {
                    whole
                } else {
                    let rest = (min + width - d).max(0.0);
                    if width == 0.0 {
                        0.0
                    } else {
                        0.5 * rest * rest / width
                    }
                }
            }
            Form::Triangular { min, mode, max } => {
                if d <= min {
                    whole
                } else if d < mode {
                    let part = d - min;
                    whole + part * part * part / (3.0 * (max - min) * (mode - min))
                } else if d < max {
                    let rest = max - d;
                    rest * rest * rest / (3.0 * (max - min) * (max - mode))
                } else {
                    0.0
                }
            }
            Form::Beta {
                alpha,
                beta,
                min,
                width,
            } => {
                let part = (d - min) / width;
                let share = alpha / (alpha + beta);
                if part <= 0.0 {
                    whole
                } else {
                    width * (share * beta_survival(alpha + 1.0, beta, part) - part * above(d))
                }
            }
            Form::Normal { mean, sd } => {
                let z = (d - mean) / sd;
                sd * normal_density(z) + (mean - d) * normal_survival(z)
            }
            Form::Truncated(ref law) => {
                if d <= law.low {
                    whole
                } else if d >= law.high {
                    0.0
                } else {
                    let edges =
                        normal_density(law.standard(d)) - normal_density(law.standard(law.high));
                    law.sd * edges / law.mass + (law.mean - d) * above(d)
                }
            }
            Form::Empirical(ref values) => {
                let sum: f64 = values.iter().map(|value| (value - d).max(0.0)).sum();
                sum / values.len() as f64
            }
            // The rest live above zero.
            _ if d <= 0.0 => whole,
            Form::Lognormal { mu, sigma } => {
                let z = (libm::log(d) - mu) / sigma;
                self.mean() * normal_cdf(sigma - z) - d * normal_survival(z)
            }
            Form::Exponential { mean } => mean * above(d),
            Form::Gamma { shape, scale } => {
                self.mean() * gamma_survival(shape + 1.0, d / scale) - d * above(d)
            }
            Form::Weibull { shape, scale } => {
                let power = libm::pow(d / scale, shape);
                self.mean() * gamma_survival(1.0 + 1.0 / shape, power) - d * above(d)
            }
            Form::Pareto { xi, beta } => {
                if xi >= 1.0 {
                    f64::INFINITY
                } else {
                    (beta + xi * d).max(0.0) / (1.0 - xi) * above(d)
                }
            }
            Form::Geometric {
                probability,
                period,
            } => {
                // After `done` failures the wait starts anew.
                let done = whole_periods(d, period);
                above(d) * (period * (done + 1.0 / probability) - d)
            }
            Form::NegativeBinomial { size, probability } => {
                // k P(k; size) is the mean times the density of size + 1 at k - 1.
                let k = d.floor() + 1.0;
                let shifted = if k > 1.0 {
                    beta_survival(size + 1.0, k - 1.0, probability)
                } else {
                    1.0
                };
                self.mean() * shifted - d * above(d)
            }
            Form::Poisson { mean } => {
                let k = d.floor() + 1.0;
                let shifted = if k > 1.0 {
                    gamma_cdf(k - 1.0, mean)
                } else {
                    1.0
                };
                mean * shifted - d * above(d)
            }
        };
        value.max(0.0)
    }

    /// Expected shortfall at `level` in (0, 1): `VaR + E[(X - VaR)+] / (1 - level)` (Rockafellar
    /// and Uryasev 2002), the mean of the worst `1 - level`, an atom at VaR split. Infinite where
    /// the mean is.
    pub fn cvar(&self, level: f64) -> f64 {
        let var = self.quantile(level);
        var + self.stop_loss(var) / (1.0 - level)
    }
}
