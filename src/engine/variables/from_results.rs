//! Person-year sums of a register from the results of another engine.
//!
//! Owns what is checked of them besides bad rows: every row of the extracts is in one group, every spell that was to be joined was,
//! keys match the population, and no person has two rows where one is allowed. Values then go the way of rows that were read here.

use std::collections::BTreeMap;

use arrow::array::ArrayRef;
use rayon::prelude::*;

use super::accumulator::Accumulator;
use super::combined::{aggregate_of, combined, too_large};
use super::delivery_checks::empty_years;
use super::duplicates::RowMarks;
use super::gathered::GatheredValues;
use super::pass_cache::PassResult;
use super::result_copies::require_no_copies;
use super::result_spelling::misspelled;
use super::result_tally::{Groups, ResultRequest, SourceSums, Tally, require_parent};
use super::source::Task;
use super::unmatched_persons;
use crate::results::{
    BadCounts, DayCounts, ROWS, ResultFile, Results, RowsOf, ScriptedRegister, ScriptedSource, SideCounts, TimeCounts,
    Totals, Whose,
};
use definitions::Definitions;
use definitions::register::Register;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

/// Reads a register's sums.
///
/// # Errors
/// A fault in the register, or in its results.
pub fn read(
    definitions: &Definitions,
    register: &Register,
    (results, scripted): (&Results, &ScriptedRegister),
    tasks: &[Task<'_>],
    asked: ResultRequest<'_>,
    done: &(impl Fn(u64) -> Result<()> + Sync),
) -> Result<PassResult> {
    let written = Totals::written(results, scripted)?;
    let sets = scripted.files.iter().map(|file| usize::from(file.weeks) + 1).max().map_or(0, |sets| sets);
    let marks = RowMarks::new(register, sets, asked.persons.len());
    let part = || -> Result<(Vec<SourceSums<'_>>, Tally<'_>)> {
        let sources = tasks.iter().map(|task| source(task, scripted)).collect::<Result<Vec<_>>>()?;
        Ok((sources, Tally::new(definitions, register, scripted, (&marks, asked))))
    };
    let (mut sources, mut tally) = part()?;
    let mut groups: Vec<(ResultFile, usize)> = Vec::new();
    for file in results.files(scripted, ROWS)? {
        groups.extend((0..file.row_groups()?).map(|group| (file.clone(), group)));
    }
    let parts = groups.par_iter().map(|(file, group)| {
        let (mut sources, mut tally) = part()?;
        file.read_group(*group, scripted, |batch| {
            let groups = Groups::read(batch, scripted, asked.persons)?;
            tally.add(batch, &groups)?;
            let values = sources.iter().map(|source| Ok((source.at, batch.integers(&source.scripted.value)?)));
            let values = values.collect::<Result<Vec<_>>>()?;
            let values: Vec<_> = values.iter().map(|(at, values)| (*at, values)).collect();
            tally.totals.add(ROWS, (&groups.rows, Some(&groups.files), Some(&groups.years)), &values);
            sources.iter_mut().try_for_each(|source| source.add(batch, &groups, asked))?;
            done(groups.rows.iter().sum())
        })?;
        sources.iter_mut().flat_map(|source| &mut source.entries).for_each(Accumulator::shrink);
        Ok((sources, tally))
    });
    for of_group in parts.collect::<Vec<Result<_>>>() {
        let (of_sources, of_tally) = of_group?;
        sources.iter_mut().zip(of_sources).for_each(|(source, part)| source.merge(part));
        tally.merge(&of_tally);
    }
    for source in &mut sources {
        let Some(part) = &source.scripted.joined else { continue };
        for file in results.files(scripted, part)? {
            file.read(scripted, |batch| source.add_joined(batch, (part, asked), &mut tally))?;
        }
        source.require_spells(scripted)?;
    }
    let wanted = |keys: &ArrayRef| -> Vec<bool> {
        asked.persons.lookup.find(keys).into_iter().map(|person| asked.wants(person)).collect()
    };
    let beside = SideCounts::read((results, scripted), &written, wanted)?;
    let bad = tally.judge((&written, &sources), &beside)?;
    require_no_copies(register, (results, scripted), &written)?;
    let of_related = related_registers(definitions, (results, scripted), &beside)?;
    let mut noticed = bad;
    noticed.extend(misspelled(&tally, tasks, &sources, &beside.digits)?);
    noticed.extend(of_related);
    noticed.extend(unmatched_persons::rows(register, tasks, tally.keys().unmatched));
    let rows = (tally.rows() - tally.unmet, 0);
    noticed.extend(empty_years(register, asked.years, &tally.of_years, rows));
    let evaluated = tally.placed;
    let unmet = tasks
        .iter()
        .zip(&sources)
        .filter(|(task, source)| task.source.filter.is_some() && evaluated > 0 && source.met.of(Whose::Everyone) == 0);
    let unmet = unmet.map(|(task, _)| (task.definition.id.value.clone(), evaluated.cast_signed())).collect();
    let unknown = sources.iter().map(|source| source.unknown).sum::<u64>();
    let mut entries: BTreeMap<usize, Vec<Accumulator>> = BTreeMap::new();
    for source in sources {
        entries.entry(source.variable).or_default().extend(source.entries);
    }
    let mut values = Vec::with_capacity(entries.len());
    for (variable, entries) in entries {
        let task = tasks.iter().find(|task| task.variable == variable);
        let definition = task.map(|task| task.definition).ok_or_else(|| Error::internal("no task".to_owned()))?;
        let gathered = GatheredValues::new(aggregate_of(definition)?, asked.persons.len());
        entries.into_par_iter().for_each(|rows| gathered.add(rows));
        let sums = gathered.take().map_err(|_| too_large(definition))?;
        values.push((definition.id.value.clone(), combined(definition, vec![sums])?));
    }
    let [ended, begun_abroad, over_absence] = tally.ended;
    let counts = [
        tally.keys().unmatched.unsigned_abs(),
        tally.outside,
        ended,
        begun_abroad,
        over_absence,
        unknown,
        0,
        tally.other_year,
        tally.unmet,
    ];
    Ok(PassResult {
        values,
        unmet,
        noticed,
        rows: (tally.rows() - tally.unmet).cast_signed(),
        counts: counts.map(u64::cast_signed),
    })
}

/// Holds the registers that were read with one against their files and their limits of bad rows.
fn related_registers(
    definitions: &Definitions,
    (results, scripted): (&Results, &ScriptedRegister),
    beside: &SideCounts<'_>,
) -> Result<Vec<ReadingRow>> {
    let mut noticed = Vec::new();
    for related in &scripted.related {
        let unknown = || Error::internal(format!("no register `{}`", related.register));
        let register = definitions.register(&related.register).ok_or_else(unknown)?;
        let (mut bad, mut times) = (BadCounts::new(register, related, &[]), TimeCounts::new(register, related));
        let mut days = DayCounts::new(register, scripted);
        let (mut rows_of_files, mut unmet, mut keys, mut orphans) = (vec![0; related.files.len()], 0, 0, 0);
        for file in results.files(scripted, &related.part)? {
            file.read(scripted, |batch| {
                let numbers = batch.counts("file")?.into_iter().map(|file| usize::try_from(file).ok());
                let files: Option<Vec<usize>> =
                    numbers.map(|file| file.filter(|at| *at < related.files.len())).collect();
                let files = files.ok_or_else(|| batch.wrong("holds rows of a file that the script does not read"))?;
                let rows = batch.counts("rows")?;
                bad.add(batch, &files, &rows, |_| true)?;
                times.add(batch, &files)?;
                days.add(batch, |_| true)?;
                files.iter().zip(&rows).for_each(|(file, rows)| rows_of_files[*file] += rows);
                unmet += batch.counts("unmet")?.iter().sum::<u64>();
                keys += batch.counts("keys")?.iter().sum::<u64>();
                if related.orphans {
                    orphans += batch.counts("orphans")?.iter().sum::<u64>();
                }
                Ok(())
            })?;
        }
        for (file, rows) in related.files.iter().zip(&rows_of_files) {
            related.require_rows(*rows, file.rows)?;
        }
        noticed.extend(times.judge()?);
        noticed.extend(beside.judge(register, &related.files, &days)?);
        if related.orphans {
            require_parent(&related.register, register, (keys, orphans))?;
            let parent = register.parent.as_ref().map_or("", |parent| parent.register.value.as_str());
            let note =
                ReadingRow::new(&related.register, format!("rows_that_find_no_row_of_{parent}"), orphans.cast_signed());
            noticed.push(note.among(keys.cast_signed()));
        }
        noticed.extend(bad.judge(rows_of_files.iter().sum::<u64>() - unmet)?);
    }
    Ok(noticed)
}

/// The columns of a task's source.
fn source<'a>(task: &Task<'_>, scripted: &'a ScriptedRegister) -> Result<SourceSums<'a>> {
    let number = task.definition.from.iter().position(|source| std::ptr::eq(source, task.source));
    let same = |of: &&ScriptedSource| of.variable == task.definition.id.value && Some(of.source) == number;
    let missing = || Error::internal(format!("no sums of `{}` in the list of scripts", task.definition.id));
    let files = scripted.files.len();
    let at = scripted.sources.iter().position(|source| same(&source)).ok_or_else(missing)?;
    let scripted = &scripted.sources[at];
    let entries = vec![Accumulator::default()];
    let misspelled = vec![vec![RowsOf::default(); files]; scripted.misspelled.len()];
    Ok(SourceSums {
        scripted,
        at,
        variable: task.variable,
        entries,
        unknown: 0,
        met: RowsOf::default(),
        misspelled,
        spells: (0, 0),
        pieces: (0, 0),
    })
}
