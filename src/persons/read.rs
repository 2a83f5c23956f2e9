//! Reading the population, deaths and migration.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type};
use chrono::Datelike;

use super::{Lookup, Persons, UNKNOWN};
use crate::definitions::Definitions;
use crate::definitions::day::Day;
use crate::definitions::register::{AgeOn, AsOf, Column, Register, Role};
use crate::definitions::sql::ColumnType;
use crate::error::{Error, Result};
use crate::registers::{ExtractError, Extracts, Fault, OpenFile, OpenRegister, Projected, Wanted};
use crate::tables::audit::ReadingRow;

/// Ages beyond which a year of birth can't be right.
const OLDEST: i32 = 130;

/// Reads the population register, and the registers of deaths and migration if there are any. Counts go to `reading`;
/// `opened` is told of every register opened.
///
/// # Errors
/// A fault in one of the extracts.
pub fn read<'a>(
    definitions: &'a Definitions,
    extracts: &Extracts,
    reading: &mut Vec<ReadingRow>,
    mut opened: impl FnMut(&OpenRegister<'a>),
) -> Result<Persons> {
    let population = definitions.population().ok_or_else(|| Error::Internal("no population register".to_owned()))?;
    let register = extracts.open(population)?;
    opened(&register);
    let mut persons = read_population(&register, reading)?;
    for role in [Role::Deaths, Role::Migration] {
        for definition in definitions.with_role(role) {
            let register = extracts.open(definition)?;
            opened(&register);
            read_events(&mut persons, &register, role, reading)?;
        }
    }
    reading.push(ReadingRow {
        register: population.id.value.clone(),
        name: "persons_missing_from_a_year_without_having_left".to_owned(),
        count: persons.missing(),
    });
    Ok(persons)
}

/// A column of the population's rows that every file must have.
fn column<'a>(register: &'a Register, id: &str) -> Result<&'a Column> {
    register.column(id).ok_or_else(|| Error::Internal(format!("register `{}` has no column `{id}`", register.id)))
}

/// A batch, and where it comes from.
struct Part<'a> {
    batch: RecordBatch,
    file: &'a OpenFile,
    group: usize,
    projected: &'a [Projected],
}

fn read_population(register: &OpenRegister<'_>, reading: &mut Vec<ReadingRow>) -> Result<Persons> {
    let definition = register.definition;
    let id = &definition.id.value;
    let nobody = || ExtractError::of(id, Fault::Nobody);
    let faults = &register.faults;
    let mut key_type = None;
    for file in &register.files {
        key_type = faults.pass(file.key_type(&definition.person))?;
        if key_type.is_some() {
            break;
        }
    }
    if key_type.is_none() && !faults.any_of(id) {
        faults.meet(nobody())?;
    }
    // Without a key to be had a fault was noted, and nobody enters.
    let key_type = key_type.unwrap_or(crate::registers::KeyType::Integer);
    let shift = i32::from(definition.as_of.value == AsOf::End);
    let covered: Vec<i32> = definition.covers.years().into_iter().map(|year| year + shift).collect();
    let first_year = covered.first().copied().unwrap_or_default();
    if covered.last().copied().unwrap_or_default() - first_year >= 64 {
        return Err(Error::Internal("a population register can cover at most 64 years".to_owned()));
    }
    let sex = column(definition, "sex")?;
    let mut sexes: Vec<String> = sex.codes.keys().cloned().collect();
    sexes.sort();
    let mut persons = Persons {
        lookup: Lookup::new(key_type),
        sex: Vec::new(),
        sexes,
        birth_year: Vec::new(),
        first_year,
        present: Vec::new(),
        left: Vec::new(),
        died: Vec::new(),
        abroad: Vec::new(),
        covered,
        deaths_known: None,
        migration_known: None,
    };
    let mut first_seen = Vec::new();
    let mut conflicts = 0i64;
    let mut outside = 0i64;
    for file in &register.files {
        let Some(projected) = faults.pass(project_population(file, definition, key_type))? else { continue };
        let mut duplicates = vec![0usize; 64];
        for group in 0..file.row_groups() {
            let read = file.read::<Error>(group, &projected, |batch| {
                let part = Part { batch, file, group, projected: &projected };
                part.enter(
                    &mut persons,
                    definition,
                    shift,
                    &mut first_seen,
                    &mut duplicates,
                    &mut conflicts,
                    &mut outside,
                )
            });
            faults.pass(read)?;
        }
        for (bit, count) in duplicates.iter().enumerate().filter(|(_, count)| **count > 0) {
            let year = first_year - shift + i32::try_from(bit).unwrap_or_default();
            faults.meet(file.fault(Fault::DuplicatePersonYear { count: *count, year }))?;
        }
    }
    // Whoever is missing after a fault may be missing because of it.
    let whole = !faults.any_of(id);
    if persons.is_empty() && whole {
        faults.meet(nobody())?;
    }
    let anybody = persons.present.iter().fold(0, |all, present| all | present);
    let empty = persons.covered.iter().filter(|year| anybody >> (**year - first_year) & 1 == 0);
    let empty: Vec<String> = empty.map(|year| (year - shift).to_string()).collect();
    if !empty.is_empty() && !persons.is_empty() && whole {
        faults.meet(ExtractError::of(id, Fault::NobodyIn { years: empty.join(", ") }))?;
    }
    persons.left = vec![0; persons.len()];
    persons.died = vec![i32::MAX; persons.len()];
    persons.abroad = vec![i32::MAX; persons.len()];
    let count = |name: &str, count: i64| ReadingRow { register: id.clone(), name: name.to_owned(), count };
    reading.push(count("persons", i64::try_from(persons.len()).unwrap_or(i64::MAX)));
    reading.push(count("rows_with_another_sex_or_birth_than_first", conflicts));
    reading.push(count("rows_outside_covers", outside));
    Ok(persons)
}

fn project_population(
    file: &OpenFile,
    definition: &Register,
    key: crate::registers::KeyType,
) -> Result<Vec<Projected>, ExtractError> {
    let sex = definition.column("sex");
    let mut projected = vec![file.project("person", &definition.person, Wanted::Key(key))?];
    if let Some(year) = &definition.year {
        projected.push(file.project("year", year, Wanted::Year)?);
    }
    if let Some(sex) = sex {
        projected.push(file.project("sex", sex, Wanted::Column(ColumnType::Text))?);
    }
    match (definition.column("born"), definition.column("age")) {
        (Some(born), _) => projected.push(file.project("born", born, Wanted::Column(ColumnType::Date))?),
        (None, Some(age)) => projected.push(file.project("age", age, Wanted::Column(ColumnType::Integer))?),
        (None, None) => {}
    }
    Ok(projected)
}

impl Part<'_> {
    fn get(&self, id: &str) -> Option<&ArrayRef> {
        self.batch.column_by_name(id)
    }

    /// A fault in a column of this batch.
    fn fault(&self, id: &str, fault: Fault) -> ExtractError {
        let name = self.projected.iter().find(|column| column.id == id).map_or(id, |column| column.name.as_str());
        self.file.fault(fault).in_row_group(self.group).in_column(name)
    }

    /// A column that must have no nulls.
    fn whole(&self, id: &str) -> Result<&ArrayRef> {
        let array = self.get(id).ok_or_else(|| Error::Internal(format!("column {id} was not projected")))?;
        match array.null_count() {
            0 => {}
            count => self.file.faults.meet(self.fault(id, Fault::Unplaced { count }))?,
        }
        Ok(array)
    }

    #[expect(clippy::too_many_arguments, reason = "one row of the population meets all of the table being built")]
    fn enter(
        &self,
        persons: &mut Persons,
        definition: &Register,
        shift: i32,
        first_seen: &mut Vec<i32>,
        duplicates: &mut [usize],
        conflicts: &mut i64,
        outside: &mut i64,
    ) -> Result<()> {
        let keys = self.whole("person")?;
        let sexes = self.sexes(persons, definition)?;
        let years = match &definition.year {
            Some(_) => Some(self.whole("year")?.as_primitive::<Int64Type>()),
            None => None,
        };
        let year_of = |row: usize| match (years, self.file.file.year) {
            (Some(years), _) => i32::try_from(years.value(row)).unwrap_or_default(),
            (None, year) => year.unwrap_or_default(),
        };
        // On 1 January nearly everybody is a year younger than what the year will bring.
        let on_1_january = definition.as_of.value == AsOf::Start && definition.age_on.value == AgeOn::StatusDay;
        let before_birthday = i32::from(on_1_january && self.get("born").is_none());
        let (births, stated) = match self.get("born") {
            Some(_) => {
                let days = self.whole("born")?;
                let born = days.as_primitive::<Date32Type>().iter();
                let year = |day: Option<i32>| day.and_then(Day::from_number).map_or(i32::MIN, |day| day.0.year());
                (born.map(year).collect(), days)
            }
            None => {
                let stated = self.whole("age")?;
                let ages = stated.as_primitive::<Int64Type>();
                let born = |(row, age): (usize, Option<i64>)| {
                    let age = age.and_then(|age| i32::try_from(age).ok()).unwrap_or(i32::MAX);
                    year_of(row).saturating_sub(age).saturating_sub(before_birthday)
                };
                (ages.iter().enumerate().map(born).collect::<Vec<i32>>(), stated)
            }
        };
        let indices = persons.lookup.enter(keys);
        let mut impossible = 0;
        let covered = definition.covers.years();
        for (row, (index, (sex, born))) in indices.iter().zip(sexes.iter().zip(&births)).enumerate() {
            let year = year_of(row);
            let bit = year + shift - persons.first_year;
            let inside = covered.contains(&year) && (0..64).contains(&bit);
            *outside += i64::from(!inside);
            let age = year.saturating_sub(*born).saturating_sub(before_birthday);
            impossible += usize::from(inside && stated.is_valid(row) && !(0..=OLDEST).contains(&age));
            if *index == UNKNOWN {
                continue;
            }
            let at = *index as usize;
            if at == persons.sex.len() {
                persons.sex.push(*sex);
                persons.birth_year.push(i16::try_from(*born).unwrap_or_default());
                persons.present.push(0);
                first_seen.push(if inside { year } else { i32::MAX });
            } else if inside {
                let known = (persons.sex.get(at).copied(), persons.birth_year.get(at).map(|born| i32::from(*born)));
                *conflicts += i64::from(known != (Some(*sex), Some(*born)));
                // The first year decides, in whatever order rows and files come.
                if let Some(seen) = first_seen.get_mut(at).filter(|seen| year < **seen) {
                    *seen = year;
                    persons.sex[at] = *sex;
                    persons.birth_year[at] = i16::try_from(*born).unwrap_or_default();
                }
            }
            let Some(present) = persons.present.get_mut(at) else { continue };
            if !inside {
                continue;
            }
            if *present >> bit & 1 == 1
                && let Some(count) = duplicates.get_mut(usize::try_from(bit).unwrap_or_default())
            {
                *count += 1;
            }
            *present |= 1 << bit;
        }
        if impossible > 0 {
            let id = if self.get("born").is_some() { "born" } else { "age" };
            self.file.faults.meet(self.fault(id, Fault::ImpossibleAge { count: impossible }))?;
        }
        Ok(())
    }

    /// Sex of each row as an index into the sorted names of its codes.
    fn sexes(&self, persons: &Persons, definition: &Register) -> Result<Vec<u8>> {
        let Some(column) = definition.column("sex") else { return Ok(Vec::new()) };
        let array = self.whole("sex")?;
        let text = array.as_string::<i32>();
        let code = |value: &str| {
            let name = column.codes.iter().find(|(_, code)| code.as_str() == value.trim()).map(|(name, _)| name)?;
            persons.sexes.iter().position(|known| known == name).and_then(|at| u8::try_from(at).ok())
        };
        let coded: Vec<Option<u8>> = text.iter().map(|value| value.and_then(code)).collect();
        let unknown = coded.iter().filter(|code| code.is_none()).count() - array.null_count();
        if unknown > 0 {
            self.file.faults.meet(self.fault("sex", unknown_code(column, unknown)))?;
        }
        Ok(coded.into_iter().map(Option::unwrap_or_default).collect())
    }
}

/// Codes that a column's definition does not name.
fn unknown_code(column: &Column, count: usize) -> Fault {
    let known = column.codes.iter().map(|(name, code)| format!("{code} = {name}")).collect::<Vec<_>>().join(", ");
    Fault::UnknownCode { count, known }
}

/// Deaths or migrations: dated events of persons.
fn read_events(
    persons: &mut Persons,
    register: &OpenRegister<'_>,
    role: Role,
    reading: &mut Vec<ReadingRow>,
) -> Result<()> {
    let definition = register.definition;
    let date =
        definition.date.as_ref().ok_or_else(|| Error::Internal("an event register without a date".to_owned()))?;
    let direction = definition.column("direction");
    let key = persons.lookup.kind();
    let lookup = &persons.lookup;
    let events = register.each_row_group(|file, group| {
        let mut projected = vec![file.project("person", &definition.person, Wanted::Key(key))?];
        projected.push(file.project("date", date, Wanted::Column(date.kind.unwrap_or(ColumnType::Date)))?);
        if let (Role::Migration, Some(direction)) = (role, direction) {
            projected.push(file.project("direction", direction, Wanted::Column(ColumnType::Text))?);
        }
        let mut events: Vec<(u32, i32, bool)> = Vec::new();
        let mut unknown = 0i64;
        file.read::<Error>(group, &projected, |batch| {
            let part = Part { batch, file, group, projected: &projected };
            let found = lookup.find(part.whole("person")?);
            let days = part.whole("date")?.as_primitive::<Date32Type>();
            let out = match direction.filter(|_| role == Role::Migration) {
                Some(column) => {
                    let texts = part.whole("direction")?.as_string::<i32>();
                    let code_of = |text: &str| column.codes.iter().find(|(_, code)| code.as_str() == text.trim());
                    let names: Vec<_> = texts.iter().map(|text| text.and_then(code_of).map(|(name, _)| name)).collect();
                    let unnamed = names.iter().filter(|name| name.is_none()).count() - texts.null_count();
                    if unnamed > 0 {
                        file.faults.meet(part.fault("direction", unknown_code(column, unnamed)))?;
                    }
                    names.into_iter().map(|name| name.is_some_and(|name| name == "out")).collect()
                }
                None => vec![true; found.len()],
            };
            for ((person, day), out) in found.iter().zip(days.iter()).zip(out) {
                match (*person, day) {
                    (UNKNOWN, _) => unknown += 1,
                    (person, Some(day)) => events.push((person, day, out)),
                    (_, None) => {}
                }
            }
            Ok(())
        })?;
        Ok::<_, Error>((events, unknown))
    })?;
    let mut all: Vec<(u32, i32, bool)> = Vec::new();
    let mut unknown = 0;
    for (events, strangers) in events {
        all.extend(events);
        unknown += strangers;
    }
    register.somebody_known(unknown)?;
    all.sort_unstable();
    let known = match role {
        Role::Deaths => &mut persons.deaths_known,
        _ => &mut persons.migration_known,
    };
    known.get_or_insert_default().extend(definition.covers.years());
    for (person, day, out) in all {
        let year = Day::from_number(day).map_or(i32::MAX, Day::year);
        match role {
            Role::Deaths => {
                if let Some(died) = persons.died.get_mut(person as usize) {
                    *died = (*died).min(day);
                }
            }
            _ => {
                // Sorted by day, so the last migration decides whether a person is abroad for good.
                if let Some(abroad) = persons.abroad.get_mut(person as usize) {
                    *abroad = if out { day } else { i32::MAX };
                }
                let shift = year - persons.first_year;
                if let Some(left) = persons.left.get_mut(person as usize).filter(|_| (0..64).contains(&shift)) {
                    // Sorted by day, so the year's last migration decides.
                    *left = if out { *left | 1 << shift } else { *left & !(1 << shift) };
                }
            }
        }
    }
    reading.push(ReadingRow {
        register: definition.id.value.clone(),
        name: "rows_of_persons_not_in_the_population".to_owned(),
        count: unknown,
    });
    Ok(())
}
