//! Which rows of a batch meet the conditions of a register's sources.
//!
//! A condition is split where AND joins its parts. A part that reads columns with few distinct values is evaluated once for each
//! combination of them, and each row takes the verdict of its combination: SQL evaluates some hundred codes and not some hundred million
//! rows. Other parts are evaluated row by row. The result is the same, because an expression reads one row only.

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::datatypes::{Date32Type, Float64Type, Int64Type};
use rustc_hash::FxHashMap;

use super::sql::truths;
use super::values::Selection;
use crate::registers::texts::Texts;
use definitions::expression::Expression;
use foundation::error::{Error, Result};

/// The largest number of distinct values, or of combinations; with more, rows are evaluated one by one. Diagnoses have some 20,000.
const FEW: usize = if cfg!(test) { 8 } else { 1 << 15 };

/// Whole numbers from 0 to below this are looked up in a table.
const SMALL: usize = 1 << 16;

/// The number of a new value.
const NEW: u32 = u32::MAX;

/// The conditions of a register's sources, split into parts.
pub struct Filters<'a> {
    conditions: Vec<Option<Condition<'a>>>,
    /// The columns that parts read.
    columns: Vec<String>,
    /// The columns that a part reads together, by position; each once.
    together: Vec<Vec<usize>>,
}

struct Condition<'a> {
    whole: &'a Expression,
    /// Parts by the position of the columns that each reads together.
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
    /// By columns that are read together.
    together: Vec<CombinationCodes>,
    /// By source, part and value.
    holds: Vec<Vec<Vec<Option<bool>>>>,
}

impl<'a> Filters<'a> {
    /// Splits conditions, one a source.
    pub fn new(filters: impl Iterator<Item = Option<&'a Expression>>) -> Filters<'a> {
        let (mut columns, mut together) = (Vec::new(), Vec::new());
        let conditions = filters
            .map(|filter| {
                filter.map(|whole| Condition { whole, parts: split_condition(whole, &mut columns, &mut together) })
            })
            .collect();
        Filters { conditions, columns, together }
    }

    /// No verdicts.
    pub fn verdicts(&self) -> Verdicts {
        let of = |condition: &Option<Condition<'_>>| vec![Vec::new(); condition.as_ref().map_or(0, |c| c.parts.len())];
        Verdicts {
            columns: self.columns.iter().map(|_| ValueCodes::default()).collect(),
            together: self.together.iter().map(|_| CombinationCodes::default()).collect(),
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
        let arrays: Vec<Option<&ArrayRef>> = self.columns.iter().map(|name| array(name)).collect();
        let of_columns = arrays.iter().zip(&mut verdicts.columns);
        let codes: Vec<Option<RowCodes>> = of_columns.map(|(array, column)| column.code((*array)?)).collect();
        let mut sorted: Vec<Option<RowsByValue>> = Vec::with_capacity(self.together.len());
        for (at, (columns, combinations)) in self.together.iter().zip(&mut verdicts.together).enumerate() {
            let of_columns: Option<Vec<&RowCodes>> =
                columns.iter().map(|column| codes.get(*column)?.as_ref()).collect();
            let Some(RowCodes { codes, new }) = of_columns.and_then(|of| combinations.code(&of)) else {
                sorted.push(None);
                continue;
            };
            if !new.is_empty() && self.learn(at, &arrays, new, &mut verdicts.holds).is_err() {
                // A part fails on a value: evaluation row by row locates it.
                combinations.many = true;
                sorted.push(None);
                continue;
            }
            sorted.push(Some(RowsByValue::new(codes, combinations.len())));
        }
        let each = self.conditions.iter().zip(&verdicts.holds);
        each.map(|(condition, holds)| match condition {
            None => Ok(ConditionRows { kept: Selection::All, unknown: Vec::new() }),
            Some(condition) => condition.rows(holds, &sorted, batch, rows),
        })
        .collect()
    }

    /// Evaluates every part that reads some columns for new combinations, by the rows that hold them.
    fn learn(
        &self,
        together: usize,
        arrays: &[Option<&ArrayRef>],
        rows: Vec<u32>,
        holds: &mut [Vec<Vec<Option<bool>>>],
    ) -> Result<()> {
        let (count, rows) = (rows.len(), UInt32Array::from(rows));
        let columns = self.together.get(together).into_iter().flatten();
        let values = columns.filter_map(|column| Some((self.columns[*column].clone(), (*arrays.get(*column)?)?)));
        let values = values.map(|(name, array)| Ok((name, taken(array, &rows)?))).collect::<Result<Vec<_>>>()?;
        for (condition, holds) in self.conditions.iter().zip(holds) {
            let parts = condition.iter().flat_map(|condition| &condition.parts).zip(holds);
            for ((_, part), holds) in parts.filter(|((other, _), _)| *other == together) {
                holds.extend(truths(part, &values, count)?);
            }
        }
        Ok(())
    }
}

fn taken(array: &ArrayRef, rows: &UInt32Array) -> Result<ArrayRef> {
    arrow::compute::take(array.as_ref(), rows, None).map_err(|e| Error::internal(e.to_string()))
}

/// A condition's parts, by the position of the columns that each reads together; none if one reads no column.
fn split_condition(
    whole: &Expression,
    columns: &mut Vec<String>,
    together: &mut Vec<Vec<usize>>,
) -> Vec<(usize, Expression)> {
    fn position<T: PartialEq>(all: &mut Vec<T>, one: T) -> usize {
        all.iter().position(|known| *known == one).unwrap_or_else(|| {
            all.push(one);
            all.len() - 1
        })
    }
    let conjuncts = whole.conjuncts();
    // A part that reads nothing need not be true or false by itself.
    if conjuncts.iter().any(|part| part.columns.is_empty()) {
        return Vec::new();
    }
    let placed = conjuncts.into_iter().map(|row| {
        let mut read: Vec<usize> = row.columns.iter().map(|name| position(columns, name.clone())).collect();
        read.sort_unstable();
        read.dedup();
        (position(together, read), Expression { text: whole.text.clone(), row })
    });
    placed.collect()
}

impl Condition<'_> {
    /// The rows that meet the condition: those that parts leave by the verdicts on combinations, and of them those that meet the others.
    fn rows(
        &self,
        holds: &[Vec<Option<bool>>],
        sorted: &[Option<RowsByValue>],
        batch: &[(String, ArrayRef)],
        rows: usize,
    ) -> Result<ConditionRows> {
        let (mut by_value, mut one_by_one) = (Vec::new(), Vec::new());
        for ((columns, part), holds) in self.parts.iter().zip(holds) {
            match sorted.get(*columns).and_then(Option::as_ref) {
                Some(sorted) => by_value.push((sorted, holds)),
                None => one_by_one.push(part),
            }
        }
        let of_whole = || Ok(chosen((0u32..).zip(truths(self.whole, batch, rows)?)));
        if by_value.is_empty() {
            return of_whole();
        }
        let mut found = by_values(by_value);
        for part in one_by_one {
            // All rows are evaluated, so that a value on which SQL fails is found wherever it lies.
            let Ok(holds) = truths(part, batch, rows) else { return of_whole() };
            let Selection::Rows(kept) = &found.kept else { return of_whole() };
            let holds = |row: &u32| holds[*row as usize];
            // NULL where a former part is NULL and this one is not false.
            let unknown = found.unknown.iter().map(|row| (*row, holds(row).filter(|holds| !holds)));
            found = chosen(kept.iter().map(|row| (*row, holds(row))).chain(unknown));
        }
        Ok(found)
    }
}

/// Rows by the verdict on each.
fn chosen(rows: impl Iterator<Item = (u32, Option<bool>)>) -> ConditionRows {
    let (mut kept, mut unknown) = (Vec::new(), Vec::new());
    for (row, holds) in rows {
        match holds {
            Some(true) => kept.push(row),
            Some(false) => {}
            None => unknown.push(row),
        }
    }
    ConditionRows { kept: Selection::Rows(kept), unknown }
}

/// The rows of parts by the verdicts on combinations.
fn by_values(mut parts: Vec<(&RowsByValue, &Vec<Option<bool>>)>) -> ConditionRows {
    // The part with the fewest rows goes first; the others are evaluated on those rows only.
    let left = |(sorted, holds): &(&RowsByValue, &Vec<Option<bool>>)| {
        sorted.values(holds).map(|(_, rows)| rows.len()).sum::<usize>()
    };
    let (mut kept, mut unknown) = (Vec::new(), Vec::new());
    let first = (0..parts.len()).min_by_key(|at| parts.get(*at).map(left));
    let Some((sorted, holds)) = first.map(|first| parts.swap_remove(first)) else {
        return ConditionRows { kept: Selection::All, unknown };
    };
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
    ConditionRows { kept: Selection::Rows(kept), unknown }
}

/// A batch's rows in the order of combinations of values.
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

/// The numbers of a batch's values, or combinations, by row.
struct RowCodes {
    codes: Vec<u32>,
    /// A row for each new one, in their order.
    new: Vec<u32>,
}

/// Combinations of values of columns that are read together, numbered in order of appearance.
#[derive(Default)]
struct CombinationCodes {
    /// By column after the first: the number of what comes before it, with the number of its value.
    pairs: Vec<FxHashMap<(u32, u32), u32>>,
    /// How many values there are, where one column is read.
    len: usize,
    many: bool,
}

impl CombinationCodes {
    fn len(&self) -> usize {
        self.pairs.last().map_or(self.len, FxHashMap::len)
    }

    /// The numbers of a batch's combinations; `None` if there are too many, or no column is read.
    fn code(&mut self, columns: &[&RowCodes]) -> Option<RowCodes> {
        let (first, others) = columns.split_first()?;
        if self.many {
            return None;
        }
        let mut all = RowCodes { codes: first.codes.clone(), new: first.new.clone() };
        self.len += all.new.len();
        self.pairs.resize_with(others.len(), FxHashMap::default);
        for (column, known) in others.iter().zip(&mut self.pairs) {
            all.new.clear();
            for (row, (code, other)) in all.codes.iter_mut().zip(&column.codes).enumerate() {
                let next = known.len() as u32;
                let number = *known.entry((*code, *other)).or_insert(next);
                if number == next {
                    all.new.push(row as u32);
                    self.many |= known.len() > FEW;
                }
                *code = number;
                if self.many {
                    known.clear();
                    return None;
                }
            }
        }
        Some(all)
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
    fn code(&mut self, array: &ArrayRef) -> Option<RowCodes> {
        let nulls = array.nulls();
        let valid = |row: usize| nulls.is_none_or(|nulls| nulls.is_valid(row));
        if let Some(values) = array.as_primitive_opt::<Int64Type>() {
            let values = values.values();
            return self.numbered(array.len(), |codes, row| valid(row).then(|| codes.whole(values[row])));
        }
        if let Some(days) = array.as_primitive_opt::<Date32Type>() {
            let days = days.values();
            return self.numbered(array.len(), |codes, row| valid(row).then(|| codes.whole(days[row].into())));
        }
        if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
            let bits = |row: usize| numbers.values()[row].to_bits().cast_signed();
            return self.numbered(array.len(), |codes, row| valid(row).then(|| codes.whole(bits(row))));
        }
        if let Some(truths) = array.as_boolean_opt() {
            let of = |row| i64::from(truths.value(row));
            return self.numbered(array.len(), |codes, row| valid(row).then(|| codes.whole(of(row))));
        }
        match Texts::of(array)? {
            Texts::ByValue(numbers, values) => {
                // Each value is looked up once.
                let mut known = vec![NEW; values.len()];
                let keys = numbers.keys().values();
                self.numbered(array.len(), |codes, row| {
                    if !valid(row) {
                        return None;
                    }
                    let number = keys[row] as usize;
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
    ) -> Option<RowCodes> {
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
        (!self.many).then_some(RowCodes { codes, new })
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
    use std::sync::Arc;

    use arrow::array::{DictionaryArray, Float64Array, Int64Array, StringArray};
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
            batches in prop::collection::vec(prop::collection::vec((prop::option::of(-2i64..6), prop::option::of("[DE]F?[0-2]?"), prop::option::of(0i32..9)), 0..40), 1..4),
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
                "(text = 'D' OR hours < 1.5 AND code <> 2) AND code > 0",
                "code > 0 AND hours >= 1.5 AND text NOT LIKE 'E%'",
                "hours IS NULL AND text LIKE 'D%' AND LENGTH(text) > code",
                "code > 4 AND CAST(text AS INTEGER) = 3",
                "text LIKE 'D%' AND NULL",
                "code = 1 AND CASE WHEN text = 'D' THEN NULL END",
            ];
            let expressions: Vec<Expression> = conditions
                .iter()
                .map(|sql| definitions::expression::expression(&written(sql), &report))
                .collect();
            let filters = Filters::new(expressions.iter().map(Some));
            let mut verdicts = filters.verdicts();
            for batch in batches {
                let rows = batch.len();
                let hours: Float64Array = batch.iter().map(|(.., half)| half.map(|half| f64::from(half) / 2.0)).collect();
                let (codes, texts): (Vec<Option<i64>>, Vec<Option<String>>) = batch.into_iter().map(|(code, text, _)| (code, text)).unzip();
                let listed: DictionaryArray<Int32Type> = texts.iter().map(Option::as_deref).collect();
                let codes = ("code".to_owned(), Arc::new(Int64Array::from(codes)) as ArrayRef);
                let texts = ("text".to_owned(), Arc::new(StringArray::from(texts)) as ArrayRef);
                let hours = ("hours".to_owned(), Arc::new(hours) as ArrayRef);
                // Texts one by one or as numbers of values, by turns: the verdicts hold for both.
                let columns = match rows % 2 {
                    0 => vec![codes, texts, hours],
                    _ => vec![codes, ("text".to_owned(), Arc::new(listed) as ArrayRef), hours],
                };
                for (expression, found) in expressions.iter().zip(filters.apply(&columns, rows, &mut verdicts)) {
                    let wanted = truths(expression, &columns, rows).map(|all| chosen((0u32..).zip(all)));
                    prop_assert_eq!(found.is_err(), wanted.is_err(), "{}", expression.text.value);
                    let (Ok(found), Ok(wanted)) = (found, wanted) else { continue };
                    let mut unknown = found.unknown;
                    unknown.sort_unstable();
                    prop_assert_eq!(unknown, wanted.unknown, "{}", expression.text.value);
                    prop_assert_eq!(rows_of(found.kept), rows_of(wanted.kept), "{}", expression.text.value);
                }
            }
        }
    }
}
