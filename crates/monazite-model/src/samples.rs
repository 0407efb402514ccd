//! A small sound world and scenario, which tests then break in one place.

use crate::{
    Activity, Arrival, Basis, Behaviour, Bloc, ChokePoint, Content, Date, Days, Demand, Economy,
    Effect, Evidence, Grade, Hazard, Law, Material, PriceZone, Profile, Recipe, RecipeFlow,
    Reserve, RunSpec, Scenario, Share, Site, SiteFilter, Source, Stage, Status, Tonnes,
    TonnesPerYear, Trade, TradeKind, Unmet, UsdPerKg, World,
};

pub(crate) fn days(value: f64) -> Days {
    Days::new(value).unwrap()
}

pub(crate) fn share(value: f64) -> Share {
    Share::new(value).unwrap()
}

pub(crate) fn flow(value: f64) -> TonnesPerYear {
    TonnesPerYear::new(value).unwrap()
}

pub(crate) fn evidence() -> Evidence {
    Evidence {
        source: "made-up".to_owned(),
        grade: Grade::C,
    }
}

pub(crate) fn economy(id: &str) -> Economy {
    let price_zone = if id == "CN" {
        PriceZone::China
    } else {
        PriceZone::World
    };
    Economy {
        id: id.to_owned(),
        name: id.to_owned(),
        price_zone,
        evidence: evidence(),
    }
}

pub(crate) fn material(id: &str, stage: Stage) -> Material {
    Material {
        id: id.to_owned(),
        name: id.to_owned(),
        stage,
        basis: Basis::Reo,
        reo_t_per_t: 1.0,
        price: None,
        pushed: stage == Stage::Scrap,
        evidence: evidence(),
    }
}

/// A recipe whose rows of the table begin at `row`; the first output drives if there are several.
pub(crate) fn recipe(id: &str, row: usize, ins: &[(&str, f64)], outs: &[(&str, f64)]) -> Recipe {
    let flows = |list: &[(&str, f64)], first: usize, drives: bool| {
        let each = list
            .iter()
            .enumerate()
            .map(|(at, (material, coefficient))| RecipeFlow {
                material: (*material).to_owned(),
                coefficient: *coefficient,
                driver: drives && at == 0,
                row: first + at,
                evidence: evidence(),
            });
        each.collect()
    };
    let drives = outs.len() > 1;
    let outputs = flows(outs, row + ins.len(), drives);
    Recipe {
        id: id.to_owned(),
        inputs: flows(ins, row, false),
        outputs,
    }
}

pub(crate) fn site(id: &str, economy: &str, stage: Stage) -> Site {
    Site {
        id: id.to_owned(),
        name: id.to_owned(),
        economy: economy.to_owned(),
        stage,
        operator: String::new(),
        capacity: flow(1000.0),
        capacity_growth: 0.0,
        status: Status::Operating,
        ramp: Vec::new(),
        processing: Days::ZERO,
        input_cover: days(30.0),
        output_cover: days(30.0),
        cash_cost: None,
        evidence: evidence(),
    }
}

pub(crate) fn trade(material: &str, origin: &str, destination: &str) -> Trade {
    Trade {
        id: format!("{material}-{origin}-{destination}"),
        material: material.to_owned(),
        origin: origin.to_owned(),
        destination: destination.to_owned(),
        origin_site: None,
        destination_site: None,
        kind: TradeKind::Baseline,
        flow: None,
        lead_time: days(14.0),
        choke_points: Vec::new(),
        qualification: Days::ZERO,
        contract: false,
        evidence: evidence(),
    }
}

pub(crate) fn demand(economy: &str, sector: &str, material: &str) -> Demand {
    Demand {
        id: format!("{}-{sector}-{material}", economy.to_lowercase()),
        economy: economy.to_owned(),
        sector: sector.to_owned(),
        material: material.to_owned(),
        rate: flow(10.0),
        growth: 0.0,
        cover: days(30.0),
        elasticity: 0.0,
        priority: 2,
        value: UsdPerKg::ZERO,
        unmet: Unmet::Lost,
        evidence: evidence(),
    }
}

/// Ore and oxide from CN, magnets made in JP of the oxide and of their own swarf, users in JP and US.
pub(crate) fn world() -> World {
    let activity = |site: &str, recipe: &str| Activity {
        site: site.to_owned(),
        recipe: recipe.to_owned(),
        throughput: None,
        evidence: evidence(),
    };
    let member = |economy: &str| Bloc {
        id: "quad".to_owned(),
        name: "Quad".to_owned(),
        economy: economy.to_owned(),
        evidence: evidence(),
    };
    let mut by_sea = trade("oxide", "CN", "JP");
    by_sea.choke_points = vec!["strait".to_owned()];
    World {
        id: "sample".to_owned(),
        title: "Sample".to_owned(),
        base_year: 2025,
        text: String::new(),
        behaviour: Behaviour::default(),
        market: crate::Market::off(),
        sources: vec![Source {
            id: "made-up".to_owned(),
            title: "Made up".to_owned(),
            publisher: String::new(),
            year: String::new(),
            url: String::new(),
            note: String::new(),
        }],
        economies: ["CN", "JP", "US"].map(economy).into(),
        blocs: ["JP", "US"].map(member).into(),
        choke_points: vec![ChokePoint {
            id: "strait".to_owned(),
            name: "Strait".to_owned(),
            evidence: evidence(),
        }],
        materials: vec![
            material("ore", Stage::Concentrate),
            material("oxide", Stage::Oxide),
            material("magnet", Stage::Magnet),
            material("swarf", Stage::Scrap),
        ],
        contents: vec![Content {
            material: "ore".to_owned(),
            oxide: "oxide".to_owned(),
            share: share(1.0),
            evidence: evidence(),
        }],
        recipes: vec![
            recipe("dig", 0, &[], &[("ore", 1.0)]),
            recipe("separate", 1, &[("ore", 1.0)], &[("oxide", 0.9)]),
            recipe(
                "sinter",
                3,
                &[("oxide", 1.0)],
                &[("magnet", 0.7), ("swarf", 0.2)],
            ),
            recipe("recycle", 6, &[("swarf", 1.0)], &[("oxide", 0.9)]),
        ],
        sites: vec![
            site("mine", "CN", Stage::Concentrate),
            site("separator", "CN", Stage::Oxide),
            site("magnets-jp", "JP", Stage::Magnet),
            site("recycler", "JP", Stage::Scrap),
        ],
        activities: vec![
            activity("mine", "dig"),
            activity("separator", "separate"),
            activity("magnets-jp", "sinter"),
            activity("recycler", "recycle"),
        ],
        trade: vec![
            trade("ore", "CN", "CN"),
            by_sea,
            trade("magnet", "JP", "JP"),
            trade("magnet", "JP", "US"),
            trade("swarf", "JP", "JP"),
            trade("oxide", "JP", "JP"),
        ],
        demands: vec![
            demand("JP", "ev", "magnet"),
            demand("US", "defence", "magnet"),
        ],
        reserves: vec![Reserve {
            id: "jp-oxide".to_owned(),
            name: "Reserve".to_owned(),
            holder: "JP".to_owned(),
            material: "oxide".to_owned(),
            stock: Tonnes::new(10.0).unwrap(),
            trigger: share(0.05),
            trigger_cover: None,
            release: flow(10.0),
            refill: flow(5.0),
            evidence: evidence(),
        }],
        published: Vec::new(),
    }
}

/// A hazard that closes the mine once for ten weeks.
pub(crate) fn hazard(id: &str) -> Hazard {
    let mine = SiteFilter {
        site: crate::Selector::of(&["mine"]),
        ..SiteFilter::default()
    };
    Hazard {
        id: id.to_owned(),
        text: "The mine stops".to_owned(),
        source: "made-up".to_owned(),
        family: "toy".to_owned(),
        arrival: Arrival::Date(Date::constant(2026, 2, 2)),
        duration: Law::Fixed(70.0),
        severity: Law::Fixed(1.0),
        profile: Profile {
            onset: Days::ZERO,
            recovery: Days::ZERO,
        },
        escalation: Vec::new(),
        effects: vec![Effect::Capacity(mine)],
    }
}

/// One hazard over [`world`], two years in weeks.
pub(crate) fn scenario() -> Scenario {
    Scenario {
        id: "sample".to_owned(),
        title: "Sample".to_owned(),
        text: String::new(),
        pack: "sample".to_owned(),
        run: RunSpec {
            start: Date::constant(2026, 1, 5),
            horizon: days(728.0),
            step: days(7.0),
            replications: 8,
            seed: 1,
            strategy: String::new(),
            service_level: share(0.95),
            contrast: Vec::new(),
            focus: String::new(),
        },
        behaviour: Behaviour::default(),
        market: crate::Market::off(),
        discount: crate::Share::ZERO,
        uncertain: Vec::new(),
        growth: false,
        hazards: vec![hazard("mine-stops")],
        correlations: Vec::new(),
        strategies: Vec::new(),
    }
}

/// Where and why a scenario over [`world`] is refused: field and code of each problem.
pub(crate) fn refusals(scenario: &Scenario) -> Vec<(String, &'static str)> {
    let problems = scenario.problems(&world());
    problems
        .into_iter()
        .map(|problem| (problem.field, problem.code))
        .collect()
}
