//! Scenario files and data packs: what users write becomes a [`Scenario`] over a [`World`], or a
//! list of everything that is wrong with it.
//!
//! [`load`] reads a scenario by path or built-in name: the file, the scenarios it extends, overrides
//! from outside, and the data pack. Every finding names file, line and column and is told with all
//! the others ([`Diagnostics`]). The shape of a file (keys, types, ranges, units) is checked against
//! the same JSON Schema that editors use ([`scenario_schema`]); what it means is checked by the model.
//!
//! Files are untrusted: their size, line length and nesting are bounded, only regular files are read,
//! tables of a pack cannot lie outside it, nothing is executed or expanded, and whatever is printed
//! is escaped.

#![allow(
    clippy::result_large_err,
    reason = "a finding takes 200 bytes and is made once per mistake, not in a loop"
)]

mod backtest;
mod builtin;
mod calendar;
mod check;
mod diagnostic;
mod digest;
mod document;
mod load;
mod pack;
mod place;
mod quantity;
mod raw;
mod schema;
mod shape;
mod source;
mod written;

pub use backtest::{History, builtin_backtests, load_backtest};
pub use builtin::{Builtin, builtin_packs, builtin_scenarios, export_builtin};
pub use check::{Examined, check, examine};
pub use diagnostic::{Diagnostic, Diagnostics, Related, Severity};
pub use digest::{InputFile, PackFile};
pub use load::{Loaded, load, load_pack, load_recorded, load_resolved, load_str};
pub use schema::scenario_schema;
pub use written::Written;

#[allow(unused_imports, reason = "named in the documentation above")]
use monazite_model::{Scenario, World};
