//! Civil dates.

use std::borrow::Cow;

use monazite_model::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use toml::value::Datetime;

/// A date, written without quotes: `2026-01-01`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct Day(Datetime);

impl Day {
    /// The date as the model holds it; reading has checked it.
    pub(crate) fn date(self) -> Date {
        civil(&self.0).unwrap_or(Date::ZERO)
    }
}

/// The date of a TOML date-time that is nothing but a date.
pub(crate) fn civil(value: &Datetime) -> Option<Date> {
    let (date, None, None) = (value.date?, value.time, value.offset) else {
        return None;
    };
    let year = i16::try_from(date.year).ok()?;
    Date::new(
        year,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Datetime::deserialize(from)?;
        match civil(&value) {
            Some(_) => Ok(Self(value)),
            None => Err(serde::de::Error::custom(
                "expected a date such as 2026-01-01",
            )),
        }
    }
}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}
