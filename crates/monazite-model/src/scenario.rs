//! Scenarios: what-ifs over a world, and how to run them.

use crate::{Behaviour, Correlation, Date, Days, Hazard, Selector, Share};

/// How a scenario is run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSpec {
    /// First day.
    pub start: Date,
    /// Length of a future.
    pub horizon: Days,
    /// Length of a step.
    pub step: Days,
    /// Number of futures.
    pub replications: u64,
    /// Master seed.
    pub seed: u64,
    /// Id of the strategy that `run` takes; empty for none.
    pub strategy: String,
    /// Share of demand served below which a step counts as short.
    pub service_level: Share,
}

/// One intervention.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A reserve of each chosen material, sized in days of the holder's baseline use, full at the start.
    Stockpile {
        /// Economies (or `bloc:` names) that each hold one for their own consumers.
        holder: Selector,
        /// What is held.
        material: Selector,
        /// Days of baseline use held.
        target: Days,
        /// Unfilled share of the holder's orders above which it releases.
        trigger: Share,
        /// Largest release, as a share of baseline use.
        release: f64,
        /// Largest refill, as a share of baseline use.
        refill: f64,
    },
    /// More stock held by consumers.
    Buffer {
        /// Where (economies or blocs).
        economy: Selector,
        /// Of what.
        material: Selector,
        /// Days of use held on top of today's cover.
        extra: Days,
    },
}

/// A named set of interventions.
#[derive(Debug, Clone, PartialEq)]
pub struct Strategy {
    /// Id that `--strategy` names.
    pub id: String,
    /// Title in reports.
    pub title: String,
    /// The interventions.
    pub actions: Vec<Action>,
}

/// A scenario as its file says, after `extends` has been resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Id: the name of its file or folder.
    pub id: String,
    /// Title in reports.
    pub title: String,
    /// A paragraph for reports; may be empty.
    pub text: String,
    /// Name or path of the pack.
    pub pack: String,
    /// How to run it.
    pub run: RunSpec,
    /// Behaviour of buyers and sellers: the pack's, with what the scenario overrides.
    pub behaviour: Behaviour,
    /// Whether demand, capacity growth and planned sites are in force; off for a frozen world.
    pub growth: bool,
    /// What may happen.
    pub hazards: Vec<Hazard>,
    /// Dependence between hazards.
    pub correlations: Vec<Correlation>,
    /// What can be done about it.
    pub strategies: Vec<Strategy>,
}
