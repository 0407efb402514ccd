//! Quantities as types. A value that exists is finite and in range; arithmetic happens on `get()`.

/// Mean Gregorian year in days; converts yearly rates to steps everywhere.
pub const DAYS_PER_YEAR: f64 = 365.25;

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $unit:literal, $low:expr, $high:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(0.0);
            /// Unit as printed in messages and table headers.
            pub const UNIT: &'static str = $unit;
            /// Smallest value accepted.
            pub const MIN: f64 = $low;
            /// Largest value accepted: far beyond the physical world, far below overflow.
            pub const MAX: f64 = $high;

            /// Checks that `value` is finite and within `MIN..=MAX`; `None` otherwise.
            pub fn new(value: f64) -> Option<Self> {
                (Self::MIN..=Self::MAX).contains(&value).then_some(Self(value))
            }

            /// The plain number, in [`Self::UNIT`].
            pub fn get(self) -> f64 {
                self.0
            }
        }
    };
}

quantity!(
    /// A mass of one material on its own basis.
    Tonnes, "t", 0.0, 1e12
);
quantity!(
    /// A flow of one material on its own basis.
    TonnesPerYear, "t/yr", 0.0, 1e12
);
quantity!(
    /// A span of time.
    Days, "days", 0.0, 365_250.0
);
quantity!(
    /// A share or probability.
    Share, "share (0 to 1)", 0.0, 1.0
);
quantity!(
    /// A price or value per kilogram.
    UsdPerKg, "USD/kg", 0.0, 1e9
);

impl TonnesPerYear {
    /// Mass that flows in `span`.
    pub fn over(self, span: Days) -> Tonnes {
        Tonnes(self.0 * span.0 / DAYS_PER_YEAR)
    }
}

impl Days {
    /// Steps of length `step` that cover this span, rounded up; a hair above a whole number
    /// (1e-9 of a step) does not add a step.
    pub fn steps_up(self, step: Self) -> u32 {
        (self.0 / step.0 - 1e-9).ceil().max(0.0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_infinity_and_negatives_are_no_quantities() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e-300] {
            assert_eq!(TonnesPerYear::new(bad), None);
        }
        assert_eq!(Share::new(1.0 + 1e-12), None);
    }

    #[test]
    fn a_year_of_flow_is_the_yearly_rate() {
        let flow = TonnesPerYear::new(52.0).unwrap();
        assert_eq!(flow.over(Days::new(DAYS_PER_YEAR).unwrap()).get(), 52.0);
    }

    #[test]
    fn fourteen_days_are_two_weeks_and_fifteen_are_three() {
        let week = Days::new(7.0).unwrap();
        assert_eq!(Days::new(14.0).unwrap().steps_up(week), 2);
        assert_eq!(Days::new(15.0).unwrap().steps_up(week), 3);
        assert_eq!(Days::ZERO.steps_up(week), 0);
    }
}
