//! Sites that make nothing, and pushed materials that nobody takes.

use std::collections::BTreeSet;

use super::reach::{Market, running};
use crate::findings::Findings;
use crate::{Status, Table, TradeKind, World};

pub(super) fn warn(world: &World, findings: &mut Findings) {
    let mut taken: BTreeSet<(Market<'_>, Option<&str>)> = BTreeSet::new();
    for trade in world
        .trade
        .iter()
        .filter(|trade| trade.kind == TradeKind::Baseline)
    {
        let from = Market {
            material: &trade.material,
            economy: &trade.origin,
        };
        taken.insert((from, trade.origin_site.as_deref()));
    }
    let pushed: BTreeSet<&str> = world
        .materials
        .iter()
        .filter(|m| m.pushed)
        .map(|m| m.id.as_str())
        .collect();
    let mut idle: BTreeSet<usize> = (0..world.sites.len()).collect();
    for (site, recipe) in running(world, false) {
        idle.remove(&site);
        let site_row = &world.sites[site];
        // What a site that is still to be built will do with its scrap is not known today.
        if site_row.status != Status::Operating {
            continue;
        }
        for flow in recipe
            .outputs
            .iter()
            .filter(|flow| pushed.contains(flow.material.as_str()))
        {
            let from = Market {
                material: &flow.material,
                economy: &site_row.economy,
            };
            let kept = taken.contains(&(from, None)) || taken.contains(&(from, Some(&site_row.id)));
            findings.need(kept, (Table::Sites, site), "id", "lost", || {
                format!(
                    "nobody takes the `{}` of `{}`: it is lost",
                    flow.material, site_row.id
                )
            });
        }
    }
    for site in idle {
        findings.need(false, (Table::Sites, site), "id", "idle", || {
            format!(
                "`{}` runs no recipe and makes nothing",
                world.sites[site].id
            )
        });
    }
}
