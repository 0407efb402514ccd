//! Columns that are not functions of one set of demands: origins, imports, prices, sites, reserves.

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
        let members = members.into_iter().filter_map(at).collect();
        (format!("bloc:{id}"), members)
    });
    let economies = world.economies.iter().enumerate();
    let imports = |at: usize| plan.imports.iter().any(|import| import.economy == at);
    blocs
        .chain(economies.map(|(at, economy)| (economy.id.clone(), vec![at])))
        .filter(|(_, members): &(String, Vec<usize>)| members.iter().any(|&at| imports(at)))
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
        origins: &Origins<W>,
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
                let bills = ran.record.market.imports.iter().enumerate();
                bills
                    .filter(|(at, _)| self.members.is_empty() || self.members.contains(at))
                    .map(|(_, bill)| bill[w])
                    .sum()
            }
            _ => concentration(self.indicator, origins.of(self), w),
        }
    }
}

/// What buyers of each extra column received since the start, by origin: by mass for one material, by
/// value at baseline prices for all. Summed lane by lane, for all replications of a block at once.
pub(crate) struct Origins<const W: usize> {
    /// Rows of one amount per economy: materials first, then groups of buyers.
    rows: Vec<Lanes<W>>,
    economies: usize,
    materials: usize,
}

impl<const W: usize> Origins<W> {
    pub(crate) fn of_block(plan: &Plan, extras: &[Extra], ran: &Ran<W>) -> Self {
        let (economies, materials) = (plan.world.economies.len(), plan.world.materials.len());
        let buying = |extra: &&Extra| {
            extra.material.is_none() && extra.indicator == Indicator::LargestOrigin
        };
        let groups: Vec<&Extra> = extras.iter().filter(buying).collect();
        let mut rows = vec![Lanes::ZERO; (materials + groups.len()) * economies];
        // Rows that each economy's purchases count in.
        let counted: Vec<Vec<usize>> = (0..economies)
            .map(|buyer| {
                let mine = groups.iter().filter(|group| group.members.contains(&buyer));
                mine.map(|extra| (materials + extra.group) * economies)
                    .collect()
            })
            .collect();
        // Without their sums nothing is told of origins.
        let told = ran.state.shipments != Shipments::Nothing;
        for level in plan.levels.iter().filter(|_| told) {
            let price = plan.world.materials[level.material].price;
            let worth = price.map_or(0.0, monazite_model::UsdPerKg::get);
            for at in level.lanes.clone() {
                let lane = &plan.lanes[at];
                let origin = plan.stocks[lane.from].economy;
                let shipped = ran.state.shipped[at];
                rows[level.material * economies + origin] += shipped;
                for row in &counted[plan.stocks[lane.to].economy] {
                    rows[row + origin] += shipped * worth;
                }
            }
        }
        Self {
            rows,
            economies,
            materials,
        }
    }

    /// The row of a column: amounts by origin.
    fn of(&self, extra: &Extra) -> &[Lanes<W>] {
        let row = extra.material.unwrap_or(self.materials + extra.group);
        let first = row * self.economies;
        &self.rows[first..first + self.economies]
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
