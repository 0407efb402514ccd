//! Changes with their intervals, one a row, around a line at zero.

use super::Figure;
use super::axis::Scale;
use super::svg::{Anchor, DARK, FAINT, GRID, INK, MIDDLE, Svg, cut};
use crate::measure::Reading;
use crate::number;
use crate::table::Table;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 190.0;
const ROW: f64 = 22.0;
const TOP: f64 = 16.0;

/// A change of something that has a name.
pub(crate) struct Change {
    pub(crate) name: String,
    pub(crate) reading: Reading,
}

/// A dot with its interval for each; hollow where the interval holds zero.
pub(crate) fn changes(rows: &[Change], axis: &str) -> Option<Figure> {
    if rows.is_empty() {
        return None;
    }
    let ends = |reading: &Reading| {
        let (low, high) = (reading.low, reading.high);
        (low.unwrap_or(reading.value), high.unwrap_or(reading.value))
    };
    let low = rows
        .iter()
        .map(|row| ends(&row.reading).0)
        .fold(0.0, f64::min);
    let high = rows
        .iter()
        .map(|row| ends(&row.reading).1)
        .fold(0.0, f64::max);
    let height = TOP + ROW * rows.len() as f64 + 44.0;
    let most = rows
        .iter()
        .max_by(|a, b| a.reading.value.total_cmp(&b.reading.value));
    let description = most.map_or_else(String::new, |row| {
        format!(
            "Most: {} with {}.",
            row.name,
            number::compared(&row.reading, "")
        )
    });
    let mut svg = Svg::new(WIDTH, height, axis, &description);
    let scale = Scale::new((low * 1.02, high * 1.02), (LEFT, WIDTH - 24.0));
    for tick in scale.ticks() {
        let x = scale.at(tick);
        let colour = if tick == 0.0 { INK } else { GRID };
        svg.line((x, TOP - 6.0), (x, height - 38.0), colour, 1.0);
        let label = number::plain(tick, "");
        svg.text((x, height - 22.0), Anchor::Middle, FAINT, &label);
    }
    svg.text((WIDTH - 24.0, height - 5.0), Anchor::End, INK, axis);
    let mut table = Table::new(axis, &["Strategy", "#change", "#from", "#to"]);
    for (at, row) in rows.iter().enumerate() {
        let y = TOP + ROW * at as f64 + 8.0;
        svg.text((LEFT - 8.0, y + 4.0), Anchor::End, INK, &cut(&row.name, 28));
        let (low, high) = ends(&row.reading);
        svg.line((scale.at(low), y), (scale.at(high), y), MIDDLE, 3.0);
        let known = row.reading.low.is_some() && row.reading.high.is_some();
        let sure = known && (low > 0.0 || high < 0.0);
        svg.circle((scale.at(row.reading.value), y), 5.0, DARK);
        if !sure {
            svg.circle((scale.at(row.reading.value), y), 3.0, "#ffffff");
        }
        let end = |end: Option<f64>| {
            end.map_or_else(String::new, |end| number::compared(&Reading::bare(end), ""))
        };
        table.row([
            row.name.clone(),
            number::compared(&row.reading, ""),
            end(row.reading.low),
            end(row.reading.high),
        ]);
    }
    Some(Figure {
        caption: "Difference to doing nothing on the same futures; bars hold together for all pairs of strategies \
                  with 95 %. Hollow: cannot be told from doing nothing."
            .to_owned(),
        svg: svg.finish(),
        table,
    })
}
