//! TOML documents as trees whose every part knows where it was written.

mod merge;
mod node;
mod overrides;
mod parse;
mod scan;

pub(crate) use merge::extend;
pub(crate) use node::{At, Entry, Node, Value, steps};
pub(crate) use overrides::{OVERRIDES, apply};
pub(crate) use parse::parse;

use crate::source::Source;
use crate::{Diagnostic, Diagnostics};

/// The texts that a tree was put together from; an [`At`] points into one of them.
#[derive(Debug, Default)]
pub(crate) struct Sources(Vec<Source>);

impl Sources {
    /// Adds a text and gives its number.
    pub(crate) fn add(&mut self, source: Source) -> usize {
        self.0.push(source);
        self.0.len() - 1
    }

    /// The text of this number.
    pub(crate) fn get(&self, file: usize) -> &Source {
        &self.0[file]
    }

    /// An error at a place.
    pub(crate) fn error(
        &self,
        at: &At,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.0[at.file].error(at.start..at.end, code, message)
    }

    /// Adds `source` and parses it.
    pub(crate) fn parse(&mut self, source: Source) -> Result<Node, Diagnostics> {
        let file = self.add(source);
        parse(&self.0[file], file)
    }
}
