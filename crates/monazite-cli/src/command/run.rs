//! `monazite run`: futures, findings, the result folder.

use std::path::Path;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use monazite_engine::{BATCH, RunOptions, RunResult, estimate_cost, simulate, statistics};
use monazite_report::{
    Build, Extent, FileDigest, MANIFEST_FORMAT, Machine, Manifest, PROGRAM, Report, Timing, count,
    counted, printable,
};

use crate::arguments::{Format, Run};
use crate::failure::{Failure, INTERRUPTED, TOO_LARGE};
use crate::loading::{Prepared, prepare};
use crate::progress::Progress;
use crate::{interrupt, output};

const GIB: f64 = (1_u64 << 30) as f64;
/// A run that takes longer than this is announced with its estimate.
const LONG: Duration = Duration::from_secs(10);

/// When a simulation began and how long it took.
struct Timed {
    started: String,
    seconds: f64,
}

pub(crate) fn run(arguments: &Run) -> Result<(), Failure> {
    let more: Vec<String> = arguments
        .replications
        .map(|n| format!("run.replications={n}"))
        .into_iter()
        .collect();
    let prepared = prepare(&arguments.chosen, &more)?;
    if !arguments.quiet {
        output::warn(&prepared.loaded.warnings);
    }
    let scenario = &prepared.loaded.scenario;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("results").join(&scenario.id));
    let inputs = prepared.files();
    monazite_report::check_out(&out, &inputs)?;
    let cores = available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = arguments.threads.map_or(cores, usize::from);
    let options = RunOptions {
        threads,
        ..RunOptions::new(scenario.run.seed, scenario.run.replications)
    };
    announce(arguments, &prepared, &options)?;
    let (result, timed) = simulated(&prepared, &options, arguments.quiet);
    if result.replications == 0 {
        let message =
            "interrupted before the first batch of futures was complete; nothing was written";
        return Err(Failure::new(INTERRUPTED, message));
    }
    let statistics = statistics(&result);
    let report = Report {
        scenario,
        world: &prepared.loaded.world,
        residuals: &prepared.balance.rows,
        published: &prepared.balance.published,
        result: &result,
        statistics: &statistics,
    };
    let replaced = out.join("manifest.json").exists();
    let manifest = manifest(&prepared, &options, &result, timed, cores);
    monazite_report::write(&out, &inputs, &report, manifest)?;
    // An interrupted run has its result: how to go on is said even when nobody reads the findings.
    let printed = match arguments.format {
        Format::Json => output::print(&monazite_report::summary(&report)?),
        Format::Text => output::print(&told(&report, &out, replaced)),
    };
    if result.replications < options.replications {
        return Err(interrupted(&result, &options, &out));
    }
    printed
}

fn told(report: &Report<'_>, out: &Path, replaced: bool) -> String {
    let note = if replaced {
        " (in place of the result that was there; --out keeps both)"
    } else {
        ""
    };
    format!(
        "{}\n{}\nReport: {}{note}",
        printable(&report.scenario.title),
        monazite_report::terminal(report),
        printable(&out.join("report.html").display().to_string()),
    )
}

fn interrupted(result: &RunResult, options: &RunOptions, out: &Path) -> Failure {
    Failure::new(
        INTERRUPTED,
        format!(
            "interrupted: {} of {} are complete and written to {}. The same command runs all of them \
             again; each comes out the same.",
            count(result.replications),
            counted(options.replications, "future"),
            printable(&out.display().to_string()),
        ),
    )
}

/// Refuses a run that is too large; tells the estimate of a long one.
fn announce(arguments: &Run, prepared: &Prepared, options: &RunOptions) -> Result<(), Failure> {
    let cost = estimate_cost(&prepared.plan, options.replications, options.threads);
    let needed = cost.bytes as f64 / GIB;
    if needed > arguments.memory_limit as f64 {
        let message = format!(
            "refused: a run of {} is estimated to need {needed:.1} GiB of memory, more than the limit of {} GiB. \
             Run fewer (--replications), or allow it (--memory-limit {}).",
            counted(options.replications, "future"),
            arguments.memory_limit,
            needed.ceil(),
        );
        return Err(Failure::new(TOO_LARGE, message));
    }
    if arguments.quiet || options.replications <= BATCH {
        return Ok(());
    }
    // One batch on one thread tells the speed of this machine on this network.
    let begin = Instant::now();
    simulate(
        &prepared.plan,
        &RunOptions::new(options.seed, BATCH),
        &|_| true,
    );
    let batches = options
        .replications
        .div_ceil(BATCH)
        .div_ceil(options.threads as u64);
    let needed_time = begin.elapsed().as_secs_f64() * batches as f64;
    if needed_time > LONG.as_secs_f64() {
        output::complain(&format!(
            "{} on {}: about {}, {needed:.1} GiB of memory",
            counted(options.replications, "future"),
            counted(options.threads as u64, "thread"),
            duration(needed_time),
        ));
    }
    Ok(())
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

fn simulated(prepared: &Prepared, options: &RunOptions, quiet: bool) -> (RunResult, Timed) {
    let listening = interrupt::listen();
    let progress = Progress::new(options.replications, quiet);
    let started = jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let begin = Instant::now();
    let result = simulate(&prepared.plan, options, &|done| {
        progress.done(done);
        !(listening && interrupt::asked())
    });
    progress.finish();
    (
        result,
        Timed {
            started,
            seconds: begin.elapsed().as_secs_f64(),
        },
    )
}

fn manifest(
    prepared: &Prepared,
    options: &RunOptions,
    result: &RunResult,
    timed: Timed,
    cores: usize,
) -> Manifest {
    let loaded = &prepared.loaded;
    let inputs = loaded.inputs.iter().map(|input| FileDigest {
        path: input.path.clone(),
        digest: input.digest.clone(),
        bytes: input.bytes,
    });
    Manifest {
        format: MANIFEST_FORMAT,
        program: PROGRAM.to_owned(),
        build: Build::current(),
        command: std::env::args_os()
            .map(|word| word.to_string_lossy().into_owned())
            .collect(),
        scenario: loaded.scenario.id.clone(),
        run: Extent {
            strategy: result.strategy.clone(),
            seed: options.seed,
            first_replication: result.first_replication,
            requested: options.replications,
            completed: result.replications,
        },
        machine: Machine {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            cores,
            threads: options.threads,
        },
        timing: Timing {
            started: timed.started,
            simulation_seconds: timed.seconds,
        },
        conservation_residual: result.conservation_residual,
        inputs: inputs.collect(),
        outputs: Vec::new(),
        resolved: loaded.resolved.clone(),
    }
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
}
