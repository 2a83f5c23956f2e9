//! Reads the rows of wanted persons in a row group, and counts the keys of the others.

use std::cell::RefCell;

use arrow::array::{Array, ArrayRef, BooleanArray};

use super::kinds::of_batch;
use super::rows::{Layout, Rows, SkippedRows};
use crate::persons::{KeyFilter, Persons};
use crate::registers::bad_rows::BadRowScope;
use crate::registers::typed_batch::TypedBatch;
use crate::registers::{Fault, KeyCounts, OpenFile};
use definitions::register::Register;
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;

/// How many rows of a row group have keys that are in the population, and that are not.
///
/// # Errors
/// Damage.
pub fn matches(file: &OpenFile, group: usize, layout: &Layout, filter: &KeyFilter<'_>) -> Result<KeyCounts> {
    let mut counts = KeyCounts::default();
    file.read::<Error>(group, std::slice::from_ref(layout.key()?), |batch| {
        let keys = batch.column(0);
        let unknown = filter.pick(keys).unknown;
        counts.matched += (keys.len() - unknown) as i64;
        counts.unmatched += (unknown - keys.null_count()) as i64;
        Ok(())
    })?;
    Ok(counts)
}

/// Reads a row group, handing on the rows of wanted persons batch by batch. Returns what was left out.
///
/// # Errors
/// Damage, nulls where there must be none, spells that end before they begin, or what `each` returns.
pub fn read(
    file: &OpenFile,
    group: usize,
    register: &Register,
    layout: &Layout,
    people: &Persons,
    filter: &KeyFilter<'_>,
    mut each: impl FnMut(Rows) -> Result<()>,
) -> Result<SkippedRows> {
    let mut left = SkippedRows::default();
    let mut counted = KeyCounts::default();
    // What the keys say is needed by the rows, and both are read in turns.
    let found: RefCell<Vec<PersonIndex>> = RefCell::default();
    let mut read = 0;
    let key = layout.key()?;
    let choose = |keys: &ArrayRef| {
        if keys.null_count() > 0 && !file.drops_bad_rows() {
            let fault = file.fault(Fault::MissingRequired { count: keys.null_count() });
            file.faults.meet(fault.in_row_group(group).in_column(&key.name))?;
        }
        let picked = filter.pick(keys);
        counted.matched += (keys.len() - picked.unknown) as i64;
        counted.unmatched += (picked.unknown - keys.null_count()) as i64;
        counted.looked_at += picked.unknown_rows.len() as i64;
        counted.alike += people.lookup.alike(keys, &picked.unknown_rows) as i64;
        found.borrow_mut().extend(picked.persons);
        Ok(BooleanArray::new(picked.rows, None))
    };
    file.read_wanted::<Error>(group, key, &layout.projected, choose, |rows, typed| {
        let mut persons = found.borrow()[read..read + rows].to_vec();
        read += rows;
        let Some(TypedBatch { batch, kept }) = typed else { return Ok(()) };
        if let Some(kept) = kept {
            let mut kept = kept.values().iter();
            persons.retain(|_| kept.next() == Some(true));
        }
        each(of_batch(&batch, persons, (file, group), register, layout, people, &mut left)?)
    })?;
    let end = || BadRowScope::Column(file.name_of("end", &layout.projected));
    file.count_bad(group, end(), Fault::EndsBeforeStart { count: 0 }, left.backwards.unsigned_abs() as usize);
    left.unmatched = counted.unmatched;
    left.keys = counted;
    Ok(left)
}
