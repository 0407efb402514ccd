//! A block of replications through the whole horizon.
#![allow(clippy::inline_always)] // a call that survives runs without the instruction set, see `simd`

use super::simd::{Block, Lanes, Simd};
use super::stage;
use super::state::{BUYERS, SLOTS, State};
use super::tables::Tables;
use super::toggles::Toggles;
use crate::ref_workload::network::{REGIONS, STAGE_SIZE, STAGE_START, WEEKS};

/// What a block adds up, one figure per replication.
pub(super) struct BlockSums {
    /// Demand not met, in tonnes.
    pub(super) unmet: Block,
    /// Longest run of short weeks.
    pub(super) longest_run: Block,
}

/// Simulates one block from the steady state in `state`.
#[inline(always)]
pub(super) fn simulate<X: Simd, const C: usize>(
    simd: X,
    tables: &Tables<C>,
    toggles: &Toggles,
    state: &mut State<C>,
) -> BlockSums {
    let mut sums = BlockSums {
        unmet: Block::ZERO,
        longest_run: Block::ZERO,
    };
    let mut scratch = stage::Scratch::new(simd.splat(0.0));
    let mut now = 0;
    for week in 0..WEEKS {
        toggles.apply(week, &mut state.up);
        receive(simd, now, state);
        dig(simd, tables, state);
        sell(simd, tables, week, state, &mut sums);
        stage::ship::<X, C, 12, 10>(simd, tables, &tables.mines, now, state, &mut scratch);
        stage::ship::<X, C, 10, 8>(simd, tables, &tables.separation, now, state, &mut scratch);
        stage::ship::<X, C, 8, 8>(simd, tables, &tables.metal, now, state, &mut scratch);
        stage::ship::<X, C, 8, 10>(simd, tables, &tables.magnets, now, state, &mut scratch);
        now = if now + 1 == SLOTS { 0 } else { now + 1 };
    }
    sums
}

/// Rule 1: this week's slot of the calendar moves into the stock.
#[inline(always)]
fn receive<X: Simd, const C: usize>(simd: X, now: usize, state: &mut State<C>) {
    for k in 0..C {
        let (_, stock) = state.stock[k].split_at_mut(STAGE_START[1]);
        let arrivals = &mut state.calendar[k][now];
        for j in 0..BUYERS {
            let arrived = simd.load(&arrivals[j]);
            (simd.load(&stock[j]) + arrived).store(&mut stock[j]);
            let in_transit = &mut state.in_transit[k][j];
            (simd.load(in_transit) - arrived).store(in_transit);
            simd.splat(0.0).store(&mut arrivals[j]);
        }
    }
}

/// Rule 2: mines that are up dig up to their ceiling.
#[inline(always)]
fn dig<X: Simd, const C: usize>(simd: X, tables: &Tables<C>, state: &mut State<C>) {
    for k in 0..C {
        for mine in 0..STAGE_SIZE[0] {
            let dug = simd.load(&state.up[mine]) * simd.splat(tables.dug[k][mine]);
            let stock = &mut state.stock[k][mine];
            (simd.load(stock) + dug)
                .min(simd.splat(tables.stock[k][mine]))
                .store(stock);
        }
    }
}

/// Rule 3: regions sell, and short weeks are counted.
#[inline(always)]
fn sell<X: Simd, const C: usize>(
    simd: X,
    tables: &Tables<C>,
    week: usize,
    state: &mut State<C>,
    sums: &mut BlockSums,
) {
    let mut unmet = simd.load(&sums.unmet);
    let mut longest = simd.load(&sums.longest_run);
    for region in 0..REGIONS {
        let mut sold = simd.splat(0.0);
        for k in 0..C {
            let demand = simd.splat(tables.demand[week][k][region]);
            let stock = &mut state.stock[k][STAGE_START[4] + region];
            let before = simd.load(stock);
            let sales = before.min(demand);
            (before - sales).store(stock);
            unmet = unmet + (demand - sales);
            sold = sold + sales;
        }
        let run = simd.load(&state.run[region]) + simd.splat(1.0);
        let run = run.where_less(sold, simd.splat(tables.short_below[week][region]));
        run.store(&mut state.run[region]);
        longest = longest.max(run);
    }
    unmet.store(&mut sums.unmet);
    longest.store(&mut sums.longest_run);
}
