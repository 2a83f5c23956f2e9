//! Rows to cells: the distinct combinations of key values, numbered as they appear.

use arrow::array::ArrayRef;
use rustc_hash::FxHashMap;

use super::fault::RowFault;
use super::keys::{Codes, MISSING, Use, Value};

/// The cell of rows that belong to no regression.
pub const NOWHERE: u32 = 0;

/// Codes and prefixes below these are looked up without hashing.
const DENSE_CODES: usize = 128;
const DENSE_PREFIXES: usize = 1 << 16;

/// One key column's step from the combination of the columns before it to the combination with it.
#[derive(Debug, Clone, Default)]
struct Level {
    dense: Vec<u32>,
    sparse: FxHashMap<(u32, u32), u32>,
    /// Prefix and code of every combination; the first is nowhere.
    steps: Vec<(u32, u32)>,
}

impl Level {
    fn new() -> Level {
        Level { steps: vec![(NOWHERE, MISSING)], ..Level::default() }
    }

    #[inline]
    fn next(&mut self, prefix: u32, code: u32) -> u32 {
        if prefix == NOWHERE || code == MISSING {
            return NOWHERE;
        }
        let known = self.dense.get((prefix as usize).wrapping_mul(DENSE_CODES).wrapping_add(code as usize));
        match known {
            Some(place) if *place != NOWHERE && (code as usize) < DENSE_CODES => *place,
            _ => self.first_time(prefix, code),
        }
    }

    fn first_time(&mut self, prefix: u32, code: u32) -> u32 {
        let new = self.steps.len() as u32;
        let (p, c) = (prefix as usize, code as usize);
        let place = if p < DENSE_PREFIXES && c < DENSE_CODES {
            let at = p * DENSE_CODES + c;
            if at >= self.dense.len() {
                self.dense.resize((p + 1) * DENSE_CODES, NOWHERE);
            }
            self.dense.get_mut(at)
        } else {
            None
        };
        let place = match place {
            Some(place) => place,
            None => self.sparse.entry((prefix, code)).or_insert(NOWHERE),
        };
        if *place == NOWHERE {
            *place = new;
            self.steps.push((prefix, code));
        }
        *place
    }
}

/// The cells seen so far.
#[derive(Debug, Clone)]
pub struct Cells {
    /// The key columns' values.
    pub keys: Vec<Codes>,
    levels: Vec<Level>,
    /// Rows without a value, by key column; a weight of zero is none.
    pub without: Vec<u64>,
    codes: Vec<u32>,
}

impl Cells {
    /// No cells yet, for columns used so.
    pub fn new(uses: &[Use]) -> Cells {
        Cells {
            keys: uses.iter().map(|used| Codes::new(*used)).collect(),
            levels: uses.iter().map(|_| Level::new()).collect(),
            without: vec![0; uses.len()],
            codes: Vec::new(),
        }
    }

    /// How many cells there are, with `NOWHERE`.
    pub fn len(&self) -> usize {
        self.levels.last().map_or(1, |level| level.steps.len())
    }

    /// The cell of every row.
    ///
    /// # Errors
    /// The position of a column and what is wrong with its values.
    pub fn of_rows(&mut self, columns: &[ArrayRef], cells: &mut Vec<u32>) -> Result<(), (usize, RowFault)> {
        let rows = columns[0].len();
        cells.clear();
        cells.resize(rows, 1);
        for (at, (((keys, level), without), column)) in
            self.keys.iter_mut().zip(&mut self.levels).zip(&mut self.without).zip(columns).enumerate()
        {
            keys.encode(column, &mut self.codes).map_err(|fault| (at, fault))?;
            if matches!(keys.used, Use::FrequencyWeight | Use::SamplingWeight) {
                let weightless = keys.values.iter().position(|value| value.number() == 0.0);
                if let Some(zero) = weightless.and_then(|code| u32::try_from(code).ok()) {
                    self.codes.iter_mut().filter(|code| **code == zero).for_each(|code| *code = MISSING);
                }
            }
            *without += self.codes.iter().filter(|code| **code == MISSING).count() as u64;
            for (cell, code) in cells.iter_mut().zip(&self.codes) {
                *cell = level.next(*cell, *code);
            }
        }
        Ok(())
    }

    /// The codes of a cell's key values, in the order of columns.
    pub fn path(&self, cell: u32) -> Vec<u32> {
        let mut path = vec![MISSING; self.levels.len()];
        let mut at = cell;
        for (level, place) in self.levels.iter().zip(&mut path).rev() {
            let (prefix, code) = level.steps[at as usize];
            *place = code;
            at = prefix;
        }
        path
    }

    /// The value behind a code of a column.
    pub fn value(&self, column: usize, code: u32) -> &Value {
        &self.keys[column].values[code as usize]
    }

    /// Takes over another's cells: for each, its number here.
    pub fn merge(&mut self, other: &Cells) -> Vec<u32> {
        let translate: Vec<Vec<u32>> = self
            .keys
            .iter_mut()
            .zip(&other.keys)
            .map(|(ours, theirs)| theirs.values.iter().map(|value| ours.code(value)).collect())
            .collect();
        for (ours, theirs) in self.without.iter_mut().zip(&other.without) {
            *ours += theirs;
        }
        let mut map = vec![1];
        let mut first = true;
        for ((level, theirs), codes) in self.levels.iter_mut().zip(&other.levels).zip(&translate) {
            let here = theirs.steps.iter().map(|(prefix, code)| {
                // The first level's prefix is the root, which is numbered 1 in both.
                let prefix = if first { u32::from(*prefix != NOWHERE) } else { map[*prefix as usize] };
                level.next(prefix, if *code == MISSING { MISSING } else { codes[*code as usize] })
            });
            map = here.collect();
            first = false;
        }
        map
    }
}
