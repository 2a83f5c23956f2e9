//! Holds what is declared against the readers, and the catalogue against what is declared.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::declared::{Key, Object, Presence, Shape};
use super::{FILES, FileKind};
use crate::folder::{self, FOLDERS};
use crate::mistake::{Mistake, Report};
use crate::source::SourceFile;
use foundation::words::RegisterKind;

/// Keys that a reader asks for unless another key takes their place.
const CONDITIONAL: [&str; 4] = ["with", "without", "denominator", "person"];

/// Keys of a qualification that are required where neither another of its keys nor the file says the same.
const CONDITIONAL_OF_QUALIFICATIONS: [&str; 4] = ["target_group", "consequence", "source", "provenance"];

/// Keys of a column that only a column of codes has.
const OF_CODES: [&str; 2] = ["width", "code_table"];

/// A key or word that nothing has.
const UNKNOWN: &str = "§";

/// What a reader said of a file.
struct Said {
    mistakes: Vec<Mistake>,
    known_keys: Vec<Vec<&'static str>>,
}

impl Said {
    /// Whether it takes offence at the shape of a value or at a key.
    fn offence(&self) -> Option<&str> {
        let shape = |m: &str| (m.starts_with('`') && m.contains("`: ")) || m.contains("must be a");
        let messages = self.mistakes.iter().map(|mistake| mistake.message.as_str());
        messages.into_iter().find(|m| (shape(m) && !m.contains("missing key")) || m.starts_with("unknown key"))
    }

    /// The keys that could stand in place of the unknown one.
    fn known(&self) -> Option<BTreeSet<String>> {
        let keys = self.known_keys.first().map(|keys| keys.iter().map(|key| (*key).to_owned()).collect());
        keys.or_else(|| self.known_words())
    }

    /// The words, or the keys of a table without a reader of its own, that could stand in place of the unknown one.
    fn known_words(&self) -> Option<BTreeSet<String>> {
        let hints = self.mistakes.iter().filter(|mistake| mistake.message.contains(UNKNOWN));
        let listed = hints.filter_map(|mistake| mistake.hint.as_deref()?.strip_prefix("it can be "));
        listed.map(|list| list.split(", ").map(str::to_owned).collect()).next()
    }

    fn texts(&self) -> BTreeSet<String> {
        let text = |m: &Mistake| format!("{} {}", m.message, m.hint.as_deref().unwrap_or(""));
        self.mistakes.iter().map(text).collect()
    }
}

/// Reads a text as a kind of file.
fn read(kind: &FileKind, text: String) -> Said {
    let place = match kind.name {
        "release" => folder::Kind::Release,
        "disclosure" => folder::Kind::Disclosure,
        name => FOLDERS.iter().find(|(folder, _)| *folder == name).unwrap().1,
    };
    let report = Report::default();
    let file = Arc::new(SourceFile { path: PathBuf::from(kind.name), text });
    crate::load::Entries::default().read(place, &file, &report);
    let known_keys = report.known_keys.borrow().clone();
    Said { mistakes: report.into_result().err().map_or_else(Vec::new, |mistakes| mistakes.0), known_keys }
}

/// The values that a shape allows, as TOML, with as little as possible in them; `kind` chooses among kinds of registers.
fn samples(shape: &Shape, kind: usize) -> Vec<String> {
    let quoted = |text: &str| format!("\"{text}\"");
    match shape {
        Shape::Text | Shape::Id => vec![quoted("x")],
        Shape::Pattern(_, sample) => vec![quoted(sample)],
        Shape::Integer(first, last) => vec![1.clamp(*first, *last).to_string()],
        Shape::Number(low, high) => vec![format!("{:?}", 0.5_f64.clamp(*low, *high))],
        Shape::Boolean => vec!["true".to_owned()],
        Shape::Day => vec!["2010-01-01".to_owned()],
        Shape::Words(words) => words().iter().map(|word| quoted(word)).collect(),
        Shape::List(of) => samples(of, kind).iter().map(|sample| format!("[{sample}]")).collect(),
        Shape::Table(object) => vec![format!("{{ {} }}", minimal(object, "", kind).join(", "))],
        Shape::Tables(object) => vec![format!("[{{ {} }}]", minimal(object, "", kind).join(", "))],
        Shape::ByName(of) => samples(of, kind).iter().map(|sample| format!("{{ a = {sample} }}")).collect(),
        Shape::ByYear(of) => samples(of, kind).iter().map(|sample| format!("{{ 2010 = {sample} }}")).collect(),
        Shape::AnyOf(shapes) => shapes.iter().flat_map(|shape| samples(shape, kind)).collect(),
        Shape::Any => vec!["1".to_owned()],
    }
}

/// The required keys of a table but one.
fn minimal(object: &Object, without: &str, kind: usize) -> Vec<String> {
    let required = object.keys.iter().filter(|key| key.presence == Presence::Required && key.name != without);
    let first = |key: &Key| {
        let values = samples(&key.shape, kind);
        values[if key.name == "kind" { kind % values.len() } else { 0 }].clone()
    };
    let mut pairs: Vec<String> = required.map(|key| format!("{} = {}", key.name, first(key))).collect();
    // A period register has a unit before its other keys are looked at.
    let has = |name: &str| object.keys.iter().any(|key| key.name == name);
    let of_registers = has("files") && has("unit") && without != "unit";
    if of_registers && RegisterKind::ALL[kind] == RegisterKind::Period && without != "kind" {
        pairs.push("unit = \"school_year\"".to_owned());
    }
    pairs
}

/// One table of a file: how it is written, and whether its reader names the keys it knows.
struct Probe<'a> {
    file: &'a FileKind,
    object: &'a Object,
    at: String,
    write: &'a dyn Fn(&[String], usize) -> String,
    /// Inside a value that can be of several shapes, a reader names the shapes and not the keys of each.
    alternatives: bool,
}

impl Probe<'_> {
    /// What the readers of every kind say of a table with the required keys, without one, and with these pairs.
    fn read(&self, without: &str, pairs: &[String]) -> Vec<Said> {
        let kinds = if self.file.name == "registers" { RegisterKind::ALL.len() } else { 1 };
        let said = |kind| {
            let pairs = [minimal(self.object, without, kind), pairs.to_vec()].concat();
            read(self.file, (self.write)(&pairs, kind))
        };
        (0..kinds).map(said).collect()
    }

    fn check(&self) {
        let names: BTreeSet<String> = self.object.keys.iter().map(|key| key.name.to_owned()).collect();
        let said = self.read("", &[format!("\"{UNKNOWN}\" = 1")]);
        if self.object.further.is_none() && !self.alternatives {
            let known: BTreeSet<String> = said.iter().filter_map(Said::known).flatten().collect();
            let (file, at) = (self.file.name, &self.at);
            assert_eq!(names, known, "{file}: {at}: left what src/definitions/schema declares, right what is read");
        }
        self.object.keys.iter().for_each(|key| self.check_key(key));
    }

    fn check_key(&self, key: &Key) {
        let at = format!("{}: {}.{}", self.file.name, self.at, key.name);
        let with = |sample: &str| self.read(key.name, &[format!("{} = {sample}", key.name)]);
        for sample in samples(&key.shape, 0).into_iter().filter(|_| !OF_CODES.contains(&key.name)) {
            let said = with(&sample);
            let offences: Vec<_> = said.iter().filter_map(Said::offence).collect();
            assert!(offences.len() < said.len(), "{at} = {sample}: {offences:?}");
        }
        if let (Shape::Words(words), false) = (&key.shape, self.alternatives) {
            let said = with(&format!("\"{UNKNOWN}\""));
            let known: BTreeSet<String> = said.iter().filter_map(Said::known_words).flatten().collect();
            let declared: BTreeSet<String> = words().into_iter().map(str::to_owned).collect();
            assert_eq!(declared, known, "{at}: left the words declared, right those read");
        }
        let without: Vec<_> = self.read(key.name, &[]).iter().map(Said::texts).collect();
        let found: Vec<_> = with(&samples(&key.shape, 0)[0]).iter().map(Said::texts).collect();
        let speaks_of_it = |text: &String| self.alternatives || text.contains(key.name);
        let missed = without.iter().zip(&found).any(|(without, found)| without.difference(found).any(speaks_of_it));
        let missing = format!("missing key `{}`", key.name);
        let asked = without.iter().flatten().any(|text| text.contains(&missing));
        match key.presence {
            Presence::Required => assert!(missed, "{at} is declared as required: {without:?}"),
            _ => {
                let of_file = self.file.name == "qualification" && CONDITIONAL_OF_QUALIFICATIONS.contains(&key.name);
                assert!(!asked || of_file || CONDITIONAL.contains(&key.name), "{at} is required: {without:?}");
            }
        }
        self.below(key, &key.shape, self.alternatives, &|inner, _| format!("{} = {inner}", key.name));
    }

    /// Checks the tables inside a shape.
    fn below(&self, key: &Key, shape: &Shape, alternatives: bool, pair: &dyn Fn(&str, usize) -> String) {
        let table = |object: &Object, list: bool| {
            let write = |pairs: &[String], kind: usize| {
                let inner = format!("{{ {} }}", pairs.join(", "));
                let inner = if list { format!("[{inner}]") } else { inner };
                (self.write)(&[minimal(self.object, key.name, kind), vec![pair(&inner, kind)]].concat(), kind)
            };
            let at = format!("{}.{}", self.at, key.name);
            Probe { file: self.file, object, at, write: &write, alternatives }.check();
        };
        match shape {
            Shape::Table(object) => table(object, false),
            Shape::Tables(object) => table(object, true),
            Shape::List(of) => self.below(key, of, alternatives, &|inner, kind| pair(&format!("[{inner}]"), kind)),
            Shape::ByName(of) => {
                self.below(key, of, alternatives, &|inner, kind| pair(&format!("{{ a = {inner} }}"), kind));
            }
            Shape::AnyOf(shapes) => shapes.iter().for_each(|of| self.below(key, of, true, pair)),
            _ => {}
        }
    }
}

#[test]
fn every_key_word_and_requirement_is_what_the_readers_accept() {
    for file in FILES {
        let write = |pairs: &[String], _| pairs.join("\n");
        Probe { file, object: file.top, at: String::new(), write: &write, alternatives: false }.check();
    }
}

/// Why a value has not the shape.
fn misfit(shape: &Shape, value: &toml::Value) -> Option<String> {
    use toml::Value::{Array, Boolean, Datetime, Float, Integer, String, Table};
    let wrong = || Some(format!("{value} is not {shape:?}"));
    match (shape, value) {
        (Shape::Text | Shape::Pattern(..), String(_)) | (Shape::Boolean, Boolean(_)) | (Shape::Day, Datetime(_)) => {
            None
        }
        (Shape::Any, _) => None,
        (Shape::Id, String(id)) => {
            if crate::is_id(id) {
                None
            } else {
                wrong()
            }
        }
        (Shape::Words(words), String(word)) => {
            if words().contains(&word.as_str()) {
                None
            } else {
                wrong()
            }
        }
        (Shape::Integer(first, last), Integer(n)) => {
            if (*first..=*last).contains(n) {
                None
            } else {
                wrong()
            }
        }
        (Shape::Number(low, high), Float(n)) => {
            if (*low..=*high).contains(n) {
                None
            } else {
                wrong()
            }
        }
        (Shape::Number(low, high), Integer(n)) => {
            if (*low..=*high).contains(&(*n as f64)) {
                None
            } else {
                wrong()
            }
        }
        (Shape::List(of), Array(list)) => list.iter().find_map(|value| misfit(of, value)),
        (Shape::Table(object), Table(table)) => misfit_of_table(object, table),
        (Shape::Tables(object), Array(list)) => list.iter().find_map(|value| misfit(&Shape::Table(object), value)),
        (Shape::ByName(of) | Shape::ByYear(of), Table(table)) => table.values().find_map(|value| misfit(of, value)),
        (Shape::AnyOf(shapes), _) => {
            if shapes.iter().any(|shape| misfit(shape, value).is_none()) {
                None
            } else {
                wrong()
            }
        }
        _ => wrong(),
    }
}

fn misfit_of_table(object: &Object, table: &toml::Table) -> Option<String> {
    let lacking = object.keys.iter().find(|key| key.presence == Presence::Required && !table.contains_key(key.name));
    if let Some(key) = lacking {
        return Some(format!("{table} lacks `{}`", key.name));
    }
    table.iter().find_map(|(name, value)| match object.keys.iter().find(|key| key.name == name) {
        Some(key) => misfit(&key.shape, value),
        None => object.further.map_or_else(|| Some(format!("`{name}`")), |shape| misfit(shape, value)),
    })
}

#[test]
fn every_file_of_the_catalogue_has_its_schema() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines");
    let files = folder::read(&dir).unwrap();
    assert!(files.len() > 30);
    for (_, file) in &files {
        let path = folder::name_of(&dir, &file.path);
        let kind = FileKind::named(path.split(['/', '.']).next().unwrap()).unwrap();
        let table: toml::Table = toml::from_str(&file.text).unwrap();
        assert_eq!(misfit_of_table(kind.top, &table), None, "{path}");
    }
}
