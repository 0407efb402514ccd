use monazite_files::{load, load_str};

use crate::desk::{Desk, scenario};
use crate::{Place, expect};

const FILE: &str = "scenario.toml";

#[test]
fn i01_an_empty_scenario_says_what_is_expected() {
    let desk = Desk::new();
    desk.write(FILE, "");
    let found = desk.check(FILE);
    // Our files have no `[scenario]`; the first thing that they must say is their format.
    expect(
        &found,
        &Place {
            file: FILE,
            line: 0,
        },
        "empty",
        &["empty", "expected at least `format = 1`"],
    );
    assert_eq!(found.exit_code(), 2);
}

#[test]
fn i03_a_byte_that_is_no_utf_8_is_told_with_line_and_offset() {
    let desk = Desk::new();
    let mut bytes = desk.text(FILE).into_bytes();
    let at = bytes
        .windows(7)
        .position(|part| part == b"2 years")
        .expect("the horizon");
    bytes[at] = 0xFF;
    desk.write(FILE, &bytes);
    let found = desk.check(FILE);
    let offset = format!("byte offset {at}");
    expect(
        &found,
        &Place {
            file: FILE,
            line: 7,
        },
        "encoding",
        &["0xFF", &offset, "line 7"],
    );
}

#[test]
fn i03_a_table_in_another_encoding_is_refused() {
    let desk = Desk::new();
    desk.write(
        "pack/economies.csv",
        b"id,name,price_zone,source,grade\nMY,Malaysi\xe9,world,made-up,C\n",
    );
    let found = desk.check("pack");
    expect(
        &found,
        &Place {
            file: "economies.csv",
            line: 2,
        },
        "encoding",
        &["0xE9", "UTF-8"],
    );
}

#[test]
fn a_file_in_utf_16_is_refused_at_its_first_byte() {
    let desk = Desk::new();
    desk.write(FILE, b"\xff\xfef\0o\0r\0m\0a\0t\0");
    expect(
        &desk.check(FILE),
        &Place {
            file: FILE,
            line: 1,
        },
        "encoding",
        &["0xFF", "UTF-8"],
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_accepted() {
    let desk = Desk::new();
    let text = desk.text(FILE);
    let title = text
        .lines()
        .find(|line| line.starts_with("title"))
        .expect("a title");
    let lines = "title = \"\"\"\nTwo\nlines\"\"\"";
    let text = text.replacen(title, lines, 1).replace('\n', "\r\n");
    desk.write(FILE, format!("\u{feff}{text}"));
    let found = desk.check(FILE);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn i05_a_control_character_in_an_id_is_told_by_its_number() {
    let (id, reason) = ("\"plant-stops\"\ntext", "control character U+0000");
    scenario(id, "\"plant\\u0000stops\"\ntext", "control", &[reason]);
}

#[test]
fn i07_a_key_given_twice_names_both_lines() {
    let desk = Desk::new();
    let line = desk.edit(
        FILE,
        "seed         = 1\n",
        "seed         = 1\nstep = \"14 days\"\n",
    ) + 1;
    let found = desk.check(FILE);
    expect(
        &found,
        &Place { file: FILE, line },
        "duplicate-key",
        &["`step` is given twice", "line 8"],
    );
}

#[test]
fn a_misspelt_key_is_told_with_the_nearest() {
    scenario(
        "horizon      =",
        "horizn =",
        "unknown-key",
        &["`horizn`", "`horizon`?"],
    );
    scenario(
        "[[strategy.action]]",
        "[[strategy.acton]]",
        "unknown-key",
        &["`acton`", "`action`?"],
    );
}

#[test]
fn what_is_missing_is_told_by_its_path() {
    let desk = Desk::new();
    desk.edit(FILE, "start        = 2026-01-05\n", "");
    let found = desk.check(FILE);
    expect(
        &found,
        &Place {
            file: FILE,
            line: 5,
        },
        "missing",
        &["`run.start` is missing"],
    );
}

#[test]
fn i60_brackets_without_end_are_refused_before_they_are_parsed() {
    let desk = Desk::new();
    let line = desk.edit(FILE, "\"A plant stops\"", &"[".repeat(100_000));
    let found = desk.check(FILE);
    expect(
        &found,
        &Place { file: FILE, line },
        "limit",
        &["nested more than 64 deep"],
    );
}

#[test]
fn i60_what_looks_like_a_shell_or_a_formula_stays_text() {
    let desk = Desk::new();
    desk.edit(
        FILE,
        "\"A plant stops\"",
        "\"${HOME} `id` $(id) %PATH% ~ {{1/0}}\"",
    );
    let loaded = load(&desk.name(FILE), &[]).expect("a title is any text");
    assert_eq!(loaded.scenario.title, "${HOME} `id` $(id) %PATH% ~ {{1/0}}");
    // There are no formulas to fail: an expression where a number is expected is a text.
    scenario(
        "0.35 }",
        "\"1/0\" }",
        "type",
        &["poisson_per_year", "must be a number", "1/0"],
    );
}

#[test]
fn i60_a_path_is_taken_by_the_letter() {
    let desk = Desk::new();
    desk.edit(FILE, "\"./pack\"", "\"${HOME}/pack\"");
    let found = desk.check(FILE);
    assert_eq!(found.exit_code(), 3, "{found}");
    assert!(found.to_string().contains("${HOME}/pack"), "{found}");
}

#[test]
fn newer_toml_is_refused_so_that_every_reader_can_read_our_files() {
    let desk = Desk::new();
    let line = desk.edit(
        FILE,
        "poisson_per_year = 0.35 }",
        "poisson_per_year = 0.35, }",
    );
    expect(
        &desk.check(FILE),
        &Place { file: FILE, line },
        "toml-version",
        &["TOML 1.0"],
    );
}

#[test]
fn a_file_cannot_write_to_the_terminal_that_shows_its_errors() {
    let desk = Desk::new();
    desk.edit(FILE, "\"strait\"", "\"\u{202e}strait\"");
    let printed = desk.check(FILE).render(false);
    assert!(!printed.contains('\u{202e}'), "{printed}");
    let world = load(&Desk::new().name(FILE), &[]).expect("sound").world;
    let printed = load_str("\u{1b}[31m", "x = \u{1b}", world, &[])
        .expect_err("no TOML")
        .render(false);
    assert!(!printed.contains('\u{1b}'), "{printed}");
}
