//! Where stocks and lanes go; growth factors.

use std::collections::BTreeMap;

use monazite_model::{DAYS_PER_YEAR, World};

use super::Draft;
use crate::plan::{GrowthPlan, Level, StockKind};

/// Where stocks and lanes of the draft go.
pub(super) struct Layout {
    pub(super) levels: Vec<Level>,
    /// Draft position of each stock of the plan.
    pub(super) stock_order: Vec<usize>,
    /// Plan position of each stock of the draft.
    pub(super) stock_at: Vec<usize>,
    /// Draft position of each lane of the plan.
    pub(super) lane_order: Vec<usize>,
}

impl Layout {
    pub(super) fn of(world: &World, cascade: &[usize], draft: &Draft) -> Self {
        let rank = |kind: StockKind| match kind {
            StockKind::Output => 0,
            StockKind::Input => 1,
            StockKind::Demand => 2,
            StockKind::Reserve => 3,
        };
        let mut stock_order: Vec<usize> = (0..draft.stocks.len()).collect();
        let level_of: BTreeMap<usize, usize> = cascade
            .iter()
            .enumerate()
            .map(|(level, &material)| (material, level))
            .collect();
        stock_order.sort_by_key(|&at| {
            let stock = &draft.stocks[at];
            (level_of[&stock.material], rank(stock.kind), stock.place)
        });
        let mut stock_at = vec![0; stock_order.len()];
        for (at, &from) in stock_order.iter().enumerate() {
            stock_at[from] = at;
        }
        let mut lane_order: Vec<usize> = (0..draft.lanes.len()).collect();
        lane_order.sort_by_key(|&at| {
            let lane = &draft.lanes[at];
            (stock_at[lane.to], stock_at[lane.from], lane.trade)
        });
        let (mut levels, mut next, mut next_lane) = (Vec::new(), 0, 0);
        for &material in cascade {
            let run = |from: usize, output: bool| {
                stock_order[from..]
                    .iter()
                    .take_while(|&&at| {
                        let stock = &draft.stocks[at];
                        stock.material == material && (stock.kind == StockKind::Output) == output
                    })
                    .count()
            };
            let suppliers = next..next + run(next, true);
            let customers = suppliers.end..suppliers.end + run(suppliers.end, false);
            let count = lane_order[next_lane..]
                .iter()
                .take_while(|&&at| draft.stocks[draft.lanes[at].to].material == material)
                .count();
            next = customers.end;
            levels.push(Level {
                material,
                pushed: world.materials[material].pushed,
                suppliers,
                customers,
                lanes: next_lane..next_lane + count,
                reserves: 0..0,
                quotas: Vec::new(),
                shared: 0..0,
            });
            next_lane += count;
        }
        Self {
            levels,
            stock_order,
            stock_at,
            lane_order,
        }
    }
}

/// Growth factors per step, one row per distinct yearly rate, drawn parameter and thrift.
pub(super) struct GrowthTable {
    known: Vec<(f64, usize, Vec<f64>)>,
    pub(super) rows: Vec<GrowthPlan>,
    steps: u32,
    dt: f64,
    on: bool,
}

impl GrowthTable {
    pub(super) fn new(steps: u32, dt: f64, on: bool) -> Self {
        let mut table = Self {
            known: Vec::new(),
            rows: Vec::new(),
            steps,
            dt,
            on,
        };
        table.row(0.0);
        table
    }

    pub(super) fn row(&mut self, rate: f64) -> u32 {
        self.thrifty_row(rate, 0, Vec::new())
    }

    /// The row of a rate (of a drawn one where `drawn` is its position), of which thrift leaves a part
    /// in each step; empty for all of it.
    pub(super) fn thrifty_row(&mut self, rate: f64, drawn: usize, left: Vec<f64>) -> u32 {
        let (rate, drawn) = if self.on { (rate, drawn) } else { (0.0, 0) };
        let key = (if drawn == 0 { rate } else { 0.0 }, drawn, left);
        if let Some(at) = self.known.iter().position(|known| *known == key) {
            return at as u32;
        }
        let factor = |step: u32| {
            let grown = if key.0 == 0.0 {
                1.0
            } else {
                libm::pow(1.0 + rate, f64::from(step) * self.dt / DAYS_PER_YEAR)
            };
            grown * key.2.get(step as usize).copied().unwrap_or(1.0)
        };
        self.rows.push(GrowthPlan {
            factors: (0..self.steps).map(factor).collect(),
            drawn,
        });
        self.known.push(key);
        self.known.len() as u32 - 1
    }
}
