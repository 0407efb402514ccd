//! Why a run ended, in a word and in a sentence.

use monazite_engine::{Indicator, Precision, Stop, Width};

use crate::Report;
use crate::number;

/// The word of manifest and summary: `complete`, `precision`, `ceiling` or `interrupted`.
pub fn why(stop: Stop, precision: Option<f64>) -> &'static str {
    match (stop, precision) {
        (Stop::Interrupted, _) => "interrupted",
        (Stop::Precise, _) => "precision",
        (Stop::Complete, Some(_)) => "ceiling",
        (Stop::Complete, None) => "complete",
    }
}

/// Why a run with `--precision` ended where it did; `None` for any other.
pub fn stopped(report: &Report<'_>) -> Option<String> {
    let precision = Precision::of(report.result, report.precision?);
    let done = number::count(precision.replications);
    let target = percent(precision.target);
    let known = worst_known(&precision)?;
    Some(match report.stop {
        Stop::Precise => format!(
            "The run stopped after {done} futures because mean and CVaR95 of the total's unmet share and \
             net value at risk are known to better than {target} of their value, as asked for (--precision); \
             the worst known of them, {known}."
        ),
        Stop::Interrupted => format!(
            "The run was interrupted after {done} futures, before the precision of {target} that was asked \
             for (--precision) was seen; the worst known headline statistic: {known}."
        ),
        Stop::Complete => format!(
            "The ceiling of {done} futures (--replications) was reached before the precision of {target} \
             that was asked for (--precision); the worst known headline statistic: {known}. {}",
            would_do(&precision),
        ),
    })
}

/// How well the losses of a comparison are known against what was asked for.
pub(crate) fn known_enough(precision: &Precision) -> Option<String> {
    let known = worst_known(precision)?;
    let (target, done) = (
        percent(precision.target),
        number::count(precision.replications),
    );
    Some(if precision.reached() {
        format!(
            "Mean and CVaR95 of the losses are known to better than {target} of their value under every strategy, \
             as asked for (--precision), from {done} futures; the worst known of them, {known}."
        )
    } else {
        format!(
            "The ceiling of {done} futures (--replications) was reached before mean and CVaR95 of the losses were \
             known to {target} under every strategy, as asked for (--precision); the worst known of them, {known}. {}",
            would_do(precision),
        )
    })
}

/// The statistic that is known worst; `None` without any.
fn worst_known(precision: &Precision) -> Option<String> {
    let worst = precision.worst()?;
    Some(if worst.relative.is_finite() {
        format!("{} to {}", name(worst), percent(worst.relative))
    } else {
        format!(
            "{} has no relative precision yet: no loss was seen in it",
            name(worst)
        )
    })
}

fn would_do(precision: &Precision) -> String {
    match precision.needed() {
        Some(needed) => format!("About {} futures would do.", number::count(rounded(needed))),
        None => "How many futures would do cannot be told.".to_owned(),
    }
}

fn percent(share: f64) -> String {
    format!("{} %", number::plain(100.0 * share, ""))
}

fn name(width: &Width) -> String {
    let indicator = match width.indicator {
        Indicator::UnmetShare => "unmet share",
        Indicator::NetValueAtRisk => "net value at risk",
        Indicator::ValueAtRisk => "value at risk",
        other => other.word(),
    };
    let statistic = if width.statistic == "mean" {
        "mean"
    } else {
        "CVaR95"
    };
    format!("{statistic} of the {indicator}")
}

/// Up to two digits: it is an estimate.
fn rounded(value: u64) -> u64 {
    let unit = 10_u64.pow(value.max(1).ilog10().saturating_sub(1));
    value.div_ceil(unit).saturating_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn estimates_are_rounded_up_to_two_digits() {
        assert_eq!(
            [7, 10, 99, 101, 12_345].map(rounded),
            [7, 10, 99, 110, 13_000]
        );
    }

    #[test]
    fn a_ceiling_says_how_many_futures_would_do_and_other_runs_say_nothing() {
        let mut sample = Sample::new(1000);
        assert_eq!(stopped(&sample.report()), None);
        sample.precision = Some(1e-6);
        let told = stopped(&sample.report()).unwrap();
        assert!(told.contains("ceiling of 1,000 futures"), "{told}");
        sample.stop = Stop::Precise;
        let told = stopped(&sample.report()).unwrap();
        assert!(told.contains("stopped after 1,000 futures"), "{told}");
    }
}
