//! The products of a draw's factors that a present value is linear in, a column each.
//!
//! A case has some thirty present values: of all payers and of each, of every year, of every committee. They are made of the same
//! columns with other coefficients, so the columns are made once.

use super::draws::Draw;

/// How many draws of a column are taken together, so that they stay in the processor's cache.
const BLOCK: usize = 1024;

/// Products without an error of an estimate.
pub const KNOWN: usize = 10;

/// The columns of all draws. Success is net rate × completion rate.
#[derive(Debug)]
pub struct Products {
    /// Completion; success; costs, with completion, with success; displaced costs, with completion, with success; price; price
    /// × success.
    pub known: [Vec<f64>; KNOWN],
    /// Price × success × each of three independent errors of what success brings in natural units.
    pub natural: [Vec<f64>; 3],
    /// Success × each of three independent errors of what it brings in kroner.
    pub kroner: [Vec<f64>; 3],
    /// Price × success, and success, × the common error of all consequences.
    pub common: [Vec<f64>; 2],
}

impl Products {
    /// The columns of draws.
    pub fn of(draws: &[Draw]) -> Products {
        let column = |of: &dyn Fn(&Draw) -> f64| draws.iter().map(of).collect::<Vec<f64>>();
        let success = |draw: &Draw| draw.net_rate * draw.completion_rate;
        let with_volumes = |of: fn(&Draw) -> f64| {
            [
                column(&|draw| of(draw)),
                column(&|draw| of(draw) * draw.completion_rate),
                column(&|draw| of(draw) * success(draw)),
            ]
        };
        let [costs, completed_costs, success_costs] = with_volumes(|draw| draw.costs);
        let [displaced, completed_displaced, success_displaced] = with_volumes(|draw| draw.displaced);
        let known = [
            column(&|draw| draw.completion_rate),
            column(&success),
            costs,
            completed_costs,
            success_costs,
            displaced,
            completed_displaced,
            success_displaced,
            column(&|draw| draw.price),
            column(&|draw| draw.price * success(draw)),
        ];
        Products {
            known,
            natural: [0, 1, 2].map(|error| column(&|draw| draw.price * success(draw) * draw.natural[error])),
            kroner: [0, 1, 2].map(|error| column(&|draw| success(draw) * draw.kroner[error])),
            common: [
                column(&|draw| draw.price * success(draw) * draw.common),
                column(&|draw| success(draw) * draw.common),
            ],
        }
    }

    /// How many draws there are.
    pub fn len(&self) -> usize {
        self.common[0].len()
    }
}

/// Adds columns with their coefficients to values.
pub fn add(values: &mut [f64], terms: &[(&[f64], f64)]) {
    for (number, block) in values.chunks_mut(BLOCK).enumerate() {
        for (column, coefficient) in terms.iter().filter(|(_, coefficient)| *coefficient != 0.0) {
            let from = number * BLOCK;
            let column = &column[from..from + block.len()];
            block.iter_mut().zip(column).for_each(|(value, product)| *value += coefficient * product);
        }
    }
}
