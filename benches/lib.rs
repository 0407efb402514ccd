//! What the benchmarks measure: the reference workload, and worlds for the engine.
//!
//! A speed figure only means something beside a workload that another program can run too. REF is such a
//! workload: small enough to be re-implemented in an afternoon, with published check values, and shaped like
//! the real engine's work. See [`ref_workload`] for its rules. [`worlds`] has the worlds of the other benches:
//! a toy, the default pack, the pack many times over, and a world of REF's shape.

pub mod mode;
pub mod ref_workload;
pub mod worlds;
