//! Two 256-bit registers per vector.

use std::arch::x86_64::{
    __m256d, _CMP_LT_OQ, _mm256_add_pd, _mm256_and_pd, _mm256_cmp_pd, _mm256_div_pd,
    _mm256_load_pd, _mm256_max_pd, _mm256_min_pd, _mm256_mul_pd, _mm256_set1_pd, _mm256_store_pd,
    _mm256_sub_pd,
};

use super::binary;
use crate::ref_workload::kernel::block::{self, BlockSums};
use crate::ref_workload::kernel::simd::{Block, Lanes, Simd};
use crate::ref_workload::kernel::state::State;
use crate::ref_workload::kernel::tables::Tables;
use crate::ref_workload::kernel::toggles::Toggles;

/// A proof that the machine has AVX2.
#[derive(Debug, Clone, Copy)]
pub(in crate::ref_workload::kernel) struct Avx2(());

impl Avx2 {
    pub(in crate::ref_workload::kernel) fn detect() -> Option<Self> {
        is_x86_feature_detected!("avx2").then_some(Self(()))
    }
}

/// Lanes 0 to 3 and 4 to 7.
#[derive(Debug, Clone, Copy)]
pub(in crate::ref_workload::kernel) struct F64x4x2([__m256d; 2]);

impl Simd for Avx2 {
    type V = F64x4x2;

    #[inline(always)]
    fn splat(self, value: f64) -> F64x4x2 {
        // SAFETY: the token proves AVX2, which includes AVX.
        F64x4x2([unsafe { _mm256_set1_pd(value) }; 2])
    }

    #[inline(always)]
    fn load(self, block: &Block) -> F64x4x2 {
        let (low, high) = block.0.split_at(4);
        // SAFETY: the token proves AVX2; both halves are 32 bytes, aligned to 32.
        F64x4x2(unsafe { [_mm256_load_pd(low.as_ptr()), _mm256_load_pd(high.as_ptr())] })
    }

    fn block<const C: usize>(
        self,
        tables: &Tables<C>,
        toggles: &Toggles,
        state: &mut State<C>,
    ) -> BlockSums {
        // SAFETY: the token proves AVX2.
        unsafe { enabled(self, tables, toggles, state) }
    }
}

/// The whole block under the instruction set, so that everything inlined into it may use it.
#[target_feature(enable = "avx2")]
fn enabled<const C: usize>(
    simd: Avx2,
    tables: &Tables<C>,
    toggles: &Toggles,
    state: &mut State<C>,
) -> BlockSums {
    block::simulate(simd, tables, toggles, state)
}

binary!(F64x4x2, std::ops::Add, add, |a, b| [
    _mm256_add_pd(a[0], b[0]),
    _mm256_add_pd(a[1], b[1])
]);
binary!(F64x4x2, std::ops::Sub, sub, |a, b| [
    _mm256_sub_pd(a[0], b[0]),
    _mm256_sub_pd(a[1], b[1])
]);
binary!(F64x4x2, std::ops::Mul, mul, |a, b| [
    _mm256_mul_pd(a[0], b[0]),
    _mm256_mul_pd(a[1], b[1])
]);
binary!(F64x4x2, std::ops::Div, div, |a, b| [
    _mm256_div_pd(a[0], b[0]),
    _mm256_div_pd(a[1], b[1])
]);

impl Lanes for F64x4x2 {
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        let ([a, b], [c, d]) = (self.0, other.0);
        // SAFETY: a vector exists only where its instructions do (see `x86`); likewise below.
        Self(unsafe { [_mm256_min_pd(a, c), _mm256_min_pd(b, d)] })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        let ([a, b], [c, d]) = (self.0, other.0);
        // SAFETY: as in `min`.
        Self(unsafe { [_mm256_max_pd(a, c), _mm256_max_pd(b, d)] })
    }

    #[inline(always)]
    fn where_less(self, left: Self, right: Self) -> Self {
        let ([a, b], [c, d]) = (left.0, right.0);
        // SAFETY: as in `min`.
        unsafe {
            let low = _mm256_cmp_pd::<_CMP_LT_OQ>(a, c);
            let high = _mm256_cmp_pd::<_CMP_LT_OQ>(b, d);
            Self([
                _mm256_and_pd(self.0[0], low),
                _mm256_and_pd(self.0[1], high),
            ])
        }
    }

    #[inline(always)]
    fn store(self, block: &mut Block) {
        let (low, high) = block.0.split_at_mut(4);
        // SAFETY: as in `min`; both halves are 32 bytes, aligned to 32.
        unsafe {
            _mm256_store_pd(low.as_mut_ptr(), self.0[0]);
            _mm256_store_pd(high.as_mut_ptr(), self.0[1]);
        }
    }
}
