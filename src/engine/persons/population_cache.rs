//! The population in the cache, for later builds of the same registers.

use super::{Persons, read};
use crate::cache::{Cache, Key};
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
    if let Some((persons, counts)) = cache.get::<(Persons, Vec<ReadingRow>)>(&key) {
        registers.iter().for_each(&mut opened);
        reading.extend(counts);
        return Ok((persons, key));
    }
    let mut counted = Vec::new();
    let persons = read(definitions, extracts, &mut counted, opened)?;
    // The hashes hold only if the files did not change while they were read.
    registers.iter().flat_map(|open| &open.files).try_for_each(OpenFile::unchanged)?;
    let work = (persons, counted);
    cache.put(&key, &work);
    reading.extend(work.1);
    Ok((work.0, key))
}

/// The cache key of the population.
///
/// # Errors
/// A fault in one of the extracts.
pub fn key(cache: &Cache, registers: &[OpenRegister<'_>]) -> Result<Key> {
    let mut key = cache.key("population");
    registers.iter().try_for_each(|open| cache.reads(&mut key, open.definition, open.extract_files()))?;
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
