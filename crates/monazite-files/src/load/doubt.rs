//! Problems that may be consequences of others that have been told.

use monazite_model::{Problem, Table};

use super::prune::{has_placeholder, is_placeholder};
use crate::document::Node;
use crate::pack::Pack;

/// What is not known of a scenario and its pack because parts of them could not be read.
pub(super) struct Doubt<'a> {
    pack: &'a Pack,
    /// Lists of the scenario in which an element or its name is missing.
    nameless: Vec<&'static str>,
    /// Whether a correlation is missing.
    correlations: bool,
}

impl<'a> Doubt<'a> {
    /// Looks for the placeholders in a document.
    pub(super) fn of(root: &Node, pack: &'a Pack) -> Self {
        let lists = ["hazard", "strategy", "source"].into_iter();
        let nameless = lists.filter(|list| {
            root.get(list).is_some_and(|node| {
                is_placeholder(node.at)
                    || node.items().iter().any(|item| {
                        is_placeholder(item.at)
                            || item.get("id").is_none_or(|id| is_placeholder(id.at))
                    })
            })
        });
        Self {
            pack,
            nameless: nameless.collect(),
            correlations: ["correlation", "hazard"]
                .into_iter()
                .any(|list| root.get(list).is_some_and(has_placeholder)),
        }
    }

    /// Whether a problem may be one of the placeholders only.
    pub(super) fn about(&self, problem: &Problem) -> bool {
        if let Some(unknown) = &problem.unknown {
            return self.nameless.contains(&unknown.what) || self.pack.lost.may_hold(unknown);
        }
        match problem.code {
            "selection" => !self.pack.names_hold,
            "correlation" => problem.table == Table::Correlations && self.correlations,
            _ => false,
        }
    }
}
