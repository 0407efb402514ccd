//! The network under stress, as people and programs read it.

mod csv;

use monazite_engine::{Cut, CutKind, Short, Toll};
use monazite_model::{Scenario, World};
use serde_json::{Value, json};

use crate::names::{Names, listed};
use crate::number;
use crate::page::plain_text;
use crate::sections::{Block, Section};
use crate::table::Table;

/// Names of the files that a stress is written to.
pub const STRESS_FILES: [&str; 3] = ["stress.json", "stress.csv", "stress.md"];
/// A million dollars.
const MILLION: f64 = 1e6;

/// Two parts removed together.
#[derive(Debug, Clone, PartialEq)]
pub struct Both {
    /// Their positions.
    pub cuts: (usize, usize),
    /// What that costs.
    pub toll: Toll,
}

/// The shortest outages that cost a share of a year's demand.
#[derive(Debug, Clone, Copy)]
pub struct Reverse<'a> {
    /// The share.
    pub share: f64,
    /// Of the demand for this material; for all where `None`.
    pub material: Option<&'a str>,
    /// The longest outage that was looked at, weeks.
    pub longest: f64,
    /// By part, weeks; `None` where the longest that was looked at does not cost as much.
    pub weeks: &'a [Option<f64>],
}

/// Everything that is told of the stress.
#[derive(Debug, Clone, Copy)]
pub struct Strained<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its world.
    pub world: &'a World,
    /// Id of the strategy in force.
    pub strategy: &'a str,
    /// Whose tolls they are: an economy, `bloc:ID`, `zone:world`, or everybody where empty.
    pub focus: &'a str,
    /// What was removed.
    pub cuts: &'a [Cut],
    /// For how many weeks.
    pub weeks: f64,
    /// What each cost.
    pub tolls: &'a [Toll],
    /// Pairs of the worst.
    pub pairs: &'a [Both],
    /// The shortest outages that hurt, where they were looked for.
    pub reverse: Option<Reverse<'a>>,
    /// Rows of the tables at most.
    pub top: usize,
}

impl Strained<'_> {
    fn names(&self) -> Names<'_> {
        Names::new(self.world)
    }

    /// A part in words.
    fn part(&self, cut: usize) -> String {
        let (cut, names) = (&self.cuts[cut], self.names());
        let who = names.economy(&cut.subject);
        match cut.kind {
            CutKind::Site => {
                let site = self.world.site(&cut.object);
                let name = site.map_or(cut.object.as_str(), |site| site.name.as_str());
                format!("{name} ({who})")
            }
            CutKind::Stage => {
                let sites = match cut.object.as_str() {
                    "concentrate" => "mines",
                    "oxide" => "separation plants",
                    "metal" => "metal makers",
                    "magnet" => "magnet makers",
                    _ => "recyclers",
                };
                format!("All {sites} of {who}")
            }
            CutKind::Exports => {
                format!("Exports of {} from {who}", names.material(&cut.object))
            }
            CutKind::Trade => format!("Trade from {who} to {}", names.economy(&cut.object)),
            CutKind::ChokePoint => {
                let mut points = self.world.choke_points.iter();
                let point = points.find(|point| point.id == cut.subject);
                point.map_or_else(|| cut.subject.clone(), |point| point.name.clone())
            }
        }
    }

    fn whom(&self) -> String {
        self.names().whom(self.focus)
    }

    /// Positions by what they cost, the worst first; by id where it ties.
    fn ranking(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.cuts.len()).collect();
        order.sort_by(|&a, &b| {
            let (one, other) = (&self.tolls[a], &self.tolls[b]);
            other
                .value
                .total_cmp(&one.value)
                .then(other.unmet.total_cmp(&one.unmet))
                .then_with(|| self.cuts[a].id().cmp(&self.cuts[b].id()))
        });
        order
    }

    /// Toll over that of the worst part of its kind, 0 to 1.
    fn exposure(&self, cut: usize) -> f64 {
        let kind = self.cuts[cut].kind;
        let mine = self.cuts.iter().zip(self.tolls);
        let worst = mine
            .filter(|(other, _)| other.kind == kind)
            .map(|(_, toll)| toll.value);
        let worst = worst.fold(0.0, f64::max);
        if worst > 0.0 {
            self.tolls[cut].value / worst
        } else {
            0.0
        }
    }

    fn first(&self, short: Option<&Short>) -> String {
        short.map_or_else(
            || "no week is short".to_owned(),
            |short| {
                format!(
                    "{}, {}",
                    self.names().economy(&short.economy),
                    self.names().material(&short.material)
                )
            },
        )
    }

    /// Tables and words for a terminal.
    pub fn text(&self) -> String {
        plain_text(&self.sections())
    }

    fn sections(&self) -> Vec<Section> {
        let kinds = [
            ("sites", "Sites", CutKind::Site),
            ("stages", "Stages of economies", CutKind::Stage),
            ("exports", "Exports of a material", CutKind::Exports),
            ("trade", "Trade between economies", CutKind::Trade),
            ("choke-points", "Choke points", CutKind::ChokePoint),
        ];
        let mut sections = vec![Section {
            id: "summary",
            title: "What was done",
            blocks: vec![Block::Text(self.summary())],
        }];
        let mut quiet = Vec::new();
        for (id, title, kind) in kinds {
            let table = self.table(kind);
            if table.is_empty() {
                quiet.push(title.to_lowercase());
                continue;
            }
            sections.push(Section {
                id,
                title,
                blocks: vec![Block::Table(table)],
            });
        }
        if !quiet.is_empty() {
            let text = format!("Of these no part is noticed there: {}.", listed(&quiet));
            sections[0].blocks.push(Block::Text(text));
        }
        if !self.pairs.is_empty() {
            sections.push(Section {
                id: "pairs",
                title: "Two sites at once",
                blocks: vec![Block::Table(self.together())],
            });
        }
        if self.reverse.is_some() {
            sections.push(Section {
                id: "reverse",
                title: "The shortest outage that hurts",
                blocks: self.backwards(),
            });
        }
        sections
    }

    fn summary(&self) -> String {
        let harmless = self
            .tolls
            .iter()
            .filter(|toll| toll.short.is_empty())
            .count();
        let strategy = if self.strategy == "none" {
            ", without any strategy".to_owned()
        } else {
            format!(", under the strategy {}", self.strategy)
        };
        let worst = self.ranking().first().copied();
        let worst = worst.filter(|&at| self.tolls[at].value > 0.0);
        let most = worst.map_or_else(String::new, |at| {
            format!(
                " The worst: {}, output worth {} depends on what is missing.",
                self.part(at),
                number::plain(self.tolls[at].value, "USD")
            )
        });
        format!(
            "{} parts of the chain were removed, one at a time, for {} from the first day on, in a world that otherwise \
             stands still{strategy}; nothing is drawn. Tolls are those of {}. {} of them nobody there notices.{most} Users \
             may be short only after an outage: what is in stock and under way lasts longer than it.",
            number::count(self.cuts.len() as u64),
            number::plain(self.weeks, "weeks"),
            self.whom(),
            number::count(harmless as u64),
        )
    }

    fn table(&self, kind: CutKind) -> Table {
        let mut table = Table::new(
            "",
            &[
                "Removed",
                "#Value at risk, USD m",
                "#Exposure",
                "#Unmet, t REO",
                "First short",
                "#survives, weeks",
                "#short until, week",
            ],
        );
        let of_kind = self
            .ranking()
            .into_iter()
            .filter(|&at| self.cuts[at].kind == kind);
        for at in of_kind
            .filter(|&at| !self.tolls[at].short.is_empty())
            .take(self.top)
        {
            let toll = &self.tolls[at];
            table.row([
                self.part(at),
                number::plain(tenth(toll.value / MILLION), ""),
                format!("{:.2}", self.exposure(at)),
                number::plain(tenth(toll.unmet), ""),
                self.first(toll.first()),
                toll.first()
                    .map_or_else(String::new, |short| weeks(short.after)),
                if toll.first().is_some() {
                    whole(toll.over())
                } else {
                    String::new()
                },
            ]);
        }
        table
    }

    fn together(&self) -> Table {
        let mut table = Table::new(
            "",
            &[
                "Removed together",
                "#Value at risk, USD m",
                "#more than one by one, USD m",
                "First short",
                "#survives, weeks",
            ],
        );
        let mut order: Vec<&Both> = self.pairs.iter().collect();
        order.sort_by(|a, b| {
            b.toll
                .value
                .total_cmp(&a.toll.value)
                .then(a.cuts.cmp(&b.cuts))
        });
        for both in order.into_iter().take(self.top) {
            let (one, other) = both.cuts;
            let apart = self.tolls[one].value + self.tolls[other].value;
            table.row([
                format!("{} and {}", self.part(one), self.part(other)),
                number::plain(tenth(both.toll.value / MILLION), ""),
                number::plain(tenth((both.toll.value - apart) / MILLION), ""),
                self.first(both.toll.first()),
                both.toll
                    .first()
                    .map_or_else(String::new, |short| weeks(short.after)),
            ]);
        }
        table
    }

    fn backwards(&self) -> Vec<Block> {
        let Some(Reverse {
            share,
            material,
            longest,
            weeks,
        }) = self.reverse
        else {
            return Vec::new();
        };
        let product = material.map_or_else(
            || "what it uses of all materials (t REO)".to_owned(),
            |id| self.names().material(id),
        );
        let mut table = Table::new("", &["Removed", "#shortest outage, weeks"]);
        let mut order: Vec<(f64, usize)> = weeks
            .iter()
            .enumerate()
            .filter_map(|(at, weeks)| Some(((*weeks)?, at)))
            .collect();
        order.sort_by(|a, b| {
            a.0.total_cmp(&b.0)
                .then_with(|| self.cuts[a.1].id().cmp(&self.cuts[b.1].id()))
        });
        for &(weeks, at) in order.iter().take(self.top) {
            table.row([self.part(at), whole(weeks)]);
        }
        let (whom, share) = (self.whom(), number::plain(share, "share"));
        let longest = number::plain(longest, "weeks");
        if order.is_empty() {
            return vec![Block::Text(format!(
                "No part alone costs {whom} {share} of a year's demand for {product} within {longest}."
            ))];
        }
        let text = format!(
            "Outages that cost {whom} {share} of a year's demand for {product}, the shortest first; {} parts alone can do it \
             within {longest}.",
            number::count(order.len() as u64),
        );
        vec![Block::Text(text), Block::Table(table)]
    }

    /// As JSON, ending in a newline.
    ///
    /// # Errors
    /// What the encoder says.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let toll = |toll: &Toll| {
            let short: Vec<Value> = toll
                .short
                .iter()
                .map(|short| {
                    json!({
                        "economy": short.economy,
                        "material": short.material,
                        "time_to_survive_weeks": short.after,
                        "short_until_weeks": short.until,
                        "unmet_tonnes": short.unmet,
                        "share_of_year": short.share,
                        "value_at_risk": short.value,
                    })
                })
                .collect();
            json!({
                "value_at_risk": toll.value,
                "unmet_tonnes_reo": toll.unmet,
                "share_of_year": toll.share,
                "short_until_weeks": toll.over(),
                "short": short,
            })
        };
        let reverse = self.reverse.map(|reverse| reverse.weeks);
        let cuts: Vec<Value> = self
            .ranking()
            .into_iter()
            .map(|at| {
                let cut = &self.cuts[at];
                let mut row = json!({
                    "kind": cut.kind.word(),
                    "subject": cut.subject,
                    "object": cut.object,
                    "exposure": self.exposure(at),
                    "toll": toll(&self.tolls[at]),
                });
                if let Some(weeks) = reverse {
                    row["shortest_outage_weeks"] = json!(weeks[at]);
                }
                row
            })
            .collect();
        let pairs: Vec<Value> = self
            .pairs
            .iter()
            .map(|both| {
                json!({
                    "first": self.cuts[both.cuts.0].id(),
                    "second": self.cuts[both.cuts.1].id(),
                    "toll": toll(&both.toll),
                })
            })
            .collect();
        let whole = json!({
            "format": 1,
            "scenario": self.scenario.id,
            "strategy": self.strategy,
            "focus": self.focus,
            "outage_weeks": self.weeks,
            "reverse": self.reverse.map(|reverse| json!({ "share": reverse.share, "material": reverse.material })),
            "cuts": cuts,
            "pairs": pairs,
        });
        Ok(serde_json::to_string_pretty(&whole)? + "\n")
    }

    /// The files of [`STRESS_FILES`].
    ///
    /// # Errors
    /// What the encoders say.
    pub fn files(&self) -> Result<Vec<(&'static str, String)>, Box<dyn std::error::Error>> {
        let texts = [self.json()?, self.csv()?, self.markdown()];
        Ok(STRESS_FILES.into_iter().zip(texts).collect())
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        crate::page::sections_markdown(
            &format!("{}: stress", self.scenario.title),
            &self.sections(),
        )
    }
}

/// A number to a tenth.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn weeks(weeks: Option<f64>) -> String {
    weeks.map_or_else(String::new, whole)
}

fn whole(weeks: f64) -> String {
    number::plain(tenth(weeks), "")
}
