//! The columns of a value: in steps of the variable, and what can be wrong with it.
//!
//! Owns the rules of one row's value. Which rows count belongs to `sources`.

use definitions::expression::Aggregate;
use definitions::variable::Resolution;
use engine::results::CountOf;
use foundation::error::Result;
use sql::Readable;

use crate::conversion::LARGEST_DOUBLE;
use crate::dialect::DialectSyntax;
use crate::measure::Measure;
use crate::script::{Script, translated};
use crate::task::Task;

/// The largest number of steps of one row.
const LARGEST: &str = "9007199254740992";

/// The same, of double precision.
const LARGEST_STEPS: &str = "9007199254740992e0";

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
    pub piece: Option<Piece>,
}

impl ValueColumns {
    /// Columns of the views of values and steps.
    pub fn columns(&self) -> (&[String], &[String]) {
        (&self.values, &self.steps)
    }

    /// The causes that make a row's value wrong, in order; NULL is not a cause where it says that the value is unknown.
    fn causes(&self, script: &Script<'_>) -> Vec<(&'static str, String)> {
        let is_null_unknown = script.register.kind.is_null_unknown();
        let null = self.is_null.iter().filter(|_| !is_null_unknown).map(|is_null| ("nulls", is_null.clone()));
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
    pub fn kept(&self, dialect: sql::Dialect, kept: &str) -> String {
        let sound = if self.of_wrong == "0" { String::new() } else { format!(" AND {} = 0", self.of_wrong) };
        match &self.piece {
            Some(piece) => {
                let part = piece.of(dialect, &self.whole);
                format!("CASE WHEN {kept}{sound} AND {} THEN {part} END", piece.counts)
            }
            None => format!("CASE WHEN {kept}{sound} THEN {} END", self.whole),
        }
    }

    /// Whether the value of a row is NULL or wrong.
    pub fn is_wrong(&self) -> String {
        let null = self.is_null.as_ref().map_or_else(|| "FALSE".to_owned(), Clone::clone);
        if self.of_wrong == "0" { null } else { format!("({null} OR {} > 0)", self.of_wrong) }
    }
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
pub fn aggregated(script: &Script<'_>, task: &Task<'_>, of: &str) -> String {
    let how = task.variable.from.first().map_or(task.source.value.aggregate, |first| first.value.aggregate);
    match how {
        Aggregate::Max => format!("MAX({of})"),
        Aggregate::Min => format!("MIN({of})"),
        Aggregate::Sum | Aggregate::Count | Aggregate::Row => script.dialect().sum(of),
    }
}
