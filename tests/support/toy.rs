//! Small worlds with answers that can be worked by hand.
//!
//! Rates are given in tonnes per step of seven days, so that the numbers of a test stay round.

use monazite_model::{
    Action, Activity, Basis, Behaviour, DAYS_PER_YEAR, Date, Days, Demand, Economy, Effect,
    Evidence, ExportLimit, Grade, Hazard, Intervention, LaneFilter, Law, Material, PriceZone,
    Profile, Recipe, RecipeFlow, RunSpec, Scenario, Share, Site, SiteFilter, Source, Stage, Status,
    Strategy, TonnesPerYear, Trade, TradeKind, Unmet, UsdPerKg, World,
};

/// Days per step of the toy worlds.
pub const STEP: f64 = 7.0;
/// First day of the toy runs: a Monday.
pub const START: Date = jiff_date(2026, 1, 5);

const fn jiff_date(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

/// Days from a number.
pub fn days(value: f64) -> Days {
    Days::new(value).expect("a span")
}

/// A share from a number.
pub fn share(value: f64) -> Share {
    Share::new(value).expect("a share")
}

/// Tonnes per year from tonnes per step.
pub fn rate(per_step: f64) -> TonnesPerYear {
    TonnesPerYear::new(per_step * DAYS_PER_YEAR / STEP).expect("a rate")
}

/// Evidence of made-up figures.
pub fn made_up() -> Evidence {
    Evidence {
        source: "toy".to_owned(),
        grade: Grade::A,
    }
}

/// A world under construction.
#[derive(Debug, Clone)]
pub struct Toy {
    /// What has been built.
    pub world: World,
    /// How it will be run.
    pub scenario: Scenario,
}

impl Default for Toy {
    fn default() -> Self {
        Self::new()
    }
}

impl Toy {
    /// An empty world, run for 52 weekly steps without growth.
    pub fn new() -> Self {
        let world = World {
            id: "toy".to_owned(),
            title: "Toy".to_owned(),
            base_year: 2025,
            text: String::new(),
            behaviour: Behaviour::default(),
            market: monazite_model::Market::off(),
            sources: vec![Source {
                id: "toy".to_owned(),
                title: "Made up".to_owned(),
                publisher: String::new(),
                year: String::new(),
                url: String::new(),
                note: String::new(),
            }],
            economies: Vec::new(),
            blocs: Vec::new(),
            choke_points: Vec::new(),
            materials: Vec::new(),
            contents: Vec::new(),
            recipes: Vec::new(),
            sites: Vec::new(),
            activities: Vec::new(),
            trade: Vec::new(),
            demands: Vec::new(),
            reserves: Vec::new(),
            published: Vec::new(),
        };
        let scenario = Scenario {
            id: "toy".to_owned(),
            title: "Toy".to_owned(),
            text: String::new(),
            pack: "toy".to_owned(),
            run: RunSpec {
                start: START,
                horizon: days(52.0 * STEP),
                step: days(STEP),
                replications: 1,
                seed: 1,
                strategy: String::new(),
                service_level: share(0.95),
                contrast: Vec::new(),
                focus: String::new(),
            },
            behaviour: Behaviour::default(),
            market: monazite_model::Market::off(),
            discount: monazite_model::Share::ZERO,
            uncertain: Vec::new(),
            growth: false,
            hazards: Vec::new(),
            correlations: Vec::new(),
            strategies: Vec::new(),
        };
        Self { world, scenario }
    }

    /// Adds an economy unless it is there.
    #[must_use]
    pub fn economy(mut self, id: &str) -> Self {
        if !self.world.economies.iter().any(|economy| economy.id == id) {
            let price_zone = if id == "CN" {
                PriceZone::China
            } else {
                PriceZone::World
            };
            self.world.economies.push(Economy {
                id: id.to_owned(),
                name: id.to_owned(),
                price_zone,
                evidence: made_up(),
            });
        }
        self
    }

    /// Adds a material.
    #[must_use]
    pub fn material(mut self, id: &str, stage: Stage) -> Self {
        self.world.materials.push(Material {
            id: id.to_owned(),
            name: id.to_owned(),
            stage,
            basis: Basis::Reo,
            reo_t_per_t: 1.0,
            price: None,
            pushed: stage == Stage::Scrap,
            evidence: made_up(),
        });
        self
    }

    /// Adds a recipe: inputs and outputs as (material, t per t); the first output drives.
    #[must_use]
    pub fn recipe(mut self, id: &str, inputs: &[(&str, f64)], outputs: &[(&str, f64)]) -> Self {
        let flows = |list: &[(&str, f64)], drives: bool| {
            list.iter()
                .enumerate()
                .map(|(at, (material, coefficient))| RecipeFlow {
                    material: (*material).to_owned(),
                    coefficient: *coefficient,
                    driver: drives && at == 0,
                    row: 0,
                    evidence: made_up(),
                })
                .collect()
        };
        self.world.recipes.push(Recipe {
            id: id.to_owned(),
            inputs: flows(inputs, false),
            outputs: flows(outputs, true),
        });
        self
    }

    /// Adds a site that runs one recipe: capacity and throughput in t per step, covers in steps.
    #[must_use]
    pub fn site(
        self,
        id: &str,
        economy: &str,
        recipe: &str,
        capacity: f64,
        throughput: f64,
        covers: (f64, f64),
    ) -> Self {
        let mut toy = self.economy(economy);
        let makes = toy
            .world
            .recipes
            .iter()
            .find(|r| r.id == recipe)
            .map(|r| r.outputs[0].material.clone());
        let stage = toy
            .world
            .materials
            .iter()
            .find(|m| Some(&m.id) == makes.as_ref())
            .map_or(Stage::Oxide, |m| m.stage);
        toy.world.sites.push(Site {
            id: id.to_owned(),
            name: id.to_owned(),
            economy: economy.to_owned(),
            stage,
            operator: String::new(),
            capacity: rate(capacity),
            capacity_growth: 0.0,
            status: Status::Operating,
            ramp: Vec::new(),
            processing: Days::ZERO,
            input_cover: days(covers.0 * STEP),
            output_cover: days(covers.1 * STEP),
            cash_cost: None,
            evidence: made_up(),
        });
        toy.world.activities.push(Activity {
            site: id.to_owned(),
            recipe: recipe.to_owned(),
            throughput: Some(rate(throughput)),
            evidence: made_up(),
        });
        toy
    }

    /// Adds trade of a material between two economies with a lead time in steps.
    #[must_use]
    pub fn trade(self, material: &str, origin: &str, destination: &str, lead: f64) -> Self {
        let mut toy = self.economy(origin).economy(destination);
        let id = format!(
            "{material}-{origin}-{destination}-{}",
            toy.world.trade.len()
        );
        toy.world.trade.push(Trade {
            id,
            material: material.to_owned(),
            origin: origin.to_owned(),
            destination: destination.to_owned(),
            origin_site: None,
            destination_site: None,
            kind: TradeKind::Baseline,
            flow: None,
            lead_time: days(lead * STEP),
            choke_points: Vec::new(),
            qualification: Days::ZERO,
            contract: false,
            evidence: made_up(),
        });
        toy
    }

    /// Adds a demand of so many t per step with a cover in steps.
    #[must_use]
    pub fn demand(
        self,
        economy: &str,
        sector: &str,
        material: &str,
        per_step: f64,
        cover: f64,
    ) -> Self {
        let mut toy = self.economy(economy);
        toy.world.demands.push(Demand {
            id: format!("{}-{sector}-{material}", economy.to_lowercase()),
            economy: economy.to_owned(),
            sector: sector.to_owned(),
            material: material.to_owned(),
            rate: rate(per_step),
            growth: 0.0,
            cover: days(cover * STEP),
            elasticity: 0.0,
            priority: 2,
            value: UsdPerKg::new(1.0).expect("a price"),
            unmet: Unmet::Lost,
            evidence: made_up(),
        });
        toy
    }

    /// Adds a hazard that starts on step `from` and lasts `length` steps.
    #[must_use]
    pub fn hazard(mut self, id: &str, from: f64, length: f64, effect: Effect) -> Self {
        let start = START
            .checked_add(jiff::Span::new().days((from * STEP) as i64))
            .expect("a date");
        self.scenario.hazards.push(Hazard {
            id: id.to_owned(),
            text: String::new(),
            source: "toy".to_owned(),
            family: "toy".to_owned(),
            arrival: monazite_model::Arrival::Date(start),
            duration: Law::Fixed(length * STEP),
            severity: Law::Fixed(1.0),
            profile: Profile {
                onset: Days::ZERO,
                recovery: Days::ZERO,
            },
            escalation: Vec::new(),
            effects: vec![effect],
        });
        self
    }

    /// Adds a strategy of actions that cost nothing.
    #[must_use]
    pub fn strategy(self, id: &str, actions: Vec<Action>) -> Self {
        self.paid(id, actions.into_iter().map(Intervention::free).collect())
    }

    /// Adds a strategy of actions with their costs.
    #[must_use]
    pub fn paid(mut self, id: &str, actions: Vec<Intervention>) -> Self {
        self.scenario.strategies.push(Strategy {
            id: id.to_owned(),
            title: String::new(),
            alone: String::new(),
            levers: Vec::new(),
            actions,
        });
        self
    }

    /// Sets the horizon in steps.
    #[must_use]
    pub fn horizon(mut self, steps: f64) -> Self {
        self.scenario.run.horizon = days(steps * STEP);
        self
    }
}

/// First day of a step.
pub fn day(step: i64) -> Date {
    let span = jiff::Span::new().days(step * STEP as i64);
    START.checked_add(span).expect("a date")
}

/// A ban on everything that leaves an economy.
pub fn ban(origin: &str) -> Effect {
    Effect::Export {
        lanes: LaneFilter {
            origin: monazite_model::Selector::of(&[origin]),
            ..LaneFilter::default()
        },
        limit: ExportLimit::Ban,
        re_export: false,
        leakage: monazite_model::Share::ZERO,
    }
}

/// An outage of sites chosen by id.
pub fn outage(site: &str) -> Effect {
    Effect::Capacity(SiteFilter {
        site: monazite_model::Selector::of(&[site]),
        ..SiteFilter::default()
    })
}

/// One mine in CN, one user in JP: 10 t a step, lead 2 steps, cover 4 steps.
pub fn one_mine_one_user() -> Toy {
    Toy::new()
        .material("ore", Stage::Concentrate)
        .recipe("dig", &[], &[("ore", 1.0)])
        .site("mine", "CN", "dig", 12.0, 10.0, (0.0, 2.0))
        .trade("ore", "CN", "JP", 2.0)
        .demand("JP", "use", "ore", 10.0, 4.0)
}

/// Mines, separators, metal and a magnet maker with a scrap loop, in two economies.
pub fn two_economies() -> Toy {
    Toy::new()
        .material("ore", Stage::Concentrate)
        .material("ndpr", Stage::Oxide)
        .material("dy", Stage::Oxide)
        .material("magnet", Stage::Magnet)
        .material("swarf", Stage::Scrap)
        .recipe("dig", &[], &[("ore", 1.0)])
        .recipe("separate", &[("ore", 1.0)], &[("ndpr", 0.2), ("dy", 0.02)])
        .recipe(
            "sinter",
            &[("ndpr", 0.5), ("dy", 0.02)],
            &[("magnet", 1.0), ("swarf", 0.2)],
        )
        .recipe("recycle", &[("swarf", 1.0)], &[("ndpr", 0.4), ("dy", 0.02)])
        .site("mine-cn", "CN", "dig", 140.0, 100.0, (0.0, 2.0))
        .site("mine-au", "AU", "dig", 40.0, 25.0, (0.0, 2.0))
        .site("sep-cn", "CN", "separate", 140.0, 100.0, (4.0, 3.0))
        .site("sep-my", "MY", "separate", 40.0, 25.0, (4.0, 3.0))
        .site("mag-cn", "CN", "sinter", 60.0, 45.0, (3.0, 3.0))
        .site("mag-jp", "JP", "sinter", 20.0, 12.0, (4.0, 3.0))
        .site("rec-cn", "CN", "recycle", 20.0, 9.0, (0.0, 1.0))
        .trade("ore", "CN", "CN", 1.0)
        .trade("ore", "AU", "MY", 4.0)
        .trade("ndpr", "CN", "CN", 1.0)
        .trade("ndpr", "CN", "JP", 3.0)
        .trade("ndpr", "MY", "JP", 3.0)
        .trade("ndpr", "MY", "CN", 3.0)
        .trade("dy", "CN", "CN", 1.0)
        .trade("dy", "CN", "JP", 3.0)
        .trade("dy", "MY", "JP", 3.0)
        .trade("magnet", "CN", "CN", 1.0)
        .trade("magnet", "CN", "JP", 3.0)
        .trade("magnet", "JP", "JP", 1.0)
        .trade("magnet", "CN", "US", 5.0)
        .trade("magnet", "JP", "US", 3.0)
        .trade("swarf", "CN", "CN", 1.0)
        .demand("CN", "ev", "magnet", 30.0, 4.0)
        .demand("JP", "ev", "magnet", 15.0, 5.0)
        .demand("US", "ev", "magnet", 10.0, 6.0)
        .demand("US", "defence", "magnet", 2.0, 12.0)
}
