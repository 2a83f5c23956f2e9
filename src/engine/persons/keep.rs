//! The population in the cache, for later builds of the same registers.

use super::lookup::Lookup;
use super::{Persons, read};
use crate::cache::{Cache, Kept, Key};
use crate::registers::{Extracts, OpenFile, OpenRegister};
use definitions::Definitions;
use definitions::register::Role;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

/// The population, from the cache or read and put there; and its cache key.
///
/// # Errors
/// A fault in one of the extracts.
pub fn find_or_read<'a>(
    definitions: &'a Definitions,
    extracts: &Extracts,
    cache: &Cache,
    reading: &mut Vec<ReadingRow>,
    mut opened: impl FnMut(&OpenRegister<'a>),
) -> Result<(Persons, Key)> {
    let registers = registers(definitions, extracts)?;
    let key = key(cache, &registers)?;
    if let Some((persons, counts)) = cache.get::<(Persons, Vec<(String, (String, i64))>)>(&key) {
        registers.iter().for_each(&mut opened);
        let row = |(register, (name, count))| ReadingRow { register, name, count };
        reading.extend(counts.into_iter().map(row));
        return Ok((persons, key));
    }
    let mut counted = Vec::new();
    let persons = read(definitions, extracts, &mut counted, opened)?;
    // The hashes hold only if the files did not change while they were read.
    registers.iter().flat_map(|open| &open.files).try_for_each(OpenFile::unchanged)?;
    let counts: Vec<(String, (String, i64))> =
        counted.iter().map(|row| (row.register.clone(), (row.name.clone(), row.count))).collect();
    reading.extend(counted);
    let work = (persons, counts);
    cache.put(&key, &work);
    Ok((work.0, key))
}

/// The cache key of the population.
///
/// # Errors
/// A fault in one of the extracts.
pub fn key(cache: &Cache, registers: &[OpenRegister<'_>]) -> Result<Key> {
    let mut key = cache.key("population");
    registers.iter().try_for_each(|open| cache.reads(&mut key, open))?;
    Ok(key)
}

/// The registers of population, deaths and migration.
///
/// # Errors
/// A fault in one of the extracts.
pub fn registers<'a>(definitions: &'a Definitions, extracts: &Extracts) -> Result<Vec<OpenRegister<'a>>> {
    let roles = [Role::Population, Role::Deaths, Role::Migration].into_iter();
    let all = roles.flat_map(|role| definitions.with_role(role));
    all.map(|definition| extracts.open(definition)).collect()
}

impl Kept for Persons {
    fn keep(&self, to: &mut Vec<u8>) {
        self.lookup.keep(to);
        self.sex.keep(to);
        self.sexes.keep(to);
        self.birth_year.keep(to);
        self.first_year.keep(to);
        self.present.keep(to);
        self.left.keep(to);
        self.died.keep(to);
        self.abroad.keep(to);
        self.covered.keep(to);
        self.deaths_known.keep(to);
        self.migration_known.keep(to);
    }

    fn found(from: &mut &[u8]) -> Option<Self> {
        Some(Persons {
            lookup: Lookup::found(from)?,
            sex: Vec::found(from)?,
            sexes: Vec::found(from)?,
            birth_year: Vec::found(from)?,
            first_year: i32::found(from)?,
            present: Vec::found(from)?,
            left: Vec::found(from)?,
            died: Vec::found(from)?,
            abroad: Vec::found(from)?,
            covered: Vec::found(from)?,
            deaths_known: Option::found(from)?,
            migration_known: Option::found(from)?,
        })
    }
}
