//! The validated nouns of the rare-earth supply chain.
//!
//! A [`World`] is what a data pack says: economies, materials, sites, trade, demands, reserves.
//! A [`Scenario`] is what-ifs over a world: hazards, strategies and how to run them.
//! Units are types at this edge ([`Tonnes`], [`TonnesPerYear`], [`Days`], [`Share`], [`UsdPerKg`]);
//! the engine strips them once when it compiles its plan.
//!
//! This crate knows no files, no serialisation and no randomness. [`World::problems`] and
//! [`Scenario::problems`] say everything that is wrong at once, naming table, row and field, so
//! that whoever read the rows can point at the line.

pub mod backtest;
mod behaviour;
mod built;
mod demand;
mod economy;
mod evidence;
mod findings;
mod hazard;
mod law;
mod market;
mod material;
mod problem;
mod published;
mod reserve;
#[cfg(test)]
mod samples;
mod scenario;
mod scenario_check;
mod selector;
mod site;
mod target;
mod titles;
mod trade;
mod units;
mod world;
mod world_check;

pub use behaviour::{AllocationRule, Behaviour};
pub use built::Built;
pub use demand::{Demand, STOCK_BUILD, Unmet};
pub use economy::{Bloc, ChokePoint, Economy, PriceZone};
pub use evidence::{Evidence, Grade, Source};
pub use findings::nearest;
pub use hazard::{
    Arrival, Correlation, DemandFilter, Effect, ExportLimit, Hazard, LaneFilter, Pause, Profile,
    SiteFilter, Stage as EscalationStage, StockFilter,
};
pub use law::Law;
pub use market::Market;
pub use material::{Basis, Content, Material, Stage};
pub use problem::{Problem, Table, Unknown};
pub use published::{Measure, Published};
pub use reserve::Reserve;
pub use scenario::{
    Action, Cost, Intervention, Lever, Payer, PriceTrigger, RunSpec, Scenario, Setting, Strategy,
    Uncertain,
};
pub use selector::{Choice, Selector};
pub use site::{Activity, Recipe, RecipeFlow, Site, Status};
pub use target::Target;
pub use trade::{Trade, TradeKind};
pub use units::{DAYS_PER_YEAR, Days, Share, Tonnes, TonnesPerYear, UsdPerKg};
pub use world::World;

/// A civil date, as scenario files and packs write it.
pub use jiff::civil::Date;
