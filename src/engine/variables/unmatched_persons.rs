//! Notes of listed persons who are not in the population, where the rows are not read again to place them in a year.

use super::source::Task;
use definitions::register::Register;
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::ListedRow;

/// Rows of persons who are not in the population, of a register whose rows are not read again to place them in a year.
pub(super) fn rows(register: &Register, tasks: &[Task<'_>], unmatched: i64) -> Vec<ReadingRow> {
    let lists = tasks.iter().filter(|task| task.source.lists_persons && unmatched > 0);
    let name = |task: &Task<'_>| ReadingRow::listed(ListedRow::NotInPopulation, &task.definition.id.value, None);
    lists.map(|task| ReadingRow::new(&register.id.value, name(task), unmatched)).collect()
}
