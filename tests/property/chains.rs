//! Random chains: one mine, some plants, one user, and nobody to compete with.

use monazite_model::{Effect, Stage};
use monazite_tests::toy::{Toy, days, outage};
use proptest::prelude::*;

/// Rate of flow, t a step.
pub(crate) const RATE: f64 = 10.0;

/// A plant and the way to it. Times and covers are steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// From the plant before.
    pub(crate) lead: u8,
    /// Feed held.
    pub(crate) input: u8,
    /// Time in process.
    pub(crate) processing: u8,
    /// Product held.
    pub(crate) output: u8,
}

/// A chain.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// Product held at the mine.
    pub(crate) mine: u8,
    /// Plants, mine to user.
    pub(crate) links: Vec<Link>,
    /// From the last plant to the user.
    pub(crate) lead: u8,
    /// Stock of the user.
    pub(crate) cover: u8,
    /// Capacity over flow.
    pub(crate) slack: f64,
}

/// Any chain of up to three plants.
pub(crate) fn chain() -> impl Strategy<Value = Chain> {
    let link =
        (1_u8..5, 0_u8..5, 0_u8..4, 0_u8..4).prop_map(|(lead, input, processing, output)| Link {
            lead,
            input,
            processing,
            output,
        });
    (
        0_u8..5,
        prop::collection::vec(link, 0..4),
        1_u8..7,
        0_u8..9,
        1.0..1.8,
    )
        .prop_map(|(mine, links, lead, cover, slack)| Chain {
            mine,
            links,
            lead,
            cover,
            slack,
        })
}

impl Chain {
    /// Id of the plant that makes good number `at`; the mine is 0.
    pub(crate) fn site(at: usize) -> String {
        format!("plant-{at}")
    }

    /// Everything held and under way beyond the mine's gate, plus the mine's own stock: how many
    /// steps the user does not notice that the mine has closed.
    pub(crate) fn buffer(&self) -> u32 {
        let links = self
            .links
            .iter()
            .map(|l| l.lead + l.input + l.processing + l.output);
        let all = links.map(u32::from).sum::<u32>();
        u32::from(self.mine) + all + u32::from(self.lead) + u32::from(self.cover)
    }

    /// The chain, each part in an economy of its own.
    pub(crate) fn toy(&self) -> Toy {
        let names: Vec<String> = (0..=self.links.len())
            .map(|at| format!("good-{at}"))
            .collect();
        let homes: Vec<String> = (0..=self.links.len()).map(|at| format!("E{at}")).collect();
        let capacity = RATE * self.slack;
        let mut toy = Toy::new().material(&names[0], Stage::Concentrate);
        toy = toy.recipe("dig", &[], &[(&names[0], 1.0)]).site(
            &Self::site(0),
            &homes[0],
            "dig",
            capacity,
            RATE,
            (0.0, f64::from(self.mine)),
        );
        for (at, link) in self.links.iter().enumerate() {
            let (from, to) = (&names[at], &names[at + 1]);
            let recipe = format!("make-{to}");
            toy = toy
                .material(to, Stage::Oxide)
                .recipe(&recipe, &[(from, 1.0)], &[(to, 1.0)]);
            let covers = (f64::from(link.input), f64::from(link.output));
            toy = toy
                .site(
                    &Self::site(at + 1),
                    &homes[at + 1],
                    &recipe,
                    capacity,
                    RATE,
                    covers,
                )
                .trade(from, &homes[at], &homes[at + 1], f64::from(link.lead));
            let site = toy
                .world
                .sites
                .last_mut()
                .expect("the site that was just added");
            site.processing = days(7.0 * f64::from(link.processing));
        }
        let last = self.links.len();
        toy.trade(&names[last], &homes[last], "US", f64::from(self.lead))
            .demand("US", "use", &names[last], RATE, f64::from(self.cover))
            .horizon(120.0)
    }
}

/// An outage of the mine.
pub(crate) fn mine_stops() -> Effect {
    outage(&Chain::site(0))
}
