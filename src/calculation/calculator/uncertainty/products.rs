//! The products of a draw's factors that a present value is linear in, a column each.
//!
//! A case has some thirty present values: of all payers and of each, of every year, of every committee. They are made of the same
//! columns with other coefficients, so the columns are made once.

use std::sync::Arc;

use super::amounts::Amounts;
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
    /// Three independent errors of what success brings in natural units.
    natural: [Column; 3],
    /// Three independent errors of what it brings in kroner.
    kroner: [Column; 3],
    /// The common error of all consequences.
    common: Column,
}

/// A column, or the product of two, with its coefficient. A product of two that few sums hold is not written down.
#[derive(Debug, Clone, Copy)]
pub struct Term<'a> {
    column: &'a [f64],
    times: Option<&'a [f64]>,
    coefficient: f64,
}

impl<'a> Term<'a> {
    /// A column with its coefficient.
    pub fn of(column: &'a [f64], coefficient: f64) -> Term<'a> {
        Term { column, times: None, coefficient }
    }

    fn product(column: &'a [f64], times: &'a [f64], coefficient: f64) -> Term<'a> {
        Term { column, times: Some(times), coefficient }
    }
}

impl Products {
    /// The columns of draws that a case with such amounts needs.
    pub fn of(draws: &Draws, amounts: Amounts) -> Products {
        let times = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>();
        let completion = &draws.completion_rate;
        let success = times(&draws.net_rate, completion);
        let priced = times(&draws.price, &success);
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
        let (natural, kroner) = (draws.natural.clone(), draws.kroner.clone());
        Products { known, natural, kroner, common: Arc::clone(&draws.common) }
    }

    fn success(&self) -> &[f64] {
        let [_, success, ..] = &self.known;
        success
    }

    fn priced(&self) -> &[f64] {
        let [.., priced] = &self.known;
        priced
    }

    /// Price × success × the errors of what success brings in natural units.
    pub fn natural(&self, coefficients: [f64; 3]) -> [Term<'_>; 3] {
        [0, 1, 2].map(|error| Term::product(self.priced(), &self.natural[error], coefficients[error]))
    }

    /// Success × the errors of what it brings in kroner.
    pub fn kroner(&self, coefficients: [f64; 3]) -> [Term<'_>; 3] {
        [0, 1, 2].map(|error| Term::product(self.success(), &self.kroner[error], coefficients[error]))
    }

    /// Price × success, and success, × the common error of all consequences.
    pub fn common(&self, [natural, kroner]: [f64; 2]) -> [Term<'_>; 2] {
        [Term::product(self.priced(), &self.common, natural), Term::product(self.success(), &self.common, kroner)]
    }

    /// How many draws there are.
    pub fn len(&self) -> usize {
        self.common.len()
    }
}

/// Adds columns with their coefficients to values.
pub fn add(values: &mut [f64], terms: &[Term<'_>]) {
    for (number, block) in values.chunks_mut(BLOCK).enumerate() {
        for Term { column, times, coefficient } in terms.iter().filter(|term| term.coefficient != 0.0) {
            let part = number * BLOCK..number * BLOCK + block.len();
            let column = &column[part.clone()];
            match times {
                None => block.iter_mut().zip(column).for_each(|(value, product)| *value += coefficient * product),
                Some(times) => {
                    let pairs = column.iter().zip(&times[part]);
                    block.iter_mut().zip(pairs).for_each(|(value, (a, b))| *value += coefficient * (a * b));
                }
            }
        }
    }
}
