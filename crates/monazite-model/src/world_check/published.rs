//! Published figures.

use super::known::Known;
use crate::findings::Findings;
use crate::selector::wildcard;
use crate::{Measure, Table, World};

pub(super) fn check(world: &World, known: &Known<'_>, findings: &mut Findings) {
    for (row, figure) in world.published.iter().enumerate() {
        let place = (Table::Published, row);
        known.cites(place, &figure.evidence, findings);
        findings.need(
            !figure.materials.is_empty(),
            place,
            "materials",
            "missing",
            || "`materials` names none".to_owned(),
        );
        for pattern in &figure.materials {
            if !known.materials.keys().any(|id| wildcard(pattern, id)) {
                findings.unknown(
                    place,
                    "materials",
                    "material",
                    pattern,
                    known.materials.keys().copied(),
                );
            }
        }
        if !figure.economy.is_empty() {
            match figure.economy.strip_prefix("bloc:") {
                Some(bloc) => findings.refer(place, "economy", "bloc", bloc, &known.blocs),
                None => findings.refer(
                    place,
                    "economy",
                    "economy",
                    &figure.economy,
                    &known.economies,
                ),
            }
        }
        let needs_origin = figure.measure == Measure::ImportShare;
        findings.need(
            needs_origin != figure.origin.is_empty(),
            place,
            "origin",
            "published",
            || "`origin` belongs to import shares, and these need it".to_owned(),
        );
        if !figure.origin.is_empty() {
            findings.refer(place, "origin", "economy", &figure.origin, &known.economies);
        }
        let (low, high) = (figure.low, figure.high);
        findings.need(low <= high, place, "high", "range", || {
            format!("the band is upside down: low {low}, high {high}")
        });
        let most = if figure.measure == Measure::Output {
            1e12
        } else {
            1.0
        };
        for (field, end) in [("low", low), ("high", high)] {
            findings.need((0.0..=most).contains(&end), place, field, "range", || {
                format!("`{field}` must be between 0 and {most}, got {end}")
            });
        }
    }
}
