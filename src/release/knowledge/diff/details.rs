//! What changed in a definition, in the settings or in the extracts of a register: each part with its earlier and later content.
//!
//! Prices, effects and qualifications are published, so their parts come from the tables. Other definitions, and the rows of
//! extracts, come from the audits.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::cause::{Detail, Side};
use foundation::tables::published::PriceRow;

/// The parts of a cause that differ, in order of their names.
pub(super) fn details(what: &str, before: Side<'_>, after: Side<'_>) -> Vec<Detail> {
    // The content of an audit and that of a manifest differ in what they hold: only like is compared with like.
    let both = before.inputs.is_some() && after.inputs.is_some();
    let [before, after] = [before, after].map(|side| Side { inputs: side.inputs.filter(|_| both), ..side });
    if let Some(("extract", register)) = what.split_once('/') {
        let files = files(register, before).zip(files(register, after));
        return files.map_or_else(Vec::new, |(a, b)| of_files(&a, &b));
    }
    let (Some(a), Some(b)) = (parts(what, before), parts(what, after)) else { return Vec::new() };
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let differs = names.into_iter().filter(|name| a.get(*name) != b.get(*name));
    let detail =
        |name: &String| Detail { part: name.clone(), before: a.get(name).cloned(), after: b.get(name).cloned() };
    differs.map(detail).collect()
}

/// Whether the audits of both releases have the same files of a register; nothing where one of them is not at hand.
pub(super) fn are_same_extracts(what: &str, before: Side<'_>, after: Side<'_>) -> Option<bool> {
    let register = what.strip_prefix("extract/")?;
    before.inputs.and(after.inputs)?;
    Some(files(register, before)? == files(register, after)?)
}

type Parts = BTreeMap<String, String>;

/// The rows and hash of each file of a register; nothing where the release does not say them.
fn files<'a>(register: &str, side: Side<'a>) -> Option<BTreeMap<&'a str, (u64, &'a str)>> {
    match side.inputs {
        Some(inputs) => {
            let of_register = inputs.extracts.iter().filter(|extract| extract.register == register);
            Some(of_register.map(|extract| (extract.name.as_str(), (extract.rows, extract.blake3.as_str()))).collect())
        }
        None => {
            let of_register = side.manifest.extracts.iter().filter(|extract| extract.register == register);
            of_register.map(|extract| Some((extract.name.as_str(), (extract.rows?, extract.blake3.as_str())))).collect()
        }
    }
}

/// The rows of a register, and the files that differ.
fn of_files(before: &BTreeMap<&str, (u64, &str)>, after: &BTreeMap<&str, (u64, &str)>) -> Vec<Detail> {
    let all = |files: &BTreeMap<&str, (u64, &str)>| files.values().map(|(rows, _)| rows).sum::<u64>().to_string();
    let (rows_before, rows_after) = (all(before), all(after));
    let mut details = Vec::new();
    if rows_before != rows_after {
        details.push(Detail { part: "rows".to_owned(), before: Some(rows_before), after: Some(rows_after) });
    }
    for name in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (a, b) = (before.get(name), after.get(name));
        if a == b {
            continue;
        }
        let same_rows = a.zip(b).is_some_and(|(a, b)| a.0 == b.0);
        let rows = |file: Option<&(u64, &str)>| file.map(|(rows, _)| format!("{rows} rows"));
        let after = if same_rows { Some("as many rows with other content".to_owned()) } else { rows(b) };
        details.push(Detail { part: (*name).to_owned(), before: rows(a), after });
    }
    details
}

/// The parts of a definition; nothing where the release does not say them.
fn parts(what: &str, side: Side<'_>) -> Option<Parts> {
    let database = side.database;
    match what.split_once('/') {
        Some(("price", id)) => Some(prices(database.prices.iter().filter(|row| row.consequence == id))),
        Some(("price_index", id)) => {
            let years = database.index_rows(Some(id)).map(|row| (format!("years.{}", row.year), row.index.to_string()));
            Some(years.collect())
        }
        Some(("effect", id)) => published(database.effects.iter().filter(|row| row.effect == id), |_| String::new()),
        Some(("qualification", id)) => {
            let of_group = database.qualifications.iter().filter(|row| row.target_group == id);
            published(of_group, |row| row.consequence.clone())
        }
        _ => {
            let content = side.inputs.and_then(|inputs| inputs.definitions.get(what));
            match content {
                Some(content) => {
                    let mut parts = Parts::new();
                    for line in content.lines() {
                        flatten("", &serde_json::from_str(line).ok()?, &mut parts);
                    }
                    Some(parts)
                }
                None => from_manifest(what, side),
            }
        }
    }
}

/// The parts of the settings and the policy that a manifest states.
fn from_manifest(what: &str, side: Side<'_>) -> Option<Parts> {
    let mut parts = Parts::new();
    match what {
        "settings" => {
            parts.insert("price_year".to_owned(), side.manifest.price_year.to_string());
            parts.insert("significance".to_owned(), side.manifest.significance.to_string());
            for row in side.database.index_rows(None) {
                parts.insert(format!("price_index.years.{}", row.year), row.index.to_string());
            }
        }
        "policy" => flatten("", &serde_json::to_value(side.manifest.disclosure).ok()?, &mut parts),
        _ => return None,
    }
    Some(parts)
}

/// The prices of a consequence, by whom they are for.
fn prices<'a>(rows: impl Iterator<Item = &'a PriceRow>) -> Parts {
    let mut parts = Parts::new();
    for row in rows {
        let group = row.target_group.as_deref().map(|group| format!(" of {group}"));
        let ages = row.first_age.zip(row.last_age).map(|(first, last)| format!(" at ages {first}–{last}"));
        let of = format!("{}{}", group.as_deref().map_or("", |group| group), ages.as_deref().map_or("", |ages| ages));
        for (payer, kr) in [("kommune", row.kommune_kr), ("region", row.region_kr), ("stat", row.stat_kr)] {
            parts.insert(format!("{payer}{of}"), format!("{kr:.2} kr"));
        }
        parts.insert(format!("year{of}"), row.price_year.to_string());
        parts.insert(format!("source{of}"), row.source.clone());
        if let Some(series) = &row.series {
            parts.insert(format!("index{of}"), series.clone());
        }
    }
    parts
}

/// Rows of a published table, their columns after a name of the row.
fn published<'a, R: Serialize + 'a>(rows: impl Iterator<Item = &'a R>, name: impl Fn(&R) -> String) -> Option<Parts> {
    let mut parts = Parts::new();
    for row in rows {
        flatten(&name(row), &serde_json::to_value(row).ok()?, &mut parts);
    }
    Some(parts)
}

/// The plain values of a JSON value by their paths. An element of a list is named by its id where it has one.
fn flatten(path: &str, value: &Value, parts: &mut Parts) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Null => {}
        Value::Object(map) => map.iter().for_each(|(key, value)| flatten(&below(key), value, parts)),
        Value::Array(list) if list.iter().any(Value::is_object) => {
            for (at, value) in list.iter().enumerate() {
                let id = ["id", "register"].iter().find_map(|key| value.get(key)?.as_str());
                flatten(&format!("{path}[{}]", id.map_or_else(|| (at + 1).to_string(), str::to_owned)), value, parts);
            }
        }
        Value::Array(list) => {
            let texts: Vec<String> = list.iter().map(plain).collect();
            parts.insert(path.to_owned(), texts.join(", "));
        }
        plain_value => {
            // Two sources of one register have the same path: a prime is added to the second.
            let mut name = path.to_owned();
            while parts.contains_key(&name) {
                name.push('\'');
            }
            parts.insert(name, plain(plain_value));
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_named_by_their_paths() {
        let value = serde_json::json!({
            "population": { "where": "a > 0", "years": { "first": 2008 } },
            "success": [{ "id": "m", "where": "b = 0" }], "codes": [1, "x"], "from": [{ "value": "n" }],
        });
        let mut parts = Parts::new();
        flatten("", &value, &mut parts);
        let found: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(
            found,
            [
                ("codes", "1, x"),
                ("from[1].value", "n"),
                ("population.where", "a > 0"),
                ("population.years.first", "2008"),
                ("success[m].id", "m"),
                ("success[m].where", "b = 0"),
            ]
        );
    }
}
