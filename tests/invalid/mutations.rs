//! Shipped scenarios with one character changed: whatever comes of it is an answer, not a panic, and
//! every finding points into the file.

use std::path::{Path, PathBuf};

use monazite_files::{load, load_str};

/// Changes per scenario.
const CHANGES: usize = 200;
/// Characters that mean something to TOML, or to nobody.
const CHARACTERS: [char; 24] = [
    '"', '\'', '[', ']', '{', '}', '=', '.', ',', '#', '\\', '\n', '\r', '\t', ' ', '-', '0', '9',
    'e', '*', ':', '\u{0}', 'é', '\u{202e}',
];

/// SplitMix64: the same changes each time.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) as usize
}

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let entries = std::fs::read_dir(folder).expect("the scenarios").flatten();
    let files = entries.map(|entry| entry.path().join("scenario.toml"));
    let mut files: Vec<PathBuf> = files.filter(|file| file.exists()).collect();
    files.sort();
    files
}

#[test]
fn one_wrong_character_never_panics_and_is_told_on_a_line_that_exists() {
    let (mut refused, mut accepted) = (0, 0);
    let mut state = 2026;
    for file in shipped() {
        let text = std::fs::read_to_string(&file).expect("a scenario");
        let world = load(&file.to_string_lossy(), &[])
            .unwrap_or_else(|found| panic!("{found}"))
            .world;
        let characters: Vec<char> = text.chars().collect();
        for _ in 0..CHANGES {
            let mut changed = characters.clone();
            let at = next(&mut state) % changed.len();
            changed[at] = CHARACTERS[next(&mut state) % CHARACTERS.len()];
            let changed: String = changed.into_iter().collect();
            let lines = changed.split('\n').count();
            let found = match load_str("changed", &changed, world.clone(), &[]) {
                Ok(loaded) => {
                    accepted += 1;
                    loaded.warnings
                }
                Err(found) => {
                    refused += 1;
                    found
                }
            };
            for told in &found {
                let ok = (1..=lines).contains(&told.line) && told.column >= 1;
                assert!(ok, "{}: {told:?}\nin\n{changed}", file.display());
            }
            assert!(
                !found.render(false).contains(['\u{0}', '\u{202e}']),
                "{found}"
            );
        }
    }
    // Guards the test itself: changes in comments and texts do no harm, most others do.
    assert!(
        refused > CHANGES && accepted > CHANGES,
        "{refused} refused, {accepted} accepted"
    );
}
