//! The first views of a script: the rows of all files, then their columns as declared types with what is wrong with each.
//!
//! Owns these views. The form of a file is in `form`. A row is judged by the views that follow.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;
use definitions::register::SpecialDays;
use engine::registers::{OpenRegister, Projection, ReadAs, stored_type};
use foundation::error::Result;
use sql::{ColumnType, Dialect};

use crate::base::Base;
use crate::clock;
use crate::codes::{self, CodeGroup};
use crate::conversion::{Conversion, SqlColumn};
use crate::dialect::DialectSyntax;
use crate::form::{Form, form, late_name, raw_name, same, utc_name, value_name};
use crate::script::{Script, listed};
use crate::typed_column::{ColumnRequest, DaysOfFiles, Origin, TypedColumn, TypedRows};
use crate::value_counts::{ValueCount, telling, times};

/// Columns that are handed on as they are: by file, SQL and name.
pub type Extra<'a> = &'a [Vec<(String, String)>];

/// A column of a file in the form of its base; of codes without characters that take no room.
pub fn raw(dialect: Dialect, base: Base, projection: &Projection, column: &str) -> String {
    match (base, projection.read_as) {
        (Base::Text, ReadAs::Code) => dialect.trimmed_code(column),
        (Base::Time, ReadAs::TimeOfDay(_)) => dialect.seconds(column),
        _ => base.raw(dialect, column),
    }
}

/// The value of a column, NULL where it is bad; and the code of what is wrong with it, if that is asked for.
pub fn judged(dialect: Dialect, converted: &SqlColumn, has_fault: bool) -> (String, Option<String>) {
    let when = |what: &dyn Fn(&str) -> String| {
        let cases = converted.faults.iter().map(|(cause, holds)| format!("WHEN {holds} THEN {}", what(cause)));
        cases.collect::<Vec<_>>().join(" ")
    };
    if converted.faults.is_empty() {
        return (converted.value.clone(), has_fault.then(|| dialect.as_text("NULL")));
    }
    let value = format!("CASE {} ELSE {} END", when(&|_| "NULL".to_owned()), converted.value);
    (value, has_fault.then(|| format!("CASE {} END", when(&|cause| format!("'{cause}'")))))
}

/// Writes the views of typed rows. `dated` adds the year of each file as the column `year`; `extra` has columns that are handed on.
///
/// # Errors
/// Faults of files, and forms that scripts don't read.
pub fn typed(
    script: &mut Script<'_>,
    open: &OpenRegister<'_>,
    asked: &[ColumnRequest<'_>],
    (dated, extra): (bool, Extra<'_>),
) -> Result<TypedRows> {
    let mut forms: Vec<(Form, Vec<usize>)> = Vec::new();
    for number in 0..open.files.len() {
        let form = form(script, open, number, asked)?;
        match forms.iter_mut().find(|(known, _)| same(known, &form)) {
            Some((_, files)) => files.push(number),
            None => forms.push((form, vec![number])),
        }
    }
    let mut converted: Vec<Vec<SqlColumn>> = Vec::new();
    let mut columns: BTreeMap<usize, TypedColumn> = BTreeMap::new();
    let dialect = script.dialect();
    for (form, _) in &forms {
        let mut all = Vec::with_capacity(form.len());
        for (at, ((base, projection), asked)) in form.iter().zip(asked).enumerate() {
            let of = script.name(&raw_name(&asked.id));
            let conversion = Conversion { dialect, base: *base, of: &of, days: &open.definition.special_days };
            let one = conversion.converted(projection).ok_or_else(|| {
                script.refused(format!("no script reads column `{}` as the file stores it", projection.name))
            })?;
            let typed = columns.entry(at).or_insert_with(|| TypedColumn {
                id: asked.id.clone(),
                file_name: projection.name.clone(),
                kind: one.kind,
                value: script.name(&value_name(&asked.id)),
                fault: None,
                causes: Vec::new(),
                need: projection.need,
                origin: None,
                days: days(script, open, asked, &forms),
            });
            for (cause, _) in &one.faults {
                if !typed.causes.contains(cause) {
                    typed.causes.push(*cause);
                }
            }
            if !typed.causes.is_empty() {
                typed.fault = Some(dialect.name(&format!("_fault_{}", asked.id)));
            }
            all.push(one);
        }
        converted.push(all);
    }
    let mut columns: Vec<TypedColumn> = columns.into_values().collect();
    let times = times(script, &forms);
    script.comment("The rows of all files. Texts are without blanks around them; numbers are BIGINT or DOUBLE.");
    let mut selects = Vec::new();
    for ((at, (form, files)), converted) in forms.iter().enumerate().zip(&converted) {
        let read = read_view(script, open, (form, files), asked, (dated, extra, at));
        selects.push(select(script, &read, (&columns, asked), (form, converted), (dated, extra, &times, at)));
    }
    script.comment(
        "Each column as its declared type. Where a value is bad, it is NULL, and `_fault_…` says what is wrong.",
    );
    let view = script.view("typed", &selects.join("\nUNION ALL\n"));
    let grouped: Vec<CodeGroup<'_>> = asked.iter().filter_map(|asked| grouped(script, asked)).collect();
    let view = codes::view(script, &view, &grouped);
    columns.iter_mut().for_each(|column| column.origin = Some(Origin { view: view.clone(), is_own: true }));
    Ok(TypedRows { view, columns })
}

/// Whether a build from extracts looks at the days that files have in a column.
fn is_of_days(read_as: ReadAs) -> bool {
    match read_as {
        ReadAs::Column(kind) | ReadAs::Retyped(_, kind) => kind == ColumnType::Date,
        ReadAs::Times(_) | ReadAs::SasTime(_) => true,
        _ => false,
    }
}

/// The days of a column of days, and its names.
fn days(
    script: &Script<'_>,
    open: &OpenRegister<'_>,
    asked: &ColumnRequest<'_>,
    forms: &[(Form, Vec<usize>)],
) -> Option<DaysOfFiles> {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (form, files) in forms {
        let is_read = form.iter().any(|(_, of)| of.id == asked.id && is_of_days(of.read_as));
        for number in files.iter().filter(|_| is_read) {
            let own = open.files[*number].project(&asked.id, asked.column, asked.read_as).ok()?;
            names.entry(own.name).or_default().push(*number);
        }
    }
    (!names.is_empty()).then(|| DaysOfFiles { column: script.name(&format!("_day_{}", asked.id)), names })
}

/// The groups of a column's codes, if it has a code table.
fn grouped<'a>(script: &Script<'_>, asked: &'a ColumnRequest<'_>) -> Option<CodeGroup<'a>> {
    let table = asked.column.code.as_ref()?.table.as_ref()?;
    let [code, group] = [format!("_code_{}", asked.id), asked.id.clone()].map(|name| script.name(&name));
    Some(CodeGroup { id: &asked.id, code, group, table })
}

/// Writes the view of the rows of files of one form.
fn read_view(
    script: &mut Script<'_>,
    open: &OpenRegister<'_>,
    (form, files): (&Form, &[usize]),
    asked: &[ColumnRequest<'_>],
    (dated, extra, at): (bool, Extra<'_>, usize),
) -> String {
    let dialect = script.dialect();
    let mut selects = Vec::new();
    for number in files {
        let file = &open.files[*number];
        let mut columns = vec![format!("{number} AS {}", script.name("_file"))];
        if dated {
            let year = file.file.year.map_or_else(|| "CAST(NULL AS INT)".to_owned(), |year| year.to_string());
            columns.push(format!("{year} AS {}", script.name("year")));
        }
        for (sql, name) in extra.get(*number).into_iter().flatten() {
            columns.push(format!("{sql} AS {}", script.name(name)));
        }
        for ((base, projection), asked) in form.iter().zip(asked) {
            // The file's own spelling of the name; the form's first file may have another.
            let own = file.project(&asked.id, asked.column, asked.read_as);
            let (name, position) =
                own.map_or_else(|_| (projection.name.clone(), projection.position), |own| (own.name, own.position));
            let column = dialect.name(&name);
            let raw = match (base, stored_type::plain(file.schema().field(position).data_type())) {
                (Base::Clock, DataType::Timestamp(_, Some(_))) => dialect.seconds_of_moment(&column),
                (Base::Clock, _) => dialect.seconds(&column),
                _ => raw(dialect, *base, projection, &column),
            };
            let name = if *base == Base::Clock { utc_name(&asked.id) } else { raw_name(&asked.id) };
            columns.push(format!("{raw} AS {}", script.name(&name)));
            if *base == Base::Time {
                let hour = format!("EXTRACT(HOUR FROM {column}) IN (22, 23)");
                let late = format!("({hour} AND date_trunc('hour', {column}) = {column})");
                columns.push(format!("{late} AS {}", script.name(&late_name(&asked.id))));
            }
        }
        let from = source(script, &file.file.name, file.file.year);
        selects.push(format!("SELECT\n{}\nFROM {from}", listed(&columns)));
    }
    let view = script.view(&format!("read_{}", at + 1), &selects.join("\nUNION ALL\n"));
    let of_clocks = form.iter().zip(asked).filter(|((base, _), _)| *base == Base::Clock);
    let names = |id: &str| (script.name(&utc_name(id)), script.name(&raw_name(id)));
    let clocks: Vec<(String, String)> = of_clocks.map(|(_, asked)| names(&asked.id)).collect();
    if clocks.is_empty() { view } else { clock::view(script, &view, (&clocks, open.definition.zone.value), at) }
}

/// How the engine names a file.
pub fn source(script: &Script<'_>, name: &str, year: Option<i32>) -> String {
    let stem = name.rsplit('/').next().unwrap_or(name);
    let stem = stem.strip_suffix(".parquet").unwrap_or(stem);
    let replaced = script.setting.source.replace("{path}", name).replace("{stem}", stem);
    let replaced = replaced.replace("{register}", &script.register.id.value);
    let replaced = replaced.replace("{year}", &year.map_or_else(String::new, |year| year.to_string()));
    match replaced.strip_prefix("parquet:") {
        Some(path) => script.dialect().parquet(path),
        None => replaced,
    }
}

fn select(
    script: &mut Script<'_>,
    read: &str,
    (columns, asked): (&[TypedColumn], &[ColumnRequest<'_>]),
    (form, converted): (&Form, &[SqlColumn]),
    (dated, extra, times, at): (bool, Extra<'_>, &[ValueCount], usize),
) -> String {
    let mut list = vec![script.name("_file")];
    if dated {
        list.push(script.name("year"));
    }
    list.extend(extra.iter().take(1).flatten().map(|(_, name)| script.name(name)));
    let mut from = read.to_owned();
    for ((column, one), asked) in columns.iter().zip(converted).zip(asked) {
        let (value, fault) = judged(script.dialect(), one, column.fault.is_some());
        let name = grouped(script, asked).map_or_else(|| column.value.clone(), |grouped| grouped.code);
        let mut made = vec![(value, name)];
        made.extend(fault.zip(column.fault.clone()));
        let of = form.iter().find(|(_, projection)| projection.id == column.id);
        if let Some(days) = &column.days {
            let day = of.and_then(|of| stated_day(script, of)).unwrap_or_else(|| "CAST(NULL AS DATE)".to_owned());
            made.push((day, days.column.clone()));
        }
        if of.is_some_and(is_slow) {
            list.extend(made.iter().map(|(_, name)| name.clone()));
            from = different(script, (read, &from), &column.id, &made, &(at + 1).to_string());
        } else {
            list.extend(made.into_iter().map(|(sql, name)| format!("{sql} AS {name}")));
        }
    }
    for time in times {
        let of = form.iter().find(|(_, projection)| projection.id == time.id);
        let none = || ("FALSE".to_owned(), "FALSE".to_owned());
        let of = of.and_then(|(base, projection)| telling(script, (*base, projection), time.fault));
        let (all, telling) = of.unwrap_or_else(none);
        list.push(format!("{all} AS {}", script.name(&format!("_{}", time.all))));
        list.push(format!("{telling} AS {}", script.name(&format!("_{}", time.telling))));
    }
    format!("SELECT\n{}\nFROM {from}", listed(&list))
}

/// Whether a conversion takes several patterns and casts, and a column has few different values.
pub fn is_slow((base, projection): &(Base, Projection)) -> bool {
    match projection.read_as {
        ReadAs::Code | ReadAs::Retyped(_, ColumnType::Date) => matches!(base, Base::Text | Base::Whole),
        ReadAs::Column(ColumnType::Yyww) | ReadAs::Retyped(..) | ReadAs::Period(_) => *base == Base::Text,
        _ => false,
    }
}

/// Writes the step of the different values of a column with what is made of each, and of rows that find theirs; returns the last. A value is
/// the smallest of its group, since engines would evaluate conditions on the key of a group in every row.
pub fn different(
    script: &mut Script<'_>,
    (read, from): (&str, &str),
    id: &str,
    made: &[(String, String)],
    step: &str,
) -> String {
    let (raw, of) = (script.name(&raw_name(id)), script.name("_of"));
    let columns: String = made.iter().map(|(sql, name)| format!(",\n  {sql} AS {name}")).collect();
    script.comment(&format!("The different values of `{id}` as files have them, and what each is; rows find theirs."));
    let values = script.view(
        &format!("values_{step}_{id}"),
        &format!(
            "SELECT {raw} AS {of}{columns}\nFROM (SELECT MIN({raw}) AS {raw} FROM (SELECT {raw}, {raw} AS {of} FROM {read}) AS r WHERE {raw} IS NOT NULL GROUP BY {of}) AS d"
        ),
    );
    let columns: Vec<String> = made.iter().map(|(_, name)| format!("s.{name}")).collect();
    let query = script.dialect().looked_up((from, &values), &columns, &format!("s.{of} = t.{raw}"));
    script.view(&format!("read_{step}_{id}"), &query)
}

/// The day that a file has, before it stands for something else.
fn stated_day(script: &Script<'_>, (base, projection): &(Base, Projection)) -> Option<String> {
    let of = script.name(&raw_name(&projection.id));
    let plain = SpecialDays::default();
    let conversion = Conversion { dialect: script.dialect(), base: *base, of: &of, days: &plain };
    is_of_days(projection.read_as).then(|| conversion.converted(projection).map(|day| day.value))?
}
