//! A tally's cells, sorted: by value of `by`, and within it by what the design sees.
//!
//! The order is that of the values and not of their appearance, so that all that is worked out in doubles from here on is
//! the same whatever the order of the rows.

use super::keys::{Use, Value};
use super::tally::Tally;

/// Some rows of a tally.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Where their sums are.
    pub place: u32,
    /// How many rows.
    pub rows: u64,
    /// How many persons each stands for: the frequency weight.
    pub times: u64,
}

/// Persons with the same design row.
#[derive(Debug, Clone)]
pub struct GroupCell {
    /// Whether they succeeded.
    pub success: bool,
    /// Ranks of their categories.
    pub categories: Vec<f64>,
    /// Their age; 0 without.
    pub age: f64,
    /// Their sampling weight; 1 without.
    pub weight: f64,
    /// Their rows, one part for each frequency weight.
    pub parts: Vec<Part>,
}

/// The rows of one value of `by`.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// The value.
    pub by: Option<i64>,
    /// Its cells.
    pub cells: Vec<GroupCell>,
}

/// What of a path makes a cell of the design.
struct Row {
    ranks: Vec<u32>,
    cell: u32,
}

/// Sorts a tally into groups: every value of `by` that occurs, in order; a single one without `by`.
pub fn groups(tally: &Tally) -> Vec<Group> {
    let cells = &tally.cells;
    let ranks: Vec<Vec<u32>> = cells.keys.iter().map(super::keys::Codes::ranks).collect();
    let rank = |column: usize, code: u32| ranks[column][code as usize];
    let mut rows: Vec<Row> = (1..cells.len() as u32)
        .map(|cell| {
            let path = cells.path(cell);
            Row { ranks: path.iter().enumerate().map(|(column, code)| rank(column, *code)).collect(), cell }
        })
        .collect();
    rows.sort_by(|a, b| a.ranks.cmp(&b.ranks));
    let by = cells.keys.iter().position(|keys| keys.used == Use::By);
    let mut groups: Vec<Group> = match by.and_then(|column| cells.keys.get(column)) {
        None => vec![Group::default()],
        Some(keys) => {
            let mut values: Vec<i64> = keys.values.iter().map(whole).collect();
            values.sort_unstable();
            values.into_iter().map(|value| Group { by: Some(value), ..Group::default() }).collect()
        }
    };
    let mut last: Option<(usize, Vec<u32>)> = None;
    for row in &rows {
        let path = cells.path(row.cell);
        // Without `by` there is one group.
        let at = by.map_or(0, |column| row.ranks[column] as usize);
        let group = &mut groups[at];
        let frequency = cells.keys.iter().position(|keys| keys.used == Use::FrequencyWeight);
        let seen: Vec<u32> =
            row.ranks.iter().enumerate().filter(|(i, _)| Some(*i) != frequency).map(|(_, r)| *r).collect();
        if last.as_ref() != Some(&(at, seen.clone())) {
            group.cells.push(cell(tally, &path, &row.ranks));
            last = Some((at, seen));
        }
        let times = frequency.map_or(1, |column| cells.value(column, path[column]).number() as u64);
        let rows = tally.rows[row.cell as usize];
        if let Some(cell) = group.cells.last_mut() {
            cell.parts.push(Part { place: row.cell, rows, times });
        }
    }
    groups
}

fn whole(value: &Value) -> i64 {
    if let Value::Whole(whole) = value { *whole } else { 0 }
}

fn cell(tally: &Tally, path: &[u32], ranks: &[u32]) -> GroupCell {
    let mut cell = GroupCell { success: false, categories: Vec::new(), age: 0.0, weight: 1.0, parts: Vec::new() };
    for (column, ((keys, code), rank)) in tally.cells.keys.iter().zip(path).zip(ranks).enumerate() {
        let number = || tally.cells.value(column, *code).number();
        match keys.used {
            Use::By | Use::FrequencyWeight => {}
            Use::Success => cell.success = number() == 1.0,
            Use::Category => cell.categories.push(f64::from(*rank)),
            Use::Number => cell.age = number(),
            Use::SamplingWeight => cell.weight = number(),
        }
    }
    cell
}
