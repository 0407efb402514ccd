//! Rebuilds the crate when a built-in scenario or pack is added: the compiler only notices changes
//! to files it already knows.

#[allow(
    clippy::print_stdout,
    reason = "this is how a build script talks to cargo"
)]
fn main() {
    println!("cargo::rerun-if-changed=../../data");
    println!("cargo::rerun-if-changed=../../scenarios");
}
