//! Choosing things by id.

use monazite_model::Selector as Chosen;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One pattern or several; `*` stands for any run of characters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Patterns {
    /// One pattern.
    One(String),
    /// Several patterns.
    Many(#[schemars(length(min = 1))] Vec<String>),
}

impl Patterns {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(pattern) => vec![pattern],
            Self::Many(patterns) => patterns,
        }
    }
}

/// Things by id: `"CN"`, `["dy-*", "tb-*"]`, `{ not = "CN" }` or `{ any = "dy-*", not = "dy-metal" }`.
/// Economies may be chosen by bloc (`"bloc:quad"`), materials by stage (`"stage:oxide"`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Selector {
    /// One pattern.
    One(String),
    /// Several patterns, of which one must match.
    Many(#[schemars(length(min = 1))] Vec<String>),
    /// Some, but not others.
    Set(Set),
}

/// Some, but not others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub(crate) struct Set {
    /// One of these must match; everything does when this is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Patterns>,
    /// None of these may match.
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<Patterns>,
}

impl Selector {
    fn model(self) -> Chosen {
        let list = |patterns: Option<Patterns>| patterns.map_or(Vec::new(), Patterns::list);
        let (include, exclude) = match self {
            Self::One(pattern) => (vec![pattern], Vec::new()),
            Self::Many(patterns) => (patterns, Vec::new()),
            Self::Set(Set { any, not }) => (list(any), list(not)),
        };
        Chosen { include, exclude }
    }
}

/// The model's selector; everything where none is written.
pub(crate) fn chosen(selector: Option<Selector>) -> Chosen {
    selector.map_or_else(Chosen::all, Selector::model)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Chosen {
        let table: toml::Table = toml::from_str(&format!("x = {text}")).unwrap();
        table["x"].clone().try_into::<Selector>().unwrap().model()
    }

    #[test]
    fn every_spelling_selects_what_it_says() {
        assert_eq!(read("'CN'"), Chosen::of(&["CN"]));
        assert_eq!(read("['a', 'b']"), Chosen::of(&["a", "b"]));
        assert_eq!(read("{ not = 'CN' }"), Chosen::except(&["CN"]));
        let both = read("{ any = ['dy-*'], not = ['dy-metal'] }");
        assert!(both.matches(&["dy-oxide"]) && !both.matches(&["dy-metal"]));
        assert_eq!(chosen(None), Chosen::all());
    }
}
