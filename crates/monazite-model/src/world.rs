//! The world that a data pack describes.

use std::collections::BTreeMap;

use crate::{
    Activity, Behaviour, Bloc, ChokePoint, Content, Demand, Economy, Market, Material, PriceZone,
    Published, Recipe, Reserve, STOCK_BUILD, Site, Source, Trade,
};

/// Everything a pack says. Rows keep the order of their tables; ids are unique per table
/// (blocs and contents have one row per pair). [`World::problems`] checks all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// Id of the pack.
    pub id: String,
    /// Title in reports.
    pub title: String,
    /// Year that the figures describe.
    pub base_year: i16,
    /// A paragraph on what the pack is.
    pub text: String,
    /// Behaviour of buyers and sellers.
    pub behaviour: Behaviour,
    /// Prices and what follows from them.
    pub market: Market,
    /// Sources that rows cite.
    pub sources: Vec<Source>,
    /// Country-level markets.
    pub economies: Vec<Economy>,
    /// Memberships in blocs.
    pub blocs: Vec<Bloc>,
    /// Straits, canals, border posts.
    pub choke_points: Vec<ChokePoint>,
    /// Traded goods.
    pub materials: Vec<Material>,
    /// What concentrates contain.
    pub contents: Vec<Content>,
    /// Conversions.
    pub recipes: Vec<Recipe>,
    /// Facilities.
    pub sites: Vec<Site>,
    /// Recipes that sites run.
    pub activities: Vec<Activity>,
    /// Permitted flows.
    pub trade: Vec<Trade>,
    /// End uses.
    pub demands: Vec<Demand>,
    /// Strategic stockpiles.
    pub reserves: Vec<Reserve>,
    /// Published figures to hold the balance to.
    pub published: Vec<Published>,
}

impl World {
    /// Names by which selectors know an economy: its id and `bloc:` for each bloc it is in.
    pub fn economy_names(&self, economy: &str) -> Vec<String> {
        let blocs = self.blocs.iter().filter(|bloc| bloc.economy == economy);
        std::iter::once(economy.to_owned())
            .chain(blocs.map(|bloc| format!("bloc:{}", bloc.id)))
            .collect()
    }

    /// Demands of those who use what they get; who only puts goods aside is no user.
    pub fn end_uses(&self) -> impl Iterator<Item = &Demand> {
        self.demands
            .iter()
            .filter(|demand| demand.sector != STOCK_BUILD)
    }

    /// Ids of the economies that a name stands for: an economy, `bloc:ID`, `zone:china`, `zone:world`, or
    /// everybody where it is empty.
    pub fn members(&self, name: &str) -> Vec<&str> {
        if let Some(bloc) = name.strip_prefix("bloc:") {
            let rows = self.blocs.iter().filter(|row| row.id == bloc);
            return rows.map(|row| row.economy.as_str()).collect();
        }
        let economies = self.economies.iter();
        let named = economies.filter(|economy| match name {
            "" => true,
            "zone:china" => economy.price_zone == PriceZone::China,
            "zone:world" => economy.price_zone == PriceZone::World,
            id => economy.id == id,
        });
        named.map(|economy| economy.id.as_str()).collect()
    }

    /// Blocs in order of first mention: id, name, members.
    pub fn bloc_members(&self) -> Vec<(&str, &str, Vec<&str>)> {
        let mut order: Vec<(&str, &str)> = Vec::new();
        let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for bloc in &self.blocs {
            if !members.contains_key(bloc.id.as_str()) {
                order.push((&bloc.id, &bloc.name));
            }
            members.entry(&bloc.id).or_default().push(&bloc.economy);
        }
        order
            .into_iter()
            .map(|(id, name)| (id, name, members[id].clone()))
            .collect()
    }

    /// The material with this id.
    pub fn material(&self, id: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.id == id)
    }

    /// The recipe with this id.
    pub fn recipe(&self, id: &str) -> Option<&Recipe> {
        self.recipes.iter().find(|recipe| recipe.id == id)
    }

    /// The site with this id.
    pub fn site(&self, id: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == id)
    }
}
