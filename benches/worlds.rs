//! Worlds for the engine, ready to be compiled.

mod copies;
mod files;
mod ref_shape;
mod tiny;

pub use copies::copies;
pub use files::write_files;
pub use ref_shape::{ref_products, ref_shape};
pub use tiny::{SAMPLERS, tiny};

use monazite_engine::{Plan, balance, compile};
use monazite_model::{Scenario, World};

/// A scenario over its world.
#[derive(Debug, Clone)]
pub struct Case {
    /// What is simulated.
    pub world: World,
    /// What may happen to it.
    pub scenario: Scenario,
}

impl Case {
    /// A scenario that the program carries.
    ///
    /// # Panics
    ///
    /// If there is no such scenario: a bench names one that exists.
    pub fn builtin(name: &str) -> Self {
        let loaded = monazite_files::load(name, &[]).expect("a scenario that loads");
        Self {
            world: loaded.world,
            scenario: loaded.scenario,
        }
    }

    /// The smallest world that has a chain: a mine, two plants and a user, one lane between each.
    pub fn toy() -> Self {
        Self::builtin("toy-chain-lead-times")
    }

    /// The default pack under ordinary outages, for five years of weeks.
    pub fn default_pack() -> Self {
        Self::builtin("background")
    }

    /// The same without hazards: every future is the undisturbed one.
    #[must_use]
    pub fn calm(mut self) -> Self {
        self.scenario.hazards.clear();
        self.scenario.correlations.clear();
        self
    }

    /// Balances and compiles.
    ///
    /// # Panics
    ///
    /// If the world does not balance: the tests of this package see to it that all of them do.
    pub fn plan(&self) -> Plan {
        self.plan_of("")
    }

    /// The same with a strategy of the scenario.
    ///
    /// # Panics
    ///
    /// As [`Self::plan`], and if there is no such strategy.
    pub fn plan_of(&self, strategy: &str) -> Plan {
        let balance = balance(&self.world).expect("a world that balances");
        compile(&balance, &self.scenario, strategy).expect("a scenario that compiles")
    }
}

#[cfg(test)]
mod tests;
