//! `monazite export`: a built-in scenario as files to edit.

use monazite_report::printable;

use crate::arguments::Export;
use crate::failure::Failure;
use crate::output;

pub(crate) fn export(arguments: &Export) -> Result<(), Failure> {
    let written = monazite_files::export_builtin(&arguments.name, &arguments.folder)?;
    let lines: Vec<String> = written
        .iter()
        .map(|path| printable(&path.display().to_string()))
        .collect();
    output::print(&lines.join("\n"))
}
