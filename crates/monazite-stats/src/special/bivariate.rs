//! The bivariate normal law.

use std::f64::consts::{FRAC_PI_2, PI};

use super::normal::normal_cdf;

/// P(X <= x, Y <= y) of two standard normals with correlation `rho` in [-1, 1]; NaN outside.
/// Absolute accuracy 1e-14.
///
/// Plackett's integral over the correlation, with `rho = cos(angle)`: the integrand is smooth, but
/// steep near angle 0 where `x` and `y` nearly agree, so panels shrink by halves towards it.
pub fn bivariate_normal_cdf(x: f64, y: f64, rho: f64) -> f64 {
    if !(-1.0..=1.0).contains(&rho) || x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if rho < 0.0 {
        return (normal_cdf(x) - bivariate_normal_cdf(x, -y, -rho)).max(0.0);
    }
    if rho == 1.0 {
        return normal_cdf(x.min(y));
    }
    if x.is_infinite() || y.is_infinite() {
        return normal_cdf(x) * normal_cdf(y);
    }
    let density = |angle: f64| {
        let (sine, half) = (libm::sin(angle), libm::sin(0.5 * angle));
        // x^2 + y^2 - 2 x y cos(angle), without cancellation.
        let square = (x - y) * (x - y) + 4.0 * x * y * half * half;
        libm::exp(-0.5 * square / (sine * sine))
    };
    let (mut high, end) = (FRAC_PI_2, libm::acos(rho));
    let mut sum = 0.0;
    while high > end {
        let low = (0.5 * high).max(end);
        let (centre, radius) = (0.5 * (low + high), 0.5 * (high - low));
        for (node, weight) in LEGENDRE {
            let offset = radius * node;
            sum += weight * radius * (density(centre - offset) + density(centre + offset));
        }
        high = low;
    }
    (normal_cdf(x) * normal_cdf(y) + sum / (2.0 * PI)).min(1.0)
}

/// Positive nodes and weights of the Gauss-Legendre rule with 20 points.
#[expect(clippy::excessive_precision, reason = "18 digits, as computed")]
const LEGENDRE: [(f64, f64); 10] = [
    (0.0765265211334973338, 0.152753387130725851),
    (0.227785851141645078, 0.149172986472603747),
    (0.373706088715419561, 0.142096109318382051),
    (0.510867001950827098, 0.131688638449176627),
    (0.636053680726515025, 0.118194531961518417),
    (0.746331906460150793, 0.101930119817240435),
    (0.839116971822218823, 0.0832767415767047487),
    (0.912234428251325906, 0.0626720483341090636),
    (0.963971927277913791, 0.0406014298003869413),
    (0.993128599185094925, 0.0176140071391521183),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// x, y, correlation, P; 30-digit values, rounded.
    const REFERENCE: [(f64, f64, f64, f64); 10] = [
        (0.0, 0.0, 0.5, 0.3333333333333333),
        (1.2, -0.7, 0.3, 0.22988855192360752),
        (1.2, -0.7, -0.3, 0.1936319622019881),
        (-2.0, -2.1, 0.9, 0.011602447693606218),
        (-3.0, -3.0, 0.99, 0.0011015199986206224),
        (0.5, 0.501, 0.9999, 0.6896476559810273),
        (1.0, 1.0, 0.99999, 0.8409130402635269),
        (
            -1.2815515655446004,
            -0.8416212335729143,
            0.5,
            0.05149709065055165,
        ),
        (1.0, -1.0, -0.95, 0.030525233099346766),
        (-5.0, -5.0, 0.2, 7.615184887507438e-12),
    ];

    #[test]
    fn cdf_agrees_with_30_digit_values() {
        for (x, y, rho, want) in REFERENCE {
            let got = bivariate_normal_cdf(x, y, rho);
            assert!(
                (got - want).abs() < 2e-15,
                "{x} {y} {rho}: {got} for {want}"
            );
        }
    }

    #[test]
    fn full_correlation_and_infinite_ends_are_one_law() {
        assert_eq!(bivariate_normal_cdf(0.3, 0.7, 1.0), normal_cdf(0.3));
        assert!(
            (bivariate_normal_cdf(0.3, 0.7, -1.0) - (normal_cdf(0.3) - normal_cdf(-0.7))).abs()
                < 1e-16
        );
        assert_eq!(
            bivariate_normal_cdf(0.3, f64::INFINITY, 0.4),
            normal_cdf(0.3)
        );
        assert_eq!(bivariate_normal_cdf(0.3, f64::NEG_INFINITY, 0.4), 0.0);
        assert!(bivariate_normal_cdf(0.3, 0.7, 1.1).is_nan());
    }
}
