//! REF's network as files: `cargo run --release -p monazite-benches --example ref_files -- FOLDER [PRODUCTS]`.
//!
//! `monazite run FOLDER` then takes the way of any user, from files to a report. PRODUCTS (1) are chains of 344 lanes
//! each among the same economies: 3,000 make a million lanes.

use std::io;
use std::path::Path;

use monazite_benches::worlds::{ref_products, write_files};

fn main() -> io::Result<()> {
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, products) = match arguments.as_slice() {
        [folder] => (folder, 1),
        [folder, products] => {
            let products = products.parse();
            let products = products.map_err(|error| wrong(format!("PRODUCTS: {error}")))?;
            if products == 0 {
                return Err(wrong("PRODUCTS: at least 1".to_owned()));
            }
            (folder, products)
        }
        _ => return Err(wrong("expected: FOLDER [PRODUCTS]".to_owned())),
    };
    write_files(&ref_products(products), Path::new(folder))
}
