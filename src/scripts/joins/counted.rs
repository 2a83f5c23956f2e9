//! The rows of a joined register, and the result that counts what is wrong with them by file.

use definitions::register::{Parent, Register};
use engine::registers::{KeyType, NullRule, OpenRegister, ReadAs};
use engine::results::{CountOf, ScriptResultKind, ScriptedFile, ScriptedRegister};
use foundation::error::Result;

use super::registers::{Answer, Joins};
use crate::dialect::DialectSyntax;
use crate::measure::{Measure, grouped};
use crate::read;
use crate::rows::{self, of_column};
use crate::script::Script;
use crate::side_counts;
use crate::typed_column::{ColumnRequest, ROW_KEY, TypedRows, distinct, fault_counts};
use crate::value_counts::time_counts;

/// The step with the keys of the rows that others belong to, and the rule by which they do.
type Owners<'o> = Option<(&'o str, &'o Parent)>;

/// The rows of a joined register, with `_met`; writes the result that counts what is wrong with them. Keys of a register that is asked
/// are compared with their owners.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn rows<'a>(
    joins: &Joins<'a>,
    script: &mut Script<'a>,
    open: &OpenRegister<'a>,
    asked: &[ColumnRequest<'_>],
    (answers, owners): (&[Answer<'a>], Owners<'_>),
) -> Result<TypedRows> {
    let of = open.definition;
    let outer = std::mem::replace(&mut script.register, of);
    let counts = std::mem::take(&mut script.counts);
    let times = std::mem::take(&mut script.times);
    let written = write(joins, script, open, asked, (answers, owners, &outer.id.value));
    script.register = outer;
    let (typed, mut scripted) = written?;
    scripted.counts = std::mem::replace(&mut script.counts, counts);
    scripted.times = std::mem::replace(&mut script.times, times);
    script.related.push(scripted);
    Ok(typed)
}

fn write<'a>(
    joins: &Joins<'a>,
    script: &mut Script<'a>,
    open: &OpenRegister<'a>,
    asked: &[ColumnRequest<'_>],
    (answers, owners, outer): (&[Answer<'a>], Owners<'_>, &str),
) -> Result<(TypedRows, ScriptedRegister)> {
    let of = open.definition;
    let all = with_condition(of, asked);
    distinct(script, &all)?;
    let extra = joins.extra(open);
    let mut typed = read::typed(script, open, &all, (false, &extra))?;
    // A row that belongs to another needs its key.
    if !answers.is_empty()
        && let Some(key) = typed.columns.iter_mut().find(|column| column.id == ROW_KEY)
    {
        key.need = NullRule::Value;
    }
    let met = rows::met(script, &typed)?;
    let [of_met, key, person] = ["_met", ROW_KEY, "_person"].map(|name| script.name(name));
    if let Some(filter) = &of.filter {
        side_counts::condition(script, &typed, (&of.id.value, filter), "TRUE")?;
    }
    for (id, filter) in answers.iter().filter_map(|(id, filter)| Some((*id, (*filter)?))) {
        side_counts::condition(script, &typed, (id, filter), &format!("({met})"))?;
    }
    let view = script.view("keyed", &format!("SELECT *, ({met}) AS {of_met}\nFROM {}", typed.view));
    typed.view.clone_from(&view);
    let no_person = match joins.persons {
        Some(KeyType::Text) => script.dialect().as_text("NULL"),
        _ => "CAST(NULL AS BIGINT)".to_owned(),
    };
    side_counts::days(script, &typed, &view, ("TRUE", &no_person));
    let (counted, keyed) = match owners {
        Some(owners) => (held(joins, script, &view, owners), format!("{of_met} AND {key} IS NOT NULL")),
        None => (view, format!("{of_met} AND {key} IS NOT NULL AND {person} IS NOT NULL")),
    };
    let measures = measures(script, of, (&typed, &keyed), owners.is_some());
    let part = format!("beside_{}", of.id);
    let keys = [(script.name("_file"), script.name("_of_file"))];
    script.comment(&format!("The rows of `{}`, of bad ones, and of those without a row to belong to, by file.", of.id));
    let query = grouped(script.dialect(), &counted, &keys, &[script.hash_column()], &measures);
    let query = rows::renamed(script, &query, &[("_of_file", "file")]);
    script.output_of(outer, &part, &query);
    Ok((typed, listed(open, part, owners.is_some())?))
}

/// The columns with those that the register's own condition reads.
fn with_condition<'c>(of: &'c Register, asked: &[ColumnRequest<'c>]) -> Vec<ColumnRequest<'c>> {
    let copied = |asked: &ColumnRequest<'c>| ColumnRequest {
        id: asked.id.clone(),
        column: asked.column,
        read_as: asked.read_as,
    };
    let mut all: Vec<ColumnRequest<'c>> = asked.iter().map(copied).collect();
    for name in of.filter.iter().flat_map(|filter| &filter.columns) {
        if all.iter().any(|known| known.id == *name) {
            continue;
        }
        let declared = of.column(name).and_then(|column| Some((column, column.kind?)));
        let placed = of.kind.time_columns().into_iter().find(|placed| placed.id == name.as_str());
        match (placed, declared) {
            (Some(placed), _) => all.push(ColumnRequest {
                id: name.clone(),
                column: &placed.column.value,
                read_as: ReadAs::time_column(&placed),
            }),
            (None, Some((column, kind))) => all.push(of_column(name, column, kind)),
            (None, None) => {}
        }
    }
    all
}

/// The step of rows with `_orphan` and `_several`: without an owner, and with more than one.
fn held(joins: &Joins<'_>, script: &mut Script<'_>, view: &str, (owners, rule): (&str, &Parent)) -> String {
    let [of_met, key, number, orphan, several] =
        ["_met", ROW_KEY, "_of_key", "_orphan", "_several"].map(|name| script.name(name));
    let is_several = if rule.shared.value { "FALSE".to_owned() } else { format!("coalesce(o.{number} > 1, FALSE)") };
    let query = format!(
        "SELECT r.*, (r.{of_met} AND r.{key} IS NOT NULL AND o.{number} IS NULL) AS {orphan},\n  (r.{of_met} AND {is_several}) AS \
         {several}\nFROM {view} AS r\nLEFT JOIN {owners} AS o\n  ON {}",
        joins.joined(script, "r", "o")
    );
    script.view("held", &query)
}

/// The counts of rows and of what is wrong with them; `keyed` is the condition of rows whose values count.
fn measures(
    script: &mut Script<'_>,
    of: &Register,
    (typed, keyed): (&TypedRows, &str),
    has_owners: bool,
) -> Vec<Measure> {
    let [of_met, key, orphan, several] = ["_met", ROW_KEY, "_orphan", "_several"].map(|name| script.name(name));
    let mut measures = vec![
        Measure::sum(script.name("rows"), "COUNT(*)"),
        Measure::count(script.name("unmet"), format!("NOT {of_met}")),
        Measure::count(script.name("keys"), format!("{of_met} AND {key} IS NOT NULL")),
    ];
    measures.extend(time_counts(script, "TRUE"));
    measures.extend(side_counts::day_counts(script, "TRUE"));
    let chosen: Vec<String> = of.filter.iter().flat_map(|filter| filter.columns.clone()).collect();
    for column in &typed.columns {
        if chosen.contains(&column.id) {
            measures.extend(fault_counts(script, column, CountOf::Choice, "TRUE"));
        }
        if ["person", ROW_KEY].contains(&column.id.as_str()) {
            measures.extend(fault_counts(script, column, CountOf::Choice, &of_met));
        } else {
            measures.extend(fault_counts(script, column, CountOf::Column, keyed));
        }
    }
    if has_owners {
        let name = typed.get(ROW_KEY).map_or_else(|| "person".to_owned(), |column| column.file_name.clone());
        let ambiguous = script.count(CountOf::Choice, ROW_KEY, &name, "parent_twice");
        measures.push(Measure::rare(ambiguous, several));
        measures.push(Measure::count(script.name("orphans"), orphan));
    }
    measures
}

/// The register's entry in the list of scripts.
fn listed(open: &OpenRegister<'_>, part: String, orphans: bool) -> Result<ScriptedRegister> {
    Ok(ScriptedRegister {
        register: open.definition.id.value.clone(),
        gives: ScriptResultKind::Sums,
        script: String::new(),
        hash: String::new(),
        definition: String::new(),
        files: open.files.iter().map(|file| ScriptedFile::of(file, 0)).collect::<Result<_>>()?,
        passed_over: open.passed_over,
        cut: false,
        shared: false,
        counts: Vec::new(),
        times: Vec::new(),
        conditions: Vec::new(),
        days: Vec::new(),
        digits: 0,
        sources: Vec::new(),
        copies: false,
        part,
        orphans,
        related: Vec::new(),
    })
}
