//! Published totals and shares, computed from the balanced world.

use monazite_model::{Grade, Measure, Published, Selector, Stage, World};

use super::Flows;
use crate::network::{Network, Place};

/// A published figure against the balanced world.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedCheck {
    /// Id of the figure.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Lower end of the published band.
    pub low: f64,
    /// Upper end of the published band.
    pub high: f64,
    /// Value in the balanced world.
    pub value: f64,
    /// Unit as printed.
    pub unit: String,
    /// Key of the source.
    pub source: String,
    /// Its grade.
    pub grade: Grade,
    /// Whether the value lies in the band.
    pub inside: bool,
}

pub(super) fn check(world: &World, network: &Network, flows: &Flows) -> Vec<PublishedCheck> {
    world
        .published
        .iter()
        .map(|figure| {
            let value = measure(world, network, flows, figure);
            PublishedCheck {
                id: figure.id.clone(),
                title: figure.title.clone(),
                low: figure.low,
                high: figure.high,
                value,
                unit: figure.unit.clone(),
                source: figure.evidence.source.clone(),
                grade: figure.evidence.grade,
                inside: value >= figure.low && value <= figure.high,
            }
        })
        .collect()
}

fn measure(world: &World, network: &Network, flows: &Flows, figure: &Published) -> f64 {
    let patterns: Vec<&str> = figure.materials.iter().map(String::as_str).collect();
    let chosen = Selector::of(&patterns);
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let there = |economy: usize| {
        figure.economy.is_empty()
            || world
                .economy_names(&world.economies[economy].id)
                .contains(&figure.economy)
    };
    let listed = |stage: Stage| figure.stages.is_empty() || figure.stages.contains(&stage);
    // Sum of outputs over activities that pass both tests, each output counted by `weight`.
    let outputs = |place: &dyn Fn(usize) -> bool,
                   stage: &dyn Fn(Stage) -> bool,
                   weight: &dyn Fn(usize) -> f64| {
        let mut sum = 0.0;
        for (activity, u) in network.activities.iter().zip(&flows.throughput) {
            for &(stock, coefficient, _) in &activity.outputs {
                if place(network.economy[stock]) && stage(world.sites[activity.site].stage) {
                    sum += coefficient * u * weight(network.stocks[stock].material);
                }
            }
        }
        sum
    };
    let one_if_chosen =
        |material: usize| f64::from(u8::from(chosen.matches(&[&world.materials[material].id])));
    let content = |material: usize| {
        world
            .contents
            .iter()
            .filter(|c| c.material == world.materials[material].id && chosen.matches(&[&c.oxide]))
            .map(|c| c.share.get())
            .sum()
    };
    match figure.measure {
        Measure::Output => outputs(&there, &listed, &one_if_chosen),
        Measure::OutputShare => ratio(
            outputs(&there, &listed, &one_if_chosen),
            outputs(&|_| true, &listed, &one_if_chosen),
        ),
        Measure::ContentOutputShare => ratio(
            outputs(&there, &listed, &content),
            outputs(&|_| true, &listed, &content),
        ),
        Measure::StageShare => ratio(
            outputs(&there, &listed, &one_if_chosen),
            outputs(&there, &|_| true, &one_if_chosen),
        ),
        Measure::ImportShare => {
            let (mut from_origin, mut all) = (0.0, 0.0);
            for (lane, flow) in network.lanes.iter().zip(&flows.lane) {
                let (origin, destination) = (network.economy[lane.from], network.economy[lane.to]);
                let material = network.stocks[lane.from].material;
                let seller = matches!(network.stocks[lane.from].place, Place::Output(_));
                if seller && there(destination) && !there(origin) && one_if_chosen(material) > 0.0 {
                    all += flow;
                    if world.economies[origin].id == figure.origin {
                        from_origin += flow;
                    }
                }
            }
            ratio(from_origin, all)
        }
    }
}
