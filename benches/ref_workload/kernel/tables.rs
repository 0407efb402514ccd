//! The network in the order in which the kernel reads it.

use std::array::from_fn;

use super::state::{BUYERS, SLOTS};
use crate::ref_workload::SHORT_BELOW;
use crate::ref_workload::events::{DRIVERS, OutageLaw, laws};
use crate::ref_workload::network::{
    HOME_SIZE, NODES, Network, PRODUCERS, REGIONS, STAGE_SIZE, STAGE_START, STAGES, WEEKS, lane,
};

/// One stage pair: `C` commodities, `S` suppliers, `D` buyers.
#[derive(Debug, Clone)]
pub(super) struct Pair<const C: usize, const S: usize, const D: usize> {
    /// Order shares, `[commodity][supplier][buyer]`.
    pub(super) by_supplier: [[[f64; D]; S]; C],
    /// The same, `[commodity][buyer][supplier]`.
    pub(super) by_buyer: [[[f64; S]; D]; C],
    /// Calendar slot in which a shipment arrives, `[week modulo SLOTS][buyer][supplier]`.
    pub(super) arrival_slot: [[[u8; S]; D]; SLOTS],
    /// First supplier among the nodes.
    pub(super) first_supplier: usize,
    /// First buyer among the nodes.
    pub(super) first_buyer: usize,
    /// Suppliers in the home country, counted from the first.
    pub(super) home_suppliers: usize,
    /// Buyers in the home country, counted from the first.
    pub(super) home_buyers: usize,
}

/// All that the kernel reads, for `C` commodities.
#[derive(Debug, Clone)]
pub(super) struct Tables<const C: usize> {
    pub(super) laws: [OutageLaw; DRIVERS],
    pub(super) mines: Pair<C, 12, 10>,
    pub(super) separation: Pair<C, 10, 8>,
    pub(super) metal: Pair<C, 8, 8>,
    pub(super) magnets: Pair<C, 8, 10>,
    /// Tonnes per week, all commodities together.
    pub(super) capacity: [f64; PRODUCERS],
    /// What an up mine digs in a week, `[commodity][mine]`.
    pub(super) dug: [[f64; 12]; C],
    /// Stock at the start and ceiling of the mines, `[commodity][node]`.
    pub(super) stock: [[f64; NODES]; C],
    /// Pipeline at the start, `[commodity][buyer]`.
    pub(super) in_transit: [[f64; BUYERS]; C],
    /// Arrivals of the first weeks, `[commodity][slot][buyer]`.
    pub(super) calendar: [[[f64; BUYERS]; SLOTS]; C],
    /// Stock plus pipeline aimed at, `[commodity][buyer]`.
    pub(super) target: [[f64; BUYERS]; C],
    /// Largest weekly order, `[commodity][buyer]`.
    pub(super) order_max: [[f64; BUYERS]; C],
    /// Tonnes per week, `[week][commodity][region]`.
    pub(super) demand: Vec<[[f64; REGIONS]; C]>,
    /// Sales below which a region is short, `[week][region]`.
    pub(super) short_below: Vec<[f64; REGIONS]>,
    /// Tonnes over the whole horizon.
    pub(super) demand_total: f64,
}

impl<const C: usize> Tables<C> {
    /// Lays out `network`, which must have `C` commodities.
    pub(super) fn new(network: &Network) -> Self {
        let first_buyer = STAGE_START[1];
        let (calendar, in_transit) = pipeline(network);
        let dug = |k: usize, mine: usize| {
            let flow = &network.flow[mine];
            network.capacity[mine] * flow[k] / flow.iter().sum::<f64>()
        };
        let short_below = |week: usize, region: usize| {
            SHORT_BELOW * network.demand[week][region].iter().sum::<f64>()
        };
        Self {
            laws: laws(network),
            mines: pair(network, 0),
            separation: pair(network, 1),
            metal: pair(network, 2),
            magnets: pair(network, 3),
            capacity: from_fn(|node| network.capacity[node]),
            dug: from_fn(|k| from_fn(|mine| dug(k, mine))),
            stock: from_fn(|k| from_fn(|node| network.stock[node][k])),
            in_transit,
            calendar,
            target: from_fn(|k| from_fn(|buyer| network.target[first_buyer + buyer][k])),
            order_max: from_fn(|k| from_fn(|buyer| 2.0 * network.flow[first_buyer + buyer][k])),
            demand: (0..WEEKS)
                .map(|week| from_fn(|k| from_fn(|region| network.demand[week][region][k])))
                .collect(),
            short_below: (0..WEEKS)
                .map(|week| from_fn(|region| short_below(week, region)))
                .collect(),
            demand_total: network.demand_total,
        }
    }
}

/// The calendar of the undisturbed network, and what is under way to each buyer in it.
#[allow(clippy::type_complexity)] // a pair of two tables whose shapes the fields of `Tables` explain
fn pipeline<const C: usize>(
    network: &Network,
) -> ([[[f64; BUYERS]; SLOTS]; C], [[f64; BUYERS]; C]) {
    let mut calendar = [[[0.0; BUYERS]; SLOTS]; C];
    let mut in_transit = [[0.0; BUYERS]; C];
    for stage in 0..STAGES - 1 {
        for i in 0..STAGE_SIZE[stage] {
            for j in 0..STAGE_SIZE[stage + 1] {
                let (lane, node) = (lane(stage, i, j), STAGE_START[stage + 1] + j);
                let buyer = node - STAGE_START[1];
                for k in 0..C {
                    let weekly = network.share[lane][k] * network.flow[node][k];
                    for slot in &mut calendar[k][..network.lead_weeks[lane]] {
                        slot[buyer] += weekly;
                        in_transit[k][buyer] += weekly;
                    }
                }
            }
        }
    }
    (calendar, in_transit)
}

/// The pair between `stage` and the next.
fn pair<const C: usize, const S: usize, const D: usize>(
    network: &Network,
    stage: usize,
) -> Pair<C, S, D> {
    let share = |k: usize, i: usize, j: usize| network.share[lane(stage, i, j)][k];
    let slot = |now: usize, i: usize, j: usize| {
        ((now + network.lead_weeks[lane(stage, i, j)]) % SLOTS) as u8
    };
    Pair {
        by_supplier: from_fn(|k| from_fn(|i| from_fn(|j| share(k, i, j)))),
        by_buyer: from_fn(|k| from_fn(|j| from_fn(|i| share(k, i, j)))),
        arrival_slot: from_fn(|now| from_fn(|j| from_fn(|i| slot(now, i, j)))),
        first_supplier: STAGE_START[stage],
        first_buyer: STAGE_START[stage + 1],
        home_suppliers: HOME_SIZE[stage],
        home_buyers: HOME_SIZE[stage + 1],
    }
}
