//! Charts as inline SVG, drawn here: no script, no font, no network; readable in greyscale, with a
//! title and description for screen readers. Every figure carries its numbers as a table.

mod axis;
mod bars;
mod changes;
mod exceedance;
mod fan;
mod frontier;
mod heat;
mod lines;
mod ranges;
mod svg;

use crate::table::Table;

pub(crate) use bars::drivers;
pub(crate) use changes::{Change, changes};
pub(crate) use exceedance::exceedance;
pub(crate) use fan::fan;
pub(crate) use frontier::{Spot, frontier};
pub(crate) use heat::{Grid, avoided, heat};
pub use lines::{Lines, lines};
pub(crate) use ranges::cover;

/// A drawing with the table of its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it shows and how to read it.
    pub caption: String,
    /// The drawing.
    pub svg: String,
    /// Its numbers.
    pub table: Table,
}
