//! Random hazards of every kind of effect, arrival, law and profile.

use monazite_model::{
    Arrival, DemandFilter, Effect, EscalationStage, ExportLimit, Hazard, LaneFilter, Law, Pause,
    Profile, Selector, SiteFilter, StockFilter,
};
use monazite_tests::toy::{START, days, rate, share};
use proptest::prelude::*;

use super::worlds::STRAIT;

/// What a hazard does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Outage,
    Ban,
    Factor,
    Quota,
    ReExport,
    Licence,
    Route,
    Surge,
    Slump,
    Loss,
    OrderPause,
    ShipmentPause,
    TransitPause,
    ReceiptPause,
}

/// Every kind of effect.
pub(crate) const KINDS: [Kind; 14] = [
    Kind::Outage,
    Kind::Ban,
    Kind::Factor,
    Kind::Quota,
    Kind::ReExport,
    Kind::Licence,
    Kind::Route,
    Kind::Surge,
    Kind::Slump,
    Kind::Loss,
    Kind::OrderPause,
    Kind::ShipmentPause,
    Kind::TransitPause,
    Kind::ReceiptPause,
];

impl Kind {
    /// The effect on one of several targets.
    pub(crate) fn effect(self, target: usize) -> Effect {
        let origin = ["CN", "MY", "JP"][target % 3];
        let lanes = LaneFilter {
            origin: Selector::of(&[origin]),
            ..LaneFilter::default()
        };
        let export = |limit, re_export| Effect::Export {
            lanes: lanes.clone(),
            limit,
            re_export,
            leakage: share(0.05),
        };
        let pause = |pause| Effect::Transit {
            lanes: lanes.clone(),
            pause,
        };
        match self {
            Self::Outage => Effect::Capacity(match target % 3 {
                0 => SiteFilter {
                    economy: Selector::of(&["CN"]),
                    ..SiteFilter::default()
                },
                1 => SiteFilter {
                    site: Selector::of(&["mag-jp"]),
                    ..SiteFilter::default()
                },
                _ => SiteFilter {
                    material: Selector::of(&["dy"]),
                    ..SiteFilter::default()
                },
            }),
            Self::Ban => export(ExportLimit::Ban, false),
            Self::Factor => export(ExportLimit::Factor(share(0.3)), false),
            Self::Quota => export(ExportLimit::Quota(rate(2.0)), false),
            Self::ReExport => Effect::Export {
                lanes: LaneFilter {
                    material: Selector::of(&["stage:oxide"]),
                    origin: Selector::of(&["CN"]),
                    ..LaneFilter::default()
                },
                limit: ExportLimit::Ban,
                re_export: true,
                leakage: share(0.0),
            },
            Self::Licence => Effect::Licensing {
                lanes,
                dead_time: days(35.0),
                initial: share(0.2),
                final_share: share(0.8),
                ramp: days(50.0),
                refusal: share(0.3),
                re_export: target == 1,
                leakage: share(0.05),
            },
            Self::Route => Effect::Route {
                choke_point: STRAIT.to_owned(),
                extra_lead_time: days(18.0),
                capacity_factor: share(0.6),
            },
            Self::Surge | Self::Slump => Effect::Demand {
                demands: DemandFilter {
                    economy: Selector::of(&[["bloc:quad", "CN", "US"][target % 3]]),
                    ..DemandFilter::default()
                },
                factor: if self == Self::Surge { 1.8 } else { 0.2 },
            },
            Self::Loss => Effect::StockLoss(StockFilter {
                economy: Selector::of(&[["JP", "CN", "US"][target % 3]]),
                ..StockFilter::default()
            }),
            Self::OrderPause => pause(Pause::Order),
            Self::ShipmentPause => pause(Pause::Shipment),
            Self::TransitPause => pause(Pause::Transit),
            Self::ReceiptPause => pause(Pause::Receipt),
        }
    }
}

/// When a hazard strikes.
#[derive(Debug, Clone)]
pub(crate) enum Start {
    Day(u16),
    Poisson(f64),
    Seasonal([f64; 12]),
    Renewal(f64),
    AfterTheOneBefore(f64),
}

/// A random hazard.
#[derive(Debug, Clone)]
pub(crate) struct Blow {
    pub(crate) kind: Kind,
    pub(crate) target: usize,
    pub(crate) start: Start,
    /// Smallest severity and its range.
    pub(crate) severity: (f64, f64),
    /// Length, days.
    pub(crate) length: Law,
    /// Onset and recovery, days.
    pub(crate) ramps: (f64, f64),
    /// Whether it climbs a ladder instead.
    pub(crate) ladder: bool,
}

impl Blow {
    /// The hazard, `at` being its place among all.
    pub(crate) fn hazard(&self, at: usize) -> Hazard {
        let arrival = match &self.start {
            Start::AfterTheOneBefore(probability) if at > 0 => Arrival::After {
                hazard: format!("h{}", at - 1),
                probability: share(*probability),
                delay: Law::Gamma {
                    mean: 20.0,
                    cv: 0.5,
                },
            },
            Start::AfterTheOneBefore(_) => Arrival::PoissonPerYear(1.0),
            Start::Day(day) => {
                let span = jiff::Span::new().days(i64::from(*day));
                Arrival::Date(START.checked_add(span).expect("a date"))
            }
            Start::Poisson(rate) => Arrival::PoissonPerYear(*rate),
            Start::Seasonal(rates) => Arrival::Seasonal(*rates),
            Start::Renewal(mean) => Arrival::Renewal {
                gap: Law::Exponential { mean: *mean },
                minimum_gap: days(14.0),
            },
        };
        let rung = |name: &str, level, escalate| EscalationStage {
            name: name.to_owned(),
            level: share(level),
            duration: self.length.clone(),
            escalate: share(escalate),
        };
        let (least, range) = self.severity;
        Hazard {
            id: format!("h{at}"),
            text: String::new(),
            source: "toy".to_owned(),
            family: "toy".to_owned(),
            arrival,
            duration: self.length.clone(),
            severity: Law::Uniform {
                min: least,
                max: (least + range).min(1.0),
            },
            profile: Profile {
                onset: days(self.ramps.0),
                recovery: days(self.ramps.1),
            },
            escalation: if self.ladder {
                vec![
                    rung("threat", 0.0, 0.8),
                    rung("partial", 0.4, 0.6),
                    rung("full", 1.0, 0.0),
                ]
            } else {
                Vec::new()
            },
            effects: vec![self.kind.effect(self.target)],
        }
    }
}

/// Any hazard.
pub(crate) fn blow() -> impl Strategy<Value = Blow> {
    let start = prop_oneof![
        (0_u16..250).prop_map(Start::Day),
        (0.0..5.0).prop_map(Start::Poisson),
        prop::array::uniform12(0.0..4.0).prop_map(Start::Seasonal),
        (5.0..200.0).prop_map(Start::Renewal),
        (0.0..=1.0).prop_map(Start::AfterTheOneBefore),
    ];
    let length = prop_oneof![
        (0.5..200.0).prop_map(Law::Fixed),
        (5.0..60.0, 1.1..4.0).prop_map(|(median, more)| Law::Lognormal {
            median,
            q90: median * more
        }),
        (2.0..80.0).prop_map(|mean| Law::Exponential { mean }),
        (0.7..3.0, 5.0..60.0).prop_map(|(shape, scale)| Law::Weibull { shape, scale }),
    ];
    let severity = (0.0..=1.0, prop_oneof![Just(0.0), 0.0..=1.0]);
    let ramps = (
        prop_oneof![Just(0.0), 0.0..40.0],
        prop_oneof![Just(0.0), 0.0..40.0],
    );
    let kind = prop::sample::select(KINDS.to_vec());
    (
        kind,
        0_usize..3,
        start,
        severity,
        length,
        ramps,
        any::<bool>(),
    )
        .prop_map(
            |(kind, target, start, severity, length, ramps, ladder)| Blow {
                kind,
                target,
                start,
                severity,
                length,
                ramps,
                ladder,
            },
        )
}
