//! Choosing things by id.

use std::collections::BTreeMap;

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

/// Things of one kind that selectors choose from, by all that each is called: its id, and the `bloc:` or `stage:`
/// groups that it belongs to.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Things, by position, that have each name.
    named: BTreeMap<String, Vec<usize>>,
    count: usize,
}

impl Choice {
    /// Things by their names, in the order of their table.
    pub fn of<N: IntoIterator<Item = String>>(things: impl IntoIterator<Item = N>) -> Self {
        let (mut named, mut count) = (BTreeMap::<String, Vec<usize>>::new(), 0);
        for (at, names) in things.into_iter().enumerate() {
            count = at + 1;
            for name in names {
                named.entry(name).or_default().push(at);
            }
        }
        Self { named, count }
    }

    /// Whether a selector takes each thing, as [`Selector::matches`] has it.
    pub fn taken(&self, selector: &Selector) -> Vec<bool> {
        let mut taken = vec![selector.include.is_empty(); self.count];
        for (patterns, takes) in [(&selector.include, true), (&selector.exclude, false)] {
            for things in patterns.iter().flat_map(|pattern| self.matched(pattern)) {
                for &at in things {
                    taken[at] = takes;
                }
            }
        }
        taken
    }

    /// Whether anything is called so.
    pub fn knows(&self, pattern: &str) -> bool {
        self.matched(pattern).next().is_some()
    }

    /// Every name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }

    /// Things by each name that fits a pattern. One without a star is looked up.
    fn matched<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = &'a [usize]> {
        let exact = self.named.get(pattern).into_iter();
        let names = pattern.contains('*').then(|| self.named.iter());
        let by_star = names.into_iter().flatten();
        let by_star = by_star.filter(move |(name, _)| wildcard(pattern, name));
        exact
            .chain(by_star.map(|(_, things)| things))
            .map(Vec::as_slice)
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
    fn a_choice_takes_what_the_selector_matches() {
        let things = [
            vec!["CN"],
            vec!["JP", "bloc:quad"],
            vec!["US", "bloc:quad"],
            vec!["JX"],
        ];
        let named = things
            .clone()
            .map(|names| names.into_iter().map(str::to_owned));
        let choice = Choice::of(named);
        let patterns = ["CN", "J*", "bloc:quad", "bloc:*", "*", "nobody", "XX*"];
        for include in patterns
            .map(|one| vec![one])
            .into_iter()
            .chain([vec![], vec!["JP", "C*"]])
        {
            for exclude in [vec![], vec!["JP"], vec!["bloc:quad", "C*"], vec!["*"]] {
                let selector = Selector {
                    include: include.iter().map(ToString::to_string).collect(),
                    exclude: exclude.iter().map(ToString::to_string).collect(),
                };
                let expected = things.clone().map(|names| selector.matches(&names));
                assert_eq!(choice.taken(&selector), expected, "{selector:?}");
            }
        }
        assert!(choice.knows("J*") && choice.knows("bloc:quad") && !choice.knows("J"));
    }

    #[test]
    fn exclusion_wins_over_inclusion() {
        let all_but_china = Selector::except(&["CN"]);
        assert!(all_but_china.matches(&["JP", "bloc:quad"]));
        assert!(!all_but_china.matches(&["CN"]));
        assert!(Selector::of(&["bloc:quad"]).matches(&["JP", "bloc:quad"]));
    }
}
