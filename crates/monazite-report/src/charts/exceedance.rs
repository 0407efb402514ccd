//! Exceedance curve: the chance of losing more than x over the horizon, with return periods.

use super::Figure;
use super::axis::{Frame, Scale};
use super::svg::{Anchor, DARK, FAINT, INK, MIDDLE, Svg};
use crate::measure;
use crate::number;
use crate::table::Table;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 330.0;
/// Points of the drawn curve at most.
const POINTS: usize = 400;
/// Chances of the table.
const CHANCES: [f64; 9] = [0.5, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001];

/// Years between exceedances whose chance over `years` is `chance`; `None` for a certain one.
fn return_period(chance: f64, years: f64) -> Option<f64> {
    (chance < 1.0).then(|| years / -(-chance).ln_1p())
}

/// The curve of a share lost over `years`; `net` is drawn dashed beside it.
pub(crate) fn exceedance(losses: &[f64], net: &[f64], years: f64, name: &str) -> Option<Figure> {
    let mut sorted = losses.to_vec();
    sorted.sort_by(f64::total_cmp);
    let largest = *sorted.last().filter(|largest| **largest > 0.0)?;
    let n = sorted.len() as f64;
    let var = measure::quantile(losses, 0.95);
    let tail = measure::tail_mean(losses, 0.95);
    let description = format!(
        "Chance of losing more than a share of demand, {name}. 95th percentile {}, mean of the worst 5 % {}.",
        number::value(&var, "share"),
        number::value(&tail, "share"),
    );
    let mut svg = Svg::new(
        WIDTH,
        HEIGHT,
        &format!("Exceedance curve, {name}"),
        &description,
    );
    let smallest = (1.0 / n).log10().floor().max(-5.0);
    let frame = Frame {
        x: Scale::new((0.0, largest * 1.03), (60.0, WIDTH - 20.0)),
        y: Scale::new((smallest, 0.0), (HEIGHT - 46.0, 30.0)),
        x_name: "share of demand not served over the horizon",
        y_name: "chance of more",
    };
    let ticks: Vec<(f64, String)> = (smallest as i32..=0)
        .map(|power| (f64::from(power), number::plain(10f64.powi(power), "share")))
        .collect();
    frame.draw(&mut svg, &frame.x.labelled("share"), &ticks);
    let curve = |sorted: &[f64]| -> Vec<(f64, f64)> {
        let stride = (sorted.len() / POINTS).max(1);
        let kept =
            (0..sorted.len()).filter(|at| at % stride == 0 || sorted.len() - at < POINTS / 4);
        kept.map(|at| {
            let beyond = (sorted.len() - at) as f64 / n;
            (frame.x.at(sorted[at].max(0.0)), frame.y.at(beyond.log10()))
        })
        .collect()
    };
    let mut net = net.to_vec();
    net.sort_by(f64::total_cmp);
    svg.dashed(&curve(&net), MIDDLE, 1.6);
    svg.curve(&curve(&sorted), DARK, 2.0);
    for (reading, label, at) in [(&var, "95th percentile", 44.0), (&tail, "CVaR95", 60.0)] {
        let x = frame.x.at(reading.value);
        svg.dashed(&[(x, 30.0), (x, HEIGHT - 46.0)], FAINT, 1.0);
        let left = x > WIDTH - 180.0;
        let (x, anchor) = if left {
            (x - 5.0, Anchor::End)
        } else {
            (x + 5.0, Anchor::Start)
        };
        svg.text(
            (x, at),
            anchor,
            INK,
            &format!("{label} {}", number::value(reading, "share")),
        );
    }
    let mut table = Table::new(
        format!("Share of demand not served, {name}"),
        &[
            "#chance over the horizon",
            "#return period, years",
            "#loss exceeded",
            "95 % interval",
        ],
    );
    for chance in CHANCES.into_iter().filter(|chance| chance * n >= 1.0) {
        let loss = measure::quantile(losses, 1.0 - chance);
        table.row([
            number::plain(chance, "share"),
            return_period(chance, years).map_or_else(String::new, |t| format!("{t:.0}")),
            number::value(&loss, "share"),
            number::interval(&loss, "share").unwrap_or_default(),
        ]);
    }
    Some(Figure {
        caption: format!(
            "Chance that more than a given share of demand stays unserved over the horizon, {name} \
             (logarithmic). Dashed: what disruptions add to shortage that is there without them."
        ),
        svg: svg.finish(),
        table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_of_a_third_in_ten_years_returns_in_twenty_five() {
        // 1 - exp(-10 / 25) = 0.3297
        assert!((return_period(0.329_68, 10.0).unwrap() - 25.0).abs() < 0.01);
        assert_eq!(return_period(1.0, 10.0), None);
    }

    #[test]
    fn no_loss_draws_no_curve() {
        assert_eq!(exceedance(&[0.0; 10], &[0.0; 10], 5.0, "x"), None);
    }

    #[test]
    fn chances_below_one_future_are_not_in_the_table() {
        let losses: Vec<f64> = (0..50).map(|k| f64::from(k) / 50.0).collect();
        let figure = exceedance(&losses, &losses, 5.0, "x").unwrap();
        assert_eq!(figure.table.rows().last().unwrap()[0], "2 %");
    }
}
