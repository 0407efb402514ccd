//! Balance, plan, streams, simulation, tallies.
//!
//! Data walks one way: [`balance`] reconciles a world, [`compile`] turns names into indices,
//! [`simulate`] runs futures and cannot fail, [`statistics`] gives every number its error.
//! No I/O, no clock, no environment.

mod allocate;
mod attribution;
mod awake;
mod balance;
mod block;
mod comparison;
mod coordinate;
mod explain;
mod hazards;
mod lanes;
mod network;
mod optimise;
mod plan;
mod probe;
mod random;
mod rare;
mod record;
mod reference;
mod replay;
mod result;
mod run;
mod state;
mod statistic;
mod step;
mod stress;
mod tally;

pub use attribution::{
    Apart, Attribution, Doubt, FamilyPart, Given, Removed, attribute, attribution_runs,
};
pub use balance::{Balance, BalanceError, CONFLICT, PublishedCheck, Residual, balance, worst};
pub use block::{Instructions, drawn_parameters};
pub use comparison::{Class, Comparison, Difference, Kind, Measure, Paired, TAIL_LEVEL};
pub use coordinate::{
    Foreseen, Foresight, ForesightCost, ForesightError, foresee, foresight_by, foresight_cost,
    perfect_foresight,
};
pub use explain::{Concentration, Dependence, Explanation, RouteShare, SinglePoint, explain};
pub use hazards::steer::Steer;
pub use optimise::{Trial, Tried, best_for, search};
pub use plan::{CompileError, CostEstimate, Plan, compile, estimate_cost, estimate_lanes};
pub use probe::{Followed, Probe, follow};
pub use rare::{
    FEWEST_REPEATS, Gain, MOST_POINTS, PILOT, Rare, RareRow, RareStatistic, Tilted, rare,
};
/// For verification: the block engine against a slow and literal twin of its step.
#[doc(alias = "twin")]
pub use reference::{Divergence, Trace, run as run_literally, verify};
pub use replay::{Replay, ReplayEvent, ReplayStep, replay};
pub use result::{
    Column, Detail, Flow, HazardTally, Indicator, RunResult, Scope, Series, SeriesStep,
};
pub use run::{
    BATCH, FIRST_LOOK_REPLICATIONS, NotNext, Part, Precision, Resample, RunOptions, Stop, Width,
    advance, conclude, next_look, simulate,
};
pub use statistic::{Statistic, statistics};
pub use stress::{Case, Cut, CutKind, Short, Stress, Toll};
pub use tally::stored::StoredError;
