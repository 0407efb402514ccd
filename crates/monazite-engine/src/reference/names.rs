//! Words for quantities and the things they belong to.

use super::trace::Quantity;
use crate::plan::{Plan, StockKind};

/// What is compared, in words, with its unit.
pub(super) fn quantity(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Stock => "stock (t)",
        Quantity::UnderWay => "under way (t)",
        Quantity::Average => "average use or orders, or wanted use (t per step)",
        Quantity::Unfilled => "average unfilled share",
        Quantity::Looking => "steps since alternatives are sought",
        Quantity::Throughput => "throughput (t per step)",
        Quantity::Wanted => "wanted (t per step)",
        Quantity::Served => "served (t per step)",
        Quantity::Backlog => "backlog (t)",
        Quantity::Reliability => "reliability",
        Quantity::Shipped => "shipped since the start (t)",
        Quantity::Budget => "budget left (t)",
        Quantity::Releasing => "releasing",
        Quantity::Released => "released since the start (t)",
        Quantity::Produced => "produced since the start (t)",
        Quantity::Used => "used since the start (t)",
        Quantity::Consumed => "consumed since the start (t)",
        Quantity::Lost => "lost since the start (t)",
        Quantity::Surplus => "surplus since the start (t)",
        Quantity::Forgone => "forgone (t per step)",
        Quantity::Price => "logarithm of the price",
        Quantity::Shrunk => "orders as a share of those at baseline prices",
        Quantity::Felt => "price that demand feels",
        Quantity::Replaced => "replaced part",
        Quantity::Response => "response",
        Quantity::Margin => "average margin",
        Quantity::Clock => "steps on the wrong side of zero",
        Quantity::Works => "works",
        Quantity::Stretch => "stretch of capacity",
        Quantity::Waiting => "applications that wait (t)",
        Quantity::Paid => "paid under a guarantee (USD)",
        Quantity::Spare => "capacity left unused (t per step)",
    }
}

/// The thing at position `at` of a quantity's list.
pub(super) fn thing(plan: &Plan, quantity: Quantity, at: usize) -> String {
    match quantity {
        Quantity::Stock
        | Quantity::UnderWay
        | Quantity::Average
        | Quantity::Unfilled
        | Quantity::Looking => stock(plan, at),
        Quantity::Throughput => activity(plan, at),
        Quantity::Wanted | Quantity::Served | Quantity::Backlog | Quantity::Forgone => {
            stock(plan, plan.demands[at].stock)
        }
        Quantity::Reliability | Quantity::Shipped => lane(plan, at),
        Quantity::Budget => quota(plan, at),
        Quantity::Price | Quantity::Shrunk | Quantity::Felt | Quantity::Replaced => cell(plan, at),
        Quantity::Response => format!("row {at} in {}", cell(plan, plan.market.responses[at].cell)),
        Quantity::Margin
        | Quantity::Clock
        | Quantity::Works
        | Quantity::Stretch
        | Quantity::Spare => plan.world.sites[plan.sites[at].site].id.clone(),
        Quantity::Waiting => {
            let queued = plan
                .lanes
                .iter()
                .position(|lane| lane.licence != 0 && lane.queue == at);
            queued.map_or(String::new(), |at| lane(plan, at))
        }
        Quantity::Paid => stock(plan, plan.market.supports[at].stock),
        Quantity::Releasing | Quantity::Released => stock(plan, plan.reserves[at].stock),
        Quantity::Produced
        | Quantity::Used
        | Quantity::Consumed
        | Quantity::Lost
        | Quantity::Surplus => plan.world.materials[at].id.clone(),
    }
}

fn stock(plan: &Plan, at: usize) -> String {
    format!(
        "{} {}",
        plan.world.materials[plan.stocks[at].material].id,
        place(plan, at)
    )
}

fn place(plan: &Plan, at: usize) -> String {
    let how = match plan.stocks[at].kind {
        StockKind::Output => "made by",
        StockKind::Input => "fed to",
        StockKind::Demand => "at",
        StockKind::Reserve => "in",
    };
    format!("{how} {}", holder(plan, at))
}

fn holder(plan: &Plan, at: usize) -> String {
    let (stock, world) = (&plan.stocks[at], &plan.world);
    match stock.kind {
        StockKind::Output | StockKind::Input => format!("`{}`", world.sites[stock.place].id),
        StockKind::Demand => format!("`{}`", world.demands[stock.place].id),
        StockKind::Reserve => format!("a reserve of {}", world.economies[stock.economy].id),
    }
}

fn lane(plan: &Plan, at: usize) -> String {
    let lane = &plan.lanes[at];
    format!("{} for {}", stock(plan, lane.from), holder(plan, lane.to))
}

/// An activity by its site and what it makes: a site runs a recipe once.
fn activity(plan: &Plan, at: usize) -> String {
    let site = plan.sites.iter().find(|site| site.activities.contains(&at));
    let site = site.map_or("", |site| plan.world.sites[site.site].id.as_str());
    let material = |stock: usize| {
        plan.world.materials[plan.stocks[stock].material]
            .id
            .as_str()
    };
    let activity = &plan.activities[at];
    let from: Vec<&str> = activity
        .inputs
        .iter()
        .map(|input| material(input.0))
        .collect();
    let to: Vec<&str> = activity
        .outputs
        .iter()
        .map(|output| material(output.0))
        .collect();
    format!("`{site}` ({} to {})", from.join(" + "), to.join(" + "))
}

fn cell(plan: &Plan, at: usize) -> String {
    let Some(cell) = plan.market.cells.get(at) else {
        return "no cell".to_owned();
    };
    let zone = ["China", "the world"][cell.zone];
    format!("{} in {zone}", plan.world.materials[cell.material].id)
}

fn quota(plan: &Plan, at: usize) -> String {
    let effect = plan.quotas[at].effect;
    let hazard = plan
        .hazards
        .iter()
        .find(|hazard| hazard.effects.contains(&effect));
    format!(
        "quota {at} of `{}`",
        hazard.map_or("", |hazard| hazard.id.as_str())
    )
}
