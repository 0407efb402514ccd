//! Choices: one of several shapes.

use serde_json::Value as Json;

use super::Walk;
use super::wording::{did_you_mean, kind, named, words};
use crate::document::{Node, Value};

impl<'a> Walk<'a> {
    /// Checks `node` against alternatives. Tagged choices (`{ poisson_per_year = 0.5 }`, `"ban"`) are
    /// told apart by their key or word, so that an error inside one is told where it is; others by
    /// type.
    pub(super) fn choice(&mut self, choices: &'a Json, node: &Node, path: &str) {
        let choices: Vec<&'a Json> = choices
            .as_array()
            .into_iter()
            .flatten()
            .map(|choice| self.resolve(choice))
            .filter(|choice| kind(choice) != "null")
            .collect();
        if let [only] = choices[..] {
            return self.node(only, node, path);
        }
        let tags: Vec<(&str, &'a Json)> = choices.iter().filter_map(|choice| tag(choice)).collect();
        let allowed: Vec<&str> = choices.iter().flat_map(|choice| words(choice)).collect();
        match &node.value {
            Value::Table(entries) if !tags.is_empty() => {
                let names: Vec<&str> = tags.iter().map(|(name, _)| *name).collect();
                for entry in entries {
                    let found = tags.iter().find(|(name, _)| *name == entry.key);
                    if let Some((name, inner)) = found {
                        self.node(inner, &entry.node, &format!("{path}.{name}"));
                    } else {
                        let message = format!("`{}` is no choice for {}", entry.key, named(path));
                        self.say(
                            path,
                            &entry.at,
                            "choice",
                            message,
                            did_you_mean(&entry.key, &names),
                        );
                    }
                }
                if entries.len() != 1 {
                    let expected: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
                    let message = format!(
                        "{} must have exactly one key, got {}",
                        named(path),
                        entries.len()
                    );
                    let hint = format!("choose one of {}", expected.join(", "));
                    self.say(path, &node.at, "choice", message, hint);
                }
            }
            Value::String(text) if !allowed.is_empty() => {
                if !allowed.contains(&text.as_str()) {
                    self.unknown_word(node, path, text, &allowed);
                }
            }
            _ => {
                if let Some(choice) = choices.iter().find(|choice| fits(choice, node)) {
                    self.node(choice, node, path);
                } else {
                    self.no_choice(&choices, &tags, node, path);
                }
            }
        }
    }

    /// Says which types and tags there are to choose from.
    fn no_choice(
        &mut self,
        choices: &[&'a Json],
        tags: &[(&str, &'a Json)],
        node: &Node,
        path: &str,
    ) {
        let mut expected: Vec<&str> = Vec::new();
        for choice in choices {
            let word = in_words(choice);
            if !expected.contains(&word) {
                expected.push(word);
            }
        }
        let hint = if tags.is_empty() {
            String::new()
        } else {
            let names: Vec<String> = tags
                .iter()
                .map(|(name, _)| format!("`{{ {name} = ... }}`"))
                .collect();
            format!("expected {}", names.join(", "))
        };
        self.wrong_type(node, path, &expected.join(" or "), &hint);
    }
}

/// Name and content of a tagged alternative: an object with exactly one key, which is required.
fn tag(choice: &Json) -> Option<(&str, &Json)> {
    let properties = choice.get("properties")?.as_object()?;
    let required = choice.get("required")?.as_array()?;
    match (properties.iter().next(), &required[..]) {
        (Some((name, inner)), [only]) if properties.len() == 1 && only == name => {
            Some((name, inner))
        }
        _ => None,
    }
}

fn is_date(choice: &Json) -> bool {
    choice.get("format").and_then(Json::as_str) == Some("date")
}

fn fits(choice: &Json, node: &Node) -> bool {
    if is_date(choice) {
        return matches!(node.value, Value::Date(_));
    }
    matches!(
        (kind(choice), &node.value),
        ("object", Value::Table(_))
            | ("array", Value::Array(_))
            | ("string", Value::String(_))
            | ("number", Value::Integer(_) | Value::Float(_))
            | ("integer", Value::Integer(_))
            | ("boolean", Value::Bool(_))
    )
}

fn in_words(choice: &Json) -> &'static str {
    match kind(choice) {
        "object" => "a table",
        "array" => "a list",
        "string" if is_date(choice) => "a date",
        "string" => "a text",
        "integer" => "a whole number",
        "boolean" => "true or false",
        _ => "a number",
    }
}
