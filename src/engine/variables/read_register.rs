//! A register read for its tasks: its row groups, or the rows that are joined to them, and what the delivery is held to.

use super::collected::{Collected, values};
use super::duplicates::none_twice;
use super::joins::Join;
use super::pass::Pass;
use super::pass_cache::PassResult;
use super::scope::ReadScope;
use super::source::Task;
use super::unmatched_persons;
use crate::registers::spelling::Misspelled;
use crate::registers::{KeyCounts, OpenFile, OpenRegister};
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

impl<'a> ReadScope<'a> {
    /// Reads a register.
    ///
    /// # Errors
    /// A fault in an extract, located.
    pub fn read_register(
        &self,
        open: &OpenRegister<'a>,
        join: Option<&Join<'a>>,
        tasks: &[Task<'a>],
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<PassResult> {
        let pass = Pass::new(open, tasks, self.persons.len())?;
        let mut found_in_join = Vec::new();
        let results = match join {
            Some(join) => {
                let joined = self.read_joined(open, join, &pass, done)?;
                found_in_join = joined.noticed;
                joined.results
            }
            None => open.each_row_group(|file, group| {
                let result = self.read_row_group(open, file, group, &pass)?;
                done(file.rows_of(group))?;
                Ok::<_, Error>(result)
            })?,
        };
        let mut all = Collected::of(&pass, results);
        if pass.seen.any_twice() {
            let rows = match join {
                Some(join) => self.joined_rows_of_persons(open, join, &pass)?,
                None => self.rows_of_persons(open, &pass)?,
            };
            none_twice(open, rows)?;
        }
        let left = all.left;
        open.require_sound_values(left.passed_over.unsigned_abs())?;
        let mut noticed = self.checked(open, join, &pass, &mut all)?;
        noticed.extend(found_in_join);
        if tasks.iter().any(|task| task.source.lists_persons) && (left.unmatched > 0 || left.backwards > 0) {
            noticed.extend(match join {
                None => self.listed_rows(open, &pass, left.backwards > 0)?,
                Some(_) => unmatched_persons::rows(open.definition, tasks, left.unmatched),
            });
        }
        all.join(open, &pass)?;
        let looked_at = (open.rows() - open.unmet_rows()).cast_signed() - left.passed_over;
        noticed.splice(0..0, open.noted_rows());
        Ok(PassResult {
            unmet: all.unmet(tasks),
            noticed,
            rows: looked_at,
            counts: [
                left.unmatched,
                left.outside,
                left.ended,
                left.begun_abroad,
                left.over_absence,
                all.unknown,
                left.passed_over,
                left.other_year,
                open.unmet_rows().cast_signed(),
            ],
            values: values(&pass)?,
        })
    }

    /// The notes of the checks of a delivery.
    ///
    /// # Errors
    /// A delivery that is wrong as a whole, or has no key of the population.
    fn checked(
        &self,
        open: &OpenRegister<'_>,
        join: Option<&Join<'_>>,
        pass: &Pass<'_>,
        all: &mut Collected,
    ) -> Result<Vec<ReadingRow>> {
        // Rows that are joined are not joined again to be counted.
        let recount = |file: &OpenFile| match join {
            Some(_) => Ok((Misspelled::default(), 0)),
            None => self.count_spelling(file, pass),
        };
        // Row groups that are passed over have rows of other persons too: they count only where all are passed over.
        let passed_over = all.left.passed_over.unsigned_abs();
        let all_passed_over = passed_over > 0 && passed_over + open.unmet_rows() == open.rows();
        let elsewhere = all.left.outside.unsigned_abs() + if all_passed_over { passed_over } else { 0 };
        let counts = (std::mem::take(&mut all.counts), elsewhere);
        let scope = (self.persons, self.years);
        let noticed = pass.checks.finish(open, pass.tasks, scope, counts, &all.evaluated, recount)?;
        let mut keys = all.left.keys;
        let none_meets = open.unmet_rows() > 0 && open.rows() == open.unmet_rows() + passed_over;
        if join.is_some() {
            // Rows without their parent row have a fault of their own, and rows of other years were not read.
            keys = if passed_over > 0 { KeyCounts::default() } else { keys };
        } else if passed_over > 0 && (keys.matched == 0 && keys.unmatched > 0 || none_meets) {
            // Some unmatched keys, and some rows that do not meet the register's condition, are normal. No matching key and no
            // row that meets it are faults, also in pruned row groups.
            keys.add(self.keys_of_pruned_groups(open, pass)?);
        }
        open.require_matching_key(keys)?;
        Ok(noticed)
    }
}
