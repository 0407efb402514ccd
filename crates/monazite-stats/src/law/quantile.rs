//! Inverse distribution functions.

use super::{Form, Law, Truncated};
use crate::invert::smallest;
use crate::sample::rank;
use crate::special::{
    beta_cdf, beta_quantile, beta_survival, gamma_cdf, gamma_quantile, gamma_survival, normal_cdf,
    normal_quantile, normal_survival,
};

impl Law {
    /// The smallest `x` with P(X <= x) >= `u`, for `u` in (0, 1).
    ///
    /// At 0 and 1 it gives the ends of the support, which may be infinite; outside NaN, or the
    /// nearest value where there are only a few.
    pub fn quantile(&self, u: f64) -> f64 {
        match self.form {
            Form::Fixed(value) => value,
            Form::Uniform { min, width } => min + width * u,
            Form::Triangular { min, mode, max } => triangular(min, mode, max, u),
            Form::Beta {
                alpha,
                beta,
                min,
                width,
            } => min + width * beta_quantile(alpha, beta, u),
            Form::Normal { mean, sd } => mean + sd * normal_quantile(u),
            Form::Truncated(ref law) => truncated(law, u),
            Form::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(u)),
            Form::Exponential { mean } => mean * standard_exponential(u),
            Form::Gamma { shape, scale } => scale * gamma_quantile(shape, u),
            Form::Weibull { shape, scale } => {
                scale * libm::pow(standard_exponential(u), 1.0 / shape)
            }
            Form::Pareto { xi, beta } => {
                let e = standard_exponential(u);
                // The limit at xi = 0 is the exponential law, to which expm1 leads smoothly.
                if xi == 0.0 {
                    beta * e
                } else {
                    beta * libm::expm1(xi * e) / xi
                }
            }
            Form::Geometric {
                probability,
                period,
            } => {
                // P(N > n) = (1 - p)^n.
                let trials = standard_exponential(u) / -libm::log1p(-probability);
                period * trials.ceil().max(1.0)
            }
            Form::NegativeBinomial { size, probability } => negative_binomial(size, probability, u),
            Form::Poisson { mean } => poisson(mean, u),
            Form::Empirical(ref values) => values[rank(values.len(), u) - 1],
        }
    }
}

/// Quantile of the exponential law with mean one.
fn standard_exponential(u: f64) -> f64 {
    -libm::log1p(-u)
}

fn triangular(min: f64, mode: f64, max: f64, u: f64) -> f64 {
    let width = max - min;
    if u * width <= mode - min {
        min + (u * width * (mode - min)).sqrt()
    } else {
        max - ((1.0 - u) * width * (max - mode)).sqrt()
    }
}

fn truncated(law: &Truncated, u: f64) -> f64 {
    let (a, b) = (law.standard(law.low), law.standard(law.high));
    let below = normal_cdf(a) * (1.0 - u) + normal_cdf(b) * u;
    let above = normal_survival(a) * (1.0 - u) + normal_survival(b) * u;
    // The smaller tail has the digits.
    let z = if below <= above {
        normal_quantile(below)
    } else {
        -normal_quantile(above)
    };
    (law.mean + law.sd * z).clamp(law.low, law.high)
}

fn poisson(mean: f64, u: f64) -> f64 {
    if mean == 0.0 {
        return 0.0;
    }
    count(u, mean, mean, |k| {
        let shape = k as f64 + 1.0;
        (gamma_survival(shape, mean), gamma_cdf(shape, mean))
    })
}

fn negative_binomial(size: f64, probability: f64, u: f64) -> f64 {
    let mean = size * (1.0 - probability) / probability;
    count(u, mean, mean / probability, |k| {
        let shape = k as f64 + 1.0;
        (
            beta_cdf(size, shape, probability),
            beta_survival(size, shape, probability),
        )
    })
}

/// Quantile of a law on 0, 1, 2 ..; `tails` gives P(X <= k) and P(X > k).
fn count(u: f64, mean: f64, variance: f64, tails: impl Fn(u64) -> (f64, f64)) -> f64 {
    if !(0.0..1.0).contains(&u) {
        return if u == 1.0 { f64::INFINITY } else { f64::NAN };
    }
    let z = normal_quantile(u);
    // Cornish and Fisher, with the skewness of a Poisson law.
    let guess = mean + variance.sqrt() * z + (z * z - 1.0) / 6.0;
    let enough = |k| {
        let (below, above) = tails(k);
        if u <= 0.5 {
            below >= u
        } else {
            above <= 1.0 - u
        }
    };
    smallest(guess.max(0.0) as u64, enough) as f64
}
