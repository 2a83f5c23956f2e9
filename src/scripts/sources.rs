//! The columns of variables: which rows count for each source, with which value, in steps of the variable.
//!
//! Owns the rules of one row's value. Which year a row counts in belongs to the kinds of registers.

use definitions::Definitions;
use definitions::expression::Aggregate;
use definitions::register::Register;
use definitions::variable::{Resolution, Source, Variable};
use engine::registers::spelling::Answer;
use engine::results::{CountOf, Misspelled, ScriptedSource};
use foundation::error::Result;
use foundation::words::RegisterKind;
use sql::{ColumnType, Readable, SqlFault};

use crate::column::LARGEST_DOUBLE;
use crate::dialect::DialectSyntax;
use crate::measure::Measure;
use crate::read::TypedRows;
use crate::script::Script;
use crate::spelling::{self, Spelled, SpelledColumns};

/// The largest number of steps of one row.
const LARGEST: &str = "9007199254740992";

/// The same, of double precision.
const LARGEST_STEPS: &str = "9007199254740992e0";

/// A source of a variable that reads a register.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// The variable.
    pub variable: &'a Variable,
    /// The source.
    pub source: &'a Source,
    /// Its number among those of the variable.
    pub number: usize,
}

impl Task<'_> {
    /// The columns that it reads.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        let of = self.source.value.of.iter().flat_map(|e| &e.columns);
        self.source.filter.iter().flat_map(|e| &e.columns).chain(of)
    }
}

/// Every source that reads a register.
pub fn tasks<'a>(definitions: &'a Definitions, register: &Register) -> Vec<Task<'a>> {
    let of = |variable: &'a Variable| {
        let sources = variable.from.iter().enumerate();
        let sources = sources.filter(|(_, source)| source.register.value == register.id.value);
        sources.map(move |(number, source)| Task { variable, source, number })
    };
    definitions.variables.iter().flat_map(of).collect()
}

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

/// What of a value counts in one of two years.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The condition of the first of the rows that a row of the extracts became.
    pub first: String,
    /// Whether anything counts in the year.
    pub counts: String,
    /// Parts of the first and second year, where the value is divided.
    pub parts: Option<(u32, u32)>,
    /// The condition of the second year.
    pub second: String,
}

impl Piece {
    /// The part of a whole number that counts: of the first year the nearest whole number, halves away from zero, and of the second
    /// the rest.
    fn of(&self, dialect: sql::Dialect, whole: &str) -> String {
        let Some((start, end)) = self.parts else { return whole.to_owned() };
        let of = u64::from(start) + u64::from(end);
        let twice = format!("(abs({whole}) * {} + {of})", 2 * u64::from(start));
        let sign = format!("CASE WHEN {whole} < 0 THEN -1 ELSE 1 END");
        let nearest = format!("({} * {sign})", dialect.quotient(&twice, (2 * of).cast_signed()));
        format!("CASE WHEN {} THEN {whole} - {nearest} ELSE {nearest} END", self.second)
    }
}

/// The columns of a source, view by view.
#[derive(Default)]
pub struct SourceColumns {
    /// Of the views of codes in other spellings.
    pub spelled: SpelledColumns,
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
        self.values.extend(more.values);
        self.steps.extend(more.steps);
        self.wrong.extend(more.wrong);
        self.sums.extend(more.sums);
    }
}

/// A translation, or the refusal of a definition's SQL by its place.
pub fn translated<T>(
    script: &Script<'_>,
    place: impl std::fmt::Display,
    result: std::result::Result<T, SqlFault>,
) -> Result<T> {
    result.map_err(|fault| script.refused(format!("{place}: {}", fault.message)))
}

/// The value of a source: the columns for it, and what can be wrong with it.
pub struct ValueColumns {
    /// Columns of the view of values.
    values: Vec<String>,
    /// Columns of the view of steps.
    steps: Vec<String>,
    /// The value in steps.
    whole: String,
    /// Conditions that make it wrong, with the codes of their faults.
    wrong: Vec<(&'static str, String)>,
    /// Whether it is NULL.
    is_null: Option<String>,
    /// The column with the number of what is wrong, from 1 on, of rows that count.
    of_wrong: String,
    /// What of the value counts in the row's year.
    piece: Option<Piece>,
}

/// The value of a source over readable columns; `at` is the source's position, which its columns have in their names.
///
/// # Errors
/// SQL that is not translated.
pub fn value(script: &Script<'_>, task: &Task<'_>, readable: &[Readable], at: usize) -> Result<ValueColumns> {
    let resolution = task.variable.resolution;
    let id = &task.variable.id;
    let Some(of) = &task.source.value.of else {
        let steps = resolution.steps(1.0);
        if steps.fract() != 0.0 {
            return Err(
                script.refused(format!("variable `{id}` counts rows in steps of which one row is not a whole number"))
            );
        }
        return Ok(ValueColumns {
            values: Vec::new(),
            steps: Vec::new(),
            whole: format!("{steps:.0}"),
            wrong: Vec::new(),
            is_null: None,
            of_wrong: "0".to_owned(),
            piece: None,
        });
    };
    let of_wrong = script.name(&format!("_wrong_{at}"));
    let dialect = script.dialect();
    let sql = translated(script, &of.text.place, of.translate(dialect, readable))?;
    let x = script.name(&format!("_x_{at}"));
    let (number, is_whole) = match (sql.is_truth, sql.is_whole) {
        (true, _) => (format!("CASE WHEN {0} THEN 1 WHEN NOT {0} THEN 0 END", sql.sql), true),
        (false, is_whole) => (sql.sql, is_whole),
    };
    let is_null = Some(format!("{x} IS NULL"));
    if is_whole && resolution == Resolution::Units(1) {
        let wrong = vec![("too_large", format!("{x} NOT BETWEEN -{LARGEST} AND {LARGEST}"))];
        return Ok(ValueColumns {
            values: vec![format!("CAST({number} AS BIGINT) AS {x}")],
            steps: Vec::new(),
            whole: x,
            wrong,
            is_null,
            of_wrong,
            piece: None,
        });
    }
    let (s, floor) = (script.name(&format!("_steps_{at}")), script.name(&format!("_floor_{at}")));
    let of = format!("CAST({number} AS DOUBLE)");
    let steps = match resolution {
        Resolution::Units(units) => format!("{of} / {}", dialect.double(units as f64)),
        Resolution::PerUnit(per_unit) => format!("{of} * {}", dialect.double(per_unit as f64)),
    };
    let down = format!("CASE WHEN abs({s}) <= {LARGEST_STEPS} THEN CAST(floor({s}) AS DOUBLE) END AS {floor}");
    let nearest = format!("CASE WHEN {s} - {floor} >= 0.5e0 THEN {floor} + 1e0 ELSE {floor} END");
    let mut wrong = Vec::new();
    let mut values = Vec::new();
    if !is_whole {
        wrong.push(("not_finite", format!("NOT (abs({x}) <= {LARGEST_DOUBLE})")));
    } else {
        // Compared before it becomes a double, which may be smaller.
        let whole = script.name(&format!("_whole_{at}"));
        values.push(format!("CAST({number} AS BIGINT) AS {whole}"));
        wrong.push(("too_large", format!("{whole} NOT BETWEEN -{LARGEST} AND {LARGEST}")));
    }
    values.extend([format!("{of} AS {x}"), format!("{steps} AS {s}")]);
    wrong.push(("too_large", format!("abs({s}) > {LARGEST_STEPS}")));
    wrong.push(("off_grid", format!("least({s} - {floor}, ({floor} + 1e0) - {s}) > 1e-3")));
    Ok(ValueColumns {
        values,
        steps: vec![down],
        whole: dialect.try_cast(&nearest, "BIGINT"),
        wrong,
        is_null,
        of_wrong,
        piece: None,
    })
}

/// How values of several rows become one.
fn aggregated(script: &Script<'_>, task: &Task<'_>, of: &str) -> String {
    let how = task.variable.from.first().map_or(task.source.value.aggregate, |first| first.value.aggregate);
    match how {
        Aggregate::Max => format!("MAX({of})"),
        Aggregate::Min => format!("MIN({of})"),
        Aggregate::Sum | Aggregate::Count | Aggregate::Row => script.dialect().sum(of),
    }
}

impl ValueColumns {
    /// Columns of the views of values and steps.
    pub fn columns(&self) -> (&[String], &[String]) {
        (&self.values, &self.steps)
    }

    /// The causes that make a row's value wrong, in order; NULL is not a cause in a status register.
    fn causes(&self, script: &Script<'_>) -> Vec<(&'static str, String)> {
        let is_status = script.register.kind.word() == RegisterKind::Status;
        let null = self.is_null.iter().filter(|_| !is_status).map(|is_null| ("nulls", is_null.clone()));
        null.chain(self.wrong.iter().cloned()).collect()
    }

    /// The column with the cause of a bad value, for rows that meet `kept`; `None` if no value can be bad.
    pub fn wrong_column(&self, script: &Script<'_>, kept: &str) -> Option<String> {
        let causes = self.causes(script);
        let when = (1..).zip(&causes).map(|(number, (_, holds))| format!(" WHEN {holds} THEN {number}"));
        let when: String = when.collect();
        (!causes.is_empty()).then(|| format!("CASE WHEN NOT {kept} THEN 0{when} ELSE 0 END AS {}", self.of_wrong))
    }

    /// The sum of the values of rows that `kept` holds of, and the counts of their faults.
    pub fn sums(
        &self,
        script: &mut Script<'_>,
        task: &Task<'_>,
        kept: &str,
        (of, as_name): (CountOf, &str),
    ) -> Vec<Measure> {
        let (id, name) = (&task.variable.id.value, &task.source.value.text.value);
        let value = aggregated(script, task, &self.kept(script.dialect(), kept));
        let mut sums = vec![Measure::sum(script.name(as_name), value)];
        for (number, (cause, _)) in (1..).zip(self.causes(script)) {
            let column = script.count(of, id, name, cause);
            let first = self.piece.as_ref().map_or_else(String::new, |piece| format!("{} AND ", piece.first));
            sums.push(Measure::rare(column, format!("{first}{} = {number}", self.of_wrong)));
        }
        sums
    }

    /// The value of a row that is kept and not wrong.
    fn kept(&self, dialect: sql::Dialect, kept: &str) -> String {
        let sound = if self.of_wrong == "0" { String::new() } else { format!(" AND {} = 0", self.of_wrong) };
        match &self.piece {
            Some(piece) => {
                let part = piece.of(dialect, &self.whole);
                format!("CASE WHEN {kept}{sound} AND {} THEN {part} END", piece.counts)
            }
            None => format!("CASE WHEN {kept}{sound} THEN {} END", self.whole),
        }
    }

    fn is_wrong(&self) -> String {
        let null = self.is_null.as_ref().map_or_else(|| "FALSE".to_owned(), Clone::clone);
        if self.of_wrong == "0" { null } else { format!("({null} OR {} > 0)", self.of_wrong) }
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
    match &task.source.filter {
        Some(filter) => {
            let sql = translated(script, &filter.text.place, filter.translate(dialect, &typed.readable()))?.sql;
            columns.values.push(format!("coalesce({timed} AND {sql}, FALSE) AS {kept}"));
            let sound = sound.as_ref().map_or_else(String::new, |sound| format!(" AND {sound}"));
            columns.values.push(format!("coalesce({}{sound} AND {sql} IS NULL, FALSE) AS {unknown}", place.judged));
            columns.values.push(format!("coalesce({} AND {sql}, FALSE) AS {met}", place.placed));
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
    if script.register.kind.word() == RegisterKind::Status {
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

/// Adds, for each column of texts, the count of rows for which a source's SQL gives another result with codes spelled as in its literals:
/// `reason = 'DF32'` silently loses the rows of a delivery that writes `df32`.
///
/// # Errors
/// SQL that is not translated.
pub fn misspelled(
    script: &Script<'_>,
    typed: &TypedRows,
    task: &Task<'_>,
    place: &Place,
    (at, columns): (usize, &mut SourceColumns),
) -> Result<Vec<Misspelled>> {
    let of_typed = typed.readable();
    let condition = task.source.filter.iter().map(|expression| (expression, Answer::Condition, &of_typed));
    let value = task.source.value.of.iter().map(|expression| (expression, Answer::Value, &place.readable));
    let expressions: Vec<Spelled<'_>> =
        condition.chain(value).map(|(expression, answer, readable)| Spelled { expression, answer, readable }).collect();
    let mut all = Vec::new();
    for column in spelling::texts(typed, &expressions) {
        let differs = spelling::differs(script, &mut columns.spelled, &expressions, column, &at.to_string())?;
        if let Some(differs) = differs {
            let name = format!("misspelled_{at}_{}", all.len() + 1);
            columns.sums.push(Measure::rare(script.name(&name), format!("{} AND {differs}", place.placed)));
            all.push(Misspelled { id: column.id.clone(), name: column.file_name.clone(), column: name });
        }
    }
    Ok(all)
}

/// A column of whole numbers that a kind of register gives.
pub fn whole(script: &Script<'_>, name: &str) -> Readable {
    Readable { name: name.to_owned(), kind: ColumnType::Integer, sql: script.name(name) }
}
