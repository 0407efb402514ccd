//! From dates to steps.

use monazite_model::Date;

/// When steps are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clock {
    start: Date,
    pub(super) step: f64,
}

impl Clock {
    pub(super) fn new(start: Date, step: f64) -> Self {
        Self { start, step }
    }

    /// Days from the start of the run to the start of a day.
    pub(super) fn day(self, date: Date) -> f64 {
        f64::from((date - self.start).get_days())
    }

    /// Sum over the steps of `value` times the days that they share with the days from `from` to
    /// `end`.
    pub(super) fn integral(self, values: &[f64], from: f64, end: f64) -> f64 {
        let mut sum = 0.0;
        for at in self.steps(values.len(), from, end) {
            let (begin, stop) = (at as f64 * self.step, (at + 1) as f64 * self.step);
            sum += values[at] * (stop.min(end) - begin.max(from));
        }
        sum
    }

    /// Steps that share time with the days from `from` to `end`, among `count`.
    pub(super) fn steps(self, count: usize, from: f64, end: f64) -> std::ops::Range<usize> {
        let first = (from / self.step).floor().max(0.0) as usize;
        let last = (end / self.step).ceil().max(0.0) as usize;
        first.min(count)..last.min(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_shared_by_days() {
        let clock = Clock::new(Date::constant(2010, 9, 1), 7.0);
        assert_eq!(clock.day(Date::constant(2010, 10, 1)), 30.0);
        assert_eq!(clock.day(Date::constant(2010, 8, 31)), -1.0);
        // Steps of 7, 14, 21 from day 0. Days 5 to 16: 2 of the first, 7 of the second, 2 of the third.
        let values = [7.0, 14.0, 21.0];
        assert_eq!(
            clock.integral(&values, 5.0, 16.0),
            2.0 * 7.0 + 7.0 * 14.0 + 2.0 * 21.0
        );
        assert_eq!(clock.steps(3, 7.0, 14.0), 1..2);
        assert_eq!(clock.steps(3, 5.0, 99.0), 0..3);
    }
}
