//! Sums that are exact to rounding only, added along one fixed tree.
//!
//! Floating-point sums depend on how they are grouped. So that shards and interruptions change no bit,
//! the grouping depends on the numbers of the batches alone: a node covers `2^k` batches that begin at a
//! multiple of `2^k`, and is always the sum of its two halves. Any run of batches is a few such nodes
//! (at most two for each power of two), which is all that has to be kept.

use monazite_stats::Moments;

use super::Batch;

/// Sums over `batches` consecutive batches from `first` on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) first: u64,
    pub(crate) batches: u64,
    pub(crate) moments: Vec<Moments>,
    pub(crate) sums: Vec<f64>,
}

impl Node {
    /// Takes the sums of batch number `first` out; what stays behind merges exactly.
    pub(crate) fn taken(first: u64, batch: &mut Batch) -> Self {
        let parts = batch.parts();
        Self {
            first,
            batches: 1,
            moments: parts
                .tallies
                .into_iter()
                .map(|tally| std::mem::take(&mut tally.0))
                .collect(),
            sums: parts.sums.into_iter().map(std::mem::take).collect(),
        }
    }

    /// Puts the sums into a batch that has none.
    pub(crate) fn put(self, batch: &mut Batch) {
        let parts = batch.parts();
        for (tally, moments) in parts.tallies.into_iter().zip(self.moments) {
            tally.0 = moments;
        }
        for (mine, sum) in parts.sums.into_iter().zip(self.sums) {
            *mine = sum;
        }
    }

    /// First batch after the node.
    pub(crate) fn end(&self) -> u64 {
        self.first.saturating_add(self.batches)
    }

    /// Whether the tree has such a node.
    pub(crate) fn is_aligned(&self) -> bool {
        self.batches.is_power_of_two() && self.first.is_multiple_of(self.batches)
    }

    /// Whether `later` is the other half of a node of the tree that this one begins.
    fn joins(&self, later: &Self) -> bool {
        self.batches == later.batches
            && self.end() == later.first
            && self.first.is_multiple_of(2 * self.batches)
    }

    fn add(&mut self, later: &Self) {
        for (mine, theirs) in self.moments.iter_mut().zip(&later.moments) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&later.sums) {
            *mine += theirs;
        }
        self.batches += later.batches;
    }
}

/// Appends a node to nodes that end where it begins, and joins what can be joined.
pub(crate) fn push(nodes: &mut Vec<Node>, node: Node) {
    let mut last = node;
    while let Some(before) = nodes.pop_if(|before| before.joins(&last)) {
        let mut both = before;
        both.add(&last);
        last = both;
    }
    nodes.push(last);
}

/// The sum over all nodes, from the first on.
pub(crate) fn whole(nodes: Vec<Node>) -> Option<Node> {
    nodes.into_iter().reduce(|mut all, node| {
        all.add(&node);
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(at: u64) -> Node {
        // Sums of these depend on their grouping in the last bits.
        let value = 0.1 * (at as f64 + 1.0) + 1e9 / (at as f64 + 3.0);
        Node {
            first: at,
            batches: 1,
            moments: vec![Moments::of(&[value, -value, 0.3])],
            sums: vec![value],
        }
    }

    fn nodes(range: std::ops::Range<u64>) -> Vec<Node> {
        let mut nodes = Vec::new();
        for at in range {
            push(&mut nodes, leaf(at));
        }
        nodes
    }

    #[test]
    fn however_batches_are_shared_out_the_nodes_are_the_same() {
        for end in 1..70 {
            let alone = nodes(0..end);
            for (a, b) in [(0, end / 2), (1, end), (end / 3, 2 * end / 3)] {
                let mut shared = Vec::new();
                for part in [0..a, a..b, b..end] {
                    for node in nodes(part) {
                        push(&mut shared, node);
                    }
                }
                assert_eq!(shared, alone, "{a} {b} {end}");
            }
        }
    }

    #[test]
    fn nodes_are_few_and_have_their_places() {
        let kept = nodes(37..5000);
        assert!(kept.len() <= 2 * 13, "{}", kept.len());
        assert!(kept.iter().all(Node::is_aligned));
        assert_eq!(nodes(0..64).len(), 1);
    }

    #[test]
    fn another_grouping_gives_other_bits() {
        // Guards the tests above: sums that did not depend on grouping would pass them anyhow.
        let straight = (0..37).map(|at| leaf(at).sums[0]).sum::<f64>();
        let tree = whole(nodes(0..37)).unwrap().sums[0];
        assert_ne!(straight.to_bits(), tree.to_bits());
        assert!((straight / tree - 1.0).abs() < 1e-12);
    }
}
