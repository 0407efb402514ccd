//! Strategies and their actions.

use std::collections::{BTreeMap, BTreeSet};

use super::LONGEST;
use super::names::Names;
use crate::findings::Findings;
use crate::{Action, Problem, Scenario, Selector, Strategy, Table};

/// Name of doing nothing, which every scenario has.
pub(super) const NOTHING: &str = "none";
/// Largest release and refill, as a multiple of baseline use.
const LARGEST_RATE: f64 = 100.0;

/// A material in an economy, by their positions.
type Market = (usize, usize);

pub(super) fn check(scenario: &Scenario, names: &Names<'_>, findings: &mut Findings) {
    let ids = scenario
        .strategies
        .iter()
        .map(|strategy| strategy.id.as_str());
    findings.ids(Table::Strategies, "id", ids);
    let used = used(names);
    for (row, strategy) in scenario.strategies.iter().enumerate() {
        let place = (Table::Strategies, row);
        findings.need(strategy.id != NOTHING, place, "id", "id", || {
            format!("`{NOTHING}` is the strategy of doing nothing; choose another id")
        });
        alone(strategy, place, scenario, findings);
        levers(strategy, place, findings);
        // Actions that already hold a reserve, by what they hold.
        let mut held: BTreeMap<Market, usize> = BTreeMap::new();
        built_twice(strategy, place, findings);
        for (at, intervention) in strategy.actions.iter().enumerate() {
            let check = Check {
                names,
                used: &used,
                place,
                action: at,
            };
            check.action(&intervention.action, &mut held, findings);
            check.cost(intervention, findings);
        }
    }
}

/// What a strategy says of doing the same alone: another one of the scenario.
fn alone(strategy: &Strategy, place: (Table, usize), scenario: &Scenario, findings: &mut Findings) {
    let name = strategy.alone.as_str();
    let others = || {
        let ids = scenario.strategies.iter().map(|other| other.id.as_str());
        ids.filter(|id| *id != strategy.id)
    };
    if !name.is_empty() && !others().any(|id| id == name) {
        findings.unknown(place, "alone", "other strategy", name, others());
    }
}

/// Levers that cannot be told apart, set nothing or have no range.
fn levers(strategy: &Strategy, place: (Table, usize), findings: &mut Findings) {
    let mut moved: BTreeSet<&str> = BTreeSet::new();
    for (at, lever) in strategy.levers.iter().enumerate() {
        let first = strategy
            .levers
            .iter()
            .position(|other| other.id == lever.id);
        let id = format!("lever[{at}].id");
        findings.need(first == Some(at), place, &id, "duplicate", || {
            format!("this strategy already has a lever `{}`", lever.id)
        });
        let set = format!("lever[{at}].set");
        findings.need(!lever.sets.is_empty(), place, &set, "empty", || {
            "a lever that sets nothing does nothing".to_owned()
        });
        for (number, setting) in lever.sets.iter().enumerate() {
            let field = |name: &str| format!("lever[{at}].set[{number}].{name}");
            let (idle, full) = (setting.idle, setting.full);
            let ranges = idle.is_finite() && full.is_finite() && idle != full;
            findings.need(ranges, place, &field("full"), "range", || {
                format!("a lever needs a range: `idle` is {idle} and `full` is {full}")
            });
            let alone = moved.insert(&setting.path);
            findings.need(alone, place, &field("path"), "duplicate", || {
                format!("`{}` is moved twice: once is enough", setting.path)
            });
            let action = setting.path.starts_with("action[");
            findings.need(action, place, &field("path"), "reference", || {
                "a lever moves a number of one of the strategy's actions, such as \
                 `action[0].stockpile.target`"
                    .to_owned()
            });
        }
    }
}

/// Sites of one id that a strategy builds twice.
fn built_twice(strategy: &Strategy, place: (Table, usize), findings: &mut Findings) {
    let mut built: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, intervention) in strategy.actions.iter().enumerate() {
        let Action::NewCapacity { id, .. } = &intervention.action else {
            continue;
        };
        if let Some(first) = built.insert(id, at) {
            let field = format!("action[{at}].new_capacity.id");
            findings.need(false, place, &field, "duplicate", || {
                format!(
                    "action {} of this strategy already builds a site `{id}`",
                    first + 1
                )
            });
        }
    }
}

/// What plants and users take where.
fn used(names: &Names<'_>) -> BTreeSet<Market> {
    let world = names.world;
    let mut used = BTreeSet::new();
    for (site, takes) in world.sites.iter().zip(&names.takes) {
        if let Some(&economy) = names.economy_at.get(site.economy.as_str()) {
            used.extend(takes.iter().map(|&material| (economy, material)));
        }
    }
    used.extend(world.demands.iter().filter_map(|demand| {
        let economy = names.economy_at.get(demand.economy.as_str())?;
        Some((*economy, *names.material_at.get(demand.material.as_str())?))
    }));
    used
}

/// One action and where it stands.
pub(super) struct Check<'a> {
    pub(super) names: &'a Names<'a>,
    used: &'a BTreeSet<Market>,
    pub(super) place: (Table, usize),
    pub(super) action: usize,
}

impl Check<'_> {
    fn action(&self, action: &Action, held: &mut BTreeMap<Market, usize>, findings: &mut Findings) {
        match action {
            Action::Stockpile {
                holder,
                material,
                target,
                release,
                refill,
                ..
            } => {
                let field = format!("action[{}].stockpile", self.action);
                let markets = self.markets((holder, "holder"), material, &field, findings);
                self.twice(&markets, held, &field, findings);
                self.days(&field, "target", target.get(), findings);
                for (key, rate) in [("release", *release), ("refill", *refill)] {
                    let ok = (0.0..=LARGEST_RATE).contains(&rate);
                    findings.need(ok, self.place, &format!("{field}.{key}"), "range", || {
                        format!("`{key}` must be between 0 and {LARGEST_RATE}, got {rate}")
                    });
                }
            }
            Action::Buffer {
                economy,
                material,
                extra,
            } => {
                let field = format!("action[{}].buffer", self.action);
                self.markets((economy, "economy"), material, &field, findings);
                self.days(&field, "extra", extra.get(), findings);
            }
            _ => self.policy(action, findings),
        }
    }

    pub(super) fn days(&self, field: &str, key: &str, days: f64, findings: &mut Findings) {
        findings.need(
            days <= LONGEST,
            self.place,
            &format!("{field}.{key}"),
            "range",
            || format!("`{key}` must be at most {LONGEST} days, got {days} days"),
        );
    }

    /// What the selectors of an action take of what is used anywhere.
    pub(super) fn markets(
        &self,
        (economy, key): (&Selector, &str),
        material: &Selector,
        field: &str,
        findings: &mut Findings,
    ) -> Vec<Market> {
        let (names, place) = (self.names, self.place);
        let economies = names
            .economies
            .chosen(economy, place, &format!("{field}.{key}"), findings);
        let path = format!("{field}.material");
        let materials = names.materials.chosen(material, place, &path, findings);
        let (Some(economies), Some(materials)) = (economies, materials) else {
            return Vec::new();
        };
        let taken: Vec<Market> = self
            .used
            .iter()
            .copied()
            .filter(|&(e, m)| economies[e] && materials[m])
            .collect();
        findings.need(!taken.is_empty(), place, field, "selection", || {
            "nothing is selected: no plant or user there takes any of these materials".to_owned()
        });
        taken
    }

    /// An economy holds one reserve of a material; two actions of a strategy would make two.
    fn twice(
        &self,
        markets: &[Market],
        held: &mut BTreeMap<Market, usize>,
        field: &str,
        findings: &mut Findings,
    ) {
        let again = markets
            .iter()
            .find_map(|market| Some((*market, *held.get(market)?)));
        if let Some(((economy, material), first)) = again {
            let world = self.names.world;
            let message = format!(
                "{} already holds `{}` by action {} of this strategy",
                world.economies[economy].id,
                world.materials[material].id,
                first + 1
            );
            let (table, row) = self.place;
            findings.push(Problem::new(table, row, field, "duplicate", message));
        }
        for market in markets {
            held.entry(*market).or_insert(self.action);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{days, refusals, scenario, share, world};
    use crate::{Intervention, Lever, Setting, Strategy};

    fn told(strategies: Vec<Strategy>) -> Vec<(String, &'static str)> {
        let mut scenario = scenario();
        scenario.strategies = strategies;
        refusals(&scenario)
    }

    fn strategy(id: &str, actions: Vec<Action>) -> Strategy {
        Strategy {
            id: id.to_owned(),
            title: String::new(),
            alone: String::new(),
            levers: Vec::new(),
            actions: actions.into_iter().map(Intervention::free).collect(),
        }
    }

    fn stockpile(holder: &str, material: &str) -> Action {
        Action::Stockpile {
            holder: Selector::of(&[holder]),
            material: Selector::of(&[material]),
            target: days(180.0),
            filled: share(1.0),
            pooled: false,
            trigger: share(0.05),
            trigger_cover: None,
            release: 1.0,
            refill: 0.25,
        }
    }

    fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
        vec![(field.to_owned(), code)]
    }

    #[test]
    fn ids_of_strategies_are_given_once_and_none_is_taken() {
        assert_eq!(told(vec![strategy("none", Vec::new())]), one("id", "id"));
        let twice = vec![strategy("a", Vec::new()), strategy("a", Vec::new())];
        assert_eq!(told(twice), one("id", "duplicate"));
    }

    fn lever(id: &str, settings: &[(&str, f64, f64)]) -> Lever {
        let setting = |&(path, idle, full): &(&str, f64, f64)| Setting {
            path: path.to_owned(),
            idle,
            full,
            unit: "days".to_owned(),
        };
        Lever {
            id: id.to_owned(),
            title: String::new(),
            sets: settings.iter().map(setting).collect(),
        }
    }

    #[test]
    fn levers_have_ids_of_their_own_a_range_and_something_that_no_other_moves() {
        let of = |levers: Vec<Lever>| {
            let mut one = strategy("a", vec![stockpile("JP", "oxide")]);
            one.levers = levers;
            told(vec![one])
        };
        let path = "action[0].stockpile.target";
        let other = "action[0].stockpile.filled";
        let days = (path, 0.0, 90.0);
        assert_eq!(
            of(vec![lever("x", &[days]), lever("y", &[(other, 1.0, 0.5)])]),
            []
        );
        assert_eq!(
            of(vec![lever("x", &[days]), lever("x", &[(other, 0.0, 1.0)])]),
            one("lever[1].id", "duplicate")
        );
        assert_eq!(of(vec![lever("x", &[])]), one("lever[0].set", "empty"));
        assert_eq!(
            of(vec![lever("x", &[(path, 7.0, 7.0)])]),
            one("lever[0].set[0].full", "range")
        );
        assert_eq!(
            of(vec![lever("x", &[("run.seed", 0.0, 1.0)])]),
            one("lever[0].set[0].path", "reference")
        );
        assert_eq!(
            of(vec![lever("x", &[days]), lever("y", &[days])]),
            one("lever[1].set[0].path", "duplicate")
        );
    }

    #[test]
    fn what_a_lever_is_set_to_is_told_to_five_digits() {
        let set = |idle, full, unit: &str| Setting {
            path: String::new(),
            idle,
            full,
            unit: unit.to_owned(),
        };
        assert_eq!(set(0.0, 180.0, "days").text(0.25), "45 days");
        assert_eq!(set(0.0, 180.0, "days").toml(0.123_456), "\"22.22 days\"");
        assert_eq!(set(1.0, 0.6, "").text(0.5), "0.8");
        assert_eq!(set(0.0, 140.0, "").toml(0.5), "70.0");
    }

    #[test]
    fn a_reserve_of_what_nobody_uses_there_is_refused() {
        let of = |holder, material| told(vec![strategy("a", vec![stockpile(holder, material)])]);
        assert_eq!(of("JP", "oxide"), []);
        assert_eq!(of("bloc:quad", "stage:magnet"), []);
        assert_eq!(of("US", "oxide"), one("action[0].stockpile", "selection"));
        assert_eq!(
            of("KR", "oxide"),
            one("action[0].stockpile.holder.any[0]", "reference")
        );
        assert_eq!(
            of("JP", "oxid"),
            one("action[0].stockpile.material.any[0]", "reference")
        );
    }

    #[test]
    fn two_reserves_of_one_material_in_one_economy_are_refused() {
        let overlapping = vec![stockpile("JP", "oxide"), stockpile("bloc:quad", "*")];
        assert_eq!(
            told(vec![strategy("a", overlapping)]),
            one("action[1].stockpile", "duplicate")
        );
        let apart = vec![
            strategy("a", vec![stockpile("JP", "oxide")]),
            strategy("b", vec![stockpile("JP", "oxide")]),
        ];
        assert_eq!(told(apart), []);
    }

    #[test]
    fn two_sites_of_one_id_in_one_strategy_are_refused() {
        let site = |id: &str| Action::NewCapacity {
            id: id.to_owned(),
            like: crate::samples::world().sites[0].id.clone(),
            economy: "JP".to_owned(),
            capacity: crate::TonnesPerYear::new(10.0).unwrap(),
            start: jiff::civil::date(2026, 1, 5),
            delay_median: days(0.0),
            delay_q90: days(0.0),
            ramp: Vec::new(),
            trigger: None,
        };
        let told_of = |ids: [&str; 2]| told(vec![strategy("a", ids.map(site).into())]);
        assert_eq!(told_of(["x", "y"]), []);
        assert_eq!(
            told_of(["x", "x"]),
            one("action[1].new_capacity.id", "duplicate")
        );
    }

    #[test]
    fn sizes_and_rates_are_bounded() {
        let action = Action::Stockpile {
            holder: Selector::of(&["JP"]),
            material: Selector::of(&["oxide"]),
            target: days(3653.0),
            filled: share(1.0),
            pooled: false,
            trigger: share(0.05),
            trigger_cover: None,
            release: -1.0,
            refill: f64::NAN,
        };
        let fields: Vec<String> = told(vec![strategy("a", vec![action])])
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        let base = "action[0].stockpile";
        assert_eq!(
            fields,
            ["target", "release", "refill"].map(|key| format!("{base}.{key}"))
        );
    }

    #[test]
    fn a_buffer_must_meet_a_consumer_and_end() {
        let buffer = |economy: &str, extra| Action::Buffer {
            economy: Selector::of(&[economy]),
            material: Selector::of(&["magnet"]),
            extra: days(extra),
        };
        assert_eq!(told(vec![strategy("a", vec![buffer("US", 60.0)])]), []);
        let nobody = told(vec![strategy("a", vec![buffer("CN", 60.0)])]);
        assert_eq!(nobody, one("action[0].buffer", "selection"));
        let long = told(vec![strategy("a", vec![buffer("US", 4000.0)])]);
        assert_eq!(long, one("action[0].buffer.extra", "range"));
    }

    #[test]
    fn the_name_of_an_unknown_holder_is_told_with_the_nearest() {
        let mut scenario = scenario();
        scenario.strategies = vec![strategy("a", vec![stockpile("bloc:qad", "oxide")])];
        assert!(scenario.problems(&world())[0].hint.contains("`bloc:quad`"));
    }
}
