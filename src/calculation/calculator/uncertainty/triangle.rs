//! The triangular distribution over a user's range.

use crate::case::inputs::Range;

/// From the lowest over the likeliest to the highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Triangle {
    /// The lowest.
    pub low: f64,
    /// The likeliest.
    pub mode: f64,
    /// The highest.
    pub high: f64,
}

impl Triangle {
    /// Over a range, or at one point where there is none.
    pub fn around(mode: f64, range: Option<Range>) -> Triangle {
        // A difference of two rates may miss its own range by a rounding.
        range.map_or(Triangle { low: mode, mode, high: mode }, |range| Triangle {
            low: range.low.min(mode),
            mode,
            high: range.high.max(mode),
        })
    }

    /// Whether it is one point.
    pub fn is_point(self) -> bool {
        self.low == self.high
    }

    /// (a + b + c) / 3.
    pub fn mean(self) -> f64 {
        if self.is_point() { self.mode } else { (self.low + self.mode + self.high) / 3.0 }
    }

    /// The mean of the square: variance (a² + b² + c² − ab − ac − bc) / 18, plus the mean squared.
    pub fn mean_square(self) -> f64 {
        if self.is_point() {
            return self.mode * self.mode;
        }
        let (a, b, c) = (self.low, self.mode, self.high);
        (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0 + self.mean() * self.mean()
    }

    /// For each share, the value below which that share of the distribution lies.
    pub fn quantiles(self, shares: &[f64]) -> Vec<f64> {
        let Triangle { low, mode, high } = self;
        if self.is_point() {
            return vec![mode; shares.len()];
        }
        let (width, left, right) = (high - low, mode - low, high - mode);
        let split = left / width;
        // Both sides are the same arithmetic, so that no branch has to be guessed for a random share.
        let quantile = |share: &f64| {
            let is_below = *share < split;
            let (rest, side) = if is_below { (*share, left) } else { (1.0 - share, right) };
            let root = (rest * width * side).sqrt();
            if is_below { low + root } else { high - root }
        };
        shares.iter().map(quantile).collect()
    }
}
