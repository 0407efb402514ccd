//! Columns that are not functions of one set of demands: origins, imports, prices, sites, reserves.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::block::{Ran, Shipments};
use crate::lanes::Lanes;
use crate::plan::policy::ProjectPlan;
use crate::plan::{ABROAD, Plan, zone_name};
use crate::result::{Indicator, Scope};
use crate::state::State;

/// A column after those of the headline scopes.
#[derive(Debug, Clone)]
pub(crate) struct Extra {
    pub(crate) indicator: Indicator,
    /// Buyers counted, by label and position; everybody where the label is empty.
    economy: String,
    members: Vec<usize>,
    /// Position of these buyers among those whose imports are told.
    group: usize,
    /// Position in the world; `None` for all.
    material: Option<usize>,
    /// Position of a cell, for prices.
    cell: usize,
}

/// Extra columns in their order: surplus, reserve use and closures; per material that is bought,
/// origins; import bill of all, blocs and economies, with the origins of what they buy; prices.
pub(crate) fn extras(plan: &Plan) -> Vec<Extra> {
    let mut list = all(plan);
    if plan.scopes.narrow {
        list.retain(|extra| match extra.indicator {
            Indicator::PublicCost | Indicator::IndustryCost | Indicator::ImportBill => true,
            Indicator::PriceMean | Indicator::PricePeak => extra.economy == zone_name(ABROAD),
            _ => false,
        });
    }
    list
}

fn all(plan: &Plan) -> Vec<Extra> {
    let plain = |indicator| Extra {
        indicator,
        economy: String::new(),
        members: Vec::new(),
        group: 0,
        material: None,
        cell: 0,
    };
    let mut list = vec![
        plain(Indicator::Surplus),
        plain(Indicator::ReserveUse),
        plain(Indicator::PublicCost),
        plain(Indicator::IndustryCost),
    ];
    if plan.market.on {
        list.push(plain(Indicator::SiteClosures));
    }
    for level in plan.levels.iter().filter(|level| !level.lanes.is_empty()) {
        for indicator in [Indicator::LargestOrigin, Indicator::SupplyHhi] {
            list.push(Extra {
                material: Some(level.material),
                ..plain(indicator)
            });
        }
    }
    list.push(plain(Indicator::ImportBill));
    for (group, (economy, members)) in buyers(plan).into_iter().enumerate() {
        for indicator in [
            Indicator::ImportBill,
            Indicator::LargestOrigin,
            Indicator::SupplyHhi,
        ] {
            list.push(Extra {
                economy: economy.clone(),
                members: members.clone(),
                group,
                ..plain(indicator)
            });
        }
    }
    for (cell, row) in plan.market.cells.iter().enumerate() {
        if row.customers.is_empty() {
            continue;
        }
        for indicator in [Indicator::PriceMean, Indicator::PricePeak] {
            list.push(Extra {
                economy: zone_name(row.zone).to_owned(),
                material: Some(row.material),
                cell,
                ..plain(indicator)
            });
        }
    }
    list
}

/// Blocs, then economies, that import anything of known price: label and members.
fn buyers(plan: &Plan) -> Vec<(String, Vec<usize>)> {
    let world = &plan.world;
    let at = |id: &str| world.economies.iter().position(|economy| economy.id == id);
    let blocs = world.bloc_members().into_iter().map(|(id, _, members)| {
        let mut members: Vec<usize> = members.into_iter().filter_map(at).collect();
        members.sort_unstable();
        members.dedup();
        (format!("bloc:{id}"), members)
    });
    let economies = world.economies.iter().enumerate();
    let importing: BTreeSet<usize> = plan.imports.iter().map(|import| import.economy).collect();
    blocs
        .chain(economies.map(|(at, economy)| (economy.id.clone(), vec![at])))
        .filter(|(_, members): &(String, Vec<usize>)| {
            members.iter().any(|at| importing.contains(at))
        })
        .collect()
}

impl Extra {
    /// What it is about, with names.
    pub(crate) fn scope(&self, plan: &Plan) -> Scope {
        let material = self.material.map(|at| plan.world.materials[at].id.clone());
        Scope {
            economy: self.economy.clone(),
            material: material.unwrap_or_default(),
            ..Scope::default()
        }
    }

    /// Its value in replication `w` of a block.
    pub(crate) fn value<const W: usize>(
        &self,
        plan: &Plan,
        ran: &Ran<W>,
        origins: &Origins<'_, W>,
        w: usize,
    ) -> f64 {
        let state = &ran.state;
        let reo = |material: usize| plan.world.materials[material].reo_t_per_t;
        match self.indicator {
            Indicator::Surplus => (0..state.books.len())
                .map(|m| state.books[m].surplus[w] * reo(m))
                .sum(),
            Indicator::ReserveUse => plan
                .reserves
                .iter()
                .zip(&state.released)
                .map(|(reserve, released)| released[w] * reo(plan.stocks[reserve.stock].material))
                .sum(),
            Indicator::PublicCost => {
                plan.accounts.public + state.spent_public[w] + supports(plan, state, w, true)
            }
            Indicator::IndustryCost => {
                plan.accounts.industry
                    + state.spent_industry[w]
                    + supports(plan, state, w, false)
                    + projects(plan, state, w)
            }
            Indicator::SiteClosures => state.operations.iter().map(|site| site.closures[w]).sum(),
            Indicator::PriceMean => ran.record.market.sum[self.cell][w] / f64::from(plan.steps),
            Indicator::PricePeak => ran.record.market.peak[self.cell][w],
            Indicator::ImportBill => {
                let bills = &ran.record.market.imports;
                if self.members.is_empty() {
                    bills.iter().map(|bill| bill[w]).sum()
                } else {
                    self.members.iter().map(|&at| bills[at][w]).sum()
                }
            }
            _ => concentration(self.indicator, origins.of(self), w),
        }
    }
}

/// The extra columns of a plan, and how the origins that some tell are added up.
pub(crate) struct ExtraColumns {
    extras: Vec<Extra>,
    /// What is added, lane by lane.
    adds: Vec<Purchase>,
    /// Where the amounts by origin stand of each material, and after them of each group of buyers.
    rows: Vec<Range<usize>>,
    materials: usize,
}

/// What a lane adds to an amount.
struct Purchase {
    lane: usize,
    amount: usize,
    /// 1 for mass, a baseline price for value.
    worth: f64,
}

impl ExtraColumns {
    pub(crate) fn of(plan: &Plan) -> Self {
        let extras = extras(plan);
        let materials = plan.world.materials.len();
        let buying = |extra: &&Extra| {
            extra.material.is_none() && extra.indicator == Indicator::LargestOrigin
        };
        // Rows that each economy's purchases count in.
        let mut counted = vec![Vec::new(); plan.world.economies.len()];
        let mut groups = 0;
        for group in extras.iter().filter(buying) {
            for &buyer in &group.members {
                counted[buyer].push(materials + group.group);
            }
            groups += 1;
        }
        let mut adds: Vec<(usize, (usize, usize), f64)> = Vec::new();
        for level in &plan.levels {
            let price = plan.world.materials[level.material].price;
            let worth = price.map_or(0.0, monazite_model::UsdPerKg::get);
            for at in level.lanes.clone() {
                let lane = &plan.lanes[at];
                let origin = plan.stocks[lane.from].economy;
                adds.push((at, (level.material, origin), 1.0));
                let rows = &counted[plan.stocks[lane.to].economy];
                adds.extend(rows.iter().map(|&row| (at, (row, origin), worth)));
            }
        }
        // Amounts are summed by origin in the order of the economies.
        let mut amounts: BTreeMap<(usize, usize), usize> =
            adds.iter().map(|&(_, amount, _)| (amount, 0)).collect();
        let mut rows = vec![0..0; materials + groups];
        for (at, (&(row, _), place)) in amounts.iter_mut().enumerate() {
            *place = at;
            if rows[row].is_empty() {
                rows[row].start = at;
            }
            rows[row].end = at + 1;
        }
        let adds = adds.into_iter().map(|(lane, amount, worth)| Purchase {
            lane,
            amount: amounts[&amount],
            worth,
        });
        Self {
            adds: adds.collect(),
            extras,
            rows,
            materials,
        }
    }

    pub(crate) fn extras(&self) -> &[Extra] {
        &self.extras
    }

    /// What was received since the start by origin: by mass for one material, by value at baseline prices
    /// for all. For all replications of a block at once; nothing, where the block kept no shipments.
    pub(crate) fn origins<const W: usize>(&self, ran: &Ran<W>) -> Origins<'_, W> {
        let all = self.rows.iter().map(|row| row.end).max();
        let mut amounts = vec![Lanes::ZERO; all.unwrap_or(0)];
        if ran.state.shipments != Shipments::Nothing {
            for add in &self.adds {
                amounts[add.amount] += ran.state.shipped[add.lane] * add.worth;
            }
        }
        Origins { of: self, amounts }
    }
}

/// Amounts by origin of a block.
pub(crate) struct Origins<'a, const W: usize> {
    of: &'a ExtraColumns,
    amounts: Vec<Lanes<W>>,
}

impl<const W: usize> Origins<'_, W> {
    /// The amounts of a column.
    fn of(&self, extra: &Extra) -> &[Lanes<W>] {
        let row = extra.material.unwrap_or(self.of.materials + extra.group);
        &self.amounts[self.of.rows[row].clone()]
    }
}

/// Largest share of an origin, or sum of the squares of all.
fn concentration<const W: usize>(indicator: Indicator, amounts: &[Lanes<W>], w: usize) -> f64 {
    let whole: f64 = amounts.iter().map(|amount| amount[w]).sum();
    if whole <= 0.0 {
        return 0.0;
    }
    let shares = amounts.iter().map(|amount| amount[w] / whole);
    if indicator == Indicator::LargestOrigin {
        shares.fold(0.0, f64::max)
    } else {
        shares.map(|share| share * share).sum()
    }
}

/// Paid for projects that waited for a price, if it came.
fn projects<const W: usize>(plan: &Plan, state: &State<W>, w: usize) -> f64 {
    let cost = |project: &ProjectPlan| {
        let at = project.planned;
        project.cost(plan, state.start_day[at][w] - state.construction[at][w])
    };
    plan.accounts.projects.iter().map(cost).sum()
}

/// Paid under guaranteed prices by the state, or by buyers.
fn supports<const W: usize>(plan: &Plan, state: &State<W>, w: usize, public: bool) -> f64 {
    let rows = plan.market.supports.iter().zip(&state.supports);
    rows.filter(|(row, _)| row.public == public)
        .map(|(_, paid)| paid[w])
        .sum()
}
