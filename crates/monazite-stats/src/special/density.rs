//! Poisson and binomial densities of real arguments without cancellation (Loader 2000).
//!
//! Written as `exp(-a ln a + ...)` the density of Poisson(1e6) keeps nine digits; split into the
//! error of Stirling's series and the deviance it keeps fourteen. The incomplete gamma and beta
//! functions use these as their leading factors.

use std::f64::consts::PI;

/// `ln n! - [(n + 1/2) ln n - n + ln(2 pi)/2]` for real `n > 0`.
pub(super) fn stirling_error(n: f64) -> f64 {
    if n < 15.0 {
        let half_ln_two_pi = 0.918_938_533_204_672_8;
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - half_ln_two_pi;
    }
    // Asymptotic series; the first term left out is below 2e-16 from n = 15 on.
    let m = 1.0 / (n * n);
    let terms = [
        1.0 / 12.0,
        1.0 / 360.0,
        1.0 / 1260.0,
        1.0 / 1680.0,
        1.0 / 1188.0,
        691.0 / 360_360.0,
    ];
    let sum = terms.iter().rev().fold(0.0, |sum, term| term - m * sum);
    sum / n
}

/// `x ln(x / mean) + mean - x`, without cancellation near `x = mean`.
pub(super) fn deviance(x: f64, mean: f64) -> f64 {
    let gap = x - mean;
    if gap.abs() >= 0.1 * (x + mean) {
        return x * libm::log(x / mean) - gap;
    }
    // With v = gap / (x + mean): ln(x / mean) = 2 artanh v.
    let v = gap / (x + mean);
    let square = v * v;
    let mut sum = gap * v;
    let mut power = 2.0 * x * v;
    for j in 1..1000 {
        power *= square;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// `mean^x exp(-mean) / Gamma(x + 1)` for real `x >= 0`, `mean >= 0`.
pub(crate) fn poisson_density(x: f64, mean: f64) -> f64 {
    if mean == 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if x < 1.0 {
        // Small arguments need no care, and the series of Stirling none here.
        return libm::exp(x * libm::log(mean) - mean - libm::lgamma(x + 1.0));
    }
    libm::exp(-stirling_error(x) - deviance(x, mean)) / (2.0 * PI * x).sqrt()
}

/// `C(n, x) p^x q^(n - x)` for real `0 <= x <= n`, where `p + q = 1` are both given so that
/// neither loses digits.
pub(crate) fn binomial_density(x: f64, n: f64, p: f64, q: f64) -> f64 {
    if p == 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if q == 0.0 {
        return if x == n { 1.0 } else { 0.0 };
    }
    let y = n - x;
    if x < 1.0 || y < 1.0 {
        // ln q by log1p keeps the digits of a tiny p in q^n, and the reverse.
        let ln_p = if q < 0.5 {
            libm::log1p(-q)
        } else {
            libm::log(p)
        };
        let ln_q = if p < 0.5 {
            libm::log1p(-p)
        } else {
            libm::log(q)
        };
        let (few, many) = (x.min(y), x.max(y));
        let log_choose = ln_gamma_ratio(n, few, many) - libm::lgamma(few + 1.0);
        return libm::exp(log_choose + x * ln_p + y * ln_q);
    }
    let exponent = stirling_error(n)
        - stirling_error(x)
        - stirling_error(y)
        - deviance(x, n * p)
        - deviance(y, n * q);
    libm::exp(exponent) * (n / (2.0 * PI * x * y)).sqrt()
}

/// `ln (Gamma(n + 1) / Gamma(many + 1))` for `n = many + few`, `few < 1`: two large logarithms that
/// differ by little.
fn ln_gamma_ratio(n: f64, few: f64, many: f64) -> f64 {
    if many < 1.0 {
        return libm::lgamma(n + 1.0) - libm::lgamma(many + 1.0);
    }
    let powers = few * libm::log(n) - (many + 0.5) * libm::log1p(-few / n) - few;
    stirling_error(n) - stirling_error(many) + powers
}
