//! What indicators are counted for: sets of demands with a label.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{PriceZone, World};

use super::Plan;
use super::market::CellPlan;
use crate::result::Scope;

/// A labelled set of demands.
#[derive(Debug, Clone)]
pub(crate) struct ScopePlan {
    /// Label.
    pub(crate) scope: Scope,
    /// Demands in it: positions in the plan.
    pub(crate) demands: Vec<usize>,
    /// Kept per replication; otherwise tallied.
    pub(crate) headline: bool,
    /// Unit of its masses: the material's own basis, or t REO when materials mix.
    pub(crate) unit: &'static str,
    /// Counts tonnes of the material itself rather than t REO.
    pub(crate) single: bool,
}

/// All scopes: headlines first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scopes {
    pub(crate) list: Vec<ScopePlan>,
    /// Number of headline scopes.
    pub(crate) headlines: usize,
    /// Positions of the scopes whose series are tallied.
    pub(crate) series: Vec<usize>,
    /// Cells whose price is tallied.
    pub(crate) prices: Vec<usize>,
    /// Nothing is told but what strategies are compared by.
    pub(crate) narrow: bool,
}

impl Plan {
    /// The same futures, of which nothing is kept but what strategies are compared by: shortages of
    /// everybody, price zones, blocs and economies; import bills, prices abroad and costs. No series, no
    /// flows, no undisrupted twins, and so no `net` indicators: a run takes less than half the time.
    #[must_use]
    pub fn narrowed(mut self) -> Self {
        let scopes = &mut self.scopes;
        scopes.list.retain(|row| {
            row.headline && row.scope.material.is_empty() && row.scope.sector.is_empty()
        });
        scopes.headlines = scopes.list.len();
        scopes.series.clear();
        scopes.prices.clear();
        scopes.narrow = true;
        self
    }
}

/// Number of the price zone outside China.
pub(crate) const ABROAD: usize = 1;

/// Label of a price zone by its number.
pub(crate) fn zone_name(zone: usize) -> &'static str {
    ["zone:china", "zone:world"][zone]
}

/// Over demands with an end use: total, price zones, blocs, economies, sectors, materials, zone by material, bloc by material;
/// then, tallied only, economy by material.
pub(super) fn scopes(world: &World, plan: &Plan) -> Scopes {
    let economy_of = |at: usize| &world.economies[plan.stocks[plan.demands[at].stock].economy].id;
    let material_of = |at: usize| plan.stocks[plan.demands[at].stock].material;
    let everyone: Vec<usize> = (0..plan.demands.len())
        .filter(|&at| plan.demands[at].end_use)
        .collect();
    let mut of_material: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &at in &everyone {
        of_material.entry(material_of(at)).or_default().push(at);
    }
    let mut list = Vec::new();
    let mut series = Vec::new();
    let mut add =
        |economy: &str, material: Option<usize>, sector: &str, demands: Vec<usize>, headline| {
            if demands.is_empty() {
                return;
            }
            let unit = material.map_or("t REO", |m| world.materials[m].basis.unit());
            // Series: the world, zones, materials, and zone by material.
            if headline && sector.is_empty() && (economy.is_empty() || economy.starts_with("zone:"))
            {
                series.push(list.len());
            }
            list.push(ScopePlan {
                scope: Scope {
                    economy: economy.to_owned(),
                    material: material.map_or(String::new(), |m| world.materials[m].id.clone()),
                    sector: sector.to_owned(),
                    site: String::new(),
                },
                demands,
                headline,
                unit,
                single: material.is_some(),
            });
        };
    let within = |demands: &[usize], keep: &dyn Fn(usize) -> bool| -> Vec<usize> {
        demands.iter().copied().filter(|&at| keep(at)).collect()
    };
    let filter = |keep: &dyn Fn(usize) -> bool| within(&everyone, keep);
    let zones = [
        (zone_name(0), PriceZone::China),
        (zone_name(1), PriceZone::World),
    ];
    let in_zone = |at: usize, zone: PriceZone| {
        world.economies[plan.stocks[plan.demands[at].stock].economy].price_zone == zone
    };
    let both = zones
        .iter()
        .all(|&(_, zone)| everyone.iter().any(|&at| in_zone(at, zone)));
    let blocs = world.bloc_members();

    add("", None, "", everyone.clone(), true);
    for (label, zone) in zones.iter().filter(|_| both) {
        add(label, None, "", filter(&|at| in_zone(at, *zone)), true);
    }
    for (id, _, members) in &blocs {
        let label = format!("bloc:{id}");
        add(
            &label,
            None,
            "",
            filter(&|at| members.contains(&economy_of(at).as_str())),
            true,
        );
    }
    for economy in &world.economies {
        add(
            &economy.id,
            None,
            "",
            filter(&|at| *economy_of(at) == economy.id),
            true,
        );
    }
    let sectors: BTreeSet<&str> = plan
        .demands
        .iter()
        .map(|d| world.demands[d.demand].sector.as_str())
        .collect();
    for sector in sectors {
        let mine = |&at: &usize| world.demands[plan.demands[at].demand].sector == sector;
        let of_sector = (0..plan.demands.len()).filter(mine).collect();
        add("", None, sector, of_sector, true);
    }
    for (&material, demands) in &of_material {
        add("", Some(material), "", demands.clone(), true);
    }
    for (label, zone) in zones.iter().filter(|_| both) {
        for (&material, demands) in &of_material {
            let chosen = within(demands, &|at| in_zone(at, *zone));
            add(label, Some(material), "", chosen, true);
        }
    }
    for (id, _, members) in &blocs {
        let label = format!("bloc:{id}");
        for (&material, demands) in &of_material {
            let chosen = within(demands, &|at| members.contains(&economy_of(at).as_str()));
            add(&label, Some(material), "", chosen, true);
        }
    }
    let mut single: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for &at in &everyone {
        let economy = plan.stocks[plan.demands[at].stock].economy;
        single
            .entry((economy, material_of(at)))
            .or_default()
            .push(at);
    }
    for ((economy, material), chosen) in single {
        add(
            &world.economies[economy].id,
            Some(material),
            "",
            chosen,
            false,
        );
    }
    let headlines = list.iter().filter(|scope| scope.headline).count();
    let tradable = |cell: &CellPlan| !cell.customers.is_empty() && cell.contents.is_empty();
    let cells = plan.market.cells.iter().enumerate();
    let prices = cells
        .filter(|(_, cell)| tradable(cell))
        .map(|(at, _)| at)
        .collect();
    Scopes {
        list,
        headlines,
        series,
        prices,
        narrow: false,
    }
}
