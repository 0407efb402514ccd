//! Fan chart: how a series runs over time in the middle and at the edges of all futures.

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

/// What a kind of series is called and how its numbers are printed.
struct Kind {
    /// Of what, at the start of a sentence.
    noun: &'static str,
    axis: &'static str,
    /// What a table of it is in.
    table: &'static str,
    unit: &'static str,
    /// Multiplies numbers of the table.
    scale: f64,
    decimals: usize,
}

/// A share of demand.
const SERVED: Kind = Kind {
    noun: "Share of demand served",
    axis: "share of demand served",
    table: "per cent",
    unit: "share",
    scale: 100.0,
    decimals: 1,
};
/// A price index.
const PRICE: Kind = Kind {
    noun: "Price",
    axis: "price, baseline = 1",
    table: "baseline = 1",
    unit: "",
    scale: 1.0,
    decimals: 2,
};

/// The fan of a series: of a share, or of a price. `name` is what it is about.
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
    let highest = bands.iter().map(|band| band[4]).fold(1.0, f64::max);
    let is_price = series.name == "price";
    let kind = if is_price { &PRICE } else { &SERVED };
    let range = match is_price {
        true => (0.0, (highest * 1.05).max(1.5)),
        false if lowest >= 0.5 => (0.5, 1.0),
        false => (0.0, 1.0),
    };
    let length = series.steps.len() as f64 * years;
    let extreme = |at: usize, pick: fn(f64, f64) -> f64| {
        number::plain(bands.iter().map(|band| band[at]).fold(1.0, pick), kind.unit)
    };
    let description = if is_price {
        format!(
            "Median and bands of the price of {name}. Highest median {}, highest 95th percentile {}.",
            extreme(2, f64::max),
            extreme(4, f64::max),
        )
    } else {
        format!(
            "Median and bands of the fill rate of {name}. Lowest median {}, lowest 5th percentile {}.",
            extreme(2, f64::min),
            extreme(0, f64::min),
        )
    };
    let mut svg = Svg::new(
        WIDTH,
        HEIGHT,
        &format!("{}: {name}", kind.noun),
        &description,
    );
    let frame = Frame {
        x: Scale::new((0.0, length), (52.0, WIDTH - 16.0)),
        y: Scale::new(range, (HEIGHT - 46.0, 30.0)),
        x_name: "years from the start",
        y_name: kind.axis,
    };
    frame.draw(
        &mut svg,
        &frame.x.labelled(""),
        &frame.y.labelled(kind.unit),
    );
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
        format!("{}, {name}, {}", kind.noun, kind.table),
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
            .map(|x| format!("{:.*}", kind.decimals, kind.scale * x));
        table.row(std::iter::once(date(scenario, result, at)).chain(cells));
    }
    Figure {
        caption: format!(
            "{}, {name}. Line: median of all futures; dashed: mean; dark band: middle half; light band: 5th \
             to 95th percentile.",
            kind.noun
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
