//! Random worlds over the toys: what they are made of, how it behaves and what befalls it.

mod hazards;
mod markets;
mod worlds;

use monazite_model::{AllocationRule, Intervention, Strategy};
use monazite_tests::toy::{Toy, days, share};

/// Everything that the random cases must have covered between them.
pub(crate) const FEATURES: [&str; 51] = [
    "capacity",
    "export ban",
    "export factor",
    "export quota",
    "licensing",
    "route",
    "demand",
    "stock loss",
    "pause of order",
    "pause of shipment",
    "pause of transit",
    "pause of receipt",
    "date",
    "poisson",
    "seasonal",
    "renewal",
    "after",
    "escalation",
    "pro_rata",
    "priority",
    "max_min",
    "spot",
    "no spot",
    "lost",
    "backlog",
    "step of a day",
    "step of a week",
    "reserve",
    "stockpile",
    "buffer",
    "planned site",
    "alternative",
    "processing",
    "price",
    "re-export licence",
    "prices",
    "prices off",
    "cash cost",
    "hoarding",
    "substitution",
    "uncertain",
    "pooled stockpile",
    "new capacity",
    "diversify",
    "thrift",
    "substitute",
    "price floor",
    "offtake",
    "contract",
    "recycle",
    "reserve that watches stocks",
];

/// A world with its hazards, and what it has of [`FEATURES`].
pub(crate) struct Case {
    /// World and scenario.
    pub(crate) toy: Toy,
    /// Strategy to run it under.
    pub(crate) strategy: String,
    /// What it covers.
    pub(crate) features: Vec<&'static str>,
}

impl Case {
    /// The case of this number, always the same.
    pub(crate) fn draw(number: u64) -> Self {
        let dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x6d6f_6e61_7a69_7465);
        let mut drawing = Drawing {
            toy: Toy::new(),
            dice,
            features: Vec::new(),
        };
        drawing.world();
        drawing.run();
        drawing.behaviour();
        drawing.market();
        let strategy = drawing.strategy();
        drawing.hazards();
        drawing.uncertain();
        Self {
            toy: drawing.toy,
            strategy,
            features: drawing.features,
        }
    }
}

/// A case while it is drawn.
struct Drawing {
    toy: Toy,
    dice: Dice,
    features: Vec<&'static str>,
}

impl Drawing {
    fn note(&mut self, feature: &'static str) {
        self.features.push(feature);
    }

    fn run(&mut self) {
        let run = &mut self.toy.scenario.run;
        if self.dice.chance(0.3) {
            run.step = days(1.0);
            run.horizon = days(self.dice.between(80.0, 200.0).round());
            self.note("step of a day");
        } else {
            run.step = days(7.0);
            run.horizon = days(7.0 * self.dice.between(30.0, 70.0).round());
            self.note("step of a week");
        }
        self.toy.scenario.growth = self.dice.chance(0.6);
    }

    fn behaviour(&mut self) {
        let (dice, behaviour) = (&mut self.dice, &mut self.toy.scenario.behaviour);
        behaviour.allocation = *dice.pick(&[
            AllocationRule::ProRata,
            AllocationRule::Priority,
            AllocationRule::MaxMin,
        ]);
        behaviour.spot = dice.chance(0.6);
        behaviour.adjustment_time = days(dice.between(0.5, 90.0));
        behaviour.order_smoothing = days(dice.between(0.5, 60.0));
        behaviour.output_adjustment_time = days(dice.between(0.5, 90.0));
        behaviour.reliability_time = days(dice.between(0.5, 90.0));
        behaviour.order_limit = dice.between(1.0, 3.0);
        behaviour.output_limit = dice.between(1.0, 3.0);
        behaviour.reliability_floor = share(dice.between(0.01, 0.5));
        behaviour.qualification_trigger = share(dice.between(0.0, 0.3));
        let (rule, spot) = (behaviour.allocation.word(), behaviour.spot);
        self.note(rule);
        self.note(if spot { "spot" } else { "no spot" });
    }

    /// Adds a strategy; gives its id, or `none`.
    fn strategy(&mut self) -> String {
        let mut actions = Vec::new();
        if self.dice.chance(0.4) {
            let action = self.stockpile();
            actions.push(Intervention::free(action));
            self.note("stockpile");
        }
        if self.dice.chance(0.4) {
            let action = self.buffer();
            actions.push(Intervention::free(action));
            self.note("buffer");
        }
        self.policies(&mut actions);
        if actions.is_empty() {
            return "none".to_owned();
        }
        let id = "policy".to_owned();
        let title = "Policy".to_owned();
        self.toy.scenario.strategies.push(Strategy {
            id: id.clone(),
            title,
            alone: String::new(),
            levers: Vec::new(),
            actions,
        });
        id
    }
}

/// Random numbers of a case (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `low..high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        let unit = (self.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        low + (high - low) * unit
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.between(0.0, 1.0) < probability
    }

    /// A whole number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.bits() % count as u64) as usize
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
