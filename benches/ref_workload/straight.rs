//! REF word for word: one replication, one lane, one commodity at a time.
//!
//! This is the program one would write first. It is slow, and it is the judge of the fast one.
#![allow(clippy::needless_range_loop)] // the loops carry the indices of the rules

use std::collections::VecDeque;

use super::events::{BAN, DRIVERS, OutageLaw, Outages, laws};
use super::network::{
    Network, PRODUCERS, REGIONS, STAGE_SIZE, STAGE_START, STAGES, WEEKS, is_home, lane,
};
use super::{Outcome, SHORT_BELOW, TINY};

/// A network ready to be simulated replication by replication.
#[derive(Debug, Clone)]
pub struct Straight<'a> {
    network: &'a Network,
    laws: [OutageLaw; DRIVERS],
}

impl<'a> Straight<'a> {
    /// Prepares the simulation of `network`.
    pub fn new(network: &'a Network) -> Self {
        Self {
            network,
            laws: laws(network),
        }
    }

    /// Simulates one replication.
    pub fn simulate(&self, seed: u64, replication: u64) -> Outcome {
        let up: Vec<Vec<bool>> = (0..DRIVERS)
            .map(|driver| up_weeks(Outages::new(self.laws[driver], seed, replication, driver)))
            .collect();
        let mut world = World::new(self.network);
        for week in 0..WEEKS {
            world.receive();
            world.dig(|mine| up[mine][week]);
            world.sell(week);
            world.order();
            for stage in 0..STAGES - 1 {
                world.ship(stage, |node| up[node][week], up[BAN][week]);
            }
        }
        Outcome {
            unmet_share: world.unmet / self.network.demand_total,
            longest_shortage_weeks: world.longest_run,
        }
    }
}

/// Whether the driver is up, week by week.
fn up_weeks(outages: Outages) -> Vec<bool> {
    let mut up = vec![true; WEEKS];
    for outage in outages {
        up[outage.start..outage.end.min(WEEKS)].fill(false);
    }
    up
}

/// The state of one replication. Tables are `[node][commodity]`.
struct World<'a> {
    network: &'a Network,
    /// The buyer of each lane.
    buyer: Vec<usize>,
    stock: Vec<Vec<f64>>,
    /// All that is under way to a node.
    in_transit: Vec<Vec<f64>>,
    /// What arrives on a lane this week, next week, ..., `[lane][commodity]`.
    pipeline: Vec<Vec<VecDeque<f64>>>,
    orders: Vec<Vec<f64>>,
    unmet: f64,
    /// Consecutive short weeks up to now, by region.
    run: [u32; REGIONS],
    longest_run: u32,
}

impl<'a> World<'a> {
    /// The undisturbed steady state.
    fn new(network: &'a Network) -> Self {
        let commodities = network.variant.commodities();
        let mut world = Self {
            network,
            buyer: buyers(),
            stock: network.stock.clone(),
            in_transit: vec![vec![0.0; commodities]; network.stock.len()],
            pipeline: vec![vec![VecDeque::new(); commodities]; network.share.len()],
            orders: vec![vec![0.0; commodities]; network.stock.len()],
            unmet: 0.0,
            run: [0; REGIONS],
            longest_run: 0,
        };
        for (lane, &buyer) in world.buyer.iter().enumerate() {
            for k in 0..commodities {
                let weekly = network.share[lane][k] * network.flow[buyer][k];
                for _ in 0..network.lead_weeks[lane] {
                    world.pipeline[lane][k].push_back(weekly);
                    world.in_transit[buyer][k] += weekly;
                }
            }
        }
        world
    }

    fn commodities(&self) -> usize {
        self.network.variant.commodities()
    }

    /// Rule 1.
    fn receive(&mut self) {
        for (lane, &buyer) in self.buyer.iter().enumerate() {
            for k in 0..self.network.variant.commodities() {
                // A lane's queue is never empty: it holds one entry per week of lead time.
                let quantity = self.pipeline[lane][k].pop_front().unwrap_or_default();
                self.stock[buyer][k] += quantity;
                self.in_transit[buyer][k] -= quantity;
            }
        }
    }

    /// Rule 2.
    fn dig(&mut self, is_up: impl Fn(usize) -> bool) {
        for mine in (0..STAGE_SIZE[0]).filter(|&mine| is_up(mine)) {
            let flow = &self.network.flow[mine];
            let total: f64 = flow.iter().sum();
            for k in 0..self.commodities() {
                let dug = self.network.capacity[mine] * flow[k] / total;
                self.stock[mine][k] = (self.stock[mine][k] + dug).min(self.network.stock[mine][k]);
            }
        }
    }

    /// Rule 3.
    fn sell(&mut self, week: usize) {
        for region in 0..REGIONS {
            let node = STAGE_START[4] + region;
            let demand = &self.network.demand[week][region];
            let mut sold = 0.0;
            for (k, &demand) in demand.iter().enumerate() {
                let sales = self.stock[node][k].min(demand);
                self.stock[node][k] -= sales;
                self.unmet += demand - sales;
                sold += sales;
            }
            let short = sold < SHORT_BELOW * demand.iter().sum::<f64>();
            self.run[region] = if short { self.run[region] + 1 } else { 0 };
            self.longest_run = self.longest_run.max(self.run[region]);
        }
    }

    /// Rule 4.
    fn order(&mut self) {
        for node in STAGE_START[1]..self.stock.len() {
            for k in 0..self.commodities() {
                let gap =
                    self.network.target[node][k] - self.stock[node][k] - self.in_transit[node][k];
                self.orders[node][k] = gap.clamp(0.0, 2.0 * self.network.flow[node][k]);
            }
        }
    }

    /// Rule 5, between `stage` and the next.
    fn ship(&mut self, stage: usize, is_up: impl Fn(usize) -> bool, is_open: bool) {
        let network = self.network;
        let commodities = self.commodities();
        let (suppliers, buyers) = (STAGE_SIZE[stage], STAGE_SIZE[stage + 1]);
        let (first_supplier, first_buyer) = (STAGE_START[stage], STAGE_START[stage + 1]);
        let effective = |i: usize, j: usize, k: usize| {
            let closed = !is_open && is_home(stage, i) && !is_home(stage + 1, j);
            if closed {
                0.0
            } else {
                network.share[lane(stage, i, j)][k]
            }
        };

        let mut served = vec![vec![0.0; commodities]; suppliers];
        let mut fill = vec![vec![0.0; commodities]; suppliers];
        let mut slack = vec![vec![0.0; commodities]; suppliers];
        for i in 0..suppliers {
            let node = first_supplier + i;
            let capacity = supplier_capacity(network, stage, node, is_up(node));
            let stock = &self.stock[node];
            let mut asked = vec![0.0; commodities];
            for k in 0..commodities {
                for j in 0..buyers {
                    asked[k] += effective(i, j, k) * self.orders[first_buyer + j][k];
                }
                served[i][k] = stock[k].min(asked[k]);
            }
            let scale = (capacity / served[i].iter().sum::<f64>().max(TINY)).min(1.0);
            for k in 0..commodities {
                served[i][k] *= scale;
                fill[i][k] = served[i][k] / asked[k].max(TINY);
            }
            let left: Vec<f64> = (0..commodities).map(|k| stock[k] - served[i][k]).collect();
            let spare = capacity - served[i].iter().sum::<f64>();
            let usable = (spare / left.iter().sum::<f64>().max(TINY)).min(1.0);
            for k in 0..commodities {
                slack[i][k] = left[k] * usable;
            }
        }

        for k in 0..commodities {
            let mut again = vec![0.0; buyers];
            for j in 0..buyers {
                let order = self.orders[first_buyer + j][k];
                let filled: f64 = (0..suppliers)
                    .map(|i| effective(i, j, k) * fill[i][k])
                    .sum();
                let reachable: f64 = (0..suppliers)
                    .map(|i| effective(i, j, k) * slack[i][k])
                    .sum();
                again[j] = (order - order * filled).max(0.0) / reachable.max(TINY);
            }
            for i in 0..suppliers {
                let asked_again: f64 = (0..buyers).map(|j| effective(i, j, k) * again[j]).sum();
                let grant = slack[i][k] / asked_again.max(1.0);
                self.stock[first_supplier + i][k] -= served[i][k] + grant * asked_again;
                for j in 0..buyers {
                    let order = self.orders[first_buyer + j][k];
                    let shipped = effective(i, j, k) * (order * fill[i][k] + again[j] * grant);
                    self.pipeline[lane(stage, i, j)][k].push_back(shipped);
                    self.in_transit[first_buyer + j][k] += shipped;
                }
            }
        }
    }
}

/// The buyer of each lane, in lane order.
fn buyers() -> Vec<usize> {
    (0..STAGES - 1)
        .flat_map(|stage| (0..STAGE_SIZE[stage]).map(move |_| stage + 1))
        .flat_map(|next| (0..STAGE_SIZE[next]).map(move |j| STAGE_START[next] + j))
        .collect()
}

/// What a supplier may ship this week, all commodities together: a mine ships from its stock, at most twice its
/// capacity even while it is down; a plant needs to be up.
fn supplier_capacity(network: &Network, stage: usize, node: usize, is_up: bool) -> f64 {
    debug_assert!(node < PRODUCERS, "regions ship nothing");
    match (stage, is_up) {
        (0, _) => 2.0 * network.capacity[node],
        (_, true) => network.capacity[node],
        (_, false) => 0.0,
    }
}
