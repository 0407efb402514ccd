//! The reconciliation as a quadratic programme.
//!
//! Unknowns, in this order: lane flows, activity throughputs, demands, surpluses, trade-row sums.
//! Each is counted from its prior and scaled by it: where figures agree the solution is zero, and so
//! is the objective there. Counted from nothing, the objective would be dominated by a constant, and
//! a solver that stops at a relative gap would leave the flows good to four digits only.
//!
//! minimise   sum over data  ((v - datum) / (max(|datum|, 1) sd(grade)))^2
//!          + 1e-3 sum over lanes ((x - prior) / (prior + 1))^2
//! subject to mass balance at every stock, site capacity, and v >= 0.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettingsBuilder, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus,
    SupportedConeT, ZeroConeT,
};
use monazite_model::World;

use super::{BalanceError, Flows, Residual};
use crate::network::{Network, Place};

/// Weight of the pull of each lane towards its proportional share of a trade row.
const SPREAD: f64 = 1e-3;
/// Throughput of an activity without a figure, as a share of its site's capacity: judgement.
const USUAL_UTILISATION: f64 = 0.8;
/// Least flow assumed of a trade row without a figure, as a share of what its buyers need.
const LEAST_SHARE: f64 = 0.05;

struct Layout {
    activities: usize,
    demands: usize,
    surpluses: usize,
    rows: usize,
    end: usize,
}

impl Layout {
    fn of(world: &World, network: &Network) -> Self {
        let activities = network.lanes.len();
        let demands = activities + network.activities.len();
        let surpluses = demands + network.stocks.len();
        let rows = surpluses + network.stocks.len();
        Self {
            activities,
            demands,
            surpluses,
            rows,
            end: rows + world.trade.len(),
        }
    }
}

/// A linear constraint: sparse row, right-hand side.
type Row = (Vec<(usize, f64)>, f64);

pub(super) fn solve(world: &World, network: &Network) -> Result<Flows, BalanceError> {
    let layout = Layout::of(world, network);
    let prior = priors(world, network);
    let mut scale = vec![1.0; layout.end];
    let mut origin = vec![0.0; layout.end];
    let mut quadratic = vec![0.0; layout.end];
    // Each unknown is pulled to one value at most, and counted from it.
    let mut pull = |at: usize, target: f64, width: f64| {
        quadratic[at] = 2.0 / (width * width);
        origin[at] = target;
    };

    for (at, lane) in network.lanes.iter().enumerate() {
        let expected = prior.lane[at];
        if lane.baseline {
            pull(at, expected, (expected + 1.0) / SPREAD.sqrt());
        }
        scale[at] = expected.max(1e-3);
    }
    for (at, activity) in network.activities.iter().enumerate() {
        let row = &world.activities[activity.row];
        scale[layout.activities + at] = prior.throughput[at].max(1e-3);
        if let (Some(datum), false) = (row.throughput, activity.planned) {
            let datum = datum.get();
            pull(
                layout.activities + at,
                datum,
                datum.max(1.0) * row.evidence.grade.relative_sd(),
            );
        }
    }
    for (at, stock) in network.stocks.iter().enumerate() {
        if let Place::Demand(demand) = stock.place {
            let row = &world.demands[demand];
            let datum = row.rate.get();
            scale[layout.demands + at] = datum.max(1e-3);
            pull(
                layout.demands + at,
                datum,
                datum.max(1.0) * row.evidence.grade.relative_sd(),
            );
        }
        scale[layout.surpluses + at] = prior.output[at].max(1e-3);
    }
    for (at, row) in world.trade.iter().enumerate() {
        scale[layout.rows + at] = prior.row[at].max(1e-3);
        if let (Some(datum), true) = (row.flow, prior.row[at] > 0.0) {
            let datum = datum.get();
            pull(
                layout.rows + at,
                datum,
                datum.max(1.0) * row.evidence.grade.relative_sd(),
            );
        }
    }

    let (equalities, inequalities) = constraints(world, network, &layout);
    let solution = clarabel(&scale, &origin, &quadratic, &equalities, &inequalities)?;
    let take = |from: usize, count: usize| solution[from..from + count].to_vec();
    Ok(Flows {
        lane: take(0, network.lanes.len()),
        throughput: take(layout.activities, network.activities.len()),
        demand: take(layout.demands, network.stocks.len()),
    })
}

struct Priors {
    lane: Vec<f64>,
    throughput: Vec<f64>,
    output: Vec<f64>,
    row: Vec<f64>,
}

/// First guesses: throughputs from data or capacity, trade rows from data or from what the known
/// rows leave of their buyers' need, lanes in proportion to both ends.
fn priors(world: &World, network: &Network) -> Priors {
    let mut throughput = vec![0.0; network.activities.len()];
    let mut need = vec![0.0; network.stocks.len()];
    let mut output = vec![0.0; network.stocks.len()];
    for (at, activity) in network.activities.iter().enumerate() {
        if activity.planned {
            continue;
        }
        let row = &world.activities[activity.row];
        let recipes = network.of_site[activity.site].len();
        let usual = world.sites[activity.site].capacity.get() * USUAL_UTILISATION / recipes as f64;
        throughput[at] = row
            .throughput
            .map_or(usual, monazite_model::TonnesPerYear::get);
        for &(stock, coefficient) in &activity.inputs {
            need[stock] += coefficient * throughput[at];
        }
        for &(stock, coefficient, _) in &activity.outputs {
            output[stock] += coefficient * throughput[at];
        }
    }
    for (at, stock) in network.stocks.iter().enumerate() {
        if let Place::Demand(demand) = stock.place {
            need[at] = world.demands[demand].rate.get();
        }
    }
    let mut buyers: Vec<std::collections::BTreeSet<usize>> =
        vec![std::collections::BTreeSet::new(); world.trade.len()];
    for lane in network.lanes.iter().filter(|lane| lane.baseline) {
        buyers[lane.trade].insert(lane.to);
    }
    let mut known = vec![0.0; network.stocks.len()];
    for (row, trade) in world.trade.iter().enumerate() {
        let wanted: f64 = buyers[row].iter().map(|&to| need[to]).sum();
        if let (Some(flow), true) = (trade.flow, wanted > 0.0) {
            for &to in &buyers[row] {
                known[to] += flow.get() * need[to] / wanted;
            }
        }
    }
    let row: Vec<f64> = world
        .trade
        .iter()
        .enumerate()
        .map(|(row, trade)| {
            if buyers[row].is_empty() {
                return 0.0;
            }
            let wanted: f64 = buyers[row].iter().map(|&to| need[to]).sum();
            let left: f64 = buyers[row]
                .iter()
                .map(|&to| (need[to] - known[to]).max(0.0))
                .sum();
            trade.flow.map_or_else(
                || left.max(LEAST_SHARE * wanted),
                monazite_model::TonnesPerYear::get,
            )
        })
        .collect();
    let weight = |lane: &crate::network::LaneSpec| output[lane.from] * need[lane.to];
    let mut total = vec![0.0; world.trade.len()];
    for lane in network.lanes.iter().filter(|lane| lane.baseline) {
        total[lane.trade] += weight(lane);
    }
    let lane = network
        .lanes
        .iter()
        .map(|lane| {
            if lane.baseline && total[lane.trade] > 0.0 {
                row[lane.trade] * weight(lane) / total[lane.trade]
            } else {
                0.0
            }
        })
        .collect();
    Priors {
        lane,
        throughput,
        output,
        row,
    }
}

fn constraints(world: &World, network: &Network, layout: &Layout) -> (Vec<Row>, Vec<Row>) {
    let mut balance: Vec<Row> = vec![(Vec::new(), 0.0); network.stocks.len()];
    let mut sums: Vec<Row> = (0..world.trade.len())
        .map(|at| (vec![(layout.rows + at, -1.0)], 0.0))
        .collect();
    let mut fixed: Vec<Row> = Vec::new();
    let mut capacity: Vec<Row> = world
        .sites
        .iter()
        .map(|site| (Vec::new(), site.capacity.get()))
        .collect();
    let mut ships = vec![false; network.stocks.len()];

    for (at, lane) in network.lanes.iter().enumerate() {
        if !lane.baseline {
            fixed.push((vec![(at, 1.0)], 0.0));
            continue;
        }
        balance[lane.from].0.push((at, -1.0));
        balance[lane.to].0.push((at, 1.0));
        sums[lane.trade].0.push((at, 1.0));
        ships[lane.from] = true;
    }
    let mut driven = vec![false; network.stocks.len()];
    for (at, activity) in network.activities.iter().enumerate() {
        let unknown = layout.activities + at;
        if activity.planned {
            fixed.push((vec![(unknown, 1.0)], 0.0));
            continue;
        }
        capacity[activity.site].0.push((unknown, 1.0));
        for &(stock, coefficient) in &activity.inputs {
            balance[stock].0.push((unknown, -coefficient));
        }
        for &(stock, coefficient, driver) in &activity.outputs {
            balance[stock].0.push((unknown, coefficient));
            driven[stock] |= driver && !activity.pushed;
        }
    }
    for (at, stock) in network.stocks.iter().enumerate() {
        let pushed = world.materials[stock.material].pushed;
        let (surplus, demand) = (layout.surpluses + at, layout.demands + at);
        match stock.place {
            Place::Demand(_) => balance[at].0.push((demand, -1.0)),
            _ => fixed.push((vec![(demand, 1.0)], 0.0)),
        }
        // The driver of a pulled plant, and scrap that has somewhere to go, leave no surplus.
        let none = driven[at] || (pushed && ships[at]);
        if matches!(stock.place, Place::Output(_)) && !none {
            balance[at].0.push((surplus, -1.0));
        } else {
            fixed.push((vec![(surplus, 1.0)], 0.0));
        }
    }
    let mut equalities = balance;
    equalities.extend(sums);
    equalities.extend(fixed);
    equalities.retain(|(terms, _)| !terms.is_empty());
    capacity.retain(|(terms, _)| !terms.is_empty());
    (equalities, capacity)
}

fn clarabel(
    scale: &[f64],
    origin: &[f64],
    quadratic: &[f64],
    equalities: &[Row],
    inequalities: &[Row],
) -> Result<Vec<f64>, BalanceError> {
    let count = scale.len();
    let (mut rows, mut columns, mut values, mut right) = (vec![], vec![], vec![], vec![]);
    for (terms, constant) in equalities.iter().chain(inequalities) {
        // Each constraint is scaled by its largest entry: tonnages span six orders of magnitude.
        let largest = terms
            .iter()
            .map(|&(at, c)| (c * scale[at]).abs())
            .fold(constant.abs(), f64::max);
        for &(at, coefficient) in terms {
            rows.push(right.len());
            columns.push(at);
            values.push(coefficient * scale[at] / largest);
        }
        let already: f64 = terms
            .iter()
            .map(|&(at, coefficient)| coefficient * origin[at])
            .sum();
        right.push((constant - already) / largest);
    }
    for at in 0..count {
        rows.push(right.len());
        columns.push(at);
        values.push(-1.0);
        right.push(origin[at] / scale[at]);
    }
    let matrix = CscMatrix::new_from_triplets(right.len(), count, rows, columns, values);
    let diagonal: Vec<f64> = quadratic
        .iter()
        .zip(scale)
        .map(|(q, s)| q * s * s)
        .collect();
    let objective = CscMatrix::new_from_triplets(
        count,
        count,
        (0..count).collect(),
        (0..count).collect(),
        diagonal,
    );
    let gradient = vec![0.0; count];
    let cones: Vec<SupportedConeT<f64>> = vec![
        ZeroConeT(equalities.len()),
        NonnegativeConeT(inequalities.len() + count),
    ];
    let infeasible = |reason: String| BalanceError::Infeasible { reason };
    let settings = DefaultSettingsBuilder::default()
        .verbose(false)
        .tol_feas(1e-11)
        .tol_gap_abs(1e-13)
        .tol_gap_rel(1e-13)
        // Where rounding ends the progress earlier, at least this must have been reached.
        .reduced_tol_feas(1e-8)
        .reduced_tol_gap_abs(1e-9)
        .reduced_tol_gap_rel(1e-9)
        .max_iter(400)
        .build()
        .map_err(|error| infeasible(error.to_string()))?;
    let mut solver = DefaultSolver::new(&objective, &gradient, &matrix, &right, &cones, settings)
        .map_err(|error| infeasible(error.to_string()))?;
    solver.solve();
    match solver.solution.status {
        SolverStatus::Solved | SolverStatus::AlmostSolved => Ok(solver
            .solution
            .x
            .iter()
            .zip(scale.iter().zip(origin))
            .map(|(z, (scale, origin))| (origin + z * scale).max(0.0))
            .collect()),
        status => Err(infeasible(format!("{status:?}"))),
    }
}

/// Every datum that was weighed, against the settled flows.
pub(super) fn residuals(world: &World, network: &Network, flows: &Flows) -> Vec<Residual> {
    let mut list = Vec::new();
    let mut sums = vec![0.0; world.trade.len()];
    let mut carries = vec![false; world.trade.len()];
    for (at, lane) in network.lanes.iter().enumerate() {
        sums[lane.trade] += flows.lane[at];
        carries[lane.trade] |= lane.baseline;
    }
    for (at, row) in world.trade.iter().enumerate() {
        if let (Some(published), true) = (row.flow, carries[at]) {
            list.push(Residual {
                table: "trade",
                id: row.id.clone(),
                quantity: "flow",
                unit: "t/yr",
                published: published.get(),
                reconciled: sums[at],
                grade: row.evidence.grade,
                source: row.evidence.source.clone(),
            });
        }
    }
    for (at, activity) in network.activities.iter().enumerate() {
        let row = &world.activities[activity.row];
        if let (Some(published), false) = (row.throughput, activity.planned) {
            list.push(Residual {
                table: "activities",
                id: format!("{}/{}", row.site, row.recipe),
                quantity: "throughput",
                unit: "t/yr",
                published: published.get(),
                reconciled: flows.throughput[at],
                grade: row.evidence.grade,
                source: row.evidence.source.clone(),
            });
        }
    }
    for (at, stock) in network.stocks.iter().enumerate() {
        if let Place::Demand(demand) = stock.place {
            let row = &world.demands[demand];
            list.push(Residual {
                table: "demands",
                id: row.id.clone(),
                quantity: "demand",
                unit: "t/yr",
                published: row.rate.get(),
                reconciled: flows.demand[at],
                grade: row.evidence.grade,
                source: row.evidence.source.clone(),
            });
        }
    }
    list
}
