//! Exact sums of doubles by cell, and of their squares.
//!
//! A double is a whole number of 53 bits times a power of two, so a sum of doubles is a whole number too, in units small
//! enough. Sums are kept as *lanes*: whole numbers, each worth 2⁶⁴ of the one before, in 128 bits, so that a lane takes 2⁶²
//! additions before it is full. Nothing is rounded: no order and no partition of the rows can change a bit, and an offset
//! loses nothing that the doubles hold. Whole numbers below 2⁵¹ need a single lane and no shifting; the first other value
//! widens the sums to a window of lanes, exactly.
//!
//! Cell 0 is for rows that belong to no regression; its sums are meaningless.

use super::big::{Big, Scaled};

/// Power of two of the unit of lane 0: below the smallest double, and such that 10⁻³ to 10¹² share a lane.
const BASE: i64 = -1088;
/// The lane whose unit is 1.
const ONE: usize = 17;
/// Whole numbers below this are added as they are; adding and taking off 1.5 · 2⁵² rounds to them.
const WHOLE: f64 = (1u64 << 51) as f64;
const MAGIC: f64 = (3u64 << 51) as f64;

/// Sums by cell, of one outcome.
#[derive(Debug, Clone)]
pub struct Sums {
    /// The window of lanes of Σy: first lane and how many. `None` while all values are whole.
    window: Option<(usize, usize)>,
    /// Whether Σy² is kept.
    squares: bool,
    /// By cell, Σy and then Σy²: one lane each, or as many as the window has and twice as many.
    lanes: Vec<i128>,
}

/// The sums of one cell, in units of a power of two.
#[derive(Debug, Clone)]
pub struct Exact {
    /// Σy.
    pub sum: Big,
    /// Σy², in squared units.
    pub squares: Big,
}

/// What is taken off every value before anything is rounded.
#[derive(Debug, Clone)]
pub struct Centre {
    /// In whole numbers, where all values are whole.
    steps: i128,
    /// In the finer of the units of the sums and of its own last bit.
    in_base: Big,
    /// How many of those a unit of the sums is.
    finer: Big,
    /// The power of two of that unit.
    base: i64,
}

impl Centre {
    /// Σ(y − centre), of Σy over `n` values.
    pub fn deviation(&self, sum: &Big, n: u64) -> Scaled {
        sum.product(&self.finer).minus(&self.in_base.times(n)).scaled(self.base)
    }
}

impl Sums {
    /// No sums, with or without squares.
    pub fn new(squares: bool) -> Sums {
        Sums { window: None, squares, lanes: Vec::new() }
    }

    /// Whether every value so far is a whole number.
    pub fn whole(&self) -> bool {
        self.window.is_none()
    }

    /// The power of two that a unit of Σy is worth.
    pub fn unit(&self) -> i64 {
        self.window.map_or(0, |(first, _)| BASE + 64 * first as i64)
    }

    fn stride(&self) -> usize {
        self.window.map_or(1, |(_, lanes)| lanes) + if self.squares { self.window.map_or(1, |(_, l)| 2 * l) } else { 0 }
    }

    /// Makes room for cells.
    pub fn resize(&mut self, cells: usize) {
        let length = cells * self.stride();
        if length > self.lanes.len() {
            self.lanes.resize(length, 0);
        }
    }

    /// Adds finite values to their cells, for which there must be room. Returns false, and adds nothing, if a value is not
    /// finite.
    pub fn add(&mut self, cells: &[u32], values: &[f64]) -> bool {
        let whole = values.iter().fold(true, |whole, y| whole & ((y + MAGIC) - MAGIC == *y) & (y.abs() < WHOLE));
        if !whole && values.iter().any(|y| !y.is_finite()) {
            return false;
        }
        match (self.window, whole) {
            (None, true) if self.squares => {
                for (cell, y) in cells.iter().zip(values) {
                    let k = i128::from(integer(*y));
                    let at = 2 * *cell as usize;
                    if let Some([sum, squares]) = self.lanes.get_mut(at..at + 2) {
                        *sum = sum.wrapping_add(k);
                        *squares = squares.wrapping_add(k.wrapping_mul(k));
                    }
                }
            }
            (None, true) => {
                for (cell, y) in cells.iter().zip(values) {
                    if let Some(sum) = self.lanes.get_mut(*cell as usize) {
                        *sum = sum.wrapping_add(i128::from(integer(*y)));
                    }
                }
            }
            _ => {
                if let Some((first, last)) = reach(values) {
                    self.widen(first, last + 2);
                    self.add_wide(cells, values);
                }
            }
        }
        true
    }

    fn add_wide(&mut self, cells: &[u32], values: &[f64]) {
        let Some((first, lanes)) = self.window else { return };
        let stride = self.stride();
        for (cell, y) in cells.iter().zip(values) {
            if *y == 0.0 {
                continue;
            }
            let (mantissa, position) = place(*y);
            let (lane, shift) = ((position >> 6) as usize - first, position & 63);
            let at = *cell as usize * stride;
            let Some(here) = self.lanes.get_mut(at..at + stride) else { continue };
            let shifted = i128::from(mantissa) << shift;
            if let Some([low, high]) = here.get_mut(lane..lane + 2) {
                *low = low.wrapping_add(i128::from(shifted as u64));
                *high = high.wrapping_add(shifted >> 64);
            }
            if self.squares {
                let square = u128::from(mantissa.unsigned_abs()) * u128::from(mantissa.unsigned_abs());
                // Twice the position, seen from twice the first lane.
                let position = 2 * (position as usize - 64 * first);
                let (lane, shift) = (lanes + (position >> 6), position & 63);
                let low = u128::from(square as u64) << shift;
                let high = (square >> 64) << shift;
                if let Some([a, b, c]) = here.get_mut(lane..lane + 3) {
                    *a = a.wrapping_add(i128::from(low as u64));
                    *b = b.wrapping_add((low >> 64) as i128 + i128::from(high as u64));
                    *c = c.wrapping_add((high >> 64) as i128);
                }
            }
        }
    }

    /// Widens the window to hold lanes `first` up to, not including, `end`; what is there keeps its worth.
    fn widen(&mut self, first: usize, end: usize) {
        let old = self.window;
        let nothing_yet = old.is_none() && self.lanes.iter().all(|lane| *lane == 0);
        // Whole sums reach over two lanes.
        let whole = if nothing_yet { (first, end) } else { (ONE, ONE + 2) };
        let (start, stop) = old.map_or(whole, |(at, lanes)| (at, at + lanes));
        let (first, end) = (first.min(start), end.max(stop));
        if old == Some((first, end - first)) {
            return;
        }
        let old_stride = self.stride();
        self.window = Some((first, end - first));
        let (stride, lanes) = (self.stride(), end - first);
        let cells = self.lanes.len() / old_stride;
        let mut wide = vec![0i128; cells * stride];
        for (from, to) in self.lanes.chunks_exact(old_stride).zip(wide.chunks_exact_mut(stride)) {
            let old_lanes = old.map_or(1, |(_, lanes)| lanes);
            let (sum, squares) = from.split_at(old_lanes);
            copy(sum, old.is_none(), to.get_mut(start - first..lanes).unwrap_or_default());
            copy(squares, old.is_none(), to.get_mut(lanes + 2 * (start - first)..).unwrap_or_default());
        }
        self.lanes = wide;
    }

    /// Adds another's sums, whose cell *i* is cell `map[i]` here. Room must have been made.
    pub fn merge(&mut self, mut other: Sums, map: &[u32]) {
        // Each in turn may have reached lanes that the other has not.
        for _ in 0..2 {
            if let Some((first, lanes)) = other.window {
                self.widen(first, first + lanes);
            }
            if let Some((first, lanes)) = self.window {
                other.widen(first, first + lanes);
            }
        }
        let stride = self.stride();
        for (cell, from) in map.iter().zip(other.lanes.chunks_exact(stride)) {
            let at = *cell as usize * stride;
            for (to, from) in self.lanes.iter_mut().skip(at).zip(from) {
                *to = to.wrapping_add(*from);
            }
        }
    }

    /// A number near the mean of `n` values, the same however the sums came about.
    pub fn centre(&self, total: &Big, n: u64) -> Centre {
        let total = total.scaled(self.unit());
        let last_bit = if self.whole() { 0 } else { total.exponent - 52 };
        let steps = if n == 0 { 0.0 } else { (total.over(last_bit) / n as f64).round() };
        let base = last_bit.min(self.unit());
        Centre {
            steps: steps as i128,
            in_base: Big::from_lanes(&[steps as i128]).product(&Big::power_of_two(last_bit - base)),
            finer: Big::power_of_two(self.unit() - base),
            base,
        }
    }

    /// Σ(y − centre) of a cell of `n` values.
    pub fn deviation(&self, cell: usize, n: u64, centre: &Centre) -> Scaled {
        if self.whole() {
            let sum = self.lanes.get(cell * self.stride()).copied().unwrap_or(0);
            return Scaled::of((sum - i128::from(n) * centre.steps) as f64);
        }
        centre.deviation(&self.get(cell).sum, n)
    }

    /// A cell's sums; zero where nothing was added.
    pub fn get(&self, cell: usize) -> Exact {
        let stride = self.stride();
        let here = self.lanes.get(cell * stride..(cell + 1) * stride).unwrap_or_default();
        let lanes = self.window.map_or(1, |(_, lanes)| lanes).min(here.len());
        let (sum, squares) = here.split_at(lanes);
        Exact { sum: Big::from_lanes(sum), squares: Big::from_lanes(squares) }
    }
}

/// Lanes into wider ones; a sum of whole numbers is taken apart into lanes of 64 bits.
fn copy(from: &[i128], apart: bool, to: &mut [i128]) {
    for (i, lane) in from.iter().enumerate() {
        if apart {
            if let Some([low, high]) = to.get_mut(2 * i..2 * i + 2) {
                (*low, *high) = (i128::from(*lane as u64), lane >> 64);
            }
        } else if let Some(place) = to.get_mut(i) {
            *place = *lane;
        }
    }
}

/// A whole number below 2⁵¹, from the bits that adding 1.5 · 2⁵² leaves.
fn integer(y: f64) -> i64 {
    ((y + MAGIC).to_bits() as i64).wrapping_sub(MAGIC.to_bits() as i64)
}

/// The first and the last lane that values other than zero begin in.
fn reach(values: &[f64]) -> Option<(usize, usize)> {
    let (mut smallest, mut largest, mut tiny) = (u64::MAX, 0, false);
    for y in values {
        let exponent = y.to_bits() >> 52 & 0x7ff;
        // Less one, a zero's exponent is larger than any.
        smallest = smallest.min(exponent.wrapping_sub(1));
        largest = largest.max(exponent);
        tiny |= exponent == 0 && *y != 0.0;
    }
    let first = if tiny { 1 } else { smallest.wrapping_add(1) };
    let lane = |exponent: u64| usize::try_from((exponent.max(1) + PLACE) >> 6).unwrap_or(0);
    (tiny || largest > 0).then(|| (lane(first), lane(largest)))
}

/// A double of exponent field *e* has its last bit at 2^(max(*e*, 1) − 1075): so many places above `BASE`.
const PLACE: u64 = 13;

/// A double other than zero as a whole number times a power of two, counted from `BASE`.
fn place(y: f64) -> (i64, u32) {
    let bits = y.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as u32;
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let mantissa = if exponent == 0 { fraction } else { fraction | 1 << 52 };
    let sign = if y < 0.0 { -mantissa } else { mantissa };
    (sign, exponent.max(1) + PLACE as u32)
}

/// The largest exponent, if it is so large or small that squares would leave what a double can hold; else 0.
pub fn common_unit(values: impl Iterator<Item = Scaled>) -> i64 {
    let largest = values.filter(|value| value.mantissa != 0.0).map(|value| value.exponent).max().unwrap_or(0);
    if largest.abs() > 300 { largest } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σy and Σy² as doubles.
    fn sums(sums: &Sums, cell: usize) -> (f64, f64) {
        let exact = sums.get(cell);
        (exact.sum.scaled(sums.unit()).over(0), exact.squares.scaled(2 * sums.unit()).over(0))
    }

    #[test]
    fn nothing_is_lost() {
        let mut all = Sums::new(true);
        all.resize(3);
        assert!(all.add(&[1, 1, 2], &[3.0, -4.0, 1e9]));
        assert!(all.whole());
        assert_eq!(sums(&all, 1), (-1.0, 25.0));
        assert!(all.add(&[1, 1, 1, 2], &[1e300, 0.1, -1e300, 0.5]));
        assert_eq!(sums(&all, 1).0, -0.9);
        assert_eq!(sums(&all, 2), (1e9 + 0.5, 1e18 + 0.25));
        assert!(all.add(&[2, 2], &[5e-324, -1e9]));
        assert_eq!(sums(&all, 2), (0.5, 2e18 + 0.25));
        assert!(!all.add(&[1], &[f64::NAN]));
        assert!(!all.add(&[1, 1], &[f64::INFINITY, 1.0]));
    }

    #[test]
    fn parts_make_the_whole() {
        let (mut a, mut b) = (Sums::new(true), Sums::new(true));
        a.resize(2);
        b.resize(2);
        assert!(a.add(&[1], &[7.0]) && b.add(&[1], &[-0.25]));
        let mut reversed = b.clone();
        reversed.merge(a.clone(), &[0, 1]);
        a.merge(b, &[0, 1]);
        assert_eq!(sums(&a, 1), (6.75, 49.0625));
        assert_eq!(sums(&reversed, 1), sums(&a, 1));
    }
}
