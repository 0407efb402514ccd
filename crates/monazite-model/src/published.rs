//! Published totals and shares that the reconciled world is held to.

use crate::{Evidence, Stage};

/// How a published figure is computed from the balanced world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Output of the materials, t/yr.
    Output,
    /// The economy's share of the world's output of the materials.
    OutputShare,
    /// The same, where outputs of concentrates count by what they contain of the listed oxides.
    ContentOutputShare,
    /// The stages' share of the economy's whole output of the materials.
    StageShare,
    /// Share of the origin in the economy's (or bloc's) imports of the materials.
    ImportShare,
}

/// A published figure and the band that the balanced world must lie in.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Id of the figure.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// How it is computed.
    pub measure: Measure,
    /// Only sites of these stages; empty means any.
    pub stages: Vec<Stage>,
    /// Ids or patterns of the materials (for [`Measure::ContentOutputShare`]: of the oxides).
    pub materials: Vec<String>,
    /// Economy, or `bloc:` and a bloc; empty means the world.
    pub economy: String,
    /// Origin economy of an import share; empty otherwise.
    pub origin: String,
    /// Lower end of the band, t/yr or a share.
    pub low: f64,
    /// Upper end of the band.
    pub high: f64,
    /// Unit as printed.
    pub unit: String,
    /// Where this comes from.
    pub evidence: Evidence,
}
