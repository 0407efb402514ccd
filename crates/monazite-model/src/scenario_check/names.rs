//! The names by which selectors know the things of a world.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::{Findings, Ids};
use crate::selector::Choice;
use crate::{Selector, Site, Stage, Table, World};

/// One kind of thing that selectors choose: economies, materials, ...
pub(super) struct Kind {
    /// What one of it is called.
    what: &'static str,
    choice: Choice,
}

impl Kind {
    fn of(what: &'static str, items: impl Iterator<Item = Vec<String>>) -> Self {
        Self {
            what,
            choice: Choice::of(items),
        }
    }

    /// Which things a selector takes, in the order of their table; `None` if something was wrong with
    /// it, which has then been told. Every pattern must match a name, and something must remain.
    pub(super) fn chosen(
        &self,
        selector: &Selector,
        place: (Table, usize),
        field: &str,
        findings: &mut Findings,
    ) -> Option<Vec<bool>> {
        let mut sound = true;
        for (key, patterns) in [("any", &selector.include), ("not", &selector.exclude)] {
            for (at, pattern) in patterns.iter().enumerate() {
                if !self.choice.knows(pattern) {
                    sound = false;
                    let path = format!("{field}.{key}[{at}]");
                    findings.unknown(place, &path, self.what, pattern, self.choice.names());
                }
            }
        }
        let chosen = self.choice.taken(selector);
        if sound && !selector.is_all() && !chosen.contains(&true) {
            findings.need(false, place, field, "selection", || {
                format!("nothing is selected: no {} remains", self.what)
            });
            sound = false;
        }
        sound.then_some(chosen)
    }
}

/// Everything that selectors can choose, and where it stands.
pub(super) struct Names<'a> {
    pub(super) world: &'a World,
    pub(super) economies: Kind,
    pub(super) materials: Kind,
    pub(super) sites: Kind,
    /// Stages, in the order of [`STAGES`].
    pub(super) stages: Kind,
    pub(super) sectors: Kind,
    pub(super) choke_points: Kind,
    /// Price zones.
    pub(super) zones: Kind,
    /// Sites, then demands, then reserves.
    pub(super) places: Kind,
    pub(super) economy_at: Ids<'a>,
    pub(super) material_at: Ids<'a>,
    pub(super) sector_at: Ids<'a>,
    pub(super) choke_point_at: Ids<'a>,
    /// Economy of each site.
    pub(super) economy_of: Vec<Option<usize>>,
    /// Materials that each site takes and makes, by the recipes that it runs.
    pub(super) takes: Vec<BTreeSet<usize>>,
    pub(super) makes: Vec<BTreeSet<usize>>,
}

/// All stages; the kind of stages keeps this order.
pub(super) const STAGES: [Stage; 5] = [
    Stage::Concentrate,
    Stage::Oxide,
    Stage::Metal,
    Stage::Magnet,
    Stage::Scrap,
];

impl<'a> Names<'a> {
    /// Collects the names of a world.
    pub(super) fn of(world: &'a World) -> Self {
        let mut blocs: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for bloc in &world.blocs {
            blocs
                .entry(&bloc.economy)
                .or_default()
                .push(format!("bloc:{}", bloc.id));
        }
        let economies = world.economies.iter().map(|economy| {
            let own = std::iter::once(economy.id.clone());
            own.chain(
                blocs
                    .get(economy.id.as_str())
                    .into_iter()
                    .flatten()
                    .cloned(),
            )
            .collect()
        });
        let materials = world.materials.iter().map(|material| {
            vec![
                material.id.clone(),
                format!("stage:{}", material.stage.word()),
            ]
        });
        let sites = || world.sites.iter().map(|site| vec![site.id.clone()]);
        let demands = world.demands.iter().map(|demand| vec![demand.id.clone()]);
        let reserves = world
            .reserves
            .iter()
            .map(|reserve| vec![reserve.id.clone()]);
        let mut sector_at = Ids::new();
        for demand in &world.demands {
            let next = sector_at.len();
            sector_at.entry(demand.sector.as_str()).or_insert(next);
        }
        let mut sectors = vec![Vec::new(); sector_at.len()];
        for (sector, &at) in &sector_at {
            sectors[at] = vec![(*sector).to_owned()];
        }
        let material_at = ids(world.materials.iter().map(|material| material.id.as_str()));
        let (takes, makes) = flows(world, &material_at);
        let economy_at = ids(world.economies.iter().map(|economy| economy.id.as_str()));
        let of_site = |site: &Site| economy_at.get(site.economy.as_str()).copied();
        Self {
            economy_of: world.sites.iter().map(of_site).collect(),
            world,
            economies: Kind::of("economy or bloc", economies),
            materials: Kind::of("material or stage", materials),
            sites: Kind::of("site", sites()),
            stages: Kind::of(
                "stage",
                STAGES.iter().map(|stage| vec![stage.word().to_owned()]),
            ),
            sectors: Kind::of("sector", sectors.into_iter()),
            choke_points: Kind::of(
                "choke point",
                world
                    .choke_points
                    .iter()
                    .map(|choke_point| vec![choke_point.id.clone()]),
            ),
            zones: Kind::of(
                "price zone",
                ["china", "world"]
                    .into_iter()
                    .map(|zone| vec![zone.to_owned()]),
            ),
            places: Kind::of(
                "site, demand or reserve",
                sites().chain(demands).chain(reserves),
            ),
            economy_at,
            material_at,
            sector_at,
            choke_point_at: ids(world.choke_points.iter().map(|point| point.id.as_str())),
            takes,
            makes,
        }
    }
}

fn ids<'a>(list: impl Iterator<Item = &'a str>) -> Ids<'a> {
    list.enumerate().map(|(at, id)| (id, at)).collect()
}

/// What each site takes and makes.
fn flows(world: &World, material_at: &Ids<'_>) -> (Vec<BTreeSet<usize>>, Vec<BTreeSet<usize>>) {
    let sites = ids(world.sites.iter().map(|site| site.id.as_str()));
    let recipes = ids(world.recipes.iter().map(|recipe| recipe.id.as_str()));
    let mut takes = vec![BTreeSet::new(); world.sites.len()];
    let mut makes = takes.clone();
    for activity in &world.activities {
        let (Some(&site), Some(&recipe)) = (
            sites.get(activity.site.as_str()),
            recipes.get(activity.recipe.as_str()),
        ) else {
            continue;
        };
        let recipe = &world.recipes[recipe];
        for (list, set) in [
            (&recipe.inputs, &mut takes[site]),
            (&recipe.outputs, &mut makes[site]),
        ] {
            set.extend(
                list.iter()
                    .filter_map(|flow| material_at.get(flow.material.as_str())),
            );
        }
    }
    (takes, makes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::world;

    /// Field, message and hint of a problem.
    type Told = (String, String, String);

    fn select(selector: &Selector) -> (Option<Vec<bool>>, Vec<Told>) {
        let world = world();
        let names = Names::of(&world);
        let mut findings = Findings::default();
        let place = (Table::Hazards, 0);
        let chosen = names.economies.chosen(selector, place, "x", &mut findings);
        let told = findings
            .finish()
            .into_iter()
            .map(|p| (p.field, p.message, p.hint))
            .collect();
        (chosen, told)
    }

    #[test]
    fn economies_go_by_id_pattern_and_bloc() {
        assert_eq!(
            select(&Selector::of(&["CN"])).0,
            Some(vec![true, false, false])
        );
        assert_eq!(
            select(&Selector::of(&["bloc:quad"])).0,
            Some(vec![false, true, true])
        );
        assert_eq!(
            select(&Selector::of(&["*N"])).0,
            Some(vec![true, false, false])
        );
        assert_eq!(
            select(&Selector::except(&["CN"])).0,
            Some(vec![false, true, true])
        );
        assert_eq!(select(&Selector::all()).0, Some(vec![true, true, true]));
    }

    #[test]
    fn every_unknown_pattern_is_told_where_it_stands_with_the_nearest() {
        let selector = Selector {
            include: vec!["JP".to_owned(), "bloc:quat".to_owned()],
            exclude: vec!["US*X".to_owned()],
        };
        let (chosen, told) = select(&selector);
        assert_eq!(chosen, None);
        let fields: Vec<&str> = told.iter().map(|(field, ..)| field.as_str()).collect();
        assert_eq!(fields, ["x.any[1]", "x.not[0]"]);
        assert!(told[0].2.contains("`bloc:quad`"), "{told:?}");
        assert!(
            told[1].1.contains("no economy or bloc matches `US*X`"),
            "{told:?}"
        );
    }

    #[test]
    fn a_selector_that_excludes_all_it_includes_is_told() {
        let both = Selector {
            include: vec!["JP".to_owned()],
            exclude: vec!["JP".to_owned()],
        };
        let (chosen, told) = select(&both);
        assert_eq!(chosen, None);
        assert!(told[0].1.contains("nothing is selected"), "{told:?}");
    }
}
