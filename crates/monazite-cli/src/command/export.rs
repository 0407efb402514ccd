//! `monazite export`: a built-in scenario as files to edit.

use monazite_report::printable;

use crate::arguments::Export;
use crate::failure::Failure;
use crate::output;

pub(crate) fn export(arguments: &Export) -> Result<(), Failure> {
    let written = monazite_files::export_builtin(&arguments.name, &arguments.folder)?;
    let mut lines: Vec<String> = written
        .iter()
        .map(|path| printable(&path.display().to_string()))
        .collect();
    let own = arguments.folder.join(&arguments.name).join("scenario.toml");
    if written.contains(&own) {
        let own = printable(&own.display().to_string());
        lines.push(format!("\nTry: monazite check {own}, monazite run {own}"));
    }
    output::print(&lines.join("\n"))
}
