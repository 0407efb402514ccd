//! Lanes that take part: those of sellers that have started nowhere in a block sleep.
//!
//! Before its seller has started, a lane is asked for nothing and carries nothing; all that changes is
//! what its buyer remembers of the border between them, and that is the same for every lane behind
//! that border. One number per border therefore stands for all that sleep, and the passes over lanes
//! skip them, to the same bits.

use std::ops::Range;

use crate::allocate;
use crate::lanes::Lanes;
use crate::plan::{Plan, Route};

/// The lanes that are awake, and what those asleep remember.
pub(crate) struct Awake<const W: usize> {
    /// Routes of the lanes that are awake, in the order of the plan.
    routes: Vec<Route>,
    /// By stock: those that end there.
    of: Vec<Range<usize>>,
    /// Phase whose shares the routes have.
    phase: usize,
    /// By planned site: whether its lanes are awake.
    begun: Vec<bool>,
    /// By row of the table of open factors: reliability of the lanes asleep.
    memory: Vec<Lanes<W>>,
}

impl<const W: usize> Awake<W> {
    /// Before the first step.
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            routes: Vec::with_capacity(plan.lanes.len()),
            of: vec![0..0; plan.stocks.len()],
            phase: usize::MAX,
            begun: vec![false; plan.planned.len()],
            memory: vec![Lanes::ONE; plan.signatures.open.len()],
        }
    }

    /// Wakes, at the beginning of step `t`, the lanes whose sellers have started in any replication,
    /// and gives them the memory of those that slept as they did.
    pub(crate) fn wake(
        &mut self,
        plan: &Plan,
        phase: usize,
        start_day: &[Lanes<W>],
        reliability: &mut [Lanes<W>],
        t: u32,
    ) {
        let day = f64::from(t) * plan.step_days;
        let starts =
            |at: usize| !self.begun[at] && start_day[at].0.iter().any(|start| *start <= day);
        let starting: Vec<usize> = (0..self.begun.len()).filter(|&at| starts(at)).collect();
        if starting.is_empty() && phase == self.phase {
            return;
        }
        let all = &plan.phases[phase].routes;
        for route in all {
            if route
                .sleeps
                .is_some_and(|site| starting.contains(&usize::from(site)))
            {
                reliability[route.memory as usize] = self.memory[route.open as usize];
            }
        }
        for site in starting {
            self.begun[site] = true;
        }
        self.phase = phase;
        self.routes.clear();
        let begun = &self.begun;
        let takes_part = |route: &&Route| !asleep(begun, route.sleeps);
        for (stock, of) in plan.stocks.iter().zip(&mut self.of) {
            let first = self.routes.len();
            self.routes
                .extend(all[stock.lanes.clone()].iter().filter(takes_part));
            *of = first..self.routes.len();
        }
    }

    /// What those asleep remember of a step, as [`crate::allocate`] does of the others: that all was
    /// served which the border let pass.
    #[inline(always)]
    pub(crate) fn remember(&mut self, plan: &Plan, open: &[Lanes<W>]) {
        // Row 0 is a border that is always open.
        for (memory, open) in self.memory.iter_mut().zip(open).skip(1) {
            *memory = allocate::remembered(plan, *memory, *open);
        }
    }

    /// Routes that end in a stock.
    #[inline(always)]
    pub(crate) fn to(&self, stock: usize) -> &[Route] {
        &self.routes[self.of[stock].clone()]
    }

    /// Routes that end in any of some stocks on end, in order.
    #[inline(always)]
    pub(crate) fn to_any(&self, stocks: Range<usize>) -> &[Route] {
        if stocks.is_empty() {
            return &[];
        }
        &self.routes[self.of[stocks.start].start..self.of[stocks.end - 1].end]
    }

    /// Reliability of a lane, given what is kept of those awake.
    pub(crate) fn reliability(
        &self,
        plan: &Plan,
        lane: usize,
        phase: usize,
        kept: &[Lanes<W>],
    ) -> Lanes<W> {
        let route = &plan.phases[phase].routes[lane];
        if asleep(&self.begun, route.sleeps) {
            self.memory[route.open as usize]
        } else {
            kept[route.memory as usize]
        }
    }
}

/// Whether a lane waits for a site of those that have not begun.
#[inline(always)]
fn asleep(begun: &[bool], sleeps: Option<u16>) -> bool {
    sleeps.is_some_and(|site| !begun[usize::from(site)])
}
