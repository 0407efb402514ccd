//! Stochastic dominance between samples of losses.

/// How far one sample of losses dominates another: the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dominance {
    /// Neither order holds.
    None,
    /// Second order: the mean of the worst share of the values is no larger, whatever the share. All who
    /// are averse to risk prefer it (increasing convex order of losses).
    Second,
    /// First order: every quantile is no larger. All who prefer less loss to more prefer it.
    First,
}

/// Dominance of `first` over `second`, as empirical distributions; samples of the same size.
///
/// `None` where the sizes differ, and for samples that are the same in distribution: neither is better
/// then.
pub fn dominance(first: &[f64], second: &[f64]) -> Dominance {
    if first.len() != second.len() {
        return Dominance::None;
    }
    let falling = |values: &[f64]| {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(|a, b| b.total_cmp(a));
        sorted
    };
    let (first, second) = (falling(first), falling(second));
    if first == second {
        return Dominance::None;
    }
    if first.iter().zip(&second).all(|(a, b)| a <= b) {
        return Dominance::First;
    }
    // A sum that rounding moves by its last bits is no violation.
    let scale: f64 = second.iter().map(|value| value.abs()).sum();
    let mut lead = 0.0;
    let tails = first.iter().zip(&second).all(|(a, b)| {
        lead += b - a;
        lead >= -1e-12 * scale
    });
    if tails {
        Dominance::Second
    } else {
        Dominance::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smaller_quantiles_dominate_at_first_order() {
        assert_eq!(
            dominance(&[3.0, 1.0, 2.0], &[2.0, 4.0, 2.0]),
            Dominance::First
        );
        assert_eq!(
            dominance(&[2.0, 4.0, 2.0], &[3.0, 1.0, 2.0]),
            Dominance::None
        );
    }

    #[test]
    fn a_smaller_tail_dominates_at_second_order_only() {
        // The first is larger in the middle and smaller at the end; its mean is smaller.
        let (steady, wild) = ([2.0, 2.0, 2.0], [0.0, 1.0, 9.0]);
        assert_eq!(dominance(&steady, &wild), Dominance::Second);
        assert_eq!(dominance(&wild, &steady), Dominance::None);
        // A smaller tail with a larger mean is no dominance.
        assert_eq!(dominance(&[4.0, 4.0, 4.0], &wild), Dominance::None);
    }

    #[test]
    fn equal_samples_dominate_neither_way() {
        assert_eq!(dominance(&[1.0, 2.0], &[2.0, 1.0]), Dominance::None);
        assert_eq!(dominance(&[1.0], &[1.0, 2.0]), Dominance::None);
        assert_eq!(dominance(&[], &[]), Dominance::None);
    }
}
