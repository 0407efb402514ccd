//! What the run stands on: hazards, balance, input figures, sources.

use monazite_engine::{PublishedCheck, Residual, worst};

use super::Block;
use crate::Report;
use crate::inputs;
use crate::number;
use crate::table::Table;

/// Residuals listed openly; the rest is folded.
const RESIDUALS: usize = 20;
/// Rows beyond which even a folded table ends: nobody reads on, and a page of half a gigabyte opens nowhere.
const FOLDED: usize = 20_000;

/// The hazards of the scenario.
pub(super) fn hazards(report: &Report<'_>) -> Vec<Block> {
    let table = inputs::hazards(report.scenario);
    if table.is_empty() {
        Vec::new()
    } else {
        vec![Block::Table(table)]
    }
}

/// Published figures against the balanced world, then what moved.
pub(super) fn balance(report: &Report<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !report.published.is_empty() {
        blocks.push(Block::Table(published(report.published)));
    }
    if !report.residuals.is_empty() {
        blocks.push(Block::Text(
            "Published figures never agree with each other. The run starts from the flows closest to them, \
             weighted by grade, that balance. How far each figure had to move:"
                .to_owned(),
        ));
        let rows = worst(report.residuals);
        let shown = rows.len().min(RESIDUALS);
        blocks.push(Block::Table(residuals(
            "Figures that moved most",
            &rows[..shown],
        )));
        if rows.len() > FOLDED {
            blocks.push(Block::Long(residuals(
                &format!(
                    "The {} figures of the balance that moved most, of {}",
                    number::count(FOLDED as u64),
                    number::count(rows.len() as u64)
                ),
                &rows[..FOLDED],
            )));
        } else if rows.len() > shown {
            blocks.push(Block::Long(residuals("All figures of the balance", &rows)));
        }
    }
    blocks
}

/// Bands of published figures and where the balanced world lies.
pub(crate) fn published(checks: &[PublishedCheck]) -> Table {
    let mut table = Table::new(
        "Published figures and the balanced world",
        &[
            "Figure",
            "#published, low",
            "#high",
            "#balanced",
            "Unit",
            "Verdict",
            "Grade",
            "Source",
        ],
    );
    for check in checks {
        let told = |value: f64| {
            if check.unit == "share" {
                number::plain(value, "share")
            } else {
                number::plain(value, "")
            }
        };
        table.row([
            check.title.clone(),
            told(check.low),
            told(check.high),
            told(check.value),
            if check.unit == "share" {
                String::new()
            } else {
                check.unit.clone()
            },
            if check.inside { "ok" } else { "outside" }.to_owned(),
            check.grade.letter().to_owned(),
            check.source.clone(),
        ]);
    }
    table
}

/// Figures of the balance with how far they moved.
pub(crate) fn residuals(caption: &str, rows: &[&Residual]) -> Table {
    let mut table = Table::new(
        caption,
        &[
            "Table",
            "Row",
            "Figure",
            "#published",
            "#balanced",
            "Unit",
            "#moved, sd of its grade",
            "Grade",
            "Source",
        ],
    );
    for row in rows {
        table.row([
            row.table.to_owned(),
            row.id.clone(),
            row.quantity.to_owned(),
            number::plain(row.published, ""),
            number::plain(row.reconciled, ""),
            row.unit.to_owned(),
            format!("{:+.2}", row.standardised()),
            row.grade.letter().to_owned(),
            row.source.clone(),
        ]);
    }
    table
}

/// All input figures, how many of each grade, and the works they come from.
pub(super) fn inputs(report: &Report<'_>) -> Vec<Block> {
    let (figures, grades) = inputs::inputs(report.world, FOLDED);
    vec![
        Block::Table(grades),
        Block::Long(figures),
        Block::Long(inputs::sources(report.world)),
    ]
}
