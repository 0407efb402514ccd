//! Nothing stands on disk without being part of the house.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{metadata, read, root};

/// Source files of the targets of one kind (`test`, `bench`), from the root.
fn targets(kind: &str) -> BTreeSet<PathBuf> {
    let root = root().canonicalize().expect("the root");
    let mut found = BTreeSet::new();
    for package in metadata().workspace_packages() {
        for target in &package.targets {
            if target.kind.iter().any(|of| of.to_string() == kind) {
                let path = target
                    .src_path
                    .as_std_path()
                    .canonicalize()
                    .expect("a target's source");
                found.insert(path.strip_prefix(&root).expect("below the root").to_owned());
            }
        }
    }
    found
}

/// Names in a folder: of folders, or of files.
fn names(folder: &str, folders: bool) -> Vec<String> {
    let path = root().join(folder);
    let entries = std::fs::read_dir(&path).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let entries = entries.map(|entry| entry.expect("an entry"));
    let chosen = entries.filter(|entry| entry.path().is_dir() == folders);
    let mut names: Vec<String> = chosen
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn is_rust(name: &str) -> bool {
    std::path::Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "rs")
}

/// Folders of `tests/` that hold no test: the shared helpers, and fuzz targets for another compiler.
const NO_TESTS: [&str; 2] = ["support", "fuzz"];

#[test]
fn every_folder_of_tests_is_a_registered_test() {
    let registered = targets("test");
    for folder in names("tests", true)
        .iter()
        .filter(|name| !NO_TESTS.contains(&name.as_str()))
    {
        let main = PathBuf::from(format!("tests/{folder}/main.rs"));
        assert!(
            registered.contains(&main),
            "{} is in no [[test]]",
            main.display()
        );
    }
    let stray: Vec<String> = names("tests", false)
        .into_iter()
        .filter(|name| is_rust(name))
        .collect();
    assert_eq!(stray, Vec::<String>::new(), "a test without a folder");
    assert!(registered.len() >= 7, "{registered:?}");
}

#[test]
fn every_benchmark_is_registered() {
    // A benchmark has a criterion main; other files beside it are its modules.
    let registered = targets("bench");
    assert!(!registered.is_empty());
    for file in names("benches", false).iter().filter(|name| is_rust(name)) {
        if read(&format!("benches/{file}")).contains("criterion_main!") {
            let path = PathBuf::from(format!("benches/{file}"));
            assert!(
                registered.contains(&path),
                "{} is in no [[bench]]",
                path.display()
            );
        }
    }
}

#[test]
fn every_scenario_has_a_readme_and_a_file() {
    let mut folders = names("scenarios", true);
    folders.retain(|folder| folder != "backtests");
    assert!(folders.len() >= 14, "{folders:?}");
    for folder in folders {
        for file in ["README.md", "scenario.toml"] {
            assert!(
                !read(&format!("scenarios/{folder}/{file}"))
                    .trim()
                    .is_empty(),
                "{folder}/{file}"
            );
        }
    }
}

#[test]
fn every_back_test_has_a_readme_a_scenario_and_targets() {
    for folder in names("scenarios/backtests", true) {
        for file in ["README.md", "scenario.toml", "targets.toml"] {
            let path = format!("scenarios/backtests/{folder}/{file}");
            assert!(!read(&path).trim().is_empty(), "{path}");
        }
    }
}

#[test]
fn every_pack_has_a_readme() {
    for folder in names("data", true) {
        assert!(
            !read(&format!("data/{folder}/README.md")).trim().is_empty(),
            "{folder}"
        );
    }
}

/// Dependencies of the root manifest without a comment on their line, or with a minor left open.
fn unexplained(manifest: &str) -> Vec<String> {
    let (_, section) = manifest
        .split_once("[workspace.dependencies]")
        .expect("the section");
    let section = section.split("\n[").next().unwrap_or_default();
    let rows = section
        .lines()
        .filter(|line| line.contains('=') && !line.starts_with('#'));
    let ours = |line: &&str| line.contains("path = ");
    rows.filter(|line| !ours(line))
        .filter(|line| {
            let reason = line.split_once('#').map_or("", |(_, reason)| reason.trim());
            reason.len() < 8 || !line.contains("\"~")
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_dependency_has_a_reason_and_a_pinned_minor() {
    let manifest = read("Cargo.toml");
    assert_eq!(unexplained(&manifest), Vec::<String>::new());
    let bare = manifest.replacen(
        "csv = \"~1.4.0\"",
        "bare = \"~1.0\"\nopen = \"1\" # some reason or other\ncsv = \"~1.4.0\"",
        1,
    );
    assert_eq!(unexplained(&bare).len(), 2);
}

#[test]
fn every_third_party_dependency_is_used_by_a_member() {
    let manifest = read("Cargo.toml");
    let (_, section) = manifest
        .split_once("[workspace.dependencies]")
        .expect("the section");
    let section = section.split("\n[").next().unwrap_or_default();
    let third_party = |line: &&str| !line.starts_with("monazite-");
    let used: BTreeSet<String> = metadata()
        .workspace_packages()
        .iter()
        .flat_map(|package| package.dependencies.iter().map(|d| d.name.clone()))
        .collect();
    let rows = section
        .lines()
        .filter(third_party)
        .filter_map(|line| line.split_once(" = "));
    for (name, _) in rows.filter(|(name, _)| !name.starts_with('#')) {
        assert!(used.contains(name.trim()), "nobody uses {name}");
    }
}
