//! Everything that can be wrong with a world.

mod chain;
mod idle;
mod known;
mod loops;
mod market;
mod names;
mod published;
mod reach;

use crate::findings::Findings;
use crate::titles;
use crate::{Problem, Table, World};
use known::Known;

/// Range of yearly growth of anything: a halving to a doubling.
const GROWTH: std::ops::RangeInclusive<f64> = -0.5..=1.0;

impl World {
    /// Everything that is wrong, in table and row order; empty for a sound world. Rows of
    /// [`Table::Recipes`] are those of the file ([`crate::RecipeFlow::row`]), fields are its columns.
    pub fn problems(&self) -> Vec<Problem> {
        let mut findings = self.rows();
        // What follows walks along names and would repeat what unknown ones have already caused.
        if findings.names_hold() {
            loops::check(self, &mut findings);
            reach::check(self, &mut findings);
        }
        titles::suggest(self, findings.finish())
    }

    /// What is wrong with a part of a world, whatever the rest may be: what rows, recipes and loops say
    /// by themselves, but not that a name is unknown or that nothing reaches a demand.
    pub fn problems_of_part(&self) -> Vec<Problem> {
        let mut findings = self.rows();
        if findings.names_hold() {
            loops::check(self, &mut findings);
        }
        let mut problems = findings.finish();
        problems.retain(|problem| !problem.is_about_names());
        problems
    }

    fn rows(&self) -> Findings {
        let mut findings = Findings::default();
        let known = Known::of(self, &mut findings);
        names::check(self, &known, &mut findings);
        chain::check(self, &known, &mut findings);
        market::check(self, &known, &mut findings);
        published::check(self, &known, &mut findings);
        for (field, message) in self.behaviour.problems() {
            findings.push(Problem::new(Table::Behaviour, 0, field, "range", message));
        }
        for (field, message) in self.market.problems() {
            findings.push(Problem::new(Table::Market, 0, field, "range", message));
        }
        findings
    }

    /// What a reader should know about a world that is sound all the same: pushed materials that
    /// nobody takes, sites that make nothing.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut findings = Findings::default();
        idle::warn(self, &mut findings);
        findings.finish()
    }
}

#[cfg(test)]
mod tests;
