//! Reserves of the pack and of the strategy, with their refill lanes.

use std::collections::BTreeMap;

use monazite_model::{Action, Days};

use super::{Builder, Draft, DraftLane, DraftReserve, DraftStock};
use crate::plan::{Qualified, StockKind};

impl Builder<'_> {
    /// Reserves of the pack and of the strategy, with refill lanes from the holders' own suppliers.
    pub(super) fn add_reserves(&self, draft: &mut Draft, use_: &[f64]) {
        let mut reserves = Vec::new();
        for row in &self.world.reserves {
            let material = self
                .world
                .materials
                .iter()
                .position(|m| m.id == row.material);
            let economy = self.world.economies.iter().position(|e| e.id == row.holder);
            if let (Some(material), Some(economy)) = (material, economy) {
                reserves.push(DraftReserve {
                    id: row.id.clone(),
                    material,
                    economy,
                    economies: vec![economy],
                    stock: row.stock.get(),
                    target: row.stock.get(),
                    action: None,
                    trigger: row.trigger.get(),
                    cover: self.steps_of(row.trigger_cover),
                    release: self.per_step(row.release.get()),
                    refill: self.per_step(row.refill.get()),
                });
            }
        }
        for (action, done) in self.actions().enumerate() {
            let Action::Stockpile {
                holder,
                material,
                target,
                filled,
                pooled,
                trigger,
                trigger_cover,
                release,
                refill,
            } = &done.action
            else {
                continue;
            };
            let holders: Vec<usize> = (0..self.world.economies.len())
                .filter(|&economy| self.takes_economy(holder, economy))
                .collect();
            let groups: Vec<Vec<usize>> = if *pooled {
                vec![holders]
            } else {
                holders.into_iter().map(|economy| vec![economy]).collect()
            };
            for economies in groups {
                for (at, good) in self.world.materials.iter().enumerate() {
                    let used: f64 = draft
                        .stocks
                        .iter()
                        .zip(use_)
                        .filter(|(s, _)| {
                            economies.contains(&s.economy)
                                && s.material == at
                                && s.kind != StockKind::Output
                        })
                        .map(|(_, u)| u)
                        .sum();
                    if !self.takes_material(material, at) || used <= 0.0 {
                        continue;
                    }
                    let holder = &self.world.economies[economies[0]].id;
                    let full = used * target.get() / self.dt;
                    reserves.push(DraftReserve {
                        id: format!("stockpile-{holder}-{}", good.id),
                        material: at,
                        economy: economies[0],
                        economies: economies.clone(),
                        stock: full * filled.get(),
                        target: full,
                        action: Some(action),
                        trigger: trigger.get(),
                        cover: self.steps_of(*trigger_cover),
                        release: used * release,
                        refill: used * refill,
                    });
                }
            }
        }
        // Nobody orders a pushed material, so no reserve of it could be filled or would release.
        reserves.retain(|reserve| !self.pushed(reserve.material));
        for (at, reserve) in reserves.iter().enumerate() {
            let to = draft.stocks.len();
            let mut from: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
            for lane in &draft.lanes {
                let buyer = &draft.stocks[lane.to];
                if reserve.economies.contains(&buyer.economy)
                    && buyer.material == reserve.material
                    && lane.flow > 0.0
                {
                    from.entry(lane.from).or_insert((lane.trade, 0.0)).1 += lane.flow;
                }
            }
            let whole: f64 = from.values().map(|(_, flow)| flow).sum();
            draft.stocks.push(DraftStock {
                kind: StockKind::Reserve,
                material: reserve.material,
                economy: reserve.economy,
                place: at,
            });
            draft
                .lanes
                .extend(from.into_iter().map(|(seller, (trade, flow))| DraftLane {
                    trade,
                    from: seller,
                    to,
                    share: flow / whole,
                    baseline_share: 0.0,
                    flow: 0.0,
                    qualified: Qualified::Always,
                }));
        }
        draft.reserves = reserves;
    }

    /// A time in steps; none is 0.
    fn steps_of(&self, time: Option<Days>) -> f64 {
        time.map_or(0.0, |time| time.get() / self.dt)
    }
}
