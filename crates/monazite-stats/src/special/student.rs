//! Student's t law.

use super::beta::{cdf_of_pair, quantile_pair};

/// P(T <= t) with `freedom` > 0 degrees of freedom (any real number), with relative accuracy in
/// the lower tail.
pub fn student_t_cdf(freedom: f64, t: f64) -> f64 {
    let square = t * t;
    let (p, q) = if square.is_infinite() {
        (0.0, 1.0)
    } else {
        (freedom / (freedom + square), square / (freedom + square))
    };
    let tail = 0.5 * cdf_of_pair(0.5 * freedom, 0.5, p, q);
    if t <= 0.0 { tail } else { 1.0 - tail }
}

/// The `t` with P(T <= t) = `u`: minus infinity at 0, infinity at 1, NaN outside [0, 1]. Relative
/// accuracy 1e-12, and 1e-11 above 1e4 degrees of freedom.
pub fn student_t_quantile(freedom: f64, u: f64) -> f64 {
    let (tail, sign) = if u <= 0.5 { (u, -1.0) } else { (1.0 - u, 1.0) };
    if tail == 0.5 {
        return 0.0;
    }
    let (p, q) = quantile_pair(0.5 * freedom, 0.5, 2.0 * tail);
    sign * (freedom * (q / p)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Degrees of freedom, t, P(T <= t); 30-digit values, rounded.
    const TAILS: [(f64, f64, f64); 8] = [
        (1.0, -1.0, 0.25),
        (2.5, -3.0, 0.03628804777451592),
        (4.0, 1.3, 0.868274201764388),
        (9.0, -30.0, 1.2418523520791312e-10),
        (30.0, 2.04, 0.9748802126304565),
        (199.0, -0.001, 0.4996015586533198),
        (10000.0, -1.96, 0.025011760115916524),
        (3.0, -1000000.0, 1.1026577908396146e-18),
    ];

    #[test]
    fn cdf_agrees_with_30_digit_values() {
        for (freedom, t, want) in TAILS {
            let got = student_t_cdf(freedom, t);
            assert!(
                (got - want).abs() <= 2e-13 * want,
                "{freedom} {t}: {got} for {want}"
            );
        }
        assert_eq!(student_t_cdf(3.0, f64::INFINITY), 1.0);
    }

    /// Degrees of freedom, u, t; 30-digit values, rounded.
    const QUANTILES: [(f64, f64, f64); 40] = [
        (1.0, 1e-09, -318309886.1837906),
        (1.0, 0.025, -12.706204736174705),
        (1.0, 0.45, -0.15838444032453625),
        (1.0, 0.975, 12.706204736174694),
        (1.0, 0.9999, 3183.0987571185015),
        (2.5, 1e-09, -3489.5833953699816),
        (2.5, 0.025, -3.574654842003683),
        (2.5, 0.45, -0.13881476791946953),
        (2.5, 0.975, 3.5746548420036817),
        (2.5, 0.9999, 34.86796932111631),
        (4.0, 1e-09, -234.02761040611892),
        (4.0, 0.025, -2.7764451051977943),
        (4.0, 0.45, -0.13383036711194332),
        (4.0, 0.975, 2.7764451051977934),
        (4.0, 0.9999, 13.033671720896821),
        (9.0, 1e-09, -23.7299198193785),
        (9.0, 0.025, -2.2621571627982053),
        (9.0, 0.45, -0.12925293215183095),
        (9.0, 0.975, 2.262157162798205),
        (9.0, 0.9999, 6.010132129081531),
        (30.0, 1e-09, -8.445862796274243),
        (30.0, 0.025, -2.042272456301238),
        (30.0, 0.45, -0.12672961313207357),
        (30.0, 0.975, 2.0422724563012378),
        (30.0, 0.9999, 4.23398595727206),
        (999.0, 1e-09, -6.053746657762562),
        (999.0, 0.025, -1.96234146113345),
        (999.0, 0.45, -0.12569329447058575),
        (999.0, 0.975, 1.9623414611334495),
        (999.0, 0.9999, 3.7328654996083124),
        (9999.0, 1e-09, -6.003356003286937),
        (9999.0, 0.025, -1.9602012636213577),
        (9999.0, 0.45, -0.12566453835773625),
        (9999.0, 0.975, 1.9602012636213573),
        (9999.0, 0.9999, 3.720396007115605),
        (1000000.0, 1e-09, -5.997862455710895),
        (1000000.0, 0.025, -1.959966356814107),
        (1000000.0, 0.45, -0.12566137876648747),
        (1000000.0, 0.975, 1.9599663568141066),
        (1000000.0, 0.9999, 3.7190302747625714),
    ];

    #[test]
    fn quantile_agrees_with_30_digit_values() {
        for (freedom, u, t) in QUANTILES {
            let got = student_t_quantile(freedom, u);
            let tolerance = if freedom > 1e4 { 1e-11 } else { 1e-12 };
            assert!(
                (got - t).abs() <= tolerance * t.abs(),
                "{freedom} {u}: {got} for {t}"
            );
        }
        assert_eq!(student_t_quantile(5.0, 0.5), 0.0);
        assert_eq!(student_t_quantile(5.0, 1.0), f64::INFINITY);
        assert!(student_t_quantile(5.0, -0.5).is_nan());
    }
}
