//! `monazite attribute`: whose doing the losses are.

use monazite_engine::{RunOptions, attribute as attributed};
use monazite_report::{ATTRIBUTION_FILES, Attributed, check_files, count, printable, write_texts};

use crate::arguments::{Attribute, Format};
use crate::failure::{Failure, INTERRUPTED};
use crate::loading::{focused, prepare, refusal};
use crate::progress::Progress;
use crate::simulation::{fits, threads};
use crate::{interrupt, output};

pub(crate) fn attribute(arguments: &Attribute) -> Result<(), Failure> {
    let focus = arguments.focus.as_ref().map(|id| format!("run.focus={id}"));
    let futures = format!("run.replications={}", arguments.replications);
    let more: Vec<String> = focus.into_iter().chain([futures]).collect();
    let prepared = prepare(&arguments.chosen, &more)?;
    let (scenario, world) = (&prepared.loaded.scenario, &prepared.loaded.world);
    if !arguments.effort.quiet {
        output::warn(&prepared.loaded.warnings);
    }
    let inputs = prepared.files();
    if let Some(out) = &arguments.out {
        check_files(out, &inputs, &ATTRIBUTION_FILES)?;
    }
    let options = RunOptions {
        threads: threads(&arguments.effort),
        ..RunOptions::new(scenario.run.seed, scenario.run.replications)
    };
    fits(
        &arguments.effort,
        &prepared,
        options.replications,
        options.threads,
    )?;
    let listening = interrupt::listen();
    let mut bar: Option<Progress> = None;
    let attribution = attributed(
        &prepared.balance,
        scenario,
        &prepared.strategy,
        &focused(&prepared.loaded)?,
        &options,
        &mut |done, all| {
            let futures = options.replications;
            if done == 0 && !arguments.effort.quiet {
                let futures = count(futures);
                output::complain(&format!("{all} runs of {futures} futures each"));
            }
            let bar = bar
                .get_or_insert_with(|| Progress::new(all as u64 * futures, arguments.effort.quiet));
            bar.done(done as u64 * futures);
            !(listening && interrupt::asked())
        },
    )
    .map_err(|error| refusal(&error, &prepared.loaded))?;
    if let Some(bar) = bar {
        bar.finish();
    }
    let Some(attribution) = attribution else {
        let message = "interrupted: an attribution needs all of its runs; nothing was written";
        return Err(Failure::new(INTERRUPTED, message));
    };
    let told = Attributed {
        scenario,
        world,
        strategy: &prepared.strategy,
        attribution: &attribution,
    };
    let json = told.json()?;
    if let Some(out) = &arguments.out {
        let texts = [json.clone(), told.markdown()];
        let files: Vec<(&'static str, String)> = ATTRIBUTION_FILES.into_iter().zip(texts).collect();
        write_texts(out, &inputs, &files)?;
    }
    match (arguments.format, &arguments.out) {
        (Format::Json, _) => output::print(&json),
        (Format::Text, None) => output::print(told.text().trim_end()),
        (Format::Text, Some(out)) => output::print(&format!(
            "{}\n\nReport: {}",
            told.text().trim_end(),
            printable(&out.join(ATTRIBUTION_FILES[1]).display().to_string())
        )),
    }
}
