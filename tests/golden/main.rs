//! The toys that are worked by hand: what their READMEs promise, to the last printed digit.
//!
//! The tables under "Expected" are the tests' numbers: `tables` finds them, `cells` evaluates what
//! stands in them (`4 x 7 = 28 t`, `1/13 = 0.076923`), `expected` compares them with the engine.
//! `steps` asserts the tables of the arithmetic, `documents` holds numbers of the documentation against
//! the program.

mod cells;
mod documents;
mod expected;
mod steps;
mod tables;

use std::path::PathBuf;

/// The text of a toy's README.
fn readme(toy: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("scenarios").join(toy).join("README.md");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
