//! Choosing things by id.

/// Patterns over ids: `*` stands for any run of characters; a pattern may also name a bloc
/// (`bloc:quad`) where economies are chosen, or a stage (`stage:oxide`) where materials are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector {
    /// At least one must match; empty means everything.
    pub include: Vec<String>,
    /// None may match.
    pub exclude: Vec<String>,
}

impl Selector {
    /// Selects everything.
    pub fn all() -> Self {
        Self::default()
    }

    /// Selects exactly the ids matched by `patterns`.
    pub fn of(patterns: &[&str]) -> Self {
        Self {
            include: patterns.iter().map(ToString::to_string).collect(),
            exclude: Vec::new(),
        }
    }

    /// Selects all but the ids matched by `patterns`.
    pub fn except(patterns: &[&str]) -> Self {
        Self {
            include: Vec::new(),
            exclude: patterns.iter().map(ToString::to_string).collect(),
        }
    }

    /// Whether the selector takes an item that is known under each of `names`
    /// (its id, and the `bloc:` or `stage:` groups it belongs to).
    pub fn matches(&self, names: &[&str]) -> bool {
        let hit = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| names.iter().any(|name| wildcard(pattern, name)))
        };
        (self.include.is_empty() || hit(&self.include)) && !hit(&self.exclude)
    }

    /// Whether the selector takes everything.
    pub fn is_all(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Every pattern written, included and excluded.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.include.iter().chain(&self.exclude).map(String::as_str)
    }
}

/// Whether `text` matches `pattern`, where `*` matches any run of characters.
pub(crate) fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_any_run_and_nothing_else_does() {
        assert!(wildcard("dy-*", "dy-oxide"));
        assert!(wildcard("*", ""));
        assert!(wildcard("a*b*c", "a-b-b-c"));
        assert!(!wildcard("dy-*", "ndpr-oxide"));
        assert!(!wildcard("a*a", "a"));
        assert!(!wildcard("dy-oxide", "dy-oxide-2"));
    }

    #[test]
    fn exclusion_wins_over_inclusion() {
        let all_but_china = Selector::except(&["CN"]);
        assert!(all_but_china.matches(&["JP", "bloc:quad"]));
        assert!(!all_but_china.matches(&["CN"]));
        assert!(Selector::of(&["bloc:quad"]).matches(&["JP", "bloc:quad"]));
    }
}
