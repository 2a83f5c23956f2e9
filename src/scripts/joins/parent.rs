//! Rows with the person, the days and the columns of the row that they belong to.

use definitions::register::{Register, SpellDay, TimeColumn, Timing};
use engine::registers::{KeyType, NullRule, ReadAs};
use engine::results::RESIDENCE;
use foundation::error::{Error, Result};

use super::counted;
use super::registers::{JoinedRegister, Joins};
use crate::rows::{FIRST_OWNER, OWNERS, of_column};
use crate::script::Script;
use crate::task::Task;
use crate::typed_column::{ColumnRequest, Origin, ROW_KEY, TypedColumn, TypedRows};

/// The columns that give rows their days: the name of each in the rows' SQL, and the column of the parent.
type ParentDays<'a> = Vec<(&'static str, TimeColumn<'a>)>;

/// Joins the rows of `view`, which have `_met` and a key, with those of the parent; returns the last step, and the columns that rows
/// have then.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn join<'a>(
    joins: &Joins<'a>,
    script: &mut Script<'a>,
    parent: &JoinedRegister<'a>,
    (mut typed, view): (TypedRows, String),
    (persons, tasks): (KeyType, &[Task<'a>]),
) -> Result<(TypedRows, String)> {
    let register = script.register;
    let of = parent.open.definition;
    script.shared = parent.rule.shared.value;
    let kind = joins.key.ok_or_else(|| Error::internal("a parent without a file"))?;
    let placed = parent.rule.placed(&register.kind, &of.kind);
    let placed = placed.ok_or_else(|| Error::internal("a parent that gives no day"))?;
    let asked = asked(register, parent, (persons, kind), (&placed, tasks));
    let parents = counted::rows(joins, script, &parent.open, &asked, (&[], None))?;
    let numbered = numbered(joins, script, of, (&parents, &placed));
    let columns = handed_on(script, &mut typed, (&parents, &placed));
    let [met, key, person, number, nth, sound] =
        ["_met", ROW_KEY, "_person", "_of_key", "_nth", "_sound_parent"].map(|name| script.name(name));
    let [keyed, orphan, several] = ["_keyed", "_orphan", "_several"].map(|name| script.name(name));
    let more: String = columns.iter().map(|column| format!(",\n  {column}")).collect();
    let on = joins.joined(script, "r", "p");
    let found = if script.shared {
        script.comment(&format!(
            "Rows with the person and the columns of each row of `{}` that they belong to; those of the first count the row.",
            of.id
        ));
        let [owner, owners] = [FIRST_OWNER, OWNERS].map(|name| script.name(name));
        format!(
            "SELECT r.*{more},\n  CASE WHEN p.{sound} THEN p.{person} END AS {person},\n  (r.{met} AND r.{key} IS NOT NULL AND p.{number} IS \
             NULL) AS {orphan},\n  FALSE AS {several}, coalesce(p.{nth} = 1, TRUE) AS {owner}, coalesce(p.{number}, 1) AS {owners}\nFROM \
             {view} AS r\nLEFT JOIN {numbered} AS p\n  ON {on}"
        )
    } else {
        script.comment(&format!(
            "Rows with the person and the columns of the row of `{}` that they belong to. A row whose key several rows have is a bad row, without a person.",
            of.id
        ));
        format!(
            "SELECT r.*{more},\n  CASE WHEN p.{sound} AND p.{number} = 1 THEN p.{person} END AS {person},\n  (r.{met} AND r.{key} IS NOT \
             NULL AND p.{number} IS NULL) AS {orphan},\n  coalesce(r.{met} AND p.{number} > 1, FALSE) AS {several}\nFROM {view} AS r\nLEFT \
             JOIN {numbered} AS p\n  ON {on} AND p.{nth} = 1"
        )
    };
    let joined = script.view("joined", &found);
    // A spell that still lasts gives no day of its end.
    let by_end = parent.rule.date.value == SpellDay::End && register.kind.time_columns().is_empty();
    let undated = if by_end && register.kind.timing() == Timing::Date {
        format!(" AND {} IS NOT NULL", script.name("date"))
    } else {
        String::new()
    };
    let view =
        script.view("found", &format!("SELECT *, ({met} AND {person} IS NOT NULL{undated}) AS {keyed}\nFROM {joined}"));
    Ok((typed, view))
}

/// The columns of the parent that are read: its person and key, its days, and those that sources or the rows' condition name.
fn asked<'a>(
    register: &Register,
    parent: &JoinedRegister<'a>,
    (persons, key): (KeyType, KeyType),
    (placed, tasks): (&ParentDays<'a>, &[Task<'_>]),
) -> Vec<ColumnRequest<'a>> {
    let of = parent.open.definition;
    let mut asked = vec![
        ColumnRequest { id: "person".to_owned(), column: &of.person.value, read_as: ReadAs::Key(persons) },
        ColumnRequest { id: ROW_KEY.to_owned(), column: &parent.rule.key.value, read_as: ReadAs::Key(key) },
    ];
    for (_, column) in placed {
        asked.push(ColumnRequest {
            id: column.id.to_owned(),
            column: &column.column.value,
            read_as: ReadAs::time_column(column),
        });
    }
    let mut names: Vec<&String> = tasks.iter().flat_map(Task::columns).collect();
    names.extend(register.filter.iter().flat_map(|filter| &filter.columns));
    names.sort();
    names.dedup();
    let is_own = |name: &str| register.column(name).is_some();
    for name in names.into_iter().filter(|name| !is_own(name)) {
        let declared = of.column(name).and_then(|column| Some((column, column.kind?)));
        if let Some((column, kind)) = declared.filter(|_| asked.iter().all(|known| known.id != *name)) {
            asked.push(of_column(name, column, kind));
        }
    }
    asked
}

/// The step of the parent's rows with the number of rows of each key, and whether a row has a person and its days.
fn numbered<'a>(
    joins: &Joins<'a>,
    script: &mut Script<'a>,
    of: &'a Register,
    (parents, placed): (&TypedRows, &ParentDays<'_>),
) -> String {
    let [met, key, person, number, nth, sound_name] =
        ["_met", ROW_KEY, "_person", "_of_key", "_nth", "_sound_parent"].map(|name| script.name(name));
    // A row of the parent needs its person and its days.
    let mut sound = vec![format!("{person} IS NOT NULL")];
    for column in parents.columns.iter().filter(|column| placed.iter().any(|(_, placed)| placed.id == column.id)) {
        match column.need {
            NullRule::Value => sound.push(format!("{} IS NOT NULL", column.value)),
            NullRule::Sound => sound.extend(column.fault.as_ref().map(|fault| format!("{fault} IS NULL"))),
            NullRule::None => {}
        }
    }
    let by = joins.key_columns(script);
    let sound = sound.join(" AND ");
    // Of several that share a row, one who is in the population comes first: the row is then of a known person.
    let (mut from, mut first) = (parents.view.clone(), person.clone());
    if let Some(population) = joins.population.filter(|_| script.shared) {
        let known = script.result_of(&population.id.value, RESIDENCE);
        let of_person = script.name("person");
        from = format!(
            "{from} AS p\nLEFT JOIN (SELECT {of_person} FROM {known} WHERE {of_person} IS NOT NULL) AS k\n  ON k.{of_person} = p.{person}"
        );
        first = format!("CASE WHEN k.{of_person} IS NOT NULL AND {sound} THEN 0 ELSE 1 END, {person}");
    }
    let all = if script.shared { "p.*" } else { "*" };
    let swapped = std::mem::replace(&mut script.register, of);
    script.comment(if script.shared {
        "How many rows have the key of a row."
    } else {
        "How many rows have the key of a row: only one may."
    });
    let counted = script.view(
        "counted",
        &format!(
            "SELECT {all}, COUNT(*) OVER (PARTITION BY {by}) AS {number}, ROW_NUMBER() OVER (PARTITION BY {by} ORDER BY {first}) AS {nth},\n  \
             ({sound}) AS {sound_name}\nFROM {from}\nWHERE {met} AND {key} IS NOT NULL"
        ),
    );
    script.register = swapped;
    counted
}

/// The parent's columns as the rows have them: adds them to the typed columns, and returns the SQL of each.
fn handed_on(
    script: &Script<'_>,
    typed: &mut TypedRows,
    (parents, placed): (&TypedRows, &ParentDays<'_>),
) -> Vec<String> {
    let mut columns = Vec::new();
    for column in parents.columns.iter().filter(|column| !["person", ROW_KEY].contains(&column.id.as_str())) {
        let id = placed.iter().find(|(_, placed)| placed.id == column.id).map_or(column.id.as_str(), |(id, _)| id);
        columns.push(format!("p.{} AS {}", column.value, script.name(id)));
        let fault = column.fault.as_ref().map(|fault| (fault, script.name(&format!("_fault_{id}"))));
        columns.extend(fault.as_ref().map(|(of, name)| format!("p.{of} AS {name}")));
        typed.columns.push(TypedColumn {
            id: id.to_owned(),
            file_name: column.file_name.clone(),
            kind: column.kind,
            value: script.name(id),
            fault: fault.map(|(_, name)| name),
            causes: Vec::new(),
            need: NullRule::None,
            origin: column.origin.clone().map(|origin| Origin { is_own: false, ..origin }),
            days: None,
        });
    }
    columns
}
