//! Cells: text to values. Whatever is wrong is noted and a placeholder goes on, so that every wrong
//! cell of a table is told in one go.

use csv::StringRecord;
use monazite_model::{Date, Days, Evidence, Grade, Share, Tonnes, TonnesPerYear, UsdPerKg};

use super::header::Header;
use crate::calendar::flaw;
use crate::quantity::{number_of, share_of_percent};

/// A wrong cell.
pub(super) struct Wrong {
    pub(super) column: &'static str,
    /// Position of the column; `None` if the table has none of this name.
    pub(super) field: Option<usize>,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hint: String,
}

/// One row being read.
pub(super) struct Row<'a> {
    record: &'a StringRecord,
    header: &'a Header,
    /// Position of the row in its table.
    pub(super) number: usize,
    wrong: Vec<Wrong>,
}

/// What spreadsheets leave where a formula failed.
const SPREADSHEET_ERRORS: [&str; 8] = [
    "#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!",
];

impl<'a> Row<'a> {
    pub(super) fn new(record: &'a StringRecord, header: &'a Header, number: usize) -> Self {
        Self {
            record,
            header,
            number,
            wrong: Vec::new(),
        }
    }

    /// What was wrong.
    pub(super) fn finish(self) -> Vec<Wrong> {
        self.wrong
    }

    fn say(&mut self, column: &'static str, code: &'static str, message: String, hint: &str) {
        let field = self.header.names.iter().position(|name| name == column);
        self.wrong.push(Wrong {
            column,
            field,
            code,
            message,
            hint: hint.to_owned(),
        });
    }

    /// Notes a finding that only the reader of the whole row can make.
    pub(super) fn refuse(&mut self, column: &'static str, code: &'static str, message: &str) {
        self.say(column, code, message.to_owned(), "");
    }

    /// The cell without surrounding blanks; empty when the column is left out.
    fn cell(&self, column: &str) -> &'a str {
        let field = self.header.names.iter().position(|name| name == column);
        field
            .and_then(|field| self.record.get(field))
            .unwrap_or_default()
            .trim()
    }

    /// Free text, which may be empty.
    pub(super) fn text(&mut self, column: &'static str) -> String {
        let text = self.cell(column);
        if let Some(c) = text
            .chars()
            .find(|&c| c.is_control() && c != '\n' && c != '\r')
        {
            let message = format!("`{column}` has the control character U+{:04X}", c as u32);
            self.say(column, "control", message, "");
        } else if SPREADSHEET_ERRORS.contains(&text) {
            let message = format!("`{column}` is the spreadsheet error `{text}`");
            self.say(
                column,
                "spreadsheet",
                message,
                "repair the formula and export again",
            );
        } else if text.starts_with(['=', '+', '@']) || (text.starts_with('-') && text.len() > 1) {
            let message = format!("`{column}` starts like a spreadsheet formula: `{text}`");
            let hint = "a spreadsheet that opens this file would run it; begin with a letter";
            self.say(column, "formula", message, hint);
        }
        text.to_owned()
    }

    /// A name that must be there.
    pub(super) fn id(&mut self, column: &'static str) -> String {
        let id = self.text(column);
        if id.is_empty() {
            self.say(column, "missing", format!("`{column}` is empty"), "");
        }
        id
    }

    /// A name that may be left out.
    pub(super) fn optional_id(&mut self, column: &'static str) -> Option<String> {
        let id = self.text(column);
        (!id.is_empty()).then_some(id)
    }

    /// Names separated by semicolons.
    pub(super) fn list(&mut self, column: &'static str) -> Vec<String> {
        let text = self.text(column);
        text.split(';')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn parsed(&mut self, column: &'static str, text: &str, low: f64, high: f64, unit: &str) -> f64 {
        let Some(value) = number_of(text) else {
            if SPREADSHEET_ERRORS.contains(&text) {
                let message = format!("`{column}` is the spreadsheet error `{text}`");
                self.say(
                    column,
                    "spreadsheet",
                    message,
                    "repair the formula and export again",
                );
            } else {
                let message = format!("`{column}` must be a finite number, got `{text}`");
                let hint = "write plain digits with a decimal point, such as 1200 or 1.2e5: no \
                            commas, blanks, signs of percent or other marks";
                match share_of_percent(text) {
                    Some(share) => {
                        let hint = format!("as a share {text} is {share}; {hint}");
                        self.say(column, "number", message, &hint);
                    }
                    None => self.say(column, "number", message, hint),
                }
            }
            return low.max(0.0);
        };
        if value < low || value > high {
            let unit = if unit.is_empty() {
                String::new()
            } else {
                format!(" {unit}")
            };
            let message = format!("`{column}` must be between {low} and {high}{unit}, got {text}");
            self.say(column, "range", message, "");
            return low.max(0.0);
        }
        value
    }

    /// A number that must be there.
    pub(super) fn number(&mut self, column: &'static str, low: f64, high: f64, unit: &str) -> f64 {
        let text = self.cell(column);
        if text.is_empty() {
            self.say(
                column,
                "missing",
                format!("`{column}` is empty: expected a number"),
                "",
            );
            return low.max(0.0);
        }
        self.parsed(column, text, low, high, unit)
    }

    /// A number; an empty cell means `default`.
    pub(super) fn number_or(
        &mut self,
        column: &'static str,
        default: f64,
        low: f64,
        high: f64,
    ) -> f64 {
        let text = self.cell(column);
        if text.is_empty() {
            default
        } else {
            self.parsed(column, text, low, high, "")
        }
    }

    /// A number that may be unknown.
    pub(super) fn optional_number(
        &mut self,
        column: &'static str,
        low: f64,
        high: f64,
        unit: &str,
    ) -> Option<f64> {
        let text = self.cell(column);
        (!text.is_empty()).then(|| self.parsed(column, text, low, high, unit))
    }

    /// Numbers separated by semicolons.
    pub(super) fn numbers(&mut self, column: &'static str, low: f64, high: f64) -> Vec<f64> {
        let parts = self
            .cell(column)
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts
            .map(|part| self.parsed(column, part, low, high, ""))
            .collect()
    }

    /// A flow that must be there, t/yr.
    pub(super) fn flow(&mut self, column: &'static str) -> TonnesPerYear {
        let value = self.number(
            column,
            TonnesPerYear::MIN,
            TonnesPerYear::MAX,
            TonnesPerYear::UNIT,
        );
        TonnesPerYear::new(value).unwrap_or(TonnesPerYear::ZERO)
    }

    /// A flow that may be unknown, t/yr.
    pub(super) fn optional_flow(&mut self, column: &'static str) -> Option<TonnesPerYear> {
        if self.cell(column).is_empty() {
            None
        } else {
            Some(self.flow(column))
        }
    }

    /// A mass, t.
    pub(super) fn mass(&mut self, column: &'static str) -> Tonnes {
        let value = self.number(column, Tonnes::MIN, Tonnes::MAX, Tonnes::UNIT);
        Tonnes::new(value).unwrap_or(Tonnes::ZERO)
    }

    /// A share that must be there.
    pub(super) fn share(&mut self, column: &'static str) -> Share {
        Share::new(self.number(column, Share::MIN, Share::MAX, "")).unwrap_or(Share::ZERO)
    }

    /// A span in days; an empty cell is none.
    pub(super) fn days(&mut self, column: &'static str) -> Days {
        let value = self.number_or(column, 0.0, Days::MIN, Days::MAX);
        Days::new(value).unwrap_or(Days::ZERO)
    }

    /// A span that may be none, days.
    pub(super) fn optional_days(&mut self, column: &'static str) -> Option<Days> {
        (!self.cell(column).is_empty()).then(|| self.days(column))
    }

    /// A price that may be unknown, USD/kg.
    pub(super) fn optional_price(&mut self, column: &'static str) -> Option<UsdPerKg> {
        if self.cell(column).is_empty() {
            return None;
        }
        UsdPerKg::new(self.number(column, UsdPerKg::MIN, UsdPerKg::MAX, UsdPerKg::UNIT))
    }

    /// One of several words. The first stands in for an empty cell when `default` says so.
    pub(super) fn word<T: Copy>(
        &mut self,
        column: &'static str,
        words: &[(&str, T)],
        default: Option<T>,
    ) -> T {
        let text = self.cell(column);
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return *value;
        }
        if let (true, Some(default)) = (text.is_empty(), default) {
            return default;
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!(
            "`{column}` must be one of {}, got `{text}`",
            known.join(", ")
        );
        self.say(column, "choice", message, "");
        words[0].1
    }

    /// `yes` or `no`; an empty cell means no.
    pub(super) fn flag(&mut self, column: &'static str) -> bool {
        self.word(column, &[("no", false), ("yes", true)], Some(false))
    }

    /// A date such as `2026-07-01`.
    pub(super) fn date(&mut self, column: &'static str) -> Date {
        let text = self.cell(column);
        let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let date = if plain { text.parse().ok() } else { None };
        date.unwrap_or_else(|| {
            let message = flaw(text).unwrap_or_else(|| {
                format!("`{column}` must be a date such as 2026-07-01, got `{text}`")
            });
            self.say(column, "date", message, "");
            Date::ZERO
        })
    }

    /// Source and grade.
    pub(super) fn evidence(&mut self) -> Evidence {
        let grades = [
            ("A", Grade::A),
            ("B", Grade::B),
            ("C", Grade::C),
            ("D", Grade::D),
        ];
        Evidence {
            source: self.id("source"),
            grade: self.word("grade", &grades, None),
        }
    }
}

#[cfg(test)]
mod tests;
