//! `monazite run`: futures, findings, the result folder.

use std::path::{Path, PathBuf};

use monazite_engine::{BATCH, Part, RunOptions, Stop};
use monazite_report::{Manifest, Shard, count, printable};
use serde_json::json;

use crate::arguments::{Format, Run, Subject};
use crate::failure::{Failure, INTERRUPTED, WRONG_INPUT};
use crate::loading::{load, prepare};
use crate::resume::{is_interrupted, resumed};
use crate::simulation::{announce, replications, simulated, threads};
use crate::written::{self, Place};
use crate::{output, record, resume};

/// With `--precision` a run may go on to this many times the replications of its scenario.
const CEILING: u64 = 10;
/// Most futures of a run.
const MOST: u64 = 1_000_000_000;

pub(crate) fn run(arguments: &Run) -> Result<(), Failure> {
    let more: Vec<String> = ceiling(
        &arguments.chosen.subject,
        arguments.replications,
        arguments.precision,
    )?
    .map(|n| format!("run.replications={n}"))
    .into_iter()
    .collect();
    let prepared = prepare(&arguments.chosen, &more, arguments.effort.memory.limit)?;
    if !arguments.effort.quiet {
        output::warn(&prepared.loaded.warnings);
    }
    let scenario = &prepared.loaded.scenario;
    let out = out(arguments, &scenario.id);
    let inputs = prepared.files();
    monazite_report::check_out(&out, &inputs)?;
    let options = RunOptions {
        threads: threads(&arguments.effort),
        ..RunOptions::new(scenario.run.seed, scenario.run.replications)
    };
    let all = options.replications.div_ceil(BATCH);
    let batches = arguments.shard.map_or(0..all, |shard| shard.batches(all));
    if batches.is_empty() {
        let message = format!(
            "error: --shard: {} futures make {} batches, too few for every shard to have one",
            count(options.replications),
            count(all),
        );
        return Err(Failure::new(WRONG_INPUT, message));
    }
    let mut manifest = record::manifest(&prepared, &options);
    manifest.run.precision = arguments.precision;
    manifest.run.shard = arguments.shard;
    let mut part = if arguments.resume {
        resumed(&out, &mut manifest, &prepared, &options, &batches)?
    } else {
        hint(arguments, &out);
        Part::empty(&prepared.plan, batches.start)
    };
    let futures = replications(&options, &batches);
    announce(
        &arguments.effort,
        &prepared,
        &options,
        futures,
        arguments.precision,
    )?;
    let (stop, timed) = simulated(
        &prepared,
        &options,
        &mut part,
        batches.end,
        arguments.precision,
        arguments.effort.quiet,
    );
    if part.replications() == 0 {
        let message =
            "interrupted before the first batch of futures was complete; nothing was written";
        return Err(Failure::new(INTERRUPTED, message));
    }
    record::took(&mut manifest, &timed);
    let done = part.replications();
    let place = Place {
        out: &out,
        inputs: &inputs,
        format: arguments.format,
    };
    // An interrupted run has its result: how to go on is said even when nobody reads the findings.
    let printed = if let Some(shard) = arguments.shard {
        written::shard(&place, part, manifest, stop)?;
        output::print(&shard_told(&place, shard, done))
    } else {
        output::print(&written::result(
            &place,
            &prepared,
            &options,
            (part, stop),
            manifest,
        )?)
    };
    if stop == Stop::Interrupted {
        return Err(interrupted(done, futures, &out));
    }
    printed
}

/// Replications that stand in the place of the scenario's.
pub(crate) fn ceiling(
    subject: &Subject,
    replications: Option<u64>,
    precision: Option<f64>,
) -> Result<Option<u64>, Failure> {
    if replications.is_some() || precision.is_none() {
        return Ok(replications);
    }
    let own = load(subject, &[])?.scenario.run.replications;
    Ok(Some(own.saturating_mul(CEILING).min(MOST)))
}

fn out(arguments: &Run, id: &str) -> PathBuf {
    arguments.out.clone().unwrap_or_else(|| {
        Path::new("results").join(match arguments.shard {
            Some(Shard { number, of }) => format!("{id}-shard-{number}-of-{of}"),
            None => id.to_owned(),
        })
    })
}

/// Work that is about to be replaced may have been hours.
fn hint(arguments: &Run, out: &Path) {
    let earlier = Manifest::read(out).filter(is_interrupted);
    if let (Some(earlier), false) = (earlier, arguments.effort.quiet) {
        output::complain(&format!(
            "note: {} holds an interrupted run with {} futures, which this one will replace; --resume would go \
             on with it",
            printable(&out.display().to_string()),
            count(earlier.run.completed),
        ));
    }
}

fn shard_told(place: &Place<'_>, Shard { number, of }: Shard, done: u64) -> String {
    let folder = printable(&place.out.display().to_string());
    match place.format {
        Format::Json => {
            json!({ "format": 1, "shard": number, "of": of, "replications": done, "folder": folder })
                .to_string()
        }
        Format::Text => format!(
            "Shard {number} of {of}: {} futures written to {folder}. `monazite merge` joins all {of}.",
            count(done)
        ),
    }
}

fn interrupted(done: u64, asked: u64, out: &Path) -> Failure {
    Failure::new(
        INTERRUPTED,
        format!(
            "interrupted: {} of {} futures are complete and written to {}. To go on with the rest, to the same \
             numbers as without an interruption:\n  {}",
            count(done),
            count(asked),
            printable(&out.display().to_string()),
            printable(&resume::command(&record::command())),
        ),
    )
}
