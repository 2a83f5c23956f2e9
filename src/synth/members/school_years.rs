//! School years that are divided over two calendar years: what a planted row of one counts for in each, and which values rows can have.

use definitions::Definitions;
use definitions::register::{Period, Register, Spread};
use definitions::variable::Resolution;

use super::row::Row;
use super::year_value::YearValue;

/// How a register divides its school years, if it does.
pub fn division(register: &Register) -> Option<Spread> {
    let division = register.kind.period().and_then(Period::division);
    division.filter(|spread| matches!(spread, Spread::Parts { .. }))
}

/// The part of a row's value that counts in a calendar year, of a school year that begins in `begins`; none where it counts in others.
pub fn part(spread: Spread, begins: i32, year: i32, (value, resolution): (f64, Resolution)) -> Option<f64> {
    let (first, second) = spread.divided(resolution.steps(value).round() as i64);
    match year - begins {
        0 => Some(resolution.natural(first as f64)),
        1 => Some(resolution.natural(second as f64)),
        _ => None,
    }
}

/// Whether a row counts in a calendar year.
pub fn counts_in(definitions: &Definitions, row: &Row, year: i32) -> bool {
    let is_divided = || definitions.register(&row.register).is_some_and(|register| division(register).is_some());
    row.year == year || row.year + 1 == year && is_divided()
}

/// Values that rows of school years give a variable in a calendar year: the part of one that begins in it, of one that ends in it, and of
/// both. `None` where another kind of row gives it values too.
pub fn values(definitions: &Definitions, unknown: &YearValue<'_>) -> Option<Vec<f64>> {
    let mut found = vec![0.0];
    for source in &unknown.variable.from {
        let spread = division(definitions.register(&source.register)?)?;
        for number in source.value.of.iter().flat_map(|of| &of.literals.numbers) {
            let of_year = |begins: i32| part(spread, begins, 0, (*number, unknown.variable.resolution));
            found.extend([of_year(0), of_year(-1), Some(*number)].into_iter().flatten());
        }
    }
    found.sort_by(f64::total_cmp);
    found.dedup();
    Some(found)
}
