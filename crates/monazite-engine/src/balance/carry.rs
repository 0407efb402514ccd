//! A balanced baseline carried over into a larger world.

use std::collections::BTreeMap;

use monazite_model::World;

use super::{Balance, Flows};
use crate::network::{Network, Place};

/// A stock by names, which are the same in both worlds: material, kind of place, place.
type StockName<'a> = (&'a str, u8, &'a str);

fn name<'a>(world: &'a World, network: &Network, stock: usize) -> StockName<'a> {
    let spec = &network.stocks[stock];
    let material = world.materials[spec.material].id.as_str();
    match spec.place {
        Place::Output(site) => (material, 0, &world.sites[site].id),
        Place::Input(site) => (material, 1, &world.sites[site].id),
        Place::Demand(demand) => (material, 2, &world.demands[demand].id),
    }
}

/// A lane by names: trade row, seller, buyer.
fn lane_name<'a>(
    world: &'a World,
    network: &Network,
    lane: usize,
) -> (&'a str, StockName<'a>, StockName<'a>) {
    let spec = &network.lanes[lane];
    (
        &world.trade[spec.trade].id,
        name(world, network, spec.from),
        name(world, network, spec.to),
    )
}

/// An activity by names: site and recipe.
fn activity_name<'a>(world: &'a World, network: &Network, activity: usize) -> (&'a str, &'a str) {
    let row = &world.activities[network.activities[activity].row];
    (&row.site, &row.recipe)
}

/// Values by name: those of `from`, in the order of `to`; nothing for what is new.
fn values<K: Ord>(
    from: impl Iterator<Item = K>,
    values: &[f64],
    to: impl Iterator<Item = K>,
) -> Vec<f64> {
    let known: BTreeMap<K, f64> = from.zip(values.iter().copied()).collect();
    to.map(|key| known.get(&key).copied().unwrap_or(0.0))
        .collect()
}

pub(super) fn carry(
    (old, before, balance): (&World, &Network, &Balance),
    (new, after): (&World, &Network),
) -> Flows {
    Flows {
        lane: values(
            (0..before.lanes.len()).map(|at| lane_name(old, before, at)),
            &balance.lane_flow,
            (0..after.lanes.len()).map(|at| lane_name(new, after, at)),
        ),
        throughput: values(
            (0..before.activities.len()).map(|at| activity_name(old, before, at)),
            &balance.throughput,
            (0..after.activities.len()).map(|at| activity_name(new, after, at)),
        ),
        demand: values(
            (0..before.stocks.len()).map(|at| name(old, before, at)),
            &balance.demand,
            (0..after.stocks.len()).map(|at| name(new, after, at)),
        ),
    }
}
