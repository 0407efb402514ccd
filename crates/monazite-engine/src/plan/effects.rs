//! Effects of hazards: what each does to a number, and which things feel which.
//!
//! Things that feel the same set of effects share one row of a table (their *signature*), so that a
//! step computes a factor once per signature, not once per lane. Row 0 of every table is empty:
//! nothing ever happens to it.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{
    Arrival, Choice, Effect, ExportLimit, Hazard, LaneFilter, Law, Pause, Share, World,
};

use super::build::Draft;
use super::{Param, StockKind};
use crate::network::positions;

/// What an effect makes of severity times intensity.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EffectKind {
    /// Factor `1 - s (1 - max(rest, leak))`.
    Factor { rest: f64, leak: Param },
    /// A share of the applications in hand is decided in every four weeks, rising after a dead time
    /// (days); of the decided a share is refused.
    Licence {
        dead: f64,
        initial: f64,
        last: f64,
        ramp: f64,
        /// Multiplier of the share decided.
        pace: Param,
        refusal: Param,
        leak: Param,
    },
    /// Prices are multiplied by `exp(s log)`.
    Price { log: f64 },
    /// Factor `1 - s (1 - rest)` and a delay of `s` times `delay` days.
    Route { rest: f64, delay: f64 },
    /// Binding while in force; the amount is the quota's.
    Quota,
    /// Stocks lose a share `s` when an occurrence starts.
    StockLoss { stocks: Vec<usize> },
    /// Held up while in force.
    Hold,
}

/// A compiled effect.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EffectPlan {
    pub(crate) kind: EffectKind,
}

/// Tables of signatures: each row lists the effects that act together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signatures {
    pub(crate) available: Vec<Vec<usize>>,
    pub(crate) open: Vec<Vec<usize>>,
    pub(crate) delay: Vec<Vec<usize>>,
    pub(crate) order: Vec<Vec<usize>>,
    pub(crate) demand: Vec<Vec<usize>>,
    pub(crate) transit: Vec<Vec<usize>>,
    pub(crate) receipt: Vec<Vec<usize>>,
    pub(crate) licence: Vec<Vec<usize>>,
    pub(crate) price: Vec<Vec<usize>>,
}

/// Which effects each thing feels, while compiling.
#[derive(Debug, Default)]
pub(super) struct Felt {
    pub(super) available: Vec<BTreeSet<usize>>,
    pub(super) demand: Vec<BTreeSet<usize>>,
    pub(super) open: Vec<BTreeSet<usize>>,
    pub(super) delay: Vec<BTreeSet<usize>>,
    pub(super) order: Vec<BTreeSet<usize>>,
    pub(super) transit: Vec<BTreeSet<usize>>,
    pub(super) receipt: Vec<BTreeSet<usize>>,
    pub(super) licence: Vec<BTreeSet<usize>>,
    /// By zone (China, the world), then material.
    pub(super) price: [Vec<BTreeSet<usize>>; 2],
    pub(super) quotas: Vec<FeltQuota>,
}

/// A quota, while compiling.
#[derive(Debug)]
pub(super) struct FeltQuota {
    pub(super) effect: usize,
    pub(super) tonnes_per_year: f64,
    pub(super) leak: Param,
    pub(super) lanes: BTreeMap<usize, Vec<usize>>,
}

/// Numbers the distinct sets; the empty set is row 0.
pub(super) fn table(felt: &[BTreeSet<usize>]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new()];
    let mut known: BTreeMap<&BTreeSet<usize>, usize> = BTreeMap::new();
    let of = felt
        .iter()
        .map(|set| {
            if set.is_empty() {
                return 0;
            }
            *known.entry(set).or_insert_with(|| {
                rows.push(set.iter().copied().collect());
                rows.len() - 1
            })
        })
        .collect();
    (rows, of)
}

/// Compiles the effects of all hazards; returns them with the range that each hazard owns.
pub(super) fn compile(
    hazards: &[&Hazard],
    world: &World,
    draft: &Draft,
    param: &dyn Fn(&str, &str, f64) -> Param,
) -> (Vec<EffectPlan>, Vec<std::ops::Range<usize>>, Felt) {
    let lanes = draft.lanes.len();
    let nothing = || Felt {
        available: vec![BTreeSet::new(); world.sites.len()],
        demand: vec![BTreeSet::new(); world.demands.len()],
        open: vec![BTreeSet::new(); lanes],
        delay: vec![BTreeSet::new(); lanes],
        order: vec![BTreeSet::new(); lanes],
        transit: vec![BTreeSet::new(); lanes],
        receipt: vec![BTreeSet::new(); lanes],
        licence: vec![BTreeSet::new(); lanes],
        price: [(); 2].map(|()| vec![BTreeSet::new(); world.materials.len()]),
        quotas: Vec::new(),
    };
    // Nobody feels a hazard of nothing. Were it felt, it would still regroup what arrives together
    // (a pause splits the pipes of a stock) and so move the last bits of sums.
    let (mut felt, mut unfelt) = (nothing(), nothing());
    let mut effects = Vec::new();
    let mut ranges = Vec::new();
    let names = Names::of(world);
    for hazard in hazards {
        let finder = Finder {
            world,
            draft,
            names: &names,
            param: &|key, value| param(&hazard.id, key, value),
        };
        let first = effects.len();
        for effect in &hazard.effects {
            let by = if is_nothing(hazard) {
                &mut unfelt
            } else {
                &mut felt
            };
            finder.add(effect, &mut effects, by);
        }
        ranges.push(first..effects.len());
    }
    (effects, ranges, felt)
}

/// Whether a hazard has probability or severity zero.
fn is_nothing(hazard: &Hazard) -> bool {
    let never = match &hazard.arrival {
        Arrival::PoissonPerYear(rate) => *rate == 0.0,
        Arrival::Seasonal(rates) => rates.iter().all(|rate| *rate == 0.0),
        Arrival::After { probability, .. } => *probability == Share::ZERO,
        Arrival::Date(_) | Arrival::Renewal { .. } => false,
    };
    let harmless = match &hazard.severity {
        Law::Fixed(most)
        | Law::Uniform { max: most, .. }
        | Law::Triangular { max: most, .. }
        | Law::Pert { max: most, .. }
        | Law::Beta { max: most, .. } => *most == 0.0,
        Law::Empirical(values) => values.iter().all(|value| *value == 0.0),
        // The others have no upper end.
        _ => false,
    };
    never || harmless
}

/// What selectors choose from, and where it stands; unknown names are skipped.
struct Names {
    economies: Choice,
    materials: Choice,
    sites: Choice,
    /// By site: its economy, and the materials that it makes.
    place: Vec<Option<usize>>,
    makes: Vec<Vec<usize>>,
    /// By demand: its economy and its material.
    wanted: Vec<Option<(usize, usize)>>,
}

impl Names {
    fn of(world: &World) -> Self {
        let economies = positions(world.economies.iter().map(|row| &row.id));
        let materials = positions(world.materials.iter().map(|row| &row.id));
        let sites = positions(world.sites.iter().map(|row| &row.id));
        let recipes = positions(world.recipes.iter().map(|row| &row.id));
        let mut makes = vec![Vec::new(); world.sites.len()];
        for activity in &world.activities {
            if let (Some(&site), Some(&recipe)) = (
                sites.get(activity.site.as_str()),
                recipes.get(activity.recipe.as_str()),
            ) {
                let outputs = world.recipes[recipe].outputs.iter();
                makes[site].extend(outputs.filter_map(|row| materials.get(row.material.as_str())));
            }
        }
        let demands = world.demands.iter();
        Self {
            economies: Choice::of(
                world
                    .economies
                    .iter()
                    .map(|row| world.economy_names(&row.id)),
            ),
            materials: Choice::of(
                world
                    .materials
                    .iter()
                    .map(|row| [row.id.clone(), format!("stage:{}", row.stage.word())]),
            ),
            sites: Choice::of(world.sites.iter().map(|row| [row.id.clone()])),
            place: world
                .sites
                .iter()
                .map(|row| economies.get(row.economy.as_str()).copied())
                .collect(),
            makes,
            wanted: demands
                .map(|row| {
                    Some((
                        *economies.get(row.economy.as_str())?,
                        *materials.get(row.material.as_str())?,
                    ))
                })
                .collect(),
        }
    }
}

/// A filter of lanes, looked up.
struct LanesTaken<'a> {
    filter: &'a LaneFilter,
    origin: Vec<bool>,
    destination: Vec<bool>,
    material: Vec<bool>,
}

struct Finder<'a> {
    world: &'a World,
    draft: &'a Draft,
    names: &'a Names,
    /// A parameter of the hazard by its key, and its value where it is known.
    param: &'a dyn Fn(&str, f64) -> Param,
}

impl Finder<'_> {
    fn add(&self, effect: &Effect, effects: &mut Vec<EffectPlan>, felt: &mut Felt) {
        let at = effects.len();
        let kind = match effect {
            Effect::Capacity(filter) => {
                let names = self.names;
                let sites = names.sites.taken(&filter.site);
                let economies = names.economies.taken(&filter.economy);
                let materials = names.materials.taken(&filter.material);
                for (site, row) in self.world.sites.iter().enumerate() {
                    let makes = &names.makes[site];
                    if sites[site]
                        && names.place[site].is_some_and(|economy| economies[economy])
                        && filter.stage.matches(&[row.stage.word()])
                        && (filter.material.is_all() || makes.iter().any(|&made| materials[made]))
                    {
                        felt.available[site].insert(at);
                    }
                }
                Self::factor(0.0)
            }
            Effect::Export {
                lanes,
                limit,
                re_export,
                leakage,
            } => {
                let chosen = self.exports(lanes, *re_export);
                let leak = (self.param)("leakage", leakage.get());
                match limit {
                    ExportLimit::Quota(quota) => {
                        let mut by_material: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
                        for lane in chosen {
                            let material = self.draft.stocks[self.draft.lanes[lane].from].material;
                            by_material.entry(material).or_default().push(lane);
                        }
                        felt.quotas.push(FeltQuota {
                            effect: at,
                            tonnes_per_year: quota.get(),
                            leak,
                            lanes: by_material,
                        });
                        EffectKind::Quota
                    }
                    ExportLimit::Ban | ExportLimit::Factor(_) => {
                        for lane in chosen {
                            felt.open[lane].insert(at);
                        }
                        let rest = if let ExportLimit::Factor(f) = limit {
                            f.get()
                        } else {
                            0.0
                        };
                        EffectKind::Factor { rest, leak }
                    }
                }
            }
            Effect::Licensing {
                lanes,
                dead_time,
                initial,
                final_share,
                ramp,
                refusal,
                re_export,
                leakage,
            } => {
                for lane in self.exports(lanes, *re_export) {
                    felt.licence[lane].insert(at);
                }
                EffectKind::Licence {
                    dead: dead_time.get(),
                    initial: initial.get(),
                    last: final_share.get(),
                    ramp: ramp.get(),
                    pace: (self.param)("approval_scale", 1.0),
                    refusal: (self.param)("refusal", refusal.get()),
                    leak: (self.param)("leakage", leakage.get()),
                }
            }
            Effect::Route {
                choke_point,
                extra_lead_time,
                capacity_factor,
            } => {
                for (lane, draft) in self.draft.lanes.iter().enumerate() {
                    if self.world.trade[draft.trade]
                        .choke_points
                        .contains(choke_point)
                    {
                        felt.open[lane].insert(at);
                        felt.delay[lane].insert(at);
                    }
                }
                EffectKind::Route {
                    rest: capacity_factor.get(),
                    delay: extra_lead_time.get(),
                }
            }
            Effect::Demand { demands, factor } => {
                let economies = self.names.economies.taken(&demands.economy);
                let materials = self.names.materials.taken(&demands.material);
                let wanted = self.world.demands.iter().zip(&self.names.wanted);
                for (demand, (row, wanted)) in wanted.enumerate() {
                    if wanted.is_some_and(|(economy, good)| economies[economy] && materials[good])
                        && demands.sector.matches(&[&row.sector])
                    {
                        felt.demand[demand].insert(at);
                    }
                }
                Self::factor(*factor)
            }
            Effect::Price {
                zone,
                material,
                factor,
            } => {
                let materials = self.names.materials.taken(material);
                for (at_zone, word) in ["china", "world"].iter().enumerate() {
                    if !zone.matches(&[word]) {
                        continue;
                    }
                    for (felt, taken) in felt.price[at_zone].iter_mut().zip(&materials) {
                        if *taken {
                            felt.insert(at);
                        }
                    }
                }
                EffectKind::Price {
                    log: libm::log(*factor),
                }
            }
            Effect::StockLoss(filter) => {
                let economies = self.names.economies.taken(&filter.economy);
                let materials = self.names.materials.taken(&filter.material);
                let stocks = (0..self.draft.stocks.len())
                    .filter(|&stock| {
                        let draft = &self.draft.stocks[stock];
                        let place = match draft.kind {
                            StockKind::Output | StockKind::Input => {
                                &self.world.sites[draft.place].id
                            }
                            StockKind::Demand => &self.world.demands[draft.place].id,
                            StockKind::Reserve => &self.draft.reserves[draft.place].id,
                        };
                        economies[draft.economy]
                            && materials[draft.material]
                            && filter.place.matches(&[place])
                    })
                    .collect();
                EffectKind::StockLoss { stocks }
            }
            Effect::Transit { lanes, pause } => {
                for lane in self.lanes(&self.look_up(lanes)) {
                    let set = match pause {
                        Pause::Order => &mut felt.order[lane],
                        Pause::Shipment => &mut felt.open[lane],
                        Pause::Transit => &mut felt.transit[lane],
                        Pause::Receipt => &mut felt.receipt[lane],
                    };
                    set.insert(at);
                }
                EffectKind::Hold
            }
        };
        effects.push(EffectPlan { kind });
    }

    /// A factor that nothing leaks around.
    fn factor(rest: f64) -> EffectKind {
        EffectKind::Factor {
            rest,
            leak: Param::known(0.0),
        }
    }

    fn look_up<'f>(&self, filter: &'f LaneFilter) -> LanesTaken<'f> {
        LanesTaken {
            filter,
            origin: self.names.economies.taken(&filter.origin),
            destination: self.names.economies.taken(&filter.destination),
            material: self.names.materials.taken(&filter.material),
        }
    }

    /// Whether a filter takes a lane, whatever goes on it and, with `any_origin`, wherever it comes from.
    fn chosen(&self, taken: &LanesTaken<'_>, lane: usize, any_origin: bool) -> bool {
        let (draft, filter) = (&self.draft.lanes[lane], taken.filter);
        let (from, to) = (&self.draft.stocks[draft.from], &self.draft.stocks[draft.to]);
        let route = &self.world.trade[draft.trade].choke_points;
        (any_origin || taken.origin[from.economy])
            && taken.destination[to.economy]
            && (filter.choke_point.is_all()
                || route.iter().any(|c| filter.choke_point.matches(&[c])))
            && (filter.sector.is_all()
                || (to.kind == StockKind::Demand
                    && filter
                        .sector
                        .matches(&[&self.world.demands[to.place].sector])))
    }

    fn of_material(&self, taken: &LanesTaken<'_>, lane: usize) -> bool {
        taken.material[self.draft.stocks[self.draft.lanes[lane].from].material]
    }

    fn lanes(&self, taken: &LanesTaken<'_>) -> Vec<usize> {
        (0..self.draft.lanes.len())
            .filter(|&lane| self.of_material(taken, lane) && self.chosen(taken, lane, false))
            .collect()
    }

    /// Lanes that cross a border; with `re_export` also those on which third economies send on
    /// goods made from the controlled material.
    fn exports(&self, filter: &LaneFilter, re_export: bool) -> Vec<usize> {
        let crosses = |lane: usize| {
            let draft = &self.draft.lanes[lane];
            self.draft.stocks[draft.from].economy != self.draft.stocks[draft.to].economy
        };
        let taken = self.look_up(filter);
        let mut chosen: BTreeSet<usize> = self
            .lanes(&taken)
            .into_iter()
            .filter(|&lane| crosses(lane))
            .collect();
        if re_export {
            let taint = self.taint(&taken);
            for lane in (0..self.draft.lanes.len()).filter(|&lane| crosses(lane)) {
                let from = self.draft.lanes[lane].from;
                let own = taken.origin[self.draft.stocks[from].economy];
                if !own && taint[from] > RE_EXPORT_THRESHOLD && self.chosen(&taken, lane, true) {
                    chosen.insert(lane);
                }
            }
        }
        chosen.into_iter().collect()
    }

    /// Share of each stock that derives, at baseline, from controlled material of the origin.
    fn taint(&self, taken: &LanesTaken<'_>) -> Vec<f64> {
        let draft = self.draft;
        let mut taint = vec![0.0; draft.stocks.len()];
        // One pass per level is enough: goods move up the chain by one level per pass. Nothing moves further
        // after a pass that changes nothing.
        for _ in 0..=self.world.materials.len() {
            let before = taint.clone();
            let mut arriving = vec![0.0; draft.stocks.len()];
            for (at, lane) in draft.lanes.iter().enumerate() {
                let direct =
                    taken.origin[draft.stocks[lane.from].economy] && self.of_material(taken, at);
                arriving[lane.to] +=
                    lane.baseline_share * if direct { 1.0 } else { taint[lane.from] };
            }
            for activity in &draft.activities {
                let dirtiest = activity
                    .inputs
                    .iter()
                    .map(|&(stock, _)| arriving[stock])
                    .fold(0.0, f64::max);
                for &(stock, ..) in &activity.outputs {
                    taint[stock] = f64::max(taint[stock], dirtiest);
                }
            }
            if taint == before {
                break;
            }
        }
        taint
    }
}

/// Share of controlled origin above which goods count as re-exports: the 0.1 % rule of the Chinese
/// notices of October 2025.
const RE_EXPORT_THRESHOLD: f64 = 0.001;
