//! JSON Schemas of the files, from the types that read them.

use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::raw;

/// Schema of scenario files.
pub(crate) static SCENARIO: LazyLock<Value> = LazyLock::new(of::<raw::Scenario>);
/// Schema of `pack.toml`.
pub(crate) static PACK: LazyLock<Value> = LazyLock::new(of::<raw::Pack>);
/// Schema of `targets.toml`.
pub(crate) static TARGETS: LazyLock<Value> = LazyLock::new(of::<raw::targets::Targets>);

/// Draft 7, which every TOML language server reads.
fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// JSON Schema (draft 7) of scenario files, for editors: a text with a line break at its end.
pub fn scenario_schema() -> String {
    format!("{:#}\n", *SCENARIO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_the_one_that_files_are_checked_against() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/scenario-1.json");
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(
            committed == scenario_schema(),
            "schemas/scenario-1.json is stale: write `monazite schema` over it"
        );
    }

    #[test]
    fn every_key_has_a_description() {
        fn check(value: &Value, path: &str) {
            if let Some(properties) = value.get("properties").and_then(Value::as_object) {
                for (key, property) in properties {
                    let described =
                        property.get("description").is_some() || value.get("description").is_some();
                    assert!(described, "{path}.{key} has no description");
                    check(property, &format!("{path}.{key}"));
                }
            }
            for list in ["oneOf", "anyOf"] {
                for item in value
                    .get(list)
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                {
                    check(item, path);
                }
            }
        }
        check(&SCENARIO, "");
        for (name, definition) in SCENARIO["definitions"].as_object().unwrap() {
            check(definition, name);
        }
    }
}
