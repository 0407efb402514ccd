//! The beta law: regularised incomplete beta function and its inverse.

use super::density::binomial_density;
use super::gamma::ln_gamma;
use super::normal::normal_quantile;
use crate::invert::root;

/// P(X <= x) of a beta law on 0..1 with shapes `a`, `b` > 0: `I_x(a, b)`. Relative accuracy 1e-13
/// in the lower tail for shapes up to 1e4, 1e-11 up to 1e6.
pub fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    cdf_of_pair(a, b, x, 1.0 - x)
}

/// P(X > x) of a beta law on 0..1 with shapes `a`, `b` > 0, with relative accuracy in the upper
/// tail.
pub fn beta_survival(a: f64, b: f64, x: f64) -> f64 {
    cdf_of_pair(b, a, 1.0 - x, x)
}

/// `I_p(a, b)` where `p + q = 1` are both given, so that neither loses digits.
pub(super) fn cdf_of_pair(a: f64, b: f64, p: f64, q: f64) -> f64 {
    if !(a > 0.0 && b > 0.0) || p.is_nan() {
        return f64::NAN;
    }
    if p <= 0.0 {
        return 0.0;
    }
    if q <= 0.0 {
        return 1.0;
    }
    // The fraction converges fast on one side of the mean only.
    if p <= (a + 1.0) / (a + b + 2.0) {
        kernel(a, b, p, q) * fraction(a, b, p) / a
    } else {
        1.0 - kernel(b, a, q, p) * fraction(b, a, q) / b
    }
}

/// `p^a q^b / B(a, b)`, which is also the derivative of `I` by the logit of `p`.
fn kernel(a: f64, b: f64, p: f64, q: f64) -> f64 {
    binomial_density(a, a + b, p, q) * a * b / (a + b)
}

/// Continued fraction of the incomplete beta function (DLMF 8.17.22), by the modified method of
/// Lentz. It takes about `sqrt(max(a, b))` steps.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    h
}

/// The `x` with P(X <= x) = `u` for a beta law on 0..1: 0 at 0, 1 at 1, NaN outside [0, 1].
/// Relative accuracy 1e-12.
pub fn beta_quantile(a: f64, b: f64, u: f64) -> f64 {
    quantile_pair(a, b, u).0
}

/// Quantile and its distance to one, each with its digits.
pub(super) fn quantile_pair(a: f64, b: f64, u: f64) -> (f64, f64) {
    if !(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&u)) {
        return (f64::NAN, f64::NAN);
    }
    if u == 0.0 {
        (0.0, 1.0)
    } else if u == 1.0 {
        (1.0, 0.0)
    } else if u <= 0.5 {
        lower_half(a, b, u)
    } else {
        let (q, p) = lower_half(b, a, 1.0 - u);
        (p, q)
    }
}

/// Newton's method on the logarithm of the lower tail as a function of the logit.
fn lower_half(a: f64, b: f64, u: f64) -> (f64, f64) {
    let pair = |logit: f64| {
        // Each by its own exponential: the smaller keeps its digits.
        (
            1.0 / (1.0 + libm::exp(-logit)),
            1.0 / (1.0 + libm::exp(logit)),
        )
    };
    let target = libm::log(u);
    let logit = root(first_guess(a, b, u), (-745.0, 745.0), |logit| {
        let (p, q) = pair(logit);
        let below = cdf_of_pair(a, b, p, q);
        (libm::log(below) - target, kernel(a, b, p, q) / below)
    });
    pair(logit)
}

/// Logit of a first guess for `u <= 1/2`.
fn first_guess(a: f64, b: f64, u: f64) -> f64 {
    if a >= 1.0 && b >= 1.0 {
        // Carter's approximation (Abramowitz and Stegun 26.5.22).
        let z = -normal_quantile(u);
        let (ra, rb) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
        let h = 2.0 / (ra + rb);
        let lambda = (z * z - 3.0) / 6.0;
        let w = z * (h + lambda).max(0.0).sqrt() / h
            - (rb - ra) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
        return libm::log(a / b) - 2.0 * w;
    }
    // Leading terms of both tails, in the proportion of their masses.
    let log_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let log_lower = (libm::log(u) + libm::log(a) + log_beta) / a;
    if log_lower < -0.7 {
        return log_lower - libm::log1p(-libm::exp(log_lower));
    }
    let log_upper = (libm::log1p(-u) + libm::log(b) + log_beta) / b;
    if log_upper < -0.7 {
        libm::log1p(-libm::exp(log_upper)) - log_upper
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// a, b, x, P(X <= x), P(X > x); 30-digit values, rounded.
    const TAILS: [(f64, f64, f64, f64, f64); 11] = [
        (0.5, 0.5, 0.2, 0.2951672353008666, 0.7048327646991335),
        (2.2, 3.8, 0.69155, 0.949999436820188, 0.050000563179812),
        (0.01, 0.02, 0.5, 0.6667194610412722, 0.3332805389587278),
        (1.0, 1.0, 0.25, 0.25, 0.75),
        (3.0, 0.05, 0.999, 0.2381458954158941, 0.761854104584106),
        (50.0, 2.0, 0.5, 2.3092638912203256e-14, 0.9999999999999769),
        (200.0, 300.0, 0.45, 0.9881463456202629, 0.011853654379737118),
        (
            5000.0,
            7000.0,
            0.41,
            0.06909254382011908,
            0.9309074561798809,
        ),
        (0.01, 5.0, 1e-12, 0.7744922167953497, 0.22550778320465023),
        (2.5, 2.5, 0.9999, 0.9999999994568093, 5.431906683156397e-10),
        (30.0, 40.0, 0.01, 2.1646349506125994e-41, 1.0),
    ];

    #[test]
    fn both_tails_agree_with_30_digit_values() {
        for (a, b, x, lower, upper) in TAILS {
            for (got, want) in [(beta_cdf(a, b, x), lower), (beta_survival(a, b, x), upper)] {
                let scale = if want < 1e-3 { want } else { 1.0 };
                assert!(
                    (got - want).abs() <= 2e-13 * scale,
                    "{a} {b} {x}: {got} for {want}"
                );
            }
        }
    }

    /// a, b, u, x; 30-digit values, rounded.
    const QUANTILES: [(f64, f64, f64, f64); 33] = [
        (0.5, 0.5, 1e-10, 2.4674011002723397e-20),
        (0.5, 0.5, 0.01, 0.0002467198171342215),
        (0.5, 0.5, 0.5, 0.5),
        (0.5, 0.5, 0.9, 0.9755282581475768),
        (0.5, 0.5, 0.999999, 0.9999999999975326),
        (2.2, 3.8, 1e-10, 9.761256018268926e-06),
        (2.2, 3.8, 0.01, 0.0439303317111785),
        (2.2, 3.8, 0.5, 0.35099948494911803),
        (2.2, 3.8, 0.9, 0.6207544856651201),
        (2.2, 3.8, 0.999999, 0.9835533430183723),
        (0.05, 0.02, 1e-10, 7.375050354398125e-190),
        (0.05, 0.02, 0.01, 7.375050354397973e-30),
        (0.05, 0.02, 0.5, 0.999999983369234),
        (1.0, 5.0, 1e-10, 2.0000000000800002e-11),
        (1.0, 5.0, 0.01, 0.0020080483385741996),
        (1.0, 5.0, 0.5, 0.12944943670387585),
        (1.0, 5.0, 0.9, 0.3690426555198068),
        (1.0, 5.0, 0.999999, 0.9369042655516178),
        (50.0, 2.0, 1e-10, 0.5935021028183962),
        (50.0, 2.0, 0.01, 0.8768027571248983),
        (50.0, 2.0, 0.5, 0.9673091500837798),
        (50.0, 2.0, 0.9, 0.9895237317383547),
        (50.0, 2.0, 0.999999, 0.9999719815796637),
        (2000.0, 3000.0, 1e-10, 0.35653785085326206),
        (2000.0, 3000.0, 0.01, 0.38394498728308035),
        (2000.0, 3000.0, 0.5, 0.39998666562641755),
        (2000.0, 3000.0, 0.9, 0.4088870878657319),
        (2000.0, 3000.0, 0.999999, 0.43318523521535457),
        (0.3, 40.0, 1e-10, 8.162325798196997e-36),
        (0.3, 40.0, 0.01, 3.788616458730483e-09),
        (0.3, 40.0, 0.5, 0.0018426702598702829),
        (0.3, 40.0, 0.9, 0.022067496184342034),
        (0.3, 40.0, 0.999999, 0.24193183601862903),
    ];

    #[test]
    fn quantile_agrees_with_30_digit_values() {
        for (a, b, u, x) in QUANTILES {
            let got = beta_quantile(a, b, u);
            assert!((got - x).abs() <= 1e-12 * x, "{a} {b} {u}: {got} for {x}");
        }
    }

    #[test]
    fn distance_to_one_keeps_its_digits() {
        let (_, rest) = quantile_pair(5.0, 1.0, 1.0 - 1e-9);
        // 1 - (1 - 1e-9)^(1/5)
        assert!((rest - 2.000_000_000_8e-10).abs() < 1e-16, "{rest}");
    }

    #[test]
    fn large_shapes_are_inverted_too() {
        for u in [1e-6, 0.2, 0.5, 0.999] {
            let x = beta_quantile(1e6, 2e6, u);
            assert!((beta_cdf(1e6, 2e6, x) - u).abs() < 1e-10, "{u}");
        }
    }

    #[test]
    fn ends_and_nonsense_are_answered() {
        assert_eq!(
            (beta_quantile(2.0, 3.0, 0.0), beta_quantile(2.0, 3.0, 1.0)),
            (0.0, 1.0)
        );
        assert_eq!(
            (beta_cdf(2.0, 3.0, -1.0), beta_cdf(2.0, 3.0, 2.0)),
            (0.0, 1.0)
        );
        assert!(beta_quantile(2.0, 3.0, 1.5).is_nan() && beta_quantile(0.0, 1.0, 0.5).is_nan());
        assert!(beta_cdf(2.0, -3.0, 0.5).is_nan() && beta_cdf(2.0, 3.0, f64::NAN).is_nan());
    }
}
