//! Probability laws.

use monazite_model::Law as ModelLaw;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::quantity::Time;

/// A number in the unit of a law: a time, or a plain number.
pub(super) trait Amount {
    /// The number, in days for a time.
    fn amount(&self) -> f64;
}

impl Amount for Time {
    fn amount(&self) -> f64 {
        self.get()
    }
}

impl Amount for f64 {
    fn amount(&self) -> f64 {
        *self
    }
}

/// A law over times. The upper end of a beta law must be given; a geometric law counts weeks.
pub(super) type TimeLaw = Law<Time, Time, Option<Time>>;
/// A law over plain numbers. A beta law ends at 1; the period of a geometric law must be given.
pub(super) type NumberLaw = Law<f64, Option<f64>, f64>;

/// A probability law; parameters are named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "Law_of_{T}")]
pub(super) enum Law<T, M, P> {
    /// Always this value.
    Fixed(T),
    /// Uniform between two values.
    Uniform {
        /// Smallest value.
        min: T,
        /// Largest value.
        max: T,
    },
    /// Triangular.
    Triangular {
        /// Smallest value.
        min: T,
        /// Most likely value.
        mode: T,
        /// Largest value.
        max: T,
    },
    /// PERT: a beta law by smallest, most likely and largest value.
    Pert {
        /// Smallest value.
        min: T,
        /// Most likely value.
        mode: T,
        /// Largest value.
        max: T,
    },
    /// Lognormal.
    Lognormal {
        /// Median.
        median: T,
        /// 90th percentile.
        q90: T,
    },
    /// Exponential.
    Exponential {
        /// Mean.
        mean: T,
    },
    /// Gamma.
    Gamma {
        /// Mean.
        mean: T,
        /// Standard deviation over mean.
        cv: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape; 1 is exponential.
        shape: f64,
        /// Scale: the 63rd percentile.
        scale: T,
    },
    /// Beta on an interval.
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
        /// Smallest value; 0 by default.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<T>,
        /// Largest value.
        max: M,
    },
    /// Number of trials to the first success, times a period.
    Geometric {
        /// Chance of success per period.
        probability: f64,
        /// Length of a period.
        period: P,
    },
    /// One of these values, equally likely.
    Empirical(Vec<T>),
}

impl<T: Amount, M: Last, P: Period> Law<T, M, P> {
    pub(super) fn model(&self) -> ModelLaw {
        match self {
            Self::Fixed(value) => ModelLaw::Fixed(value.amount()),
            Self::Uniform { min, max } => ModelLaw::Uniform {
                min: min.amount(),
                max: max.amount(),
            },
            Self::Triangular { min, mode, max } => ModelLaw::Triangular {
                min: min.amount(),
                mode: mode.amount(),
                max: max.amount(),
            },
            Self::Pert { min, mode, max } => ModelLaw::Pert {
                min: min.amount(),
                mode: mode.amount(),
                max: max.amount(),
            },
            Self::Lognormal { median, q90 } => ModelLaw::Lognormal {
                median: median.amount(),
                q90: q90.amount(),
            },
            Self::Exponential { mean } => ModelLaw::Exponential {
                mean: mean.amount(),
            },
            Self::Gamma { mean, cv } => ModelLaw::Gamma {
                mean: mean.amount(),
                cv: *cv,
            },
            Self::Weibull { shape, scale } => ModelLaw::Weibull {
                shape: *shape,
                scale: scale.amount(),
            },
            Self::Beta {
                alpha,
                beta,
                min,
                max,
            } => ModelLaw::Beta {
                alpha: *alpha,
                beta: *beta,
                min: min.as_ref().map_or(0.0, Amount::amount),
                max: max.last(),
            },
            Self::Geometric {
                probability,
                period,
            } => ModelLaw::Geometric {
                probability: *probability,
                period: period.period(),
            },
            Self::Empirical(values) => {
                ModelLaw::Empirical(values.iter().map(Amount::amount).collect())
            }
        }
    }
}

/// Upper end of a beta law.
pub(super) trait Last {
    fn last(&self) -> f64;
}

impl Last for Time {
    fn last(&self) -> f64 {
        self.get()
    }
}

impl Last for Option<f64> {
    fn last(&self) -> f64 {
        self.unwrap_or(1.0)
    }
}

/// Period of a geometric law.
pub(super) trait Period {
    fn period(&self) -> f64;
}

impl Period for f64 {
    fn period(&self) -> f64 {
        *self
    }
}

impl Period for Option<Time> {
    fn period(&self) -> f64 {
        self.as_ref().map_or(7.0, Time::get)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<L: serde::de::DeserializeOwned>(text: &str) -> L {
        let table: toml::Table = toml::from_str(&format!("x = {text}")).unwrap();
        table["x"].clone().try_into().unwrap()
    }

    #[test]
    fn times_become_days_and_defaults_are_filled_in() {
        let law: TimeLaw = read("{ lognormal = { median = '2 weeks', q90 = '4 weeks' } }");
        assert_eq!(
            law.model(),
            ModelLaw::Lognormal {
                median: 14.0,
                q90: 28.0
            }
        );
        let law: TimeLaw = read("{ geometric = { probability = 0.5 } }");
        assert_eq!(
            law.model(),
            ModelLaw::Geometric {
                probability: 0.5,
                period: 7.0
            }
        );
        let law: NumberLaw = read("{ beta = { alpha = 2.0, beta = 5.0 } }");
        assert_eq!(
            law.model(),
            ModelLaw::Beta {
                alpha: 2.0,
                beta: 5.0,
                min: 0.0,
                max: 1.0
            }
        );
        let law: NumberLaw = read("{ empirical = [0.1, 0.9] }");
        assert_eq!(law.model(), ModelLaw::Empirical(vec![0.1, 0.9]));
    }
}
