//! A drawing under construction. Texts are escaped, coordinates are rounded to a tenth of a pixel.

use std::fmt::Write as _;

use crate::table::html_text;

/// Ink of lines and letters.
pub(super) const INK: &str = "#1d2731";
/// Ink of what should stand back.
pub(super) const FAINT: &str = "#6b7785";
/// Grid lines.
pub(super) const GRID: &str = "#dfe4e9";
/// Data, dark.
pub(super) const DARK: &str = "#12406b";
/// Data, middle.
pub(super) const MIDDLE: &str = "#7fa6c9";
/// Data, light.
pub(super) const LIGHT: &str = "#cfdfec";

/// Where a text is anchored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// The drawing.
pub(super) struct Svg {
    out: String,
}

impl Svg {
    /// A drawing of so many units, scaled to the width of the page; `title` and `description` are what
    /// a screen reader says.
    pub(super) fn new(width: f64, height: f64, title: &str, description: &str) -> Self {
        let mut out = String::new();
        let _ = write!(
            out,
            "<svg viewBox=\"0 0 {width} {height}\" style=\"max-width:{:.0}px\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" \
             font-family=\"inherit\" font-size=\"12\"><title>{}</title><desc>{}</desc>",
            1.25 * width,
            html_text(title),
            html_text(description),
        );
        Self { out }
    }

    pub(super) fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }

    pub(super) fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
        let _ = write!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\"/>",
            width.max(0.0),
            height.max(0.0),
        );
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, width: f64) {
        let _ = write!(
            self.out,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" \
             stroke-width=\"{width}\"/>",
            from.0, from.1, to.0, to.1,
        );
    }

    pub(super) fn dashed(&mut self, points: &[(f64, f64)], colour: &str, width: f64) {
        self.path(points, &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-dasharray=\"5 4\""), false);
    }

    pub(super) fn curve(&mut self, points: &[(f64, f64)], colour: &str, width: f64) {
        self.path(points, &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\""), false);
    }

    pub(super) fn area(&mut self, points: &[(f64, f64)], colour: &str) {
        self.path(points, &format!("fill=\"{colour}\""), true);
    }

    fn path(&mut self, points: &[(f64, f64)], style: &str, close: bool) {
        if points.is_empty() {
            return;
        }
        self.out.push_str("<path d=\"");
        for (at, (x, y)) in points.iter().enumerate() {
            let verb = if at == 0 { 'M' } else { 'L' };
            let _ = write!(self.out, "{verb}{x:.1} {y:.1}");
        }
        let end = if close { "Z" } else { "" };
        let _ = write!(self.out, "{end}\" {style}/>");
    }

    pub(super) fn circle(&mut self, (x, y): (f64, f64), radius: f64, fill: &str) {
        let _ = write!(
            self.out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"#fff\" \
             stroke-width=\"1\"/>",
        );
    }

    pub(super) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, colour: &str, text: &str) {
        let _ = write!(
            self.out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{}\" fill=\"{colour}\">{}</text>",
            anchor.word(),
            html_text(text),
        );
    }

    /// A text that reads upwards, such as the name of a vertical axis or a narrow column.
    pub(super) fn upwards(&mut self, (x, y): (f64, f64), anchor: Anchor, angle: f64, text: &str) {
        let _ = write!(
            self.out,
            "<text transform=\"translate({x:.1} {y:.1}) rotate({angle})\" text-anchor=\"{}\" \
             fill=\"{INK}\">{}</text>",
            anchor.word(),
            html_text(text),
        );
    }
}

/// Cuts a label that would run out of its place.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}\u{2026}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_a_drawing_cannot_become_markup() {
        let mut svg = Svg::new(10.0, 10.0, "</title><script>", "&");
        svg.text((0.0, 0.0), Anchor::Start, INK, "<a href=\"x\">");
        let out = svg.finish();
        assert!(!out.contains("<script>") && !out.contains("<a "), "{out}");
        assert!(out.contains("&lt;script&gt;"));
    }

    #[test]
    fn long_labels_are_cut_and_short_ones_kept() {
        assert_eq!(cut("Dysprosium oxide", 10), "Dysprosiu\u{2026}");
        assert_eq!(cut("Dysprosium", 10), "Dysprosium");
    }
}
