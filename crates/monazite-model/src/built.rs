//! What a strategy builds: sites, recipes and trade that the pack does not have.

use std::collections::BTreeMap;

use crate::Days;
use crate::{
    Action, Activity, Evidence, Intervention, Recipe, RecipeFlow, Site, Stage, Status, Strategy,
    TonnesPerYear, Trade, TradeKind, World,
};

impl World {
    /// The world with everything that a strategy builds, as planned sites. What was there before stays
    /// as it was.
    #[must_use]
    pub fn with(&self, strategy: &Strategy) -> Self {
        let mut world = self.clone();
        for intervention in &strategy.actions {
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
        }
        world
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
        let (mut made, mut taken) = (Vec::new(), Vec::new());
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
        for material in made {
            self.sell(
                before,
                (id, economy),
                Some(&model.economy),
                &material,
                &intervention.evidence,
            );
        }
        for material in taken {
            self.buy(
                before,
                (id, economy),
                model,
                &material,
                &intervention.evidence,
            );
        }
    }

    /// Trade rows that lead what a new site makes to the buyers of its model's economy, and home.
    fn sell(
        &mut self,
        before: &Self,
        (id, economy): (&str, &str),
        model: Option<&str>,
        material: &str,
        evidence: &Evidence,
    ) {
        let open = |row: &Trade, destination: &str| {
            row.origin == economy
                && row.destination == destination
                && row.material == material
                && row.origin_site.is_none()
        };
        let mut copies: BTreeMap<String, Trade> = BTreeMap::new();
        let rows = before.trade.iter();
        for row in rows.filter(|row| Some(row.origin.as_str()) == model && row.material == material)
        {
            let known = before
                .trade
                .iter()
                .any(|other| open(other, &row.destination));
            if !known {
                copies
                    .entry(row.destination.clone())
                    .or_insert_with(|| row.clone());
            }
        }
        let home = before.trade.iter().any(|row| open(row, economy));
        if !home && !copies.contains_key(economy) {
            copies.insert(
                economy.to_owned(),
                Trade {
                    id: String::new(),
                    material: material.to_owned(),
                    origin: String::new(),
                    destination: economy.to_owned(),
                    origin_site: None,
                    destination_site: None,
                    kind: TradeKind::Alternative,
                    flow: None,
                    lead_time: Days::new(7.0).unwrap_or(Days::ZERO),
                    choke_points: Vec::new(),
                    qualification: Days::ZERO,
                    contract: false,
                    evidence: evidence.clone(),
                },
            );
        }
        for (destination, row) in copies {
            self.trade.push(Trade {
                id: format!("{id}-{material}-{destination}"),
                origin: economy.to_owned(),
                origin_site: Some(id.to_owned()),
                destination_site: None,
                kind: TradeKind::Alternative,
                flow: None,
                evidence: evidence.clone(),
                ..row
            });
        }
    }

    /// Trade rows that lead what a new site takes from the sellers to its model.
    fn buy(
        &mut self,
        before: &Self,
        (id, economy): (&str, &str),
        model: &Site,
        material: &str,
        evidence: &Evidence,
    ) {
        for row in before.trade.iter().filter(|row| {
            row.destination == model.economy
                && row.material == material
                && row
                    .destination_site
                    .as_ref()
                    .is_none_or(|site| *site == model.id)
        }) {
            let known = before.trade.iter().any(|other| {
                other.origin == row.origin
                    && other.destination == economy
                    && other.material == material
                    && other.destination_site.is_none()
            });
            if !known {
                self.trade.push(Trade {
                    id: format!("{id}-{material}-from-{}", row.id),
                    destination: economy.to_owned(),
                    destination_site: Some(id.to_owned()),
                    kind: TradeKind::Alternative,
                    flow: None,
                    evidence: evidence.clone(),
                    ..row.clone()
                });
            }
        }
    }

    /// A site that makes oxides of used products.
    fn collect(
        &mut self,
        before: &Self,
        intervention: &Intervention,
        economy: &str,
        material: &crate::Selector,
    ) {
        let Action::Recycle {
            collection,
            recovery,
            start,
            ramp,
            ..
        } = &intervention.action
        else {
            return;
        };
        let mut oxides: BTreeMap<String, f64> = BTreeMap::new();
        for demand in before
            .demands
            .iter()
            .filter(|demand| demand.economy == economy)
        {
            let stage = before
                .material(&demand.material)
                .map_or("", |good| good.stage.word());
            if !material.matches(&[&demand.material, &format!("stage:{stage}")]) {
                continue;
            }
            for (oxide, content) in before.oxides_in(&demand.material) {
                *oxides.entry(oxide).or_default() += demand.rate.get() * content;
            }
        }
        let part = collection.get() * recovery.get();
        let whole: f64 = oxides.values().sum::<f64>() * part;
        let Some(capacity) = TonnesPerYear::new(whole).filter(|_| whole > 0.0) else {
            return;
        };
        let number = self
            .sites
            .iter()
            .filter(|site| site.id.starts_with("recycle-"))
            .count();
        let id = format!("recycle-{}-{number}", economy.to_lowercase());
        let flow = |(material, tonnes): (&String, &f64)| RecipeFlow {
            material: material.clone(),
            coefficient: tonnes * part / whole,
            driver: false,
            row: 0,
            evidence: intervention.evidence.clone(),
        };
        self.recipes.push(Recipe {
            id: id.clone(),
            inputs: Vec::new(),
            outputs: oxides.iter().map(flow).collect(),
        });
        self.sites.push(Site {
            id: id.clone(),
            name: format!("Recycling of used products, {economy}"),
            economy: economy.to_owned(),
            stage: Stage::Scrap,
            operator: String::new(),
            capacity,
            capacity_growth: 0.0,
            status: Status::Planned {
                start: *start,
                delay_median: Days::ZERO,
                delay_q90: Days::ZERO,
            },
            ramp: ramp.clone(),
            processing: Days::ZERO,
            input_cover: Days::ZERO,
            output_cover: Days::new(28.0).unwrap_or(Days::ZERO),
            cash_cost: None,
            evidence: intervention.evidence.clone(),
        });
        self.activities.push(Activity {
            site: id.clone(),
            recipe: id.clone(),
            throughput: None,
            evidence: intervention.evidence.clone(),
        });
        for oxide in oxides.keys() {
            self.sell(before, (&id, economy), None, oxide, &intervention.evidence);
        }
    }

    /// Oxides that went into a tonne of a material, t, by the first recipe that makes each good.
    pub fn oxides_in(&self, material: &str) -> Vec<(String, f64)> {
        let mut sums: BTreeMap<String, f64> = BTreeMap::new();
        self.add_oxides(material, 1.0, self.materials.len(), &mut sums);
        sums.into_iter().collect()
    }

    fn add_oxides(
        &self,
        material: &str,
        tonnes: f64,
        depth: usize,
        sums: &mut BTreeMap<String, f64>,
    ) {
        let Some(good) = self.material(material) else {
            return;
        };
        if good.stage == Stage::Oxide {
            *sums.entry(material.to_owned()).or_default() += tonnes;
            return;
        }
        if depth == 0 || !matches!(good.stage, Stage::Metal | Stage::Magnet) {
            return;
        }
        let mut makers: Vec<&Recipe> = self
            .recipes
            .iter()
            .filter(|recipe| recipe.outputs.iter().any(|flow| flow.material == material))
            .collect();
        makers.sort_by(|a, b| a.id.cmp(&b.id));
        let Some(recipe) = makers.first() else {
            return;
        };
        let made = recipe
            .outputs
            .iter()
            .find(|flow| flow.material == material)
            .map_or(1.0, |flow| flow.coefficient);
        for input in &recipe.inputs {
            let part = tonnes * input.coefficient / made;
            self.add_oxides(&input.material, part, depth - 1, sums);
        }
    }
}
