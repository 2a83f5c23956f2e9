//! The hash of each entry of the definitions, and what the entry depends on: from these `som diff` explains differences.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;
use toml::{Spanned, Table, Value};

use definitions::Definitions;
use definitions::code_table::CodeTable;
use definitions::intervention::controls::Controls;
use definitions::plan::reading;
use definitions::register::Register;
use definitions::source::SourceFile;
use definitions::variable::Variable;
use foundation::error::{Error, Result};

use super::manifest::Entry;

/// Lists of entries in files, and the key that names an entry; entries of one name are hashed together.
const LISTS: &[(&str, &str)] = &[
    ("variable", "id"),
    ("consequence", "id"),
    ("price", "consequence"),
    ("effect", "id"),
    ("qualification", "target_group"),
    ("experience", "id"),
];

/// Every entry of the definitions, read once for a build: what the manifest says of it, and its content.
pub struct WrittenEntries {
    /// Every entry, in order of name, with its hash and what it depends on.
    pub entries: Vec<Entry>,
    /// The content of every entry as JSON, a line for each part of it: without comments, order of keys and test persons.
    pub contents: BTreeMap<String, String>,
}

impl WrittenEntries {
    /// Reads the texts of the definitions.
    ///
    /// # Errors
    /// Internal errors only: the files were read before.
    pub fn of(definitions: &Definitions) -> Result<WrittenEntries> {
        let mut depends = dependencies(definitions);
        let written = written_entries(definitions)?;
        let contents: BTreeMap<_, _> = written.into_iter().map(|(entry, written)| (entry, written.content)).collect();
        let entry = |(entry, content): (&String, &String)| Entry {
            blake3: hash(content),
            // Prices, effects and the like depend on nothing.
            depends_on: depends.remove(entry).map_or_else(Vec::new, |on| on.into_iter().collect()),
            entry: entry.clone(),
        };
        Ok(WrittenEntries { entries: contents.iter().map(entry).collect(), contents })
    }
}

/// The text of every entry as it is written, and the hash of its content.
///
/// # Errors
/// Internal errors only.
pub fn texts(definitions: &Definitions) -> Result<HashMap<String, (String, String)>> {
    let of_entry = |(entry, EntryText { text, content })| (entry, (text, hash(&content)));
    Ok(written_entries(definitions)?.into_iter().map(of_entry).collect())
}

/// An entry as it is written, and its content without comments and order of keys.
#[derive(Default)]
struct EntryText {
    text: String,
    content: String,
}

fn hash(content: &str) -> String {
    blake3::hash(content.as_bytes()).to_hex().to_string()
}

/// The files of all code tables.
fn code_tables(definitions: &Definitions) -> impl Iterator<Item = &Arc<SourceFile>> {
    definitions.registers.iter().flat_map(Register::code_tables).map(CodeTable::file)
}

fn written_entries(definitions: &Definitions) -> Result<BTreeMap<String, EntryText>> {
    let mut all: BTreeMap<String, EntryText> = BTreeMap::new();
    for (path, file) in &definitions.files {
        if code_tables(definitions).any(|table| Arc::ptr_eq(table, file)) {
            // A code table is a part of the registers that look codes up in it.
            continue;
        }
        let unreadable = |e: toml::de::Error| Error::internal(format!("{path}: {e}"));
        let mut table: Table = toml::from_str(&file.text).map_err(unreadable)?;
        let spans = DeTable::parse(&file.text).map_err(unreadable)?;
        let whole = match path.split_once('/').map_or(path.as_str(), |(folder, _)| folder) {
            "release.toml" => Some("settings".to_owned()),
            "disclosure.toml" => Some("policy".to_owned()),
            "registers" => named("register", &table, "id"),
            "indices" => named("price_index", &table, "id"),
            "target_groups" => named("target_group", &table, "id"),
            "interventions" => named("intervention", &table, "id"),
            _ => None,
        };
        table.remove("person");
        if let Some(register) = table.get("id").and_then(Value::as_str).filter(|_| path.starts_with("registers/")) {
            let tables = definitions.register(register).into_iter().flat_map(Register::code_tables);
            let texts: Vec<Value> = tables.map(|codes| Value::String(codes.file().text.clone())).collect();
            if !texts.is_empty() {
                table.insert("code tables".to_owned(), Value::Array(texts));
            }
        }
        if let Some(name) = whole {
            put(&mut all, name, &Value::Table(table), &file.text)?;
            continue;
        }
        for (list, key) in LISTS {
            let Some(entries) = table.get(*list).and_then(Value::as_array) else { continue };
            for (entry, text) in entries.iter().zip(written(&file.text, &spans, list)?) {
                if let Some(name) = entry.as_table().and_then(|entry| named(list, entry, key)) {
                    put(&mut all, name, entry, text)?;
                }
            }
        }
    }
    Ok(all)
}

/// The text of each entry of a list: from its header to that of the next, or an entry of an inline list.
fn written<'a>(text: &'a str, spans: &Spanned<DeTable<'_>>, list: &str) -> Result<Vec<&'a str>> {
    let no_list = || Error::internal(format!("`{list}` has no text"));
    let entries = spans.get_ref().get(list).and_then(|list| list.get_ref().as_array()).ok_or_else(no_list)?;
    let spans: Vec<Range<usize>> = entries.iter().map(Spanned::span).collect();
    let part = |at: usize| {
        let Range { start, end } = spans[at].clone();
        let end = match text[start..].starts_with("[[") {
            true => spans.get(at + 1).map_or(text.len(), |next| next.start),
            false => end,
        };
        &text[start..end]
    };
    Ok((0..spans.len()).map(part).collect())
}

fn named(list: &str, table: &Table, key: &str) -> Option<String> {
    Some(format!("{list}/{}", table.get(key)?.as_str()?))
}

/// Adds an entry with its text.
fn put(all: &mut BTreeMap<String, EntryText>, name: String, value: &Value, text: &str) -> Result<()> {
    let content = serde_json::to_string(value).map_err(|e| Error::internal(e.to_string()))?;
    let entry = all.entry(name).or_default();
    entry.content.push_str(&content);
    entry.content.push('\n');
    entry.text.push_str(text);
    Ok(())
}

/// What target groups and consequences are made of.
fn dependencies(definitions: &Definitions) -> BTreeMap<String, BTreeSet<String>> {
    let of_registers = |names: &mut dyn Iterator<Item = &str>| -> BTreeSet<String> {
        names.flat_map(|name| [format!("register/{name}"), format!("extract/{name}")]).collect()
    };
    let of_variable = |variable: &Variable| {
        let related = variable.from.iter().flat_map(|source| definitions.related_registers(source));
        let own = variable.from.iter().map(|source| source.register.value.as_str());
        let mut on = of_registers(&mut own.chain(related.map(|register| register.id.value.as_str())));
        on.insert(format!("variable/{}", variable.id.value));
        on
    };
    let population = of_registers(
        &mut definitions.registers.iter().filter(|register| register.role.is_some()).map(|r| r.id.value.as_str()),
    );
    let mut all = BTreeMap::new();
    for group in &definitions.target_groups {
        let mut on = population.clone();
        on.extend(reading::variables_of(definitions, group).into_iter().flat_map(of_variable));
        all.insert(format!("target_group/{}", group.id.value), on);
    }
    for intervention in &definitions.interventions {
        let mut on = population.clone();
        on.extend(
            intervention
                .rows
                .all()
                .flat_map(|rows| of_registers(&mut rows.from.iter().map(|source| source.register.value.as_str()))),
        );
        let mut named: Vec<&str> = intervention.balance.iter().map(|of| of.used.variable.value.as_str()).collect();
        match &intervention.controls {
            Controls::Population(sql) => named.extend(sql.columns.iter().map(String::as_str)),
            Controls::Intervention(other) => {
                on.insert(format!("intervention/{other}"));
            }
            Controls::List { .. } | Controls::NotAssigned => {}
        }
        on.extend(named.into_iter().filter_map(|name| definitions.variable(name)).flat_map(of_variable));
        all.insert(format!("intervention/{}", intervention.id.value), on);
    }
    for consequence in &definitions.consequences {
        if let Some(variable) = definitions.variable(&consequence.variable) {
            all.insert(format!("consequence/{}", consequence.id.value), of_variable(variable));
        }
    }
    all
}
