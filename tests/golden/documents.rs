//! Numbers that stand in the documentation and in the program: they are the same.

use std::collections::BTreeMap;
use std::path::Path;

use monazite_model::{Behaviour, DAYS_PER_YEAR, Market};

use super::tables::{Table, tables};

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn truth(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Defaults of `[behaviour]`; times are days, `true` is 1.
fn behaviour() -> BTreeMap<&'static str, f64> {
    let Behaviour {
        adjustment_time,
        order_limit,
        order_smoothing,
        output_adjustment_time,
        reliability_time,
        reliability_floor,
        qualification_trigger,
        alternative_share,
        output_limit,
        allocation: _,
        spot,
    } = Behaviour::default();
    [
        ("adjustment_time", adjustment_time.get()),
        ("order_limit", order_limit),
        ("order_smoothing", order_smoothing.get()),
        ("output_adjustment_time", output_adjustment_time.get()),
        ("reliability_time", reliability_time.get()),
        ("reliability_floor", reliability_floor.get()),
        ("qualification_trigger", qualification_trigger.get()),
        ("alternative_share", alternative_share.get()),
        ("output_limit", output_limit),
        ("spot", truth(spot)),
    ]
    .into()
}

/// Defaults of `[market]`.
fn market() -> BTreeMap<&'static str, f64> {
    let Market {
        prices,
        price_elasticity,
        stock_weight,
        price_time,
        price_limit,
        demand_response,
        demand_lag,
        supply_elasticity,
        supply_limit,
        closures,
        margin_time,
        closure_time,
        restart_time,
        substitution,
        substitution_from,
        substitution_full,
        substitution_time,
        return_time,
        hoarding,
    } = Market::default();
    [
        ("prices", truth(prices)),
        ("price_elasticity", price_elasticity),
        ("stock_weight", stock_weight),
        ("price_time", price_time.get()),
        ("price_limit", price_limit),
        ("demand_response", truth(demand_response)),
        ("demand_lag", demand_lag.get()),
        ("supply_elasticity", supply_elasticity),
        ("supply_limit", supply_limit),
        ("closures", truth(closures)),
        ("margin_time", margin_time.get()),
        ("closure_time", closure_time.get()),
        ("restart_time", restart_time.get()),
        ("substitution", substitution.get()),
        ("substitution_from", substitution_from),
        ("substitution_full", substitution_full),
        ("substitution_time", substitution_time.get()),
        ("return_time", return_time.get()),
        ("hoarding", hoarding),
    ]
    .into()
}

/// The number that a text such as `"56 days"`, `0.10` or `true` stands for.
fn number(text: &str) -> Option<f64> {
    let text = text.trim_matches('`').trim_matches('"');
    let (figure, unit) = text.split_once(' ').unwrap_or((text, ""));
    let scale = match unit {
        "" | "days" => 1.0,
        "weeks" => 7.0,
        "years" => DAYS_PER_YEAR,
        _ => return None,
    };
    match figure {
        "true" => Some(1.0),
        "false" => Some(0.0),
        figure => figure.parse::<f64>().ok().map(|value| value * scale),
    }
}

/// What a table of defaults says of each key; one row may have two.
fn told(table: &Table) -> BTreeMap<String, Option<f64>> {
    let mut found = BTreeMap::new();
    for row in &table.rows {
        let keys: Vec<&str> = row[0].split(", ").collect();
        let values: Vec<&str> = row[1].split(", ").collect();
        for (key, value) in keys.iter().zip(values) {
            found.insert(key.trim_matches('`').to_owned(), number(value));
        }
    }
    found
}

fn compare(text: &str, section: &str, defaults: &BTreeMap<&str, f64>) -> Vec<String> {
    let all = tables(text);
    let table = all
        .iter()
        .find(|table| table.section == section)
        .unwrap_or_else(|| panic!("no table under {section}"));
    let told = told(table);
    let mut wrong: Vec<String> = defaults
        .iter()
        .filter(|(key, value)| told.get(**key) != Some(&Some(**value)))
        .map(|(key, value)| format!("{key} is {value}, told is {:?}", told.get(*key)))
        .collect();
    let unknown = told
        .iter()
        .filter(|(key, value)| value.is_some() && !defaults.contains_key(key.as_str()));
    wrong.extend(unknown.map(|(key, _)| format!("{key} is told and unknown")));
    wrong
}

#[test]
fn the_defaults_in_the_documents_are_those_of_the_program() {
    let text = document("scenarios.md");
    assert_eq!(
        compare(&text, "`[behaviour]`", &behaviour()),
        Vec::<String>::new()
    );
    assert_eq!(
        compare(&text, "`[market]`", &market()),
        Vec::<String>::new()
    );
    let changed = text.replace("| `hoarding` | 0.0 |", "| `hoarding` | 0.5 |");
    assert_eq!(compare(&changed, "`[market]`", &market()).len(), 1);
}

/// Numbers in brackets behind the name of a parameter, as in `reliability_floor` (0.05).
fn in_brackets<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    text.split(&format!("`{key}` ("))
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0))
        .collect()
}

#[test]
fn the_numbers_in_the_model_are_those_of_the_program() {
    let text = document("model.md").replace('\n', " ");
    let mut seen = 0;
    for (key, value) in behaviour().into_iter().chain(market()) {
        for told in in_brackets(&text, key).into_iter().filter_map(number) {
            assert_eq!(told, value, "{key}");
            seen += 1;
        }
    }
    assert!(seen >= 4, "{seen} numbers found");
    assert_eq!(in_brackets("`spot` (7 days) and", "spot"), ["7 days"]);
}
