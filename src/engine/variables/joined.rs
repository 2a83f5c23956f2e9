//! The pass over a register whose rows are joined with those of others.
//!
//! Owns what becomes of joined rows: values, the rows that do not count, and what is noticed of the keys. Owns no join: [`joins`](super::joins)
//! hands on rows as they would come from one register.

use std::collections::BTreeMap;

use super::collected::GroupResult;
use super::duplicates::{Row, single_rows};
use super::joins::{Join, JoinedPass, JoinedRows};
use super::own_conditions::{ImpliedConditions, OwnConditions};
use super::pass::{Pass, enter_wrong, evaluate};
use super::rows::SkippedRows;
use super::scope::ReadScope;
use super::source::SourceResult;
use crate::registers::bad_rows::BadRowScope;
use crate::registers::{Extracts, Fault, OpenRegister};
use definitions::Definitions;
use definitions::variable::Source;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

/// Opens the registers that sources read in addition to their own.
///
/// # Errors
/// Those of [`Extracts::open`].
pub fn opened_related<'a, 's>(
    definitions: &'a Definitions,
    extracts: &Extracts,
    sources: impl Iterator<Item = &'s Source>,
) -> Result<Vec<OpenRegister<'a>>> {
    let mut related: Vec<_> = sources.flat_map(|source| definitions.related_registers(source)).collect();
    related.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    related.dedup_by(|a, b| a.id.value == b.id.value);
    related.into_iter().map(|register| extracts.open(register)).collect()
}

/// The result of a joined pass.
pub struct JoinedResult {
    /// A result a file; the values are with the pass.
    pub results: Vec<GroupResult>,
    /// What was counted of keys.
    pub noticed: Vec<ReadingRow>,
}

/// What is taken of the rows of a part, by file.
type PartResult = BTreeMap<usize, GroupResult>;

impl<'a> ReadScope<'a> {
    fn joined_pass<'p>(
        &'p self,
        open: &'p OpenRegister<'a>,
        join: &'p Join<'a>,
        pass: &'p Pass<'_>,
        own: Option<&'p OwnConditions<'p>>,
    ) -> JoinedPass<'p> {
        JoinedPass {
            open,
            join,
            names: &pass.names,
            persons: self.persons,
            filter: self.key_filter(),
            are_few: self.are_few(),
            own,
            years: pass.years_read(self.years),
            scratch: self.extracts.scratch(),
        }
    }

    /// Whether the persons whose rows count are few of all.
    fn are_few(&self) -> bool {
        let wanted = self.wanted.map(|wanted| wanted.iter().filter(|wanted| **wanted).count() as u64);
        wanted.is_some_and(|wanted| wanted.saturating_mul(super::joins::FEW) < self.persons.len() as u64)
    }

    /// Reads a register and its related ones, and evaluates the joined rows.
    pub(super) fn read_joined(
        &self,
        open: &OpenRegister<'a>,
        join: &Join<'a>,
        pass: &Pass<'_>,
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<JoinedResult> {
        let has_parent = open.definition.parent.is_some();
        // Where faults are noted, all rows that have persons themselves are looked at.
        let has_own = has_parent || !open.faults.are_noted();
        // Of few persons, the rows are read before the answers.
        let answers =
            if has_parent || self.are_few() { Vec::new() } else { join.answers().map(str::to_owned).collect() };
        let implied = has_own.then(|| ImpliedConditions::of(open.definition, pass.tasks, answers)).flatten();
        let own = implied.as_ref().map(|implied| OwnConditions::new(implied, &pass.checks));
        let file_of = |file: usize| open.files.get(file).ok_or_else(|| Error::internal("joined rows without a file"));
        let each = |taken: &mut PartResult, rows: JoinedRows, file: usize| {
            let of_file = taken.entry(file).or_insert_with(|| nothing(pass, file));
            let (rows, left) = match rows {
                JoinedRows::Sample(rows) => return pass.checks.count_codes(&rows, usize::MAX, &mut of_file.counts),
                JoinedRows::Counted(rows, left) => (rows, left),
            };
            of_file.left.add(left);
            single_rows(pass.register, &rows, 0).for_each(|(year, person)| {
                pass.seen.mark(year, person);
            });
            match &own {
                // The years of rows that belong to others and can't count are not known, so that no rows are counted by year.
                Some(_) if has_parent => pass.checks.count_copies(&rows, &mut of_file.counts),
                Some(_) => pass.checks.count_placed(&rows, &mut of_file.counts),
                None => pass.checks.count(&rows, &mut of_file.counts)?,
            }
            evaluate(&rows, pass, (file_of(file)?, None), &mut of_file.parts)
        };
        let mut all: BTreeMap<usize, GroupResult> = BTreeMap::new();
        let take = |taken: PartResult| {
            done(0)?;
            for (file, mut found) in taken {
                pass.gather(&mut found.parts);
                merge(all.entry(file).or_insert_with(|| nothing(pass, file)), found);
            }
            Ok(())
        };
        let counts = self.joined_pass(open, join, pass, own.as_ref()).each_batch(BTreeMap::new, each, take, done)?;
        for (file, unmet) in own.map(OwnConditions::unmet).into_iter().flatten() {
            let of_file = all.entry(file).or_insert_with(|| nothing(pass, file));
            of_file.left.add(unmet.left);
            of_file.counts.merge(unmet.counts);
            of_file.parts.iter_mut().for_each(|part| part.evaluated += unmet.rows);
        }
        counts.check(open, join)?;
        join.require_sound_values()?;
        for (file, result) in &mut all {
            let file = file_of(*file)?;
            for (task, part) in pass.tasks.iter().zip(&result.parts) {
                enter_wrong(task, part, file, None)?;
            }
            let placed = pass.register.kind.time_columns().into_iter().find(|placed| placed.id == "end");
            let end = placed.and_then(|placed| placed.column.names_in(file.file.year, &file.file.name).first());
            let end = BadRowScope::Column(end.map_or("end", String::as_str).to_owned());
            let backwards = result.left.backwards.unsigned_abs() as usize;
            file.count_bad(0, end, Fault::EndsBeforeStart { count: 0 }, backwards);
        }
        for (file, keys) in &counts.keys {
            let result = all.entry(*file).or_insert_with(|| nothing(pass, *file));
            result.counts.keys = *keys;
            result.left.keys = *keys;
            result.left.unmatched = keys.unmatched;
        }
        let first = all.entry(0).or_insert_with(|| nothing(pass, 0));
        first.left.passed_over = counts.passed_over.cast_signed();
        first.parts.iter_mut().for_each(|part| part.evaluated += counts.unmet);
        Ok(JoinedResult { noticed: counts.rows_of_table(open, join), results: all.into_values().collect() })
    }

    /// Every row of a status register that is joined.
    pub(super) fn joined_rows_of_persons(
        &self,
        open: &OpenRegister<'a>,
        join: &Join<'a>,
        pass: &Pass<'_>,
    ) -> Result<Vec<Row>> {
        let mut found: Vec<Row> = Vec::new();
        let each = |rows: &mut Vec<Row>, batch: JoinedRows, file: usize| {
            let JoinedRows::Counted(batch, _) = batch else { return Ok(()) };
            let of_batch = batch.years.iter().zip(&batch.persons);
            rows.extend(of_batch.map(|(year, person)| (*year as i16, *person, file as u16)));
            Ok(())
        };
        let take = |rows: Vec<Row>| {
            found.extend(rows);
            Ok(())
        };
        self.joined_pass(open, join, pass, None).each_batch(Vec::new, each, take, &|_| Ok(()))?;
        Ok(found)
    }
}

fn nothing(pass: &Pass<'_>, file: usize) -> GroupResult {
    GroupResult {
        parts: pass.tasks.iter().map(|_| SourceResult::default()).collect(),
        left: SkippedRows::default(),
        counts: pass.checks.start(file),
    }
}

fn merge(all: &mut GroupResult, found: GroupResult) {
    all.left.add(found.left);
    all.counts.merge(found.counts);
    for (all, part) in all.parts.iter_mut().zip(found.parts) {
        all.spells.extend(part.spells);
        all.stays.extend(part.stays);
        all.unknown += part.unknown;
        all.evaluated += part.evaluated;
        all.met += part.met;
        all.wrong.merge(part.wrong);
    }
}
