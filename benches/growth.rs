//! How time and memory grow with lanes, steps and replications: `cargo bench --bench growth`.
//!
//! The network of REF for several products and beside copies of itself, and the default pack; one thread. Every case
//! runs in a process of its own, so that the peak of its memory is its own, and fails where that is not what was
//! estimated; the table goes to the standard output as CSV. `benches/growth.py` draws it. In a trial (`-- --test`) the smallest case of
//! each kind shows that everything runs.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use monazite_benches::mode::is_trial;
use monazite_benches::worlds::{Case, copies, ref_products, ref_shape};
use monazite_engine::{RunOptions, estimate_cost, simulate};
use monazite_model::Days;

/// Word before the case that a process is to run.
const CASE: &str = "--case";
/// Kind of the cases that are about the default pack instead.
const PACK: &str = "default pack";
/// Kind of the cases in which economies and their hazards grow with the lanes; else products do.
const HAZARDS: &str = "lanes and hazards";
const WEEK: f64 = 7.0;
/// An estimate of memory is right within this factor.
const RIGHT_WITHIN: f64 = 1.5;

/// Products or copies, weeks and replications of each case, by what grows in it.
const CASES: [(&str, &[[u64; 3]]); 6] = [
    (
        "lanes",
        &[
            [1, 104, 128],
            [3, 104, 128],
            [10, 104, 128],
            [30, 104, 128],
            [100, 104, 128],
            [300, 104, 128],
        ],
    ),
    (HAZARDS, &[[10, 104, 128], [100, 104, 128], [300, 104, 128]]),
    (
        "steps",
        &[
            [1, 13, 1024],
            [1, 52, 1024],
            [1, 208, 1024],
            [1, 832, 1024],
            [1, 3328, 1024],
            [1, 5200, 1024],
        ],
    ),
    // So many futures that the worst of them run again all at once.
    ("tail", &[[30, 13, 6000]]),
    (PACK, &[[1, 104, 64], [1, 104, 512], [1, 104, 4096]]),
    (
        "replications",
        &[
            [1, 52, 64],
            [1, 52, 512],
            [1, 52, 4096],
            [1, 52, 32_768],
            [1, 52, 131_072],
        ],
    ),
];

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip_while(|argument| argument != CASE);
    if let (Some(_), Some(kind), Some(size)) =
        (arguments.next(), arguments.next(), arguments.next())
    {
        let sizes: Vec<u64> = size.split(',').flat_map(str::parse).collect();
        return run(&kind, sizes.try_into().expect("three numbers"));
    }
    writeln!(
        io::stdout(),
        "grows,lanes,steps,replications,compile_s,simulate_s,ns_per_lane_step,peak_mib,estimated_mib"
    )?;
    for (kind, sizes) in CASES {
        let sizes = if is_trial() { &sizes[..1] } else { sizes };
        for size in sizes {
            let size = size.map(|number| number.to_string()).join(",");
            let case = Command::new(std::env::current_exe()?)
                .args([CASE, kind, &size])
                .stderr(Stdio::inherit())
                .output()?;
            if !case.status.success() {
                return Err(io::Error::other(format!("{kind} {size}: {}", case.status)));
            }
            io::stdout().write_all(&case.stdout)?;
        }
    }
    Ok(())
}

/// Runs one case and writes its line.
fn run(kind: &str, [count, weeks, replications]: [u64; 3]) -> io::Result<()> {
    let count = count as usize;
    let mut case = match kind {
        PACK => copies(&Case::default_pack(), count),
        HAZARDS => copies(&ref_shape(), count),
        _ => ref_products(count),
    };
    case.scenario.run.horizon = Days::new(weeks as f64 * WEEK).expect("a span of time");
    let start = Instant::now();
    let plan = case.plan();
    let compiled = start.elapsed().as_secs_f64();
    let cost = estimate_cost(&plan, replications, 1);
    let options = RunOptions {
        threads: 1,
        ..RunOptions::new(42, replications)
    };
    let start = Instant::now();
    let result = simulate(&plan, &options, &|_| true);
    let simulated = start.elapsed().as_secs_f64();
    drop(result);
    let (peak, estimated) = (peak()?, cost.bytes());
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    writeln!(
        io::stdout(),
        "{kind},{},{weeks},{replications},{compiled:.3},{simulated:.3},{:.3},{:.1},{:.1}",
        plan.size().0,
        simulated * 1e9 / cost.lane_steps as f64,
        mib(peak),
        mib(estimated),
    )?;
    let off = estimated as f64 / peak as f64;
    if peak > 0 && !(1.0 / RIGHT_WITHIN..=RIGHT_WITHIN).contains(&off) {
        let message = format!("the estimate of memory is {off:.2} times what was held");
        return Err(io::Error::other(message));
    }
    Ok(())
}

/// Largest memory that this process has held, bytes, where the system tells; else 0.
fn peak() -> io::Result<u64> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return Ok(0);
    };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kib.map(|kib| kib << 10)
        .ok_or_else(|| io::Error::other("no VmHWM in /proc/self/status"))
}
