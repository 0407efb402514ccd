//! Bars of drivers: how often hazards strike in the worst futures, against all futures.

use super::Figure;
use super::axis::Scale;
use super::svg::{Anchor, DARK, FAINT, GRID, INK, LIGHT, Svg, cut};
use crate::number;
use crate::table::Table;
use crate::tail::Driver;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 230.0;
const ROW: f64 = 34.0;
const TOP: f64 = 34.0;
/// Bars drawn; the table has all.
const BARS: usize = 14;

/// The bars, most telling hazard on top; `None` when there is nothing to attribute.
pub(crate) fn drivers(drivers: &[Driver]) -> Option<Figure> {
    let drawn: Vec<&Driver> = drivers
        .iter()
        .filter(|driver| driver.struck.value > 0.0)
        .take(BARS)
        .collect();
    let first = drawn.first()?;
    let height = TOP + ROW * drawn.len() as f64 + 28.0;
    let description = format!(
        "{} stands out most: it struck in {} of the worst futures and in {} of all.",
        first.hazard,
        number::value(&first.struck_in_tail, "share"),
        number::value(&first.struck, "share"),
    );
    let mut svg = Svg::new(WIDTH, height, "What drives the worst futures", &description);
    let scale = Scale::new((0.0, 1.0), (LEFT, WIDTH - 60.0));
    for tick in scale.ticks() {
        let x = scale.at(tick);
        svg.line((x, TOP - 4.0), (x, height - 24.0), GRID, 1.0);
        svg.text(
            (x, height - 8.0),
            Anchor::Middle,
            FAINT,
            &number::plain(tick, "share"),
        );
    }
    for (x, colour, label) in [
        (LEFT, DARK, "worst 5 % of futures"),
        (LEFT + 160.0, LIGHT, "all futures"),
    ] {
        svg.rect((x, 8.0), (14.0, 10.0), colour);
        svg.text((x + 19.0, 17.0), Anchor::Start, INK, label);
    }
    for (row, driver) in drawn.iter().enumerate() {
        let y = TOP + ROW * row as f64;
        svg.text(
            (LEFT - 8.0, y + 17.0),
            Anchor::End,
            INK,
            &cut(&driver.hazard, 34),
        );
        for (reading, y, colour) in [
            (&driver.struck_in_tail, y + 3.0, DARK),
            (&driver.struck, y + 15.0, LIGHT),
        ] {
            let end = scale.at(reading.value);
            svg.rect((LEFT, y), (end - LEFT, 10.0), colour);
            svg.text(
                (end + 5.0, y + 9.5),
                Anchor::Start,
                FAINT,
                &number::value(reading, "share"),
            );
        }
    }
    Some(Figure {
        caption: "Share of futures in which each hazard struck at least once: among the worst 5 % by value \
                  at risk, and among all. A hazard matters for the tail where the dark bar is much longer, or \
                  where it lasts longer (table)."
            .to_owned(),
        svg: svg.finish(),
        table: table(drivers),
    })
}

/// All hazards with lift and length.
fn table(drivers: &[Driver]) -> Table {
    let mut table = Table::new(
        "Hazards in the worst 5 % of futures",
        &[
            "Hazard",
            "Family",
            "#struck, worst 5 %",
            "95 % interval",
            "#struck, all",
            "#lift",
            "#weeks in force, worst 5 %",
            "#weeks in force, all",
        ],
    );
    for driver in drivers {
        table.row([
            driver.hazard.clone(),
            driver.family.clone(),
            number::value(&driver.struck_in_tail, "share"),
            number::interval(&driver.struck_in_tail, "share").unwrap_or_default(),
            number::value(&driver.struck, "share"),
            driver
                .lift()
                .map_or_else(String::new, |lift| format!("{lift:.1}")),
            format!("{:.1}", driver.weeks_in_tail),
            format!("{:.1}", driver.weeks),
        ]);
    }
    table
}
