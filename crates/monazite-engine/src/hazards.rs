//! The calendar of disruptions of one replication, drawn before its first step.
//!
//! Draws are named: an occurrence takes its numbers from the stream of its hazard and replication,
//! four uniforms per occurrence in a fixed order, so that adding a hazard leaves all others' futures
//! as they were.

pub(crate) mod steer;

use monazite_stats::{Law, Stream, StreamKey};

use crate::plan::{Param, Plan};
use crate::random::Purpose;
use steer::{Draws, Scores, Steer, Tilt, Trail};

/// When occurrences start; days after the start of the run.
#[derive(Debug, Clone)]
pub(crate) enum ArrivalPlan {
    /// Once.
    At(f64),
    /// Poisson with this daily rate.
    Poisson(f64),
    /// Poisson with a daily rate per calendar month; the last is the largest, for thinning.
    Seasonal([f64; 12], f64),
    /// Gaps from the end of one to the start of the next: law and smallest gap.
    Renewal(Law, f64),
    /// Follows another hazard (position), with a probability, after a delay.
    After(usize, f64, Law),
}

/// One rung of an escalation chain.
#[derive(Debug, Clone)]
pub(crate) struct Rung {
    pub(crate) level: f64,
    pub(crate) duration: Law,
    pub(crate) escalate: f64,
}

/// A compiled hazard.
#[derive(Debug, Clone)]
pub(crate) struct HazardPlan {
    pub(crate) id: String,
    pub(crate) family: String,
    /// Key of its random stream.
    pub(crate) key: u64,
    pub(crate) arrival: ArrivalPlan,
    pub(crate) duration: Law,
    pub(crate) severity: Law,
    pub(crate) onset: f64,
    pub(crate) recovery: f64,
    pub(crate) rungs: Vec<Rung>,
    /// Its effects: positions in the plan.
    pub(crate) effects: std::ops::Range<usize>,
    /// Multipliers of rate and length.
    pub(crate) rate_scale: Param,
    pub(crate) duration_scale: Param,
    /// Whether the run's question starts with it (it has a fixed date).
    pub(crate) dated: bool,
}

/// One sampled disruption.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Occurrence {
    /// Position of the hazard.
    pub(crate) hazard: usize,
    /// Days after the start of the run.
    pub(crate) start: f64,
    /// Drawn severity, 0 to 1.
    pub(crate) severity: f64,
    /// Intensity as a polygon: (day, level), days rising; zero before the first and after the last.
    pub(crate) profile: Vec<(f64, f64)>,
}

impl Occurrence {
    /// First day after it is over.
    pub(crate) fn end(&self) -> f64 {
        self.profile.last().map_or(self.start, |point| point.0)
    }

    /// Mean intensity over `from..to`, days.
    pub(crate) fn intensity(&self, from: f64, to: f64) -> f64 {
        let mut area = 0.0;
        for pair in self.profile.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            // Mostly a step lies within full force; what follows comes to the same.
            if x0 <= from && to <= x1 && y0 == 1.0 && y1 == 1.0 {
                return 1.0;
            }
            let (a, b) = (x0.max(from), x1.min(to));
            if b > a {
                // Linear inside the piece: the mean of both ends times the width.
                let slope = (y1 - y0) / (x1 - x0);
                area += (b - a) * (y0 + slope * (0.5 * (a + b) - x0));
            }
        }
        (area / (to - from)).clamp(0.0, 1.0)
    }
}

/// Occurrences of a replication within the horizon, by start, ties by hazard.
/// `parameters` are the drawn ones of the replication.
pub(crate) fn calendar(
    plan: &Plan,
    seed: u64,
    replication: u64,
    parameters: &[f64],
    steer: Option<&Steer>,
) -> Vec<Occurrence> {
    let plain = Steer::default();
    let steer = steer.unwrap_or(&plain);
    followed(plan, seed, replication, parameters, steer).0
}

/// The same, with the trail that each hazard leaves.
pub(crate) fn followed(
    plan: &Plan,
    seed: u64,
    replication: u64,
    parameters: &[f64],
    steer: &Steer,
) -> (Vec<Occurrence>, Vec<Trail>) {
    let mut per_hazard: Vec<Vec<Occurrence>> = vec![Vec::new(); plan.hazards.len()];
    let mut trails = vec![Trail::default(); plan.hazards.len()];
    let mut done = vec![false; plan.hazards.len()];
    let drawing = Drawing {
        plan,
        seed,
        replication,
        parameters,
        steer,
        tilts: steer.tilts(seed, replication),
        horizon: f64::from(plan.steps) * plan.step_days,
    };
    // A conditional hazard waits for its parent; chains are acyclic, so each round settles one more link.
    let mut settles = true;
    while settles {
        settles = false;
        for next in 0..plan.hazards.len() {
            let starts: Vec<f64> = match plan.hazards[next].arrival {
                _ if done[next] => continue,
                ArrivalPlan::After(parent, ..) if !done[parent] => continue,
                ArrivalPlan::After(parent, ..) => {
                    per_hazard[parent].iter().map(|o| o.start).collect()
                }
                _ => Vec::new(),
            };
            (per_hazard[next], trails[next]) = drawing.occurrences(next, &starts);
            (done[next], settles) = (true, true);
        }
    }
    let mut all: Vec<Occurrence> = Vec::with_capacity(per_hazard.iter().map(Vec::len).sum());
    all.extend(per_hazard.into_iter().flatten());
    // A dated one may be over before the run begins; what follows it may not.
    all.retain(|occurrence| occurrence.end() > 0.0);
    all.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.hazard.cmp(&b.hazard)));
    (all, trails)
}

fn stream(seed: u64, replication: u64, purpose: Purpose, entity: u64) -> Stream {
    StreamKey {
        seed,
        replication,
        purpose: purpose as u64,
        entity,
    }
    .open()
}

/// What the hazards of one future are drawn from.
struct Drawing<'a> {
    plan: &'a Plan,
    seed: u64,
    replication: u64,
    parameters: &'a [f64],
    steer: &'a Steer,
    /// Tilts in force, by hazard; empty for none.
    tilts: &'a [Tilt],
    /// Days.
    horizon: f64,
}

impl Drawing<'_> {
    fn occurrences(&self, at: usize, parents: &[f64]) -> (Vec<Occurrence>, Trail) {
        let (plan, horizon) = (self.plan, self.horizon);
        let hazard = &plan.hazards[at];
        let scale = |param: Param| {
            if param.drawn == 0 {
                param.value
            } else {
                self.parameters[param.drawn]
            }
        };
        let (usual, long) = (scale(hazard.rate_scale), scale(hazard.duration_scale));
        let tilt = self.tilts.get(at).copied().unwrap_or(Tilt::NONE);
        let often = usual * tilt.rate;
        let (seed, replication) = (self.seed, self.replication);
        let stream = stream(seed, replication, Purpose::Arrival, hazard.key);
        let mut times = self.steer.times(stream, replication, at);
        let mut shapes = Shapes::new(self, at, tilt.duration);
        let mut trail = Trail::default();
        let mut list = Vec::new();
        let mut push = |start: f64, list: &mut Vec<Occurrence>| {
            let occurrence = shapes.next(hazard, at, start, long);
            let end = occurrence.end();
            if start < horizon {
                list.push(occurrence);
            }
            end
        };
        match &hazard.arrival {
            ArrivalPlan::At(day) => {
                push(*day, &mut list);
            }
            ArrivalPlan::Poisson(rate) => {
                trail.expected = rate * usual * horizon;
                let mut day = next_poisson(0.0, rate * often, &mut times);
                while day < horizon {
                    trail.starts += 1;
                    push(day, &mut list);
                    day = next_poisson(day, rate * often, &mut times);
                }
            }
            ArrivalPlan::Seasonal(rates, largest) => {
                if self.steer.learns {
                    trail.expected = usual * season(rates, plan.start_day_of_year, horizon);
                }
                let mut day = next_poisson(0.0, largest * often, &mut times);
                while day < horizon {
                    let month = month_of(plan.start_day_of_year + day);
                    if times.uniform() * largest < rates[month] {
                        trail.starts += 1;
                        push(day, &mut list);
                    }
                    day = next_poisson(day, largest * often, &mut times);
                }
            }
            ArrivalPlan::Renewal(gap, least) => {
                let mut day = 0.0;
                loop {
                    let mut draw = times.uniform();
                    if self.steer.learns {
                        draw = trail.gaps.shifted(draw, tilt.gap);
                    }
                    day += (least + gap.quantile(draw)) / usual;
                    if day >= horizon {
                        break;
                    }
                    // A zero-length cycle would never reach the horizon: a second is the least.
                    day = push(day, &mut list).max(day + 1.0 / 86_400.0);
                }
            }
            ArrivalPlan::After(_, probability, delay) => {
                for parent in parents {
                    let (follow, wait) = (times.uniform(), times.uniform());
                    // One that does not follow takes its draws all the same: the k-th shape belongs to
                    // the k-th occurrence of the parent, which a correlation may couple it with.
                    let occurrence = shapes.next(hazard, at, parent + delay.quantile(wait), long);
                    if follow < *probability && occurrence.start < horizon {
                        list.push(occurrence);
                    }
                }
            }
        }
        trail.durations = shapes.durations;
        let days = |one: &Occurrence| (one.end().min(horizon) - one.start).max(0.0) * one.severity;
        if self.steer.learns {
            trail.days = list.iter().map(days).sum();
        }
        (list, trail)
    }
}

/// The next point of a Poisson process after `day`; never where the rate is zero.
fn next_poisson(day: f64, rate: f64, times: &mut Draws) -> f64 {
    if rate > 0.0 {
        day - libm::log(times.uniform()) / rate
    } else {
        f64::INFINITY
    }
}

/// Month (0 to 11) of a day of the year, by twelfths of a mean year.
fn month_of(day_of_year: f64) -> usize {
    let year = monazite_model::DAYS_PER_YEAR;
    let part = day_of_year.rem_euclid(year) / year * 12.0;
    (part as usize).min(11)
}

/// Occurrences to be expected within a horizon at daily rates per month.
fn season(rates: &[f64; 12], start_day_of_year: f64, horizon: f64) -> f64 {
    let month = monazite_model::DAYS_PER_YEAR / 12.0;
    let (mut day, mut sum) = (0.0, 0.0);
    while day < horizon {
        let at = start_day_of_year + day;
        let to_next = month - at.rem_euclid(month);
        // A hair beyond the edge, so that the next piece lies in the next month.
        let piece = (to_next + 1e-9).min(horizon - day);
        sum += rates[month_of(at)] * piece;
        day += piece;
    }
    sum
}

/// Draws severity and length of the successive occurrences of one hazard, correlated with the
/// like-numbered occurrences of other hazards where the scenario says so.
struct Shapes {
    own: Draws,
    peers: Vec<(f64, Stream)>,
    /// Shift of the normal scores of durations, and whether they are looked at.
    shift: f64,
    steered: bool,
    durations: Scores,
}

impl Shapes {
    fn new(drawing: &Drawing<'_>, at: usize, shift: f64) -> Self {
        let (plan, seed, replication) = (drawing.plan, drawing.seed, drawing.replication);
        let own = stream(seed, replication, Purpose::Shape, plan.hazards[at].key);
        let peers: Vec<(f64, Stream)> = plan
            .correlated
            .iter()
            .position(|&member| member == at)
            .map(|row| {
                plan.correlated
                    .iter()
                    .zip(&plan.cholesky[row])
                    .filter(|(_, weight)| **weight != 0.0)
                    .map(|(&member, weight)| {
                        let key = plan.hazards[member].key;
                        (*weight, stream(seed, replication, Purpose::Dependence, key))
                    })
                    .collect()
            })
            .unwrap_or_default();
        Self {
            own: if peers.is_empty() {
                drawing.steer.shapes(own, replication, at)
            } else {
                Draws::plain(own)
            },
            // Scores that hazards share are drawn as they are.
            shift: if peers.is_empty() { shift } else { 0.0 },
            steered: peers.is_empty() && drawing.steer.learns,
            peers,
            durations: Scores::default(),
        }
    }

    /// Uniforms for severity and duration of the next occurrence.
    fn pair(&mut self) -> (f64, f64) {
        let plain = (self.own.uniform(), self.own.uniform());
        if self.peers.is_empty() {
            if !self.steered {
                return plain;
            }
            return (plain.0, self.durations.shifted(plain.1, self.shift));
        }
        let (mut severity, mut duration) = (0.0, 0.0);
        for (weight, peer) in &mut self.peers {
            severity += *weight * monazite_stats::special::normal_quantile(peer.uniform());
            duration += *weight * monazite_stats::special::normal_quantile(peer.uniform());
        }
        (
            monazite_stats::special::normal_cdf(severity),
            monazite_stats::special::normal_cdf(duration),
        )
    }

    fn next(&mut self, hazard: &HazardPlan, at: usize, start: f64, long: f64) -> Occurrence {
        let (for_severity, for_duration) = self.pair();
        let severity = hazard.severity.quantile(for_severity).clamp(0.0, 1.0);
        // A rung has two points; most hazards have one.
        let mut profile = Vec::with_capacity(4);
        profile.push((start, 0.0));
        let mut day = start;
        let mut climb = |day: &mut f64, level: f64, lasts: f64, onset: f64| {
            profile.push((*day + onset.min(lasts), level));
            *day += lasts;
            profile.push((*day, level));
        };
        if hazard.rungs.is_empty() {
            climb(
                &mut day,
                1.0,
                hazard.duration.quantile(for_duration) * long,
                hazard.onset,
            );
        } else {
            for (rung_at, rung) in hazard.rungs.iter().enumerate() {
                // The copula steers the first rung; later rungs draw on their own.
                let u = if rung_at == 0 {
                    for_duration
                } else {
                    self.own.uniform()
                };
                climb(
                    &mut day,
                    rung.level,
                    rung.duration.quantile(u) * long,
                    hazard.onset,
                );
                if self.own.uniform() >= rung.escalate {
                    break;
                }
            }
        }
        profile.push((day + hazard.recovery, 0.0));
        Occurrence {
            hazard: at,
            start,
            severity,
            profile,
        }
    }
}
