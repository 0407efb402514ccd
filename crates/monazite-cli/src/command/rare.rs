//! `monazite rare`: rare, large losses from steered draws.

use monazite_engine::{PILOT, RunOptions, estimate_cost, rare as estimated};
use monazite_report::{RARE_FILES, RareTold, check_files, count};

use crate::arguments::Rare;
use crate::failure::{Failure, INTERRUPTED};
use crate::loading::{focus_override, focused, prepare};
use crate::output::Found;
use crate::progress::Progress;
use crate::simulation::{announce_rounds, rounds, threads};
use crate::{interrupt, output};

pub(crate) fn rare(arguments: &Rare) -> Result<(), Failure> {
    let focus = focus_override(arguments.focus.as_ref());
    let futures = format!("run.replications={}", arguments.replications);
    let more: Vec<String> = focus.into_iter().chain([futures]).collect();
    let prepared = prepare(&arguments.chosen, &more, arguments.effort.memory.limit)?;
    let scenario = &prepared.loaded.scenario;
    if !arguments.effort.quiet {
        output::warn(&prepared.loaded.warnings);
    }
    let inputs = prepared.files();
    if let Some(out) = &arguments.out {
        check_files(out, &inputs, &RARE_FILES)?;
    }
    let options = RunOptions {
        threads: threads(&arguments.effort),
        ..RunOptions::new(scenario.run.seed, arguments.replications)
    };
    let all = arguments.replications * arguments.repeats;
    let plan = prepared.plan.clone().narrowed();
    // One repeat at a time, and a value and a weight of every future.
    let most = options.replications.max(PILOT);
    let bytes = estimate_cost(&plan, most, options.threads).bytes() + all * 16;
    let focus = focused(&prepared.loaded)?;
    let what = format!("{} futures and a pilot of {}", count(all), count(PILOT));
    let rounds = rounds(all + PILOT, options.threads);
    announce_rounds(
        &arguments.effort,
        &plan,
        &options,
        (&what, all, rounds),
        bytes,
    )?;
    let listening = interrupt::listen();
    let progress = Progress::new(all, arguments.effort.quiet);
    let found = estimated(&plan, &focus, &options, arguments.repeats, &|done| {
        progress.done(done.min(all));
        !(listening && interrupt::asked())
    });
    progress.finish();
    let Some(found) = found else {
        let message = "interrupted: rare losses need all of their futures; nothing was written";
        return Err(Failure::new(INTERRUPTED, message));
    };
    let told = RareTold {
        scenario,
        world: &prepared.loaded.world,
        strategy: &prepared.strategy,
        rare: &found,
    };
    let found = Found {
        json: told.json()?,
        markdown: told.markdown(),
        text: told.text(),
    };
    found.deliver(
        RARE_FILES,
        arguments.out.as_deref(),
        &inputs,
        arguments.format,
    )
}
