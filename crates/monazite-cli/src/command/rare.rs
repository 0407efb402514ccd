//! `monazite rare`: rare, large losses from steered draws.

use monazite_engine::{BATCH, PILOT, RunOptions, estimate_cost, rare as estimated};
use monazite_report::{RARE_FILES, RareTold, check_files, count};

use crate::arguments::Rare;
use crate::failure::{Failure, INTERRUPTED};
use crate::loading::{focus_override, focused, prepare};
use crate::output::Found;
use crate::progress::Progress;
use crate::simulation::{allowed, foretell, pace, threads};
use crate::{interrupt, output};

pub(crate) fn rare(arguments: &Rare) -> Result<(), Failure> {
    let focus = focus_override(arguments.focus.as_ref());
    let futures = format!("run.replications={}", arguments.replications);
    let more: Vec<String> = focus.into_iter().chain([futures]).collect();
    let prepared = prepare(&arguments.chosen, &more)?;
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
    allowed(&arguments.effort, bytes, all)?;
    let focus = focused(&prepared.loaded)?;
    if !arguments.effort.quiet && all > BATCH {
        let batches = (all + PILOT)
            .div_ceil(BATCH)
            .div_ceil(options.threads as u64);
        let seconds = pace(&plan, options.seed) * batches as f64;
        let what = format!("{} futures and a pilot of {}", count(all), count(PILOT));
        foretell(&what, options.threads, seconds, bytes);
    }
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
