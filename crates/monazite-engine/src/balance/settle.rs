//! Exact stationary flows from the approximate solution of the quadratic programme.
//!
//! Shares are kept, amounts recomputed: demands are taken as solved, each buyer's need is spread over
//! its lanes by their shares, each site runs as much as its scarcest product is ordered, and so on
//! up the chain, exactly as the step does. Scrap-fed sites run on what arrives; what they sell is
//! taken off their buyers' other lanes.

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
    let mut made = production(network, &flows.throughput);
    for _ in 0..PASSES {
        let before = flows.throughput.clone();
        for &material in &network.cascade {
            settle_material(
                network, material, &mut flows, &made, &pushes, &part_in, &part_out,
            );
            settle_activities(network, material, &mut flows, &split);
            made = production(network, &flows.throughput);
        }
        if before == flows.throughput {
            break;
        }
    }
    flows
}

fn sites_fed_by_push(network: &Network) -> std::collections::BTreeSet<usize> {
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
    network: &Network,
    material: usize,
    flows: &mut Flows,
    made: &[f64],
    pushes: &[bool],
    part_in: &[f64],
    part_out: &[f64],
) {
    let mut need = flows.demand.clone();
    for (activity, u) in network.activities.iter().zip(&flows.throughput) {
        for &(stock, coefficient) in &activity.inputs {
            need[stock] += coefficient * u;
        }
    }
    let is_pushed_material = network.activities.iter().any(|a| {
        a.pushed
            && a.inputs
                .iter()
                .any(|&(s, _)| network.stocks[s].material == material)
    });
    let of_material = |at: usize| network.stocks[network.lanes[at].from].material == material;
    let mut given = vec![0.0; network.stocks.len()];
    for at in (0..network.lanes.len()).filter(|&at| of_material(at)) {
        let spec = network.lanes[at];
        if is_pushed_material {
            flows.lane[at] = made[spec.from] * part_out[at];
        } else if pushes[at] {
            let wanted = made[spec.from] * part_out[at];
            flows.lane[at] = wanted.min(need[spec.to] - given[spec.to]).max(0.0);
            given[spec.to] += flows.lane[at];
        }
    }
    if is_pushed_material {
        return;
    }
    for at in (0..network.lanes.len()).filter(|&at| of_material(at) && !pushes[at]) {
        let to = network.lanes[at].to;
        flows.lane[at] = (need[to] - given[to]).max(0.0) * part_in[at];
    }
}

/// Throughput of the activities that make `material` or are fed by it when it is pushed.
fn settle_activities(network: &Network, material: usize, flows: &mut Flows, split: &[Vec<f64>]) {
    let mut ordered = vec![0.0; network.stocks.len()];
    let mut arriving = vec![0.0; network.stocks.len()];
    for (at, spec) in network.lanes.iter().enumerate() {
        ordered[spec.from] += flows.lane[at];
        arriving[spec.to] += flows.lane[at];
    }
    for (at, activity) in network.activities.iter().enumerate() {
        if activity.planned {
            continue;
        }
        if activity.pushed {
            let limits = activity
                .inputs
                .iter()
                .filter(|(stock, _)| network.stocks[*stock].material == material)
                .map(|(stock, coefficient)| arriving[*stock] / coefficient);
            if let Some(most) = limits.reduce(f64::min) {
                flows.throughput[at] = most;
            }
        } else if activity
            .outputs
            .iter()
            .any(|o| network.stocks[o.0].material == material)
        {
            flows.throughput[at] = activity
                .outputs
                .iter()
                .zip(&split[at])
                .map(|(&(stock, coefficient, _), part)| part * ordered[stock] / coefficient)
                .fold(0.0, f64::max);
        }
    }
}
