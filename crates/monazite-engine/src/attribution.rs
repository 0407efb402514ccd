//! Whose doing a loss is, on the same futures: hazards removed one by one, families of hazards by
//! Shapley's rule, futures in which something struck, and Sobol indices that keep what nobody knows apart
//! from what may happen. Definitions: `docs/statistics.md`.

use monazite_model::Scenario;
use monazite_stats::{
    Estimate, Moments, Sample, Sensitivity, cvar_difference, cvar_scores, of_scores,
    paired_difference, shapley, sobol, wilson,
};

use crate::balance::Balance;
use crate::block::drawn_parameters;
use crate::comparison::TAIL_LEVEL;
use crate::comparison::classes::thirds;
use crate::plan::{CompileError, Plan, compile};
use crate::result::{Indicator, RunResult, Scope};
use crate::run::{Resample, RunOptions, simulate};

/// Families that share by Shapley's rule at most; the least of more are one.
const FAMILIES: usize = 6;
/// Name of the least families taken together.
const OTHERS: &str = "all others";
/// Futures that a condition must leave on either side.
const LEAST: usize = 50;

/// What goes when a hazard is removed, and all that follows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Removed {
    /// Hazard id.
    pub hazard: String,
    /// Its family.
    pub family: String,
    /// Fall of the mean loss, USD.
    pub mean: Estimate,
    /// Fall of the mean of the worst 5 %, USD.
    pub tail: Estimate,
}

/// A family's part of the tail.
#[derive(Debug, Clone, PartialEq)]
pub struct FamilyPart {
    /// Name of the family.
    pub family: String,
    /// Its part, USD; the parts of all sum up to the tail with all hazards less that without any.
    pub tail: Estimate,
}

/// Losses of the futures in which a hazard struck, and of those in which it did not.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Hazard id.
    pub hazard: String,
    /// Chance that it strikes at all.
    pub chance: Estimate,
    /// Mean loss where it struck, USD.
    pub mean: Estimate,
    /// Mean of the worst 5 % of the futures in which it struck, USD.
    pub tail: Estimate,
    /// Mean loss where it did not, USD.
    pub spared: Estimate,
}

/// What not knowing something does to the loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The parameter as the scenario names it.
    pub parameter: String,
    /// Sobol indices of the loss.
    pub sensitivity: Sensitivity,
    /// Mean loss where it is in the lowest third of its draws, and in the highest, USD.
    pub low: Estimate,
    /// See `low`.
    pub high: Estimate,
}

/// What nobody knows and what may happen, each taken together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Apart {
    /// All uncertain parameters.
    pub ignorance: Sensitivity,
    /// All disruptions and delays.
    pub events: Sensitivity,
}

/// Whose doing the losses of a focus are.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// Futures of every run.
    pub replications: u64,
    /// Whose losses.
    pub focus: Scope,
    /// Mean loss, USD.
    pub mean: Estimate,
    /// Mean of the worst 5 %, USD.
    pub tail: Estimate,
    /// In the order of the scenario.
    pub removed: Vec<Removed>,
    /// The largest first.
    pub parts: Vec<FamilyPart>,
    /// Tail without any hazard, USD.
    pub structural: Estimate,
    /// In the order of the scenario, where enough futures lie on either side.
    pub given: Vec<Given>,
    /// By total index, the largest first.
    pub doubts: Vec<Doubt>,
    /// All that nobody knows together, and all that may happen together; `None` where nothing is unknown.
    pub apart: Option<Apart>,
}

/// Number of runs that an attribution takes.
pub fn attribution_runs(scenario: &Scenario) -> u64 {
    let (parameters, families) = (scenario.uncertain.len(), names(scenario).len());
    let subsets = 1_usize << families.min(FAMILIES);
    // All anew, all unknown ones, all events, each unknown one.
    let doubtful = if parameters > 0 { parameters + 3 } else { 0 };
    (1 + scenario.hazards.len() + families + subsets + doubtful) as u64
}

/// Attributes the losses (value at risk) of a focus. `progress` hears how many futures of all runs are
/// done, from any thread, and says whether to go on; on a no nothing comes back.
///
/// # Errors
/// As [`compile`].
pub fn attribute(
    balance: &Balance,
    scenario: &Scenario,
    strategy: &str,
    focus: &Scope,
    options: &RunOptions,
    progress: &(dyn Fn(u64) -> bool + Sync),
) -> Result<Option<Attribution>, CompileError> {
    let mut work = Work {
        balance,
        scenario,
        strategy,
        focus,
        options,
        progress,
        done: 0,
    };
    match work.attribution(&names(scenario)) {
        Ok(attribution) => Ok(Some(attribution)),
        Err(Halt::Ended) => Ok(None),
        Err(Halt::Compile(error)) => Err(error),
    }
}

/// Families of hazards in the order of the scenario.
fn names(scenario: &Scenario) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for hazard in &scenario.hazards {
        if !names.contains(&hazard.family) {
            names.push(hazard.family.clone());
        }
    }
    names
}

struct Work<'a> {
    balance: &'a Balance,
    scenario: &'a Scenario,
    strategy: &'a str,
    focus: &'a Scope,
    options: &'a RunOptions,
    progress: &'a (dyn Fn(u64) -> bool + Sync),
    /// Futures of the runs that are over.
    done: u64,
}

/// Why there is no attribution.
enum Halt {
    /// `progress` said no.
    Ended,
    Compile(CompileError),
}

impl From<CompileError> for Halt {
    fn from(error: CompileError) -> Self {
        Self::Compile(error)
    }
}

impl Work<'_> {
    fn attribution(&mut self, families: &[String]) -> Result<Attribution, Halt> {
        let plan = self.plan(self.scenario)?;
        let whole = self.run(&plan, None)?;
        let losses = self.losses(&whole).to_vec();
        let removed = self.removed(&losses)?;
        let (parts, structural) = self.parts(families, &losses)?;
        let (doubts, apart) = self.doubts(&plan, &losses)?;
        let sample = Sample::new(&losses);
        Ok(Attribution {
            replications: whole.replications,
            focus: self.focus.clone(),
            mean: sample.mean(),
            tail: sample.cvar(TAIL_LEVEL),
            removed,
            parts,
            structural,
            given: given(&whole, &losses),
            doubts,
            apart,
        })
    }

    fn plan(&self, scenario: &Scenario) -> Result<Plan, Halt> {
        Ok(compile(self.balance, scenario, self.strategy)?.narrowed())
    }

    fn run(&mut self, plan: &Plan, resample: Option<Resample>) -> Result<RunResult, Halt> {
        let options = RunOptions {
            resample,
            ..self.options.clone()
        };
        let (before, progress) = (self.done, self.progress);
        let result = simulate(plan, &options, &|done| progress(before + done));
        self.done += result.replications;
        if result.replications < options.replications {
            return Err(Halt::Ended);
        }
        Ok(result)
    }

    fn losses<'r>(&self, result: &'r RunResult) -> &'r [f64] {
        let column = result.column(self.focus, Indicator::ValueAtRisk);
        column.map_or(&[], |column| &column.values)
    }

    /// Losses of the same futures without these hazards, and without what follows them.
    fn without(&mut self, hazards: &[String]) -> Result<Vec<f64>, Halt> {
        let plan = self.plan(&self.scenario.without(hazards))?;
        let result = self.run(&plan, None)?;
        Ok(self.losses(&result).to_vec())
    }

    fn removed(&mut self, losses: &[f64]) -> Result<Vec<Removed>, Halt> {
        let mut removed = Vec::new();
        for hazard in &self.scenario.hazards {
            let without = self.without(std::slice::from_ref(&hazard.id))?;
            removed.push(Removed {
                hazard: hazard.id.clone(),
                family: hazard.family.clone(),
                mean: paired_difference(losses, &without),
                tail: cvar_difference(losses, &without, TAIL_LEVEL),
            });
        }
        Ok(removed)
    }

    /// Hazards of some families.
    fn of(&self, families: &[String]) -> Vec<String> {
        let hazards = self.scenario.hazards.iter();
        let mine = hazards.filter(|hazard| families.contains(&hazard.family));
        mine.map(|hazard| hazard.id.clone()).collect()
    }

    /// Parts of the tail by family, and what stays without any hazard.
    fn parts(
        &mut self,
        families: &[String],
        losses: &[f64],
    ) -> Result<(Vec<FamilyPart>, Estimate), Halt> {
        // The families whose removal matters most share by name; the least of many are one player.
        let mut falls = Vec::new();
        for family in families {
            let without = self.without(&self.of(std::slice::from_ref(family)))?;
            falls.push((cvar_difference(losses, &without, TAIL_LEVEL).value, family));
        }
        falls.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let order: Vec<String> = falls
            .into_iter()
            .map(|(_, family)| family.clone())
            .collect();
        let named = if order.len() > FAMILIES {
            FAMILIES - 1
        } else {
            order.len()
        };
        let mut players: Vec<(String, Vec<String>)> = order[..named]
            .iter()
            .map(|family| (family.clone(), vec![family.clone()]))
            .collect();
        if named < order.len() {
            let others = order[named..].to_vec();
            players.push((format!("{OTHERS} ({})", others.join(", ")), others));
        }
        let mut scores = Vec::new();
        for subset in 0..1_usize << players.len() {
            let gone: Vec<String> = players
                .iter()
                .enumerate()
                .filter(|(at, _)| subset >> at & 1 == 0)
                .flat_map(|(_, (_, families))| families.clone())
                .collect();
            let losses = self.without(&self.of(&gone))?;
            scores.push(cvar_scores(&losses, TAIL_LEVEL));
        }
        let values = shapley(&scores, players.len());
        let mut parts: Vec<FamilyPart> = players
            .into_iter()
            .zip(&values)
            .map(|((family, _), values)| FamilyPart {
                family,
                tail: of_scores(values, TAIL_LEVEL),
            })
            .collect();
        parts.sort_by(|a, b| {
            b.tail
                .value
                .total_cmp(&a.tail.value)
                .then(a.family.cmp(&b.family))
        });
        Ok((parts, of_scores(&scores[0], TAIL_LEVEL)))
    }

    fn doubts(&mut self, plan: &Plan, losses: &[f64]) -> Result<(Vec<Doubt>, Option<Apart>), Halt> {
        let count = self.scenario.uncertain.len();
        if count == 0 {
            return Ok((Vec::new(), None));
        }
        // The second sample of all inputs is that of another seed.
        let seed = self.options.seed.wrapping_add(1) ^ 0x5bd1_e995;
        let all: Vec<usize> = (0..count).collect();
        let mixed = |work: &mut Self, parameters: &[usize], events| {
            let resample = Resample {
                seed,
                parameters: parameters.to_vec(),
                events,
            };
            let result = work.run(plan, Some(resample))?;
            Ok::<_, Halt>(work.losses(&result).to_vec())
        };
        let other = mixed(self, &all, true)?;
        let ignorance = mixed(self, &all, false)?;
        let events = mixed(self, &[], true)?;
        let drawn = drawn_parameters(plan, self.options);
        let mut doubts = Vec::new();
        for (at, row) in self.scenario.uncertain.iter().enumerate() {
            let sensitivity = sobol(losses, &other, &mixed(self, &[at], false)?);
            let mean = |futures: &[usize]| {
                let values: Vec<f64> = futures.iter().map(|&future| losses[future]).collect();
                Moments::of(&values).estimate()
            };
            let [low, high] = thirds(&drawn[at].1).map(|futures| mean(&futures));
            doubts.push(Doubt {
                parameter: row.target.clone(),
                sensitivity,
                low,
                high,
            });
        }
        doubts.sort_by(|a, b| {
            let (one, other) = (a.sensitivity.total.value, b.sensitivity.total.value);
            other.total_cmp(&one).then(a.parameter.cmp(&b.parameter))
        });
        let apart = Apart {
            ignorance: sobol(losses, &other, &ignorance),
            events: sobol(losses, &other, &events),
        };
        Ok((doubts, Some(apart)))
    }
}

fn given(result: &RunResult, losses: &[f64]) -> Vec<Given> {
    let mut list = Vec::new();
    for hazard in &result.hazards {
        let (mut struck, mut spared) = (Vec::new(), Vec::new());
        for (count, loss) in hazard.occurrences.iter().zip(losses) {
            if *count > 0 {
                struck.push(*loss);
            } else {
                spared.push(*loss);
            }
        }
        if struck.len().min(spared.len()) < LEAST {
            continue;
        }
        let sample = Sample::new(&struck);
        list.push(Given {
            hazard: hazard.hazard.clone(),
            chance: wilson(struck.len() as u64, losses.len() as u64),
            mean: sample.mean(),
            tail: sample.cvar(TAIL_LEVEL),
            spared: Moments::of(&spared).estimate(),
        });
    }
    list
}
