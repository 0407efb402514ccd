//! Licences: applications wait, are decided, and some of the decided are refused.

use super::world::{Twin, larger, smaller};

/// Applications on one lane.
#[derive(Debug, Clone)]
pub(super) struct Applications {
    /// Waiting, t.
    pub(super) waiting: f64,
    /// Share of this step's applications that was let through.
    pub(super) granted: f64,
}

impl Twin<'_> {
    /// What of an order passes on to the seller. `normal` is the lane's normal trade.
    pub(super) fn licensed(&mut self, at: usize, ordered: f64, normal: f64) -> f64 {
        let lane = &self.plan.lanes[at];
        if lane.licence == 0 {
            return ordered;
        }
        let (g, k) = self.decided(lane.licence);
        let applications = &mut self.applications[lane.queue];
        let application = smaller(ordered, normal);
        if g >= 1.0 && k >= 1.0 && applications.waiting <= 0.0 {
            applications.waiting = 0.0;
            applications.granted = if application > 0.0 {
                smaller(1.0, ordered / application)
            } else {
                1.0
            };
            return ordered;
        }
        let in_hand = applications.waiting + application;
        let passes = in_hand * g * k;
        applications.waiting = smaller(in_hand * (1.0 - g), normal * self.plan.lapse);
        applications.granted = if application > 0.0 {
            smaller(1.0, passes / application)
        } else {
            1.0
        };
        passes
    }

    /// Share of what is in hand that is decided, and share of that which is granted.
    pub(super) fn decided(&self, row: usize) -> (f64, f64) {
        let felt = &self.plan.signatures.licence[row];
        (self.today.factor(felt), self.today.granted(felt))
    }

    /// Share of the applications on a lane that was granted; 1 where it needs no licence.
    pub(super) fn granted(&self, at: usize) -> f64 {
        let lane = &self.plan.lanes[at];
        if lane.licence == 0 {
            1.0
        } else {
            larger(self.applications[lane.queue].granted, 0.0)
        }
    }
}
