//! What long work reports while it runs, and where the user can stop it.

use foundation::error::Result;

/// A listener to long work.
pub trait Progress: Sync {
    /// A new stage begins.
    fn stage(&self, name: &'static str);

    /// A register of so many rows is read next, of which some are read already.
    fn register(&self, id: &str, rows: u64, read: u64);

    /// Rows were read. Called from many threads.
    ///
    /// # Errors
    /// The user asked to stop.
    fn rows(&self, rows: u64) -> Result<()>;
}

/// A listener that ignores all reports and never stops the work.
#[derive(Debug, Clone, Copy)]
pub struct Quiet;

impl Progress for Quiet {
    fn stage(&self, _name: &'static str) {}

    fn register(&self, _id: &str, _rows: u64, _read: u64) {}

    fn rows(&self, _rows: u64) -> Result<()> {
        Ok(())
    }
}
