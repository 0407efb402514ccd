//! The gamma law with scale one: regularised incomplete gamma functions and their inverse.

use super::density::{deviance, poisson_density};
use super::normal::{normal_quantile, normal_survival};
use crate::invert::root;

/// Shape from which on the uniform expansion of Temme replaces series and fraction, whose length
/// grows with the square root of the shape. Its error there is below 1e-14.
const LARGE_SHAPE: f64 = 1e4;

/// `ln Gamma(x)` for `x > 0`.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// P(X <= x) of a gamma law with this shape (> 0) and scale one: `P(shape, x)`.
///
/// Relative accuracy 1e-13 in the lower tail for shapes below 1e4, absolute 1e-13 otherwise.
pub fn gamma_cdf(shape: f64, x: f64) -> f64 {
    both(shape, x).0
}

/// P(X > x) of a gamma law with this shape (> 0) and scale one: `Q(shape, x)`. Relative accuracy
/// 1e-13 in the upper tail for shapes below 1e4, absolute 1e-13 otherwise.
pub fn gamma_survival(shape: f64, x: f64) -> f64 {
    both(shape, x).1
}

/// Both tails, the smaller with its digits.
fn both(shape: f64, x: f64) -> (f64, f64) {
    if shape.is_nan() || shape <= 0.0 || x.is_nan() {
        return (f64::NAN, f64::NAN);
    }
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    if shape >= LARGE_SHAPE {
        return uniform_expansion(shape, x);
    }
    if x < shape + 1.0 {
        let lower = poisson_density(shape, x) * series(shape, x);
        (lower, 1.0 - lower)
    } else {
        let upper = shape * poisson_density(shape, x) * fraction(shape, x);
        (1.0 - upper, upper)
    }
}

/// `1 + x / (a + 1) + x^2 / ((a + 1)(a + 2)) + ..`
fn series(a: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut n) = (1.0, 1.0, a);
    while term > sum * 0.25 * f64::EPSILON {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    sum
}

/// Legendre's continued fraction of `Gamma(a, x) exp(x) x^-a`, by the modified method of Lentz.
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let above = -i * (i - a);
        b += 2.0;
        let below = above * d + b;
        d = 1.0 / if below.abs() < TINY { TINY } else { below };
        c = b + above / c;
        if c.abs() < TINY {
            c = TINY;
        }
        let factor = c * d;
        h *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    h
}

/// Temme's expansion (DLMF 8.12) with three terms in 1 / a.
fn uniform_expansion(a: f64, x: f64) -> (f64, f64) {
    /// Taylor coefficients of c_0, c_1, c_2 in eta (DLMF 8.12.11, Gil, Segura and Temme 2012).
    const C0: [f64; 8] = [
        -1.0 / 3.0,
        1.0 / 12.0,
        -2.0 / 135.0,
        1.0 / 864.0,
        1.0 / 2835.0,
        -139.0 / 777_600.0,
        1.0 / 25_515.0,
        -571.0 / 261_273_600.0,
    ];
    const C1: [f64; 4] = [-1.0 / 540.0, -1.0 / 288.0, 1.0 / 378.0, -77.0 / 77_760.0];
    // The next coefficient of c_2 moves nothing that a double can hold.
    const C2: f64 = 25.0 / 6048.0;
    let half_square = deviance(a, x) / a;
    let eta = (2.0 * half_square).sqrt().copysign(x - a);
    let taylor = |c: &[f64]| c.iter().rev().fold(0.0, |sum, c| sum * eta + c);
    let near = eta.abs() < 0.1;
    let c0 = if near {
        taylor(&C0)
    } else {
        a / (x - a) - 1.0 / eta
    };
    // Further out the density has vanished and the later terms with it.
    let later = if near {
        (taylor(&C1) + C2 / a) / a
    } else {
        0.0
    };
    let rest = libm::exp(-a * half_square) / (2.0 * std::f64::consts::PI * a).sqrt() * (c0 + later);
    let z = eta * a.sqrt();
    let clip = |p: f64| p.clamp(0.0, 1.0);
    (
        clip(normal_survival(-z) - rest),
        clip(normal_survival(z) + rest),
    )
}

/// The `x` with P(X <= x) = `u` for a gamma law with this shape and scale one: 0 at 0, infinity at
/// 1, NaN outside [0, 1]. Relative accuracy 1e-12 (the spacing of `u` allows no more near 1).
///
/// Newton's method on the logarithm of the smaller tail as a function of `ln x`.
pub fn gamma_quantile(shape: f64, u: f64) -> f64 {
    if shape.is_nan() || shape <= 0.0 || !(0.0..=1.0).contains(&u) {
        return f64::NAN;
    }
    if u == 0.0 {
        return 0.0;
    }
    if u == 1.0 {
        return f64::INFINITY;
    }
    // ln(x / shape), over every double; the ratio keeps the digits of large shapes.
    let log_shape = libm::log(shape);
    let bracket = (-745.0 - log_shape, 709.0 - log_shape);
    let start = libm::log(first_guess(shape, u) / shape);
    let lower = u <= 0.5;
    let target = libm::log(if lower { u } else { 1.0 - u });
    let at = root(start, bracket, |y| {
        let x = shape * libm::exp(y);
        let (p, q) = both(shape, x);
        let slope = shape * poisson_density(shape, x);
        if lower {
            (libm::log(p) - target, slope / p)
        } else {
            (target - libm::log(q), slope / q)
        }
    });
    shape * libm::exp(at)
}

/// Wilson and Hilferty's cube, or the leading term of the lower tail where that is nearer.
fn first_guess(shape: f64, u: f64) -> f64 {
    let spread = 1.0 / (9.0 * shape);
    let root = 1.0 - spread + normal_quantile(u) * spread.sqrt();
    let cube = shape * root * root * root;
    let tail = libm::exp((libm::log(u) + ln_gamma(shape + 1.0)) / shape);
    if root > 0.0 && (shape > 1.0 || tail > 0.5) && cube > 0.1 * shape {
        cube
    } else {
        tail.max(f64::MIN_POSITIVE)
    }
}

#[cfg(test)]
mod tests;
