//! Part of a run: what consecutive batches leave behind, to be kept, joined and gone on with.

use std::ops::Range;

use super::{BATCH, RunOptions};
use crate::plan::Plan;
use crate::result::{Indicator, Scope};
use crate::tally::stored::{
    Reader, StoredError, Writer, read_batch, read_node, write_batch, write_node,
};
use crate::tally::sums::{self, Node};
use crate::tally::{Batch, headlines};

/// Tallies of consecutive batches of a run. However a run is cut into parts, joining them in order
/// gives the same bits. Memory: columns grow with the replications, sums with the logarithm of the
/// number of batches, the rest is fixed.
pub struct Part {
    /// First batch of the part, counted from the first of the run.
    first: u64,
    /// Batches in the part.
    count: u64,
    /// Everything that merges exactly.
    batch: Batch,
    /// Everything that does not.
    nodes: Vec<Node>,
}

/// Why two parts are not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("batches {} to {} cannot follow batch {}", found.start, found.end, expected)]
pub struct NotNext {
    /// Batch that comes next.
    pub expected: u64,
    /// Batches that were offered.
    pub found: Range<u64>,
}

impl Part {
    /// Nothing yet, to begin with batch `first`.
    pub fn empty(plan: &Plan, first: u64) -> Self {
        Self {
            first,
            count: 0,
            batch: Batch::empty(plan),
            nodes: Vec::new(),
        }
    }

    /// The batches, counted from the first of the run.
    pub fn batches(&self) -> Range<u64> {
        self.first..self.first + self.count
    }

    /// Replications in the part.
    pub fn replications(&self) -> u64 {
        self.batch.replications
    }

    /// Largest relative residual of the conservation of mass so far.
    pub fn conservation_residual(&self) -> f64 {
        self.batch.residual
    }

    /// Values so far of an indicator of a headline scope, by replication.
    pub fn column(&self, plan: &Plan, scope: &Scope, indicator: Indicator) -> Option<&[f64]> {
        let scopes = &plan.scopes.list[..plan.scopes.headlines];
        let scope = scopes.iter().position(|row| row.scope == *scope)?;
        let kept = headlines(plan);
        let at = kept.iter().position(|&headline| headline == indicator)?;
        let column = self.batch.columns.get(scope * kept.len() + at)?;
        Some(column)
    }

    pub(super) fn tallies(&self) -> &Batch {
        &self.batch
    }

    /// Takes in the next batch.
    pub(super) fn push(&mut self, mut batch: Batch) {
        let node = Node::taken(self.first + self.count, &mut batch);
        sums::push(&mut self.nodes, node);
        self.batch.merge(batch);
        self.count += 1;
    }

    /// Takes in the part that comes next.
    pub fn join(&mut self, later: Self) -> Result<(), NotNext> {
        if later.first != self.first + self.count {
            return Err(NotNext {
                expected: self.first + self.count,
                found: later.batches(),
            });
        }
        self.count += later.count;
        self.batch.merge(later.batch);
        for node in later.nodes {
            sums::push(&mut self.nodes, node);
        }
        Ok(())
    }

    /// All tallies together.
    pub(super) fn whole(mut self) -> Batch {
        if let Some(sums) = sums::whole(self.nodes) {
            sums.put(&mut self.batch);
        }
        self.batch
    }

    /// Hands out the part as bytes, piece by piece.
    pub fn write(&mut self, to: &mut dyn FnMut(&[u8])) {
        let mut to = Writer::new(to);
        to.count(self.first);
        to.count(self.count);
        write_batch(&mut self.batch, &mut to);
        to.count(self.nodes.len() as u64);
        for node in &self.nodes {
            write_node(node, &mut to);
        }
        to.finish();
    }

    /// Reads what [`Part::write`] wrote of a run with the same plan and options. `from` fills what it is
    /// given, and says whether it could. Bytes are not trusted to be sound.
    pub fn read(
        plan: &Plan,
        options: &RunOptions,
        from: &mut dyn FnMut(&mut [u8]) -> bool,
    ) -> Result<Self, StoredError> {
        let mut from = Reader::new(from);
        let (first, count) = (from.count()?, from.count()?);
        let all = options.replications.div_ceil(BATCH);
        let end = first.checked_add(count).filter(|end| *end <= all);
        let end = end.ok_or(StoredError::Inconsistent)?;
        let mut part = Self::empty(plan, first);
        part.count = count;
        read_batch(&mut part.batch, &mut from)?;
        let expected = (end * BATCH).min(options.replications) - first * BATCH;
        let nodes = from.count()?;
        let mut at = first;
        for _ in 0..nodes {
            let node = read_node(&mut part.batch, &mut from)?;
            if node.first != at || !node.is_aligned() {
                return Err(StoredError::Inconsistent);
            }
            at = node.end();
            part.nodes.push(node);
            if at > end {
                return Err(StoredError::Inconsistent);
            }
        }
        from.end()?;
        if at == end && part.batch.replications == expected {
            Ok(part)
        } else {
            Err(StoredError::Inconsistent)
        }
    }
}
