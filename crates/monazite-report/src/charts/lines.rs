//! Lines: how a few numbers run over time, side by side.

use super::axis::{Frame, Scale};
use super::svg::{Anchor, DARK, FAINT, INK, MIDDLE, Svg};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 280.0;
/// Height of a row of the legend.
const ROW: f64 = 16.0;

/// What a drawing of lines is about.
#[derive(Debug, Clone, Copy)]
pub struct Lines<'a> {
    /// What it shows, for its title and for screen readers.
    pub title: &'a str,
    /// Name and unit of the horizontal axis.
    pub x_name: &'a str,
    /// Name and unit of the vertical axis, which starts at zero.
    pub y_name: &'a str,
    /// Name and values of each line, by step; at most five can be told apart.
    pub lines: &'a [(String, Vec<f64>)],
}

/// Draws lines over the number of their step, as one SVG that stands by itself.
pub fn lines(about: &Lines<'_>) -> String {
    let styles = [
        (DARK, 2.2, false),
        (MIDDLE, 2.2, false),
        (INK, 1.4, true),
        (FAINT, 1.4, true),
        (MIDDLE, 1.4, true),
    ];
    let longest = about.lines.iter().map(|(_, line)| line.len()).max();
    let highest = about.lines.iter().flat_map(|(_, line)| line);
    let highest = highest.copied().fold(0.0, f64::max);
    let names: Vec<&str> = about.lines.iter().map(|(name, _)| name.as_str()).collect();
    let mut svg = Svg::new(WIDTH, HEIGHT, about.title, &names.join("; "));
    svg.rect((0.0, 0.0), (WIDTH, HEIGHT), "#ffffff");
    let top = 26.0 + ROW * names.len() as f64;
    let frame = Frame {
        x: Scale::new(
            (0.0, longest.unwrap_or(0).max(1) as f64),
            (52.0, WIDTH - 16.0),
        ),
        y: Scale::new((0.0, highest * 1.05), (HEIGHT - 46.0, top)),
        x_name: about.x_name,
        y_name: about.y_name,
    };
    frame.draw(&mut svg, &frame.x.labelled(""), &frame.y.labelled(""));
    for (at, (name, line)) in about.lines.iter().enumerate() {
        let (colour, width, dashed) = styles[at % styles.len()];
        let points: Vec<(f64, f64)> = line
            .iter()
            .enumerate()
            .map(|(step, value)| (frame.x.at(step as f64), frame.y.at(*value)))
            .collect();
        let y = 14.0 + ROW * at as f64;
        let sample = [(WIDTH - 300.0, y), (WIDTH - 274.0, y)];
        for points in [points.as_slice(), &sample] {
            if dashed {
                svg.dashed(points, colour, width);
            } else {
                svg.curve(points, colour, width);
            }
        }
        svg.text((WIDTH - 266.0, y + 4.0), Anchor::Start, INK, name);
    }
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_named_and_drawn() {
        let svg = lines(&Lines {
            title: "Prices",
            x_name: "step",
            y_name: "price",
            lines: &[
                ("China".to_owned(), vec![1.0, 1.0]),
                ("abroad".to_owned(), vec![1.0, 3.0]),
            ],
        });
        assert!(svg.contains(">China<") && svg.contains(">abroad<"), "{svg}");
        assert_eq!(svg.matches("<path").count(), 4, "{svg}");
    }

    #[test]
    fn nothing_to_draw_still_draws() {
        let about = Lines {
            title: "",
            x_name: "",
            y_name: "",
            lines: &[],
        };
        assert!(lines(&about).ends_with("</svg>"));
    }
}
