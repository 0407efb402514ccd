//! `monazite backtest`: simulated series against what happened.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use monazite_engine::{BATCH, Plan, Probe, RunOptions, compile, follow};
use monazite_files::{builtin_backtests, load_backtest};
use monazite_model::backtest::{Backtest as Asked, Followed, Series};
use monazite_model::{UsdPerKg, World};
use monazite_report::{
    Ground, Judged, Measured, Trial, backtest_json, backtest_markdown, backtest_text, check_files,
    judge, measure, printable, write_texts,
};

use crate::arguments::Backtest;
use crate::failure::{Failure, WRONG_INPUT};
use crate::loading::{Prepared, compiled, refusal, text};
use crate::output;
use crate::progress::Progress;
use crate::simulation::{fits, threads};

/// Files that judged back-tests are written to.
const FILES: [&str; 2] = ["backtest.json", "backtest.md"];

/// A back-test before its first future.
struct Ready {
    prepared: Prepared,
    asked: Asked,
    /// By series: its probes.
    probes: Vec<Vec<Probe>>,
    /// By series: undisturbed amount of a flow, t per step.
    baseline: Vec<f64>,
    /// By series: baseline prices of the materials of a price, USD/kg.
    prices: Vec<Vec<f64>>,
}

pub(crate) fn backtest(arguments: &Backtest) -> Result<(), Failure> {
    let names = match &arguments.name {
        Some(name) => vec![text(name)?.to_owned()],
        None => builtin_backtests()
            .into_iter()
            .map(|one| one.name)
            .collect(),
    };
    if names.is_empty() {
        let message = "error: this program carries no back-tests; give the folder of one";
        return Err(Failure::new(WRONG_INPUT, message));
    }
    let mut overrides = Vec::new();
    overrides.extend(arguments.seed.map(|seed| format!("run.seed={seed}")));
    overrides.extend((arguments.replications).map(|n| format!("run.replications={n}")));
    let mut ready = Vec::new();
    for name in &names {
        ready.push(prepare(name, &overrides, arguments.effort.memory.limit)?);
    }
    let inputs: Vec<PathBuf> = ready.iter().flat_map(|one| one.prepared.files()).collect();
    if let Some(out) = &arguments.out {
        check_files(out, &inputs, &FILES)?;
    }
    let threads = threads(&arguments.effort);
    let mut judged: Vec<Judged> = Vec::new();
    for one in &ready {
        if !arguments.effort.quiet {
            output::warn(&one.prepared.loaded.warnings);
        }
        let futures = one.prepared.loaded.scenario.run.replications;
        fits(&arguments.effort, &one.prepared, futures, threads)?;
        let measured = measured(one, threads, arguments.effort.quiet);
        judged.push(judge(&one.asked, &measured));
    }
    let trials: Vec<Trial<'_>> = (ready.iter().zip(&judged))
        .map(|(one, judged)| {
            let scenario = &one.prepared.loaded.scenario;
            Trial {
                name: &scenario.id,
                title: &scenario.title,
                seed: scenario.run.seed,
                replications: scenario.run.replications,
                backtest: &one.asked,
                judged,
            }
        })
        .collect();
    let json = backtest_json(&trials)?;
    if let Some(out) = &arguments.out {
        let texts = [json.clone(), backtest_markdown(&trials)];
        let files: Vec<(&'static str, String)> = FILES.into_iter().zip(texts).collect();
        write_texts(out, &inputs, &files)?;
    }
    let report = arguments.out.as_ref().map(|out| out.join("backtest.md"));
    output::answer(
        arguments.format,
        &json,
        &backtest_text(&trials),
        report.as_deref(),
    )
}

fn prepare(name: &str, overrides: &[String], limit: u64) -> Result<Ready, Failure> {
    let history = load_backtest(name, overrides)?;
    let asked = history.backtest;
    let strategy = history.loaded.scenario.run.strategy.clone();
    let strategy = if strategy.is_empty() {
        "none"
    } else {
        &strategy
    };
    let prepared = compiled(history.loaded, strategy, limit)?;
    let world = &prepared.loaded.world;
    let probes: Vec<Vec<Probe>> = asked.series.iter().map(probes).collect();
    let prices = asked.series.iter().map(|series| prices(series, world));
    let prices = prices.collect();
    let baseline = baseline(&prepared, &asked, &probes)?;
    Ok(Ready {
        prepared,
        asked,
        probes,
        baseline,
        prices,
    })
}

fn probes(series: &Series) -> Vec<Probe> {
    match &series.of {
        Followed::Flow { lanes, reo } => vec![Probe::Flow {
            lanes: lanes.clone(),
            reo: *reo,
        }],
        Followed::Price { zone, basket } => basket
            .iter()
            .map(|(material, _)| Probe::Price {
                zone: *zone,
                material: material.clone(),
            })
            .collect(),
        Followed::Served(demands) => vec![Probe::Served(demands.clone())],
    }
}

fn prices(series: &Series, world: &World) -> Vec<f64> {
    let Followed::Price { basket, .. } = &series.of else {
        return Vec::new();
    };
    let price = |material| world.material(material)?.price;
    let prices = basket.iter().map(|(material, _)| price(material));
    prices
        .map(|price| price.map_or(0.0, UsdPerKg::get))
        .collect()
}

/// Amounts of the flows in a step of the same world in which nothing happens. Series that follow
/// nothing are refused.
fn baseline(
    prepared: &Prepared,
    asked: &Asked,
    probes: &[Vec<Probe>],
) -> Result<Vec<f64>, Failure> {
    let mut still = prepared.loaded.scenario.clone();
    still.hazards.clear();
    still.correlations.clear();
    still.uncertain.clear();
    still.run.contrast.clear();
    still.growth = false;
    still.run.horizon = still.run.step;
    let plan = compile(&prepared.balance, &still, "none")
        .map_err(|error| refusal(&error, &prepared.loaded))?;
    let mut amounts = Vec::new();
    for (series, probes) in asked.series.iter().zip(probes) {
        let followed = follow(&plan, &RunOptions::new(still.run.seed, 1), probes);
        let amount = match &series.of {
            Followed::Flow { .. } => followed[0][0].values[0][0],
            _ => 1.0,
        };
        let nothing = match &series.of {
            Followed::Flow { .. } => (amount <= 0.0).then(|| {
                "no lane that it chooses carries anything across a border at baseline".to_owned()
            }),
            Followed::Price { basket, .. } => {
                let missing = basket
                    .iter()
                    .zip(&followed)
                    .find(|(_, found)| found.is_empty());
                missing.map(|((material, _), _)| {
                    format!("nobody in its zone buys `{material}`, so it has no price there")
                })
            }
            Followed::Served(_) => followed[0]
                .is_empty()
                .then(|| "it chooses no demand".to_owned()),
        };
        if let Some(why) = nothing {
            let message = format!(
                "error: targets.toml of {}: the series `{}` follows nothing: {why}",
                printable(&prepared.loaded.scenario.id),
                printable(&series.id),
            );
            return Err(Failure::new(WRONG_INPUT, message));
        }
        amounts.push(amount);
    }
    Ok(amounts)
}

/// Measures of all replications, in their order.
fn measured(ready: &Ready, threads: usize, quiet: bool) -> Vec<Measured> {
    let scenario = &ready.prepared.loaded.scenario;
    let ground = Ground {
        backtest: &ready.asked,
        start: scenario.run.start,
        step_days: scenario.run.step.get(),
        baseline: ready.baseline.clone(),
        prices: ready.prices.clone(),
    };
    let futures = scenario.run.replications;
    let progress = Progress::new(futures, quiet);
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let batches: Mutex<Vec<(u64, Vec<Measured>)>> = Mutex::new(Vec::new());
    let work = || loop {
        let first = next.fetch_add(BATCH, Ordering::Relaxed);
        if first >= futures {
            break;
        }
        let options = RunOptions {
            first,
            ..RunOptions::new(scenario.run.seed, BATCH.min(futures - first))
        };
        let batch = batch(&ready.prepared.plan, &options, &ready.probes, &ground);
        progress.done(done.fetch_add(options.replications, Ordering::Relaxed));
        if let Ok(mut batches) = batches.lock() {
            batches.push((first, batch));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    progress.finish();
    let mut batches = batches.into_inner().unwrap_or_default();
    batches.sort_by_key(|(first, _)| *first);
    batches.into_iter().flat_map(|(_, batch)| batch).collect()
}

fn batch(
    plan: &Plan,
    options: &RunOptions,
    probes: &[Vec<Probe>],
    ground: &Ground<'_>,
) -> Vec<Measured> {
    let flat: Vec<Probe> = probes.iter().flatten().cloned().collect();
    let mut followed = follow(plan, options, &flat).into_iter();
    let series: Vec<Vec<_>> = probes
        .iter()
        .map(|own| followed.by_ref().take(own.len()).flatten().collect())
        .collect();
    (0..options.replications as usize)
        .map(|at| {
            let lines: Vec<Vec<&[f64]>> = series
                .iter()
                .map(|lines| lines.iter().map(|line| &line.values[at][..]).collect())
                .collect();
            measure(ground, &lines)
        })
        .collect()
}
