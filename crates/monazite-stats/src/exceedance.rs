//! How often losses are exceeded: rates, yearly probabilities, return periods, event tables.

use crate::aggregate::{Aggregate, AggregateError, Frequency};

/// Return period of what happens at a yearly `rate`: its inverse; infinite where it is not above
/// zero.
pub fn return_period(rate: f64) -> f64 {
    if rate > 0.0 {
        1.0 / rate
    } else {
        f64::INFINITY
    }
}

/// Probability of at least one event of a Poisson process of this rate in `years`.
pub fn probability_within(rate: f64, years: f64) -> f64 {
    -libm::expm1(-rate * years)
}

/// Rate per year of a Poisson process that has an event in a year with this probability; infinite
/// at one.
pub fn rate_of_probability(probability: f64) -> f64 {
    -libm::log1p(-probability)
}

/// Probability of at least one success in `years` independent years of this probability.
pub fn probability_in_years(probability: f64, years: f64) -> f64 {
    -libm::expm1(years * libm::log1p(-probability))
}

/// A kind of event: so often a year, with that loss each time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Events per year, Poisson, at least zero.
    pub rate: f64,
    /// Loss of each, at least zero.
    pub loss: f64,
}

/// Independent Poisson events, by falling loss.
#[derive(Debug, Clone, PartialEq)]
pub struct EventTable {
    events: Vec<Event>,
}

impl EventTable {
    /// Refuses negative and infinite rates and losses, giving back the first such event.
    pub fn new(events: &[Event]) -> Result<Self, Event> {
        let ok = |x: f64| x >= 0.0 && x.is_finite();
        if let Some(bad) = events
            .iter()
            .find(|event| !(ok(event.rate) && ok(event.loss)))
        {
            return Err(*bad);
        }
        let mut events = events.to_vec();
        events.sort_by(|a, b| b.loss.total_cmp(&a.loss));
        Ok(Self { events })
    }

    /// Average annual loss.
    pub fn average_annual_loss(&self) -> f64 {
        self.events
            .iter()
            .map(|event| event.rate * event.loss)
            .sum()
    }

    /// Events per year with a loss of at least `loss`.
    pub fn rate_of_reaching(&self, loss: f64) -> f64 {
        self.events
            .iter()
            .take_while(|event| event.loss >= loss)
            .fold(0.0, |sum, event| sum + event.rate)
    }

    /// Occurrence exceedance probability (OEP): that the largest event of a year reaches `loss`.
    pub fn occurrence_exceedance(&self, loss: f64) -> f64 {
        probability_within(self.rate_of_reaching(loss), 1.0)
    }

    /// Return period in years of events that reach `loss`.
    pub fn return_period(&self, loss: f64) -> f64 {
        return_period(self.rate_of_reaching(loss))
    }

    /// Largest loss in the table with an OEP of at least `probability`; 0 where there is none.
    pub fn occurrence_loss(&self, probability: f64) -> f64 {
        self.events
            .iter()
            .map(|event| event.loss)
            .find(|&loss| self.occurrence_exceedance(loss) >= probability)
            .unwrap_or(0.0)
    }

    /// Law of the loss of a year (for AEP: [`Aggregate::reaching`]) up to `largest`, on a lattice of
    /// width `step`; losses between its points are rounded to the nearest.
    pub fn aggregate(&self, step: f64, largest: f64) -> Result<Aggregate, AggregateError> {
        let rate = self.rate_of_reaching(0.0);
        let cells = Aggregate::cells(step, largest)?;
        let mut severity = vec![0.0; cells];
        for event in self.events.iter().filter(|event| event.rate > 0.0) {
            let at = (event.loss / step).round() as usize;
            if let Some(mass) = severity.get_mut(at) {
                *mass += event.rate / rate;
            }
        }
        Aggregate::panjer(Frequency::Poisson { mean: rate }, &severity, step, cells)
    }
}

#[cfg(test)]
mod tests;
