//! Sites, the recipes they run and how much.

use crate::{Date, Days, Evidence, Stage, TonnesPerYear};

/// One input or output of a recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct RecipeFlow {
    /// Material taken or made.
    pub material: String,
    /// Tonnes (of the material's basis) per tonne of throughput.
    pub coefficient: f64,
    /// Whether orders for this output drive the plant, so that none of it is surplus at baseline.
    pub driver: bool,
    /// Position of the row in `recipes.csv`.
    pub row: usize,
    /// Where this comes from.
    pub evidence: Evidence,
}

/// A fixed-proportion conversion. Joint products have several outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Id that activities name.
    pub id: String,
    /// Materials taken.
    pub inputs: Vec<RecipeFlow>,
    /// Materials made.
    pub outputs: Vec<RecipeFlow>,
}

/// Whether a site works at the start of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// It does.
    Operating,
    /// It starts on a date that is announced, and slips.
    Planned {
        /// Announced start.
        start: Date,
        /// Median delay beyond it.
        delay_median: Days,
        /// 90th percentile of the delay (lognormal); equal to the median means certain.
        delay_q90: Days,
    },
}

/// A facility, or a national aggregate of capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Id that activities, trade rows and effects name.
    pub id: String,
    /// Name in reports.
    pub name: String,
    /// Where it stands.
    pub economy: String,
    /// Which stage it works at (recyclers make oxides but are `Scrap`).
    pub stage: Stage,
    /// Who runs it.
    pub operator: String,
    /// Capacity in tonnes of recipe throughput, shared by all its recipes.
    pub capacity: TonnesPerYear,
    /// Growth of capacity, share per year.
    pub capacity_growth: f64,
    /// Working or planned.
    pub status: Status,
    /// Share of capacity in each year of operation; full capacity afterwards.
    pub ramp: Vec<f64>,
    /// Time that goods spend in process.
    pub processing: Days,
    /// Inputs held, in days of use.
    pub input_cover: Days,
    /// Outputs held, in days of baseline output.
    pub output_cover: Days,
    /// Cost of a tonne of throughput besides its feeds, USD; `None` for sites that never close for
    /// want of a margin.
    pub cash_cost: Option<f64>,
    /// Where this comes from.
    pub evidence: Evidence,
}

/// A recipe that a site runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// The site.
    pub site: String,
    /// The recipe.
    pub recipe: String,
    /// Observed throughput; `None` when it is not known and the balance finds it.
    pub throughput: Option<TonnesPerYear>,
    /// Where this comes from.
    pub evidence: Evidence,
}
