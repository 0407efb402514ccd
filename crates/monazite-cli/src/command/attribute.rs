//! `monazite attribute`: whose doing the losses are.

use monazite_engine::{RunOptions, attribute as attributed, attribution_runs, estimate_cost};
use monazite_report::{ATTRIBUTION_FILES, Attributed, check_files, count, counted};

use crate::arguments::Attribute;
use crate::failure::{Failure, INTERRUPTED};
use crate::loading::{focus_override, focused, prepare, refusal};
use crate::output::Found;
use crate::progress::Progress;
use crate::simulation::{announce_rounds, rounds, threads};
use crate::{interrupt, output};

pub(crate) fn attribute(arguments: &Attribute) -> Result<(), Failure> {
    let focus = focus_override(arguments.focus.as_ref());
    let futures = format!("run.replications={}", arguments.replications);
    let more: Vec<String> = focus.into_iter().chain([futures]).collect();
    let prepared = prepare(&arguments.chosen, &more, arguments.effort.memory.limit)?;
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
    let (runs, futures) = (attribution_runs(scenario), options.replications);
    if !arguments.effort.quiet {
        output::complain(&format!(
            "{} of {} futures each",
            counted(runs, "run"),
            count(futures)
        ));
    }
    let plan = prepared.plan.clone().narrowed();
    let all = runs * rounds(futures, options.threads);
    let bytes = estimate_cost(&plan, futures, options.threads).bytes();
    announce_rounds(
        &arguments.effort,
        &plan,
        &options,
        ("all of them", futures, all),
        bytes,
    )?;
    let focus = focused(&prepared.loaded)?;
    let listening = interrupt::listen();
    let progress = Progress::new(runs * futures, arguments.effort.quiet);
    let attribution = attributed(
        &prepared.balance,
        scenario,
        &prepared.strategy,
        &focus,
        &options,
        &|done| {
            progress.done(done);
            !(listening && interrupt::asked())
        },
    );
    progress.finish();
    let attribution = attribution.map_err(|error| refusal(&error, &prepared.loaded))?;
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
    let found = Found {
        json: told.json()?,
        markdown: told.markdown(),
        text: told.text(),
    };
    found.deliver(
        ATTRIBUTION_FILES,
        arguments.out.as_deref(),
        &inputs,
        arguments.format,
    )
}
