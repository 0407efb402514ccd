//! Checks a document against the schema of its file: keys, types, ranges, units, choices.
//!
//! A deserialiser stops at the first thing it does not like. This walk follows the same schema that
//! editors use, knows where every part was written, and says everything at once.

mod choice;
mod number;
mod wording;

use serde_json::Value as Json;

use crate::document::{At, Node, Sources, Value};
use crate::quantity::{Dimension, parse};
use crate::raw::Format;
use crate::{Diagnostics, calendar};
use wording::{did_you_mean, join, kind, named, words};

/// What is wrong with the shape of a document.
pub(crate) struct Wrong {
    /// The findings, in order.
    pub(crate) found: Diagnostics,
    /// Paths of the parts that they are about.
    pub(crate) paths: Vec<String>,
}

/// Everything about the shape of `document` that `schema` does not allow.
pub(crate) fn check(document: &Node, schema: &Json, sources: &Sources) -> Wrong {
    let mut walk = Walk {
        root: schema,
        sources,
        found: Diagnostics::new(),
        paths: Vec::new(),
    };
    walk.node(schema, document, "");
    Wrong {
        found: walk.found.sorted(),
        paths: walk.paths,
    }
}

struct Walk<'a> {
    root: &'a Json,
    sources: &'a Sources,
    found: Diagnostics,
    paths: Vec<String>,
}

impl<'a> Walk<'a> {
    fn say(&mut self, path: &str, at: &At, code: &'static str, message: String, hint: String) {
        self.paths.push(path.to_owned());
        self.found
            .push(self.sources.error(at, code, message).hint(hint));
    }

    fn wrong_type(&mut self, node: &Node, path: &str, expected: &str, hint: &str) {
        let got = match &node.value {
            Value::String(text) if text.chars().count() <= 40 => format!("the text \"{text}\""),
            Value::Integer(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number}"),
            Value::Bool(truth) => format!("{truth}"),
            _ => node.kind().to_owned(),
        };
        let message = format!("{} must be {expected}, got {got}", named(path));
        self.say(path, &node.at, "type", message, hint.to_owned());
    }

    fn node(&mut self, schema: &'a Json, node: &Node, path: &str) {
        if let Value::Wrong(told) = &node.value {
            self.paths.push(path.to_owned());
            self.found.push((**told).clone());
            return;
        }
        let schema = self.resolve(schema);
        if let Some(choices) = schema.get("oneOf").or_else(|| schema.get("anyOf")) {
            self.choice(choices, node, path);
            return;
        }
        match kind(schema) {
            "object" => self.table(schema, node, path),
            "array" => self.list(schema, node, path),
            "string" => self.text(schema, node, path),
            "number" | "integer" => self.number(schema, node, path),
            "boolean" if !matches!(node.value, Value::Bool(_)) => {
                self.wrong_type(node, path, "true or false", "");
            }
            _ => {}
        }
    }

    /// Follows references, also those wrapped in `allOf` to carry a description of their own.
    fn resolve(&self, schema: &'a Json) -> &'a Json {
        let mut schema = schema;
        loop {
            let target = schema.get("$ref").and_then(Json::as_str);
            let next = match target.and_then(|target| target.strip_prefix('#')) {
                Some(pointer) => self.root.pointer(pointer),
                None => schema.get("allOf").and_then(|all| all.get(0)),
            };
            match next {
                Some(next) => schema = next,
                None => return schema,
            }
        }
    }

    fn table(&mut self, schema: &'a Json, node: &Node, path: &str) {
        let Value::Table(entries) = &node.value else {
            let hint = if path.is_empty() {
                String::new()
            } else {
                format!("write `[{path}]`")
            };
            self.wrong_type(node, path, "a table", &hint);
            return;
        };
        let known = schema.get("properties").and_then(Json::as_object);
        // Tables whose keys are names: anything is known.
        let free = schema
            .get("additionalProperties")
            .filter(|any| any.is_object());
        for entry in entries {
            let inner = join(path, &entry.key);
            if let Some(property) = known.and_then(|known| known.get(&entry.key)) {
                self.node(property, &entry.node, &inner);
            } else if let Some(any) = free {
                self.node(any, &entry.node, &inner);
            } else {
                let names = known
                    .into_iter()
                    .flat_map(|known| known.keys().map(String::as_str));
                let names: Vec<&str> = names.collect();
                let hint = did_you_mean(&entry.key, &names);
                let message = if path.is_empty() {
                    format!("`{}` is no key of this file", entry.key)
                } else {
                    format!("`{}` is no key of `{path}`", entry.key)
                };
                self.say(&inner, &entry.at, "unknown-key", message, hint);
            }
        }
        let required = schema
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten();
        for key in required.filter_map(Json::as_str) {
            if node.get(key).is_none() {
                let example = if key == "format" {
                    format!("write `format = {}` on its first line", Format::VERSION)
                } else {
                    String::new()
                };
                let message = format!("`{}` is missing", join(path, key));
                self.say(path, &node.at, "missing", message, example);
            }
        }
        let least = schema
            .get("minProperties")
            .and_then(Json::as_u64)
            .unwrap_or(0);
        if (entries.len() as u64) < least {
            let names: Vec<String> = known
                .into_iter()
                .flat_map(|known| known.keys().map(|k| format!("`{k}`")))
                .collect();
            let message = format!("{} is empty: expected {}", named(path), names.join(" or "));
            self.say(path, &node.at, "missing", message, String::new());
        }
    }

    fn list(&mut self, schema: &'a Json, node: &Node, path: &str) {
        let Value::Array(items) = &node.value else {
            let item = schema.get("items").map(|items| kind(self.resolve(items)));
            let hint = match (&node.value, item) {
                (Value::Table(_), _) => format!("write `[[{path}]]` for each element"),
                _ => String::new(),
            };
            self.wrong_type(node, path, "a list", &hint);
            return;
        };
        let bound = |key| schema.get(key).and_then(Json::as_u64);
        let count = items.len() as u64;
        let (least, most) = (
            bound("minItems").unwrap_or(0),
            bound("maxItems").unwrap_or(u64::MAX),
        );
        if count < least || count > most {
            let expected = if least == most {
                format!("exactly {least} values")
            } else {
                format!("at least {least}")
            };
            let message = format!("{} must have {expected}, got {count}", named(path));
            self.say(path, &node.at, "range", message, String::new());
        }
        if let Some(inner) = schema.get("items") {
            for (at, item) in items.iter().enumerate() {
                self.node(inner, item, &format!("{path}[{at}]"));
            }
        }
    }

    fn text(&mut self, schema: &'a Json, node: &Node, path: &str) {
        let dimension = schema.get("x-dimension").and_then(Json::as_str);
        if let Some(dimension) = dimension.and_then(Dimension::from_word) {
            self.quantity(dimension, node, path);
            return;
        }
        if schema.get("format").and_then(Json::as_str) == Some("date") {
            let date = if let Value::Date(date) = &node.value {
                date.time.is_none()
            } else {
                false
            };
            if let Some(message) = node.text().and_then(calendar::flaw) {
                let hint = "write it without quotes".to_owned();
                self.say(path, &node.at, "date", message, hint);
            } else if !date {
                self.wrong_type(
                    node,
                    path,
                    "a date such as 2026-01-01",
                    "write it without quotes",
                );
            }
            return;
        }
        match &node.value {
            Value::String(text) => {
                // Line ends of Windows are line ends.
                let control = text
                    .replace("\r\n", "\n")
                    .chars()
                    .find(|&c| c.is_control() && c != '\n' && c != '\t');
                if let Some(c) = control {
                    let message = format!(
                        "{} has the control character U+{:04X}",
                        named(path),
                        c as u32
                    );
                    self.say(path, &node.at, "control", message, String::new());
                }
                let allowed = words(schema);
                if !allowed.is_empty() && !allowed.contains(&text.as_str()) {
                    self.unknown_word(node, path, text, &allowed);
                }
            }
            _ => self.wrong_type(node, path, "a text", "put it in quotes"),
        }
    }

    fn quantity(&mut self, dimension: Dimension, node: &Node, path: &str) {
        match &node.value {
            Value::String(text) => {
                if let Err(message) = parse(text, dimension) {
                    self.say(
                        path,
                        &node.at,
                        "unit",
                        format!("{}: {message}", named(path)),
                        String::new(),
                    );
                }
            }
            Value::Integer(_) | Value::Float(_) => {
                let expected = format!("a {} with a unit, in quotes", dimension.word());
                let example = match dimension {
                    Dimension::Time => "write a unit, such as \"6 weeks\"",
                    Dimension::MassFlow | Dimension::Mass => "write a unit, such as \"1200 t/yr\"",
                };
                self.wrong_type(node, path, &expected, example);
            }
            _ => self.wrong_type(node, path, &format!("a {}", dimension.word()), ""),
        }
    }

    fn unknown_word(&mut self, node: &Node, path: &str, text: &str, allowed: &[&str]) {
        let message = format!("\"{text}\" is no choice for {}", named(path));
        self.say(
            path,
            &node.at,
            "choice",
            message,
            did_you_mean(text, allowed),
        );
    }
}
