//! Laws, spans and amounts in words.

use monazite_model::{Arrival, DAYS_PER_YEAR, Date, Law};

const MONTH: f64 = DAYS_PER_YEAR / 12.0;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whole numbers as such, others to three significant digits.
pub(super) fn number(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude >= 100.0 || (value.fract() == 0.0 && magnitude < 1e15) {
        grouped(value)
    } else if magnitude >= 10.0 {
        trimmed(format!("{value:.1}"))
    } else if magnitude >= 1.0 || magnitude == 0.0 {
        trimmed(format!("{value:.2}"))
    } else {
        trimmed(format!("{value:.3}"))
    }
}

fn trimmed(text: String) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Rounded to a whole number, thousands apart.
fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0.0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub(super) fn per_cent(share: f64) -> String {
    format!("{} %", number(100.0 * share))
}

/// So many of something: `1 year`, `2.5 years`.
pub(super) fn counted(value: f64, one: &str) -> String {
    let text = number(value);
    let end = if text == "1" { "" } else { "s" };
    format!("{text} {one}{end}")
}

/// A span of days in the largest unit of which it is a whole number, else in weeks or months.
pub(super) fn span(days: f64) -> String {
    let whole = |unit: f64| (days / unit - (days / unit).round()).abs() < 1e-6 && days >= unit;
    if whole(DAYS_PER_YEAR) {
        counted((days / DAYS_PER_YEAR).round(), "year")
    } else if whole(MONTH) {
        counted((days / MONTH).round(), "month")
    } else if whole(7.0) {
        counted((days / 7.0).round(), "week")
    } else {
        counted(days, "day")
    }
}

/// A law of a length of time, after "lasts" or "after".
pub(super) fn length(law: &Law) -> String {
    values(law, &span)
}

/// A law of a severity, after "severity".
pub(super) fn severity(law: &Law) -> String {
    values(law, &|share| number(share))
}

fn values(law: &Law, show: &dyn Fn(f64) -> String) -> String {
    match law {
        Law::Fixed(value) => show(*value),
        Law::Uniform { min, max } => format!("{} to {}, all alike", show(*min), show(*max)),
        Law::Triangular { min, mode, max } | Law::Pert { min, mode, max } => {
            format!(
                "{} to {}, mostly near {}",
                show(*min),
                show(*max),
                show(*mode)
            )
        }
        Law::Lognormal { median, q90 } if median == q90 => show(*median),
        Law::Lognormal { median, q90 } => {
            format!(
                "{} in the middle case, one in ten beyond {}",
                show(*median),
                show(*q90)
            )
        }
        Law::Exponential { mean } => format!("{} on average (exponential)", show(*mean)),
        Law::Gamma { mean, cv } => {
            format!(
                "{} on average (gamma, coefficient of variation {})",
                show(*mean),
                number(*cv)
            )
        }
        Law::Weibull { shape, scale } => {
            format!(
                "Weibull with scale {} and shape {}",
                show(*scale),
                number(*shape)
            )
        }
        Law::Beta {
            alpha,
            beta,
            min,
            max,
        } => format!(
            "{} to {}, {} on average",
            show(*min),
            show(*max),
            show(min + (max - min) * alpha / (alpha + beta))
        ),
        Law::Geometric {
            probability,
            period,
        } => {
            format!(
                "ends with a chance of {} each {}",
                per_cent(*probability),
                show(*period)
            )
        }
        Law::Empirical(seen) => format!("one of {} observed values", seen.len()),
    }
}

/// When it comes, as a sentence.
pub(super) fn arrival(arrival: &Arrival) -> String {
    let often = |rate: f64| {
        if rate == 1.0 {
            "once a year".to_owned()
        } else if rate > 0.0 {
            format!(
                "{} times a year (once in {})",
                number(rate),
                span_of_years(1.0 / rate)
            )
        } else {
            "never".to_owned()
        }
    };
    match arrival {
        Arrival::Date(day) => format!("Starts on {}", date(*day)),
        Arrival::PoissonPerYear(rate) => format!("Strikes at random, {}", often(*rate)),
        Arrival::Seasonal(rates) => {
            let mean = rates.iter().sum::<f64>() / 12.0;
            let most = (0..12).fold(
                0,
                |best, at| if rates[at] > rates[best] { at } else { best },
            );
            format!(
                "Strikes at random, {}, most often in {}",
                often(mean),
                MONTHS[most]
            )
        }
        Arrival::Renewal { gap, minimum_gap } if minimum_gap.get() > 0.0 => format!(
            "Comes again and again; quiet between: {}, on top of {}",
            length(gap),
            span(minimum_gap.get())
        ),
        Arrival::Renewal { gap, .. } => {
            format!("Comes again and again; quiet between: {}", length(gap))
        }
        Arrival::After {
            hazard,
            probability,
            delay,
        } => {
            let chance = if probability.get() >= 1.0 {
                "Always follows".to_owned()
            } else {
                format!("Follows in {} of cases", per_cent(probability.get()))
            };
            match delay {
                Law::Fixed(days) if *days == 0.0 => format!("{chance} `{hazard}` at once"),
                _ => format!("{chance} `{hazard}`, after {}", length(delay)),
            }
        }
    }
}

fn span_of_years(years: f64) -> String {
    if years >= 1.0 {
        counted((years * 10.0).round() / 10.0, "year")
    } else {
        counted((years * 52.18).round(), "week")
    }
}

fn date(day: Date) -> String {
    day.to_string()
}

/// `a, b and 3 more`.
pub(super) fn some_of(names: &[String], shown: usize) -> String {
    match names.len() {
        0 => "nothing".to_owned(),
        count if count <= shown => names.join(", "),
        count => format!("{} and {} more", names[..shown].join(", "), count - shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_the_unit_that_the_file_used() {
        assert_eq!(span(42.0), "6 weeks");
        assert_eq!(span(5.0 * MONTH), "5 months");
        assert_eq!(span(5.0 * DAYS_PER_YEAR), "5 years");
        assert_eq!(span(1.0), "1 day");
        assert_eq!(span(0.0), "0 days");
        assert_eq!(span(10.5), "10.5 days");
    }

    #[test]
    fn numbers_keep_three_digits_and_group_thousands() {
        assert_eq!(number(12_345.6), "12,346");
        assert_eq!(number(0.35), "0.35");
        assert_eq!(number(-1_000.0), "-1,000");
        assert_eq!(number(3.0), "3");
        assert_eq!(number(99.96), "100");
    }

    #[test]
    fn a_rate_is_told_with_its_return_period() {
        let told = arrival(&Arrival::PoissonPerYear(0.35));
        assert_eq!(
            told,
            "Strikes at random, 0.35 times a year (once in 2.9 years)"
        );
        assert_eq!(
            arrival(&Arrival::PoissonPerYear(1.0)),
            "Strikes at random, once a year"
        );
        assert_eq!(
            arrival(&Arrival::PoissonPerYear(0.0)),
            "Strikes at random, never"
        );
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let names: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).into();
        assert_eq!(some_of(&names, 2), "a, b and 2 more");
        assert_eq!(some_of(&names[..1], 2), "a");
        assert_eq!(some_of(&[], 2), "nothing");
    }
}
