//! `monazite optimise`: the best mix of levers for a budget.

use monazite_engine::{
    Comparison, Plan, RunOptions, RunResult, Scope, Tried, best_for, compile, estimate_cost,
    search, simulate,
};
use monazite_model::Strategy;
use monazite_report::{Choice, OPTIMUM_FILES, Optimum, check_files, count, counted};

use crate::arguments::Optimise;
use crate::failure::{Failure, INTERRUPTED, WRONG_INPUT};
use crate::loading::{NOTHING, Prepared, focus_override, focused, load, prepare, refusal};
use crate::output::Found;
use crate::progress::Progress;
use crate::simulation::{announce_rounds, rounds, threads};
use crate::{interrupt, output};

/// Budgets of the frontier, as parts of the one asked for.
const PARTS: [f64; 4] = [0.25, 0.5, 0.75, 1.0];
/// Fresh futures for each that a mix was tried on.
const FRESH: u64 = 4;

pub(crate) fn optimise(arguments: &Optimise) -> Result<(), Failure> {
    let focus = focus_override(arguments.focus.as_ref());
    let futures = format!("run.replications={}", arguments.replications);
    let more: Vec<String> = focus.into_iter().chain([futures]).collect();
    let prepared = prepare(&arguments.chosen, &more, arguments.effort.memory.limit)?;
    let strategy = tunable(&prepared)?;
    if !arguments.effort.quiet {
        output::warn(&prepared.loaded.warnings);
    }
    let inputs = prepared.files();
    if let Some(out) = &arguments.out {
        check_files(out, &inputs, &OPTIMUM_FILES)?;
    }
    let tried_on = arguments.replications;
    let fresh = arguments.fresh.unwrap_or(tried_on * FRESH);
    let threads = threads(&arguments.effort);
    let mixes = strategy.levers.len() + 2 + PARTS.len() * arguments.evaluations as usize;
    if !arguments.effort.quiet {
        output::complain(&format!(
            "at most {} mixes of {} on {} futures each, then what is chosen on {} fresh ones",
            count(mixes as u64),
            counted(strategy.levers.len() as u64, "lever"),
            count(tried_on),
            count(fresh),
        ));
    }
    let options = RunOptions {
        threads,
        ..RunOptions::new(prepared.loaded.scenario.run.seed, tried_on)
    };
    let plan = prepared.plan.clone().narrowed();
    let all = rounds(tried_on, threads) * (mixes as u64 + 1)
        + rounds(fresh, threads) * (PARTS.len() as u64 + 1);
    // What was chosen for each budget, and doing nothing, are kept side by side.
    let cost = estimate_cost(&plan, tried_on.max(fresh), threads);
    let bytes = cost.bytes() + cost.kept * PARTS.len() as u64;
    announce_rounds(
        &arguments.effort,
        &plan,
        &options,
        ("all of them, at most", tried_on.max(fresh), all),
        bytes,
    )?;
    let bench = Bench {
        arguments,
        more: &more,
        prepared: &prepared,
        strategy,
        focus: focused(&prepared.loaded)?,
        listening: interrupt::listen(),
        progress: Progress::new(
            tried_on * (mixes as u64 + 1) + fresh * (PARTS.len() as u64 + 1),
            arguments.effort.quiet,
        ),
    };
    let outcome = bench.outcome(&options, fresh);
    bench.progress.finish();
    let outcome = outcome?;
    let comparison = Comparison::new(&outcome.results, bench.focus.clone());
    let told = Optimum {
        scenario: &prepared.loaded.scenario,
        world: &prepared.loaded.world,
        strategy,
        chosen: &outcome.chosen,
        tried: &outcome.tried,
        replications: tried_on,
        without: outcome.without,
        fresh: &comparison,
        asked: &asked(arguments),
    };
    let found = Found {
        json: told.json()?,
        markdown: told.markdown(),
        text: told.text(),
    };
    found.deliver(
        OPTIMUM_FILES,
        arguments.out.as_deref(),
        &inputs,
        arguments.format,
    )
}

/// A run of the same scenario, as it would be typed.
fn asked(arguments: &Optimise) -> String {
    let subject = &arguments.chosen.subject;
    let mut words = vec![
        "monazite run".to_owned(),
        quoted(&subject.scenario.to_string_lossy()),
    ];
    words.extend(subject.seed.map(|seed| format!("--seed {seed}")));
    words.extend(
        subject
            .set
            .iter()
            .map(|set| format!("--set {}", quoted(set))),
    );
    words.join(" ")
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The strategy in force, if it has levers.
fn tunable(prepared: &Prepared) -> Result<&Strategy, Failure> {
    let strategies = &prepared.loaded.scenario.strategies;
    let own = strategies
        .iter()
        .find(|strategy| strategy.id == prepared.strategy);
    if let Some(strategy) = own.filter(|strategy| !strategy.levers.is_empty()) {
        return Ok(strategy);
    }
    let others: Vec<String> = strategies
        .iter()
        .filter(|strategy| !strategy.levers.is_empty())
        .map(|strategy| format!("`{}`", strategy.id))
        .collect();
    let what = if prepared.strategy == NOTHING {
        "doing nothing has no levers".to_owned()
    } else {
        format!("strategy `{}` declares no levers", prepared.strategy)
    };
    let hint = if others.is_empty() {
        "none of this scenario does; declare some as [[strategy.lever]]".to_owned()
    } else {
        format!("--strategy may name {}, which does", others.join(" or "))
    };
    Err(Failure::new(WRONG_INPUT, format!("error: {what}: {hint}")))
}

/// What mixes are tried with.
struct Bench<'a> {
    arguments: &'a Optimise,
    more: &'a [String],
    prepared: &'a Prepared,
    strategy: &'a Strategy,
    focus: Scope,
    listening: bool,
    progress: Progress,
}

/// What an optimisation came to.
struct Outcome {
    /// The tail without any strategy where mixes were tried.
    without: f64,
    tried: Vec<Tried>,
    chosen: Vec<Choice>,
    /// Doing nothing and what was chosen, on fresh futures.
    results: Vec<RunResult>,
}

impl Bench<'_> {
    /// What was tried, what was chosen for each budget, and what that comes to on fresh futures.
    fn outcome(&self, options: &RunOptions, fresh: u64) -> Result<Outcome, Failure> {
        let budgets = PARTS.map(|part| part * self.arguments.budget);
        let nothing = self.plan_of(NOTHING, &[])?;
        let without = [self.run(&nothing, options, 0)?];
        let without = Comparison::new(&without, self.focus.clone()).tail(0);
        let mut done = options.replications;
        let mut trial = |levels: &[f64]| {
            let plan = self.plan_of(&self.strategy.id, levels)?;
            let result = self.run(&plan, options, done)?;
            done += options.replications;
            let results = [result];
            let comparison = Comparison::new(&results, self.focus.clone());
            Ok::<_, Failure>((comparison.cost(0).value, comparison.tail(0)))
        };
        let evaluations = self.arguments.evaluations as usize;
        let tried = search(
            self.strategy.levers.len(),
            &budgets,
            evaluations,
            &mut trial,
        )?;
        let options = RunOptions {
            first: options.first + options.replications,
            replications: fresh,
            ..options.clone()
        };
        let mut results = vec![self.run(&nothing, &options, done)?];
        let mut chosen: Vec<Choice> = Vec::new();
        for budget in budgets {
            let Some(best) = best_for(&tried, budget) else {
                continue;
            };
            let known = chosen.iter().find(|chosen| chosen.tried == *best);
            let at = if let Some(known) = known {
                known.fresh
            } else {
                done += fresh;
                let plan = self.plan_of(&self.strategy.id, &best.levels)?;
                results.push(self.run(&plan, &options, done)?);
                results.len() - 1
            };
            chosen.push(Choice {
                budget,
                tried: best.clone(),
                fresh: at,
            });
        }
        if chosen.is_empty() {
            let least = tried
                .iter()
                .map(|tried| tried.cost)
                .fold(f64::INFINITY, f64::min);
            let message = format!(
                "error: no mix that was tried costs as little as the budget: the cheapest costs {}",
                monazite_report::plain(least, "USD"),
            );
            return Err(Failure::new(WRONG_INPUT, message));
        }
        Ok(Outcome {
            without,
            tried,
            chosen,
            results,
        })
    }

    /// The plan of a strategy with its levers at these levels.
    fn plan_of(&self, strategy: &str, levels: &[f64]) -> Result<Plan, Failure> {
        let sets = self.strategy.overrides(levels);
        let more: Vec<String> = self.more.iter().cloned().chain(sets).collect();
        let loaded = load(&self.arguments.chosen.subject, &more)?;
        let plan = compile(&self.prepared.balance, &loaded.scenario, strategy);
        Ok(plan.map_err(|error| refusal(&error, &loaded))?.narrowed())
    }

    fn run(&self, plan: &Plan, options: &RunOptions, before: u64) -> Result<RunResult, Failure> {
        let result = simulate(plan, options, &|done| {
            self.progress.done(before + done);
            !(self.listening && interrupt::asked())
        });
        if result.replications < options.replications {
            let message = "interrupted: nothing was chosen; nothing was written";
            return Err(Failure::new(INTERRUPTED, message));
        }
        Ok(result)
    }
}
