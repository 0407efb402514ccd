//! Whether two results are the same to the last bit, and if not, where they part.

use std::fmt::Debug;

use monazite_engine::{Column, RunResult};

/// The first number in which the columns of two results differ by a bit, in words.
pub fn column_difference(a: &[Column], b: &[Column]) -> Option<String> {
    if a.len() != b.len() {
        return Some(format!("{} columns against {}", a.len(), b.len()));
    }
    a.iter().zip(b).find_map(|(a, b)| {
        let what = format!("{} of {:?}", a.indicator.word(), a.scope);
        if (a.indicator, &a.scope, a.unit) != (b.indicator, &b.scope, b.unit) {
            return Some(format!(
                "{what} against {} of {:?}",
                b.indicator.word(),
                b.scope
            ));
        }
        if a.values.len() != b.values.len() {
            return Some(format!(
                "{what}: {} values against {}",
                a.values.len(),
                b.values.len()
            ));
        }
        let at = a
            .values
            .iter()
            .zip(&b.values)
            .position(|(x, y)| x.to_bits() != y.to_bits())?;
        Some(format!(
            "{what}, value {at}: {:?} against {:?}",
            a.values[at], b.values[at]
        ))
    })
}

/// The first difference between two results in columns, tallies, series, flows or residual. What
/// hazards did is not compared: a hazard that does nothing still has its line there.
pub fn difference(a: &RunResult, b: &RunResult) -> Option<String> {
    column_difference(&a.columns, &b.columns)
        .or_else(|| in_list("details", &a.details, &b.details))
        .or_else(|| in_list("series", &a.series, &b.series))
        .or_else(|| in_list("flows", &a.flows, &b.flows))
        .or_else(|| {
            in_list(
                "residual",
                &[a.conservation_residual],
                &[b.conservation_residual],
            )
        })
        .or_else(|| in_list("undisrupted", &[a.undisrupted], &[b.undisrupted]))
}

/// Debug text tells apart every pair of numbers with different bits, signed zeros included.
fn in_list<T: Debug>(name: &str, a: &[T], b: &[T]) -> Option<String> {
    let texts = |list: &[T]| {
        list.iter()
            .map(|item| format!("{item:?}"))
            .collect::<Vec<_>>()
    };
    let (a, b) = (texts(a), texts(b));
    if a.len() != b.len() {
        return Some(format!("{name}: {} against {}", a.len(), b.len()));
    }
    let at = a.iter().zip(&b).position(|(x, y)| x != y)?;
    let brief = |text: &str| text.chars().take(400).collect::<String>();
    Some(format!(
        "{name} {at}: {} against {}",
        brief(&a[at]),
        brief(&b[at])
    ))
}
