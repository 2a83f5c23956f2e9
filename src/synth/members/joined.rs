//! Rows that are joined: a row, the row that it belongs to, and rows of other registers that are asked for.
//!
//! Owns what SQL reads of a planted row in addition to its own values, and the further rows that give it these. Does not own the row itself
//! (`rows`), nor keys, which a member's rows get when they are written.

use std::collections::BTreeMap;

use definitions::Definitions;
use definitions::expression::Expression;
use definitions::register::{Register, Timing};
use definitions::variable::{AnyRow, Source};
use foundation::error::Result;
use sql::ColumnType;

use super::candidates::{Candidates, Combinations, Literals};
use super::row::{Row, complete, seen, tried};

/// What SQL reads of a row: its values, those of the row that it belongs to, and whether rows that are asked for are there.
///
/// # Errors
/// Internal errors only.
pub fn read(
    definitions: &Definitions,
    register: &Register,
    source: &Source,
    row: &Row,
    rows: &[Row],
) -> Result<Vec<Candidates>> {
    let mut all = single(&register.sql_columns(), &row.values);
    let linked = |register: &str| {
        let register = register.to_owned();
        rows.iter().filter(move |other| row.link.is_some() && other.link == row.link && other.register == register)
    };
    if let Some(parent) = definitions.parent_of(register) {
        let columns: Vec<_> = columns_of(parent).collect();
        all.extend(linked(&parent.id.value).next().into_iter().flat_map(|of| single(&columns, &of.values)));
    }
    for any in &source.any {
        let Some(of) = definitions.register(&any.register.value) else { continue };
        let mut found = false;
        for asked in linked(&of.id.value) {
            let grid = Combinations::of(single(&of.row_columns(), &asked.values));
            found |= match (grid, &any.filter) {
                (Some(grid), Some(filter)) => grid.table.holds(filter, &seen(&filter.columns))? == [Some(true)],
                (_, None) => true,
                (None, _) => false,
            };
        }
        let values = vec![toml::Value::Boolean(found)];
        all.push(Candidates { name: any.id.value.clone(), kind: ColumnType::Boolean, values });
    }
    Ok(all)
}

/// Candidates for what a source's SQL reads besides the columns of its own register.
pub fn beside(
    definitions: &Definitions,
    register: &Register,
    source: &Source,
    literals: &Literals,
    read: &[&String],
) -> Vec<Candidates> {
    let is_read = |name: &str| read.iter().any(|known| *known == name);
    let of_parent = definitions.parent_of(register).into_iter().flat_map(|parent| {
        let named = columns_of(parent).filter(|(name, _)| is_read(name)).collect::<Vec<_>>();
        named.into_iter().map(|(name, kind)| {
            let values = tried(parent, &name, kind, literals, 0.0);
            Candidates { name, kind, values }
        })
    });
    let answers = source.any.iter().filter(|any| is_read(&any.id.value)).map(|any| Candidates {
        name: any.id.value.clone(),
        kind: ColumnType::Boolean,
        values: [true, false].map(toml::Value::Boolean).to_vec(),
    });
    of_parent.chain(answers).collect()
}

/// The rows that give a row of a register what SQL reads in addition to its own values, or the reason why there are none.
///
/// # Errors
/// Internal errors only.
pub fn others(
    definitions: &Definitions,
    register: &Register,
    source: &Source,
    row: &Row,
    chosen: &BTreeMap<String, toml::Value>,
) -> Result<Result<Vec<Row>, String>> {
    let mut rows = Vec::new();
    if let Some(parent) = definitions.parent_of(register) {
        if parent.role.is_some() || !parent.kind.timing().has_day() {
            return Ok(Err(format!(
                "rows of `{}` belong to rows of `{}`, which are those of residents",
                register.id, parent.id
            )));
        }
        let of_parent = |name: &&String| parent.column(name).is_some();
        let mut fixed: BTreeMap<String, toml::Value> = chosen
            .iter()
            .filter(|(name, _)| of_parent(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        fixed.extend(days(parent, &row.values));
        match fitting(parent, &fixed, parent.filter.iter())? {
            Some(values) => rows.push(Row { register: parent.id.value.clone(), values, ..row.clone() }),
            None => return Ok(Err(format!("no row of `{}` to belong to was found", parent.id))),
        }
    }
    let wanted = |any: &&AnyRow| chosen.get(&any.id.value).and_then(toml::Value::as_bool) == Some(true);
    for any in source.any.iter().filter(wanted) {
        let Some(of) = definitions.register(&any.register.value) else { continue };
        match fitting(of, &days(of, &row.values), of.filter.iter().chain(&any.filter))? {
            Some(values) => rows.push(Row { register: of.id.value.clone(), values, ..row.clone() }),
            None => return Ok(Err(format!("no row of `{}` that meets `{}` was found", of.id, any.id))),
        }
    }
    Ok(Ok(rows))
}

/// The values of a row of a register that meets conditions: `fixed` ones, and others that are searched.
fn fitting<'a>(
    register: &Register,
    fixed: &BTreeMap<String, toml::Value>,
    conditions: impl Iterator<Item = &'a Expression>,
) -> Result<Option<BTreeMap<String, toml::Value>>> {
    let conditions: Vec<&Expression> = conditions.collect();
    let literals = Literals::of(conditions.iter().map(|condition| &condition.literals));
    let is_read = |name: &String| conditions.iter().any(|condition| condition.columns.contains(name));
    let mut axes = Vec::new();
    for (name, kind) in register.row_columns() {
        let values = match fixed.get(&name) {
            Some(value) => vec![value.clone()],
            None if is_read(&name) => tried(register, &name, kind, &literals, 0.0),
            None => continue,
        };
        axes.push(Candidates { name, kind, values });
    }
    let Some(grid) = Combinations::of(axes) else { return Ok(None) };
    let mut holds = vec![true; grid.table.height];
    for condition in conditions {
        let also = grid.table.holds(condition, &seen(&condition.columns))?;
        holds.iter_mut().zip(also).for_each(|(holds, also)| *holds &= also == Some(true));
    }
    let found = holds.iter().position(|holds| *holds);
    Ok(found.map(|row| {
        let mut values: BTreeMap<String, toml::Value> = grid.row(row).collect();
        values.extend(fixed.clone());
        complete(register, values)
    }))
}

/// The days of a row of a register that is joined with a row of these values.
fn days(register: &Register, values: &BTreeMap<String, toml::Value>) -> BTreeMap<String, toml::Value> {
    let first = values.get("start").or_else(|| values.get("date"));
    let last = values.get("end").or(first);
    let days = match register.kind.timing() {
        Timing::Date => vec![("date", first)],
        Timing::Span => vec![("start", first), ("end", last)],
        Timing::Year | Timing::Part => {
            vec![("year", values.get("year")), ("month", values.get("month")), ("quarter", values.get("quarter"))]
        }
    };
    days.into_iter().filter_map(|(name, day)| Some((name.to_owned(), day?.clone()))).collect()
}

/// One combination of the values that SQL knows.
fn single(kinds: &[(String, ColumnType)], values: &BTreeMap<String, toml::Value>) -> Vec<Candidates> {
    let of = |(name, kind): &(String, ColumnType)| {
        Some(Candidates { name: name.clone(), kind: *kind, values: vec![values.get(name)?.clone()] })
    };
    kinds.iter().filter_map(of).collect()
}

fn columns_of(register: &Register) -> impl Iterator<Item = (String, ColumnType)> {
    register.columns.iter().filter_map(|(id, column)| Some((id.value.clone(), column.kind?)))
}
