//! What the run cannot tell.

use monazite_engine::Indicator;

use super::{Finding, Source};
use crate::measure;
use crate::number;
use crate::tail::TAIL;

/// Why the run ended where it did, size of the tail, precision of its mean, and what is too rare to
/// see.
pub(super) fn resolution(source: &Source<'_>, stopped: Option<String>) -> Finding {
    let replications = source.result.replications;
    let tail = (replications as f64 * TAIL).ceil() as u64;
    let shares = source.values(&source.main, Indicator::UnmetShare);
    let never = measure::chance(std::iter::repeat_n(false, replications as usize));
    let half = measure::tail_mean(shares, 0.95)
        .half_width()
        .filter(|half| *half > 0.0);
    let mut told = vec![format!(
        "This run has {}; the worst 5 % are {}.",
        number::counted(replications, "future"),
        number::counted(tail, "future"),
    )];
    told.extend(stopped);
    told.extend(half.map(|half| {
        let points = number::points(half);
        format!("That fixes the mean of the worst 5 % to within {points} of demand.")
    }));
    let mean = measure::mean(shares);
    if let Some(half) = mean
        .half_width()
        .filter(|half| *half > 0.25 * mean.value.abs())
    {
        told.push(format!(
            "The mean loss itself is known only to within {}: more replications (--replications) would \
             help.",
            number::points(half),
        ));
    }
    told.push(format!(
        "What happened in none of them may still have a chance of up to {} (95 % confidence). Intervals \
         cover the randomness of the run only: how uncertain data, rates and rules are is not in them.",
        number::below(never.high.unwrap_or(1.0)),
    ));
    Finding::new("What this run cannot tell", &told)
}
