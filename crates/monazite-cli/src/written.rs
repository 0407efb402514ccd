//! From the tallies of a run to its folder and what is printed.

use std::path::{Path, PathBuf};

use monazite_engine::{Part, RunOptions, RunResult, Stop, compile, conclude, simulate, statistics};
use monazite_report::{Manifest, Report, Staged, printable, summary, terminal, why};

use crate::arguments::Format;
use crate::failure::Failure;
use crate::loading::{Prepared, refusal};

/// Where a result goes and how it is printed.
pub(crate) struct Place<'a> {
    pub(crate) out: &'a Path,
    pub(crate) inputs: &'a [PathBuf],
    pub(crate) format: Format,
}

/// Writes the tallies alone: the folder of a shard.
pub(crate) fn shard(
    place: &Place<'_>,
    mut part: Part,
    mut manifest: Manifest,
    stop: Stop,
) -> Result<(), Failure> {
    manifest.run.completed = part.replications();
    why(stop, None).clone_into(&mut manifest.run.stopped);
    manifest.conservation_residual = part.conservation_residual();
    let mut staged = Staged::beside(place.out, place.inputs)?;
    staged.part(&mut part, &manifest)?;
    Ok(staged.finish(place.out, manifest)?)
}

/// Stages tables and report of a run, and the tallies of one that was interrupted. Fills in what the
/// manifest says of its end. What `told` makes of the report comes back.
pub(crate) fn stage(
    staged: &mut Staged,
    prepared: &Prepared,
    options: &RunOptions,
    (mut part, stop): (Part, Stop),
    manifest: &mut Manifest,
    told: impl FnOnce(&Report<'_>) -> Result<String, Failure>,
) -> Result<String, Failure> {
    if stop == Stop::Interrupted {
        staged.part(&mut part, manifest)?;
    }
    let result = conclude(&prepared.plan, options, part);
    let contrast = contrasted(prepared, options, &result)?;
    let statistics = statistics(&result);
    manifest.run.completed = result.replications;
    why(stop, manifest.run.precision).clone_into(&mut manifest.run.stopped);
    manifest.conservation_residual = result.conservation_residual;
    let report = Report {
        scenario: &prepared.loaded.scenario,
        world: &prepared.loaded.world,
        residuals: &prepared.balance.rows,
        published: &prepared.balance.published,
        result: &result,
        contrast: contrast.as_ref(),
        statistics: &statistics,
        stop,
        precision: manifest.run.precision,
    };
    staged.report(&report, manifest)?;
    told(&report)
}

/// The same futures without the hazards that the scenario holds its result against.
fn contrasted(
    prepared: &Prepared,
    options: &RunOptions,
    result: &RunResult,
) -> Result<Option<RunResult>, Failure> {
    let scenario = &prepared.loaded.scenario;
    if scenario.run.contrast.is_empty() || result.replications == 0 {
        return Ok(None);
    }
    let without = scenario.without(&scenario.run.contrast);
    let plan = compile(&prepared.balance, &without, &prepared.strategy)
        .map_err(|error| refusal(&error, &prepared.loaded))?;
    let options = RunOptions {
        first: result.first_replication,
        replications: result.replications,
        ..options.clone()
    };
    Ok(Some(simulate(&plan, &options, &|_| true)))
}

/// Writes the result folder; what there is to print comes back, to be printed last.
pub(crate) fn result(
    place: &Place<'_>,
    prepared: &Prepared,
    options: &RunOptions,
    ran: (Part, Stop),
    mut manifest: Manifest,
) -> Result<String, Failure> {
    let replaced = place.out.join("manifest.json").exists();
    let mut staged = Staged::beside(place.out, place.inputs)?;
    let told = stage(
        &mut staged,
        prepared,
        options,
        ran,
        &mut manifest,
        |report| match place.format {
            Format::Json => Ok(summary(report)?),
            Format::Text => Ok(told(report, place.out, replaced)),
        },
    )?;
    staged.finish(place.out, manifest)?;
    Ok(told)
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
        terminal(report),
        printable(&out.join("report.html").display().to_string()),
    )
}
