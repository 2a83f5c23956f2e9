//! Reads the registers of a join, and sorts their rows into parts by key. Which is read first follows from what leaves the fewest rows:
//!
//! - the register whose rows have persons, by these persons and its own conditions. Of the others, more than the key is read of rows with a
//!   key of a row that may count;
//! - a register with a parent, where everyone is wanted, by its own conditions. Of the parent's other rows the keys alone are read;
//! - the registers that are asked, where conditions decide nothing without an answer. All their rows are read.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch};

use super::QuestionedRegister;
use super::blocks::{Blocks, concatenated};
use super::columns::{answer_columns, own_columns, parent_columns};
use super::counts::JoinCounts;
use super::inputs::{JoinedPass, Sorted, is_of};
use super::key_filter::KeySet;
use super::keys::{JoinKey, read_keys};
use super::reading::{self, FileColumns, KeyedRowIds, filtered, stretches};
use super::sample::Sample;
use super::spill::Spill;
use crate::registers::typed_batch::marks;
use crate::registers::{Fault, KeyCounts, KeyType, OpenFile, OpenRegister, Projection};
use crate::variables::filter::Filters;
use crate::variables::own_conditions::{UnmetRows, add_to};
use crate::variables::values::Selection;
use foundation::error::{Error, Result};

/// Rows of a block: what is read of a file has a place behind all before it.
const PLACES: u64 = 1 << 24;

/// The rows of a join while they are read.
pub struct Reading<'p, K> {
    pass: &'p JoinedPass<'p>,
    kind: KeyType,
    /// The keys of which more than the key is read in the registers that come later.
    wanted: KeySet,
    /// The keys of rows that are asked and meet a condition.
    met_keys: KeySet,
    /// Rows with a person that can't count.
    unmet: Mutex<UnmetRows>,
    too_wide: AtomicBool,
    parts: usize,
    parents: Blocks<'p, K>,
    unasked: Blocks<'p, K>,
    others: Blocks<'p, K>,
    unmatched: Blocks<'p, K>,
    rows: Blocks<'p, K>,
    passed: Blocks<'p, K>,
    sample: Blocks<'p, K>,
    asked: Vec<Blocks<'p, K>>,
    met: Vec<Blocks<'p, K>>,
}

impl<'p, K: JoinKey> Reading<'p, K> {
    /// Nothing read yet.
    pub fn new(
        pass: &'p JoinedPass<'p>,
        kind: KeyType,
        (wanted, met_keys): (KeySet, KeySet),
        (spill, parts): (&'p Spill<'p>, usize),
    ) -> Reading<'p, K> {
        let blocks = || Blocks::new(spill, parts);
        Reading {
            pass,
            kind,
            wanted,
            met_keys,
            unmet: Mutex::default(),
            too_wide: AtomicBool::new(false),
            parts,
            parents: blocks(),
            unasked: blocks(),
            others: blocks(),
            unmatched: blocks(),
            rows: blocks(),
            passed: blocks(),
            sample: blocks(),
            asked: pass.join.asked.iter().map(|_| blocks()).collect(),
            met: pass.join.asked.iter().flat_map(|asked| &asked.answers).map(|_| blocks()).collect(),
        }
    }

    /// Whether reading stopped because keys need more bits.
    pub fn too_wide(&self) -> bool {
        self.too_wide.load(Ordering::Relaxed)
    }

    /// All rows by part, where all were read.
    pub fn sorted(self) -> Sorted<K> {
        if let Some(own) = self.pass.own {
            own.add_unmet(self.unmet.into_inner().unwrap_or_else(PoisonError::into_inner));
        }
        Sorted {
            parents: self.parents.settled(),
            unasked: self.unasked.settled(),
            others: self.others.settled(),
            unmatched: self.unmatched.settled(),
            rows: self.rows.settled(),
            passed: self.passed.settled(),
            sample: self.sample.settled(),
            asked: self.asked.into_iter().map(Blocks::settled).collect(),
            met: self.met.into_iter().map(Blocks::settled).collect(),
            parts: self.parts,
        }
    }

    /// Reads the files of a year, or all.
    ///
    /// # Errors
    /// Damage, no population's key in the parent, or that keys need more bits.
    pub fn read(&self, year: Option<i32>, done: &(impl Fn(u64) -> Result<()> + Sync)) -> Result<JoinCounts> {
        let asked_first = self.pass.reads_asked_first();
        let rows_first = self.pass.reads_rows_first();
        if asked_first {
            self.read_all_asked(year, done)?;
        }
        if rows_first {
            self.read_all_rows(year, done)?;
        }
        let counts = self.read_all_of_owner(year, done)?;
        if self.pass.join.parent.is_some() && !rows_first {
            self.read_all_rows(year, done)?;
        }
        if !asked_first {
            self.read_all_asked(year, done)?;
        }
        Ok(counts)
    }

    fn read_all_asked(&self, year: Option<i32>, done: &(impl Fn(u64) -> Result<()> + Sync)) -> Result<()> {
        let mut first = 0;
        for (at, asked) in self.pass.join.asked.iter().enumerate() {
            let open = &asked.open;
            let parts = stretches(open, |file| is_of(file, year));
            open.each_part(parts, |file, groups| self.read_asked((at, first), asked, file, groups, done))?;
            first += asked.answers.len();
        }
        Ok(())
    }

    fn read_all_of_owner(&self, year: Option<i32>, done: &(impl Fn(u64) -> Result<()> + Sync)) -> Result<JoinCounts> {
        let mut counts = JoinCounts::default();
        let mut keys = KeyCounts::default();
        let owner = self.pass.owner()?.0;
        let is_parent = self.pass.join.parent.is_some();
        let read = owner.each_part(stretches(owner, |file| is_of(file, year)), |file, groups| {
            Ok((owner.position(file)?, self.read_owner(file, groups, is_parent, done)?))
        })?;
        for (file, (of_file, keyless)) in read {
            keys.add(of_file);
            counts.keyless += keyless;
            if !is_parent {
                counts.keys.entry(file).or_default().add(of_file);
            }
        }
        if is_parent {
            owner.require_matching_key(keys)?;
        }
        Ok(counts)
    }

    fn read_all_rows(&self, year: Option<i32>, done: &(impl Fn(u64) -> Result<()> + Sync)) -> Result<()> {
        let open = self.pass.open;
        let parts = stretches(open, |file| is_of(file, year));
        open.each_part(parts, |file, groups| self.read_rows(file, groups, done))?;
        Ok(())
    }

    fn keys(&self, array: &ArrayRef) -> Result<Vec<K>> {
        let mut keys = Vec::new();
        read_keys(array, &mut keys).map_err(|_| {
            self.too_wide.store(true, Ordering::Relaxed);
            Error::internal("keys of a join need more bits")
        })?;
        Ok(keys)
    }

    /// Reads rows that have persons. Returns what their keys say of persons, and how many have no key of the join.
    fn read_owner(
        &self,
        file: &OpenFile,
        groups: Range<usize>,
        is_parent: bool,
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<(KeyCounts, u64)> {
        let of_file = if is_parent {
            parent_columns(self.pass, file, self.kind)?
        } else {
            own_columns(self.pass, file, self.kind)?
        };
        let (owner, _) = self.pass.owner()?;
        let rows_first = self.pass.reads_rows_first();
        let mut place = Places::of(owner, file, &groups)?;
        let mut counts = KeyCounts {
            rows: groups.clone().map(|group| file.rows_of(group).cast_signed()).sum(),
            ..KeyCounts::default()
        };
        let mut keyless = 0;
        let others: RefCell<Vec<K>> = RefCell::default();
        let (mut unasked, mut unmatched): (Vec<K>, Vec<K>) = (Vec::new(), Vec::new());
        let choose = |group: usize, arrays: &[ArrayRef], chosen: &mut KeyedRowIds<K>| {
            let [people, keys] = arrays else { return Err(Error::internal("a join reads two keys")) };
            require_keys(file, group, people, of_file.keys.first())?;
            let keys = self.keys(keys)?;
            let picked = self.pass.filter.pick(people);
            counts.matched += (people.len() - picked.unknown) as i64;
            counts.unmatched += (picked.unknown - people.null_count()) as i64;
            counts.looked_at += picked.unknown_rows.len() as i64;
            counts.alike += self.pass.persons.lookup.alike(people, &picked.unknown_rows) as i64;
            let mut persons = picked.persons.iter();
            let mut others = others.borrow_mut();
            let mut choose = |(row, key): (usize, &K)| {
                let has_key = *key != K::NONE;
                keyless += u64::from(!has_key);
                let person = picked.rows.value(row).then(|| persons.next()).flatten();
                match person {
                    Some(_) if has_key && rows_first && !self.wanted.may_have(*key) => unasked.push(*key),
                    Some(person) if has_key || !is_parent => {
                        chosen.keys.push(*key);
                        chosen.persons.push(person.0);
                        return true;
                    }
                    _ if !has_key => {}
                    _ if picked.known.value(row) => others.push(*key),
                    _ => unmatched.push(*key),
                }
                false
            };
            Ok(keys.iter().enumerate().map(|of_row| Some(choose(of_row))).collect::<BooleanArray>())
        };
        let mut sample = Sample::new();
        let keep = |keys: &[K], batch: &RecordBatch| match is_parent {
            true => Ok(None),
            false => self.may_count((file, &of_file), (keys, batch), &mut sample, &mut others.borrow_mut()),
        };
        let to = if is_parent { &self.parents } else { &self.rows };
        let put = |keys: Vec<K>, batch: Option<RecordBatch>| {
            self.want(&keys);
            to.add(place.next(), keys, batch)
        };
        // The row that a bad one would be is there, so that rows that belong to it are not orphans.
        let lost = |key: K| others.borrow_mut().push(key);
        reading::read((file, groups), &of_file, choose, keep, put, lost, done)?;
        self.put_sample(sample, &mut place)?;
        let mut others = others.into_inner();
        others.retain(|key| *key != K::NONE);
        self.unasked.add(place.next(), unasked, None)?;
        self.others.add(place.next(), others, None)?;
        self.unmatched.add(place.next(), unmatched, None)?;
        Ok((counts, keyless))
    }

    /// Reads rows that belong to those of the parent.
    fn read_rows(
        &self,
        file: &OpenFile,
        groups: Range<usize>,
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<()> {
        let of_file = own_columns(self.pass, file, self.kind)?;
        let mut place = Places::of(self.pass.open, file, &groups)?;
        let passed: RefCell<Vec<K>> = RefCell::default();
        // While these rows say which keys are wanted, any key may be.
        let rows_first = self.pass.reads_rows_first();
        let choose = |group: usize, arrays: &[ArrayRef], chosen: &mut KeyedRowIds<K>| {
            let keys = self.keys_of_rows(file, group, arrays, &of_file)?;
            let mut passed = passed.borrow_mut();
            let mut choose = |key: &K| {
                let may = *key != K::NONE && (rows_first || self.wanted.may_have(*key));
                if may {
                    chosen.keys.push(*key);
                } else if *key != K::NONE {
                    passed.push(*key);
                }
                may
            };
            Ok(keys.iter().map(|key| Some(choose(key))).collect::<BooleanArray>())
        };
        let mut sample = Sample::new();
        let keep = |keys: &[K], batch: &RecordBatch| {
            self.may_count((file, &of_file), (keys, batch), &mut sample, &mut passed.borrow_mut())
        };
        let put = |keys: Vec<K>, batch: Option<RecordBatch>| {
            if rows_first {
                self.want(&keys);
            }
            self.rows.add(place.next(), keys, batch)
        };
        reading::read((file, groups), &of_file, choose, keep, put, |_| {}, done)?;
        self.put_sample(sample, &mut place)?;
        self.passed.add(place.next(), passed.into_inner(), None)
    }

    /// Which rows of a batch of the register may count by their own conditions, all if `None`. The keys of the others go to `passed`, and a
    /// sample of all rows to `sample`.
    fn may_count(
        &self,
        (file, of_file): (&OpenFile, &FileColumns),
        (keys, batch): (&[K], &RecordBatch),
        sample: &mut Sample<K>,
        passed: &mut Vec<K>,
    ) -> Result<Option<BooleanArray>> {
        let Some(own) = self.pass.own.filter(|_| !keys.is_empty()) else { return Ok(None) };
        if self.pass.takes_sample() {
            sample.add(keys, batch)?;
        }
        let Some(mut may) = own.may_count(named(of_file, batch), keys.len())? else { return Ok(None) };
        if own.need_answers() {
            let may_be_yes = keys.iter().map(|key| *key != K::NONE && self.met_keys.may_have(*key));
            may = may.values().iter().zip(may_be_yes).map(|(may, yes)| Some(may || yes)).collect();
        }
        let unmet = arrow::compute::not(&may).map_err(|e| Error::internal(e.to_string()))?;
        passed.extend(keys.iter().zip(unmet.values()).filter(|(_, is)| *is).map(|(key, _)| *key));
        if of_file.has_persons {
            let (rows, left) = self.pass.placed_alone((file, of_file), &filtered(batch, &unmet)?)?;
            let counts = own.counts_of(self.pass.open.position(file)?, &rows, left);
            add_to(&mut self.unmet.lock().unwrap_or_else(PoisonError::into_inner), counts);
        }
        Ok(Some(may))
    }

    fn put_sample(&self, sample: Sample<K>, place: &mut Places) -> Result<()> {
        self.want(&sample.keys);
        self.sample.add(place.next(), sample.keys, concatenated(sample.batches)?)
    }

    /// Rows of other registers with these keys may be wanted.
    fn want(&self, keys: &[K]) {
        keys.iter().filter(|key| **key != K::NONE).for_each(|key| self.wanted.enter(*key));
    }

    /// Reads the rows of a register that is asked; `at` is its position, and that of its first answer.
    fn read_asked(
        &self,
        (at, first): (usize, usize),
        asked: &QuestionedRegister<'_>,
        file: &OpenFile,
        groups: Range<usize>,
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<()> {
        let of_file = answer_columns(self.pass, asked, file, self.kind)?;
        let mut place = Places::of(&asked.open, file, &groups)?;
        let first_group = groups.start;
        asked.answers.iter().for_each(|answer| file.start_spelled(answer.id, first_group));
        let mut all: Vec<K> = Vec::new();
        let filters = Filters::new(asked.answers.iter().map(|answer| answer.filter));
        let mut verdicts = filters.verdicts();
        let mut met: Vec<Vec<K>> = asked.answers.iter().map(|_| Vec::new()).collect();
        let choose = |group: usize, arrays: &[ArrayRef], chosen: &mut KeyedRowIds<K>| {
            let keys = self.keys_of_rows(file, group, arrays, &of_file)?;
            let mut choose = |key: &K| {
                let may = *key != K::NONE && self.wanted.may_have(*key);
                if may {
                    chosen.keys.push(*key);
                }
                may
            };
            let chosen = keys.iter().map(|key| Some(choose(key))).collect::<BooleanArray>();
            all.extend(keys.iter().filter(|key| **key != K::NONE));
            Ok(chosen)
        };
        let put = |keys: Vec<K>, batch: Option<RecordBatch>| {
            let (columns, bad) = match &batch {
                Some(batch) => (named(&of_file, batch), marks(batch)),
                None => (Vec::new(), Vec::new()),
            };
            let verdicts = filters.apply(&columns, keys.len(), &mut verdicts);
            for (found, answer) in verdicts.iter().zip(&asked.answers) {
                let (Ok(found), Some(condition)) = (found, answer.filter) else { continue };
                let met = if let Selection::Rows(rows) = &found.kept { rows.len() } else { keys.len() };
                file.count_spelled((answer.id, condition, met as u64), first_group, (&columns, keys.len()))?;
            }
            for ((found, answer), met) in verdicts.into_iter().zip(&asked.answers).zip(&mut met) {
                let found = found.map_err(|error| super::columns::located(error, file))?;
                let reads = |id: &String| answer.filter.is_some_and(|filter| filter.columns.contains(id));
                // A bad value is not null, and meets nothing.
                let is_bad = |row: usize| bad.iter().any(|(id, marks)| reads(id) && marks.value(row));
                let sound = |row: &usize| !is_bad(*row);
                match found.kept {
                    Selection::All => met.extend((0..keys.len()).filter(sound).map(|row| keys[row])),
                    Selection::Rows(rows) => {
                        met.extend(rows.iter().map(|row| *row as usize).filter(sound).map(|row| keys[row]));
                    }
                }
            }
            Ok(())
        };
        reading::read((file, groups), &of_file, choose, |_, _| Ok(None), put, |_| {}, done)?;
        let blocks = self.asked.get(at).into_iter().chain(self.met.iter().skip(first));
        met.iter().flatten().for_each(|key| self.met_keys.enter(*key));
        for (blocks, keys) in blocks.zip(std::iter::once(all).chain(met)) {
            blocks.add(place.next(), keys, None)?;
        }
        Ok(())
    }

    /// The keys of rows that belong to others.
    fn keys_of_rows(
        &self,
        file: &OpenFile,
        group: usize,
        arrays: &[ArrayRef],
        of_file: &FileColumns,
    ) -> Result<Vec<K>> {
        let keys = arrays.first().ok_or_else(|| Error::internal("a join reads a key"))?;
        require_keys(file, group, keys, of_file.keys.first())?;
        self.keys(keys)
    }
}

/// The columns of a batch by their names in SQL.
fn named(of_file: &FileColumns, batch: &RecordBatch) -> Vec<(String, ArrayRef)> {
    let names = of_file.columns.iter().map(|column| column.id.clone());
    names.zip(batch.columns().iter().skip(usize::from(of_file.has_persons)).cloned()).collect()
}

/// Keys must be there, where bad rows are refused.
fn require_keys(file: &OpenFile, group: usize, keys: &ArrayRef, column: Option<&Projection>) -> Result<()> {
    if keys.null_count() > 0 && !file.drops_bad_rows() {
        let fault = file.fault(Fault::MissingRequired { count: keys.null_count() }).in_row_group(group);
        file.faults.meet(match column {
            Some(column) => fault.in_column(&column.name),
            None => fault,
        })?;
    }
    Ok(())
}

/// The places of blocks that are read of a stretch of row groups.
struct Places {
    file: u32,
    next: u64,
}

impl Places {
    fn of(open: &OpenRegister<'_>, file: &OpenFile, groups: &Range<usize>) -> Result<Places> {
        Ok(Places { file: open.position(file)? as u32, next: groups.start as u64 * PLACES })
    }

    fn next(&mut self) -> (u32, u64) {
        self.next += 1;
        (self.file, self.next - 1)
    }
}
