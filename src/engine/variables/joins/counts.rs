//! What a join counts: rows whose row in the other register is missing, or not one.

use std::collections::BTreeMap;

use super::Join;
use crate::registers::bad_rows::BadRowScope;
use crate::registers::{ExtractError, Fault, KeyCounts, OpenRegister};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

/// The counts of a join.
#[derive(Debug, Default)]
pub struct JoinCounts {
    /// By file, rows by whether their persons are in the population.
    pub keys: BTreeMap<usize, KeyCounts>,
    /// By file, rows with a key that several rows of the parent have.
    pub(super) ambiguous: BTreeMap<usize, u64>,
    /// Rows with a key.
    pub(super) rows: u64,
    /// Of them, rows with a key that no row of the parent has.
    pub(super) orphans: u64,
    /// Rows of the register whose rows have persons without a key.
    pub(super) keyless: u64,
    /// The same whose key another has too, unless rows share keys by nature.
    pub(super) repeated: u64,
    /// Rows whose row of the parent has no day to give them.
    pub(super) undated: u64,
    /// Rows with a parent, of wanted persons, whose own columns meet no source's condition.
    pub unmet: u64,
    /// Rows in files of years that are not wanted.
    pub passed_over: u64,
    /// By register that is asked: rows with a key, those of them that no row has, and those that several rows have.
    pub(super) asked: Vec<(u64, u64, u64)>,
}

impl JoinCounts {
    /// Adds up.
    pub(super) fn add(&mut self, other: JoinCounts) {
        for (file, keys) in other.keys {
            self.keys.entry(file).or_default().add(keys);
        }
        for (file, rows) in other.ambiguous {
            *self.ambiguous.entry(file).or_default() += rows;
        }
        self.rows += other.rows;
        self.orphans += other.orphans;
        self.keyless += other.keyless;
        self.repeated += other.repeated;
        self.undated += other.undated;
        self.unmet += other.unmet;
        self.passed_over += other.passed_over;
        self.asked.resize(self.asked.len().max(other.asked.len()), (0, 0, 0));
        for ((rows, orphans, ambiguous), (more, of_them, several)) in self.asked.iter_mut().zip(other.asked) {
            *rows += more;
            *orphans += of_them;
            *ambiguous += several;
        }
    }

    /// Checks that rows find theirs, and enters those that find several as bad.
    ///
    /// # Errors
    /// [`Fault::NoParent`], or [`Fault::ParentTwice`] where bad rows are refused.
    pub fn check(&self, open: &OpenRegister<'_>, join: &Join<'_>) -> Result<()> {
        if let Some(parent) = &join.parent {
            let id = &parent.open.definition.id.value;
            require_parent(open, id, self.rows, self.orphans)?;
            for (file, count) in &self.ambiguous {
                let Some(file) = open.files.get(*file) else { continue };
                let name = &open.definition.person.names_in(file.file.year, &file.file.name)[0];
                let fault = Fault::ParentTwice { count: *count as usize, parent: id.clone() };
                if file.drops_bad_rows() {
                    file.count_bad(0, BadRowScope::Choice(name.clone()), fault, *count as usize);
                } else {
                    file.faults.meet(file.fault(fault).in_column(name))?;
                }
            }
        }
        for (asked, (rows, orphans, ambiguous)) in join.asked.iter().zip(&self.asked) {
            let id = &asked.rule.register.value;
            require_parent(&asked.open, id, *rows, *orphans)?;
            // The counts of a question are those of all files: they are entered with the first.
            let Some(file) = asked.open.files.first().filter(|_| *ambiguous > 0) else { continue };
            let name = &asked.open.definition.person.names_in(file.file.year, &file.file.name)[0];
            let fault = Fault::ParentTwice { count: *ambiguous as usize, parent: id.clone() };
            if file.drops_bad_rows() {
                file.count_bad(0, BadRowScope::Choice(name.clone()), fault, *ambiguous as usize);
            } else {
                file.faults.meet(file.fault(fault).in_column(name))?;
            }
        }
        Ok(())
    }

    /// The counts for the table of the audit.
    pub fn rows_of_table(&self, open: &OpenRegister<'_>, join: &Join<'_>) -> Vec<ReadingRow> {
        let mut found = Vec::new();
        let orphans = |register: &str, parent: &str, orphans: u64, rows: u64| {
            let name = format!("rows_that_find_no_row_of_{parent}");
            ReadingRow::new(register, name, orphans.cast_signed()).among(rows.cast_signed())
        };
        let mut owner = &open.definition.id.value;
        if let Some(parent) = &join.parent {
            let id = owner;
            owner = &parent.open.definition.id.value;
            found.push(orphans(id, owner, self.orphans, self.rows));
            if self.undated > 0 {
                let name = format!("rows_whose_row_of_{owner}_has_not_ended");
                found.push(ReadingRow::new(id, name, self.undated.cast_signed()));
            }
        }
        let keys = [
            (self.keyless, "rows_without_a_key_to_be_found_by"),
            (self.repeated, "rows_whose_key_to_be_found_by_another_has_too"),
        ];
        let counted = keys.into_iter().filter(|(count, _)| *count > 0);
        found.extend(counted.map(|(count, name)| ReadingRow::new(owner, name, count.cast_signed())));
        for (asked, (rows, without, _)) in join.asked.iter().zip(&self.asked) {
            let register = &asked.open.definition.id.value;
            found.push(orphans(register, &asked.rule.register.value, *without, *rows));
        }
        found.extend(join.registers().flat_map(OpenRegister::noted_rows));
        found
    }
}

fn require_parent(open: &OpenRegister<'_>, parent: &str, rows: u64, orphans: u64) -> Result<(), ExtractError> {
    let id = &open.definition.id.value;
    if rows > 0 && orphans == rows && !open.faults.any_of(id) && !open.faults.any_of(parent) {
        let fault = Fault::NoParent { rows, parent: parent.to_owned() };
        open.faults.meet(ExtractError::of(id, fault))?;
    }
    Ok(())
}
