//! Collecting problems: bounded, and with the nearest known name as a hint.

use std::collections::BTreeMap;

use crate::{Problem, Table, Unknown};

/// Most problems that are kept: a pack that is wrong throughout needs no longer list.
const KEPT: usize = 1_000;
/// Most hints that are looked for; each compares a name with all known ones.
const HINTS: usize = 100;
/// Longest id accepted.
const ID_LENGTH: usize = 120;

/// The known name that is most like `name`, if one is like it at all. Case does not count.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Edit distance is for names, not for texts.
    if name.len() > 2 * ID_LENGTH {
        return None;
    }
    let lower = name.to_lowercase();
    let likeness = |known: &str| {
        let known = known.to_lowercase();
        let edits = strsim::normalized_damerau_levenshtein(&lower, &known);
        let begins = known.len() >= 3
            && lower.len() >= 3
            && (known.starts_with(&lower) || lower.starts_with(&known));
        if begins { edits.max(0.6) } else { edits }
    };
    known
        .filter(|known| known.len() <= 2 * ID_LENGTH)
        .map(|known| (likeness(known), known))
        .filter(|(likeness, _)| *likeness >= 0.5)
        // The first of equals, so that the same input gives the same hint.
        .fold(None, |best: Option<(f64, &str)>, new| match best {
            Some(best) if best.0 >= new.0 => Some(best),
            _ => Some(new),
        })
        .map(|(_, known)| known)
}

/// The beginning of an id, with control characters made visible.
fn shown(id: &str) -> String {
    let mut shown = String::new();
    for c in id.chars().take(40) {
        if c.is_control() {
            shown.extend(c.escape_debug());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Positions of rows by id.
pub(crate) type Ids<'a> = BTreeMap<&'a str, usize>;

/// Problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Problem>,
    dropped: usize,
    hints: usize,
}

impl Findings {
    /// Whether every name is well formed, unique and known.
    pub(crate) fn names_hold(&self) -> bool {
        self.dropped == 0 && !self.list.iter().any(Problem::is_about_names)
    }

    /// Keeps a problem, or counts it when there are too many.
    pub(crate) fn push(&mut self, problem: Problem) {
        if self.list.len() < KEPT {
            self.list.push(problem);
        } else {
            self.dropped += 1;
        }
    }

    /// Keeps a problem unless `ok`; the message is only made when it is needed.
    pub(crate) fn need(
        &mut self,
        ok: bool,
        (table, row): (Table, usize),
        field: &str,
        code: &'static str,
        message: impl FnOnce() -> String,
    ) {
        if !ok {
            self.push(Problem::new(table, row, field, code, message()));
        }
    }

    /// Says that `name` is not known, or that nothing matches it if it is a pattern, with the
    /// nearest of `known`.
    pub(crate) fn unknown<'a>(
        &mut self,
        (table, row): (Table, usize),
        field: &str,
        what: &'static str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let hint = if self.hints < HINTS {
            self.hints += 1;
            let near = nearest(&name.replace('*', ""), known);
            near.map_or(String::new(), |near| format!("did you mean `{near}`?"))
        } else {
            String::new()
        };
        let message = if name.contains('*') {
            format!("no {what} matches `{name}`")
        } else {
            format!("there is no {what} `{name}`")
        };
        let mut problem = Problem::new(table, row, field, "reference", message).hint(hint);
        problem.unknown = Some(Unknown {
            what,
            name: name.to_owned(),
        });
        self.push(problem);
    }

    /// Says so unless `name` is among `known`.
    pub(crate) fn refer(
        &mut self,
        place: (Table, usize),
        field: &str,
        what: &'static str,
        name: &str,
        known: &Ids<'_>,
    ) {
        if !known.contains_key(name) {
            self.unknown(place, field, what, name, known.keys().copied());
        }
    }

    /// Checks that an id is one: letters, digits, `.`, `_` and `-`, not too long, and nothing that a
    /// command line takes for a flag or a spreadsheet for a formula.
    pub(crate) fn well_formed(&mut self, place: (Table, usize), field: &str, id: &str) {
        let shown = shown(id);
        if let Some(c) = id.chars().find(|c| c.is_control()) {
            self.need(false, place, field, "id", || {
                format!("`{shown}` has the control character U+{:04X}", c as u32)
            });
        } else if id.is_empty() {
            self.need(false, place, field, "id", || "an id is empty".to_owned());
        } else if id.len() > ID_LENGTH {
            self.need(false, place, field, "id", || {
                format!("the id `{shown}...` is longer than {ID_LENGTH} characters")
            });
        } else if !id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        {
            self.need(false, place, field, "id", || {
                format!("`{shown}` is no id: expected letters, digits, `.`, `_` and `-`")
            });
        } else {
            self.need(!id.starts_with('-'), place, field, "id", || {
                format!("`{shown}` is no id: it must not begin with `-`")
            });
        }
    }

    /// Checks form and uniqueness of the ids of a table and gives their positions.
    pub(crate) fn ids<'a>(
        &mut self,
        table: Table,
        field: &str,
        ids: impl Iterator<Item = &'a str>,
    ) -> Ids<'a> {
        let mut known = Ids::new();
        for (row, id) in ids.enumerate() {
            self.well_formed((table, row), field, id);
            if let Some(&first) = known.get(id) {
                let message = format!("the id `{id}` is given twice");
                self.push(Problem::new(table, row, field, "duplicate", message).also(table, first));
            } else {
                known.insert(id, row);
            }
        }
        known
    }

    /// The problems in table and row order.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        self.list
            .sort_by_key(|problem| (problem.table, problem.row));
        if let (Some(last), true) = (self.list.last(), self.dropped > 0) {
            let message = format!("{} more problems are not listed", self.dropped);
            self.list
                .push(Problem::new(last.table, last.row, "", "more", message));
        }
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let known = ["lynas-kuantan", "lynas-kalgoorlie", "mountain-pass"];
        let near = |name| nearest(name, known.iter().copied());
        assert_eq!(near("Lynas_Kuantn"), Some("lynas-kuantan"));
        assert_eq!(near("mountain"), Some("mountain-pass"));
        assert_eq!(near("zzz"), None);
        assert_eq!(near(&"x".repeat(10_000)), None);
    }

    #[test]
    fn ids_are_checked_for_form_and_uniqueness() {
        let mut findings = Findings::default();
        let long = "x".repeat(121);
        let ids = ["a", "b c", "a", "n\u{0}l", "", &long, "ok.id_1-2", "-x"];
        findings.ids(Table::Sites, "id", ids.into_iter());
        let told: Vec<_> = findings.finish().iter().map(|p| (p.row, p.code)).collect();
        let expected = [
            (1, "id"),
            (2, "duplicate"),
            (3, "id"),
            (4, "id"),
            (5, "id"),
            (7, "id"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_hopeless_table_gives_a_bounded_list() {
        let mut findings = Findings::default();
        for row in 0..KEPT + 5 {
            findings.need(false, (Table::Sites, row), "id", "range", String::new);
        }
        let list = findings.finish();
        assert_eq!(list.len(), KEPT + 1);
        assert!(list[KEPT].message.starts_with("5 more"));
    }
}
