//! Random worlds: a chain from mine to magnet in five economies, with everything a world can have.

use monazite_model::{
    AllocationRule, Bloc, ChokePoint, Evidence, Grade, Reserve, Stage, Status, Tonnes, Trade,
    TradeKind, Unmet,
};
use monazite_tests::toy::{START, Toy, days, made_up, rate, share};
use proptest::prelude::*;

use super::blows::{Blow, blow};

/// The strait that some lanes pass.
pub(crate) const STRAIT: &str = "strait";

/// What differs from world to world. Times are steps, masses t a step.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // each is a part that a world has or has not
pub(crate) struct Traits {
    /// Who gets what when there is not enough.
    pub(crate) rule: AllocationRule,
    /// Whether unfilled orders are offered once more.
    pub(crate) spot: bool,
    /// Whether half of the demands wait rather than give up.
    pub(crate) backlog: bool,
    /// Whether swarf goes back to oxide.
    pub(crate) recycling: bool,
    /// Whether a plant is to start within the run, with growth of everything.
    pub(crate) projects: bool,
    /// Whether Japan holds a reserve of magnets.
    pub(crate) reserve: bool,
    /// Whether buyers may qualify other sources.
    pub(crate) alternative: bool,
    /// Time in process at the magnet makers.
    pub(crate) processing: u8,
    /// Lead times: ore, oxide at home, oxide abroad, magnets at home, magnets abroad.
    pub(crate) leads: [u8; 5],
    /// Covers: plants' inputs, mines, separators and magnet makers, near users, far users.
    pub(crate) covers: [u8; 5],
    /// Capacity over need.
    pub(crate) slack: f64,
    /// Magnets wanted: China, Japan, US cars, US defence.
    pub(crate) wants: [f64; 4],
}

/// Any world.
pub(crate) fn traits() -> impl Strategy<Value = Traits> {
    let rules = vec![
        AllocationRule::ProRata,
        AllocationRule::Priority,
        AllocationRule::MaxMin,
    ];
    (
        prop::sample::select(rules),
        any::<[bool; 6]>(),
        0_u8..4,
        prop::array::uniform5(0_u8..7),
        prop::array::uniform5(0_u8..9),
        1.05..2.0,
        prop::array::uniform4(1.0..40.0),
    )
        .prop_map(|(rule, flags, processing, leads, covers, slack, wants)| {
            let [spot, backlog, recycling, projects, reserve, alternative] = flags;
            Traits {
                rule,
                spot,
                backlog,
                recycling,
                projects,
                reserve,
                alternative,
                processing,
                leads,
                covers,
                slack,
                wants,
            }
        })
}

/// A world and what befalls it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The world.
    pub(crate) traits: Traits,
    /// Its hazards.
    pub(crate) blows: Vec<Blow>,
}

impl Case {
    /// The world with its hazards.
    pub(crate) fn toy(&self) -> Toy {
        let mut toy = self.traits.toy();
        toy.scenario.hazards = self
            .blows
            .iter()
            .enumerate()
            .map(|(at, blow)| blow.hazard(at))
            .collect();
        toy
    }
}

/// Any world with up to five hazards.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    (traits(), prop::collection::vec(blow(), 0..6))
        .prop_map(|(traits, blows)| Case { traits, blows })
}

impl Traits {
    /// The world without hazards. Only demands are figures, so that any capacity balances.
    pub(crate) fn toy(&self) -> Toy {
        let [ore, home, abroad, near, far] = self.leads.map(f64::from);
        let [feed, dug, made, close, distant] = self.covers.map(f64::from);
        let need: f64 = self.wants.iter().sum();
        let size = |part: f64| self.slack * need * part;
        let mut toy = Toy::new()
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
            .site("mine-cn", "CN", "dig", size(2.5), 0.0, (0.0, dug))
            .site("mine-au", "AU", "dig", size(0.8), 0.0, (0.0, dug))
            .site("sep-cn", "CN", "separate", size(2.5), 0.0, (feed, made))
            .site("sep-my", "MY", "separate", size(0.8), 0.0, (feed, made))
            .site("mag-cn", "CN", "sinter", size(1.0), 0.0, (feed, made))
            .site("mag-jp", "JP", "sinter", size(0.4), 0.0, (feed, made))
            .trade("ore", "CN", "CN", ore)
            .trade("ore", "AU", "MY", ore)
            .trade("ndpr", "CN", "CN", home)
            .trade("ndpr", "CN", "JP", abroad)
            .trade("ndpr", "MY", "JP", abroad)
            .trade("ndpr", "MY", "CN", abroad)
            .trade("dy", "CN", "CN", home)
            .trade("dy", "CN", "JP", abroad)
            .trade("dy", "MY", "JP", abroad)
            .trade("magnet", "CN", "CN", near)
            .trade("magnet", "CN", "JP", far)
            .trade("magnet", "JP", "JP", near)
            .trade("magnet", "CN", "US", far)
            .trade("magnet", "JP", "US", far)
            .demand("CN", "ev", "magnet", self.wants[0], close)
            .demand("JP", "ev", "magnet", self.wants[1], close)
            .demand("US", "ev", "magnet", self.wants[2], distant)
            .demand("US", "defence", "magnet", self.wants[3], distant);
        if self.recycling {
            toy = toy
                .recipe("recycle", &[("swarf", 1.0)], &[("ndpr", 0.4), ("dy", 0.02)])
                .site("rec-cn", "CN", "recycle", size(0.3), 0.0, (0.0, made))
                .trade("swarf", "CN", "CN", home);
        }
        if self.projects {
            toy = project(toy, size(0.4), (ore, abroad));
        }
        if self.alternative {
            toy = alternatives(toy, near);
        }
        if self.reserve {
            toy.world.reserves.push(reserve(self.wants[1]));
        }
        geography(&mut toy);
        for site in toy
            .world
            .sites
            .iter_mut()
            .filter(|site| site.id.starts_with("mag-"))
        {
            site.processing = days(7.0 * f64::from(self.processing));
        }
        for activity in &mut toy.world.activities {
            activity.throughput = None;
        }
        for (at, demand) in toy.world.demands.iter_mut().enumerate() {
            demand.evidence = Evidence {
                grade: Grade::C,
                ..made_up()
            };
            demand.priority = 1 + at as u8;
            demand.growth = 0.05;
            if self.backlog && at % 2 == 0 {
                demand.unmet = Unmet::Backlog;
            }
        }
        toy.scenario.growth = self.projects;
        toy.scenario.behaviour.allocation = self.rule;
        toy.scenario.behaviour.spot = self.spot;
        toy
    }
}

/// A separator in Australia that is announced for step 10 and slips.
fn project(toy: Toy, capacity: f64, (ore, oxide): (f64, f64)) -> Toy {
    let mut toy = toy
        .site("sep-au", "AU", "separate", capacity, 0.0, (2.0, 2.0))
        .trade("ore", "AU", "AU", ore)
        .trade("ndpr", "AU", "JP", oxide)
        .trade("dy", "AU", "JP", oxide);
    let site = toy
        .world
        .sites
        .last_mut()
        .expect("the site that was just added");
    site.status = Status::Planned {
        start: START
            .checked_add(jiff::Span::new().days(70))
            .expect("a date"),
        delay_median: days(30.0),
        delay_q90: days(90.0),
    };
    site.ramp = vec![0.6];
    toy
}

/// Sources that nobody uses today.
fn alternatives(toy: Toy, lead: f64) -> Toy {
    let mut toy = toy
        .trade("dy", "MY", "CN", lead)
        .trade("magnet", "JP", "CN", lead);
    let added = toy.world.trade.len() - 2;
    for row in &mut toy.world.trade[added..] {
        row.kind = TradeKind::Alternative;
        row.qualification = days(42.0);
    }
    toy
}

fn reserve(weekly: f64) -> Reserve {
    Reserve {
        id: "jp-magnet".to_owned(),
        name: "Reserve of Japan".to_owned(),
        holder: "JP".to_owned(),
        material: "magnet".to_owned(),
        stock: Tonnes::new(6.0 * weekly).expect("a mass"),
        trigger: share(0.05),
        trigger_cover: None,
        release: rate(weekly),
        refill: rate(0.25 * weekly),
        evidence: made_up(),
    }
}

/// A bloc, a strait and a contract.
fn geography(toy: &mut Toy) {
    for member in ["AU", "JP", "US"] {
        toy.world.blocs.push(Bloc {
            id: "quad".to_owned(),
            name: "Quad".to_owned(),
            economy: member.to_owned(),
            evidence: made_up(),
        });
    }
    toy.world.choke_points.push(ChokePoint {
        id: STRAIT.to_owned(),
        name: "Strait".to_owned(),
        evidence: made_up(),
    });
    let by_sea = |row: &Trade| matches!(row.destination.as_str(), "JP" | "US" | "MY");
    for row in toy
        .world
        .trade
        .iter_mut()
        .filter(|row| row.origin != row.destination)
    {
        if by_sea(row) {
            row.choke_points.push(STRAIT.to_owned());
        }
        row.contract = row.origin == "MY";
    }
}
