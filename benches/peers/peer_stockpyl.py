"""The network of REF-1 in stockpyl, a library for inventory optimisation with a simulator of its own.

Same 48 nodes, 344 edges, demand, base-stock levels and outages of replication 0. stockpyl has rules of its own:

- suppliers do not replace each other: a node needs a unit of every supplier for a unit of its own (assembly);
- lead times belong to nodes, not to edges: all are 4 weeks;
- an outage pauses what is shipped to a node; there is no ban of single edges.

A few weeks are run and their time is scaled to 520 weeks. Setting up is not timed.
"""

import argparse
import time

from stockpyl.sim import initialize, step
from stockpyl.supply_chain_network import SupplyChainNetwork, network_from_edges

import measure
import ref

LEAD_WEEKS = 4


def build() -> SupplyChainNetwork:
    """The network, ready to run."""
    world = ref.network()
    driver, _, down, up = ref.outages(world, ref.SEED, 0, 1)
    is_down = {node: [False] * ref.WEEKS for node in range(ref.PRODUCERS)}
    for d, start, end in zip(driver.tolist(), down.tolist(), up.tolist()):
        if d != ref.BAN:
            is_down[d][start:end] = [True] * (min(end, ref.WEEKS) - start)
    edges = [
        (ref.START[s] + i, ref.START[s + 1] + j)
        for s in range(4)
        for i in range(ref.SIZE[s])
        for j in range(ref.SIZE[s + 1])
    ]
    levels = {node: float(max(world.stock[node], world.target[node])) for node in range(ref.NODES)}
    regions = range(ref.START[4], ref.NODES)
    return network_from_edges(
        edges=edges,
        demand_type={node: "D" for node in regions},
        demand_list={node: world.demand[:, node - ref.START[4]].tolist() for node in regions},
        policy_type="BS",
        base_stock_level=levels,
        shipment_lead_time=LEAD_WEEKS,
        local_holding_cost=0.0,
        stockout_cost=0.0,
        random_process_type={node: "E" for node in is_down},
        disruption_type={node: "SP" for node in is_down},
        disruption_state_list=is_down,
    )


def main() -> None:
    """Runs the network for a few weeks and prints the CPU time, scaled."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, required=True)
    weeks = parser.parse_args().weeks
    network = build()
    initialize(network, weeks, rand_seed=ref.SEED)
    start = time.process_time()
    for _ in range(weeks):
        step(network, consistency_checks="N")
    seconds = time.process_time() - start
    about = {"weeks": weeks, "nodes": len(network.nodes), "edges": len(network.edges)}
    measure.report(seconds * ref.WEEKS / weeks, 1, **about)


if __name__ == "__main__":
    main()
