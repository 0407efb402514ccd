//! `monazite explain`: what the files say.

use monazite_report::Explained;

use crate::arguments::{Explain, Format};
use crate::failure::Failure;
use crate::loading::prepare;
use crate::output;

pub(crate) fn explain(arguments: &Explain) -> Result<(), Failure> {
    let prepared = prepare(&arguments.chosen, &[])?;
    let (loaded, balance) = (&prepared.loaded, &prepared.balance);
    let explanation = monazite_engine::explain(balance, &loaded.scenario)?;
    let explained = Explained {
        world: &loaded.world,
        residuals: &balance.rows,
        published: &balance.published,
        explanation: &explanation,
    };
    match arguments.format {
        Format::Text => output::print(&monazite_report::explain(&explained)),
        Format::Json => output::print(&monazite_report::explain_json(&explained)?),
    }
}
