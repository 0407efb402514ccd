//! Strategies compared: findings, sections and files of `monazite compare`.

pub(crate) mod findings;
mod foresight;
mod joint;
mod sections;
mod summary;
pub(crate) mod words;

use monazite_engine::{Class, Comparison, Foreseen, ForesightError, Precision};
use monazite_model::{Scenario, World};

use crate::findings::Finding;
use crate::manifest::Manifest;
use crate::number;
use crate::page::{Page, facts, told};

/// Futures below which tail statistics rest on fewer than fifty.
const FEW: u64 = 1000;

/// Everything that a comparison of strategies is told from.
#[derive(Debug, Clone)]
pub struct Compared<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The world it was run on.
    pub world: &'a World,
    /// The strategies' results; doing nothing first.
    pub comparison: &'a Comparison<'a>,
    /// Kinds of futures in which regret is looked at.
    pub classes: &'a [Class],
    /// Futures without any strategy that were looked at with perfect foresight, or why none was.
    pub foreseen: &'a Result<Vec<Foreseen>, ForesightError>,
    /// How well losses are known against what was asked for, where futures went on until they were.
    pub known: Option<Precision>,
}

impl<'a> Compared<'a> {
    /// What was found, most important first.
    pub fn findings(&self) -> Vec<Finding> {
        findings::findings(self)
    }

    /// What a reader must know before relying on the numbers.
    pub fn warnings(&self) -> Vec<String> {
        let futures = self.comparison.replications();
        if futures >= FEW {
            return Vec::new();
        }
        vec![format!(
            "{} put only {} into the worst 5 %: differences of tails are rough. Try --replications 10000.",
            number::counted(futures, "replication"),
            number::counted(futures.div_ceil(20), "future"),
        )]
    }

    /// Findings and warnings for a terminal.
    pub fn terminal(&self) -> String {
        told(&self.findings(), &self.warnings())
    }

    /// Strategies of joint action with those of acting alone, by position.
    pub(crate) fn closer(&self) -> Vec<(usize, usize)> {
        let pairs = self.joint_pairs().into_iter();
        pairs.map(|pair| (pair.joint, pair.alone)).collect()
    }

    /// The text of `summary.json`, ending in a newline.
    pub fn summary(&self) -> Result<String, serde_json::Error> {
        summary::summary(self)
    }

    pub(crate) fn page(&self, manifest: &Manifest) -> Page<'a> {
        let strategies = format!("{} and doing nothing", self.comparison.len() - 1);
        let facts = self.comparison.results().first().map(|result| {
            let own = ("Strategies", strategies);
            facts((self.scenario, self.world), result, own, manifest)
        });
        Page {
            kind: "Comparison of diversification strategies",
            title: &self.scenario.title,
            text: self.scenario.text.trim(),
            facts: facts.unwrap_or_default(),
            findings: self.findings(),
            sections: sections::sections(self),
        }
    }
}

#[cfg(test)]
mod tests;
