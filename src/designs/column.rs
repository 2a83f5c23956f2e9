//! A variable's numbers, one for every person, in half the room where that loses nothing.
//!
//! Counts, weeks and flags of two values are exact as numbers of 32 bits. All arithmetic is in 64 bits, so that no figure depends on
//! how a column is stored.

/// The numbers of a variable, in the order of persons.
#[derive(Debug, Clone)]
pub struct Column {
    stored: Stored,
}

#[derive(Debug, Clone)]
enum Stored {
    /// Numbers that 32 bits hold exactly.
    Short(Vec<f32>),
    Long(Vec<f64>),
}

impl Column {
    /// How many numbers there are.
    pub fn len(&self) -> usize {
        match &self.stored {
            Stored::Short(numbers) => numbers.len(),
            Stored::Long(numbers) => numbers.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a person.
    pub fn at(&self, person: usize) -> f64 {
        match &self.stored {
            Stored::Short(numbers) => f64::from(numbers[person]),
            Stored::Long(numbers) => numbers[person],
        }
    }

    /// All numbers.
    pub fn iter(&self) -> Numbers<'_> {
        match &self.stored {
            Stored::Short(numbers) => Numbers::Short(numbers.iter()),
            Stored::Long(numbers) => Numbers::Long(numbers.iter()),
        }
    }

    /// The numbers of the persons for whom `kept` is true.
    #[must_use]
    pub fn only(&self, kept: &[bool]) -> Column {
        fn of<T: Copy>(numbers: &[T], kept: &[bool]) -> Vec<T> {
            let mut of_kept = Vec::with_capacity(kept.iter().filter(|kept| **kept).count());
            of_kept.extend(numbers.iter().zip(kept).filter(|(_, kept)| **kept).map(|(number, _)| *number));
            of_kept
        }
        let stored = match &self.stored {
            Stored::Short(numbers) => Stored::Short(of(numbers, kept)),
            Stored::Long(numbers) => Stored::Long(of(numbers, kept)),
        };
        Column { stored }
    }

    /// Writes (x − centre)·inverse of the persons from `start` on.
    pub(crate) fn scaled(&self, start: usize, (centre, inverse): (f64, f64), into: &mut [f64]) {
        let end = start + into.len();
        match &self.stored {
            Stored::Short(numbers) => {
                into.iter_mut().zip(&numbers[start..end]).for_each(|(z, x)| *z = (f64::from(*x) - centre) * inverse);
            }
            Stored::Long(numbers) => {
                into.iter_mut().zip(&numbers[start..end]).for_each(|(z, x)| *z = (x - centre) * inverse);
            }
        }
    }
}

/// A number in 32 bits, if these hold it exactly; NaN is NaN in both.
fn short(number: f64) -> Option<f32> {
    let short = number as f32;
    (f64::from(short).to_bits() == number.to_bits() || number.is_nan()).then_some(short)
}

impl FromIterator<f64> for Column {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Column {
        let mut numbers = numbers.into_iter();
        let (least, most) = numbers.size_hint();
        let expected = most.unwrap_or(least);
        let mut all: Vec<f32> = Vec::with_capacity(expected);
        while let Some(number) = numbers.next() {
            if let Some(short) = short(number) {
                all.push(short);
                continue;
            }
            let mut long: Vec<f64> = Vec::with_capacity(expected);
            long.extend(all.iter().copied().map(f64::from));
            drop(all);
            long.push(number);
            long.extend(numbers);
            return Column { stored: Stored::Long(long) };
        }
        Column { stored: Stored::Short(all) }
    }
}

impl From<Vec<f64>> for Column {
    fn from(numbers: Vec<f64>) -> Column {
        if numbers.iter().all(|number| short(*number).is_some()) {
            return numbers.into_iter().collect();
        }
        Column { stored: Stored::Long(numbers) }
    }
}

/// The numbers of a column, in 64 bits.
#[derive(Debug, Clone)]
pub enum Numbers<'a> {
    /// Of 32 bits.
    Short(std::slice::Iter<'a, f32>),
    /// Of 64 bits.
    Long(std::slice::Iter<'a, f64>),
}

impl Iterator for Numbers<'_> {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        match self {
            Numbers::Short(numbers) => numbers.next().map(|number| f64::from(*number)),
            Numbers::Long(numbers) => numbers.next().copied(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Numbers::Short(numbers) => numbers.size_hint(),
            Numbers::Long(numbers) => numbers.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_lost_in_half_the_room() {
        let whole = vec![0.0, -0.0, 52.0, -16_777_216.0, 0.25];
        let fine = vec![1.0, 0.1, 16_777_217.0, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY];
        for (numbers, is_short) in [(whole, true), (fine, false)] {
            let bits = |column: &Column| column.iter().map(f64::to_bits).collect::<Vec<u64>>();
            let wanted: Vec<u64> = numbers.iter().map(|number| number.to_bits()).collect();
            for column in [Column::from(numbers.clone()), numbers.iter().copied().collect()] {
                assert_eq!((bits(&column), matches!(column.stored, Stored::Short(_))), (wanted.clone(), is_short));
                assert_eq!(column.at(2).to_bits(), wanted[2]);
                let (mut found, mut of_number) = ([0.0; 2], [0.0; 2]);
                column.scaled(1, (0.3, 1.7), &mut found);
                of_number.iter_mut().zip(&numbers[1..]).for_each(|(z, x)| *z = (x - 0.3) * 1.7);
                assert_eq!(found, of_number);
                let kept: Vec<bool> = (0..numbers.len()).map(|at| at % 2 == 0).collect();
                let of_kept: Vec<u64> = wanted.iter().copied().step_by(2).collect();
                assert_eq!(bits(&column.only(&kept)), of_kept);
            }
        }
        assert!(Column::from(vec![f64::NAN]).at(0).is_nan());
    }
}
