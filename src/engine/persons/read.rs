//! Reads the population, deaths and migration.

use std::collections::BTreeSet;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Date32Type;

use super::row_batch::{RowBatch, unknown_code};
use super::{Persons, UNKNOWN, population};
use crate::registers::bad_rows::BadRowScope;
use crate::registers::{Extracts, KeyCounts, OpenRegister, ReadAs};
use definitions::Definitions;
use definitions::day::Day;
use definitions::register::{Direction, Register, Role, TimeColumn};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;
use sql::ColumnType;

/// Reads the population register, and the registers of deaths and migration if there are any. Counts go to `reading`;
/// `opened` is called with every register.
///
/// # Errors
/// A fault in one of the extracts.
pub fn read<'a>(
    definitions: &'a Definitions,
    extracts: &Extracts,
    reading: &mut Vec<ReadingRow>,
    mut opened: impl FnMut(&OpenRegister<'a>),
) -> Result<Persons> {
    let population = definitions.population().ok_or_else(|| Error::internal("no population register".to_owned()))?;
    let register = extracts.open(population)?;
    opened(&register);
    let mut persons = population::read(&register, reading)?;
    for role in [Role::Deaths, Role::Migration] {
        let mut events = Vec::new();
        let mut known = CoveredYears::default();
        for definition in definitions.with_role(role) {
            let register = extracts.open(definition)?;
            opened(&register);
            events.extend(read_events(&persons, &register, role, reading)?);
            known.add(definition);
        }
        enter(&mut persons, role, events, known);
    }
    reading.extend(persons.inconsistencies(population));
    Ok(persons)
}

/// A death or a move: the person, the day, and whether a move is out of the country.
pub(super) type Occurrence = (PersonIndex, i32, bool);

/// The years in which deaths, or moves in and out, are known.
#[derive(Default)]
pub(super) struct CoveredYears {
    registers: usize,
    inwards: BTreeSet<i32>,
    outwards: BTreeSet<i32>,
}

impl CoveredYears {
    /// Adds the years that a register covers in full; a register of moves in one direction does not cover the other.
    pub(super) fn add(&mut self, register: &Register) {
        self.registers += 1;
        let whole = |year: &i32| register.covers.holds(Day::first_of(*year), Day::last_of(*year));
        let direction = register.direction.as_ref().map(|direction| direction.value);
        for year in register.covers.years().into_iter().filter(whole) {
            if direction != Some(Direction::Out) {
                self.inwards.insert(year);
            }
            if direction != Some(Direction::In) {
                self.outwards.insert(year);
            }
        }
    }

    /// The years; `None` without a register.
    fn years(self) -> Option<Vec<i32>> {
        (self.registers > 0).then(|| self.inwards.intersection(&self.outwards).copied().collect())
    }
}

/// Reads deaths or moves.
fn read_events(
    persons: &Persons,
    register: &OpenRegister<'_>,
    role: Role,
    reading: &mut Vec<ReadingRow>,
) -> Result<Vec<Occurrence>> {
    let definition = register.definition;
    let days = definition.kind.time_columns();
    let [TimeColumn { id: "date", column: date, .. }] = days.as_slice() else {
        return Err(Error::internal("a register of deaths or migration has no date"));
    };
    let direction = definition.column("direction");
    let always_out = definition.direction.as_ref().is_none_or(|direction| direction.value == Direction::Out);
    let key = persons.lookup.kind();
    let lookup = &persons.lookup;
    let events = register.each_row_group(|file, group| {
        let mut projected = vec![file.project("person", &definition.person, ReadAs::Key(key))?];
        projected.push(file.project("date", date, ReadAs::Column(date.kind.unwrap_or(ColumnType::Date)))?);
        if let (Role::Migration, Some(direction)) = (role, direction) {
            projected.push(file.project("direction", direction, ReadAs::Column(ColumnType::Text))?);
        }
        let mut events: Vec<(PersonIndex, i32, bool)> = Vec::new();
        let mut unknown_directions = 0;
        let mut keys = KeyCounts { rows: file.rows_of(group).cast_signed(), ..KeyCounts::default() };
        file.read::<Error>(group, &projected, |batch| {
            let part = RowBatch { batch, file, group, projected: &projected };
            let of_rows = part.whole("person")?;
            let found = lookup.find(of_rows);
            let unknown: Vec<u32> = (0..).zip(&found).filter(|(_, of)| **of == UNKNOWN).map(|(row, _)| row).collect();
            keys.matched += (found.len() - unknown.len()) as i64;
            keys.unmatched += unknown.len() as i64;
            keys.looked_at += unknown.len() as i64;
            keys.alike += lookup.alike(of_rows, &unknown) as i64;
            let days = part.whole("date")?.as_primitive::<Date32Type>();
            let out = match direction.filter(|_| role == Role::Migration) {
                Some(column) => {
                    let texts = part.whole("direction")?.as_string::<i32>();
                    let code_of = |text: &str| column.codes.iter().find(|(_, code)| code.as_str() == text.trim());
                    let names: Vec<_> = texts.iter().map(|text| text.and_then(code_of).map(|(name, _)| name)).collect();
                    let unnamed = names.iter().filter(|name| name.is_none()).count() - texts.null_count();
                    if unnamed > 0 && file.drops_bad_rows() {
                        unknown_directions += unnamed;
                    } else if unnamed > 0 {
                        file.faults.meet(part.fault("direction", unknown_code(column, unnamed)))?;
                    }
                    names.into_iter().map(|name| name.map(|name| name == "out")).collect()
                }
                None => vec![Some(always_out); found.len()],
            };
            for ((person, day), out) in found.iter().zip(days.iter()).zip(out) {
                match (*person, day, out) {
                    (UNKNOWN, ..) => {}
                    (person, Some(day), Some(out)) => events.push((person, day, out)),
                    _ => {}
                }
            }
            Ok(())
        })?;
        if let Some(column) = direction.filter(|_| unknown_directions > 0) {
            let of = BadRowScope::Column(file.name_of("direction", &projected));
            file.count_bad(group, of, unknown_code(column, unknown_directions), unknown_directions);
        }
        if let Some(fault) = keys.fault() {
            file.faults.meet(file.fault(fault).in_column(&projected[0].name))?;
        }
        Ok::<_, Error>((events, keys))
    })?;
    let mut all: Vec<(PersonIndex, i32, bool)> = Vec::new();
    let mut keys = KeyCounts::default();
    for (events, of_group) in events {
        all.extend(events);
        keys.add(of_group);
    }
    let unknown = keys.unmatched;
    register.require_sound_values(0)?;
    let rows = register.rows().cast_signed();
    register.require_matching_key(keys)?;
    let read = all.len();
    all.retain(|(_, day, _)| Day::from_number(*day).is_some_and(|day| definition.covers.holds(day, day)));
    let outside = (read - all.len()) as i64;
    for (name, count) in [(ReadingRow::UNMATCHED, unknown), ("rows_outside_covers", outside)] {
        reading.push(ReadingRow::new(&definition.id.value, name, count).among(rows));
    }
    reading.extend(register.unmet_row());
    reading.extend(register.noted_rows());
    Ok(all)
}

/// Enters deaths or moves of all registers, in order of person and day.
pub(super) fn enter(persons: &mut Persons, role: Role, mut all: Vec<Occurrence>, known: CoveredYears) {
    all.sort_unstable();
    match role {
        Role::Deaths => persons.deaths_known = known.years(),
        _ => persons.migration_known = known.years(),
    }
    for (person, day, out) in all {
        let year = Day::from_number(day).map_or(i32::MAX, Day::year);
        match role {
            Role::Deaths => {
                let died = &mut persons.died[person.at()];
                *died = (*died).min(day);
            }
            _ => {
                persons.enter_move(person, day, out);
                let shift = year - persons.first_year;
                if (0..64).contains(&shift) {
                    let left = &mut persons.left[person.at()];
                    // Sorted by day, so the year's last migration decides.
                    *left = if out { *left | 1 << shift } else { *left & !(1 << shift) };
                }
            }
        }
    }
}
