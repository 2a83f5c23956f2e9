//! Several results side by side.

use serde::Serialize;

use super::Note;
use super::result::{CaseResult, Heading, Money};
use super::uncertainty::Interval;
use crate::case::Inputs;
use crate::case::inputs::{ConsequenceChoice, DiscountStep};

/// Where a case stands among others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseSummary {
    /// From 1, by present value; equal results share a place.
    pub place: usize,
    /// The intervention.
    pub name: String,
    /// The net result.
    pub total: Money,
    /// What the intervention costs, as present value, before grants and displaced costs.
    pub costs: f64,
    /// The net result per krone of those costs, grants not counted, as present value; `None` without costs.
    pub per_krone: Option<f64>,
    /// The net result per person who starts, as present value.
    pub per_participant: Option<f64>,
    /// How sure the present value is if consequences' errors are independent.
    pub interval: Interval,
    /// The same if they are fully correlated.
    pub correlated: Interval,
    /// The first calendar year from which the cumulative present value is never again below zero.
    pub break_even_year: Option<i32>,
    /// Follow-up years that everything is known for.
    pub complete_through: i32,
    /// Questions of quality assurance that are open.
    pub open_questions: usize,
    /// The price year, which must be the same for results to be compared.
    pub price_year: i32,
    /// The year that present values are of, which must be the same too.
    pub start_year: i32,
    /// Follow-up years of the case.
    pub horizon: i32,
    /// The discount rate.
    pub discount: Vec<DiscountStep>,
    /// The share of the full effect by follow-up year.
    pub phase_in: Vec<f64>,
    /// Which consequences are used.
    pub used: ConsequenceChoice,
    /// Those that are left out.
    pub left_out: Vec<String>,
    /// Where the case stands, where another has the same name.
    pub path: Option<String>,
    /// What must be known of every figure of the case.
    pub notes: Vec<Note>,
}

impl CaseSummary {
    /// A case by itself, in the first place.
    pub fn of(inputs: &Inputs, result: &CaseResult) -> CaseSummary {
        let costs = result.by_heading.iter().find(|total| total.heading == Heading::Costs);
        let costs = costs.map_or(0.0, |costs| -costs.money.present_value);
        let open = |check: &&super::quality::Check| check.state == super::quality::CheckState::Open;
        CaseSummary {
            place: 1,
            name: inputs.intervention.name.clone(),
            total: result.total,
            costs,
            per_krone: result.per_krone,
            per_participant: result.per_participant.map(|money| money.present_value),
            interval: result.uncertainty.total.independent,
            correlated: result.uncertainty.total.correlated,
            break_even_year: result.break_even_year,
            complete_through: result.coverage.complete_through,
            open_questions: result.checks.iter().filter(open).count(),
            price_year: inputs.price_year,
            start_year: inputs.intervention.start_year,
            horizon: inputs.horizon,
            discount: inputs.discount.clone(),
            phase_in: inputs.phase_in.clone(),
            used: inputs.used.clone(),
            left_out: inputs.left_out.clone(),
            path: None,
            notes: result.notes.iter().filter(|note| note.is_of_every_figure()).cloned().collect(),
        }
    }
}

/// Puts cases in order, the greatest present value first.
pub fn rank(mut standings: Vec<CaseSummary>) -> Vec<CaseSummary> {
    let value = |standing: &CaseSummary| standing.total.present_value;
    standings.sort_by(|a, b| value(b).total_cmp(&value(a)).then_with(|| a.name.cmp(&b.name)));
    let values: Vec<f64> = standings.iter().map(value).collect();
    for standing in &mut standings {
        standing.place = 1 + values.iter().filter(|other| **other > value(standing)).count();
    }
    standings
}
