//! Whole numbers in as few bytes each as the widest of them needs. Counts of weeks and visits take one byte, days two, kroner four.

use std::fmt;
use std::ops::Range;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A missing value: a status register has the person, and its value is NULL. It is not zero.
pub const MISSING: i64 = i64::MIN;

/// Whole numbers of 64 bits, or [`MISSING`], which is the least number of each width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NarrowIntegers {
    /// One byte each.
    Eight(Vec<i8>),
    /// Two bytes each.
    Sixteen(Vec<i16>),
    /// Four bytes each.
    ThirtyTwo(Vec<i32>),
    /// Eight bytes each.
    SixtyFour(Vec<i64>),
}

/// Some numbers that follow one another.
#[derive(Debug, Clone, Copy)]
pub enum NarrowSlice<'a> {
    /// One byte each.
    Eight(&'a [i8]),
    /// Two bytes each.
    Sixteen(&'a [i16]),
    /// Four bytes each.
    ThirtyTwo(&'a [i32]),
    /// Eight bytes each.
    SixtyFour(&'a [i64]),
}

impl Default for NarrowIntegers {
    fn default() -> NarrowIntegers {
        NarrowIntegers::Eight(Vec::new())
    }
}

impl NarrowIntegers {
    /// So many numbers.
    pub fn of(len: usize, values: impl Iterator<Item = i64> + Clone) -> NarrowIntegers {
        let (mut least, mut most) = (0i64, 0i64);
        for value in values.clone().filter(|value| *value != MISSING) {
            (least, most) = (least.min(value), most.max(value));
        }
        // The least number of a width stands for a missing value.
        let fits = |lowest: i64, highest: i64| lowest < least && most <= highest;
        if fits(i8::MIN.into(), i8::MAX.into()) {
            NarrowIntegers::Eight(exact(len, values.map(|v| if v == MISSING { i8::MIN } else { v as i8 })))
        } else if fits(i16::MIN.into(), i16::MAX.into()) {
            NarrowIntegers::Sixteen(exact(len, values.map(|v| if v == MISSING { i16::MIN } else { v as i16 })))
        } else if fits(i32::MIN.into(), i32::MAX.into()) {
            NarrowIntegers::ThirtyTwo(exact(len, values.map(|v| if v == MISSING { i32::MIN } else { v as i32 })))
        } else {
            NarrowIntegers::SixtyFour(exact(len, values))
        }
    }

    /// The numbers of several lists behind one another.
    pub fn joined(mut lists: Vec<NarrowIntegers>) -> NarrowIntegers {
        let len = lists.iter().map(NarrowIntegers::len).sum();
        // Lists without numbers say nothing of the width.
        lists.retain(|list| list.len() > 0);
        macro_rules! of_width {
            ($width:ident) => {
                if lists.iter().all(|list| matches!(list, NarrowIntegers::$width(_))) {
                    let mut all = Vec::with_capacity(len);
                    for list in lists {
                        if let NarrowIntegers::$width(list) = list {
                            all.extend(list);
                        }
                    }
                    return NarrowIntegers::$width(all);
                }
            };
        }
        of_width!(Eight);
        of_width!(Sixteen);
        of_width!(ThirtyTwo);
        NarrowIntegers::of(len, lists.iter().flat_map(NarrowIntegers::iter))
    }

    /// The numbers of some places.
    pub fn slice(&self, places: Range<usize>) -> NarrowSlice<'_> {
        match self {
            NarrowIntegers::Eight(values) => NarrowSlice::Eight(&values[places]),
            NarrowIntegers::Sixteen(values) => NarrowSlice::Sixteen(&values[places]),
            NarrowIntegers::ThirtyTwo(values) => NarrowSlice::ThirtyTwo(&values[places]),
            NarrowIntegers::SixtyFour(values) => NarrowSlice::SixtyFour(&values[places]),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            NarrowIntegers::Eight(values) => values.len(),
            NarrowIntegers::Sixteen(values) => values.len(),
            NarrowIntegers::ThirtyTwo(values) => values.len(),
            NarrowIntegers::SixtyFour(values) => values.len(),
        }
    }

    /// All.
    pub fn iter(&self) -> impl Iterator<Item = i64> + Clone + '_ {
        let all = self.slice(0..self.len());
        (0..self.len()).filter_map(move |at| all.get(at))
    }
}

/// How many bytes a number takes, and then all of them: millions of numbers are stored and read at once.
impl Serialize for NarrowIntegers {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        macro_rules! bytes {
            ($values:expr, $width:ty) => {
                std::iter::once(size_of::<$width>() as u8).chain($values.iter().flat_map(|v| v.to_le_bytes())).collect()
            };
        }
        let bytes: Vec<u8> = match self {
            NarrowIntegers::Eight(values) => bytes!(values, i8),
            NarrowIntegers::Sixteen(values) => bytes!(values, i16),
            NarrowIntegers::ThirtyTwo(values) => bytes!(values, i32),
            NarrowIntegers::SixtyFour(values) => bytes!(values, i64),
        };
        to.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for NarrowIntegers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<NarrowIntegers, D::Error> {
        from.deserialize_bytes(Bytes)
    }
}

/// Reads what was stored.
struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = NarrowIntegers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of numbers of one width")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<NarrowIntegers, E> {
        macro_rules! numbers {
            ($values:expr, $width:ident, $number:ty) => {{
                let (numbers, rest) = $values.as_chunks();
                if !rest.is_empty() {
                    return Err(E::custom("the last number is incomplete"));
                }
                NarrowIntegers::$width(numbers.iter().map(|bytes| <$number>::from_le_bytes(*bytes)).collect())
            }};
        }
        Ok(match bytes.split_first() {
            Some((1, values)) => numbers!(values, Eight, i8),
            Some((2, values)) => numbers!(values, Sixteen, i16),
            Some((4, values)) => numbers!(values, ThirtyTwo, i32),
            Some((8, values)) => numbers!(values, SixtyFour, i64),
            _ => return Err(E::custom("no width of numbers")),
        })
    }
}

/// A list without room for more.
fn exact<T>(len: usize, values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::with_capacity(len);
    all.extend(values);
    all
}

impl Default for NarrowSlice<'_> {
    fn default() -> Self {
        NarrowSlice::Eight(&[])
    }
}

impl NarrowSlice<'_> {
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        match self {
            NarrowSlice::Eight(values) => values.len(),
            NarrowSlice::Sixteen(values) => values.len(),
            NarrowSlice::ThirtyTwo(values) => values.len(),
            NarrowSlice::SixtyFour(values) => values.len(),
        }
    }

    /// The number at a place; none beyond the last.
    #[inline]
    pub fn get(&self, at: usize) -> Option<i64> {
        match self {
            NarrowSlice::Eight(values) => values.get(at).map(|v| if *v == i8::MIN { MISSING } else { i64::from(*v) }),
            NarrowSlice::Sixteen(values) => {
                values.get(at).map(|v| if *v == i16::MIN { MISSING } else { i64::from(*v) })
            }
            NarrowSlice::ThirtyTwo(values) => {
                values.get(at).map(|v| if *v == i32::MIN { MISSING } else { i64::from(*v) })
            }
            NarrowSlice::SixtyFour(values) => values.get(at).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_numbers_are_refused() {
        for bytes in [&[][..], &[2, 0], &[3, 0, 0, 0], &[8, 1, 2, 3]] {
            let found: Result<NarrowIntegers, serde::de::value::Error> = Bytes.visit_bytes(bytes);
            assert!(found.is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn numbers_come_back_at_every_width() {
        let edges =
            [i8::MIN.into(), i8::MAX.into(), i16::MIN.into(), i16::MAX.into(), i32::MIN.into(), i32::MAX.into()];
        let around = edges.into_iter().flat_map(|edge: i64| [edge - 1, edge, edge + 1]);
        for widest in around.chain([0, i64::MAX, i64::MIN + 1]) {
            let values = [3, MISSING, widest, -1, 0];
            let narrow = NarrowIntegers::of(5, values.into_iter());
            assert_eq!(narrow.iter().collect::<Vec<_>>(), values, "{widest}");
            let stored = postcard::to_allocvec(&narrow).unwrap();
            assert_eq!(postcard::from_bytes::<NarrowIntegers>(&stored).unwrap(), narrow, "{widest}");
            assert_eq!((narrow.slice(2..4).get(0), narrow.slice(2..4).get(2)), (Some(widest), None));
            let lists = [vec![], vec![7, MISSING], values.to_vec(), vec![200]];
            let all: Vec<i64> = lists.concat();
            let lists = lists.map(|list| NarrowIntegers::of(list.len(), list.into_iter())).to_vec();
            assert_eq!(NarrowIntegers::joined(lists), NarrowIntegers::of(8, all.into_iter()), "{widest}");
        }
        let bytes = |most: i64| match NarrowIntegers::of(2, [0, most].into_iter()) {
            NarrowIntegers::Eight(_) => 1,
            NarrowIntegers::Sixteen(_) => 2,
            NarrowIntegers::ThirtyTwo(_) => 4,
            NarrowIntegers::SixtyFour(_) => 8,
        };
        assert_eq!([52, 366, 90_000, -128, 5_000_000_000].map(bytes), [1, 2, 4, 2, 8]);
    }
}
