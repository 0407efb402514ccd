//! Correlations of samples.

/// Pearson's correlation of pairs; NaN for slices of different lengths, fewer than two pairs, or
/// values that do not vary.
pub fn pearson(x: &[f64], y: &[f64]) -> f64 {
    if x.len() != y.len() || x.len() < 2 {
        return f64::NAN;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        let (a, b) = (a - mean_x, b - mean_y);
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    xy / (xx.sqrt() * yy.sqrt())
}

/// Spearman's rank correlation of pairs, ties with their mean rank. NaN as [`pearson`].
pub fn spearman(x: &[f64], y: &[f64]) -> f64 {
    pearson(&ranks(x), &ranks(y))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = from as f64 + 0.5 * (run.len() as f64 + 1.0);
        for &at in run {
            ranks[at] = rank;
        }
        from += run.len();
    }
    ranks
}

/// Kendall's tau-b of pairs (ties corrected), in `n log n` steps (Knight 1966). NaN as [`pearson`].
pub fn kendall(x: &[f64], y: &[f64]) -> f64 {
    if x.len() != y.len() || x.len() < 2 {
        return f64::NAN;
    }
    let mut pairs: Vec<(f64, f64)> = x.iter().copied().zip(y.iter().copied()).collect();
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let both = tied(&pairs, |a, b| a == b);
    let in_x = tied(&pairs, |a, b| a.0 == b.0);
    let mut values: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let mut room = values.clone();
    let discordant = inversions(&mut values, &mut room);
    let in_y = tied(&values, |a, b| a == b);
    let n = x.len() as f64;
    let all = 0.5 * n * (n - 1.0);
    (all - in_x - in_y + both - 2.0 * discordant) / ((all - in_x) * (all - in_y)).sqrt()
}

/// Number of pairs within runs of equals.
fn tied<T>(sorted: &[T], same: impl Fn(&T, &T) -> bool) -> f64 {
    sorted
        .chunk_by(same)
        .map(|run| {
            let n = run.len() as f64;
            0.5 * n * (n - 1.0)
        })
        .sum()
}

/// Number of pairs out of order; sorts `values` by merging.
fn inversions(values: &mut [f64], room: &mut [f64]) -> f64 {
    let n = values.len();
    if n < 2 {
        return 0.0;
    }
    let half = n / 2;
    let mut count = inversions(&mut values[..half], &mut room[..half])
        + inversions(&mut values[half..], &mut room[half..]);
    let (mut left, mut right) = (0, half);
    for slot in room.iter_mut() {
        let from_right = left == half || (right < n && values[right] < values[left]);
        if from_right {
            // It passes all that is left of the left half.
            count += (half - left) as f64;
            *slot = values[right];
            right += 1;
        } else {
            *slot = values[left];
            left += 1;
        }
    }
    values.copy_from_slice(room);
    count
}
