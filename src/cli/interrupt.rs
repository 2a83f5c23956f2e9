//! Ctrl-C: checked between pieces of work, so that no partial output remains.

use std::sync::atomic::{AtomicBool, Ordering};

use super::output;
use foundation::error::{Error, Kind, Result};
use foundation::staging;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C and termination signals. The first stops after the current piece of work, the second at once.
pub fn listen() {
    // Without a handler Ctrl-C ends the process at once: releases are renamed into place only when complete.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            staging::remove();
            std::process::exit(130);
        }
        output::say("\nstopping …");
    });
}

/// Returns an error once the user has interrupted.
///
/// # Errors
/// An interruption by the user.
pub fn check() -> Result<()> {
    if INTERRUPTED.load(Ordering::Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
}

/// The reason why a command ended. The second signal removes staged folders while a thread may still write into them: what
/// cannot be written then is the interruption.
pub fn cause(error: Error) -> Error {
    if INTERRUPTED.load(Ordering::SeqCst) && error.kind() == Kind::Output { Error::interrupted() } else { error }
}

/// The flag that an interruption sets, for work that checks it by itself.
pub fn flag() -> &'static AtomicBool {
    &INTERRUPTED
}
