//! Things called by their titles where their ids are asked for.

use crate::{Problem, World};

/// Gives a name that is unknown as an id, but is the title of a thing of that kind, the id of that
/// thing as its hint. Case does not count.
pub(crate) fn suggest(world: &World, mut problems: Vec<Problem>) -> Vec<Problem> {
    for problem in &mut problems {
        let Some(unknown) = &problem.unknown else {
            continue;
        };
        let wanted = unknown.name.trim().to_lowercase();
        let is_it = |title: &str| title.trim().to_lowercase() == wanted;
        let is_a = |kind: &str| unknown.what.split([' ', ',']).any(|word| word == kind);
        let economy = || {
            let found = world.economies.iter().find(|row| is_it(&row.name));
            found.map(|row| (row.id.clone(), row.name.as_str()))
        };
        let bloc = || {
            let found = world.blocs.iter().find(|row| is_it(&row.name))?;
            Some((format!("bloc:{}", found.id), found.name.as_str()))
        };
        let material = || {
            let found = world.materials.iter().find(|row| is_it(&row.name));
            found.map(|row| (row.id.clone(), row.name.as_str()))
        };
        let site = || {
            let found = world.sites.iter().find(|row| is_it(&row.name));
            found.map(|row| (row.id.clone(), row.name.as_str()))
        };
        let choke_point = || {
            let found = world.choke_points.iter().find(|row| is_it(&row.name));
            found.map(|row| (row.id.clone(), row.name.as_str()))
        };
        let found = is_a("economy")
            .then(economy)
            .flatten()
            .or_else(|| is_a("bloc").then(bloc).flatten())
            .or_else(|| is_a("material").then(material).flatten())
            .or_else(|| is_a("site").then(site).flatten())
            .or_else(|| is_a("point").then(choke_point).flatten());
        if let Some((id, title)) = found {
            problem.hint = format!("write its id: `{id}` stands for {title}");
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Table, Unknown, samples};

    fn hint(what: &'static str, name: &str) -> String {
        let mut world = samples::world();
        world.economies[0].name = "Middle Kingdom".to_owned();
        let mut problem = Problem::new(Table::Sites, 0, "economy", "reference", "");
        problem.unknown = Some(Unknown {
            what,
            name: name.to_owned(),
        });
        suggest(&world, vec![problem]).remove(0).hint
    }

    #[test]
    fn a_title_in_the_place_of_an_id_is_answered_with_the_id() {
        let told = hint("economy or bloc", "middle kingdom");
        assert_eq!(told, "write its id: `CN` stands for Middle Kingdom");
        assert!(hint("economy or bloc", "Quad").contains("`bloc:quad`"));
        assert_eq!(hint("material", "Middle Kingdom"), "");
        assert_eq!(hint("economy", "Atlantis"), "");
    }
}
