//! Months and days of a history.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// The month that a day is in.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// Reads `2010-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, count| {
            part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, 1)
            .ok()
            .map(Self)
    }

    /// Months since the year 0: the number that bands and medians of months are in.
    pub fn number(self) -> f64 {
        f64::from(self.0.year()) * 12.0 + f64::from(self.0.month()) - 1.0
    }

    /// The month of a number, if it is one.
    pub fn from_number(number: f64) -> Option<Self> {
        if !(0.0..120_000.0).contains(&number) {
            return None;
        }
        let whole = number.round() as i32;
        let (year, month) = (whole.div_euclid(12), whole.rem_euclid(12) + 1);
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1)
            .ok()
            .map(Self)
    }

    /// First day.
    pub fn first(self) -> Date {
        self.0
    }

    /// First day of the next month.
    pub fn end(self) -> Date {
        self.0.saturating_add(1.month())
    }

    /// Number of days.
    pub fn days(self) -> f64 {
        f64::from(self.0.days_in_month())
    }

    /// This month and those after it up to `last`, included.
    pub fn up_to(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |month| {
            let next = Self(month.end());
            (next > *month).then_some(next)
        })
        .take_while(move |month| *month <= last)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// A month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The whole month.
    Month(Month),
    /// The day.
    Day(Date),
}

impl When {
    /// First day.
    pub fn first(self) -> Date {
        match self {
            Self::Month(month) => month.first(),
            Self::Day(day) => day,
        }
    }

    /// Day after the last.
    pub fn end(self) -> Date {
        match self {
            Self::Month(month) => month.end(),
            Self::Day(day) => day.saturating_add(1.day()),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Day(day) => day.fmt(f),
        }
    }
}

/// From a month or day to another of its kind, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First.
    pub from: When,
    /// Last.
    pub to: When,
}

/// What a value is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The baseline: of a price 1, of a flow its undisturbed amount in a mean month.
    Baseline,
    /// The series itself at another time.
    At(When),
    /// The mean of the series over a window.
    Mean(Window),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_written_with_four_and_two_digits() {
        assert_eq!(Month::parse("2010-11").unwrap().to_string(), "2010-11");
        for wrong in [
            "", "2010", "2010-13", "2010-0", "2010-00", "10-11", "2010-1 ", "+010-11",
        ] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn months_and_numbers_are_each_others_inverse() {
        let month = Month::parse("2010-12").unwrap();
        assert_eq!(month.number(), 2010.0 * 12.0 + 11.0);
        assert_eq!(Month::from_number(month.number()), Some(month));
        assert_eq!(
            Month::from_number(month.number() + 1.0),
            Month::parse("2011-01")
        );
        assert_eq!(Month::from_number(f64::INFINITY), None);
        assert_eq!(Month::from_number(f64::NAN), None);
        assert_eq!(month.days(), 31.0);
        let list: Vec<String> = month
            .up_to(Month::parse("2011-02").unwrap())
            .map(|month| month.to_string())
            .collect();
        assert_eq!(list, ["2010-12", "2011-01", "2011-02"]);
    }
}
