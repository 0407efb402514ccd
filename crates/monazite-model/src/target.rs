//! What an uncertain parameter is.

use crate::{Demand, DemandFilter, LaneFilter, Selector, Trade, World};

/// Keys of `market` that may be uncertain.
const MARKET_KEYS: [&str; 7] = [
    "price_elasticity",
    "stock_weight",
    "price_time",
    "demand_lag",
    "supply_elasticity",
    "substitution",
    "hoarding",
];
/// Keys of `demand[...]`.
const DEMAND_KEYS: [&str; 3] = ["growth", "elasticity_scale", "cover_scale"];
/// Keys of `trade[...]`.
const TRADE_KEYS: [&str; 1] = ["qualification_scale"];
/// Keys of `hazard[...]`.
const HAZARD_KEYS: [&str; 5] = [
    "leakage",
    "refusal",
    "approval_scale",
    "rate_scale",
    "duration_scale",
];

/// An uncertain parameter, read from its path.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// `market.KEY`.
    Market(&'static str),
    /// `demand[FILTER].KEY`.
    Demand(DemandFilter, &'static str),
    /// `trade[FILTER].KEY`.
    Trade(LaneFilter, &'static str),
    /// `hazard[ID].KEY`.
    Hazard(String, &'static str),
}

impl Target {
    /// Reads a path such as `market.hoarding` or `demand[economy=JP,sector=wind].growth`; otherwise
    /// says what is wrong with it.
    pub fn parse(path: &str) -> Result<Self, String> {
        let (head, key) = path
            .rsplit_once('.')
            .ok_or("expected a path such as `market.price_elasticity`")?;
        let key_of = |known: &[&'static str]| {
            let found = known.iter().find(|name| **name == key).copied();
            found.ok_or_else(|| format!("`{head}` has no `{key}`; it has {}", known.join(", ")))
        };
        if head == "market" {
            return key_of(&MARKET_KEYS).map(Self::Market);
        }
        let (noun, filter) = head
            .strip_suffix(']')
            .and_then(|head| head.split_once('['))
            .ok_or("expected `market.KEY`, `demand[FILTER].KEY`, `trade[FILTER].KEY` or `hazard[ID].KEY`")?;
        match noun {
            "demand" => {
                let key = key_of(&DEMAND_KEYS)?;
                let mut demands = DemandFilter::default();
                for (name, pattern) in pairs(filter)? {
                    let selector = match name {
                        "economy" => &mut demands.economy,
                        "sector" => &mut demands.sector,
                        "material" => &mut demands.material,
                        _ => {
                            return Err(format!(
                                "demands have no `{name}`; they have economy, sector, material"
                            ));
                        }
                    };
                    *selector = Selector::of(&[pattern]);
                }
                Ok(Self::Demand(demands, key))
            }
            "trade" => {
                let key = key_of(&TRADE_KEYS)?;
                let mut lanes = LaneFilter::default();
                for (name, pattern) in pairs(filter)? {
                    let selector = match name {
                        "origin" => &mut lanes.origin,
                        "destination" => &mut lanes.destination,
                        "material" => &mut lanes.material,
                        _ => {
                            return Err(format!(
                                "trade has no `{name}`; it has origin, destination, material"
                            ));
                        }
                    };
                    *selector = Selector::of(&[pattern]);
                }
                Ok(Self::Trade(lanes, key))
            }
            "hazard" => Ok(Self::Hazard(filter.to_owned(), key_of(&HAZARD_KEYS)?)),
            _ => Err(format!(
                "nothing uncertain is called `{noun}`; there are market, demand, trade, hazard"
            )),
        }
    }

    /// The key at its end.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Market(key)
            | Self::Demand(_, key)
            | Self::Trade(_, key)
            | Self::Hazard(_, key) => key,
        }
    }

    /// Largest value that the parameter may take.
    pub fn most(&self) -> f64 {
        match self.key() {
            "leakage" | "refusal" | "substitution" | "growth" => 1.0,
            "price_time" | "demand_lag" => 3652.5,
            "price_elasticity" | "stock_weight" | "hoarding" => 10.0,
            "supply_elasticity" => 2.0,
            _ => 100.0,
        }
    }

    /// Whether it is the `key` of this demand.
    pub fn is_of_demand(&self, demand: &Demand, key: &str, world: &World) -> bool {
        let Self::Demand(filter, own) = self else {
            return false;
        };
        let economy = world.economy_names(&demand.economy);
        let economy: Vec<&str> = economy.iter().map(String::as_str).collect();
        *own == key
            && filter.economy.matches(&economy)
            && filter.sector.matches(&[&demand.sector])
            && of_material(&filter.material, &demand.material, world)
    }

    /// Whether it is the `key` of this trade.
    pub fn is_of_trade(&self, trade: &Trade, key: &str, world: &World) -> bool {
        let Self::Trade(filter, own) = self else {
            return false;
        };
        let place = |selector: &Selector, id: &str| {
            let names = world.economy_names(id);
            selector.matches(&names.iter().map(String::as_str).collect::<Vec<_>>())
        };
        *own == key
            && place(&filter.origin, &trade.origin)
            && place(&filter.destination, &trade.destination)
            && of_material(&filter.material, &trade.material, world)
    }
}

fn of_material(selector: &Selector, id: &str, world: &World) -> bool {
    let stage = world
        .material(id)
        .map_or("", |material| material.stage.word());
    selector.matches(&[id, &format!("stage:{stage}")])
}

/// `a=b,c=d`; `*` for none.
fn pairs(filter: &str) -> Result<Vec<(&str, &str)>, String> {
    if filter.trim() == "*" {
        return Ok(Vec::new());
    }
    let pair = |part: &'_ str| -> Result<(usize, usize), String> {
        part.find('=')
            .map(|at| (at, part.len()))
            .ok_or_else(|| format!("`{part}` must be such as `sector=wind`, or `*` for all"))
    };
    filter
        .split(',')
        .map(|part| {
            let part = part.trim();
            let (at, _) = pair(part)?;
            Ok((part[..at].trim(), part[at + 1..].trim()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_all_kinds_are_read() {
        assert_eq!(
            Target::parse("market.hoarding"),
            Ok(Target::Market("hoarding"))
        );
        assert_eq!(
            Target::parse("demand[economy=JP, sector=wind].growth"),
            Ok(Target::Demand(
                DemandFilter {
                    economy: Selector::of(&["JP"]),
                    sector: Selector::of(&["wind"]),
                    ..DemandFilter::default()
                },
                "growth"
            ))
        );
        assert_eq!(
            Target::parse("trade[*].qualification_scale"),
            Ok(Target::Trade(LaneFilter::default(), "qualification_scale"))
        );
        assert_eq!(
            Target::parse("hazard[ban].leakage"),
            Ok(Target::Hazard("ban".to_owned(), "leakage"))
        );
    }

    #[test]
    fn what_no_path_is_is_told() {
        for (path, told) in [
            ("hoarding", "expected a path"),
            ("market.hording", "has no `hording`"),
            ("demand.growth", "expected `market.KEY`"),
            ("demand[place=JP].growth", "no `place`"),
            ("demand[JP].growth", "must be such as"),
            ("site[x].capacity", "nothing uncertain"),
        ] {
            let wrong = Target::parse(path).unwrap_err();
            assert!(wrong.contains(told), "{path}: {wrong}");
        }
    }
}
