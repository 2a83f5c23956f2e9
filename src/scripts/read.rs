//! The first views of a script: the rows of all files, then their columns as declared types with what is wrong with each.
//!
//! Owns names, forms and types of files. A row is judged by the views that follow.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;
use definitions::register::{Column, SpecialDays};
use definitions::stored::Stored;
use engine::registers::{NullRule, OpenRegister, Projection, ReadAs, stored_type};
use engine::results::{CountOf, DAYS_FOR_SECONDS, FAR_END, MIDNIGHTS, TimeCount};
use foundation::error::Result;
use sql::{ColumnType, Dialect, Readable};

use crate::base::Base;
use crate::clock;
use crate::codes::{self, CodeGroup};
use crate::column::{Conversion, SqlColumn, far_end};
use crate::dialect::DialectSyntax;
use crate::measure::Measure;
use crate::script::{Script, listed};

/// The column with the key by which rows of registers find each other.
pub const ROW_KEY: &str = "_row_key";

/// A column that a script reads.
pub struct ColumnRequest<'a> {
    /// Its name in SQL.
    pub id: String,
    /// Its definition.
    pub column: &'a Column,
    /// What to read it as.
    pub read_as: ReadAs,
}

/// A column of typed rows.
#[derive(Debug, Clone)]
pub struct TypedColumn {
    /// Its name in the definition's SQL.
    pub id: String,
    /// Its name in the first file.
    pub file_name: String,
    /// What it looks like to SQL.
    pub kind: ColumnType,
    /// The value, in quotes; NULL where it is bad.
    pub value: String,
    /// The code of what is wrong with it, in quotes; `None` if nothing can be.
    pub fault: Option<String>,
    /// The codes that can be.
    pub causes: Vec<&'static str>,
    /// Whether a row needs it.
    pub need: NullRule,
}

impl TypedColumn {
    /// A column that the kind of register gives, and that can't be bad.
    pub fn given(script: &Script<'_>, id: &str, kind: ColumnType) -> TypedColumn {
        let (file_name, value) = (id.to_owned(), script.name(id));
        TypedColumn { id: id.to_owned(), file_name, kind, value, fault: None, causes: Vec::new(), need: NullRule::None }
    }
}

/// The typed rows of a register.
pub struct TypedRows {
    /// The view.
    pub view: String,
    /// The columns.
    pub columns: Vec<TypedColumn>,
}

impl TypedRows {
    /// A column.
    pub fn get(&self, id: &str) -> Option<&TypedColumn> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// The condition that no column of some is bad; `None` if none can be.
    pub fn sound<'c>(&self, ids: impl Iterator<Item = &'c String>) -> Option<String> {
        let faults = ids.filter_map(|id| self.get(id)?.fault.as_ref());
        let parts: Vec<String> = faults.map(|fault| format!("{fault} IS NULL")).collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }

    /// The columns as the definition's SQL reads them.
    pub fn readable(&self) -> Vec<Readable> {
        let readable =
            |column: &TypedColumn| Readable { name: column.id.clone(), kind: column.kind, sql: column.value.clone() };
        let is_key = |column: &&TypedColumn| column.id == "person" || column.id == ROW_KEY;
        self.columns.iter().filter(|column| !is_key(column)).map(readable).collect()
    }
}

/// What a file stores of the columns, and how each becomes its type.
type Form = Vec<(Base, Projection)>;

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
    let columns: Vec<TypedColumn> = columns.into_values().collect();
    let times = times(script, &forms);
    script.comment("The rows of all files. Texts are without blanks around them; numbers are BIGINT or DOUBLE.");
    let mut selects = Vec::new();
    for ((at, (form, files)), converted) in forms.iter().enumerate().zip(&converted) {
        let read = read_view(script, open, (form, files), asked, (dated, extra, at));
        selects.push(select(script, &read, (&columns, asked), (form, converted), (dated, extra, &times)));
    }
    script.comment(
        "Each column as its declared type. Where a value is bad, it is NULL, and `_fault_…` says what is wrong.",
    );
    let view = script.view("typed", &selects.join("\nUNION ALL\n"));
    let grouped: Vec<CodeGroup<'_>> = asked.iter().filter_map(|asked| grouped(script, asked)).collect();
    let view = codes::view(script, &view, &grouped);
    Ok(TypedRows { view, columns })
}

/// The groups of a column's codes, if it has a code table.
fn grouped<'a>(script: &Script<'_>, asked: &'a ColumnRequest<'_>) -> Option<CodeGroup<'a>> {
    let table = asked.column.code.as_ref()?.table.as_ref()?;
    let [code, group] = [format!("_code_{}", asked.id), asked.id.clone()].map(|name| script.name(&name));
    Some(CodeGroup { id: &asked.id, code, group, table })
}

/// Whether two files are converted alike.
fn same(one: &Form, other: &Form) -> bool {
    let alike = |((base, column), (other_base, other_column)): (&(Base, Projection), &(Base, Projection))| {
        base == other_base && column.read_as == other_column.read_as && column.range == other_column.range
    };
    one.iter().zip(other).all(alike)
}

fn form(script: &Script<'_>, open: &OpenRegister<'_>, number: usize, asked: &[ColumnRequest<'_>]) -> Result<Form> {
    let file = &open.files[number];
    let mut form = Vec::with_capacity(asked.len());
    for asked in asked {
        let projection = file.project(&asked.id, asked.column, asked.read_as)?;
        let stored = file.schema().field(projection.position).data_type();
        let base = Base::of(stored).ok_or_else(|| {
            let name = &projection.name;
            script.refused(format!("{}: no script reads column `{name}`, which is stored as {stored}", file.file.name))
        })?;
        let base = base.declared(projection.read_as);
        // Sail 0.7 stops at the table of a zone's offsets where both ends of a spell are moments.
        if base == Base::Clock && script.dialect() == Dialect::Spark {
            let name = &projection.name;
            return Err(script
                .refused(format!("no script for Spark reads times of UTC or with a zone, such as column `{name}`")));
        }
        form.push((base, projection));
    }
    Ok(form)
}

fn raw_name(id: &str) -> String {
    format!("_raw_{id}")
}

/// The column with seconds since 1970 of a moment.
fn utc_name(id: &str) -> String {
    format!("_utc_{id}")
}

/// The name of a typed column: that of the definition, except of the person's key.
fn value_name(id: &str) -> String {
    if id == "person" { "_person".to_owned() } else { id.to_owned() }
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

fn late_name(id: &str) -> String {
    format!("_late_{id}")
}

/// A count of values that tell: of which column, of what, and the two conditions.
struct ValueCount {
    id: String,
    fault: &'static str,
    all: String,
    telling: String,
}

/// What can be counted of a column's values.
const COUNTED: [&str; 3] = [DAYS_FOR_SECONDS, MIDNIGHTS, FAR_END];

/// The counts of times of day, of seconds, and of ends.
fn times(script: &mut Script<'_>, forms: &[(Form, Vec<usize>)]) -> Vec<ValueCount> {
    let mut all: Vec<ValueCount> = Vec::new();
    for ((base, projection), fault) in
        forms.iter().flat_map(|(form, _)| form).flat_map(|of| COUNTED.map(|fault| (of, fault)))
    {
        let is_known = all.iter().any(|known| known.id == projection.id && known.fault == fault);
        if is_known || telling(script, (*base, projection), fault).is_none() {
            continue;
        }
        let number = all.len() + 1;
        let (of_all, of_telling) = (format!("times_{number}"), format!("telling_{number}"));
        let time = TimeCount {
            id: projection.id.clone(),
            name: projection.name.clone(),
            all: of_all.clone(),
            telling: of_telling.clone(),
            fault: fault.to_owned(),
        };
        script.times.push(time);
        all.push(ValueCount { id: projection.id.clone(), fault, all: of_all, telling: of_telling });
    }
    all
}

/// The conditions of values of a column, and of those that tell; `None` where nothing tells.
fn telling(script: &Script<'_>, (base, of): (Base, &Projection), fault: &str) -> Option<(String, String)> {
    let raw = script.name(&raw_name(&of.id));
    let filled = format!("({raw} IS NOT NULL)");
    let of_seconds =
        matches!(of.read_as, ReadAs::SasTime(Stored::SasSeconds) | ReadAs::TimeOfDay(Some(Stored::SasSeconds)));
    // Hours that are declared to be local are the right ones.
    let is_local = matches!(of.read_as, ReadAs::Times(Stored::Local) | ReadAs::TimeOfDay(Some(Stored::Local)));
    let of_text = base == Base::Text
        && matches!(of.read_as, ReadAs::Retyped(ColumnType::Text, ColumnType::Date) | ReadAs::TimeOfDay(_));
    match fault {
        MIDNIGHTS if base == Base::Time && !is_local => Some((filled, script.name(&late_name(&of.id)))),
        MIDNIGHTS if of_seconds => {
            Some((filled, format!("({raw} - floor({raw} / 86400e0) * 86400e0 IN (79200e0, 82800e0))")))
        }
        MIDNIGHTS if of_text => {
            let hour = format!("substr({raw}, 12, 5) IN ('22:00', '23:00') AND substr({raw}, 11, 1) IN ('T', ' ')");
            let sharp = script.dialect().fits(&raw, "^.{16}(:00)?[.0]*$");
            Some((format!("({raw} <> '')"), format!("({hour} AND {sharp})")))
        }
        DAYS_FOR_SECONDS if of_seconds => Some((filled, format!("abs({raw}) < 172800e0"))),
        FAR_END if of.id == "end" => {
            let (plain, special) = (SpecialDays::default(), &script.register.special_days);
            let of_raw = script.name(&raw_name(&of.id));
            let conversion = Conversion { dialect: script.dialect(), base, of: &of_raw, days: &plain };
            let day = conversion.converted(of).filter(|day| day.kind == ColumnType::Date)?.value;
            let far = far_end(special, &day)?;
            let named = special.open.iter().chain(&special.unknown).map(|named| format!("DATE '{named}'"));
            let named = named.collect::<Vec<_>>().join(", ");
            let unnamed = if named.is_empty() { String::new() } else { format!(" AND {day} NOT IN ({named})") };
            Some((filled, format!("coalesce({far}{unnamed}, FALSE)")))
        }
        _ => None,
    }
}

fn select(
    script: &Script<'_>,
    read: &str,
    (columns, asked): (&[TypedColumn], &[ColumnRequest<'_>]),
    (form, converted): (&Form, &[SqlColumn]),
    (dated, extra, times): (bool, Extra<'_>, &[ValueCount]),
) -> String {
    let mut list = vec![script.name("_file")];
    if dated {
        list.push(script.name("year"));
    }
    list.extend(extra.iter().take(1).flatten().map(|(_, name)| script.name(name)));
    for ((column, one), asked) in columns.iter().zip(converted).zip(asked) {
        let (value, fault) = judged(script.dialect(), one, column.fault.is_some());
        let name = grouped(script, asked).map_or_else(|| column.value.clone(), |grouped| grouped.code);
        list.push(format!("{value} AS {name}"));
        list.extend(fault.zip(column.fault.as_ref()).map(|(sql, name)| format!("{sql} AS {name}")));
    }
    for time in times {
        let of = form.iter().find(|(_, projection)| projection.id == time.id);
        let none = || ("FALSE".to_owned(), "FALSE".to_owned());
        let of = of.and_then(|(base, projection)| telling(script, (*base, projection), time.fault));
        let (all, telling) = of.unwrap_or_else(none);
        list.push(format!("{all} AS {}", script.name(&format!("_{}", time.all))));
        list.push(format!("{telling} AS {}", script.name(&format!("_{}", time.telling))));
    }
    format!("SELECT\n{}\nFROM {read}", listed(&list))
}

/// The columns that count values that tell; `each` holds of one row for every row of the extracts.
pub fn time_counts(script: &Script<'_>, each: &str) -> Vec<Measure> {
    let once = |name: &String| format!("{each} AND {}", script.name(&format!("_{name}")));
    let count = |name: &String| Measure::count(script.name(name), once(name));
    script.times.iter().flat_map(|time| [count(&time.all), count(&time.telling)]).collect()
}

/// The columns that count what is wrong with a column, of rows that `when` holds of.
pub fn fault_counts(script: &mut Script<'_>, column: &TypedColumn, of: CountOf, when: &str) -> Vec<Measure> {
    let mut counts = Vec::new();
    for cause in &column.causes {
        let name = script.count(of, &column.id, &column.file_name, cause);
        if let Some(fault) = &column.fault {
            counts.push(Measure::rare(name, format!("{when} AND {fault} = '{cause}'")));
        }
    }
    if column.need == NullRule::Value {
        let sound = column.fault.as_ref().map_or_else(String::new, |fault| format!(" AND {fault} IS NULL"));
        let name = script.count(of, &column.id, &column.file_name, "unplaced");
        counts.push(Measure::rare(name, format!("{when} AND {} IS NULL{sound}", column.value)));
    }
    counts
}

/// Names that collide where names are compared without case.
pub fn distinct(script: &Script<'_>, asked: &[ColumnRequest<'_>]) -> Result<()> {
    for (at, one) in asked.iter().enumerate() {
        if let Some(other) = asked[..at].iter().find(|other| other.id.eq_ignore_ascii_case(&one.id)) {
            return Err(script.refused(format!("the columns `{}` and `{}` differ in case only", other.id, one.id)));
        }
    }
    Ok(())
}
