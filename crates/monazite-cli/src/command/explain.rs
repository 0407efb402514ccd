//! `monazite explain`: what the files say.

use monazite_model::Scenario;
use monazite_report::{Explained, counted, plain, printable};

use crate::arguments::{Explain, Format};
use crate::failure::Failure;
use crate::loading::{prepare, refusal};
use crate::output;

pub(crate) fn explain(arguments: &Explain) -> Result<(), Failure> {
    let prepared = prepare(&arguments.chosen, &[], arguments.memory.limit)?;
    let (loaded, balance) = (&prepared.loaded, &prepared.balance);
    if !arguments.quiet {
        output::warn(&loaded.warnings);
    }
    let explanation = monazite_engine::explain(balance, &loaded.scenario)
        .map_err(|error| refusal(&error, loaded))?;
    let explained = Explained {
        world: &loaded.world,
        residuals: &balance.rows,
        published: &balance.published,
        explanation: &explanation,
    };
    match arguments.format {
        Format::Text => output::print(&format!(
            "{}\n\n{}",
            heading(&loaded.scenario),
            monazite_report::explain(&explained)
        )),
        Format::Json => output::print(&monazite_report::explain_json(&explained)?),
    }
}

/// Title, text and extent of a scenario.
fn heading(scenario: &Scenario) -> String {
    let run = &scenario.run;
    let text = format!(
        "{}\n\n{}\nFrom {} for {} in steps of {}; {}, seed {}; a week is short below \
         {} % of what is wanted.",
        scenario.title,
        scenario.text.trim(),
        run.start,
        plain(run.horizon.get(), "days"),
        plain(run.step.get(), "days"),
        counted(run.replications, "future"),
        run.seed,
        plain(100.0 * run.service_level.get(), ""),
    );
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}
