//! Who may use whom, as ARCHITECTURE.md draws it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata};

use super::{metadata, read};

type Layers = BTreeMap<String, BTreeSet<String>>;

/// Members of the workspace by what they use of ours.
fn used(metadata: &Metadata, kinds: &[DependencyKind]) -> Layers {
    let ours = |package: &cargo_metadata::Package| {
        let all = package
            .dependencies
            .iter()
            .filter(|d| kinds.contains(&d.kind));
        all.map(|d| d.name.clone())
            .filter(|name| name.starts_with("monazite-"))
            .collect()
    };
    metadata
        .workspace_packages()
        .iter()
        .map(|p| (p.name.to_string(), ours(p)))
        .collect()
}

/// The block under "Who may use whom": `a -> b, c (remark)`.
fn drawn() -> Layers {
    let text = read("ARCHITECTURE.md");
    let (_, section) = text.split_once("## Who may use whom").expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let arrows = section
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.split_once("->"));
    arrows
        .map(|(user, used)| {
            let names = used
                .split(',')
                .filter_map(|name| name.split_whitespace().next());
            let ours = names.filter(|name| name.starts_with("monazite-"));
            (user.trim().to_owned(), ours.map(str::to_owned).collect())
        })
        .collect()
}

/// Packages that only look on: they may use all libraries, and none uses them.
const ONLOOKERS: [&str; 2] = ["monazite-tests", "monazite-benches"];

/// Where what is used is not what is drawn.
fn violations(mut used: Layers, drawn: &Layers) -> Vec<String> {
    used.retain(|name, _| !ONLOOKERS.contains(&name.as_str()));
    let mut wrong = Vec::new();
    for name in used.keys().chain(drawn.keys()).collect::<BTreeSet<_>>() {
        match (used.get(name), drawn.get(name)) {
            (Some(is), Some(may)) if is == may => {}
            (is, may) => wrong.push(format!("{name} uses {is:?}, drawn is {may:?}")),
        }
    }
    let watched = used
        .iter()
        .filter(|(_, uses)| ONLOOKERS.iter().any(|o| uses.contains(*o)));
    wrong.extend(watched.map(|(name, _)| format!("{name} uses an onlooker")));
    wrong
}

#[test]
fn packages_use_each_other_as_drawn_and_not_otherwise() {
    let used = used(
        &metadata(),
        &[DependencyKind::Normal, DependencyKind::Build],
    );
    assert_eq!(violations(used, &drawn()), Vec::<String>::new());
}

#[test]
fn tests_of_a_package_reach_no_further_than_the_package() {
    let metadata = metadata();
    let drawn = drawn();
    for (name, uses) in used(&metadata, &[DependencyKind::Development]) {
        let may = drawn.get(&name).cloned().unwrap_or_default();
        assert!(
            ONLOOKERS.contains(&name.as_str()) || uses.is_subset(&may),
            "{name}: {uses:?}"
        );
    }
}

#[test]
fn a_new_arrow_and_a_missing_one_are_both_found() {
    let used = used(
        &metadata(),
        &[DependencyKind::Normal, DependencyKind::Build],
    );
    let mut more = used.clone();
    more.get_mut("monazite-stats")
        .expect("a package")
        .insert("monazite-model".to_owned());
    assert_eq!(violations(more, &drawn()).len(), 1);
    let mut fewer = used.clone();
    fewer
        .get_mut("monazite-engine")
        .expect("a package")
        .remove("monazite-stats");
    assert_eq!(violations(fewer, &drawn()).len(), 1);
    let mut onlooker = used;
    onlooker
        .get_mut("monazite-cli")
        .expect("a package")
        .insert("monazite-tests".to_owned());
    assert_eq!(violations(onlooker, &drawn()).len(), 2);
}

#[test]
fn the_code_map_names_every_package_and_no_other() {
    let text = read("ARCHITECTURE.md");
    let rows = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `monazite-")?.split('`').next());
    let mapped: BTreeSet<String> = rows.map(|name| format!("monazite-{name}")).collect();
    let metadata = metadata();
    let members: BTreeSet<String> = metadata
        .workspace_packages()
        .iter()
        .map(|p| p.name.to_string())
        .collect();
    assert_eq!(mapped, members);
    assert_eq!(members.len(), 8);
    // Nor does any other line speak of a package that is not there.
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    for word in words.filter(|word| word.starts_with("monazite-")) {
        assert!(members.contains(word), "`{word}` is no package");
    }
}

#[test]
fn the_rooms_of_the_engine_are_those_on_the_map() {
    let text = read("ARCHITECTURE.md");
    let (_, section) = text
        .split_once("## The rooms of the engine")
        .expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('|').next());
    let mapped: BTreeSet<&str> = rows
        .flat_map(|cell| {
            cell.split('`')
                .filter(|part| part.chars().all(|c| c.is_ascii_lowercase()))
        })
        .filter(|p| !p.is_empty())
        .collect();
    let library = read("crates/monazite-engine/src/lib.rs");
    let modules = library.lines().filter_map(|line| {
        let line = line
            .trim_start_matches("pub ")
            .trim_start_matches("(crate) ");
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    assert_eq!(mapped, modules.collect());
}
