//! Random hazards: every arrival, every effect, aimed at random.

use monazite_model::{
    Arrival, DemandFilter, Effect, EscalationStage, ExportLimit, Hazard, LaneFilter, Law, Pause,
    Profile, Selector, SiteFilter, StockFilter,
};
use monazite_tests::toy::{START, days, rate, share};

use super::Drawing;
use super::worlds::{STRAIT, start_after};

impl Drawing {
    /// Draws up to six hazards, each with one to three effects.
    pub(super) fn hazards(&mut self) {
        for number in 0..=self.dice.below(6) {
            let before = self.features.len();
            let hazard = self.hazard(number);
            self.toy.scenario.hazards.push(hazard);
            // An effect on nothing is refused: such a hazard is drawn in vain.
            if !self.toy.scenario.problems(&self.toy.world).is_empty() {
                self.toy.scenario.hazards.pop();
                self.features.truncate(before);
            }
        }
    }

    fn hazard(&mut self, number: usize) -> Hazard {
        let arrival = self.arrival();
        let mut escalation = Vec::new();
        if self.dice.chance(0.25) {
            self.note("escalation");
            for (name, level) in [("threat", 0.1), ("partial", 0.5), ("full", 1.0)] {
                escalation.push(EscalationStage {
                    name: name.to_owned(),
                    level: share(level),
                    duration: self.duration(),
                    // No rung follows the last.
                    escalate: share(if level < 1.0 {
                        self.dice.between(0.3, 1.0)
                    } else {
                        0.0
                    }),
                });
            }
        }
        let severity = match self.dice.below(4) {
            0 => Law::Fixed(1.0),
            1 => Law::Fixed(0.0),
            _ => Law::Uniform { min: 0.1, max: 1.0 },
        };
        let effects = (0..=self.dice.below(3)).map(|_| self.effect()).collect();
        Hazard {
            // Ids out of order, so that sorting by id matters.
            id: format!("hazard-{}-{number}", self.dice.below(90) + 10),
            text: "Drawn at random.".to_owned(),
            source: "toy".to_owned(),
            family: "toy".to_owned(),
            arrival,
            duration: self.duration(),
            severity,
            profile: Profile {
                onset: days(if self.dice.chance(0.5) {
                    0.0
                } else {
                    self.dice.between(1.0, 30.0)
                }),
                recovery: days(if self.dice.chance(0.5) {
                    0.0
                } else {
                    self.dice.between(1.0, 30.0)
                }),
            },
            escalation,
            effects,
        }
    }

    fn duration(&mut self) -> Law {
        match self.dice.below(3) {
            0 => Law::Fixed(self.dice.between(1.0, 90.0)),
            1 => Law::Lognormal {
                median: 20.0,
                q90: 70.0,
            },
            _ => Law::Uniform {
                min: 2.0,
                max: 40.0,
            },
        }
    }

    fn arrival(&mut self) -> Arrival {
        let horizon = self.toy.scenario.run.horizon.get();
        let (arrival, feature) = match self.dice.below(5) {
            0 => {
                let day = self.dice.between(-20.0, 0.7 * horizon) as i64;
                (Arrival::Date(start_after(day)), "date")
            }
            1 => (
                Arrival::PoissonPerYear(self.dice.between(0.5, 8.0)),
                "poisson",
            ),
            2 => {
                let mut rates = [0.0; 12];
                for rate in &mut rates {
                    *rate = self.dice.between(0.0, 6.0);
                }
                (Arrival::Seasonal(rates), "seasonal")
            }
            3 => (
                Arrival::Renewal {
                    gap: Law::Exponential {
                        mean: self.dice.between(10.0, 100.0),
                    },
                    minimum_gap: days(self.dice.between(0.0, 20.0)),
                },
                "renewal",
            ),
            _ => match self.toy.scenario.hazards.last() {
                Some(parent) => (
                    Arrival::After {
                        hazard: parent.id.clone(),
                        probability: share(self.dice.between(0.3, 1.0)),
                        delay: Law::Uniform {
                            min: 0.0,
                            max: 30.0,
                        },
                    },
                    "after",
                ),
                None => (Arrival::Date(START), "date"),
            },
        };
        self.note(feature);
        arrival
    }

    fn effect(&mut self) -> Effect {
        let lanes = self.lanes();
        let (effect, feature) = match self.dice.below(13) {
            0 => {
                let sites: Vec<&str> = self
                    .toy
                    .world
                    .sites
                    .iter()
                    .map(|site| site.id.as_str())
                    .collect();
                let site = Selector::of(&[*self.dice.pick(&sites)]);
                (
                    Effect::Capacity(SiteFilter {
                        site,
                        ..SiteFilter::default()
                    }),
                    "capacity",
                )
            }
            1 => self.export(lanes, ExportLimit::Ban, "export ban"),
            2 => {
                let limit = ExportLimit::Factor(share(self.dice.between(0.0, 1.0)));
                self.export(lanes, limit, "export factor")
            }
            3 => {
                let limit = ExportLimit::Quota(rate(self.dice.between(0.1, 15.0)));
                self.export(lanes, limit, "export quota")
            }
            4 => {
                let ramp = if self.dice.chance(0.3) {
                    0.0
                } else {
                    self.dice.between(5.0, 60.0)
                };
                let re_export = self.dice.chance(0.3);
                let licensing = Effect::Licensing {
                    lanes,
                    dead_time: days(self.dice.between(0.0, 40.0)),
                    initial: share(self.dice.between(0.0, 0.5)),
                    final_share: share(self.dice.between(0.5, 1.0)),
                    ramp: days(ramp),
                    refusal: share(self.dice.between(0.0, 0.6)),
                    re_export,
                    leakage: share(*self.dice.pick(&[0.0, 0.1])),
                };
                if re_export {
                    self.note("re-export licence");
                }
                (licensing, "licensing")
            }
            5 => {
                let route = Effect::Route {
                    choke_point: STRAIT.to_owned(),
                    extra_lead_time: days(self.dice.between(1.0, 40.0)),
                    capacity_factor: share(self.dice.between(0.0, 1.0)),
                };
                (route, "route")
            }
            6 => {
                let economy = self.some_economy();
                let demands = DemandFilter {
                    economy,
                    ..DemandFilter::default()
                };
                (
                    Effect::Demand {
                        demands,
                        factor: self.dice.between(0.0, 2.5),
                    },
                    "demand",
                )
            }
            7 => {
                let economy = self.some_economy();
                (
                    Effect::StockLoss(StockFilter {
                        economy,
                        ..StockFilter::default()
                    }),
                    "stock loss",
                )
            }
            8 => (
                Effect::Transit {
                    lanes,
                    pause: Pause::Order,
                },
                "pause of order",
            ),
            9 => (
                Effect::Transit {
                    lanes,
                    pause: Pause::Shipment,
                },
                "pause of shipment",
            ),
            10 => (
                Effect::Transit {
                    lanes,
                    pause: Pause::Transit,
                },
                "pause of transit",
            ),
            11 => (
                Effect::Price {
                    zone: self
                        .dice
                        .pick(&[Selector::all(), Selector::of(&["world"])])
                        .clone(),
                    material: Selector::all(),
                    factor: self.dice.between(0.3, 3.0),
                },
                "price",
            ),
            _ => (
                Effect::Transit {
                    lanes,
                    pause: Pause::Receipt,
                },
                "pause of receipt",
            ),
        };
        self.note(feature);
        effect
    }

    fn export(
        &mut self,
        lanes: LaneFilter,
        limit: ExportLimit,
        feature: &'static str,
    ) -> (Effect, &'static str) {
        (
            Effect::Export {
                lanes,
                limit,
                re_export: self.dice.chance(0.3),
                leakage: share(*self.dice.pick(&[0.0, 0.2])),
            },
            feature,
        )
    }

    fn some_economy(&mut self) -> Selector {
        let economies: Vec<&str> = self
            .toy
            .world
            .economies
            .iter()
            .map(|economy| economy.id.as_str())
            .collect();
        if self.dice.chance(0.3) {
            Selector::except(&[*self.dice.pick(&economies)])
        } else {
            Selector::of(&[*self.dice.pick(&economies)])
        }
    }

    fn lanes(&mut self) -> LaneFilter {
        let mut filter = LaneFilter::default();
        if self.dice.chance(0.6) {
            filter.origin = self.some_economy();
        }
        if self.dice.chance(0.3) {
            filter.destination = self.some_economy();
        }
        if self.dice.chance(0.3) {
            let materials: Vec<&str> = self
                .toy
                .world
                .materials
                .iter()
                .map(|material| material.id.as_str())
                .collect();
            filter.material = Selector::of(&[*self.dice.pick(&materials)]);
        }
        if self.dice.chance(0.2) {
            filter.choke_point = Selector::of(&[STRAIT]);
        }
        filter
    }
}
