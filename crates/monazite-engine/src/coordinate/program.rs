//! The linear programme: unknowns per step are shipments, throughputs, releases, service and the
//! stocks that are left.

use good_lp::{
    Expression, ProblemVariables, Solution, SolverModel, Variable, default_solver, variable,
};

use super::ForesightError;
use super::foresee::Future;
use crate::plan::{Plan, StockKind};

/// Mass that joins each stock at each step: what is known from before the start, and unknowns.
struct Arrivals {
    known: Vec<Vec<f64>>,
    unknown: Vec<Vec<Vec<(Variable, f64)>>>,
}

impl Arrivals {
    fn of(plan: &Plan, future: &Future, steps: usize) -> Self {
        let stocks = plan.stocks.len();
        let mut arrivals = Self {
            known: vec![vec![0.0; stocks]; steps],
            unknown: vec![vec![Vec::new(); stocks]; steps],
        };
        for (at, pipe) in plan.pipes.iter().enumerate() {
            for (due, mass) in pipe.initial.iter().enumerate() {
                let step = future.arrival(at, None, due);
                if step < steps {
                    arrivals.known[step][pipe.stock] += mass;
                }
            }
        }
        arrivals
    }

    fn add(&mut self, step: usize, stock: usize, what: Variable, factor: f64) {
        if let Some(row) = self.unknown.get_mut(step) {
            row[stock].push((what, factor));
        }
    }
}

/// Least unmet demand, t REO.
pub(super) fn solve(plan: &Plan, future: &Future) -> Result<f64, ForesightError> {
    let steps = plan.steps as usize;
    let mut unknowns = ProblemVariables::new();
    let mut arrivals = Arrivals::of(plan, future, steps);
    let non_negative = || variable().min(0.0);
    let up_to = |most: f64| {
        if most.is_finite() {
            variable().min(0.0).max(most)
        } else {
            variable().min(0.0)
        }
    };

    let mut ships = Vec::with_capacity(steps);
    let mut runs = Vec::with_capacity(steps);
    let mut releases = Vec::with_capacity(steps);
    let mut serves = Vec::with_capacity(steps);
    let mut left = Vec::with_capacity(steps);
    for t in 0..steps {
        let ship: Vec<Variable> = future.passes[t]
            .iter()
            .map(|&most| unknowns.add(up_to(most)))
            .collect();
        for (at, lane) in plan.lanes.iter().enumerate() {
            let due = future.arrival(lane.pipe, Some(t), t + future.lead[t][at]);
            arrivals.add(due, lane.to, ship[at], 1.0);
        }
        let run: Vec<Variable> = plan
            .activities
            .iter()
            .map(|_| unknowns.add(non_negative()))
            .collect();
        for (at, activity) in plan.activities.iter().enumerate() {
            for &(stock, coefficient, _) in &activity.outputs {
                arrivals.add(
                    t + plan.stocks[stock].processing as usize,
                    stock,
                    run[at],
                    coefficient,
                );
            }
        }
        let release: Vec<Vec<Variable>> = plan
            .reserves
            .iter()
            .map(|reserve| {
                reserve
                    .customers
                    .iter()
                    .map(|_| unknowns.add(non_negative()))
                    .collect()
            })
            .collect();
        for (reserve, shares) in plan.reserves.iter().zip(&release) {
            for (&customer, &given) in reserve.customers.iter().zip(shares) {
                arrivals.add(t + 1, customer, given, 1.0);
            }
        }
        serves.push(
            future.wanted[t]
                .iter()
                .map(|&most| unknowns.add(up_to(most)))
                .collect::<Vec<_>>(),
        );
        left.push(
            plan.stocks
                .iter()
                .map(|_| unknowns.add(non_negative()))
                .collect::<Vec<_>>(),
        );
        ships.push(ship);
        runs.push(run);
        releases.push(release);
    }
    // Output that stocks cannot hold may be given up.
    let surplus: Vec<Vec<Option<Variable>>> = (0..steps)
        .map(|_| {
            let mut of = |kind| (kind == StockKind::Output).then(|| unknowns.add(non_negative()));
            plan.stocks.iter().map(|stock| of(stock.kind)).collect()
        })
        .collect();

    let mut served = Expression::from(0.0);
    let mut wanted = 0.0;
    for (serve, want) in serves.iter().zip(&future.wanted) {
        for (at, demand) in plan
            .demands
            .iter()
            .enumerate()
            .filter(|(_, demand)| demand.end_use)
        {
            served += serve[at] * demand.reo;
            wanted += want[at] * demand.reo;
        }
    }
    let mut model = unknowns.maximise(served.clone()).using(default_solver);
    for t in 0..steps {
        for (at, site) in plan.sites.iter().enumerate() {
            let load: Expression = site
                .activities
                .clone()
                .map(|activity| runs[t][activity])
                .sum();
            model = model.with(load.leq(future.capacity[t][at]));
        }
        for (at, reserve) in plan.reserves.iter().enumerate() {
            let given: Expression = releases[t][at].iter().sum();
            model = model.with(given.leq(reserve.release));
        }
        let mut change: Vec<Expression> = vec![Expression::from(0.0); plan.stocks.len()];
        for (stock, row) in arrivals.unknown[t].iter().enumerate() {
            change[stock] += arrivals.known[t][stock];
            for &(what, factor) in row {
                change[stock] += what * factor;
            }
        }
        for (at, lane) in plan.lanes.iter().enumerate() {
            change[lane.from] -= ships[t][at];
        }
        for (at, activity) in plan.activities.iter().enumerate() {
            for &(stock, coefficient) in &activity.inputs {
                change[stock] -= runs[t][at] * coefficient;
            }
        }
        for (at, demand) in plan.demands.iter().enumerate() {
            change[demand.stock] -= serves[t][at];
        }
        for (at, reserve) in plan.reserves.iter().enumerate() {
            for &given in &releases[t][at] {
                change[reserve.stock] -= given;
            }
        }
        for (stock, change) in change.into_iter().enumerate() {
            let survives = future.survives[t][stock];
            let mut balance = change - left[t][stock];
            match t.checked_sub(1) {
                Some(before) => balance += left[before][stock] * survives,
                None => balance += plan.stocks[stock].initial * survives,
            }
            if let Some(given_up) = surplus[t][stock] {
                balance -= given_up;
            }
            model = model.with(balance.eq(0.0));
        }
    }
    model = quotas(plan, future, &ships, model);
    let solution = model.solve().map_err(|error| ForesightError::Unsolved {
        reason: error.to_string(),
    })?;
    Ok((wanted - solution.eval(&served)).max(0.0))
}

/// While a quota is in force, what has left since it began is at most what it has allowed.
fn quotas<M: SolverModel>(
    plan: &Plan,
    future: &Future,
    ships: &[Vec<Variable>],
    mut model: M,
) -> M {
    for (at, quota) in plan.quotas.iter().enumerate() {
        let (mut gone, mut allowed) = (Expression::from(0.0), 0.0);
        for (t, ship) in ships.iter().enumerate() {
            if !future.bound[t][at] {
                (gone, allowed) = (Expression::from(0.0), 0.0);
                continue;
            }
            allowed += quota.per_step;
            for &lane in &quota.lanes {
                gone += ship[lane];
            }
            model = model.with(gone.clone().leq(allowed));
        }
    }
    model
}
