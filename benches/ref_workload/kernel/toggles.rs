//! The outages of a block of replications, sorted by week.

use super::simd::{Block, WIDTH};
use crate::ref_workload::events::{DRIVERS, OutageLaw, Outages};
use crate::ref_workload::network::WEEKS;

/// One driver of one replication goes down or comes back.
#[derive(Debug, Clone, Copy, Default)]
struct Toggle {
    week: u16,
    driver: u8,
    lane: u8,
    is_up: bool,
}

/// All toggles of a block. The buffers are reused from block to block.
#[derive(Debug, Default)]
pub(super) struct Toggles {
    drawn: Vec<Toggle>,
    by_week: Vec<Toggle>,
    /// Where the toggles of each week end in `by_week`.
    ends: Vec<u32>,
}

impl Toggles {
    /// Draws the outages of the replications from `first` on and sorts them by week, by counting.
    ///
    /// The order within a week does not matter: a driver is down, and up, for a week at least.
    pub(super) fn draw(&mut self, laws: &[OutageLaw; DRIVERS], seed: u64, first: u64) {
        self.drawn.clear();
        self.ends.clear();
        self.ends.resize(WEEKS, 0);
        for lane in 0..WIDTH {
            for (driver, &law) in laws.iter().enumerate() {
                let replication = first.wrapping_add(lane as u64);
                for outage in Outages::new(law, seed, replication, driver) {
                    self.push(outage.start, driver, lane, false);
                    self.push(outage.end, driver, lane, true);
                }
            }
        }
        let mut start = 0;
        for end in &mut self.ends {
            // From here on, until the toggles are placed, an entry is where its week's next toggle goes.
            let count = *end;
            *end = start;
            start += count;
        }
        self.by_week.clear();
        self.by_week.resize(self.drawn.len(), Toggle::default());
        for toggle in &self.drawn {
            let place = &mut self.ends[usize::from(toggle.week)];
            self.by_week[*place as usize] = *toggle;
            *place += 1;
        }
    }

    fn push(&mut self, week: usize, driver: usize, lane: usize, is_up: bool) {
        if let Some(count) = self.ends.get_mut(week) {
            *count += 1;
            let (week, driver, lane) = (week as u16, driver as u8, lane as u8);
            self.drawn.push(Toggle {
                week,
                driver,
                lane,
                is_up,
            });
        }
    }

    /// Brings `up` (1 where a driver is up, else 0) from the end of last week to this one.
    pub(super) fn apply(&self, week: usize, up: &mut [Block; DRIVERS]) {
        let start = if week == 0 {
            0
        } else {
            self.ends[week - 1] as usize
        };
        for toggle in &self.by_week[start..self.ends[week] as usize] {
            up[usize::from(toggle.driver)].0[usize::from(toggle.lane)] = f64::from(toggle.is_up);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ref_workload::events::laws;
    use crate::ref_workload::network::{Network, Variant};

    #[test]
    fn toggles_reproduce_the_outages_week_by_week() {
        let laws = laws(&Network::new(Variant::One));
        let mut toggles = Toggles::default();
        toggles.draw(&laws, 7, 16);
        let mut up = [Block::ONE; DRIVERS];
        for week in 0..WEEKS {
            toggles.apply(week, &mut up);
            for (driver, (up, &law)) in up.iter().zip(&laws).enumerate() {
                for (lane, &up) in up.0.iter().enumerate() {
                    let is_down = Outages::new(law, 7, 16 + lane as u64, driver)
                        .any(|outage| (outage.start..outage.end).contains(&week));
                    assert_eq!(
                        up == 0.0,
                        is_down,
                        "week {week}, driver {driver}, lane {lane}"
                    );
                }
            }
        }
    }
}
