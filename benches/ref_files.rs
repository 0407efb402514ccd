//! REF's network as files: `cargo run --release -p monazite-benches --example ref_files -- FOLDER [PRODUCTS]`.
//!
//! `monazite run FOLDER` then takes the way of any user, from files to a report. PRODUCTS (1) are chains of 344 lanes
//! each among the same economies: 3,000 make a million lanes.

use std::path::Path;
use std::process::ExitCode;

use monazite_benches::worlds::{ref_products, write_files};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, products) = match arguments.as_slice() {
        [folder] => (folder, Ok(1)),
        [folder, products] => (folder, products.parse()),
        _ => {
            eprintln!("expected: ref_files FOLDER [PRODUCTS]");
            return ExitCode::from(2);
        }
    };
    let written = products
        .map_err(|error| format!("PRODUCTS: {error}"))
        .and_then(|products| {
            write_files(&ref_products(products), Path::new(folder))
                .map_err(|error| format!("{folder}: {error}"))
        });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
