//! Which rows of a batch meet the conditions of a register's sources.
//!
//! A condition is split where AND joins its parts. A part that reads one column with few distinct values is evaluated once
//! for each value, and each row takes the verdict of its value: SQL evaluates some hundred codes and not some hundred million
//! rows. The result is the same, because an expression reads one row only.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::datatypes::Int64Type;
use rustc_hash::FxHashMap;

use super::sql::truths;
use super::values::Selection;
use crate::registers::texts::Texts;
use definitions::expression::Expression;
use foundation::error::{Error, Result};

/// The largest number of distinct values; a column with more is evaluated row by row.
const FEW: usize = 4096;

/// Whole numbers from 0 to below this are looked up in a table.
const SMALL: usize = 1 << 16;

/// The number of a new value.
const NEW: u32 = u32::MAX;

/// The conditions of a register's sources, split into parts.
pub struct Filters<'a> {
    conditions: Vec<Option<Condition<'a>>>,
    /// The columns that parts read.
    columns: Vec<String>,
}

struct Condition<'a> {
    whole: &'a Expression,
    /// Parts by the position of the column that each reads; empty if it cannot be split.
    parts: Vec<(usize, Expression)>,
}

/// The rows that meet a condition, and those for which it is NULL.
pub struct ConditionRows {
    /// The condition holds.
    pub kept: Selection,
    /// The condition is NULL.
    pub unknown: Vec<u32>,
}

/// The verdicts on values so far, of one thread.
pub struct Verdicts {
    columns: Vec<ValueCodes>,
    /// By source, part and value.
    holds: Vec<Vec<Vec<Option<bool>>>>,
}

impl Verdicts {
    /// Evaluates a column's rows one by one from here on.
    fn give_up(&mut self, column: usize) {
        self.columns[column].many = true;
    }
}

impl<'a> Filters<'a> {
    /// Splits conditions, one a source.
    pub fn new(filters: impl Iterator<Item = Option<&'a Expression>>) -> Filters<'a> {
        let mut columns: Vec<String> = Vec::new();
        let conditions = filters
            .map(|filter| filter.map(|whole| Condition { whole, parts: split_condition(whole, &mut columns) }))
            .collect();
        Filters { conditions, columns }
    }

    /// No verdicts.
    pub fn verdicts(&self) -> Verdicts {
        let of = |condition: &Option<Condition<'_>>| vec![Vec::new(); condition.as_ref().map_or(0, |c| c.parts.len())];
        Verdicts {
            columns: self.columns.iter().map(|_| ValueCodes::default()).collect(),
            holds: self.conditions.iter().map(of).collect(),
        }
    }

    /// The rows of a batch that meet each condition, or the failure of its SQL on a value.
    pub fn apply(
        &self,
        batch: &[(String, ArrayRef)],
        rows: usize,
        verdicts: &mut Verdicts,
    ) -> Vec<Result<ConditionRows>> {
        let array = |name: &str| batch.iter().find(|(other, _)| other == name).map(|(_, array)| array);
        let mut sorted: Vec<Option<RowsByValue>> = Vec::with_capacity(self.columns.len());
        for (at, name) in self.columns.iter().enumerate() {
            let coded = array(name).zip(verdicts.columns.get_mut(at)).and_then(|(array, column)| {
                let (codes, new) = column.code(array)?;
                Some((array, codes, new, column.len()))
            });
            let Some((array, codes, new, values)) = coded else {
                sorted.push(None);
                continue;
            };
            if !new.is_empty() && self.learn(at, array, new, &mut verdicts.holds).is_err() {
                // A part fails on a value: evaluation row by row locates it.
                verdicts.give_up(at);
                sorted.push(None);
                continue;
            }
            sorted.push(Some(RowsByValue::new(codes, values)));
        }
        let each = self.conditions.iter().zip(&verdicts.holds);
        each.map(|(condition, holds)| match condition {
            None => Ok(ConditionRows { kept: Selection::All, unknown: Vec::new() }),
            Some(condition) => match by_value(condition, holds, &sorted) {
                Some(found) => Ok(found),
                None => one_by_one(condition.whole, batch, rows),
            },
        })
        .collect()
    }

    /// Evaluates every part that reads a column for new values, by the rows that hold them.
    fn learn(
        &self,
        column: usize,
        array: &ArrayRef,
        rows: Vec<u32>,
        holds: &mut [Vec<Vec<Option<bool>>>],
    ) -> Result<()> {
        let count = rows.len();
        let values = arrow::compute::take(array.as_ref(), &UInt32Array::from(rows), None);
        let values = values.map_err(|e| Error::internal(e.to_string()))?;
        for (condition, holds) in self.conditions.iter().zip(holds) {
            let parts = condition.iter().flat_map(|condition| &condition.parts).zip(holds);
            for ((_, part), holds) in parts.filter(|((other, _), _)| *other == column) {
                let named = part.columns.iter().map(|name| (name.clone(), Arc::clone(&values)));
                holds.extend(truths(part, &named.collect::<Vec<_>>(), count)?);
            }
        }
        Ok(())
    }
}

/// A condition's parts, by the position of the column that each reads; empty if one reads several, or none.
fn split_condition(whole: &Expression, columns: &mut Vec<String>) -> Vec<(usize, Expression)> {
    let parts = whole.conjuncts().into_iter().map(|row| match row.columns.as_slice() {
        [name] => Some((name.clone(), row)),
        _ => None,
    });
    let Some(parts) = parts.collect::<Option<Vec<_>>>() else { return Vec::new() };
    let placed = parts.into_iter().map(|(name, row)| {
        let column = columns.iter().position(|known| *known == name).unwrap_or(columns.len());
        if column == columns.len() {
            columns.push(name);
        }
        (column, Expression { text: whole.text.clone(), row })
    });
    placed.collect()
}

/// A condition's rows by the verdicts on values; `None` if a column has too many different ones.
fn by_value(
    condition: &Condition<'_>,
    holds: &[Vec<Option<bool>>],
    sorted: &[Option<RowsByValue>],
) -> Option<ConditionRows> {
    let mut parts = Vec::with_capacity(condition.parts.len());
    for ((column, _), holds) in condition.parts.iter().zip(holds) {
        parts.push((sorted.get(*column)?.as_ref()?, holds));
    }
    // The part with the fewest rows goes first; the others are evaluated on those rows only.
    let left = |(sorted, holds): &(&RowsByValue, &Vec<Option<bool>>)| {
        sorted.values(holds).map(|(_, rows)| rows.len()).sum::<usize>()
    };
    let first = (0..parts.len()).min_by_key(|at| parts.get(*at).map(left))?;
    let (sorted, holds) = parts.swap_remove(first);
    let (mut kept, mut unknown) = (Vec::new(), Vec::new());
    for (known, rows) in sorted.values(holds) {
        if parts.is_empty() {
            if known {
                kept.extend_from_slice(rows)
            } else {
                unknown.extend_from_slice(rows)
            }
            continue;
        }
        for row in rows {
            let mut others = parts.iter().map(|(sorted, holds)| sorted.verdict(holds, *row));
            // True where all are true, NULL where some are NULL and none is false.
            let all = others.try_fold(known, |all, holds| match holds {
                Some(false) => None,
                holds => Some(all && holds.is_some()),
            });
            match all {
                Some(true) => kept.push(*row),
                Some(false) => unknown.push(*row),
                None => {}
            }
        }
    }
    Some(ConditionRows { kept: Selection::Rows(kept), unknown })
}

fn one_by_one(whole: &Expression, batch: &[(String, ArrayRef)], rows: usize) -> Result<ConditionRows> {
    let (mut kept, mut unknown) = (Vec::new(), Vec::new());
    for (row, holds) in (0u32..).zip(truths(whole, batch, rows)?) {
        match holds {
            Some(true) => kept.push(row),
            Some(false) => {}
            None => unknown.push(row),
        }
    }
    Ok(ConditionRows { kept: Selection::Rows(kept), unknown })
}

/// A batch's rows in the order of a column's values.
struct RowsByValue {
    codes: Vec<u32>,
    rows: Vec<u32>,
    ends: Vec<usize>,
}

impl RowsByValue {
    fn new(codes: Vec<u32>, values: usize) -> RowsByValue {
        let mut ends = vec![0usize; values];
        for code in &codes {
            ends[*code as usize] += 1;
        }
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut rows = vec![0u32; codes.len()];
        for (row, code) in (0u32..).zip(&codes) {
            let next = &mut ends[*code as usize];
            rows[*next] = row;
            *next += 1;
        }
        RowsByValue { codes, rows, ends }
    }

    /// The rows of each value of which a part is not false, and whether it is true.
    fn values<'s>(&'s self, holds: &'s [Option<bool>]) -> impl Iterator<Item = (bool, &'s [u32])> {
        let from = std::iter::once(0).chain(self.ends.iter().copied());
        let of_value = from.zip(&self.ends).map(|(from, end)| &self.rows[from..*end]);
        of_value.zip(holds).filter(|(_, holds)| **holds != Some(false)).map(|(rows, holds)| (holds.is_some(), rows))
    }

    /// A part's verdict on a row.
    fn verdict(&self, holds: &[Option<bool>], row: u32) -> Option<bool> {
        holds[self.codes[row as usize] as usize]
    }
}

/// The distinct values of a column, numbered in order of appearance.
#[derive(Default)]
struct ValueCodes {
    small: Vec<u32>,
    whole: FxHashMap<i64, u32>,
    texts: FxHashMap<Box<str>, u32>,
    null: Option<u32>,
    len: u32,
    many: bool,
}

impl ValueCodes {
    fn len(&self) -> usize {
        self.len as usize
    }

    /// The numbers of a batch's values, and a row for each new one; `None` for a column with too many
    /// distinct values, or of another type.
    fn code(&mut self, array: &ArrayRef) -> Option<(Vec<u32>, Vec<u32>)> {
        if let Some(values) = array.as_primitive_opt::<Int64Type>() {
            return self
                .numbered(array.len(), |codes, row| array.is_valid(row).then(|| codes.whole(values.value(row))));
        }
        if let Some(truths) = array.as_boolean_opt() {
            return self.numbered(array.len(), |codes, row| {
                array.is_valid(row).then(|| codes.whole(i64::from(truths.value(row))))
            });
        }
        match Texts::of(array)? {
            Texts::ByValue(numbers, values) => {
                // Each value is looked up once.
                let mut known = vec![NEW; values.len()];
                self.numbered(array.len(), |codes, row| {
                    let number = numbers.key(row)?;
                    if known[number] == NEW {
                        known[number] = codes.text(values.value(number));
                    }
                    Some(known[number])
                })
            }
            texts => self.numbered(array.len(), |codes, row| texts.get(row).map(|text| codes.text(text))),
        }
    }

    /// The numbers of rows, and a row for each new one: `number` gives that of a row's value, the next free one if it is new, and none
    /// where the value is null.
    fn numbered(
        &mut self,
        rows: usize,
        mut number: impl FnMut(&mut ValueCodes, usize) -> Option<u32>,
    ) -> Option<(Vec<u32>, Vec<u32>)> {
        let mut new = Vec::new();
        let mut codes = Vec::with_capacity(rows);
        for row in 0..rows {
            if self.many {
                return None;
            }
            let next = self.len;
            let code = number(self, row).unwrap_or_else(|| *self.null.get_or_insert(next));
            if code == next {
                self.len += 1;
                self.many = self.len() > FEW;
                new.push(row as u32);
            }
            codes.push(code);
        }
        (!self.many).then_some((codes, new))
    }

    #[inline]
    fn whole(&mut self, value: i64) -> u32 {
        if let Some(known) = usize::try_from(value).ok().and_then(|at| self.small.get(at)).filter(|code| **code != NEW)
        {
            return *known;
        }
        match usize::try_from(value).ok().filter(|at| *at < SMALL) {
            Some(at) => {
                self.small.resize(self.small.len().max(at + 1), NEW);
                self.small[at] = self.len;
                self.len
            }
            None => *self.whole.entry(value).or_insert(self.len),
        }
    }

    fn text(&mut self, value: &str) -> u32 {
        if let Some(code) = self.texts.get(value) {
            return *code;
        }
        self.texts.insert(value.into(), self.len);
        self.len
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use arrow::array::{DictionaryArray, Int64Array, StringArray};
    use arrow::datatypes::Int32Type;
    use proptest::prelude::*;

    use super::*;
    use definitions::mistake::Report;
    use definitions::source::{At, Place, SourceFile};

    fn written(sql: &str) -> At<String> {
        let file = Arc::new(SourceFile { path: PathBuf::new(), text: sql.to_owned() });
        At { value: sql.to_owned(), place: Place { file, span: 0..sql.len() } }
    }

    fn rows_of(kept: Selection) -> Vec<u32> {
        let Selection::Rows(mut rows) = kept else { panic!("a condition keeps some rows") };
        rows.sort_unstable();
        rows
    }

    proptest! {
        #[test]
        fn evaluation_by_value_and_by_row_agree(
            batches in prop::collection::vec(prop::collection::vec((prop::option::of(-2i64..6), prop::option::of("[DE]F?[0-2]?")), 0..40), 1..4),
        ) {
            let report = Report::default();
            let conditions = [
                "code BETWEEN 1 AND 3",
                "code = 70000 OR code < 0",
                "code <> 2 AND text LIKE 'DF%'",
                "text NOT LIKE 'DF%' AND code IN (1, 2, 5) AND code IS NOT NULL",
                "code IS NULL",
                "code > 1 AND LENGTH(text) > code",
                "code > 2 OR text = 'D'",
                "CASE WHEN code = 1 THEN NULL ELSE text = 'DF1' END",
            ];
            let expressions: Vec<Expression> = conditions
                .iter()
                .map(|sql| definitions::expression::expression(&written(sql), &report))
                .collect();
            let filters = Filters::new(expressions.iter().map(Some));
            let mut verdicts = filters.verdicts();
            for batch in batches {
                let (codes, texts): (Vec<Option<i64>>, Vec<Option<String>>) = batch.into_iter().unzip();
                let rows = codes.len();
                let listed: DictionaryArray<Int32Type> = texts.iter().map(Option::as_deref).collect();
                let codes = ("code".to_owned(), Arc::new(Int64Array::from(codes)) as ArrayRef);
                let texts = ("text".to_owned(), Arc::new(StringArray::from(texts)) as ArrayRef);
                // Texts one by one or as numbers of values, by turns: the verdicts hold for both.
                let columns = match rows % 2 {
                    0 => vec![codes, texts],
                    _ => vec![codes, ("text".to_owned(), Arc::new(listed) as ArrayRef)],
                };
                for (expression, found) in expressions.iter().zip(filters.apply(&columns, rows, &mut verdicts)) {
                    let found = found.unwrap();
                    let wanted = one_by_one(expression, &columns, rows).unwrap();
                    let mut unknown = found.unknown;
                    unknown.sort_unstable();
                    prop_assert_eq!(unknown, wanted.unknown, "{}", expression.text.value);
                    prop_assert_eq!(rows_of(found.kept), rows_of(wanted.kept), "{}", expression.text.value);
                }
            }
        }
    }
}
