//! Ids become the names that people know.

use monazite_engine::{RunResult, Scope};
use monazite_model::{PriceZone, Stage, World};

/// Names of a world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'a> {
    world: &'a World,
}

/// Medium and heavy rare earths (samarium to lutetium, and yttrium), or light ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Lanthanum to neodymium.
    Light,
    /// Samarium to lutetium, and yttrium: what the licence regimes of 2025 name is among them.
    Heavy,
}

const LIGHT: [&str; 5] = ["la", "ce", "pr", "nd", "ndpr"];
const HEAVY: [&str; 11] = [
    "sm", "eu", "gd", "tb", "dy", "ho", "er", "tm", "yb", "lu", "y",
];

impl<'a> Names<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        Self { world }
    }

    /// An economy, bloc or zone in a sentence: blocs have an article.
    pub(crate) fn whom(self, id: &str) -> String {
        let name = self.economy(id);
        if id.starts_with("bloc:") {
            format!("the {name}")
        } else {
            name
        }
    }

    /// `JP` is Japan, `bloc:quad` is Quad, `zone:world` is the world outside China, nothing is all.
    pub(crate) fn economy(self, id: &str) -> String {
        match id {
            "" => "the whole world".to_owned(),
            "zone:world" => "the world outside China".to_owned(),
            "zone:china" => "China".to_owned(),
            _ => {
                let bloc = id.strip_prefix("bloc:").and_then(|id| {
                    self.world
                        .blocs
                        .iter()
                        .find(|bloc| bloc.id == id)
                        .map(|bloc| &bloc.name)
                });
                let economy = self
                    .world
                    .economies
                    .iter()
                    .find(|e| e.id == id)
                    .map(|e| &e.name);
                bloc.or(economy).map_or(id, String::as_str).to_owned()
            }
        }
    }

    /// Name of a material; nothing is all of them.
    pub(crate) fn material(self, id: &str) -> String {
        match self.world.material(id) {
            Some(material) => material.name.clone(),
            None if id.is_empty() => "all materials".to_owned(),
            None => id.to_owned(),
        }
    }

    /// Whether there is such a material.
    pub(crate) fn knows_material(self, id: &str) -> bool {
        self.world.material(id).is_some()
    }

    /// `ev-traction` reads `EV traction`.
    pub(crate) fn sector(id: &str) -> String {
        let words: Vec<&str> = id
            .split('-')
            .map(|word| if word == "ev" { "EV" } else { word })
            .collect();
        words.join(" ")
    }

    /// A scope in words: `Japan, Dysprosium oxide`.
    pub(crate) fn scope(self, scope: &Scope) -> String {
        let mut words = vec![self.economy(&scope.economy)];
        if !scope.material.is_empty() {
            words.push(self.material(&scope.material));
        }
        if !scope.sector.is_empty() {
            words.push(Self::sector(&scope.sector));
        }
        if !scope.site.is_empty() {
            words.push(
                self.world
                    .site(&scope.site)
                    .map_or(&scope.site, |s| &s.name)
                    .clone(),
            );
        }
        words.join(", ")
    }

    /// Whether the economy sees China's domestic market.
    pub(crate) fn in_china(self, economy: &str) -> bool {
        let mut economies = self.world.economies.iter();
        economies.any(|e| e.id == economy && e.price_zone == PriceZone::China)
    }

    /// Weight class of a material; `None` where it has none (concentrates, scrap, mixtures).
    /// Oxides and metals go by the symbol that their id starts with; a magnet is heavy when a recipe
    /// that makes it takes a heavy material.
    pub(crate) fn weight(self, id: &str) -> Option<Weight> {
        let material = self.world.material(id)?;
        let symbol = id.split('-').next().unwrap_or(id);
        match material.stage {
            Stage::Oxide | Stage::Metal if HEAVY.contains(&symbol) => Some(Weight::Heavy),
            Stage::Oxide | Stage::Metal if LIGHT.contains(&symbol) => Some(Weight::Light),
            Stage::Magnet => {
                let mut inputs = self
                    .world
                    .recipes
                    .iter()
                    .filter(|recipe| recipe.outputs.iter().any(|output| output.material == id))
                    .flat_map(|recipe| &recipe.inputs);
                let heavy = inputs.any(|input| self.weight(&input.material) == Some(Weight::Heavy));
                Some(if heavy { Weight::Heavy } else { Weight::Light })
            }
            _ => None,
        }
    }
}

/// The scope that findings speak of first: the world outside China where the world has two price
/// zones, everyone otherwise.
pub(crate) fn main_scope(result: &RunResult) -> Scope {
    let outside = Scope {
        economy: "zone:world".to_owned(),
        ..Scope::default()
    };
    if result.columns.iter().any(|column| column.scope == outside) {
        outside
    } else {
        Scope::default()
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_magnet_is_heavy_when_it_cannot_be_made_without_a_heavy_rare_earth() {
        let world = sample::world();
        let names = Names::new(&world);
        assert_eq!(names.weight("dy-oxide"), Some(Weight::Heavy));
        assert_eq!(names.weight("magnet-hc"), Some(Weight::Heavy));
        assert_eq!(names.weight("magnet-std"), Some(Weight::Light));
        assert_eq!(names.weight("unknown"), None);
    }

    #[test]
    fn an_unknown_id_is_its_own_name() {
        let world = sample::world();
        assert_eq!(Names::new(&world).economy("XX"), "XX");
        assert_eq!(Names::new(&world).economy("bloc:quad"), "Quad");
    }

    #[test]
    fn lists_end_in_and() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&items), "a, b and c");
        assert_eq!(listed(&items[..1]), "a");
    }
}
