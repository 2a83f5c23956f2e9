//! Counts of a column: what was missing, what was in doubt, what did not fit.
//!
//! Owns the names of what is counted. A count never reveals a value.

use std::collections::BTreeMap;

use crate::numbers::{KINDS, kind_name};

/// The counts of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Missing numbers by kind.
    pub(crate) missing: [u64; KINDS],
    /// Texts of blanks alone.
    pub(crate) blank: u64,
    /// Texts with bytes that their encoding doesn't have.
    pub(crate) undecodable: u64,
    /// Texts with control characters that indicate a wrong encoding.
    pub(crate) control: u64,
    /// Values that do not fit the declared form.
    pub(crate) misfits: u64,
    /// Codes that were given leading zeros.
    pub(crate) padded: u64,
    /// Values that do not fit what the SAS format says.
    pub(crate) unlike_format: u64,
    /// Texts beyond ASCII in an encoding that isn't read.
    pub(crate) unread: u64,
}

impl Default for Counts {
    fn default() -> Counts {
        let missing = [0; KINDS];
        Counts { missing, blank: 0, undecodable: 0, control: 0, misfits: 0, padded: 0, unlike_format: 0, unread: 0 }
    }
}

impl Counts {
    /// Adds another part's.
    pub(crate) fn add(&mut self, other: &Counts) {
        for (sum, more) in self.missing.iter_mut().zip(other.missing) {
            *sum += more;
        }
        self.blank += other.blank;
        self.undecodable += other.undecodable;
        self.control += other.control;
        self.misfits += other.misfits;
        self.padded += other.padded;
        self.unlike_format += other.unlike_format;
        self.unread += other.unread;
    }

    /// What was counted at least once, by name.
    pub(crate) fn named(&self) -> BTreeMap<String, u64> {
        let missing =
            self.missing.iter().enumerate().map(|(kind, count)| (format!("missing {}", kind_name(kind)), *count));
        let others = [
            ("blank", self.blank),
            ("undecodable", self.undecodable),
            ("control_characters", self.control),
            ("zeros_added", self.padded),
        ];
        let others = others.into_iter().map(|(name, count)| (name.to_owned(), count));
        missing.chain(others).filter(|(_, count)| *count > 0).collect()
    }
}
