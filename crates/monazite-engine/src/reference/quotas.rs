//! Quotas: a budget that grows while a quota is in force, and what leaves under it.

use super::world::{Twin, fill, larger};
use crate::plan::{LanePlan, Level};

impl Twin<'_> {
    /// Scales the lanes of each quota in force to what is left of its budget.
    pub(super) fn quotas(&mut self, level: &Level) {
        for &quota in &level.quotas {
            let row = &self.plan.quotas[quota];
            if !self.today.in_force(&[row.effect]) {
                self.budgets[quota] = 0.0;
                continue;
            }
            let mut leaving = 0.0;
            for &at in &row.lanes {
                leaving += self.lanes[at].allocated;
            }
            let budget = self.budgets[quota] + row.per_step;
            let scale = fill(leaving, budget);
            for &at in &row.lanes {
                self.lanes[at].allocated *= scale;
            }
            self.budgets[quota] = larger(budget - leaving * scale, 0.0);
        }
    }

    /// Whether a quota on this lane is in force.
    pub(super) fn under_quota(&self, lane: &LanePlan) -> bool {
        lane.quotas
            .iter()
            .any(|&quota| self.today.in_force(&[self.plan.quotas[quota].effect]))
    }
}
