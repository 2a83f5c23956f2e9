//! The tables of a list, however the file writes them: under headings, or between brackets.
//!
//! Keeps the notation of a list, and keeps a comment on the whole list when its first row is removed.

use std::ops::Range;

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, RawString, Table, TableLike, Value};

/// How many tables a list has. A list that also holds something else has none: it is left to the reader of cases.
pub fn count(item: &Item) -> usize {
    match item {
        Item::ArrayOfTables(list) => list.len(),
        Item::Value(Value::Array(list)) if list.iter().all(Value::is_inline_table) => list.len(),
        _ => 0,
    }
}

/// A table of a list.
pub fn get(item: &Item, row: usize) -> Option<&dyn TableLike> {
    match item {
        Item::ArrayOfTables(list) => list.get(row).map(|table| table as &dyn TableLike),
        Item::Value(Value::Array(list)) => list.get(row)?.as_inline_table().map(|table| table as &dyn TableLike),
        _ => None,
    }
}

/// Where a table stands in the text that it was read from.
pub fn span(item: &Item, row: usize) -> Option<Range<usize>> {
    match item {
        Item::ArrayOfTables(list) => list.get(row)?.span(),
        Item::Value(Value::Array(list)) => list.get(row)?.span(),
        _ => None,
    }
}

/// A table of a list, to be edited.
pub fn get_mut(item: &mut Item, row: usize) -> Option<&mut dyn TableLike> {
    match item {
        Item::ArrayOfTables(list) => list.get_mut(row).map(|table| table as &mut dyn TableLike),
        Item::Value(Value::Array(list)) => {
            list.get_mut(row)?.as_inline_table_mut().map(|table| table as &mut dyn TableLike)
        }
        _ => None,
    }
}

/// Adds an empty table at the end, and the list where there is none.
pub fn push(item: &mut Item, table: Table) {
    if item.is_none() {
        *item = Item::ArrayOfTables(ArrayOfTables::new());
    }
    match item {
        Item::ArrayOfTables(list) => list.push(table),
        Item::Value(Value::Array(list)) if list.iter().all(Value::is_inline_table) => push_inline(list),
        _ => {}
    }
}

/// What stands behind the last row, such as its comment, stays there.
fn push_inline(list: &mut Array) {
    let mut behind = text(list.trailing());
    // Without a comma behind the last row, what follows it is its own.
    if !list.trailing_comma()
        && let Some(last) = list.iter_mut().last()
    {
        behind = last.decor().suffix().map(text).unwrap_or_default() + &behind;
        last.decor_mut().set_suffix("");
    }
    let row = Value::from(InlineTable::new());
    if behind.contains('\n') {
        list.push_formatted(row.decorated(format!("{}  ", behind.trim_end_matches([' ', '\t'])), ""));
        list.set_trailing("\n");
        list.set_trailing_comma(true);
    } else {
        list.push(row);
        list.set_trailing(behind);
    }
}

/// Removes a table. The comment before the first one may be of all of them: it stays before the next.
pub fn remove(item: &mut Item, row: usize) {
    match item {
        Item::ArrayOfTables(list) if row < list.len() => {
            let before = list.get(row).and_then(|table| table.decor().prefix().map(text)).unwrap_or_default();
            list.remove(row);
            if row == 0
                && before.contains('#')
                && let Some(next) = list.get_mut(0)
            {
                let own = next.decor().prefix().map(text).unwrap_or_default();
                next.decor_mut().set_prefix(before + &own);
            }
        }
        Item::Value(Value::Array(list)) if row < list.len() => {
            list.remove(row);
        }
        _ => {}
    }
}

fn text(raw: &RawString) -> String {
    raw.as_str().unwrap_or_default().to_owned()
}
