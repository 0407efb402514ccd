//! Quotas: a budget that grows while a quota is in force, and what leaves under it.

use super::world::{Twin, fill, larger};
use crate::plan::{LanePlan, Level};

impl Twin<'_> {
    /// Scales the lanes of each quota in force to what is left of its budget; then takes from the
    /// budgets what leaves after all quotas have spoken.
    pub(super) fn quotas(&mut self, level: &Level) {
        for &quota in &level.quotas {
            let row = &self.plan.quotas[quota];
            if !self.today.in_force(&[row.effect]) {
                self.budgets[quota] = 0.0;
                continue;
            }
            let leaving = self.leaving(quota);
            self.budgets[quota] += row.per_step;
            let scale = larger(fill(leaving, self.budgets[quota]), self.parameter(row.leak));
            for &at in &row.lanes {
                self.lanes[at].allocated *= scale;
                self.lanes[at].served *= scale;
            }
        }
        for &quota in &level.quotas {
            if self.today.in_force(&[self.plan.quotas[quota].effect]) {
                let left = self.budgets[quota] - self.leaving(quota);
                self.budgets[quota] = larger(left, 0.0);
            }
        }
    }

    /// What is allocated on the lanes of a quota.
    fn leaving(&self, quota: usize) -> f64 {
        let mut leaving = 0.0;
        for &at in &self.plan.quotas[quota].lanes {
            leaving += self.lanes[at].allocated;
        }
        leaving
    }

    /// Whether a quota on this lane is in force.
    pub(super) fn under_quota(&self, lane: &LanePlan) -> bool {
        lane.quotas
            .iter()
            .any(|&quota| self.today.in_force(&[self.plan.quotas[quota].effect]))
    }
}
