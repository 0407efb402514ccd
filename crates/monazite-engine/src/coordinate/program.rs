//! The linear programme: unknowns per period are shipments, throughputs, releases, service and the
//! stocks that are left.
//!
//! A period is a step or several. In one of several steps everything may happen in any order, goods
//! arrive as if the first of them had been sent in its first step, and nothing in stock is lost: whatever
//! a plan by steps can do, one by periods can do as well, so that its bound is valid too, only lower.

use std::ops::Range;

use clarabel::solver::SolverStatus;
use good_lp::{
    Constraint, Expression, ProblemVariables, Solution, SolverModel, Variable, clarabel, microlp,
    variable,
};

use super::ForesightError;
use super::foresee::Future;
use crate::plan::{Plan, StockKind};

/// Largest programme that is left to the simplex method and planned step by step, in unknowns: beyond, it
/// takes minutes, and the interior-point method is used.
pub(super) const LARGEST_SIMPLEX: usize = 20_000;
/// What the interior-point method may be off, share of what is wanted.
const INEXACT: f64 = 1e-6;

/// Periods of a horizon, in steps.
#[derive(Debug, Clone, Copy)]
struct Periods {
    steps: usize,
    length: usize,
}

impl Periods {
    fn count(self) -> usize {
        self.steps.div_ceil(self.length)
    }

    fn range(self, period: usize) -> Range<usize> {
        period * self.length..((period + 1) * self.length).min(self.steps)
    }

    /// Sum over the steps of a period.
    fn sum(self, period: usize, of: impl Fn(usize) -> f64) -> f64 {
        self.range(period).map(of).sum()
    }
}

/// Mass that joins each stock in each period: what is known from before the start, and unknowns.
struct Arrivals {
    known: Vec<Vec<f64>>,
    unknown: Vec<Vec<Vec<(Variable, f64)>>>,
}

impl Arrivals {
    fn of(plan: &Plan, future: &Future, periods: Periods) -> Self {
        let stocks = plan.stocks.len();
        let mut arrivals = Self {
            known: vec![vec![0.0; stocks]; periods.count()],
            unknown: vec![vec![Vec::new(); stocks]; periods.count()],
        };
        for (at, pipe) in plan.pipes.iter().enumerate() {
            for (due, mass) in pipe.initial.iter().enumerate() {
                let step = future.arrival(at, None, due);
                if step < periods.steps {
                    arrivals.known[step / periods.length][pipe.stock] += mass;
                }
            }
        }
        arrivals
    }

    fn add(&mut self, period: usize, stock: usize, what: Variable, factor: f64) {
        if let Some(row) = self.unknown.get_mut(period) {
            row[stock].push((what, factor));
        }
    }
}

/// Unknowns of one programme, as many as a period has times their number.
pub(super) fn unknowns(plan: &Plan) -> usize {
    let releases = plan.reserves.iter().map(|reserve| reserve.customers.len());
    plan.lanes.len()
        + plan.activities.len()
        + plan.stocks.len()
        + plan.demands.len()
        + releases.sum::<usize>()
}

/// Least unmet demand, t REO, of plans by periods of `length` steps.
pub(super) fn solve(plan: &Plan, future: &Future, length: usize) -> Result<f64, ForesightError> {
    let periods = Periods {
        steps: plan.steps as usize,
        length,
    };
    let count = periods.count();
    let mut unknowns = ProblemVariables::new();
    let mut arrivals = Arrivals::of(plan, future, periods);
    let non_negative = || variable().min(0.0);
    let up_to = |most: f64| {
        if most.is_finite() {
            variable().min(0.0).max(most)
        } else {
            variable().min(0.0)
        }
    };

    let mut ships: Vec<Vec<Option<Variable>>> = Vec::with_capacity(count);
    let mut runs = Vec::with_capacity(count);
    let mut releases = Vec::with_capacity(count);
    let mut serves = Vec::with_capacity(count);
    let mut wants = Vec::with_capacity(count);
    let mut left = Vec::with_capacity(count);
    for t in 0..count {
        let first = periods.range(t).start;
        let ship: Vec<Option<Variable>> = (0..plan.lanes.len())
            .map(|lane| {
                let most = periods.sum(t, |step| future.passes[step][lane]);
                (most > 0.0).then(|| unknowns.add(up_to(most)))
            })
            .collect();
        for (at, lane) in plan.lanes.iter().enumerate() {
            let Some(ship) = &ship[at] else { continue };
            let arrival = |step: usize| {
                let due = step + future.lead[step][at];
                future.arrival(lane.pipe, Some(step), due)
            };
            let due = periods.range(t).map(arrival).min().unwrap_or(periods.steps);
            arrivals.add(due / length, lane.to, *ship, 1.0);
        }
        let run: Vec<Variable> = plan
            .activities
            .iter()
            .map(|_| unknowns.add(non_negative()))
            .collect();
        for (at, activity) in plan.activities.iter().enumerate() {
            for &(stock, coefficient, _) in &activity.outputs {
                arrivals.add(
                    (first + plan.stocks[stock].processing as usize) / length,
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
                arrivals.add((first + 1) / length, customer, given, 1.0);
            }
        }
        let want = |at: usize| periods.sum(t, |step| future.wanted[step][at]);
        let wanted: Vec<f64> = (0..plan.demands.len()).map(want).collect();
        let serve = wanted.iter().map(|&most| unknowns.add(up_to(most)));
        serves.push(serve.collect::<Vec<_>>());
        wants.push(wanted);
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
    let surplus: Vec<Vec<Option<Variable>>> = (0..count)
        .map(|_| {
            let mut of = |kind| (kind == StockKind::Output).then(|| unknowns.add(non_negative()));
            plan.stocks.iter().map(|stock| of(stock.kind)).collect()
        })
        .collect();

    let mut served = Expression::from(0.0);
    let mut wanted = 0.0;
    for (serve, want) in serves.iter().zip(&wants) {
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
    let mut rules = Vec::new();
    for t in 0..count {
        for (at, site) in plan.sites.iter().enumerate() {
            let load: Expression = site
                .activities
                .clone()
                .map(|activity| runs[t][activity])
                .sum();
            let most = periods.sum(t, |step| future.capacity[step][at]);
            rules.push(load.leq(most));
        }
        for (at, reserve) in plan.reserves.iter().enumerate() {
            let given: Expression = releases[t][at].iter().sum();
            rules.push(given.leq(reserve.release * periods.range(t).len() as f64));
        }
        let mut change: Vec<Expression> = vec![Expression::from(0.0); plan.stocks.len()];
        for (stock, row) in arrivals.unknown[t].iter().enumerate() {
            change[stock] += arrivals.known[t][stock];
            for &(what, factor) in row {
                change[stock] += what * factor;
            }
        }
        for (at, lane) in plan.lanes.iter().enumerate() {
            if let Some(ship) = ships[t][at] {
                change[lane.from] -= ship;
            }
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
            // What is lost in the middle of a period may have left before.
            let survives = if length == 1 {
                future.survives[t][stock]
            } else {
                1.0
            };
            let mut balance = change - left[t][stock];
            match t.checked_sub(1) {
                Some(before) => balance += left[before][stock] * survives,
                None => balance += future.initial[stock] * survives,
            }
            if let Some(given_up) = surplus[t][stock] {
                balance -= given_up;
            }
            rules.push(balance.eq(0.0));
        }
    }
    quotas(plan, future, periods, &ships, &mut rules);
    let unsolved = |error: good_lp::ResolutionError| ForesightError::Unsolved {
        reason: error.to_string(),
    };
    let size = self::unknowns(plan) * count;
    let problem = unknowns.maximise(served.clone());
    if size <= LARGEST_SIMPLEX {
        let model = rules
            .into_iter()
            .fold(problem.using(microlp), SolverModel::with);
        let solution = model.solve().map_err(unsolved)?;
        return Ok((wanted - solution.eval(&served)).max(0.0));
    }
    let model = rules
        .into_iter()
        .fold(problem.using(clarabel), SolverModel::with);
    let solution = model.solve().map_err(unsolved)?;
    if solution.inner().status != SolverStatus::Solved {
        return Err(ForesightError::Unsolved {
            reason: format!("{:?}", solution.inner().status),
        });
    }
    // What it minimises is the negative of what is served; its dual bounds that from the safe side, however
    // close it came.
    let most = solution.eval(&served).max(-solution.inner().obj_val_dual);
    Ok((wanted - most - wanted * INEXACT).max(0.0))
}

/// While a quota is in force, what has left since it began is at most what it has allowed. Of periods,
/// those count in which it was in force throughout. One that leaks binds nobody who orders more.
fn quotas(
    plan: &Plan,
    future: &Future,
    periods: Periods,
    ships: &[Vec<Option<Variable>>],
    rules: &mut Vec<Constraint>,
) {
    for (at, quota) in plan.quotas.iter().enumerate() {
        if future.leaks[at] > 0.0 {
            continue;
        }
        let (mut gone, mut allowed) = (Expression::from(0.0), 0.0);
        for (t, ship) in ships.iter().enumerate() {
            let mut throughout = true;
            for step in periods.range(t) {
                if future.bound[step][at] {
                    allowed += quota.per_step;
                } else {
                    (gone, allowed, throughout) = (Expression::from(0.0), 0.0, false);
                }
            }
            if !throughout {
                continue;
            }
            for &lane in &quota.lanes {
                if let Some(ship) = ship[lane] {
                    gone += ship;
                }
            }
            rules.push(gone.clone().leq(allowed));
        }
    }
}
