//! Scenarios: what-ifs over a world, and how to run them.

use crate::{
    Arrival, Behaviour, Correlation, Date, Days, DemandFilter, Evidence, Grade, Hazard, Law,
    Market, Selector, Share, Target, TonnesPerYear, UsdPerKg, World,
};

/// How a scenario is run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSpec {
    /// First day.
    pub start: Date,
    /// Length of a future.
    pub horizon: Days,
    /// Length of a step.
    pub step: Days,
    /// Number of futures.
    pub replications: u64,
    /// Master seed.
    pub seed: u64,
    /// Id of the strategy that `run` takes; empty for none.
    pub strategy: String,
    /// Share of demand served below which a step counts as short.
    pub service_level: Share,
    /// Hazards whose contribution is a finding of its own: the same futures are run without them, and
    /// without what follows them.
    pub contrast: Vec<String>,
    /// Whom strategies are ranked for: an economy or `bloc:ID`; empty for the world outside China, or for
    /// everybody in a world with a single price zone.
    pub focus: String,
}

/// What starts a project besides its date.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceTrigger {
    /// Material whose price in the world zone is watched.
    pub material: String,
    /// Index that it must exceed.
    pub above: f64,
    /// For how long on end.
    pub lasting: Days,
}

/// Who bears the cost of a guaranteed price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Payer {
    /// The state pays the difference to the market price.
    Public,
    /// Buyers do, through a tariff that adjusts.
    Buyers,
}

/// One thing that is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A reserve of each chosen material, sized in days of the holders' baseline use.
    Stockpile {
        /// Economies (or `bloc:` names) that hold it for their consumers.
        holder: Selector,
        /// What is held.
        material: Selector,
        /// Days of baseline use held.
        target: Days,
        /// Share of the target held at the start; the rest is bought at the refill rate.
        filled: Share,
        /// Whether the holders keep one together, for all their consumers, instead of one each.
        pooled: bool,
        /// Unfilled share of the holders' orders above which it releases.
        trigger: Share,
        /// Days of baseline use in the stocks of the holders' consumers below which it releases as
        /// well; `None` where stocks start nothing.
        trigger_cover: Option<Days>,
        /// Largest release, as a share of baseline use.
        release: f64,
        /// Largest refill, as a share of baseline use.
        refill: f64,
    },
    /// More stock held by consumers.
    Buffer {
        /// Where (economies or blocs).
        economy: Selector,
        /// Of what.
        material: Selector,
        /// Days of use held on top of today's cover.
        extra: Days,
    },
    /// A new site, built like an existing one.
    NewCapacity {
        /// Id of the new site.
        id: String,
        /// Site (of the pack) whose recipes, covers and trade it copies.
        like: String,
        /// Where it stands.
        economy: String,
        /// Capacity, t of throughput per year.
        capacity: TonnesPerYear,
        /// Announced start; with a trigger, the earliest date of the decision.
        start: Date,
        /// Median delay beyond it; with a trigger, the median construction time.
        delay_median: Days,
        /// 90th percentile of the delay (lognormal); equal to the median means certain.
        delay_q90: Days,
        /// Share of capacity in each year of operation.
        ramp: Vec<f64>,
        /// Price that starts it; a date alone if none.
        trigger: Option<PriceTrigger>,
    },
    /// No origin may supply more than a share of what an economy buys, and alternatives are qualified.
    Diversify {
        /// Buyers (economies or blocs).
        economy: Selector,
        /// Of what.
        material: Selector,
        /// Largest share of any single foreign origin; 1 for a qualification programme alone.
        cap: Share,
        /// When the cap is in force and the alternatives are qualified.
        by: Date,
    },
    /// Used magnets become oxides.
    Recycle {
        /// Where (economies or blocs).
        economy: Selector,
        /// Which products are collected at the end of their life.
        material: Selector,
        /// Share of baseline use collected per year at full operation.
        collection: Share,
        /// Share of the rare earths in it that is recovered.
        recovery: Share,
        /// Start.
        start: Date,
        /// Share of capacity in each year of operation.
        ramp: Vec<f64>,
    },
    /// Products with less in them: demand falls linearly between two dates, and stays lower.
    Thrift {
        /// Whose demand.
        demands: DemandFilter,
        /// Share of demand saved in the end.
        reduction: Share,
        /// Begins.
        from: Date,
        /// Complete.
        by: Date,
    },
    /// Users are able to replace more of the material when its price stays high.
    Substitute {
        /// Whose demand.
        demands: DemandFilter,
        /// Share that can be replaced, instead of the market's `substitution`.
        share: Share,
    },
    /// Named sites are guaranteed a price: they stay open through dumping.
    PriceFloor {
        /// Which sites.
        site: Selector,
        /// For which of their products.
        material: Selector,
        /// The price.
        price: UsdPerKg,
        /// Largest volume that is paid for; unlimited if `None`.
        volume: Option<TonnesPerYear>,
        /// Who pays.
        payer: Payer,
        /// First day.
        from: Date,
        /// Last day; the end of the run if `None`.
        until: Option<Date>,
    },
    /// A buyer of last resort keeps a site at a volume, whatever the market orders: what nobody
    /// orders stays in the site's output stock, and beyond its limit leaves as surplus.
    Offtake {
        /// The site.
        site: String,
        /// The product.
        material: String,
        /// Volume guaranteed, t per year.
        volume: TonnesPerYear,
        /// Price paid at least.
        price: UsdPerKg,
        /// First day.
        from: Date,
    },
    /// Members of a bloc serve each other like their own when goods are short (`priority` rule).
    AlliedSharing {
        /// The bloc.
        bloc: String,
    },
    /// A long-term volume between two economies, served before spot buyers and raised to a share.
    Contract {
        /// Sellers.
        origin: Selector,
        /// Buyers.
        destination: Selector,
        /// Of what.
        material: Selector,
        /// Share of the buyers' supply that it covers at least.
        share: Share,
        /// First day.
        from: Date,
    },
}

impl Action {
    /// Word used in files and reports.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Stockpile { .. } => "stockpile",
            Self::Buffer { .. } => "buffer",
            Self::NewCapacity { .. } => "new_capacity",
            Self::Diversify { .. } => "diversify",
            Self::Recycle { .. } => "recycle",
            Self::Thrift { .. } => "thrift",
            Self::Substitute { .. } => "substitute",
            Self::PriceFloor { .. } => "price_floor",
            Self::Offtake { .. } => "offtake",
            Self::AlliedSharing { .. } => "allied_sharing",
            Self::Contract { .. } => "contract",
        }
    }
}

/// What an intervention costs, in USD of the base year, besides what the simulation finds (purchases
/// of reserves, payments under floors).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Once, when it starts.
    pub capex: f64,
    /// Every year from its start.
    pub annual: f64,
    /// Per tonne: of goods held (stockpile, buffer), of product made (new capacity, recycling) or
    /// of demand saved (thrift).
    pub per_tonne: f64,
}

/// An action with what it costs and where that comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervention {
    /// What is done.
    pub action: Action,
    /// What it costs.
    pub cost: Cost,
    /// Source of size and cost, a key of the sources.
    pub evidence: Evidence,
}

impl Scenario {
    /// Whom strategies are ranked for and tolls are told of: the scenario's focus, else the world outside
    /// China where there are users on both sides of its border, else everybody (empty).
    pub fn focus(&self, world: &World) -> &str {
        let used_in = |zone: &str| {
            let members = world.members(zone);
            let mut uses = world.end_uses();
            uses.any(|demand| members.contains(&demand.economy.as_str()))
        };
        let both = used_in("zone:china") && used_in("zone:world");
        match self.run.focus.as_str() {
            "" if both => "zone:world",
            // Where all users are on one side of the border, a zone is everybody.
            own if own.starts_with("zone:") && !both => "",
            own => own,
        }
    }

    /// The scenario without some hazards and all that come after them.
    #[must_use]
    pub fn without(&self, hazards: &[String]) -> Self {
        let mut gone: Vec<&str> = hazards.iter().map(String::as_str).collect();
        loop {
            let follows = self.hazards.iter().find(|hazard| {
                let parent = match &hazard.arrival {
                    Arrival::After { hazard, .. } => hazard.as_str(),
                    _ => return false,
                };
                gone.contains(&parent) && !gone.contains(&hazard.id.as_str())
            });
            match follows {
                Some(hazard) => gone.push(&hazard.id),
                None => break,
            }
        }
        let kept = |id: &str| !gone.contains(&id);
        let about = |uncertain: &Uncertain| match Target::parse(&uncertain.target) {
            Ok(Target::Hazard(id, _)) => kept(&id),
            _ => true,
        };
        Self {
            run: RunSpec {
                contrast: Vec::new(),
                ..self.run.clone()
            },
            hazards: self
                .hazards
                .iter()
                .filter(|hazard| kept(&hazard.id))
                .cloned()
                .collect(),
            correlations: self
                .correlations
                .iter()
                .filter(|pair| kept(&pair.first) && kept(&pair.second))
                .cloned()
                .collect(),
            uncertain: self
                .uncertain
                .iter()
                .filter(|row| about(row))
                .cloned()
                .collect(),
            ..self.clone()
        }
    }
}

impl Intervention {
    /// An action that costs nothing, on the word of nobody.
    pub fn free(action: Action) -> Self {
        Self {
            action,
            cost: Cost::default(),
            evidence: Evidence {
                source: String::new(),
                grade: Grade::C,
            },
        }
    }
}

/// A parameter that nobody knows, drawn once per future, apart from events.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    /// What it is: a path such as `market.price_elasticity` or `demand[sector=wind].growth`.
    pub target: String,
    /// Its law, in the unit of the target.
    pub law: Law,
    /// Where the law comes from.
    pub evidence: Evidence,
}

/// A named set of interventions.
#[derive(Debug, Clone, PartialEq)]
pub struct Strategy {
    /// Id that `--strategy` names.
    pub id: String,
    /// Title in reports.
    pub title: String,
    /// Id of the strategy in which everybody does the same for itself; empty where there is none.
    pub alone: String,
    /// The interventions.
    pub actions: Vec<Intervention>,
    /// What of it can be set to more or less.
    pub levers: Vec<Lever>,
}

/// Something of a strategy that can be done more or less, from nothing to all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Id, unique in the strategy.
    pub id: String,
    /// Title in reports.
    pub title: String,
    /// What moves with it; the first is what is told.
    pub sets: Vec<Setting>,
}

/// A number that a lever moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Path below the strategy, such as `action[0].stockpile.target`.
    pub path: String,
    /// Value where the lever does least.
    pub idle: f64,
    /// Value where it does most; larger or smaller than `idle`.
    pub full: f64,
    /// Unit of both, as written in the file; empty for a plain number.
    pub unit: String,
}

impl Setting {
    /// The value at a level from 0 (idle) to 1 (full), as people read it: `45 days`, `0.75`. Five digits,
    /// so that what is printed is what was tried.
    pub fn text(&self, level: f64) -> String {
        let value = self.idle + (self.full - self.idle) * level;
        let size = self.idle.abs().max(self.full.abs());
        let digits = (4.0 - size.log10().floor()).clamp(0.0, 12.0) as usize;
        let number = format!("{value:.digits$}");
        let number = if number.contains('.') {
            number.trim_end_matches('0').trim_end_matches('.')
        } else {
            &number
        };
        if self.unit.is_empty() {
            number.to_owned()
        } else {
            format!("{number} {}", self.unit)
        }
    }

    /// The value at a level as TOML.
    pub fn toml(&self, level: f64) -> String {
        let text = self.text(level);
        if self.unit.is_empty() {
            // A whole number is a float all the same.
            if text.contains('.') {
                text
            } else {
                text + ".0"
            }
        } else {
            format!("\"{text}\"")
        }
    }
}

impl Strategy {
    /// Overrides that set the levers to levels, from 0 (idle) to 1 (full).
    pub fn overrides(&self, levels: &[f64]) -> Vec<String> {
        let levers = self.levers.iter().zip(levels);
        let sets = levers.flat_map(|(lever, &level)| {
            let set = move |set: &Setting| format!("{}={}", set.path, set.toml(level));
            lever.sets.iter().map(set)
        });
        sets.map(|set| format!("strategy[id={}].{set}", self.id))
            .collect()
    }
}

/// A scenario as its file says, after `extends` has been resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Id: the name of its file or folder.
    pub id: String,
    /// Title in reports.
    pub title: String,
    /// A paragraph for reports; may be empty.
    pub text: String,
    /// Name or path of the pack.
    pub pack: String,
    /// How to run it.
    pub run: RunSpec,
    /// Behaviour of buyers and sellers: the pack's, with what the scenario overrides.
    pub behaviour: Behaviour,
    /// Prices and what follows from them: the pack's, with what the scenario overrides.
    pub market: Market,
    /// Discount rate of costs, share per year.
    pub discount: Share,
    /// Whether demand, capacity growth and planned sites are in force; off for a frozen world.
    pub growth: bool,
    /// What may happen.
    pub hazards: Vec<Hazard>,
    /// Dependence between hazards.
    pub correlations: Vec<Correlation>,
    /// Parameters that nobody knows, drawn once per future.
    pub uncertain: Vec<Uncertain>,
    /// What can be done about it.
    pub strategies: Vec<Strategy>,
}
