//! What is compared: every number that a step leaves behind, of the twin and of the block engine.

use super::names;
use super::verify::Divergence;
use super::world::Twin;
use crate::lanes::Lanes;
use crate::plan::{Plan, StockKind};
use crate::state::State;

/// A number that each step leaves behind for each stock, lane, activity, demand, reserve, quota or
/// material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    Stock,
    UnderWay,
    Average,
    Unfilled,
    Looking,
    Throughput,
    Wanted,
    Served,
    Backlog,
    Reliability,
    Shipped,
    Budget,
    Releasing,
    Released,
    Produced,
    Used,
    Consumed,
    Lost,
    Surplus,
    Forgone,
    Price,
    Shrunk,
    Felt,
    Replaced,
    Response,
    Margin,
    Clock,
    Works,
    Stretch,
    Waiting,
    Paid,
    Spare,
}

/// Every quantity, causes before what follows from them where a step has an order.
const QUANTITIES: [Quantity; 32] = [
    Quantity::Lost,
    Quantity::Wanted,
    Quantity::Throughput,
    Quantity::Served,
    Quantity::Backlog,
    Quantity::Budget,
    Quantity::Reliability,
    Quantity::Shipped,
    Quantity::Releasing,
    Quantity::Released,
    Quantity::UnderWay,
    Quantity::Stock,
    Quantity::Average,
    Quantity::Unfilled,
    Quantity::Looking,
    Quantity::Produced,
    Quantity::Used,
    Quantity::Consumed,
    Quantity::Surplus,
    Quantity::Waiting,
    Quantity::Forgone,
    Quantity::Spare,
    Quantity::Shrunk,
    Quantity::Price,
    Quantity::Felt,
    Quantity::Replaced,
    Quantity::Response,
    Quantity::Paid,
    Quantity::Margin,
    Quantity::Clock,
    Quantity::Works,
    Quantity::Stretch,
];

/// What one step leaves behind: a list for each of [`QUANTITIES`].
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Snapshot([Vec<f64>; QUANTITIES.len()]);

/// One replication, step by step: stocks (reserves are among them), what is under way, throughput,
/// shipments, wants and what was served, memories of buyers and sellers, and the books.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    replication: u64,
    disrupted: bool,
    steps: Vec<Snapshot>,
}

impl Trace {
    pub(super) fn new(replication: u64, disrupted: bool) -> Self {
        Self {
            replication,
            disrupted,
            steps: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, step: Snapshot) {
        self.steps.push(step);
    }

    /// Steps traced.
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// The first number in which another trace of the same plan differs by any bit: this one plays
    /// the twin, the other the block engine.
    pub fn compare(&self, plan: &Plan, other: &Self) -> Result<(), Divergence> {
        for (t, theirs) in other.steps.iter().enumerate() {
            self.compare_step(plan, t, theirs, "a trace")?;
        }
        Ok(())
    }

    /// Compares one step with what `engine` left behind.
    pub(super) fn compare_step(
        &self,
        plan: &Plan,
        t: usize,
        theirs: &Snapshot,
        engine: &'static str,
    ) -> Result<(), Divergence> {
        let lists = self.steps[t].0.iter().zip(&theirs.0);
        for (quantity, (ours, theirs)) in QUANTITIES.into_iter().zip(lists) {
            let differs = |(ours, theirs): (&f64, &f64)| ours.to_bits() != theirs.to_bits();
            if let Some(at) = ours.iter().zip(theirs).position(differs) {
                return Err(Divergence {
                    replication: self.replication,
                    disrupted: self.disrupted,
                    step: t,
                    quantity: names::quantity(quantity),
                    thing: names::thing(plan, quantity, at),
                    twin: ours[at],
                    engine,
                    other: theirs[at],
                });
            }
        }
        Ok(())
    }
}

impl Twin<'_> {
    /// What the last step left behind.
    pub(super) fn snapshot(&self) -> Snapshot {
        let number = f64::from;
        Snapshot(QUANTITIES.map(|quantity| match quantity {
            Quantity::Stock => self.stocks.iter().map(|s| s.held).collect(),
            Quantity::UnderWay => self.stocks.iter().map(|s| s.under_way).collect(),
            Quantity::Average => {
                let rows = self.stocks.iter().zip(&self.plan.stocks);
                rows.map(|(stock, row)| match row.kind {
                    StockKind::Demand => stock.using,
                    _ => stock.average,
                })
                .collect()
            }
            Quantity::Unfilled => self.stocks.iter().map(|s| s.unfilled).collect(),
            Quantity::Looking => self.stocks.iter().map(|s| s.looking).collect(),
            Quantity::Throughput => self.throughput.clone(),
            Quantity::Wanted => self.demands.iter().map(|d| d.wanted).collect(),
            Quantity::Served => self.demands.iter().map(|d| d.served).collect(),
            Quantity::Backlog => self.demands.iter().map(|d| d.backlog).collect(),
            Quantity::Reliability => self.lanes.iter().map(|l| l.reliability).collect(),
            Quantity::Shipped => self.lanes.iter().map(|l| l.shipped).collect(),
            Quantity::Budget => self.budgets.clone(),
            Quantity::Releasing => self.reserves.iter().map(|r| number(r.releasing)).collect(),
            Quantity::Released => self.reserves.iter().map(|r| r.released).collect(),
            Quantity::Produced => self.books.iter().map(|b| b.produced).collect(),
            Quantity::Used => self.books.iter().map(|b| b.used).collect(),
            Quantity::Consumed => self.books.iter().map(|b| b.served).collect(),
            Quantity::Lost => self.books.iter().map(|b| b.lost).collect(),
            Quantity::Surplus => self.books.iter().map(|b| b.surplus).collect(),
            Quantity::Forgone => self.demands.iter().map(|d| d.forgone).collect(),
            Quantity::Price => self.prices.iter().map(|p| p.x).collect(),
            Quantity::Shrunk => self.prices.iter().map(|p| p.r).collect(),
            Quantity::Felt => self.prices.iter().map(|p| p.y).collect(),
            Quantity::Replaced => self.prices.iter().map(|p| p.v).collect(),
            Quantity::Response => self.responses.clone(),
            Quantity::Margin => self.sites.iter().map(|s| s.margin).collect(),
            Quantity::Clock => self.sites.iter().map(|s| s.clock).collect(),
            Quantity::Works => self.sites.iter().map(|s| number(s.works)).collect(),
            Quantity::Stretch => self.sites.iter().map(|s| s.stretch).collect(),
            Quantity::Waiting => self.applications.iter().map(|a| a.waiting).collect(),
            Quantity::Paid => self.paid.clone(),
            Quantity::Spare => self.spare.clone(),
        }))
    }
}

impl Snapshot {
    /// What the last step of the block engine left behind in replication `w` of a block.
    pub(super) fn of_block<const W: usize>(plan: &Plan, state: &State<W>, w: usize) -> Self {
        let pick = |list: &[Lanes<W>]| -> Vec<f64> { list.iter().map(|value| value[w]).collect() };
        let books = &state.books;
        let reliability = |lane: usize| {
            state
                .awake
                .reliability(plan, lane, state.phase, &state.reliability)[w]
        };
        Self(QUANTITIES.map(|quantity| match quantity {
            Quantity::Stock => pick(&state.stock),
            Quantity::UnderWay => pick(&state.transit),
            Quantity::Average => pick(&state.smooth),
            Quantity::Unfilled => pick(&state.unfilled),
            Quantity::Looking => pick(&state.qualifying),
            Quantity::Throughput => pick(&state.throughput),
            Quantity::Wanted => pick(&state.wanted),
            Quantity::Served => pick(&state.served),
            Quantity::Backlog => pick(&state.backlog),
            Quantity::Reliability => (0..plan.lanes.len()).map(reliability).collect(),
            Quantity::Shipped => pick(&state.shipped),
            Quantity::Budget => pick(&state.budget),
            Quantity::Releasing => pick(&state.releasing),
            Quantity::Released => pick(&state.released),
            Quantity::Produced => books.iter().map(|b| b.produced[w]).collect(),
            Quantity::Used => books.iter().map(|b| b.used[w]).collect(),
            Quantity::Consumed => books.iter().map(|b| b.served[w]).collect(),
            Quantity::Lost => books.iter().map(|b| b.lost[w]).collect(),
            Quantity::Surplus => books.iter().map(|b| b.surplus[w]).collect(),
            Quantity::Forgone => pick(&state.forgone),
            Quantity::Price => state.cells.iter().map(|c| c.log[w]).collect(),
            Quantity::Shrunk => state.cells.iter().map(|c| c.shrunk[w]).collect(),
            Quantity::Felt => state.cells.iter().map(|c| c.felt[w]).collect(),
            Quantity::Replaced => state.cells.iter().map(|c| c.replaced[w]).collect(),
            Quantity::Response => pick(&state.responses),
            Quantity::Margin => state.operations.iter().map(|s| s.margin[w]).collect(),
            Quantity::Clock => state.operations.iter().map(|s| s.clock[w]).collect(),
            Quantity::Works => state.operations.iter().map(|s| s.open[w]).collect(),
            Quantity::Stretch => state.operations.iter().map(|s| s.stretch[w]).collect(),
            Quantity::Waiting => state.queues.iter().map(|q| q.waiting[w]).collect(),
            Quantity::Paid => pick(&state.supports),
            Quantity::Spare => pick(&state.spare),
        }))
    }
}
