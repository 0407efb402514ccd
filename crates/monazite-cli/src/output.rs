//! The only place that prints.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use monazite_files::Diagnostics;
use monazite_report::{printable, write_texts};

use crate::arguments::Format;
use crate::failure::{Failure, NO_ACCESS};

/// Writes to standard output, ended by a newline.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    match write!(out, "{text}{end}").and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::reader_gone()),
        Err(error) => Err(Failure::new(
            NO_ACCESS,
            format!("error: cannot write to standard output: {error}"),
        )),
    }
}

/// What a command found, as JSON, Markdown and text.
pub(crate) struct Found {
    pub(crate) json: String,
    pub(crate) markdown: String,
    pub(crate) text: String,
}

impl Found {
    /// Writes JSON and Markdown to files of these names in a folder, if there is one, and answers.
    pub(crate) fn deliver(
        self,
        names: [&'static str; 2],
        out: Option<&Path>,
        inputs: &[PathBuf],
        format: Format,
    ) -> Result<(), Failure> {
        if let Some(out) = out {
            let texts = [self.json.clone(), self.markdown];
            let files: Vec<(&'static str, String)> = names.into_iter().zip(texts).collect();
            write_texts(out, inputs, &files)?;
        }
        let report = out.map(|out| out.join(names[1]));
        answer(format, &self.json, &self.text, report.as_deref())
    }
}

/// Writes what a command found: as JSON, or as text with the file that the same stands in, if any.
pub(crate) fn answer(
    format: Format,
    json: &str,
    text: &str,
    file: Option<&Path>,
) -> Result<(), Failure> {
    match (format, file) {
        (Format::Json, _) => print(json),
        (Format::Text, None) => print(text.trim_end()),
        (Format::Text, Some(file)) => {
            let file = printable(&file.display().to_string());
            print(&format!("{}\n\nReport: {file}", text.trim_end()))
        }
    }
}

/// Writes a line to standard error. When even that fails there is nobody left to tell.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes each of the warnings of the files as one line to standard error; `check` shows them in full.
pub(crate) fn warn(warnings: &Diagnostics) {
    for warning in warnings {
        complain(&printable(&format!("warning: {}", warning.message)));
    }
}

/// Whether standard error is a terminal that may be coloured.
pub(crate) fn colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
