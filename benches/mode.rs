//! Whether to measure, or only to show that everything runs.

/// Whether this program was started to be tried, not to be timed: by `cargo bench -- --test`, or by `cargo test`,
/// which leaves out `--bench`.
pub fn is_trial() -> bool {
    let given = |option: &str| std::env::args().any(|argument| argument == option);
    given("--test") || !given("--bench")
}

/// `full`, or in a trial the smaller of `full` and `small`.
pub fn sized(full: u64, small: u64) -> u64 {
    if is_trial() { full.min(small) } else { full }
}
