//! Scales and ticks.

use super::svg::{Anchor, FAINT, GRID, INK, Svg};
use crate::number;

/// A straight map from numbers to coordinates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Maps `low..high` to `from..to`; numbers beyond are drawn at the edge.
    pub(super) fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self {
            low,
            high,
            from,
            to,
        }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let part = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + part * (self.to - self.from)
    }

    /// Round numbers within the scale with their labels, in this unit.
    pub(super) fn labelled(&self, unit: &'static str) -> Vec<(f64, String)> {
        let ticks = self.ticks().into_iter();
        ticks
            .map(|tick| (tick, number::plain(tick, unit)))
            .collect()
    }

    /// Round numbers within the scale, about five of them.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let step = round_step((self.high - self.low) / 5.0);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last).map(|at| at as f64 * step).collect()
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `size`.
fn round_step(size: f64) -> f64 {
    let power = 10f64.powf(size.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|m| m * power)
        .into_iter()
        .find(|s| *s >= size * (1.0 - 1e-9))
        .unwrap_or(size)
}

/// A frame with ticks and labels: horizontal grid lines for `y`, marks for `x`.
pub(super) struct Frame<'a> {
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) x_name: &'a str,
    pub(super) y_name: &'a str,
}

impl Frame<'_> {
    /// Draws grid, ticks with their labels, and names.
    pub(super) fn draw(&self, svg: &mut Svg, x_ticks: &[(f64, String)], y_ticks: &[(f64, String)]) {
        let (left, right) = (self.x.from, self.x.to);
        let (bottom, top) = (self.y.from, self.y.to);
        for (value, label) in y_ticks {
            let y = self.y.at(*value);
            svg.line((left, y), (right, y), GRID, 1.0);
            svg.text((left - 6.0, y + 4.0), Anchor::End, FAINT, label);
        }
        for (value, label) in x_ticks {
            let x = self.x.at(*value);
            svg.line((x, bottom), (x, bottom + 4.0), FAINT, 1.0);
            svg.text((x, bottom + 17.0), Anchor::Middle, FAINT, label);
        }
        svg.line((left, bottom), (right, bottom), INK, 1.0);
        svg.text((right, bottom + 34.0), Anchor::End, INK, self.x_name);
        svg.text((left, top - 8.0), Anchor::Start, INK, self.y_name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let scale = Scale::new((0.0, 0.37), (0.0, 100.0));
        assert_eq!(scale.ticks().len(), 4);
        assert!((scale.ticks()[3] - 0.3).abs() < 1e-12);
        assert_eq!(
            Scale::new((0.0, 5.0), (0.0, 1.0)).ticks(),
            [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
        );
    }

    #[test]
    fn a_scale_without_width_still_draws() {
        let scale = Scale::new((3.0, 3.0), (0.0, 10.0));
        assert_eq!(scale.at(3.0), 0.0);
        assert_eq!(scale.at(99.0), 10.0);
    }
}
