//! Every input figure with its grade and source.

use monazite_model::{Effect, Evidence, Grade, Scenario, World};

use crate::number;
use crate::table::Table;

/// One table of the figures of the pack, `most` at most, and how many there are of each grade.
pub(crate) fn inputs(world: &World, most: usize) -> (Table, Table) {
    let mut figures = Figures {
        most,
        table: Table::new(
            "Input figures",
            &[
                "Table", "Row", "Figure", "#Value", "Unit", "Grade", "Source",
            ],
        ),
        grades: [0; 4],
    };
    for material in &world.materials {
        let evidence = &material.evidence;
        figures.add(
            "materials",
            &material.id,
            "oxide content",
            material.reo_t_per_t,
            "t REO/t",
            evidence,
        );
        if let Some(price) = material.price {
            figures.add(
                "materials",
                &material.id,
                "price",
                price.get(),
                "USD/kg",
                evidence,
            );
        }
    }
    for content in &world.contents {
        let id = format!("{} / {}", content.material, content.oxide);
        figures.add(
            "contents",
            &id,
            "share",
            content.share.get(),
            "share",
            &content.evidence,
        );
    }
    for recipe in &world.recipes {
        for (way, flows) in [("input", &recipe.inputs), ("output", &recipe.outputs)] {
            for flow in flows {
                let id = format!("{} / {}", recipe.id, flow.material);
                figures.add("recipes", &id, way, flow.coefficient, "t/t", &flow.evidence);
            }
        }
    }
    for site in &world.sites {
        figures.add(
            "sites",
            &site.id,
            "capacity",
            site.capacity.get(),
            "t/yr",
            &site.evidence,
        );
    }
    for activity in &world.activities {
        if let Some(throughput) = activity.throughput {
            let id = format!("{} / {}", activity.site, activity.recipe);
            figures.add(
                "activities",
                &id,
                "throughput",
                throughput.get(),
                "t/yr",
                &activity.evidence,
            );
        }
    }
    for trade in &world.trade {
        if let Some(flow) = trade.flow {
            figures.add(
                "trade",
                &trade.id,
                "flow",
                flow.get(),
                "t/yr",
                &trade.evidence,
            );
        }
        figures.add(
            "trade",
            &trade.id,
            "lead time",
            trade.lead_time.get(),
            "days",
            &trade.evidence,
        );
    }
    for demand in &world.demands {
        let evidence = &demand.evidence;
        figures.add(
            "demands",
            &demand.id,
            "demand",
            demand.rate.get(),
            "t/yr",
            evidence,
        );
        figures.add(
            "demands",
            &demand.id,
            "growth",
            demand.growth,
            "share/yr",
            evidence,
        );
        figures.add(
            "demands",
            &demand.id,
            "cover",
            demand.cover.get(),
            "days",
            evidence,
        );
        figures.add(
            "demands",
            &demand.id,
            "output value",
            demand.value.get(),
            "USD/kg",
            evidence,
        );
    }
    for reserve in &world.reserves {
        figures.add(
            "reserves",
            &reserve.id,
            "stock",
            reserve.stock.get(),
            "t",
            &reserve.evidence,
        );
    }
    let grades = figures.grades();
    let all: usize = figures.grades.iter().sum();
    if all > figures.table.len() {
        figures.table.caption = format!(
            "Input figures: the first {} of {}; the files of the pack have all",
            number::count(figures.table.len() as u64),
            number::count(all as u64)
        );
    }
    (figures.table, grades)
}

struct Figures {
    /// Rows that are kept.
    most: usize,
    table: Table,
    grades: [usize; 4],
}

const GRADES: [(Grade, &str); 4] = [
    (Grade::A, "primary source seen"),
    (Grade::B, "secondary source seen"),
    (Grade::D, "derived by stated arithmetic"),
    (Grade::C, "judgement, reasoning in the source note"),
];

impl Figures {
    fn add(
        &mut self,
        table: &str,
        id: &str,
        figure: &str,
        value: f64,
        unit: &str,
        from: &Evidence,
    ) {
        if let Some(at) = GRADES.iter().position(|(grade, _)| *grade == from.grade) {
            self.grades[at] += 1;
        }
        if self.table.len() >= self.most {
            return;
        }
        self.table.row([
            table.to_owned(),
            id.to_owned(),
            figure.to_owned(),
            number::plain(value, ""),
            unit.to_owned(),
            from.grade.letter().to_owned(),
            from.source.clone(),
        ]);
    }

    fn grades(&self) -> Table {
        let mut table = Table::new(
            "Grades of the input figures",
            &["Grade", "Meaning", "#Figures"],
        );
        for ((grade, meaning), count) in GRADES.iter().zip(self.grades) {
            let count = number::count(count as u64);
            table.row([grade.letter().to_owned(), (*meaning).to_owned(), count]);
        }
        table
    }
}

/// The works that figures and hazards cite.
pub(crate) fn sources(world: &World) -> Table {
    let mut table = Table::new(
        "Sources",
        &["Key", "Title", "Publisher", "Year", "Where", "Note"],
    );
    for source in &world.sources {
        table.row([
            source.id.clone(),
            source.title.clone(),
            source.publisher.clone(),
            source.year.clone(),
            source.url.clone(),
            source.note.clone(),
        ]);
    }
    table
}

/// The hazards of the scenario, in the words of its file.
pub(crate) fn hazards(scenario: &Scenario) -> Table {
    let mut table = Table::new(
        "Hazards",
        &["Hazard", "Family", "What it is", "What it does", "Source"],
    );
    for hazard in &scenario.hazards {
        let kinds: Vec<&str> = hazard.effects.iter().map(kind).collect();
        table.row([
            hazard.id.clone(),
            hazard.family.clone(),
            hazard.text.clone(),
            kinds.join(", "),
            hazard.source.clone(),
        ]);
    }
    table
}

/// The word that scenario files use for an effect.
fn kind(effect: &Effect) -> &'static str {
    match effect {
        Effect::Price { .. } => "price",
        Effect::Capacity(_) => "capacity",
        Effect::Export { .. } => "export",
        Effect::Licensing { .. } => "licensing",
        Effect::Route { .. } => "route",
        Effect::Demand { .. } => "demand",
        Effect::StockLoss(_) => "stock_loss",
        Effect::Transit { .. } => "transit",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_figure_is_listed_and_counted_under_its_grade() {
        let (table, grades) = inputs(&sample::world(), usize::MAX);
        // 4 oxide contents (B), 5 recipe flows (D), 3 demands of 4 figures each (C).
        assert_eq!(table.len(), 4 + 5 + 12);
        let counts: Vec<&str> = grades.rows().iter().map(|row| row[2].as_str()).collect();
        assert_eq!(counts, ["0", "4", "5", "12"]);
    }

    #[test]
    fn a_table_that_ends_early_says_of_how_many_figures() {
        let (whole, grades) = inputs(&sample::world(), usize::MAX);
        let (short, same) = inputs(&sample::world(), 3);
        assert_eq!(short.rows(), &whole.rows()[..3]);
        assert_eq!(same, grades);
        let all = format!("the first 3 of {};", whole.len());
        assert!(short.caption.contains(&all), "{}", short.caption);
        assert!(!whole.caption.contains("first"), "{}", whole.caption);
    }
}
