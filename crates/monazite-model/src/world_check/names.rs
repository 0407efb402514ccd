//! Economies, blocs, choke points, materials and what they contain.

use std::collections::BTreeMap;

use super::known::Known;
use crate::findings::Findings;
use crate::{Problem, Table, World};

/// How far shares that should add up to one may miss it: printed shares are rounded, sums are not.
const SUM_TOLERANCE: f64 = 1e-6;

pub(super) fn check(world: &World, known: &Known<'_>, findings: &mut Findings) {
    for (row, economy) in world.economies.iter().enumerate() {
        known.cites((Table::Economies, row), &economy.evidence, findings);
    }
    for (row, choke_point) in world.choke_points.iter().enumerate() {
        known.cites((Table::ChokePoints, row), &choke_point.evidence, findings);
    }
    blocs(world, known, findings);
    for (row, material) in world.materials.iter().enumerate() {
        let place = (Table::Materials, row);
        let content = material.reo_t_per_t;
        // A tonne of the lightest metal holds 1.23 t of oxide equivalent; 2 leaves room for others.
        findings.need(
            content > 0.0 && content <= 2.0,
            place,
            "reo_t_per_t",
            "range",
            || format!("`reo_t_per_t` must lie above 0 and at most at 2, got {content}"),
        );
        known.cites(place, &material.evidence, findings);
    }
    contents(world, known, findings);
}

fn blocs(world: &World, known: &Known<'_>, findings: &mut Findings) {
    let mut members: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (row, bloc) in world.blocs.iter().enumerate() {
        let place = (Table::Blocs, row);
        findings.well_formed(place, "id", &bloc.id);
        findings.refer(place, "economy", "economy", &bloc.economy, &known.economies);
        known.cites(place, &bloc.evidence, findings);
        if let Some(&first) = members.get(&(bloc.id.as_str(), bloc.economy.as_str())) {
            let message = format!("`{}` is in the bloc `{}` twice", bloc.economy, bloc.id);
            let problem = Problem::new(Table::Blocs, row, "economy", "duplicate", message);
            findings.push(problem.also(Table::Blocs, first));
        } else {
            members.insert((&bloc.id, &bloc.economy), row);
        }
    }
}

fn contents(world: &World, known: &Known<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut sums: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for (row, content) in world.contents.iter().enumerate() {
        let place = (Table::Contents, row);
        findings.refer(
            place,
            "material",
            "material",
            &content.material,
            &known.materials,
        );
        findings.refer(place, "oxide", "material", &content.oxide, &known.materials);
        known.cites(place, &content.evidence, findings);
        if let Some(&first) = seen.get(&(content.material.as_str(), content.oxide.as_str())) {
            let message = format!(
                "`{}` in `{}` is given twice",
                content.oxide, content.material
            );
            let problem = Problem::new(Table::Contents, row, "oxide", "duplicate", message);
            findings.push(problem.also(Table::Contents, first));
            continue;
        }
        seen.insert((&content.material, &content.oxide), row);
        sums.entry(&content.material).or_insert((row, 0.0)).1 += content.share.get();
    }
    for (material, (row, sum)) in sums {
        let place = (Table::Contents, row);
        findings.need(
            (sum - 1.0).abs() <= SUM_TOLERANCE,
            place,
            "share",
            "sum",
            || format!("the shares of `{material}` add up to {sum}, not to 1"),
        );
    }
}
