//! The network under stress: parts of it are removed in turn, in a world that otherwise stands still.
//! Nothing is drawn; one case per replication of a block, so that thousands take seconds.
//!
//! Definitions follow Simchi-Levi et al., Interfaces 45 (2015) 375: time to survive, time to recover,
//! exposure.

mod cuts;

use monazite_model::{DAYS_PER_YEAR, Days, Scenario};

use crate::balance::Balance;
use crate::block::{self, Drawn, Instructions, OutcomesOnly, WIDTH};
use crate::hazards::Occurrence;
use crate::plan::{CompileError, Plan, build, compile};
use crate::record::Outcome;
use crate::result::Scope;
use crate::run::{each, pool_of};
pub use cuts::{Cut, CutKind};

/// Share of what is wanted below which unmet demand is rounding.
const DUST: f64 = 1e-9;
/// How long a future goes on after the longest outage, days: two years.
const AFTER: f64 = 728.0;

/// Parts that are removed together, from the first day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Positions of the parts in [`Stress::cuts`].
    pub cuts: Vec<usize>,
    /// For how long, days.
    pub days: f64,
}

/// Users who go short.
#[derive(Debug, Clone, PartialEq)]
pub struct Short {
    /// Economy id.
    pub economy: String,
    /// Material id.
    pub material: String,
    /// Weeks from the start of the outage to the first short step: time to survive. `None` where no step
    /// is short: less is missing in each than the service level allows.
    pub after: Option<f64>,
    /// Weeks from the start of the outage to the end of the last short step; 0 where none is short.
    pub until: f64,
    /// Unmet demand, t of the material.
    pub unmet: f64,
    /// Unmet demand over a year's demand in the world that stands still.
    pub share: f64,
    /// Output that depends on it, USD.
    pub value: f64,
}

/// What a case costs those in question.
#[derive(Debug, Clone, PartialEq)]
pub struct Toll {
    /// Unmet demand, t REO.
    pub unmet: f64,
    /// Output that depends on what is missing, USD.
    pub value: f64,
    /// Unmet demand over a year's demand in the world that stands still.
    pub share: f64,
    /// Who goes short of what, by value, the largest first.
    pub short: Vec<Short>,
}

impl Toll {
    /// Who is short first: the least time to survive, by value where it ties.
    pub fn first(&self) -> Option<&Short> {
        let ever = self.short.iter().filter(|short| short.after.is_some());
        let after = |short: &Short| short.after.unwrap_or(f64::INFINITY);
        // `min_by` keeps the first of equals, and the list is by value.
        ever.min_by(|a, b| after(a).total_cmp(&after(b)))
    }

    /// Weeks from the start of the outage to the end of the last short step of anybody; 0 where nobody is
    /// short.
    pub fn over(&self) -> f64 {
        self.short
            .iter()
            .map(|short| short.until)
            .fold(0.0, f64::max)
    }
}

/// A world that stands still, with the parts that can be removed.
pub struct Stress {
    plan: Plan,
    cuts: Vec<Cut>,
    /// By part: position of its hazard in the plan, whose hazards are in an order of their own.
    hazards: Vec<usize>,
    focus: Scope,
    /// By scope: what happens where nothing is removed.
    calm: Vec<Outcome>,
}

impl Stress {
    /// Compiles the world of a scenario without its hazards, growth and unknown parameters, under one of
    /// its strategies, for outages of up to `longest`. Tolls are those of `focus`: everybody, a price
    /// zone, a bloc or an economy.
    ///
    /// # Errors
    /// As [`compile`].
    pub fn new(
        balance: &Balance,
        scenario: &Scenario,
        strategy: &str,
        focus: Scope,
        longest: Days,
    ) -> Result<Self, CompileError> {
        let plain = compile(balance, scenario, strategy)?;
        let cuts = cuts::cuts(&plain);
        let mut frozen = scenario.clone();
        frozen.growth = false;
        frozen.uncertain.clear();
        frozen.correlations.clear();
        frozen.run.contrast.clear();
        frozen.run.horizon = Days::new(longest.get() + AFTER).unwrap_or(longest);
        frozen.hazards = cuts
            .iter()
            .map(|cut| cut.hazard(scenario.run.start))
            .collect();
        let plan = build(balance, &frozen, strategy)?;
        let hazard = |cut: &Cut| plan.hazards.iter().position(|hazard| hazard.id == cut.id());
        // Every part has become a hazard of its id.
        let hazards = cuts.iter().filter_map(hazard).collect();
        let mut stress = Self {
            plan,
            hazards,
            cuts,
            focus,
            calm: Vec::new(),
        };
        let nothing = Case {
            cuts: Vec::new(),
            days: 0.0,
        };
        stress.calm = stress.block(&[nothing]).remove(0);
        Ok(stress)
    }

    /// What can be removed.
    pub fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// Steps of a future, and days of each.
    pub fn steps(&self) -> (u32, f64) {
        (self.plan.steps, self.plan.step_days)
    }

    /// What each case costs, in order.
    pub fn tolls(&self, cases: &[Case], threads: usize) -> Vec<Toll> {
        let blocks: Vec<&[Case]> = cases.chunks(WIDTH).collect();
        let pool = pool_of(threads);
        let tolls = each(pool.as_ref(), &blocks, |cases| {
            let outcomes = self.block(cases);
            outcomes
                .iter()
                .map(|outcomes| self.toll(outcomes))
                .collect()
        });
        let tolls: Vec<Vec<Toll>> = tolls;
        tolls.into_iter().flatten().collect()
    }

    /// Outcomes of all scopes, by case; at most a block of cases.
    fn block(&self, cases: &[Case]) -> Vec<Vec<Outcome>> {
        let occurrences = |w: usize| {
            // A block that is not full is filled up with its last case.
            let case = &cases[w.min(cases.len() - 1)];
            let occurrence = |&cut: &usize| Occurrence {
                hazard: self.hazards[cut],
                start: 0.0,
                severity: 1.0,
                profile: vec![(0.0, 1.0), (case.days, 1.0)],
            };
            let days = case.days > 0.0;
            case.cuts.iter().filter(|_| days).map(occurrence).collect()
        };
        let drawn = Drawn::<WIDTH>::given(&self.plan, (0..WIDTH).map(occurrences).collect());
        let instructions = Instructions::available()[0];
        let ran = block::run(&self.plan, &drawn, true, instructions, &mut OutcomesOnly);
        let scopes = 0..self.plan.scopes.list.len();
        (0..cases.len())
            .map(|w| {
                scopes
                    .clone()
                    .map(|at| ran.record.outcome(&self.plan, at, w))
                    .collect()
            })
            .collect()
    }

    fn toll(&self, outcomes: &[Outcome]) -> Toll {
        let members = self.plan.world.members(&self.focus.economy);
        let years = f64::from(self.plan.steps) * self.plan.step_days / DAYS_PER_YEAR;
        // What is short anyway, under a strategy that makes it so, is no toll of the case.
        let more = |with: f64, without: f64| (with - without).max(0.0);
        let mut toll = Toll {
            unmet: 0.0,
            value: 0.0,
            share: 0.0,
            short: Vec::new(),
        };
        let scopes = self
            .plan
            .scopes
            .list
            .iter()
            .zip(outcomes.iter().zip(&self.calm));
        for (row, (with, without)) in scopes {
            let scope = &row.scope;
            if *scope == self.focus {
                toll.unmet = more(with.unmet, without.unmet);
                toll.value = more(with.value, without.value);
                toll.share = toll.unmet / (without.wanted / years).max(f64::MIN_POSITIVE);
            }
            let product = members.contains(&scope.economy.as_str())
                && !scope.material.is_empty()
                && scope.sector.is_empty();
            let unmet = more(with.unmet, without.unmet);
            if product && unmet > DUST * without.wanted {
                let ever = with.weeks_short > without.weeks_short;
                toll.short.push(Short {
                    economy: scope.economy.clone(),
                    material: scope.material.clone(),
                    after: ever.then_some(with.time_to_shortage),
                    until: if ever { with.short_until } else { 0.0 },
                    unmet,
                    share: unmet / (without.wanted / years).max(f64::MIN_POSITIVE),
                    value: more(with.value, without.value),
                });
            }
        }
        toll.short.sort_by(|a, b| {
            b.value
                .total_cmp(&a.value)
                .then(a.economy.cmp(&b.economy))
                .then(a.material.cmp(&b.material))
        });
        toll
    }

    /// For each part alone, the shortest outage, whole steps in days, that costs a share of a year's demand
    /// (of the focus, or of its demand for a material); `None` where the longest does not.
    pub fn shortest(
        &self,
        share: f64,
        material: Option<&str>,
        longest: Days,
        threads: usize,
    ) -> Vec<Option<f64>> {
        let step = self.plan.step_days;
        let most = ((longest.get() / step + 1e-9) as u32).max(1);
        let cost = |toll: &Toll| match material {
            None => toll.share,
            Some(material) => {
                let short = toll.short.iter().filter(|short| short.material == material);
                // Demand of the focus for the material: what is unmet over its share.
                let unmet: f64 = short.clone().map(|short| short.unmet).sum();
                unmet / self.wanted(material).max(f64::MIN_POSITIVE)
            }
        };
        // All parts are bisected together: known to be enough, known not to be.
        let mut enough: Vec<Option<u32>> = vec![None; self.cuts.len()];
        let mut short_of: Vec<u32> = vec![0; self.cuts.len()];
        let mut next: Vec<(usize, u32)> = (0..self.cuts.len()).map(|cut| (cut, most)).collect();
        while !next.is_empty() {
            let cases: Vec<Case> = next
                .iter()
                .map(|&(cut, steps)| Case {
                    cuts: vec![cut],
                    days: f64::from(steps) * step,
                })
                .collect();
            for (&(cut, steps), toll) in next.iter().zip(self.tolls(&cases, threads)) {
                if cost(&toll) >= share {
                    enough[cut] = Some(steps);
                } else {
                    short_of[cut] = steps;
                }
            }
            next = (0..self.cuts.len())
                .filter_map(|cut| {
                    let high = enough[cut]?;
                    let low = short_of[cut];
                    (high - low > 1).then(|| (cut, low + (high - low) / 2))
                })
                .collect();
        }
        let days = |steps: Option<u32>| steps.map(|steps| f64::from(steps) * step);
        enough.into_iter().map(days).collect()
    }

    /// Demand of the focus for a material, t a year.
    fn wanted(&self, material: &str) -> f64 {
        let members = self.plan.world.members(&self.focus.economy);
        let years = f64::from(self.plan.steps) * self.plan.step_days / DAYS_PER_YEAR;
        let scopes = self.plan.scopes.list.iter().zip(&self.calm);
        let mine = scopes.filter(|(row, _)| {
            let scope = &row.scope;
            scope.material == material && members.contains(&scope.economy.as_str())
        });
        mine.map(|(_, outcome)| outcome.wanted / years).sum()
    }
}
