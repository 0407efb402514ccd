//! Circles in the chain: orders that would go round for ever, and loops that make mass.

use std::collections::BTreeMap;

use crate::findings::{Findings, Ids};
use crate::{Problem, RecipeFlow, Table, World};

/// Gain from which on a loop feeds itself; the slack is for rounding.
const SELF_FEEDING: f64 = 1.0 - 1e-9;

/// One step of the chain: a material becomes another.
struct Step {
    from: usize,
    to: usize,
    /// Tonnes REO of the product per tonne REO of all that the recipe takes in.
    gain: f64,
    /// Row of the output.
    row: usize,
}

pub(super) fn check(world: &World, findings: &mut Findings) {
    let materials: Ids<'_> = world
        .materials
        .iter()
        .enumerate()
        .map(|(at, m)| (m.id.as_str(), at))
        .collect();
    let steps = steps(world, &materials);
    order_circle(world, &steps, findings);
    self_feeding(world, &steps, findings);
}

fn steps(world: &World, materials: &Ids<'_>) -> Vec<Step> {
    let oxide = |flow: &RecipeFlow| {
        let at = materials.get(flow.material.as_str()).copied()?;
        Some((at, flow.coefficient * world.materials[at].reo_t_per_t))
    };
    let mut steps = Vec::new();
    for recipe in &world.recipes {
        let taken: f64 = recipe
            .inputs
            .iter()
            .filter_map(oxide)
            .map(|(_, reo)| reo)
            .sum();
        if taken <= 0.0 {
            continue;
        }
        for (from, _) in recipe.inputs.iter().filter_map(oxide) {
            for flow in &recipe.outputs {
                let Some((to, made)) = oxide(flow) else {
                    continue;
                };
                steps.push(Step {
                    from,
                    to,
                    gain: made / taken,
                    row: flow.row,
                });
            }
        }
    }
    steps
}

/// Orders go from products to what they are made of, within a step of the simulation; a circle would
/// never end. Pushed materials are sent on without orders and break it.
fn order_circle(world: &World, steps: &[Step], findings: &mut Findings) {
    let pulled = |at: usize| !world.materials[at].pushed;
    let mut made_from: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for step in steps
        .iter()
        .filter(|step| pulled(step.from) && pulled(step.to))
    {
        made_from.entry(step.to).or_default().push(step.from);
    }
    let Some(circle) = circle(&made_from, world.materials.len()) else {
        return;
    };
    let first = steps
        .iter()
        .find(|s| circle.contains(&s.from) && circle.contains(&s.to));
    let message = format!(
        "orders would go round in a circle: {}",
        names(world, &circle)
    );
    let hint = "mark the material that comes back (scrap, swarf) as `pushed` in materials.csv";
    let row = first.map_or(0, |step| step.row);
    findings.push(Problem::new(Table::Recipes, row, "material", "cycle", message).hint(hint));
}

/// A circle of the graph, if there is one, by depth-first search without recursion.
fn circle(next: &BTreeMap<usize, Vec<usize>>, count: usize) -> Option<Vec<usize>> {
    let mut done = vec![false; count];
    let mut on_path = vec![false; count];
    for start in 0..count {
        let mut path = vec![(start, 0_usize)];
        while let Some((at, turn)) = path.last_mut() {
            let here = *at;
            if done[here] {
                path.pop();
                continue;
            }
            on_path[here] = true;
            let target = next.get(&here).and_then(|list| list.get(*turn)).copied();
            *turn += 1;
            match target {
                Some(target) if on_path[target] => {
                    let from = path.iter().position(|&(at, _)| at == target)?;
                    return Some(path[from..].iter().map(|&(at, _)| at).collect());
                }
                Some(target) => path.push((target, 0)),
                None => {
                    done[here] = true;
                    on_path[here] = false;
                    path.pop();
                }
            }
        }
    }
    None
}

/// A loop whose gains multiply to one or more would run on its own scrap for ever. The best walk of
/// every length is followed (Bellman and Ford, with products for sums), so that any such loop shows.
fn self_feeding(world: &World, steps: &[Step], findings: &mut Findings) {
    let count = world.materials.len();
    let mut best = vec![1.0_f64; count];
    let mut came: Vec<Option<&Step>> = vec![None; count];
    let mut risen = None;
    for _ in 0..=count {
        risen = None;
        for step in steps {
            let through = best[step.from] * step.gain;
            // A loop of gain exactly 1 must show too, so each round asks for the slack only.
            if through > best[step.to] * (1.0 + 1e-12) {
                best[step.to] = through;
                came[step.to] = Some(step);
                risen = Some(step.to);
            }
        }
        if risen.is_none() {
            break;
        }
    }
    let exact = lossless(steps, count);
    let Some(circle) = risen.and_then(|at| back(&came, at, count)).or(exact) else {
        return;
    };
    let along = |from: usize, to: usize| {
        let here = steps.iter().filter(|s| s.from == from && s.to == to);
        here.max_by(|a, b| a.gain.total_cmp(&b.gain))
    };
    let pairs = circle.iter().zip(circle.iter().cycle().skip(1));
    let taken: Vec<&Step> = pairs.filter_map(|(&from, &to)| along(from, to)).collect();
    let gain: f64 = taken.iter().map(|step| step.gain).product();
    let message = format!("gain {gain:.4} around the cycle {}", names(world, &circle));
    let hint = "what comes back must be less than what goes in; lower a yield on the way";
    let row = taken.first().map_or(0, |step| step.row);
    findings.push(Problem::new(Table::Recipes, row, "coefficient", "cycle", message).hint(hint));
}

/// The circle that a walk of improvements has gone through.
fn back(came: &[Option<&Step>], from: usize, count: usize) -> Option<Vec<usize>> {
    let mut at = from;
    for _ in 0..count {
        at = came[at]?.from;
    }
    let mut circle = vec![at];
    loop {
        let before = came[*circle.last()?]?.from;
        if before == at {
            circle.reverse();
            return Some(circle);
        }
        circle.push(before);
    }
}

/// A circle of steps that each lose nothing: its gain is one.
fn lossless(steps: &[Step], count: usize) -> Option<Vec<usize>> {
    let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for step in steps.iter().filter(|step| step.gain >= SELF_FEEDING) {
        next.entry(step.from).or_default().push(step.to);
    }
    circle(&next, count)
}

fn names(world: &World, circle: &[usize]) -> String {
    let names = circle
        .iter()
        .chain(circle.first())
        .map(|&at| world.materials[at].id.as_str());
    names.collect::<Vec<_>>().join(" -> ")
}
