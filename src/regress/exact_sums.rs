//! Exact sums by cell of any doubles, and of their squares.
//!
//! A double is a whole number of 53 bits times a power of two, so a sum of doubles is a whole number too, in units small
//! enough. Sums are kept as *lanes*: whole numbers, each worth 2⁶⁴ of the one before, in 128 bits, so that a lane takes 2⁶²
//! additions before it is full. There are only as many lanes as the values need, and more as soon as they need more.

use super::values::{OFF, Slice};

/// Power of two of the unit of lane 0: below the smallest double, and such that 10⁻³ to 10¹² share a lane.
const BASE: i64 = -1088;
/// The lane whose unit is 1, which is always there.
const ONE: usize = 17;

/// Σy and Σy² by cell.
#[derive(Debug, Clone)]
pub struct WideSums {
    /// The first lane of Σy, and how many there are; Σy² has twice as many, from twice the first.
    first: usize,
    count: usize,
    /// By cell, Σy and then Σy².
    lanes: Vec<i128>,
}

impl WideSums {
    /// No sums.
    pub fn new() -> WideSums {
        WideSums { first: ONE, count: 1, lanes: Vec::new() }
    }

    /// The power of two that a unit of Σy is worth: 0 or less.
    pub fn unit(&self) -> i64 {
        BASE + 64 * self.first as i64
    }

    fn stride(&self) -> usize {
        3 * self.count
    }

    /// Makes room for cells.
    pub fn resize(&mut self, cells: usize) {
        let length = cells * self.stride();
        if length > self.lanes.len() {
            self.lanes.resize(length, 0);
        }
    }

    /// Adds the doubles of a slice that lie on no grid to their cells, for which there must be room.
    pub fn add(&mut self, cells: &[u32], slice: &Slice) {
        let Some((first, last)) = reach(slice) else { return };
        self.widen(first, last + 2);
        match self.count {
            2 => self.add_to::<2, 6>(cells, slice),
            3 => self.add_to::<3, 9>(cells, slice),
            _ => self.add_to_many(cells, slice),
        }
    }

    /// With the numbers of lanes known beforehand, which is what makes it fast.
    fn add_to<const COUNT: usize, const STRIDE: usize>(&mut self, cells: &[u32], slice: &Slice) {
        let base = 64 * self.first;
        let (lanes, _) = self.lanes.as_chunks_mut::<STRIDE>();
        for ((cell, y), step) in cells.iter().zip(slice.doubles).zip(slice.steps) {
            if *step == OFF {
                let (sum, squares) = lanes[*cell as usize].split_at_mut(COUNT);
                add_one(sum, squares, *y, base);
            }
        }
    }

    fn add_to_many(&mut self, cells: &[u32], slice: &Slice) {
        let (base, count, stride) = (64 * self.first, self.count, self.stride());
        for ((cell, y), _) in cells.iter().zip(slice.doubles).zip(slice.steps).filter(|(_, step)| **step == OFF) {
            let at = *cell as usize * stride;
            let (sum, squares) = self.lanes[at..at + stride].split_at_mut(count);
            add_one(sum, squares, *y, base);
        }
    }

    /// Widens the window to hold lanes `first` up to, not including, `end`; what is there keeps its worth.
    fn widen(&mut self, first: usize, end: usize) {
        let (start, stop) = (self.first, self.first + self.count);
        let (first, end) = (first.min(start), end.max(stop));
        if (first, end) == (start, stop) {
            return;
        }
        let (old_stride, old_count) = (self.stride(), self.count);
        (self.first, self.count) = (first, end - first);
        let stride = self.stride();
        let mut wide = vec![0i128; self.lanes.len() / old_stride * stride];
        for (from, to) in self.lanes.chunks_exact(old_stride).zip(wide.chunks_exact_mut(stride)) {
            let (sum, squares) = from.split_at(old_count);
            to[start - first..][..sum.len()].copy_from_slice(sum);
            to[self.count + 2 * (start - first)..][..squares.len()].copy_from_slice(squares);
        }
        self.lanes = wide;
    }

    /// Adds another's sums, whose cell *i* is cell `map[i]` here. Room must have been made.
    pub fn merge(&mut self, mut other: WideSums, map: &[u32]) {
        self.widen(other.first, other.first + other.count);
        other.widen(self.first, self.first + self.count);
        let stride = self.stride();
        for (cell, from) in map.iter().zip(other.lanes.chunks_exact(stride)) {
            let at = *cell as usize * stride;
            for (to, from) in self.lanes.iter_mut().skip(at).zip(from) {
                *to = to.wrapping_add(*from);
            }
        }
    }

    /// The lanes of Σy and of Σy² of a cell.
    pub fn get(&self, cell: usize) -> (&[i128], &[i128]) {
        let stride = self.stride();
        self.lanes[cell * stride..(cell + 1) * stride].split_at(self.count)
    }
}

/// Adds a double and its square to a cell's lanes, of which the first is worth 2 to the power of `base` above `BASE`.
#[inline]
fn add_one(sum: &mut [i128], squares: &mut [i128], y: f64, base: usize) {
    let (mantissa, position) = place(y);
    let position = position.wrapping_sub(base);
    let (lane, shift) = (position >> 6, position & 63);
    let lanes = &mut sum[lane..lane + 2];
    lanes[0] = lanes[0].wrapping_add(i128::from(mantissa.cast_unsigned() << shift));
    lanes[1] = lanes[1].wrapping_add(i128::from((mantissa >> 1) >> (63 - shift)));
    let square = u128::from(mantissa.unsigned_abs()) * u128::from(mantissa.unsigned_abs());
    let (low, high) = (square as u64, (square >> 64) as u64);
    let (lane, shift) = (position >> 5, (2 * position) & 63);
    let lanes = &mut squares[lane..lane + 3];
    lanes[0] = lanes[0].wrapping_add(i128::from(low << shift));
    lanes[1] = lanes[1].wrapping_add(i128::from(high << shift | (low >> 1) >> (63 - shift)));
    lanes[2] = lanes[2].wrapping_add(i128::from((high >> 1) >> (63 - shift)));
}

/// The first and the last lane that values on no grid begin in.
fn reach(slice: &Slice) -> Option<(usize, usize)> {
    let (mut smallest, mut largest) = (u64::MAX, 0);
    for (y, step) in slice.doubles.iter().zip(slice.steps) {
        let exponent = (y.to_bits() >> 52 & 0x7ff).max(1);
        let off = *step == OFF;
        smallest = smallest.min(if off { exponent } else { u64::MAX });
        largest = largest.max(if off { exponent } else { 0 });
    }
    let lane = |exponent: u64| ((exponent + PLACE) >> 6) as usize;
    (largest > 0).then(|| (lane(smallest), lane(largest)))
}

/// A double of exponent field *e* has its last bit at 2^(max(*e*, 1) − 1075): so many places above `BASE`.
const PLACE: u64 = 13;

/// A double other than zero as a whole number times a power of two, counted from `BASE`.
fn place(y: f64) -> (i64, usize) {
    let bits = y.to_bits();
    let exponent = bits >> 52 & 0x7ff;
    let fraction = bits & ((1 << 52) - 1);
    let mantissa = (fraction | u64::from(exponent != 0) << 52).cast_signed();
    let sign = bits.cast_signed() >> 63;
    ((mantissa ^ sign) - sign, (exponent.max(1) + PLACE) as usize)
}
