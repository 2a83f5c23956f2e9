//! Cells of each subgroup.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, StringArray};

use definitions::expression::Expression;
use definitions::target_group::TargetGroup;
use foundation::error::{Error, Result};
use foundation::keys::WHOLE_GROUP;

use super::cell::Seen;

/// The whole group and its subgroups: name, and membership by cell. A subgroup whose condition uses other columns than a
/// cell's sex, age and year is omitted: its truth is not known.
///
/// # Errors
/// Internal errors only.
pub fn subgroup_cells(
    definition: &TargetGroup,
    cells: impl Iterator<Item = Seen> + Clone,
) -> Result<Vec<(&str, Vec<bool>)>> {
    let mut found = vec![(WHOLE_GROUP, cells.clone().map(|_| true).collect())];
    for subgroup in &definition.subgroups {
        let mut belongs = match &subgroup.filter {
            None => vec![true; cells.clone().count()],
            Some(filter) if filter.columns.iter().all(|name| CELL_COLUMNS.contains(&name.as_str())) => {
                holds(filter, cells.clone())?
            }
            Some(_) => continue,
        };
        if let Some(ages) = &subgroup.ages {
            belongs.iter_mut().zip(cells.clone()).for_each(|(belongs, cell)| *belongs &= ages.contains(cell.age));
        }
        found.push((subgroup.id.value.as_str(), belongs));
    }
    Ok(found)
}

/// Columns that a cell gives a condition.
const CELL_COLUMNS: [&str; 3] = ["age", "sex", "year"];

fn holds(filter: &Expression, cells: impl Iterator<Item = Seen> + Clone) -> Result<Vec<bool>> {
    let integers =
        |of: fn(Seen) -> i32| Arc::new(Int64Array::from_iter_values(cells.clone().map(|c| of(c).into()))) as ArrayRef;
    let sexes = cells.clone().map(|cell| if cell.woman { "woman" } else { "man" });
    let columns = [
        ("age".to_owned(), integers(|cell| cell.age)),
        ("sex".to_owned(), Arc::new(StringArray::from_iter_values(sexes)) as ArrayRef),
        ("year".to_owned(), integers(|cell| cell.t0)),
    ];
    let truths = filter.truths(&columns, cells.count());
    let truths = truths.map_err(|failed| Error::internal(format!("{}: {failed:?}", filter.text.place)))?;
    Ok(truths.into_iter().map(|holds| holds == Some(true)).collect())
}
