//! What scenarios and tables are made of.

use std::collections::BTreeSet;

use serde_json::Value;

/// Values that have broken parsers before, as TOML.
pub const VALUES: &[&str] = &[
    "0",
    "1",
    "-1",
    "0.0",
    "-0.0",
    "1e308",
    "-1e308",
    "1e999",
    "nan",
    "inf",
    "-inf",
    "5e-324",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "0x7fffffffffffffff",
    "1_000",
    "0.5",
    "1.0000000001",
    "100",
    "1000",
    "1000000000",
    "true",
    "false",
    "\"\"",
    "\" \"",
    "\"*\"",
    "\"**\"",
    "\"*a*b*\"",
    "\"none\"",
    "\"bloc:\"",
    "\"bloc:*\"",
    "\"stage:*\"",
    "\"stage:oxide\"",
    "\"stage:\"",
    "\"\\u0000\"",
    "\"\\u202e\"",
    "\"\u{1F600}\"",
    "'x'",
    "\"\"\"a\nb\"\"\"",
    "[]",
    "[[]]",
    "[1]",
    "[\"*\", \"*\"]",
    "{}",
    "{ any = [] }",
    "{ not = \"*\" }",
    "{ any = \"*\", not = \"x\" }",
    "2026-01-05",
    "0001-01-01",
    "9999-12-31",
    "2026-01-05T00:00:00",
    "07:32:00",
    "\"0 days\"",
    "\"1 days\"",
    "\"7 days\"",
    "\"1e-300 days\"",
    "\"1e300 years\"",
    "\"1000 years\"",
    "\"100 years\"",
    "\"0.25 days\"",
    "\"92 days\"",
    "\"1e5 days\"",
    "\"14 t\"",
    "\"1200 t/yr\"",
    "\"1e12 t/yr\"",
    "\"-3 days\"",
    "\"7\"",
    "{ fixed = 1.0 }",
    "{ fixed = \"6 weeks\" }",
    "{ fixed = \"0 days\" }",
    "\"ban\"",
    "{ uniform = { min = 0.0, max = 1.0 } }",
    "{ lognormal = { median = \"1 days\", q90 = \"1 days\" } }",
    "{ gamma = { mean = \"1 days\", cv = 1e-9 } }",
    "{ weibull = { shape = 0.1, scale = \"1 days\" } }",
    "{ beta = { alpha = 0.01, beta = 1e6 } }",
    "{ empirical = [] }",
    "{ empirical = [0.5, 1.0] }",
    "{ geometric = { probability = 1e-300 } }",
    "{ exponential = { mean = \"1 days\" } }",
    "{ poisson_per_year = 1000.0 }",
    "{ poisson_per_year = -0.0 }",
    "{ date = 2026-04-06 }",
    "{ date = 9999-12-31 }",
    "{ seasonal = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000] }",
    "{ renewal = { gap = { fixed = \"0 days\" } } }",
    "{ quota = \"1200 t/yr\" }",
    "{ factor = 0.5 }",
];

/// Cells that have broken parsers before.
pub const CELLS: &[&str] = &[
    "",
    " ",
    "0",
    "1",
    "-1",
    "1e308",
    "1e12",
    "1e999",
    "NaN",
    "inf",
    "-0.0",
    "0.1;0.2",
    ";;",
    "yes",
    "no",
    "planned",
    "operating",
    "alternative",
    "baseline",
    "input",
    "output",
    "2026-01-05",
    "0000-00-00",
    "9999-12-31",
    "#REF!",
    "=1+1",
    "-x",
    "'00123",
    "1,5",
    "\"a\"\"b\"",
    "\"a\nb\"",
    "\"",
    "*",
    "bloc:",
    "bloc:quad",
    "\u{0}",
    "\u{202e}",
    "\u{1F600}",
    "1.2E+05",
    "2",
    "3652.5",
    "5e-324",
    "lost",
    "backlog",
    "oxide",
    "mine",
    "recycler",
    "content_output_share",
    "import_share",
];

/// Keys and words of the scenario schema.
pub fn of_schema() -> (Vec<String>, Vec<String>) {
    let schema: Value =
        serde_json::from_str(&monazite_files::scenario_schema()).unwrap_or_default();
    let (mut keys, mut words) = (BTreeSet::new(), BTreeSet::new());
    collect(&schema, &mut keys, &mut words);
    (keys.into_iter().collect(), words.into_iter().collect())
}

fn collect(value: &Value, keys: &mut BTreeSet<String>, words: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match (key.as_str(), inner) {
                    ("properties", Value::Object(properties)) => {
                        keys.extend(properties.keys().cloned());
                    }
                    ("enum", Value::Array(list)) => {
                        words.extend(
                            list.iter()
                                .filter_map(|word| Some(format!("\"{}\"", word.as_str()?))),
                        );
                    }
                    ("const", Value::String(word)) => {
                        words.insert(format!("\"{word}\""));
                    }
                    _ => {}
                }
                collect(inner, keys, words);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, keys, words)),
        _ => {}
    }
}
