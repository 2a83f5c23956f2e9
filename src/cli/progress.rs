//! Progress on standard error: a bar when it is a terminal, silence when it is not.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::interrupt;
use crate::build::Progress;
use crate::error::Result;

/// A spinner with the stage, the rows read and their rate.
pub struct Bar {
    bar: Mutex<Option<ProgressBar>>,
}

impl Bar {
    /// A bar, if standard error is a terminal.
    pub fn new() -> Bar {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {msg:14} {human_pos} rows  {per_sec}  {elapsed}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Bar { bar: Mutex::new(bar) }
    }

    fn with(&self, act: impl FnOnce(&ProgressBar)) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = &*bar
        {
            act(bar);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.with(ProgressBar::finish_and_clear);
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str) {
        self.with(|bar| {
            bar.set_message(name);
            bar.set_position(0);
            bar.reset_elapsed();
        });
    }

    fn rows(&self, rows: u64) -> Result<()> {
        self.with(|bar| bar.inc(rows));
        interrupt::check()
    }
}

/// A bar over persons, with the rows written, their rate, and the time left.
pub struct Drawing {
    bar: Option<ProgressBar>,
    rows: AtomicU64,
}

impl Drawing {
    /// A bar, if standard error is a terminal.
    pub fn new(persons: u32) -> Drawing {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(u64::from(persons));
            let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {msg}  {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Drawing { bar, rows: AtomicU64::new(0) }
    }

    /// Persons were drawn and rows written. Called from many threads.
    ///
    /// # Errors
    /// That the user has asked to stop.
    pub fn told(&self, persons: u32, rows: u64) -> Result<()> {
        let written = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
        if let Some(bar) = &self.bar {
            bar.inc(u64::from(persons));
            let rate = written as f64 / bar.elapsed().as_secs_f64().max(0.001);
            bar.set_message(format!("{} rows  {}/s", HumanCount(written), HumanCount(rate as u64)));
        }
        interrupt::check()
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
