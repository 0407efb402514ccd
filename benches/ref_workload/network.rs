//! The network of REF: every figure is a hash of its indices.
//!
//! Quantities are tonnes and tonnes per week; the scale (1000 tonnes of weekly demand) is arbitrary.

mod hash;

use std::f64::consts::TAU;

use hash::{tag, uniform};

/// Number of stages: mines, separation, metal, magnets, demand.
pub const STAGES: usize = 5;
/// Nodes in each stage.
pub const STAGE_SIZE: [usize; STAGES] = [12, 10, 8, 8, 10];
/// First node of each stage; nodes are numbered through.
pub const STAGE_START: [usize; STAGES] = [0, 12, 22, 30, 38];
/// Nodes of all stages.
pub const NODES: usize = 48;
/// Nodes that produce, and so can go down: all but the demand regions.
pub const PRODUCERS: usize = 38;
/// Demand regions.
pub const REGIONS: usize = 10;
/// Lanes of all stage pairs.
pub const LANES: usize = 344;
/// Simulated weeks.
pub const WEEKS: usize = 520;
/// Longest lead time of a lane, in weeks.
pub const LEAD_WEEKS_MAX: usize = 8;
/// How many nodes of each stage, counted from its first, are in the home country.
pub const HOME_SIZE: [usize; STAGES] = [6, 5, 4, 4, 3];

/// First lane of each stage pair; lane numbers run through (supplier, buyer), buyer fastest.
const LANE_START: [usize; STAGES - 1] = [0, 120, 200, 264];
/// Capacity over undisturbed flow, per producing stage.
const CAPACITY_MARGIN: [f64; STAGES - 1] = [1.2, 1.25, 1.25, 1.25];
/// Stock at the start over undisturbed weekly flow, in weeks, per stage.
pub(crate) const COVER_WEEKS: [f64; STAGES] = [6.0, 4.0, 3.0, 3.0, 4.0];
/// Weekly outage probability before the node's own factor, per producing stage.
const OUTAGE_PROBABILITY: [f64; STAGES - 1] = [0.012, 0.008, 0.006, 0.006];
/// Weekly demand of all regions and commodities, in tonnes.
const DEMAND_TOTAL: f64 = 1000.0;

/// The two published sizes of REF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// REF-1: one commodity.
    One,
    /// REF-6: six commodities that share the capacity of each node.
    Six,
}

impl Variant {
    /// Fraction of demand that falls on each commodity.
    pub fn demand_fractions(self) -> &'static [f64] {
        match self {
            Self::One => &[1.0],
            Self::Six => &[0.55, 0.20, 0.10, 0.03, 0.07, 0.05],
        }
    }

    /// Number of commodities.
    pub fn commodities(self) -> usize {
        self.demand_fractions().len()
    }

    /// Lane-steps (lanes times weeks times commodities) of one replication: the unit of throughput.
    pub fn lane_steps(self) -> u64 {
        (LANES * WEEKS * self.commodities()) as u64
    }
}

/// Everything about REF that does not change from one replication to the next.
///
/// Per-commodity tables are indexed `[node or lane][commodity]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Which of the two sizes this is.
    pub variant: Variant,
    /// Part of the buyer's order that goes to the supplier of the lane, `[lane][commodity]`; a buyer's shares sum to 1.
    pub share: Vec<Vec<f64>>,
    /// Lead time of each lane in weeks, 1 to [`LEAD_WEEKS_MAX`], `[lane]`.
    pub lead_weeks: Vec<usize>,
    /// Undisturbed flow through each node in tonnes per week, `[node][commodity]`.
    pub flow: Vec<Vec<f64>>,
    /// Capacity of each producer in tonnes per week, all commodities together, `[producer]`.
    pub capacity: Vec<f64>,
    /// Stock at the start in tonnes, `[node][commodity]`; for mines this is the stock ceiling too.
    pub stock: Vec<Vec<f64>>,
    /// Stock plus pipeline that a buyer aims at, in tonnes, `[node][commodity]`; zero for mines, which order nothing.
    pub target: Vec<Vec<f64>>,
    /// Probability that an up producer goes down in a given week, `[producer]`.
    pub outage_probability: Vec<f64>,
    /// Demand in tonnes per week, `[week][region][commodity]`.
    pub demand: Vec<Vec<Vec<f64>>>,
    /// Demand of the whole horizon in tonnes, all regions and commodities.
    pub demand_total: f64,
}

impl Network {
    /// Builds REF in the given size.
    pub fn new(variant: Variant) -> Self {
        let share = shares(variant);
        let lead_weeks = lead_times();
        let flow = flows(variant, &share);
        let stock: Vec<Vec<f64>> = per_node(|stage, node| {
            flow[node]
                .iter()
                .map(|flow| COVER_WEEKS[stage] * flow)
                .collect()
        });
        let target = targets(&share, &lead_weeks, &flow, &stock);
        let capacity = per_producer(|stage, i| {
            CAPACITY_MARGIN[stage] * flow[STAGE_START[stage] + i].iter().sum::<f64>()
        });
        let outage_probability = per_producer(|stage, i| {
            OUTAGE_PROBABILITY[stage] * (0.5 + uniform(tag::OUTAGE + stage as u64, i, 0))
        });
        let demand = demand(&flow);
        let demand_total = demand.iter().flatten().flatten().sum();
        Self {
            variant,
            share,
            lead_weeks,
            flow,
            capacity,
            stock,
            target,
            outage_probability,
            demand,
            demand_total,
        }
    }
}

/// Number of the lane from supplier `i` of `stage` to buyer `j` of the next stage.
pub fn lane(stage: usize, i: usize, j: usize) -> usize {
    LANE_START[stage] + i * STAGE_SIZE[stage + 1] + j
}

/// Whether the `i`-th node of `stage` lies in the home country, which a ban forbids to ship abroad.
pub fn is_home(stage: usize, i: usize) -> bool {
    i < HOME_SIZE[stage]
}

/// Order shares: weights between 0.5 and 1.5, normalised per buyer and commodity.
#[allow(clippy::needless_range_loop)] // `k` indexes the share and names the weight
fn shares(variant: Variant) -> Vec<Vec<f64>> {
    let mut share = vec![vec![0.0; variant.commodities()]; LANES];
    for stage in 0..STAGES - 1 {
        for j in 0..STAGE_SIZE[stage + 1] {
            for k in 0..variant.commodities() {
                let weight = |i| 0.5 + uniform(tag::SHARE + stage as u64, i, 8 * j + k);
                let total: f64 = (0..STAGE_SIZE[stage]).map(weight).sum();
                for i in 0..STAGE_SIZE[stage] {
                    share[lane(stage, i, j)][k] = weight(i) / total;
                }
            }
        }
    }
    share
}

fn lead_times() -> Vec<usize> {
    let mut weeks = Vec::with_capacity(LANES);
    for stage in 0..STAGES - 1 {
        for i in 0..STAGE_SIZE[stage] {
            for j in 0..STAGE_SIZE[stage + 1] {
                weeks.push(1 + (8.0 * uniform(tag::LEAD + stage as u64, i, j)) as usize);
            }
        }
    }
    weeks
}

/// Mean demand of the regions, carried upstream along the shares.
fn flows(variant: Variant, share: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let fractions = variant.demand_fractions();
    let mut flow = vec![vec![0.0; fractions.len()]; NODES];
    let weight = |j| 0.5 + uniform(tag::REGION, j, 0);
    let total: f64 = (0..REGIONS).map(weight).sum();
    for j in 0..REGIONS {
        for (k, fraction) in fractions.iter().enumerate() {
            flow[STAGE_START[4] + j][k] = DEMAND_TOTAL * fraction * weight(j) / total;
        }
    }
    for stage in (0..STAGES - 1).rev() {
        for i in 0..STAGE_SIZE[stage] {
            for k in 0..fractions.len() {
                flow[STAGE_START[stage] + i][k] = (0..STAGE_SIZE[stage + 1])
                    .map(|j| share[lane(stage, i, j)][k] * flow[STAGE_START[stage + 1] + j][k])
                    .sum();
            }
        }
    }
    flow
}

/// Stock cover, plus the undisturbed pipeline, plus one week of flow.
fn targets(
    share: &[Vec<f64>],
    lead_weeks: &[usize],
    flow: &[Vec<f64>],
    stock: &[Vec<f64>],
) -> Vec<Vec<f64>> {
    let mut target = vec![vec![0.0; flow[0].len()]; NODES];
    for stage in 1..STAGES {
        for j in 0..STAGE_SIZE[stage] {
            let node = STAGE_START[stage] + j;
            for k in 0..flow[node].len() {
                let pipeline: f64 = (0..STAGE_SIZE[stage - 1])
                    .map(|i| lane(stage - 1, i, j))
                    .map(|lane| share[lane][k] * flow[node][k] * lead_weeks[lane] as f64)
                    .sum();
                target[node][k] = stock[node][k] + pipeline + flow[node][k];
            }
        }
    }
    target
}

/// Mean demand with a yearly wave of 10 % whose phase differs by region and commodity.
fn demand(flow: &[Vec<f64>]) -> Vec<Vec<Vec<f64>>> {
    let of_region = |week: usize, j: usize| {
        let mean = &flow[STAGE_START[4] + j];
        (0..mean.len())
            .map(|k| {
                let phase = week as f64 / 52.0 + uniform(tag::SEASON, j, k);
                mean[k] * (1.0 + 0.1 * libm::sin(TAU * phase))
            })
            .collect()
    };
    (0..WEEKS)
        .map(|week| (0..REGIONS).map(|j| of_region(week, j)).collect())
        .collect()
}

/// Calls `figure(stage, node)` for every node, in order.
fn per_node<T>(figure: impl Fn(usize, usize) -> T) -> Vec<T> {
    (0..STAGES)
        .flat_map(|stage| (0..STAGE_SIZE[stage]).map(move |i| (stage, STAGE_START[stage] + i)))
        .map(|(stage, node)| figure(stage, node))
        .collect()
}

/// Calls `figure(stage, position in stage)` for every producer, in order.
fn per_producer<T>(figure: impl Fn(usize, usize) -> T) -> Vec<T> {
    (0..STAGES - 1)
        .flat_map(|stage| (0..STAGE_SIZE[stage]).map(move |i| (stage, i)))
        .map(|(stage, i)| figure(stage, i))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half a unit of the last digit in which the check values were published.
    fn close(value: f64, published: f64, last_digit: f64) {
        assert!(
            (value - published).abs() <= last_digit,
            "{value} is not {published}"
        );
    }

    #[test]
    fn the_network_reproduces_the_published_figures() {
        let network = Network::new(Variant::One);
        close(network.share[lane(0, 0, 0)][0], 0.058851937849500, 1e-15);
        assert_eq!(network.lead_weeks[..8], [7, 3, 1, 2, 4, 5, 6, 7]);
        close(network.flow[0][0], 83.064578441056, 1e-12);
        close(network.outage_probability[0], 0.006766635776, 1e-12);
        close(network.demand[0][0][0], 129.381752957035, 1e-12);
        close(network.target[12][0], 899.4948047119, 1e-10);
    }

    #[test]
    fn lanes_and_nodes_are_numbered_without_gaps() {
        for stage in 0..STAGES - 1 {
            let next = STAGE_START[stage] + STAGE_SIZE[stage];
            assert_eq!(next, STAGE_START[stage + 1]);
            let last = lane(stage, STAGE_SIZE[stage] - 1, STAGE_SIZE[stage + 1] - 1);
            assert_eq!(
                last + 1,
                LANE_START.get(stage + 1).copied().unwrap_or(LANES)
            );
        }
    }

    #[test]
    fn every_stage_carries_the_whole_flow_of_each_commodity() {
        let network = Network::new(Variant::Six);
        for stage in 0..STAGES {
            for (k, fraction) in Variant::Six.demand_fractions().iter().enumerate() {
                let flow: f64 = (0..STAGE_SIZE[stage])
                    .map(|i| network.flow[STAGE_START[stage] + i][k])
                    .sum();
                close(flow, DEMAND_TOTAL * fraction, 1e-9);
            }
        }
    }
}
