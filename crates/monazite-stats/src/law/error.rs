//! What can be wrong with the parameters of a law.

/// Why parameters are no law.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// A parameter outside its range (or not a number).
    #[error("{parameter} is {value}, but must be {wanted}")]
    OutOfRange {
        /// Name of the parameter.
        parameter: &'static str,
        /// What was given.
        value: f64,
        /// The range, in words.
        wanted: &'static str,
    },
    /// Two parameters in the wrong order.
    #[error("{lower} ({low}) must {} {upper} ({high})", if *.strict { "be below" } else { "not exceed" })]
    Order {
        /// Name of the parameter that must be lower.
        lower: &'static str,
        /// Its value.
        low: f64,
        /// Name of the parameter that must be higher.
        upper: &'static str,
        /// Its value.
        high: f64,
        /// Whether they must differ.
        strict: bool,
    },
    /// An empirical law without values.
    #[error("an empirical law needs at least one value")]
    NoValues,
    /// A truncation so far out that no probability is left to the precision of a double.
    #[error("no probability is left between {low} and {high}")]
    NothingLeft {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
}

/// Refuses a parameter that does not pass; NaN passes nothing.
pub(super) fn need(
    parameter: &'static str,
    value: f64,
    ok: bool,
    wanted: &'static str,
) -> Result<(), LawError> {
    if ok {
        Ok(())
    } else {
        Err(LawError::OutOfRange {
            parameter,
            value,
            wanted,
        })
    }
}

/// Any finite number.
pub(super) fn finite(parameter: &'static str, value: f64) -> Result<(), LawError> {
    need(parameter, value, value.is_finite(), "a finite number")
}

/// A finite number above zero.
pub(super) fn positive(parameter: &'static str, value: f64) -> Result<(), LawError> {
    need(
        parameter,
        value,
        value > 0.0 && value.is_finite(),
        "a finite number above 0",
    )
}

/// `low <= high`.
pub(super) fn rising(
    (lower, low): (&'static str, f64),
    (upper, high): (&'static str, f64),
) -> Result<(), LawError> {
    let strict = false;
    if low <= high {
        Ok(())
    } else {
        Err(LawError::Order {
            lower,
            low,
            upper,
            high,
            strict,
        })
    }
}

/// `low < high`.
pub(super) fn below(
    (lower, low): (&'static str, f64),
    (upper, high): (&'static str, f64),
) -> Result<(), LawError> {
    let strict = true;
    if low < high {
        Ok(())
    } else {
        Err(LawError::Order {
            lower,
            low,
            upper,
            high,
            strict,
        })
    }
}
