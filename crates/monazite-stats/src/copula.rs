//! Dependence between uniform numbers, and how to measure it.

mod measure;
#[cfg(test)]
mod tests;

pub use measure::{kendall, pearson, spearman};

use std::f64::consts::PI;

use crate::matrix::cholesky;
use crate::special::{gamma_quantile, normal_cdf, normal_quantile, student_t_cdf};
use crate::stream::Stream;

/// Uniforms with the dependence of normals of a correlation matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaussian {
    factor: Vec<Vec<f64>>,
}

impl Gaussian {
    /// From a correlation matrix, rows first. The error is that of [`cholesky`]; the diagonal is
    /// taken to be one and refused (NaN) otherwise.
    pub fn new(correlation: &[Vec<f64>]) -> Result<Self, f64> {
        let factor = cholesky(correlation)?;
        let unit = correlation
            .iter()
            .enumerate()
            .all(|(i, row)| (row[i] - 1.0).abs() < 1e-12);
        if unit {
            Ok(Self { factor })
        } else {
            Err(f64::NAN)
        }
    }

    /// Correlated standard normals, one for each row of the matrix.
    pub fn scores(&self, stream: &mut Stream) -> Vec<f64> {
        let plain: Vec<f64> = self
            .factor
            .iter()
            .map(|_| normal_quantile(stream.uniform()))
            .collect();
        self.factor
            .iter()
            .map(|row| {
                row.iter()
                    .zip(&plain)
                    .map(|(weight, score)| weight * score)
                    .sum()
            })
            .collect()
    }

    /// Uniforms, one for each row of the matrix.
    pub fn sample(&self, stream: &mut Stream) -> Vec<f64> {
        self.scores(stream).into_iter().map(inside).collect()
    }
}

/// Normal score to a uniform that stays in the open interval.
fn inside(score: f64) -> f64 {
    open(normal_cdf(score))
}

fn open(u: f64) -> f64 {
    u.clamp(f64::MIN_POSITIVE, 1.0 - 0.5 * f64::EPSILON)
}

/// Uniforms with the dependence of a multivariate t law: like [`Gaussian`], but extremes come
/// together.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentT {
    gaussian: Gaussian,
    freedom: f64,
}

impl StudentT {
    /// From a correlation matrix and degrees of freedom (> 0, finite; NaN otherwise). Errors as
    /// [`Gaussian::new`].
    pub fn new(correlation: &[Vec<f64>], freedom: f64) -> Result<Self, f64> {
        if !(freedom > 0.0 && freedom.is_finite()) {
            return Err(f64::NAN);
        }
        Ok(Self {
            gaussian: Gaussian::new(correlation)?,
            freedom,
        })
    }

    /// Uniforms, one for each row of the matrix.
    pub fn sample(&self, stream: &mut Stream) -> Vec<f64> {
        // Chi-square with `freedom` degrees over `freedom`, shared by all.
        let half = 0.5 * self.freedom;
        let shrink = (gamma_quantile(half, stream.uniform()) / half).sqrt();
        let scores = self.gaussian.scores(stream);
        scores
            .into_iter()
            .map(|score| open(student_t_cdf(self.freedom, score / shrink)))
            .collect()
    }
}

/// Clayton's copula, `C(u, v) = (u^-theta + v^-theta - 1)^(-1 / theta)`: small values come
/// together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clayton {
    theta: f64,
}

impl Clayton {
    /// `None` unless `theta` is finite and above zero.
    pub fn new(theta: f64) -> Option<Self> {
        (theta > 0.0 && theta.is_finite()).then_some(Self { theta })
    }

    /// P(U <= u, V <= v).
    pub fn cdf(self, u: f64, v: f64) -> f64 {
        if u <= 0.0 || v <= 0.0 {
            return 0.0;
        }
        let power = |x: f64| libm::pow(x.min(1.0), -self.theta);
        libm::pow(power(u) + power(v) - 1.0, -1.0 / self.theta)
    }

    /// The second of a pair: `u` is the first, `w` a uniform independent of it. Inverse of the
    /// conditional distribution function.
    pub fn second(self, u: f64, w: f64) -> f64 {
        let theta = self.theta;
        let lift = libm::expm1(-theta / (1.0 + theta) * libm::log(w));
        open(libm::pow(1.0 + libm::pow(u, -theta) * lift, -1.0 / theta))
    }

    /// A pair.
    pub fn sample(self, stream: &mut Stream) -> (f64, f64) {
        let u = stream.uniform();
        (u, self.second(u, stream.uniform()))
    }

    /// Kendall's tau of a pair.
    pub fn kendall(self) -> f64 {
        self.theta / (self.theta + 2.0)
    }

    /// Limit of P(V <= u | U <= u) as `u` goes to zero.
    pub fn lower_tail_dependence(self) -> f64 {
        libm::pow(2.0, -1.0 / self.theta)
    }
}

/// Kendall's tau of normals, and of any law with elliptic contours, with correlation `rho`.
pub fn elliptic_kendall(rho: f64) -> f64 {
    2.0 / PI * libm::asin(rho)
}

/// Spearman's rho of normals with correlation `rho`; inverse of
/// [`spearman_to_pearson`](crate::spearman_to_pearson).
pub fn gaussian_spearman(rho: f64) -> f64 {
    6.0 / PI * libm::asin(0.5 * rho)
}

/// Upper (and lower) tail dependence of the t copula; that of the Gaussian copula is zero.
pub fn student_tail_dependence(rho: f64, freedom: f64) -> f64 {
    let more = freedom + 1.0;
    2.0 * student_t_cdf(more, -(more * (1.0 - rho) / (1.0 + rho)).sqrt())
}

/// Pearson correlation of two lognormals whose logarithms have standard deviations `sigma1`,
/// `sigma2` and correlation `rho`. At `rho = 1` it is the largest they can have.
pub fn lognormal_pearson(rho: f64, sigma1: f64, sigma2: f64) -> f64 {
    let spread = |s: f64| libm::expm1(s * s);
    libm::expm1(rho * sigma1 * sigma2) / (spread(sigma1) * spread(sigma2)).sqrt()
}
