//! What came: registers with their datasets, beside the delivery before and a catalogue of registers.
//!
//! A dataset's columns are compared with those of the file of the same path in the delivery before; without one, with those of
//! the register's dataset before it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::causes::by_cause;
use super::finding::{Finding, Level};
use super::years::Rows;
use definitions::Definitions;
use definitions::catalogue::{CatalogueRow, row_of_register};
use definitions::register::Register;
use definitions::variable::{Source, Variable};
use engine::registers::{Extracts, Faults, OpenFile};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;
use foundation::tables::delivery::{BadRowCause, DeliveredDataset, DeliveredRegister};
use foundation::tables::reading::column_series;

/// What a delivery is compared with.
#[derive(Debug, Default, Clone, Copy)]
pub struct DeliveryReference<'a> {
    /// The folder of the delivery before.
    pub before: Option<&'a Path>,
    /// A catalogue of registers; empty if none is given.
    pub catalogue: &'a [CatalogueRow],
}

/// What was found of the same extracts.
#[derive(Clone, Copy)]
pub(super) struct ExaminationResult<'a> {
    pub(super) years: &'a [Rows],
    pub(super) reading: &'a [ReadingRow],
    pub(super) findings: &'a [Finding],
    /// Whether rows were compared with the population.
    pub(super) has_population: bool,
}

/// Every register of the definitions, in their order.
///
/// # Errors
/// That the folder of the delivery before can't be listed.
pub(super) fn delivered(
    definitions: &Definitions,
    extracts: &Extracts,
    against: DeliveryReference<'_>,
    found: ExaminationResult<'_>,
) -> Result<Vec<DeliveredRegister>> {
    // Faults of a register were noted when its rows were read, and those of the delivery before are not of this one.
    let quiet = Faults::noting();
    let before = against.before.map(Extracts::list).transpose()?.map(|before| before.with_faults(quiet.clone()));
    let registers = definitions.registers.iter().zip(found.years).map(|(register, years)| {
        let files = extracts.open(register)?.files;
        let earlier = before.as_ref().map(|before| before.open(register)).transpose()?.map(|open| open.files);
        let id = register.id.value.as_str();
        let row = row_of_register(register, against.catalogue);
        let of_it = found.findings.iter().filter(|finding| finding.register == id && finding.level == Level::Fault);
        let faults = by_cause(&of_it.cloned().collect::<Vec<_>>()).len();
        Ok(DeliveredRegister {
            register: id.to_owned(),
            name: row.map_or_else(|| id.to_owned(), |row| row.register.clone()),
            datasets: datasets(&files, earlier.as_deref()),
            years: years.by_year(),
            rows_before: earlier.map(|files| files.iter().map(OpenFile::rows).sum()),
            catalogue_rows: row.and_then(|row| catalogue_rows(row, register, &files)),
            unmatched: unmatched(id, found.reading).filter(|_| found.has_population),
            bad: bad_rows(id, found.reading),
            faults,
            unusable: if faults > 0 { readers(definitions, register) } else { Vec::new() },
        })
    });
    registers.collect()
}

fn columns(file: &OpenFile) -> Vec<&str> {
    file.schema().fields().iter().map(|field| field.name().as_str()).collect()
}

fn datasets(files: &[OpenFile], earlier: Option<&[OpenFile]>) -> Vec<DeliveredDataset> {
    let mut last: Option<&OpenFile> = None;
    let each = files.iter().map(|file| {
        let same = earlier.and_then(|all| all.iter().find(|other| other.file.name == file.file.name));
        let other = same.or(last).map(columns);
        last = Some(file);
        let own = columns(file);
        let lacking = |all: &[&str], of: &[&str]| -> Vec<String> {
            all.iter().filter(|name| !of.contains(name)).map(|name| (*name).to_owned()).collect()
        };
        DeliveredDataset {
            file: file.file.name.clone(),
            year: file.file.year,
            rows: file.rows(),
            rows_before: same.map(OpenFile::rows),
            columns: own.len(),
            new_columns: other.as_ref().map_or_else(Vec::new, |other| lacking(&own, other)),
            missing_columns: other.as_ref().map_or_else(Vec::new, |other| lacking(other, &own)),
        }
    });
    each.collect()
}

/// None of a register whose rows were not compared with the population.
fn unmatched(register: &str, reading: &[ReadingRow]) -> Option<u64> {
    let rows = reading.iter().filter(|row| row.register == register && row.name == ReadingRow::UNMATCHED);
    rows.map(|row| row.count.unsigned_abs()).max()
}

/// By cause and column; the columns of weeks or months as one.
fn bad_rows(register: &str, reading: &[ReadingRow]) -> Vec<BadRowCause> {
    let mut causes: BTreeMap<(&str, &str), (BTreeSet<&str>, u64)> = BTreeMap::new();
    for row in reading.iter().filter(|row| row.register == register) {
        if let Some((cause, column, _)) = row.bad() {
            let (columns, count) = causes.entry((cause, column_series(column))).or_default();
            columns.insert(column);
            *count += row.count.unsigned_abs();
        }
    }
    let row = |((cause, _), (columns, count)): ((&str, &str), (BTreeSet<&str>, u64))| {
        // The twelfth month comes after the ninth.
        let mut columns: Vec<&str> = columns.into_iter().collect();
        columns.sort_by_key(|column| (column.len(), *column));
        let ends = [columns.first(), columns.last().filter(|_| columns.len() > 1)];
        let column = ends.into_iter().flatten().copied().collect::<Vec<_>>().join(" – ");
        BadRowCause { cause: cause.to_owned(), column, count }
    };
    causes.into_iter().map(row).collect()
}

/// The rows that the catalogue has in as many years of a register that comes by year, or in all of one that comes whole. None where
/// the catalogue's typical year is no year that can be multiplied: over all years, it differs from the total by over a quarter.
fn catalogue_rows(row: &CatalogueRow, register: &Register, files: &[OpenFile]) -> Option<u64> {
    if !register.files.iter().all(|path| path.contains("{year}")) {
        return row.rows;
    }
    let years: BTreeSet<i32> = files.iter().filter_map(|file| file.file.year).collect();
    let all_years = u64::try_from(row.last? - row.first? + 1).ok()?;
    let (of_a_year, rows) = (row.rows_of_a_year?, row.rows?);
    let is_typical = (of_a_year * all_years).abs_diff(rows) * 4 <= rows;
    is_typical.then(|| of_a_year * years.len() as u64)
}

/// The variables that can't be computed where a register is faulty: those that read it, ask its rows or those of a register that its
/// rows belong to, or read rows that belong to its own. Without sound registers of residence, none can be.
fn readers(definitions: &Definitions, register: &Register) -> Vec<String> {
    let faulty = register.id.value.as_str();
    let parent = |id: &str| {
        let of_id = definitions.registers.iter().find(|register| register.id.value == id)?;
        Some(of_id.parent.as_ref()?.register.value.as_str())
    };
    let needs = |id: &str| id == faulty || parent(id) == Some(faulty);
    let has_role = register.role.is_some();
    let reads = |variable: &&Variable| {
        let asked = |source: &Source| source.any.iter().any(|any| needs(&any.register.value));
        has_role || variable.from.iter().any(|source| needs(&source.register.value) || asked(source))
    };
    definitions.variables.iter().filter(reads).map(|variable| variable.id.value.clone()).collect()
}
