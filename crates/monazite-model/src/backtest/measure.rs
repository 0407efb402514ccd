//! What is computed from a series.

use jiff::civil::Date;

use super::{Base, When, Window};

/// A multiple at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dated {
    /// When.
    pub at: When,
    /// The multiple of the base.
    pub value: f64,
}

/// What is computed from the series of one replication.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// The value at a time.
    Value {
        /// When.
        at: When,
        /// Divides it.
        base: Base,
    },
    /// The least of a window.
    Lowest {
        /// The window.
        over: Window,
        /// Divides it.
        base: Base,
    },
    /// The most of a window.
    Highest {
        /// The window.
        over: Window,
        /// Divides it.
        base: Base,
    },
    /// The mean of a window.
    Mean {
        /// The window.
        over: Window,
        /// Divides it.
        base: Base,
    },
    /// The sum of the months of a window; of flows.
    Sum {
        /// The window.
        over: Window,
        /// Divides it.
        base: Base,
    },
    /// The month of the least value; the first of equals.
    LowestMonth {
        /// The window, of months.
        over: Window,
    },
    /// The month of the greatest value; the first of equals.
    HighestMonth {
        /// The window, of months.
        over: Window,
    },
    /// The first month of a window in which the value is at or above a level; never where there is
    /// none.
    FirstMonthAbove {
        /// Multiple of the base.
        level: f64,
        /// The window, of months.
        over: Window,
        /// What the level is a multiple of.
        base: Base,
    },
    /// Sum over the months of a window of (1 - ratio) times the days of the month; of flows.
    DeficitDays {
        /// The window, of months.
        over: Window,
        /// What the ratio is to.
        base: Base,
    },
    /// Share of the pairs of neighbouring times between which the value rises.
    Rises {
        /// The times, in order.
        at: Vec<When>,
    },
    /// How many of dated multiples are met within a factor either way.
    WithinFactor {
        /// The factor, above 1.
        factor: f64,
        /// The observed multiples.
        observed: Vec<Dated>,
        /// What they are multiples of.
        base: Base,
    },
    /// Median over the chains that stop of the first day of their first stop, counted from `after`;
    /// never where none stops.
    FirstStopDay(Stops),
    /// Median length in days of the first stops.
    StopDays(Stops),
    /// Share of chains that stop.
    StoppedShare(Stops),
}

/// Which stops of chains are looked at: those that begin in, or reach into, a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stops {
    /// First day.
    pub after: Date,
    /// Last day.
    pub until: Date,
    /// A chain stands while less than this share is served.
    pub below: f64,
}

/// Unit of what is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A ratio.
    Ratio,
    /// Days.
    Days,
    /// A month, by its number.
    Month,
    /// A number of things.
    Count,
    /// A share.
    Share,
}

impl Measure {
    /// Unit of the result.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Value { .. }
            | Self::Lowest { .. }
            | Self::Highest { .. }
            | Self::Mean { .. }
            | Self::Sum { .. } => Kind::Ratio,
            Self::LowestMonth { .. } | Self::HighestMonth { .. } | Self::FirstMonthAbove { .. } => {
                Kind::Month
            }
            Self::DeficitDays { .. } | Self::FirstStopDay(_) | Self::StopDays(_) => Kind::Days,
            Self::WithinFactor { .. } => Kind::Count,
            Self::Rises { .. } | Self::StoppedShare(_) => Kind::Share,
        }
    }
}
