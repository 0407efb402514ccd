//! What can be removed from a network.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{
    Arrival, DAYS_PER_YEAR, Date, Days, Effect, ExportLimit, Hazard, LaneFilter, Law, Profile,
    Selector, Share, SiteFilter,
};

use crate::plan::{Plan, StockKind};

/// Flow below which a lane is dust of the solver, t a year.
const LEAST: f64 = 0.05;

/// What sort of part it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CutKind {
    /// A site stops.
    Site,
    /// All sites of an economy at one stage stop.
    Stage,
    /// An economy exports none of a material.
    Exports,
    /// Nothing passes from one economy to another.
    Trade,
    /// Nothing passes a choke point.
    ChokePoint,
}

impl CutKind {
    /// Word used in files and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Stage => "stage",
            Self::Exports => "exports",
            Self::Trade => "trade",
            Self::ChokePoint => "choke_point",
        }
    }
}

/// A part of the network that is removed.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// What sort of part.
    pub kind: CutKind,
    /// Economy, or the choke point.
    pub subject: String,
    /// Site, stage, material or destination; empty for a choke point.
    pub object: String,
    effect: Effect,
}

impl Cut {
    /// Id in files: `site MY my-kuantan-heavy`, `exports CN dy-oxide`, `choke_point malacca`.
    pub fn id(&self) -> String {
        let words = [self.kind.word(), &self.subject, &self.object];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }

    /// As a hazard; cases say when and for how long it is in force.
    pub(super) fn hazard(&self, start: Date) -> Hazard {
        Hazard {
            id: self.id(),
            text: String::new(),
            source: String::new(),
            family: String::new(),
            arrival: Arrival::Date(start),
            duration: Law::Fixed(0.0),
            severity: Law::Fixed(1.0),
            profile: Profile {
                onset: Days::ZERO,
                recovery: Days::ZERO,
            },
            escalation: Vec::new(),
            effects: vec![self.effect.clone()],
        }
    }
}

/// Every site, stage of an economy, export of a material and trade of two economies that anything passes
/// at baseline, and every choke point.
pub(super) fn cuts(plan: &Plan) -> Vec<Cut> {
    let world = &plan.world;
    let mut sites: BTreeSet<usize> = BTreeSet::new();
    let mut exports: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut trade: BTreeSet<(usize, usize)> = BTreeSet::new();
    let least = LEAST * plan.step_days / DAYS_PER_YEAR;
    for lane in plan.lanes.iter().filter(|lane| lane.baseline > least) {
        let (from, to) = (&plan.stocks[lane.from], &plan.stocks[lane.to]);
        if from.kind == StockKind::Output {
            sites.insert(from.place);
        }
        if from.economy != to.economy {
            exports.insert((from.economy, from.material));
            trade.insert((from.economy, to.economy));
        }
    }
    let mut stages: BTreeMap<(&str, &'static str), usize> = BTreeMap::new();
    for &site in &sites {
        let site = &world.sites[site];
        *stages
            .entry((&site.economy, site.stage.word()))
            .or_default() += 1;
    }
    let economy = |at: usize| world.economies[at].id.as_str();
    let cut = |kind, subject: &str, object: &str, effect| Cut {
        kind,
        subject: subject.to_owned(),
        object: object.to_owned(),
        effect,
    };
    let stops = |site: Selector, economy: Selector, stage: Selector| {
        Effect::Capacity(SiteFilter {
            site,
            economy,
            stage,
            material: Selector::all(),
        })
    };
    let ban = |lanes: LaneFilter| Effect::Export {
        lanes,
        limit: ExportLimit::Ban,
        re_export: false,
        leakage: Share::ZERO,
    };
    let mut list: Vec<Cut> = sites
        .iter()
        .map(|&at| {
            let site = &world.sites[at];
            let effect = stops(Selector::of(&[&site.id]), Selector::all(), Selector::all());
            cut(CutKind::Site, &site.economy, &site.id, effect)
        })
        .collect();
    // A stage with one site is that site.
    list.extend(
        stages
            .iter()
            .filter(|(_, sites)| **sites > 1)
            .map(|((id, stage), _)| {
                let effect = stops(Selector::all(), Selector::of(&[id]), Selector::of(&[stage]));
                cut(CutKind::Stage, id, stage, effect)
            }),
    );
    list.extend(exports.iter().map(|&(from, material)| {
        let material = world.materials[material].id.as_str();
        let effect = ban(LaneFilter {
            origin: Selector::of(&[economy(from)]),
            material: Selector::of(&[material]),
            ..LaneFilter::default()
        });
        cut(CutKind::Exports, economy(from), material, effect)
    }));
    list.extend(trade.iter().map(|&(from, to)| {
        let effect = ban(LaneFilter {
            origin: Selector::of(&[economy(from)]),
            destination: Selector::of(&[economy(to)]),
            ..LaneFilter::default()
        });
        cut(CutKind::Trade, economy(from), economy(to), effect)
    }));
    list.extend(world.choke_points.iter().map(|point| {
        let effect = Effect::Route {
            choke_point: point.id.clone(),
            extra_lead_time: Days::ZERO,
            capacity_factor: Share::ZERO,
        };
        cut(CutKind::ChokePoint, &point.id, "", effect)
    }));
    list
}
