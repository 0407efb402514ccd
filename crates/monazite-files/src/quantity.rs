//! Quantities with units, as texts: `"6 weeks"`, `"1200 t/yr"`.

use std::borrow::Cow;

use monazite_model::{DAYS_PER_YEAR, Days, TonnesPerYear};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a quantity measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dimension {
    Time,
    MassFlow,
    Mass,
}

impl Dimension {
    /// Name in messages and in the schema.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::MassFlow => "mass flow",
            Self::Mass => "mass",
        }
    }

    fn example(self) -> &'static str {
        match self {
            Self::Time => "\"6 weeks\"",
            Self::MassFlow => "\"1200 t/yr\"",
            Self::Mass => "\"14 t\"",
        }
    }

    /// The dimension of this name in the schema.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Time, Self::MassFlow, Self::Mass]
            .into_iter()
            .find(|known| known.word() == word)
    }

    /// Range of values, in days or t/yr, with its unit.
    fn bounds(self) -> (f64, f64, &'static str) {
        match self {
            Self::Time => (Days::MIN, Days::MAX, Days::UNIT),
            Self::MassFlow => (TonnesPerYear::MIN, TonnesPerYear::MAX, TonnesPerYear::UNIT),
            Self::Mass => (0.0, f64::MAX, "t"),
        }
    }
}

/// Units: name, dimension, size in days, t/yr or t. A month is a twelfth of the mean Gregorian year.
const UNITS: [(&str, Dimension, f64); 14] = [
    ("day", Dimension::Time, 1.0),
    ("days", Dimension::Time, 1.0),
    ("week", Dimension::Time, 7.0),
    ("weeks", Dimension::Time, 7.0),
    ("month", Dimension::Time, DAYS_PER_YEAR / 12.0),
    ("months", Dimension::Time, DAYS_PER_YEAR / 12.0),
    ("year", Dimension::Time, DAYS_PER_YEAR),
    ("years", Dimension::Time, DAYS_PER_YEAR),
    ("t/yr", Dimension::MassFlow, 1.0),
    ("kt/yr", Dimension::MassFlow, 1e3),
    ("kg/yr", Dimension::MassFlow, 1e-3),
    ("t", Dimension::Mass, 1.0),
    ("kt", Dimension::Mass, 1e3),
    ("kg", Dimension::Mass, 1e-3),
];

/// Reads a quantity of dimension `want`, in days or t/yr; otherwise says what is wrong.
pub(crate) fn parse(text: &str, want: Dimension) -> Result<f64, String> {
    let trimmed = text.trim();
    let split =
        trimmed.find(|c: char| c.is_whitespace() || (c.is_alphabetic() && c != 'e' && c != 'E'));
    let (number, unit) = trimmed.split_at(split.unwrap_or(trimmed.len()));
    let unit = unit.trim();
    let expected = format!("expected {} such as {}", want.word(), want.example());
    if unit.is_empty() {
        return Err(format!("{expected}, got `{text}` without a unit"));
    }
    let Some((_, dimension, size)) = UNITS.iter().find(|(name, ..)| *name == unit) else {
        let known: Vec<&str> = UNITS
            .iter()
            .filter(|(_, d, _)| *d == want)
            .map(|(name, ..)| *name)
            .collect();
        return Err(format!(
            "expected {}, got `{text}`: `{unit}` is no unit; units of {} are {}",
            want.word(),
            want.word(),
            known.join(", ")
        ));
    };
    if *dimension != want {
        return Err(format!(
            "expected {}, got {}: `{text}`",
            want.word(),
            dimension.word()
        ));
    }
    let Some(value) = number_of(number.trim()) else {
        return Err(format!("{expected}, got `{text}`: `{number}` is no number"));
    };
    let value = value * size;
    let (low, high, unit) = want.bounds();
    if value >= low && value <= high {
        Ok(value)
    } else {
        Err(format!(
            "`{text}` is out of range: expected {low} to {high} {unit}"
        ))
    }
}

/// A plain decimal number with an optional exponent, finite; nothing that depends on a locale.
pub(crate) fn number_of(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned
        .split_once(['e', 'E'])
        .map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mantissa_ok = match mantissa.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(mantissa),
    };
    let exponent_ok = exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)));
    if !(mantissa_ok && exponent_ok) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The share that a text such as `60%` means, as it should be written.
pub(crate) fn share_of_percent(text: &str) -> Option<String> {
    let number = number_of(text.trim().strip_suffix('%')?.trim())?;
    // Rounded, so that a hundredth of a decimal is a decimal.
    Some(format!("{}", (number * 1e10).round() / 1e12))
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $dimension:expr, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) struct $name {
            text: String,
            value: f64,
        }

        impl $name {
            /// The value in the unit of the model.
            pub(crate) fn get(&self) -> f64 {
                self.value
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                let value = parse(&text, $dimension).map_err(serde::de::Error::custom)?;
                Ok(Self { text, value })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.text)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    "x-dimension": $dimension.word(),
                })
            }
        }
    };
}

quantity!(
    /// A span of time, such as `"6 weeks"`.
    Time, Dimension::Time,
    r"^\s*[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*(day|days|week|weeks|month|months|year|years)\s*$"
);
quantity!(
    /// A flow of mass, such as `"1200 t/yr"`.
    MassFlow, Dimension::MassFlow,
    r"^\s*[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*(t|kt|kg)/yr\s*$"
);

impl Time {
    /// So many days.
    pub(crate) fn days(value: f64) -> Self {
        Self {
            text: format!("{value} days"),
            value,
        }
    }

    /// The span as the model holds it; parsing has checked the range.
    pub(crate) fn span(&self) -> Days {
        Days::new(self.value).unwrap_or(Days::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_every_unit() {
        let days = |text| parse(text, Dimension::Time).unwrap();
        assert_eq!(days("6 weeks"), 42.0);
        assert_eq!(days("5 months"), 5.0 * 30.4375);
        assert_eq!(days("180 days"), 180.0);
        assert_eq!(days("5years"), 1826.25);
        assert_eq!(days(" 1e2 days "), 100.0);
        assert_eq!(parse("1.5 kt/yr", Dimension::MassFlow), Ok(1500.0));
    }

    #[test]
    fn a_mass_is_no_time() {
        let wrong = parse("14 t", Dimension::Time).unwrap_err();
        assert!(wrong.contains("expected time, got mass"), "{wrong}");
        assert!(
            parse("3 weeks", Dimension::MassFlow)
                .unwrap_err()
                .contains("got time")
        );
    }

    #[test]
    fn what_is_no_quantity_says_why() {
        for (text, why) in [
            ("7", "without a unit"),
            ("7 fortnights", "no unit"),
            ("seven days", "no unit"),
            ("1,5 days", "no number"),
            ("-3 days", "out of range"),
            ("1e9 years", "out of range"),
            ("", "without a unit"),
        ] {
            let wrong = parse(text, Dimension::Time).unwrap_err();
            assert!(wrong.contains(why), "{text}: {wrong}");
        }
    }

    #[test]
    fn a_percentage_is_told_as_a_share() {
        assert_eq!(share_of_percent("60%").as_deref(), Some("0.6"));
        assert_eq!(share_of_percent(" 7 % ").as_deref(), Some("0.07"));
        assert_eq!(share_of_percent("0.1%").as_deref(), Some("0.001"));
        assert_eq!(share_of_percent("60"), None);
        assert_eq!(share_of_percent("x%"), None);
    }

    #[test]
    fn numbers_are_plain_decimals_whatever_the_locale() {
        for text in ["12", "0.5", "-3", "1.2E+05", "1e-3", "007"] {
            assert!(number_of(text).is_some(), "{text}");
        }
        for text in [
            "1,5",
            "1 000",
            "1,000",
            "\u{2212}5",
            "5%",
            "1_000",
            "NaN",
            "inf",
            "1e999",
            ".5",
            "5.",
            "+1",
            "0x10",
            "",
            "-",
            "e5",
            "1e",
            "٣",
        ] {
            assert_eq!(number_of(text), None, "{text}");
        }
    }
}
