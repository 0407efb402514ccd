//! `monazite rerun`: a result made again from its own manifest, and compared.

use monazite_engine::{BATCH, Part, RunOptions, Stop};
use monazite_report::{Build, Manifest, Staged, count, printable, recheck};

use crate::arguments::Rerun;
use crate::contest::Contest;
use crate::failure::{DEFECT, Failure, INTERRUPTED, WRONG_INPUT};
use crate::loading::{recorded, recorded_files};
use crate::resume::is_interrupted;
use crate::simulation::{announce, replications, simulated, threads};
use crate::{output, record, written};

pub(crate) fn rerun(arguments: &Rerun) -> Result<(), Failure> {
    let folder = arguments.folder.as_path();
    let manifest = Manifest::open(folder)?;
    let (again, futures) = if manifest.run.strategies.is_empty() {
        one(arguments, &manifest)?
    } else {
        all(arguments, &manifest)?
    };
    let found = recheck(folder, &manifest, &again)?;
    let shown = printable(&folder.display().to_string());
    if found.is_empty() {
        let futures = count(futures);
        return output::print(&format!(
            "Identical: {futures} futures run again give {shown} to the byte."
        ));
    }
    let list: Vec<String> = found
        .iter()
        .map(|f| format!("\n  {}", printable(f)))
        .collect();
    let (code, verdict) = if record::same_version(&manifest.build) {
        let text = "The version is the same, so this is a defect of the program: please report it with the \
                    folder.";
        (DEFECT, text.to_owned())
    } else {
        let text = format!(
            "It was made by {}, this is {}: another version may give other numbers, which its changelog calls \
             value-breaking.",
            printable(&record::version(&manifest.build)),
            record::version(&Build::current()),
        );
        (WRONG_INPUT, text)
    };
    Err(Failure::new(
        code,
        format!(
            "{shown} comes out differently in {} files:{}\n{verdict}",
            found.len(),
            list.concat()
        ),
    ))
}

/// The run of one strategy, made again.
fn one(arguments: &Rerun, manifest: &Manifest) -> Result<(Staged, u64), Failure> {
    let prepared = recorded(&arguments.folder, manifest, arguments.effort.memory.limit)?;
    // What the report says about time and machine is taken over, so that it can be compared too.
    let mut manifest = manifest.clone();
    let run = manifest.run.clone();
    let options = options(arguments, &manifest);
    let all = options.replications.div_ceil(BATCH);
    let mut batches = run.shard.map_or(0..all, |shard| shard.batches(all));
    // An interrupted run is made again as far as it went.
    let broken = is_interrupted(&manifest);
    let precision = run.precision.filter(|_| !broken);
    if broken {
        batches.end = batches.start + run.completed.div_ceil(BATCH).min(all - batches.start);
    }
    let most = replications(&options, &batches);
    announce(&arguments.effort, &prepared, &options, most, precision)?;
    let mut part = Part::empty(&prepared.plan, batches.start);
    let quiet = arguments.effort.quiet;
    let (stop, _) = simulated(
        &prepared,
        &options,
        &mut part,
        batches.end,
        precision,
        quiet,
    );
    if stop == Stop::Interrupted {
        let message = "interrupted: nothing was compared";
        return Err(Failure::new(INTERRUPTED, message));
    }
    let stop = if broken { Stop::Interrupted } else { stop };
    let mut again = Staged::apart()?;
    let futures = part.replications();
    if run.shard.is_some() {
        again.part(&mut part, &manifest)?;
    } else {
        written::stage(
            &mut again,
            &prepared,
            &options,
            (part, stop),
            &mut manifest,
            |_| Ok(String::new()),
        )?;
    }
    Ok((again, futures))
}

/// The comparison of several, made again.
fn all(arguments: &Rerun, manifest: &Manifest) -> Result<(Staged, u64), Failure> {
    let loaded = recorded_files(&arguments.folder, manifest)?;
    let contest = Contest::new(
        loaded,
        &manifest.run.strategies,
        arguments.effort.memory.limit,
    )?;
    let options = options(arguments, manifest);
    let (precision, foresight) = (manifest.run.precision, manifest.run.foresight.unwrap_or(0));
    contest.announce(&arguments.effort, &options, precision, foresight)?;
    let met = contest.met(&options, precision, foresight, arguments.effort.quiet)?;
    let mut again = Staged::apart()?;
    let mut manifest = manifest.clone();
    contest.stage(&mut again, &met, &options, &mut manifest, |_| ())?;
    Ok((again, manifest.run.completed))
}

fn options(arguments: &Rerun, manifest: &Manifest) -> RunOptions {
    RunOptions {
        threads: threads(&arguments.effort),
        first: manifest.run.first_replication,
        ..RunOptions::new(manifest.run.seed, manifest.run.requested)
    }
}
