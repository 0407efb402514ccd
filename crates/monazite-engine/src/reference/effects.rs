//! Hazards: the strength of each occurrence in this step, and what follows from it.

use super::world::Twin;
use crate::hazards::Occurrence;
use crate::plan::{EffectKind, Plan};

/// What each effect does in this step, over all occurrences in force.
#[derive(Debug, Clone)]
pub(super) struct Today {
    factor: Vec<f64>,
    delay_days: Vec<f64>,
    granted: Vec<f64>,
    logarithm: Vec<f64>,
}

impl Today {
    /// A step in which nothing is in force.
    pub(super) fn at_rest(plan: &Plan) -> Self {
        let effects = plan.effects.len();
        Self {
            factor: vec![1.0; effects],
            delay_days: vec![0.0; effects],
            granted: vec![1.0; effects],
            logarithm: vec![0.0; effects],
        }
    }

    /// Factor on a thing that feels these effects: simultaneous factors multiply.
    pub(super) fn factor(&self, felt: &[usize]) -> f64 {
        let mut all = 1.0;
        for &effect in felt {
            all *= self.factor[effect];
        }
        all
    }

    /// Delay of a thing that feels these effects: simultaneous delays add.
    pub(super) fn delay_days(&self, felt: &[usize]) -> f64 {
        let mut all = 0.0;
        for &effect in felt {
            all += self.delay_days[effect];
        }
        all
    }

    /// Share of the decided applications that none of these refuses.
    pub(super) fn granted(&self, felt: &[usize]) -> f64 {
        let mut all = 1.0;
        for &effect in felt {
            all *= self.granted[effect];
        }
        all
    }

    /// Logarithm by which these move a price.
    pub(super) fn logarithm(&self, felt: &[usize]) -> f64 {
        let mut all = 0.0;
        for &effect in felt {
            all += self.logarithm[effect];
        }
        all
    }

    /// Whether any of these pauses or quotas is in force.
    pub(super) fn in_force(&self, felt: &[usize]) -> bool {
        felt.iter().any(|&effect| self.factor[effect] == 0.0)
    }
}

impl Twin<'_> {
    /// Destroys stocks where an occurrence starts, and works out the effects of this step.
    pub(super) fn hazards(&mut self, t: u32) {
        let plan = self.plan;
        let from = f64::from(t) * plan.step_days;
        let to = f64::from(t + 1) * plan.step_days;
        self.today = Today::at_rest(plan);
        let future = std::mem::take(&mut self.future);
        for occurrence in &future {
            let begun = occurrence.start < to;
            // What was lost before the run is not in the stocks that it starts with.
            if begun && occurrence.start >= from {
                self.stock_loss(occurrence);
            }
            if begun && occurrence.end() > from {
                self.act(occurrence, from, to);
            }
        }
        self.future = future;
    }

    fn stock_loss(&mut self, occurrence: &Occurrence) {
        let plan = self.plan;
        for effect in &plan.effects[plan.hazards[occurrence.hazard].effects.clone()] {
            let EffectKind::StockLoss { stocks } = &effect.kind else {
                continue;
            };
            for &stock in stocks {
                let lost = self.stocks[stock].held * occurrence.severity;
                self.stocks[stock].held -= lost;
                self.books[plan.stocks[stock].material].lost += lost;
            }
        }
    }

    /// Adds one occurrence to what is in force: s = severity x mean intensity over the step.
    fn act(&mut self, occurrence: &Occurrence, from: f64, to: f64) {
        let s = occurrence.severity * occurrence.intensity(from, to);
        let age = 0.5 * (from + to) - occurrence.start;
        for effect in self.plan.hazards[occurrence.hazard].effects.clone() {
            let kind = &self.plan.effects[effect].kind;
            self.today.factor[effect] *= self.factor(kind, s, age);
            match *kind {
                EffectKind::Route { delay, .. } => self.today.delay_days[effect] += s * delay,
                EffectKind::Price { log } => self.today.logarithm[effect] += s * log,
                EffectKind::Licence { refusal, leak, .. } => {
                    let bound = s * (1.0 - self.parameter(leak));
                    self.today.granted[effect] *= 1.0 - bound * self.parameter(refusal);
                }
                _ => {}
            }
        }
    }

    /// The table of effects of the model. Pauses and quotas are in force (0) or not (1).
    fn factor(&self, kind: &EffectKind, s: f64, age: f64) -> f64 {
        match *kind {
            // Capacity (rest 0), bans (rest 0), export factors and demands.
            EffectKind::Factor { rest, leak } => 1.0 - s * (1.0 - rest.max(self.parameter(leak))),
            EffectKind::Route { rest, .. } => 1.0 - s * (1.0 - rest),
            EffectKind::Licence {
                dead,
                initial,
                last,
                ramp,
                pace,
                leak,
                ..
            } => {
                let since = age - dead;
                let decided = if since < 0.0 {
                    0.0
                } else if since >= ramp {
                    last
                } else {
                    initial + (last - initial) * since / ramp
                };
                let a = (decided * self.parameter(pace)).min(1.0);
                let q = 1.0 - libm::pow(1.0 - a, self.plan.step_days / 28.0);
                1.0 - s * (1.0 - self.parameter(leak)) * (1.0 - q)
            }
            EffectKind::Quota | EffectKind::Hold if s > 0.0 => 0.0,
            EffectKind::Quota
            | EffectKind::Hold
            | EffectKind::StockLoss { .. }
            | EffectKind::Price { .. } => 1.0,
        }
    }
}
