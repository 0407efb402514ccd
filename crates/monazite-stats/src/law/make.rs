//! Constructors: parameters as people state them, checked.

use super::error::{below, finite, need, positive, rising};
use super::{Form, Law, LawError, Truncated};
use crate::special::{normal_cdf, normal_quantile, normal_survival};

impl Law {
    /// Always `value`, finite.
    pub fn fixed(value: f64) -> Result<Self, LawError> {
        finite("value", value)?;
        Ok(Self {
            form: Form::Fixed(value),
        })
    }

    /// Uniform between `min` and `max`, `min <= max`.
    pub fn uniform(min: f64, max: f64) -> Result<Self, LawError> {
        finite("min", min)?;
        finite("max", max)?;
        rising(("min", min), ("max", max))?;
        Ok(Self {
            form: Form::Uniform {
                min,
                width: max - min,
            },
        })
    }

    /// Triangular: density rising linearly from `min` to `mode`, falling to `max`.
    /// `min <= mode <= max`, `min < max`.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, LawError> {
        three_points(min, mode, max)?;
        Ok(Self {
            form: Form::Triangular { min, mode, max },
        })
    }

    /// PERT: the beta law between `min` and `max` with `alpha = 1 + shape (mode - min) / (max -
    /// min)` and `beta = 1 + shape (max - mode) / (max - min)`; its mean is `(min + shape mode +
    /// max) / (shape + 2)`. The usual `shape` is 4, allowed are 0 to 1e6.
    pub fn pert(min: f64, mode: f64, max: f64, shape: f64) -> Result<Self, LawError> {
        three_points(min, mode, max)?;
        need(
            "shape",
            shape,
            (0.0..=1e6).contains(&shape),
            "between 0 and 1e6",
        )?;
        let width = max - min;
        Ok(Self {
            form: Form::Beta {
                alpha: 1.0 + shape * (mode - min) / width,
                beta: 1.0 + shape * (max - mode) / width,
                min,
                width,
            },
        })
    }

    /// Beta on `min..max`, shapes between 1e-3 and 1e7.
    pub fn beta_on(alpha: f64, beta: f64, min: f64, max: f64) -> Result<Self, LawError> {
        for (name, shape) in [("alpha", alpha), ("beta", beta)] {
            need(
                name,
                shape,
                (1e-3..=1e7).contains(&shape),
                "between 0.001 and 1e7",
            )?;
        }
        finite("min", min)?;
        finite("max", max)?;
        below(("min", min), ("max", max))?;
        Ok(Self {
            form: Form::Beta {
                alpha,
                beta,
                min,
                width: max - min,
            },
        })
    }

    /// Normal, by mean and standard deviation (> 0).
    pub fn normal(mean: f64, sd: f64) -> Result<Self, LawError> {
        finite("mean", mean)?;
        positive("sd", sd)?;
        Ok(Self {
            form: Form::Normal { mean, sd },
        })
    }

    /// The normal law of this mean and standard deviation, given that it lies in `min..=max`
    /// (either may be infinite). Its own mean and deviation differ.
    pub fn truncated_normal(mean: f64, sd: f64, min: f64, max: f64) -> Result<Self, LawError> {
        finite("mean", mean)?;
        positive("sd", sd)?;
        below(("min", min), ("max", max))?;
        let mut of = Truncated {
            mean,
            sd,
            low: min,
            high: max,
            mass: 1.0,
        };
        let (a, b) = (of.standard(min), of.standard(max));
        // Difference of the smaller tails.
        of.mass = if a > 0.0 {
            normal_survival(a) - normal_survival(b)
        } else {
            normal_cdf(b) - normal_cdf(a)
        };
        if of.mass > 0.0 {
            Ok(Self {
                form: Form::Truncated(of),
            })
        } else {
            Err(LawError::NothingLeft {
                low: min,
                high: max,
            })
        }
    }

    /// Lognormal: its logarithm is normal with mean `mu` and standard deviation `sigma` (>= 0).
    pub fn lognormal(mu: f64, sigma: f64) -> Result<Self, LawError> {
        finite("mu", mu)?;
        need(
            "sigma",
            sigma,
            sigma >= 0.0 && sigma.is_finite(),
            "a finite number, at least 0",
        )?;
        if sigma == 0.0 {
            Self::fixed(libm::exp(mu))
        } else {
            Ok(Self {
                form: Form::Lognormal { mu, sigma },
            })
        }
    }

    /// Lognormal by its median (> 0) and its 90th percentile (>= median).
    pub fn lognormal_median_q90(median: f64, q90: f64) -> Result<Self, LawError> {
        positive("median", median)?;
        positive("q90", q90)?;
        rising(("median", median), ("q90", q90))?;
        Self::lognormal(
            libm::log(median),
            libm::log(q90 / median) / normal_quantile(0.9),
        )
    }

    /// Lognormal by its mean (> 0) and coefficient of variation, standard deviation / mean (>= 0).
    pub fn lognormal_mean_cv(mean: f64, cv: f64) -> Result<Self, LawError> {
        positive("mean", mean)?;
        need(
            "cv",
            cv,
            cv >= 0.0 && cv.is_finite(),
            "a finite number, at least 0",
        )?;
        let variance = libm::log1p(cv * cv);
        Self::lognormal(libm::log(mean) - 0.5 * variance, variance.sqrt())
    }

    /// Exponential by its mean (> 0).
    pub fn exponential(mean: f64) -> Result<Self, LawError> {
        positive("mean", mean)?;
        Ok(Self {
            form: Form::Exponential { mean },
        })
    }

    /// Gamma by its mean (> 0) and coefficient of variation (1e-9 to 100): shape `1 / cv^2`.
    pub fn gamma(mean: f64, cv: f64) -> Result<Self, LawError> {
        positive("mean", mean)?;
        need(
            "cv",
            cv,
            (1e-9..=100.0).contains(&cv),
            "between 1e-9 and 100",
        )?;
        Ok(Self {
            form: Form::Gamma {
                shape: 1.0 / (cv * cv),
                scale: mean * cv * cv,
            },
        })
    }

    /// Weibull by shape (1e-3 to 1e6) and scale (> 0), its 63.2th percentile.
    pub fn weibull(shape: f64, scale: f64) -> Result<Self, LawError> {
        need(
            "shape",
            shape,
            (1e-3..=1e6).contains(&shape),
            "between 0.001 and 1e6",
        )?;
        positive("scale", scale)?;
        Ok(Self {
            form: Form::Weibull { shape, scale },
        })
    }

    /// Generalised Pareto of excesses: survival `(1 + xi x / beta)^(-1 / xi)`, `beta` > 0. From
    /// `xi = 1/2` on it has no variance and from 1 on no mean: sample means of it have no valid
    /// standard error. A negative `xi` ends it at `-beta / xi`.
    pub fn generalised_pareto(xi: f64, beta: f64) -> Result<Self, LawError> {
        finite("xi", xi)?;
        positive("beta", beta)?;
        Ok(Self {
            form: Form::Pareto { xi, beta },
        })
    }

    /// Number of trials up to and including the first success, times `period` (> 0);
    /// `probability` of success between 1e-12 and 1.
    pub fn geometric_periods(probability: f64, period: f64) -> Result<Self, LawError> {
        let ok = (1e-12..=1.0).contains(&probability);
        need("probability", probability, ok, "between 1e-12 and 1")?;
        positive("period", period)?;
        Ok(Self {
            form: Form::Geometric {
                probability,
                period,
            },
        })
    }

    /// Counts with more variance than a Poisson law of the same mean: negative binomial by `mean`
    /// (> 0, up to 1e9) and `variance` (> `mean`, up to 1e12 means).
    pub fn negative_binomial(mean: f64, variance: f64) -> Result<Self, LawError> {
        need(
            "mean",
            mean,
            mean > 0.0 && mean <= 1e9,
            "above 0, at most 1e9",
        )?;
        below(("mean", mean), ("variance", variance))?;
        let ok = variance / mean <= 1e12;
        need("variance", variance, ok, "at most 1e12 times the mean")?;
        Ok(Self {
            form: Form::NegativeBinomial {
                size: mean / (variance - mean) * mean,
                probability: mean / variance,
            },
        })
    }

    /// Poisson by its mean, 0 to 1e15.
    pub fn poisson(mean: f64) -> Result<Self, LawError> {
        need(
            "mean",
            mean,
            (0.0..=1e15).contains(&mean),
            "between 0 and 1e15",
        )?;
        Ok(Self {
            form: Form::Poisson { mean },
        })
    }

    /// One of these values (finite, at least one), equally likely.
    pub fn empirical(values: &[f64]) -> Result<Self, LawError> {
        for &value in values {
            finite("value", value)?;
        }
        if values.is_empty() {
            return Err(LawError::NoValues);
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Ok(Self {
            form: Form::Empirical(sorted),
        })
    }
}

fn three_points(min: f64, mode: f64, max: f64) -> Result<(), LawError> {
    for (name, value) in [("min", min), ("mode", mode), ("max", max)] {
        finite(name, value)?;
    }
    rising(("min", min), ("mode", mode))?;
    rising(("mode", mode), ("max", max))?;
    below(("min", min), ("max", max))
}
