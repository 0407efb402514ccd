"""The network of REF-1 in SupplyNetPy, a discrete-event simulator of supply chains on SimPy.

Same 48 nodes, 344 links, lead times, stocks, demand and outages of replication 0, over 520 weeks. What differs is
what a site does in a week, for which SupplyNetPy has rules of its own:

- a site places one order with one supplier, of those that have all of it in stock the one with the largest share,
  where REF divides each order over all suppliers: at most 36 orders a week instead of 344 shipments;
- an order waits until its supplier can send the whole of it; there is no limit on orders or on what a plant sends;
- a site that is down takes no orders; what it has already accepted goes on;
- sites have room for the largest order, mines too, whose ceiling is lower in REF; what would be under way at the
  start is in stock instead.
"""

import time
from collections.abc import Callable

import simpy
import SupplyNetPy.Components as scm

import measure
import ref

NEVER = 10 * ref.WEEKS


def until(env: simpy.Environment, weeks: list[int]) -> Callable[[], float]:
    """The time from now until the next of the given weeks."""
    return lambda: next((week for week in weeks if week > env.now), NEVER) - env.now


def build() -> dict:
    """The network, ready to run."""
    env, world = simpy.Environment(), ref.network()
    driver, _, down, up = ref.outages(world, ref.SEED, 0, 1)
    order = down.argsort()
    schedule = {
        d: (down[order][driver[order] == d].tolist(), up[order][driver[order] == d].tolist())
        for d in range(ref.DRIVERS)
    }

    def outage(kind: str, d: int) -> dict:
        downs, ups = schedule[d]
        return {f"{kind}_disrupt_time": until(env, downs), f"{kind}_recovery_time": until(env, ups)}

    nodes, links, demands = [], [], []
    # An order that its supplier has no room for would never ship, and would stop its buyer for ever.
    room = world.target.max()
    for mine in range(ref.SIZE[0]):
        ore = scm.RawMaterial(
            ID=f"ore {mine}",
            name="ore",
            extraction_quantity=world.capacity[mine],
            extraction_time=1,
            mining_cost=1,
            cost=1,
        )
        stock = {"capacity": room, "initial_level": world.stock[mine], "inventory_holding_cost": 0}
        about = {"ID": f"{mine}", "name": f"{mine}", "node_type": "supplier", "raw_material": ore, "logging": False}
        nodes.append(about | stock | outage("node", mine))
    for node in range(ref.SIZE[0], ref.NODES):
        target = world.target[node]
        about = {"ID": f"{node}", "name": f"{node}", "node_type": "warehouse", "logging": False}
        stock = {"capacity": room, "initial_level": target, "inventory_holding_cost": 0}
        policy = {
            "replenishment_policy": scm.SSReplenishment,
            "policy_param": {"s": target, "S": target, "period": 1},
            "supplier_selection_policy": scm.SelectAvailable,
            "supplier_selection_mode": "dynamic",
            "product_buy_price": 1,
            "product_sell_price": 1,
        }
        nodes.append(about | stock | policy | (outage("node", node) if node < ref.PRODUCERS else {}))
    for s in range(4):
        for j in range(ref.SIZE[s + 1]):
            for i in (-world.share[s][:, j]).argsort():
                ends = {"source": f"{ref.START[s] + i}", "sink": f"{ref.START[s + 1] + j}"}
                about = {"ID": f"lane {s} {i} {j}", "cost": 0, "lead_time": int(world.lead[s][i, j])}
                crosses = i < ref.HOME[s] and j >= ref.HOME[s + 1]
                links.append(ends | about | (outage("link", ref.BAN) if crosses else {}))
    for region in range(ref.REGIONS):
        weekly = world.demand[:, region].tolist()
        about = {"ID": f"demand {region}", "name": f"demand {region}", "demand_node": f"{ref.START[4] + region}"}
        orders = {"order_arrival_model": 1, "order_quantity_model": lambda weekly=weekly: weekly[int(env.now)]}
        demands.append(about | orders | {"consume_available": True, "logging": False})
    scm.global_logger.disable_logging()
    return scm.create_sc_net(nodes=nodes, links=links, demands=demands, env=env)


def main() -> None:
    """Runs the network once and prints the CPU time. Building it is not timed."""
    net = build()
    start = time.process_time()
    scm.simulate_sc_net(net, sim_time=ref.WEEKS, logging=False)
    seconds = time.process_time() - start
    about = {
        "links": net["num_of_links"],
        "orders": net["demand_by_site"][0],
        "unmet": 1.0 - net["fulfillment_received_by_customers"][1] / net["demand_by_customers"][1],
    }
    measure.report(seconds, 1, **about)


if __name__ == "__main__":
    main()
