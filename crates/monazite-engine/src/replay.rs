//! One replication with the log of what happened and why.
//!
//! It is the same replication as in a run, to the last bit; only more is written down.

mod cause;

use std::collections::BTreeMap;

use crate::block::{self, Drawn, Instructions, Shipments, Watch};
use crate::lanes::Lanes;
use crate::plan::{Plan, Qualified};
use crate::record::Record;
use crate::state::{Calendars, State};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayEvent {
    /// Step in which it happened.
    pub step: u32,
    /// `hazard`, `shortage`, `reserve`, `project` or `qualification`.
    pub kind: &'static str,
    /// Who: hazard id, `economy material`, reserve or site.
    pub subject: String,
    /// What, in words.
    pub text: String,
}

/// Shares of demand served in one step.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayStep {
    /// The step.
    pub step: u32,
    /// Served over wanted of each demanded material, by material id.
    pub fill_rate: Vec<(String, f64)>,
}

/// One replication, told.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// In the order in which they happened.
    pub events: Vec<ReplayEvent>,
    /// One row per step.
    pub table: Vec<ReplayStep>,
}

/// Runs replication `replication` of `seed` and tells what happened.
pub fn replay(plan: &Plan, seed: u64, replication: u64) -> Replay {
    let mut log = Log::new(plan);
    let drawn = Drawn::of(plan, seed, [replication]);
    block::run(plan, &drawn, true, Instructions::Portable, &mut log);
    Replay {
        events: log.events,
        table: log.table,
    }
}

/// Demands of one economy for one material.
struct Group {
    demands: Vec<usize>,
    /// Step in which the current shortage began.
    since: Option<u32>,
    /// Unmet in it so far, t.
    unmet: f64,
    /// Whether its buyers have begun to qualify alternatives.
    qualifying: bool,
}

struct Log {
    groups: BTreeMap<(usize, usize), Group>,
    /// Occurrences told so far.
    started: usize,
    ended: Vec<bool>,
    releasing: Vec<Option<f64>>,
    opened: Vec<bool>,
    events: Vec<ReplayEvent>,
    table: Vec<ReplayStep>,
}

impl Log {
    fn new(plan: &Plan) -> Self {
        let mut groups: BTreeMap<(usize, usize), Group> = BTreeMap::new();
        for (at, demand) in plan
            .demands
            .iter()
            .enumerate()
            .filter(|(_, demand)| demand.end_use)
        {
            let stock = &plan.stocks[demand.stock];
            let group = groups
                .entry((stock.economy, stock.material))
                .or_insert_with(|| Group {
                    demands: Vec::new(),
                    since: None,
                    unmet: 0.0,
                    qualifying: false,
                });
            group.demands.push(at);
        }
        Self {
            groups,
            started: 0,
            ended: Vec::new(),
            releasing: vec![None; plan.reserves.len()],
            opened: vec![false; plan.planned.len()],
            events: Vec::new(),
            table: Vec::new(),
        }
    }

    fn tell(&mut self, step: u32, kind: &'static str, subject: String, text: String) {
        self.events.push(ReplayEvent {
            step,
            kind,
            subject,
            text,
        });
    }

    fn hazards(&mut self, plan: &Plan, calendars: &Calendars, t: u32) {
        let occurrences = &calendars.occurrences[0];
        self.ended.resize(occurrences.len(), false);
        for occurrence in &occurrences[self.started..calendars.next[0]] {
            let weeks = (occurrence.end() - occurrence.start) / 7.0;
            let severity = if occurrence.severity < 1.0 {
                format!("severity {:.2}, ", occurrence.severity)
            } else {
                String::new()
            };
            let id = plan.hazards[occurrence.hazard].id.clone();
            self.tell(
                t,
                "hazard",
                id,
                format!("begins, {severity}to last {weeks:.1} weeks"),
            );
        }
        self.started = calendars.next[0];
        let now = f64::from(t + 1) * plan.step_days;
        for (at, occurrence) in occurrences[..calendars.next[0]].iter().enumerate() {
            if !self.ended[at] && occurrence.end() <= now {
                self.ended[at] = true;
                let id = plan.hazards[occurrence.hazard].id.clone();
                self.tell(t, "hazard", id, "is over".to_owned());
            }
        }
    }

    fn projects(&mut self, plan: &Plan, state: &State<1>, t: u32) {
        let end = f64::from(t + 1) * plan.step_days;
        for site in &plan.sites {
            let Some(planned) = site.planned else {
                continue;
            };
            let day = state.start_day[planned][0];
            if !self.opened[planned] && day < end {
                self.opened[planned] = true;
                let row = &plan.world.sites[site.site];
                let announced = plan.planned[planned].start_day;
                let late = ((day - announced) / 30.4375).round();
                let text = if day < 0.0 {
                    "has started before the run and ramps up".to_owned()
                } else if late >= 1.0 {
                    format!("starts, {late:.0} months later than announced, and ramps up")
                } else {
                    "starts as announced and ramps up".to_owned()
                };
                self.tell(t, "project", row.name.clone(), text);
            }
        }
    }

    fn reserves(&mut self, plan: &Plan, state: &State<1>, t: u32) {
        for (at, reserve) in plan.reserves.iter().enumerate() {
            let active = state.releasing[at][0] > 0.0;
            let stock = &plan.stocks[reserve.stock];
            let subject = label(plan, stock.economy, stock.material);
            let left = state.stock[reserve.stock][0];
            match (self.releasing[at], active) {
                (None, true) if left > 0.0 || state.released[at][0] > 0.0 => {
                    // What it had released before this step's release.
                    self.releasing[at] = Some(state.released[at][0]);
                    self.tell(
                        t,
                        "reserve",
                        subject,
                        format!("begins to release; {left:.1} t are left"),
                    );
                }
                (Some(before), false) => {
                    self.releasing[at] = None;
                    let given = state.released[at][0] - before;
                    self.tell(
                        t,
                        "reserve",
                        subject,
                        format!("stops after {given:.1} t more; {left:.1} t are left"),
                    );
                }
                _ => {}
            }
        }
    }

    fn shortages(&mut self, plan: &Plan, state: &State<1>, t: u32) {
        let mut told = Vec::new();
        for (&(economy, material), group) in &mut self.groups {
            let sum = |values: &[Lanes<1>]| -> f64 {
                group.demands.iter().map(|&demand| values[demand][0]).sum()
            };
            let (wanted, served) = (sum(&state.wanted), sum(&state.served));
            let short = served < wanted * plan.service_level;
            let subject = || label(plan, economy, material);
            match (group.since, short) {
                (None, true) => {
                    group.since = Some(t);
                    group.unmet = wanted - served;
                    let why = cause::of(plan, state, &group.demands);
                    let share = 100.0 * served / wanted;
                    told.push((
                        "shortage",
                        subject(),
                        format!("runs short: {share:.0} % served; {why}"),
                    ));
                }
                (Some(_), true) => group.unmet += wanted - served,
                (Some(since), false) => {
                    let weeks = f64::from(t - since) * plan.step_days / 7.0;
                    let unit = plan.world.materials[material].basis.unit();
                    told.push((
                        "shortage",
                        subject(),
                        format!(
                            "is served again after {weeks:.0} weeks; {:.1} {unit} went unmet",
                            group.unmet
                        ),
                    ));
                    group.since = None;
                }
                (None, false) => {}
            }
            let seeks = |&demand: &usize| {
                let stock = plan.demands[demand].stock;
                state.qualifying[stock][0] > 0.0
                    && plan.stocks[stock].lanes.clone().any(|lane| {
                        matches!(plan.lanes[lane].qualified, Qualified::AfterTrigger { .. })
                    })
            };
            if !group.qualifying && group.demands.iter().any(seeks) {
                group.qualifying = true;
                told.push((
                    "qualification",
                    subject(),
                    "buyers begin to qualify other sources".to_owned(),
                ));
            }
        }
        for (kind, subject, text) in told {
            self.tell(t, kind, subject, text);
        }
    }

    fn fill_rates(&mut self, plan: &Plan, state: &State<1>, t: u32) {
        let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for (at, demand) in plan
            .demands
            .iter()
            .enumerate()
            .filter(|(_, demand)| demand.end_use)
        {
            let sum = sums.entry(plan.stocks[demand.stock].material).or_default();
            sum.0 += state.served[at][0];
            sum.1 += state.wanted[at][0];
        }
        let rate = |(served, wanted): (f64, f64)| if wanted > 0.0 { served / wanted } else { 1.0 };
        let fill_rate = sums
            .into_iter()
            .map(|(material, sum)| (plan.world.materials[material].id.clone(), rate(sum)))
            .collect();
        self.table.push(ReplayStep { step: t, fill_rate });
    }
}

impl Watch<1> for Log {
    fn shipments(&self) -> Shipments {
        Shipments::Steps
    }

    fn after(
        &mut self,
        plan: &Plan,
        state: &State<1>,
        _: &Record<1>,
        calendars: &Calendars,
        t: u32,
    ) {
        self.hazards(plan, calendars, t);
        self.projects(plan, state, t);
        self.reserves(plan, state, t);
        self.shortages(plan, state, t);
        self.fill_rates(plan, state, t);
    }
}

/// `Japan: Dysprosium oxide`.
fn label(plan: &Plan, economy: usize, material: usize) -> String {
    format!(
        "{}: {}",
        plan.world.economies[economy].name, plan.world.materials[material].name
    )
}
