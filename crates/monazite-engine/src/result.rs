//! What a run gives back: per-replication columns, mergeable tallies, series. Names are restored
//! here; nothing downstream needs the plan.

use monazite_stats::{Histogram, Moments};

/// What a number is about. Empty strings mean "all".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Scope {
    /// Economy id, or `bloc:` and a bloc id.
    pub economy: String,
    /// Material id.
    pub material: String,
    /// End-use sector.
    pub sector: String,
    /// Site id.
    pub site: String,
}

/// A quantity of one replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indicator {
    /// Demand not served over the horizon; t of the material, or t REO where materials mix.
    UnmetDemand,
    /// The same as a share of what was wanted (t REO where materials mix).
    UnmetShare,
    /// One minus the unmet share.
    FillRate,
    /// Largest unmet share over 13 weeks on end.
    WorstQuarter,
    /// Weeks in which less than the service level was served.
    WeeksShort,
    /// Weeks from the start of the disruption to the first week short; the horizon when none.
    TimeToShortage,
    /// Weeks from the first week short until four weeks on end are served; 0 when none is short.
    TimeToRecover,
    /// Output value that depends on the unmet demand, USD.
    ValueAtRisk,
    /// Lowest days of cover at consumers.
    MinimumCover,
    /// Unmet demand beyond that of the undisrupted twin.
    NetUnmetDemand,
    /// Unmet share beyond that of the undisrupted twin.
    NetUnmetShare,
    /// Value at risk beyond that of the undisrupted twin, USD.
    NetValueAtRisk,
    /// Demand that went away for its price, by elasticity or replacement; t of the material, or t REO
    /// where materials mix. It is not unmet.
    ForgoneDemand,
    /// Output made beyond what stocks can hold, t REO.
    Surplus,
    /// Released from strategic reserves, t REO.
    ReserveUse,
    /// Largest share of one origin in what consumers of the scope received.
    LargestOrigin,
    /// Herfindahl-Hirschman index (0 to 1) of origins of what consumers of the scope received.
    SupplyHhi,
    /// What buyers pay for goods from other economies, at the prices of the day, USD.
    ImportBill,
    /// Times that a site closed for want of a margin.
    SiteClosures,
    /// What the strategy costs the state over the horizon, present value, USD.
    PublicCost,
    /// What the strategy costs industry over the horizon, present value, USD.
    IndustryCost,
    /// Mean price over the horizon, as a multiple of the baseline price.
    PriceMean,
    /// Highest price, as a multiple of the baseline price.
    PricePeak,
}

impl Indicator {
    /// Name in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::UnmetDemand => "unmet_demand",
            Self::UnmetShare => "unmet_share",
            Self::FillRate => "fill_rate",
            Self::WorstQuarter => "worst_quarter",
            Self::WeeksShort => "weeks_short",
            Self::TimeToShortage => "time_to_shortage",
            Self::TimeToRecover => "time_to_recover",
            Self::ValueAtRisk => "value_at_risk",
            Self::MinimumCover => "minimum_cover",
            Self::NetUnmetDemand => "net_unmet_demand",
            Self::NetUnmetShare => "net_unmet_share",
            Self::NetValueAtRisk => "net_value_at_risk",
            Self::Surplus => "surplus",
            Self::ReserveUse => "reserve_use",
            Self::LargestOrigin => "largest_origin",
            Self::SupplyHhi => "supply_hhi",
            Self::ForgoneDemand => "forgone_demand",
            Self::ImportBill => "import_bill",
            Self::SiteClosures => "site_closures",
            Self::PublicCost => "public_cost",
            Self::IndustryCost => "industry_cost",
            Self::PriceMean => "price_mean",
            Self::PricePeak => "price_peak",
        }
    }
}

/// One headline indicator of one scope, for every replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What it is about.
    pub scope: Scope,
    /// Which quantity.
    pub indicator: Indicator,
    /// Unit as printed: `t`, `t REO`, `share`, `weeks`, `days`, `USD`.
    pub unit: &'static str,
    /// One value per replication, in replication order.
    pub values: Vec<f64>,
}

/// A mergeable tally of an indicator that is not kept per replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// What it is about.
    pub scope: Scope,
    /// Which quantity.
    pub indicator: Indicator,
    /// Unit as printed.
    pub unit: &'static str,
    /// Count, mean, variance.
    pub moments: Moments,
    /// Fixed bins, for quantiles.
    pub histogram: Histogram,
}

/// A series over the steps of a run: mean and distribution across replications at each step.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is about.
    pub scope: Scope,
    /// Name in files, such as `fill_rate` or `days_of_cover`.
    pub name: &'static str,
    /// Unit as printed.
    pub unit: &'static str,
    /// One tally per step.
    pub steps: Vec<SeriesStep>,
}

/// One step of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesStep {
    /// Count, mean, variance across replications.
    pub moments: Moments,
    /// Fixed bins, for quantile bands.
    pub histogram: Histogram,
}

/// How often and how long a hazard struck.
#[derive(Debug, Clone, PartialEq)]
pub struct HazardTally {
    /// Hazard id.
    pub hazard: String,
    /// Its family.
    pub family: String,
    /// Occurrences per replication.
    pub occurrences: Vec<u32>,
    /// Weeks in force within the horizon, per replication.
    pub weeks: Vec<f64>,
}

/// Mean yearly flow of a material between two economies.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Material id.
    pub material: String,
    /// Seller's economy.
    pub origin: String,
    /// Buyer's economy.
    pub destination: String,
    /// Flow of the balanced baseline, t/yr.
    pub baseline: f64,
    /// Mean over replications and the horizon, t/yr.
    pub mean: f64,
    /// Mean over the worst 5 % of replications by value at risk, t/yr.
    pub tail_mean: f64,
}

/// The result of one strategy of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunResult {
    /// Strategy id; `none` for do-nothing.
    pub strategy: String,
    /// First replication simulated.
    pub first_replication: u64,
    /// Number of replications.
    pub replications: u64,
    /// Steps per replication.
    pub steps: u32,
    /// Days per step.
    pub step_days: f64,
    /// Headline indicators per replication. Order is fixed: by scope (total, blocs, economies,
    /// materials, bloc by material), then by indicator.
    pub columns: Vec<Column>,
    /// Economy by material, and sectors, as tallies.
    pub details: Vec<Detail>,
    /// Main series.
    pub series: Vec<Series>,
    /// What struck.
    pub hazards: Vec<HazardTally>,
    /// Who supplied whom.
    pub flows: Vec<Flow>,
    /// Largest relative residual of the conservation of mass over materials and replications.
    pub conservation_residual: f64,
    /// Replications in which no hazard struck.
    pub undisrupted: u64,
}

impl RunResult {
    /// The column of an indicator and scope.
    pub fn column(&self, scope: &Scope, indicator: Indicator) -> Option<&Column> {
        self.columns
            .iter()
            .find(|c| c.indicator == indicator && c.scope == *scope)
    }
}
