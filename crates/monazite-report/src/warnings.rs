//! Warnings are data: each says what was seen, why it matters, and what to try.

use monazite_engine::{Stop, worst};

use crate::Report;
use crate::number;

/// Replications below which tail statistics rest on fewer than fifty futures.
const FEW: u64 = 1000;
/// Relative residual of the conservation of mass above which numbers are not to be trusted.
const CONSERVED: f64 = 1e-9;
/// Standard deviations beyond which a moved figure is worth a look.
const MOVED: f64 = 2.0;

/// What a reader must know before relying on the numbers of this run.
pub fn warnings(report: &Report<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    let (result, requested) = (report.result, report.scenario.run.replications);
    if report.stop == Stop::Interrupted {
        warnings.push(format!(
            "The run was interrupted: {} of {} are in it. Numbers are right, intervals wider.",
            number::count(result.replications),
            number::counted(requested, "replication"),
        ));
    }
    if result.replications < FEW {
        warnings.push(format!(
            "{} put only {} into the worst 5 %: tail statistics are rough. Try \
             --replications 10000.",
            number::counted(result.replications, "replication"),
            number::counted(result.replications.div_ceil(20), "future"),
        ));
    }
    if result.conservation_residual > CONSERVED {
        warnings.push(format!(
            "Mass is conserved only to {:.1e}: this is a defect of the program, please report it with the \
             manifest.",
            result.conservation_residual,
        ));
    }
    let outside: Vec<&str> = report
        .published
        .iter()
        .filter(|check| !check.inside)
        .map(|check| check.title.as_str())
        .collect();
    if !outside.is_empty() {
        warnings.push(format!(
            "The balanced world misses {} of {} published figures: {}.",
            outside.len(),
            report.published.len(),
            outside.join("; "),
        ));
    }
    let moved = worst(report.residuals)
        .into_iter()
        .filter(|row| row.standardised().abs() > MOVED)
        .count();
    if moved > 0 {
        warnings.push(format!(
            "{moved} of {} figures had to move by more than {MOVED} standard deviations of their grade for \
             the world to balance; the largest are in the table of the balance.",
            report.residuals.len(),
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn few_replications_missed_figures_and_moved_data_are_each_told() {
        let mut sample = Sample::new(100);
        sample.residuals[0].reconciled = 12.0;
        let told = warnings(&sample.report());
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].contains("only 5 futures"));
        assert!(told[1].contains("1 of 1 published figures: World magnet output"));
        assert!(told[2].starts_with("1 of 2 figures"));
    }

    #[test]
    fn a_run_that_lost_mass_is_called_a_defect() {
        let mut sample = Sample::new(100);
        sample.result.conservation_residual = 1e-6;
        assert!(
            warnings(&sample.report())
                .iter()
                .any(|warning| warning.contains("defect"))
        );
    }

    #[test]
    fn an_interrupted_run_says_how_much_of_it_there_is() {
        let mut sample = Sample::new(50);
        sample.result.replications = 50;
        sample.stop = Stop::Interrupted;
        assert!(warnings(&sample.report())[0].contains("50 of 100 replications"));
    }
}
