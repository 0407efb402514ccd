//! The standard normal law.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Density at `x`.
pub fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / (2.0 * PI).sqrt()
}

/// P(Z <= x), with full relative accuracy in the lower tail.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// P(Z > x), with full relative accuracy in the upper tail.
pub fn normal_survival(x: f64) -> f64 {
    0.5 * libm::erfc(x * FRAC_1_SQRT_2)
}

/// The `x` with P(Z <= x) = `u`: minus infinity at 0, infinity at 1, NaN outside [0, 1].
///
/// Algorithm AS 241 (PPND16) of Wichura (1988), relative accuracy 1e-15 or better over all doubles.
pub fn normal_quantile(u: f64) -> f64 {
    let centred = u - 0.5;
    if centred.abs() <= 0.425 {
        let r = 0.180625 - centred * centred;
        return centred * ratio(&CENTRE, r);
    }
    let tail = if centred < 0.0 { u } else { 1.0 - u };
    if tail.is_nan() || tail < 0.0 {
        return f64::NAN;
    }
    if tail == 0.0 {
        return if centred < 0.0 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    let r = (-libm::log(tail)).sqrt();
    let x = if r <= 5.0 {
        ratio(&MIDDLE, r - 1.6)
    } else {
        ratio(&FAR, r - 5.0)
    };
    if centred < 0.0 { -x } else { x }
}

/// Numerator and denominator of a rational function, lowest power first.
type Rational = ([f64; 8], [f64; 8]);

fn ratio((above, below): &Rational, r: f64) -> f64 {
    let polynomial = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    polynomial(above) / polynomial(below)
}

/// |u - 1/2| <= 0.425, as printed in the paper.
#[expect(clippy::excessive_precision, reason = "as printed in the paper")]
const CENTRE: Rational = (
    [
        3.387_132_872_796_366_608,
        133.141_667_891_784_377_45,
        1_971.590_950_306_551_442_7,
        13_731.693_765_509_461_125,
        45_921.953_931_549_871_457,
        67_265.770_927_008_700_853,
        33_430.575_583_588_128_105,
        2_509.080_928_730_122_672_7,
    ],
    [
        1.0,
        42.313_330_701_600_911_252,
        687.187_007_492_057_908_3,
        5_394.196_021_424_751_107_7,
        21_213.794_301_586_595_867,
        39_307.895_800_092_710_61,
        28_729.085_735_721_942_674,
        5_226.495_278_852_854_561,
    ],
);

/// Tail probability between exp(-25) and 0.075.
#[expect(clippy::excessive_precision, reason = "as printed in the paper")]
const MIDDLE: Rational = (
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        0.241_780_725_177_450_611_77,
        0.022_723_844_989_269_184_5,
        7.745_450_142_783_414_076_4e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        0.689_767_334_985_100_004_55,
        0.148_103_976_427_480_074_59,
        0.015_198_666_563_616_457_196_6,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
);

/// Tail probability below exp(-25).
#[expect(clippy::excessive_precision, reason = "as printed in the paper")]
const FAR: Rational = (
    [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        0.296_560_571_828_504_891_23,
        0.026_532_189_526_576_123_093,
        0.001_242_660_947_388_078_438_6,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_937_69,
        0.136_929_880_922_735_805_31,
        0.014_875_361_290_850_615_025,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_gives_published_values_from_the_centre_to_the_far_tail() {
        // 30-digit values, rounded.
        for (u, x) in REFERENCE {
            let got = normal_quantile(u);
            assert!((got - x).abs() <= 4e-15 * x.abs(), "{u}: {got} for {x}");
        }
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    const REFERENCE: [(f64, f64); 18] = [
        (1e-300, -37.0470962993612),
        (1e-100, -21.273453560965326),
        (1e-20, -9.262340089798407),
        (1.1102230246251565e-16, -8.209536151601387),
        (1e-10, -6.361340902404057),
        (1e-05, -4.264890793922825),
        (0.001, -3.0902323061678136),
        (0.025, -1.9599639845400543),
        (0.075, -1.439531470938456),
        (0.1, -1.2815515655446004),
        (0.3, -0.5244005127080408),
        (0.49999, -2.5066282748960008e-05),
        (0.6, 0.2533471031357997),
        (0.9, 1.2815515655446006),
        (0.925, 1.4395314709384561),
        (0.975, 1.9599639845400538),
        (0.999, 3.090232306167813),
        (0.9999999999, 6.361340889697422),
    ];

    #[test]
    fn cdf_and_survival_keep_relative_accuracy_in_their_tails() {
        let far = 7.619_853_024_160_527e-24; // P(Z > 10)
        assert!((normal_survival(10.0) - far).abs() < 1e-14 * far);
        assert!((normal_cdf(-10.0) - far).abs() < 1e-14 * far);
        assert_eq!(normal_cdf(0.0), 0.5);
    }

    #[test]
    fn quantile_says_where_it_is_not_defined() {
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(-0.1).is_nan());
        assert!(normal_quantile(1.1).is_nan());
        assert!(normal_quantile(f64::NAN).is_nan());
    }
}
