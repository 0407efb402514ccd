//! What a strategy builds: sites, recipes and trade that the pack does not have.

mod recycling;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Action, Activity, Days, Evidence, Intervention, Site, Status, Strategy, Trade, TradeKind, World,
};

/// Least time on the way of a lane that was home trade of the model and crosses a border now, days.
const ABROAD_DAYS: f64 = 28.0;
/// Time on the way of home trade, days.
const HOME_DAYS: f64 = 7.0;

/// A world with what a strategy builds.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// The world: all rows of before, as they were, and the new ones.
    pub world: World,
    /// Ids of the new sites, with the position of the action that builds each.
    pub sites: Vec<(usize, String)>,
}

impl World {
    /// The world with everything that a strategy builds, as planned sites. What was there before stays
    /// as it was.
    #[must_use]
    pub fn with(&self, strategy: &Strategy) -> Built {
        let mut world = self.clone();
        let mut sites = Vec::new();
        for (number, intervention) in strategy.actions.iter().enumerate() {
            let before = world.sites.len();
            match &intervention.action {
                Action::NewCapacity { .. } => world.build(self, intervention),
                Action::Recycle {
                    economy, material, ..
                } => {
                    for place in &self.economies {
                        let names = self.economy_names(&place.id);
                        let names: Vec<&str> = names.iter().map(String::as_str).collect();
                        if economy.matches(&names) {
                            world.collect(self, intervention, &place.id, material);
                        }
                    }
                }
                _ => {}
            }
            let new = world.sites[before..].iter();
            sites.extend(new.map(|site| (number, site.id.clone())));
        }
        Built { world, sites }
    }

    /// A site like another, with its recipes and trade.
    fn build(&mut self, before: &Self, intervention: &Intervention) {
        let Action::NewCapacity {
            id,
            like,
            economy,
            capacity,
            start,
            delay_median,
            delay_q90,
            ramp,
            ..
        } = &intervention.action
        else {
            return;
        };
        let Some(model) = before.site(like) else {
            return;
        };
        self.sites.push(Site {
            id: id.clone(),
            name: id.clone(),
            economy: economy.clone(),
            capacity: *capacity,
            capacity_growth: 0.0,
            status: Status::Planned {
                start: *start,
                delay_median: *delay_median,
                delay_q90: *delay_q90,
            },
            ramp: ramp.clone(),
            evidence: intervention.evidence.clone(),
            ..model.clone()
        });
        let (mut made, mut taken) = (BTreeSet::new(), BTreeSet::new());
        for activity in before
            .activities
            .iter()
            .filter(|activity| activity.site == *like)
        {
            if let Some(recipe) = before.recipe(&activity.recipe) {
                made.extend(recipe.outputs.iter().map(|flow| flow.material.clone()));
                taken.extend(recipe.inputs.iter().map(|flow| flow.material.clone()));
            }
            self.activities.push(Activity {
                site: id.clone(),
                recipe: activity.recipe.clone(),
                throughput: None,
                evidence: intervention.evidence.clone(),
            });
        }
        let place = (id.as_str(), economy.as_str());
        for material in &made {
            self.sell(before, place, Some(model), material, &intervention.evidence);
        }
        for material in &taken {
            self.buy(before, place, model, material, &intervention.evidence);
        }
    }

    /// Trade rows that lead what a new site makes to the buyers of its model, and home, where its
    /// economy does not sell there yet.
    fn sell(
        &mut self,
        before: &Self,
        (id, economy): (&str, &str),
        model: Option<&Site>,
        material: &str,
        evidence: &Evidence,
    ) {
        let open = |destination: &str| {
            before.trade.iter().any(|row| {
                row.origin == economy
                    && row.destination == destination
                    && row.material == material
                    && row.origin_site.is_none()
            })
        };
        let mut copies: BTreeMap<String, Trade> = BTreeMap::new();
        if let Some(model) = model {
            let of_model = |row: &&Trade| {
                row.origin == model.economy
                    && row.material == material
                    && row
                        .origin_site
                        .as_ref()
                        .is_none_or(|site| *site == model.id)
            };
            let foreign = |row: &Trade| row.destination != row.origin;
            let longest = longest(
                before
                    .trade
                    .iter()
                    .filter(of_model)
                    .filter(|row| foreign(row)),
            );
            for row in before.trade.iter().filter(of_model) {
                if open(&row.destination) || copies.contains_key(&row.destination) {
                    continue;
                }
                let lead_time = match (foreign(row), row.destination == economy) {
                    (false, false) => longest,
                    (true, true) => home(),
                    _ => row.lead_time,
                };
                copies.insert(
                    row.destination.clone(),
                    Trade {
                        lead_time,
                        ..row.clone()
                    },
                );
            }
        }
        if !open(economy) {
            copies
                .entry(economy.to_owned())
                .or_insert_with(|| at_home(economy, material, evidence));
        }
        for (destination, row) in copies {
            self.trade.push(Trade {
                id: format!("{id}-{material}-to-{destination}"),
                origin: economy.to_owned(),
                origin_site: Some(id.to_owned()),
                destination_site: None,
                kind: TradeKind::Alternative,
                flow: None,
                contract: false,
                evidence: evidence.clone(),
                ..row
            });
        }
    }

    /// Trade rows that lead what a new site takes from the sellers to its model, and from home, where
    /// its economy does not buy there yet.
    fn buy(
        &mut self,
        before: &Self,
        (id, economy): (&str, &str),
        model: &Site,
        material: &str,
        evidence: &Evidence,
    ) {
        let open = |origin: &str| {
            before.trade.iter().any(|row| {
                row.origin == origin
                    && row.destination == economy
                    && row.material == material
                    && row.destination_site.is_none()
            })
        };
        let to_model = |row: &&Trade| {
            row.destination == model.economy
                && row.material == material
                && row
                    .destination_site
                    .as_ref()
                    .is_none_or(|site| *site == model.id)
        };
        let foreign = |row: &Trade| row.destination != row.origin;
        let longest = longest(
            before
                .trade
                .iter()
                .filter(to_model)
                .filter(|row| foreign(row)),
        );
        let mut homely = open(economy);
        let mut copies: Vec<Trade> = Vec::new();
        for row in before.trade.iter().filter(to_model) {
            if open(&row.origin) {
                continue;
            }
            homely |= row.origin == economy;
            let lead_time = match (foreign(row), row.origin == economy) {
                (false, false) => longest,
                (true, true) => home(),
                _ => row.lead_time,
            };
            copies.push(Trade {
                id: format!("{id}-{material}-by-{}", row.id),
                lead_time,
                ..row.clone()
            });
        }
        if !homely {
            copies.push(Trade {
                id: format!("{id}-{material}-by-home"),
                ..at_home(economy, material, evidence)
            });
        }
        for row in copies {
            self.trade.push(Trade {
                destination: economy.to_owned(),
                destination_site: Some(id.to_owned()),
                kind: TradeKind::Alternative,
                flow: None,
                contract: false,
                evidence: evidence.clone(),
                ..row
            });
        }
    }
}

fn home() -> Days {
    Days::new(HOME_DAYS).unwrap_or(Days::ZERO)
}

/// Longest lead time of rows, and no less than any trade across a border takes.
fn longest<'a>(rows: impl Iterator<Item = &'a Trade>) -> Days {
    let longest = rows
        .map(|row| row.lead_time.get())
        .fold(ABROAD_DAYS, f64::max);
    Days::new(longest).unwrap_or(Days::ZERO)
}

/// Home trade of a material.
fn at_home(economy: &str, material: &str, evidence: &Evidence) -> Trade {
    Trade {
        id: String::new(),
        material: material.to_owned(),
        origin: economy.to_owned(),
        destination: economy.to_owned(),
        origin_site: None,
        destination_site: None,
        kind: TradeKind::Alternative,
        flow: None,
        lead_time: home(),
        choke_points: Vec::new(),
        qualification: Days::ZERO,
        contract: false,
        evidence: evidence.clone(),
    }
}
