//! Columns that sort rows into cells: what they may hold, and their values as small codes.

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use chrono::Datelike;
use rustc_hash::FxHashMap;

use super::fault::RowFault;
use engine::registers::cast::cast;
use engine::registers::dates::{Clock, any_date};
use engine::registers::stored_type::{has_one_date, is_text, plain};
use engine::registers::telling::TellingCounts;
use engine::registers::{Fault, ReadAs};

/// What a key column is for, which decides what it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A year or another whole number, or a date, of which the year is taken.
    By,
    /// True or false, 1 or 0.
    Success,
    /// Categories.
    Category,
    /// A number of any size.
    Number,
    /// How many persons a row stands for.
    FrequencyWeight,
    /// A row's weight.
    SamplingWeight,
}

/// A value of a key column. Ordered as a reader would.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A whole number, or true as 1.
    Whole(i64),
    /// A double, as bits that sort like the number.
    Number(u64),
    /// Text.
    Text(Box<str>),
}

impl Value {
    /// As a number; text has none.
    pub fn number(&self) -> f64 {
        match self {
            Self::Whole(whole) => *whole as f64,
            Self::Number(bits) if bits >> 63 == 1 => f64::from_bits(bits & !(1 << 63)),
            Self::Number(bits) => f64::from_bits(!bits),
            Self::Text(_) => f64::NAN,
        }
    }
}

fn ordered(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Whether a column of a type can be used so: what is wanted in its place, if not.
pub fn wanted(kind: &DataType, used: Use) -> Option<&'static str> {
    let kind = plain(kind);
    let number = kind.is_numeric() || kind == &DataType::Null;
    let boolean = kind == &DataType::Boolean;
    let dated = matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..));
    match used {
        Use::By if dated && !has_one_date(kind) => {
            Some("whole numbers, dates, or times of Copenhagen, of UTC or without a zone")
        }
        Use::By => (!number && !dated).then_some("whole numbers or dates"),
        Use::Success => (!number && !boolean).then_some("true/false or 0/1"),
        Use::Category => {
            (!number && !boolean && !is_text(kind)).then_some("categories: text, whole numbers or true/false")
        }
        Use::Number | Use::FrequencyWeight | Use::SamplingWeight => (!number).then_some("numbers"),
    }
}

/// Values of a batch's rows, before they get codes.
enum KeyValues {
    Whole(Vec<Option<i64>>),
    Numbers(Vec<Option<f64>>),
    Text(StringArray),
}

fn decode(array: &ArrayRef, used: Use) -> Result<KeyValues, RowFault> {
    let kind = plain(array.data_type()).clone();
    let array = cast(array, &kind)?;
    if is_text(&kind) {
        return Ok(KeyValues::Text(cast(&array, &DataType::Utf8)?.as_string::<i32>().clone()));
    }
    if used == Use::By && kind.is_temporal() {
        let midnights = TellingCounts::of(&array, ReadAs::YearOfDate).midnights;
        if midnights.tells() {
            return Err(Fault::MidnightsInUtc { count: midnights.telling as usize }.into());
        }
        let days = any_date(&array, Clock::default())?;
        let days = days.as_primitive::<arrow::datatypes::Date32Type>();
        let year = |day: i32| chrono::NaiveDate::from_epoch_days(day).map(|date| i64::from(date.year()));
        return Ok(KeyValues::Whole(days.iter().map(|day| day.and_then(year)).collect()));
    }
    if matches!(used, Use::Number | Use::FrequencyWeight | Use::SamplingWeight) {
        let numbers = cast(&array, &DataType::Float64)?;
        return Ok(KeyValues::Numbers(numbers.as_primitive::<Float64Type>().iter().collect()));
    }
    match kind {
        // Only compared, so that the bits of an unsigned 64-bit number do as well as its value.
        DataType::UInt64 => {
            let numbers = array.as_primitive::<UInt64Type>();
            Ok(KeyValues::Whole(numbers.iter().map(|x| x.map(u64::cast_signed)).collect()))
        }
        k if k.is_integer() || k == DataType::Boolean || k == DataType::Null => {
            let numbers = cast(&array, &DataType::Int64)?;
            Ok(KeyValues::Whole(numbers.as_primitive::<Int64Type>().iter().collect()))
        }
        _ => whole(&cast(&array, &DataType::Float64)?),
    }
}

fn whole(array: &ArrayRef) -> Result<KeyValues, RowFault> {
    let numbers = array.as_primitive::<Float64Type>();
    let count = |wrong: &dyn Fn(f64) -> bool| numbers.iter().flatten().filter(|x| wrong(*x)).count();
    match (count(&|x| !x.is_finite()), count(&|x| x.fract() != 0.0 || x.abs() >= 9e15)) {
        (0, 0) => Ok(KeyValues::Whole(numbers.iter().map(|x| x.map(|x| x as i64)).collect())),
        (0, count) => Err(RowFault::NotWhole { count }),
        (count, _) => Err(RowFault::NotFinite { count }),
    }
}

/// Weights of a frequency are persons: whole, and few enough to be counted.
const MOST: f64 = 4_294_967_295.0;

fn check(decoded: &KeyValues, used: Use) -> Result<(), RowFault> {
    match decoded {
        KeyValues::Whole(values) if used == Use::Success => {
            let count = values.iter().flatten().filter(|x| !(0..=1).contains(*x)).count();
            if count > 0 { Err(RowFault::NotZeroOne { count }) } else { Ok(()) }
        }
        KeyValues::Numbers(values) => {
            let count = |wrong: &dyn Fn(f64) -> bool| values.iter().flatten().filter(|x| wrong(**x)).count();
            let not_finite = count(&|x| !x.is_finite());
            let negative = if used == Use::Number { 0 } else { count(&|x| x < 0.0) };
            let parts = if used == Use::FrequencyWeight { count(&|x| x.fract() != 0.0 || x > MOST) } else { 0 };
            match (not_finite, negative, parts) {
                (0, 0, 0) => Ok(()),
                (0, 0, count) => Err(RowFault::NotWhole { count }),
                (0, count, _) => Err(RowFault::Negative { count }),
                (count, _, _) => Err(RowFault::NotFinite { count }),
            }
        }
        _ => Ok(()),
    }
}

/// The code of a row without a value.
pub const MISSING: u32 = u32::MAX;
/// Whole numbers from 0 up to here are looked up without hashing.
const SMALL: usize = 4096;

/// The values of a column seen so far, each with a code in the order of appearance.
#[derive(Debug, Clone)]
pub struct Codes {
    /// What the column is for.
    pub used: Use,
    small: Vec<u32>,
    large: FxHashMap<i64, u32>,
    text: FxHashMap<Box<str>, u32>,
    /// Values by code.
    pub values: Vec<Value>,
}

impl Codes {
    /// No values yet.
    pub fn new(used: Use) -> Codes {
        let small = vec![MISSING; SMALL];
        Codes { used, small, large: FxHashMap::default(), text: FxHashMap::default(), values: Vec::new() }
    }

    /// The codes of a batch's rows, `MISSING` for nulls.
    ///
    /// # Errors
    /// Values that the column may not hold.
    pub fn encode(&mut self, array: &ArrayRef, codes: &mut Vec<u32>) -> Result<(), RowFault> {
        let decoded = decode(array, self.used)?;
        check(&decoded, self.used)?;
        codes.clear();
        match decoded {
            KeyValues::Whole(values) => codes.extend(values.into_iter().map(|v| v.map_or(MISSING, |v| self.whole(v)))),
            KeyValues::Numbers(values) => {
                codes.extend(values.into_iter().map(|v| v.map_or(MISSING, |v| self.number(v))));
            }
            KeyValues::Text(values) => {
                codes.extend(values.iter().map(|v| v.map_or(MISSING, |v| self.text(v))));
            }
        }
        Ok(())
    }

    /// The code of a value.
    pub fn code(&mut self, value: &Value) -> u32 {
        match value {
            Value::Whole(whole) => self.whole(*whole),
            Value::Number(bits) => self.bits(*bits),
            Value::Text(text) => self.text(text),
        }
    }

    fn whole(&mut self, value: i64) -> u32 {
        let next = self.values.len() as u32;
        let small = usize::try_from(value).ok().and_then(|at| self.small.get_mut(at));
        let code = match small {
            Some(code) => code,
            None => self.large.entry(value).or_insert(MISSING),
        };
        if *code == MISSING {
            *code = next;
            self.values.push(Value::Whole(value));
        }
        *code
    }

    fn number(&mut self, value: f64) -> u32 {
        let bits = ordered(value);
        // Ages are whole and small: looked up by what they are.
        let small = value as usize;
        if small as f64 != value {
            return self.bits(bits);
        }
        let Some(code) = self.small.get(small).copied() else { return self.bits(bits) };
        if code != MISSING {
            return code;
        }
        let code = self.bits(bits);
        self.small[small] = code;
        code
    }

    fn bits(&mut self, bits: u64) -> u32 {
        let next = self.values.len() as u32;
        let code = *self.large.entry(bits.cast_signed()).or_insert(next);
        if code == next {
            self.values.push(Value::Number(bits));
        }
        code
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(code) = self.text.get(text) {
            return *code;
        }
        let code = self.values.len() as u32;
        self.text.insert(text.into(), code);
        self.values.push(Value::Text(text.into()));
        code
    }

    /// Ranks by code, in the order of values.
    pub fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.values.len() as u32).collect();
        order.sort_by(|a, b| self.values[*a as usize].cmp(&self.values[*b as usize]));
        let mut ranks = vec![0; order.len()];
        for (rank, code) in order.iter().enumerate() {
            ranks[*code as usize] = rank as u32;
        }
        ranks
    }
}
