//! The cases and the rule by which an answer passes.
//!
//! An output says how it is judged: `exact` and `det` for arithmetic, `mc`, `prob`, `quantile`,
//! `band` and `gof` for numbers that come from draws, with z = 4. A statistical check that fails is
//! repeated once with four times the draws and a fresh seed, and must then pass ([`judged`]).

use serde_json::Value;

/// The cases in use, as they were handed over.
const TEXT: &str = include_str!("cases.json");
/// Seed of the first attempt; the second takes the next.
const SEED: u64 = 20_260_301;

/// All cases in use.
pub(crate) fn cases() -> Vec<Value> {
    let text: Value = serde_json::from_str(TEXT).expect("cases.json is JSON");
    text["cases"].as_array().expect("a list of cases").clone()
}

/// The case with this id.
pub(crate) fn case(id: &str) -> Value {
    let found = cases().into_iter().find(|case| case["id"] == id);
    found.unwrap_or_else(|| panic!("cases.json has no {id}"))
}

/// The output of a case with this name.
pub(crate) fn output(case: &Value, name: &str) -> Value {
    let outputs = case["outputs"].as_array().expect("a list of outputs");
    let found = outputs.iter().find(|output| output["name"] == name);
    found
        .unwrap_or_else(|| panic!("{} has no output {name:?}", case["id"]))
        .clone()
}

/// Answers to some outputs of a case, by name.
pub(crate) type Answers = Vec<(&'static str, Value)>;

/// Judges answers that no draw has touched.
pub(crate) fn exactly(id: &str, answers: &[(&str, Value)]) {
    let case = case(id);
    for (name, got) in answers {
        let output = output(&case, name);
        assert!(!by_draws(&output), "{id} {name} is a matter of draws");
        judge(&output, got, None).unwrap_or_else(|why| panic!("{id} {name}: {why}"));
    }
}

/// Judges answers that come from `n` draws. Those that fail are asked for once more, with `4 n`
/// draws and a fresh seed, and must then pass. The known wrong values must fail at `n` draws.
pub(crate) fn judged(id: &str, n: u64, run: impl Fn(u64, u64) -> Answers) {
    let case = case(id);
    let mut failed = Vec::new();
    for (name, got) in run(SEED, n) {
        let output = output(&case, name);
        for wrong in wrong_values(&case, name) {
            let passes = judge(&output, &wrong, Some(n)).is_ok();
            assert!(
                !passes,
                "{id} {name}: {n} draws do not tell {wrong} from the truth"
            );
        }
        if let Err(why) = judge(&output, &got, Some(n)) {
            assert!(by_draws(&output), "{id} {name}: {why}");
            failed.push(name);
        }
    }
    if failed.is_empty() {
        return;
    }
    for (name, got) in run(SEED + 1, 4 * n) {
        if failed.contains(&name) {
            let verdict = judge(&output(&case, name), &got, Some(4 * n));
            verdict.unwrap_or_else(|why| panic!("{id} {name}, twice: {why}"));
        }
    }
}

/// Known wrong values of an output, where they are of its kind.
pub(crate) fn wrong_values(case: &Value, name: &str) -> Vec<Value> {
    let right = &output(case, name)["value"];
    let traps = case["traps"].as_array().expect("a list of traps");
    let of_kind = |trap: &&Value| {
        trap["output"] == name && trap["wrong_value"].is_string() == right.is_string()
    };
    traps
        .iter()
        .filter(of_kind)
        .map(|trap| trap["wrong_value"].clone())
        .collect()
}

/// Whether chance decides on the answer.
fn by_draws(output: &Value) -> bool {
    !matches!(output["check"].as_str(), Some("det")) && !plainly_exact(output)
}

/// Quantiles of samples are `exact` too, but from enough draws only.
fn plainly_exact(output: &Value) -> bool {
    let name = output["name"].as_str().unwrap_or_default();
    output["check"] == "exact" && output.get("n_needed").is_none() && !name.starts_with("VaR")
}

/// Judges one answer, from `n` draws where there were any.
pub(crate) fn judge(output: &Value, got: &Value, n: Option<u64>) -> Result<(), String> {
    let right = &output["value"];
    let told = |ok: bool| {
        if ok {
            Ok(())
        } else {
            Err(format!("{got}, expected {right}"))
        }
    };
    let check = output["check"].as_str().unwrap_or_default();
    if check == "exact" {
        let needed = output.get("n_needed");
        let too_few = needed.is_some_and(|needed| match (needed.as_u64(), n) {
            (Some(needed), Some(n)) => n < needed,
            (None, Some(_)) => true,
            (_, None) => false,
        });
        return told(too_few || identical(got, right));
    }
    if let Some(rights) = right.as_array() {
        let gots = got.as_array().ok_or_else(|| format!("{got} is no list"))?;
        if gots.len() != rights.len() {
            return told(false);
        }
        let near = |(got, right): (&Value, &Value)| match (got.as_f64(), right.as_f64()) {
            (Some(got), Some(right)) => (got - right).abs() <= slack(output, right),
            _ => got.is_array() && identical(got, right),
        };
        return told(gots.iter().zip(rights).all(near));
    }
    let (Some(x), Some(v)) = (got.as_f64(), right.as_f64()) else {
        return Err(format!("{got} is no number, expected {right}"));
    };
    let field = |name: &str| output[name].as_f64();
    let n = n.map(|n| n as f64).or(field("n")).or(field("n_ref"));
    let need = |x: Option<f64>| x.ok_or_else(|| format!("{output} lacks a field"));
    match check {
        "det" => told((x - v).abs() <= slack(output, v)),
        "band" => told(x >= need(field("lo"))? && x <= need(field("hi"))?),
        "gof" => told(x >= need(field("p_min"))?),
        "mc" => {
            let error = need(field("sd"))? / need(n)?.sqrt();
            let z = (x - v) / error;
            let wide = (x - v).abs() > need(field("z"))? * error;
            if wide {
                Err(format!("{x}, expected {v}: z = {z:.2}"))
            } else {
                Ok(())
            }
        }
        "prob" => {
            let n = need(n)?;
            let p = binomial_p_value((x * n).round(), n, v);
            if p >= need(field("p_min"))? {
                Ok(())
            } else {
                Err(format!("{x}, expected {v}: p = {p:.1e}"))
            }
        }
        "quantile" => {
            let wider = (need(field("n_ref"))? / need(n)?).sqrt();
            let (low, high) = (need(field("lo"))?, need(field("hi"))?);
            told(x >= v - (v - low) * wider && x <= v + (high - v) * wider)
        }
        _ => Err(format!("no rule for {check:?}")),
    }
}

fn slack(output: &Value, right: f64) -> f64 {
    let field = |name: &str, default: f64| output[name].as_f64().unwrap_or(default);
    field("atol", 1e-12).max(field("rtol", 1e-9) * right.abs())
}

/// Equality; single numbers may differ by rounding, lists may not.
fn identical(got: &Value, right: &Value) -> bool {
    match (got, right) {
        (Value::Array(got), Value::Array(right)) => {
            let same = |(a, b): (&Value, &Value)| match (a.as_f64(), b.as_f64()) {
                (Some(a), Some(b)) => a == b,
                _ => a == b,
            };
            got.len() == right.len() && got.iter().zip(right).all(same)
        }
        _ => match (got.as_f64(), right.as_f64()) {
            (Some(got), Some(right)) => (got - right).abs() <= 1e-9 * right.abs().max(1.0),
            _ => got == right,
        },
    }
}

/// Exact two-sided binomial test: probability of all counts that are no likelier than `hits`. By
/// recursion from the mode, so that the judge rests on nothing that it judges.
fn binomial_p_value(hits: f64, n: f64, p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if hits == n * p { 1.0 } else { 0.0 };
    }
    let odds = p / (1.0 - p);
    let mode = ((n + 1.0) * p).floor().min(n);
    let mut masses = vec![(mode, 1.0)];
    let (mut k, mut mass) = (mode, 1.0);
    while k < n && mass > 1e-30 {
        mass *= (n - k) / (k + 1.0) * odds;
        k += 1.0;
        masses.push((k, mass));
    }
    (k, mass) = (mode, 1.0);
    while k > 0.0 && mass > 1e-30 {
        mass *= k / (n - k + 1.0) / odds;
        k -= 1.0;
        masses.push((k, mass));
    }
    let own = masses
        .iter()
        .find(|(k, _)| *k == hits)
        .map_or(0.0, |(_, mass)| *mass);
    let sum = |keep: &dyn Fn(f64) -> bool| -> f64 {
        masses
            .iter()
            .filter(|(_, mass)| keep(*mass))
            .map(|(_, mass)| mass)
            .sum()
    };
    sum(&|mass| mass <= own * (1.0 + 1e-7)) / sum(&|_| true)
}

#[cfg(test)]
mod tests;
