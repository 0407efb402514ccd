//! Numbers as people read them: scaled to a unit, and never with more digits than their error supports.

use crate::measure::Reading;

/// What a unit of a file becomes on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    /// Divides the number.
    by: f64,
    /// Stands before it (`USD `).
    before: &'static str,
    /// Stands after it (` kt REO`).
    after: &'static str,
}

const BILLION: f64 = 1e9;
const MILLION: f64 = 1e6;
const THOUSAND: f64 = 1e3;

fn scale(size: f64, unit: &'static str) -> Scale {
    let plain = |after| Scale {
        by: 1.0,
        before: "",
        after,
    };
    let scaled = |by, after| Scale {
        by,
        before: "",
        after,
    };
    match unit {
        "share" => scaled(0.01, " %"),
        "weeks" => plain(" weeks"),
        "days" => plain(" days"),
        "USD" if size >= BILLION => Scale {
            by: BILLION,
            before: "USD ",
            after: " bn",
        },
        "USD" if size >= MILLION => Scale {
            by: MILLION,
            before: "USD ",
            after: " m",
        },
        "USD" => Scale {
            by: 1.0,
            before: "USD ",
            after: "",
        },
        "t" if size >= MILLION => scaled(MILLION, " Mt"),
        "t" if size >= THOUSAND => scaled(THOUSAND, " kt"),
        "t" => plain(" t"),
        "t REO" if size >= MILLION => scaled(MILLION, " Mt REO"),
        "t REO" if size >= THOUSAND => scaled(THOUSAND, " kt REO"),
        "t REO" => plain(" t REO"),
        "t metal" if size >= THOUSAND => scaled(THOUSAND, " kt metal"),
        "t metal" => plain(" t metal"),
        "t magnet" if size >= THOUSAND => scaled(THOUSAND, " kt magnet"),
        "t magnet" => plain(" t magnet"),
        "t/yr" if size >= THOUSAND => scaled(THOUSAND, " kt/yr"),
        "t/yr" => plain(" t/yr"),
        _ => plain(""),
    }
}

/// Position of the last digit that a half-width supports, as a power of ten: the digit is worth at
/// least an eighth of the half-width and at most a little more than all of it. Times are never finer than a whole unit,
/// since the model moves in steps.
fn last_digit(half_width: f64, unit: &str) -> i32 {
    let place = half_width.log10().floor();
    let leading = half_width / 10f64.powf(place);
    let digit = place as i32 + i32::from(leading > 8.0);
    if matches!(unit, "weeks" | "days") {
        digit.max(0)
    } else {
        digit
    }
}

/// Position of the fourth significant digit, within the first six decimals: what a number without an
/// error is printed to.
fn fourth_digit(value: f64) -> i32 {
    if value == 0.0 {
        0
    } else {
        (value.abs().log10().floor() as i32 - 3).clamp(-6, 0)
    }
}

/// Rounds to the power of ten `place` and prints no further digit; thousands are set apart by commas.
fn rounded(value: f64, place: i32) -> String {
    let unit = 10f64.powi(place.abs());
    let value = if place > 0 {
        (value / unit).round() * unit
    } else {
        value
    };
    let text = format!("{value:.*}", (-place).max(0) as usize);
    let zero = text
        .trim_start_matches('-')
        .chars()
        .all(|c| matches!(c, '0' | '.'));
    grouped(if zero {
        text.trim_start_matches('-')
    } else {
        &text
    })
}

/// Commas between thousands of the part before the point.
fn grouped(text: &str) -> String {
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("\u{2212}", rest));
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A whole count, such as 10,000.
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// A whole count of things, such as `1 future` or `10,000 futures`.
pub fn counted(value: u64, one: &str) -> String {
    let end = if value == 1 { "" } else { "s" };
    format!("{} {one}{end}", count(value))
}

/// What stands after a number: times are told in the singular for 1.
fn after(text: &str, scale: Scale) -> &'static str {
    match (text, scale.after) {
        ("1", " weeks") => " week",
        ("1", " days") => " day",
        (_, after) => after,
    }
}

/// A number without an error, to at most four significant digits: `12.3 %`, `3.4 kt REO`.
/// `unit` is that of the file (`share` becomes per cent).
pub fn plain(value: f64, unit: &'static str) -> String {
    if !value.is_finite() {
        return "n/a".to_owned();
    }
    let scale = scale(value.abs(), unit);
    let scaled = value / scale.by;
    let text = rounded(scaled, fourth_digit(scaled));
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{}{text}{}", scale.before, after(text, scale))
}

/// A number to the precision of its error, without the interval: `12.3 %`.
pub(crate) fn value(reading: &Reading, unit: &'static str) -> String {
    match reading.half_width() {
        Some(half) if half > 0.0 => {
            let scale = scale(reading.value.abs(), unit);
            let text = rounded(reading.value / scale.by, last_digit(half / scale.by, unit));
            format!("{}{text}{}", scale.before, after(&text, scale))
        }
        // The model moves in steps: a time is never known to less than one.
        _ if matches!(unit, "weeks" | "days") => plain(reading.value.round(), unit),
        _ => plain(reading.value, unit),
    }
}

/// A number with its 95 % interval in words: `12.3 % (95 % interval 12.1 to 12.5 %)`. A number
/// whose interval cannot be had says so; one without any spread has nothing to add.
pub(crate) fn with_interval(reading: &Reading, unit: &'static str) -> String {
    let text = value(reading, unit);
    match interval(reading, unit) {
        Some(interval) => format!("{text} (95 % interval {interval})"),
        None if reading.low.is_none() => format!("{text} (too few replications for an interval)"),
        None => text,
    }
}

/// The 95 % interval alone: `12.1 to 12.5 %`; `None` when there is none or it has no width in the
/// digits that are printed.
pub(crate) fn interval(reading: &Reading, unit: &'static str) -> Option<String> {
    let half = reading.half_width().filter(|half| *half > 0.0)?;
    let (low, high) = (reading.low?, reading.high?);
    let scale = scale(reading.value.abs(), unit);
    let place = last_digit(half / scale.by, unit);
    let (low, high) = (
        rounded(low / scale.by, place),
        rounded(high / scale.by, place),
    );
    (low != high).then(|| format!("{}{low} to {high}{}", scale.before, scale.after))
}

/// An upper bound of a share, rounded up to two digits: `0.2 %`.
pub(crate) fn below(bound: f64) -> String {
    let percent = 100.0 * bound;
    let unit = if percent > 0.0 {
        10f64.powf(percent.log10().floor() - 1.0)
    } else {
        1.0
    };
    plain((percent / unit - 1e-9).ceil() * unit / 100.0, "share")
}

/// A half-width of a share in percentage points, to two digits: `0.95 points`.
pub(crate) fn points(half_width: f64) -> String {
    let percent = 100.0 * half_width;
    let place = if percent > 0.0 {
        percent.log10().floor() as i32 - 1
    } else {
        0
    };
    format!("{} points", rounded(percent, place))
}

/// A cell of a table: `12.3 ± 0.2`; without `±` where there is no error to print.
pub(crate) fn cell(reading: &Reading, by: f64) -> String {
    match reading.half_width() {
        Some(half) if half > 0.0 => {
            let place = last_digit(half / by, "");
            let half = rounded((half / by).max(10f64.powi(place)), place);
            format!("{} \u{b1} {half}", rounded(reading.value / by, place))
        }
        _ => plain(reading.value / by, ""),
    }
}

/// Position of the digit that two numbers which are compared are printed to: the third of the value, or
/// the second of the half-width where that is one place further to the left.
fn compared_digit(value: f64, half_width: Option<f64>) -> i32 {
    let place = |x: f64, digits: i32| x.abs().log10().floor() as i32 - digits + 1;
    let third = if value == 0.0 { 0 } else { place(value, 3) };
    match half_width.filter(|half| *half > 0.0) {
        Some(half) if value == 0.0 => place(half, 2),
        Some(half) => third.max(place(half, 2).min(third + 1)),
        None => third,
    }
}

/// A number that is held against others, with enough digits to do so: three, or the two of its error.
pub(crate) fn compared(reading: &Reading, unit: &'static str) -> String {
    if !reading.value.is_finite() {
        return "n/a".to_owned();
    }
    let scale = scale(reading.value.abs(), unit);
    let half = reading.half_width().map(|half| half / scale.by);
    let text = rounded(
        reading.value / scale.by,
        compared_digit(reading.value / scale.by, half),
    );
    format!("{}{text}{}", scale.before, after(&text, scale))
}

/// Both ends of the interval of a number that is held against others: `USD 22.6 to 187 bn`.
pub(crate) fn compared_interval(reading: &Reading, unit: &'static str) -> Option<String> {
    let half = reading.half_width().filter(|half| *half > 0.0)?;
    let scale = scale(reading.value.abs(), unit);
    let place = compared_digit(reading.value / scale.by, Some(half / scale.by));
    let (low, high) = (
        rounded(reading.low? / scale.by, place),
        rounded(reading.high? / scale.by, place),
    );
    Some(format!("{}{low} to {high}{}", scale.before, scale.after))
}

/// A cell of a table of numbers that are held against each other: `105,000 (22,600 to 187,000)`.
pub(crate) fn compared_cell(reading: &Reading, by: f64) -> String {
    let scaled = reading.scaled(by);
    let text = compared(&scaled, "");
    match compared_interval(&scaled, "") {
        Some(ends) => format!("{text} ({ends})"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(value: f64, half: f64) -> Reading {
        Reading {
            value,
            low: Some(value - half),
            high: Some(value + half),
        }
    }

    #[test]
    fn digits_beyond_the_error_are_not_printed() {
        assert_eq!(value(&reading(0.623_456, 0.0095), "share"), "62 %");
        assert_eq!(value(&reading(0.623_456, 0.002), "share"), "62.3 %");
        assert_eq!(value(&reading(3456.789, 120.0), "t"), "3.5 kt");
        assert_eq!(value(&reading(1.234e9, 4e6), "USD"), "USD 1.234 bn");
        assert_eq!(
            cell(&reading(123_456.0, 2_000.0), 1.0),
            "123,000 \u{b1} 2,000"
        );
    }

    #[test]
    fn times_are_whole_and_points_have_two_digits() {
        assert_eq!(value(&reading(29.96, 0.003), "weeks"), "30 weeks");
        assert_eq!(points(0.009_495), "0.95 points");
        assert_eq!(points(0.123), "12 points");
        assert_eq!(below(0.001_917), "0.2 %");
        assert_eq!(below(0.030_01), "3.1 %");
    }

    #[test]
    fn the_interval_is_printed_to_the_digit_of_the_number() {
        assert_eq!(
            with_interval(&reading(0.62, 0.0095), "share"),
            "62 % (95 % interval 61 to 63 %)"
        );
    }

    #[test]
    fn a_number_without_spread_has_no_interval_and_one_without_interval_says_so() {
        assert_eq!(with_interval(&reading(0.25, 0.0), "share"), "25 %");
        let bare = Reading {
            value: 0.25,
            low: None,
            high: None,
        };
        assert_eq!(
            with_interval(&bare, "share"),
            "25 % (too few replications for an interval)"
        );
    }

    #[test]
    fn numbers_that_are_compared_keep_the_digits_that_tell_them_apart() {
        let wide = Reading {
            value: 104.6e9,
            low: Some(22.6e9),
            high: Some(186.6e9),
        };
        assert_eq!(compared(&wide, "USD"), "USD 105 bn");
        assert_eq!(compared_interval(&wide, "USD").unwrap(), "USD 23 to 187 bn");
        assert_eq!(compared_cell(&wide, 1e9), "105 (23 to 187)");
        let ratio = Reading {
            value: 0.066,
            low: Some(0.031),
            high: Some(0.21),
        };
        assert_eq!(compared_cell(&ratio, 1.0), "0.066 (0.031 to 0.210)");
        let sharp = Reading {
            value: 0.123_456,
            low: Some(0.123_446),
            high: Some(0.123_466),
        };
        assert_eq!(compared(&sharp, "share"), "12.3 %");
        assert_eq!(compared_cell(&reading(0.0, 0.0), 1.0), "0");
    }

    #[test]
    fn nothing_is_ever_minus_zero() {
        assert_eq!(plain(-1e-9, "share"), "0 %");
        assert_eq!(value(&reading(-0.001, 0.02), "share"), "0 %");
    }

    #[test]
    fn thousands_are_set_apart_and_not_a_number_is_not_printed_as_one() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(plain(-1234.0, ""), "\u{2212}1,234");
        assert_eq!(plain(f64::NAN, "USD"), "n/a");
    }
}
