//! What a started and a completed course costs, and how that moves with completion, group size and wages.

use crate::case::Inputs;
use crate::case::inputs::Cost;
use foundation::words::{CostBasis, CostCategory, Denominator, Payer};

pub use super::result::cost_model::{CostDriver, CostModel, CostRow, PerCourse, Variation};

/// Factors that each is varied by.
const FACTORS: [(CostDriver, f64); 6] = [
    (CostDriver::CompletionRate, 0.9),
    (CostDriver::CompletionRate, 1.1),
    (CostDriver::GroupSize, 0.75),
    (CostDriver::GroupSize, 1.25),
    (CostDriver::Wage, 0.9),
    (CostDriver::Wage, 1.1),
];

/// The costs of a case.
pub fn cost_model(inputs: &Inputs) -> CostModel {
    let intervention = &inputs.intervention;
    let started = intervention.started();
    let completion = intervention.completion_rate;
    let per = |kr: f64, completion: f64| {
        let completed = started * completion;
        PerCourse { kr, per_started: kr / started, per_completed: (completed > 0.0).then(|| kr / completed) }
    };
    let sum_at = |completion: f64, costs: &[Cost], of: &dyn Fn(&Cost) -> f64| -> f64 {
        let times = |basis| times(basis, inputs, completion);
        costs.iter().map(|cost| of(cost) * cost.kr * cost.factor * times(cost.basis)).sum()
    };
    let sum = |costs: &[Cost], of: &dyn Fn(&Cost) -> f64| sum_at(completion, costs, of);
    let total = sum(&inputs.costs, &|_| 1.0);
    let row = |category: CostCategory, payer: Payer| {
        let of = |cost: &Cost| f64::from(u8::from(cost.category == category && cost.payer == payer));
        CostRow { category, payer, cost: per(sum(&inputs.costs, &of), completion) }
    };
    let rows = CostCategory::ALL.iter().flat_map(|category| Payer::ALL.iter().map(|payer| row(*category, *payer)));
    let variation = |(varied, factor): (CostDriver, f64)| {
        let (completion, kr) = match varied {
            CostDriver::CompletionRate => {
                let varied = (completion * factor).min(1.0);
                (varied, sum_at(varied, &inputs.costs, &|_| 1.0))
            }
            CostDriver::GroupSize => {
                (completion, sum(&inputs.costs, &|c| if in_groups(c) { 1.0 / factor } else { 1.0 }))
            }
            CostDriver::Wage => (completion, sum(&inputs.costs, &|c| if by_the_hour(c) { factor } else { 1.0 })),
        };
        Variation { varied, factor, cost: per(kr, completion) }
    };
    // Where no cost has hours or groups, there is nothing to vary.
    let varies = |varied: CostDriver| match varied {
        CostDriver::CompletionRate => completion > 0.0,
        CostDriver::GroupSize => inputs.costs.iter().any(in_groups),
        CostDriver::Wage => inputs.costs.iter().any(by_the_hour),
    };
    CostModel {
        started,
        completed: started * completion,
        rows: rows.filter(|row| row.cost.kr != 0.0).collect(),
        total: per(total, completion),
        net: per(total - sum(&inputs.displaced, &|_| 1.0), completion),
        variations: FACTORS.into_iter().filter(|(varied, _)| varies(*varied)).map(variation).collect(),
    }
}

/// Whether a cost changes with the size of groups. A grant is what was promised, however it was worked out.
fn in_groups(cost: &Cost) -> bool {
    cost.group_size.is_some() && !cost.is_grant()
}

/// Whether a cost changes with wages.
fn by_the_hour(cost: &Cost) -> bool {
    cost.staff.is_some() && !cost.is_grant()
}

/// How many times a cost falls over all years, at a completion rate.
fn times(basis: CostBasis, inputs: &Inputs, completion: f64) -> f64 {
    let intervention = &inputs.intervention;
    let started = intervention.started();
    match basis {
        CostBasis::Once | CostBasis::AtTheEnd | CostBasis::InYear => 1.0,
        CostBasis::PerYear => f64::from(intervention.years),
        CostBasis::PerParticipant => started,
        CostBasis::PerCompleted => started * completion,
        CostBasis::PerSuccess => {
            let counted = match inputs.effect.denominator {
                Denominator::Started => started,
                Denominator::Completed => started * completion,
            };
            counted * inputs.effect.net_rate
        }
    }
}
