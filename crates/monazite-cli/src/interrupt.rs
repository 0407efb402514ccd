//! Ctrl-C asks a run to end at the next batch boundary.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Starts to listen. Without a handler Ctrl-C ends the process, which loses work but harms nothing:
/// results are written whole or not at all.
pub(crate) fn listen() -> bool {
    ctrlc::set_handler(|| ASKED.store(true, Ordering::Relaxed)).is_ok()
}

/// Whether Ctrl-C was pressed.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
