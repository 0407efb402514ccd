//! Distribution functions.

use super::{Form, Law};
use crate::special::{
    beta_cdf, beta_survival, gamma_cdf, gamma_survival, normal_cdf, normal_survival,
};

impl Law {
    /// P(X <= x).
    pub fn cdf(&self, x: f64) -> f64 {
        self.tails(x).0
    }

    /// P(X > x), with its digits where it is small.
    pub fn survival(&self, x: f64) -> f64 {
        self.tails(x).1
    }

    /// P(X <= x) and P(X > x).
    fn tails(&self, x: f64) -> (f64, f64) {
        if x.is_nan() {
            return (x, x);
        }
        match self.form {
            Form::Fixed(value) => step(x >= value),
            Form::Uniform { min, width } => {
                if width == 0.0 {
                    return step(x >= min);
                }
                let part = ((x - min) / width).clamp(0.0, 1.0);
                (part, 1.0 - part)
            }
            Form::Triangular { min, mode, max } => triangular(min, mode, max, x),
            Form::Beta {
                alpha,
                beta,
                min,
                width,
            } => {
                let part = (x - min) / width;
                (
                    beta_cdf(alpha, beta, part),
                    beta_survival(alpha, beta, part),
                )
            }
            Form::Normal { mean, sd } => normal((x - mean) / sd),
            Form::Truncated(ref law) => {
                if x <= law.low {
                    return (0.0, 1.0);
                }
                if x >= law.high {
                    return (1.0, 0.0);
                }
                let (z, a, b) = (
                    law.standard(x),
                    law.standard(law.low),
                    law.standard(law.high),
                );
                let between = |from: f64, to: f64| {
                    let part = if from > 0.0 {
                        normal_survival(from) - normal_survival(to)
                    } else {
                        normal_cdf(to) - normal_cdf(from)
                    };
                    (part / law.mass).clamp(0.0, 1.0)
                };
                (between(a, z), between(z, b))
            }
            Form::Lognormal { mu, sigma } => {
                if x <= 0.0 {
                    (0.0, 1.0)
                } else {
                    normal((libm::log(x) - mu) / sigma)
                }
            }
            Form::Exponential { mean } => decay(x.max(0.0) / mean),
            Form::Gamma { shape, scale } => (
                gamma_cdf(shape, x / scale),
                gamma_survival(shape, x / scale),
            ),
            Form::Weibull { shape, scale } => decay(libm::pow(x.max(0.0) / scale, shape)),
            Form::Pareto { xi, beta } => {
                let ratio = x.max(0.0) / beta;
                let cut = xi * ratio;
                if xi == 0.0 {
                    decay(ratio)
                } else if cut <= -1.0 {
                    (1.0, 0.0)
                } else {
                    decay(libm::log1p(cut) / xi)
                }
            }
            Form::Geometric {
                probability,
                period,
            } => {
                let trials = whole_periods(x.max(0.0), period);
                if trials == 0.0 {
                    (0.0, 1.0)
                } else {
                    decay(trials * -libm::log1p(-probability))
                }
            }
            Form::NegativeBinomial { size, probability } => {
                if x < 0.0 {
                    return (0.0, 1.0);
                }
                let shape = x.floor() + 1.0;
                (
                    beta_cdf(size, shape, probability),
                    beta_survival(size, shape, probability),
                )
            }
            Form::Poisson { mean } => {
                if x < 0.0 {
                    return (0.0, 1.0);
                }
                let shape = x.floor() + 1.0;
                (gamma_survival(shape, mean), gamma_cdf(shape, mean))
            }
            Form::Empirical(ref values) => {
                let n = values.len();
                let below = values.partition_point(|value| *value <= x);
                (below as f64 / n as f64, (n - below) as f64 / n as f64)
            }
        }
    }
}

/// How often `period` fits into `x`; a multiple of it counts whole in spite of rounding.
pub(super) fn whole_periods(x: f64, period: f64) -> f64 {
    (x / period * (1.0 + 4.0 * f64::EPSILON)).floor()
}

fn step(passed: bool) -> (f64, f64) {
    if passed { (1.0, 0.0) } else { (0.0, 1.0) }
}

fn normal(z: f64) -> (f64, f64) {
    (normal_cdf(z), normal_survival(z))
}

/// Tails of the exponential law with mean one at `x >= 0`.
fn decay(x: f64) -> (f64, f64) {
    (-libm::expm1(-x), libm::exp(-x))
}

fn triangular(min: f64, mode: f64, max: f64, x: f64) -> (f64, f64) {
    if x <= min {
        (0.0, 1.0)
    } else if x >= max {
        (1.0, 0.0)
    } else if x < mode {
        let below = (x - min) / (max - min) * ((x - min) / (mode - min));
        (below, 1.0 - below)
    } else {
        let above = (max - x) / (max - min) * ((max - x) / (max - mode));
        (1.0 - above, above)
    }
}
