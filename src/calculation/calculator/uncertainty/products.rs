//! The products of a draw's factors that a present value is linear in, a column each.
//!
//! A case has some thirty present values: of all payers and of each, of every year, of every committee. They are made of the same
//! columns with other coefficients, so the columns are made once.

use std::sync::Arc;

use super::draws::{Column, Draws};

/// How many draws of a column are taken together, so that they stay in the processor's cache.
const BLOCK: usize = 1024;

/// Products without an error of an estimate.
pub const KNOWN: usize = 10;

/// The columns of all draws. Success is net rate × completion rate.
#[derive(Debug)]
pub struct Products {
    /// Completion; success; costs, with completion, with success; displaced costs, with completion, with success; price; price
    /// × success. Those that a case has no amounts for are empty.
    pub known: [Column; KNOWN],
    /// Price × success × each of three independent errors of what success brings in natural units.
    pub natural: [Vec<f64>; 3],
    /// Success × each of three independent errors of what it brings in kroner.
    pub kroner: [Vec<f64>; 3],
    /// Price × success, and success, × the common error of all consequences.
    pub common: [Vec<f64>; 2],
}

/// What a case has amounts for, besides fixed ones and what success brings.
#[derive(Debug, Clone, Copy)]
pub struct Amounts {
    /// Amounts for each who completes.
    pub completed: bool,
    /// Amounts for each success.
    pub success: bool,
}

impl Products {
    /// The columns of draws that a case with such amounts needs.
    pub fn of(draws: &Draws, amounts: Amounts) -> Products {
        let times = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>();
        let completion = &draws.completion_rate;
        let success = times(&draws.net_rate, completion);
        let priced = times(&draws.price, &success);
        let natural = [0, 1, 2].map(|error| times(&priced, &draws.natural[error]));
        let kroner = [0, 1, 2].map(|error| times(&success, &draws.kroner[error]));
        let common = [times(&priced, &draws.common), times(&success, &draws.common)];
        let none = Column::default();
        let column = |wanted: bool, of: &dyn Fn() -> Vec<f64>| if wanted { Arc::new(of()) } else { Arc::clone(&none) };
        let with_volumes = |of: &Column| {
            [
                Arc::clone(of),
                column(amounts.completed, &|| times(of, completion)),
                column(amounts.success, &|| times(of, &success)),
            ]
        };
        let [costs, completed_costs, success_costs] = with_volumes(&draws.costs);
        let [displaced, completed_displaced, success_displaced] = with_volumes(&draws.displaced);
        let known = [
            Arc::clone(completion),
            Arc::new(success),
            costs,
            completed_costs,
            success_costs,
            displaced,
            completed_displaced,
            success_displaced,
            Arc::clone(&draws.price),
            Arc::new(priced),
        ];
        Products { known, natural, kroner, common }
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
