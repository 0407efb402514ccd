//! Notes what the binary is built from, for the manifest: state of the repository, compiler, target.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for watched in ["../../.git/HEAD", "../../.git/index"] {
        if std::path::Path::new(watched).exists() {
            println!("cargo:rerun-if-changed={watched}");
        }
    }
    let git = output("git", &["describe", "--always", "--dirty", "--abbrev=12"]);
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let compiler = output(&rustc, &["--version"]);
    let target = std::env::var("TARGET").unwrap_or_else(|_| "unknown".to_owned());
    let profile = std::env::var("PROFILE").unwrap_or_else(|_| "unknown".to_owned());
    println!("cargo:rustc-env=MONAZITE_GIT={git}");
    println!("cargo:rustc-env=MONAZITE_COMPILER={compiler}");
    println!("cargo:rustc-env=MONAZITE_TARGET={target}");
    println!("cargo:rustc-env=MONAZITE_PROFILE={profile}");
}

/// First line that a program prints; `unknown` when it cannot be had.
fn output(program: &str, arguments: &[&str]) -> String {
    let ran = Command::new(program).args(arguments).output();
    let text = ran
        .ok()
        .filter(|ran| ran.status.success())
        .map(|ran| ran.stdout);
    let line = text.and_then(|text| String::from_utf8(text).ok());
    match line.as_deref().and_then(|text| text.lines().next()) {
        Some(line) if !line.is_empty() => line.to_owned(),
        _ => "unknown".to_owned(),
    }
}
