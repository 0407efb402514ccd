"""REF-1 compiled by Numba: replications in blocks of 64, innermost in every table and every loop.

This is the layout of our own kernel, as far as a compiler finds the vector instructions by itself. Tables are
(node, replication); shares are scalars; shipments go into a calendar of arrivals by destination. The border is taken
out of the loops over lanes: each vector that a ban can touch has two copies, as home and as foreign nodes see it.
"""

import math
import os

from llvmlite import binding

# LLVM uses half of the vector width on processors with AVX-512 unless told otherwise; here the whole is faster.
features = binding.get_host_cpu_features()
if features.get("avx512f"):
    os.environ["NUMBA_CPU_NAME"] = binding.get_host_cpu_name()
    os.environ["NUMBA_CPU_FEATURES"] = features.flatten() + ",-prefer-256-bit"

import numba
import numpy as np

import measure
import ref

BLOCK = 64
HOME, FOREIGN = 0, 1

WORLD = ref.network()
STAYS_UP, MU, SIGMA = ref.laws(WORLD)
CENTRE, TAIL = ref.CENTRE, ref.TAIL
SIZE, START, HOMES, TINY = ref.SIZE, ref.START, ref.HOME, ref.TINY
WEEKS, SLOTS, NODES, PRODUCERS, REGIONS = ref.WEEKS, ref.SLOTS, ref.NODES, ref.PRODUCERS, ref.REGIONS
SHARE, LEAD = np.zeros((4, 12, 10)), np.ones((4, 12, 10), np.int64)
for stage in range(4):
    SHARE[stage, : SIZE[stage], : SIZE[stage + 1]] = WORLD.share[stage]
    LEAD[stage, : SIZE[stage], : SIZE[stage + 1]] = WORLD.lead[stage]
CAPACITY, STOCK, TARGET, ORDER_MAX, DEMAND = WORLD.capacity, WORLD.stock, WORLD.target, WORLD.order_max, WORLD.demand
STEADY = WORLD.flow
compiled = numba.njit(fastmath={"contract"}, error_model="numpy", boundscheck=False)


@compiled
def polynomial(coefficients: tuple, x: float) -> float:
    """Horner's rule, highest power first."""
    total = 0.0
    for coefficient in coefficients:
        total = total * x + coefficient
    return total


@compiled
def quantile(p: float) -> float:
    """The normal quantile by Acklam's approximation."""
    if p < ref.TAIL_BELOW or p > 1.0 - ref.TAIL_BELOW:
        root = math.sqrt(-2.0 * math.log(min(p, 1.0 - p)))
        tail = polynomial(TAIL[0], root) / polynomial(TAIL[1], root)
        return tail if p < 0.5 else -tail
    centred = p - 0.5
    square = centred * centred
    return centred * polynomial(CENTRE[0], square) / polynomial(CENTRE[1], square)


@compiled
def uniforms(event: int, driver: int, replication: int, seed: int) -> tuple[float, float]:
    """The two uniforms in (0, 1) of an event: Philox4x32-10."""
    low = np.uint64(0xFFFFFFFF)
    c0, c1 = np.uint64(event), np.uint64(driver)
    c2, c3 = np.uint64(replication) & low, np.uint64(replication) >> np.uint64(32)
    k0, k1 = np.uint64(seed) & low, np.uint64(seed) >> np.uint64(32)
    for _ in range(10):
        first, second = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1 = (second >> np.uint64(32)) ^ c1 ^ k0, second & low
        c2, c3 = (first >> np.uint64(32)) ^ c3 ^ k1, first & low
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & low, (k1 + np.uint64(0xBB67AE85)) & low
    u1 = (np.float64(((c1 << np.uint64(32)) | c0) >> np.uint64(11)) + 0.5) * 2.0**-53
    u2 = (np.float64(((c3 << np.uint64(32)) | c2) >> np.uint64(11)) + 0.5) * 2.0**-53
    return u1, u2


@compiled
def draw_outages(seed: int, first: int, is_up: np.ndarray) -> None:
    """Fills the table (week, driver, replication) of what is up."""
    is_up[:] = 1.0
    for replication in range(is_up.shape[2]):
        for driver in range(ref.DRIVERS):
            week = 0
            for event in range(WEEKS):
                u1, u2 = uniforms(event, driver, first + replication, seed)
                down = week + 1 + int(math.log(u1) / STAYS_UP[driver])
                if down >= WEEKS:
                    break
                week = down + max(int(math.exp(MU[driver] + SIGMA[driver] * quantile(u2)) + 0.5), 1)
                for t in range(down, min(week, WEEKS)):
                    is_up[t, driver, replication] = 0.0


@compiled
def ask(s: int, wanted: np.ndarray, asked: np.ndarray) -> None:
    """What each seller sees of a quantity (its side of the border, buyer) that each buyer wants.

    Every stage has at least 8 nodes and an even number; a loop of constant length keeps the sum in a register.
    """
    for i in range(SIZE[s]):
        side = HOME if i < HOMES[s] else FOREIGN
        for r in range(BLOCK):
            total = 0.0
            for j in range(8):
                total += SHARE[s, i, j] * wanted[side, j, r]
            asked[i, r] = total
        for j in range(8, SIZE[s + 1], 2):
            for r in range(BLOCK):
                asked[i, r] += SHARE[s, i, j] * wanted[side, j, r] + SHARE[s, i, j + 1] * wanted[side, j + 1, r]


@compiled
def see(s: int, j: int, offer: np.ndarray, seen: np.ndarray) -> None:
    """What a buyer sees of a quantity (its side of the border, seller) that each seller offers."""
    side = HOME if j < HOMES[s + 1] else FOREIGN
    for r in range(BLOCK):
        total = 0.0
        for i in range(8):
            total += SHARE[s, i, j] * offer[side, i, r]
        seen[r] = total
    for i in range(8, SIZE[s], 2):
        for r in range(BLOCK):
            seen[r] += SHARE[s, i, j] * offer[side, i, r] + SHARE[s, i + 1, j] * offer[side, i + 1, r]


@compiled
def ship(s, week, stock, in_transit, orders, calendar, is_up, is_open, room):
    """Rule 5: suppliers serve orders, then share what they have left among those who ask again."""
    wanted, fill, slack, asked, served, seen = room
    for j in range(SIZE[s + 1]):
        for r in range(BLOCK):
            wanted[FOREIGN, j, r] = orders[START[s + 1] + j, r]
            wanted[HOME, j, r] = wanted[FOREIGN, j, r] * (1.0 if j < HOMES[s + 1] else is_open[r])
    ask(s, wanted, asked)
    for i in range(SIZE[s]):
        node = START[s] + i
        for r in range(BLOCK):
            capacity = 2.0 * CAPACITY[node] if s == 0 else CAPACITY[node] * is_up[node, r]
            limit = min(stock[node, r], capacity)
            served[i, r] = min(limit, asked[i, r])
            fill[HOME, i, r] = served[i, r] / max(asked[i, r], TINY)
            slack[HOME, i, r] = limit - served[i, r]
            passes = is_open[r] if i < HOMES[s] else 1.0
            fill[FOREIGN, i, r] = fill[HOME, i, r] * passes
            slack[FOREIGN, i, r] = slack[HOME, i, r] * passes
    for j in range(SIZE[s + 1]):
        see(s, j, fill, seen[0])
        see(s, j, slack, seen[1])
        for r in range(BLOCK):
            order = orders[START[s + 1] + j, r]
            again = max(order - order * seen[0, r], 0.0) / max(seen[1, r], TINY)
            wanted[FOREIGN, j, r] = again
            wanted[HOME, j, r] = again * (1.0 if j < HOMES[s + 1] else is_open[r])
    ask(s, wanted, asked)
    for i in range(SIZE[s]):
        for r in range(BLOCK):
            granted = slack[HOME, i, r] / max(asked[i, r], 1.0)
            stock[START[s] + i, r] -= served[i, r] + granted * asked[i, r]
            slack[HOME, i, r] = granted
            slack[FOREIGN, i, r] = granted * (is_open[r] if i < HOMES[s] else 1.0)
    for j in range(SIZE[s + 1]):
        node = START[s + 1] + j
        side = HOME if j < HOMES[s + 1] else FOREIGN
        for i in range(SIZE[s]):
            share, arrives = SHARE[s, i, j], (week + LEAD[s, i, j]) % SLOTS
            for r in range(BLOCK):
                shipped = share * (orders[node, r] * fill[side, i, r] + wanted[FOREIGN, j, r] * slack[side, i, r])
                calendar[arrives, node, r] += shipped
                in_transit[node, r] += shipped


@compiled
def zeros(rows: int) -> np.ndarray:
    """A table (row, replication) whose rows begin at multiples of 64 bytes, so that no vector straddles two lines of
    the cache."""
    room = np.zeros(rows * BLOCK + 8)
    first = (-room.ctypes.data % 64) // 8
    return room[first : first + rows * BLOCK].reshape(rows, BLOCK)


@compiled
def simulate_block(seed: int, first: int, unmet: np.ndarray, longest: np.ndarray) -> None:
    """Simulates BLOCK replications from `first` on."""
    is_up = zeros(WEEKS * ref.DRIVERS).reshape(WEEKS, ref.DRIVERS, BLOCK)
    draw_outages(seed, first, is_up)
    stock, in_transit, orders = zeros(NODES), zeros(NODES), zeros(NODES)
    calendar = zeros(SLOTS * NODES).reshape(SLOTS, NODES, BLOCK)
    sides = (2, 12, BLOCK)
    wanted, fill, slack = zeros(24).reshape(sides), zeros(24).reshape(sides), zeros(24).reshape(sides)
    asked, served, seen, run = zeros(12), zeros(12), zeros(2), zeros(REGIONS)
    for node in range(NODES):
        stock[node] = STOCK[node]
    for s in range(4):
        for j in range(SIZE[s + 1]):
            node = START[s + 1] + j
            for i in range(SIZE[s]):
                for week in range(LEAD[s, i, j]):
                    calendar[week, node] += SHARE[s, i, j] * STEADY[node]
                    in_transit[node] += SHARE[s, i, j] * STEADY[node]
    unmet[:] = 0.0
    longest[:] = 0.0
    for week in range(WEEKS):
        for node in range(NODES):
            arrived = calendar[week % SLOTS, node]
            for r in range(BLOCK):
                stock[node, r] += arrived[r]
                in_transit[node, r] -= arrived[r]
                arrived[r] = 0.0
        for mine in range(SIZE[0]):
            for r in range(BLOCK):
                stock[mine, r] = min(stock[mine, r] + is_up[week, mine, r] * CAPACITY[mine], STOCK[mine])
        for j in range(REGIONS):
            demand = DEMAND[week, j]
            for r in range(BLOCK):
                sold = min(stock[START[4] + j, r], demand)
                stock[START[4] + j, r] -= sold
                unmet[r] += demand - sold
                run[j, r] = run[j, r] + 1.0 if sold < ref.SHORT_BELOW * demand else 0.0
                longest[r] = max(longest[r], run[j, r])
        for node in range(SIZE[0], NODES):
            for r in range(BLOCK):
                gap = TARGET[node] - stock[node, r] - in_transit[node, r]
                orders[node, r] = min(max(gap, 0.0), ORDER_MAX[node])
        is_open = is_up[week, ref.BAN]
        room = (wanted, fill, slack, asked, served, seen)
        for s in range(4):
            ship(s, week, stock, in_transit, orders, calendar, is_up[week], is_open, room)


def simulate(seed: int, first: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each replication from `first` on: the share of demand not met, the longest run of short weeks."""
    blocks = -(-count // BLOCK)
    unmet, longest = np.empty((blocks, BLOCK)), np.empty((blocks, BLOCK))
    for block in range(blocks):
        simulate_block(seed, first + block * BLOCK, unmet[block], longest[block])
    return unmet.ravel()[:count] / WORLD.demand_total, longest.ravel()[:count].astype(np.int64)


if __name__ == "__main__":
    measure.main(simulate, block=1024)
