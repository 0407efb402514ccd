//! `stress.csv`: one part and one who goes short a row.

use super::Strained;
use crate::tables_csv::safe;

impl Strained<'_> {
    /// A row for each part and each economy and material that goes short, and one for each part that
    /// nobody notices; by rank.
    pub(super) fn csv(&self) -> Result<String, Box<dyn std::error::Error>> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record([
            "rank",
            "kind",
            "subject",
            "object",
            "value_at_risk_usd",
            "unmet_t_reo",
            "exposure",
            "economy",
            "material",
            "time_to_survive_weeks",
            "short_until_weeks",
            "unmet_t",
            "share_of_year",
            "product_value_at_risk_usd",
        ])?;
        for (rank, at) in self.ranking().into_iter().enumerate() {
            let (cut, toll) = (&self.cuts[at], &self.tolls[at]);
            let head = [
                (rank + 1).to_string(),
                cut.kind.word().to_owned(),
                safe(&cut.subject),
                safe(&cut.object),
                toll.value.to_string(),
                toll.unmet.to_string(),
                self.exposure(at).to_string(),
            ];
            if toll.short.is_empty() {
                let none = std::iter::repeat_n(String::new(), 7);
                csv.write_record(head.iter().cloned().chain(none))?;
            }
            for short in &toll.short {
                let tail = [
                    safe(&short.economy),
                    safe(&short.material),
                    short
                        .after
                        .map(|weeks| weeks.to_string())
                        .unwrap_or_default(),
                    short.until.to_string(),
                    short.unmet.to_string(),
                    short.share.to_string(),
                    short.value.to_string(),
                ];
                csv.write_record(head.iter().cloned().chain(tail))?;
            }
        }
        let bytes = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(String::from_utf8(bytes)?)
    }
}
