//! Exact stationary flows from the approximate solution of the quadratic programme.
//!
//! Shares are kept, amounts recomputed: demands are taken as solved, each buyer's need is spread over
//! its lanes by their shares, each site runs as much as its scarcest product is ordered, and so on
//! up the chain, exactly as the step does. Scrap-fed sites run on what arrives; what they sell is
//! taken off their buyers' other lanes.

use std::collections::{BTreeMap, BTreeSet};

use super::Flows;
use crate::network::{Network, Place};

/// A lane below this share of its buyer's supply is an artefact of the interior-point solver.
const NEGLIGIBLE_SHARE: f64 = 1e-5;
/// Passes over the chain; recycling loops contract by their recovery each pass.
const PASSES: usize = 400;

pub(super) fn settle(network: &Network, solved: &Flows) -> Flows {
    let stocks = network.stocks.len();
    // The solver leaves dregs where the answer is nothing. A planned site must have exactly nothing:
    // whatever it has at baseline bounds what it may order later.
    let mut lane = solved.lane.clone();
    let mut throughput = solved.throughput.clone();
    let mut planned = vec![false; stocks];
    for (activity, u) in network.activities.iter().zip(&mut throughput) {
        if activity.planned {
            *u = 0.0;
            for &(stock, _) in &activity.inputs {
                planned[stock] = true;
            }
            for &(stock, _, _) in &activity.outputs {
                planned[stock] = true;
            }
        }
    }
    for (spec, flow) in network.lanes.iter().zip(&mut lane) {
        if planned[spec.from] || planned[spec.to] {
            *flow = 0.0;
        }
    }
    let mut supply = vec![0.0; stocks];
    for (at, spec) in network.lanes.iter().enumerate() {
        supply[spec.to] += lane[at];
    }
    for (at, spec) in network.lanes.iter().enumerate() {
        if lane[at] <= NEGLIGIBLE_SHARE * supply[spec.to] {
            lane[at] = 0.0;
        }
    }
    let fed_by_push = sites_fed_by_push(network);
    let pushes: Vec<bool> = network
        .lanes
        .iter()
        .map(|spec| match network.stocks[spec.from].place {
            Place::Output(site) => fed_by_push.contains(&site),
            _ => false,
        })
        .collect();
    let part_in = parts(network, &lane, |at| !pushes[at], |spec| spec.to);
    let part_out = parts(network, &lane, |_| true, |spec| spec.from);
    let split = activity_split(network, &throughput);

    let mut flows = Flows {
        lane,
        throughput,
        demand: solved.demand.clone(),
    };
    let chain = Chain::of(network, &pushes);
    let mut made = production(network, &flows.throughput);
    for _ in 0..PASSES {
        let before = flows.throughput.clone();
        for &material in &network.cascade {
            settle_material(&chain, material, &mut flows, &made, &part_in, &part_out);
            settle_activities(&chain, material, &mut flows, &split);
            for &activity in &chain.of_material[material].moved {
                for &(stock, ..) in &network.activities[activity].outputs {
                    made[stock] = chain.made(stock, &flows.throughput);
                }
            }
        }
        if before == flows.throughput {
            break;
        }
    }
    flows
}

/// What is where in a network, so that a material is settled by what has to do with it alone.
struct Chain<'a> {
    network: &'a Network,
    /// Whether each lane carries what its seller pushes.
    pushes: &'a [bool],
    of_material: Vec<OfMaterial>,
    /// By stock: activities that make what it holds, with coefficients.
    makers: Vec<Vec<(usize, f64)>>,
    /// By stock: activities that use what it holds, with coefficients.
    users: Vec<Vec<(usize, f64)>>,
    /// By stock: lanes that leave it, and that end in it.
    leaving: Vec<Vec<usize>>,
    ending: Vec<Vec<usize>>,
}

/// What has to do with a material.
#[derive(Default, Clone)]
struct OfMaterial {
    /// Some activity is fed by it and runs on what arrives.
    pushed: bool,
    lanes: Vec<usize>,
    /// Activities whose throughput follows from its flows.
    moved: Vec<usize>,
}

impl<'a> Chain<'a> {
    fn of(network: &'a Network, pushes: &'a [bool]) -> Self {
        let stocks = network.stocks.len();
        let held = network.stocks.iter().map(|stock| stock.material);
        let last = held.chain(network.cascade.iter().copied()).max();
        let mut chain = Self {
            network,
            pushes,
            of_material: vec![OfMaterial::default(); last.map_or(0, |last| last + 1)],
            makers: vec![Vec::new(); stocks],
            users: vec![Vec::new(); stocks],
            leaving: vec![Vec::new(); stocks],
            ending: vec![Vec::new(); stocks],
        };
        for (at, lane) in network.lanes.iter().enumerate() {
            let material = network.stocks[lane.from].material;
            chain.of_material[material].lanes.push(at);
            chain.leaving[lane.from].push(at);
            chain.ending[lane.to].push(at);
        }
        for (at, activity) in network.activities.iter().enumerate() {
            let mut follows = BTreeSet::new();
            for &(stock, coefficient) in &activity.inputs {
                chain.users[stock].push((at, coefficient));
                let material = network.stocks[stock].material;
                if activity.pushed {
                    chain.of_material[material].pushed = true;
                    follows.insert(material);
                }
            }
            for &(stock, coefficient, _) in &activity.outputs {
                chain.makers[stock].push((at, coefficient));
                if !activity.pushed {
                    follows.insert(network.stocks[stock].material);
                }
            }
            if !activity.planned {
                for material in follows {
                    chain.of_material[material].moved.push(at);
                }
            }
        }
        chain
    }

    /// What is made of what a stock holds.
    fn made(&self, stock: usize, throughput: &[f64]) -> f64 {
        let makers = self.makers[stock].iter();
        makers.fold(0.0, |all, &(at, coefficient)| {
            all + coefficient * throughput[at]
        })
    }

    /// What is wanted of what a stock holds, where it is used.
    fn need(&self, stock: usize, flows: &Flows) -> f64 {
        let users = self.users[stock].iter();
        users.fold(flows.demand[stock], |all, &(at, coefficient)| {
            all + coefficient * flows.throughput[at]
        })
    }

    fn ordered(&self, stock: usize, flows: &Flows) -> f64 {
        let lanes = self.leaving[stock].iter();
        lanes.fold(0.0, |all, &at| all + flows.lane[at])
    }

    fn arriving(&self, stock: usize, flows: &Flows) -> f64 {
        let lanes = self.ending[stock].iter();
        lanes.fold(0.0, |all, &at| all + flows.lane[at])
    }
}

fn sites_fed_by_push(network: &Network) -> BTreeSet<usize> {
    network
        .activities
        .iter()
        .filter(|a| a.pushed)
        .map(|a| a.site)
        .collect()
}

/// Share of each lane among the counted lanes at one of its ends.
fn parts(
    network: &Network,
    flow: &[f64],
    counted: impl Fn(usize) -> bool,
    end: impl Fn(&crate::network::LaneSpec) -> usize,
) -> Vec<f64> {
    let mut total = vec![0.0; network.stocks.len()];
    for (at, spec) in network
        .lanes
        .iter()
        .enumerate()
        .filter(|(at, _)| counted(*at))
    {
        total[end(spec)] += flow[at];
    }
    network
        .lanes
        .iter()
        .enumerate()
        .map(|(at, spec)| {
            let whole = total[end(spec)];
            if counted(at) && whole > 0.0 {
                flow[at] / whole
            } else {
                0.0
            }
        })
        .collect()
}

/// Share of each activity in its site's output of each of its products.
pub(crate) fn activity_split(network: &Network, throughput: &[f64]) -> Vec<Vec<f64>> {
    let made = production(network, throughput);
    network
        .activities
        .iter()
        .zip(throughput)
        .map(|(activity, u)| {
            let part = |&(stock, coefficient, _): &(usize, f64, bool)| {
                if made[stock] > 0.0 {
                    coefficient * u / made[stock]
                } else {
                    0.0
                }
            };
            activity.outputs.iter().map(part).collect()
        })
        .collect()
}

fn production(network: &Network, throughput: &[f64]) -> Vec<f64> {
    let mut made = vec![0.0; network.stocks.len()];
    for (activity, u) in network.activities.iter().zip(throughput) {
        for &(stock, coefficient, _) in &activity.outputs {
            made[stock] += coefficient * u;
        }
    }
    made
}

/// Flows of one material: pushed supply first, the rest of each need by the shares of its lanes.
fn settle_material(
    chain: &Chain<'_>,
    material: usize,
    flows: &mut Flows,
    made: &[f64],
    part_in: &[f64],
    part_out: &[f64],
) {
    let (lanes, pushes) = (&chain.network.lanes, chain.pushes);
    let row = &chain.of_material[material];
    if row.pushed {
        for &at in &row.lanes {
            flows.lane[at] = made[lanes[at].from] * part_out[at];
        }
        return;
    }
    // By buyer: what it needs beyond what it is given.
    let mut open: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for &at in &row.lanes {
        let to = lanes[at].to;
        let (need, given) = open
            .entry(to)
            .or_insert_with(|| (chain.need(to, flows), 0.0));
        if pushes[at] {
            let wanted = made[lanes[at].from] * part_out[at];
            flows.lane[at] = wanted.min(*need - *given).max(0.0);
            *given += flows.lane[at];
        }
    }
    for &at in row.lanes.iter().filter(|&&at| !pushes[at]) {
        let (need, given) = open[&lanes[at].to];
        flows.lane[at] = (need - given).max(0.0) * part_in[at];
    }
}

/// Throughput of the activities that make `material` or are fed by it when it is pushed.
fn settle_activities(chain: &Chain<'_>, material: usize, flows: &mut Flows, split: &[Vec<f64>]) {
    let network = chain.network;
    for &at in &chain.of_material[material].moved {
        let activity = &network.activities[at];
        flows.throughput[at] = if activity.pushed {
            let inputs = activity.inputs.iter();
            inputs
                .filter(|(stock, _)| network.stocks[*stock].material == material)
                .map(|&(stock, coefficient)| chain.arriving(stock, flows) / coefficient)
                .fold(f64::INFINITY, f64::min)
        } else {
            let outputs = activity.outputs.iter().zip(&split[at]);
            outputs
                .map(|(&(stock, coefficient, _), part)| {
                    part * chain.ordered(stock, flows) / coefficient
                })
                .fold(0.0, f64::max)
        };
    }
}
