//! What a hazard or a strategy reaches, told with the amounts of the balanced world.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{Action, DAYS_PER_YEAR, Effect, ExportLimit, Hazard, Pause, Strategy};

use super::words;
use crate::plan::{EffectKind, Plan, StockKind, StockPlan};

/// Materials named in the reach of an effect.
const NAMED: usize = 3;

/// A hazard as a paragraph: when, how long, how bad, and what it does to whom.
pub(super) fn hazard(hazard: &Hazard, plan: &Plan) -> String {
    let mut told = vec![format!(
        "{} (`{}`).",
        hazard.text.trim_end_matches('.'),
        hazard.id
    )];
    told.push(format!("{}.", words::arrival(&hazard.arrival)));
    if hazard.escalation.is_empty() {
        told.push(format!("Lasts {}.", words::length(&hazard.duration)));
    } else {
        let rungs: Vec<String> = hazard
            .escalation
            .iter()
            .enumerate()
            .map(|(at, rung)| {
                let next = if at + 1 == hazard.escalation.len() {
                    String::new()
                } else {
                    format!(
                        ", goes on in {} of cases",
                        words::per_cent(rung.escalate.get())
                    )
                };
                format!(
                    "{} at {} strength for {}{next}",
                    rung.name,
                    words::per_cent(rung.level.get()),
                    words::length(&rung.duration)
                )
            })
            .collect();
        told.push(format!("Escalates: {}.", rungs.join("; then ")));
    }
    if hazard.severity != monazite_model::Law::Fixed(1.0) {
        told.push(format!("Severity {}.", words::severity(&hazard.severity)));
    }
    if hazard.profile.recovery.get() > 0.0 {
        told.push(format!(
            "Fades over {} after that.",
            words::span(hazard.profile.recovery.get())
        ));
    }
    let compiled = plan.hazards.iter().find(|known| known.id == hazard.id);
    let first = compiled.map_or(0, |known| known.effects.start);
    for (at, effect) in hazard.effects.iter().enumerate() {
        told.push(of_effect(effect, first + at, plan));
    }
    told.join(" ")
}

fn of_effect(effect: &Effect, at: usize, plan: &Plan) -> String {
    match effect {
        Effect::Price { factor, .. } => format!("Multiplies prices by {}.", words::number(*factor)),
        Effect::Capacity(_) => format!("Takes capacity from {}.", sites(at, plan)),
        Effect::Export {
            limit, re_export, ..
        } => {
            let what = match limit {
                ExportLimit::Ban => "Bans exports".to_owned(),
                ExportLimit::Factor(share) => {
                    format!("Lets {} of exports through", words::per_cent(share.get()))
                }
                ExportLimit::Quota(quota) => {
                    format!(
                        "Caps exports at {} t a year per material",
                        words::number(quota.get())
                    )
                }
            };
            let abroad = if *re_export {
                ", and goods made of it abroad"
            } else {
                ""
            };
            let lanes = if matches!(limit, ExportLimit::Quota(_)) {
                let quotas = plan.quotas.iter().filter(|quota| quota.effect == at);
                quotas
                    .flat_map(|quota| quota.lanes.iter().copied())
                    .collect()
            } else {
                felt_lanes(plan, at, |plan| &plan.signatures.open, |lane| lane.open)
            };
            format!("{what}{abroad}: {}.", reach(plan, &lanes))
        }
        Effect::Licensing {
            dead_time,
            initial,
            final_share,
            ramp,
            refusal,
            leakage,
            ..
        } => {
            let licences = |lane: &crate::plan::LanePlan| lane.licence;
            let lanes = felt_lanes(plan, at, |plan| &plan.signatures.licence, licences);
            let pace = if initial == final_share {
                format!(
                    "{} of those in hand every four weeks",
                    words::per_cent(initial.get())
                )
            } else {
                format!(
                    "{} of those in hand every four weeks, rising to {} over {}",
                    words::per_cent(initial.get()),
                    words::per_cent(final_share.get()),
                    words::span(ramp.get()),
                )
            };
            let shares = [
                (refusal, "of the decided are refused"),
                (leakage, "of normal trade passes all the same"),
            ];
            let rest: String = shares
                .iter()
                .filter(|(share, _)| share.get() > 0.0)
                .map(|(share, what)| format!("; {} {what}", words::per_cent(share.get())))
                .collect::<Vec<_>>()
                .concat();
            format!(
                "Exports need a licence: no application is decided for {}, then {pace}{rest}: {}.",
                words::span(dead_time.get()),
                reach(plan, &lanes)
            )
        }
        Effect::Route {
            choke_point,
            extra_lead_time,
            capacity_factor,
        } => {
            let lanes = felt_lanes(plan, at, |plan| &plan.signatures.delay, |lane| lane.delay);
            let name = plan
                .world
                .choke_points
                .iter()
                .find(|point| point.id == *choke_point);
            format!(
                "At full severity {} of what passes {} still does, {} later: {}.",
                words::per_cent(capacity_factor.get()),
                name.map_or(choke_point.as_str(), |point| &point.name),
                words::span(extra_lead_time.get()),
                reach(plan, &lanes)
            )
        }
        Effect::Demand { factor, .. } => {
            let demands = plan
                .demands
                .iter()
                .filter(|demand| plan.signatures.demand[demand.factor].contains(&at));
            let (count, amount) = demands.fold((0, 0.0), |(count, amount), demand| {
                (
                    count + 1,
                    amount + demand.rate * demand.reo * DAYS_PER_YEAR / plan.step_days,
                )
            });
            format!(
                "Multiplies {} ({} t REO a year) by {} at full severity.",
                words::counted(f64::from(count), "demand"),
                words::number(amount),
                words::number(*factor)
            )
        }
        Effect::StockLoss(_) => {
            let EffectKind::StockLoss { stocks } = &plan.effects[at].kind else {
                return String::new();
            };
            let held: f64 = stocks
                .iter()
                .map(|&stock| plan.stocks[stock].initial * reo(plan, stock))
                .sum();
            format!(
                "Destroys or seizes the severity's share of {} stocks, which hold {} t REO.",
                stocks.len(),
                words::number(held)
            )
        }
        Effect::Transit { pause, .. } => {
            let (what, lanes) = match pause {
                Pause::Order => (
                    "No orders are placed",
                    felt_lanes(plan, at, |plan| &plan.signatures.order, |lane| lane.order),
                ),
                Pause::Shipment => (
                    "Nothing leaves; what is under way arrives",
                    felt_lanes(plan, at, |plan| &plan.signatures.open, |lane| lane.open),
                ),
                Pause::Transit => ("What is under way stands still", paused(plan, at, true)),
                Pause::Receipt => (
                    "What is under way waits at the border",
                    paused(plan, at, false),
                ),
            };
            format!("{what}: {}.", reach(plan, &lanes))
        }
    }
}

fn reo(plan: &Plan, stock: usize) -> f64 {
    plan.world.materials[plan.stocks[stock].material].reo_t_per_t
}

/// Lanes whose signature in a table has the effect.
fn felt_lanes(
    plan: &Plan,
    effect: usize,
    table: impl Fn(&Plan) -> &Vec<Vec<usize>>,
    row: impl Fn(&crate::plan::LanePlan) -> usize,
) -> Vec<usize> {
    (0..plan.lanes.len())
        .filter(|&at| table(plan)[row(&plan.lanes[at])].contains(&effect))
        .collect()
}

fn paused(plan: &Plan, effect: usize, transit: bool) -> Vec<usize> {
    (0..plan.lanes.len())
        .filter(|&at| {
            let pipe = &plan.pipes[plan.lanes[at].pipe];
            let row = if transit {
                &plan.signatures.transit[pipe.transit_pause]
            } else {
                &plan.signatures.receipt[pipe.receipt_pause]
            };
            row.contains(&effect)
        })
        .collect()
}

/// How much the lanes carry, and how much of their buyers' supply that is, worst first.
fn reach(plan: &Plan, lanes: &[usize]) -> String {
    let mut on_lanes: BTreeMap<usize, f64> = BTreeMap::new();
    let mut buyers: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut carried = 0.0;
    for &at in lanes {
        let lane = &plan.lanes[at];
        let to = &plan.stocks[lane.to];
        if lane.baseline > 0.0 {
            *on_lanes.entry(to.material).or_default() += lane.baseline;
            buyers.insert((to.economy, to.material));
            carried += lane.baseline * reo(plan, lane.to);
        }
    }
    let mut supply: BTreeMap<usize, f64> = BTreeMap::new();
    for lane in &plan.lanes {
        let to = &plan.stocks[lane.to];
        if buyers.contains(&(to.economy, to.material)) {
            *supply.entry(to.material).or_default() += lane.baseline;
        }
    }
    if on_lanes.is_empty() {
        return "nothing that flows at baseline".to_owned();
    }
    let mut shares: Vec<(usize, f64)> = on_lanes
        .iter()
        .map(|(&material, flow)| (material, flow / supply[&material]))
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let named: Vec<String> = shares
        .iter()
        .map(|&(material, share)| {
            format!(
                "{} {}",
                words::per_cent(share),
                plan.world.materials[material].name
            )
        })
        .collect();
    format!(
        "{} t REO a year in {}; of what these buyers use, {}",
        words::number(carried * DAYS_PER_YEAR / plan.step_days),
        words::counted(on_lanes.len() as f64, "material"),
        words::some_of(&named, NAMED)
    )
}

/// Which sites feel the effect, and which share of the world they make.
fn sites(effect: usize, plan: &Plan) -> String {
    let felt: Vec<usize> = (0..plan.sites.len())
        .filter(|&at| plan.signatures.available[plan.sites[at].available].contains(&effect))
        .collect();
    let names: Vec<String> = felt
        .iter()
        .map(|&at| plan.world.sites[plan.sites[at].site].name.clone())
        .collect();
    let (mut theirs, mut all): (BTreeMap<usize, f64>, BTreeMap<usize, f64>) = Default::default();
    for (at, site) in plan.sites.iter().enumerate() {
        for activity in site.activities.clone() {
            for &(stock, coefficient, _) in &plan.activities[activity].outputs {
                let made = coefficient * plan.throughput[activity];
                let material = plan.stocks[stock].material;
                *all.entry(material).or_default() += made;
                if felt.contains(&at) && made > 0.0 {
                    *theirs.entry(material).or_default() += made;
                }
            }
        }
    }
    let mut shares: Vec<(usize, f64)> = theirs
        .iter()
        .map(|(&material, made)| (material, made / all[&material]))
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let named: Vec<String> = shares
        .iter()
        .map(|&(material, share)| {
            format!(
                "{} of {}",
                words::per_cent(share),
                plan.world.materials[material].name
            )
        })
        .collect();
    let makes = if named.is_empty() {
        "which make nothing yet".to_owned()
    } else {
        format!("which make {}", words::some_of(&named, NAMED))
    };
    format!("{}, {makes}", words::some_of(&names, NAMED))
}

/// Price of a material at baseline, USD per tonne; 0 where none is known.
fn usd_per_t(plan: &Plan, material: usize) -> f64 {
    let price = plan.world.materials[material].price;
    price.map_or(0.0, |price| price.get() * 1000.0)
}

/// A strategy as a paragraph: each action with what it comes to.
pub(super) fn strategy(strategy: &Strategy, plain: &Plan, plan: &Plan) -> String {
    let mut told = vec![format!(
        "{} (`{}`).",
        strategy.title.trim_end_matches('.'),
        strategy.id
    )];
    if strategy
        .actions
        .iter()
        .any(|action| matches!(action.action, Action::Stockpile { .. }))
    {
        // t REO and USD million of all reserves of a plan: held at the start, and aimed at.
        let reserves = |plan: &Plan, mass: fn(&StockPlan) -> f64| {
            let rows = plan.reserves.iter().map(|reserve| reserve.stock);
            rows.fold((0.0, 0.0), |(tonnes, worth), stock| {
                let row = &plan.stocks[stock];
                let (mass, price) = (mass(row), usd_per_t(plan, row.material));
                (tonnes + mass * reo(plan, stock), worth + mass * price / 1e6)
            })
        };
        let more = |mass: fn(&StockPlan) -> f64| {
            let (with, without) = (reserves(plan, mass), reserves(plain, mass));
            (with.0 - without.0, with.1 - without.1)
        };
        let (start, aim) = (more(|row| row.initial), more(|row| row.target));
        told.push(format!(
            "Adds {} that are to hold {} t REO, worth USD {} million at baseline prices where one is known; {} t REO \
             of it are there at the start.",
            words::counted((plan.reserves.len() - plain.reserves.len()) as f64, "reserve"),
            words::number(aim.0),
            words::number(aim.1),
            words::number(start.0),
        ));
    }
    if strategy
        .actions
        .iter()
        .any(|action| matches!(action.action, Action::Buffer { .. }))
    {
        let stocks = |plan: &Plan| -> (f64, f64) {
            let customers =
                plan.stocks.iter().enumerate().filter(|(_, stock)| {
                    matches!(stock.kind, StockKind::Input | StockKind::Demand)
                });
            customers.fold((0.0, 0.0), |(tonnes, worth), (at, stock)| {
                let price = usd_per_t(plan, stock.material);
                (
                    tonnes + stock.initial * reo(plan, at),
                    worth + stock.initial * price,
                )
            })
        };
        let (with, without) = (stocks(plan), stocks(plain));
        told.push(format!(
            "Users hold {} t REO more, worth USD {} million at baseline prices where one is known.",
            words::number(with.0 - without.0),
            words::number((with.1 - without.1) / 1e6)
        ));
    }
    told.join(" ")
}
