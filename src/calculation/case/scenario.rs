//! Scenarios: a case with some of its inputs replaced, read from the merged text by the same reader.
//!
//! Owns how the keys of a scenario replace those of the case. Owns no check of an input: a scenario is checked as a case is.

use std::ops::Range;

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::case_file::CaseFile;
use super::declared::scenario as declared;
use super::declared::{Occurs, SECTIONS, read};
use super::inputs::Inputs;
use super::resolve;
use foundation::tables::Database;
use toml_files::mistake::{Mistake, Report};
use toml_files::source::{At, Place};
use toml_files::table::Table;

/// A named variation of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// Why.
    pub reason: Option<String>,
    /// Its inputs: those of the case, and those that differ.
    pub inputs: Inputs,
}

/// Each is calculated with all draws.
const MOST_SCENARIOS: usize = 20;

/// What listings of scenarios call the case that they vary, in both languages.
const NAMES_OF_THE_CASE: [&str; 2] = ["beregningen", "the case"];

/// A scenario as written.
pub struct ScenarioSection<'a> {
    name: At<String>,
    reason: Option<String>,
    table: Table<'a>,
}

/// Reads the names of all scenarios.
pub fn read<'a>(top: &Table<'a>) -> Vec<ScenarioSection<'a>> {
    let report = top.report();
    let mut sections: Vec<ScenarioSection<'a>> = Vec::new();
    for (position, table) in top.tables(declared::PATH).into_iter().enumerate() {
        let name = read::text(&table, &declared::NAME);
        let reason = read::text(&table, &declared::REASON).map(|reason| reason.value);
        if position == MOST_SCENARIOS {
            report.mistake(table.place(), format!("a case has at most {MOST_SCENARIOS} scenarios"));
        }
        let Some(name) = name.filter(|_| position < MOST_SCENARIOS) else { continue };
        if sections.iter().any(|earlier| earlier.name == name) {
            report.mistake(&name.place, format!("the scenario `{name}` is listed twice"));
        }
        if NAMES_OF_THE_CASE.contains(&name.to_lowercase().trim()) {
            let message = format!("`{name}` is what the results call the case itself");
            report.mistake_with_hint(&name.place, message, "give the scenario another name");
        }
        if replacements(&table).next().is_none() {
            let hint = "write what differs, such as `intervention.completion_rate = 0.7`";
            report.mistake_with_hint(&name.place, format!("the scenario `{name}` changes nothing"), hint);
        }
        sections.push(ScenarioSection { name, reason, table });
    }
    sections
}

/// The sections of a case that a scenario writes.
fn replacements<'a>(table: &Table<'a>) -> impl Iterator<Item = (&'a Spanned<Key<'a>>, &'a Spanned<DeValue<'a>>)> {
    let own = declared::SECTION.inputs;
    table.values().iter().filter(|(key, _)| !own.iter().any(|input| input.key == key.get_ref().as_ref()))
}

type Key<'a> = std::borrow::Cow<'a, str>;

impl ScenarioSection<'_> {
    /// The case with the scenario's inputs, or the mistakes that stand in the way.
    pub fn resolve(&self, top: &Table<'_>, database: &Database) -> (Option<Scenario>, Vec<Mistake>) {
        let report = Report::default();
        let mut values = top.values().clone();
        values.remove(declared::PATH);
        for (span, name) in listed_twice(&self.table) {
            let place = Place { file: self.table.place().file.clone(), span };
            report.mistake(&place, format!("`{name}` is listed twice in the scenario"));
        }
        for (key, value) in replacements(&self.table) {
            if !self.is_section(key, &report) {
                continue;
            }
            put(&mut values, key, value, key.get_ref());
        }
        let inputs = self.inputs(&values, top, database, &report);
        match (report.into_result(), inputs) {
            (Ok(()), inputs) => (inputs.map(|inputs| self.named(inputs)), Vec::new()),
            (Err(mistakes), _) => (None, mistakes.0.into_iter().map(|mistake| self.explained(mistake)).collect()),
        }
    }

    fn inputs<'b>(
        &self,
        values: &'b DeTable<'b>,
        top: &Table<'_>,
        database: &Database,
        report: &'b Report,
    ) -> Option<Inputs> {
        let merged = top.with_values(values, report);
        let case = CaseFile::read(&merged);
        merged.finish();
        resolve::resolve(&case, database, report)
    }

    fn named(&self, inputs: Inputs) -> Scenario {
        Scenario { name: self.name.value.clone(), reason: self.reason.clone(), inputs }
    }

    /// Whether a key is a section of a case; notes it if not, since an input needs its section.
    fn is_section(&self, key: &Spanned<Key<'_>>, report: &Report) -> bool {
        let word = key.get_ref().as_ref();
        let top: Vec<&str> = SECTIONS.iter().map(|section| section.path).filter(|path| is_top(path)).collect();
        if top.contains(&word) {
            return true;
        }
        let place = Place { file: self.table.place().file.clone(), span: key.span() };
        let within = SECTIONS
            .iter()
            .find(|section| is_top(section.path) && section.inputs.iter().any(|input| input.key == word));
        match within {
            Some(section) => {
                let hint = format!("write `{}.{word} = …`", section.path);
                report.mistake_with_hint(&place, format!("`{word}` stands without its section"), hint);
            }
            None => report.unknown(&place, "section", word, top),
        }
        false
    }

    /// A mistake of the merged case: which scenario it is of.
    fn explained(&self, mistake: Mistake) -> Mistake {
        let own = self.table.place().span.clone();
        // The values of a scenario in several tables lie beyond its heading.
        let elsewhere = mistake.place.span.start < own.start;
        let advice = "the scenario can replace this input";
        let hint = match (mistake.hint, elsewhere) {
            (Some(hint), true) => Some(format!("{hint}; {advice}")),
            (None, true) => Some(advice.to_owned()),
            (hint, false) => hint,
        };
        Mistake { message: format!("scenario `{}`: {}", self.name, mistake.message), hint, ..mistake }
    }
}

fn is_top(path: &str) -> bool {
    path != declared::PATH && !path.contains('.')
}

/// Puts a value in the place of the one of the same key; of tables of a case their keys, of lists their entries.
fn put<'a>(base: &mut DeTable<'a>, key: &Spanned<Key<'a>>, value: &Spanned<DeValue<'a>>, path: &str) {
    let section = SECTIONS.iter().find(|section| section.path == path);
    let existing = base.get_mut(key.get_ref().as_ref());
    match (existing.map(Spanned::get_mut), value.get_ref(), section.map(|section| section.occurs)) {
        (Some(DeValue::Table(table)), DeValue::Table(over), Some(_)) => lay(table, over, path),
        (Some(DeValue::Array(list)), DeValue::Array(over), Some(Occurs::Repeated)) => lay_list(list, over, path),
        _ => {
            base.remove(key.get_ref().as_ref());
            base.insert(key.clone(), value.clone());
        }
    }
}

/// Puts every key of a table in the place of those of another.
fn lay<'a>(base: &mut DeTable<'a>, over: &DeTable<'a>, path: &str) {
    remove_alternatives(base, over, path);
    for (key, value) in over.iter() {
        put(base, key, value, &format!("{path}.{}", key.get_ref()));
    }
}

/// Changes the entries that have the same name, and adds the others.
fn lay_list<'a>(base: &mut DeArray<'a>, over: &DeArray<'a>, path: &str) {
    for entry in over.iter() {
        let DeValue::Table(values) = entry.get_ref() else {
            base.push(entry.clone());
            continue;
        };
        let same = |other: &DeTable<'_>| names(path).iter().all(|key| name(other, key) == name(values, key));
        let found = base.iter_mut().find_map(|other| match other.get_mut() {
            DeValue::Table(table) if same(table) => Some(table),
            _ => None,
        });
        match found {
            Some(table) => lay(table, values, path),
            None => base.push(entry.clone()),
        }
    }
}

/// Entries of a scenario's lists that have the name of an earlier one: the second would silently replace what the first says.
fn listed_twice(table: &Table<'_>) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for (key, value) in replacements(table) {
        note_twice(value, key.get_ref(), &mut found);
    }
    found
}

fn note_twice(value: &Spanned<DeValue<'_>>, path: &str, found: &mut Vec<(Range<usize>, String)>) {
    match value.get_ref() {
        DeValue::Table(table) => {
            table.iter().for_each(|(key, value)| note_twice(value, &format!("{path}.{}", key.get_ref()), found));
        }
        DeValue::Array(list) if SECTIONS.iter().any(|of| of.path == path && of.occurs == Occurs::Repeated) => {
            let mut known: Vec<String> = Vec::new();
            for entry in list.iter() {
                let DeValue::Table(values) = entry.get_ref() else { continue };
                let words: Option<Vec<&str>> = names(path).iter().map(|key| name(values, key)).collect();
                let Some(name) = words.map(|words| words.join(" / ")) else { continue };
                if known.contains(&name) {
                    found.push((entry.span(), name));
                } else {
                    known.push(name);
                }
            }
        }
        _ => {}
    }
}

/// The keys that name an entry of a list.
fn names(path: &str) -> &'static [&'static str] {
    match path {
        "consequences.own_value" | "consequences.own_price" | "consequences.during" => &["consequence"],
        "consequences.own" => &["id"],
        "consequences.cashable" | "committees.split" => &["of", "payer"],
        _ => &["name"],
    }
}

fn name<'a>(table: &'a DeTable<'_>, key: &str) -> Option<&'a str> {
    table.get(key)?.get_ref().as_str()
}

/// Ways of writing one input, of which a case has one.
fn alternatives(path: &str) -> &'static [&'static [&'static str]] {
    match path {
        "intervention" => &[&["participants"], &["participants_by_year"]],
        "effect" => &[
            &["with", "without", "denominator"],
            &["net_success_rate", "denominator"],
            &["standardised", "without", "denominator"],
            &["effect"],
        ],
        "costs.item" | "costs.grant" | "costs.displaced" => &[&["kr"], &["hours", "hourly_kr"]],
        _ => &[],
    }
}

/// Removes the keys of the case that belong to another way of writing an input than that of the scenario.
fn remove_alternatives(base: &mut DeTable<'_>, over: &DeTable<'_>, path: &str) {
    let ways = alternatives(path);
    let is_of = |way: &[&str], table: &DeTable<'_>| {
        let written = ways.iter().copied().flatten().filter(|key| table.contains_key(**key));
        written.into_iter().all(|key| way.contains(key))
    };
    let keeps_way = ways.iter().any(|way| is_of(way, over) && is_of(way, base));
    // The standard error of an effect does not apply to the effect that replaces it.
    if path == "effect" && (over.contains_key("effect") || !keeps_way) {
        base.remove("standard_error");
    }
    if keeps_way {
        return;
    }
    if let Some(way) = ways.iter().find(|way| is_of(way, over)) {
        for key in ways.iter().copied().flatten().filter(|key| !way.contains(key)) {
            base.remove(*key);
        }
    }
}
