//! Measures of a flow or a price.

use monazite_model::DAYS_PER_YEAR;
use monazite_model::backtest::{Base, Dated, Measure, Month, When, Window};

use super::clock::Clock;

/// One series of one replication.
pub(super) struct Line {
    clock: Clock,
    values: Vec<f64>,
    /// Whether it is summed over time, not averaged.
    is_flow: bool,
    /// Its baseline: a month of a flow, the index 1 of a price.
    baseline: f64,
}

impl Line {
    /// A flow, t per step, with its baseline in t per step.
    pub(super) fn flow(clock: Clock, values: &[f64], baseline: f64) -> Self {
        Self {
            clock,
            values: values.to_vec(),
            is_flow: true,
            baseline: baseline / clock.step * DAYS_PER_YEAR / 12.0,
        }
    }

    /// Price of a basket: indices of its materials, weighted by what each is worth at baseline.
    pub(super) fn price(clock: Clock, indices: &[&[f64]], weights: &[f64]) -> Self {
        let all: f64 = weights.iter().sum();
        let steps = indices.first().map_or(0, |index| index.len());
        let at = |step| {
            let worth = indices
                .iter()
                .zip(weights)
                .map(|(index, w)| index[step] * w);
            worth.sum::<f64>() / all
        };
        Self {
            clock,
            values: (0..steps).map(at).collect(),
            is_flow: false,
            baseline: 1.0,
        }
    }

    fn between(&self, from: f64, end: f64) -> f64 {
        let integral = self.clock.integral(&self.values, from, end);
        if self.is_flow {
            integral / self.clock.step
        } else {
            integral / (end - from)
        }
    }

    fn at(&self, when: When) -> f64 {
        self.between(self.clock.day(when.first()), self.clock.day(when.end()))
    }

    /// Amount of a flow in a month, or mean price of it.
    pub(super) fn month(&self, month: Month) -> f64 {
        self.at(When::Month(month))
    }

    /// Months of a window with their values.
    fn months(&self, over: &Window) -> impl Iterator<Item = (Month, f64)> {
        let (from, to) = (Month::of(over.from.first()), Month::of(over.to.first()));
        from.up_to(to).map(|month| (month, self.month(month)))
    }

    /// Values of a window: by month, or by step.
    fn window(&self, over: &Window) -> Vec<f64> {
        if let When::Month(_) = over.from {
            return self.months(over).map(|(_, value)| value).collect();
        }
        let (from, end) = (
            self.clock.day(over.from.first()),
            self.clock.day(over.to.end()),
        );
        self.values[self.clock.steps(self.values.len(), from, end)].to_vec()
    }

    fn mean(&self, over: &Window) -> f64 {
        if let When::Month(_) = over.from {
            let values = self.window(over);
            return values.iter().sum::<f64>() / values.len() as f64;
        }
        self.between(
            self.clock.day(over.from.first()),
            self.clock.day(over.to.end()),
        )
    }

    /// What ratios are to.
    pub(super) fn base(&self, base: &Base) -> f64 {
        match base {
            Base::Baseline => self.baseline,
            Base::At(when) => self.at(*when),
            Base::Mean(window) => self.mean(window),
        }
    }

    /// A measure of the line; NaN for one of chains.
    pub(super) fn measure(&self, measure: &Measure) -> f64 {
        let extreme = |over, better: fn(f64, f64) -> bool| {
            let mut found: Option<(Month, f64)> = None;
            for (month, value) in self.months(over) {
                if found.is_none_or(|(_, best)| better(value, best)) {
                    found = Some((month, value));
                }
            }
            found.map_or(f64::NAN, |(month, _)| month.number())
        };
        match measure {
            Measure::Value { at, base } => self.at(*at) / self.base(base),
            Measure::Lowest { over, base } => {
                let least = self.window(over).into_iter().fold(f64::INFINITY, f64::min);
                least / self.base(base)
            }
            Measure::Highest { over, base } => {
                let most = self
                    .window(over)
                    .into_iter()
                    .fold(f64::NEG_INFINITY, f64::max);
                most / self.base(base)
            }
            Measure::Mean { over, base } => self.mean(over) / self.base(base),
            Measure::Sum { over, base } => self.window(over).iter().sum::<f64>() / self.base(base),
            Measure::LowestMonth { over } => extreme(over, |value, best| value < best),
            Measure::HighestMonth { over } => extreme(over, |value, best| value > best),
            Measure::FirstMonthAbove { level, over, base } => {
                let least = level * self.base(base);
                let mut months = self.months(over);
                months
                    .find(|(_, value)| *value >= least)
                    .map_or(f64::INFINITY, |(month, _)| month.number())
            }
            Measure::DeficitDays { over, base } => {
                let base = self.base(base);
                self.months(over)
                    .map(|(month, value)| (1.0 - value / base) * month.days())
                    .sum()
            }
            Measure::Rises { at } => {
                let values: Vec<f64> = at.iter().map(|when| self.at(*when)).collect();
                let rises = values.windows(2).filter(|pair| pair[1] > pair[0]).count();
                rises as f64 / (values.len() - 1) as f64
            }
            Measure::WithinFactor {
                factor,
                observed,
                base,
            } => {
                let base = self.base(base);
                let near = |dated: &&Dated| {
                    let ratio = self.at(dated.at) / base / dated.value;
                    (1.0 / factor..=*factor).contains(&ratio)
                };
                observed.iter().filter(near).count() as f64
            }
            Measure::FirstStopDay(_) | Measure::StopDays(_) | Measure::StoppedShare(_) => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use monazite_model::Date;

    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn months(from: &str, to: &str) -> Window {
        Window {
            from: When::Month(month(from)),
            to: When::Month(month(to)),
        }
    }

    fn day(year: i16, month: i8, day: i8) -> When {
        When::Day(Date::constant(year, month, day))
    }

    /// Imports from China of the autumn of 2010, t: one step a day, as much on each day of a month.
    fn imports() -> Line {
        let clock = Clock::new(Date::constant(2010, 9, 1), 1.0);
        let known = [
            ("2010-09", 2246.0),
            ("2010-10", 1278.0),
            ("2010-11", 634.0),
            ("2010-12", 4080.0),
            ("2011-01", 1783.0),
        ];
        let days = known.iter().flat_map(|(text, tonnes)| {
            let days = month(text).days();
            std::iter::repeat_n(tonnes / days, days as usize)
        });
        Line::flow(clock, &days.collect::<Vec<_>>(), 100.0)
    }

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() < 1e-9, "{got} is not {want}");
    }

    #[test]
    fn months_of_a_flow_are_compared_with_a_month() {
        let line = imports();
        let base = Base::At(When::Month(month("2010-09")));
        let over = months("2010-10", "2010-12");
        let lowest = Measure::Lowest { over, base };
        near(line.measure(&lowest), 634.0 / 2246.0);
        near(
            line.measure(&Measure::Highest { over, base }),
            4080.0 / 2246.0,
        );
        near(line.measure(&Measure::Sum { over, base }), 5992.0 / 2246.0);
        near(
            line.measure(&Measure::Mean { over, base }),
            5992.0 / 3.0 / 2246.0,
        );
        let at = When::Month(month("2010-12"));
        near(line.measure(&Measure::Value { at, base }), 4080.0 / 2246.0);
    }

    #[test]
    fn a_baseline_month_of_a_flow_is_a_twelfth_of_a_year() {
        near(imports().base(&Base::Baseline), 100.0 * 30.4375);
    }

    #[test]
    fn steps_of_a_week_are_shared_over_months_by_days() {
        // 7 t a week from 1 September: 1 t a day, of a baseline of as much.
        let clock = Clock::new(Date::constant(2010, 9, 1), 7.0);
        let line = Line::flow(clock, &[7.0; 20], 7.0);
        near(line.month(month("2010-09")), 30.0);
        let at = When::Month(month("2010-10"));
        let base = Base::Baseline;
        near(line.measure(&Measure::Value { at, base }), 31.0 / 30.4375);
    }

    #[test]
    fn the_mean_of_a_window_can_be_the_base() {
        let base = Base::Mean(months("2010-09", "2010-10"));
        near(imports().base(&base), 1762.0);
    }

    #[test]
    fn months_of_extremes_are_found_and_the_first_of_equals_counts() {
        let line = imports();
        let over = months("2010-09", "2011-01");
        let of = |measure: Measure| Month::from_number(line.measure(&measure)).unwrap();
        assert_eq!(of(Measure::LowestMonth { over }), month("2010-11"));
        assert_eq!(of(Measure::HighestMonth { over }), month("2010-12"));
        let flat = Line::price(line.clock, &[&[1.0; 100]], &[1.0]);
        let over = months("2010-09", "2010-11");
        let first = flat.measure(&Measure::LowestMonth { over });
        assert_eq!(Month::from_number(first), Some(month("2010-09")));
    }

    #[test]
    fn the_first_month_above_a_level_may_never_come() {
        let line = imports();
        let above = |level| Measure::FirstMonthAbove {
            level,
            over: months("2010-10", "2011-01"),
            base: Base::At(When::Month(month("2010-09"))),
        };
        assert_eq!(line.measure(&above(1.5)), month("2010-12").number());
        assert_eq!(line.measure(&above(0.5)), month("2010-10").number());
        assert_eq!(line.measure(&above(2.0)), f64::INFINITY);
    }

    #[test]
    fn a_deficit_is_in_days_of_the_base_and_surplus_counts_against_it() {
        // October 50 %, November 120 % of September: 0.5 * 31 - 0.2 * 30 = 9.5 days.
        let clock = Clock::new(Date::constant(2010, 9, 1), 1.0);
        let days = [(30, 300.0 / 30.0), (31, 150.0 / 31.0), (30, 360.0 / 30.0)];
        let values: Vec<f64> = days
            .iter()
            .flat_map(|&(days, value)| std::iter::repeat_n(value, days))
            .collect();
        let deficit = Measure::DeficitDays {
            over: months("2010-10", "2010-11"),
            base: Base::At(When::Month(month("2010-09"))),
        };
        near(Line::flow(clock, &values, 1.0).measure(&deficit), 9.5);
    }

    /// Steps of a week from 1 January: the index is 1, 2, 4, 3, 5.
    fn price() -> Line {
        let clock = Clock::new(Date::constant(2025, 1, 1), 7.0);
        Line::price(clock, &[&[1.0, 2.0, 4.0, 3.0, 5.0]], &[1.0])
    }

    #[test]
    fn a_price_is_looked_up_by_day() {
        let line = price();
        let base = Base::At(day(2025, 1, 9));
        let value = |at| line.measure(&Measure::Value { at, base });
        assert_eq!(value(day(2025, 1, 7)), 0.5);
        assert_eq!(value(day(2025, 1, 8)), 1.0);
        assert_eq!(value(day(2025, 1, 21)), 2.0);
        // Ten days from 5 January: 3 at 1, 7 at 2, and the extremes of the steps that they touch.
        let over = Window {
            from: day(2025, 1, 5),
            to: day(2025, 1, 14),
        };
        let base = Base::Baseline;
        near(line.measure(&Measure::Mean { over, base }), 1.7);
        assert_eq!(line.measure(&Measure::Lowest { over, base }), 1.0);
        assert_eq!(line.measure(&Measure::Highest { over, base }), 2.0);
    }

    #[test]
    fn rises_are_the_share_of_pairs_that_go_up() {
        let at = vec![
            day(2025, 1, 1),
            day(2025, 1, 8),
            day(2025, 1, 15),
            day(2025, 1, 22),
        ];
        near(price().measure(&Measure::Rises { at }), 2.0 / 3.0);
    }

    #[test]
    fn dated_multiples_are_counted_within_a_factor_either_way() {
        let dated = |at, value| Dated { at, value };
        let within = Measure::WithinFactor {
            factor: 2.0,
            observed: vec![
                dated(day(2025, 1, 1), 2.0),  // 1 against 2: just within
                dated(day(2025, 1, 8), 1.0),  // 2 against 1: just within
                dated(day(2025, 1, 15), 1.9), // 4 against 1.9: above
                dated(day(2025, 1, 22), 6.1), // 3 against 6.1: below
            ],
            base: Base::Baseline,
        };
        assert_eq!(price().measure(&within), 2.0);
    }

    #[test]
    fn a_basket_weighs_by_what_its_parts_are_worth_at_baseline() {
        // A quarter of the mass at 30 USD/kg, three quarters at 10: half and half by worth.
        let clock = Clock::new(Date::constant(2025, 1, 1), 7.0);
        let line = Line::price(clock, &[&[4.0], &[1.0]], &[0.25 * 30.0, 0.75 * 10.0]);
        near(line.at(day(2025, 1, 1)), 2.5);
    }
}
