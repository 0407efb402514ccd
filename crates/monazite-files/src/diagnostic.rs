//! What is wrong with the files, where, and what to try.

mod escape;
mod render;

pub(crate) use escape::visible;

use crate::document::OVERRIDES;

/// Most findings that are kept; a file that is wrong throughout needs no longer list.
const KEPT: usize = 1_000;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The files are refused.
    Error,
    /// The files load; the reader should know.
    Warning,
}

/// Another place that a finding speaks of, such as the first of two rows that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// File, as printed.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is there.
    pub message: String,
}

/// One finding in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable word that a user can search for, such as `unknown-key`.
    pub code: &'static str,
    /// File as the user named it, `built-in:` and a path, or the option or lever that set a value.
    pub file: String,
    /// Line, counted from 1; 0 when the finding is about the file as a whole.
    pub line: usize,
    /// First column, in characters, counted from 1; 0 as for the line.
    pub column: usize,
    /// Column after the last character that is meant.
    pub end_column: usize,
    /// What was found and what was expected.
    pub message: String,
    /// What to try; empty when the message says it all.
    pub hint: String,
    /// A second place; `None` for most.
    pub related: Option<Related>,
    /// The text of the line, for printing.
    pub(crate) excerpt: String,
}

impl Diagnostic {
    /// An error about a file as a whole.
    pub fn whole(file: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            file: file.to_owned(),
            line: 0,
            column: 0,
            end_column: 0,
            message: message.into(),
            hint: String::new(),
            related: None,
            excerpt: String::new(),
        }
    }

    /// Adds what to try; an empty hint changes nothing.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Exit code that a command refusing for this reason ends with: 3 for files that cannot be
    /// read, 4 for files that are too large, 2 for what they say.
    pub fn exit_code(&self) -> u8 {
        match self.code {
            "unreadable" | "unwritable" => 3,
            "limit" => 4,
            _ => 2,
        }
    }
}

/// Findings, sorted by file, line and column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    dropped: usize,
}

impl Diagnostics {
    /// Nothing found.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if self.list.len() < KEPT {
            self.list.push(diagnostic);
        } else {
            self.dropped += 1;
        }
    }

    pub(crate) fn extend(&mut self, more: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in more {
            self.push(diagnostic);
        }
    }

    /// Both together, in order.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.absorb(other);
        self.sorted()
    }

    /// Findings about overrides that a caller added after the first `own` are said to be about what
    /// `option` calls them, by their number after those.
    #[must_use]
    pub fn about_options(mut self, own: usize, option: impl Fn(usize) -> String) -> Self {
        for found in &mut self.list {
            if found.file == OVERRIDES && found.line > own {
                found.file = option(found.line - own - 1);
                (found.line, found.column, found.end_column) = (0, 0, 0);
            }
            if let Some(other) = &mut found.related
                && other.file == OVERRIDES
                && other.line > own
            {
                other.file = option(other.line - own - 1);
                other.line = 0;
            }
        }
        self.sorted()
    }

    /// How many findings are not listed, because there are too many.
    pub fn not_listed(&self) -> usize {
        self.dropped
    }

    /// Takes over everything that `other` found.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.dropped += other.dropped;
        self.extend(other.list);
    }

    /// Sorts and closes the list.
    #[must_use]
    pub(crate) fn sorted(mut self) -> Self {
        self.list.sort_by(|a, b| {
            (&a.file, a.line, a.column, a.severity, a.code, &a.message)
                .cmp(&(&b.file, b.line, b.column, b.severity, b.code, &b.message))
        });
        self.list.dedup();
        self
    }

    /// `Ok(value)` when there is no error among the findings.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.has_errors() {
            Err(self.sorted())
        } else {
            Ok(value)
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Exit code of a command that refuses for these reasons: 0 without errors; too large (4)
    /// outranks unreadable (3), which outranks wrong (2).
    pub fn exit_code(&self) -> u8 {
        let errors = self
            .list
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.map(Diagnostic::exit_code).max().unwrap_or(0)
    }

    /// The findings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// The findings as a compiler prints them, each with its line; with ANSI colours or without.
    pub fn render(&self, colour: bool) -> String {
        render::render(&self.list, self.dropped, colour)
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            list: vec![diagnostic],
            dropped: 0,
        }
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: &str, line: usize, code: &'static str) -> Diagnostic {
        Diagnostic {
            line,
            column: 1,
            end_column: 2,
            ..Diagnostic::whole(file, code, "wrong")
        }
    }

    #[test]
    fn findings_come_in_file_and_line_order() {
        let mut found = Diagnostics::new();
        found.extend([at("b", 1, "x"), at("a", 9, "x"), at("a", 2, "x")]);
        let order: Vec<_> = found
            .sorted()
            .iter()
            .map(|d| (d.file.clone(), d.line))
            .collect();
        assert_eq!(order, [("a".into(), 2), ("a".into(), 9), ("b".into(), 1)]);
    }

    #[test]
    fn too_large_outranks_unreadable_outranks_wrong() {
        let mut found = Diagnostics::from(at("a", 1, "range"));
        assert_eq!(found.exit_code(), 2);
        found.push(at("a", 1, "unreadable"));
        assert_eq!(found.exit_code(), 3);
        found.push(at("a", 1, "limit"));
        assert_eq!(found.exit_code(), 4);
    }

    #[test]
    fn warnings_do_not_refuse() {
        let warning = Diagnostic {
            severity: Severity::Warning,
            ..at("a", 1, "lost")
        };
        let found = Diagnostics::from(warning);
        assert!(!found.has_errors());
        assert_eq!(found.exit_code(), 0);
        assert_eq!(found.or(5), Ok(5));
    }

    #[test]
    fn a_hopeless_file_gives_a_bounded_list_and_a_count() {
        let mut found = Diagnostics::new();
        found.extend((1..=KEPT + 7).map(|line| at("a", line, "x")));
        assert_eq!(found.iter().count(), KEPT);
        assert!(found.render(false).contains("7 more"));
    }
}
