//! Borders: how much of what a lane is asked passes on to its seller.

use crate::lanes::Lanes;
use crate::plan::GatePlan;
use crate::state::{Factors, Queue};

/// Days of normal trade for which applications wait before they lapse.
pub(crate) const LAPSE_DAYS: f64 = 91.0;

/// What of `asked` and of the applications that wait is let through, in the replications in which the
/// lane needs a licence or applications wait; all of `asked` in the others. `normal` is the lane's
/// normal trade, `lapse` how many steps of it may wait.
#[inline(always)]
pub(super) fn licensed<const W: usize>(
    gate: &GatePlan,
    factors: &Factors<W>,
    (queue, idle): (&mut Queue<W>, &mut bool),
    asked: Lanes<W>,
    normal: Lanes<W>,
    lapse: f64,
) -> Lanes<W> {
    if *idle && factors.unlicensed[gate.licence as usize] {
        return asked;
    }
    let (through, kept) = (
        factors.through[gate.licence as usize],
        factors.kept[gate.licence as usize],
    );
    let regime = Lanes::ONE.select_above(through.min(kept), Lanes::ONE, queue.waiting);
    *idle = !regime.any_positive();
    if *idle {
        // What follows comes to this where nothing is licensed in any replication.
        queue.waiting = Lanes::ZERO;
        queue.served = Lanes::ONE;
        return asked;
    }
    let application = asked.min(normal);
    let in_hand = queue.waiting + application;
    let passing = in_hand * through * kept;
    let passed = regime.select_above(Lanes::ZERO, passing, asked);
    let left = (in_hand * (Lanes::ONE - through)).min(normal * lapse);
    queue.waiting = regime.select_above(Lanes::ZERO, left, Lanes::ZERO);
    let share = passed.select_above(application, Lanes::ONE, passed / application);
    queue.served = application.select_above(Lanes::ZERO, share, Lanes::ONE);
    passed
}

/// What of `asked` a border lets through that is open by the factor `open`. One that holds back a
/// share of trade holds it back of normal trade: ordering twice gets no more through.
#[inline(always)]
pub(super) fn restricted<const W: usize>(
    open: Lanes<W>,
    asked: Lanes<W>,
    normal: Lanes<W>,
) -> Lanes<W> {
    let passing = asked.min(normal);
    Lanes::ONE.select_above(open, passing, asked) * open
}
