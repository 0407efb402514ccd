//! Series of chosen flows, prices and services, kept for every replication: what a history is held
//! against.

use monazite_model::{DemandFilter, LaneFilter, PriceZone, Selector};

use crate::block::{self, Drawn, Instructions, Shipments, WIDTH, Watch, consecutive};
use crate::plan::{Plan, StockKind};
use crate::record::Record;
use crate::run::RunOptions;
use crate::state::{Calendars, State};

/// A series to follow.
#[derive(Debug, Clone, PartialEq)]
pub enum Probe {
    /// Shipped on lanes that cross a border, when it leaves.
    Flow {
        /// Which lanes.
        lanes: LaneFilter,
        /// In t REO instead of t of each material.
        reo: bool,
    },
    /// Price of a material in a zone, multiple of the baseline price.
    Price {
        /// The zone.
        zone: PriceZone,
        /// The material.
        material: String,
    },
    /// Share of what a demand wants that is served; one series for each demand.
    Served(DemandFilter),
}

/// A followed series.
#[derive(Debug, Clone, PartialEq)]
pub struct Followed {
    /// What it is: the demand's id, the material, or empty.
    pub label: String,
    /// By replication, then step. Flows are t per step.
    pub values: Vec<Vec<f64>>,
}

/// What one series is computed from.
enum Source {
    Flow(Vec<(usize, f64)>),
    Price(usize),
    Served(usize),
}

/// Follows probes through the replications of a run. One list of series per probe; a probe that
/// chooses nothing has an empty list, or a flow of zero.
pub fn follow(plan: &Plan, options: &RunOptions, probes: &[Probe]) -> Vec<Vec<Followed>> {
    let instructions = options
        .instructions
        .unwrap_or_else(|| Instructions::available()[0]);
    let sources: Vec<Vec<(String, Source)>> = probes.iter().map(|p| resolve(plan, p)).collect();
    let mut watch = Follower {
        sources: sources.iter().flatten().map(|(_, source)| source).collect(),
        values: Vec::new(),
        count: 0,
    };
    watch.values = vec![Vec::new(); watch.sources.len()];
    let mut first = 0;
    while first < options.replications {
        watch.count = (options.replications - first).min(WIDTH as u64) as usize;
        let drawn = Drawn::of(
            plan,
            options.seed,
            consecutive::<WIDTH>(options.first + first),
        );
        for values in &mut watch.values {
            values.extend((0..watch.count).map(|_| Vec::with_capacity(plan.steps as usize)));
        }
        block::run(plan, &drawn, true, instructions, &mut watch);
        first += WIDTH as u64;
    }
    let mut values = watch.values.into_iter();
    sources
        .into_iter()
        .map(|of_probe| {
            let labels = of_probe.into_iter().map(|(label, _)| label);
            let follow = |label| Followed {
                label,
                values: values.next().unwrap_or_default(),
            };
            labels.map(follow).collect()
        })
        .collect()
}

fn names(plan: &Plan, economy: usize) -> Vec<String> {
    plan.world.economy_names(&plan.world.economies[economy].id)
}

fn takes(selector: &Selector, names: &[String]) -> bool {
    selector.matches(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn takes_material(plan: &Plan, selector: &Selector, material: usize) -> bool {
    let good = &plan.world.materials[material];
    selector.matches(&[&good.id, &format!("stage:{}", good.stage.word())])
}

fn resolve(plan: &Plan, probe: &Probe) -> Vec<(String, Source)> {
    match probe {
        Probe::Flow { lanes, reo } => {
            let chosen = plan.lanes.iter().enumerate().filter_map(|(at, lane)| {
                let (from, to) = (&plan.stocks[lane.from], &plan.stocks[lane.to]);
                let of_sector = to.kind == StockKind::Demand
                    && lanes
                        .sector
                        .matches(&[&plan.world.demands[to.place].sector]);
                let fits = from.kind == StockKind::Output
                    && from.economy != to.economy
                    && takes(&lanes.origin, &names(plan, from.economy))
                    && takes(&lanes.destination, &names(plan, to.economy))
                    && takes_material(plan, &lanes.material, from.material)
                    && (lanes.sector.is_all() || of_sector);
                let weight = if *reo {
                    plan.world.materials[from.material].reo_t_per_t
                } else {
                    1.0
                };
                fits.then_some((at, weight))
            });
            vec![(String::new(), Source::Flow(chosen.collect()))]
        }
        Probe::Price { zone, material } => {
            let number = usize::from(*zone == PriceZone::World);
            let here = |cell: &crate::plan::market::CellPlan| {
                cell.zone == number && plan.world.materials[cell.material].id == *material
            };
            let cell = plan.market.cells.iter().position(here);
            let source = cell.map(|cell| (material.clone(), Source::Price(cell)));
            source.into_iter().collect()
        }
        Probe::Served(filter) => {
            let demands = plan.demands.iter().enumerate();
            let chosen = demands.filter_map(|(at, demand)| {
                let row = &plan.world.demands[demand.demand];
                let stock = &plan.stocks[demand.stock];
                let fits = demand.end_use
                    && takes(&filter.economy, &names(plan, stock.economy))
                    && filter.sector.matches(&[&row.sector])
                    && takes_material(plan, &filter.material, stock.material);
                fits.then(|| (row.id.clone(), Source::Served(at)))
            });
            chosen.collect()
        }
    }
}

struct Follower<'a> {
    sources: Vec<&'a Source>,
    values: Vec<Vec<Vec<f64>>>,
    /// Replications of the block that count.
    count: usize,
}

impl Watch<WIDTH> for Follower<'_> {
    fn shipments(&self) -> Shipments {
        Shipments::Steps
    }

    fn after(&mut self, _: &Plan, state: &State<WIDTH>, _: &Record<WIDTH>, _: &Calendars, _: u32) {
        for (source, values) in self.sources.iter().zip(&mut self.values) {
            let first = values.len() - self.count;
            for w in 0..self.count {
                let value = match source {
                    Source::Flow(lanes) => lanes
                        .iter()
                        .map(|&(lane, weight)| state.sent[lane][w] * weight)
                        .sum(),
                    Source::Price(cell) => state.cells[*cell].index[w],
                    Source::Served(demand) => {
                        let (wanted, served) = (state.wanted[*demand][w], state.served[*demand][w]);
                        if wanted > 0.0 { served / wanted } else { 1.0 }
                    }
                };
                values[first + w].push(value);
            }
        }
    }
}
