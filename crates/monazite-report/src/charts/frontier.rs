//! Tail against cost: the efficient frontier of strategies.

use super::Figure;
use super::axis::{Frame, Scale};
use super::svg::{Anchor, DARK, FAINT, INK, MIDDLE, Svg, cut};
use crate::measure::Reading;
use crate::number;
use crate::table::Table;

const SIZE: (f64, f64) = (760.0, 420.0);
const EDGES: (f64, f64, f64, f64) = (70.0, 30.0, 600.0, 360.0);
/// Costs below this are drawn in proportion, USD m.
const LEAST: f64 = 10.0;
/// Least distance between two labels, units of the drawing.
const APART: f64 = 14.0;

/// A strategy on the map of cost and tail.
pub(crate) struct Spot {
    pub(crate) name: String,
    pub(crate) x: f64,
    pub(crate) y: Reading,
    /// On the frontier.
    pub(crate) marked: bool,
}

/// Where a cost stands: near zero in proportion, beyond by its logarithm, so that what costs nothing has
/// a place and a factor of ten is the same way everywhere.
fn stretched(cost: f64) -> f64 {
    (1.0 + cost.max(0.0) / LEAST).ln()
}

/// Nothing, and powers of ten up to the dearest.
fn costs(dearest: f64) -> Vec<(f64, String)> {
    let powers = (0..)
        .map(|power| LEAST * 10f64.powi(power))
        .take_while(|cost| *cost <= dearest * 1.05);
    std::iter::once(0.0)
        .chain(powers)
        .map(|cost| (stretched(cost), number::plain(cost, "")))
        .collect()
}

/// Cost to the right, tail upwards; the line joins the strategies that no other beats by both.
pub(crate) fn frontier(spots: &[Spot]) -> Option<Figure> {
    if spots.len() < 2 || spots.iter().any(|spot| !spot.y.value.is_finite()) {
        return None;
    }
    let (left, top, right, bottom) = EDGES;
    let dearest = spots.iter().map(|spot| spot.x).fold(LEAST, f64::max);
    let ends = spots.iter().map(|spot| spot.y.high.unwrap_or(spot.y.value));
    let frame = Frame {
        x: Scale::new((0.0, stretched(dearest) * 1.05), (left, right)),
        y: Scale::new((0.0, ends.fold(0.0, f64::max) * 1.05), (bottom, top)),
        x_name: "cost to states and industry, USD m (logarithmic)",
        y_name: "value at risk in the worst 5 % of futures, USD m",
    };
    let efficient: Vec<&Spot> = {
        let mut marked: Vec<&Spot> = spots.iter().filter(|spot| spot.marked).collect();
        marked.sort_by(|a, b| a.x.total_cmp(&b.x));
        marked
    };
    let names: Vec<String> = efficient.iter().map(|spot| spot.name.clone()).collect();
    let description = format!("Efficient: {}.", crate::names::listed(&names));
    let mut svg = Svg::new(SIZE.0, SIZE.1, "Tail against cost", &description);
    frame.draw(&mut svg, &costs(dearest), &frame.y.labelled(""));
    let line: Vec<(f64, f64)> = efficient
        .iter()
        .map(|spot| (frame.x.at(stretched(spot.x)), frame.y.at(spot.y.value)))
        .collect();
    svg.dashed(&line, DARK, 1.4);
    let mut table = Table::new(
        "Tail against cost",
        &["Strategy", "#cost, USD m", "#tail, USD m", "Efficient"],
    );
    // Labels from top to bottom, pushed down where they would meet.
    let mut order: Vec<&Spot> = spots.iter().filter(|spot| spot.marked).collect();
    order.sort_by(|a, b| b.y.value.total_cmp(&a.y.value).then(a.name.cmp(&b.name)));
    let mut free = top;
    let mut labels = Vec::new();
    for spot in order {
        let y = frame.y.at(spot.y.value).max(free);
        free = y + APART;
        labels.push((spot, y));
    }
    // What ran out below moves up again.
    let mut floor = bottom - 2.0;
    for (_, y) in labels.iter_mut().rev() {
        *y = y.min(floor);
        floor = *y - APART;
    }
    for (spot, label) in labels {
        let (x, y) = (frame.x.at(stretched(spot.x)), frame.y.at(spot.y.value));
        svg.line((x, y), (right + 10.0, label), FAINT, 0.6);
        let name = cut(&spot.name, 22);
        svg.text((right + 14.0, label + 4.0), Anchor::Start, INK, &name);
    }
    let mut rows: Vec<&Spot> = spots.iter().collect();
    rows.sort_by(|a, b| b.y.value.total_cmp(&a.y.value).then(a.name.cmp(&b.name)));
    for spot in rows {
        let (x, y) = (frame.x.at(stretched(spot.x)), frame.y.at(spot.y.value));
        if let (Some(low), Some(high)) = (spot.y.low, spot.y.high) {
            svg.line((x, frame.y.at(low)), (x, frame.y.at(high)), MIDDLE, 2.0);
        }
        svg.circle(
            (x, y),
            if spot.marked { 5.5 } else { 4.0 },
            if spot.marked { DARK } else { MIDDLE },
        );
        table.row([
            spot.name.clone(),
            number::plain(spot.x, ""),
            number::compared_cell(&spot.y, 1.0),
            if spot.marked { "yes" } else { "" }.to_owned(),
        ]);
    }
    Some(Figure {
        caption: "Each strategy by what it costs and the tail that it leaves; bars are 95 % intervals. Dark, named, on the \
                  dashed line: no other strategy gives a smaller tail for less."
            .to_owned(),
        svg: svg.finish(),
        table,
    })
}
