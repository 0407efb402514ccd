//! The `monazite` command: arguments, printing, progress, exit codes.
//!
//! Exit codes: 0 done; 2 wrong command line or wrong files; 3 a file cannot be read or written;
//! 4 refused for its size; 130 interrupted; 1 anything else, which is a defect.

mod arguments;
mod command;
mod contest;
mod failure;
mod interrupt;
mod loading;
mod memory;
mod output;
mod progress;
mod record;
mod resume;
mod simulation;
mod written;

use std::panic;
use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use failure::{DEFECT, WRONG_INPUT};

fn main() -> ExitCode {
    panic::set_hook(Box::new(|panic| {
        output::complain(&format!(
            "monazite stopped on a defect of its own: {panic}\nNothing is wrong with your files. Please \
             report this at {} with the command line and, if you can, the files.",
            env!("CARGO_PKG_REPOSITORY"),
        ));
    }));
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, everything else is a wrong command line.
            let answered = !error.use_stderr();
            let printed = error.print().is_ok() || answered;
            return ExitCode::from(if answered && printed { 0 } else { WRONG_INPUT });
        }
    };
    match panic::catch_unwind(|| command::perform(&arguments)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => {
            if !failure.message.is_empty() {
                output::complain(failure.message.trim_end());
            }
            ExitCode::from(failure.code)
        }
        Err(_) => ExitCode::from(DEFECT),
    }
}
