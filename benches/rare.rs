//! What steered sampling gains on rare losses: `cargo bench --bench rare`. REF's network and outages in the general
//! engine, and the default pack; at equal numbers of futures, pilot included. CSV on the standard
//! output. In a trial (`-- --test`) everything runs once, small.

use std::io::{self, Write};

use monazite_benches::mode::is_trial;
use monazite_benches::worlds::{Case, ref_shape};
use monazite_engine::{RunOptions, Scope, rare};

const SEED: u64 = 42;

fn main() -> io::Result<()> {
    let (replications, repeats) = if is_trial() { (64, 4) } else { (1024, 32) };
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "world,futures_per_repeat,repeats,statistic,value,std_error,gain,gain_low,gain_high,effective_share,pulled"
    )?;
    let cases = [
        ("REF shape", ref_shape()),
        ("default pack", Case::default_pack()),
    ];
    for (name, case) in cases {
        let plan = case.plan().narrowed();
        let options = RunOptions {
            threads: 2,
            ..RunOptions::new(SEED, replications)
        };
        let Some(found) = rare(&plan, &Scope::default(), &options, repeats, &|_| true) else {
            continue;
        };
        let pulled: Vec<String> = found
            .tilted
            .iter()
            .map(|tilt| {
                format!(
                    "{} rate x{:.2} gaps {:+.2} durations {:+.2}",
                    tilt.hazard, tilt.rate, tilt.gap, tilt.duration
                )
            })
            .collect();
        let draws = (found.replications * found.repeats) as f64;
        for row in &found.rows {
            let gain = row.gain.map_or_else(
                || ",,".to_owned(),
                |gain| format!("{:.1},{:.1},{:.1}", gain.value, gain.low, gain.high),
            );
            writeln!(
                out,
                "{name},{replications},{repeats},{:?},{:.6e},{:.1e},{gain},{:.2},{}",
                row.statistic,
                row.estimate.value,
                row.estimate.std_error.unwrap_or(f64::NAN),
                found.effective / draws,
                pulled.join("; "),
            )?;
        }
    }
    Ok(())
}
