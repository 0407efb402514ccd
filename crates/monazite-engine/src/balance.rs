//! From figures that never agree to a stationary baseline.
//!
//! Published flows, throughputs and demands are reconciled by weighted least squares subject to
//! mass balance, recipes, capacities and non-negativity: a convex quadratic programme solved by an
//! interior-point library ([`problem`]). Its answer is good to about eight digits; [`settle`] then
//! recomputes the flows from the shares it found, so that the baseline is stationary to the last bit
//! the step can see. Every datum that was weighed comes back with how far it moved.

mod carry;
mod problem;
mod published;
mod refusal;
mod settle;

pub(crate) use settle::activity_split;

use monazite_model::{Grade, World};

use crate::network::Network;

pub use published::PublishedCheck;
pub use refusal::BalanceError;

/// Standardised residual beyond which a pack is refused: the datum would have to be wrong by more
/// than this many standard deviations of its grade.
pub const CONFLICT: f64 = 4.0;

/// How far one published figure moved to make the world balance.
#[derive(Debug, Clone, PartialEq)]
pub struct Residual {
    /// Table of the pack: `trade`, `activities` or `demands`.
    pub table: &'static str,
    /// Id of the row (`site/recipe` for activities).
    pub id: String,
    /// What the figure is.
    pub quantity: &'static str,
    /// Unit of both figures.
    pub unit: &'static str,
    /// As published.
    pub published: f64,
    /// As balanced.
    pub reconciled: f64,
    /// Grade of the published figure.
    pub grade: Grade,
    /// Key of its source.
    pub source: String,
}

impl Residual {
    /// Distance moved in standard deviations of the grade (of at least one tonne a year).
    pub fn standardised(&self) -> f64 {
        (self.reconciled - self.published)
            / (self.published.abs().max(1.0) * self.grade.relative_sd())
    }
}

/// A balanced baseline: flows and throughputs, t/yr, in the order of the network.
#[derive(Debug, Clone)]
pub struct Balance {
    /// The world with its tables in canonical order; positions refer to it.
    pub world: World,
    pub(crate) network: Network,
    /// Flow of each lane.
    pub(crate) lane_flow: Vec<f64>,
    /// Throughput of each activity.
    pub(crate) throughput: Vec<f64>,
    /// Demand served at each stock (demands only).
    pub(crate) demand: Vec<f64>,
    /// Every datum that was weighed, in table order.
    pub rows: Vec<Residual>,
    /// Published totals and shares against the balanced world.
    pub published: Vec<PublishedCheck>,
}

/// Balances a world that is free of problems.
pub fn balance(world: &World) -> Result<Balance, BalanceError> {
    let world = canonical(world);
    let network = Network::of(&world);
    let solution = problem::solve(&world, &network)?;
    let flows = settle::settle(&network, &solution);
    let rows = problem::residuals(&world, &network, &flows);
    let conflicts: Vec<Residual> = worst(&rows)
        .into_iter()
        .filter(|row| row.standardised().abs() > CONFLICT)
        .take(5)
        .cloned()
        .collect();
    if !conflicts.is_empty() {
        return Err(BalanceError::Conflict { conflicts });
    }
    let published = published::check(&world, &network, &flows);
    Ok(Balance {
        network,
        lane_flow: flows.lane,
        throughput: flows.throughput,
        demand: flows.demand,
        rows,
        published,
        world,
    })
}

impl Balance {
    /// Number of lanes of the world, those on which nothing flows at baseline included.
    pub fn lanes(&self) -> usize {
        self.network.lanes.len()
    }

    /// The same baseline in a world with more sites, recipes and trade rows that carry nothing at
    /// baseline: planned sites and alternatives. Nothing is solved again, so every flow stays as it
    /// is, to the bit.
    pub(crate) fn in_larger(&self, world: &World) -> Self {
        let world = canonical(world);
        let network = Network::of(&world);
        let flows = carry::carry((&self.world, &self.network, self), (&world, &network));
        Self {
            network,
            lane_flow: flows.lane,
            throughput: flows.throughput,
            demand: flows.demand,
            rows: self.rows.clone(),
            published: self.published.clone(),
            world,
        }
    }
}

/// Rows by how many standard deviations they moved, worst first; ties keep table order.
pub fn worst(rows: &[Residual]) -> Vec<&Residual> {
    let mut sorted: Vec<&Residual> = rows.iter().collect();
    sorted.sort_by(|a, b| b.standardised().abs().total_cmp(&a.standardised().abs()));
    sorted
}

/// Flows and throughputs of the baseline, t/yr.
#[derive(Debug, Clone)]
pub(crate) struct Flows {
    pub(crate) lane: Vec<f64>,
    pub(crate) throughput: Vec<f64>,
    pub(crate) demand: Vec<f64>,
}

/// Tables in the order of their ids, so that the order of rows in a file changes no bit.
fn canonical(world: &World) -> World {
    let mut world = world.clone();
    world.economies.sort_by(|a, b| a.id.cmp(&b.id));
    world
        .blocs
        .sort_by(|a, b| (&a.id, &a.economy).cmp(&(&b.id, &b.economy)));
    world.choke_points.sort_by(|a, b| a.id.cmp(&b.id));
    world.materials.sort_by(|a, b| a.id.cmp(&b.id));
    world
        .contents
        .sort_by(|a, b| (&a.material, &a.oxide).cmp(&(&b.material, &b.oxide)));
    world.recipes.sort_by(|a, b| a.id.cmp(&b.id));
    for recipe in &mut world.recipes {
        recipe.inputs.sort_by(|a, b| a.material.cmp(&b.material));
        recipe.outputs.sort_by(|a, b| a.material.cmp(&b.material));
    }
    world.sites.sort_by(|a, b| a.id.cmp(&b.id));
    world
        .activities
        .sort_by(|a, b| (&a.site, &a.recipe).cmp(&(&b.site, &b.recipe)));
    world.trade.sort_by(|a, b| a.id.cmp(&b.id));
    world.demands.sort_by(|a, b| a.id.cmp(&b.id));
    world.reserves.sort_by(|a, b| a.id.cmp(&b.id));
    world
}
