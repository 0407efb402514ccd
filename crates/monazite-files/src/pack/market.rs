//! Tables of the market: trade, demands, reserves, and the published figures to hold them to.

use monazite_model::{
    Demand, Measure, Published, Reserve, Stage, Trade, TradeKind, Unmet, UsdPerKg,
};

use super::cell::Row;
use super::chain::{GROWTH, SITE_STAGES};
use super::table::{Columns, TableFile};

pub(super) const TRADE: Columns = (
    &[
        "id",
        "material",
        "origin",
        "destination",
        "lead_time_days",
        "source",
        "grade",
    ],
    &[
        "origin_site",
        "destination_site",
        "kind",
        "flow_t_per_yr",
        "choke_points",
        "qualification_days",
        "contract",
        "note",
    ],
);
pub(super) const DEMANDS: Columns = (
    &[
        "id",
        "economy",
        "sector",
        "material",
        "demand_t_per_yr",
        "source",
        "grade",
    ],
    &[
        "growth_per_yr",
        "cover_days",
        "elasticity",
        "priority",
        "value_usd_per_kg",
        "unmet",
        "note",
    ],
);
pub(super) const RESERVES: Columns = (
    &[
        "id",
        "name",
        "holder",
        "material",
        "stock_t",
        "trigger_unfilled_share",
        "release_t_per_yr",
        "refill_t_per_yr",
        "source",
        "grade",
    ],
    &["trigger_cover_days", "note"],
);
pub(super) const PUBLISHED: Columns = (
    &[
        "id",
        "title",
        "measure",
        "materials",
        "low",
        "high",
        "unit",
        "source",
        "grade",
    ],
    &["stage", "economy", "origin", "note"],
);

pub(super) fn trade(table: &mut TableFile) -> Vec<Trade> {
    let kinds = [
        ("baseline", TradeKind::Baseline),
        ("alternative", TradeKind::Alternative),
    ];
    table.rows(|row| Trade {
        id: row.id("id"),
        material: row.id("material"),
        origin: row.id("origin"),
        destination: row.id("destination"),
        origin_site: row.optional_id("origin_site"),
        destination_site: row.optional_id("destination_site"),
        kind: row.word("kind", &kinds, Some(TradeKind::Baseline)),
        flow: row.optional_flow("flow_t_per_yr"),
        lead_time: row.days("lead_time_days"),
        choke_points: row.list("choke_points"),
        qualification: row.days("qualification_days"),
        contract: row.flag("contract"),
        evidence: row.evidence(),
    })
}

/// Rank of a demand that states none: neither first nor last.
const USUAL_PRIORITY: f64 = 2.0;

pub(super) fn demands(table: &mut TableFile) -> Vec<Demand> {
    table.rows(|row| Demand {
        id: row.id("id"),
        economy: row.id("economy"),
        sector: row.id("sector"),
        material: row.id("material"),
        rate: row.flow("demand_t_per_yr"),
        growth: row.number_or("growth_per_yr", 0.0, GROWTH.0, GROWTH.1),
        cover: row.days("cover_days"),
        elasticity: row.number_or("elasticity", 0.0, -5.0, 0.0),
        priority: priority(row),
        value: row
            .optional_price("value_usd_per_kg")
            .unwrap_or(UsdPerKg::ZERO),
        unmet: row.word(
            "unmet",
            &[("lost", Unmet::Lost), ("backlog", Unmet::Backlog)],
            Some(Unmet::Lost),
        ),
        evidence: row.evidence(),
    })
}

fn priority(row: &mut Row<'_>) -> u8 {
    let value = row.number_or("priority", USUAL_PRIORITY, 1.0, 9.0);
    if value.fract() != 0.0 {
        row.refuse(
            "priority",
            "range",
            "`priority` must be a whole number from 1 to 9",
        );
    }
    value as u8
}

pub(super) fn reserves(table: &mut TableFile) -> Vec<Reserve> {
    table.rows(|row| Reserve {
        id: row.id("id"),
        name: row.text("name"),
        holder: row.id("holder"),
        material: row.id("material"),
        stock: row.mass("stock_t"),
        trigger: row.share("trigger_unfilled_share"),
        trigger_cover: row.optional_days("trigger_cover_days"),
        release: row.flow("release_t_per_yr"),
        refill: row.flow("refill_t_per_yr"),
        evidence: row.evidence(),
    })
}

pub(super) fn published(table: &mut TableFile) -> Vec<Published> {
    let measures = [
        ("output", Measure::Output),
        ("output_share", Measure::OutputShare),
        ("content_output_share", Measure::ContentOutputShare),
        ("stage_share", Measure::StageShare),
        ("import_share", Measure::ImportShare),
    ];
    table.rows(|row| Published {
        id: row.id("id"),
        title: row.text("title"),
        measure: row.word("measure", &measures, None),
        stages: stages(row),
        materials: row.list("materials"),
        economy: row.text("economy"),
        origin: row.text("origin"),
        low: row.number("low", 0.0, 1e12, ""),
        high: row.number("high", 0.0, 1e12, ""),
        unit: row.text("unit"),
        evidence: row.evidence(),
    })
}

fn stages(row: &mut Row<'_>) -> Vec<Stage> {
    let mut stages = Vec::new();
    for word in row.list("stage") {
        if let Some((_, stage)) = SITE_STAGES.iter().find(|(known, _)| *known == word) {
            stages.push(*stage);
        } else {
            let known: Vec<&str> = SITE_STAGES.iter().map(|(known, _)| *known).collect();
            let message = format!("`{word}` is no stage: expected {}", known.join(", "));
            row.refuse("stage", "choice", &message);
        }
    }
    stages
}
