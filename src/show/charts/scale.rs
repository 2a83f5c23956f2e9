//! Numbers to places on the page, with ticks at round values.

/// A linear scale whose ends are ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    first: f64,
    step: f64,
    steps: u32,
    start: f64,
    end: f64,
}

/// The step between ticks is one of these times a power of ten.
const ROUND: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

impl Scale {
    /// A scale that contains all values and zero, from `start` to `end` on the page, in about `ticks` steps. What is not finite
    /// is passed over.
    pub fn holding(values: impl IntoIterator<Item = f64>, ticks: u32, start: f64, end: f64) -> Scale {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low == high {
            high = 1.0;
        }
        let rough = (high - low) / f64::from(ticks.max(1));
        let power = 10f64.powf(rough.log10().floor());
        let step = ROUND.iter().map(|round| round * power).find(|step| *step >= rough * (1.0 - 1e-9)).unwrap_or(rough);
        let first = (low / step).floor();
        let steps = ((high / step).ceil() - first).clamp(1.0, 1000.0);
        Scale { first: first * step, step, steps: steps as u32, start, end }
    }

    /// Where a value lies on the page.
    pub fn place(&self, value: f64) -> f64 {
        let length = self.step * f64::from(self.steps);
        self.start + (value - self.first) / length * (self.end - self.start)
    }

    /// The values at round distances, from the lowest to the highest.
    pub fn ticks(&self) -> impl Iterator<Item = f64> + '_ {
        (0..=self.steps).map(|tick| {
            let value = self.first + self.step * f64::from(tick);
            // A rounding error at zero would be written with decimals.
            if value.abs() < self.step * 1e-9 { 0.0 } else { value }
        })
    }
}
