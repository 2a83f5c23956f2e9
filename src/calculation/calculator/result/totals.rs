//! Sums of the lines by year, payer, committee, heading and item, and persons by year.

use foundation::words::Payer;
use serde::Serialize;

use super::money::Money;
use crate::case::inputs::Heading;

/// One calendar year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearTotal {
    /// The calendar year.
    pub year: i32,
    /// What a krone of this year is worth in the first.
    pub discount_factor: f64,
    /// The year's net result.
    pub money: Money,
    /// The net result through this year.
    pub cumulative: Money,
}

/// One payer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PayerTotal {
    /// Who.
    pub payer: Payer,
    /// The payer's net result.
    pub money: Money,
}

/// What one payer's spending comes back as at another, as present value: the costs that are left when grants are given and
/// what costs displace is saved are borne by some, and each payer's gain is ascribed to them in proportion. What a payer
/// saves or is granted beyond its costs is a gain, so that all gains less all that is borne is the total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// Who bears costs.
    pub from: Payer,
    /// Who gains, or loses, from what they bring.
    pub to: Payer,
    /// The costs borne by `from`.
    pub borne: f64,
    /// What comes to `to` because of them.
    pub gain: f64,
}

/// One committee of a payer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommitteeTotal {
    /// The payer.
    pub payer: Payer,
    /// The committee; `None` is what no split says anything of.
    pub committee: Option<String>,
    /// Its net result.
    pub money: Money,
}

/// One heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadingTotal {
    /// Which.
    pub heading: Heading,
    /// Its net result.
    pub money: Money,
}

/// One cost or consequence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemTotal {
    /// What it is counted under.
    pub heading: Heading,
    /// The consequence's id, or the cost's name.
    pub item: String,
    /// Its net result.
    pub money: Money,
}

/// Persons of one calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct People {
    /// The calendar year.
    pub year: i32,
    /// Who start in it.
    pub started: f64,
    /// Who complete in it.
    pub completed: f64,
    /// Who succeed in it because of the intervention.
    pub successes: f64,
}
