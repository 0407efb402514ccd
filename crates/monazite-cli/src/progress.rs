//! Progress on standard error, only on a terminal: rate and time left.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that counts futures.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar for so many futures; invisible when `quiet` or when nobody looks.
    pub(crate) fn new(futures: u64, quiet: bool) -> Self {
        let bar = if quiet || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::with_draw_target(Some(futures), ProgressDrawTarget::stderr_with_hz(8))
        };
        let template = "{bar:32} {human_pos} of {human_len} futures  {per_sec}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Tells how many are done.
    pub(crate) fn done(&self, futures: u64) {
        self.bar.set_position(futures);
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
