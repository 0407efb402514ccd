//! One number per replication of a block.
//!
//! Elementwise loops over a fixed width are what the autovectoriser turns into one instruction;
//! lanes never mix, and nothing here contracts to a fused multiply-add, so a replication gets the
//! same bits at any width and on any instruction set.

mod elementary;

use std::ops::{Add, AddAssign, Div, Index, IndexMut, Mul, MulAssign, Sub, SubAssign};

/// `W` replications side by side, in cache lines of their own: numbers that straddle one line more cost
/// one access more each time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Lanes<const W: usize>(pub(crate) [f64; W]);

/// The items of a loop over numbers that stand side by side, one after the other. The compiler would
/// otherwise take eight at a time, each replication's from eight cache lines, and be slower by far.
#[inline(always)]
pub(crate) fn one_by_one<I: IntoIterator>(items: I) -> impl Iterator<Item = I::Item> {
    items.into_iter().map(std::hint::black_box)
}

impl<const W: usize> Lanes<W> {
    pub(crate) const ZERO: Self = Self([0.0; W]);
    pub(crate) const ONE: Self = Self([1.0; W]);

    #[inline(always)]
    pub(crate) fn splat(value: f64) -> Self {
        Self([value; W])
    }

    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut out = self;
        for w in 0..W {
            out.0[w] = f(self.0[w], other.0[w]);
        }
        out
    }

    /// The smaller; the second where they are equal or unordered.
    #[inline(always)]
    pub(crate) fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { a } else { b })
    }

    /// The larger; the second where they are equal or unordered.
    #[inline(always)]
    pub(crate) fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }

    /// `yes` where `self > bound`, else `no`.
    #[inline(always)]
    pub(crate) fn select_above(self, bound: Self, yes: Self, no: Self) -> Self {
        let mut out = no;
        for w in 0..W {
            out.0[w] = if self.0[w] > bound.0[w] {
                yes.0[w]
            } else {
                no.0[w]
            };
        }
        out
    }

    /// Whether any replication is above its bound.
    #[inline(always)]
    pub(crate) fn any_above(self, bound: Self) -> bool {
        let mut any = false;
        for w in 0..W {
            any |= self.0[w] > bound.0[w];
        }
        any
    }

    /// `above / below` where `self > bound`, else `otherwise`. Divisions are dear, and most of the time
    /// nothing is above.
    #[inline(always)]
    pub(crate) fn quotient_above(
        self,
        bound: Self,
        (above, below): (Self, Self),
        otherwise: Self,
    ) -> Self {
        if self.any_above(bound) {
            self.select_above(bound, above / below, otherwise)
        } else {
            otherwise
        }
    }

    /// 1 where a factor is not below 1, else 0.
    #[inline(always)]
    pub(crate) fn whole(self) -> Self {
        Self::ONE.select_above(self, Self::ZERO, Self::ONE)
    }

    /// A function of each number.
    #[inline(always)]
    pub(crate) fn map(self, f: impl Fn(f64) -> f64) -> Self {
        // Not `array::map`, which is not always inlined into the code for an instruction set.
        let mut out = self;
        for w in 0..W {
            out.0[w] = f(self.0[w]);
        }
        out
    }

    /// Whether any replication is above zero.
    #[inline(always)]
    pub(crate) fn any_positive(self) -> bool {
        self.any_above(Self::ZERO)
    }
}

macro_rules! elementwise {
    ($trait:ident, $method:ident, $assign:ident, $assign_method:ident, $op:tt) => {
        impl<const W: usize> $trait for Lanes<W> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, |a, b| a $op b)
            }
        }
        impl<const W: usize> $trait<f64> for Lanes<W> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                self.zip(Self::splat(other), |a, b| a $op b)
            }
        }
        impl<const W: usize> $assign for Lanes<W> {
            #[inline(always)]
            fn $assign_method(&mut self, other: Self) {
                *self = *self $op other;
            }
        }
    };
}

elementwise!(Add, add, AddAssign, add_assign, +);
elementwise!(Sub, sub, SubAssign, sub_assign, -);
elementwise!(Mul, mul, MulAssign, mul_assign, *);

impl<const W: usize> Div for Lanes<W> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.zip(other, |a, b| a / b)
    }
}

impl<const W: usize> Index<usize> for Lanes<W> {
    type Output = f64;
    #[inline(always)]
    fn index(&self, replication: usize) -> &f64 {
        &self.0[replication]
    }
}

impl<const W: usize> IndexMut<usize> for Lanes<W> {
    #[inline(always)]
    fn index_mut(&mut self, replication: usize) -> &mut f64 {
        &mut self.0[replication]
    }
}
