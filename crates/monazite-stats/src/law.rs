//! Probability laws, sampled by inverting their distribution functions: one uniform number makes
//! one value, and more of the one is never less of the other.

mod distribution;
mod error;
mod make;
mod mean;
mod quantile;
mod tail;
#[cfg(test)]
mod tests;

pub use error::LawError;

/// A probability law of a real number.
///
/// Made by the constructors, which refuse what is no law; afterwards nothing fails. Values are in
/// the unit of the parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    form: Form,
}

/// Checked parameters, in the form in which sampling wants them.
#[derive(Debug, Clone, PartialEq)]
enum Form {
    Fixed(f64),
    Uniform {
        min: f64,
        width: f64,
    },
    Triangular {
        min: f64,
        mode: f64,
        max: f64,
    },
    Beta {
        alpha: f64,
        beta: f64,
        min: f64,
        width: f64,
    },
    Normal {
        mean: f64,
        sd: f64,
    },
    Truncated(Truncated),
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Exponential {
        mean: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    Pareto {
        xi: f64,
        beta: f64,
    },
    Geometric {
        probability: f64,
        period: f64,
    },
    NegativeBinomial {
        size: f64,
        probability: f64,
    },
    Poisson {
        mean: f64,
    },
    /// In rising order, not empty.
    Empirical(Vec<f64>),
}

/// A normal law of which only `low..=high` is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Truncated {
    mean: f64,
    sd: f64,
    low: f64,
    high: f64,
    /// Probability of `low..=high` under the whole law.
    mass: f64,
}

impl Truncated {
    /// In standard deviations from the mean of the whole law.
    fn standard(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }
}
