//! Special functions that the laws and intervals rest on.
//!
//! Every transcendental function comes from `libm`, which is the same code on every platform, so
//! the same arguments give the same bits everywhere. Accuracies are stated per function and tested
//! against values of 30 digits.

mod beta;
mod binomial;
mod bivariate;
mod density;
mod gamma;
mod normal;
mod student;

pub use beta::{beta_cdf, beta_quantile, beta_survival};
pub use binomial::{binomial_cdf, binomial_quantile};
pub use bivariate::bivariate_normal_cdf;
pub use gamma::{gamma_cdf, gamma_quantile, gamma_survival, ln_gamma};
pub use normal::{normal_cdf, normal_density, normal_quantile, normal_survival};
pub use student::{student_t_cdf, student_t_quantile};
