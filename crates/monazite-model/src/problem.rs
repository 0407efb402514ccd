//! What is wrong with a world or a scenario, in words a reader can act on.

/// The part of a pack or scenario that a problem is in. The names are those of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // each variant is the table of that name
pub enum Table {
    Pack,
    Sources,
    Economies,
    Blocs,
    ChokePoints,
    Materials,
    Contents,
    Recipes,
    Sites,
    Activities,
    Trade,
    Demands,
    Reserves,
    Published,
    Run,
    Hazards,
    Correlations,
    Strategies,
    Behaviour,
    Market,
    Uncertain,
}

/// A name that nothing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What was looked for, in words: `economy`, `site or demand`, ...
    pub what: &'static str,
    /// The name as it is written.
    pub name: String,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: which table,
    pub table: Table,
    /// which row of it (0-based position in the corresponding vector),
    pub row: usize,
    /// and which field (a dotted path inside the row; empty for the row as a whole).
    pub field: String,
    /// Stable code that a user can search for, such as `reference` or `range`.
    pub code: &'static str,
    /// What was found and what was expected.
    pub message: String,
    /// What to try; empty when the message says it all.
    pub hint: String,
    /// Another row that the problem speaks of, such as the first of two that contradict each other.
    pub also: Option<(Table, usize)>,
    /// The name that was not found, of a problem that is about one.
    pub unknown: Option<Unknown>,
}

impl Problem {
    /// A problem without a hint.
    pub fn new(
        table: Table,
        row: usize,
        field: &str,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            table,
            row,
            field: field.to_owned(),
            code,
            message: message.into(),
            hint: String::new(),
            also: None,
            unknown: None,
        }
    }

    /// Whether it is about the form, the uniqueness or the existence of a name.
    pub fn is_about_names(&self) -> bool {
        ["id", "duplicate", "reference"].contains(&self.code)
    }

    /// Adds what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Names another row that the problem speaks of.
    #[must_use]
    pub fn also(mut self, table: Table, row: usize) -> Self {
        self.also = Some((table, row));
        self
    }
}
