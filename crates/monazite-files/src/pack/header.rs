//! The header of a table, checked before any row.

use csv::{ReaderBuilder, StringRecord};
use monazite_model::nearest;

use super::table::Columns;
use crate::source::Source;
use crate::{Diagnostic, Diagnostics};

/// Names of the columns as they stand in the file.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// The names.
    pub(super) names: Vec<String>,
    /// First byte after the header.
    pub(super) end: usize,
    /// Whether a name is not known, so that a column that may be left out may be there all the same.
    pub(super) strange: bool,
}

/// Reads the first line; unknown, repeated and missing columns are told all at once. The rows can be
/// read all the same, but not without any header.
pub(super) fn check(source: &Source, (needed, optional): Columns) -> (Option<Header>, Diagnostics) {
    let text = source.text.as_str();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    if !reader.read_record(&mut record).unwrap_or(false) {
        let message = format!(
            "this table is empty: expected the columns {}",
            needed.join(",")
        );
        return (
            None,
            Diagnostic::whole(&source.file, "empty", message).into(),
        );
    }
    let end = reader.position().byte() as usize;
    let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
    let mut found = Diagnostics::new();
    let known: Vec<&str> = needed.iter().chain(optional).copied().collect();
    let start = text.len() - text.trim_start_matches(['\n', '\r']).len();
    let line = start..end.max(start);
    let missing: Vec<&str> = needed
        .iter()
        .copied()
        .filter(|column| !names.iter().any(|name| name == column))
        .collect();
    let mut strange = false;
    for (at, name) in names.iter().enumerate() {
        let repeated = names[..at].contains(name);
        if repeated {
            found.push(source.error(
                line.clone(),
                "columns",
                format!("column `{name}` is given twice"),
            ));
        } else if !known.contains(&name.as_str()) {
            strange = true;
            let close = nearest(name, missing.iter().copied())
                .or_else(|| nearest(name, known.iter().copied()));
            let hint = close.map_or_else(
                || format!("known columns: {}", known.join(", ")),
                |close| format!("did you mean `{close}`?"),
            );
            let message = format!("`{name}` is no column of this table");
            found.push(source.error(line.clone(), "columns", message).hint(hint));
        }
    }
    for column in missing {
        found.push(source.error(
            line.clone(),
            "columns",
            format!("column `{column}` is missing"),
        ));
    }
    (
        Some(Header {
            names,
            end,
            strange,
        }),
        found,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let source = Source::new("t.csv", text.to_owned());
        let (_, found) = check(&source, (&["id", "size"], &["note"]));
        found
            .iter()
            .map(|d| format!("{} {}", d.message, d.hint))
            .collect()
    }

    #[test]
    fn a_misspelt_column_is_told_with_the_nearest() {
        let found = told("id,sise,note\n");
        assert!(
            found
                .iter()
                .any(|t| t.contains("`sise`") && t.contains("`size`?")),
            "{found:?}"
        );
    }

    #[test]
    fn repeated_missing_and_absent_headers_are_told() {
        assert!(told("id,id,size\n")[0].contains("twice"));
        assert!(told("id\n")[0].contains("`size` is missing"));
        assert!(told("")[0].contains("empty"));
        assert_eq!(told("note,size,id\n"), Vec::<String>::new());
    }
}
