//! The figures of `docs/model.md`, drawn from what the engine does: each must be what it draws today.
//!
//! `MONAZITE_FIGURES=write cargo test -p monazite-tests --test figures` draws them anew; look at them
//! before you commit them.

mod shown;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use monazite_report::{Lines, lines};
use shown::{Shown, shown};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn drawn(figure: &Shown) -> String {
    lines(&Lines {
        title: figure.title,
        x_name: "week",
        y_name: figure.y_name,
        lines: &figure.lines,
    }) + "\n"
}

#[test]
fn every_figure_is_what_the_engine_draws_today() {
    let write = std::env::var_os("MONAZITE_FIGURES").is_some_and(|word| word == "write");
    for figure in shown() {
        let file = docs()
            .join("figures")
            .join(figure.name)
            .with_extension("svg");
        if write {
            std::fs::write(&file, drawn(&figure)).expect("a figure that can be written");
        }
        assert!(
            read(&file) == drawn(&figure),
            "docs/figures/{}.svg is not what the engine does: see the head of tests/figures/main.rs",
            figure.name
        );
    }
}

#[test]
fn the_model_shows_every_figure_and_no_other() {
    let model = read(&docs().join("model.md"));
    let named: BTreeSet<String> = model
        .split("(figures/")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(".svg")?.0.to_owned()))
        .collect();
    let drawn: BTreeSet<String> = shown()
        .iter()
        .map(|figure| figure.name.to_owned())
        .collect();
    let files: BTreeSet<String> = std::fs::read_dir(docs().join("figures"))
        .expect("the figures")
        .map(|file| file.expect("a file").path())
        .filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    assert_eq!(named, drawn);
    assert_eq!(files, drawn);
}

#[test]
fn another_future_would_draw_another_figure() {
    let mut figure = shown().swap_remove(0);
    let before = drawn(&figure);
    figure.lines[0].1[20] += 1.0;
    assert_ne!(drawn(&figure), before);
}
