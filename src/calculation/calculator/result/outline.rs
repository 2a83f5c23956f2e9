//! The outline of a result: the figures that follow while a case is being written.

use super::note::Note;
use super::uncertainty::Bounds;
use super::{CaseResult, Money, PayerTotal, YearTotal};

/// The figures of a result that a page shows beside a form. Each equals that of the whole result.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The net result.
    pub total: Money,
    /// By payer.
    pub by_payer: Vec<PayerTotal>,
    /// The first calendar year from which the cumulative present value is never again below zero.
    pub break_even_year: Option<i32>,
    /// How sure the net result is.
    pub bounds: Bounds,
    /// By calendar year.
    pub by_year: Vec<YearTotal>,
    /// The gravest note.
    pub gravest: Option<Note>,
}

impl Outline {
    /// The outline of a whole result.
    pub fn of(result: &CaseResult) -> Outline {
        Outline {
            total: result.total,
            by_payer: result.by_payer.clone(),
            break_even_year: result.break_even_year,
            bounds: result.uncertainty.total,
            by_year: result.by_year.clone(),
            gravest: result.notes.first().cloned(),
        }
    }
}
