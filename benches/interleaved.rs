//! Ratios on a machine that is not quiet: `cargo bench --bench interleaved`. The programs of REF against the
//! straight one; the general engine on the default pack with everything that it models against its physical part.
//! What drawing outages and following them takes is the difference between hazards of severity 0, which nobody feels,
//! and none; with hazards of next to no severity, what feeling them takes is in it too, at borders above all.
//!
//! Every round runs every program once, so that a slow spell of the machine hits all alike; a ratio is the
//! median over rounds of the quotient within a round. The table goes to the standard output as CSV. In a trial
//! (`-- --test`) one short round shows that everything runs.

use std::hint::black_box;
use std::io::{self, Write};
use std::time::Instant;

use monazite_benches::mode::is_trial;
use monazite_benches::ref_workload::events::{Outages, laws};
use monazite_benches::ref_workload::kernel::{Kernel, Path};
use monazite_benches::ref_workload::network::{Network, Variant};
use monazite_benches::ref_workload::straight::Straight;
use monazite_benches::worlds::{Case, ref_shape};
use monazite_engine::{Plan, RunOptions, estimate_cost, simulate};
use monazite_model::{Law, Market};

const SEED: u64 = 42;
const ROUNDS: usize = 11;
/// A severity that changes no factor by a bit, and is not known to do nothing.
const HARMLESS: f64 = 1e-300;

/// Something to be timed.
struct Program<'a> {
    name: String,
    /// Replications of a full round, chosen for about a tenth of a second.
    replications: u64,
    lane_steps: u64,
    run: Box<dyn Fn(u64) + 'a>,
}

fn main() -> io::Result<()> {
    let (rounds, divisor) = if is_trial() { (1, 32) } else { (ROUNDS, 1) };
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "workload,program,rounds,replications_per_round,us_per_replication_median,\
         us_per_replication_q1,us_per_replication_q3,ns_per_lane_step_median,\
         first_over_program_median,first_over_program_q1,first_over_program_q3"
    )?;
    let engine = shares(&ref_shape(), "engine (REF shape)");
    for (workload, variant) in [("REF-1", Variant::One), ("REF-6", Variant::Six)] {
        let network = Network::new(variant);
        let kernel = Kernel::new(&network);
        // The engine has the shape of REF-1 only.
        let engine = if variant == Variant::One {
            &engine[..]
        } else {
            &[]
        };
        let mut programs = programs(&network, &kernel);
        programs.extend(engine.iter().map(|row| engine_on(row, 256)));
        measure(&mut out, workload, &programs, rounds, divisor)?;
    }
    let plans = behaviours();
    let programs: Vec<Program<'_>> = plans.iter().map(|row| engine_on(row, 32)).collect();
    measure(&mut out, "default pack", &programs, rounds, divisor)
}

/// A case as it is, with hazards that nobody feels, with hazards that are felt but change nothing, and without any.
fn shares(case: &Case, name: &str) -> Vec<(String, Plan)> {
    let with = |severity: f64| {
        let mut other = case.clone();
        for hazard in &mut other.scenario.hazards {
            hazard.severity = Law::Fixed(severity);
        }
        other.plan()
    };
    vec![
        (name.to_owned(), case.plan()),
        (format!("{name} with unfelt hazards"), with(0.0)),
        (format!("{name} with harmless hazards"), with(HARMLESS)),
        (
            format!("{name} without hazards"),
            case.clone().calm().plan(),
        ),
    ]
}

/// Times programs in rounds and writes a line for each; ratios are per lane-step.
fn measure(
    out: &mut impl Write,
    workload: &str,
    programs: &[Program<'_>],
    rounds: usize,
    divisor: u64,
) -> io::Result<()> {
    let mut times = vec![Vec::with_capacity(rounds); programs.len()];
    for _ in 0..rounds {
        for (program, times) in programs.iter().zip(&mut times) {
            let replications = (program.replications / divisor).max(1);
            let start = Instant::now();
            (program.run)(replications);
            times.push(start.elapsed().as_secs_f64() * 1e6 / replications as f64);
        }
    }
    for (program, own) in programs.iter().zip(&times) {
        let steps = program.lane_steps as f64 / programs[0].lane_steps as f64;
        let ratios = times[0]
            .iter()
            .zip(own)
            .map(|(first, own)| first * steps / own)
            .collect();
        let [q1, median, q3] = quartiles(own.clone());
        let [ratio_q1, ratio, ratio_q3] = quartiles(ratios);
        writeln!(
            out,
            "{workload},{},{rounds},{},{median:.2},{q1:.2},{q3:.2},{:.4},{ratio:.2},{ratio_q1:.2},{ratio_q3:.2}",
            program.name,
            (program.replications / divisor).max(1),
            median * 1e3 / program.lane_steps as f64,
        )?;
    }
    Ok(())
}

/// The default pack under ordinary outages: its physical chain, with markets, and with the strategy that does most.
fn behaviours() -> Vec<(String, Plan)> {
    let markets = Case::default_pack();
    let mut physical = markets.clone();
    physical.scenario.market = Market::off();
    let policies = Case::builtin("quad-initiative").plan_of("whole-package");
    let mut plans = vec![("physical chain".to_owned(), physical.plan())];
    plans.extend(shares(&markets, "and markets"));
    plans.push(("and every policy".to_owned(), policies));
    plans
}

fn engine_on((name, plan): &(String, Plan), replications: u64) -> Program<'_> {
    Program {
        name: name.clone(),
        replications,
        lane_steps: estimate_cost(plan, 1, 1).lane_steps,
        run: Box::new(move |count| {
            black_box(simulate(plan, &RunOptions::new(SEED, count), &|_| true));
        }),
    }
}

/// Programs written for REF, the straight one first: all are compared with it. Drawing the outages is timed on its
/// own as well.
fn programs<'a>(network: &'a Network, kernel: &'a Kernel) -> Vec<Program<'a>> {
    let size = network.variant.commodities() as u64;
    let lane_steps = network.variant.lane_steps();
    let straight = Straight::new(network);
    let laws = laws(network);
    let mut programs = vec![
        Program {
            name: "straight".to_owned(),
            replications: 32 / size,
            lane_steps,
            run: Box::new(move |count| {
                for replication in 0..count {
                    black_box(straight.simulate(black_box(SEED), replication));
                }
            }),
        },
        Program {
            name: "outages only".to_owned(),
            replications: 8192,
            lane_steps,
            run: Box::new(move |count| {
                for replication in 0..count {
                    for (driver, &law) in laws.iter().enumerate() {
                        let outages = Outages::new(law, black_box(SEED), replication, driver);
                        black_box(outages.count());
                    }
                }
            }),
        },
    ];
    programs.extend(Path::available().into_iter().map(|path| Program {
        name: format!("kernel {}", path.name()),
        replications: 1024 / size,
        lane_steps,
        run: Box::new(move |count| {
            black_box(kernel.simulate(path, black_box(SEED), 0..count));
        }),
    }));
    programs
}

/// Lower quartile, median, upper quartile, by the nearest rank.
fn quartiles(mut figures: Vec<f64>) -> [f64; 3] {
    figures.sort_by(f64::total_cmp);
    let last = figures.len() - 1;
    [figures[last / 4], figures[last / 2], figures[last * 3 / 4]]
}
