//! Fan chart: how a share runs over time in the middle and at the edges of all futures.

use monazite_engine::Series;
use monazite_model::Scenario;

use super::Figure;
use super::axis::{Frame, Scale};
use super::svg::{Anchor, DARK, INK, LIGHT, MIDDLE, Svg};
use crate::measure;
use crate::number;
use crate::table::Table;
use crate::tables_csv::{BANDS, date};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 300.0;
/// Rows of the table at most; the file has all steps.
const ROWS: usize = 66;

/// The fan of a series of shares. `name` is what it is about.
pub(crate) fn fan(
    scenario: &Scenario,
    result: &monazite_engine::RunResult,
    series: &Series,
    name: &str,
) -> Figure {
    let bands: Vec<[f64; 5]> = series
        .steps
        .iter()
        .map(|step| BANDS.map(|(_, p)| measure::quantile_of(&step.histogram, p)))
        .collect();
    let means: Vec<f64> = series
        .steps
        .iter()
        .map(|step| measure::mean_of(&step.moments).value)
        .collect();
    let years = result.step_days / monazite_model::DAYS_PER_YEAR;
    let lowest = bands.iter().map(|band| band[0]).fold(1.0, f64::min);
    let floor = if lowest >= 0.5 { 0.5 } else { 0.0 };
    let length = series.steps.len() as f64 * years;
    let description = format!(
        "Median and bands of the fill rate of {name}. Lowest median {}, lowest 5th percentile {}.",
        number::plain(
            bands.iter().map(|band| band[2]).fold(1.0, f64::min),
            "share"
        ),
        number::plain(lowest, "share"),
    );
    let mut svg = Svg::new(WIDTH, HEIGHT, &format!("Fill rate of {name}"), &description);
    let frame = Frame {
        x: Scale::new((0.0, length), (52.0, WIDTH - 16.0)),
        y: Scale::new((floor, 1.0), (HEIGHT - 46.0, 30.0)),
        x_name: "years from the start",
        y_name: "share of demand served",
    };
    let ticks: Vec<(f64, String)> = frame
        .y
        .ticks()
        .into_iter()
        .map(|tick| (tick, number::plain(tick, "share")))
        .collect();
    frame.draw(&mut svg, &|tick| number::plain(tick, ""), &ticks);
    let x = |at: usize| frame.x.at((at as f64 + 0.5) * years);
    for (low, high, colour) in [(0, 4, LIGHT), (1, 3, MIDDLE)] {
        let upper = bands
            .iter()
            .enumerate()
            .map(|(at, band)| (x(at), frame.y.at(band[high])));
        let lower = bands
            .iter()
            .enumerate()
            .map(|(at, band)| (x(at), frame.y.at(band[low])));
        let outline: Vec<(f64, f64)> = upper.chain(lower.rev()).collect();
        svg.area(&outline, colour);
    }
    let line = |values: &mut dyn Iterator<Item = f64>| -> Vec<(f64, f64)> {
        values
            .enumerate()
            .map(|(at, value)| (x(at), frame.y.at(value)))
            .collect()
    };
    svg.curve(&line(&mut bands.iter().map(|band| band[2])), DARK, 2.0);
    svg.dashed(&line(&mut means.iter().copied()), INK, 1.2);
    legend(&mut svg);
    let mut table = Table::new(
        format!("Fill rate of {name}, per cent"),
        &[
            "Week of",
            "#5th pct",
            "#25th",
            "#median",
            "#75th",
            "#95th pct",
            "#mean",
        ],
    );
    let stride = bands.len().div_ceil(ROWS).max(1);
    for at in (0..bands.len()).step_by(stride) {
        let cells = bands[at]
            .iter()
            .chain([&means[at]])
            .map(|x| format!("{:.1}", 100.0 * x));
        table.row(std::iter::once(date(scenario, result, at)).chain(cells));
    }
    Figure {
        caption: format!(
            "Share of demand served, {name}. Line: median of all futures; dashed: mean; dark band: middle \
             half; light band: 5th to 95th percentile."
        ),
        svg: svg.finish(),
        table,
    }
}

fn legend(svg: &mut Svg) {
    let mut x = WIDTH - 330.0;
    for (colour, label, step) in [(LIGHT, "5 to 95 %", 88.0), (MIDDLE, "25 to 75 %", 94.0)] {
        svg.rect((x, 10.0), (16.0, 10.0), colour);
        svg.text((x + 21.0, 19.0), Anchor::Start, INK, label);
        x += step;
    }
    svg.line((x, 15.0), (x + 16.0, 15.0), DARK, 2.0);
    svg.text((x + 21.0, 19.0), Anchor::Start, INK, "median");
    svg.dashed(&[(x + 74.0, 15.0), (x + 92.0, 15.0)], INK, 1.2);
    svg.text((x + 97.0, 19.0), Anchor::Start, INK, "mean");
}
