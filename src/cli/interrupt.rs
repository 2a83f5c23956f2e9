//! Ctrl-C: noticed between pieces of work, so that nothing half-written stays.

use std::sync::atomic::{AtomicBool, Ordering};

use super::output;
use foundation::error::{Error, Result};
use foundation::staging;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C and termination. The first asks to stop; the second stops at once.
pub fn listen() {
    // Where signals can't be listened to, Ctrl-C ends the process as always: releases are renamed into place complete.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            staging::remove();
            std::process::exit(130);
        }
        output::say("\nstopping …");
    });
}

/// Whether to go on.
///
/// # Errors
/// That the user has asked to stop.
pub fn check() -> Result<()> {
    if ASKED.load(Ordering::Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
}
