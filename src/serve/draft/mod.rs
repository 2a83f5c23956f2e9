//! A case while it is being written: its TOML text, edited value by value, with the comments that it came with.
//!
//! Owns the way from a form to a case file and back. Owns no rule of what a case may hold: that is for the reader of cases,
//! whose mistakes are shown at the fields.

pub mod actions;
pub mod apply;
mod committees;
pub mod decimal;
pub mod mistakes;
pub mod name;
pub mod phrases;
pub mod places;
pub mod scenarios;
pub mod values;

use calculation::case::declared::{Occurs, SECTIONS};
use foundation::words::Language;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use crate::wording::say;
use name::MOST_ROWS;

/// The bytes of a case that are read.
pub const LARGEST: usize = 400_000;

/// A case as text that is TOML, or is not yet.
#[derive(Debug, Clone)]
pub struct Draft {
    document: DocumentMut,
}

impl Draft {
    /// The draft of a text; `None` where it is no TOML or too large.
    pub fn read(text: &str) -> Option<Draft> {
        if text.len() > LARGEST {
            return None;
        }
        let mut document = text.parse::<DocumentMut>().ok()?;
        for section in SECTIONS.iter().filter(|section| section.occurs == Occurs::Repeated) {
            list_of_tables(&mut document, section.path);
        }
        Some(Draft { document })
    }

    /// A case without figures. The price year is that of the release; all consequences count until some are left out.
    pub fn empty(price_year: i32, language: Language) -> Draft {
        let heading = say(
            language,
            "# En beregning: hvad koster en indsats, hvad sparer eller indbringer den, og for hvem?\n",
            "# A case: what does an intervention cost, what does it save or bring in, and for whom?\n",
        );
        let text = format!(
            "{heading}\n[intervention]\n\n[target_group]\n\n[costs]\nprice_year = {price_year}\n\n[effect]\n\n[consequences]\n\
             use = \"all\"\nhorizon = 10\n\n[result]\nprice_year = {price_year}\n"
        );
        Draft { document: text.parse().unwrap_or_default() }
    }

    /// The case as TOML.
    pub fn text(&self) -> String {
        self.document.to_string()
    }

    /// A table of a section.
    pub fn table(&self, path: &str, row: Option<usize>) -> Option<&dyn TableLike> {
        let item = walk(&self.document, path)?;
        match row {
            Some(row) => item.as_array_of_tables()?.get(row).map(|table| table as &dyn TableLike),
            None => item.as_table_like(),
        }
    }

    /// A value of a section.
    pub fn item(&self, path: &str, row: Option<usize>, key: &str) -> Option<&Item> {
        let table = self.table(path, row)?;
        let Some((section, key)) = key.rsplit_once('.') else { return table.get(key) };
        section.split('.').try_fold(table, |table, part| table.get(part)?.as_table_like())?.get(key)
    }

    /// A value as plain text.
    pub fn plain(&self, path: &str, row: Option<usize>, key: &str) -> Option<String> {
        self.item(path, row, key)?.as_value().map(values::plain)
    }

    /// The ids of a list.
    pub fn ids(&self, path: &str, key: &str) -> Vec<String> {
        let list = self.item(path, None, key).and_then(Item::as_array);
        list.map(|list| list.iter().map(values::plain).collect()).unwrap_or_default()
    }

    /// How many tables a list has.
    pub fn rows(&self, path: &str) -> usize {
        walk(&self.document, path).and_then(Item::as_array_of_tables).map_or(0, ArrayOfTables::len).min(MOST_ROWS)
    }

    /// The row of a list that has this text under a key.
    pub fn row_with(&self, path: &str, key: &str, text: &str) -> Option<usize> {
        (0..self.rows(path)).find(|row| self.plain(path, Some(*row), key).as_deref() == Some(text))
    }

    /// Writes a value, or removes it. The comment on its line stays.
    pub fn set(&mut self, path: &str, row: Option<usize>, key: &str, value: Option<Value>) {
        // The inputs of a scenario stand under their section's name.
        let (section, key) = key.rsplit_once('.').unwrap_or(("", key));
        let Some(value) = value else {
            if let Some(table) = self.existing(path, row) {
                remove_within(table, section, key);
            }
            return;
        };
        let Some(table) = self.created(path, row) else { return };
        let parts = section.split('.').filter(|part| !part.is_empty());
        let Some(table) = parts.into_iter().try_fold(table, |table, part| {
            table.entry(part).or_insert_with(|| Item::Table(dotted())).as_table_like_mut()
        }) else {
            return;
        };
        match table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) => {
                let decor = old.decor().clone();
                *old = value;
                *old.decor_mut() = decor;
            }
            None => {
                table.insert(key, Item::Value(value));
            }
        }
    }

    /// Adds an empty table to a list; returns its position.
    pub fn add_row(&mut self, path: &str) -> Option<usize> {
        let row = self.rows(path);
        if row >= MOST_ROWS {
            return None;
        }
        self.created(path, Some(row)).map(|_| row)
    }

    /// Removes a table of a list, and the list with its last one.
    pub fn remove_row(&mut self, path: &str, row: usize) {
        let Some(item) = walk_mut(&mut self.document, path, false) else { return };
        let Some(list) = item.as_array_of_tables_mut() else { return };
        if row < list.len() {
            list.remove(row);
        }
        if list.is_empty() {
            self.remove(path);
        }
    }

    /// Removes a section.
    pub fn remove(&mut self, path: &str) {
        match path.split_once('.') {
            Some((parent, key)) => {
                if let Some(parent) = self.document.get_mut(parent).and_then(Item::as_table_like_mut) {
                    parent.remove(key);
                }
            }
            None => {
                self.document.remove(path);
            }
        }
    }

    /// Takes what stands behind the last section.
    fn trailing(&mut self) -> String {
        let trailing = self.document.trailing().as_str().unwrap_or("").to_owned();
        self.document.set_trailing("");
        trailing
    }

    fn existing(&mut self, path: &str, row: Option<usize>) -> Option<&mut dyn TableLike> {
        let item = walk_mut(&mut self.document, path, false)?;
        match row {
            Some(row) => item.as_array_of_tables_mut()?.get_mut(row).map(|table| table as &mut dyn TableLike),
            None => item.as_table_like_mut(),
        }
    }

    fn created(&mut self, path: &str, row: Option<usize>) -> Option<&mut dyn TableLike> {
        // What stands at the end of the file is of the last section: a new one comes after it.
        let top = path.split('.').next().unwrap_or(path);
        let before = if self.document.get(top).is_none() { self.trailing() } else { String::new() };
        let item = walk_mut(&mut self.document, path, true)?;
        match row {
            None => {
                if item.is_none() {
                    *item = Item::Table(spaced(&before));
                }
                item.as_table_like_mut()
            }
            Some(row) => {
                if item.is_none() {
                    *item = Item::ArrayOfTables(ArrayOfTables::new());
                }
                let list = item.as_array_of_tables_mut()?;
                if row >= list.len() && list.len() < MOST_ROWS {
                    list.push(spaced(&before));
                }
                list.get_mut(row).map(|table| table as &mut dyn TableLike)
            }
        }
    }
}

/// Removes a value below a section's name, and what it leaves empty.
fn remove_within(table: &mut dyn TableLike, section: &str, key: &str) {
    let (first, rest) = section.split_once('.').unwrap_or((section, ""));
    if first.is_empty() {
        table.remove(key);
        return;
    }
    let Some(within) = table.get_mut(first).and_then(Item::as_table_like_mut) else { return };
    remove_within(within, rest, key);
    if within.is_empty() {
        table.remove(first);
    }
}

/// A table that is written before its keys: `intervention.years = 2`.
fn dotted() -> Table {
    let mut table = Table::new();
    table.set_dotted(true);
    table
}

/// A table after what stands before it and an empty line.
fn spaced(before: &str) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix(format!("{before}\n"));
    table
}

fn walk<'a>(document: &'a DocumentMut, path: &str) -> Option<&'a Item> {
    match path.split_once('.') {
        Some((parent, key)) => document.get(parent)?.as_table_like()?.get(key),
        None => document.get(path),
    }
}

/// The item of a path; `Item::None` where it is missing and may be created.
fn walk_mut<'a>(document: &'a mut DocumentMut, path: &str, create: bool) -> Option<&'a mut Item> {
    let Some((parent, key)) = path.split_once('.') else {
        if !create {
            return document.get_mut(path);
        }
        return Some(document.entry(path).or_insert(Item::None));
    };
    if create && document.get(parent).is_none() {
        document.insert(parent, Item::Table(spaced("")));
    }
    let parent = document.get_mut(parent)?;
    if !create {
        return parent.as_table_like_mut()?.get_mut(key);
    }
    Some(parent.as_table_like_mut()?.entry(key).or_insert(Item::None))
}

/// A list written between brackets becomes tables under headings, so that it can be edited.
fn list_of_tables(document: &mut DocumentMut, path: &str) {
    let Some(item) = walk_mut(document, path, false) else { return };
    if !item.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_inline_table)) {
        return;
    }
    match std::mem::replace(item, Item::None).into_array_of_tables() {
        Ok(mut list) => {
            for table in list.iter_mut() {
                table.decor_mut().set_prefix("\n");
            }
            *item = Item::ArrayOfTables(list);
        }
        Err(same) => *item = same,
    }
}
