//! All strategies of a scenario on the same futures.

use std::time::Instant;

use monazite_engine::{
    BATCH, Class, Comparison, Plan, RunOptions, RunResult, Scope, compile, drawn_parameters,
    estimate_cost, simulate,
};
use monazite_files::Loaded;
use monazite_report::{Compared, Manifest, Staged, count};

use crate::arguments::Effort;
use crate::failure::{Failure, INTERRUPTED};
use crate::loading::{balanced, focused, refusal};
use crate::progress::Progress;
use crate::simulation::{GIB, LONG, Timed, allowed, duration, now};
use crate::{interrupt, output};

/// What is needed to run every strategy.
pub(crate) struct Contest {
    pub(crate) loaded: Loaded,
    focus: Scope,
    /// By strategy; doing nothing first. They keep what is compared and no more.
    plans: Vec<Plan>,
}

impl Contest {
    /// Compiles the strategies of these ids.
    pub(crate) fn new(loaded: Loaded, ids: &[String]) -> Result<Self, Failure> {
        let focus = focused(&loaded)?;
        let balance = balanced(&loaded)?;
        let plan = |id: &String| {
            let plan = compile(&balance, &loaded.scenario, id);
            Ok(plan.map_err(|error| refusal(&error, &loaded))?.narrowed())
        };
        let plans = ids.iter().map(plan).collect::<Result<_, Failure>>()?;
        Ok(Self {
            loaded,
            focus,
            plans,
        })
    }

    /// Refuses a comparison that is too large; tells the estimate of a long one.
    pub(crate) fn announce(&self, effort: &Effort, options: &RunOptions) -> Result<(), Failure> {
        let futures = options.replications;
        let cost = |plan, futures| estimate_cost(plan, futures, options.threads);
        // Strategies run one after the other; what is kept of each stays.
        let working = self.plans.iter().map(|plan| cost(plan, 0).bytes).max();
        let kept = self
            .plans
            .iter()
            .map(|plan| cost(plan, futures).bytes - cost(plan, 0).bytes);
        let needed = (working.unwrap_or(0) + kept.sum::<u64>()) as f64 / GIB;
        allowed(effort, needed, futures)?;
        if effort.quiet || futures <= BATCH {
            return Ok(());
        }
        // One batch on one thread tells the speed of this machine on this network.
        let first = &self.plans[0];
        let begin = Instant::now();
        simulate(first, &RunOptions::new(options.seed, BATCH), &|_| true);
        let per_lane_step = begin.elapsed().as_secs_f64() / cost(first, BATCH).lane_steps as f64;
        let work: u64 = self
            .plans
            .iter()
            .map(|plan| cost(plan, futures).lane_steps)
            .sum();
        let time = per_lane_step * work as f64 / options.threads as f64;
        if time > LONG.as_secs_f64() {
            output::complain(&format!(
                "{} strategies, each on {} futures, on {} threads: about {}, {needed:.1} GiB of memory",
                self.plans.len(),
                count(futures),
                options.threads,
                duration(time),
            ));
        }
        Ok(())
    }

    /// Runs every strategy on all futures.
    pub(crate) fn met(
        &self,
        options: &RunOptions,
        quiet: bool,
    ) -> Result<(Vec<RunResult>, Timed), Failure> {
        let listening = interrupt::listen();
        let futures = options.replications;
        let progress = Progress::new(futures * self.plans.len() as u64, quiet);
        let (started, begin) = (now(), Instant::now());
        let mut results = Vec::with_capacity(self.plans.len());
        for plan in &self.plans {
            let before = results.len() as u64 * futures;
            let result = simulate(plan, options, &|done| {
                progress.done(before + done);
                !(listening && interrupt::asked())
            });
            if result.replications < futures {
                progress.finish();
                let message = "interrupted: a comparison needs all futures of all strategies; nothing was written";
                return Err(Failure::new(INTERRUPTED, message));
            }
            results.push(result);
        }
        progress.finish();
        let seconds = begin.elapsed().as_secs_f64();
        Ok((results, Timed { started, seconds }))
    }

    /// Stages tables and report. What `told` makes of the comparison comes back.
    pub(crate) fn stage<T>(
        &self,
        staged: &mut Staged,
        results: &[RunResult],
        options: &RunOptions,
        manifest: &mut Manifest,
        told: impl FnOnce(&Compared<'_>) -> T,
    ) -> Result<T, Failure> {
        let (scenario, world) = (&self.loaded.scenario, &self.loaded.world);
        let comparison = Comparison::new(results, self.focus.clone());
        let parameters = drawn_parameters(&self.plans[0], options);
        let classes = Class::of(&results[0], &parameters);
        let compared = Compared {
            scenario,
            world,
            comparison: &comparison,
            classes: &classes,
        };
        manifest.run.completed = results[0].replications;
        let residuals = results.iter().map(|result| result.conservation_residual);
        manifest.conservation_residual = residuals.fold(0.0, f64::max);
        staged.comparison(&compared, manifest)?;
        Ok(told(&compared))
    }
}
