//! A world of REF as files: a pack and a scenario, as a user would write them.

use std::fs;
use std::io;
use std::path::Path;

use monazite_model::{
    Arrival, Effect, Evidence, Hazard, Law, PriceZone, Scenario, Stage, TonnesPerYear, World,
};

use super::Case;

/// Writes a case of [`super::ref_products`] into a folder: `scenario.toml` and `pack/`. It writes down what those
/// worlds have; what others may have besides (planned sites, choke points, reserves, strategies) it leaves out.
///
/// # Errors
///
/// If the folder cannot be written.
pub fn write_files(case: &Case, folder: &Path) -> io::Result<()> {
    let pack = folder.join("pack");
    fs::create_dir_all(&pack)?;
    fs::write(
        pack.join("pack.toml"),
        "format = 1\nid = \"ref\"\ntitle = \"REF\"\nbase_year = 2025\n\n[behaviour]\n",
    )?;
    write_pack(&case.world, &pack)?;
    fs::write(folder.join("scenario.toml"), scenario(&case.scenario)?)
}

/// A table: its name, its columns and its rows.
struct Table<'a> {
    name: &'static str,
    columns: &'static str,
    rows: Box<dyn Iterator<Item = Vec<String>> + 'a>,
}

fn write_pack(world: &World, folder: &Path) -> io::Result<()> {
    for table in tables(world) {
        let mut out = csv::Writer::from_path(folder.join(table.name))?;
        out.write_record(table.columns.split(','))?;
        for row in table.rows {
            out.write_record(row)?;
        }
        out.flush()?;
    }
    Ok(())
}

fn tables(world: &World) -> Vec<Table<'_>> {
    let table = |name, columns, rows| Table {
        name,
        columns,
        rows,
    };
    vec![
        table(
            "sources.csv",
            "id,title,publisher,year,url,note",
            Box::new(world.sources.iter().map(|row| {
                let all = [
                    &row.id,
                    &row.title,
                    &row.publisher,
                    &row.year,
                    &row.url,
                    &row.note,
                ];
                all.map(Clone::clone).into()
            })),
        ),
        table(
            "economies.csv",
            "id,name,price_zone,source,grade",
            Box::new(world.economies.iter().map(|row| {
                line(
                    [&row.id, &row.name, zone(row.price_zone)],
                    &[],
                    &row.evidence,
                )
            })),
        ),
        table(
            "materials.csv",
            "id,name,stage,basis,reo_t_per_t,price_usd_per_kg,pushed,source,grade",
            Box::new(world.materials.iter().map(|row| {
                let words = [&row.id, &row.name, row.stage.word(), "t REO", "1", "", "no"];
                line(words, &[], &row.evidence)
            })),
        ),
        table(
            "recipes.csv",
            "recipe,material,role,coefficient,driver,source,grade",
            Box::new(world.recipes.iter().flat_map(|recipe| {
                let inputs = recipe.inputs.iter().map(|flow| ("input", flow));
                let flows = inputs.chain(recipe.outputs.iter().map(|flow| ("output", flow)));
                flows.map(|(role, flow)| {
                    let driver = if flow.driver { "yes" } else { "no" };
                    let coefficient = flow.coefficient.to_string();
                    let words = [&recipe.id, &flow.material, role, &coefficient, driver];
                    line(words, &[], &flow.evidence)
                })
            })),
        ),
        table(
            "sites.csv",
            "id,name,economy,stage,operator,status,start,start_delay_median_days,start_delay_q90_days,ramp,\
             capacity_t_per_yr,capacity_growth_per_yr,processing_days,input_cover_days,output_cover_days,source,grade",
            Box::new(world.sites.iter().map(|row| {
                let words = [
                    &row.id,
                    &row.name,
                    &row.economy,
                    plant(row.stage),
                    "",
                    "operating",
                    "",
                    "",
                    "",
                    "",
                ];
                let numbers = [
                    row.capacity.get(),
                    row.capacity_growth,
                    row.processing.get(),
                    row.input_cover.get(),
                    row.output_cover.get(),
                ];
                line(words, &numbers, &row.evidence)
            })),
        ),
        table(
            "activities.csv",
            "site,recipe,throughput_t_per_yr,source,grade",
            Box::new(world.activities.iter().map(|row| {
                let throughput = row.throughput.map(TonnesPerYear::get);
                line(
                    [&row.site, &row.recipe],
                    throughput.as_slice(),
                    &row.evidence,
                )
            })),
        ),
        table(
            "demands.csv",
            "id,economy,sector,material,priority,unmet,demand_t_per_yr,growth_per_yr,cover_days,elasticity,\
             value_usd_per_kg,source,grade",
            Box::new(world.demands.iter().map(|row| {
                let words = [
                    &row.id,
                    &row.economy,
                    &row.sector,
                    &row.material,
                    "1",
                    "lost",
                ];
                let numbers = [
                    row.rate.get(),
                    row.growth,
                    row.cover.get(),
                    row.elasticity,
                    row.value.get(),
                ];
                line(words, &numbers, &row.evidence)
            })),
        ),
        table(
            "trade.csv",
            "id,material,origin,destination,origin_site,destination_site,kind,choke_points,contract,flow_t_per_yr,\
             lead_time_days,qualification_days,source,grade",
            Box::new(world.trade.iter().map(|row| {
                let words = [
                    &row.id,
                    &row.material,
                    &row.origin,
                    &row.destination,
                    "",
                    "",
                    "baseline",
                    "",
                    "no",
                ];
                let flow = row.flow.map_or(0.0, TonnesPerYear::get);
                let numbers = [flow, row.lead_time.get(), row.qualification.get()];
                line(words, &numbers, &row.evidence)
            })),
        ),
    ]
}

/// Words, numbers to the last bit, and where they are from.
fn line<const N: usize>(words: [&str; N], numbers: &[f64], evidence: &Evidence) -> Vec<String> {
    let words = words.into_iter().map(str::to_owned);
    let numbers = numbers.iter().map(ToString::to_string);
    let evidence = [evidence.source.clone(), evidence.grade.letter().to_owned()];
    words.chain(numbers).chain(evidence).collect()
}

fn zone(zone: PriceZone) -> &'static str {
    match zone {
        PriceZone::China => "china",
        PriceZone::World => "world",
    }
}

/// Tables name a site by the plant, not by its product.
fn plant(stage: Stage) -> &'static str {
    match stage {
        Stage::Concentrate => "mine",
        Stage::Oxide => "separator",
        other => other.word(),
    }
}

fn scenario(scenario: &Scenario) -> io::Result<String> {
    let mut text = format!(
        "format = 1\ntitle = \"REF\"\npack = \"./pack\"\ngrowth = false\n\n[run]\nstart = {}\n\
         horizon = \"{} days\"\nstep = \"{} days\"\nseed = 1\n\n[market]\nprices = false\n",
        scenario.run.start,
        scenario.run.horizon.get(),
        scenario.run.step.get(),
    );
    for row in &scenario.hazards {
        let lines =
            hazard(row).ok_or_else(|| io::Error::other(format!("{}: not one of REF", row.id)))?;
        text.push_str(&lines);
    }
    Ok(text)
}

/// A hazard of REF: an outage of an economy's sites, or the ban.
fn hazard(hazard: &Hazard) -> Option<String> {
    let (Arrival::Renewal { gap, .. }, [effect]) = (&hazard.arrival, hazard.effects.as_slice())
    else {
        return None;
    };
    let (
        Law::Geometric {
            probability,
            period,
        },
        Law::Lognormal { median, q90 },
    ) = (gap, &hazard.duration)
    else {
        return None;
    };
    let effect = match effect {
        Effect::Capacity(filter) => {
            format!(
                "[hazard.effect.capacity]\neconomy = {:?}\n",
                filter.economy.include
            )
        }
        Effect::Export { lanes, .. } => format!(
            "[hazard.effect.export]\norigin = {:?}\ndestination = {{ not = {:?} }}\nlimit = \"ban\"\n",
            lanes.origin.include, lanes.destination.exclude
        ),
        _ => return None,
    };
    Some(format!(
        "\n[[hazard]]\nid = {:?}\ntext = {:?}\nsource = {:?}\nfamily = {:?}\n\
         arrival = {{ renewal = {{ gap = {{ geometric = {{ probability = {probability}, period = \"{period} days\" }} }} }} }}\n\
         duration = {{ lognormal = {{ median = \"{median} days\", q90 = \"{q90} days\" }} }}\n\
         [[hazard.effect]]\n{effect}",
        hazard.id, hazard.text, hazard.source, hazard.family,
    ))
}
