//! Hazards: the laws of disruptions and what these do.

use crate::{Date, Days, Law, Selector, Share, TonnesPerYear};

/// When occurrences of a hazard start.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrival {
    /// Once, on this date.
    Date(Date),
    /// At random, this often per year. Occurrences may overlap.
    PoissonPerYear(f64),
    /// At random, with a rate per year for each calendar month, January first.
    Seasonal([f64; 12]),
    /// Again and again: gaps from the end of one occurrence to the start of the next.
    Renewal {
        /// Law of the gap, days.
        gap: Law,
        /// Smallest gap, days; added to the law.
        minimum_gap: Days,
    },
    /// After occurrences of another hazard.
    After {
        /// The other hazard.
        hazard: String,
        /// Chance that an occurrence of it brings one of this.
        probability: Share,
        /// From the start of that occurrence to the start of this, days.
        delay: Law,
    },
}

/// How an occurrence sets in and recedes: linear ramps at both ends of the duration.
/// The onset is part of the duration; the recovery follows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    /// From nothing to full.
    pub onset: Days,
    /// From full to nothing.
    pub recovery: Days,
}

/// One rung of an escalation chain. A chain replaces the duration of the hazard: rung follows rung,
/// each lasting its own time, each next one reached with a probability; then relief.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Name, such as `threat`, `partial`, `full`.
    pub name: String,
    /// Share of the hazard's effects that is in force on this rung.
    pub level: Share,
    /// Time spent on it, days.
    pub duration: Law,
    /// Chance of going on to the next rung instead of relief.
    pub escalate: Share,
}

/// Chooses sites.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteFilter {
    /// By id.
    pub site: Selector,
    /// By economy or `bloc:` name.
    pub economy: Selector,
    /// By stage word (`concentrate`, `oxide`, `metal`, `magnet`, `scrap`).
    pub stage: Selector,
    /// By a material they make.
    pub material: Selector,
}

/// Chooses lanes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LaneFilter {
    /// By economy (or bloc) of the seller.
    pub origin: Selector,
    /// By economy (or bloc) of the buyer.
    pub destination: Selector,
    /// By material.
    pub material: Selector,
    /// By choke point passed.
    pub choke_point: Selector,
    /// By sector of the buyer: lanes to demands of the sector, and to nobody else, unless all.
    pub sector: Selector,
}

/// Chooses demands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DemandFilter {
    /// By economy or bloc.
    pub economy: Selector,
    /// By sector.
    pub sector: Selector,
    /// By material.
    pub material: Selector,
}

/// Chooses stocks at sites and demands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StockFilter {
    /// By economy or bloc.
    pub economy: Selector,
    /// By site or demand id.
    pub place: Selector,
    /// By material.
    pub material: Selector,
}

/// How far exports are limited.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ExportLimit {
    /// Not at all allowed.
    Ban,
    /// This share of what is ordered may leave.
    Factor(Share),
    /// At most this much per year over all chosen lanes of one material, used as it comes.
    Quota(TonnesPerYear),
}

/// What a pause of transit holds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pause {
    /// Buyers place no orders on the lane.
    Order,
    /// Nothing leaves; what is under way arrives.
    Shipment,
    /// What is under way stands still and arrives later by the length of the pause.
    Transit,
    /// What is under way moves on, waits at the border and arrives together when the pause ends.
    Receipt,
}

/// What an occurrence does to its targets while active. `s` is the severity drawn for the
/// occurrence times its intensity at the moment (0 to 1).
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Availability of sites is multiplied by `1 - s`.
    Capacity(SiteFilter),
    /// Exports are limited: the share that may leave is multiplied by `1 - s (1 - f)`, where `f` is
    /// 0 for a ban; a quota binds while `s` is above zero.
    Export {
        /// Which lanes.
        lanes: LaneFilter,
        /// How far.
        limit: ExportLimit,
        /// Whether goods made in third economies from the controlled material are held back too.
        re_export: bool,
        /// Share of normal trade that passes all the same, smuggled or through third economies.
        leakage: Share,
    },
    /// Exports need a licence. Applications wait: none is decided during the dead time, then a rising
    /// share of those in hand is decided every four weeks, and a share of the decided is refused.
    Licensing {
        /// Which lanes.
        lanes: LaneFilter,
        /// Time from the start without any decision.
        dead_time: Days,
        /// Share of the applications in hand decided in four weeks, right after the dead time.
        initial: Share,
        /// The same after the ramp.
        final_share: Share,
        /// Time from the first to the final share.
        ramp: Days,
        /// Share of the decided that is refused for good.
        refusal: Share,
        /// Whether goods made in third economies from the controlled material need one too.
        re_export: bool,
        /// Share of normal trade that passes all the same, smuggled or through third economies.
        leakage: Share,
    },
    /// Prices are pressed down (dumping) or marked up (squeeze): multiplied by `factor` to the power
    /// of `s`.
    Price {
        /// In which zones: `china`, `world`.
        zone: Selector,
        /// Of which materials.
        material: Selector,
        /// Multiple at `s = 1`.
        factor: f64,
    },
    /// Lanes through a choke point take longer and carry less.
    Route {
        /// The choke point.
        choke_point: String,
        /// Extra lead time at `s = 1`.
        extra_lead_time: Days,
        /// Share of flow that still passes at `s = 1`.
        capacity_factor: Share,
    },
    /// Demand is multiplied by `1 + s (factor - 1)`.
    Demand {
        /// Which demands.
        demands: DemandFilter,
        /// Factor at `s = 1`; above 1 is a surge.
        factor: f64,
    },
    /// A share `s` of stocks is destroyed or seized when the occurrence starts.
    StockLoss(StockFilter),
    /// Goods are held up while `s` is above zero.
    Transit {
        /// Which lanes.
        lanes: LaneFilter,
        /// What is held up.
        pause: Pause,
    },
}

/// The law of a disruption: when, how long, how bad, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Hazard {
    /// Id; draws are keyed by it.
    pub id: String,
    /// One sentence for reports.
    pub text: String,
    /// Where rate, duration and severity come from.
    pub source: String,
    /// Group in attributions, such as `coercion` or `operations`.
    pub family: String,
    /// When occurrences start.
    pub arrival: Arrival,
    /// How long they last, days. Ignored when there is an escalation chain.
    pub duration: Law,
    /// How bad they are, 0 to 1.
    pub severity: Law,
    /// How they set in and recede.
    pub profile: Profile,
    /// Escalation chain; empty for none.
    pub escalation: Vec<Stage>,
    /// What they do. Simultaneous effects on one target multiply (factors) or add (delays).
    pub effects: Vec<Effect>,
}

/// Rank correlation between the severities and durations of two hazards (Gaussian copula over the
/// k-th occurrences of each).
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// One hazard.
    pub first: String,
    /// The other.
    pub second: String,
    /// Spearman's rank correlation, -1 to 1.
    pub spearman: f64,
}
