//! Markets of a plan.

use super::Builder;
use crate::plan::Plan;
use crate::plan::effects::Felt;

impl Builder<'_> {
    pub(super) fn market(&self, plan: &mut Plan, _felt: &Felt) {
        plan.market.on = self.scenario.market.prices;
    }
}
