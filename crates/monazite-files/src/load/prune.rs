//! Taking the wrong parts out of a document, so that the rest can be checked for its meaning.

use std::collections::BTreeSet;

use crate::document::{At, Entry, Node, Value, extend, parse, steps};
use crate::source::Source;

/// What stands in for keys that are wrong or missing: values that cannot be wrong themselves, whatever
/// the rest says.
const DOCUMENT: &str = "\
format = 1
title = ''
pack = ''
[run]
start = 2026-01-01
horizon = '1 years'
";
const HAZARD: &str = "\
id = ''
text = ''
source = ''
family = 'other'
arrival = { poisson_per_year = 0.0 }
duration = { fixed = '7 days' }
severity = { fixed = 1.0 }
profile = {}
escalation = [{ name = 'x', level = 0.0, duration = { fixed = '7 days' } }]
effect = []
";
const STRATEGY: &str = "id = ''\ntitle = ''\naction = []\n";
const SOURCE: &str = "id = ''\ntitle = ''\n";

/// Lists of things with ids: what stands in for their keys, the keys that they must have, and the key
/// whose wrong elements are taken out one by one.
const LISTS: [(&str, &str, &[&str], &str); 3] = [
    (
        "hazard",
        HAZARD,
        &["id", "text", "source", "arrival"],
        "effect",
    ),
    ("strategy", STRATEGY, &["id", "title"], "action"),
    ("source", SOURCE, &["id", "title"], ""),
];

/// Whether this is the place of something that stands in for a wrong part.
pub(super) fn is_placeholder(at: At) -> bool {
    at.start == usize::MAX
}

/// Whether something in this tree stands in for a wrong part.
pub(super) fn has_placeholder(node: &Node) -> bool {
    is_placeholder(node.at)
        || node.items().iter().any(has_placeholder)
        || node
            .entries()
            .iter()
            .any(|entry| has_placeholder(&entry.node))
}

/// The document with the parts at `paths` taken out or replaced: of a hazard or strategy the wrong
/// effect, action or key, of `[run]` and `[behaviour]` the wrong key, else the wrong part as a whole.
pub(super) fn prune(root: &Node, paths: &[String]) -> Node {
    let file = root.at.file;
    let mut root = root.clone();
    let wrong: Vec<Vec<&str>> = paths.iter().map(|path| steps(path).collect()).collect();
    if let Value::Table(entries) = &mut root.value {
        entries.retain_mut(|entry| {
            let below: Vec<&[&str]> = wrong
                .iter()
                .filter(|steps| steps.first() == Some(&entry.key.as_str()))
                .map(|steps| &steps[1..])
                .collect();
            below.is_empty() || part(entry, &below, file)
        });
    }
    extend(placeholders(DOCUMENT, file), root)
}

/// Takes out of a part of the document what is wrong below it; whether anything is left.
fn part(entry: &mut Entry, wrong: &[&[&str]], file: usize) -> bool {
    let list = LISTS.iter().find(|(name, ..)| *name == entry.key);
    match (&mut entry.node.value, list) {
        (Value::Array(items), Some((_, stand_in, needed, elements))) => {
            let stand_in = placeholders(stand_in, file);
            for (at, item) in items.iter_mut().enumerate() {
                let number = at.to_string();
                let keys: Vec<&[&str]> = wrong
                    .iter()
                    .filter(|steps| steps.first() == Some(&number.as_str()))
                    .map(|steps| &steps[1..])
                    .collect();
                if !keys.is_empty() {
                    element(item, &keys, &stand_in, needed, elements);
                }
            }
            items.retain(|item| matches!(item.value, Value::Table(_)));
            true
        }
        (Value::Array(items), None) if entry.key == "correlation" => {
            without(items, wrong);
            // Marked, so that nobody takes the rest for the whole.
            entry.node.at = placeholder(file);
            true
        }
        (Value::Table(keys), None) if ["run", "behaviour"].contains(&&*entry.key) => {
            let bad: BTreeSet<&str> = first_steps(wrong);
            keys.retain(|key| !bad.contains(key.key.as_str()));
            true
        }
        _ => false,
    }
}

/// Replaces the wrong keys of a hazard, strategy or source, and adds those that it must have.
fn element(item: &mut Node, wrong: &[&[&str]], stand_in: &Node, needed: &[&str], elements: &str) {
    let Value::Table(keys) = &mut item.value else {
        return;
    };
    let bad = first_steps(wrong);
    let mut meant_otherwise = false;
    keys.retain_mut(|key| {
        if !bad.contains(key.key.as_str()) {
            return true;
        }
        if let (Value::Array(items), true) = (&mut key.node.value, key.key == elements) {
            let inner: Vec<&[&str]> = wrong
                .iter()
                .filter(|steps| steps.first() == Some(&elements) && steps.len() > 1)
                .map(|steps| &steps[1..])
                .collect();
            without(items, &inner);
            return true;
        }
        let Some(node) = stand_in.get(&key.key) else {
            meant_otherwise = true;
            return false;
        };
        // A name that is wrong in form is still the one that others mean.
        if key.key == "id" && key.node.text().is_some() {
            key.node.at = node.at;
        } else {
            key.node = node.clone();
        }
        true
    });
    // A key that is no key may have been meant to be the duration.
    let chain = keys.iter().any(|key| key.key == "escalation");
    let duration = (meant_otherwise && !chain).then_some("duration");
    for name in needed.iter().copied().chain(duration) {
        let missing = !keys.iter().any(|key| key.key == name);
        let entry = stand_in.entries().iter().find(|entry| entry.key == name);
        keys.extend(entry.filter(|_| missing).cloned());
    }
}

fn first_steps<'a>(paths: &[&[&'a str]]) -> BTreeSet<&'a str> {
    paths
        .iter()
        .map(|steps| steps.first().copied().unwrap_or_default())
        .collect()
}

/// Takes the elements out in which something is wrong.
fn without(items: &mut Vec<Node>, wrong: &[&[&str]]) {
    let bad = first_steps(wrong);
    let mut at = 0_usize..;
    items.retain(|_| {
        let number = at.next().unwrap_or_default().to_string();
        !bad.contains(number.as_str())
    });
}

fn placeholder(file: usize) -> At {
    At {
        file,
        start: usize::MAX,
        end: usize::MAX,
    }
}

fn placeholders(text: &str, file: usize) -> Node {
    let source = Source::new("", text.to_owned());
    let mut node = parse(&source, file).unwrap_or_else(|_| Node {
        value: Value::Table(Vec::new()),
        at: placeholder(file),
    });
    node.put(placeholder(file));
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Sources;

    fn pruned(text: &str, paths: &[&str]) -> Node {
        let mut sources = Sources::default();
        let root = sources
            .parse(Source::new("x.toml", text.to_owned()))
            .unwrap();
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        prune(&root, &paths)
    }

    #[test]
    fn a_wrong_part_is_replaced_and_the_rest_stays() {
        let text = "title = 'x'\n[run]\nhorizon = 3\nseed = 4\n\
                    [[hazard]]\nid = 'a'\nduration = 3\n[[hazard]]\nid = 'b'\n";
        let rest = pruned(text, &["run.horizon", "hazard[0].duration.fixed"]);
        let plain = rest.plain();
        assert_eq!(plain["title"].as_str(), Some("x"));
        assert_eq!(plain["run"]["seed"].as_integer(), Some(4));
        assert_eq!(plain["run"]["horizon"].as_str(), Some("1 years"));
        let hazards = plain["hazard"].as_array().unwrap();
        assert_eq!(hazards[0]["id"].as_str(), Some("a"));
        assert_eq!(hazards[0]["duration"]["fixed"].as_str(), Some("7 days"));
        assert!(is_placeholder(rest.locate("hazard[0].duration.fixed").0));
        assert!(!is_placeholder(rest.locate("hazard[0].id").0));
        assert!(hazards[1].get("duration").is_none());
    }

    #[test]
    fn a_wrong_effect_goes_alone() {
        let text = "[[hazard]]\nid = 'a'\n[[hazard.effect]]\nx = 1\n[[hazard.effect]]\ny = 1\n";
        let plain = pruned(text, &["hazard[0].effect[0].x"]).plain();
        let effects = plain["hazard"][0]["effect"].as_array().unwrap();
        assert_eq!(effects.len(), 1);
        assert!(effects[0].get("y").is_some());
    }

    #[test]
    fn every_stand_in_is_valid() {
        for text in [DOCUMENT, HAZARD, STRATEGY, SOURCE] {
            assert!(!placeholders(text, 0).entries().is_empty(), "{text}");
        }
    }
}
