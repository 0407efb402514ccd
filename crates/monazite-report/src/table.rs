//! Tables: one content, three clothes (plain text, Markdown, HTML).

use std::fmt::Write as _;

/// Which side the cells of a column stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A table of strings with a caption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows, in a few words.
    pub caption: String,
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows. Headers that start with `#` are of number columns and stand right.
    pub fn new(caption: impl Into<String>, headers: &[&str]) -> Self {
        let columns = headers
            .iter()
            .map(|header| match header.strip_prefix('#') {
                Some(number) => (number.to_owned(), Align::Right),
                None => ((*header).to_owned(), Align::Left),
            })
            .collect();
        Self {
            caption: caption.into(),
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row. Missing cells stay empty, extra cells are dropped.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(cells);
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Headers, left to right.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(header, _)| header.as_str())
    }

    /// Rows, top to bottom; each has one cell per header.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// For a terminal: columns padded with spaces, no trailing blanks, one line per row.
    pub fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                let cells = self.rows.iter().map(|row| width(&row[at]));
                cells.chain([width(&self.columns[at].0)]).max().unwrap_or(0)
            })
            .collect();
        let headers: Vec<String> = self.headers().map(str::to_owned).collect();
        let rule: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
        let mut out = String::new();
        for row in [&headers, &rule].into_iter().chain(&self.rows) {
            let mut line = String::new();
            for ((cell, (_, align)), full) in row.iter().zip(&self.columns).zip(&widths) {
                let cell = printable(cell);
                let gap = " ".repeat(full - width(&cell));
                let (left, right) = match align {
                    Align::Left => ("", gap.as_str()),
                    Align::Right => (gap.as_str(), ""),
                };
                line.push_str(left);
                line.push_str(&cell);
                line.push_str(right);
                line.push_str("  ");
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// For a Markdown file.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let line = |out: &mut String, cells: &mut dyn Iterator<Item = String>| {
            for cell in cells {
                let _ = write!(out, "| {cell} ");
            }
            out.push_str("|\n");
        };
        line(&mut out, &mut self.headers().map(markdown_text));
        line(
            &mut out,
            &mut self.columns.iter().map(|(_, align)| match align {
                Align::Left => ":--".to_owned(),
                Align::Right => "--:".to_owned(),
            }),
        );
        for row in &self.rows {
            line(&mut out, &mut row.iter().map(|cell| markdown_text(cell)));
        }
        out
    }

    /// For a web page; every text is escaped.
    pub fn html(&self) -> String {
        let mut out = String::from("<table>");
        if !self.caption.is_empty() {
            let _ = write!(out, "<caption>{}</caption>", html_text(&self.caption));
        }
        let class = |align: Align| {
            if align == Align::Right {
                " class=\"n\""
            } else {
                ""
            }
        };
        out.push_str("<thead><tr>");
        for (header, align) in &self.columns {
            let _ = write!(
                out,
                "<th scope=\"col\"{}>{}</th>",
                class(*align),
                html_text(header)
            );
        }
        out.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            out.push_str("<tr>");
            for (cell, (_, align)) in row.iter().zip(&self.columns) {
                let _ = write!(out, "<td{}>{}</td>", class(*align), html_text(cell));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table>");
        out
    }
}

/// Characters on a terminal; all that is printed here is one column wide.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// Control and bidirectional characters could rewrite a terminal: each becomes a question mark.
pub fn printable(text: &str) -> String {
    let bidi = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| if c.is_control() || bidi(c) { '?' } else { c })
        .collect()
}

/// Text that Markdown leaves alone inside a cell.
pub(crate) fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if matches!(c, '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text that HTML leaves alone, in elements and in quoted attributes.
pub(crate) fn html_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("Shares", &["Economy", "#Share, %"]);
        table.row(["Japan".to_owned(), "9.5".to_owned()]);
        table.row(["<b>|\u{202e}".to_owned(), "12.25".to_owned()]);
        table
    }

    #[test]
    fn text_columns_line_up_and_numbers_stand_right() {
        let expected =
            "Economy  Share, %\n-------  --------\nJapan         9.5\n<b>|?       12.25\n";
        assert_eq!(table().text(), expected);
    }

    #[test]
    fn markdown_cells_cannot_end_their_cell() {
        assert!(table().markdown().contains("| \\<b\\>\\|? | 12.25 |"));
        assert!(table().markdown().contains("| :-- | --: |"));
    }

    #[test]
    fn html_carries_no_markup_of_the_data() {
        let html = table().html();
        assert!(html.contains("<td>&lt;b&gt;|?</td><td class=\"n\">12.25</td>"));
        assert!(!html.contains("<b>"));
    }

    #[test]
    fn a_short_row_is_filled_and_a_long_one_cut() {
        let mut table = Table::new("", &["a", "b"]);
        table.row(["1".to_owned()]);
        table.row(["1", "2", "3"].map(str::to_owned));
        assert!(table.rows().iter().all(|row| row.len() == 2));
        assert_eq!(table.len(), 2);
    }
}
