//! The best mix of levers for a budget.
//!
//! Mixes are points of a unit cube, one side per lever. Each is tried on the same futures, so that what
//! is minimised is a function and no longer random; what the search promises of its best mix is therefore
//! too good, by as much as it has fitted these futures, and has to be told from fresh ones.
//!
//! The search is COBYLA (Powell 1994: linear models of objective and constraint on a shrinking simplex,
//! no derivatives), started for each budget from the best mix so far that it allows. Everything that was
//! tried for one budget is kept for all.

use std::cell::RefCell;

use cobyla::{Func, RhoBeg, StopTols, minimize};

/// Size of the first steps, in parts of a lever's range.
const FIRST_STEP: f64 = 0.25;
/// Steps below this part of a lever's range are not worth a run.
const LAST_STEP: f64 = 0.01;

/// Levels are tried to this part of a lever's range.
const GRID: f64 = 1e-4;

/// A mix that was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Level of each lever, 0 to 1.
    pub levels: Vec<f64>,
    /// What it costs on average, USD.
    pub cost: f64,
    /// What is to be small, such as the CVaR95 of a loss, USD.
    pub tail: f64,
}

/// Average cost and tail that a mix comes to, USD, by its levels. An error ends the search.
pub type Trial<'a, E> = dyn FnMut(&[f64]) -> Result<(f64, f64), E> + 'a;

/// Looks for the mix of `levers` levers with the smallest tail for each budget (ascending, USD), with about
/// `evaluations` trials for each. Gives back all that was tried, in order.
///
/// # Errors
/// The first one of `trial`.
pub fn search<E>(
    levers: usize,
    budgets: &[f64],
    evaluations: usize,
    trial: &mut Trial<'_, E>,
) -> Result<Vec<Tried>, E> {
    let search = RefCell::new(Search {
        tried: Vec::new(),
        failed: None,
        trial,
    });
    // Nothing, everything, and each lever alone.
    let mut first = vec![vec![0.0; levers], vec![1.0; levers]];
    for lever in 0..levers {
        let mut alone = vec![0.0; levers];
        alone[lever] = 1.0;
        first.push(alone);
    }
    for levels in &first {
        search.borrow_mut().outcome(levels);
    }
    for &budget in budgets {
        let start = {
            let search = search.borrow();
            let best = best_for(&search.tried, budget);
            best.map(|tried| (tried.levels.clone(), tried.tail))
        };
        let Some((start, scale)) = start.filter(|_| levers > 0 && search.borrow().failed.is_none())
        else {
            continue;
        };
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let objective = |levels: &[f64], (): &mut ()| {
            let (_, tail) = search.borrow_mut().outcome(levels);
            tail / scale
        };
        let affordable = |levels: &[f64], (): &mut ()| {
            let (cost, _) = search.borrow_mut().outcome(levels);
            (budget - cost) / budget.max(1.0)
        };
        let constraints: [&dyn Func<()>; 1] = [&affordable];
        let stop = StopTols {
            xtol_abs: vec![LAST_STEP; levers],
            ..StopTols::default()
        };
        // How it ended does not matter: what was tried is kept.
        let _ended = minimize(
            objective,
            &start,
            &vec![(0.0, 1.0); levers],
            &constraints,
            (),
            evaluations,
            RhoBeg::All(FIRST_STEP),
            Some(stop),
        );
    }
    let Search { tried, failed, .. } = search.into_inner();
    failed.map_or(Ok(tried), Err)
}

/// The mix with the smallest tail among those that cost at most a budget; the cheapest of equals.
pub fn best_for(tried: &[Tried], budget: f64) -> Option<&Tried> {
    tried
        .iter()
        .filter(|tried| tried.cost <= budget)
        .min_by(|a, b| a.tail.total_cmp(&b.tail).then(a.cost.total_cmp(&b.cost)))
}

/// What was tried, and how more is.
struct Search<'a, 'b, E> {
    tried: Vec<Tried>,
    failed: Option<E>,
    trial: &'a mut Trial<'b, E>,
}

impl<E> Search<'_, '_, E> {
    /// Cost and tail of a mix; never the same trial twice, and none after a failure.
    fn outcome(&mut self, levels: &[f64]) -> (f64, f64) {
        let grid = |level: &f64| (level.clamp(0.0, 1.0) / GRID).round() * GRID;
        let levels: Vec<f64> = levels.iter().map(grid).collect();
        if let Some(known) = self.tried.iter().find(|tried| tried.levels == levels) {
            return (known.cost, known.tail);
        }
        if self.failed.is_some() {
            return (0.0, 0.0);
        }
        match (self.trial)(&levels) {
            Ok((cost, tail)) => {
                self.tried.push(Tried { levels, cost, tail });
                (cost, tail)
            }
            Err(error) => {
                self.failed = Some(error);
                (0.0, 0.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two levers with diminishing returns: the tail is 8 / (1 + 3 x) + 2 / (1 + y), the cost 10 (x + y).
    fn world(levels: &[f64]) -> (f64, f64) {
        let (x, y) = (levels[0], levels[1]);
        (10.0 * (x + y), 8.0 / (1.0 + 3.0 * x) + 2.0 / (1.0 + y))
    }

    fn searched(budgets: &[f64]) -> Vec<Tried> {
        let mut trial = |levels: &[f64]| Ok::<_, ()>(world(levels));
        search(2, budgets, 60, &mut trial).unwrap()
    }

    #[test]
    fn the_best_mix_for_a_budget_is_found() {
        // By hand: with x + y = 1.2 returns per dollar are equal where 24 / (1 + 3x)^2 = 2 / (1 + y)^2, that is
        // 1 + 3x = sqrt(12) (1 + y); beyond x = 1 there is no more of it: x = 1, y = 0.2, tail 2 + 2 / 1.2.
        let tried = searched(&[12.0]);
        let best = best_for(&tried, 12.0).unwrap();
        assert!((best.tail - (2.0 + 2.0 / 1.2)).abs() < 0.02, "{best:?}");
        // With x + y = 0.5 all goes to x: 1 + 3 x = 2.5 is below sqrt(12).
        let tried = searched(&[5.0]);
        let best = best_for(&tried, 5.0).unwrap();
        assert!((best.tail - (8.0 / 2.5 + 2.0)).abs() < 0.02, "{best:?}");
        assert!(best.cost <= 5.0);
    }

    #[test]
    fn a_larger_budget_never_gets_a_larger_tail() {
        let budgets = [2.0, 5.0, 9.0, 15.0];
        let tried = searched(&budgets);
        let tails: Vec<f64> = budgets
            .iter()
            .map(|&budget| best_for(&tried, budget).unwrap().tail)
            .collect();
        assert!(tails.is_sorted_by(|a, b| a >= b), "{tails:?}");
        assert!(tails[3] < tails[0] - 2.0, "{tails:?}");
    }

    #[test]
    fn the_first_failure_ends_the_search() {
        let mut count = 0;
        let mut trial = |_: &[f64]| {
            count += 1;
            if count > 3 { Err("no") } else { Ok((0.0, 1.0)) }
        };
        assert_eq!(search(2, &[1.0], 60, &mut trial), Err("no"));
        assert_eq!(count, 4);
    }
}
