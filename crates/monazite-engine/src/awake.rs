//! Lanes that take part: those of sellers that have started nowhere in a block sleep, and so do those
//! that are qualified nowhere in it.
//!
//! Such a lane is asked for nothing and carries nothing. All that changes is what its buyer remembers of
//! it. Before its seller has started that is the border between them, the same for every lane behind
//! that border: one number per border stands for all that sleep. What is remembered of an alternative
//! of a seller at work is what is remembered of that seller's other lanes. The passes over lanes
//! therefore skip both, to the same bits.

use std::ops::Range;

use crate::allocate::{self, Clocks};
use crate::lanes::Lanes;
use crate::plan::{Level, Opens, Plan, Route};

/// The lanes that are awake, and what those asleep remember.
pub(crate) struct Awake<const W: usize> {
    /// Routes of the lanes that are awake: those of a stock stand first in the room of all of its lanes.
    routes: Vec<Route>,
    /// By stock: those that end there.
    of: Vec<Range<usize>>,
    /// Phase whose shares the routes have.
    phase: usize,
    /// By planned site: whether its lanes are awake.
    begun: Vec<bool>,
    /// By row of the table of open factors: reliability of the lanes that sleep until a site starts.
    memory: Vec<Lanes<W>>,
    /// Buyers with alternatives that nobody may use yet, and when that changes first.
    waiting: Vec<Waiting>,
}

/// A buyer with alternatives that are not qualified in any replication.
struct Waiting {
    stock: usize,
    /// Steps of looking for alternatives after which one more may be used, at the earliest.
    looking: f64,
    /// Step from which one more may be used whether or not anybody looked.
    programme: u32,
}

impl<const W: usize> Awake<W> {
    /// Before the first step.
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            routes: plan.phases[0].routes.clone(),
            of: plan
                .stocks
                .iter()
                .map(|stock| stock.lanes.start..stock.lanes.start)
                .collect(),
            phase: usize::MAX,
            begun: vec![false; plan.planned.len()],
            memory: vec![Lanes::ONE; plan.signatures.open.len()],
            waiting: Vec::new(),
        }
    }

    /// Wakes, at the beginning of step `t`, the lanes whose sellers have started and those that have been
    /// qualified in any replication; gives the former the memory of those that slept as they did.
    pub(crate) fn wake(
        &mut self,
        plan: &Plan,
        phase: usize,
        clocks: &Clocks<'_, W>,
        reliability: &mut [Lanes<W>],
    ) {
        let day = f64::from(clocks.t) * plan.step_days;
        let started = |at: usize| clocks.start_day[at].0.iter().any(|start| *start <= day);
        let starting: Vec<usize> = (0..self.begun.len())
            .filter(|&at| !self.begun[at] && started(at))
            .collect();
        if !starting.is_empty() || phase != self.phase {
            for route in &plan.phases[phase].routes {
                let wakes = |site: u16| starting.contains(&usize::from(site));
                if route.sleeps.is_some_and(wakes) {
                    reliability[route.memory as usize] = self.memory[route.open as usize];
                }
            }
            for site in starting {
                self.begun[site] = true;
            }
            self.phase = phase;
            self.waiting.clear();
            for stock in 0..plan.stocks.len() {
                let waiting = self.choose(plan, stock, clocks);
                self.waiting.extend(waiting);
            }
            return;
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.retain_mut(|row| {
            let looking = clocks.looking[row.stock].0;
            let waits = clocks.t < row.programme && looking.iter().all(|x| *x <= row.looking);
            waits
                || self
                    .choose(plan, row.stock, clocks)
                    .map(|next| *row = next)
                    .is_some()
        });
        self.waiting = waiting;
    }

    /// Chooses the routes of a stock that take part, and says what the others wait for.
    fn choose(&mut self, plan: &Plan, stock: usize, clocks: &Clocks<'_, W>) -> Option<Waiting> {
        let room = plan.stocks[stock].lanes.clone();
        let mut next = room.start;
        let mut waiting: Option<Waiting> = None;
        for route in &plan.phases[self.phase].routes[room.clone()] {
            if asleep(&self.begun, route.sleeps) {
                continue;
            }
            if let Some((looking, programme)) = unqualified(plan, route, stock, clocks) {
                let row = waiting.get_or_insert(Waiting {
                    stock,
                    looking,
                    programme,
                });
                row.looking = row.looking.min(looking);
                row.programme = row.programme.min(programme);
                continue;
            }
            self.routes[next] = *route;
            next += 1;
        }
        self.of[stock] = room.start..next;
        waiting
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

    /// Routes that end in a stock of a level, and where they stand among those of the level.
    #[inline(always)]
    pub(crate) fn to(&self, stock: usize, level: &Level) -> (&[Route], Range<usize>) {
        let (start, end) = (self.of[stock].start, self.of[stock].end);
        let first = level.lanes.start;
        (&self.routes[start..end], start - first..end - first)
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

/// What a lane waits for that no replication may use yet: steps of looking in the quickest of them, and
/// the step of a programme. A lane that is remembered apart has to be looked at all the same.
fn unqualified<const W: usize>(
    plan: &Plan,
    route: &Route,
    stock: usize,
    clocks: &Clocks<'_, W>,
) -> Option<(f64, u32)> {
    if route.plain || route.apart {
        return None;
    }
    let Opens::AfterTrigger { wait, programme } = plan.gates[route.gate as usize].opens else {
        return None;
    };
    let (looking, wait) = (clocks.looking[stock], clocks.waits[wait as usize]);
    let open = clocks.t >= programme || (0..W).any(|w| looking[w] > wait[w]);
    (!open).then(|| (wait.0.into_iter().fold(f64::INFINITY, f64::min), programme))
}
