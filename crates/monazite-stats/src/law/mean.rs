//! Means and variances.

use super::{Form, Law, Truncated};
use crate::moments::Moments;
use crate::special::normal_density;

impl Law {
    /// Mean; infinite where it is (a generalised Pareto law from `xi = 1` on).
    pub fn mean(&self) -> f64 {
        match self.form {
            Form::Fixed(value) => value,
            Form::Uniform { min, width } => min + 0.5 * width,
            Form::Triangular { min, mode, max } => min / 3.0 + mode / 3.0 + max / 3.0,
            Form::Beta {
                alpha,
                beta,
                min,
                width,
            } => min + width * alpha / (alpha + beta),
            Form::Normal { mean, .. } | Form::Exponential { mean } | Form::Poisson { mean } => mean,
            Form::Truncated(ref law) => law.mean + law.sd * truncated(law).0,
            Form::Lognormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
            Form::Gamma { shape, scale } => shape * scale,
            Form::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Form::Pareto { xi, beta } => {
                if xi < 1.0 {
                    beta / (1.0 - xi)
                } else {
                    f64::INFINITY
                }
            }
            Form::Geometric {
                probability,
                period,
            } => period / probability,
            Form::NegativeBinomial { size, probability } => {
                size * (1.0 - probability) / probability
            }
            Form::Empirical(ref values) => Moments::of(values).mean(),
        }
    }

    /// Variance; infinite where it is (a generalised Pareto law from `xi = 1/2` on).
    pub fn variance(&self) -> f64 {
        match self.form {
            Form::Fixed(_) => 0.0,
            Form::Uniform { width, .. } => width * width / 12.0,
            Form::Triangular { min, mode, max } => {
                let (rise, fall) = (mode - min, max - mode);
                (rise * rise + rise * fall + fall * fall) / 18.0
            }
            Form::Beta {
                alpha, beta, width, ..
            } => {
                let sum = alpha + beta;
                width * width * (alpha / sum) * (beta / sum) / (sum + 1.0)
            }
            Form::Normal { sd, .. } => sd * sd,
            Form::Truncated(ref law) => law.sd * law.sd * truncated(law).1,
            Form::Lognormal { mu, sigma } => {
                let square = sigma * sigma;
                libm::exp(2.0 * mu + square) * libm::expm1(square)
            }
            Form::Exponential { mean } => mean * mean,
            Form::Gamma { shape, scale } => shape * scale * scale,
            Form::Weibull { shape, scale } => {
                let first = libm::tgamma(1.0 + 1.0 / shape);
                scale * scale * (libm::tgamma(1.0 + 2.0 / shape) - first * first)
            }
            Form::Pareto { xi, beta } => {
                if xi < 0.5 {
                    let rest = 1.0 - xi;
                    beta * beta / (rest * rest * (1.0 - 2.0 * xi))
                } else {
                    f64::INFINITY
                }
            }
            Form::Geometric {
                probability,
                period,
            } => period * period * (1.0 - probability) / (probability * probability),
            Form::NegativeBinomial { size, probability } => {
                size * (1.0 - probability) / (probability * probability)
            }
            Form::Poisson { mean } => mean,
            Form::Empirical(ref values) => {
                let n = values.len() as f64;
                // Of the law, not of a sample from it: divisor n.
                if n > 1.0 {
                    Moments::of(values).variance() * (n - 1.0) / n
                } else {
                    0.0
                }
            }
        }
    }
}

/// Mean and variance of a truncated standard normal.
fn truncated(law: &Truncated) -> (f64, f64) {
    let (a, b) = (law.standard(law.low), law.standard(law.high));
    let edge = |z: f64| {
        if z.is_finite() {
            z * normal_density(z)
        } else {
            0.0
        }
    };
    let mean = (normal_density(a) - normal_density(b)) / law.mass;
    (
        mean,
        (1.0 + (edge(a) - edge(b)) / law.mass - mean * mean).max(0.0),
    )
}
