//! One CSV table: header, records, and where each cell is.

use std::collections::BTreeSet;

use csv::{ReaderBuilder, StringRecord};
use monazite_model::Table;

use super::cell::Row;
use super::header::{Header, check};
use crate::source::Source;
use crate::{Diagnostic, Diagnostics};

/// Most rows of a table: far more than a world of named plants needs; a million of trade take 1.5 GB.
const ROWS: usize = 2_000_000;

/// Columns of a table: those it must have, and those that may be left out.
pub(super) type Columns = (&'static [&'static str], &'static [&'static str]);

/// A table being read, and afterwards what it takes to point into it.
#[derive(Debug)]
pub(super) struct TableFile {
    /// Which part of the world it fills.
    pub(super) table: Table,
    /// What is wrong with its cells.
    pub(super) found: Diagnostics,
    /// Rows and columns of wrong cells; placeholders stand in for them.
    pub(super) tainted: BTreeSet<(usize, String)>,
    /// Cells of rows that were left out.
    pub(super) lost: BTreeSet<String>,
    /// Whether rows may be missing that nothing is known about.
    pub(super) broken: bool,
    source: Option<Source>,
    header: Header,
    /// First byte of each row.
    starts: Vec<usize>,
}

impl TableFile {
    /// A table that is not there.
    pub(super) fn none(table: Table, broken: bool) -> Self {
        Self {
            table,
            found: Diagnostics::new(),
            tainted: BTreeSet::new(),
            lost: BTreeSet::new(),
            broken,
            source: None,
            header: Header::default(),
            starts: Vec::new(),
        }
    }

    /// A table with its header checked.
    pub(super) fn new(table: Table, source: Source, columns: Columns) -> Self {
        let mut file = Self::none(table, false);
        let (header, found) = check(&source, columns);
        file.found = found;
        match header {
            Some(header) => {
                file.header = header;
                file.source = Some(source);
            }
            None => file.broken = true,
        }
        file
    }

    /// Reads every row with `read`. Rows with the wrong number of fields are told and left out.
    pub(super) fn rows<T>(&mut self, mut read: impl FnMut(&mut Row<'_>) -> T) -> Vec<T> {
        let Some(source) = self.source.take() else {
            return Vec::new();
        };
        let mut list = Vec::new();
        let body = &source.text[self.header.end..];
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(body.as_bytes());
        let mut record = StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let message = format!("this is not a CSV table: {error}");
                    self.found
                        .push(Diagnostic::whole(&source.file, "syntax", message));
                    self.broken = true;
                    break;
                }
            }
            let start = record.position().map_or(0, |at| at.byte() as usize);
            let start = self.header.end + start;
            // The reader reports the place before any blank lines that it skips.
            let blank = source.text[start..].len()
                - source.text[start..].trim_start_matches(['\n', '\r']).len();
            let start = start + blank;
            if self.starts.len() == ROWS {
                let lines = source.text.lines().count();
                let message = format!(
                    "this table has about {lines} rows; at most {ROWS} are read, which take about \
                     3 GB of memory"
                );
                self.found
                    .push(source.error(start..start, "limit", message));
                self.broken = true;
                break;
            }
            if record.len() != self.header.names.len() {
                let end = record_end(&source.text, start);
                let message = format!(
                    "{} fields, expected {}",
                    record.len(),
                    self.header.names.len()
                );
                let told = source.error(start..end, "fields", message);
                self.found
                    .push(told.hint("put fields that contain a comma in quotes"));
                let cells = record.iter().map(|cell| cell.trim().to_owned());
                self.lost.extend(cells);
                continue;
            }
            let row = self.starts.len();
            self.starts.push(start);
            let mut cells = Row::new(&record, &self.header, row);
            list.push(read(&mut cells));
            let wrong = cells.finish();
            if self.header.strange {
                self.tainted.insert((row, String::new()));
            }
            for wrong in wrong {
                self.tainted.insert((row, wrong.column.to_owned()));
                // A column that is missing has been told with the header.
                let Some(field) = wrong.field else { continue };
                let span = cell_span(&source.text, start, field);
                self.found.push(
                    source
                        .error(span, wrong.code, wrong.message)
                        .hint(wrong.hint),
                );
            }
        }
        self.source = Some(source);
        list
    }

    /// An error at a field of a row; at the whole row where the field is no column.
    pub(super) fn error(
        &self,
        row: usize,
        field: &str,
        code: &'static str,
        message: &str,
    ) -> Option<Diagnostic> {
        let (source, &start) = (self.source.as_ref()?, self.starts.get(row)?);
        let span = match self.header.names.iter().position(|name| name == field) {
            Some(at) => cell_span(&source.text, start, at),
            None => start..record_end(&source.text, start),
        };
        Some(source.error(span, code, message))
    }
}

/// Bytes of the `field`-th cell of the record that starts at `start`.
fn cell_span(text: &str, start: usize, field: usize) -> std::ops::Range<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut begin, mut seen, mut quoted) = (start, start, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => quoted = !quoted,
            b',' | b'\n' | b'\r' if !quoted => {
                if seen == field || bytes[at] != b',' {
                    break;
                }
                seen += 1;
                begin = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    begin..at.max(begin)
}

fn record_end(text: &str, start: usize) -> usize {
    cell_span(text, start, usize::MAX).end
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = (&["id", "size"], &["note"]);

    fn read(text: &str) -> (Vec<(String, f64)>, TableFile) {
        let source = Source::new("t.csv", text.to_owned());
        let mut file = TableFile::new(Table::Sites, source, COLUMNS);
        let rows = file.rows(|row| (row.id("id"), row.number("size", 0.0, 100.0, "t")));
        (rows, file)
    }

    fn told(text: &str) -> Vec<(usize, usize, String)> {
        let (_, file) = read(text);
        file.found
            .iter()
            .map(|d| (d.line, d.column, d.message.clone()))
            .collect()
    }

    #[test]
    fn rows_are_read_whatever_the_line_ends_and_the_order_of_columns() {
        for text in [
            "id,size\na,1\nb,2\n",
            "size,id\r\n1,a\r\n2,b",
            "id,size,note\n\n\"a\",1,\"x,y\"\nb, 2 ,\n",
        ] {
            let (rows, file) = read(text);
            assert!(file.found.is_empty(), "{:?}", file.found);
            assert_eq!(
                rows,
                [("a".to_owned(), 1.0), ("b".to_owned(), 2.0)],
                "{text}"
            );
        }
    }

    #[test]
    fn a_ragged_row_is_told_with_its_line() {
        let text = format!("id,size\n{}a,1,c,d\nlast,2\n", "x,1\n".repeat(116));
        let found = told(&text);
        assert_eq!(found, [(118, 1, "4 fields, expected 2".to_owned())]);
    }

    #[test]
    fn every_wrong_cell_is_told_with_line_and_column() {
        let found = told("id,size,note\na,x,\nb,1,\n\"c\",\"1,5\",\nd,-1,n\n");
        let places: Vec<_> = found
            .iter()
            .map(|(line, column, _)| (*line, *column))
            .collect();
        assert_eq!(places, [(2, 3), (4, 5), (5, 3)], "{found:?}");
    }

    #[test]
    fn quoted_line_breaks_keep_later_lines_right() {
        let found = told("id,size,note\na,1,\"two\nlines\"\nb,x,\n");
        assert_eq!((found[0].0, found[0].1), (4, 3), "{found:?}");
    }

    #[test]
    fn rows_can_be_pointed_at_afterwards() {
        let (_, file) = read("id,size\n\n\na,1\nb,2\n");
        let place = |row, field| {
            let told = file.error(row, field, "x", "y").unwrap();
            (told.line, told.column, told.end_column)
        };
        assert_eq!(place(0, "id"), (4, 1, 2));
        assert_eq!(place(1, "size"), (5, 3, 4));
        assert_eq!(place(1, ""), (5, 1, 4));
        assert!(file.error(2, "", "x", "y").is_none());
    }
}
