//! How SAS stores the columns that an extract has as they are: a note in the Parquet file, so that a reader can judge their values.
//!
//! Owns the note. Its words are those of `stored` in a register's definition.

use std::collections::BTreeMap;

use crate::error::ConvertError;
use crate::forms::{self, ColumnForm, Forms, Moment};
use crate::sas::Description;

/// The key of the note in a Parquet file. Its value is a JSON object: words by column.
pub(crate) const KEY: &str = "som.stored";

/// The note on kept columns; none if there is nothing to say. Of a number without a format, nothing is known.
///
/// # Errors
/// The program's own fault only.
pub(crate) fn note(
    register: &str,
    forms: &Forms,
    description: &Description,
    kept: &BTreeMap<usize, u64>,
) -> Result<Option<String>, ConvertError> {
    let mut words: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, column) in description.columns.iter().enumerate().filter(|(number, _)| kept.contains_key(number)) {
        let declared = forms.of(register, &column.name);
        let word = match forms::moment(column.format.as_deref()) {
            _ if column.text => declared.filter(|form| !matches!(form, ColumnForm::Code { .. })).map(|_| "text"),
            Some(Moment::Date) => Some("sas_days"),
            Some(Moment::DateTime) => Some("sas_seconds"),
            Some(Moment::Time) | None => None,
        };
        words.extend(word.map(|word| (column.name.as_str(), word)));
    }
    if words.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&words).map(Some).map_err(|e| ConvertError::Internal(e.to_string()))
}
