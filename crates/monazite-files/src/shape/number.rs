//! Numbers: type, finiteness, range.

use serde_json::Value as Json;

use super::Walk;
use super::wording::{kind, named};
use crate::document::{Node, Value};
use crate::quantity::share_of_percent;

impl<'a> Walk<'a> {
    pub(super) fn number(&mut self, schema: &'a Json, node: &Node, path: &str) {
        let whole = kind(schema) == "integer";
        let value = match &node.value {
            Value::Integer(number) => *number as f64,
            Value::Float(number) if !whole => *number,
            Value::Float(number) if !number.is_finite() => *number,
            _ if whole => {
                let hint = "write it without quotes, point or exponent";
                return self.wrong_type(node, path, "a whole number", hint);
            }
            _ => {
                let share = node.text().and_then(share_of_percent);
                let hint = share.map_or_else(
                    || "write it without quotes".to_owned(),
                    |share| format!("write {share}, without quotes"),
                );
                return self.wrong_type(node, path, "a number", &hint);
            }
        };
        if !value.is_finite() {
            let message = format!("{} must be a finite number, got {value}", named(path));
            return self.say(path, &node.at, "number", message, String::new());
        }
        let bound = |key| schema.get(key).and_then(Json::as_f64);
        let (low, high) = (bound("minimum"), bound("maximum"));
        let below = low.is_some_and(|low| value < low);
        let above = high.is_some_and(|high| value > high);
        if below || above {
            let expected = match (low, high) {
                (Some(low), Some(high)) if low == high => format!("{low}"),
                (Some(low), Some(high)) if high < 1e15 => format!("between {low} and {high}"),
                (Some(low), _) => format!("at least {low}"),
                (None, high) => format!("at most {}", high.unwrap_or(f64::INFINITY)),
            };
            let message = format!("{} must be {expected}, got {value}", named(path));
            let is_percent = high == Some(1.0) && value > 1.0 && value <= 100.0;
            let hint = if is_percent {
                format!("if {value} % is meant, write {}", value / 100.0)
            } else {
                String::new()
            };
            self.say(path, &node.at, "range", message, hint);
        }
    }
}
