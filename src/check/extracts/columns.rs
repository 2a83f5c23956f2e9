//! Every declared column of every file: that it is there, of its type, and that its values are of that type and in range.

use std::collections::BTreeMap;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type};

use super::years::Rows;
use definitions::Definitions;
use definitions::day::Day;
use definitions::register::{PeriodPart, Register};
use engine::progress::Progress;
use engine::registers::cast::integers;
use engine::registers::{Extracts, Fault, KeyType, OpenFile, OpenRegister, Projection, ReadAs};
use engine::variables::{months, weeks};
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

/// Columns read together: a weekly wide register has a thousand.
const AT_ONCE: usize = 64;

/// Reads all of it, and counts rows by year. Gives the kind of keys of the population, if a file of it can be opened.
///
/// # Errors
/// That the user stopped the command.
pub fn examine(
    definitions: &Definitions,
    extracts: &Extracts,
    reading: &mut Vec<ReadingRow>,
    progress: &dyn Progress,
) -> Result<(Vec<Rows>, Option<KeyType>)> {
    let population = definitions.population().map(|register| extracts.open(register)).transpose()?;
    let key = population.as_ref().and_then(|register| {
        let person = &register.definition.person;
        register.files.iter().find_map(|file| file.key_type(person).ok())
    });
    let each = definitions.registers.iter();
    let rows = each.map(|register| {
        let open = extracts.open(register)?;
        // The keys by which rows belong to those of another register are compared with the keys there when rows are read.
        let rows = of_register(&open, key.filter(|_| register.parent.is_none()), progress)?;
        reading.extend(open.noted_rows());
        Ok(rows)
    });
    Ok((rows.collect::<Result<_>>()?, key))
}

fn of_register(open: &OpenRegister<'_>, key: Option<KeyType>, progress: &dyn Progress) -> Result<Rows> {
    let mut layouts: Vec<Vec<Projection>> = Vec::with_capacity(open.files.len());
    for file in &open.files {
        layouts.push(layout(file, open.definition, key)?);
    }
    progress.register(&open.definition.id, open.rows(), 0);
    let counted = open.each_row_group(|file, group| {
        let columns = open.files.iter().zip(&layouts).find(|(other, _)| std::ptr::eq(*other, file));
        let Some((_, columns)) = columns else {
            return Err(Error::internal(format!("a file of `{}` that is not open", open.definition.id)));
        };
        let mut years: BTreeMap<i32, u64> = BTreeMap::new();
        let mut beyond: Vec<(&Projection, usize)> = Vec::new();
        for (at, part) in columns.chunks(AT_ONCE).enumerate() {
            file.read::<Error>(group, part, |batch| {
                // What says a row's year stands among the first columns.
                if at == 0 {
                    count(&batch, file, part, &mut years);
                }
                beyond.extend(part.iter().zip(batch.columns()).map(|(column, array)| {
                    let bounds = file.bounds(group, column);
                    // Without statistics nothing can contradict them.
                    (column, bounds.map_or(0, |bounds| outside(array, bounds)))
                }));
                Ok(())
            })?;
        }
        for column in columns {
            let count = beyond.iter().filter(|(of, _)| std::ptr::eq(*of, column)).map(|(_, count)| count).sum();
            if count > 0 {
                let fault = file.fault(Fault::MisleadingStatistics { count });
                file.faults.meet(fault.in_row_group(group).in_column(&column.name))?;
            }
        }
        progress.rows(file.rows_of(group))?;
        Ok(years)
    })?;
    open.require_sound_values(0)?;
    let mut rows = Rows::new(open.definition);
    counted.into_iter().flatten().for_each(|(year, count)| rows.add(year, count));
    Ok(rows)
}

/// How many days or years lie outside what a row group's statistics say of them.
fn outside(array: &ArrayRef, (first, last): (i64, i64)) -> usize {
    let inside = |value: i64| (first..=last).contains(&value);
    match array.data_type() {
        DataType::Date32 => {
            array.as_primitive::<Date32Type>().iter().flatten().filter(|day| !inside(i64::from(*day))).count()
        }
        DataType::Int64 => integers(array).iter().flatten().filter(|year| !inside(*year)).count(),
        _ => 0,
    }
}

/// The columns of a file that can be read. Those that can't are noted.
fn layout(file: &OpenFile, register: &Register, key: Option<KeyType>) -> Result<Vec<Projection>> {
    let mut projected = Vec::new();
    let own_key = file.key_type(&register.person).map(|own| key.unwrap_or(own));
    let own_key = file.faults.pass(own_key)?;
    let wanted = own_key
        .map(|key| ("person", &register.person.value, ReadAs::Key(key)))
        .into_iter()
        .chain(
            register
                .kind
                .time_columns()
                .into_iter()
                .map(|time| (time.id, &time.column.value, ReadAs::time_column(&time))),
        )
        .chain(
            register
                .columns
                .iter()
                .filter_map(|(id, column)| Some((id.value.as_str(), &column.value, ReadAs::Column(column.kind?)))),
        );
    for (id, column, wanted) in wanted {
        projected.extend(file.faults.pass(file.project(id, column, wanted))?);
    }
    if let Some(pattern) = register.kind.week_pattern() {
        let weeks = file.faults.pass(weeks::columns(file, register, pattern))?;
        projected.extend(weeks.into_iter().flatten().map(|(_, column)| column));
    }
    if let Some(monthly) = register.kind.monthly() {
        let names: Vec<String> = monthly.months.iter().map(|(id, _)| id.value.clone()).collect();
        file.faults.pass(months::columns(file, register, monthly, (&names, None), &mut projected))?;
    }
    Ok(projected)
}

/// Counts a batch's rows by the year that they are of; of a weekly wide register, nothing.
fn count(batch: &RecordBatch, file: &OpenFile, columns: &[Projection], years: &mut BTreeMap<i32, u64>) {
    let days = columns
        .iter()
        .zip(batch.columns())
        .find(|(column, _)| ["date", "start", "period"].contains(&column.id.as_str()));
    let stated = columns.iter().zip(batch.columns()).find(|(column, _)| {
        matches!(column.read_as, ReadAs::Year | ReadAs::YearOfDate | ReadAs::Period(PeriodPart::SchoolYear(_)))
    });
    let mut add = |year: i32, rows: u64| *years.entry(year).or_default() += rows;
    match (stated, days, file.file.year) {
        (Some((_, array)), _, _) => {
            // Years beyond the calendar are a fault of the column, reported where it is read.
            let years = integers(array).iter().flatten().filter_map(|year| i32::try_from(year).ok());
            years.for_each(|year| add(year, 1));
        }
        (None, Some((_, array)), _) => {
            let days = array.as_primitive::<Date32Type>();
            let years = days.iter().flatten().filter_map(Day::from_number).map(Day::year);
            years.for_each(|year| add(year, 1));
        }
        (None, None, Some(year)) => add(year, batch.num_rows() as u64),
        (None, None, None) => {}
    }
}
