//! Effects of hazards.

use monazite_model::{
    DemandFilter, Effect as ModelEffect, ExportLimit, LaneFilter, Pause as ModelPause, SiteFilter,
    StockFilter, TonnesPerYear,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::selector::{Selector, chosen};
use super::share;
use crate::quantity::{MassFlow, Time};

/// What an occurrence does to its targets while it lasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Effect {
    /// Sites lose a share of their capacity, as large as the severity.
    Capacity(Capacity),
    /// Exports are banned, cut or held to a quota.
    Export(Export),
    /// Exports need a licence: none during the dead time, then a rising share is approved.
    Licensing(Licensing),
    /// Lanes through a choke point take longer and carry less.
    Route(Route),
    /// Demand surges or slumps.
    Demand(Demand),
    /// A share of stocks, as large as the severity, is destroyed or seized at the start.
    StockLoss(StockLoss),
    /// Goods are held up.
    Transit(Transit),
    /// Prices are pressed down (dumping) or marked up (squeeze).
    Price(Price),
}

/// Sites lose capacity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Capacity {
    /// Which sites.
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<Selector>,
    /// In which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    economy: Option<Selector>,
    /// At which stages: `concentrate`, `oxide`, `metal`, `magnet`, `scrap`.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<Selector>,
    /// Making which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
}

/// Exports are limited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(
    clippy::struct_field_names,
    reason = "the word of the trade is re-export"
)]
pub(super) struct Export {
    /// From which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Selector>,
    /// To which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<Selector>,
    /// Of which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Through which choke points.
    #[serde(skip_serializing_if = "Option::is_none")]
    choke_point: Option<Selector>,
    /// To demands of which sectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<Selector>,
    /// How far.
    limit: Limit,
    /// Whether goods made in third economies from the controlled material are held back too.
    #[serde(default)]
    re_export: bool,
    /// Share of normal trade that passes all the same, smuggled or through third economies.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    leakage: f64,
}

/// How far exports are limited: `"ban"`, `{ factor = 0.5 }` or `{ quota = "1200 t/yr" }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Limit {
    /// Not at all allowed.
    Ban,
    /// This share of what is ordered may leave.
    Factor(#[schemars(range(min = 0.0, max = 1.0))] f64),
    /// At most this much per year of each material.
    Quota(MassFlow),
}

/// Exports need a licence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Licensing {
    /// From which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Selector>,
    /// To which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<Selector>,
    /// Of which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Through which choke points.
    #[serde(skip_serializing_if = "Option::is_none")]
    choke_point: Option<Selector>,
    /// To demands of which sectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<Selector>,
    /// Time from the start without any decision.
    dead_time: Time,
    /// How fast applications are decided afterwards.
    approval: Approval,
    /// Share of the decided that is refused for good.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    refusal: f64,
    /// Whether goods made in third economies from the controlled material need a licence too.
    #[serde(default)]
    re_export: bool,
    /// Share of normal trade that passes all the same, smuggled or through third economies.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    leakage: f64,
}

/// Prices are pressed down or marked up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Price {
    /// In which price zones: `china`, `world`; both by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Selector>,
    /// Of which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Multiple of the price at full severity; below 1 is dumping.
    #[schemars(range(min = 0.01, max = 100.0))]
    factor: f64,
}

/// Share of the applications in hand that is decided in four weeks, after the dead time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Approval {
    /// Right after the dead time.
    #[schemars(range(min = 0.0, max = 1.0))]
    initial: f64,
    /// After the ramp.
    #[serde(rename = "final")]
    #[schemars(range(min = 0.0, max = 1.0))]
    last: f64,
    /// Time from the first to the final share.
    ramp: Time,
}

/// Lanes through a choke point take longer and carry less.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Route {
    /// The choke point.
    choke_point: String,
    /// Extra lead time at full severity.
    #[serde(default = "no_time")]
    extra_lead_time: Time,
    /// Share of flow that still passes at full severity.
    #[serde(default = "all")]
    #[schemars(range(min = 0.0, max = 1.0))]
    capacity_factor: f64,
}

fn no_time() -> Time {
    Time::days(0.0)
}

const fn all() -> f64 {
    1.0
}

/// Demand surges or slumps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Demand {
    /// In which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    economy: Option<Selector>,
    /// Of which sectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<Selector>,
    /// For which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Multiple of demand at full severity; above 1 is a surge.
    #[schemars(range(min = 0.0, max = 100.0))]
    factor: f64,
}

/// Stocks are destroyed or seized.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StockLoss {
    /// In which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    economy: Option<Selector>,
    /// At which sites, demands or reserves.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Selector>,
    /// Of which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
}

/// Goods are held up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Transit {
    /// From which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Selector>,
    /// To which economies or blocs.
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<Selector>,
    /// Of which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Through which choke points.
    #[serde(skip_serializing_if = "Option::is_none")]
    choke_point: Option<Selector>,
    /// To demands of which sectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<Selector>,
    /// What is held up.
    pause: Pause,
}

/// What a pause holds up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Pause {
    /// Buyers place no orders.
    Order,
    /// Nothing leaves; what is under way arrives.
    Shipment,
    /// What is under way stands still.
    Transit,
    /// What is under way waits at the border and arrives together when the pause ends.
    Receipt,
}

/// Builds the model's lane filter from a raw struct that has its five selectors.
macro_rules! lanes {
    ($raw:expr) => {
        LaneFilter {
            origin: chosen($raw.origin),
            destination: chosen($raw.destination),
            material: chosen($raw.material),
            choke_point: chosen($raw.choke_point),
            sector: chosen($raw.sector),
        }
    };
}

impl Effect {
    pub(super) fn model(self) -> ModelEffect {
        match self {
            Self::Capacity(raw) => ModelEffect::Capacity(SiteFilter {
                site: chosen(raw.site),
                economy: chosen(raw.economy),
                stage: chosen(raw.stage),
                material: chosen(raw.material),
            }),
            Self::Export(raw) => ModelEffect::Export {
                limit: raw.limit.model(),
                re_export: raw.re_export,
                leakage: share(raw.leakage),
                lanes: lanes!(raw),
            },
            Self::Licensing(raw) => ModelEffect::Licensing {
                dead_time: raw.dead_time.span(),
                initial: share(raw.approval.initial),
                final_share: share(raw.approval.last),
                ramp: raw.approval.ramp.span(),
                refusal: share(raw.refusal),
                re_export: raw.re_export,
                leakage: share(raw.leakage),
                lanes: lanes!(raw),
            },
            Self::Route(raw) => ModelEffect::Route {
                choke_point: raw.choke_point,
                extra_lead_time: raw.extra_lead_time.span(),
                capacity_factor: share(raw.capacity_factor),
            },
            Self::Demand(raw) => ModelEffect::Demand {
                demands: DemandFilter {
                    economy: chosen(raw.economy),
                    sector: chosen(raw.sector),
                    material: chosen(raw.material),
                },
                factor: raw.factor,
            },
            Self::StockLoss(raw) => ModelEffect::StockLoss(StockFilter {
                economy: chosen(raw.economy),
                place: chosen(raw.place),
                material: chosen(raw.material),
            }),
            Self::Price(raw) => ModelEffect::Price {
                zone: chosen(raw.zone),
                material: chosen(raw.material),
                factor: raw.factor,
            },
            Self::Transit(raw) => ModelEffect::Transit {
                pause: match raw.pause {
                    Pause::Order => ModelPause::Order,
                    Pause::Shipment => ModelPause::Shipment,
                    Pause::Transit => ModelPause::Transit,
                    Pause::Receipt => ModelPause::Receipt,
                },
                lanes: lanes!(raw),
            },
        }
    }
}

impl Limit {
    fn model(self) -> ExportLimit {
        match self {
            Self::Ban => ExportLimit::Ban,
            Self::Factor(factor) => ExportLimit::Factor(share(factor)),
            Self::Quota(quota) => {
                ExportLimit::Quota(TonnesPerYear::new(quota.get()).unwrap_or(TonnesPerYear::ZERO))
            }
        }
    }
}
