//! Progress on standard error: a bar on a terminal, nothing elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::interrupt;
use foundation::error::Result;
use rebuild::Progress;

/// A spinner with the stage, and the register being read: its rows, their rate and the time left.
pub struct Bar {
    bar: Mutex<Option<(ProgressBar, Reading)>>,
}

/// The progress of a build.
#[derive(Debug, Clone)]
struct Reading {
    stage: &'static str,
    register: Option<(String, u64)>,
    read: u64,
    /// Rows that were read before the clock began.
    before: u64,
    since: Instant,
}

impl Reading {
    fn of(stage: &'static str, register: Option<(String, u64)>) -> Reading {
        Reading { stage, register, read: 0, before: 0, since: Instant::now() }
    }

    /// The message after `seconds`.
    fn line(&self, seconds: f64) -> String {
        let Some((register, rows)) = &self.register else {
            return format!("{}  {seconds:.0} s", self.stage);
        };
        let shown = format!("{}  {register}  {} of {} rows", self.stage, HumanCount(self.read), HumanCount(*rows));
        let rate = (self.read - self.before) as f64 / seconds.max(0.001);
        if self.read == self.before {
            return shown;
        }
        let left = rows.saturating_sub(self.read) as f64 / rate;
        format!("{shown}  {}/s  {left:.0} s left", HumanCount(rate as u64))
    }
}

impl Bar {
    /// A bar, if standard error is a terminal.
    pub fn new() -> Bar {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(120));
            (bar, Reading::of("", None))
        });
        Bar { bar: Mutex::new(bar) }
    }

    fn with(&self, change: impl FnOnce(&mut Reading)) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some((bar, reading)) = &mut *bar
        {
            change(reading);
            bar.set_message(reading.line(reading.since.elapsed().as_secs_f64()));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Ok(bar) = self.bar.lock()
            && let Some((bar, _)) = &*bar
        {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str) {
        self.with(|reading| *reading = Reading::of(name, None));
    }

    fn register(&self, id: &str, rows: u64, read: u64) {
        let register = Some((id.to_owned(), rows));
        self.with(|reading| *reading = Reading { read, before: read, ..Reading::of(reading.stage, register) });
    }

    fn rows(&self, rows: u64) -> Result<()> {
        self.with(|reading| reading.read += rows);
        interrupt::check()
    }
}

/// A bar of persons, with the rows written, their rate, and the time left.
pub struct PersonBar {
    bar: Option<ProgressBar>,
    rows: AtomicU64,
}

impl PersonBar {
    /// A bar, if standard error is a terminal.
    pub fn new(persons: u32) -> PersonBar {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(u64::from(persons));
            let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {msg}  {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        PersonBar { bar, rows: AtomicU64::new(0) }
    }

    /// Counts persons drawn and rows written. Called from many threads.
    ///
    /// # Errors
    /// An interruption by the user.
    pub fn add(&self, persons: u32, rows: u64) -> Result<()> {
        let written = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
        if let Some(bar) = &self.bar {
            bar.inc(u64::from(persons));
            let rate = written as f64 / bar.elapsed().as_secs_f64().max(0.001);
            bar.set_message(format!("{} rows  {}/s", HumanCount(written), HumanCount(rate as u64)));
        }
        interrupt::check()
    }
}

impl Drop for PersonBar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_shows_its_rows_their_rate_and_the_time_left() {
        let mut reading = Reading::of("consequences", None);
        assert_eq!(reading.line(3.2), "consequences  3 s");
        reading.register = Some(("sssy".to_owned(), 60_000_000));
        assert_eq!(reading.line(0.0), "consequences  sssy  0 of 60,000,000 rows");
        reading.read = 15_000_000;
        assert_eq!(reading.line(5.0), "consequences  sssy  15,000,000 of 60,000,000 rows  3,000,000/s  15 s left");
        reading.before = 10_000_000;
        assert!(reading.line(5.0).ends_with("  1,000,000/s  45 s left"), "rows read ahead of it have no rate");
        reading.before = 0;
        // Rows from the cache take no time.
        reading.read = 60_000_000;
        assert!(reading.line(0.0).ends_with("  0 s left"));
    }
}
