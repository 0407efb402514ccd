//! Where a figure comes from and how far it can be trusted.

/// How well a figure is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// The primary source was seen.
    A,
    /// A secondary source was seen.
    B,
    /// Derived by stated arithmetic from graded figures.
    D,
    /// Judgement, with its reasoning in the source note.
    C,
}

impl Grade {
    /// Relative standard deviation that the reconciliation gives a figure of this grade.
    /// Judgement of this project: a primary figure is good to 2 %, a judgement to 20 %.
    pub fn relative_sd(self) -> f64 {
        match self {
            Self::A => 0.02,
            Self::B => 0.05,
            Self::D => 0.10,
            Self::C => 0.20,
        }
    }

    /// The letter written in packs and reports.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

/// Source and grade of one row of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Key of a [`Source`].
    pub source: String,
    /// How well the figure is supported.
    pub grade: Grade,
}

/// One entry of a pack's table of sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Key that rows cite.
    pub id: String,
    /// Title of the work.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Year of publication, as printed; empty when undated.
    pub year: String,
    /// Address; empty when there is none.
    pub url: String,
    /// Reasoning or remarks.
    pub note: String,
}
