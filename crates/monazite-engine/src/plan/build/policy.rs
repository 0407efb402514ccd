//! What a strategy does to lanes, sites and demands.

use monazite_model::{Action, AllocationRule, Date, Demand, DemandFilter, Intervention, Selector};

use super::Builder;
use crate::plan::Plan;
use crate::plan::market::TriggerPlan;

impl Builder<'_> {
    /// Everything that the strategy does.
    pub(super) fn actions(&self) -> impl Iterator<Item = &Intervention> {
        self.strategy.iter().flat_map(|strategy| &strategy.actions)
    }

    /// First step that begins on or after a date; 0 for one before the run.
    pub(super) fn step_of(&self, date: Date) -> u32 {
        let days = f64::from((date - self.scenario.run.start).get_days());
        if days <= 0.0 {
            0
        } else {
            libm::ceil(days / self.dt - 1e-9) as u32
        }
    }

    pub(super) fn takes_economy(&self, selector: &Selector, economy: usize) -> bool {
        let names = self.world.economy_names(&self.world.economies[economy].id);
        selector.matches(&names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub(super) fn takes_material(&self, selector: &Selector, material: usize) -> bool {
        let good = &self.world.materials[material];
        selector.matches(&[&good.id, &format!("stage:{}", good.stage.word())])
    }

    fn takes_demand(&self, filter: &DemandFilter, demand: &Demand) -> bool {
        let economies = &self.world.economies;
        let economy = economies.iter().position(|e| e.id == demand.economy);
        let material = self
            .world
            .materials
            .iter()
            .position(|m| m.id == demand.material);
        economy.is_some_and(|at| self.takes_economy(&filter.economy, at))
            && material.is_some_and(|at| self.takes_material(&filter.material, at))
            && filter.sector.matches(&[&demand.sector])
    }

    /// The rule by which sellers ration: allies cannot be served first unless somebody is.
    pub(super) fn allocation(&self) -> AllocationRule {
        let rule = self.scenario.behaviour.allocation;
        let allied = self
            .actions()
            .any(|done| matches!(done.action, Action::AlliedSharing { .. }));
        if allied && rule == AllocationRule::ProRata {
            AllocationRule::Priority
        } else {
            rule
        }
    }

    /// Whether goods of one economy are at home in the other.
    pub(super) fn shares_home(&self, from: usize, to: usize) -> bool {
        let member = |bloc: &str, at: usize| {
            let id = &self.world.economies[at].id;
            self.world
                .blocs
                .iter()
                .any(|row| row.id == *bloc && row.economy == *id)
        };
        from == to
            || self.actions().any(|done| {
                matches!(&done.action, Action::AlliedSharing { bloc } if member(bloc, from) && member(bloc, to))
            })
    }

    /// First step from which a contract of the strategy covers goods of a material between two
    /// economies.
    pub(super) fn contracted(&self, from: usize, to: usize, material: usize) -> Option<u32> {
        let starts = self.actions().filter_map(|done| match &done.action {
            Action::Contract {
                origin,
                destination,
                material: goods,
                from: start,
                ..
            } if self.takes_economy(origin, from)
                && self.takes_economy(destination, to)
                && self.takes_material(goods, material) =>
            {
                Some(self.step_of(*start))
            }
            _ => None,
        });
        starts.min()
    }

    /// Share of a demand that users can replace, where the strategy says so.
    pub(super) fn replaceable(&self, demand: &Demand) -> Option<f64> {
        self.actions().find_map(|done| match &done.action {
            Action::Substitute { demands, share } if self.takes_demand(demands, demand) => {
                Some(share.get())
            }
            _ => None,
        })
    }

    /// Part of a demand that is left after all thrift, by step; empty for all of it.
    pub(super) fn thrifty(&self, demand: &Demand, steps: u32) -> Vec<f64> {
        let mut left = Vec::new();
        for part in self.actions().filter_map(|done| self.left(done, demand)) {
            left.resize(steps as usize, 1.0);
            for (step, left) in (0_u32..).zip(&mut left) {
                *left *= part(step);
            }
        }
        left
    }

    /// Part of a demand that one action of thrift leaves in a step; nothing if it leaves all of it.
    pub(super) fn left(
        &self,
        done: &Intervention,
        demand: &Demand,
    ) -> Option<impl Fn(u32) -> f64 + use<>> {
        let Action::Thrift {
            demands,
            reduction,
            from,
            by,
        } = &done.action
        else {
            return None;
        };
        let day = |date: Date| f64::from((date - self.scenario.run.start).get_days());
        let (from, by, dt, most) = (day(*from), day(*by), self.dt, reduction.get());
        let left = move |step: u32| {
            let now = f64::from(step) * dt;
            let done = if now >= by {
                1.0
            } else {
                ((now - from) / (by - from)).max(0.0)
            };
            1.0 - most * done
        };
        self.takes_demand(demands, demand).then_some(left)
    }

    /// The price that a planned site waits for.
    pub(super) fn triggers(&self, plan: &mut Plan, sites: &[usize]) {
        for (at, &site) in sites.iter().enumerate() {
            let id = &self.world.sites[site].id;
            let found = self.actions().find_map(|done| match &done.action {
                Action::NewCapacity {
                    id: own,
                    trigger: Some(trigger),
                    start,
                    ..
                } if own == id => Some((trigger, *start)),
                _ => None,
            });
            let Some((trigger, start)) = found else {
                continue;
            };
            let world = |cell: &crate::plan::market::CellPlan| {
                cell.zone == 1 && self.world.materials[cell.material].id == trigger.material
            };
            // Without prices there is nothing to wait for: the project goes ahead on its date.
            if let Some(cell) = plan.market.cells.iter().position(world) {
                plan.planned[at].trigger = Some(TriggerPlan {
                    cell,
                    above: trigger.above,
                    steps: f64::from(self.steps_up(trigger.lasting).max(1)),
                    from: self.step_of(start),
                });
            }
        }
    }

    /// Everything that the strategy does once the plan stands. `sites` are the planned ones.
    pub(super) fn policy(&self, plan: &mut Plan, sites: &[usize]) {
        self.triggers(plan, sites);
        self.phases(plan);
        self.supports(plan);
    }
}
