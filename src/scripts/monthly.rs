//! Monthly wide registers: a row with columns for each month becomes a row a month.

use definitions::register::{MonthlyWide, Register, Unit};
use engine::registers::{NullRule, OpenRegister, Projection};
use engine::results::CountOf;
use engine::variables::months;
use foundation::error::Result;
use sql::{ColumnType, Readable};

use crate::base::Base;
use crate::calendar;
use crate::conversion::{Conversion, SqlColumn};
use crate::dated::{covers, values};
use crate::dialect::DialectSyntax;
use crate::keyed::KeyedRows;
use crate::read;
use crate::rows::{self, Sums, window};
use crate::script::Script;
use crate::sources::{self, Place, SourceColumns};
use crate::task::Task;
use crate::typed_column::{TypedColumn, TypedRows, fault_counts};

/// A month column that a variable reads: its name in SQL, and of every file the columns by month.
struct MonthColumn<'a> {
    id: &'a str,
    name: String,
    base: Base,
    /// How its values are read, by the column of any month; `None` without a column.
    projection: Option<Projection>,
    /// By file and month, the column.
    columns: Vec<Vec<Projection>>,
}

/// Writes the script of a monthly wide register.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn write<'a>(
    script: &mut Script<'a>,
    open: &OpenRegister<'_>,
    monthly: &MonthlyWide,
    of: &KeyedRows<'a>,
) -> Result<()> {
    let (register, tasks) = (script.register, of.tasks);
    let asked = of.columns(script);
    let (months, columns) = month_columns(script, open, monthly, tasks)?;
    let lists = lists(script, open, &columns)?;
    let by_path = monthly.year.is_none() && !monthly.has_years();
    let (typed, keyed) = of.rows(script, open, &asked, (by_path, &lists))?;
    let [of_keyed, placed, outside, year, first] =
        ["_keyed", "_placed", "_outside", "year", "_first"].map(|name| script.name(name));
    let given = given(script, &keyed, &columns);
    let (unfolded, of_months) = unfolded(script, &given, &columns, &months)?;
    let month = script.name("month");
    let place = calendar::Place { unit: Unit::Month, year: &year, part: Some(&month) };
    let inside = place.covered(register);
    let any = has_value(&of_months.columns.iter().collect::<Vec<_>>());
    script.comment(&format!(
        "Months with a value, of those that the register covers ({}). The first month stays for every row, so that each is counted.",
        covers(register)
    ));
    let view = script.view(
        "placed",
        &format!(
            "SELECT *, coalesce({of_keyed} AND {any} AND {year} IS NOT NULL AND {inside}, FALSE) AS {placed},\n  coalesce({of_keyed} AND {any} AND \
             {year} IS NOT NULL AND NOT ({inside}), FALSE) AS {outside}\nFROM {unfolded}"
        ),
    );
    let mut readable: Vec<Readable> =
        typed.readable().into_iter().filter(|column| !["year", "month"].contains(&column.name.as_str())).collect();
    readable.extend(of_months.readable());
    readable.extend(["year", "month"].map(|name| sources::whole(script, name)));
    let both = TypedRows {
        view: view.clone(),
        columns: typed
            .columns
            .iter()
            .chain(&of_months.columns)
            .cloned()
            .chain(["year", "month"].map(|name| TypedColumn::given(script, name, ColumnType::Integer)))
            .collect(),
    };
    let mut all = SourceColumns::default();
    for (at, task) in tasks.iter().enumerate() {
        // Months without a value of this source are not rows of it.
        let read: Vec<&TypedColumn> =
            of_months.columns.iter().filter(|column| task.columns().any(|name| *name == column.id)).collect();
        let has_value = if read.is_empty() { "FALSE".to_owned() } else { has_value(&read) };
        let within = match task.source.since.is_some() || task.source.until.is_some() {
            true => format!(" AND {}", place.begins_within(window(register, task))),
            false => String::new(),
        };
        let timed = format!("({placed} AND {has_value}{within})");
        let place =
            Place { judged: timed.clone(), timed, placed: placed.clone(), readable: readable.clone(), piece: None };
        all.extend(sources::columns(script, &both, task, &place, at + 1)?);
    }
    let view = values(script, &view, tasks, &all);
    let mut counts = of.bad_counts(script, &typed, &first, &rows::value_columns(register, tasks));
    for column in &of_months.columns {
        counts.extend(fault_counts(script, column, CountOf::Column, &of_keyed));
    }
    let sums = Sums {
        view,
        each: first,
        year: format!("CASE WHEN {placed} THEN {year} END"),
        outside,
        residence: rows::no_spells(),
        cut: Some(script.name("_given")),
        spelled: all.spelled,
    };
    rows::output(script, &sums, counts, all.sums);
    Ok(())
}

/// A month of the register: its year, if the columns' names have it.
type Month = (Option<i32>, i64);

/// The months, and the month columns that variables read.
fn month_columns<'a>(
    script: &Script<'_>,
    open: &OpenRegister<'_>,
    monthly: &'a MonthlyWide,
    tasks: &[Task<'_>],
) -> Result<(Vec<Month>, Vec<MonthColumn<'a>>)> {
    let register: &Register = script.register;
    let is_read = |id: &str| tasks.iter().flat_map(Task::columns).any(|name| name == id);
    let mut all: Vec<MonthColumn<'a>> = Vec::new();
    let mut months: Vec<Month> = Vec::new();
    for (id, column) in monthly.months.iter().filter(|(id, _)| is_read(&id.value)) {
        let names = vec![id.value.clone()];
        let name = column.value.names.first().cloned().unwrap_or_else(|| id.value.clone());
        let mut found = MonthColumn { id: &id.value, name, base: Base::Null, projection: None, columns: Vec::new() };
        for file in &open.files {
            let mut projected: Vec<Projection> = Vec::new();
            let of_file = months::columns(file, register, monthly, (&names, None), &mut projected)?.list();
            if months.is_empty() {
                months = of_file;
            } else if months != of_file {
                return Err(script.refused(format!("{}: it has other months than other files", file.file.name)));
            }
            for column in &projected {
                let stored = file.schema().field(column.position).data_type();
                let base = Base::of(stored)
                    .filter(|base| *base != Base::Clock)
                    .ok_or_else(|| unread(script, &file.file.name, &column.name, stored))?;
                if base == Base::Null {
                    continue;
                }
                let same = |known: &Projection| known.read_as == column.read_as && known.range == column.range;
                match (&found.projection, found.base) {
                    (None, _) => (found.projection, found.base) = (Some(column.clone()), base),
                    (Some(known), of) if same(known) && of == base => {}
                    _ => {
                        let what =
                            format!("{}: no script reads months that are stored as several types", file.file.name);
                        return Err(script.refused(what));
                    }
                }
            }
            found.columns.push(projected);
        }
        all.push(found);
    }
    if all.is_empty() {
        return Err(script.refused("no variable reads a month column"));
    }
    Ok((months, all))
}

fn unread(script: &Script<'_>, file: &str, name: &str, stored: &impl std::fmt::Display) -> foundation::error::Error {
    script.refused(format!("{file}: no script reads column `{name}`, which is stored as {stored}"))
}

/// By file, a list with the values of each month: of one month column the values, of several named values; and of several a list that
/// says which months have any.
fn lists(
    script: &Script<'_>,
    open: &OpenRegister<'_>,
    columns: &[MonthColumn<'_>],
) -> Result<Vec<Vec<(String, String)>>> {
    let dialect = script.dialect();
    let mut all = Vec::new();
    for (number, file) in open.files.iter().enumerate() {
        let mut values: Vec<Vec<String>> = Vec::new();
        for column in columns {
            let null = match column.base {
                Base::Text => dialect.as_text("NULL"),
                Base::Double { .. } => "CAST(NULL AS DOUBLE)".to_owned(),
                Base::Day | Base::Time => "CAST(NULL AS DATE)".to_owned(),
                Base::Truth => "CAST(NULL AS BOOLEAN)".to_owned(),
                Base::Whole | Base::Clock | Base::Null => "CAST(NULL AS BIGINT)".to_owned(),
            };
            let one = |projection: &Projection| {
                let stored = file.schema().field(projection.position).data_type();
                match Base::of(stored) {
                    Some(Base::Null) | None => null.clone(),
                    Some(base) => read::raw(dialect, base, projection, &dialect.name(&projection.name)),
                }
            };
            values.push(column.columns[number].iter().map(one).collect());
        }
        if let [one] = values.as_slice() {
            all.push(vec![(dialect.list(one), LIST.to_owned())]);
            continue;
        }
        let months = 0..values.first().map_or(0, Vec::len);
        let fields = |month: usize| {
            let fields = columns.iter().zip(&values).map(|(column, of)| (column.id.to_owned(), of[month].clone()));
            dialect.structure(&fields.collect::<Vec<_>>())
        };
        let any = |month: usize| {
            let any = values.iter().map(|of| format!("{} IS NOT NULL", of[month])).collect::<Vec<_>>();
            format!("CASE WHEN {} THEN 1 END", any.join(" OR "))
        };
        all.push(vec![
            (dialect.list(&months.clone().map(fields).collect::<Vec<_>>()), LIST.to_owned()),
            (dialect.list(&months.map(any).collect::<Vec<_>>()), WHICH.to_owned()),
        ]);
    }
    Ok(all)
}

/// The list of months.
const LIST: &str = "_list";

/// The list that says which months have a value.
const WHICH: &str = "_which";

/// Writes the step of rows with how many months of each stay: the first, and every other with a value. It is counted before rows are
/// unfolded, so that no list is carried along.
fn given(script: &mut Script<'_>, keyed: &str, columns: &[MonthColumn<'_>]) -> String {
    let list = script.name(if columns.len() > 1 { WHICH } else { LIST });
    let (dialect, given) = (script.dialect(), script.name("_given"));
    let first = format!("CASE WHEN {} IS NULL THEN 1 ELSE 0 END", dialect.element(&list, "0"));
    script.comment("How many months of a row have a value, the first one counted in any case.");
    script.view("given", &format!("SELECT *, ({} + {first}) AS {given}\nFROM {keyed}", dialect.list_count(&list)))
}

/// Whether any of some columns has a value, or a bad one.
fn has_value(columns: &[&TypedColumn]) -> String {
    let one = |column: &&TypedColumn| match &column.fault {
        Some(fault) => format!("{} IS NOT NULL OR {fault} IS NOT NULL", column.value),
        None => format!("{} IS NOT NULL", column.value),
    };
    format!("({})", columns.iter().map(one).collect::<Vec<_>>().join(" OR "))
}

/// Writes the views of months with the values of the month columns as declared types.
fn unfolded(
    script: &mut Script<'_>,
    keyed: &str,
    columns: &[MonthColumn<'_>],
    months: &[Month],
) -> Result<(String, TypedRows)> {
    let dialect = script.dialect();
    let [any, number, first, month] = ["_any", "_month", "_first", "month"].map(|name| script.name(name));
    script.comment("A row a month: the first, and every other with a value.");
    let all = script.view("unfolded", &dialect.unfolded(keyed, &script.name(LIST), &any, &number));
    let raw = |id: &str| dialect.name(&format!("_raw_{id}"));
    let of_month = |id: &str| match columns.len() {
        1 => format!("u.{any}"),
        _ => dialect.field(&format!("u.{any}"), id),
    };
    let elements: Vec<String> =
        columns.iter().map(|column| format!("{} AS {}", of_month(column.id), raw(column.id))).collect();
    let has_any: Vec<String> = columns.iter().map(|column| format!("{} IS NOT NULL", of_month(column.id))).collect();
    let has_years = months.iter().any(|(year, _)| year.is_some());
    let table: Vec<String> = (0..)
        .zip(months)
        .map(|(number, (year, month)): (usize, _)| match year {
            Some(year) => format!("({number}, {month}, {year})"),
            None => format!("({number}, {month})"),
        })
        .collect();
    let of_number = script.name("_of_month");
    let names = if has_years {
        format!("{of_number}, {month}, {}", script.name("year"))
    } else {
        format!("{of_number}, {month}")
    };
    let of_year = if has_years { format!(", m.{}", script.name("year")) } else { String::new() };
    let view = script.view(
        "months",
        &format!(
            "SELECT u.*, m.{month}{of_year}, (u.{number} = 0) AS {first},\n  {}\nFROM {all} AS u\nJOIN (SELECT * FROM (VALUES {}) AS c({names})) AS \
             m\n  ON u.{number} = m.{of_number}\nWHERE u.{number} = 0 OR {}",
            elements.join(",\n  "),
            table.join(", "),
            has_any.join(" OR "),
        ),
    );
    let mut typed = Vec::new();
    let (mut selected, mut found) = (Vec::new(), view.clone());
    let mut grouped = Vec::new();
    let days = &script.register.special_days;
    for column in columns {
        let (of, value) = (raw(column.id), script.name(column.id));
        let none =
            || SqlColumn { value: "CAST(NULL AS BIGINT)".to_owned(), kind: ColumnType::Integer, faults: Vec::new() };
        let converted = match &column.projection {
            None => none(),
            Some(projection) => {
                let conversion = Conversion { dialect, base: column.base, of: &of, days };
                let converted = conversion.converted(projection);
                converted.ok_or_else(|| script.refused(format!("no script reads the months of `{}`", column.id)))?
            }
        };
        let fault = script.name(&format!("_fault_{}", column.id));
        let table = column.projection.as_ref().and_then(|projection| projection.code.as_ref()?.table.as_ref());
        let code = script.name(&format!("_code_{}", column.id));
        let (sql, of_fault) = read::judged(dialect, &converted, !converted.faults.is_empty());
        let mut made = vec![(sql, if table.is_some() { code.clone() } else { value.clone() })];
        made.extend(of_fault.map(|sql| (sql, fault.clone())));
        match &column.projection {
            Some(projection) if read::is_slow(&(column.base, projection.clone())) => {
                found = read::different(script, (&view, &found), column.id, &made, "month");
            }
            _ => selected.extend(made.iter().map(|(sql, name)| format!(",\n  {sql} AS {name}"))),
        }
        if let Some(table) = table {
            grouped.push(crate::codes::CodeGroup { id: column.id, code, group: value.clone(), table });
        }
        let mut causes: Vec<&'static str> = converted.faults.iter().map(|(cause, _)| *cause).collect();
        causes.dedup();
        typed.push(TypedColumn {
            id: column.id.to_owned(),
            file_name: column.name.clone(),
            kind: converted.kind,
            value,
            fault: (!causes.is_empty()).then_some(fault),
            causes,
            need: NullRule::None,
            origin: None,
            days: None,
        });
    }
    script.comment("The values of each month as their declared types.");
    let mut view = script.view("values_of_months", &format!("SELECT *{}\nFROM {found}", selected.concat()));
    view = crate::codes::view(script, &view, &grouped);
    Ok((view.clone(), TypedRows { view, columns: typed }))
}
