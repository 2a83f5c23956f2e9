//! Each entry of the definitions by its own hash, and what it depends on: what `som diff` explains differences by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use toml::{Table, Value};

use definitions::Definitions;
use definitions::variable::Variable;
use engine::cohort;
use foundation::error::{Error, Result};
use release::knowledge::manifest::Entry;

/// Lists of entries in files, and the key that names an entry; entries of one name are hashed together.
const LISTS: &[(&str, &str)] = &[
    ("variable", "id"),
    ("consequence", "id"),
    ("price", "consequence"),
    ("effect", "id"),
    ("qualification", "target_group"),
    ("experience", "id"),
];

/// Every entry, in order of name. Comments, order of keys and test persons do not count.
///
/// # Errors
/// The program's own fault only: the files were read before.
pub fn entries(definitions: &Definitions) -> Result<Vec<Entry>> {
    let mut depends = dependencies(definitions);
    let found = found(definitions)?;
    Ok(found
        .into_iter()
        .map(|(entry, Found { said, .. })| Entry {
            blake3: hash(&said),
            depends_on: depends.remove(&entry).unwrap_or_default().into_iter().collect(),
            entry,
        })
        .collect())
}

/// The text of every entry as its writer left it, and the hash of what it says.
///
/// # Errors
/// The program's own fault only.
pub fn texts(definitions: &Definitions) -> Result<HashMap<String, (String, String)>> {
    Ok(found(definitions)?.into_iter().map(|(entry, Found { text, said })| (entry, (text, hash(&said)))).collect())
}

/// An entry as it is written, and what it says.
#[derive(Default)]
struct Found {
    text: String,
    said: String,
}

fn hash(said: &str) -> String {
    blake3::hash(said.as_bytes()).to_hex().to_string()
}

fn found(definitions: &Definitions) -> Result<BTreeMap<String, Found>> {
    let mut all: BTreeMap<String, Found> = BTreeMap::new();
    for (path, file) in &definitions.files {
        let mut table: Table = toml::from_str(&file.text).map_err(|e| Error::internal(format!("{path}: {e}")))?;
        let whole = match path.split('/').next().unwrap_or_default() {
            "release.toml" => Some("settings".to_owned()),
            "disclosure.toml" => Some("policy".to_owned()),
            "registers" => named("register", &table, "id"),
            "target_groups" => named("target_group", &table, "id"),
            _ => None,
        };
        table.remove("person");
        if let Some(name) = whole {
            put(&mut all, name, &Value::Table(table), &file.text)?;
            continue;
        }
        for (list, key) in LISTS {
            let entries = table.get(*list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let written = written(&file.text, list);
            for (at, entry) in entries.iter().enumerate() {
                if let Some(name) = entry.as_table().and_then(|entry| named(list, entry, key)) {
                    let text = written.get(at).filter(|_| written.len() == entries.len());
                    put(&mut all, name, entry, text.copied().unwrap_or_default())?;
                }
            }
        }
    }
    Ok(all)
}

/// The parts of a file that begin with the header of an entry of a list.
fn written<'a>(text: &'a str, list: &str) -> Vec<&'a str> {
    let header = format!("[[{list}]]");
    let mut starts: Vec<usize> = text
        .match_indices(&header)
        .map(|(at, _)| at)
        .filter(|at| *at == 0 || text.get(..*at).is_some_and(|before| before.ends_with('\n')))
        .collect();
    starts.push(text.len());
    starts.windows(2).filter_map(|ends| text.get(*ends.first()?..*ends.last()?)).collect()
}

fn named(list: &str, table: &Table, key: &str) -> Option<String> {
    Some(format!("{list}/{}", table.get(key)?.as_str()?))
}

fn put(all: &mut BTreeMap<String, Found>, name: String, value: &Value, text: &str) -> Result<()> {
    let said = serde_json::to_string(value).map_err(|e| Error::internal(e.to_string()))?;
    let entry = all.entry(name).or_default();
    entry.said.push_str(&said);
    entry.said.push('\n');
    // An entry of an inline list has no part of the file to itself.
    entry.text.push_str(if text.is_empty() { &said } else { text });
    Ok(())
}

/// What target groups and consequences are made of.
fn dependencies(definitions: &Definitions) -> BTreeMap<String, BTreeSet<String>> {
    let of_registers = |names: &mut dyn Iterator<Item = &str>| -> BTreeSet<String> {
        names.flat_map(|name| [format!("register/{name}"), format!("extract/{name}")]).collect()
    };
    let of_variable = |variable: &Variable| {
        let mut on = of_registers(&mut variable.from.iter().map(|source| source.register.value.as_str()));
        on.insert(format!("variable/{}", variable.id.value));
        on
    };
    let everybody = of_registers(
        &mut definitions.registers.iter().filter(|register| register.role.is_some()).map(|r| r.id.value.as_str()),
    );
    let mut all = BTreeMap::new();
    for group in &definitions.target_groups {
        let mut on = everybody.clone();
        on.extend(cohort::variables_of(definitions, group).into_iter().flat_map(of_variable));
        all.insert(format!("target_group/{}", group.id.value), on);
    }
    for consequence in &definitions.consequences {
        let on = definitions.variable(&consequence.variable).map(of_variable).unwrap_or_default();
        all.insert(format!("consequence/{}", consequence.id.value), on);
    }
    all
}
