//! Random streams with names, probability laws by inverse distribution function, point processes,
//! dependence, and estimators with their errors. It knows no word of the domain.
//!
//! - A draw is a function of its name ([`StreamKey`]); one uniform number gives one quantity
//!   ([`Law::quantile`]).
//! - Transcendental functions come from `libm`, so the same arguments give the same bits on every
//!   platform. [`Moments`] and [`Histogram`] merge in the order in which the caller merges them.
//! - Estimators give an [`Estimate`]: a number, its standard error and its 95 % interval, each
//!   absent where it is not defined. Nothing here panics; an empty sample gives NaN.

pub mod copula;
pub mod counter;
pub mod exceedance;
pub mod process;
pub mod reduction;
pub mod special;

mod aggregate;
mod attribution;
mod compare;
mod dominance;
mod estimate;
mod histogram;
mod invert;
mod law;
mod matrix;
mod moments;
mod ratio;
mod sample;
mod stream;
mod weighted;

pub use aggregate::{Aggregate, AggregateError, Frequency};
pub use attribution::{Sensitivity, shapley, sobol};
pub use compare::{
    Verdicts, best_shares, cvar_difference, cvar_scores, of_scores, paired_difference, verdicts,
};
pub use dominance::{Dominance, dominance};
pub use estimate::{Estimate, clopper_pearson, wilson};
pub use histogram::Histogram;
pub use law::{Law, LawError};
pub use matrix::{cholesky, spearman_to_pearson};
pub use moments::{Moments, batch_means};
pub use ratio::{detectable, ratio, replications_to_tell, simultaneous};
pub use sample::{Sample, cvar, mean, quantile, quantile_ranks, standard_deviation};
pub use stream::{SMALLEST_UNIFORM, Stream, StreamKey, entity_key};
pub use weighted::Weighted;
