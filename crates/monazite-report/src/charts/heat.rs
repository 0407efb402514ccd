//! Heat map: economy by material, darker is worse, the number in every cell.

use super::Figure;
use super::svg::{Anchor, FAINT, INK, Svg, cut};
use crate::measure::Reading;
use crate::number;
use crate::table::Table;

const LEFT: f64 = 170.0;
const TOP: f64 = 150.0;
const CELL: (f64, f64) = (48.0, 22.0);

/// Rows, columns and a reading for each pair that exists.
pub(crate) struct Grid {
    pub(crate) rows: Vec<String>,
    pub(crate) columns: Vec<String>,
    /// `cells[row][column]`.
    pub(crate) cells: Vec<Vec<Option<Reading>>>,
}

/// From white to ink: one hue, falling lightness, so that greyscale keeps the order.
fn shade(share: f64) -> (String, &'static str) {
    let part = share.clamp(0.0, 1.0).sqrt();
    let mix = |light: f64, dark: f64| (light + part * (dark - light)).round() as u8;
    let colour = format!(
        "#{:02x}{:02x}{:02x}",
        mix(247.0, 10.0),
        mix(249.0, 52.0),
        mix(251.0, 96.0)
    );
    (colour, if part > 0.55 { "#ffffff" } else { INK })
}

/// What a heat map says of itself.
struct Told<'a> {
    title: &'a str,
    description: String,
    /// Of its table.
    caption: &'a str,
    /// Header of the column of rows.
    rows: &'a str,
    /// Of the figure.
    reading: &'a str,
}

/// The heat map of mean unmet shares.
pub(crate) fn heat(grid: &Grid) -> Option<Figure> {
    let description = most(grid).map_or_else(String::new, |(row, column, value)| {
        format!(
            "Worst: {} of {} in {} is not served on average.",
            number::plain(value, "share"),
            grid.columns[column],
            grid.rows[row],
        )
    });
    drawn(
        grid,
        &Told {
            title: "Mean share of demand not served",
            description,
            caption: "Mean share of demand not served, per cent, \u{b1} 95 % half width",
            rows: "Economy",
            reading: "Mean share of demand not served, per cent, by economy and material; darker is worse, \
                      empty means no demand.",
        },
    )
}

/// The heat map of what strategies avoid of mean losses, as shares of what is lost without any.
pub(crate) fn avoided(grid: &Grid) -> Option<Figure> {
    let description = most(grid).map_or_else(String::new, |(row, column, value)| {
        format!(
            "Most: {} avoids {} for {}.",
            grid.columns[column],
            number::plain(value, "share"),
            grid.rows[row],
        )
    });
    drawn(
        grid,
        &Told {
            title: "Share of the mean loss that is avoided",
            description,
            caption: "Share of the mean value at risk that each strategy avoids, per cent, \u{b1} 95 % half width",
            rows: "For",
            reading: "Mean value at risk that each strategy avoids, per cent of that under none, by economy and bloc; \
                      darker is better, a negative number means that more is lost, a question mark that too little is at risk to tell.",
        },
    )
}

/// Row, column and value of the largest cell.
fn most(grid: &Grid) -> Option<(usize, usize, f64)> {
    let rows = grid.cells.iter().enumerate();
    let cells = rows.flat_map(|(row, cells)| {
        let cells = cells.iter().enumerate();
        let sure = cells.filter_map(move |(column, cell)| {
            Some((column, cell.filter(|cell| cell.low.is_some())?))
        });
        sure.map(move |(column, cell)| (row, column, cell.value))
    });
    cells.max_by(|a, b| a.2.total_cmp(&b.2))
}

fn drawn(grid: &Grid, told: &Told<'_>) -> Option<Figure> {
    if grid.rows.is_empty() || grid.columns.is_empty() {
        return None;
    }
    let (width, height) = (
        LEFT + CELL.0 * grid.columns.len() as f64 + 90.0,
        TOP + CELL.1 * grid.rows.len() as f64 + 10.0,
    );
    let mut svg = Svg::new(width, height, told.title, &told.description);
    for (column, name) in grid.columns.iter().enumerate() {
        let x = LEFT + CELL.0 * (column as f64 + 0.5) + 4.0;
        svg.upwards((x, TOP - 8.0), Anchor::Start, -50.0, &cut(name, 26));
    }
    let mut headers = vec![told.rows.to_owned()];
    headers.extend(grid.columns.iter().map(|name| format!("#{name}, %")));
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new(told.caption, &headers);
    for (row, name) in grid.rows.iter().enumerate() {
        let y = TOP + CELL.1 * row as f64;
        svg.text((LEFT - 8.0, y + 15.0), Anchor::End, INK, &cut(name, 24));
        for (column, cell) in grid.cells[row].iter().enumerate() {
            let Some(cell) = cell else { continue };
            let x = LEFT + CELL.0 * column as f64;
            if cell.low.is_none() {
                svg.text((x + CELL.0 / 2.0, y + 15.0), Anchor::Middle, FAINT, "?");
                continue;
            }
            let (fill, ink) = shade(cell.value);
            svg.rect((x, y), (CELL.0 - 1.0, CELL.1 - 1.0), &fill);
            let percent = 100.0 * cell.value;
            let digits = usize::from((0.05..9.95).contains(&percent.abs()));
            let label = format!("{percent:.digits$}");
            let label = if label.trim_start_matches('-') == "0" {
                "0".to_owned()
            } else {
                label.replace('-', "\u{2212}")
            };
            svg.text((x + CELL.0 / 2.0, y + 15.0), Anchor::Middle, ink, &label);
        }
        let cells = grid.cells[row]
            .iter()
            .map(|cell| cell.map_or_else(String::new, |cell| number::cell(&cell, 0.01)));
        table.row(std::iter::once(name.clone()).chain(cells));
    }
    Some(Figure {
        caption: told.reading.to_owned(),
        svg: svg.finish(),
        table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worse_is_darker_in_greyscale() {
        let grey = |share: f64| {
            let (colour, _) = shade(share);
            let part = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap());
            0.299 * part(1) + 0.587 * part(3) + 0.114 * part(5)
        };
        let shades = [0.0, 0.01, 0.1, 0.3, 0.6, 1.0].map(grey);
        assert!(
            shades.windows(2).all(|pair| pair[1] < pair[0]),
            "{shades:?}"
        );
    }
}
