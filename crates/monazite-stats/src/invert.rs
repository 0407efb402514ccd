//! Root finding for inverse distribution functions.

/// Zero of an increasing function in `low..=high` by Newton's method kept inside a shrinking
/// bracket; where Newton would leave it, bisection.
///
/// `of` gives value and slope at a point. The functions inverted with it are logarithms of
/// distribution functions over their targets, which are concave in the variables used: Newton then
/// converges from any start, in three or four steps from a good one. A step from a value below
/// 1e-9 leaves about its square, so it is the last.
pub(crate) fn root(
    start: f64,
    (mut low, mut high): (f64, f64),
    of: impl Fn(f64) -> (f64, f64),
) -> f64 {
    // Bisection alone needs about seventy steps; the limit is never met by a finite bracket.
    const STEPS: usize = 200;
    const LAST: f64 = 1e-9;
    let mut at = start.clamp(low, high);
    for _ in 0..STEPS {
        let (value, slope) = of(at);
        if value < 0.0 {
            low = at;
        } else {
            high = at;
        }
        let newton = at - value / slope;
        if value.abs() <= LAST && (low..=high).contains(&newton) {
            return newton;
        }
        at = if newton > low && newton < high {
            newton
        } else {
            0.5 * (low + high)
        };
        if at <= low || at >= high {
            break;
        }
    }
    at
}

/// Smallest whole number `k >= 0` for which `enough(k)`, which stays true once it is; the search
/// starts at `guess` and takes a number of steps logarithmic in the error of the guess.
pub(crate) fn smallest(guess: u64, enough: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = if enough(guess) {
        let (mut high, mut stride) = (guess, 1);
        loop {
            if high == 0 {
                return 0;
            }
            let below = high.saturating_sub(stride);
            if !enough(below) {
                break (below, high);
            }
            (high, stride) = (below, stride * 2);
        }
    } else {
        let (mut low, mut stride) = (guess, 1_u64);
        loop {
            let above = low.saturating_add(stride);
            if above == u64::MAX || enough(above) {
                break (low, above);
            }
            (low, stride) = (above, stride.saturating_mul(2));
        }
    };
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_is_found_from_a_hopeless_start() {
        let cubic = |x: f64| (x * x * x - 2.0, 3.0 * x * x);
        for start in [-5.0, 0.0, 1.2, 900.0] {
            let x = root(start, (-10.0, 1000.0), cubic);
            assert!((x - 1.259_921_049_894_873_2).abs() < 1e-15, "{start}: {x}");
        }
    }

    #[test]
    fn smallest_is_found_from_either_side() {
        for target in [0, 1, 2, 77, 1_000_003] {
            for guess in [0, 1, 76, 77, 78, 5_000_000] {
                assert_eq!(smallest(guess, |k| k >= target), target, "from {guess}");
            }
        }
        assert_eq!(smallest(3, |_| false), u64::MAX);
    }
}
