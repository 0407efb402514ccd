//! What a batch of replications leaves behind: columns kept, everything else in mergeable tallies.

mod extra;
pub(crate) mod stored;
pub(crate) mod sums;

use monazite_stats::{Histogram, Moments};

use crate::block::{Ran, Shipments, Watch};
use crate::hazards::Occurrence;
use crate::plan::Plan;
use crate::record::{COVER_CAP_DAYS, Outcome, Record};
use crate::result::Indicator;
use crate::state::{Calendars, State, parameter};
pub(crate) use extra::{ExtraColumns, extras};

/// Bins of the distribution of a series at each step.
pub(crate) const SERIES_BINS: usize = 100;
/// Bins of a price: an odd number, so that a price that has not moved lies in the middle of one.
pub(crate) const PRICE_BINS: usize = 201;
/// What keeps a number of weeks in the bin of its step, whatever its last bits; weeks.
const STEP_HAIR: f64 = 1e-9;
/// Bins of the distribution of a tallied indicator.
pub(crate) const DETAIL_BINS: usize = 200;

/// Indicators kept per replication for each headline scope.
pub(crate) const HEADLINES: [Indicator; 12] = [
    Indicator::UnmetDemand,
    Indicator::UnmetShare,
    Indicator::WorstQuarter,
    Indicator::WeeksShort,
    Indicator::TimeToShortage,
    Indicator::TimeToRecover,
    Indicator::ValueAtRisk,
    Indicator::MinimumCover,
    Indicator::NetUnmetDemand,
    Indicator::NetUnmetShare,
    Indicator::NetValueAtRisk,
    Indicator::ForgoneDemand,
];

/// Those of a plan that is narrowed to what strategies are compared by.
const COMPARED: [Indicator; 4] = [
    Indicator::UnmetDemand,
    Indicator::WorstQuarter,
    Indicator::ValueAtRisk,
    Indicator::ForgoneDemand,
];

/// Indicators kept per replication for each headline scope of a plan.
pub(crate) fn headlines(plan: &Plan) -> &'static [Indicator] {
    if plan.scopes.narrow {
        &COMPARED
    } else {
        &HEADLINES
    }
}

/// Indicators tallied for each further scope.
pub(crate) const DETAILS: [Indicator; 6] = [
    Indicator::UnmetShare,
    Indicator::WeeksShort,
    Indicator::TimeToShortage,
    Indicator::ValueAtRisk,
    Indicator::MinimumCover,
    Indicator::NetUnmetShare,
];

/// Value of an indicator from what a scope came to, with and without disruptions.
pub(crate) fn value(indicator: Indicator, with: &Outcome, without: &Outcome) -> f64 {
    let share = |outcome: &Outcome| {
        if outcome.wanted > 0.0 {
            outcome.unmet / outcome.wanted
        } else {
            0.0
        }
    };
    match indicator {
        Indicator::UnmetDemand => with.unmet,
        Indicator::UnmetShare => share(with),
        Indicator::FillRate => 1.0 - share(with),
        Indicator::WorstQuarter => with.worst_quarter,
        Indicator::WeeksShort => with.weeks_short,
        Indicator::TimeToShortage => with.time_to_shortage,
        Indicator::TimeToRecover => with.time_to_recover,
        Indicator::ValueAtRisk => with.value,
        Indicator::MinimumCover => with.least_cover,
        Indicator::ForgoneDemand => with.forgone,
        Indicator::NetUnmetDemand => with.unmet - without.unmet,
        Indicator::NetUnmetShare => share(with) - share(without),
        Indicator::NetValueAtRisk => with.value - without.value,
        // These are not functions of one scope's demands; the batch adds them itself.
        Indicator::Surplus
        | Indicator::ReserveUse
        | Indicator::LargestOrigin
        | Indicator::SupplyHhi
        | Indicator::ImportBill
        | Indicator::SiteClosures
        | Indicator::PublicCost
        | Indicator::IndustryCost
        | Indicator::PriceMean
        | Indicator::PricePeak => 0.0,
    }
}

/// Tallies of consecutive replications.
pub(crate) struct Batch {
    /// Headline values: scope by scope, indicator by indicator, then the extra columns.
    pub(crate) columns: Vec<Vec<f64>>,
    pub(crate) details: Vec<(Moments, Histogram)>,
    /// Series scope by scope, step by step.
    pub(crate) series: Vec<(Moments, Histogram)>,
    pub(crate) occurrences: Vec<Vec<u32>>,
    pub(crate) weeks: Vec<Vec<f64>>,
    /// Shipped per lane, t, summed over replications.
    pub(crate) shipped: Vec<f64>,
    pub(crate) residual: f64,
    pub(crate) undisrupted: u64,
    pub(crate) replications: u64,
}

/// Everything in a [`Batch`], by how it is merged: what is kept, stored and summed knows only these
/// kinds, not what the numbers mean.
pub(crate) struct Parts<'a> {
    /// One number per replication, appended.
    pub(crate) kept: Vec<&'a mut Vec<f64>>,
    /// One count per replication, appended.
    pub(crate) kept_counts: Vec<&'a mut Vec<u32>>,
    /// Bins are added exactly, moments to rounding.
    pub(crate) tallies: Vec<&'a mut (Moments, Histogram)>,
    /// Added to rounding.
    pub(crate) sums: Vec<&'a mut f64>,
    /// The largest is kept.
    pub(crate) maxima: Vec<&'a mut f64>,
    /// Added exactly.
    pub(crate) counts: Vec<&'a mut u64>,
}

/// Whether an indicator is a whole number of steps, so that its bins are steps.
pub(crate) fn counts_steps(indicator: Indicator) -> bool {
    matches!(indicator, Indicator::WeeksShort | Indicator::TimeToShortage)
}

/// Empty bins of a tallied indicator.
fn detail_bins(plan: &Plan, scope: usize, indicator: Indicator) -> Histogram {
    let (low, high) = detail_range(plan, scope, indicator);
    let bins = if counts_steps(indicator) {
        plan.steps as usize
    } else {
        DETAIL_BINS
    };
    Histogram::new(low, high, bins)
}

fn detail_range(plan: &Plan, scope: usize, indicator: Indicator) -> (f64, f64) {
    let weeks = f64::from(plan.steps) * plan.step_days / 7.0;
    match indicator {
        Indicator::WeeksShort | Indicator::TimeToShortage => (0.0, weeks),
        Indicator::MinimumCover => (0.0, COVER_CAP_DAYS),
        Indicator::ValueAtRisk => {
            let all: f64 = plan.scopes.list[scope]
                .demands
                .iter()
                .map(|&at| plan.demands[at].rate * plan.demands[at].value)
                .sum();
            (0.0, (all * f64::from(plan.steps)).max(1.0))
        }
        Indicator::NetUnmetShare => (-1.0, 1.0),
        _ => (0.0, 1.0),
    }
}

impl Batch {
    pub(crate) fn empty(plan: &Plan) -> Self {
        let scopes = &plan.scopes;
        let columns = scopes.headlines * headlines(plan).len() + extras(plan).len();
        let tallied = scopes.headlines..scopes.list.len();
        let details = tallied
            .flat_map(|scope| DETAILS.map(|indicator| detail_bins(plan, scope, indicator)))
            .map(|bins| (Moments::default(), bins))
            .collect();
        let served = Histogram::new(0.0, 1.0, SERIES_BINS);
        let limit = plan
            .market
            .rules
            .map_or(1.0, |rules| libm::exp(rules.limit));
        let price = Histogram::geometric(1.0 / limit, limit, PRICE_BINS);
        let steps = plan.steps as usize;
        let series = std::iter::repeat_n(served, scopes.series.len() * steps)
            .chain(std::iter::repeat_n(price, scopes.prices.len() * steps))
            .map(|bins| (Moments::default(), bins))
            .collect();
        Self {
            columns: vec![Vec::new(); columns],
            details,
            series,
            occurrences: vec![Vec::new(); plan.hazards.len()],
            weeks: vec![Vec::new(); plan.hazards.len()],
            shipped: vec![0.0; plan.lanes.len()],
            residual: 0.0,
            undisrupted: 0,
            replications: 0,
        }
    }

    /// All numbers of the batch. A field that is not listed here does not compile.
    pub(crate) fn parts(&mut self) -> Parts<'_> {
        let Self {
            columns,
            details,
            series,
            occurrences,
            weeks,
            shipped,
            residual,
            undisrupted,
            replications,
        } = self;
        Parts {
            kept: columns.iter_mut().chain(weeks).collect(),
            kept_counts: occurrences.iter_mut().collect(),
            tallies: details.iter_mut().chain(series).collect(),
            sums: shipped.iter_mut().collect(),
            maxima: vec![residual],
            counts: vec![undisrupted, replications],
        }
    }

    /// Takes the first `count` replications of a block; `twin(scope, w)` is the undisrupted outcome.
    pub(crate) fn take<const W: usize>(
        &mut self,
        plan: &Plan,
        extra: &ExtraColumns,
        ran: &Ran<W>,
        count: usize,
        twin: impl Fn(usize, usize) -> Outcome,
    ) {
        let headlines = headlines(plan);
        let origins = extra.origins(ran);
        for w in 0..count {
            let mut column = 0;
            let mut detail = 0;
            for scope in 0..plan.scopes.list.len() {
                let (with, without) = (ran.record.outcome(plan, scope, w), twin(scope, w));
                if scope < plan.scopes.headlines {
                    for &indicator in headlines {
                        self.columns[column].push(value(indicator, &with, &without));
                        column += 1;
                    }
                } else {
                    for indicator in DETAILS {
                        let x = value(indicator, &with, &without);
                        self.details[detail].0.push(x);
                        // A hair below the edge that a whole number of steps lies on.
                        let hair = if counts_steps(indicator) {
                            STEP_HAIR
                        } else {
                            0.0
                        };
                        self.details[detail].1.record(x - hair);
                        detail += 1;
                    }
                }
            }
            for row in extra.extras() {
                self.columns[column].push(row.value(plan, ran, &origins, w));
                column += 1;
            }
            self.take_hazards(plan, &ran.calendars.occurrences[w]);
            for (sum, shipped) in self.shipped.iter_mut().zip(&ran.state.shipped) {
                *sum += shipped[w];
            }
            self.residual = self.residual.max(residual(plan, &ran.state, w));
            self.replications += 1;
        }
    }

    fn take_hazards(&mut self, plan: &Plan, future: &[Occurrence]) {
        let horizon = f64::from(plan.steps) * plan.step_days;
        let mut felt = vec![(0, 0.0); plan.hazards.len()];
        let mut strikes = false;
        for occurrence in future.iter().filter(|occurrence| occurrence.severity > 0.0) {
            let (count, days) = &mut felt[occurrence.hazard];
            *count += 1;
            *days += (occurrence.end().min(horizon) - occurrence.start.max(0.0)).max(0.0);
            strikes = true;
        }
        for (hazard, (count, days)) in felt.into_iter().enumerate() {
            self.occurrences[hazard].push(count);
            self.weeks[hazard].push(days / 7.0);
        }
        self.undisrupted += u64::from(!strikes);
    }

    /// Appends a later batch. The order of merging is the order of replications.
    pub(crate) fn merge(&mut self, later: Self) {
        for (mine, theirs) in self.columns.iter_mut().zip(later.columns) {
            mine.extend(theirs);
        }
        for (mine, theirs) in self.details.iter_mut().zip(&later.details) {
            mine.0.merge(&theirs.0);
            mine.1.merge(&theirs.1);
        }
        for (mine, theirs) in self.series.iter_mut().zip(&later.series) {
            mine.0.merge(&theirs.0);
            mine.1.merge(&theirs.1);
        }
        for (mine, theirs) in self.occurrences.iter_mut().zip(later.occurrences) {
            mine.extend(theirs);
        }
        for (mine, theirs) in self.weeks.iter_mut().zip(later.weeks) {
            mine.extend(theirs);
        }
        for (mine, theirs) in self.shipped.iter_mut().zip(later.shipped) {
            *mine += theirs;
        }
        self.residual = self.residual.max(later.residual);
        self.undisrupted += later.undisrupted;
        self.replications += later.replications;
    }
}

/// Watches a block and tallies its series for the replications that count.
pub(crate) struct SeriesWatch<'a> {
    pub(crate) series: &'a mut [(Moments, Histogram)],
    pub(crate) steps: usize,
    pub(crate) count: usize,
    pub(crate) shipments: Shipments,
}

impl<const W: usize> Watch<W> for SeriesWatch<'_> {
    fn shipments(&self) -> Shipments {
        self.shipments
    }

    fn after(&mut self, plan: &Plan, state: &State<W>, record: &Record<W>, _: &Calendars, t: u32) {
        let prices = &plan.scopes.prices;
        let prices = prices.iter().map(|&cell| &state.cells[cell].index);
        for (series, values) in record.fill_rate.iter().chain(prices).enumerate() {
            let (moments, histogram) = &mut self.series[series * self.steps + t as usize];
            for w in 0..self.count {
                moments.push(values[w]);
                histogram.record(values[w]);
            }
        }
    }
}

/// Largest relative gap of the conservation law over materials: initial stock + produced - used -
/// served - lost - surplus against stock + in transit.
pub(crate) fn residual<const W: usize>(plan: &Plan, state: &State<W>, w: usize) -> f64 {
    let materials = plan.world.materials.len();
    let (mut initial, mut last) = (vec![0.0; materials], vec![0.0; materials]);
    for (at, stock) in plan.stocks.iter().enumerate() {
        initial[stock.material] +=
            stock.initial * parameter(&state.parameters, stock.cover_scale)[w];
        last[stock.material] += state.stock[at][w];
    }
    for (at, pipe) in plan.pipes.iter().enumerate() {
        let material = plan.stocks[pipe.stock].material;
        initial[material] += pipe.initial.iter().sum::<f64>();
        last[material] += state.held[at][w];
        for slot in 0..pipe.slots {
            last[material] += state.calendar[pipe.slot(0, slot)][w];
        }
    }
    let mut worst: f64 = 0.0;
    for (material, books) in state.books.iter().enumerate() {
        let gone = books.used[w] + books.served[w] + books.lost[w] + books.surplus[w];
        let expected = initial[material] + books.produced[w] - gone;
        let scale = initial[material] + books.produced[w];
        if scale != 0.0 {
            let gap = (expected - last[material]).abs() / scale;
            // `max` would drop a NaN, which is the worst of leaks.
            worst = worst.max(if gap.is_nan() { f64::INFINITY } else { gap });
        }
    }
    worst
}
