//! `monazite compare`: all strategies on the same futures, findings, the result folder.

use std::path::Path;

use monazite_engine::RunOptions;
use monazite_report::{Compared, Staged, printable, why};

use crate::arguments::{Compare, Format};
use crate::command::run::ceiling;
use crate::contest::Contest;
use crate::failure::Failure;
use crate::loading::{NOTHING, focus_override, known, load, on_disk};
use crate::simulation::threads;
use crate::{output, record};

pub(crate) fn compare(arguments: &Compare) -> Result<(), Failure> {
    let focus = focus_override(arguments.focus.as_ref());
    let futures = ceiling(
        &arguments.subject,
        arguments.replications,
        arguments.precision,
    )?;
    let futures = futures.map(|n| format!("run.replications={n}"));
    let more: Vec<String> = focus.into_iter().chain(futures).collect();
    let loaded = load(&arguments.subject, &more)?;
    let ids = ids(arguments, &loaded.scenario)?;
    if !arguments.effort.quiet {
        output::warn(&loaded.warnings);
    }
    let contest = Contest::new(loaded, &ids, arguments.effort.memory.limit)?;
    let scenario = &contest.loaded.scenario;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("results").join(format!("{}-compare", scenario.id)));
    let inputs = on_disk(&contest.loaded);
    monazite_report::check_out(&out, &inputs)?;
    let options = RunOptions {
        threads: threads(&arguments.effort),
        ..RunOptions::new(scenario.run.seed, scenario.run.replications)
    };
    let mut manifest = record::of(&contest.loaded, "", &options);
    manifest.run.strategies = ids;
    manifest.run.precision = arguments.precision;
    manifest.run.foresight = Some(arguments.foresight);
    contest.announce(
        &arguments.effort,
        &options,
        arguments.precision,
        arguments.foresight,
    )?;
    let quiet = arguments.effort.quiet;
    let met = contest.met(&options, arguments.precision, arguments.foresight, quiet)?;
    record::took(&mut manifest, &met.timed);
    why(met.stop, arguments.precision).clone_into(&mut manifest.run.stopped);
    let replaced = out.join("manifest.json").exists();
    let mut staged = Staged::beside(&out, &inputs)?;
    let told =
        contest.stage(
            &mut staged,
            &met,
            &options,
            &mut manifest,
            |compared| match arguments.format {
                Format::Json => compared.summary(),
                Format::Text => Ok(told(compared, &out, replaced)),
            },
        )??;
    staged.finish(&out, manifest)?;
    output::print(&told)
}

/// The strategies to compare, doing nothing first.
fn ids(arguments: &Compare, scenario: &monazite_model::Scenario) -> Result<Vec<String>, Failure> {
    for name in &arguments.strategy {
        known(name, scenario)?;
    }
    let chosen = |id: &&str| {
        arguments.strategy.is_empty() || arguments.strategy.iter().any(|name| name == id)
    };
    let own = scenario
        .strategies
        .iter()
        .map(|strategy| strategy.id.as_str());
    let ids = std::iter::once(NOTHING).chain(own.filter(chosen));
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    if ids.len() > 1 {
        return Ok(ids);
    }
    let message = if scenario.strategies.is_empty() {
        "error: this scenario has no strategies to compare; write some as [[strategy]], or take one that has them, \
         such as quad-initiative"
    } else {
        "error: there is nothing to compare doing nothing with: name a strategy"
    };
    Err(Failure::new(crate::failure::WRONG_INPUT, message))
}

fn told(compared: &Compared<'_>, out: &Path, replaced: bool) -> String {
    let note = if replaced {
        " (in place of the result that was there; --out keeps both)"
    } else {
        ""
    };
    format!(
        "{}\n{}\nReport: {}{note}",
        printable(&compared.scenario.title),
        compared.terminal(),
        printable(&out.join("report.html").display().to_string()),
    )
}
