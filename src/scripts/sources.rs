//! The columns of sources of variables: which rows count for each, and in which spelling their codes would give another result.
//!
//! Owns which rows count. The value of one row is in `value_columns`; which year it counts in belongs to the kinds of registers.

use engine::registers::spelling::Answer;
use engine::results::{CountOf, Misspelled, ScriptedSource};
use foundation::error::Result;
use sql::{ColumnType, Readable};

use crate::measure::Measure;
use crate::script::{Script, translated};
use crate::side_counts;
use crate::spelling::{self, Spelled, SpelledColumns};
use crate::task::Task;
use crate::typed_column::TypedRows;
use crate::value_columns::{Piece, aggregated, value};

/// Where a source's rows stand: conditions of the rows that precede its own.
pub struct Place {
    /// The row lies in a year, and in the days that the source serves.
    pub timed: String,
    /// The row lies in a year.
    pub placed: String,
    /// Holds once for a row whose condition may be NULL.
    pub judged: String,
    /// The columns that its value reads.
    pub readable: Vec<Readable>,
    /// What of a value counts in the row's year, where a row of the extracts counts in several.
    pub piece: Option<Piece>,
}

/// The columns of a source, view by view.
#[derive(Default)]
pub struct SourceColumns {
    /// Of the views of codes in other spellings.
    pub spelled: SpelledColumns,
    /// Of the view of conditions.
    pub conditions: Vec<String>,
    /// Of the view of values.
    pub values: Vec<String>,
    /// Of the view of steps.
    pub steps: Vec<String>,
    /// Of the view of what is wrong with values.
    pub wrong: Vec<String>,
    /// Of the result.
    pub sums: Vec<Measure>,
}

impl SourceColumns {
    /// Adds the columns of another source.
    pub fn extend(&mut self, more: SourceColumns) {
        self.spelled.extend(more.spelled);
        self.conditions.extend(more.conditions);
        self.values.extend(more.values);
        self.steps.extend(more.steps);
        self.wrong.extend(more.wrong);
        self.sums.extend(more.sums);
    }
}

/// The columns of a source whose rows count one by one.
///
/// # Errors
/// SQL that is not translated.
pub fn columns(
    script: &mut Script<'_>,
    typed: &TypedRows,
    task: &Task<'_>,
    place: &Place,
    at: usize,
) -> Result<SourceColumns> {
    let dialect = script.dialect();
    let mut columns = SourceColumns::default();
    let sound = typed.sound(task.columns());
    let timed = match &sound {
        Some(sound) => format!("({} AND {sound})", place.timed),
        None => place.timed.clone(),
    };
    let named = |script: &Script<'_>, name: &str| script.name(&format!("_{name}_{at}"));
    let [kept, unknown, met] = ["kept", "unknown", "met"].map(|name| named(script, name));
    match condition(script, typed, task, (at, &mut columns))? {
        Some(holds) => {
            columns.values.push(format!("coalesce({timed} AND {holds}, FALSE) AS {kept}"));
            let sound = sound.as_ref().map_or_else(String::new, |sound| format!(" AND {sound}"));
            columns.values.push(format!("coalesce({}{sound} AND {holds} IS NULL, FALSE) AS {unknown}", place.judged));
            columns.values.push(format!("coalesce({} AND {holds}, FALSE) AS {met}", place.placed));
        }
        None => {
            columns.values.push(format!("coalesce({timed}, FALSE) AS {kept}"));
            columns.values.push(format!("FALSE AS {unknown}"));
            columns.values.push(format!("coalesce({}, FALSE) AS {met}", place.placed));
        }
    }
    let mut value = value(script, task, &place.readable, at)?;
    value.piece = place.piece.clone();
    let (values, steps) = value.columns();
    columns.values.extend_from_slice(values);
    columns.steps.extend_from_slice(steps);
    let [value_name, missing_name, met_name, unknown_name] =
        ["value", "missing", "met", "unknown"].map(|what| format!("{what}_{at}"));
    columns.wrong.extend(value.wrong_column(script, &kept));
    columns.sums.extend(value.sums(script, task, &kept, (CountOf::Variable, &value_name)));
    let mut missing = None;
    if script.register.kind.is_null_unknown() {
        let bad = named(script, "bad");
        let unsound = sound
            .map_or_else(|| "FALSE".to_owned(), |sound| format!("coalesce({} AND NOT ({sound}), FALSE)", place.timed));
        columns.values.push(format!("{unsound} AS {bad}"));
        if script.register.kind.is_missing_without_row() && task.source.filter.is_some() {
            // A row that does not meet the condition says that the value is zero.
            let zero = named(script, "zero");
            columns.values.push(format!("coalesce({timed}, FALSE) AS {zero}"));
            let is_zero = format!("{zero} AND NOT {kept} AND NOT {unknown}");
            let of = format!("CASE WHEN {is_zero} THEN 0 ELSE {} END", value.kept(dialect, &kept));
            columns.sums[0] = Measure::sum(script.name(&value_name), aggregated(script, task, &of));
        }
        let is_missing = format!("{unknown} OR {bad} OR ({kept} AND {})", value.is_wrong());
        columns.sums.push(Measure::rare(script.name(&missing_name), is_missing));
        missing = Some(missing_name);
    }
    let spelled = misspelled(script, typed, task, place, (at, &mut columns))?;
    columns.sums.push(Measure::count(script.name(&met_name), met));
    columns.sums.push(Measure::rare(script.name(&unknown_name), unknown));
    script.sources.push(ScriptedSource {
        variable: task.variable.id.value.clone(),
        source: task.number,
        value: value_name,
        missing,
        met: met_name,
        unknown: unknown_name,
        joined: None,
        misspelled: spelled,
    });
    Ok(columns)
}

/// Adds the column that says whether a source's condition holds, and returns its name; `None` without a condition.
///
/// # Errors
/// SQL that is not translated.
pub fn condition(
    script: &Script<'_>,
    typed: &TypedRows,
    task: &Task<'_>,
    (at, columns): (usize, &mut SourceColumns),
) -> Result<Option<String>> {
    let Some(filter) = &task.source.filter else { return Ok(None) };
    let sql = filter.translate(script.dialect(), &typed.readable());
    let holds = script.name(&format!("_holds_{at}"));
    columns.conditions.push(format!("({}) AS {holds}", translated(script, &filter.text.place, sql)?.sql));
    Ok(Some(holds))
}

/// Adds, for each column of texts, the count of rows for which a source's SQL gives another result with codes spelled as in its literals:
/// `reason = 'DF32'` silently loses the rows of a delivery that writes `df32`.
///
/// # Errors
/// SQL that is not translated.
pub fn misspelled(
    script: &mut Script<'_>,
    typed: &TypedRows,
    task: &Task<'_>,
    place: &Place,
    (at, columns): (usize, &mut SourceColumns),
) -> Result<Vec<Misspelled>> {
    let of_typed = typed.readable();
    let holds = script.name(&format!("_holds_{at}"));
    let condition =
        task.source.filter.iter().map(|expression| (expression, Answer::Condition, &of_typed, Some(&holds)));
    let value = task.source.value.of.iter().map(|expression| (expression, Answer::Value, &place.readable, None));
    let spelled = condition.chain(value).map(|(expression, answer, readable, one)| Spelled {
        expression,
        answer,
        readable,
        one: one.cloned(),
    });
    let expressions: Vec<Spelled<'_>> = spelled.collect();
    let mut all = Vec::new();
    for column in spelling::texts(typed, &expressions) {
        let differs = spelling::differs(script, &mut columns.spelled, &expressions, column)?;
        if let Some(differs) = differs {
            let name = format!("misspelled_{at}_{}", all.len() + 1);
            columns.sums.push(Measure::rare(script.name(&name), format!("{} AND {differs}", place.placed)));
            let digits = side_counts::digits(script, (column, &expressions), None, &place.placed);
            all.push(Misspelled { id: column.id.clone(), column: name, digits });
        }
    }
    Ok(all)
}

/// A column of whole numbers that a kind of register gives.
pub fn whole(script: &Script<'_>, name: &str) -> Readable {
    Readable { name: name.to_owned(), kind: ColumnType::Integer, sql: script.name(name) }
}
