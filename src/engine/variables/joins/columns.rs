//! The columns of the files of a join: what is read of each, and the names of what is put together.

use super::QuestionedRegister;
use super::inputs::JoinedPass;
use super::reading::FileColumns;
use crate::registers::{ExtractError, Fault, KeyType, OpenFile, Projection, ReadAs};
use crate::variables::rows::{Layout, fixed_columns};
use definitions::register::{Column, Register};
use foundation::error::{Error, Result};
use sql::ColumnType;

/// The columns of a file of the register: its key, or the person and the key; the days of its rows, and what SQL reads.
///
/// # Errors
/// A column that is not in the file, or is of the wrong type.
pub fn own_columns(pass: &JoinedPass<'_>, file: &OpenFile, kind: KeyType) -> Result<FileColumns> {
    let register = pass.open.definition;
    let keys = match &pass.join.parent {
        // A row that belongs to another needs its key, as one with a person needs that key.
        Some(_) => vec![key(pass, file, "person", &register.person, kind)?],
        None => vec![person(pass, file, register)?, key(pass, file, "key", pass.owner()?.1, kind)?],
    };
    let columns = fixed_columns(file, register, pass.names)?;
    Ok(FileColumns { keys, columns, has_persons: pass.join.parent.is_none() })
}

/// The columns of a file of the parent: the person and the key; the days that it gives to rows, and what SQL over these reads.
///
/// # Errors
/// A column that is not in the file, or is of the wrong type.
pub fn parent_columns(pass: &JoinedPass<'_>, file: &OpenFile, kind: KeyType) -> Result<FileColumns> {
    let parent = pass.join.parent.as_ref().ok_or_else(|| Error::internal("a join without a parent"))?;
    let definition = parent.open.definition;
    let keys = vec![person(pass, file, definition)?, key(pass, file, "key", &parent.rule.key, kind)?];
    let placed = parent.rule.placed(&pass.open.definition.kind, &definition.kind);
    let mut columns = Vec::new();
    for (_, placed) in placed.ok_or_else(|| Error::internal("a parent that gives no day"))? {
        columns.push(file.project(placed.id, placed.column, ReadAs::time_column(&placed))?);
    }
    let own = |name: &&String| pass.open.definition.column(name).is_none();
    let names: Vec<String> = pass.names.iter().filter(own).cloned().collect();
    columns.extend(named(file, definition, &names)?);
    Ok(FileColumns { keys, columns, has_persons: true })
}

/// The columns of a file of a register that is asked: its key, and what the conditions read.
///
/// # Errors
/// A column that is not in the file, or is of the wrong type.
pub fn answer_columns(
    pass: &JoinedPass<'_>,
    asked: &QuestionedRegister<'_>,
    file: &OpenFile,
    kind: KeyType,
) -> Result<FileColumns> {
    let register = asked.open.definition;
    let keys = vec![key(pass, file, "person", &register.person, kind)?];
    let filters = asked.answers.iter().filter_map(|answer| answer.filter);
    let mut names: Vec<String> = filters.flat_map(|filter| filter.columns.iter().cloned()).collect();
    names.sort();
    names.dedup();
    let mut columns = Vec::new();
    for placed in register.kind.time_columns().into_iter().filter(|placed| names.iter().any(|name| name == placed.id)) {
        columns.push(file.project(placed.id, placed.column, ReadAs::time_column(&placed))?);
    }
    columns.extend(named(file, register, &names)?);
    Ok(FileColumns { keys, columns, has_persons: false })
}

/// The declared columns among names.
fn named(file: &OpenFile, register: &Register, names: &[String]) -> Result<Vec<Projection>> {
    let declared = names.iter().filter_map(|name| {
        let column = register.column(name)?;
        Some((name, column, column.kind?))
    });
    declared.map(|(name, column, kind)| Ok(file.project(name, column, ReadAs::Column(kind))?)).collect()
}

fn person(pass: &JoinedPass<'_>, file: &OpenFile, register: &Register) -> Result<Projection> {
    Ok(file.project("person", &register.person, ReadAs::Key(pass.persons.lookup.kind()))?)
}

/// A column of keys, which must be of the kind of the others.
fn key(pass: &JoinedPass<'_>, file: &OpenFile, id: &str, column: &Column, kind: KeyType) -> Result<Projection> {
    let found = file.key_type(column)?;
    if found != kind {
        let (_, field) = file.find(column)?;
        let other = pass.owner()?.0.definition.id.value.clone();
        let fault = Fault::RowKeyType { found: found.word(), wanted: kind.word(), other };
        return Err(file.fault(fault).in_column(field.name()).into());
    }
    Ok(file.project(id, column, ReadAs::Key(kind))?)
}

/// The columns of the rows that a file's rows become: its own, those of the parent by the names that they have for these rows, and answers.
///
/// # Errors
/// A column that is not in a file, or is of the wrong type.
pub fn joined_layout(pass: &JoinedPass<'_>, file: &OpenFile, kind: KeyType) -> Result<Layout> {
    let mut all = own_columns(pass, file, kind)?.columns;
    if let Some(parent) = &pass.join.parent
        && let Some(of_parent) = parent.open.files.first()
    {
        let mut columns = parent_columns(pass, of_parent, kind)?.columns;
        let placed = parent.rule.placed(&pass.open.definition.kind, &parent.open.definition.kind);
        for (column, (id, _)) in columns.iter_mut().zip(placed.into_iter().flatten()) {
            id.clone_into(&mut column.id);
        }
        all.extend(columns);
    }
    let answers = pass.join.asked.iter().flat_map(|asked| &asked.answers);
    all.extend(answers.map(|answer| Projection::new(answer.id, answer.id, 0, ReadAs::Column(ColumnType::Boolean))));
    Ok(Layout::joined(all))
}

/// A failure of SQL on a value, with its file.
pub fn located(error: Error, file: &OpenFile) -> Error {
    match error.downcast::<ExtractError>() {
        Ok(error) => file.fault(*error.fault).into(),
        Err(other) => other,
    }
}
