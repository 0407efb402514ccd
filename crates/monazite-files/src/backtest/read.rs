//! From `targets.toml` as written to what the model holds, with everything that is wrong with it.

use std::collections::BTreeSet;

use monazite_model::backtest::{
    Backtest, Band, Dated, Followed, Kind, Measure, Month, Naive, Observed, Role, Series, Stops,
    Target,
};
use monazite_model::{
    DemandFilter, Grade, LaneFilter, PriceZone, RunSpec, Selector, World, nearest,
};

use crate::Diagnostics;
use crate::document::{Node, Sources};
use crate::raw::{chosen, targets as raw};

/// Reads targets over a world.
pub(super) struct Reading<'a> {
    /// The document without what is wrong by its shape.
    pub(super) root: &'a Node,
    /// The whole document.
    pub(super) all: &'a Node,
    pub(super) sources: &'a Sources,
    pub(super) world: &'a World,
    pub(super) run: &'a RunSpec,
    pub(super) found: Diagnostics,
}

impl Reading<'_> {
    pub(super) fn say(&mut self, path: &str, code: &'static str, message: String, hint: &str) {
        let (at, _) = self.root.locate(path);
        self.found
            .push(self.sources.error(&at, code, message).hint(hint));
    }

    pub(super) fn backtest(mut self, raw: raw::Targets) -> (Backtest, Diagnostics) {
        self.repeated("series", raw.series.iter().map(|series| series.id.as_str()));
        self.repeated("target", raw.target.iter().map(|target| target.id.as_str()));
        let series: Vec<Series> = (raw.series.into_iter().enumerate())
            .map(|(at, series)| self.series(series, &format!("series[{at}]")))
            .collect();
        let targets = (raw.target.into_iter().enumerate())
            .filter_map(|(at, target)| self.target(target, &series, &format!("target[{at}]")))
            .collect();
        let naive = (raw.naive.into_iter().enumerate())
            .filter_map(|(at, naive)| self.naive(naive, &series, &format!("naive[{at}]")))
            .collect();
        let backtest = Backtest {
            series,
            targets,
            naive,
        };
        (backtest, self.found)
    }

    fn repeated<'b>(&mut self, table: &str, ids: impl Iterator<Item = &'b str>) {
        let mut known = BTreeSet::new();
        for (at, id) in ids.enumerate() {
            let path = format!("{table}[{at}].id");
            if id.trim().is_empty() {
                self.say(&path, "missing", format!("`{path}` is empty"), "");
            } else if !known.insert(id) {
                self.say(
                    &path,
                    "duplicate",
                    format!("the {table} `{id}` is already there"),
                    "",
                );
            }
        }
    }

    fn series(&mut self, raw: raw::Series, path: &str) -> Series {
        let given = [
            raw.flow.is_some(),
            raw.price.is_some(),
            raw.served.is_some(),
        ];
        let count = given.into_iter().filter(|given| *given).count();
        if count != 1 {
            let message = format!(
                "`{path}` must have exactly one of `flow`, `price` and `served`, got {count}"
            );
            self.say(path, "choice", message, "");
        }
        let of = if let Some(price) = raw.price {
            self.price(price, &format!("{path}.price"))
        } else if let Some(served) = raw.served {
            self.served(served, &format!("{path}.served"))
        } else if let Some(flow) = raw.flow {
            self.flow(flow, &format!("{path}.flow"))
        } else {
            Followed::Served(DemandFilter::default())
        };
        Series {
            id: raw.id,
            text: raw.text,
            unit: raw.unit,
            of,
        }
    }

    fn flow(&mut self, raw: raw::Flow, path: &str) -> Followed {
        let lanes = LaneFilter {
            origin: chosen(raw.origin),
            destination: chosen(raw.destination),
            material: chosen(raw.material),
            sector: chosen(raw.sector),
            ..LaneFilter::default()
        };
        self.economies(&lanes.origin, &format!("{path}.origin"));
        self.economies(&lanes.destination, &format!("{path}.destination"));
        self.materials(&lanes.material, &format!("{path}.material"));
        self.sectors(&lanes.sector, &format!("{path}.sector"));
        Followed::Flow {
            lanes,
            reo: raw.reo,
        }
    }

    fn served(&mut self, raw: raw::Served, path: &str) -> Followed {
        let demands = DemandFilter {
            economy: chosen(raw.economy),
            sector: chosen(raw.sector),
            material: chosen(raw.material),
        };
        self.economies(&demands.economy, &format!("{path}.economy"));
        self.sectors(&demands.sector, &format!("{path}.sector"));
        self.materials(&demands.material, &format!("{path}.material"));
        Followed::Served(demands)
    }

    fn price(&mut self, raw: raw::Price, path: &str) -> Followed {
        let basket: Vec<(String, f64, String)> = match (raw.material, raw.basket) {
            (Some(material), None) => vec![(material, 1.0, format!("{path}.material"))],
            (None, Some(basket)) if !basket.is_empty() => {
                let row = |(material, weight)| {
                    let place = format!("{path}.basket.{material}");
                    (material, weight, place)
                };
                basket.into_iter().map(row).collect()
            }
            _ => {
                let message = format!("`{path}` must have exactly one of `material` and `basket`");
                self.say(path, "choice", message, "");
                Vec::new()
            }
        };
        for (material, weight, place) in &basket {
            match self.world.material(material) {
                None => {
                    let world = self.world;
                    let known = world.materials.iter().map(|known| known.id.as_str());
                    self.unknown(place, "material", material, known);
                }
                Some(known) if known.price.is_none() => {
                    let message = format!("the pack gives `{material}` no price");
                    self.say(place, "reference", message, "");
                }
                Some(_) => {}
            }
            if *weight <= 0.0 {
                let message = format!("`{place}` must be above 0, got {weight}");
                self.say(place, "range", message, "leave the material out");
            }
        }
        Followed::Price {
            zone: match raw.zone {
                raw::Zone::World => PriceZone::World,
                raw::Zone::China => PriceZone::China,
            },
            basket: basket
                .into_iter()
                .map(|(id, weight, _)| (id, weight))
                .collect(),
        }
    }

    fn economies(&mut self, selector: &Selector, path: &str) {
        let world = self.world;
        let names: Vec<String> = (world.economies.iter())
            .flat_map(|economy| world.economy_names(&economy.id))
            .collect();
        self.patterns(selector, path, "economy or bloc", &names);
    }

    fn materials(&mut self, selector: &Selector, path: &str) {
        let goods = self.world.materials.iter();
        let names: Vec<String> = goods
            .flat_map(|good| [good.id.clone(), format!("stage:{}", good.stage.word())])
            .collect();
        self.patterns(selector, path, "material", &names);
    }

    fn sectors(&mut self, selector: &Selector, path: &str) {
        let demands = self.world.demands.iter();
        let names: Vec<String> = demands.map(|demand| demand.sector.clone()).collect();
        self.patterns(selector, path, "sector", &names);
    }

    fn patterns(&mut self, selector: &Selector, path: &str, what: &str, names: &[String]) {
        for pattern in selector.patterns() {
            let one = Selector::of(&[pattern]);
            if !names.iter().any(|name| one.matches(&[name])) {
                self.unknown(path, what, pattern, names.iter().map(String::as_str));
            }
        }
    }

    fn unknown<'b>(
        &mut self,
        path: &str,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'b str>,
    ) {
        let hint = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        let message = format!("there is no {what} `{name}`");
        self.say(path, "reference", message, &hint.unwrap_or_default());
    }

    /// Position of a series. One that was refused for its shape is known, but has none.
    fn position(&mut self, id: &str, series: &[Series], path: &str) -> Option<usize> {
        let found = series.iter().position(|series| series.id == id);
        let all = self.all;
        let ids = || {
            let rows = all.get("series").map_or(&[][..], Node::items);
            rows.iter().filter_map(|row| row.get("id")?.text())
        };
        if found.is_none() && !ids().any(|known| known == id) {
            self.unknown(&format!("{path}.series"), "series", id, ids());
        }
        found
    }

    fn target(&mut self, raw: raw::Target, series: &[Series], path: &str) -> Option<Target> {
        let at = self.position(&raw.series, series, path)?;
        let measure = self.measure(raw.measure, &series[at].of, &format!("{path}.measure"));
        let kind = measure.kind();
        let band = self.band(raw.band, kind, &format!("{path}.band"));
        let observed = match raw.observed {
            raw::Written::Number(number) => Observed::Number(number),
            raw::Written::Text(text) => match Month::parse(&text) {
                Some(month) if kind == Kind::Month => Observed::Month(month),
                _ => Observed::Text(text),
            },
        };
        Some(Target {
            id: raw.id,
            text: raw.text,
            series: at,
            measure,
            band,
            observed,
            source: raw.source,
            grade: grade(raw.grade),
            note: raw.note,
            role: match raw.role {
                raw::Role::Target => Role::Target,
                raw::Role::Calibration => Role::Calibration,
                raw::Role::Context => Role::Context,
            },
        })
    }

    fn band(&mut self, raw: raw::Band, kind: Kind, path: &str) -> Band {
        let mut end = |written: Option<raw::Written>, key: &str| {
            let path = format!("{path}.{key}");
            match (written?, kind == Kind::Month) {
                (raw::Written::Text(text), true) => Some(self.month(&text, &path).number()),
                (raw::Written::Number(number), false) => Some(number),
                (raw::Written::Text(text), false) => {
                    let message = format!("`{path}` must be a number, got \"{text}\"");
                    self.say(&path, "type", message, "write it without quotes");
                    None
                }
                (raw::Written::Number(number), true) => {
                    let message = format!("`{path}` must be a month, got {number}");
                    self.say(&path, "type", message, "write it as \"2010-11\"");
                    None
                }
            }
        };
        let (low, high) = (end(raw.low, "low"), end(raw.high, "high"));
        if low.zip(high).is_some_and(|(low, high)| low > high) {
            let message = format!("`{path}` is upside down: its low end is above its high end");
            self.say(path, "band", message, "exchange `low` and `high`");
        }
        Band { low, high }
    }

    fn measure(&mut self, raw: raw::Measure, of: &Followed, path: &str) -> Measure {
        let flow = matches!(of, Followed::Flow { .. });
        let served = matches!(of, Followed::Served(_));
        let of_chains = matches!(
            raw,
            raw::Measure::FirstStopDay(_)
                | raw::Measure::StopDays(_)
                | raw::Measure::StoppedShare(_)
        );
        let of_flows = matches!(raw, raw::Measure::Sum(_) | raw::Measure::DeficitDays(_));
        if of_chains != served || (of_flows && !flow) {
            let (what, fit) = match of {
                Followed::Flow { .. } => ("a flow", "all but those of stops"),
                Followed::Price { .. } => ("a price", "all but those of stops, sums and deficits"),
                Followed::Served(_) => (
                    "shares served",
                    "`first_stop_day`, `stop_days` and `stopped_share`",
                ),
            };
            let message = format!("this measure does not fit its series, which is {what}");
            self.say(path, "measure", message, &format!("there are {fit}"));
        }
        let over = |reading: &mut Self, raw: raw::Over, word: &str, months: bool| {
            let path = format!("{path}.{word}");
            let over = reading.window((raw.from, raw.to), &path, months);
            (over, reading.base(raw.base, &path, flow))
        };
        let months = |reading: &mut Self, raw: raw::Window, word: &str| {
            reading.window((raw.from, raw.to), &format!("{path}.{word}"), true)
        };
        match raw {
            raw::Measure::Value(raw) => {
                let path = format!("{path}.value");
                Measure::Value {
                    at: self.when(&raw.at, &format!("{path}.at"), flow),
                    base: self.base(raw.base, &path, flow),
                }
            }
            raw::Measure::Lowest(raw) => {
                let (over, base) = over(self, raw, "lowest", flow);
                Measure::Lowest { over, base }
            }
            raw::Measure::Highest(raw) => {
                let (over, base) = over(self, raw, "highest", flow);
                Measure::Highest { over, base }
            }
            raw::Measure::Mean(raw) => {
                let (over, base) = over(self, raw, "mean", flow);
                Measure::Mean { over, base }
            }
            raw::Measure::Sum(raw) => {
                let (over, base) = over(self, raw, "sum", true);
                Measure::Sum { over, base }
            }
            raw::Measure::LowestMonth(raw) => Measure::LowestMonth {
                over: months(self, raw, "lowest_month"),
            },
            raw::Measure::HighestMonth(raw) => Measure::HighestMonth {
                over: months(self, raw, "highest_month"),
            },
            raw::Measure::FirstMonthAbove(raw) => {
                let path = format!("{path}.first_month_above");
                Measure::FirstMonthAbove {
                    level: raw.level,
                    over: self.window((raw.from, raw.to), &path, true),
                    base: self.base(raw.base, &path, flow),
                }
            }
            raw::Measure::DeficitDays(raw) => {
                let (over, base) = over(self, raw, "deficit_days", true);
                Measure::DeficitDays { over, base }
            }
            raw::Measure::Rises(raw) => {
                let at = (raw.at.into_iter().enumerate())
                    .map(|(at, when)| self.when(&when, &format!("{path}.rises.at[{at}]"), flow))
                    .collect();
                Measure::Rises { at }
            }
            raw::Measure::WithinFactor(raw) => {
                let path = format!("{path}.within_factor");
                Measure::WithinFactor {
                    factor: raw.factor,
                    observed: self.dated(raw.observed, &path, flow),
                    base: self.base(raw.base, &path, flow),
                }
            }
            raw::Measure::FirstStopDay(raw) => {
                Measure::FirstStopDay(self.stops(&raw, &format!("{path}.first_stop_day")))
            }
            raw::Measure::StopDays(raw) => {
                Measure::StopDays(self.stops(&raw, &format!("{path}.stop_days")))
            }
            raw::Measure::StoppedShare(raw) => {
                Measure::StoppedShare(self.stops(&raw, &format!("{path}.stopped_share")))
            }
        }
    }

    fn dated(&mut self, raw: Vec<raw::Dated>, path: &str, months: bool) -> Vec<Dated> {
        (raw.into_iter().enumerate())
            .map(|(at, dated)| Dated {
                at: self.when(&dated.at, &format!("{path}.observed[{at}].at"), months),
                value: dated.value,
            })
            .collect()
    }

    fn stops(&mut self, raw: &raw::Stops, path: &str) -> Stops {
        let stops = Stops {
            after: self.day(raw.after.date(), &format!("{path}.after")),
            until: self.day(raw.until.date(), &format!("{path}.until")),
            below: raw.below,
        };
        if stops.until < stops.after {
            let message = format!("`{path}` ends before it begins");
            self.say(&format!("{path}.until"), "range", message, "");
        }
        stops
    }

    fn naive(&mut self, raw: raw::Naive, series: &[Series], path: &str) -> Option<Naive> {
        let at = self.position(&raw.series, series, path)?;
        if !matches!(series[at].of, Followed::Flow { .. }) {
            let message = "naive forecasts are of the months of a flow".to_owned();
            self.say(&format!("{path}.series"), "measure", message, "");
        }
        let observed = self.dated(raw.observed, path, true);
        let (stop, until) = (raw.stop.from.date(), raw.stop.until.date());
        if until <= stop {
            let message = format!("`{path}.stop` ends before it begins");
            self.say(&format!("{path}.stop.until"), "range", message, "");
        }
        let covered = raw.pass.covered.and_then(|ends| match ends[..] {
            [low, high] => Some((low, high)),
            _ => None,
        });
        if covered.is_some_and(|(low, high)| low > high || high > observed.len()) {
            let message = format!(
                "`{path}.pass.covered` must be two numbers of months in order, of {} at most",
                observed.len()
            );
            self.say(&format!("{path}.pass.covered"), "band", message, "");
        }
        Some(Naive {
            text: raw.text,
            series: at,
            base: self.base(raw.base, path, true),
            observed: (observed.iter())
                .map(|dated| (Month::of(dated.at.first()), dated.value))
                .collect(),
            stop,
            until,
            pass: raw.pass.error,
            covered,
            source: raw.source,
            grade: grade(raw.grade),
            note: raw.note,
        })
    }
}

fn grade(raw: raw::Grade) -> Grade {
    match raw {
        raw::Grade::A => Grade::A,
        raw::Grade::B => Grade::B,
        raw::Grade::C => Grade::C,
        raw::Grade::D => Grade::D,
    }
}
