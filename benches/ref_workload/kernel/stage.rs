//! Rules 4 and 5 of REF between two stages: orders, allocation, shipment.
//!
//! A ban closes the lanes from home suppliers to foreign buyers. So a vector comes twice: `open` as it is, and
//! `cut` as the other end of such a lane sees it. A home supplier looks at the cut buyers, where the foreign
//! ones are zero under a ban; a foreign buyer looks at the cut suppliers, where the home ones are.
#![allow(clippy::inline_always)] // a call that survives runs without the instruction set, see `simd`
#![allow(clippy::needless_range_loop)] // several arrays share each index; the loops are unrolled

use super::simd::{Lanes, Simd};
use super::state::State;
use super::tables::{Pair, Tables};
use crate::ref_workload::TINY;
use crate::ref_workload::events::BAN;
use crate::ref_workload::network::STAGE_START;

/// Nodes of the widest stage.
const WIDEST: usize = 12;

/// A vector over the nodes of a stage, as seen across an open border and across one closed to home goods.
#[derive(Clone, Copy)]
struct Sides<V> {
    open: [V; WIDEST],
    cut: [V; WIDEST],
}

impl<V: Lanes> Sides<V> {
    #[inline(always)]
    fn new(zero: V) -> Self {
        Self {
            open: [zero; WIDEST],
            cut: [zero; WIDEST],
        }
    }

    /// The vector from the one side or the other.
    #[inline(always)]
    fn side(&self, is_cut: bool) -> &[V; WIDEST] {
        if is_cut { &self.cut } else { &self.open }
    }

    /// Sets entry `n`; an exposed one is seen only as far as the border is open (1 or 0).
    #[inline(always)]
    fn set(&mut self, n: usize, value: V, is_exposed: bool, border_open: V) {
        self.open[n] = value;
        self.cut[n] = if is_exposed {
            value * border_open
        } else {
            value
        };
    }
}

/// The vectors that live within one call of [`ship`]; kept from call to call, because clearing them costs time.
pub(super) struct Scratch<V, const C: usize> {
    order: [Sides<V>; C],
    served: [[V; WIDEST]; C],
    fill: [Sides<V>; C],
    slack: [Sides<V>; C],
    again: Sides<V>,
    grant: Sides<V>,
}

impl<V: Lanes, const C: usize> Scratch<V, C> {
    /// Scratch space; what is in it does not matter.
    #[inline(always)]
    pub(super) fn new(zero: V) -> Self {
        let sides = Sides::new(zero);
        Self {
            order: [sides; C],
            served: [[zero; WIDEST]; C],
            fill: [sides; C],
            slack: [sides; C],
            again: sides,
            grant: sides,
        }
    }
}

/// Orders of the buyers of `pair`, then allocation and shipment by its suppliers.
///
/// The orders may be computed here, stage after stage, because the stages before changed only the suppliers'
/// stocks and the buyers' pipelines of other pairs.
#[inline(always)]
pub(super) fn ship<X: Simd, const C: usize, const S: usize, const D: usize>(
    simd: X,
    tables: &Tables<C>,
    pair: &Pair<C, S, D>,
    now: usize,
    state: &mut State<C>,
    scratch: &mut Scratch<X::V, C>,
) {
    let Scratch {
        order,
        served,
        fill,
        slack,
        again,
        grant,
    } = scratch;
    let zero = simd.splat(0.0);
    let tiny = simd.splat(TINY);
    let one = simd.splat(1.0);
    let border_open = simd.load(&state.up[BAN]);

    // Rule 4.
    let buyer_offset = pair.first_buyer - STAGE_START[1];
    for k in 0..C {
        for j in 0..D {
            let gap = simd.splat(tables.target[k][buyer_offset + j])
                - simd.load(&state.stock[k][pair.first_buyer + j])
                - simd.load(&state.in_transit[k][buyer_offset + j]);
            let limit = simd.splat(tables.order_max[k][buyer_offset + j]);
            let quantity = gap.max(zero).min(limit);
            order[k].set(j, quantity, j >= pair.home_buyers, border_open);
        }
    }

    // First round: what each supplier serves, and what it could serve beyond.
    for i in 0..S {
        let is_home = i < pair.home_suppliers;
        let node = pair.first_supplier + i;
        let capacity = if pair.first_supplier == 0 {
            simd.splat(2.0 * tables.capacity[node])
        } else {
            simd.load(&state.up[node]) * simd.splat(tables.capacity[node])
        };
        let mut asked = [zero; C];
        for k in 0..C {
            asked[k] = dot(simd, &pair.by_supplier[k][i], order[k].side(is_home));
        }
        let stock: [&_; C] = std::array::from_fn(|k| &state.stock[k][node]);
        let mut left = [zero; C];
        if C == 1 {
            // With one commodity both scalings are minima, and two divisions are saved.
            let stock = simd.load(stock[0]);
            served[0][i] = stock.min(asked[0]).min(capacity);
            left[0] = stock.min(capacity) - served[0][i];
        } else {
            let mut wanted = zero;
            for k in 0..C {
                served[k][i] = simd.load(stock[k]).min(asked[k]);
                wanted = wanted + served[k][i];
            }
            let scale = (capacity / wanted.max(tiny)).min(one);
            let (mut spare, mut left_total) = (zero, zero);
            for k in 0..C {
                served[k][i] = served[k][i] * scale;
                spare = spare + served[k][i];
                left[k] = simd.load(stock[k]) - served[k][i];
                left_total = left_total + left[k];
            }
            let usable = ((capacity - spare) / left_total.max(tiny)).min(one);
            for k in 0..C {
                left[k] = left[k] * usable;
            }
        }
        for k in 0..C {
            fill[k].set(i, served[k][i] / asked[k].max(tiny), is_home, border_open);
            slack[k].set(i, left[k], is_home, border_open);
        }
    }

    for k in 0..C {
        // Second round: buyers ask again for what was not filled, where there is slack.
        for j in 0..D {
            let is_foreign = j >= pair.home_buyers;
            let share = &pair.by_buyer[k][j];
            let filled = dot(simd, share, fill[k].side(is_foreign));
            let reachable = dot(simd, share, slack[k].side(is_foreign));
            let quantity = order[k].open[j];
            let rest = (quantity - quantity * filled).max(zero) / reachable.max(tiny);
            again.set(j, rest, is_foreign, border_open);
        }

        for i in 0..S {
            let is_home = i < pair.home_suppliers;
            let asked_again = dot(simd, &pair.by_supplier[k][i], again.side(is_home));
            let granted = slack[k].open[i] / asked_again.max(one);
            grant.set(i, granted, is_home, border_open);
            let stock = &mut state.stock[k][pair.first_supplier + i];
            (simd.load(stock) - (served[k][i] + granted * asked_again)).store(stock);
        }

        // Shipment, straight into the buyers' calendars.
        for j in 0..D {
            let is_foreign = j >= pair.home_buyers;
            let (fill, grant) = (fill[k].side(is_foreign), grant.side(is_foreign));
            let (quantity, rest) = (order[k].open[j], again.open[j]);
            let in_transit = &mut state.in_transit[k][buyer_offset + j];
            let mut under_way = simd.load(in_transit);
            for i in 0..S {
                let share = simd.splat(pair.by_buyer[k][j][i]);
                let shipped = share * (quantity * fill[i] + rest * grant[i]);
                let slot = usize::from(pair.arrival_slot[now][j][i]);
                let arrivals = &mut state.calendar[k][slot][buyer_offset + j];
                (simd.load(arrivals) + shipped).store(arrivals);
                under_way = under_way + shipped;
            }
            under_way.store(in_transit);
        }
    }
}

/// Sum of `share * vector`, in order of the index.
#[inline(always)]
fn dot<X: Simd, const N: usize>(simd: X, share: &[f64; N], vector: &[X::V; WIDEST]) -> X::V {
    let mut sum = simd.splat(share[0]) * vector[0];
    for n in 1..N {
        sum = sum + simd.splat(share[n]) * vector[n];
    }
    sum
}
