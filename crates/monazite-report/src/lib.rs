//! Turns the result of a run into what people and programs read: findings in sentences, tables,
//! charts, the result folder and its manifest.
//!
//! [`findings`] says what was found, [`sections`] lays out the report, [`write`] puts the whole result
//! folder on disk, whole or not at all; [`explain`] and [`story`] render what the engine says about a
//! scenario and about one future. No simulation, no clock; the only files touched are those of the
//! result folder.

mod charts;
mod definitions;
mod explain;
mod findings;
mod folder;
mod inputs;
mod manifest;
mod measure;
mod names;
mod number;
mod page;
mod replications;
#[cfg(test)]
mod sample;
mod sections;
mod story;
mod summary;
mod table;
mod tables_csv;
mod tail;
mod warnings;

use monazite_engine::{PublishedCheck, Residual, RunResult, Statistic};
use monazite_model::{Scenario, World};

pub use charts::Figure;
pub use explain::{Explained, explain, explain_json};
pub use findings::{Finding, findings};
pub use folder::{FolderError, check_out, write};
pub use manifest::{
    Build, Extent, FORMAT as MANIFEST_FORMAT, FileDigest, Machine, Manifest, PROGRAM, Timing,
};
pub use measure::Reading;
pub use number::{count, counted, plain};
pub use page::terminal;
pub use replications::column_name;
pub use sections::{Block, Section, sections};
pub use story::story;
pub use summary::summary;
pub use table::{Align, Table, printable};
pub use tail::{Driver, drivers};
pub use warnings::warnings;

/// Everything a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The scenario that was run.
    pub scenario: &'a Scenario,
    /// The world it was run on.
    pub world: &'a World,
    /// Every figure that the reconciliation weighed.
    pub residuals: &'a [Residual],
    /// Published totals against the balanced world.
    pub published: &'a [PublishedCheck],
    /// What the futures came to.
    pub result: &'a RunResult,
    /// Statistics of the result.
    pub statistics: &'a [Statistic],
}
