//! How a covariance scales a person's residual by leverage and by degrees of freedom: a new one is an arm here.

use super::factor::Factor;
use foundation::words::Covariance;

/// What residuals and their squares are multiplied by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// For a residual.
    pub single: f64,
    /// For a squared residual.
    pub squared: f64,
}

/// Whether a covariance divides by 1 − h, which a person of leverage 1 makes zero.
pub fn divides_by_leverage(covariance: Covariance) -> bool {
    match covariance {
        Covariance::Hc2 | Covariance::Hc3 => true,
        Covariance::Iid | Covariance::Hc0 | Covariance::Hc1 | Covariance::Cr1 | Covariance::Design => false,
    }
}

impl Factor {
    /// The scale of a person's residual in a cell. HC2 and HC3 leave persons of leverage 1 out: dividing by 1 − h = 0 would
    /// amplify rounding errors.
    pub(super) fn scale(&self, covariance: Covariance, cell: usize) -> Scale {
        let rest = 1.0 - self.leverage[cell];
        match covariance {
            Covariance::Hc2 | Covariance::Hc3 if self.has_leverage_one(cell) => Scale { single: 0.0, squared: 0.0 },
            Covariance::Hc2 => Scale { single: rest.powf(-0.5), squared: 1.0 / rest },
            Covariance::Hc3 => Scale { single: 1.0 / rest, squared: 1.0 / rest.powi(2) },
            Covariance::Iid | Covariance::Hc0 | Covariance::Hc1 | Covariance::Cr1 | Covariance::Design => {
                Scale { single: 1.0, squared: 1.0 }
            }
        }
    }

    /// Numerator and denominator of the correction for degrees of freedom: N/(N − p) for HC1, 1 for the others.
    pub(super) fn correction(&self, covariance: Covariance) -> (f64, f64) {
        match covariance {
            Covariance::Hc1 => (self.persons() as f64, self.df() as f64),
            Covariance::Iid
            | Covariance::Hc0
            | Covariance::Hc2
            | Covariance::Hc3
            | Covariance::Cr1
            | Covariance::Design => (1.0, 1.0),
        }
    }
}
