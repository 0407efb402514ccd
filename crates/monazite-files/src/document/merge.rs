//! `extends`: one document over another.

use super::node::{Entry, Node, Value};

/// Lists whose elements replace inherited ones of the same name, with the keys that make the name.
const NAMED: [(&str, &[&str]); 5] = [
    ("hazard", &["id"]),
    ("strategy", &["id"]),
    ("source", &["id"]),
    ("correlation", &["first", "second"]),
    ("uncertain", &["target"]),
];

/// Puts `over` on top of `base`: single values and the keys of `[run]`, `[behaviour]` and `[market]`
/// replace inherited ones; hazards, strategies, sources, correlations and uncertain parameters are
/// added, and one whose name repeats takes the place of the inherited one.
pub(crate) fn extend(base: Node, over: Node) -> Node {
    let (Value::Table(mut merged), Value::Table(entries)) = (base.value, over.value) else {
        return Node {
            value: Value::Table(Vec::new()),
            at: over.at,
        };
    };
    for entry in entries {
        let Some(place) = merged.iter().position(|known| known.key == entry.key) else {
            merged.push(entry);
            continue;
        };
        let known = merged.remove(place);
        merged.insert(place, replace(known, entry));
    }
    Node {
        value: Value::Table(merged),
        at: over.at,
    }
}

fn replace(known: Entry, entry: Entry) -> Entry {
    let keys = NAMED
        .iter()
        .find(|(list, _)| *list == entry.key)
        .map(|(_, keys)| *keys);
    let value = match (known.node.value, entry.node.value, keys) {
        (Value::Array(mut known), Value::Array(items), Some(keys)) => {
            for item in items {
                let name = name(&item, keys);
                match known
                    .iter()
                    .position(|old| name.is_some() && self::name(old, keys) == name)
                {
                    Some(place) => known[place] = item,
                    None => known.push(item),
                }
            }
            Value::Array(known)
        }
        (Value::Table(mut known), Value::Table(entries), None) => {
            for entry in entries {
                known.retain(|old| old.key != entry.key);
                known.push(entry);
            }
            Value::Table(known)
        }
        (_, value, _) => value,
    };
    Entry {
        node: Node {
            value,
            at: entry.node.at,
        },
        ..entry
    }
}

/// The name of an element; the order of the two hazards of a correlation does not matter.
fn name(item: &Node, keys: &[&str]) -> Option<Vec<String>> {
    let parts = keys
        .iter()
        .map(|key| item.get(key).and_then(Node::text).map(str::to_owned));
    let mut parts: Vec<String> = parts.collect::<Option<_>>()?;
    parts.sort();
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::source::Source;

    fn merged(base: &str, over: &str) -> toml::Value {
        let read = |text: &str| parse(&Source::new("x", text.to_owned()), 0).unwrap();
        extend(read(base), read(over)).plain()
    }

    #[test]
    fn single_keys_win_one_by_one() {
        let value = merged(
            "title = 'a'\ntext = 'b'\n[run]\nstep = '7 days'\nseed = 1\n",
            "title = 'c'\n[run]\nseed = 2\n[behaviour]\nspot = false\n",
        );
        let expected: toml::Value = toml::from_str(
            "title = 'c'\ntext = 'b'\n[run]\nstep = '7 days'\nseed = 2\n[behaviour]\nspot = false\n",
        )
        .unwrap();
        assert_eq!(value, expected);
    }

    #[test]
    fn lists_are_joined_and_a_repeated_id_replaces_in_place() {
        let value = merged(
            "[[hazard]]\nid = 'a'\nx = 1\n[[hazard]]\nid = 'b'\n",
            "[[hazard]]\nid = 'c'\n[[hazard]]\nid = 'a'\ny = 2\n",
        );
        let hazards = value["hazard"].as_array().unwrap();
        let ids: Vec<_> = hazards.iter().map(|h| h["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert!(hazards[0].get("x").is_none() && hazards[0]["y"].as_integer() == Some(2));
    }

    #[test]
    fn a_correlation_is_the_same_either_way_round() {
        let value = merged(
            "[[correlation]]\nfirst = 'a'\nsecond = 'b'\nspearman = 0.1\n",
            "[[correlation]]\nfirst = 'b'\nsecond = 'a'\nspearman = 0.9\n",
        );
        assert_eq!(value["correlation"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn uncertain_parameters_are_added_and_one_of_the_same_target_is_replaced() {
        let value = merged(
            "[[uncertain]]\ntarget = 'a'\nx = 1\n[[uncertain]]\ntarget = 'b'\n",
            "[[uncertain]]\ntarget = 'a'\nx = 2\n[[uncertain]]\ntarget = 'c'\n",
        );
        let rows = value["uncertain"].as_array().unwrap();
        let targets: Vec<_> = rows.iter().map(|r| r["target"].as_str().unwrap()).collect();
        assert_eq!(targets, ["a", "b", "c"]);
        assert_eq!(rows[0]["x"].as_integer(), Some(2));
    }
}
