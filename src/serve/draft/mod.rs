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
mod rows;
pub mod scenarios;
pub mod values;

use foundation::words::Language;
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

use name::MOST_ROWS;
use show::say;

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
        Some(Draft { document: text.parse().ok()? })
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
            Some(row) => rows::get(item, row),
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

    /// How many tables of a list a form shows.
    pub fn rows(&self, path: &str) -> usize {
        self.all_rows(path).min(MOST_ROWS)
    }

    /// How many tables a list has.
    pub fn all_rows(&self, path: &str) -> usize {
        walk(&self.document, path).map_or(0, rows::count)
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
        let inline = self.is_inline(path, row);
        let Some(table) = self.created(path, row) else { return };
        let parts = section.split('.').filter(|part| !part.is_empty());
        let Some(table) = parts
            .into_iter()
            .try_fold(table, |table, part| table.entry(part).or_insert_with(|| within(inline)).as_table_like_mut())
        else {
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
        let row = self.all_rows(path);
        if row >= MOST_ROWS {
            return None;
        }
        self.created(path, Some(row)).map(|_| row)
    }

    /// Removes a table of a list, and the list with its last one.
    pub fn remove_row(&mut self, path: &str, row: usize) {
        let Some(item) = walk_mut(&mut self.document, path, false) else { return };
        rows::remove(item, row);
        if rows::count(item) == 0 {
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
            Some(row) => rows::get_mut(item, row),
            None => item.as_table_like_mut(),
        }
    }

    /// Whether a table is written between braces.
    fn is_inline(&self, path: &str, row: Option<usize>) -> bool {
        let item = walk(&self.document, path);
        item.is_some_and(|item| if row.is_some() { item.is_array() } else { item.is_inline_table() })
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
                if row >= rows::count(item) && rows::count(item) < MOST_ROWS {
                    rows::push(item, spaced(&before));
                }
                rows::get_mut(item, row)
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

/// A table within another: before its keys (`intervention.years = 2`), or between braces where the other one is.
fn within(inline: bool) -> Item {
    if inline {
        return Item::Value(Value::from(InlineTable::new()));
    }
    let mut table = Table::new();
    table.set_dotted(true);
    Item::Table(table)
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
    if create && document.get(parent).and_then(Item::as_inline_table).is_some_and(|table| !table.contains_key(key)) {
        under_heading(document, parent);
    }
    let parent = document.get_mut(parent)?;
    if !create {
        return parent.as_table_like_mut()?.get_mut(key);
    }
    Some(parent.as_table_like_mut()?.entry(key).or_insert(Item::None))
}

/// Writes a section between braces under a heading: between braces no table and no list of tables can be added to it.
fn under_heading(document: &mut DocumentMut, name: &str) {
    let comment = document.key(name).and_then(|key| key.leaf_decor().prefix()?.as_str().map(str::to_owned));
    let Some(item) = document.get_mut(name) else { return };
    if let Item::Value(Value::InlineTable(table)) = item {
        let mut table = std::mem::take(table).into_table();
        table.decor_mut().set_prefix(format!("{}\n", comment.unwrap_or_default()));
        *item = Item::Table(table);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ways in which TOML can write the same list.
    const WAYS: [&str; 4] = [
        "[costs]\nprice_year = 2022 # a year\n\n# pay\n[[costs.item]]\nname = \"Løn\"\nkr = 10\n",
        "[costs]\nprice_year = 2022\nitem = [ # pay for two\n  { name = \"Løn\", kr = 10 }, # after pay\n]\n",
        "# mine\ncosts = { price_year = 2022, item = [ { name = \"Løn\", kr = 10 } ] }\n[effect]\nwith = 0.5\n",
        "costs.price_year = 2022\ncosts.item = [{ name = \"Løn\", kr = 10 }]\n",
    ];

    fn parsed(text: &str) -> toml_edit::DocumentMut {
        text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    #[test]
    fn a_file_that_is_read_and_not_edited_stays_to_the_letter() {
        for way in WAYS {
            let draft = Draft::read(way).unwrap();
            assert_eq!(draft.text(), way);
            assert_eq!(draft.rows("costs.item"), 1);
            assert_eq!(draft.plain("costs.item", Some(0), "name").as_deref(), Some("Løn"));
        }
    }

    #[test]
    fn rows_are_edited_added_and_removed_in_every_way_of_writing() {
        for way in WAYS {
            let mut draft = Draft::read(way).unwrap();
            let row = draft.add_row("costs.item").unwrap();
            draft.set("costs.item", Some(0), "kr", Some(Value::from(20)));
            draft.set("costs.item", Some(row), "name", Some(Value::from("Leje")));
            draft.set("costs.displaced", Some(0), "name", Some(Value::from("Sparet")));
            draft.set("effect.optimism", None, "level_1", Some(Value::from(0.9)));
            let text = draft.text();
            for comment in way.split('#').skip(1).map(|rest| rest.split('\n').next().unwrap()) {
                assert!(text.contains(comment), "{comment} is not in\n{text}");
            }
            parsed(&text);
            let again = Draft::read(&text).unwrap();
            let of = |path: &str, row: usize, key: &str| again.plain(path, Some(row), key).unwrap_or_default();
            assert_eq!((of("costs.item", 0, "name"), of("costs.item", 0, "kr")), ("Løn".into(), "20".into()), "{text}");
            assert_eq!(of("costs.item", 1, "name"), "Leje", "{text}");
            assert_eq!(of("costs.displaced", 0, "name"), "Sparet", "{text}");
            assert_eq!(again.plain("costs", None, "price_year").as_deref(), Some("2022"), "{text}");
            assert_eq!(again.plain("effect.optimism", None, "level_1").as_deref(), Some("0.9"), "{text}");
            draft.remove_row("costs.item", 0);
            let text = draft.text();
            parsed(&text);
            assert_eq!(Draft::read(&text).unwrap().plain("costs.item", Some(0), "name").as_deref(), Some("Leje"));
            draft.remove_row("costs.item", 0);
            assert_eq!(Draft::read(&draft.text()).unwrap().rows("costs.item"), 0);
        }
    }

    #[test]
    fn the_comment_of_a_section_outlives_its_first_row() {
        let text = "# all costs\n[[costs.item]]\nname = \"A\"\n\n# of B\n[[costs.item]]\nname = \"B\"\n";
        let mut draft = Draft::read(text).unwrap();
        draft.remove_row("costs.item", 0);
        assert_eq!(draft.text(), "# all costs\n\n# of B\n[[costs.item]]\nname = \"B\"\n");
    }

    #[test]
    fn a_scenario_between_brackets_differs_in_inputs_of_sections() {
        let mut draft = Draft::read("scenario = [{ name = \"A\" }]\n").unwrap();
        draft.set("scenario", Some(0), "intervention.years", Some(Value::from(2)));
        draft.set("scenario", Some(0), "intervention.participants", Some(Value::from(7)));
        let again = Draft::read(&draft.text()).unwrap();
        assert_eq!(again.plain("scenario", Some(0), "intervention.years").as_deref(), Some("2"), "{}", draft.text());
        assert_eq!(again.plain("scenario", Some(0), "intervention.participants").as_deref(), Some("7"));
    }
}
