//! Actions of strategies.

use monazite_model::{
    Action as ModelAction, Cost as ModelCost, DemandFilter, Evidence, Grade as ModelGrade,
    Intervention, Payer as ModelPayer, PriceTrigger, TonnesPerYear, UsdPerKg,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::Day;
use super::selector::{Selector, chosen};
use super::share;
use crate::quantity::{MassFlow, Time};

/// One intervention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Action {
    /// A reserve of each chosen material.
    Stockpile(Stockpile),
    /// More stock held by consumers.
    Buffer(Buffer),
    /// A new site, built like one of the pack.
    NewCapacity(NewCapacity),
    /// No foreign origin supplies more than a share of what an economy buys, and alternatives are qualified.
    Diversify(Diversify),
    /// Used products become oxides.
    Recycle(Recycle),
    /// Products with less in them: demand falls linearly between two dates and stays lower.
    Thrift(Thrift),
    /// Users are able to replace more of a material when its price stays high.
    Substitute(Substitute),
    /// Named sites are guaranteed a price.
    PriceFloor(PriceFloor),
    /// A buyer of last resort takes a volume from a site, whatever the market orders.
    Offtake(Offtake),
    /// Members of a bloc serve each other like their own when goods are short.
    AlliedSharing(AlliedSharing),
    /// A long-term volume between two economies, served before spot buyers.
    Contract(Contract),
}

/// A reserve of each chosen material.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Stockpile {
    /// Economies (or blocs, `bloc:quad`) that hold it for their consumers.
    holder: Selector,
    /// What is held.
    material: Selector,
    /// Size, in days of the holders' baseline use.
    target: Time,
    /// Share of the target held at the start; the rest is bought at the refill rate.
    #[serde(default = "full")]
    #[schemars(range(min = 0.0, max = 1.0))]
    filled: f64,
    /// Whether the holders keep one together instead of one each.
    #[serde(default)]
    pooled: bool,
    /// Unfilled share of the holders' orders above which it releases.
    #[serde(default = "trigger")]
    #[schemars(range(min = 0.0, max = 1.0))]
    trigger: f64,
    /// Days of baseline use in the holders' own stocks below which it releases as well; never by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger_cover: Option<Time>,
    /// Largest release, as a multiple of baseline use.
    #[serde(default = "release")]
    #[schemars(range(min = 0.0, max = 100.0))]
    release: f64,
    /// Largest refill, as a multiple of baseline use.
    #[serde(default = "refill")]
    #[schemars(range(min = 0.0, max = 100.0))]
    refill: f64,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// More stock held by consumers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Buffer {
    /// In which economies or blocs; everywhere by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    economy: Option<Selector>,
    /// Of which materials; all by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Days of use held on top of today's cover.
    extra: Time,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// A new site, built like one of the pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCapacity {
    /// Id of the new site.
    id: String,
    /// Site of the pack whose recipes, covers and trade it copies.
    like: String,
    /// Where it stands.
    economy: String,
    /// Capacity, of recipe throughput.
    capacity: MassFlow,
    /// Announced start; with a trigger, the earliest date of the decision.
    start: Day,
    /// Median delay beyond it; with a trigger, the median time to build.
    #[serde(default = "no_time")]
    delay_median: Time,
    /// 90th percentile of that; the median by default, which is certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_q90: Option<Time>,
    /// Share of capacity in each year of operation; full capacity afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ramp: Vec<f64>,
    /// Price that starts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<Trigger>,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// No foreign origin supplies more than a share of what an economy buys, and alternatives are qualified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Diversify {
    /// Buyers, by economy or bloc; all by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    economy: Option<Selector>,
    /// Of which materials; all by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Largest share of any single foreign origin; 1, the default, only qualifies alternatives.
    #[serde(default = "full")]
    #[schemars(range(min = 0.0, max = 1.0))]
    cap: f64,
    /// When the cap is in force and the alternatives are qualified.
    by: Day,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// Used products become oxides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Recycle {
    /// Where, by economy or bloc; everywhere by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    economy: Option<Selector>,
    /// Which products are collected at the end of their life.
    material: Selector,
    /// Share of baseline use collected per year at full operation.
    #[schemars(range(min = 0.0, max = 1.0))]
    collection: f64,
    /// Share of the rare earths in it that is recovered.
    #[schemars(range(min = 0.0, max = 1.0))]
    recovery: f64,
    /// Start.
    start: Day,
    /// Share of capacity in each year of operation; full capacity afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ramp: Vec<f64>,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// Products with less in them: demand falls linearly between two dates and stays lower.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Thrift {
    /// Whose demand, by economy or bloc.
    #[serde(skip_serializing_if = "Option::is_none")]
    economy: Option<Selector>,
    /// Of which sectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<Selector>,
    /// For which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Share of demand saved in the end.
    #[schemars(range(min = 0.0, max = 1.0))]
    reduction: f64,
    /// Begins.
    from: Day,
    /// Complete.
    by: Day,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// Users are able to replace more of a material when its price stays high.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Substitute {
    /// Whose demand, by economy or bloc.
    #[serde(skip_serializing_if = "Option::is_none")]
    economy: Option<Selector>,
    /// Of which sectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<Selector>,
    /// For which materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<Selector>,
    /// Share that can be replaced, instead of the market's `substitution`.
    #[schemars(range(min = 0.0, max = 1.0))]
    share: f64,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// Named sites are guaranteed a price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PriceFloor {
    /// Which sites.
    site: Selector,
    /// For which of their products.
    material: Selector,
    /// The price, USD/kg.
    #[schemars(range(min = 0.0, max = 1000000.0))]
    price: f64,
    /// Largest volume that is paid for; unlimited by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<MassFlow>,
    /// Who pays: the state, or buyers through a tariff that adjusts.
    #[serde(default = "public")]
    payer: Payer,
    /// First day.
    from: Day,
    /// Last day; the end of the run by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// A buyer of last resort takes a volume from a site, whatever the market orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Offtake {
    /// The site.
    site: String,
    /// The product.
    material: String,
    /// Volume guaranteed.
    volume: MassFlow,
    /// Price paid at least, USD/kg.
    #[schemars(range(min = 0.0, max = 1000000.0))]
    price: f64,
    /// First day.
    from: Day,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// Members of a bloc serve each other like their own when goods are short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlliedSharing {
    /// The bloc.
    bloc: String,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// A long-term volume between two economies, served before spot buyers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Contract {
    /// Sellers, by economy or bloc.
    origin: Selector,
    /// Buyers, by economy or bloc.
    destination: Selector,
    /// Of what.
    material: Selector,
    /// Share of the buyers' supply that it covers at least.
    #[schemars(range(min = 0.0, max = 1.0))]
    share: f64,
    /// First day.
    from: Day,
    /// What it costs besides what the simulation finds.
    #[serde(default)]
    cost: Cost,
    /// Where size and cost come from.
    #[serde(default)]
    source: String,
    /// How well they are supported.
    #[serde(default)]
    grade: Grade,
}

/// What an intervention costs, USD of the base year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Cost {
    /// Once, when it starts.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    capex: f64,
    /// Every year from its start.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    annual: f64,
    /// Per tonne held, made or saved.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    per_tonne: f64,
}

/// How well a figure is supported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) enum Grade {
    /// Primary text seen.
    A,
    /// Secondary text seen.
    B,
    /// Judgement.
    #[default]
    C,
    /// Derived by stated arithmetic.
    D,
}

impl Grade {
    pub(super) fn model(self) -> ModelGrade {
        match self {
            Self::A => ModelGrade::A,
            Self::B => ModelGrade::B,
            Self::C => ModelGrade::C,
            Self::D => ModelGrade::D,
        }
    }
}

/// Who bears the cost of a guaranteed price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Payer {
    /// The state pays the difference to the market price.
    Public,
    /// Buyers do, through a tariff that adjusts.
    Buyers,
}

const fn public() -> Payer {
    Payer::Public
}

impl Payer {
    fn model(self) -> ModelPayer {
        match self {
            Self::Public => ModelPayer::Public,
            Self::Buyers => ModelPayer::Buyers,
        }
    }
}

/// Price that starts a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Trigger {
    /// Material whose price outside China is watched.
    material: String,
    /// Multiple of the baseline price that it must exceed.
    above: f64,
    /// For how long on end.
    lasting: Time,
}

impl Trigger {
    fn model(self) -> PriceTrigger {
        PriceTrigger {
            material: self.material,
            above: self.above,
            lasting: self.lasting.span(),
        }
    }
}

// Defaults are judgement of this project (grade C): a reserve that answers a visible shortage (5 %
// of orders unfilled, as the reserves of the default pack do), can serve all of baseline use, and
// refills at a quarter of it so that the refill does not become the next shortage.
const fn trigger() -> f64 {
    0.05
}

const fn release() -> f64 {
    1.0
}

const fn refill() -> f64 {
    0.25
}

const fn full() -> f64 {
    1.0
}

fn no_time() -> Time {
    Time::days(0.0)
}

/// A price that the schema has already bounded.
fn usd(value: f64) -> UsdPerKg {
    UsdPerKg::new(value).unwrap_or(UsdPerKg::ZERO)
}

/// An action with the cost and evidence that stand in its table.
macro_rules! done {
    ($raw:ident, $action:expr) => {
        Intervention {
            cost: ModelCost {
                capex: $raw.cost.capex,
                annual: $raw.cost.annual,
                per_tonne: $raw.cost.per_tonne,
            },
            evidence: Evidence {
                source: $raw.source.clone(),
                grade: $raw.grade.model(),
            },
            action: $action,
        }
    };
}

impl Action {
    pub(super) fn model(self) -> Intervention {
        match self {
            Self::Stockpile(raw) => done!(
                raw,
                ModelAction::Stockpile {
                    holder: chosen(Some(raw.holder)),
                    material: chosen(Some(raw.material)),
                    target: raw.target.span(),
                    filled: share(raw.filled),
                    pooled: raw.pooled,
                    trigger: share(raw.trigger),
                    trigger_cover: raw.trigger_cover.as_ref().map(Time::span),
                    release: raw.release,
                    refill: raw.refill,
                }
            ),
            Self::Buffer(raw) => done!(
                raw,
                ModelAction::Buffer {
                    economy: chosen(raw.economy),
                    material: chosen(raw.material),
                    extra: raw.extra.span(),
                }
            ),
            Self::NewCapacity(raw) => done!(
                raw,
                ModelAction::NewCapacity {
                    id: raw.id,
                    like: raw.like,
                    economy: raw.economy,
                    capacity: TonnesPerYear::new(raw.capacity.get()).unwrap_or(TonnesPerYear::ZERO),
                    start: raw.start.date(),
                    delay_median: raw.delay_median.span(),
                    delay_q90: raw.delay_q90.as_ref().unwrap_or(&raw.delay_median).span(),
                    ramp: raw.ramp,
                    trigger: raw.trigger.map(Trigger::model),
                }
            ),
            Self::Diversify(raw) => done!(
                raw,
                ModelAction::Diversify {
                    economy: chosen(raw.economy),
                    material: chosen(raw.material),
                    cap: share(raw.cap),
                    by: raw.by.date(),
                }
            ),
            Self::Recycle(raw) => done!(
                raw,
                ModelAction::Recycle {
                    economy: chosen(raw.economy),
                    material: chosen(Some(raw.material)),
                    collection: share(raw.collection),
                    recovery: share(raw.recovery),
                    start: raw.start.date(),
                    ramp: raw.ramp,
                }
            ),
            Self::Thrift(raw) => done!(
                raw,
                ModelAction::Thrift {
                    demands: DemandFilter {
                        economy: chosen(raw.economy),
                        sector: chosen(raw.sector),
                        material: chosen(raw.material),
                    },
                    reduction: share(raw.reduction),
                    from: raw.from.date(),
                    by: raw.by.date(),
                }
            ),
            Self::Substitute(raw) => done!(
                raw,
                ModelAction::Substitute {
                    demands: DemandFilter {
                        economy: chosen(raw.economy),
                        sector: chosen(raw.sector),
                        material: chosen(raw.material),
                    },
                    share: share(raw.share),
                }
            ),
            Self::PriceFloor(raw) => done!(
                raw,
                ModelAction::PriceFloor {
                    site: chosen(Some(raw.site)),
                    material: chosen(Some(raw.material)),
                    price: usd(raw.price),
                    volume: raw
                        .volume
                        .and_then(|volume| TonnesPerYear::new(volume.get())),
                    payer: raw.payer.model(),
                    from: raw.from.date(),
                    until: raw.until.map(Day::date),
                }
            ),
            Self::Offtake(raw) => done!(
                raw,
                ModelAction::Offtake {
                    site: raw.site,
                    material: raw.material,
                    volume: TonnesPerYear::new(raw.volume.get()).unwrap_or(TonnesPerYear::ZERO),
                    price: usd(raw.price),
                    from: raw.from.date(),
                }
            ),
            Self::AlliedSharing(raw) => done!(raw, ModelAction::AlliedSharing { bloc: raw.bloc }),
            Self::Contract(raw) => done!(
                raw,
                ModelAction::Contract {
                    origin: chosen(Some(raw.origin)),
                    destination: chosen(Some(raw.destination)),
                    material: chosen(Some(raw.material)),
                    share: share(raw.share),
                    from: raw.from.date(),
                }
            ),
        }
    }
}
