//! Sites that make oxides of used products.

use std::collections::BTreeMap;

use crate::{
    Action, Activity, Days, Intervention, Recipe, RecipeFlow, STOCK_BUILD, Selector, Site, Stage,
    Status, TonnesPerYear, World,
};

impl World {
    /// A site that makes oxides of used products.
    pub(super) fn collect(
        &mut self,
        before: &Self,
        intervention: &Intervention,
        economy: &str,
        material: &Selector,
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
            .filter(|demand| demand.economy == economy && demand.sector != STOCK_BUILD)
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
        let id = self.unused(&format!("recycle-{}", economy.to_lowercase()));
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

    /// An id that no site and no recipe has: the wish, or the wish and a number.
    fn unused(&self, wish: &str) -> String {
        let taken = |id: &str| self.site(id).is_some() || self.recipe(id).is_some();
        let numbered = (2..).map(|number| format!("{wish}-{number}"));
        std::iter::once(wish.to_owned())
            .chain(numbered)
            .find(|id| !taken(id))
            .unwrap_or_default()
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
