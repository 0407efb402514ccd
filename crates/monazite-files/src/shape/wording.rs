//! Parts of messages, and what a schema asks for.

use monazite_model::nearest;
use serde_json::Value as Json;

/// The path in backquotes, or the file as a whole.
pub(super) fn named(path: &str) -> String {
    if path.is_empty() {
        "this file".to_owned()
    } else {
        format!("`{path}`")
    }
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// What a name that is not known may have been meant to be, and what there is.
pub(super) fn did_you_mean(name: &str, known: &[&str]) -> String {
    let list: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    match nearest(name, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("expected {}", list.join(", ")),
    }
}

/// The type that a schema asks for; the first that is not null.
pub(super) fn kind(schema: &Json) -> &str {
    match schema.get("type") {
        Some(Json::String(kind)) => kind,
        Some(Json::Array(kinds)) => kinds
            .iter()
            .filter_map(Json::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or(""),
        _ => "",
    }
}

/// Texts that a schema allows; none when it allows any.
pub(super) fn words(schema: &Json) -> Vec<&str> {
    let list = schema
        .get("enum")
        .and_then(Json::as_array)
        .into_iter()
        .flatten();
    list.chain(schema.get("const"))
        .filter_map(Json::as_str)
        .collect()
}
