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
    const C2: [f64; 2] = [25.0 / 6048.0, -139.0 / 51_840.0];
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
        (taylor(&C1) + taylor(&C2) / a) / a
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
mod tests {
    use std::f64::consts::{LN_2, LN_10};

    use super::*;

    /// Shape, x, P, Q; 30-digit values, rounded.
    const TAILS: [(f64, f64, f64, f64); 19] = [
        (0.01, 1e-05, 0.8963367982671973, 0.1036632017328028),
        (0.01, 0.5, 0.9943732438060329, 0.0056267561939671844),
        (0.5, 0.1, 0.345279153981423, 0.654720846018577),
        (1.5625, 3.90625, 0.9449410735280809, 0.05505892647191918),
        (1.0, 40.0, 1.0, 4.248354255291589e-18),
        (3.0, 0.001, 1.6654171665278076e-10, 0.9999999998334583),
        (10.0, 10.0, 0.5420702855281478, 0.4579297144718522),
        (10.0, 30.0, 0.9999928782491372, 7.121750862815577e-06),
        (100.0, 80.0, 0.017108313035133115, 0.9828916869648668),
        (100.0, 101.0, 0.5528962934345113, 0.44710370656548876),
        (1000.0, 900.0, 0.0005499022657117829, 0.9994500977342882),
        (5000.0, 5200.0, 0.9974151865046462, 0.002584813495353809),
        (9999.0, 9800.0, 0.022743752292302088, 0.9772562477076979),
        (10000.0, 9900.0, 0.15865119219356466, 0.8413488078064354),
        (10000.0, 10000.0, 0.5013298083399552, 0.4986701916600448),
        (10000.0, 10400.0, 0.999961119829426, 3.88801705739882e-05),
        (1000000.0, 1000500.0, 0.6915504757714972, 0.3084495242285028),
        (
            1000000.0,
            997000.0,
            0.0013381041673135997,
            0.9986618958326864,
        ),
        (20000.0, 21000.0, 0.9999999999982851, 1.7148666085753986e-12),
    ];

    #[test]
    fn both_tails_agree_with_30_digit_values() {
        for (shape, x, lower, upper) in TAILS {
            for (got, want) in [
                (gamma_cdf(shape, x), lower),
                (gamma_survival(shape, x), upper),
            ] {
                // Where one minus the other tail is taken, it keeps absolute digits.
                let scale = if want < 1e-3 && shape < LARGE_SHAPE {
                    want
                } else {
                    1.0
                };
                assert!(
                    (got - want).abs() <= 2e-13 * scale,
                    "{shape} {x}: {got} for {want}"
                );
            }
        }
    }

    #[test]
    fn expansion_joins_series_and_fraction_smoothly() {
        for x in [9_600.0, 9_900.0, 10_000.0, 10_100.0, 10_500.0] {
            let (p, q) = uniform_expansion(LARGE_SHAPE, x);
            let near = both(LARGE_SHAPE * (1.0 - f64::EPSILON), x);
            assert!(
                (p - near.0).abs() < 1e-13 && (q - near.1).abs() < 1e-13,
                "{x}"
            );
        }
    }

    /// Shape, u, x; 30-digit values, rounded.
    const QUANTILES: [(f64, f64, f64); 41] = [
        (0.01, 0.01, 5.660738147061947e-201),
        (0.01, 0.3, 2.9174171917458687e-53),
        (0.01, 0.5, 4.465535018910355e-31),
        (0.01, 0.9, 1.5035936230702948e-05),
        (0.01, 0.999999, 7.151253478084882),
        (0.25, 1e-10, 6.749697893111731e-41),
        (0.25, 0.01, 6.749697929558468e-09),
        (0.25, 0.3, 0.0054913024742754835),
        (0.25, 0.5, 0.04367380235287341),
        (0.25, 0.9, 0.7503928722368357),
        (0.25, 0.999999, 10.68781757641098),
        (1.0, 1e-10, 1.00000000005e-10),
        (1.0, 0.01, 0.010050335853501442),
        (1.0, 0.3, 0.35667494393873234),
        (1.0, 0.5, LN_2),
        (1.0, 0.9, LN_10),
        (1.0, 0.999999, 13.815510557935518),
        (1.5625, 1e-10, 4.915932377208147e-07),
        (1.5625, 0.01, 0.06650212281225375),
        (1.5625, 0.3, 0.7587520653391123),
        (1.5625, 0.5, 1.2447225520164495),
        (1.5625, 0.9, 3.2237490822828465),
        (1.5625, 0.999999, 15.508986734025585),
        (10.0, 1e-10, 0.4727220926063523),
        (10.0, 0.01, 4.130199166273199),
        (10.0, 0.3, 8.132928242506392),
        (10.0, 0.5, 9.668714614714132),
        (10.0, 0.9, 14.205990292152817),
        (10.0, 0.999999, 32.71034051748481),
        (400.0, 1e-10, 285.61657299927833),
        (400.0, 0.01, 354.9484571268853),
        (400.0, 0.3, 389.2752631489452),
        (400.0, 0.5, 399.6667160944644),
        (400.0, 0.9, 425.8356088567497),
        (400.0, 0.999999, 502.36477738235743),
        (20000.0, 1e-10, 19113.483957516943),
        (20000.0, 0.01, 19672.4760789155),
        (20000.0, 0.3, 19925.597593792558),
        (20000.0, 0.5, 19999.66666765434),
        (20000.0, 0.9, 20181.451536446817),
        (20000.0, 0.999999, 20679.448517666664),
    ];

    #[test]
    fn quantile_agrees_with_30_digit_values() {
        for (shape, u, x) in QUANTILES {
            let got = gamma_quantile(shape, u);
            assert!((got - x).abs() <= 1e-12 * x, "{shape} {u}: {got} for {x}");
        }
    }

    #[test]
    fn quantile_and_cdf_say_where_they_are_not_defined() {
        assert_eq!(gamma_quantile(2.0, 0.0), 0.0);
        assert_eq!(gamma_quantile(2.0, 1.0), f64::INFINITY);
        // Below the smallest double.
        assert!(gamma_quantile(0.01, 1e-10) < 1e-300);
        for (shape, u) in [
            (2.0, -0.1),
            (2.0, 1.1),
            (0.0, 0.5),
            (f64::NAN, 0.5),
            (2.0, f64::NAN),
        ] {
            assert!(gamma_quantile(shape, u).is_nan());
        }
        assert_eq!(
            (gamma_cdf(2.0, -1.0), gamma_survival(2.0, f64::INFINITY)),
            (0.0, 0.0)
        );
        assert!(gamma_cdf(-1.0, 1.0).is_nan() && gamma_cdf(1.0, f64::NAN).is_nan());
    }

    #[test]
    fn quantile_of_an_enormous_shape_is_nearly_normal() {
        // mean (1 + z cv), cv = 1e-9.
        let x = gamma_quantile(1e18, 0.9) / 1e18 - 1.0;
        assert!((x - 1.281_551_565_544_600_4e-9).abs() < 1e-15, "{x}");
    }
}
