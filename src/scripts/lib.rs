//! The part of a build that grows with rows, as SQL for an engine that exists: a script a register, which gives the population with
//! residence, or every variable's person-year sums.
//!
//! Owns the scripts, and what of the method each dialect expresses exactly. What it doesn't express is refused by name. Owns no
//! result: the engine's room `results` reads them, and says which form they have. Runs no engine and knows no network.

mod base;
mod calendar;
mod clock;
mod codes;
mod column;
mod conversion;
mod copies;
mod dated;
mod day_value;
mod dialect;
mod form;
mod joined_spells;
mod joins;
mod keyed;
mod lasting;
mod measure;
mod monthly;
mod period;
mod period_value;
mod pieces;
mod read;
mod residence;
mod rows;
mod script;
mod side_counts;
mod side_queries;
mod sources;
mod spell;
mod spelling;
mod stays;
mod task;
mod typed_column;
mod value_columns;
mod value_counts;
mod weekly;

use std::path::Path;

use crate::task::{Task, tasks};
use definitions::Definitions;
use definitions::register::{Column, Kind, Register, Role, SpecialDays, Timing};
use definitions::variable::{Source, Variable};
use engine::registers::{Extracts, OpenRegister, Purpose, SYNTHETIC_MARK};
use engine::results::{
    FORM, LIST, RESIDENCE_TOTALS, RESULTS, ScriptList, ScriptResultKind, ScriptedFile, ScriptedRegister, TOTALS,
    definition_hash,
};
use foundation::error::{Error, Result};
use foundation::staging::StagedFolder;
use joins::Joins;
use keyed::KeyedRows;
use script::{Script, Setting, results_below};
use sql::Dialect;

/// What scripts are asked for.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The dialect.
    pub dialect: Dialect,
    /// The folder of extracts. Only the footers of its files are read.
    pub extracts: &'a Path,
    /// How the engine names a file: a table by `{stem}`, `{register}` and `{year}`, or `parquet:` and a path with `{path}`; the
    /// extracts' own place if `None`.
    pub source: Option<&'a str>,
    /// The folder of results as the engine sees it; `results` beside the scripts if `None`.
    pub results: Option<&'a str>,
    /// The registers, in addition to those of residence; all that a variable reads if empty.
    pub registers: &'a [String],
    /// The folder to write.
    pub to: &'a Path,
}

/// What was written.
#[derive(Debug, Clone, serde::Serialize)]
pub struct WrittenScript {
    /// The register.
    pub register: String,
    /// The script, relative to the folder.
    pub script: String,
    /// The files that it reads.
    pub files: usize,
    /// Their rows.
    pub rows: u64,
    /// The variables whose sums it gives.
    pub variables: usize,
}

/// Writes the scripts of registers.
///
/// # Errors
/// Faults of extracts, what a dialect does not express, or a folder that can't be written.
pub fn write(definitions: &Definitions, request: &Request<'_>) -> Result<Vec<WrittenScript>> {
    if request.to.exists() {
        let hint = "name a new folder: results of earlier scripts do not fit these";
        return Err(Error::unwritable(request.to, "it is there already", hint));
    }
    let extracts = Extracts::list(request.extracts)?;
    let population = definitions.population().ok_or_else(|| Error::internal("no population register".to_owned()))?;
    let opened = extracts.open(population)?;
    let key = opened.files.first().map(|file| file.key_type(&population.person)).transpose()?;
    let key = key.ok_or_else(|| Error::internal("a population without a file".to_owned()))?;
    let setting = setting(request)?;
    let mut list = Vec::new();
    let mut texts = Vec::new();
    for (number, (register, gives)) in chosen(definitions, request)?.into_iter().enumerate() {
        let purpose = if gives == ScriptResultKind::Residence { Purpose::Residence } else { Purpose::Values };
        let open = extracts.open_for(purpose, register)?;
        let tasks = if gives == ScriptResultKind::Sums { tasks(definitions, register) } else { Vec::new() };
        let joins = Joins::of(definitions, &extracts, &open, (&tasks, key))?;
        let read = Read { open: &open, gives, rows: KeyedRows { key, tasks: &tasks, joins: &joins } };
        let (scripted, text) = scripted(definitions, &setting, &read, number + 1)?;
        texts.push((scripted.script.clone(), text));
        list.push(scripted);
    }
    let written = list.iter().map(|scripted| WrittenScript {
        register: scripted.register.clone(),
        script: scripted.script.clone(),
        files: scripted.files.len(),
        rows: scripted.files.iter().map(|file| file.rows).sum(),
        variables: {
            let mut ids: Vec<&str> = scripted.sources.iter().map(|source| source.variable.as_str()).collect();
            ids.dedup();
            ids.len()
        },
    });
    let written = written.collect();
    let program_version = env!("CARGO_PKG_VERSION").to_owned();
    let list = ScriptList { form: FORM, program_version, dialect: request.dialect, key, registers: list };
    put(request, &list, &texts)?;
    Ok(written)
}

/// Where extracts and results are for the engine.
fn setting(request: &Request<'_>) -> Result<Setting> {
    let absolute = |path: &Path| {
        let path = std::path::absolute(path).map_err(|e| Error::output(path, e))?;
        path.to_str().map(ToOwned::to_owned).ok_or_else(|| Error::output(&path, "its name is not Unicode"))
    };
    let source = match request.source {
        Some(source) => source.to_owned(),
        None => format!("parquet:{}/{{path}}", absolute(request.extracts)?.trim_end_matches('/')),
    };
    if !source.contains("{path}") && !source.contains("{stem}") {
        let hint = "write for example --source 'registers.{stem}', or --source 'parquet:s3://registers/{path}'";
        return Err(Error::usage("--source names no file: it needs `{path}` or `{stem}`", hint));
    }
    let results = match request.results {
        Some(results) => results.trim_end_matches('/').to_owned(),
        None => results_below(&absolute(request.to)?),
    };
    Ok(Setting { dialect: request.dialect, source, results })
}

/// The registers to write scripts of, and what each gives: residence first, since spells read its results.
fn chosen<'a>(definitions: &'a Definitions, request: &Request<'_>) -> Result<Vec<(&'a Register, ScriptResultKind)>> {
    for id in request.registers {
        if definitions.register(id).is_none() {
            let hint = "registers are named as in the definitions";
            return Err(Error::usage(format!("no register is named `{id}`"), hint));
        }
        let has_script = |register: &Register| register.role.is_some() || !tasks(definitions, register).is_empty();
        if !definitions.register(id).is_some_and(has_script) {
            let hint =
                "no variable of a regression reads it; lists of participants and controls are read from extracts";
            return Err(Error::usage(format!("the register `{id}` has no script"), hint));
        }
    }
    let roles = [Role::Population, Role::Deaths, Role::Migration].into_iter();
    let residence =
        roles.flat_map(|role| definitions.with_role(role)).map(|register| (register, ScriptResultKind::Residence));
    let wanted = |register: &&Register| {
        let named = request.registers.is_empty() || request.registers.contains(&register.id.value);
        named && !tasks(definitions, register).is_empty()
    };
    let sums = definitions.registers.iter().filter(wanted).map(|register| (register, ScriptResultKind::Sums));
    Ok(residence.chain(sums).collect())
}

/// What a script reads.
struct Read<'a> {
    open: &'a OpenRegister<'a>,
    gives: ScriptResultKind,
    rows: KeyedRows<'a>,
}

/// A register's script and its entry in the list.
fn scripted(
    definitions: &Definitions,
    setting: &Setting,
    read: &Read<'_>,
    number: usize,
) -> Result<(ScriptedRegister, String)> {
    let Read { open, gives, rows } = read;
    let gives = *gives;
    let register = open.definition;
    let id = &register.id.value;
    let mut script = Script::new(setting, register);
    script.gives = gives;
    script.comment(&heading(register, gives, setting));
    script.open();
    let role = register.role.as_ref().map(|role| role.value).filter(|_| gives == ScriptResultKind::Residence);
    name_every_key(register, rows.tasks);
    let mut weeks = vec![0; open.files.len()];
    match (role, &register.kind.value) {
        (Some(Role::Population), Kind::Status(_)) => residence::population(&mut script, open, rows)?,
        (Some(Role::Population), _) => return Err(script.refused("a population of another kind than `status`")),
        (Some(role @ (Role::Deaths | Role::Migration)), _) => residence::events(&mut script, open, rows, role)?,
        (None, Kind::Status(_) | Kind::Event(_)) => dated::write(&mut script, open, rows)?,
        (None, Kind::Spell(_)) => spell::write(&mut script, definitions, open, rows)?,
        (None, Kind::MonthlyWide(monthly)) => monthly::write(&mut script, open, monthly, rows)?,
        (None, Kind::Period(period)) => period::write(&mut script, open, period, rows)?,
        (None, Kind::WeeklyWide(weekly)) => weeks = weekly::write(&mut script, open, &weekly.weeks, rows)?,
    }
    if gives == ScriptResultKind::Sums && register.kind.has_several_rows() {
        copies::write(&mut script, open)?;
    }
    side_counts::output(&mut script, definitions.population(), rows.key)?;
    script.output_totals(match gives {
        ScriptResultKind::Residence => RESIDENCE_TOTALS,
        ScriptResultKind::Sums => TOTALS,
    });
    let (text, hash) = script.finished();
    script.related.iter_mut().for_each(|related| related.hash.clone_from(&hash));
    let files = open.files.iter().zip(weeks).map(|(file, weeks)| ScriptedFile::of(file, weeks));
    let scripted = ScriptedRegister {
        register: id.clone(),
        gives,
        script: match (gives, &register.role) {
            (ScriptResultKind::Sums, Some(_)) => format!("{number:02}_{id}_sums.sql"),
            _ => format!("{number:02}_{id}.sql"),
        },
        hash,
        definition: definition_hash(definitions, register),
        files: files.collect::<Result<_>>()?,
        passed_over: open.passed_over,
        cut: script.cut,
        shared: script.shared,
        counts: script.counts,
        times: script.times,
        digits: script.beside.of_digits.len(),
        conditions: script.beside.conditions,
        days: script.beside.days,
        sources: script.sources,
        copies: script.copies,
        part: String::new(),
        orphans: rows.joins.has_parent(),
        related: script.related,
    };
    Ok((scripted, text))
}

/// Every key that decides a register's result. A new one does not compile before it is named here, which is after a script writes or
/// refuses it.
fn name_every_key(register: &Register, tasks: &[Task<'_>]) {
    let Register {
        id: _,
        label: _,
        source: _,
        provenance: _,
        kind: _,
        role: _,
        files: _,
        deliveries: _,
        filter: _,
        direction: _,
        covers: _,
        person: _,
        // A join, which refuses what it does not express.
        parent: _,
        // Keys by which rows of other registers find these.
        row_keys: _,
        as_of: _,
        age_on: _,
        bad_rows: _,
        special_days: SpecialDays { unknown: _, open: _, planned: _, latest: _ },
        zone: _,
        columns,
    } = register;
    for task in tasks {
        let Variable { id: _, resolution: _, note: _, from: _ } = task.variable;
        let Source {
            register: _,
            date: _,
            overlapping: _,
            stays: _,
            since: _,
            until: _,
            any: _,
            filter: _,
            value: _,
            // Results have no rows of the program's own variables.
            lists_persons: _,
        } = task.source;
    }
    for (_, column) in columns {
        let Column { names: _, kind: _, codes: _, was: _, stored: _, range: _, time: _, code: _, code_table: _ } =
            &column.value;
    }
}

/// What stands at the head of a script.
fn heading(register: &Register, gives: ScriptResultKind, setting: &Setting) -> String {
    let role = register.role.as_ref().map(|role| role.value).filter(|_| gives == ScriptResultKind::Residence);
    let what = match role {
        Some(Role::Population) => "the population: sex, year of birth, and presence by year",
        Some(Role::Deaths) => "days of death",
        Some(Role::Migration) => "days of moves in and out",
        None => "the sums of variables by person and year",
    };
    let is_shared = register.parent.as_ref().is_some_and(|parent| parent.shared.value);
    let order = match register.kind.timing() {
        Timing::Span => {
            "\nRun it after the scripts of the population, deaths and migration: spells end with residence."
        }
        _ if is_shared => {
            "\nRun it after the script of the population: of the persons whose row it is, those who are there count first."
        }
        Timing::Year | Timing::Part | Timing::Date => "",
    };
    format!(
        "Register `{}`, {}: {what}.\nDialect: {}. Written by `som sql` from the definitions; a build takes its result with --person-years.\nResult: \
         Parquet files in {}/{}/. It holds a row a person and year, and no row of the register.{order}",
        register.id,
        register.label.en,
        setting.dialect.word(),
        setting.results,
        register.id,
    )
}

/// Writes the folder: scripts, their list, and folders for results.
fn put(request: &Request<'_>, list: &ScriptList, texts: &[(String, String)]) -> Result<()> {
    let parent = request.to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(parent).map_err(|e| Error::output(parent, e))?;
    let staged = StagedFolder::within(parent, ".scripts-")?;
    let write = |name: &str, bytes: &[u8]| {
        let path = staged.path().join(name);
        std::fs::write(&path, bytes).map_err(|e| Error::output(path, e))
    };
    for (name, text) in texts {
        write(name, text.as_bytes())?;
    }
    let json = serde_json::to_vec_pretty(list).map_err(|e| Error::internal(e.to_string()))?;
    write(LIST, &json)?;
    // Sums of synthetic rows are synthetic.
    let absolute = std::path::absolute(request.extracts).map_err(|e| Error::output(request.extracts, e))?;
    let mark = absolute.ancestors().take(2).map(|folder| folder.join(SYNTHETIC_MARK)).find(|mark| mark.is_file());
    if let Some(mark) = mark {
        let bytes = std::fs::read(&mark).map_err(|e| Error::output(&mark, e))?;
        write(SYNTHETIC_MARK, &bytes)?;
    }
    for scripted in &list.registers {
        for part in scripted.parts() {
            let folder = staged.path().join(RESULTS).join(&scripted.register).join(part);
            std::fs::create_dir_all(&folder).map_err(|e| Error::output(folder, e))?;
        }
    }
    staged.persist(request.to)
}
