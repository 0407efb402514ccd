"""REF-1 in NumPy: all replications of a batch advance together, week by week; the last axis is the replication.

Sums over lanes are matrix products of the shares with tables (node, replication). A ban closes home -> foreign lanes
in some replications only, so every product that it touches has two parts: what home buyers see, and what foreign
buyers see of suppliers whose home part is zeroed where a ban holds. Nothing is computed lane by lane: shipments go
straight into the calendar of arrivals, by a product with the shares sorted by lead time. Every intermediate table
is allocated once.
"""

import types

import numpy as np

import measure
import ref


class Stage:
    """The lanes from one stage to the next, as matrices, and room for what passes over them.

    Tables with a pair as their second axis hold what suppliers fill of orders, and what they do for those who ask
    again: their slack at first, then what they grant.
    """

    def __init__(self, world: types.SimpleNamespace, s: int, count: int) -> None:
        share, lead = world.share[s], world.lead[s]
        sellers, buyers = share.shape
        self.home, self.home_buyers = ref.HOME[s], ref.HOME[s + 1]
        self.selling = slice(ref.START[s], ref.START[s] + sellers)
        self.buying = slice(ref.START[s + 1], ref.START[s + 1] + buyers)
        self.is_mines = s == 0
        self.capacity = world.capacity[self.selling, None] * (2.0 if self.is_mines else 1.0)
        self.to_home, self.to_foreign = (part.copy() for part in np.split(share, [self.home_buyers], axis=1))
        self.into = (self.to_home.T.copy(), self.to_foreign.T.copy())
        by_lead = np.stack([np.where(lead == weeks, share, 0.0).T for weeks in range(1, ref.SLOTS)], axis=1)
        parts = np.split(by_lead, [self.home_buyers])
        self.into_by_lead = (parts[0].reshape(-1, sellers), parts[1].reshape(-1, sellers))
        self.offer, self.abroad = np.empty((2, sellers, 2, count))
        self.served, self.limit, self.asked, self.asked_abroad = np.empty((4, sellers, count))
        self.filled = np.empty((buyers, 2, count))
        self.wanted = np.empty((buyers, 2, count))
        self.rest = np.empty((buyers, count))
        self.arriving = np.empty((buyers, ref.SLOTS - 1, 2, count))

    def asked_of_sellers(self, wanted: np.ndarray, is_open: np.ndarray) -> np.ndarray:
        """What each seller sees of a quantity that each buyer wants: sum of share * open * wanted."""
        np.matmul(self.to_home, wanted[: self.home_buyers], out=self.asked)
        np.matmul(self.to_foreign, wanted[self.home_buyers :], out=self.asked_abroad)
        self.asked_abroad[: self.home] *= is_open
        self.asked += self.asked_abroad
        return self.asked

    def seen_by_buyers(self, shares: tuple[np.ndarray, np.ndarray], is_open: np.ndarray, out: np.ndarray) -> None:
        """What buyers see of the offers: sum of share * open * offer, for each row of the shares of home buyers and
        of foreign ones."""
        into_home, into_foreign = shares
        np.multiply(self.offer[: self.home], is_open, out=self.abroad[: self.home])
        self.abroad[self.home :] = self.offer[self.home :]
        sellers, columns = self.offer.shape[0], 2 * self.offer.shape[2]
        rows = out.reshape(-1, columns)
        home_rows = into_home.shape[0]
        np.matmul(into_home, self.offer.reshape(sellers, columns), out=rows[:home_rows])
        np.matmul(into_foreign, self.abroad.reshape(sellers, columns), out=rows[home_rows:])

    def ship(self, state: "State", week: int, is_up: np.ndarray, is_open: np.ndarray) -> None:
        """Rule 5: suppliers serve orders, then share what they have left among those who ask again."""
        stock, served, limit, rest = state.stock[self.selling], self.served, self.limit, self.rest
        orders, again = self.wanted[:, 0], self.wanted[:, 1]
        orders[:] = state.orders[self.buying]

        asked = self.asked_of_sellers(state.orders[self.buying], is_open)
        if self.is_mines:
            np.minimum(stock, self.capacity, out=limit)
        else:
            np.multiply(is_up[self.selling], self.capacity, out=limit)
            np.minimum(limit, stock, out=limit)
        np.minimum(limit, asked, out=served)
        np.maximum(asked, ref.TINY, out=asked)
        np.divide(served, asked, out=self.offer[:, 0])
        np.subtract(limit, served, out=self.offer[:, 1])

        self.seen_by_buyers(self.into, is_open, self.filled)
        np.multiply(orders, self.filled[:, 0], out=rest)
        np.subtract(orders, rest, out=rest)
        np.maximum(rest, 0.0, out=rest)
        np.maximum(self.filled[:, 1], ref.TINY, out=again)
        rest /= again
        again[:] = rest

        asked = self.asked_of_sellers(rest, is_open)
        np.maximum(asked, 1.0, out=limit)
        self.offer[:, 1] /= limit
        stock -= served
        np.multiply(self.offer[:, 1], asked, out=served)
        stock -= served

        self.seen_by_buyers(self.into_by_lead, is_open, self.arriving)
        self.arriving *= self.wanted[:, None]
        shipped = self.arriving[:, :, 0]
        shipped += self.arriving[:, :, 1]
        # The slots of the weeks ahead are those after the current one, then those before it.
        current = week % ref.SLOTS
        calendar = state.calendar[self.buying]
        calendar[:, current + 1 :] += shipped[:, : ref.SLOTS - 1 - current]
        calendar[:, :current] += shipped[:, ref.SLOTS - 1 - current :]
        state.in_transit[self.buying] += shipped.sum(axis=1)


class State:
    """What changes from week to week; tables are (node, replication), mines place no orders."""

    def __init__(self, world: types.SimpleNamespace, count: int) -> None:
        self.stock = np.repeat(world.stock[:, None], count, axis=1)
        self.in_transit = np.zeros((ref.NODES, count))
        self.orders = np.zeros((ref.NODES, count))
        self.calendar = np.zeros((ref.NODES, ref.SLOTS, count))
        for s in range(4):
            nodes = slice(ref.START[s + 1], ref.START[s + 1] + ref.SIZE[s + 1])
            weekly = world.share[s] * world.flow[nodes]
            self.in_transit[nodes] = (weekly * world.lead[s]).sum(axis=0)[:, None]
            for week in range(ref.SLOTS - 1):
                self.calendar[nodes, week] = np.where(world.lead[s] > week, weekly, 0.0).sum(axis=0)[:, None]


def switches(world: types.SimpleNamespace, seed: int, first: int, count: int) -> tuple[np.ndarray, ...]:
    """When drivers change: positions in a flat (driver, replication) table, their new states, and where in both
    the changes of each week begin."""
    driver, replication, down, up = ref.outages(world, seed, first, count)
    week = np.minimum(np.concatenate([down, up]), ref.WEEKS).astype(np.int16)
    order = np.argsort(week, kind="stable")
    position = driver * count + replication
    return (
        np.concatenate([position, position])[order],
        np.repeat([0.0, 1.0], down.size)[order],
        np.searchsorted(week[order], np.arange(ref.WEEKS + 1)),
    )


def simulate(seed: int, first: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each replication from `first` on: the share of demand not met, the longest run of short weeks."""
    world = ref.network()
    state = State(world, count)
    stages = [Stage(world, s, count) for s in range(4)]
    position, new, begins = switches(world, seed, first, count)
    is_up = np.ones((ref.DRIVERS, count))
    unmet = np.zeros(count)
    run, longest = np.zeros((ref.REGIONS, count)), np.zeros((ref.REGIONS, count))
    mines, regions, buyers = slice(0, ref.SIZE[0]), slice(ref.START[4], ref.NODES), slice(ref.SIZE[0], ref.NODES)
    ceiling, dig = world.stock[mines, None], world.capacity[mines, None]
    target, order_max = world.target[buyers, None], world.order_max[buyers, None]
    orders, sold, short = state.orders[buyers], np.empty((ref.REGIONS, count)), np.empty((ref.REGIONS, count), bool)
    for week in range(ref.WEEKS):
        changes = slice(begins[week], begins[week + 1])
        is_up.reshape(-1)[position[changes]] = new[changes]
        arrived = state.calendar[:, week % ref.SLOTS]
        state.stock += arrived
        state.in_transit -= arrived
        arrived[:] = 0.0

        state.stock[mines] += is_up[mines] * dig
        np.minimum(state.stock[mines], ceiling, out=state.stock[mines])

        demand = world.demand[week][:, None]
        np.minimum(state.stock[regions], demand, out=sold)
        state.stock[regions] -= sold
        np.less(sold, ref.SHORT_BELOW * demand, out=short)
        unmet += (demand - sold).sum(axis=0)
        run += 1.0
        run *= short
        np.maximum(longest, run, out=longest)

        np.subtract(target, state.stock[buyers], out=orders)
        orders -= state.in_transit[buyers]
        np.maximum(orders, 0.0, out=orders)
        np.minimum(orders, order_max, out=orders)

        is_open = is_up[ref.BAN]
        for stage in stages:
            stage.ship(state, week, is_up, is_open)
    return unmet / world.demand_total, longest.max(axis=0).astype(np.int64)


if __name__ == "__main__":
    measure.main(simulate, block=1024)
