//! Random markets: prices, elasticities, costs, uncertain parameters, and policies over them.

use monazite_model::{
    Action, DemandFilter, Evidence, Grade, Intervention, Law, Market, Payer, PriceTrigger,
    Selector, TonnesPerYear, Uncertain, UsdPerKg,
};
use monazite_tests::toy::{days, share};

use super::Drawing;
use super::worlds::start_after;

impl Drawing {
    pub(super) fn market(&mut self) {
        let dice = &mut self.dice;
        for material in &mut self.toy.world.materials {
            if dice.chance(0.9) {
                material.price = UsdPerKg::new(dice.between(1.0, 60.0));
            }
        }
        for demand in &mut self.toy.world.demands {
            demand.elasticity = -*dice.pick(&[0.0, 0.1, 0.4]);
        }
        if dice.chance(0.25) {
            self.toy.scenario.market = Market::off();
            self.note("prices off");
            return;
        }
        // Costs a little below what sites earn, so that some close.
        for at in 0..self.toy.world.sites.len() {
            let earned = self.earned(at);
            if earned > 0.0 && self.dice.chance(0.6) {
                self.toy.world.sites[at].cash_cost = Some(earned * self.dice.between(0.7, 1.02));
                self.note("cash cost");
            }
        }
        let dice = &mut self.dice;
        self.toy.scenario.market = Market {
            prices: true,
            price_elasticity: dice.between(0.1, 1.5),
            stock_weight: dice.between(0.0, 1.0),
            price_time: days(dice.between(0.5, 120.0)),
            price_limit: dice.between(2.0, 50.0),
            demand_response: dice.chance(0.7),
            demand_lag: days(dice.between(0.5, 90.0)),
            supply_elasticity: *dice.pick(&[0.0, 0.1, 0.5]),
            supply_limit: dice.between(1.0, 1.5),
            closures: dice.chance(0.7),
            margin_time: days(dice.between(0.5, 60.0)),
            closure_time: days(dice.between(5.0, 60.0)),
            restart_time: days(dice.between(5.0, 60.0)),
            substitution: share(*dice.pick(&[0.0, 0.2, 0.6])),
            substitution_from: dice.between(1.0, 1.5),
            substitution_full: dice.between(2.0, 6.0),
            substitution_time: days(dice.between(0.5, 60.0)),
            return_time: days(dice.between(0.5, 200.0)),
            hoarding: *dice.pick(&[0.0, 0.5, 2.0]),
        };
        self.note("prices");
        if self.toy.scenario.market.hoarding > 0.0 {
            self.note("hoarding");
        }
        if self.toy.scenario.market.substitution.get() > 0.0 {
            self.note("substitution");
        }
    }

    /// USD per t of throughput at baseline prices, before cash cost.
    fn earned(&self, site: usize) -> f64 {
        let world = &self.toy.world;
        let id = &world.sites[site].id;
        let price = |material: &str| {
            let price = world.material(material).and_then(|row| row.price);
            price.map_or(f64::NAN, |price| price.get() * 1000.0)
        };
        let recipes = world.activities.iter().filter(|row| row.site == *id);
        let earned = recipes
            .filter_map(|row| world.recipe(&row.recipe))
            .map(|recipe| {
                let sum = |flows: &[monazite_model::RecipeFlow]| -> f64 {
                    flows
                        .iter()
                        .map(|flow| flow.coefficient * price(&flow.material))
                        .sum()
                };
                sum(&recipe.outputs) - sum(&recipe.inputs)
            });
        earned.fold(f64::INFINITY, f64::min)
    }

    /// Parameters that are drawn, of every kind.
    pub(super) fn uncertain(&mut self) {
        let hazard = self
            .toy
            .scenario
            .hazards
            .first()
            .map(|hazard| hazard.id.clone());
        let mut list = vec![
            ("market.price_elasticity".to_owned(), 0.1, 1.0),
            ("market.price_time".to_owned(), 1.0, 100.0),
            ("market.hoarding".to_owned(), 0.0, 1.0),
            ("market.substitution".to_owned(), 0.0, 0.5),
            ("market.supply_elasticity".to_owned(), 0.0, 0.5),
            ("market.demand_lag".to_owned(), 1.0, 60.0),
            ("market.stock_weight".to_owned(), 0.0, 1.0),
            ("demand[*].growth".to_owned(), 0.0, 0.3),
            ("demand[*].elasticity_scale".to_owned(), 0.5, 2.0),
            ("demand[*].cover_scale".to_owned(), 0.5, 1.5),
            ("trade[*].qualification_scale".to_owned(), 0.5, 2.0),
        ];
        if let Some(hazard) = hazard {
            for (key, low, high) in [
                ("leakage", 0.0, 0.3),
                ("refusal", 0.0, 0.6),
                ("approval_scale", 0.5, 1.5),
                ("rate_scale", 0.5, 1.5),
                ("duration_scale", 0.5, 1.5),
            ] {
                list.push((format!("hazard[{hazard}].{key}"), low, high));
            }
        }
        for (target, min, max) in list {
            if self.dice.chance(0.2) {
                self.note("uncertain");
                // A long tail goes beyond what a share may be.
                let law = if target.ends_with("leakage") {
                    Law::Lognormal {
                        median: max,
                        q90: 1.0,
                    }
                } else {
                    Law::Uniform { min, max }
                };
                self.toy.scenario.uncertain.push(Uncertain {
                    target,
                    law,
                    evidence: Evidence {
                        source: String::new(),
                        grade: Grade::C,
                    },
                });
            }
        }
    }

    /// Policies beyond stocks.
    pub(super) fn policies(&mut self, actions: &mut Vec<Intervention>) {
        let sites: Vec<(String, String, String)> = self
            .toy
            .world
            .activities
            .iter()
            .filter_map(|row| {
                let world = &self.toy.world;
                let made = world.recipe(&row.recipe)?.outputs.first()?.material.clone();
                let economy = world.site(&row.site)?.economy.clone();
                Some((row.site.clone(), economy, made))
            })
            .collect();
        let (site, economy, made) = self.dice.pick(&sites).clone();
        let demand = self.dice.pick(&self.toy.world.demands).clone();
        let when = start_after(self.dice.between(-20.0, 120.0) as i64);
        let later = start_after(self.dice.between(121.0, 300.0) as i64);
        let priced: Vec<String> = self
            .toy
            .world
            .materials
            .iter()
            .map(|material| material.id.clone())
            .collect();
        let dice = &mut self.dice;
        let all = Selector::all();
        let some: Vec<(&'static str, Action)> = vec![
            (
                "new capacity",
                Action::NewCapacity {
                    id: "new".to_owned(),
                    like: site.clone(),
                    economy,
                    capacity: TonnesPerYear::new(dice.between(50.0, 900.0)).expect("a rate"),
                    start: when,
                    delay_median: days(20.0),
                    delay_q90: days(60.0),
                    ramp: vec![0.5],
                    trigger: dice.chance(0.4).then(|| PriceTrigger {
                        material: dice.pick(&priced).clone(),
                        above: dice.between(0.9, 1.6),
                        lasting: days(dice.between(1.0, 30.0)),
                    }),
                },
            ),
            (
                "diversify",
                Action::Diversify {
                    economy: all.clone(),
                    material: all.clone(),
                    cap: share(dice.between(0.3, 1.0)),
                    by: when,
                },
            ),
            (
                "thrift",
                Action::Thrift {
                    demands: DemandFilter::default(),
                    reduction: share(dice.between(0.0, 0.5)),
                    from: when,
                    by: later,
                },
            ),
            (
                "substitute",
                Action::Substitute {
                    demands: DemandFilter::default(),
                    share: share(dice.between(0.1, 0.6)),
                },
            ),
            (
                "price floor",
                Action::PriceFloor {
                    site: Selector::of(&[site.as_str()]),
                    material: all.clone(),
                    price: UsdPerKg::new(dice.between(10.0, 80.0)).expect("a price"),
                    volume: None,
                    payer: *dice.pick(&[Payer::Public, Payer::Buyers]),
                    from: when,
                    until: dice.chance(0.5).then_some(later),
                },
            ),
            (
                "offtake",
                Action::Offtake {
                    site,
                    material: made,
                    volume: TonnesPerYear::new(dice.between(50.0, 900.0)).expect("a rate"),
                    price: UsdPerKg::new(dice.between(10.0, 80.0)).expect("a price"),
                    from: when,
                },
            ),
            (
                "recycle",
                Action::Recycle {
                    economy: all.clone(),
                    material: all.clone(),
                    collection: share(dice.between(0.1, 0.9)),
                    recovery: share(dice.between(0.1, 0.9)),
                    start: when,
                    ramp: vec![0.5],
                },
            ),
            (
                "contract",
                Action::Contract {
                    origin: all,
                    destination: Selector::of(&[demand.economy.as_str()]),
                    material: Selector::of(&[demand.material.as_str()]),
                    share: share(dice.between(0.1, 0.9)),
                    from: when,
                },
            ),
        ];
        for (feature, action) in some {
            if self.dice.chance(0.3) {
                self.note(feature);
                actions.push(Intervention::free(action));
            }
        }
    }
}
