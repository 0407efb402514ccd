//! Correlations: that they name hazards, and that together they are possible.

use std::collections::BTreeMap;

use crate::findings::{Findings, Ids};
use crate::{Problem, Scenario, Table};

/// Most hazards that may be correlated: the matrix grows with the square.
const MOST: usize = 300;
/// Smallest eigenvalue of a matrix that is still taken for positive definite.
const SMALLEST: f64 = 1e-10;

pub(super) fn check(scenario: &Scenario, hazards: &Ids<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut sound = true;
    for (row, pair) in scenario.correlations.iter().enumerate() {
        let place = (Table::Correlations, row);
        let (first, second) = (pair.first.as_str(), pair.second.as_str());
        for (field, id) in [("first", first), ("second", second)] {
            findings.refer(place, field, "hazard", id, hazards);
            sound &= hazards.contains_key(id);
        }
        if first == second {
            let message = format!("`{first}` is correlated with itself");
            findings.push(Problem::new(place.0, row, "second", "correlation", message));
            sound = false;
        }
        let spearman = pair.spearman;
        if !(-1.0..=1.0).contains(&spearman) {
            let message = format!("`spearman` must be between -1 and 1, got {spearman}");
            findings.push(Problem::new(place.0, row, "spearman", "range", message));
            sound = false;
        }
        let key = if first <= second {
            (first, second)
        } else {
            (second, first)
        };
        if let Some(&earlier) = seen.get(&key) {
            let message = format!("the correlation of `{first}` and `{second}` is given twice");
            let problem = Problem::new(place.0, row, "", "duplicate", message);
            findings.push(problem.also(place.0, earlier));
            sound = false;
        } else {
            seen.insert(key, row);
        }
    }
    if sound {
        possible(scenario, findings);
    }
}

/// Rank correlations are those of a Gaussian copula, so two matrices must be positive definite: that
/// of the ranks themselves, which any random numbers have, and that of the normal variates.
fn possible(scenario: &Scenario, findings: &mut Findings) {
    let mut members: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for pair in &scenario.correlations {
        let ends = [pair.first.as_str(), pair.second.as_str()].map(|id| {
            let next = members.len();
            *members.entry(id).or_insert(next)
        });
        pairs.push((ends, pair.spearman));
    }
    if members.len() > MOST {
        let message = format!(
            "{} hazards are correlated; at most {MOST} may be",
            members.len()
        );
        findings.push(Problem::new(Table::Correlations, 0, "", "range", message));
        return;
    }
    let ranks = Symmetric::of(members.len(), pairs.iter().copied());
    let normal =
        |(ends, rho): ([usize; 2], f64)| (ends, 2.0 * (std::f64::consts::PI * rho / 6.0).sin());
    let normals = Symmetric::of(members.len(), pairs.iter().copied().map(normal));
    for matrix in [ranks, normals] {
        let Some(fails) = matrix.fails(SMALLEST) else {
            continue;
        };
        // The last row that ties the hazard at which it fails to earlier ones.
        let row = pairs.iter().rposition(|([a, b], _)| *a.max(b) == fails);
        let message = format!(
            "these correlations are not possible together: the smallest eigenvalue of their matrix \
             is {:.4}, and must be above 0",
            matrix.smallest_eigenvalue()
        );
        let hint = "weaken the correlations, or make the signs agree: of three hazards that are all \
                    strongly correlated, none or two pairs may be negative";
        let problem = Problem::new(
            Table::Correlations,
            row.unwrap_or(0),
            "spearman",
            "correlation",
            message,
        );
        findings.push(problem.hint(hint));
        return;
    }
}

/// A correlation matrix.
struct Symmetric {
    rows: Vec<Vec<f64>>,
}

impl Symmetric {
    fn of(size: usize, pairs: impl Iterator<Item = ([usize; 2], f64)>) -> Self {
        let mut rows = vec![vec![0.0; size]; size];
        for (at, row) in rows.iter_mut().enumerate() {
            row[at] = 1.0;
        }
        for ([first, second], value) in pairs {
            rows[first][second] = value;
            rows[second][first] = value;
        }
        Self { rows }
    }

    /// The first leading part of the matrix with an eigenvalue at or below `bound`, by its last row:
    /// there the Cholesky factor of the matrix less `bound` does not exist. `None` if all are above.
    fn fails(&self, bound: f64) -> Option<usize> {
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(self.rows.len());
        for (at, row) in self.rows.iter().enumerate() {
            let mut line: Vec<f64> = Vec::with_capacity(at + 1);
            for column in 0..at {
                let above = &factor[column];
                let known: f64 = line.iter().zip(above).map(|(a, b)| a * b).sum();
                line.push((row[column] - known) / above[column]);
            }
            let rest = row[at] - bound - line.iter().map(|x| x * x).sum::<f64>();
            if rest <= 0.0 {
                return Some(at);
            }
            line.push(rest.sqrt());
            factor.push(line);
        }
        None
    }

    /// By bisection: every eigenvalue is above `bound` exactly if the matrix less `bound` has a
    /// Cholesky factor. The eigenvalues of a correlation matrix add up to its size.
    fn smallest_eigenvalue(&self) -> f64 {
        let (mut low, mut high) = (-(self.rows.len() as f64), 1.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.fails(middle).is_some() {
                high = middle;
            } else {
                low = middle;
            }
        }
        f64::midpoint(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Correlation;
    use crate::samples::{hazard, refusals, scenario, world};

    fn with(pairs: &[(&str, &str, f64)]) -> Scenario {
        let mut scenario = scenario();
        scenario.hazards = ["a", "b", "c", "d"].map(hazard).into();
        scenario.correlations = pairs
            .iter()
            .map(|&(first, second, spearman)| Correlation {
                first: first.to_owned(),
                second: second.to_owned(),
                spearman,
            })
            .collect();
        scenario
    }

    fn told(pairs: &[(&str, &str, f64)]) -> Vec<(String, &'static str)> {
        refusals(&with(pairs))
    }

    fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
        vec![(field.to_owned(), code)]
    }

    #[test]
    fn correlations_name_two_known_hazards() {
        assert_eq!(told(&[("a", "b", 0.5), ("c", "d", -1.0 + 1e-6)]), []);
        assert_eq!(told(&[("a", "x", 0.5)]), one("second", "reference"));
        assert_eq!(told(&[("a", "a", 0.5)]), one("second", "correlation"));
    }

    #[test]
    fn a_pair_is_given_once_whichever_way_round() {
        let problems = with(&[("a", "b", 0.5), ("b", "a", 0.5)]).problems(&world());
        assert_eq!((problems[0].row, problems[0].code), (1, "duplicate"));
        assert_eq!(problems[0].also, Some((Table::Correlations, 0)));
    }

    #[test]
    fn rank_correlations_lie_between_minus_one_and_one() {
        for spearman in [1.1, -1.1, f64::NAN, f64::INFINITY] {
            assert_eq!(
                told(&[("a", "b", spearman)]),
                one("spearman", "range"),
                "{spearman}"
            );
        }
    }

    #[test]
    fn three_hazards_that_cannot_disagree_so_are_refused_with_the_eigenvalue() {
        let pairs = [
            ("d", "c", 0.1),
            ("a", "b", 0.9),
            ("b", "c", 0.9),
            ("a", "c", -0.9),
            ("d", "a", 0.0),
        ];
        let problems = with(&pairs).problems(&world());
        assert_eq!((problems[0].row, problems[0].code), (2, "correlation"));
        assert_eq!(problems.len(), 1);
        let three = &pairs[1..4];
        let problems = with(three).problems(&world());
        assert!(problems[0].message.contains("-0.8000"), "{problems:?}");
    }

    #[test]
    fn ranks_that_no_normal_variates_have_are_refused() {
        // The matrix of these ranks is just possible (eigenvalue 0.0005); the one of the normal
        // variates behind them is not.
        let rho = 0.4997;
        let pairs = [("a", "b", rho), ("b", "c", rho), ("a", "c", -rho)];
        assert!(
            Symmetric::of(
                3,
                [([0, 1], rho), ([1, 2], rho), ([0, 2], -rho)].into_iter()
            )
            .fails(0.0)
            .is_none()
        );
        assert_eq!(told(&pairs), one("spearman", "correlation"));
    }

    #[test]
    fn the_smallest_eigenvalue_of_three_is_known() {
        let matrix = Symmetric::of(
            3,
            [([0, 1], 0.9), ([0, 2], -0.9), ([1, 2], 0.9)].into_iter(),
        );
        assert!((matrix.smallest_eigenvalue() + 0.8).abs() < 1e-9);
        assert_eq!(matrix.fails(0.0), Some(2));
        assert_eq!(
            Symmetric::of(2, std::iter::once(([0, 1], 0.5))).fails(0.0),
            None
        );
    }
}
