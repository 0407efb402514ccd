//! `monazite merge`: the shards of one run become its result.

use std::path::{Path, PathBuf};

use monazite_engine::{BATCH, Part, RunOptions, Stop};
use monazite_report::{Manifest, Shard, count, other_run, printable, read_part};

use crate::arguments::Merge;
use crate::failure::{Failure, WRONG_INPUT};
use crate::loading::{Prepared, recorded};
use crate::resume::is_interrupted;
use crate::simulation::{fits, threads};
use crate::written::{self, Place};
use crate::{output, record};

/// A folder of a shard and what its manifest says.
struct Found<'a> {
    folder: &'a Path,
    manifest: Manifest,
    shard: Shard,
}

pub(crate) fn merge(arguments: &Merge) -> Result<(), Failure> {
    let shards = found(&arguments.shards)?;
    complete(&shards)?;
    let first = &shards[0];
    let mut manifest = first.manifest.clone();
    let prepared = recorded(first.folder, &manifest, arguments.effort.memory.limit)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("results").join(&manifest.scenario));
    monazite_report::check_out(&out, &arguments.shards)?;
    let options = RunOptions {
        threads: threads(&arguments.effort),
        first: manifest.run.first_replication,
        ..RunOptions::new(manifest.run.seed, manifest.run.requested)
    };
    fits(
        &arguments.effort,
        &prepared,
        options.replications,
        options.threads,
    )?;
    let part = joined(&shards, &prepared, &options)?;
    manifest.command = record::command();
    manifest.machine = record::machine(options.threads);
    manifest.run.shard = None;
    let begun = shards.iter().map(|s| s.manifest.timing.started.as_str());
    begun
        .min()
        .unwrap_or_default()
        .clone_into(&mut manifest.timing.started);
    let spent = shards.iter().map(|s| s.manifest.timing.simulation_seconds);
    manifest.timing.simulation_seconds = spent.sum();
    let place = Place {
        out: &out,
        inputs: &arguments.shards,
        format: arguments.format,
    };
    let told = written::result(
        &place,
        &prepared,
        &options,
        (part, Stop::Complete),
        manifest,
    )?;
    output::print(&told)
}

fn refused(folder: &Path, what: &str) -> Failure {
    let folder = folder.display();
    Failure::new(
        WRONG_INPUT,
        format!("error: {}", printable(&format!("{folder}: {what}"))),
    )
}

/// Reads the manifests and puts them in order. They must be shards of one run.
fn found(folders: &[PathBuf]) -> Result<Vec<Found<'_>>, Failure> {
    let mut shards: Vec<Found<'_>> = Vec::new();
    for folder in folders {
        let manifest = Manifest::open(folder)?;
        let Some(shard) = manifest.run.shard else {
            return Err(refused(
                folder,
                "this is the result of a run, not a shard of one",
            ));
        };
        if !record::same_version(&manifest.build) {
            let made = record::version(&manifest.build);
            let own = record::version(&monazite_report::Build::current());
            let what = format!("made by {made}; this is {own}, which may give other numbers");
            return Err(refused(folder, &what));
        }
        if let Some(first) = shards.first() {
            let mut other: Vec<String> = other_run(&manifest, &first.manifest)
                .iter()
                .map(ToString::to_string)
                .collect();
            if shard.of != first.shard.of {
                other.push(format!(
                    "shards: {} here, {} there",
                    shard.of, first.shard.of
                ));
            }
            if !other.is_empty() {
                let what = format!(
                    "not a shard of the run of {}: {}",
                    first.folder.display(),
                    other.join("; ")
                );
                return Err(refused(folder, &what));
            }
        }
        if let Some(twin) = shards.iter().find(|s| s.shard.number == shard.number) {
            let what = format!(
                "shard {} of {} is given twice; the other is {}",
                shard.number,
                shard.of,
                twin.folder.display()
            );
            return Err(refused(folder, &what));
        }
        shards.push(Found {
            folder,
            manifest,
            shard,
        });
    }
    shards.sort_by_key(|found| found.shard.number);
    Ok(shards)
}

/// All shards must be there, each of them whole.
fn complete(shards: &[Found<'_>]) -> Result<(), Failure> {
    for found in shards {
        if is_interrupted(&found.manifest) {
            let what = format!(
                "this shard was interrupted after {} futures; go on with it first (run ... --resume)",
                count(found.manifest.run.completed)
            );
            return Err(refused(found.folder, &what));
        }
    }
    let of = shards[0].shard.of;
    let missing = (1..=of).filter(|number| shards.iter().all(|s| s.shard.number != *number));
    let mut list: Vec<String> = missing.take(10).map(|number| number.to_string()).collect();
    if list.is_empty() {
        return Ok(());
    }
    if of - shards.len() as u64 > 10 {
        list.push("...".to_owned());
    }
    let message = format!(
        "error: {} of {of} shards are missing: {}",
        of - shards.len() as u64,
        list.join(", ")
    );
    Err(Failure::new(WRONG_INPUT, message))
}

fn joined(
    shards: &[Found<'_>],
    prepared: &Prepared,
    options: &RunOptions,
) -> Result<Part, Failure> {
    let mut whole = Part::empty(&prepared.plan, 0);
    let all = options.replications.div_ceil(BATCH);
    for found in shards {
        let part = read_part(found.folder, &found.manifest, &prepared.plan, options)?;
        if part.batches() != found.shard.batches(all) {
            return Err(refused(found.folder, "its tallies are of another shard"));
        }
        whole
            .join(part)
            .map_err(|error| refused(found.folder, &error.to_string()))?;
    }
    Ok(whole)
}
