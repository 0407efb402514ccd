//! Random worlds: a toy, varied.

use monazite_model::{
    Action, Bloc, ChokePoint, Date, Reserve, Selector, Share, Stage, Status, Tonnes, Trade,
    TradeKind, Unmet,
};
use monazite_tests::toy::{
    START, Toy, days, made_up, one_mine_one_user, rate, share, two_economies,
};

use super::Drawing;

/// The choke point of the random worlds.
pub(super) const STRAIT: &str = "strait";

/// The date so many days after the start of the runs.
pub(super) fn start_after(days: i64) -> Date {
    START
        .checked_add(jiff::Span::new().days(days))
        .expect("a date of this century")
}

/// Two mines that share two users, with rows that the users could buy on.
fn two_mines_two_users() -> Toy {
    Toy::new()
        .material("ore", Stage::Concentrate)
        .recipe("dig", &[], &[("ore", 1.0)])
        .site("mine-cn", "CN", "dig", 30.0, 20.0, (0.0, 2.0))
        .site("mine-au", "AU", "dig", 20.0, 8.0, (0.0, 2.0))
        .trade("ore", "CN", "JP", 2.0)
        .trade("ore", "CN", "KR", 3.0)
        .trade("ore", "AU", "JP", 4.0)
        .demand("JP", "use", "ore", 16.0, 4.0)
        .demand("KR", "use", "ore", 12.0, 3.0)
        .demand("KR", "other", "ore", 0.0, 3.0)
}

impl Drawing {
    pub(super) fn world(&mut self) {
        let kind = self.dice.below(4);
        self.toy = match kind {
            0 => one_mine_one_user(),
            1 => two_mines_two_users(),
            _ => two_economies(),
        };
        if kind == 1 {
            self.toy
                .world
                .demands
                .retain(|demand| demand.rate.get() > 0.0);
            self.alternative("ore", "AU", "KR");
        }
        if kind >= 2 {
            self.alternative("ore", "AU", "CN");
            self.alternative("dy", "MY", "CN");
            self.planned_site();
        }
        self.vary_sites();
        self.vary_demands();
        self.vary_trade();
        self.reserves();
    }

    fn alternative(&mut self, material: &str, origin: &str, destination: &str) {
        if !self.dice.chance(0.7) {
            return;
        }
        self.note("alternative");
        let lead = f64::from(self.dice.below(6) as u32 + 1);
        self.toy = self.toy.clone().trade(material, origin, destination, lead);
        let wait = days(self.dice.between(0.0, 60.0));
        let row = self.last_trade();
        row.kind = TradeKind::Alternative;
        row.qualification = wait;
    }

    fn last_trade(&mut self) -> &mut Trade {
        self.toy
            .world
            .trade
            .last_mut()
            .expect("a row was just added")
    }

    /// A separator in the United States that starts some time.
    fn planned_site(&mut self) {
        if !self.dice.chance(0.5) {
            return;
        }
        self.note("planned site");
        self.toy = self
            .toy
            .clone()
            .site("sep-us", "US", "separate", 30.0, 0.0, (3.0, 2.0))
            .trade("ore", "AU", "US", 4.0)
            .trade("ndpr", "US", "JP", 3.0)
            .trade("dy", "US", "JP", 3.0);
        let wait = days(self.dice.between(0.0, 40.0));
        self.last_trade().qualification = wait;
        let start = start_after(self.dice.between(-60.0, 140.0) as i64);
        let median = self.dice.between(1.0, 60.0);
        let q90 = if self.dice.chance(0.3) {
            median
        } else {
            median * 3.0
        };
        let site = self
            .toy
            .world
            .sites
            .last_mut()
            .expect("a site was just added");
        site.status = Status::Planned {
            start,
            delay_median: days(median),
            delay_q90: days(q90),
        };
        site.ramp = vec![0.4, 0.8];
        self.toy
            .world
            .activities
            .last_mut()
            .expect("its activity")
            .throughput = None;
    }

    fn vary_sites(&mut self) {
        let dice = &mut self.dice;
        let mut processes = false;
        for site in &mut self.toy.world.sites {
            if dice.chance(0.4) {
                site.processing = days(dice.between(1.0, 25.0));
                processes = true;
            }
            if dice.chance(0.3) {
                site.capacity_growth = dice.between(-0.05, 0.3);
            }
        }
        if processes {
            self.note("processing");
        }
    }

    fn vary_demands(&mut self) {
        let dice = &mut self.dice;
        let mut waits = false;
        for demand in &mut self.toy.world.demands {
            demand.priority = dice.below(3) as u8 + 1;
            demand.growth = dice.between(-0.1, 0.4);
            if dice.chance(0.4) {
                demand.unmet = Unmet::Backlog;
                waits = true;
            }
        }
        self.note(if waits { "backlog" } else { "lost" });
    }

    fn vary_trade(&mut self) {
        let world = &mut self.toy.world;
        world.choke_points.push(ChokePoint {
            id: STRAIT.to_owned(),
            name: "Strait".to_owned(),
            evidence: made_up(),
        });
        for row in &mut world.trade {
            let abroad = row.origin != row.destination;
            row.contract = self.dice.chance(0.3);
            if abroad && self.dice.chance(0.5) {
                row.choke_points = vec![STRAIT.to_owned()];
            }
        }
        // At least one row passes it, so that effects on it have something to act on.
        if let Some(row) = world
            .trade
            .iter_mut()
            .find(|row| row.origin != row.destination)
        {
            row.choke_points = vec![STRAIT.to_owned()];
        }
        for economy in ["JP", "AU"] {
            if world.economies.iter().any(|row| row.id == economy) {
                world.blocs.push(Bloc {
                    id: "quad".to_owned(),
                    name: "Quad".to_owned(),
                    economy: economy.to_owned(),
                    evidence: made_up(),
                });
            }
        }
    }

    fn reserves(&mut self) {
        if !self.dice.chance(0.4) {
            return;
        }
        self.note("reserve");
        let dice = &mut self.dice;
        let world = &mut self.toy.world;
        let demand = dice.pick(&world.demands).clone();
        world.reserves.push(Reserve {
            id: "strategic".to_owned(),
            name: "Strategic".to_owned(),
            holder: demand.economy.clone(),
            material: demand.material.clone(),
            stock: Tonnes::new(dice.between(1.0, 200.0)).expect("a mass"),
            trigger: share(dice.between(0.0, 0.5)),
            trigger_cover: None,
            release: rate(dice.between(0.5, 20.0)),
            refill: rate(dice.between(0.5, 5.0)),
            evidence: made_up(),
        });
    }

    pub(super) fn stockpile(&mut self) -> Action {
        let pooled = self.dice.chance(0.4);
        if pooled {
            self.note("pooled stockpile");
        }
        let watched = self.dice.chance(0.4);
        if watched {
            self.note("reserve that watches stocks");
        }
        let dice = &mut self.dice;
        Action::Stockpile {
            holder: dice.pick(&[Selector::all(), Selector::of(&["JP"])]).clone(),
            material: Selector::all(),
            target: days(dice.between(5.0, 120.0)),
            filled: share(*dice.pick(&[1.0, 0.5])),
            pooled,
            trigger: Share::new(dice.between(0.0, 0.3)).expect("a share"),
            trigger_cover: watched.then(|| days(dice.between(1.0, 60.0))),
            release: dice.between(0.1, 2.0),
            refill: dice.between(0.05, 1.0),
        }
    }

    pub(super) fn buffer(&mut self) -> Action {
        Action::Buffer {
            economy: self
                .dice
                .pick(&[Selector::all(), Selector::of(&["JP"])])
                .clone(),
            material: Selector::all(),
            extra: days(self.dice.between(1.0, 60.0)),
        }
    }
}
