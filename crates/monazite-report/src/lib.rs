//! Turns the result of a run into what people and programs read: findings in sentences, tables,
//! charts, the result folder and its manifest.
//!
//! [`findings`] says what was found, [`sections`] lays out the report, [`write`] puts the whole result
//! folder on disk, whole or not at all; [`explain`] and [`story`] render what the engine says about a
//! scenario and about one future. No simulation, no clock; the only files touched are those of result
//! folders, and of a copy that [`recheck`] looks at and throws away.

mod attribution;
mod backtest;
mod charts;
mod comparison;
mod definitions;
mod explain;
mod findings;
mod folder;
mod inputs;
mod manifest;
mod measure;
mod names;
mod number;
mod optimum;
mod page;
mod part;
mod rare;
mod recheck;
mod replications;
#[cfg(test)]
mod sample;
mod sections;
mod stopping;
mod story;
mod stress;
mod summary;
mod table;
mod tables_csv;
mod tail;
mod warnings;

use monazite_engine::{PublishedCheck, Residual, RunResult, Statistic, Stop};
use monazite_model::{Scenario, World};

pub use attribution::{ATTRIBUTION_FILES, Attributed};
pub use backtest::{
    Forecast, ForecastMonth, Ground, Judged, Measured, Trial, Verdict, backtest_json,
    backtest_markdown, backtest_text, judge, measure,
};
pub use charts::{Figure, Lines, lines};
pub use comparison::Compared;
pub use explain::{Explained, explain, explain_json};
pub use findings::{Finding, findings};
pub use folder::{FolderError, Staged, check_files, check_out, write, write_texts};
pub use manifest::{
    Build, Extent, FORMAT as MANIFEST_FORMAT, FileDigest, Machine, Manifest, ManifestError,
    PROGRAM, PackText, Shard, Timing,
};
pub use measure::Reading;
pub use number::{count, counted, plain};
pub use optimum::{Choice, OPTIMUM_FILES, Optimum};
pub use page::terminal;
pub use part::{Difference, PART, PartError, check_recorded, other_run, read_part};
pub use rare::{RARE_FILES, RareTold};
pub use recheck::{RecheckError, recheck};
pub use replications::column_name;
pub use sections::{Block, Section, sections};
pub use stopping::{stopped, why};
pub use story::story;
pub use stress::{Both, Reverse, STRESS_FILES, Strained};
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
    /// The same futures without the hazards that the scenario holds them against.
    pub contrast: Option<&'a RunResult>,
    /// Statistics of the result.
    pub statistics: &'a [Statistic],
    /// Why the run ended.
    pub stop: Stop,
    /// Relative half-width of the headline statistics that it was to go on to.
    pub precision: Option<f64>,
}
