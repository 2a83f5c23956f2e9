//! Weekly wide registers: a row a person with a column a week becomes a row a week with a code.

use definitions::day::last_week;
use definitions::register::{CodeRange, Register};
use engine::registers::{NullRule, OpenRegister, Projection, ReadAs};
use engine::results::CountOf;
use engine::variables::weeks::{self, Week};
use foundation::error::Result;

use crate::base::Base;
use crate::conversion::Conversion;
use crate::dated::{served, values};
use crate::dialect::DialectSyntax;
use crate::keyed::KeyedRows;
use crate::read;
use crate::rows::{self, Sums};
use crate::script::Script;
use crate::sources::{self, Place, SourceColumns};
use crate::task::Task;
use crate::typed_column::{TypedColumn, TypedRows, fault_counts};
use sql::ColumnType;

/// Writes the script of a weekly wide register; returns which set of weeks each file holds.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn write<'a>(
    script: &mut Script<'a>,
    open: &OpenRegister<'_>,
    pattern: &str,
    of: &KeyedRows<'a>,
) -> Result<Vec<u16>> {
    let (register, tasks) = (script.register, of.tasks);
    // The columns that variables read are made of the weeks.
    let of = KeyedRows { tasks: &[], ..*of };
    let sets = weeks::sets(open, pattern)?;
    let reads_runs = tasks.iter().flat_map(Task::columns).any(|name| name == "run_week");
    if reads_runs && sets.iter().any(|set| *set > 0) {
        return Err(script.refused("`run_week` is used, and a person's weeks are in several files"));
    }
    let asked = of.columns(script);
    let found = columns(open, register, pattern)?;
    let base = base(script, open, &found)?;
    let extra = arrays(script, open, &found, base)?;
    let (typed, keyed) = of.rows(script, open, &asked, (false, &extra))?;
    let code = code(script, base, pattern)?;
    let given = given(script, &keyed);
    let weeks = unfolded(script, &given, &code, &table(&sets, &found));
    let runs = if reads_runs { runs(script, &weeks) } else { weeks };
    let [of_keyed, placed, first, year, of_code] =
        ["_keyed", "_placed", "_first", "year", "code"].map(|name| script.name(name));
    script.comment("Weeks with a code count.");
    let of_fault = script.name("_fault_code");
    let view = script.view(
        "placed",
        &format!("SELECT *, coalesce({of_keyed} AND {of_code} IS NOT NULL, FALSE) AS {placed}\nFROM {runs}"),
    );
    let mut readable =
        vec![sources::whole(script, "year"), sources::whole(script, "week"), sources::whole(script, "code")];
    if reads_runs {
        readable.push(sources::whole(script, "run_week"));
    }
    let of_weeks = TypedRows { view: view.clone(), columns: readable.iter().map(whole_column).collect() };
    let mut all = SourceColumns::default();
    for (at, task) in tasks.iter().enumerate() {
        let timed = format!("({placed}{})", served(register, task, &year));
        let place =
            Place { judged: timed.clone(), timed, placed: placed.clone(), readable: readable.clone(), piece: None };
        let columns = sources::columns(script, &of_weeks, task, &place, at + 1)?;
        all.extend(columns);
    }
    let view = values(script, &view, tasks, &all);
    let mut counts = of.bad_counts(script, &typed, &first, &[]);
    let code = TypedColumn { fault: code.fault.map(|_| of_fault), ..code };
    counts.extend(fault_counts(script, &code, CountOf::Column, &of_keyed));
    let sums = Sums {
        view,
        each: first,
        year: format!("CASE WHEN {of_keyed} THEN {year} END"),
        outside: "FALSE".to_owned(),
        residence: rows::no_spells(),
        cut: Some(script.name("_given")),
        spelled: all.spelled,
    };
    rows::output(script, &sums, counts, all.sums);
    Ok(sets)
}

/// A whole number that the kind of register gives, as a column that can't be bad.
fn whole_column(column: &sql::Readable) -> TypedColumn {
    TypedColumn {
        id: column.name.clone(),
        file_name: column.name.clone(),
        kind: ColumnType::Integer,
        value: column.sql.clone(),
        fault: None,
        causes: Vec::new(),
        need: NullRule::None,
        origin: None,
        days: None,
    }
}

/// By file, the columns of weeks in order of time.
type WeekColumns = Vec<Vec<(Week, Projection)>>;

fn columns(open: &OpenRegister<'_>, register: &Register, pattern: &str) -> Result<WeekColumns> {
    let mut all = Vec::with_capacity(open.files.len());
    for file in &open.files {
        all.push(weeks::columns(file, register, pattern)?);
    }
    Ok(all)
}

/// What the codes of all weeks are stored as.
fn base(script: &Script<'_>, open: &OpenRegister<'_>, found: &WeekColumns) -> Result<Base> {
    let mut base = Base::Null;
    for (file, columns) in open.files.iter().zip(found) {
        for (_, column) in columns {
            let stored = file.schema().field(column.position).data_type();
            base = match (base, Base::of(stored)) {
                (known, Some(Base::Null)) => known,
                (Base::Null, Some(found @ (Base::Whole | Base::Text | Base::Double { sure_below: None }))) => found,
                (known, Some(found)) if known == found => known,
                _ => {
                    let what = "no script reads weeks that are stored as several types, or as";
                    return Err(script.refused(format!("{}: {what} {stored}", file.file.name)));
                }
            };
        }
    }
    Ok(if base == Base::Null { Base::Whole } else { base })
}

/// By file, the set of its weeks and the list of its codes.
fn arrays(
    script: &Script<'_>,
    open: &OpenRegister<'_>,
    found: &WeekColumns,
    base: Base,
) -> Result<Vec<Vec<(String, String)>>> {
    let Some(pattern) = script.register.kind.week_pattern() else { return Ok(Vec::new()) };
    let sets = weeks::sets(open, pattern)?;
    let dialect = script.dialect();
    let kind = match base {
        Base::Text => dialect.as_text("NULL"),
        Base::Double { .. } => "CAST(NULL AS DOUBLE)".to_owned(),
        _ => "CAST(NULL AS BIGINT)".to_owned(),
    };
    let list = |file: usize| {
        let code = |(_, column): &(Week, Projection)| {
            let stored = open.files[file].schema().field(column.position).data_type();
            match Base::of(stored) {
                Some(Base::Null) => kind.clone(),
                // A blank week is as one that is null.
                _ if base == Base::Text => format!("NULLIF({}, '')", base.raw(dialect, &dialect.name(&column.name))),
                _ => base.raw(dialect, &dialect.name(&column.name)),
            }
        };
        dialect.list(&found[file].iter().map(code).collect::<Vec<_>>())
    };
    Ok((0..open.files.len())
        .map(|file| vec![(sets[file].to_string(), "_set".to_owned()), (list(file), "_codes".to_owned())])
        .collect())
}

/// Writes the step of rows with how many weeks of each stay: the first, and every other that is not null. It is counted before rows are
/// unfolded, so that no list is carried along.
fn given(script: &mut Script<'_>, keyed: &str) -> String {
    let [codes, given] = ["_codes", "_given"].map(|name| script.name(name));
    let dialect = script.dialect();
    let first = format!("CASE WHEN {} IS NULL THEN 1 ELSE 0 END", dialect.element(&codes, "0"));
    script.comment("How many weeks of a row have a code, the first one counted in any case.");
    script.view("given", &format!("SELECT *, ({} + {first}) AS {given}\nFROM {keyed}", dialect.list_count(&codes)))
}

/// The code of an unfolded week.
fn code(script: &Script<'_>, base: Base, pattern: &str) -> Result<TypedColumn> {
    let of = script.name("_raw_code");
    let days = &script.register.special_days;
    let projection = Projection::new("code", pattern, 0, ReadAs::Codes);
    let conversion = Conversion { dialect: script.dialect(), base, of: &of, days };
    let converted = conversion.converted(&projection).ok_or_else(|| script.refused("no script reads its codes"))?;
    let (value, fault) = read::judged(script.dialect(), &converted, !converted.faults.is_empty());
    let mut causes = converted.faults.iter().map(|(cause, _)| *cause).collect::<Vec<_>>();
    causes.dedup();
    Ok(TypedColumn {
        id: "code".to_owned(),
        file_name: pattern.to_owned(),
        kind: ColumnType::Integer,
        value,
        fault,
        causes,
        need: NullRule::None,
        origin: None,
        days: None,
    })
}

/// The weeks of each set: number, year, week, whether a blank ends a run, and how many weeks up to it have one that does. Week 53 is
/// ignored in years of 52 weeks.
fn table(sets: &[u16], found: &WeekColumns) -> String {
    let mut rows = Vec::new();
    let mut seen = Vec::new();
    for (set, columns) in sets.iter().zip(found) {
        if seen.contains(set) {
            continue;
        }
        seen.push(*set);
        let mut before = 0;
        for (number, (week, _)) in columns.iter().enumerate() {
            let breaks = if week.week <= i64::from(last_week(week.year)) { 1 } else { 0 };
            before += breaks;
            rows.push(format!("({set}, {number}, {}, {}, {breaks}, {before})", week.year, week.week));
        }
    }
    rows.join(", ")
}

/// Writes the views of weeks with their codes.
fn unfolded(script: &mut Script<'_>, keyed: &str, code: &TypedColumn, table: &str) -> String {
    let [codes, raw, number, set] = ["_codes", "_raw_code", "_week", "_set"].map(|name| script.name(name));
    script.comment("A row a week: the first of every row, and every week that is not blank, so that both are counted.");
    let query = script.dialect().unfolded(keyed, &codes, &raw, &number);
    let view = script.view("unfolded", &query);
    let view = script.view("given_weeks", &format!("SELECT *\nFROM {view}\nWHERE {number} = 0 OR {raw} IS NOT NULL"));
    let [of_set, of_number, year, week, breaks, ends, first, of_code, fault] =
        ["_of_set", "_of_week", "year", "week", "_breaks", "_ends", "_first", "code", "_fault_code"]
            .map(|name| script.name(name));
    let of_fault = code.fault.as_ref().map_or_else(|| script.dialect().as_text("NULL"), Clone::clone);
    script.comment(
        "The year and number of each week, and its code; a blank week is null in one delivery and 0 in another.",
    );
    script.view(
        "weeks",
        &format!(
            "SELECT u.*, w.{year}, w.{week}, w.{breaks}, w.{ends}, (u.{number} = 0) AS {first},\n  NULLIF({}, 0) AS {of_code},\n  {of_fault} AS \
             {fault}\nFROM {view} AS u\nJOIN (SELECT * FROM (VALUES {table}) AS c({of_set}, {of_number}, {year}, {week}, {breaks}, {ends})) AS w\n  ON \
             u.{set} = w.{of_set} AND u.{number} = w.{of_number}",
            code.value
        ),
    )
}

/// Writes the views of runs: how many weeks in a row, each included, have a code that the register counts; 0 with another code. Weeks of
/// rows that do not count are in no run with those that do.
fn runs(script: &mut Script<'_>, weeks: &str) -> String {
    let [file, person, keyed, number, code, breaks, ends, run, stretch] =
        ["_file", "_person", "_keyed", "_week", "code", "_breaks", "_ends", "run_week", "_stretch"]
            .map(|name| script.name(name));
    let of_row = format!("{file}, {person}, {keyed}");
    let ranges = script.register.kind.weekly().map_or(&[][..], |weekly| weekly.run_codes.as_slice());
    let (said, counted) = if ranges.is_empty() {
        ("any code".to_owned(), format!("{code} IS NOT NULL"))
    } else {
        let within = |range: &CodeRange| format!("{code} BETWEEN {} AND {}", range.first, range.last);
        let within = ranges.iter().map(within).collect::<Vec<_>>().join(" OR ");
        ("a code that counts".to_owned(), format!("coalesce({within}, FALSE)"))
    };
    script.comment(&format!(
        "How many weeks in a row, this one included, have {said}. Weeks of a run have as many weeks before them that end one."
    ));
    let stretches = script.view(
        "stretches",
        &format!(
            "SELECT *, {ends} - SUM(CASE WHEN {counted} THEN {breaks} ELSE 0 END) OVER (PARTITION BY {of_row} ORDER BY {number} ROWS BETWEEN \
             UNBOUNDED PRECEDING AND CURRENT ROW) AS {stretch}\nFROM {weeks}"
        ),
    );
    script.view(
        "runs",
        &format!(
            "SELECT *, CASE WHEN {counted} THEN COUNT(CASE WHEN {counted} THEN 1 END) OVER (PARTITION BY {of_row}, {stretch} ORDER BY \
             {number} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) ELSE 0 END AS {run}\nFROM {stretches}"
        ),
    )
}
