//! Every row says where it comes from, and how far that can be trusted.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{Evidence, Grade, World};

use super::WORLD;

/// Evidence of every row, with the table and what names the row.
fn rows(world: &World) -> Vec<(&'static str, String, &Evidence)> {
    let mut all: Vec<(&'static str, String, &Evidence)> = Vec::new();
    all.extend(
        world
            .economies
            .iter()
            .map(|r| ("economies", r.id.clone(), &r.evidence)),
    );
    all.extend(
        world
            .blocs
            .iter()
            .map(|r| ("blocs", format!("{}/{}", r.id, r.economy), &r.evidence)),
    );
    all.extend(
        world
            .choke_points
            .iter()
            .map(|r| ("choke_points", r.id.clone(), &r.evidence)),
    );
    all.extend(
        world
            .materials
            .iter()
            .map(|r| ("materials", r.id.clone(), &r.evidence)),
    );
    all.extend(world.contents.iter().map(|r| {
        (
            "contents",
            format!("{}/{}", r.material, r.oxide),
            &r.evidence,
        )
    }));
    for recipe in &world.recipes {
        let flows = recipe.inputs.iter().chain(&recipe.outputs);
        all.extend(flows.map(|r| {
            (
                "recipes",
                format!("{}/{}", recipe.id, r.material),
                &r.evidence,
            )
        }));
    }
    all.extend(
        world
            .sites
            .iter()
            .map(|r| ("sites", r.id.clone(), &r.evidence)),
    );
    all.extend(world.activities.iter().map(|r| {
        (
            "activities",
            format!("{}/{}", r.site, r.recipe),
            &r.evidence,
        )
    }));
    all.extend(
        world
            .trade
            .iter()
            .map(|r| ("trade", r.id.clone(), &r.evidence)),
    );
    all.extend(
        world
            .demands
            .iter()
            .map(|r| ("demands", r.id.clone(), &r.evidence)),
    );
    all.extend(
        world
            .reserves
            .iter()
            .map(|r| ("reserves", r.id.clone(), &r.evidence)),
    );
    all.extend(
        world
            .published
            .iter()
            .map(|r| ("published", r.id.clone(), &r.evidence)),
    );
    all
}

/// Rows whose source nobody knows, in words.
fn untraceable(world: &World) -> Vec<String> {
    let known: BTreeSet<&str> = world
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    let rows = rows(world);
    let lost = rows
        .iter()
        .filter(|(_, _, evidence)| !known.contains(evidence.source.as_str()));
    lost.map(|(table, row, evidence)| format!("{table} {row}: {}", evidence.source))
        .collect()
}

#[test]
fn every_row_has_a_source_that_exists() {
    assert_eq!(untraceable(&WORLD), Vec::<String>::new());
    assert!(rows(&WORLD).len() > 1000, "{} rows", rows(&WORLD).len());
}

#[test]
fn a_row_without_a_source_is_found() {
    let mut world = WORLD.clone();
    world.reserves[0].evidence.source = "hearsay".to_owned();
    world.recipes[0].outputs[0].evidence.source.clear();
    assert_eq!(untraceable(&world).len(), 2);
}

#[test]
fn every_source_can_be_found_by_a_reader() {
    for source in &WORLD.sources {
        assert!(
            !source.title.trim().is_empty() && !source.publisher.trim().is_empty(),
            "{source:?}"
        );
    }
}

#[test]
fn judgement_and_arithmetic_give_their_reasons() {
    // Grades C and D rest on what is written in the note of their source, or in its title.
    let notes: BTreeMap<&str, usize> = WORLD
        .sources
        .iter()
        .map(|s| (s.id.as_str(), s.note.trim().len() + s.title.trim().len()))
        .collect();
    for (table, row, evidence) in rows(&WORLD) {
        if matches!(evidence.grade, Grade::C | Grade::D) {
            assert!(
                notes[evidence.source.as_str()] > 20,
                "{table} {row}: {}",
                evidence.source
            );
        }
    }
    let judgements = WORLD
        .sources
        .iter()
        .filter(|source| source.id.starts_with("judgement-"));
    for source in judgements {
        assert!(source.note.len() > 20, "{}: no reasoning", source.id);
    }
}
