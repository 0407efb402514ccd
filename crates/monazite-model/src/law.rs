//! Probability laws as parameters. Sampling is the engine's; this is what a file says.

/// A probability law over non-negative numbers, in the unit of its use (days, or a share).
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// Always this value.
    Fixed(f64),
    /// Uniform between the two.
    Uniform {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Triangular.
    Triangular {
        /// Smallest value.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Largest value.
        max: f64,
    },
    /// PERT (beta with shape 4).
    Pert {
        /// Smallest value.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Largest value.
        max: f64,
    },
    /// Lognormal by median and 90th percentile.
    Lognormal {
        /// Median.
        median: f64,
        /// 90th percentile.
        q90: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Gamma.
    Gamma {
        /// Mean.
        mean: f64,
        /// Coefficient of variation.
        cv: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Beta on `[min, max]`.
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Number of trials to the first success, times a period.
    Geometric {
        /// Chance of success per period.
        probability: f64,
        /// Length of a period.
        period: f64,
    },
    /// One of these values, equally likely.
    Empirical(Vec<f64>),
}

impl Law {
    /// Word used in files.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fixed(_) => "fixed",
            Self::Uniform { .. } => "uniform",
            Self::Triangular { .. } => "triangular",
            Self::Pert { .. } => "pert",
            Self::Lognormal { .. } => "lognormal",
            Self::Exponential { .. } => "exponential",
            Self::Gamma { .. } => "gamma",
            Self::Weibull { .. } => "weibull",
            Self::Beta { .. } => "beta",
            Self::Geometric { .. } => "geometric",
            Self::Empirical(_) => "empirical",
        }
    }

    /// A value in the middle of the law, of the order of its mean: the mean where it has a simple
    /// form, the median of a lognormal law (whose mean its tail may rule), the scale of a Weibull law.
    pub(crate) fn middle(&self) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform { min, max } => f64::midpoint(*min, *max),
            Self::Triangular { min, mode, max } => (min + mode + max) / 3.0,
            Self::Pert { min, mode, max } => (min + 4.0 * mode + max) / 6.0,
            Self::Lognormal { median, .. } => *median,
            Self::Exponential { mean } | Self::Gamma { mean, .. } => *mean,
            Self::Weibull { scale, .. } => *scale,
            Self::Beta {
                alpha,
                beta,
                min,
                max,
            } => min + (max - min) * alpha / (alpha + beta),
            Self::Geometric {
                probability,
                period,
            } => period / probability,
            Self::Empirical(values) => values.iter().sum::<f64>() / values.len() as f64,
        }
    }

    /// The largest value; `None` if there is no bound.
    pub(crate) fn largest(&self) -> Option<f64> {
        match self {
            Self::Fixed(value) => Some(*value),
            Self::Uniform { max, .. }
            | Self::Triangular { max, .. }
            | Self::Pert { max, .. }
            | Self::Beta { max, .. } => Some(*max),
            Self::Empirical(values) => values.iter().copied().reduce(f64::max),
            Self::Lognormal { .. }
            | Self::Exponential { .. }
            | Self::Gamma { .. }
            | Self::Weibull { .. }
            | Self::Geometric { .. } => None,
        }
    }

    /// What is wrong with the parameters, as (field, message); empty when the law is sound.
    /// `max_value` bounds the support (1 for severities).
    pub fn problems(&self, max_value: f64) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        let mut need = |field, ok: bool, message: String| {
            if !ok {
                wrong.push((field, message));
            }
        };
        let value_ok = |x: f64| x >= 0.0 && x <= max_value;
        let bound = |x: f64| format!("{x} must be a number between 0 and {max_value}");
        match self {
            Self::Fixed(x) => need("fixed", value_ok(*x), bound(*x)),
            Self::Uniform { min, max } => {
                need("min", value_ok(*min), bound(*min));
                need("max", value_ok(*max), bound(*max));
                need("max", min <= max, format!("max {max} is below min {min}"));
            }
            Self::Triangular { min, mode, max } | Self::Pert { min, mode, max } => {
                need("min", value_ok(*min), bound(*min));
                need("max", value_ok(*max), bound(*max));
                need(
                    "mode",
                    min <= mode && mode <= max && min < max,
                    format!(
                        "min {min}, mode {mode}, max {max} must be in rising order, min below max"
                    ),
                );
            }
            Self::Lognormal { median, q90 } => {
                need("median", *median > 0.0 && value_ok(*median), bound(*median));
                need("q90", value_ok(*q90), bound(*q90));
                need(
                    "q90",
                    q90 >= median,
                    format!("q90 {q90} is below the median {median}"),
                );
            }
            Self::Exponential { mean } => {
                need("mean", *mean > 0.0 && value_ok(*mean), bound(*mean));
            }
            Self::Gamma { mean, cv } => {
                need("mean", *mean > 0.0 && value_ok(*mean), bound(*mean));
                need(
                    "cv",
                    *cv > 0.0 && *cv <= 10.0,
                    format!("cv {cv} must lie above 0, at most 10"),
                );
            }
            Self::Weibull { shape, scale } => {
                need(
                    "shape",
                    *shape >= 0.1 && *shape <= 100.0,
                    format!("shape {shape} must lie between 0.1 and 100"),
                );
                need("scale", *scale > 0.0 && value_ok(*scale), bound(*scale));
            }
            Self::Beta {
                alpha,
                beta,
                min,
                max,
            } => {
                for (field, x) in [("alpha", alpha), ("beta", beta)] {
                    need(
                        field,
                        *x >= 0.01 && *x <= 1e6,
                        format!("{field} {x} must lie between 0.01 and 1e6"),
                    );
                }
                need("min", value_ok(*min), bound(*min));
                need("max", value_ok(*max), bound(*max));
                need(
                    "max",
                    min < max,
                    format!("max {max} must be above min {min}"),
                );
            }
            Self::Geometric {
                probability,
                period,
            } => {
                need(
                    "probability",
                    *probability > 0.0 && *probability <= 1.0,
                    format!("probability {probability} must lie above 0, at most 1"),
                );
                need("period", *period > 0.0 && value_ok(*period), bound(*period));
            }
            Self::Empirical(values) => {
                need(
                    "empirical",
                    !values.is_empty(),
                    "needs at least one value".to_owned(),
                );
                for x in values {
                    need("empirical", value_ok(*x), bound(*x));
                }
            }
        }
        wrong
    }
}

#[cfg(test)]
mod tests;
