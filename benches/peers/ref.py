"""REF-1 in NumPy: the hash, the network, the outages and the published check values.

Every script of this folder takes the workload from here. The rules of a week are in `../ref_workload.rs`; what is
in this file follows the same specification and was written from it, so the two check each other.

Indices: stage s, node i of a stage (numbers through all stages: `START[s] + i`), week t, replication r.
"""

import json
import math
import types

import numpy as np

SEED = 42
WEEKS = 520
SIZE = (12, 10, 8, 8, 10)
START = (0, 12, 22, 30, 38)
NODES, PRODUCERS, REGIONS, LANES = 48, 38, 10, 344
HOME = (6, 5, 4, 4, 3)
"""Nodes of each stage, counted from its first, that a ban forbids to ship abroad."""
LANE_STEPS = LANES * WEEKS
"""Lanes times weeks: the work of one replication."""
SLOTS = 9
"""Weeks in a calendar of arrivals: the longest lead time and the current week."""
TINY = 1e-9
SHORT_BELOW = 0.9

MARGIN = (1.2, 1.25, 1.25, 1.25)
COVER = (6.0, 4.0, 3.0, 3.0, 4.0)
OUTAGE = (0.012, 0.008, 0.006, 0.006)
OUTAGE_MEDIAN = (4.0, 4.0, 3.0, 3.0)
OUTAGE_SIGMA = 0.9
BAN = PRODUCERS
"""The driver of the export ban, after those of the producers."""
DRIVERS = PRODUCERS + 1
BAN_PROBABILITY, BAN_MEDIAN, BAN_SIGMA = 0.004, 20.0, 0.7
DEMAND = 1000.0

UNMET = (0.003859438735, 0.044317253700, 0.0, 0.022797056559)
"""Published: share of demand not met, seed 42, replications 0 to 3."""
LONGEST = (14, 35, 0, 24)
"""Published: longest run of short weeks of any region, in the same replications."""
BATCH, BATCH_UNMET, BATCH_LONGEST = 2048, 0.01439175, 20.3901
"""Published: means over the first replications."""


def mix(z: np.ndarray) -> np.ndarray:
    """The hash: 64 bits to 64 bits."""
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(tag: int, i: np.ndarray, j: np.ndarray | int) -> np.ndarray:
    """The uniform in [0, 1) that belongs to a tag and two indices; arrays of indices broadcast."""
    i, j = np.asarray(i, np.uint64), np.asarray(j, np.uint64)
    word = mix(np.uint64(tag << 40) | (i << np.uint64(20)) | j)
    return (word >> np.uint64(11)) * 2.0**-53


def network() -> types.SimpleNamespace:
    """Everything that does not change between replications.

    `share[s][i, j]` and `lead[s][i, j]` belong to the lane from node i of stage s to node j of the next. `flow`,
    `stock` (at the start; the ceiling of mines), `target` and `order_max` have a figure for each node, `capacity`
    and `probability` for each producer, `demand` for each week and region.
    """
    share, lead = [], []
    for s in range(4):
        i, j = np.arange(SIZE[s])[:, None], np.arange(SIZE[s + 1])[None, :]
        weight = 0.5 + uniform(1 + s, i, 8 * j)
        share.append(weight / weight.sum(axis=0))
        lead.append(1 + (8.0 * uniform(11 + s, i, j)).astype(np.int64))
    region = np.arange(REGIONS)
    weight = 0.5 + uniform(21, region, 0)
    flows = [DEMAND * weight / weight.sum()]
    for s in reversed(range(4)):
        flows.insert(0, share[s] @ flows[0])
    stocks = [cover * flow for cover, flow in zip(COVER, flows)]
    targets = [np.zeros(SIZE[0])]
    for s in range(1, 5):
        targets.append(stocks[s] + (share[s - 1] * lead[s - 1]).sum(axis=0) * flows[s] + flows[s])
    phase = np.arange(WEEKS)[:, None] / 52.0 + uniform(22, region, 0)
    demand = flows[4] * (1.0 + 0.1 * np.sin(2.0 * math.pi * phase))
    flow = np.concatenate(flows)
    return types.SimpleNamespace(
        share=share,
        lead=lead,
        flow=flow,
        stock=np.concatenate(stocks),
        target=np.concatenate(targets),
        order_max=2.0 * flow,
        capacity=np.concatenate([MARGIN[s] * flows[s] for s in range(4)]),
        probability=np.concatenate([OUTAGE[s] * (0.5 + uniform(31 + s, np.arange(SIZE[s]), 0)) for s in range(4)]),
        demand=demand,
        demand_total=demand.sum(),
    )


def laws(world: types.SimpleNamespace) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each driver: ln(1 - p) with p its weekly probability of an outage; mean and deviation of ln(weeks down)."""
    stays_up = np.log(1.0 - np.append(world.probability, BAN_PROBABILITY))
    mu = np.log(np.append(np.repeat(OUTAGE_MEDIAN, SIZE[:4]), BAN_MEDIAN))
    sigma = np.append(np.full(PRODUCERS, OUTAGE_SIGMA), BAN_SIGMA)
    return stays_up, mu, sigma


def philox(counter: tuple, key: tuple[int, int]) -> tuple[np.ndarray, ...]:
    """Philox4x32-10: four words for each counter; words are kept in 64 bits."""
    low, shift = np.uint64(0xFFFFFFFF), np.uint64(32)
    c0, c1, c2, c3 = (np.asarray(word, np.uint64) for word in counter)
    k0, k1 = key
    for _ in range(10):
        first, second = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1 = (second >> shift) ^ c1 ^ np.uint64(k0), second & low
        c2, c3 = (first >> shift) ^ c3 ^ np.uint64(k1), first & low
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


CENTRE = (
    (-3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02)
    + (1.383577518672690e02, -3.066479806614716e01, 2.506628277459239e00),
    (-5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02)
    + (6.680131188771972e01, -1.328068155288572e01, 1.0),
)
TAIL = (
    (-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00)
    + (-2.549732539343734e00, 4.374664141464968e00, 2.938163982698783e00),
    (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00, 1.0),
)
"""Numerator and denominator of Acklam's approximation to the normal quantile, highest power first."""
TAIL_BELOW = 0.02425


def quantile(p: np.ndarray) -> np.ndarray:
    """The normal quantile by Acklam's approximation, which REF prescribes."""
    centred = p - 0.5
    square = centred * centred
    centre = centred * np.polyval(CENTRE[0], square) / np.polyval(CENTRE[1], square)
    root = np.sqrt(-2.0 * np.log(np.minimum(p, 1.0 - p)))
    tail = np.polyval(TAIL[0], root) / np.polyval(TAIL[1], root)
    return np.where(p < TAIL_BELOW, tail, np.where(p > 1.0 - TAIL_BELOW, -tail, centre))


def outages(world: types.SimpleNamespace, seed: int, first: int, count: int) -> tuple[np.ndarray, ...]:
    """Every outage of `count` replications from `first` on: driver, replication less `first`, week down, week up.

    Event by event, for all drivers and replications that have not yet left the horizon. The week in which a driver
    is up again may lie beyond the horizon.
    """
    stays_up, mu, sigma = laws(world)
    driver, replication = (index.ravel() for index in np.indices((DRIVERS, count)))
    week = np.zeros(driver.size, np.int64)
    found = []
    for event in range(WEEKS):
        number = np.asarray(replication + first, np.uint64)
        counter = (event, driver, number & np.uint64(0xFFFFFFFF), number >> np.uint64(32))
        words = philox(counter, (seed & 0xFFFFFFFF, seed >> 32))
        u1, u2 = (
            ((((high << np.uint64(32)) | low) >> np.uint64(11)) + 0.5) * 2.0**-53
            for low, high in (words[:2], words[2:])
        )
        down = week + 1 + (np.log(u1) / stays_up[driver]).astype(np.int64)
        stays = down < WEEKS
        if not stays.any():
            break
        driver, replication, down, u2 = driver[stays], replication[stays], down[stays], u2[stays]
        length = np.floor(np.exp(mu[driver] + sigma[driver] * quantile(u2)) + 0.5)
        week = down + np.maximum(length.astype(np.int64), 1)
        found.append((driver, replication, down, week))
    return tuple(np.concatenate(column) for column in zip(*found))


def close(name: str, value: float, published: float, tolerance: float) -> None:
    """Ends the program if a figure is not the published one."""
    if not abs(value - published) <= tolerance:
        raise SystemExit(f"{name} is {float(value)!r}, published is {float(published)!r}")


def check_specification() -> None:
    """Holds the network and the generator against the published figures."""
    world = network()
    for key, published in [
        ((SEED, 0), (0x9CEAF053, 0x77F5493B, 0x12BF50AD, 0x5742B3D7)),
        ((0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ]:
        for word, expected in zip(philox((0, 0, 0, 0), key), published):
            close("a word of Philox", int(word), expected, 0)
    for lead, expected in zip(world.lead[0][0], (7, 3, 1, 2, 4, 5, 6, 7)):
        close("a lead time", lead, expected, 0)
    close("the first share", world.share[0][0, 0], 0.058851937849500, 1e-15)
    close("the flow of mine 0", world.flow[0], 83.064578441056, 1e-12)
    close("the outage probability of mine 0", world.probability[0], 0.006766635776, 1e-12)
    close("the demand of region 0 in week 0", world.demand[0, 0], 129.381752957035, 1e-12)
    close("the target of node 12", world.target[12], 899.4948047119, 1e-10)


def check_results(unmet: np.ndarray, longest: np.ndarray) -> None:
    """Holds results of replications 0, 1, ... with the published seed against the published ones, as far as they go."""
    for replication in range(min(len(unmet), len(UNMET))):
        close(f"unmet demand of replication {replication}", unmet[replication], UNMET[replication], 1e-12)
        close(f"longest shortage of replication {replication}", longest[replication], LONGEST[replication], 0)
    if len(unmet) >= BATCH:
        close("mean unmet demand", unmet[:BATCH].mean(), BATCH_UNMET, 5e-9)
        close("mean longest shortage", longest[:BATCH].mean(), BATCH_LONGEST, 5e-5)


if __name__ == "__main__":
    check_specification()
    print(json.dumps({"lane_steps": LANE_STEPS}))
