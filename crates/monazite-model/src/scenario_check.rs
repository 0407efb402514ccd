//! Everything that can be wrong with a scenario over a world.

mod correlations;
mod effects;
mod hazards;
mod lanes;
mod names;
mod policies;
mod run;
mod strategies;
mod uncertain;
mod useless;

use crate::findings::Findings;
use crate::titles;
use crate::{Law, Problem, Scenario, Table, World};
use names::Names;

/// Longest reaction, cover or ramp, days: ten years.
const LONGEST: f64 = 3652.5;

impl Scenario {
    /// Everything that is wrong, in table and row order; empty for a sound scenario. Fields are paths
    /// of the scenario file; what a selector takes and leaves out is at `any[..]` and `not[..]` of it.
    /// The world must be sound itself.
    pub fn problems(&self, world: &World) -> Vec<Problem> {
        let mut findings = Findings::default();
        let names = Names::of(world);
        run::check(self, world, &mut findings);
        let known = hazards::check(self, world, &mut findings);
        effects::check(self, &names, &mut findings);
        correlations::check(self, &known, &mut findings);
        strategies::check(self, &names, &mut findings);
        for (field, message) in self.behaviour.problems() {
            findings.push(Problem::new(Table::Behaviour, 0, field, "range", message));
        }
        for (field, message) in self.market.problems() {
            findings.push(Problem::new(Table::Market, 0, field, "range", message));
        }
        uncertain::check(self, world, &mut findings);
        titles::suggest(world, findings.finish())
    }

    /// What a reader should know about a scenario that is sound all the same: hazards that can do
    /// nothing, durations that an escalation chain replaces, strategies without actions.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut findings = Findings::default();
        useless::warn(self, &mut findings);
        findings.finish()
    }
}

/// Tells what is wrong with a law; `max` bounds its values.
fn law(law: &Law, max: f64, place: (Table, usize), field: &str, findings: &mut Findings) {
    for (parameter, message) in law.problems(max) {
        let path = match law {
            Law::Fixed(_) | Law::Empirical(_) => format!("{field}.{parameter}"),
            _ => format!("{field}.{}.{parameter}", law.word()),
        };
        findings.push(Problem::new(place.0, place.1, &path, "range", message));
    }
}

#[cfg(test)]
mod tests {
    use crate::samples::{refusals, scenario, world};
    use crate::{Days, Law};

    #[test]
    fn the_sample_scenario_is_sound() {
        assert_eq!(world().problems(), []);
        assert_eq!(scenario().problems(&world()), []);
        assert_eq!(scenario().warnings(), []);
    }

    #[test]
    fn behaviour_out_of_range_is_told_at_its_key() {
        let mut wrong = scenario();
        wrong.behaviour.order_limit = 0.5;
        wrong.behaviour.order_smoothing = Days::ZERO;
        let expected = [("order_smoothing", "range"), ("order_limit", "range")];
        assert_eq!(
            refusals(&wrong),
            expected.map(|(field, code)| (field.to_owned(), code))
        );
    }

    #[test]
    fn problems_of_all_parts_are_told_at_once() {
        let mut wrong = scenario();
        wrong.run.replications = 0;
        wrong.hazards[0].severity = Law::Uniform { min: 0.5, max: 2.0 };
        wrong.behaviour.output_limit = 0.0;
        let told = refusals(&wrong);
        let fields: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            ["replications", "severity.uniform.max", "output_limit"]
        );
    }
}
