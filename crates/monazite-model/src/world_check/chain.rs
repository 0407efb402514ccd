//! Recipes, sites and activities.

use std::collections::BTreeMap;

use super::GROWTH;
use super::known::Known;
use crate::findings::Findings;
use crate::{Problem, Recipe, RecipeFlow, Status, Table, World};

/// Longest span that stocks can cover or goods can spend in process, days: ten years.
const LONGEST_STAY: f64 = 3652.5;
/// Relative slack of balances: sums of rounded decimals miss by this much at most.
const ROUNDING: f64 = 1e-9;

pub(super) fn check(world: &World, known: &Known<'_>, findings: &mut Findings) {
    for recipe in &world.recipes {
        flows(recipe, known, findings);
        drivers(recipe, findings);
        mass(world, recipe, known, findings);
    }
    sites(world, known, findings);
    activities(world, known, findings);
}

/// Row of the file that a recipe begins with.
fn first_row(recipe: &Recipe) -> usize {
    recipe
        .inputs
        .iter()
        .chain(&recipe.outputs)
        .map(|flow| flow.row)
        .min()
        .unwrap_or(0)
}

fn flows(recipe: &Recipe, known: &Known<'_>, findings: &mut Findings) {
    let start = (Table::Recipes, first_row(recipe));
    findings.well_formed(start, "recipe", &recipe.id);
    findings.need(!recipe.outputs.is_empty(), start, "role", "recipe", || {
        format!("the recipe `{}` has no output", recipe.id)
    });
    for (role, list) in [("input", &recipe.inputs), ("output", &recipe.outputs)] {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for flow in list {
            let place = (Table::Recipes, flow.row);
            findings.refer(
                place,
                "material",
                "material",
                &flow.material,
                &known.materials,
            );
            known.cites(place, &flow.evidence, findings);
            let coefficient = flow.coefficient;
            findings.need(coefficient > 0.0 && coefficient <= 1e6, place, "coefficient", "range", || {
                format!("`coefficient` must lie above 0 and at most at 1e6 t per t, got {coefficient}")
            });
            if let Some(&first) = seen.get(flow.material.as_str()) {
                let message = format!(
                    "the {role} `{}` of `{}` is given twice",
                    flow.material, recipe.id
                );
                let problem =
                    Problem::new(Table::Recipes, flow.row, "material", "duplicate", message);
                findings.push(problem.also(Table::Recipes, first));
            } else {
                seen.insert(&flow.material, flow.row);
            }
        }
    }
}

/// Joint products need one among them whose orders drive the plant.
fn drivers(recipe: &Recipe, findings: &mut Findings) {
    for flow in recipe.inputs.iter().filter(|flow| flow.driver) {
        let message = format!(
            "the input `{}` is marked as driver; only outputs drive",
            flow.material
        );
        findings.push(Problem::new(
            Table::Recipes,
            flow.row,
            "driver",
            "driver",
            message,
        ));
    }
    let driving: Vec<&RecipeFlow> = recipe.outputs.iter().filter(|flow| flow.driver).collect();
    if recipe.outputs.len() < 2 || driving.len() == 1 {
        return;
    }
    let message = format!(
        "the recipe `{}` has {} outputs of which {} drive; exactly one must",
        recipe.id,
        recipe.outputs.len(),
        driving.len()
    );
    let row = driving.get(1).map_or(first_row(recipe), |flow| flow.row);
    let hint = "set `driver` to yes on the output whose orders decide how much the plant runs";
    findings.push(Problem::new(Table::Recipes, row, "driver", "driver", message).hint(hint));
}

/// No recipe makes mass: what comes out holds no more rare-earth oxide than what goes in. Mines have
/// no inputs and are exempt.
fn mass(world: &World, recipe: &Recipe, known: &Known<'_>, findings: &mut Findings) {
    let oxide = |list: &[RecipeFlow]| -> Option<f64> {
        let each = list.iter().map(|flow| {
            let at = known.materials.get(flow.material.as_str())?;
            Some(flow.coefficient * world.materials[*at].reo_t_per_t)
        });
        each.sum()
    };
    let (Some(taken), Some(made)) = (oxide(&recipe.inputs), oxide(&recipe.outputs)) else {
        return;
    };
    if recipe.inputs.is_empty() || made <= taken * (1.0 + ROUNDING) {
        return;
    }
    let message = format!(
        "the recipe `{}` has a yield of {:.4}: it makes {made:.6} t REO out of {taken:.6} t REO",
        recipe.id,
        made / taken
    );
    let row = recipe.outputs.first().map_or(0, |flow| flow.row);
    let hint = "a yield above 1 makes mass out of nothing; check coefficients and `reo_t_per_t`";
    findings.push(Problem::new(Table::Recipes, row, "coefficient", "mass", message).hint(hint));
}

fn sites(world: &World, known: &Known<'_>, findings: &mut Findings) {
    for (row, site) in world.sites.iter().enumerate() {
        let place = (Table::Sites, row);
        findings.refer(place, "economy", "economy", &site.economy, &known.economies);
        known.cites(place, &site.evidence, findings);
        findings.need(
            site.capacity.get() > 0.0,
            place,
            "capacity_t_per_yr",
            "range",
            || "`capacity_t_per_yr` must be above 0".to_owned(),
        );
        let growth = site.capacity_growth;
        findings.need(
            GROWTH.contains(&growth),
            place,
            "capacity_growth_per_yr",
            "range",
            || format!("`capacity_growth_per_yr` must be between -0.5 and 1, got {growth}"),
        );
        for share in &site.ramp {
            findings.need((0.0..=1.0).contains(share), place, "ramp", "range", || {
                format!("`ramp` must be shares between 0 and 1, got {share}")
            });
        }
        if let Status::Planned {
            delay_median,
            delay_q90,
            ..
        } = &site.status
        {
            let (median, q90) = (delay_median.get(), delay_q90.get());
            findings.need(q90 >= median, place, "start_delay_q90_days", "range", || {
                format!("the 90th percentile of the delay ({q90} days) is below its median ({median})")
            });
            findings.need(
                median > 0.0 || q90 == 0.0,
                place,
                "start_delay_median_days",
                "range",
                || {
                    format!(
                        "a delay with a median of 0 cannot have a 90th percentile of {q90} days"
                    )
                },
            );
        }
        let stays = [
            ("processing_days", site.processing),
            ("input_cover_days", site.input_cover),
            ("output_cover_days", site.output_cover),
        ];
        for (field, stay) in stays {
            findings.need(stay.get() <= LONGEST_STAY, place, field, "range", || {
                format!(
                    "`{field}` must be at most {LONGEST_STAY} days, got {}",
                    stay.get()
                )
            });
        }
    }
}

fn activities(world: &World, known: &Known<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut totals: BTreeMap<usize, f64> = BTreeMap::new();
    for (row, activity) in world.activities.iter().enumerate() {
        let place = (Table::Activities, row);
        findings.refer(place, "site", "site", &activity.site, &known.sites);
        findings.refer(place, "recipe", "recipe", &activity.recipe, &known.recipes);
        known.cites(place, &activity.evidence, findings);
        if let Some(&first) = seen.get(&(activity.site.as_str(), activity.recipe.as_str())) {
            let message = format!("`{}` runs `{}` twice", activity.site, activity.recipe);
            let problem = Problem::new(Table::Activities, row, "recipe", "duplicate", message);
            findings.push(problem.also(Table::Activities, first));
            continue;
        }
        seen.insert((&activity.site, &activity.recipe), row);
        let (Some(&site), Some(throughput)) =
            (known.sites.get(activity.site.as_str()), activity.throughput)
        else {
            continue;
        };
        let site_row = &world.sites[site];
        let planned = matches!(site_row.status, Status::Planned { .. });
        findings.need(
            !planned || throughput.get() == 0.0,
            place,
            "throughput_t_per_yr",
            "capacity",
            || {
                format!(
                    "`{}` is planned and cannot have a throughput yet",
                    site_row.id
                )
            },
        );
        let total = totals.entry(site).or_default();
        let before = *total;
        *total += throughput.get();
        let capacity = site_row.capacity.get();
        let limit = capacity * (1.0 + ROUNDING);
        // Told once, at the activity that goes over.
        findings.need(*total <= limit || before > limit, place, "throughput_t_per_yr", "capacity", || {
            format!("the activities of `{}` add up to {total} t/yr, above its capacity of {capacity}", site_row.id)
        });
    }
}
