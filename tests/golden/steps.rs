//! The tables under "The arithmetic" against the engine, step by step.

use monazite_engine::replay;
use monazite_model::DAYS_PER_YEAR;
use monazite_tests::run::{built_in, compiled};

use super::cells::value;
use super::readme;
use super::tables::{Table, tables};

/// Served over wanted of a material in each step.
fn served(toy: &str, overrides: &[&str], material: &str) -> Vec<f64> {
    let loaded = built_in(toy, overrides);
    let table = replay(&compiled(&loaded.world, &loaded.scenario, ""), 1, 0).table;
    let rate = |rates: &[(String, f64)]| {
        rates
            .iter()
            .find(|(id, _)| id == material)
            .unwrap_or_else(|| panic!("no {material}"))
            .1
    };
    table.iter().map(|row| rate(&row.fill_rate)).collect()
}

fn table(toy: &str, first: &str) -> Table {
    let found = tables(&readme(toy))
        .into_iter()
        .find(|table| table.header[0] == first);
    found.unwrap_or_else(|| panic!("{toy} has no table that begins with `{first}`"))
}

/// `16`, `0-3`, `9 and on` as a range of steps of a run of `end` steps.
fn span(cell: &str, end: usize) -> std::ops::Range<usize> {
    let number = |text: &str| {
        text.trim()
            .parse::<usize>()
            .unwrap_or_else(|_| panic!("step `{cell}`"))
    };
    if let Some(first) = cell.strip_suffix(" and on") {
        return number(first)..end;
    }
    match cell.split_once('-') {
        Some((first, last)) => number(first)..number(last) + 1,
        None => number(cell)..number(cell) + 1,
    }
}

fn close(found: f64, promised: f64) -> bool {
    (found - promised).abs() < 1e-7
}

#[test]
fn the_user_of_one_mine_is_served_as_its_table_says() {
    let toy = "toy-one-mine-one-user";
    let rates = served(toy, &[], "ore");
    let table = table(toy, "step");
    let at = table
        .header
        .iter()
        .position(|name| name == "served")
        .expect("a column");
    let mut covered = 0;
    for row in &table.rows {
        let promised = value(&row[at]).unwrap_or_else(|error| panic!("{error}"));
        for step in span(&row[0], rates.len()) {
            assert!(
                close(7.0 * rates[step], promised),
                "step {step}: {}",
                rates[step]
            );
            covered += 1;
        }
    }
    assert_eq!(covered, 17, "steps 0 to 16");
}

#[test]
fn the_table_of_one_mine_adds_up() {
    // Stock and service follow from what is made by the rules of the step, by hand: what is shipped
    // comes from what is made and held, arrives two steps later, and is used from the stock.
    let table = table("toy-one-mine-one-user", "step");
    let cell = |row: &[String], name: &str| {
        let at = table
            .header
            .iter()
            .position(|header| header == name)
            .expect("a column");
        value(&row[at]).unwrap_or_else(|error| panic!("{error}"))
    };
    let mut held = 14.0;
    let mut stock = 28.0;
    let mut shipped = vec![7.0, 7.0];
    for row in &table.rows {
        for _ in span(&row[0], 52) {
            held += cell(row, "mine makes") - cell(row, "shipped");
            shipped.push(cell(row, "shipped"));
            let arrives = shipped[shipped.len() - 3];
            assert!(close(arrives, cell(row, "arrives")), "{row:?}");
            stock += arrives - cell(row, "served");
            assert!(
                close(stock, cell(row, "user's stock afterwards")),
                "{row:?}"
            );
            assert!(
                held >= -1e-9,
                "{row:?}: the mine has shipped what it does not have"
            );
        }
    }
}

#[test]
fn the_plant_at_half_ships_as_its_table_says() {
    // The table ends with what is shipped at step 9; the user sees it a lead of one step later, and
    // only when its four steps of cover are gone, which take ten steps at 5.6 t a step.
    let toy = "toy-joint-products";
    let rates = served(toy, &[], "ndpr-oxide");
    let table = table(toy, "step");
    let shipped: Vec<f64> = table
        .rows
        .iter()
        .map(|row| value(&row[2]).unwrap_or_else(|error| panic!("{error}")))
        .collect();
    let first_short = 4 + shipped
        .iter()
        .position(|&tonnes| tonnes < 14.0)
        .expect("a short step");
    assert_eq!(first_short, 9);
    let felt = first_short + 1 + 10;
    assert!(
        rates[..felt].iter().all(|&rate| close(rate, 1.0)),
        "{rates:?}"
    );
    assert!(
        rates[felt..].iter().all(|&rate| close(14.0 * rate, 8.4)),
        "{rates:?}"
    );
    let cerium = served(toy, &[], "ce-oxide");
    assert!(cerium.iter().all(|&rate| close(rate, 1.0)), "{cerium:?}");
}

#[test]
fn the_ban_is_felt_in_the_steps_that_its_table_says() {
    // One user at a time: `L + c` after step 4, served again at `16 + L`.
    let toy = "toy-ban-against-cover";
    let loaded = built_in(toy, &[]);
    for row in table(toy, "user")
        .rows
        .iter()
        .filter(|row| !row[3].starts_with("none"))
    {
        let mut alone = loaded.clone();
        for demand in alone
            .world
            .demands
            .iter_mut()
            .filter(|demand| demand.economy != row[0])
        {
            // Others hold enough for the whole run.
            demand.cover = monazite_tests::toy::days(2.0 * DAYS_PER_YEAR);
        }
        let table = replay(&compiled(&alone.world, &alone.scenario, ""), 1, 0).table;
        // One of five equal users: a fifth of the material is missing when it gets nothing.
        let missing: Vec<f64> = table
            .iter()
            .map(|step| 5.0 * (1.0 - step.fill_rate[0].1))
            .collect();
        let lead = value(&row[1]).unwrap_or_else(|error| panic!("{error}"));
        let cover = value(&row[2]).unwrap_or_else(|error| panic!("{error}"));
        let (first, back) = (4 + (lead + cover).floor() as usize, 16 + lead as usize);
        assert_eq!(value(&row[5]), Ok(back as f64), "{row:?}");
        for (step, missing) in missing.iter().enumerate() {
            let promised = match step {
                _ if step < first || step >= back => 0.0,
                _ if step == first => 1.0 - cover.fract(),
                _ => 1.0,
            };
            assert!(
                (missing - promised).abs() < 1e-6,
                "{} at {step}: {missing}",
                row[0]
            );
        }
    }
}

#[test]
fn the_chain_is_served_in_full_until_its_last_row() {
    let toy = "toy-chain-lead-times";
    let rates = served(toy, &[], "ndpr-metal");
    let rows = table(toy, "stage").rows;
    let last = rows.last().expect("a row");
    assert_eq!(last[0], "user is served");
    let last_full = last[1]
        .strip_prefix("step ")
        .and_then(|step| step.parse::<usize>().ok());
    let last_full = last_full.expect("a step");
    assert!(
        rates[..=last_full].iter().all(|&rate| close(rate, 1.0)),
        "{rates:?}"
    );
    assert!(
        rates[last_full + 1..].iter().all(|&rate| close(rate, 0.0)),
        "{rates:?}"
    );
}

#[test]
fn the_override_that_the_chain_suggests_is_accepted_and_felt() {
    // "add `--set 'hazard[id=mine-closes].duration.fixed="4 weeks"'` and look"
    let change = "hazard[id=mine-closes].duration.fixed=\"4 weeks\"";
    assert!(
        readme("toy-chain-lead-times")
            .replace('\n', " ")
            .contains(change)
    );
    let rates = served("toy-chain-lead-times", &[change], "ndpr-metal");
    let short = rates.iter().filter(|&&rate| rate < 0.95).count();
    assert!(
        short < 31,
        "{short} steps short, 31 when the mine stays closed"
    );
}

#[test]
fn spans_of_steps_are_read() {
    assert_eq!(span("0-3", 20), 0..4);
    assert_eq!(span("12", 20), 12..13);
    assert_eq!(span("9 and on", 20), 9..20);
}
