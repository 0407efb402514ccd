//! Futures, with an estimate before, progress meanwhile, and an ear for Ctrl-C.

use std::ops::Range;
use std::time::{Duration, Instant};

use monazite_engine::{BATCH, Part, Plan, RunOptions, Stop, advance, estimate_cost};
use monazite_report::count;

use crate::arguments::Effort;
use crate::failure::{Failure, TOO_LARGE};
use crate::loading::Prepared;
use crate::memory::{GIB, memory};
use crate::progress::Progress;
use crate::{interrupt, output, record};

/// A run that takes longer than this is announced with its estimate.
const LONG: Duration = Duration::from_secs(10);

/// When a simulation began and how long it took.
pub(crate) struct Timed {
    pub(crate) started: String,
    pub(crate) seconds: f64,
}

/// Worker threads to use.
pub(crate) fn threads(effort: &Effort) -> usize {
    effort.threads.map_or_else(record::cores, usize::from)
}

/// Replications in these batches.
pub(crate) fn replications(options: &RunOptions, batches: &Range<u64>) -> u64 {
    let end = batches.end.saturating_mul(BATCH).min(options.replications);
    end.saturating_sub(batches.start.saturating_mul(BATCH))
}

/// What the results and the report of a run take in any case, for each lane and for each scope, bytes. Fitted to what
/// runs of the default pack and of REF's network for 30 to 3,000 products (a million lanes) held beyond the estimate
/// of the engine: within a factor of 1.5.
const TELLING: u64 = 9 << 20;
const TELLING_PER_LANE: u64 = 3100;
const TELLING_PER_SCOPE: u64 = 37_000;
/// Lanes beyond which reports have no more rows.
const LANES_TOLD: u64 = 10_000;

/// Refuses what needs too much memory. Gives back the estimate, bytes.
pub(crate) fn fits(
    effort: &Effort,
    prepared: &Prepared,
    futures: u64,
    threads: usize,
) -> Result<u64, Failure> {
    let cost = estimate_cost(&prepared.plan, futures, threads);
    let (lanes, ..) = prepared.plan.size();
    let telling = TELLING
        + (lanes as u64).min(LANES_TOLD) * TELLING_PER_LANE
        + prepared.plan.scope_count() as u64 * TELLING_PER_SCOPE;
    let needed = cost.bytes() + telling;
    allowed(effort, needed, futures)?;
    Ok(needed)
}

/// Refuses more memory than is allowed, bytes.
pub(crate) fn allowed(effort: &Effort, needed: u64, futures: u64) -> Result<(), Failure> {
    if needed > effort.memory.limit.saturating_mul(GIB) {
        let message = format!(
            "refused: {} futures are estimated to need {} of memory, more than the limit of {} GiB. \
             Run fewer (--replications), or allow it (--memory-limit {}).",
            count(futures),
            memory(needed),
            effort.memory.limit,
            needed.div_ceil(GIB),
        );
        return Err(Failure::new(TOO_LARGE, message));
    }
    Ok(())
}

/// Refuses a run that is too large; tells the estimate of a long one. With a precision `futures` is its
/// ceiling.
pub(crate) fn announce(
    effort: &Effort,
    prepared: &Prepared,
    options: &RunOptions,
    futures: u64,
    precision: Option<f64>,
) -> Result<(), Failure> {
    let needed = fits(effort, prepared, futures, options.threads)?;
    if effort.quiet || futures <= BATCH {
        return Ok(());
    }
    let needed_time = pace(&prepared.plan, options.seed) * rounds(futures, options.threads) as f64;
    let most = if precision.is_some() { "at most " } else { "" };
    foretell(
        &format!("{most}{} futures", count(futures)),
        options.threads,
        needed_time,
        needed,
    );
    Ok(())
}

/// Refuses a computation that only compares, on a narrowed plan, where `bytes` are too many for so many
/// `futures`; tells what it will take in rounds of batches where that is long.
pub(crate) fn announce_rounds(
    effort: &Effort,
    plan: &Plan,
    options: &RunOptions,
    (what, futures, rounds): (&str, u64, u64),
    bytes: u64,
) -> Result<(), Failure> {
    allowed(effort, bytes, futures)?;
    if !effort.quiet {
        let seconds = pace(plan, options.seed) * rounds as f64;
        foretell(what, options.threads, seconds, bytes);
    }
    Ok(())
}

/// Batches that each thread runs.
pub(crate) fn rounds(futures: u64, threads: usize) -> u64 {
    futures.div_ceil(BATCH).div_ceil(threads as u64)
}

/// Tells what a long computation will take: seconds and bytes.
pub(crate) fn foretell(what: &str, threads: usize, seconds: f64, bytes: u64) {
    if seconds > LONG.as_secs_f64() {
        output::complain(&format!(
            "{what}, on {threads} threads: about {}, {} of memory",
            duration(seconds),
            memory(bytes),
        ));
    }
}

/// Seconds that a batch takes on one thread of this machine, tried.
pub(crate) fn pace(plan: &Plan, seed: u64) -> f64 {
    let begin = Instant::now();
    let options = RunOptions::new(seed, BATCH);
    advance(plan, &options, &mut Part::empty(plan, 0), 1, None, &|_| {
        true
    });
    begin.elapsed().as_secs_f64()
}

/// A time in the unit that people use.
pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

/// The time, UTC, RFC 3339.
pub(crate) fn now() -> String {
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Goes on with a part of a run up to batch `until`, or as far as the user lets it.
pub(crate) fn simulated(
    prepared: &Prepared,
    options: &RunOptions,
    part: &mut Part,
    until: u64,
    precision: Option<f64>,
    quiet: bool,
) -> (Stop, Timed) {
    let listening = interrupt::listen();
    let futures = replications(options, &(part.batches().start..until));
    let progress = Progress::new(futures, quiet);
    let started = now();
    let begin = Instant::now();
    let stop = advance(&prepared.plan, options, part, until, precision, &|done| {
        progress.done(done);
        !(listening && interrupt::asked())
    });
    progress.finish();
    let seconds = begin.elapsed().as_secs_f64();
    (stop, Timed { started, seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_the_unit_that_people_use() {
        assert_eq!(duration(12.4), "12 s");
        assert_eq!(duration(600.0), "10 min");
        assert_eq!(duration(9000.0), "2.5 h");
    }

    #[test]
    fn the_last_batch_may_be_short() {
        let options = RunOptions::new(1, 150);
        assert_eq!(replications(&options, &(0..3)), 150);
        assert_eq!(replications(&options, &(2..3)), 22);
        assert_eq!(replications(&options, &(0..2)), 128);
    }
}
