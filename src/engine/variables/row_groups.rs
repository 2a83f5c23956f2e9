//! A register's row groups, each read once.

use super::collected::GroupResult;
use super::duplicates::{Row, single_rows};
use super::pass::{Pass, enter_wrong, evaluate};
use super::read_rows;
use super::rows::{self, SkippedRows};
use super::scope::ReadScope;
use super::source::SourceResult;
use crate::registers::spelling::Misspelled;
use crate::registers::{KeyCounts, OpenFile, OpenRegister};
use foundation::error::{Error, Result};

impl ReadScope<'_> {
    /// Reads a row group.
    pub fn read_row_group(
        &self,
        open: &OpenRegister<'_>,
        file: &OpenFile,
        group: usize,
        pass: &Pass<'_>,
    ) -> Result<GroupResult> {
        let Pass { register, tasks, .. } = pass;
        let layout = rows::layout(file, register, &pass.names, &self.persons.lookup, self.years)?;
        let mut counts = pass.checks.start(open.position(file)?);
        let mut parts: Vec<SourceResult> = tasks.iter().map(|_| SourceResult::default()).collect();
        if pass.passes_over(self.years, &layout, file, group) {
            let passed_over = file.rows_of(group).cast_signed();
            return Ok(GroupResult { parts, left: SkippedRows { passed_over, ..SkippedRows::default() }, counts });
        }
        let set = pass.set_of(open, file)?;
        let left = read_rows::read(file, group, register, &layout, self.persons, self.key_filter(), |batch| {
            single_rows(register, &batch, set).for_each(|(year, person)| {
                pass.seen.mark(year, person);
            });
            pass.checks.count(&batch, &mut counts)?;
            evaluate(&batch, pass, (file, Some(group)), &mut parts)
        })?;
        for (task, part) in tasks.iter().zip(&mut parts) {
            enter_wrong(task, part, file, Some(group))?;
        }
        pass.gather(&mut parts);
        counts.keys = KeyCounts { rows: file.rows_of(group).cast_signed(), ..left.keys };
        Ok(GroupResult { parts, left, counts })
    }

    /// How many rows of the pruned row groups have keys that are not in the population.
    pub fn keys_of_pruned_groups(&self, open: &OpenRegister<'_>, pass: &Pass<'_>) -> Result<KeyCounts> {
        let counts = open.each_row_group(|file, group| {
            let layout = rows::layout(file, pass.register, &pass.names, &self.persons.lookup, self.years)?;
            match pass.passes_over(self.years, &layout, file, group) {
                true => read_rows::matches(file, group, &layout, self.key_filter()),
                false => Ok(KeyCounts::default()),
            }
        })?;
        let mut all = KeyCounts::default();
        counts.into_iter().for_each(|of_group| all.add(of_group));
        Ok(all)
    }

    /// The codes of a file in another spelling, in all rows of persons in the population, and how many rows there are.
    pub fn count_spelling(&self, file: &OpenFile, pass: &Pass<'_>) -> Result<(Misspelled, u64)> {
        let everyone = self.persons.lookup.filter(None);
        let (mut misspelled, mut all) = (Misspelled::default(), 0);
        for group in 0..file.row_groups() {
            let layout = rows::layout(file, pass.register, &pass.names, &self.persons.lookup, self.years)?;
            read_rows::read(file, group, pass.register, &layout, self.persons, &everyone, |batch| {
                all += pass.checks.count_spelling(&batch, usize::MAX, &mut misspelled)?;
                Ok(())
            })?;
        }
        Ok((misspelled, all))
    }

    /// Every row of a register whose persons have one a year, or one a set of weeks.
    pub fn rows_of_persons(&self, open: &OpenRegister<'_>, pass: &Pass<'_>) -> Result<Vec<Row>> {
        let register = pass.register;
        let found = open.each_row_group(|file, group| {
            let layout = rows::layout(file, register, &[], &self.persons.lookup, self.years)?;
            let number = open.position(file)? as u16;
            let mut found: Vec<Row> = Vec::new();
            read_rows::read(file, group, register, &layout, self.persons, self.key_filter(), |batch| {
                let rows = single_rows(register, &batch, pass.set_of(open, file)?);
                found.extend(rows.map(|(year, person)| (year as i16, person, number)));
                Ok(())
            })?;
            Ok::<_, Error>(found)
        })?;
        Ok(found.into_iter().flatten().collect())
    }
}
