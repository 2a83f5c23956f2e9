//! Reads a TOML table key by key. Every wrong value and every unknown key is reported with its place, and reading goes on.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::mistake::{Report, did_you_mean};
use crate::source::{At, Place, SourceFile};

/// A table being read. Records the keys that were read, so that [`Table::finish`] can report the others.
pub struct Table<'a> {
    values: &'a DeTable<'a>,
    place: Place,
    report: &'a Report,
    asked: RefCell<Vec<&'static str>>,
    /// Whether the file is TOML throughout. If not, keys may be lost, or belong to another table.
    sound: bool,
}

/// Parses one file and hands its top table to `read`. Syntax mistakes are reported, and the rest is read.
pub fn read_file<T>(file: &Arc<SourceFile>, report: &Report, read: impl FnOnce(&Table<'_>) -> T) -> T {
    let (document, errors) = DeTable::parse_recoverable(&file.text);
    let sound = errors.is_empty();
    let whole = Place { file: Arc::clone(file), span: 0..0 };
    for error in errors {
        let place = Place { file: Arc::clone(file), span: error.span().unwrap_or(0..0) };
        report.mistake(&place, error.message().to_owned());
    }
    if !sound {
        report.unsound();
    }
    let table = Table { values: document.get_ref(), place: whole, report, asked: RefCell::default(), sound };
    let result = read(&table);
    table.finish();
    result
}

/// Reads a file from disk.
///
/// # Errors
/// The operating system's reason, or that the file is not UTF-8.
pub fn open(path: &Path) -> std::io::Result<Arc<SourceFile>> {
    let text = std::fs::read_to_string(path)?;
    Ok(Arc::new(SourceFile { path: path.to_owned(), text }))
}

impl<'a> Table<'a> {
    /// Where the table begins.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether a key is certainly missing. A key with a wrong value is there.
    pub fn lacks(&self, key: &str) -> bool {
        self.sound && !self.values.keys().any(|name| name.get_ref().as_ref() == key)
    }

    /// The report that collects mistakes.
    pub fn report(&self) -> &'a Report {
        self.report
    }

    /// Whether a key is written.
    pub fn has(&self, key: &str) -> bool {
        self.values.keys().any(|name| name.get_ref().as_ref() == key)
    }

    /// Marks keys as read.
    pub fn ignore(&self, keys: &[&'static str]) {
        self.asked.borrow_mut().extend_from_slice(keys);
    }

    /// The keys and values, to lay others over a copy of them.
    pub fn values(&self) -> &'a DeTable<'a> {
        self.values
    }

    /// Other keys and values of the same file, read in place of these, with a report of their own.
    pub fn with_values<'b>(&self, values: &'b DeTable<'b>, report: &'b Report) -> Table<'b> {
        Table { values, place: self.place.clone(), report, asked: RefCell::default(), sound: self.sound }
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.values.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    fn place_of(&self, value: &Spanned<DeValue<'_>>) -> Place {
        Place { file: Arc::clone(&self.place.file), span: value.span() }
    }

    /// An optional key. A value of the wrong kind is reported and counts as missing.
    pub fn optional<T: DeserializeOwned>(&self, key: &'static str) -> Option<At<T>> {
        let value = self.get(key)?;
        let place = self.place_of(value);
        if let ("id", Some(id)) = (key, value.get_ref().as_str()) {
            self.report.named(id);
        }
        match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(read) => Some(At { value: read, place }),
            Err(error) => {
                let span = error.span().filter(|span| !span.is_empty());
                let place = Place { span: span.unwrap_or(place.span), file: place.file };
                let (message, hint) = plain(key, error.message());
                match hint {
                    Some(hint) => self.report.mistake_with_hint(&place, message, hint),
                    None => self.report.mistake(&place, message),
                }
                None
            }
        }
    }

    /// A required key.
    pub fn required<T: DeserializeOwned>(&self, key: &'static str) -> Option<At<T>> {
        if self.get(key).is_none() {
            if !self.sound {
                return None;
            }
            let known: Vec<&str> = self.values.keys().map(|k| k.get_ref().as_ref()).collect();
            match did_you_mean(key, &known) {
                Some(_) => self.report.mistake(&self.place, format!("missing key `{key}`")),
                None => self.report.mistake_with_hint(
                    &self.place,
                    format!("missing key `{key}`"),
                    format!("add `{key} = …`"),
                ),
            }
            return None;
        }
        self.optional(key)
    }

    /// A key with a default.
    pub fn or<T: DeserializeOwned>(&self, key: &'static str, default: T) -> At<T> {
        self.optional(key).unwrap_or_else(|| At { value: default, place: self.place.clone() })
    }

    /// A table under a key, if there.
    pub fn table(&self, key: &'static str) -> Option<Table<'a>> {
        let value = self.get(key)?;
        self.as_table(key, value)
    }

    /// The tables of an array (`[[key]]`, or inline), none if the key is missing.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.as_table(key, item)).collect(),
            _ => {
                let found = value.get_ref().type_str();
                self.report.mistake_with_hint(
                    &self.place_of(value),
                    format!("`{key}` must be a list of tables, not {found}"),
                    format!("write `[[{key}]]`"),
                );
                Vec::new()
            }
        }
    }

    /// The tables under a key, with their names (`[columns.sex]`).
    pub fn named_tables(&self, key: &'static str) -> Vec<(At<String>, Table<'a>)> {
        let Some(table) = self.table(key) else { return Vec::new() };
        table
            .values
            .iter()
            .filter_map(|(name, value)| {
                let place = Place { file: Arc::clone(&self.place.file), span: name.span() };
                let entry = table.as_table(key, value)?;
                Some((At { value: name.get_ref().to_string(), place }, entry))
            })
            .collect()
    }

    /// All keys with their values, for tables with free keys.
    pub fn entries<T: DeserializeOwned>(&self) -> Vec<(At<String>, At<T>)> {
        let mut found = Vec::new();
        for (name, value) in self.values.iter() {
            let key = At {
                value: name.get_ref().to_string(),
                place: Place { file: Arc::clone(&self.place.file), span: name.span() },
            };
            match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(read) => found.push((key, At { value: read, place: self.place_of(value) })),
                Err(error) => {
                    self.report.mistake(&self.place_of(value), format!("`{}`: {}", key.value, error.message()))
                }
            }
        }
        found
    }

    fn as_table(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<Table<'a>> {
        match value.get_ref() {
            DeValue::Table(values) => {
                let (place, report) = (self.place_of(value), self.report);
                Some(Table { values, place, report, asked: RefCell::default(), sound: self.sound })
            }
            other => {
                self.report
                    .mistake(&self.place_of(value), format!("`{key}` must be a table, not {}", other.type_str()));
                None
            }
        }
    }

    /// Reports every key that was not read. Called after the last key is read.
    pub fn finish(&self) {
        if !self.sound {
            return;
        }
        let asked = self.asked.borrow();
        for name in self.values.keys() {
            let key = name.get_ref().as_ref();
            if !asked.contains(&key) {
                let place = Place { file: Arc::clone(&self.place.file), span: name.span() };
                self.report.known_keys.borrow_mut().push(asked.clone());
                self.report.unknown(&place, "key", key, asked.iter().copied());
            }
        }
    }
}

/// Replacements for the deserialiser's wording.
const WORDING: &[(&str, &str)] = &[
    ("unknown field", "unknown key"),
    ("missing field", "missing key"),
    ("unknown variant", "unknown word"),
    ("invalid type: ", ""),
    ("invalid value: ", ""),
    ("string \"", "text \""),
    ("floating point", "number"),
    ("integer `", "whole number `"),
    ("a string", "text"),
    ("expected i32", "where a whole number is wanted"),
    ("expected u32", "where a whole number from 0 is wanted"),
    ("expected u64", "where a whole number from 0 is wanted"),
    ("expected u8", "where a whole number from 0 is wanted"),
    ("expected f64", "where a number is wanted"),
    ("expected text", "where text is wanted"),
    ("expected a map", "where a table is wanted"),
    ("expected a sequence", "where a list is wanted"),
    ("sequence,", "a list,"),
    ("map,", "a table,"),
    ("wanted string or table", "one of its words is wanted, as text"),
];

/// The deserialiser's message in plain words, with a suggestion where it lists what it expected.
fn plain(key: &str, message: &str) -> (String, Option<String>) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let hint = match quoted.split_first() {
        Some((word, known)) if message.starts_with("unknown ") => {
            did_you_mean(word, known).or_else(|| Some(format!("it can be {}", known.join(", "))))
        }
        _ => None,
    };
    let short =
        if message.starts_with("unknown ") { message.split(", expected").next().unwrap_or(message) } else { message };
    let mut words = short.to_owned();
    for (theirs, ours) in WORDING {
        words = words.replace(theirs, ours);
    }
    // Internal type names are not shown.
    if let Some((found, _)) = words.split_once("expected struct ") {
        words = format!("{found}where a table is wanted");
    }
    (format!("`{key}`: {words}"), hint)
}
