//! The tree.

use toml::value::Datetime;

use crate::Diagnostic;

/// Where something was written: bytes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    /// Number of the text.
    pub(crate) file: usize,
    /// First byte.
    pub(crate) start: usize,
    /// Byte after the last.
    pub(crate) end: usize,
}

/// A value and where it was written.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) at: At,
}

/// What a file can say.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    String(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Date(Datetime),
    Array(Vec<Node>),
    Table(Vec<Entry>),
    /// No value, although it stands where one should; what is wrong with it has yet to be told.
    Wrong(Box<Diagnostic>),
}

/// A key of a table with its value; tables keep the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) at: At,
    pub(crate) node: Node,
}

impl Node {
    /// Gives the whole tree one place: that of an argument, or of a file as a whole.
    pub(crate) fn put(&mut self, at: At) {
        self.at = at;
        match &mut self.value {
            Value::Array(items) => items.iter_mut().for_each(|item| item.put(at)),
            Value::Table(entries) => entries.iter_mut().for_each(|entry| {
                entry.at = at;
                entry.node.put(at);
            }),
            _ => {}
        }
    }

    /// Entries of a table; none for anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        if let Value::Table(entries) = &self.value {
            entries
        } else {
            &[]
        }
    }

    /// Items of an array; none for anything else.
    pub(crate) fn items(&self) -> &[Self] {
        if let Value::Array(items) = &self.value {
            items
        } else {
            &[]
        }
    }

    /// Value of a key of a table.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    }

    /// Text of a string.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Value::String(text) = &self.value {
            Some(text)
        } else {
            None
        }
    }

    /// What the value is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::String(_) => "a text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Date(_) => "a date",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
            Value::Wrong(_) => "no value",
        }
    }

    /// The deepest place that exists on the way along `path` (as [`steps`] splits it), and how many
    /// steps were found.
    pub(crate) fn locate(&self, path: &str) -> (At, usize) {
        let (mut node, mut found) = (self, 0);
        for part in steps(path) {
            let Some(next) = step(node, part) else { break };
            node = next;
            found += 1;
        }
        (node.at, found)
    }

    /// The same tree for the serialiser, without places.
    pub(crate) fn plain(&self) -> toml::Value {
        match &self.value {
            Value::String(text) => toml::Value::String(text.clone()),
            Value::Integer(number) => toml::Value::Integer(*number),
            Value::Float(number) => toml::Value::Float(*number),
            Value::Bool(truth) => toml::Value::Boolean(*truth),
            Value::Wrong(_) => toml::Value::String(String::new()),
            Value::Date(date) => toml::Value::Datetime(*date),
            Value::Array(items) => items.iter().map(Self::plain).collect::<Vec<_>>().into(),
            Value::Table(entries) => {
                let pairs = entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.node.plain()));
                toml::Value::Table(pairs.collect())
            }
        }
    }
}

/// Splits `hazard[2].effect[0].export` into `hazard`, `2`, `effect`, `0`, `export`.
pub(crate) fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '['])
        .map(|part| part.trim_end_matches(']'))
        .filter(|part| !part.is_empty())
}

/// The child of a table or list that a step names.
pub(crate) fn step<'a>(node: &'a Node, part: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Table(_) => node.get(part),
        Value::Array(items) => part.parse::<usize>().ok().and_then(|at| items.get(at)),
        _ => None,
    }
}
