//! The tables under "Expected" against the engine.

use monazite_engine::{Indicator, RunResult, Scope};
use monazite_tests::run::{built_in, compiled, economy, everyone, material, run, values};

use super::cells::value;
use super::readme;
use super::tables::tables;

/// The reconciliation solves demands to about nine digits, and everything follows them.
const SOLVED: f64 = 1e-7;

/// All toys, by folder, with how many cells of their READMEs are asserted.
const TOYS: [(&str, usize); 23] = [
    ("toy-one-mine-one-user", 9),
    ("toy-chain-lead-times", 8),
    ("toy-ban-against-cover", 35),
    ("toy-joint-products", 16),
    ("toy-rationing-pro-rata", 30),
    ("toy-rationing-priority", 30),
    ("toy-rationing-max-min", 30),
    ("toy-licence", 3),
    ("toy-reserve", 7),
    ("toy-price-of-a-cut", 1),
    ("toy-substitution", 3),
    ("toy-leakage", 3),
    ("toy-escalation", 3),
    ("toy-re-export", 3),
    ("toy-qualification", 10),
    ("toy-two-zones", 2),
    ("toy-demand-lag", 3),
    ("toy-hoarding", 4),
    ("toy-project", 5),
    ("toy-recycling", 5),
    ("toy-offtake", 5),
    ("toy-allies", 47),
    ("toy-dumping-then-ban", 7),
];

/// A toy as its own file says, all of its replications.
fn result(toy: &str) -> RunResult {
    with(toy, "")
}

/// The same with a strategy.
fn with(toy: &str, strategy: &str) -> RunResult {
    let loaded = built_in(toy, &[]);
    let spec = &loaded.scenario.run;
    let options = monazite_engine::RunOptions::new(spec.seed, spec.replications);
    run(
        &compiled(&loaded.world, &loaded.scenario, strategy),
        &options,
    )
}

/// The oxide in a price zone.
fn priced(zone: &str) -> Scope {
    Scope {
        economy: zone.to_owned(),
        ..material("oxide")
    }
}

/// Whom a column is about.
fn scope(column: &str) -> Scope {
    match column {
        "all" | "value" => everyone(),
        "NdPr oxide" => material("ndpr-oxide"),
        "cerium oxide" => material("ce-oxide"),
        "oxide abroad" => priced("zone:world"),
        "oxide in China" => priced("zone:china"),
        code => economy(code),
    }
}

/// What a row says of a scope, from the first replication: indicators, and what follows from two.
fn measured(result: &RunResult, scope: &Scope, row: &str) -> f64 {
    let of = |indicator| values(result, scope, indicator)[0];
    let named = |word: &str| {
        row == word || row.starts_with(&format!("{word},")) || row.starts_with(&format!("{word} "))
    };
    if row == "unmet per short step, t" {
        // The same amount in every short step, none in the others.
        let weeks = of(Indicator::WeeksShort);
        return if weeks > 0.0 {
            of(Indicator::UnmetDemand) / weeks
        } else {
            0.0
        };
    }
    let indicators = [
        ("time to shortage", Indicator::TimeToShortage),
        ("weeks short", Indicator::WeeksShort),
        ("time to recover", Indicator::TimeToRecover),
        ("unmet demand", Indicator::UnmetDemand),
        ("unmet share", Indicator::UnmetShare),
        ("worst quarter", Indicator::WorstQuarter),
        ("days of cover at minimum", Indicator::MinimumCover),
        ("value at risk", Indicator::ValueAtRisk),
        ("surplus", Indicator::Surplus),
        ("highest price", Indicator::PricePeak),
        ("forgone demand", Indicator::ForgoneDemand),
        ("closures", Indicator::SiteClosures),
        ("public cost", Indicator::PublicCost),
        ("industry cost", Indicator::IndustryCost),
        ("reserve use", Indicator::ReserveUse),
    ];
    let (_, indicator) = indicators
        .iter()
        .find(|(word, _)| named(word))
        .unwrap_or_else(|| panic!("no indicator is called `{row}`"));
    match indicator {
        Indicator::Surplus => values(result, &everyone(), Indicator::Surplus)[0],
        other => of(*other),
    }
}

/// Cells of the expected tables that the engine contradicts, and how many agree.
fn compare(toy: &str, text: &str, of: impl Fn(&str) -> RunResult) -> (Vec<String>, usize) {
    let (mut wrong, mut right) = (Vec::new(), 0);
    for table in tables(text)
        .iter()
        .filter(|table| table.section.starts_with("Expected"))
    {
        // A strategy may stand in the heading, as in "Expected with strategy `floor`".
        let strategy = table.section.strip_prefix("Expected with strategy ");
        let result = &of(strategy.map_or("", |named| named.trim_matches('`')));
        // `indicator (JP) | value` names its scope in the corner, the others in the header.
        let corner = table.header[0]
            .split_once('(')
            .map(|(_, rest)| rest.trim_end_matches(')'));
        for row in &table.rows {
            for (column, cell) in table.header.iter().zip(row).skip(1) {
                let scope = scope(corner.unwrap_or(column));
                let promised = value(cell).unwrap_or_else(|error| panic!("{toy}: {error}"));
                let found = measured(result, &scope, &row[0]);
                if (found - promised).abs() <= SOLVED * promised.abs().max(1.0) {
                    right += 1;
                } else {
                    wrong.push(format!(
                        "{} of {column}: {cell} is promised, {found} found",
                        row[0]
                    ));
                }
            }
        }
    }
    (wrong, right)
}

#[test]
fn the_engine_gives_what_the_readmes_promise() {
    for (toy, cells) in TOYS {
        let (wrong, right) = compare(toy, &readme(toy), |strategy| with(toy, strategy));
        assert_eq!(wrong, Vec::<String>::new(), "{toy}");
        assert_eq!(right, cells, "{toy}: cells that were asserted");
    }
}

#[test]
fn every_toy_is_in_the_list() {
    let names: Vec<String> = monazite_files::builtin_scenarios()
        .into_iter()
        .map(|toy| toy.name)
        .collect();
    let toys: Vec<&String> = names
        .iter()
        .filter(|name| name.starts_with("toy-"))
        .collect();
    assert_eq!(toys.len(), TOYS.len(), "{toys:?}");
    assert!(
        TOYS.iter()
            .all(|(toy, _)| toys.iter().any(|name| name == toy))
    );
}

#[test]
fn a_readme_with_one_other_digit_is_found_wrong() {
    let text = readme("toy-one-mine-one-user");
    for (from, to) in [
        ("| 8 weeks |", "| 9 weeks |"),
        ("280,000 USD", "280,001 USD"),
        ("| 28 / 91 =", "| 28 / 92 ="),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text
            .replace(from, to)
            .replace("28 / 92 = 0.307692", "28 / 92");
        let found = compare("changed", &changed, |_| result("toy-one-mine-one-user"));
        assert_eq!(found.0.len(), 1, "{from}");
    }
}

#[test]
fn all_replications_of_a_toy_are_equal() {
    for (toy, _) in TOYS {
        for column in &result(toy).columns {
            assert!(column.values.len() > 1);
            let first = column.values[0].to_bits();
            assert!(
                column.values.iter().all(|value| value.to_bits() == first),
                "{toy}: {column:?}"
            );
        }
    }
}

#[test]
fn sums_over_users_are_those_that_the_readmes_state() {
    // A number that a sentence states: the words before it, then it, then ` t`.
    let stated = |toy: &str, before: &str| {
        let text = readme(toy).replace('\n', " ");
        let (_, rest) = text
            .split_once(before)
            .unwrap_or_else(|| panic!("{toy}: no `{before}`"));
        value(rest.split(" t").next().unwrap_or_default()).unwrap_or_else(|error| panic!("{error}"))
    };
    let unmet = |toy: &str, scope: &Scope| values(&result(toy), scope, Indicator::UnmetDemand)[0];
    let same = |found: f64, promised: f64| {
        assert!(
            (found - promised).abs() <= SOLVED * promised,
            "{found} against {promised}"
        );
    };
    let (ban, quad) = ("toy-ban-against-cover", economy("bloc:quad"));
    same(unmet(ban, &everyone()), stated(ban, "Total unmet demand: "));
    for toy in ["toy-rationing-pro-rata", "toy-rationing-max-min"] {
        same(unmet(toy, &quad), stated(toy, "The Quad as a bloc: "));
    }
    assert!(readme("toy-rationing-priority").contains("The Quad as a bloc: nothing unmet"));
    assert!(unmet("toy-rationing-priority", &quad).abs() < SOLVED);
}
