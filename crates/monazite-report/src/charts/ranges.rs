//! Ranges: lowest days of cover of each economy, in the middle and at the edges of all futures.

use super::Figure;
use super::axis::Scale;
use super::svg::{Anchor, DARK, FAINT, GRID, INK, LIGHT, MIDDLE, Svg, cut};
use crate::measure;
use crate::number;
use crate::table::Table;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 190.0;
const ROW: f64 = 24.0;
const TOP: f64 = 16.0;

/// Lowest days of cover per name, one value per replication.
pub(crate) fn cover(places: &[(String, &[f64])]) -> Option<Figure> {
    if places.is_empty() {
        return None;
    }
    let bands: Vec<[f64; 5]> = places
        .iter()
        .map(|(_, days)| [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| measure::quantile(days, p).value))
        .collect();
    let longest = bands.iter().map(|band| band[4]).fold(1.0, f64::max);
    let height = TOP + ROW * places.len() as f64 + 44.0;
    let least = bands
        .iter()
        .zip(places)
        .min_by(|a, b| a.0[2].total_cmp(&b.0[2]));
    let description = least.map_or_else(String::new, |(band, (name, _))| {
        format!(
            "Least in the median: {name} with {}.",
            number::plain(band[2].round(), "days")
        )
    });
    let mut svg = Svg::new(WIDTH, height, "Lowest days of cover", &description);
    let scale = Scale::new((0.0, longest * 1.02), (LEFT, WIDTH - 24.0));
    for tick in scale.ticks() {
        let x = scale.at(tick);
        svg.line((x, TOP - 6.0), (x, height - 38.0), GRID, 1.0);
        svg.text(
            (x, height - 22.0),
            Anchor::Middle,
            FAINT,
            &number::plain(tick, ""),
        );
    }
    svg.text(
        (WIDTH - 24.0, height - 5.0),
        Anchor::End,
        INK,
        "lowest cover over the horizon, days of demand",
    );
    let mut table = Table::new(
        "Lowest days of cover over the horizon",
        &[
            "Economy",
            "#5th pct",
            "#25th",
            "#median",
            "#75th",
            "#95th pct",
            "#mean",
        ],
    );
    for (row, ((name, days), band)) in places.iter().zip(&bands).enumerate() {
        let y = TOP + ROW * row as f64;
        svg.text((LEFT - 8.0, y + 14.0), Anchor::End, INK, &cut(name, 28));
        let x = band.map(|days| scale.at(days));
        svg.rect((x[0], y + 7.0), ((x[4] - x[0]).max(1.0), 6.0), LIGHT);
        svg.rect((x[1], y + 5.0), ((x[3] - x[1]).max(1.0), 10.0), MIDDLE);
        svg.circle((x[2], y + 10.0), 4.5, DARK);
        let mean = number::cell(&measure::mean(days), 1.0);
        let cells = band.iter().map(|days| format!("{days:.0}")).chain([mean]);
        table.row(std::iter::once(name.clone()).chain(cells));
    }
    Some(Figure {
        caption:
            "Lowest stock at users over the horizon, in days of what they want. Dot: median of all \
                  futures; dark bar: middle half; light bar: 5th to 95th percentile."
                .to_owned(),
        svg: svg.finish(),
        table,
    })
}
