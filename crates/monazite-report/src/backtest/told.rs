//! Verdicts as people and programs read them.

use std::fmt::Write as _;

use monazite_model::backtest::{Backtest, Band, Kind, Month, Observed, Role, Target};
use serde_json::{Value, json};

use super::forecast::Forecast;
use super::judge::{Judged, Verdict};
use crate::number::{count, plain};
use crate::table::{Table, markdown_text, printable};

/// A back-test that was run and judged.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// Name of the back-test.
    pub name: &'a str,
    /// Title of its scenario.
    pub title: &'a str,
    /// Master seed.
    pub seed: u64,
    /// Number of futures.
    pub replications: u64,
    /// What was asked.
    pub backtest: &'a Backtest,
    /// What became of it.
    pub judged: &'a Judged,
}

/// A value of a measure.
fn shown(kind: Kind, value: f64) -> String {
    if value == f64::INFINITY && matches!(kind, Kind::Month | Kind::Days) {
        return "never".to_owned();
    }
    if !value.is_finite() {
        return "none".to_owned();
    }
    match kind {
        Kind::Month => Month::from_number(value).map_or("none".to_owned(), |m| m.to_string()),
        Kind::Ratio => plain(three_digits(value), ""),
        Kind::Days => plain((value * 10.0).round() / 10.0, "days"),
        Kind::Count => plain(value, ""),
        Kind::Share => plain((value * 1000.0).round() / 1000.0, "share"),
    }
}

fn three_digits(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let unit = 10f64.powi(value.abs().log10().floor() as i32 - 2);
    (value / unit).round() * unit
}

/// From one value to another; a unit is named once.
fn range(kind: Kind, low: f64, high: f64) -> String {
    let (low, high) = (shown(kind, low), shown(kind, high));
    if low == high {
        return low;
    }
    let unit = [" days", " %"]
        .into_iter()
        .find(|unit| high.ends_with(unit));
    let bare = unit.and_then(|unit| low.strip_suffix(unit));
    format!("{} to {high}", bare.unwrap_or(&low))
}

fn band(kind: Kind, band: &Band) -> String {
    match (band.low, band.high) {
        (Some(low), Some(high)) => range(kind, low, high),
        (Some(low), None) => format!("at least {}", shown(kind, low)),
        (None, Some(high)) => format!("at most {}", shown(kind, high)),
        (None, None) => "any".to_owned(),
    }
}

fn observed(target: &Target) -> String {
    match &target.observed {
        Observed::Number(value) => shown(target.measure.kind(), *value),
        Observed::Month(month) => month.to_string(),
        Observed::Text(text) => text.clone(),
    }
}

fn verdict_word(target: &Target, verdict: &Verdict) -> String {
    let word = if verdict.hit { "hit" } else { "miss" };
    match target.role {
        Role::Target => word.to_owned(),
        other => format!("{word} ({})", other.word()),
    }
}

fn targets(trial: &Trial<'_>, with_ids: bool) -> Table {
    let headers = [
        "Target",
        "Observed",
        "Median",
        "90 % band",
        "Allowed",
        "#Inside",
        "Verdict",
    ];
    let mut table = Table::new("Targets", &headers);
    for (target, verdict) in trial.backtest.targets.iter().zip(&trial.judged.verdicts) {
        let kind = target.measure.kind();
        table.row([
            if with_ids {
                format!("{}: {}", target.id, target.text)
            } else {
                target.text.clone()
            },
            observed(target),
            shown(kind, verdict.median),
            range(kind, verdict.low, verdict.high),
            band(kind, &target.band),
            shown(Kind::Share, verdict.inside),
            verdict_word(target, verdict),
        ]);
    }
    table
}

fn months(forecast: &Forecast) -> Table {
    let headers = [
        "Month",
        "#Observed",
        "#Median",
        "80 % interval",
        "#No disruption",
        "#Announced stop",
        "#Permanent stop",
    ];
    let mut table = Table::new("Forecasts, multiple of the base", &headers);
    let number = |value| shown(Kind::Ratio, value);
    for row in &forecast.months {
        table.row([
            row.month.to_string(),
            number(row.observed),
            number(row.median),
            format!("{} to {}", number(row.low), number(row.high)),
            number(1.0),
            number(row.announced),
            number(row.permanent),
        ]);
    }
    table.row([
        "Mean absolute error".to_owned(),
        String::new(),
        number(forecast.simulated),
        String::new(),
        number(forecast.nothing),
        number(forecast.announced),
        number(forecast.permanent),
    ]);
    table
}

/// What a naive comparison comes to, in sentences.
fn compared(forecast: &Forecast, pass: Option<f64>, covered: Option<(usize, usize)>) -> String {
    let number = |value| shown(Kind::Ratio, value);
    let naive = forecast
        .nothing
        .min(forecast.announced)
        .min(forecast.permanent);
    let against = if forecast.simulated < naive {
        "better than each naive forecast"
    } else {
        "no better than the best naive forecast"
    };
    let mut text = format!(
        "Mean absolute error {}, {against} (no disruption {}, announced stop {}, permanent stop {}).",
        number(forecast.simulated),
        number(forecast.nothing),
        number(forecast.announced),
        number(forecast.permanent),
    );
    let word = |passes| if passes { "passed" } else { "missed" };
    if let (Some(mark), Some(passes)) = (pass, forecast.error_passes) {
        let _ = write!(text, " Mark: at most {}: {}.", number(mark), word(passes));
    }
    let _ = write!(
        text,
        " The simulated 80 % interval covers {} of {} months.",
        forecast.covered,
        forecast.months.len()
    );
    if let (Some((least, most)), Some(passes)) = (covered, forecast.coverage_passes) {
        let _ = write!(text, " Mark: {least} to {most}: {}.", word(passes));
    }
    text
}

fn score(met: usize, counted: usize) -> String {
    if counted == 0 {
        return "No target counts.".to_owned();
    }
    let share = met as f64 / counted as f64;
    format!(
        "{met} of {counted} targets met ({}).",
        shown(Kind::Share, share)
    )
}

/// The score, and how many targets are told beside it.
fn score_of(trial: &Trial<'_>) -> String {
    let score = score(trial.judged.met, trial.judged.counted);
    match trial.judged.verdicts.len() - trial.judged.counted {
        0 => score,
        1 => format!("{score} One more is told and not counted: its role is no target."),
        more => format!("{score} {more} more are told and not counted: their role is no target."),
    }
}

fn missed<'a>(trial: &Trial<'a>) -> impl Iterator<Item = (&'a Target, &'a Verdict)> {
    let all = trial.backtest.targets.iter().zip(&trial.judged.verdicts);
    all.filter(|(_, verdict)| !verdict.hit)
}

/// What a miss is, in sentences.
fn miss(target: &Target, verdict: &Verdict) -> String {
    let kind = target.measure.kind();
    let note = target.note.trim();
    format!(
        "{}. Observed {}, allowed {}, simulated {} ({} of futures inside).{}{note}",
        target.text.trim_end_matches('.'),
        observed(target),
        band(kind, &target.band),
        shown(kind, verdict.median),
        shown(Kind::Share, verdict.inside),
        if note.is_empty() { "" } else { " " },
    )
}

fn total(trials: &[Trial<'_>]) -> (usize, usize) {
    trials.iter().fold((0, 0), |(met, counted), trial| {
        (met + trial.judged.met, counted + trial.judged.counted)
    })
}

/// Breaks a text into lines of at most 100 characters that begin with `indent`.
fn wrapped(text: &str, first: &str, indent: &str) -> String {
    let mut out = first.to_owned();
    let mut width = first.chars().count();
    let mut fresh = true;
    for word in text.split_whitespace() {
        let long = word.chars().count();
        // A number and its sign of per cent stay together.
        if !fresh && word != "%" && width + 1 + long > 98 {
            out.push('\n');
            out.push_str(indent);
            width = indent.chars().count();
            fresh = true;
        }
        if !fresh {
            out.push(' ');
            width += 1;
        }
        out.push_str(&printable(word));
        width += long;
        fresh = false;
    }
    out.push('\n');
    out
}

/// For a terminal.
pub fn backtest_text(trials: &[Trial<'_>]) -> String {
    let mut out = String::new();
    for trial in trials {
        let _ = writeln!(
            out,
            "{}: {}\n{} futures, seed {}\n",
            printable(trial.name),
            printable(trial.title),
            count(trial.replications),
            trial.seed
        );
        out.push_str(&targets(trial, false).text());
        out.push('\n');
        for (naive, forecast) in trial.backtest.naive.iter().zip(&trial.judged.forecasts) {
            let series = &trial.backtest.series[naive.series];
            let head = if naive.text.is_empty() {
                &series.text
            } else {
                &naive.text
            };
            out.push_str(&wrapped(head, "", ""));
            out.push_str(&months(forecast).text());
            out.push_str(&wrapped(
                &compared(forecast, naive.pass, naive.covered),
                "",
                "",
            ));
            out.push('\n');
        }
        let mut any = false;
        for (target, verdict) in missed(trial) {
            if !any {
                out.push_str("Missed:\n");
                any = true;
            }
            out.push_str(&wrapped(&miss(target, verdict), "- ", "  "));
        }
        let _ = writeln!(
            out,
            "{}Score: {}\n",
            if any { "\n" } else { "" },
            score_of(trial)
        );
    }
    if trials.len() > 1 {
        let (met, counted) = total(trials);
        let _ = writeln!(out, "All back-tests: {}", score(met, counted));
    }
    out
}

/// As a Markdown file, with sources, grades and notes.
pub fn backtest_markdown(trials: &[Trial<'_>]) -> String {
    let mut out = String::from("# Back-tests\n\n");
    out.push_str(
        "A target is met when the median over the futures lies in its band. *Inside* is the share of \
         futures in the band; *90 % band* goes from the 5th to the 95th percentile.\n",
    );
    for trial in trials {
        let _ = writeln!(
            out,
            "\n## {}: {}\n\n{} futures, seed {}. {}\n",
            markdown_text(trial.name),
            markdown_text(trial.title),
            count(trial.replications),
            trial.seed,
            score_of(trial)
        );
        out.push_str(&targets(trial, true).markdown());
        for (naive, forecast) in trial.backtest.naive.iter().zip(&trial.judged.forecasts) {
            let series = &trial.backtest.series[naive.series];
            let head = if naive.text.is_empty() {
                &series.text
            } else {
                &naive.text
            };
            let _ = writeln!(out, "\n### {}\n", markdown_text(head));
            out.push_str(&months(forecast).markdown());
            let _ = writeln!(out, "\n{}", compared(forecast, naive.pass, naive.covered));
            let _ = writeln!(
                out,
                "\nSource ({}): {}{}{}",
                naive.grade.letter(),
                markdown_text(&naive.source),
                if naive.note.is_empty() { "" } else { ". " },
                markdown_text(naive.note.trim())
            );
        }
        if missed(trial).next().is_some() {
            out.push_str("\n### Missed\n\n");
        }
        for (target, verdict) in missed(trial) {
            let _ = writeln!(out, "- {}", markdown_text(&miss(target, verdict)));
        }
        out.push_str("\n### Sources\n\n");
        for target in &trial.backtest.targets {
            let _ = writeln!(
                out,
                "- {} ({}): {}",
                markdown_text(&target.id),
                target.grade.letter(),
                markdown_text(&target.source)
            );
        }
    }
    if trials.len() > 1 {
        let (met, counted) = total(trials);
        let _ = writeln!(out, "\n## All back-tests\n\n{}", score(met, counted));
    }
    out
}

/// A number, a month by its name, or null for never and none.
fn value(kind: Kind, value: f64) -> Value {
    match kind {
        Kind::Month => Month::from_number(value).map_or(Value::Null, |m| json!(m.to_string())),
        _ => json!(value),
    }
}

fn target_json(trial: &Trial<'_>, target: &Target, verdict: &Verdict) -> Value {
    let kind = target.measure.kind();
    let end = |end: Option<f64>| end.map_or(Value::Null, |end| value(kind, end));
    let unit = match kind {
        Kind::Ratio => "ratio",
        Kind::Days => "days",
        Kind::Month => "month",
        Kind::Count => "count",
        Kind::Share => "share",
    };
    json!({
        "id": target.id,
        "text": target.text,
        "series": trial.backtest.series[target.series].id,
        "role": target.role.word(),
        "unit": unit,
        "observed": match &target.observed {
            Observed::Number(number) => json!(number),
            Observed::Month(month) => json!(month.to_string()),
            Observed::Text(text) => json!(text),
        },
        "median": value(kind, verdict.median),
        "p05": value(kind, verdict.low),
        "p95": value(kind, verdict.high),
        "low": end(target.band.low),
        "high": end(target.band.high),
        "inside": verdict.inside,
        "hit": verdict.hit,
        "source": target.source,
        "grade": target.grade.letter(),
        "note": target.note,
    })
}

fn score_json(met: usize, counted: usize) -> Value {
    let share = (counted > 0).then(|| met as f64 / counted as f64);
    json!({ "met": met, "targets": counted, "share": share })
}

fn trial_json(trial: &Trial<'_>) -> Value {
    let targets = trial.backtest.targets.iter().zip(&trial.judged.verdicts);
    let naive = trial.backtest.naive.iter().zip(&trial.judged.forecasts);
    let naive = naive.map(|(naive, forecast)| {
        let rows = forecast.months.iter().map(|row| {
            json!({
                "month": row.month.to_string(),
                "observed": row.observed,
                "median": row.median,
                "p10": row.low,
                "p90": row.high,
                "no_disruption": 1.0,
                "announced_stop": row.announced,
                "permanent_stop": row.permanent,
            })
        });
        json!({
            "series": trial.backtest.series[naive.series].id,
            "months": rows.collect::<Vec<_>>(),
            "mean_absolute_error": {
                "simulated": forecast.simulated,
                "no_disruption": forecast.nothing,
                "announced_stop": forecast.announced,
                "permanent_stop": forecast.permanent,
            },
            "covered": forecast.covered,
            "error_passes": forecast.error_passes,
            "coverage_passes": forecast.coverage_passes,
            "source": naive.source,
            "grade": naive.grade.letter(),
            "note": naive.note,
        })
    });
    json!({
        "name": trial.name,
        "title": trial.title,
        "seed": trial.seed,
        "replications": trial.replications,
        "targets": targets.map(|(t, v)| target_json(trial, t, v)).collect::<Vec<_>>(),
        "naive": naive.collect::<Vec<_>>(),
        "score": score_json(trial.judged.met, trial.judged.counted),
    })
}

/// For programs.
pub fn backtest_json(trials: &[Trial<'_>]) -> Result<String, serde_json::Error> {
    let (met, counted) = total(trials);
    let whole = json!({
        "format": 1,
        "backtests": trials.iter().map(trial_json).collect::<Vec<_>>(),
        "score": score_json(met, counted),
    });
    Ok(serde_json::to_string_pretty(&whole)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_in_their_unit() {
        let november = Month::parse("2010-11").unwrap().number();
        assert_eq!(shown(Kind::Month, november), "2010-11");
        assert_eq!(shown(Kind::Month, f64::INFINITY), "never");
        assert_eq!(shown(Kind::Ratio, f64::INFINITY), "none");
        assert_eq!(shown(Kind::Ratio, 0.282_279), "0.282");
        assert_eq!(shown(Kind::Days, 47.13), "47.1 days");
        assert_eq!(shown(Kind::Share, 0.4), "40 %");
        assert_eq!(range(Kind::Days, 5.0, 30.0), "5 to 30 days");
        assert_eq!(range(Kind::Days, 5.0, f64::INFINITY), "5 days to never");
        assert_eq!(range(Kind::Share, 0.05, 0.4), "5 to 40 %");
        let at_most = Band {
            low: None,
            high: Some(0.0),
        };
        assert_eq!(band(Kind::Share, &at_most), "at most 0 %");
    }

    #[test]
    fn long_texts_are_broken_between_words() {
        let text = wrapped(&"word ".repeat(30), "- ", "  ");
        assert!(text.lines().all(|line| line.len() <= 100), "{text}");
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().nth(1).unwrap().starts_with("  word"));
    }
}
