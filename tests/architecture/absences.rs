//! What packages must not know. Absences are invariants too.

use std::collections::BTreeSet;

use super::{code, metadata, read, sources};

/// Lines of code under a folder that contain one of `words`, as `file:line: word`.
fn lines_with(folder: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources(folder) {
        found.extend(hits(&file, &text, words));
    }
    found
}

fn hits(file: &str, text: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in code(text) {
        for word in words.iter().filter(|word| line.contains(**word)) {
            found.push(format!("{file}:{at}: {word}"));
        }
    }
    found
}

/// Third-party and own dependencies that a package is built with.
fn dependencies(package: &str) -> BTreeSet<String> {
    let metadata = metadata();
    let all = metadata.workspace_packages();
    let found = all.iter().find(|p| p.name.as_str() == package);
    let found = found.unwrap_or_else(|| panic!("no package {package}"));
    let built = found
        .dependencies
        .iter()
        .filter(|d| d.kind != cargo_metadata::DependencyKind::Development);
    built.map(|d| d.name.clone()).collect()
}

/// Ways to files, environment, clocks, threads' own state and the screen.
const OUTSIDE: [&str; 14] = [
    "std::fs",
    "std::env",
    "std::io",
    "std::net",
    "std::process",
    "std::time",
    "Instant::now",
    "SystemTime",
    "thread_local",
    "env!(",
    "include_str!",
    "include_bytes!",
    "jiff::Timestamp",
    "Zoned",
];

const PRINTING: [&str; 6] = [
    "print!(",
    "println!(",
    "eprint!(",
    "eprintln!(",
    "stdout()",
    "stderr()",
];

/// Words of the trade that no statistics need.
const DOMAIN: [&str; 34] = [
    "oxide",
    "magnet",
    "neodym",
    "dyspros",
    "rare earth",
    "rare-earth",
    "monazite",
    "scrap",
    "ore ",
    "mines",
    "mining",
    "a mine",
    "economy",
    "bloc ",
    "tonne",
    "lane",
    "trade",
    "supplier",
    "export",
    "hazard",
    "disruption",
    "stockpile",
    "reserve",
    "recipe",
    "unmet",
    "demand",
    "scenario",
    "strategy",
    "pipeline",
    "shipment",
    "supply chain",
    "choke",
    "licens",
    "mineral",
];

#[test]
fn the_engine_has_no_file_clock_environment_or_thread_state() {
    let engine = "crates/monazite-engine/src";
    assert_eq!(lines_with(engine, &OUTSIDE), Vec::<String>::new());
    assert_eq!(lines_with(engine, &PRINTING), Vec::<String>::new());
}

#[test]
fn libraries_below_the_engine_reach_nothing_outside_either() {
    for folder in ["crates/monazite-model/src", "crates/monazite-stats/src"] {
        assert_eq!(
            lines_with(folder, &OUTSIDE),
            Vec::<String>::new(),
            "{folder}"
        );
    }
}

#[test]
fn the_statistics_have_no_word_of_the_domain() {
    // Comments count here: a docstring that explains a law by a mine knows of mines.
    let mut found = Vec::new();
    for (file, text) in sources("crates/monazite-stats/src") {
        found.extend(domain_words(&file, &text));
    }
    assert_eq!(found, Vec::<String>::new());
}

fn domain_words(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let lower = format!(" {} ", line.to_lowercase());
        for word in DOMAIN.iter().filter(|word| begins_a_word(&lower, word)) {
            found.push(format!("{file}:{}: {word}", at + 1));
        }
    }
    found
}

/// Whether `word` stands in `line` at the beginning of a word: `determine` has no mine in it.
fn begins_a_word(line: &str, word: &str) -> bool {
    let before = |at: usize| line[..at].chars().next_back();
    line.match_indices(word)
        .any(|(at, _)| !before(at).is_some_and(char::is_alphanumeric))
}

#[test]
fn the_model_has_no_serialisation() {
    assert_eq!(
        lines_with("crates/monazite-model/src", &["serde", "Serialize"]),
        Vec::<String>::new()
    );
    let known = dependencies("monazite-model");
    for format in ["serde", "serde_json", "toml", "csv"] {
        assert!(!known.contains(format), "{format}");
    }
}

#[test]
fn only_the_files_package_reads_toml_and_csv() {
    let packages = [
        "monazite-model",
        "monazite-stats",
        "monazite-engine",
        "monazite-report",
        "monazite-cli",
    ];
    for package in packages {
        let known = dependencies(package);
        assert!(!known.contains("toml"), "{package}");
        assert!(
            package == "monazite-report" || !known.contains("csv"),
            "{package}"
        );
        let folder = format!("crates/{package}/src");
        let reading = [
            "csv::Reader",
            "toml::from",
            "toml::de",
            "toml::Table",
            ".parse::<toml",
        ];
        // The report writes CSV; its tests may read it back.
        assert_eq!(lines_with(&folder, &reading), Vec::<String>::new());
    }
    let files = dependencies("monazite-files");
    assert!(
        files.contains("toml") && files.contains("csv"),
        "or these tests look for the wrong names"
    );
}

#[test]
fn only_the_command_line_prints() {
    for package in ["model", "files", "stats", "engine", "report"] {
        let folder = format!("crates/monazite-{package}/src");
        assert_eq!(lines_with(&folder, &PRINTING), Vec::<String>::new());
    }
    assert!(!lines_with("crates/monazite-cli/src", &["stdout()", "stderr()"]).is_empty());
}

#[test]
fn unsafe_code_stands_only_in_the_listed_files() {
    let listed = [
        "crates/monazite-engine/src/block.rs",
        "benches/ref_workload/kernel/x86.rs",
        "benches/ref_workload/kernel/x86/avx2.rs",
        "benches/ref_workload/kernel/x86/avx512.rs",
    ];
    let mut with: BTreeSet<String> = BTreeSet::new();
    for folder in ["crates", "benches", "tests"] {
        for (file, text) in sources(folder) {
            let word = ["unsafe ", "{"].concat();
            let others = [["unsafe ", "fn"].concat(), ["unsafe ", "impl"].concat()];
            let blocks = code(&text).any(|(_, line)| {
                line.contains(&word) || others.iter().any(|other| line.contains(other))
            });
            if blocks {
                with.insert(file);
            }
        }
    }
    assert_eq!(with, listed.iter().map(ToString::to_string).collect());
    assert!(read("Cargo.toml").contains("unsafe_code = \"deny\""));
}

#[test]
fn nothing_speaks_to_a_network() {
    for package in metadata().workspace_packages() {
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            let speaks = ["reqwest", "ureq", "hyper", "tokio", "curl", "isahc"].contains(&name);
            assert!(!speaks, "{} uses {name}", package.name);
        }
    }
    assert_eq!(
        lines_with("crates", &["TcpStream", "UdpSocket", "std::net"]),
        Vec::<String>::new()
    );
}

#[test]
fn a_word_that_should_not_be_there_is_found_where_it_stands() {
    let text = "fn f() {\n    let x = std::fs::read(p); // std::env\n}\n#[cfg(test)]\nmod tests { std::time }";
    assert_eq!(hits("a.rs", text, &OUTSIDE), ["a.rs:2: std::fs"]);
    assert_eq!(
        domain_words("b.rs", "//! Days a mine stood still\nlet determine = 1;"),
        ["b.rs:1: a mine"]
    );
    assert!(begins_a_word(" the exported goods ", "export"));
    assert!(!begins_a_word(" planes ", "lane"));
}
