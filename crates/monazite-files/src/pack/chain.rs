//! Tables of the chain: materials, contents, recipes, sites, activities.

use std::collections::BTreeMap;

use monazite_model::{
    Activity, Basis, Content, Days, Material, Recipe, RecipeFlow, Site, Stage, Status,
};

use super::table::{Columns, TableFile};

pub(super) const MATERIALS: Columns = (
    &[
        "id",
        "name",
        "stage",
        "basis",
        "reo_t_per_t",
        "source",
        "grade",
    ],
    &["price_usd_per_kg", "pushed", "note"],
);
pub(super) const CONTENTS: Columns = (
    &["material", "oxide", "share", "source", "grade"],
    &["note"],
);
pub(super) const RECIPES: Columns = (
    &[
        "recipe",
        "material",
        "role",
        "coefficient",
        "source",
        "grade",
    ],
    &["driver", "note"],
);
pub(super) const SITES: Columns = (
    &[
        "id",
        "name",
        "economy",
        "stage",
        "capacity_t_per_yr",
        "source",
        "grade",
    ],
    &[
        "operator",
        "capacity_growth_per_yr",
        "status",
        "start",
        "start_delay_median_days",
        "start_delay_q90_days",
        "ramp",
        "processing_days",
        "input_cover_days",
        "output_cover_days",
        "cash_cost_usd_per_t",
        "note",
    ],
);
pub(super) const ACTIVITIES: Columns = (
    &["site", "recipe", "source", "grade"],
    &["throughput_t_per_yr", "note"],
);

/// Words for the stage at which a site works; tables name the plant, the model its product.
pub(super) const SITE_STAGES: [(&str, Stage); 5] = [
    ("mine", Stage::Concentrate),
    ("separator", Stage::Oxide),
    ("recycler", Stage::Scrap),
    ("metal", Stage::Metal),
    ("magnet", Stage::Magnet),
];

/// Range of yearly growth of anything: a halving to a doubling.
pub(super) const GROWTH: (f64, f64) = (-0.5, 1.0);

pub(super) fn materials(table: &mut TableFile) -> Vec<Material> {
    let stages = [
        Stage::Concentrate,
        Stage::Oxide,
        Stage::Metal,
        Stage::Magnet,
        Stage::Scrap,
    ]
    .map(|stage| (stage.word(), stage));
    let bases =
        [Basis::Reo, Basis::Metal, Basis::Magnet, Basis::Scrap].map(|basis| (basis.unit(), basis));
    table.rows(|row| Material {
        id: row.id("id"),
        name: row.text("name"),
        stage: row.word("stage", &stages, None),
        basis: row.word("basis", &bases, None),
        reo_t_per_t: row.number("reo_t_per_t", 0.0, 2.0, "t REO per t"),
        price: row.optional_price("price_usd_per_kg"),
        pushed: row.flag("pushed"),
        evidence: row.evidence(),
    })
}

pub(super) fn contents(table: &mut TableFile) -> Vec<Content> {
    table.rows(|row| Content {
        material: row.id("material"),
        oxide: row.id("oxide"),
        share: row.share("share"),
        evidence: row.evidence(),
    })
}

/// One row per input or output; recipes come in the order of their first rows.
pub(super) fn recipes(table: &mut TableFile) -> Vec<Recipe> {
    let rows = table.rows(|row| {
        let id = row.id("recipe");
        let is_input = row.word("role", &[("input", true), ("output", false)], None);
        let flow = RecipeFlow {
            material: row.id("material"),
            coefficient: row.number("coefficient", 0.0, 1e6, "t per t"),
            driver: row.flag("driver"),
            row: row.number,
            evidence: row.evidence(),
        };
        (id, is_input, flow)
    });
    let mut recipes: Vec<Recipe> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (id, is_input, flow) in rows {
        let place = *places.entry(id).or_insert_with_key(|id| {
            recipes.push(Recipe {
                id: id.clone(),
                inputs: Vec::new(),
                outputs: Vec::new(),
            });
            recipes.len() - 1
        });
        let recipe = &mut recipes[place];
        if is_input {
            recipe.inputs.push(flow);
        } else {
            recipe.outputs.push(flow);
        }
    }
    recipes
}

pub(super) fn sites(table: &mut TableFile) -> Vec<Site> {
    table.rows(|row| Site {
        id: row.id("id"),
        name: row.text("name"),
        economy: row.id("economy"),
        stage: row.word("stage", &SITE_STAGES, None),
        operator: row.text("operator"),
        capacity: row.flow("capacity_t_per_yr"),
        capacity_growth: row.number_or("capacity_growth_per_yr", 0.0, GROWTH.0, GROWTH.1),
        status: if row.word(
            "status",
            &[("operating", false), ("planned", true)],
            Some(false),
        ) {
            let delay_median = row.days("start_delay_median_days");
            let q90 = row.days("start_delay_q90_days");
            Status::Planned {
                start: row.date("start"),
                delay_median,
                delay_q90: if q90 == Days::ZERO { delay_median } else { q90 },
            }
        } else {
            Status::Operating
        },
        ramp: row.numbers("ramp", 0.0, 1.0),
        processing: row.days("processing_days"),
        input_cover: row.days("input_cover_days"),
        output_cover: row.days("output_cover_days"),
        cash_cost: row.optional_number("cash_cost_usd_per_t", 0.0, 1e9, "USD/t"),
        evidence: row.evidence(),
    })
}

pub(super) fn activities(table: &mut TableFile) -> Vec<Activity> {
    table.rows(|row| Activity {
        site: row.id("site"),
        recipe: row.id("recipe"),
        throughput: row.optional_flow("throughput_t_per_yr"),
        evidence: row.evidence(),
    })
}
