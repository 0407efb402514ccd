//! Months, days, windows and bases, inside the run.

use jiff::ToSpan;
use monazite_model::Date;
use monazite_model::backtest::{Base, Month, When, Window};

use super::read::Reading;
use crate::raw::targets as raw;

/// What stands in for a time that was refused; the refusal has been told.
fn any() -> Month {
    Month::of(Date::ZERO)
}

impl Reading<'_> {
    pub(super) fn month(&mut self, text: &str, path: &str) -> Month {
        Month::parse(text).unwrap_or_else(|| {
            let message = format!("`{path}` must be a month such as \"2010-11\" or a day such as 2010-11-30, got \"{text}\"");
            self.say(
                path,
                "date",
                message,
                "a day is written without quotes: 2010-11-30",
            );
            any()
        })
    }

    /// A time that the run covers.
    pub(super) fn when(&mut self, raw: &raw::When, path: &str, months: bool) -> When {
        let when = match raw.0.parse() {
            Ok(day) if raw.0.len() == "2010-11-30".len() => When::Day(day),
            _ => When::Month(self.month(&raw.0, path)),
        };
        if let (true, When::Day(day)) = (months, when) {
            let message = format!("`{path}` must be a month, got the day {day}");
            let hint = format!("write \"{}\"", Month::of(day));
            self.say(path, "date", message, &hint);
            return when;
        }
        if when != When::Month(any()) {
            self.inside(when, path);
        }
        when
    }

    pub(super) fn day(&mut self, day: Date, path: &str) -> Date {
        self.inside(When::Day(day), path);
        day
    }

    fn inside(&mut self, when: When, path: &str) {
        let start = self.run.start;
        let days = self.run.horizon.get().floor().clamp(0.0, 3e6) as i64;
        let end = start.saturating_add(days.days());
        if when.first() < start || when.end() > end {
            let message = format!(
                "{when} is not inside the run, which goes from {start} to the day before {end}"
            );
            self.say(path, "range", message, "");
        }
    }

    pub(super) fn window(
        &mut self,
        (from, to): (raw::When, raw::When),
        path: &str,
        months: bool,
    ) -> Window {
        let from_path = format!("{path}.from");
        let told = self.found.iter().count();
        let from = self.when(&from, &from_path, months);
        let to = self.when(&to, &format!("{path}.to"), months);
        let same = matches!(
            (from, to),
            (When::Month(_), When::Month(_)) | (When::Day(_), When::Day(_))
        );
        if told < self.found.iter().count() {
            return Window { from, to };
        }
        if !same {
            let message = format!("`{path}` goes from {from} to {to}: one is a month, one a day");
            self.say(
                &from_path,
                "date",
                message,
                "write both as months, or both as days",
            );
        } else if to.first() < from.first() {
            let message = format!("`{path}` ends before it begins: from {from} to {to}");
            self.say(&from_path, "range", message, "");
        }
        Window { from, to }
    }

    pub(super) fn base(&mut self, raw: Option<raw::Base>, path: &str, months: bool) -> Base {
        let path = format!("{path}.base");
        match raw {
            None => Base::Baseline,
            Some(raw::Base::At(when)) => Base::At(self.when(&when, &path, months)),
            Some(raw::Base::Mean(window)) => {
                Base::Mean(self.window((window.from, window.to), &path, months))
            }
        }
    }
}
