//! What is wrong with files is told with code, line and reason, and nothing that they say panics, hangs
//! or is executed. The numbers `I01` to `I60` are those of the public table of bad inputs; where our
//! format spells a thing differently, the test says what it was translated to.
//!
//! - `syntax`: bytes, encoding, TOML, nesting, expansion.
//! - `scenario`: values of scenarios: types, units, ranges, references.
//! - `tables`: cells and rows of packs.
//! - `chain`: what the rows of a pack mean together.
//! - `balance`: figures that contradict each other, and what only shows when a scenario is compiled.
//! - `together`: that one mistake neither hides others nor is told twice.
//! - `hints`: what to try.
//! - `targets`: the targets of back-tests.
//! - `resources`: size, devices, links, pipes.
//! - `commands`: exit codes and files of the program.
//! - `mutations`: shipped scenarios with one character changed.

mod balance;
mod chain;
mod commands;
mod desk;
mod hints;
mod mutations;
mod resources;
mod scenario;
mod syntax;
mod tables;
mod targets;
mod together;

use monazite_files::Diagnostics;

/// Where a finding is expected.
struct Place<'a> {
    /// End of the file's name.
    file: &'a str,
    /// Line, from 1; 0 for the file as a whole.
    line: usize,
}

/// Fails unless there is a finding of this code in this place whose message or hint has each of
/// `telling`.
#[track_caller]
fn expect(found: &Diagnostics, place: &Place<'_>, code: &str, telling: &[&str]) {
    let fits = found.iter().any(|told| {
        let text = format!("{} {}", told.message, told.hint);
        told.file.ends_with(place.file)
            && told.line == place.line
            && told.code == code
            && telling.iter().all(|part| text.contains(part))
    });
    assert!(
        fits,
        "no `{code}` at {}:{} with {telling:?} in\n{found}",
        place.file, place.line
    );
    let printed = found.render(false);
    assert!(printed.contains(&format!("error[{code}]")), "{printed}");
    assert!(!printed.contains("panicked"), "{printed}");
}

/// Line of a text, from 1, on which `needle` stands.
#[track_caller]
fn line_of(text: &str, needle: &str) -> usize {
    let at = text
        .find(needle)
        .unwrap_or_else(|| panic!("`{needle}` is not in\n{text}"));
    text[..at].matches('\n').count() + 1
}
