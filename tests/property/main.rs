//! The ten laws of the model, over random worlds and random disruptions.
//!
//! A law that holds because its check cannot fail is worth nothing, so each has a sibling that
//! hands the check something broken. Cases are drawn from a fixed seed: a failure comes back.
//!
//! | law | module |
//! |---|---|
//! | 1 conservation, 3 no nonsense | `books` |
//! | 2 stillness | `stillness` |
//! | 4 nothing is faster than its lead time | `lead_times` |
//! | 5 scale and units | `scale`, `steps` |
//! | 6 labels and order of rows | `labels` |
//! | 7 a hazard of nothing is no hazard | `nothing` |
//! | 8 more is not worse | `more` |
//! | 9 perfect foresight bounds | `foresight` |
//! | 10 replication k is replication k | `replication` |

mod attribution;
mod behaviours;
mod blows;
mod books;
mod chains;
mod expenses;
mod foresight;
mod guarantees;
mod labels;
mod lead_times;
mod more;
mod nothing;
mod replication;
mod restrictions;
mod scale;
mod steps;
mod stillness;
mod strategies;
mod stress;
mod undertakings;
mod worlds;

use proptest::test_runner::{Config, RngSeed};

/// So many cases, the same ones each time, with nothing written to disk.
fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(17),
        ..Config::default()
    }
}
