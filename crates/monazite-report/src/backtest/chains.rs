//! Stops of chains: demands that stand because too little of what they want is served.

use monazite_model::backtest::Stops;

use super::clock::Clock;

/// First stop of a chain in the window: its first day and its length, counted to the end of the
/// window at most.
fn first(clock: Clock, served: &[f64], stops: &Stops) -> Option<(f64, f64)> {
    let (from, end) = (clock.day(stops.after), clock.day(stops.until) + 1.0);
    let steps = clock.steps(served.len(), from, end);
    let last = steps.end;
    let begin = steps.into_iter().find(|&at| served[at] < stops.below)?;
    let length = served[begin..last]
        .iter()
        .take_while(|share| **share < stops.below)
        .count();
    let first = (begin as f64 * clock.step).max(from);
    let stop = ((begin + length) as f64 * clock.step).min(end);
    Some((first - from, stop - first))
}

fn stopped<'a>(
    clock: Clock,
    chains: &'a [&[f64]],
    stops: &'a Stops,
) -> impl Iterator<Item = (f64, f64)> {
    chains
        .iter()
        .filter_map(move |served| first(clock, served, stops))
}

/// The middle one; the mean of the middle two of an even number.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(0.5 * (values[values.len() / 2 - 1] + upper))
}

/// Median first day of the chains that stop; infinite if none does.
pub(super) fn first_day(clock: Clock, chains: &[&[f64]], stops: &Stops) -> f64 {
    let days = stopped(clock, chains, stops).map(|(day, _)| day);
    median(days.collect()).unwrap_or(f64::INFINITY)
}

/// Median length of the first stops, days; NaN if there is none.
pub(super) fn length(clock: Clock, chains: &[&[f64]], stops: &Stops) -> f64 {
    let lengths = stopped(clock, chains, stops).map(|(_, length)| length);
    median(lengths.collect()).unwrap_or(f64::NAN)
}

/// Share of the chains that stop.
pub(super) fn share(clock: Clock, chains: &[&[f64]], stops: &Stops) -> f64 {
    stopped(clock, chains, stops).count() as f64 / chains.len() as f64
}

#[cfg(test)]
mod tests {
    use monazite_model::Date;

    use super::*;

    const STOPS: Stops = Stops {
        after: Date::constant(2025, 4, 4),
        until: Date::constant(2025, 5, 15),
        below: 0.95,
    };

    fn clock() -> Clock {
        Clock::new(Date::constant(2025, 3, 28), 7.0)
    }

    /// Weeks from 28 March; the second begins on 4 April, the eighth ends on the day after 15 May + 7.
    const CHAINS: [&[f64]; 4] = [
        // Stands in the first week only, before the window.
        &[0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        // Stands on days 14 to 28, and again.
        &[1.0, 1.0, 1.0, 0.9, 0.0, 1.0, 0.0, 1.0],
        // Stands from day 28; the window ends after day 42.
        &[1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5],
        // Never below 0.95.
        &[1.0, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95],
    ];

    #[test]
    fn the_share_counts_chains_that_stop_in_the_window() {
        assert_eq!(share(clock(), &CHAINS, &STOPS), 0.5);
        assert_eq!(share(clock(), &CHAINS[..1], &STOPS), 0.0);
    }

    #[test]
    fn first_days_and_lengths_are_medians_over_the_chains_that_stop() {
        assert_eq!(first_day(clock(), &CHAINS, &STOPS), 21.0);
        assert_eq!(length(clock(), &CHAINS, &STOPS), 14.0);
        assert_eq!(first_day(clock(), &CHAINS[1..2], &STOPS), 14.0);
    }

    #[test]
    fn a_stop_that_is_under_way_begins_on_day_zero() {
        let chain: &[f64] = &[0.0; 8];
        let after = Date::constant(2025, 4, 6);
        let stops = Stops { after, ..STOPS };
        assert_eq!(first(clock(), chain, &stops), Some((0.0, 40.0)));
    }

    #[test]
    fn without_a_stop_the_first_day_never_comes() {
        assert_eq!(first_day(clock(), &CHAINS[3..], &STOPS), f64::INFINITY);
        assert!(length(clock(), &CHAINS[3..], &STOPS).is_nan());
    }
}
