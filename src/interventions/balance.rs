//! What disclosure control needs to know of a balanced variable: its balance, and how many persons have it.

use designs::VariableBalance;

use crate::judge::Judged;

/// A balanced variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its balance, exact.
    pub balance: VariableBalance,
    /// The fewest persons of a group who have one of its two values; of a variable with more values none.
    pub rarest: Option<u64>,
}

/// The variables of an intervention, in the order of the design.
pub(crate) fn variables(judged: &Judged<'_>) -> Vec<Variable> {
    let (Some(balance), Some(study)) = (&judged.balance, &judged.prepared.study) else { return Vec::new() };
    let rarest = |column: &[f64]| {
        let first = column.first().copied()?;
        let other = column.iter().copied().find(|x| *x != first)?;
        let two = column.iter().all(|x| *x == first || *x == other);
        let fewest = [true, false].into_iter().flat_map(|group| {
            let with = |value: f64| judged.used(group).filter(move |at| column[*at] == value).count() as u64;
            [with(first), with(other)]
        });
        two.then(|| fewest.min())?
    };
    let of = balance.variables.iter().zip(study.columns());
    of.map(|(balance, column)| Variable { balance: balance.clone(), rarest: rarest(column) }).collect()
}
