//! Eight doubles at once, in any instruction set.
//!
//! Two rules keep the kernel fast and sound. Everything is `#[inline(always)]`: a call that survives would run
//! without the caller's instruction set and pass vectors through memory, some fifty times slower. And vectors
//! are made by a [`Simd`] token only, which exists only where the machine was asked: whoever holds a vector may
//! use its instructions.
#![allow(clippy::inline_always)] // see above

use std::ops::{Add, Div, Mul, Sub};

use super::block::{self, BlockSums};
use super::state::State;
use super::tables::Tables;
use super::toggles::Toggles;

/// Replications in a block.
pub(super) const WIDTH: usize = 8;

/// One figure for each replication of a block, in memory.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Block(pub(super) [f64; WIDTH]);

impl Block {
    pub(super) const ZERO: Self = Self([0.0; WIDTH]);
    pub(super) const ONE: Self = Self([1.0; WIDTH]);
}

/// A proof that the machine has an instruction set.
pub(super) trait Simd: Copy {
    /// The vectors of this instruction set.
    type V: Lanes;

    /// `value` in all lanes.
    fn splat(self, value: f64) -> Self::V;

    /// The lanes in memory.
    fn load(self, block: &Block) -> Self::V;

    /// Simulates a block with this instruction set switched on.
    fn block<const C: usize>(
        self,
        tables: &Tables<C>,
        toggles: &Toggles,
        state: &mut State<C>,
    ) -> BlockSums;
}

/// A vector of [`WIDTH`] doubles; operators work lane by lane.
pub(super) trait Lanes:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// The smaller of the two.
    fn min(self, other: Self) -> Self;

    /// The larger of the two.
    fn max(self, other: Self) -> Self;

    /// `self` where `left < right`, else zero.
    fn where_less(self, left: Self, right: Self) -> Self;

    /// Writes the lanes to memory.
    fn store(self, block: &mut Block);
}

/// Plain Rust, for any machine; the compiler uses what the target guarantees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

/// The vector of [`Portable`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Array([f64; WIDTH]);

impl Simd for Portable {
    type V = Array;

    #[inline(always)]
    fn splat(self, value: f64) -> Array {
        Array([value; WIDTH])
    }

    #[inline(always)]
    fn load(self, block: &Block) -> Array {
        Array(block.0)
    }

    fn block<const C: usize>(
        self,
        tables: &Tables<C>,
        toggles: &Toggles,
        state: &mut State<C>,
    ) -> BlockSums {
        block::simulate(self, tables, toggles, state)
    }
}

/// `[op(a, b)]` lane by lane; a macro because a closure might not be inlined.
macro_rules! lane_by_lane {
    ($left:expr, $right:expr, |$a:ident, $b:ident| $result:expr) => {{
        let mut lanes = $left.0;
        for (lane, $b) in lanes.iter_mut().zip($right.0) {
            let $a = *lane;
            *lane = $result;
        }
        Array(lanes)
    }};
}

impl Add for Array {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        lane_by_lane!(self, other, |a, b| a + b)
    }
}

impl Sub for Array {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        lane_by_lane!(self, other, |a, b| a - b)
    }
}

impl Mul for Array {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        lane_by_lane!(self, other, |a, b| a * b)
    }
}

impl Div for Array {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        lane_by_lane!(self, other, |a, b| a / b)
    }
}

impl Lanes for Array {
    // The comparison form is what x86 computes in one instruction; `f64::min` treats NaN differently.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        lane_by_lane!(self, other, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        lane_by_lane!(self, other, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn where_less(self, left: Self, right: Self) -> Self {
        let mut lanes = self.0;
        for (lane, (a, b)) in lanes.iter_mut().zip(left.0.into_iter().zip(right.0)) {
            *lane = if a < b { *lane } else { 0.0 };
        }
        Array(lanes)
    }

    #[inline(always)]
    fn store(self, block: &mut Block) {
        block.0 = self.0;
    }
}
