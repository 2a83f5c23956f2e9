//! Reads the population register: presence on 1 January of each year, sex and year of birth.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::{Date32Type, Int64Type};

use super::row_batch::{RowBatch, unknown_code};
use super::{Lookup, Persons, UNKNOWN};
use crate::registers::bad_rows::BadRowScope;
use crate::registers::cast::integers;
use crate::registers::normalise;
use crate::registers::{ExtractError, Fault, OpenFile, OpenRegister, Projection, ReadAs};
use crate::threads;
use definitions::day::year_of;
use definitions::register::{AgeOn, AsOf, Column, Register};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;
use sql::ColumnType;

/// The largest plausible age.
const OLDEST: i32 = 130;

/// The year of a row without one, which is a fault: no register covers it.
const NO_YEAR: i32 = 0;

/// The sex of a row without a known one, which is a fault.
const NO_SEX: u8 = 0;

/// The year of birth of a row whose age is impossible: a fault, unless the row is outside what the register covers.
const NO_BIRTH_YEAR: i16 = 0;

/// The number of distinct codes of sex that are looked up once.
const FEW: usize = 8;

/// Row groups per thread that are decoded ahead: few, since they stay in memory until they are entered.
const ROW_GROUPS_A_THREAD: usize = 4;

/// A column of the population's rows that every file must have.
fn column<'a>(register: &'a Register, id: &str) -> Result<&'a Column> {
    register.column(id).ok_or_else(|| Error::internal(format!("register `{}` has no column `{id}`", register.id)))
}

/// Reads the population register.
///
/// # Errors
/// A fault in the extract, located.
pub fn read(register: &OpenRegister<'_>, reading: &mut Vec<ReadingRow>) -> Result<Persons> {
    let definition = register.definition;
    let id = &definition.id.value;
    let empty_population = || ExtractError::of(id, Fault::EmptyPopulation);
    let faults = &register.faults;
    let mut key_type = None;
    for file in &register.files {
        key_type = faults.pass(file.key_type(&definition.person))?;
        if key_type.is_some() {
            break;
        }
    }
    if key_type.is_none() && !faults.any_of(id) {
        faults.meet(empty_population())?;
    }
    // Without a key type a fault is noted, and no person is entered.
    let key_type = key_type.unwrap_or(crate::registers::KeyType::Integer);
    let shift = i32::from(definition.as_of.value == AsOf::End);
    let covered: Vec<i32> = definition.covers.years().into_iter().map(|year| year + shift).collect();
    let (Some(first_year), Some(last_year)) = (covered.first().copied(), covered.last().copied()) else {
        return Err(Error::internal("a population register that covers no year".to_owned()));
    };
    if last_year - first_year >= 64 {
        return Err(Error::internal("a population register can cover at most 64 years".to_owned()));
    }
    let sex = column(definition, "sex")?;
    let mut sexes: Vec<String> = sex.codes.keys().cloned().collect();
    sexes.sort();
    let mut persons = Persons::empty(Lookup::new(key_type), sexes, first_year, covered);
    let mut entering = PopulationTally {
        covered: definition.covers.years(),
        shift,
        first_seen: Vec::new(),
        duplicates: vec![0; 64],
        conflicts: 0,
        outside: 0,
    };
    let groups = register.files.iter().flat_map(|file| (0..file.row_groups()).map(move |group| (file, group)));
    let groups: Vec<(&OpenFile, usize)> = groups.collect();
    let mut before: Option<&OpenFile> = None;
    // Rows are decoded and looked up in parallel, and entered in their order.
    for some in groups.chunks(ROW_GROUPS_A_THREAD * rayon::current_num_threads()) {
        persons.lookup.settle();
        let prepared: Vec<Result<Vec<PopulationRows<'_>>>> =
            threads::in_order(some.to_vec(), |(file, group)| prepare(file, group, definition, &persons));
        for (prepared, (file, _)) in prepared.into_iter().zip(some) {
            if let Some(before) = before.replace(file).filter(|before| before.file.name != file.file.name) {
                entering.no_duplicates(before, first_year)?;
            }
            for rows in faults.pass(prepared)?.into_iter().flatten() {
                entering.enter(&mut persons, rows)?;
            }
        }
    }
    if let Some(last) = before {
        entering.no_duplicates(last, first_year)?;
    }
    persons.lookup.settle_all();
    register.require_sound_values(0)?;
    // After a fault, missing persons may follow from it.
    let whole = !faults.any_of(id);
    if persons.is_empty() && whole {
        faults.meet(empty_population())?;
    }
    if whole && let Some(fault) = persons.lookup.keys_alike() {
        faults.meet(ExtractError::of(id, fault).in_column(&definition.person.names[0]))?;
    }
    let any_present = persons.present.iter().fold(0, |all, present| all | present);
    let empty = persons.covered.iter().filter(|year| any_present >> (**year - first_year) & 1 == 0);
    let empty: Vec<String> = empty.map(|year| (year - shift).to_string()).collect();
    if !empty.is_empty() && !persons.is_empty() && whole {
        faults.meet(ExtractError::of(id, Fault::EmptyYears { years: empty.join(", ") }))?;
    }
    persons.left = vec![0; persons.len()];
    persons.died = vec![i32::MAX; persons.len()];
    let count = |name: &str, count: i64| ReadingRow::new(id, name, count);
    reading.push(count("persons", i64::try_from(persons.len()).unwrap_or(i64::MAX)));
    reading.push(count("rows_with_another_sex_or_birth_than_first", entering.conflicts));
    reading.push(count("rows_outside_covers", entering.outside));
    reading.extend(register.unmet_row());
    reading.extend(register.noted_rows());
    Ok(persons)
}

fn project_population(
    file: &OpenFile,
    definition: &Register,
    key: crate::registers::KeyType,
) -> Result<Vec<Projection>, ExtractError> {
    let sex = definition.column("sex");
    let mut projected = vec![file.project("person", &definition.person, ReadAs::Key(key))?];
    if let Some(year) = definition.kind.year_column() {
        let of_date = year.kind == Some(ColumnType::Date);
        projected.push(file.project("year", year, if of_date { ReadAs::YearOfDate } else { ReadAs::Year })?);
    }
    if let Some(sex) = sex {
        let sex = file.project("sex", sex, ReadAs::Column(ColumnType::Text))?;
        // Two codes need not become text row by row, unless they were another type.
        let as_stored = sex.read_as == ReadAs::Column(ColumnType::Text) && sex.range.is_none();
        projected.push(if as_stored { Projection { read_as: ReadAs::Stored, ..sex } } else { sex });
    }
    match (definition.column("born"), definition.column("age")) {
        (Some(born), _) => projected.push(file.project("born", born, ReadAs::Column(ColumnType::Date))?),
        (None, Some(age)) => projected.push(file.project("age", age, ReadAs::Column(ColumnType::Integer))?),
        (None, None) => {}
    }
    Ok(projected)
}

/// Rows of the population, ready to be entered.
struct PopulationRows<'a> {
    file: &'a OpenFile,
    group: usize,
    /// The name of the column with the birth or age.
    born_in: String,
    keys: ArrayRef,
    /// By row, the person's index; [`UNKNOWN`] for persons not entered yet.
    found: Vec<PersonIndex>,
    years: Vec<i32>,
    sexes: Vec<u8>,
    births: Vec<i32>,
    /// By row, whether the year of birth is given; empty if all are.
    stated: Vec<bool>,
    /// Years to add to the age for the difference between the status year and the year of birth.
    before_birthday: i32,
}

/// Decodes a row group and looks its persons up.
fn prepare<'a>(
    file: &'a OpenFile,
    group: usize,
    definition: &Register,
    persons: &Persons,
) -> Result<Vec<PopulationRows<'a>>> {
    let projected = project_population(file, definition, persons.lookup.kind())?;
    let mut all = Vec::new();
    let mut bad = BadPersons::default();
    file.read::<Error>(group, &projected, |batch| {
        let part = RowBatch { batch, file, group, projected: &projected };
        let keys = std::sync::Arc::clone(part.whole("person")?);
        let sexes = sexes(&part, persons, definition, &mut bad)?;
        let years: Vec<i32> = match definition.kind.year_column() {
            Some(_) => {
                // A row without a year, where that was noted, is in none.
                let years = part.whole("year")?.as_primitive::<Int64Type>().iter();
                years.map(|year| year.and_then(|year| i32::try_from(year).ok()).unwrap_or(NO_YEAR)).collect()
            }
            None => {
                let undated = || Error::internal(format!("{} is of no year", file.file.name));
                vec![file.file.year.ok_or_else(undated)?; keys.len()]
            }
        };
        // On 1 January most persons are a year younger than what the year will bring.
        let on_1_january = definition.as_of.value == AsOf::Start && definition.age_on.value == AgeOn::StatusDay;
        let before_birthday = i32::from(on_1_january && part.get("born").is_none());
        let births: Vec<i32> = match part.get("born") {
            Some(_) => {
                let born = part.whole("born")?.as_primitive::<Date32Type>().values().iter();
                born.map(|day| year_of(*day)).collect()
            }
            None => {
                let ages = part.whole("age")?.as_primitive::<Int64Type>().values().iter();
                let born = |(age, year): (&i64, &i32)| {
                    let age = i32::try_from(*age).unwrap_or(i32::MAX);
                    year.saturating_sub(age).saturating_sub(before_birthday)
                };
                ages.zip(&years).map(born).collect()
            }
        };
        let given = part.get("born").or_else(|| part.get("age"));
        let stated = given.filter(|given| given.null_count() > 0);
        let stated = stated.map_or_else(Vec::new, |given| (0..given.len()).map(|row| given.is_valid(row)).collect());
        let born_in = part.name(if part.get("born").is_some() { "born" } else { "age" }).to_owned();
        let found = Vec::new();
        let rows = PopulationRows { file, group, born_in, keys, found, years, sexes, births, stated, before_birthday };
        let mut rows = if file.drops_bad_rows() { rows.without_bad(definition, &mut bad)? } else { rows };
        rows.found = persons.lookup.find(&rows.keys);
        all.push(rows);
        Ok(())
    })?;
    if let Some(column) = definition.column("sex") {
        let of = BadRowScope::Column(file.name_of("sex", &projected));
        file.count_bad(group, of, unknown_code(column, bad.sexes), bad.sexes);
    }
    let born = if definition.column("born").is_some() { "born" } else { "age" };
    let of = BadRowScope::Column(file.name_of(born, &projected));
    file.count_bad(group, of, Fault::ImpossibleAge { count: 0 }, bad.ages);
    Ok(all)
}

/// Rows of persons that are dropped, by cause.
#[derive(Default)]
struct BadPersons {
    /// With a code of sex that the definition does not name.
    sexes: usize,
    /// With an impossible age.
    ages: usize,
}

/// The sex of a row with an unknown code, until the row is dropped.
const UNKNOWN_SEX: u8 = u8::MAX;

impl PopulationRows<'_> {
    /// The rows without an unknown sex, or an impossible age in a year that is covered.
    fn without_bad(mut self, definition: &Register, bad: &mut BadPersons) -> Result<Self> {
        let covered = definition.covers.years();
        let before_birthday = self.before_birthday;
        let possible = |(year, born): (&i32, &i32)| {
            let age = year.saturating_sub(*born).saturating_sub(before_birthday);
            !covered.contains(year) || (0..=OLDEST).contains(&age)
        };
        let ages: Vec<bool> = self.years.iter().zip(&self.births).map(possible).collect();
        bad.ages += ages.iter().filter(|possible| !**possible).count();
        let sound: Vec<bool> =
            ages.iter().zip(&self.sexes).map(|(possible, sex)| *possible && *sex != UNKNOWN_SEX).collect();
        if sound.contains(&false) {
            fn only<T: Copy>(values: &[T], sound: &[bool]) -> Vec<T> {
                values.iter().zip(sound).filter(|(_, sound)| **sound).map(|(value, _)| *value).collect()
            }
            let mask = BooleanArray::from(sound.clone());
            self.keys = arrow::compute::filter(&self.keys, &mask).map_err(|e| Error::internal(e.to_string()))?;
            self.years = only(&self.years, &sound);
            self.sexes = only(&self.sexes, &sound);
            self.births = only(&self.births, &sound);
            self.stated = only(&self.stated, &sound);
        }
        Ok(self)
    }
}

/// Sex of each row as an index into the sorted names of its codes.
fn sexes(part: &RowBatch<'_>, persons: &Persons, definition: &Register, bad: &mut BadPersons) -> Result<Vec<u8>> {
    let Some(column) = definition.column("sex") else { return Ok(Vec::new()) };
    let stored = part.whole("sex")?;
    let code = |value: &str| {
        let name = column.codes.iter().find(|(_, code)| code.as_str() == value.trim()).map(|(name, _)| name)?;
        persons.sexes.iter().position(|known| known == name).and_then(|at| u8::try_from(at).ok())
    };
    let fault = |fault| part.fault("sex", fault);
    let drops = part.file.drops_bad_rows();
    let none = if drops { UNKNOWN_SEX } else { NO_SEX };
    let mut unknown = 0;
    let mut known = |code: Option<u8>| {
        unknown += usize::from(code.is_none());
        code.unwrap_or(none)
    };
    let sexes = if stored.data_type().is_integer() {
        // Numbers become text once each, and not row by row: there are two.
        let mut codes: Vec<(i64, Option<u8>)> = Vec::new();
        let mut code_of = |number: i64| match codes.iter().take(FEW).find(|(other, _)| *other == number) {
            Some((_, code)) => *code,
            None => {
                codes.push((number, code(&number.to_string())));
                codes.last().and_then(|(_, code)| *code)
            }
        };
        let numbers = normalise::column(stored, ColumnType::Integer).map_err(fault)?;
        let numbers = integers(&numbers).iter();
        numbers.map(|number| number.map_or(NO_SEX, |number| known(code_of(number)))).collect()
    } else {
        let text = normalise::column(stored, ColumnType::Text).map_err(fault)?;
        text.as_string::<i32>().iter().map(|value| value.map_or(NO_SEX, |value| known(code(value)))).collect()
    };
    if drops {
        bad.sexes += unknown;
    } else if unknown > 0 {
        part.file.faults.meet(part.fault("sex", unknown_code(column, unknown)))?;
    }
    Ok(sexes)
}

fn birth_year(year: i32) -> i16 {
    i16::try_from(year).unwrap_or(NO_BIRTH_YEAR)
}

/// What is counted while persons are entered.
struct PopulationTally {
    covered: Vec<i32>,
    /// Years from a row's year to its 1 January.
    shift: i32,
    /// By person, the first year of a row.
    first_seen: Vec<i32>,
    /// By 1 January, rows of persons who had one.
    duplicates: Vec<usize>,
    conflicts: i64,
    outside: i64,
}

impl PopulationTally {
    fn enter(&mut self, persons: &mut Persons, rows: PopulationRows<'_>) -> Result<()> {
        let found = if rows.found.contains(&UNKNOWN) { persons.lookup.enter(&rows.keys) } else { rows.found };
        let mut impossible = 0;
        let each = found.iter().zip(&rows.years).zip(rows.sexes.iter().zip(&rows.births));
        for (row, ((index, year), (sex, born))) in each.enumerate() {
            let bit = year + self.shift - persons.first_year;
            let inside = self.covered.contains(year) && (0..64).contains(&bit);
            self.outside += i64::from(!inside);
            let age = year.saturating_sub(*born).saturating_sub(rows.before_birthday);
            let stated = rows.stated.get(row).is_none_or(|stated| *stated);
            impossible += usize::from(inside && stated && !(0..=OLDEST).contains(&age));
            if *index == UNKNOWN {
                continue;
            }
            let at = index.at();
            if at == persons.sex.len() {
                persons.sex.push(*sex);
                persons.birth_year.push(birth_year(*born));
                persons.present.push(0);
                self.first_seen.push(if inside { *year } else { i32::MAX });
            } else if inside {
                let known = (persons.sex[at], i32::from(persons.birth_year[at]));
                self.conflicts += i64::from(known != (*sex, *born));
                // The first year decides, in whatever order rows and files come.
                if *year < self.first_seen[at] {
                    self.first_seen[at] = *year;
                    persons.sex[at] = *sex;
                    persons.birth_year[at] = birth_year(*born);
                }
            }
            if !inside {
                continue;
            }
            let present = &mut persons.present[at];
            if *present >> bit & 1 == 1 {
                self.duplicates[bit as usize] += 1;
            }
            *present |= 1 << bit;
        }
        if impossible > 0 {
            let fault = rows.file.fault(Fault::ImpossibleAge { count: impossible });
            rows.file.faults.meet(fault.in_row_group(rows.group).in_column(rows.born_in))?;
        }
        Ok(())
    }

    /// Checks that no person has two rows in a year of the file just entered.
    fn no_duplicates(&mut self, file: &OpenFile, first_year: i32) -> Result<()> {
        for (bit, count) in (0i32..).zip(&mut self.duplicates).filter(|(_, count)| **count > 0) {
            let year = first_year - self.shift + bit;
            let count = std::mem::take(count);
            file.faults.meet(file.fault(Fault::DuplicatePersonYear { count, years: [year].into() }))?;
        }
        Ok(())
    }
}
