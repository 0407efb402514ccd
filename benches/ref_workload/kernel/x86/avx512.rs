//! One 512-bit register per vector.

use std::arch::x86_64::{
    __m512d, _CMP_LT_OQ, _mm512_add_pd, _mm512_cmp_pd_mask, _mm512_div_pd, _mm512_load_pd,
    _mm512_maskz_mov_pd, _mm512_max_pd, _mm512_min_pd, _mm512_mul_pd, _mm512_set1_pd,
    _mm512_store_pd, _mm512_sub_pd,
};

use super::binary;
use crate::ref_workload::kernel::block::{self, BlockSums};
use crate::ref_workload::kernel::simd::{Block, Lanes, Simd};
use crate::ref_workload::kernel::state::State;
use crate::ref_workload::kernel::tables::Tables;
use crate::ref_workload::kernel::toggles::Toggles;

/// A proof that the machine has AVX-512F.
#[derive(Debug, Clone, Copy)]
pub(in crate::ref_workload::kernel) struct Avx512(());

impl Avx512 {
    pub(in crate::ref_workload::kernel) fn detect() -> Option<Self> {
        is_x86_feature_detected!("avx512f").then_some(Self(()))
    }
}

#[derive(Debug, Clone, Copy)]
pub(in crate::ref_workload::kernel) struct F64x8(__m512d);

impl Simd for Avx512 {
    type V = F64x8;

    #[inline(always)]
    fn splat(self, value: f64) -> F64x8 {
        // SAFETY: the token proves AVX-512F.
        F64x8(unsafe { _mm512_set1_pd(value) })
    }

    #[inline(always)]
    fn load(self, block: &Block) -> F64x8 {
        // SAFETY: the token proves AVX-512F; a block is 64 bytes, aligned to 64.
        F64x8(unsafe { _mm512_load_pd(block.0.as_ptr()) })
    }

    fn block<const C: usize>(
        self,
        tables: &Tables<C>,
        toggles: &Toggles,
        state: &mut State<C>,
    ) -> BlockSums {
        // SAFETY: the token proves AVX-512F.
        unsafe { enabled(self, tables, toggles, state) }
    }
}

/// The whole block under the instruction set, so that everything inlined into it may use it.
#[target_feature(enable = "avx512f")]
fn enabled<const C: usize>(
    simd: Avx512,
    tables: &Tables<C>,
    toggles: &Toggles,
    state: &mut State<C>,
) -> BlockSums {
    block::simulate(simd, tables, toggles, state)
}

binary!(F64x8, std::ops::Add, add, |a, b| _mm512_add_pd(a, b));
binary!(F64x8, std::ops::Sub, sub, |a, b| _mm512_sub_pd(a, b));
binary!(F64x8, std::ops::Mul, mul, |a, b| _mm512_mul_pd(a, b));
binary!(F64x8, std::ops::Div, div, |a, b| _mm512_div_pd(a, b));

impl Lanes for F64x8 {
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: a vector exists only where its instructions do (see `x86`); likewise below.
        Self(unsafe { _mm512_min_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: as in `min`.
        Self(unsafe { _mm512_max_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn where_less(self, left: Self, right: Self) -> Self {
        // SAFETY: as in `min`.
        unsafe {
            let less = _mm512_cmp_pd_mask::<_CMP_LT_OQ>(left.0, right.0);
            Self(_mm512_maskz_mov_pd(less, self.0))
        }
    }

    #[inline(always)]
    fn store(self, block: &mut Block) {
        // SAFETY: as in `min`; a block is 64 bytes, aligned to 64.
        unsafe { _mm512_store_pd(block.0.as_mut_ptr(), self.0) }
    }
}
