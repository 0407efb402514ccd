//! All strategies of a scenario on the same futures.

use std::time::Instant;

use monazite_engine::{
    BATCH, Class, Comparison, CostEstimate, Foreseen, ForesightError, Indicator, Part, Plan,
    Precision, RunOptions, RunResult, Scope, Stop, advance, compile, conclude, drawn_parameters,
    estimate_cost, foresee, foresight_cost, next_look,
};
use monazite_files::Loaded;
use monazite_report::{Compared, Manifest, Staged, count};

use crate::arguments::Effort;
use crate::failure::{Failure, INTERRUPTED};
use crate::interrupt;
use crate::loading::{balanced, focused, refusal};
use crate::progress::Progress;
use crate::simulation::{Timed, allowed, foretell, now, pace};

/// Every so many strategies one is tried for the time that it takes.
const TRIED_EVERY: usize = 5;

/// What is needed to run every strategy.
pub(crate) struct Contest {
    pub(crate) loaded: Loaded,
    focus: Scope,
    /// By strategy; doing nothing first. They keep what is compared and no more.
    plans: Vec<Plan>,
}

/// Futures that all strategies have met.
pub(crate) struct Met {
    pub(crate) results: Vec<RunResult>,
    /// Some of those without any strategy, looked at with perfect foresight.
    foreseen: Result<Vec<Foreseen>, ForesightError>,
    pub(crate) stop: Stop,
    pub(crate) timed: Timed,
}

impl Contest {
    /// Compiles the strategies of these ids within `limit`, GiB of memory.
    pub(crate) fn new(loaded: Loaded, ids: &[String], limit: u64) -> Result<Self, Failure> {
        let focus = focused(&loaded)?;
        let balance = balanced(&loaded, limit)?;
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
    pub(crate) fn announce(
        &self,
        effort: &Effort,
        options: &RunOptions,
        precision: Option<f64>,
        foresight: u32,
    ) -> Result<(), Failure> {
        let futures = options.replications;
        let cost = |plan, futures| estimate_cost(plan, futures, options.threads);
        // Strategies run by turns; what is kept of each stays.
        let costs: Vec<CostEstimate> = self.plans.iter().map(|plan| cost(plan, futures)).collect();
        let working = costs.iter().map(|cost| cost.working).max();
        let kept: u64 = costs.iter().map(|cost| cost.plan + cost.kept).sum();
        let looks = foresight_cost(&self.plans[0], foresight as usize, options.threads);
        let needed = working.unwrap_or(0) + kept + looks.bytes;
        allowed(effort, needed, futures)?;
        if effort.quiet || futures <= BATCH {
            return Ok(());
        }
        // A batch of some of them: what a lane takes differs from strategy to strategy.
        let tried = || self.plans.iter().step_by(TRIED_EVERY);
        let spent: f64 = tried().map(|plan| pace(plan, options.seed)).sum();
        let steps = tried()
            .map(|plan| cost(plan, BATCH).lane_steps)
            .sum::<u64>() as f64;
        let all = costs.iter().map(|cost| cost.lane_steps).sum::<u64>() as f64;
        let time = (spent / steps * all + looks.seconds) / options.threads as f64;
        let most = if precision.is_some() { "at most " } else { "" };
        let strategies = self.plans.len();
        let what = format!(
            "{strategies} strategies, each on {most}{} futures",
            count(futures)
        );
        foretell(&what, options.threads, time, needed);
        Ok(())
    }

    /// Runs every strategy on all futures, or until the losses of the focus are known as precisely as
    /// wanted under all of them, which is looked at after fixed numbers of futures only.
    pub(crate) fn met(
        &self,
        options: &RunOptions,
        precision: Option<f64>,
        foresight: u32,
        quiet: bool,
    ) -> Result<Met, Failure> {
        let listening = interrupt::listen();
        let all = options.replications.div_ceil(BATCH);
        let progress = Progress::new(options.replications * self.plans.len() as u64, quiet);
        let (started, begin) = (now(), Instant::now());
        let mut parts: Vec<Part> = self.plans.iter().map(|plan| Part::empty(plan, 0)).collect();
        let (mut until, mut stop) = (0, Stop::Complete);
        while until < all {
            until = precision.map_or(all, |_| next_look(until).min(all));
            for at in 0..parts.len() {
                let others: u64 = parts.iter().map(Part::replications).sum();
                let others = others - parts[at].replications();
                let (plan, part) = (&self.plans[at], &mut parts[at]);
                let ended = advance(plan, options, part, until, None, &|done| {
                    progress.done(others + done);
                    !(listening && interrupt::asked())
                });
                if ended == Stop::Interrupted {
                    progress.finish();
                    return Err(interrupted());
                }
            }
            if precision.is_some_and(|target| self.known(&parts, target).reached()) {
                stop = Stop::Precise;
                break;
            }
        }
        progress.finish();
        let plans = self.plans.iter().zip(parts);
        let results: Vec<RunResult> = plans
            .map(|(plan, part)| conclude(plan, options, part))
            .collect();
        let losses = results[0].column(&self.focus, Indicator::ValueAtRisk);
        let losses = losses.map_or(&[][..], |column| &column.values);
        let going = || !(listening && interrupt::asked());
        let foreseen = foresee(&self.plans[0], options, losses, foresight as usize, &going);
        Ok(Met {
            foreseen: match foreseen {
                Ok(None) => return Err(interrupted()),
                Ok(Some(foreseen)) => Ok(foreseen),
                Err(error) => Err(error),
            },
            results,
            stop,
            timed: Timed {
                started,
                seconds: begin.elapsed().as_secs_f64(),
            },
        })
    }

    /// How well mean and tail of the losses of the focus are known under every strategy.
    fn known(&self, parts: &[Part], target: f64) -> Precision {
        let losses = self.plans.iter().zip(parts).map(|(plan, part)| {
            let column = part.column(plan, &self.focus, Indicator::ValueAtRisk);
            column.unwrap_or_default()
        });
        Precision::of_losses(losses, target)
    }

    /// Stages tables and report. What `told` makes of the comparison comes back.
    pub(crate) fn stage<T>(
        &self,
        staged: &mut Staged,
        met: &Met,
        options: &RunOptions,
        manifest: &mut Manifest,
        told: impl FnOnce(&Compared<'_>) -> T,
    ) -> Result<T, Failure> {
        let (scenario, world) = (&self.loaded.scenario, &self.loaded.world);
        let results = &met.results;
        let comparison = Comparison::new(results, self.focus.clone());
        let options = RunOptions {
            replications: results[0].replications,
            ..options.clone()
        };
        let parameters = drawn_parameters(&self.plans[0], &options);
        let classes = Class::of(&results[0], &parameters);
        let compared = Compared {
            scenario,
            world,
            comparison: &comparison,
            classes: &classes,
            foreseen: &met.foreseen,
            known: manifest
                .run
                .precision
                .map(|target| comparison.known(target)),
        };
        manifest.run.completed = results[0].replications;
        let residuals = results.iter().map(|result| result.conservation_residual);
        manifest.conservation_residual = residuals.fold(0.0, f64::max);
        staged.comparison(&compared, manifest)?;
        Ok(told(&compared))
    }
}

fn interrupted() -> Failure {
    let message =
        "interrupted: a comparison needs all futures of all strategies; nothing was written";
    Failure::new(INTERRUPTED, message)
}
