//! The vectors of x86: AVX2 (two registers per vector) and AVX-512 (one).
//!
//! The only unsafe code of the package. It rests on one argument: an [`Avx2`] or [`Avx512`] token can be made
//! by `detect` alone, and a vector only from a token, so the instructions exist wherever a vector does.
#![allow(unsafe_code)]
#![allow(clippy::inline_always)] // a call that survives is some fifty times slower, see `simd`

mod avx2;
mod avx512;

pub(super) use avx2::Avx2;
pub(super) use avx512::Avx512;

/// Implements a binary operation of a vector type by an expression over the inner registers.
macro_rules! binary {
    ($vector:ident, $($trait:ident)::+, $method:ident, |$a:ident, $b:ident| $result:expr) => {
        impl $($trait)::+ for $vector {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let ($a, $b) = (self.0, other.0);
                // SAFETY: a vector exists only where its instructions do (see `x86`).
                Self(unsafe { $result })
            }
        }
    };
}
use binary;
