//! Trade, demands and reserves.

use std::collections::BTreeMap;

use super::GROWTH;
use super::known::Known;
use crate::findings::Findings;
use crate::{Problem, Table, Trade, TradeKind, World};

/// Longest transport, days; goods under way are kept step by step.
const LONGEST_LEAD: f64 = 1000.0;
/// Longest qualification and cover, days: ten years.
const LONGEST_WAIT: f64 = 3652.5;

pub(super) fn check(world: &World, known: &Known<'_>, findings: &mut Findings) {
    trade(world, known, findings);
    demands(world, known, findings);
    reserves(world, known, findings);
}

/// What tells two trade rows apart.
type Route<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

fn trade(world: &World, known: &Known<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<Route<'_>, usize> = BTreeMap::new();
    for (row, trade) in world.trade.iter().enumerate() {
        let place = (Table::Trade, row);
        findings.refer(
            place,
            "material",
            "material",
            &trade.material,
            &known.materials,
        );
        findings.refer(place, "origin", "economy", &trade.origin, &known.economies);
        findings.refer(
            place,
            "destination",
            "economy",
            &trade.destination,
            &known.economies,
        );
        for choke_point in &trade.choke_points {
            findings.refer(
                place,
                "choke_points",
                "choke point",
                choke_point,
                &known.choke_points,
            );
        }
        known.cites(place, &trade.evidence, findings);
        ends(world, trade, row, known, findings);
        let lead = trade.lead_time.get();
        findings.need(
            lead <= LONGEST_LEAD,
            place,
            "lead_time_days",
            "range",
            || format!("`lead_time_days` must be at most {LONGEST_LEAD}, got {lead}"),
        );
        let wait = trade.qualification.get();
        findings.need(
            wait <= LONGEST_WAIT,
            place,
            "qualification_days",
            "range",
            || format!("`qualification_days` must be at most {LONGEST_WAIT}, got {wait}"),
        );
        let flows = trade.flow.is_some_and(|flow| flow.get() > 0.0);
        findings.need(
            trade.kind == TradeKind::Baseline || !flows,
            place,
            "flow_t_per_yr",
            "trade",
            || {
                "an alternative has no flow today; make it `baseline` or leave the flow empty"
                    .to_owned()
            },
        );
        let route = (
            trade.material.as_str(),
            trade.origin.as_str(),
            trade.destination.as_str(),
            trade.origin_site.as_deref(),
            trade.destination_site.as_deref(),
        );
        if let Some(&first) = seen.get(&route) {
            let same = world.trade[first].flow == trade.flow;
            let message = format!(
                "trade of `{}` from {} to {} is given twice{}",
                trade.material,
                trade.origin,
                trade.destination,
                if same { "" } else { ", with different flows" }
            );
            let problem = Problem::new(Table::Trade, row, "material", "duplicate", message);
            findings.push(problem.also(Table::Trade, first));
        } else {
            seen.insert(route, row);
        }
    }
}

/// Sites and demands that a row names must exist and lie in the economies that it names.
fn ends(world: &World, trade: &Trade, row: usize, known: &Known<'_>, findings: &mut Findings) {
    let place = (Table::Trade, row);
    // A row that names no economy is told itself; it is not in a wrong one.
    let is_known = |economy: &str| known.economies.contains_key(economy);
    if let Some(site) = &trade.origin_site {
        findings.refer(place, "origin_site", "site", site, &known.sites);
        if let Some(&at) = known.sites.get(site.as_str()) {
            let economy = &world.sites[at].economy;
            findings.need(
                *economy == trade.origin || !is_known(economy),
                place,
                "origin_site",
                "reference",
                || format!("`{site}` lies in {economy}, not in {}", trade.origin),
            );
        }
    }
    if let Some(buyer) = &trade.destination_site {
        let site = known
            .sites
            .get(buyer.as_str())
            .map(|&at| &world.sites[at].economy);
        let demand = known
            .demands
            .get(buyer.as_str())
            .map(|&at| &world.demands[at].economy);
        if let Some(economy) = site.or(demand) {
            let here = *economy == trade.destination || !is_known(economy);
            findings.need(here, place, "destination_site", "reference", || {
                format!("`{buyer}` lies in {economy}, not in {}", trade.destination)
            });
        } else {
            let all = known.sites.keys().chain(known.demands.keys()).copied();
            findings.unknown(place, "destination_site", "site or demand", buyer, all);
        }
    }
}

fn demands(world: &World, known: &Known<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for (row, demand) in world.demands.iter().enumerate() {
        let place = (Table::Demands, row);
        findings.refer(
            place,
            "economy",
            "economy",
            &demand.economy,
            &known.economies,
        );
        findings.refer(
            place,
            "material",
            "material",
            &demand.material,
            &known.materials,
        );
        findings.well_formed(place, "sector", &demand.sector);
        known.cites(place, &demand.evidence, findings);
        if let Some(&site) = known.sites.get(demand.id.as_str()) {
            let message = format!("`{}` is the id of a site too", demand.id);
            let problem = Problem::new(Table::Demands, row, "id", "duplicate", message);
            findings.push(problem.also(Table::Sites, site));
        }
        let (growth, elasticity) = (demand.growth, demand.elasticity);
        findings.need(
            GROWTH.contains(&growth),
            place,
            "growth_per_yr",
            "range",
            || format!("`growth_per_yr` must be between -0.5 and 1, got {growth}"),
        );
        findings.need(
            (-5.0..=0.0).contains(&elasticity),
            place,
            "elasticity",
            "range",
            || format!("`elasticity` must be between -5 and 0, got {elasticity}"),
        );
        findings.need(
            (1..=9).contains(&demand.priority),
            place,
            "priority",
            "range",
            || {
                format!(
                    "`priority` must be between 1 and 9, got {}",
                    demand.priority
                )
            },
        );
        let cover = demand.cover.get();
        findings.need(cover <= LONGEST_WAIT, place, "cover_days", "range", || {
            format!("`cover_days` must be at most {LONGEST_WAIT}, got {cover}")
        });
        let key = (
            demand.economy.as_str(),
            demand.sector.as_str(),
            demand.material.as_str(),
        );
        if let Some(&first) = seen.get(&key) {
            let same = world.demands[first].rate == demand.rate;
            let message = format!(
                "the demand of {} `{}` for `{}` is given twice{}",
                demand.economy,
                demand.sector,
                demand.material,
                if same { "" } else { ", with different amounts" }
            );
            let problem = Problem::new(Table::Demands, row, "material", "duplicate", message);
            findings.push(problem.also(Table::Demands, first));
        } else {
            seen.insert(key, row);
        }
    }
}

fn reserves(world: &World, known: &Known<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (row, reserve) in world.reserves.iter().enumerate() {
        let place = (Table::Reserves, row);
        findings.refer(
            place,
            "holder",
            "economy",
            &reserve.holder,
            &known.economies,
        );
        findings.refer(
            place,
            "material",
            "material",
            &reserve.material,
            &known.materials,
        );
        known.cites(place, &reserve.evidence, findings);
        if let Some(&first) = seen.get(&(reserve.holder.as_str(), reserve.material.as_str())) {
            let message = format!("{} holds `{}` twice", reserve.holder, reserve.material);
            let problem = Problem::new(Table::Reserves, row, "material", "duplicate", message);
            findings.push(problem.also(Table::Reserves, first));
        } else {
            seen.insert((&reserve.holder, &reserve.material), row);
        }
    }
}
