//! What the files of a scenario say before anything is run.

use monazite_engine::{Explanation, PublishedCheck, Residual, worst};
use monazite_model::World;

use crate::names::Names;
use crate::number;
use crate::page::plain_text;
use crate::sections::ground::{published, residuals};
use crate::sections::{Block, Section};
use crate::table::Table;

/// Residuals shown.
const RESIDUALS: usize = 15;
/// Origins named per row.
const ORIGINS: usize = 3;

/// What there is to explain.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// The world.
    pub world: &'a World,
    /// Every figure that the reconciliation weighed.
    pub residuals: &'a [Residual],
    /// Published totals against the balanced world.
    pub published: &'a [PublishedCheck],
    /// Dependence, concentration, single points, hazards, strategies.
    pub explanation: &'a Explanation,
}

/// The sections of `explain`, in reading order.
fn sections(explained: &Explained<'_>) -> Vec<Section> {
    let section = |id, title, blocks| Section { id, title, blocks };
    let explanation = explained.explanation;
    [
        section("hazards", "What may happen", words(&explanation.hazards)),
        section(
            "strategies",
            "What can be done",
            words(&explanation.strategies),
        ),
        section("dependence", "Who depends on whom", dependence(explained)),
        section(
            "concentration",
            "How concentrated each stage is",
            concentration(explained),
        ),
        section(
            "single",
            "Single points of failure",
            single_points(explained),
        ),
        section("routes", "Choke points", routes(explained)),
        section("balance", "The balance", balance(explained)),
    ]
    .into_iter()
    .filter(|section| !section.blocks.is_empty())
    .collect()
}

/// The explanation for a terminal.
pub fn explain(explained: &Explained<'_>) -> String {
    plain_text(&sections(explained))
}

/// The explanation for scripts: a list of sections with texts and tables, ending in a newline.
pub fn explain_json(explained: &Explained<'_>) -> Result<String, serde_json::Error> {
    let sections: Vec<serde_json::Value> = sections(explained)
        .iter()
        .map(|section| {
            let blocks: Vec<serde_json::Value> = section.blocks.iter().map(block_json).collect();
            serde_json::json!({ "id": section.id, "title": section.title, "blocks": blocks })
        })
        .collect();
    Ok(
        serde_json::to_string_pretty(&serde_json::json!({ "format": 1, "sections": sections }))?
            + "\n",
    )
}

fn block_json(block: &Block) -> serde_json::Value {
    match block {
        Block::Text(text) => serde_json::json!({ "text": text }),
        Block::Command(words) => serde_json::json!({ "command": words }),
        Block::List(items) => serde_json::json!({ "list": items }),
        Block::Table(table) | Block::Long(table) => table_json(table),
        Block::Figure(figure) => table_json(&figure.table),
    }
}

fn table_json(table: &Table) -> serde_json::Value {
    let headers: Vec<&str> = table.headers().collect();
    serde_json::json!({ "caption": table.caption, "columns": headers, "rows": table.rows() })
}

fn words(paragraphs: &[String]) -> Vec<Block> {
    if paragraphs.is_empty() {
        Vec::new()
    } else {
        vec![Block::List(paragraphs.to_vec())]
    }
}

fn some(text: &str, table: Table) -> Vec<Block> {
    if table.is_empty() {
        return Vec::new();
    }
    vec![Block::Text(text.to_owned()), Block::Table(table)]
}

fn balance(explained: &Explained<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !explained.published.is_empty() {
        let inside = explained
            .published
            .iter()
            .filter(|check| check.inside)
            .count();
        blocks.push(Block::Text(format!(
            "{inside} of {} published figures hold in the balanced world.",
            explained.published.len()
        )));
        blocks.push(Block::Table(published(explained.published)));
    }
    let moved = worst(explained.residuals);
    if !moved.is_empty() {
        blocks.push(Block::Text(
            "Published figures never agree with each other; the run starts from the nearest flows that \
             balance, weighted by grade. These moved most:"
                .to_owned(),
        ));
        let shown = moved.len().min(RESIDUALS);
        let caption = format!("{shown} of {} weighed figures", moved.len());
        blocks.push(Block::Table(residuals(&caption, &moved[..shown])));
    }
    blocks
}

fn share(value: f64) -> String {
    format!("{:.0} %", 100.0 * value)
}

fn dependence(explained: &Explained<'_>) -> Vec<Block> {
    let names = Names::new(explained.world);
    let mut table = Table::new(
        "Origins of what each economy uses",
        &[
            "Economy",
            "Material",
            "#imported",
            "Largest origins",
            "#HHI",
            "#days of cover",
        ],
    );
    for row in &explained.explanation.dependence {
        let mut origins: Vec<&(String, f64)> = row.origins.iter().collect();
        origins.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let named: Vec<String> = origins
            .iter()
            .take(ORIGINS)
            .map(|(origin, part)| format!("{} {}", names.economy(origin), share(*part)))
            .collect();
        table.row([
            names.economy(&row.economy),
            names.material(&row.material),
            share(row.import_share),
            named.join(", "),
            format!("{:.2}", row.hhi),
            number::plain(row.days_of_cover.round(), ""),
        ]);
    }
    some(
        "HHI is the sum of squared origin shares: 1 is a single origin, 0.25 is four equal ones. Cover is \
         stock held by users, in days of use.",
        table,
    )
}

fn concentration(explained: &Explained<'_>) -> Vec<Block> {
    let names = Names::new(explained.world);
    let mut table = Table::new(
        "World output by stage",
        &[
            "Stage",
            "Material",
            "Largest producer",
            "#its share",
            "#producers",
            "#HHI",
        ],
    );
    for row in &explained.explanation.concentration {
        table.row([
            row.stage.clone(),
            names.material(&row.material),
            names.economy(&row.largest.0),
            share(row.largest.1),
            row.economies.to_string(),
            format!("{:.2}", row.hhi),
        ]);
    }
    some(
        "Producers are economies with output in the balanced world.",
        table,
    )
}

fn single_points(explained: &Explained<'_>) -> Vec<Block> {
    let names = Names::new(explained.world);
    let mut table = Table::new(
        "Sites that much of the world depends on",
        &[
            "Site",
            "Economy",
            "Material",
            "#of the world",
            "#of the world outside China",
        ],
    );
    for row in &explained.explanation.single_points {
        table.row([
            row.name.clone(),
            names.economy(&row.economy),
            names.material(&row.material),
            share(row.share_of_world),
            share(row.share_of_world_ex_china),
        ]);
    }
    some("Share of output that stops when one site stops.", table)
}

/// Materials named per choke point.
const CARGOES: usize = 3;

fn routes(explained: &Explained<'_>) -> Vec<Block> {
    let names = Names::new(explained.world);
    let mut table = Table::new(
        "Cross-border trade that passes a choke point",
        &["Choke point", "Material", "#of world trade", "#a year"],
    );
    let mut last = ("", 0);
    for row in &explained.explanation.routes {
        last = if last.0 == row.choke_point {
            (last.0, last.1 + 1)
        } else {
            (&row.choke_point, 1)
        };
        if last.1 > CARGOES {
            continue;
        }
        let unit = explained
            .world
            .material(&row.material)
            .map_or("t", |m| m.basis.unit());
        table.row([
            row.name.clone(),
            names.material(&row.material),
            share(row.share),
            number::plain(row.flow.round(), unit),
        ]);
    }
    some("The largest cargoes of each choke point.", table)
}

#[cfg(test)]
mod tests {
    use monazite_engine::{Concentration, Dependence, RouteShare, SinglePoint};

    use super::*;
    use crate::sample::Sample;

    fn explanation() -> Explanation {
        Explanation {
            dependence: vec![Dependence {
                economy: "JP".to_owned(),
                material: "dy-oxide".to_owned(),
                origins: vec![("US".to_owned(), 0.1), ("CN".to_owned(), 0.9)],
                hhi: 0.82,
                days_of_cover: 60.4,
                import_share: 1.0,
            }],
            concentration: vec![Concentration {
                stage: "oxide".to_owned(),
                material: "dy-oxide".to_owned(),
                hhi: 0.9,
                largest: ("CN".to_owned(), 0.95),
                economies: 2,
            }],
            single_points: vec![SinglePoint {
                site: "kuantan".to_owned(),
                name: "Kuantan".to_owned(),
                economy: "MY".to_owned(),
                material: "dy-oxide".to_owned(),
                share_of_world: 0.05,
                share_of_world_ex_china: 1.0,
            }],
            routes: ["dy-oxide", "tb-oxide", "sm-oxide", "y-oxide"]
                .map(|material| RouteShare {
                    choke_point: "malacca".to_owned(),
                    name: "Strait of Malacca".to_owned(),
                    material: material.to_owned(),
                    share: 0.4,
                    flow: 1200.0,
                })
                .into(),
            hazards: vec!["A ban.".to_owned()],
            strategies: Vec::new(),
        }
    }

    #[test]
    fn the_largest_origin_is_named_first_and_empty_sections_are_left_out() {
        let (sample, explanation) = (Sample::new(1), explanation());
        let explained = Explained {
            world: &sample.world,
            residuals: &sample.residuals,
            published: &sample.published,
            explanation: &explanation,
        };
        let text = explain(&explained);
        assert!(text.contains("China 90 %, United States 10 %"), "{text}");
        assert!(text.contains("0 of 1 published figures hold"), "{text}");
        assert!(text.contains("- A ban."), "{text}");
        assert!(!text.contains("What can be done"), "{text}");
        assert_eq!(text.matches("Strait of Malacca").count(), CARGOES, "{text}");
        let json: serde_json::Value =
            serde_json::from_str(&explain_json(&explained).unwrap()).unwrap();
        assert_eq!(json["sections"][1]["blocks"][1]["rows"][0][4], "0.82");
    }
}
