//! Draws that are steered: spread evenly over the leading numbers of a future, and pulled towards
//! futures with more and longer disruptions, with the weight that undoes the pull.
//!
//! A number that a stream would give is replaced by that of a scrambled Sobol point (Owen scrambling by
//! the hash of Burley 2020), below whose 23 bits the stream goes on, so that every number is uniform. A
//! tilt multiplies the rate of a hazard and shifts the normal scores of its gaps and durations. One future in
//! `1 / DEFENCE` is drawn without tilts, and weights are those of the mixture of both, so that none exceeds
//! `1 / DEFENCE` (a defensive mixture, Hesterberg 1995).

use monazite_stats::special::{normal_cdf, normal_quantile};
use monazite_stats::{Stream, StreamKey};
use sobol_burley::NUM_DIMENSIONS;

use crate::random::Purpose;

/// Share of futures that are drawn without tilts.
pub(crate) const DEFENCE: f64 = 0.2;
/// Numbers of a leading hazard that are spread evenly: of its times, then of severities and durations.
const TIMES: u32 = 4;
const SHAPES: u32 = 8;
/// Width of the cells that a point of the sequence stands for.
const CELL: f64 = 1.0 / 8_388_608.0;
/// Points of a sequence.
pub(crate) const POINTS: u64 = 1 << 16;

/// How the draws of a run are steered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Steer {
    /// Scramble of the evenly spread points; `None` leaves all numbers to their streams.
    pub(crate) scramble: Option<u32>,
    /// First replication: its point is the first.
    pub(crate) first: u64,
    /// Hazards whose numbers are spread evenly, the most important first: positions in the plan.
    pub(crate) leading: Vec<usize>,
    /// Tilts, by position of the hazard in the plan; empty for none.
    pub(crate) tilts: Vec<Tilt>,
    /// Whether hazards leave their trails. Tilts need it; plain futures do without.
    pub(crate) learns: bool,
}

/// What is done to a hazard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tilt {
    /// Factor of its rate, where it has one.
    pub(crate) rate: f64,
    /// Shift of the normal scores of its gaps, where it has some; below zero for shorter ones.
    pub(crate) gap: f64,
    /// Shift of the normal scores of its durations.
    pub(crate) duration: f64,
}

impl Tilt {
    pub(crate) const NONE: Self = Self {
        rate: 1.0,
        gap: 0.0,
        duration: 0.0,
    };

    /// Half as far from nothing.
    pub(crate) fn halved(self) -> Self {
        Self {
            rate: self.rate.sqrt(),
            gap: self.gap / 2.0,
            duration: self.duration / 2.0,
        }
    }
}

/// What the occurrences of a hazard in a future weigh, and what tilts are learnt from; of no use where
/// [`Steer::learns`] is off.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Trail {
    /// Starts that a rate is behind.
    pub(crate) starts: u32,
    /// How many of them were to be expected, without a tilt.
    pub(crate) expected: f64,
    /// Gaps and durations.
    pub(crate) gaps: Scores,
    pub(crate) durations: Scores,
    /// Days of its occurrences within the horizon, times their severities.
    pub(crate) days: f64,
}

impl Trail {
    /// Logarithm of the density without tilts over that with them.
    fn log_weight(&self, tilt: Tilt) -> f64 {
        let starts = f64::from(self.starts) * libm::log(tilt.rate);
        (tilt.rate - 1.0) * self.expected - starts
            + self.gaps.log_weight(tilt.gap)
            + self.durations.log_weight(tilt.duration)
    }
}

/// Normal scores that were drawn.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Scores {
    pub(crate) count: u32,
    pub(crate) sum: f64,
}

impl Scores {
    /// A uniform number whose score is shifted; the score is written down.
    pub(crate) fn shifted(&mut self, uniform: f64, shift: f64) -> f64 {
        let score = normal_quantile(uniform) + shift;
        self.count += 1;
        self.sum += score;
        if shift == 0.0 {
            uniform
        } else {
            normal_cdf(score).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
        }
    }

    fn log_weight(self, shift: f64) -> f64 {
        f64::from(self.count) * shift * shift / 2.0 - shift * self.sum
    }
}

impl Steer {
    /// The tilts of a replication: none in those that are drawn without.
    pub(crate) fn tilts(&self, seed: u64, replication: u64) -> &[Tilt] {
        if self.tilts.is_empty() {
            return &[];
        }
        let key = StreamKey {
            seed,
            replication,
            purpose: Purpose::Mixture as u64,
            entity: 0,
        };
        let chosen = self.draws(key.open(), replication, 0, 1).uniform();
        if chosen < DEFENCE { &[] } else { &self.tilts }
    }

    /// What a future weighs whose hazards have left these trails.
    pub(crate) fn weight(&self, trails: &[Trail]) -> f64 {
        if self.tilts.is_empty() {
            return 1.0;
        }
        let rows = trails.iter().zip(&self.tilts);
        let log: f64 = rows.map(|(trail, &tilt)| trail.log_weight(tilt)).sum();
        1.0 / (DEFENCE + (1.0 - DEFENCE) * libm::exp(-log))
    }

    /// Draws of the times of a hazard.
    pub(crate) fn times(&self, stream: Stream, replication: u64, hazard: usize) -> Draws {
        self.of_hazard(stream, replication, hazard, 0, TIMES)
    }

    /// Draws of the severities and durations of a hazard.
    pub(crate) fn shapes(&self, stream: Stream, replication: u64, hazard: usize) -> Draws {
        self.of_hazard(stream, replication, hazard, TIMES, SHAPES)
    }

    fn of_hazard(
        &self,
        stream: Stream,
        replication: u64,
        hazard: usize,
        skip: u32,
        count: u32,
    ) -> Draws {
        let Some(rank) = self.leading.iter().position(|&leading| leading == hazard) else {
            return Draws::plain(stream);
        };
        // The first dimension chooses between the parts of the mixture.
        let first = 1 + rank as u32 * (TIMES + SHAPES) + skip;
        self.draws(stream, replication, first, count)
    }

    fn draws(&self, stream: Stream, replication: u64, first: u32, count: u32) -> Draws {
        let index = replication.checked_sub(self.first);
        let index = index.filter(|index| *index < POINTS);
        match (self.scramble, index) {
            (Some(scramble), Some(index)) => Draws {
                stream,
                scramble,
                index: index as u32,
                next: first,
                end: (first + count).min(NUM_DIMENSIONS),
            },
            _ => Draws::plain(stream),
        }
    }
}

/// Uniform numbers in the open interval (0, 1): those of a stream, the first of them spread evenly.
pub(crate) struct Draws {
    stream: Stream,
    scramble: u32,
    index: u32,
    /// Next dimension, and the one to stop before.
    next: u32,
    end: u32,
}

impl Draws {
    /// Those of the stream and no others.
    pub(crate) fn plain(stream: Stream) -> Self {
        Self {
            stream,
            scramble: 0,
            index: 0,
            next: 0,
            end: 0,
        }
    }

    pub(crate) fn uniform(&mut self) -> f64 {
        let own = self.stream.uniform();
        if self.next >= self.end {
            return own;
        }
        let point = sobol_burley::sample(self.index, self.next, self.scramble);
        self.next += 1;
        (f64::from(point) + own * CELL).min(1.0 - f64::EPSILON / 2.0)
    }
}
