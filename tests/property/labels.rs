//! Law 6: neither names nor the order of rows mean anything.

use std::collections::BTreeMap;

use monazite_engine::{Indicator, RunResult};
use monazite_model::{Effect, Scenario, Selector, Status, World};
use monazite_tests::bits::{column_difference, difference};
use monazite_tests::run::{futures, plan};
use monazite_tests::toy::{Toy, ban};
use proptest::prelude::*;

use super::cases;
use super::stillness::calm;
use super::worlds::case;

/// Fisher-Yates with a multiplicative generator: any order of rows will do, statistics do not matter.
struct Shuffler(u64);

impl Shuffler {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn mix<T>(&mut self, rows: &mut [T]) {
        for at in (1..rows.len()).rev() {
            rows.swap(at, self.below(at + 1));
        }
    }

    fn tables(&mut self, world: &mut World, scenario: &mut Scenario) {
        self.mix(&mut world.economies);
        self.mix(&mut world.blocs);
        self.mix(&mut world.choke_points);
        self.mix(&mut world.materials);
        self.mix(&mut world.recipes);
        for recipe in &mut world.recipes {
            self.mix(&mut recipe.inputs);
            self.mix(&mut recipe.outputs);
        }
        self.mix(&mut world.sites);
        self.mix(&mut world.activities);
        self.mix(&mut world.trade);
        self.mix(&mut world.demands);
        self.mix(&mut world.reserves);
        self.mix(&mut scenario.hazards);
    }
}

/// Gives every row another name; `site` and `rest` say which.
struct Names<'a> {
    site: &'a dyn Fn(&str) -> String,
    rest: &'a dyn Fn(&str) -> String,
}

impl Names<'_> {
    fn apply(&self, toy: &mut Toy) {
        let (site, rest) = (self.site, self.rest);
        let rename = |id: &mut String| *id = rest(id);
        let world = &mut toy.world;
        for economy in &mut world.economies {
            rename(&mut economy.id);
        }
        for bloc in &mut world.blocs {
            rename(&mut bloc.economy);
        }
        for material in &mut world.materials {
            rename(&mut material.id);
        }
        for recipe in &mut world.recipes {
            rename(&mut recipe.id);
            for flow in recipe.inputs.iter_mut().chain(&mut recipe.outputs) {
                rename(&mut flow.material);
            }
        }
        for row in &mut world.sites {
            row.id = site(&row.id);
            rename(&mut row.economy);
            // The delay of a project is drawn under its name: here it is certain.
            if let Status::Planned {
                delay_median,
                delay_q90,
                ..
            } = &mut row.status
            {
                *delay_q90 = *delay_median;
            }
        }
        for activity in &mut world.activities {
            activity.site = site(&activity.site);
            rename(&mut activity.recipe);
        }
        for row in &mut world.trade {
            for id in [
                &mut row.id,
                &mut row.material,
                &mut row.origin,
                &mut row.destination,
            ] {
                rename(id);
            }
        }
        for demand in &mut world.demands {
            for id in [&mut demand.id, &mut demand.economy, &mut demand.material] {
                rename(id);
            }
        }
        for reserve in &mut world.reserves {
            for id in [&mut reserve.id, &mut reserve.holder, &mut reserve.material] {
                rename(id);
            }
        }
        for hazard in &mut toy.scenario.hazards {
            hazard
                .effects
                .iter_mut()
                .for_each(|effect| self.effect(effect));
        }
    }

    fn effect(&self, effect: &mut Effect) {
        let each = |selector: &mut Selector, name: &dyn Fn(&str) -> String| {
            for pattern in selector
                .include
                .iter_mut()
                .filter(|pattern| !pattern.contains(':'))
            {
                *pattern = name(pattern);
            }
        };
        let rest = |selector: &mut Selector| each(selector, self.rest);
        match effect {
            Effect::Capacity(filter) => {
                rest(&mut filter.economy);
                rest(&mut filter.material);
                each(&mut filter.site, self.site);
            }
            Effect::Export { lanes, .. }
            | Effect::Licensing { lanes, .. }
            | Effect::Transit { lanes, .. } => {
                rest(&mut lanes.origin);
                rest(&mut lanes.destination);
                rest(&mut lanes.material);
            }
            Effect::Demand { demands, .. } => rest(&mut demands.economy),
            Effect::StockLoss(filter) => rest(&mut filter.economy),
            Effect::Price { material, .. } => rest(material),
            Effect::Route { .. } => {}
        }
    }
}

/// Takes the prefix off the labels of columns.
fn stripped(mut result: RunResult, prefix: &str) -> RunResult {
    for column in &mut result.columns {
        for label in [&mut column.scope.economy, &mut column.scope.material] {
            if let Some(bare) = label.strip_prefix(prefix) {
                *label = bare.to_owned();
            }
        }
    }
    result
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn the_order_of_rows_changes_no_bit(case in case(), order in any::<u64>()) {
        let toy = case.toy();
        let mut mixed = toy.clone();
        Shuffler(order).tables(&mut mixed.world, &mut mixed.scenario);
        prop_assert_eq!(difference(&futures(&plan(&toy), 6), &futures(&plan(&mixed), 6)), None);
    }

    #[test]
    fn names_that_sort_alike_change_no_bit(case in case()) {
        let (mut plain, mut named) = (case.toy(), case.toy());
        Names { site: &str::to_owned, rest: &str::to_owned }.apply(&mut plain);
        let prefixed = |id: &str| format!("x-{id}");
        Names { site: &|id| format!("site-of-{id}"), rest: &prefixed }.apply(&mut named);
        let named = stripped(futures(&plan(&named), 6), "x-");
        prop_assert_eq!(column_difference(&futures(&plan(&plain), 6).columns, &named.columns), None);
    }

    #[test]
    fn names_that_sort_otherwise_change_only_what_the_solver_rounds(case in case()) {
        let (mut plain, mut named) = (case.toy(), case.toy());
        Names { site: &str::to_owned, rest: &str::to_owned }.apply(&mut plain);
        let backwards = |id: &str| id.bytes().map(|b| char::from(b'z' - b % 26)).collect::<String>() + "-" + id;
        Names { site: &backwards, rest: &str::to_owned }.apply(&mut named);
        let (plain, named) = (futures(&plan(&plain), 2), futures(&plan(&named), 2));
        for (a, b) in plain.columns.iter().zip(&named.columns).filter(|(a, _)| a.indicator == Indicator::UnmetShare) {
            let apart = a.values.iter().zip(&b.values).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
            prop_assert!(apart < 1e-6, "{:?}: {:?} against {:?}", a.scope, a.values, b.values);
        }
    }
}

#[test]
fn rows_that_trade_places_with_what_they_say_are_found() {
    // The same rows with the covers of two demands exchanged: another world, and seen as one.
    let toy = calm().toy().hazard("ban", 4.0, 20.0, ban("CN"));
    let mut mixed = toy.clone();
    let covers: BTreeMap<String, _> = toy
        .world
        .demands
        .iter()
        .map(|demand| (demand.id.clone(), demand.cover))
        .collect();
    mixed.world.demands[0].cover = covers[&toy.world.demands[2].id];
    mixed.world.demands[2].cover = covers[&toy.world.demands[0].id];
    assert!(difference(&futures(&plan(&toy), 1), &futures(&plan(&mixed), 1)).is_some());
}

#[test]
fn the_shuffler_moves_rows_and_loses_none() {
    let mut rows: Vec<u32> = (0..20).collect();
    Shuffler(3).mix(&mut rows);
    assert_ne!(rows, (0..20).collect::<Vec<_>>());
    rows.sort_unstable();
    assert_eq!(rows, (0..20).collect::<Vec<_>>());
}
