//! The last pass over a plan: what the loops over lanes read in every step, numbered and packed.

use std::collections::BTreeMap;

use monazite_model::AllocationRule;

use crate::plan::{GatePlan, LanePlan, LeadPlan, Opens, Param, Plan, Qualified};

/// Numbers memories, sellers, classes, leads, gates, waits and borders, and marks what counts as imports, in the
/// routes of all phases.
pub(super) fn pack(plan: &mut Plan) {
    rooms(plan);
    memories(plan);
    sellers(plan);
    leads(plan);
    gates(plan);
    borders(plan);
    imports(plan);
}

/// Buyers without any lane have an empty room at the beginning of their level's.
fn rooms(plan: &mut Plan) {
    for level in &plan.levels {
        for stock in &mut plan.stocks[level.customers.clone()] {
            if stock.lanes.is_empty() {
                stock.lanes = level.lanes.start..level.lanes.start;
            }
        }
    }
}

/// What makes buyers remember two lanes alike, whoever they are: seller, class under the priority rule
/// (now and by contract), border, and the start that they sleep until.
type Alike = (usize, usize, Option<(u32, usize)>, usize, Option<u16>);

fn alike(lane: &LanePlan) -> Alike {
    (lane.from, lane.tier, lane.contract, lane.open, lane.sleeps)
}

/// Lanes of a seller whose service cannot differ share one memory. Those under a licence or a quota have
/// their own, and so has every lane under max-min fairness, which looks at each order.
fn memories(plan: &mut Plan) {
    let mut of = vec![(0, true); plan.lanes.len()];
    for level in &mut plan.levels {
        let apart = |lane: &LanePlan| {
            plan.allocation == AllocationRule::MaxMin
                || !level.quotas.is_empty()
                || lane.licence != 0
        };
        let first = plan.memories.len();
        let mut shared: BTreeMap<Alike, usize> = BTreeMap::new();
        for at in level.lanes.clone().filter(|&at| !apart(&plan.lanes[at])) {
            let memory = *shared.entry(alike(&plan.lanes[at])).or_insert_with(|| {
                plan.memories.push(at as u32);
                plan.memories.len() - 1
            });
            of[at] = (memory, false);
        }
        let end = plan.memories.len();
        for at in level.lanes.clone().filter(|&at| apart(&plan.lanes[at])) {
            of[at] = (plan.memories.len(), true);
            plan.memories.push(at as u32);
        }
        level.shared = first..end;
    }
    for phase in &mut plan.phases {
        for (route, &(memory, apart)) in phase.routes.iter_mut().zip(&of) {
            (route.memory, route.apart) = (memory as u32, apart);
        }
    }
}

fn sellers(plan: &mut Plan) {
    for level in &plan.levels {
        for phase in &mut plan.phases {
            for lane in level.lanes.clone() {
                let seller = plan.lanes[lane].from - level.suppliers.start;
                phase.routes[lane].seller = seller as u32;
                phase.routes[lane].class = (seller * plan.tiers + phase.tiers[lane]) as u32;
            }
        }
    }
}

fn leads(plan: &mut Plan) {
    let pipes = &plan.pipes;
    let (leads, of) = numbered(&plan.lanes, |lane| (pipes[lane.pipe].length, lane.lead));
    let stride = |length: usize| {
        let alike = pipes.iter().find(|pipe| pipe.length == length);
        alike.map_or(0, |pipe| pipe.stride)
    };
    plan.leads = leads
        .into_iter()
        .map(|(length, steps)| LeadPlan {
            length,
            stride: stride(length),
            steps,
        })
        .collect();
    for phase in &mut plan.phases {
        for ((route, lead), lane) in phase.routes.iter_mut().zip(&of).zip(&plan.lanes) {
            route.lead = *lead;
            route.pipe = pipes[lane.pipe].first as u32;
        }
    }
}

/// Distinct keys of lanes, in the order in which they are met, and the number of each lane's.
fn numbered<K: Ord + Copy>(lanes: &[LanePlan], key: impl Fn(&LanePlan) -> K) -> (Vec<K>, Vec<u32>) {
    let mut known: BTreeMap<K, u32> = BTreeMap::new();
    let mut keys = Vec::new();
    let number = |lane: &LanePlan| {
        let key = key(lane);
        *known.entry(key).or_insert_with(|| {
            keys.push(key);
            keys.len() as u32 - 1
        })
    };
    let of = lanes.iter().map(number).collect();
    (keys, of)
}

fn gates(plan: &mut Plan) {
    let mut waits: Vec<(u32, Param)> = Vec::new();
    let mut wait = |steps: u32, scale: Param| {
        let known = waits.iter().position(|wait| *wait == (steps, scale));
        known.unwrap_or_else(|| {
            waits.push((steps, scale));
            waits.len() - 1
        })
    };
    let mut of = vec![0; plan.lanes.len()];
    for (at, lane) in plan.lanes.iter().enumerate() {
        if plan.phases[0].routes[at].plain {
            continue;
        }
        of[at] = plan.gates.len() as u32;
        plan.gates.push(GatePlan {
            opens: match lane.qualified {
                Qualified::Always => Opens::Always,
                Qualified::AfterStart { planned, steps } => Opens::AfterStart {
                    planned: planned as u32,
                    steps,
                },
                Qualified::AfterTrigger {
                    steps,
                    scale,
                    programme,
                } => Opens::AfterTrigger {
                    wait: wait(steps, scale) as u32,
                    programme,
                },
            },
            order: lane.order as u32,
            licence: lane.licence as u32,
            queue: lane.queue as u32,
        });
    }
    plan.waits = waits;
    for phase in &mut plan.phases {
        for (route, gate) in phase.routes.iter_mut().zip(&of) {
            route.gate = *gate;
        }
    }
}

fn borders(plan: &mut Plan) {
    let (borders, of) = numbered(&plan.lanes, |lane| [lane.open, lane.order, lane.licence]);
    plan.borders = borders;
    for phase in &mut plan.phases {
        for (route, border) in phase.routes.iter_mut().zip(&of) {
            route.border = *border;
        }
    }
}

fn imports(plan: &mut Plan) {
    for (at, import) in plan.imports.iter().enumerate() {
        plan.stocks[import.stock].import = Some(at as u32);
        for phase in &mut plan.phases {
            for &lane in &import.lanes {
                phase.routes[lane].import = true;
            }
        }
    }
}
