//! Canaries: the exact bits of a few runs. `parts`: however a run is cut up, its bits are the same.
//! `precision`: a run that stops when it knows enough stops at the same place everywhere.
//!
//! The same files, seed and version give the same bits on every machine. When one of these digests
//! changes, results have changed for users too. If that was meant, it is *value-breaking*: say so in
//! CHANGELOG.md with the reason, and paste the digests that the failure prints into [`CANARIES`].

mod parts;
mod precision;

use monazite_engine::{RunOptions, RunResult};
use monazite_tests::run::{built_in, compiled, run};

/// A scenario that the program carries, strategy, replications, and the digest of what they give.
type Canary = (&'static str, &'static str, u64, &'static str);

const CANARIES: [Canary; 4] = [
    (
        "toy-ban-against-cover",
        "",
        8,
        "a0c4eb4ed72a4757479d9c3cdbf4910d",
    ),
    (
        "toy-joint-products",
        "",
        8,
        "b00ae119c7dc9fdf3590c0827edb2010",
    ),
    (
        "export-licensing-2025",
        "",
        64,
        "e5c949c73b7e0ef15bf641068ed5aaf4",
    ),
    (
        "export-licensing-2025",
        "quad-reserve",
        16,
        "8f8a37856ff337e46069e11a886601f3",
    ),
];

/// Digest of all that is kept per replication: columns with their labels, and what struck.
fn digest(result: &RunResult) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut text = |words: &[&str]| {
        for word in words {
            hasher.update(word.as_bytes());
            hasher.update(&[0]);
        }
    };
    let mut numbers = Vec::new();
    for column in &result.columns {
        let scope = &column.scope;
        text(&[
            &scope.economy,
            &scope.material,
            &scope.sector,
            column.indicator.word(),
            column.unit,
        ]);
        numbers.extend(column.values.iter().map(|value| value.to_bits()));
    }
    for hazard in &result.hazards {
        text(&[&hazard.hazard, &hazard.family]);
        numbers.extend(hazard.occurrences.iter().map(|&count| u64::from(count)));
        numbers.extend(hazard.weeks.iter().map(|weeks| weeks.to_bits()));
    }
    for number in numbers {
        hasher.update(&number.to_le_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

fn result((scenario, strategy, replications, _): Canary) -> RunResult {
    let loaded = built_in(scenario, &[]);
    let plan = compiled(&loaded.world, &loaded.scenario, strategy);
    run(
        &plan,
        &RunOptions {
            threads: 2,
            ..RunOptions::new(loaded.scenario.run.seed, replications)
        },
    )
}

#[test]
fn the_bits_of_the_canaries_are_those_of_the_last_version() {
    let mut changed = Vec::new();
    for canary in CANARIES {
        let (scenario, strategy, replications, known) = canary;
        let now = digest(&result(canary));
        if now != known {
            changed.push(format!(
                "    (\"{scenario}\", \"{strategy}\", {replications}, \"{now}\"),"
            ));
        }
    }
    assert!(
        changed.is_empty(),
        "results have changed. If this is meant, it is value-breaking: write it into CHANGELOG.md \
         with the reason, and these lines into tests/reproducibility/main.rs:\n{}",
        changed.join("\n")
    );
}

#[test]
fn one_bit_of_one_number_changes_the_digest() {
    let sound = result(CANARIES[0]);
    let mut flipped = sound.clone();
    let value = &mut flipped.columns[3].values[5];
    *value = f64::from_bits(value.to_bits() ^ 1);
    assert_ne!(digest(&sound), digest(&flipped));
    let mut renamed = sound.clone();
    renamed.columns[3].scope.economy.push('x');
    assert_ne!(digest(&sound), digest(&renamed));
    let mut signed = sound.clone();
    let zero = signed
        .columns
        .iter_mut()
        .flat_map(|c| &mut c.values)
        .find(|value| **value == 0.0);
    *zero.expect("a toy has zeros") = -0.0;
    assert_ne!(
        digest(&sound),
        digest(&signed),
        "even the sign of zero counts"
    );
    assert_eq!(digest(&sound), digest(&result(CANARIES[0])));
}
