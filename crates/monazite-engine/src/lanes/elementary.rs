//! Exponentials and logarithms of a whole block at once, to the bits of [`libm`].
//!
//! `libm` decides by branches what a vector has to decide by selection; the operations that lead to a
//! result are the same, in the same order (FreeBSD's `e_exp.c` and `e_log.c`, Sun Microsystems 1993 and
//! 2004). Arguments out of the ordinary go to `libm` itself.

use super::Lanes;

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const INVERSE_LN2: f64 = std::f64::consts::LOG2_E;
/// High words of the absolute values up to which the exponential needs no reduction, one step of it,
/// and is one plus its argument.
const HALF_LN2: u32 = 0x3fd6_2e42;
const ONE_AND_A_HALF_LN2: u32 = 0x3ff0_a2b2;
const TINY: u32 = 0x3e30_0000;
/// Beyond this, results may leave the normal range.
const LARGEST: f64 = 700.0;
/// Exponent bits of 1, and high word of the square root of one half.
const BIAS: i32 = 1023;
const ROOT_HALF: u32 = 0x3fe6_a09e;

impl<const W: usize> Lanes<W> {
    /// The exponential of each number.
    #[inline(always)]
    pub(crate) fn exp(self) -> Self {
        let mut ordinary = true;
        for x in self.0 {
            ordinary &= x > -LARGEST && x < LARGEST;
        }
        if ordinary {
            self.map(exp)
        } else {
            self.map(libm::exp)
        }
    }

    /// The natural logarithm of each number.
    #[inline(always)]
    pub(crate) fn ln(self) -> Self {
        let mut ordinary = true;
        for x in self.0 {
            ordinary &= (f64::MIN_POSITIVE..f64::INFINITY).contains(&x);
        }
        if ordinary {
            self.map(ln)
        } else {
            self.map(libm::log)
        }
    }
}

/// The exponential of a number between -700 and 700.
#[inline(always)]
fn exp(x: f64) -> f64 {
    let bits = x.to_bits();
    let size = (bits >> 32) as u32 & 0x7fff_ffff;
    let sign = (bits >> 63) as i32;
    let half = if sign == 0 { 0.5 } else { -0.5 };
    let far = (INVERSE_LN2 * x + half) as i32;
    let near = if size >= ONE_AND_A_HALF_LN2 {
        far
    } else {
        1 - sign - sign
    };
    let power = if size > HALF_LN2 { near } else { 0 };
    let high = x - f64::from(power) * LN2_HIGH;
    let low = f64::from(power) * LN2_LOW;
    let rest = high - low;
    let square = rest * rest;
    let c = rest
        - square
            * (0.16666666666666602
                + square
                    * (-0.0027777777777015593
                        + square
                            * (6.613756321437934e-05
                                + square
                                    * (-1.6533902205465252e-06
                                        + square * 4.1381367970572385e-08))));
    let y = 1.0 + (rest * c / (2.0 - c) - low + high);
    let scaled = y * f64::from_bits(u64::from((BIAS + power) as u32) << 52);
    if size > TINY { scaled } else { 1.0 + x }
}

/// The natural logarithm of a positive normal number.
#[inline(always)]
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let word = ((bits >> 32) as u32).wrapping_add(0x3ff0_0000 - ROOT_HALF);
    let power = (word >> 20).cast_signed() - BIAS;
    let mantissa = (word & 0x000f_ffff) + ROOT_HALF;
    let reduced = f64::from_bits(u64::from(mantissa) << 32 | bits & 0xffff_ffff);
    let f = reduced - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
    let odd = z
        * (0.6666666666666735
            + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
    let rest = odd + even;
    let k = f64::from(power);
    s * (half_square + rest) + k * LN2_LOW - half_square + f + k * LN2_HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arguments of every size, and those next to where the formulas change.
    fn arguments() -> Vec<f64> {
        let mut all = vec![0.0, -0.0, 1.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, 1e300];
        for edge in [
            HALF_LN2,
            ONE_AND_A_HALF_LN2,
            TINY,
            0x4086_232b,
            0x3ff0_0000,
            ROOT_HALF,
        ] {
            for low in [0_u64, 1, 0xffff_ffff] {
                for word in [edge - 1, edge, edge + 1] {
                    all.push(f64::from_bits(u64::from(word) << 32 | low));
                }
            }
        }
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..200_000 {
            bits ^= bits << 13;
            bits ^= bits >> 7;
            bits ^= bits << 17;
            let uniform = (bits >> 11) as f64 / (1_u64 << 53) as f64;
            all.push(libm::exp(uniform * 80.0 - 74.0));
            all.push(uniform * 1500.0);
        }
        let negative: Vec<f64> = all.iter().map(|x| -x).collect();
        all.extend(negative);
        all
    }

    #[test]
    fn an_exponential_and_a_logarithm_of_a_block_have_the_bits_of_the_library() {
        for block in arguments().chunks_exact(8) {
            let x = Lanes::<8>(std::array::from_fn(|w| block[w]));
            let (exp, ln) = (x.exp(), x.ln());
            for w in 0..8 {
                assert_eq!(
                    exp[w].to_bits(),
                    libm::exp(x[w]).to_bits(),
                    "exp({:e})",
                    x[w]
                );
                assert_eq!(ln[w].to_bits(), libm::log(x[w]).to_bits(), "ln({:e})", x[w]);
            }
        }
        // The vector formulas themselves, not the way out to the library.
        for x in arguments() {
            if x.abs() < LARGEST {
                assert_eq!(exp(x).to_bits(), libm::exp(x).to_bits(), "exp({x:e})");
            }
            if (f64::MIN_POSITIVE..f64::INFINITY).contains(&x) {
                assert_eq!(ln(x).to_bits(), libm::log(x).to_bits(), "ln({x:e})");
            }
        }
    }
}
