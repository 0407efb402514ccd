//! What random numbers are drawn for. The numbers are part of the stream keys: append only.

/// Purpose of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// When occurrences of a hazard start.
    Arrival = 1,
    /// Severity, duration and escalation of the occurrences of a hazard.
    Shape = 2,
    /// Normal scores shared between correlated hazards.
    Dependence = 3,
    /// Start delays of planned sites.
    Project = 4,
    /// Parameters that nobody knows.
    Parameter = 5,
    /// Which part of a mixture a steered future is drawn from.
    Mixture = 6,
}
