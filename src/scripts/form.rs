//! What a file stores of the columns that are asked for, how each becomes its type, and the names of columns on the way.

use engine::registers::{OpenRegister, Projection};
use foundation::error::Result;
use sql::Dialect;

use crate::base::Base;
use crate::script::Script;
use crate::typed_column::ColumnRequest;

/// What a file stores of the columns, and how each becomes its type.
pub type Form = Vec<(Base, Projection)>;

/// Whether two files are converted alike.
pub fn same(one: &Form, other: &Form) -> bool {
    let alike = |((base, column), (other_base, other_column)): (&(Base, Projection), &(Base, Projection))| {
        base == other_base && column.read_as == other_column.read_as && column.range == other_column.range
    };
    one.iter().zip(other).all(alike)
}

/// The form of a file.
///
/// # Errors
/// Faults of the file, and forms that scripts don't read.
pub fn form(script: &Script<'_>, open: &OpenRegister<'_>, number: usize, asked: &[ColumnRequest<'_>]) -> Result<Form> {
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

/// The column as the file stores it.
pub fn raw_name(id: &str) -> String {
    format!("_raw_{id}")
}

/// The column with seconds since 1970 of a moment.
pub fn utc_name(id: &str) -> String {
    format!("_utc_{id}")
}

/// The column that says whether a time is a midnight in UTC.
pub fn late_name(id: &str) -> String {
    format!("_late_{id}")
}

/// The name of a typed column: that of the definition, except of the person's key.
pub fn value_name(id: &str) -> String {
    if id == "person" { "_person".to_owned() } else { id.to_owned() }
}
