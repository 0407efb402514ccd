//! Shared helpers of the cross-crate tests: small worlds built in code.

pub mod bits;
pub mod run;
pub mod toy;
