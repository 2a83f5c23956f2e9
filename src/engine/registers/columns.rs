//! The columns of a file that are read: found by name, checked against the declared type before any row is read.

use std::collections::BTreeMap;

use arrow::datatypes::{DataType, Field};
use definitions::mistake::did_you_mean;
use definitions::register::Column;
use definitions::stored::Stored;
use sql::ColumnType;

use super::error::ExtractError;
use super::fault::Fault;
use super::open::OpenFile;
use super::period_values;
use super::projection::{Projection, ReadAs, plain_name};
use super::stored_type::{self, KeyType};

/// The key of the note that `som convert` leaves in a Parquet file where it keeps columns as SAS stores them: forms by column, as
/// JSON.
const STORED: &str = "som.stored";

/// Whether a column of a file's type can be of a form.
fn form_fits(form: Stored, found: &DataType) -> bool {
    match form {
        Stored::Utc | Stored::Local => false,
        Stored::Text => stored_type::holds_text(found),
        Stored::Integer | Stored::SasDays | Stored::SasSeconds => stored_type::plain(found).is_numeric(),
    }
}

impl OpenFile {
    /// The field of a column by any of its names, without case.
    ///
    /// # Errors
    /// None of the names, or one of them twice.
    pub fn find(&self, column: &Column) -> Result<(usize, &Field), ExtractError> {
        let names = column.names_in(self.file.year, &self.file.name);
        for name in names {
            let wanted = plain_name(name);
            let mut fitting =
                self.schema().fields().iter().enumerate().filter(|(_, field)| plain_name(field.name()) == wanted);
            if let Some((position, field)) = fitting.next() {
                if let Some((_, other)) = fitting.next() {
                    return Err(self.fault(Fault::TwoColumns { other: other.name().clone() }).in_column(field.name()));
                }
                return Ok((position, field));
            }
        }
        let present: Vec<&str> = self.schema().fields().iter().map(|f| f.name().as_str()).collect();
        let near = names.iter().find_map(|name| {
            let hint = did_you_mean(name, &present)?;
            Some(hint.split('`').nth(1)?.to_owned())
        });
        let names = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or ");
        Err(self.fault(Fault::NoColumn { names, near }))
    }

    /// The kind of key in the person column.
    ///
    /// # Errors
    /// No such column, or one that holds no keys.
    pub fn key_type(&self, column: &Column) -> Result<KeyType, ExtractError> {
        let (_, field) = self.find(column)?;
        stored_type::key_type(field.data_type()).ok_or_else(|| {
            let found = stored_type::describe(field.data_type());
            self.fault(Fault::WrongType { found, wanted: "whole numbers or text" }).in_column(field.name())
        })
    }

    /// Whether a type is of times of the zone that the register declares.
    fn is_of_declared_zone(&self, found: &DataType) -> bool {
        let declared = self.rules.zone.0.name();
        matches!(stored_type::plain(found), DataType::Timestamp(_, Some(zone)) if **zone == *declared)
    }

    /// The forms that a column can be in: those that the definition says, then the one that the file notes.
    fn forms(&self, column: &Column, name: &str) -> Vec<Stored> {
        let notes = self.metadata.metadata().file_metadata().key_value_metadata();
        let note = notes.and_then(|notes| notes.iter().find(|note| note.key == STORED)?.value.as_deref());
        // Without a note that can be read, the column is of a wrong type, and refused.
        let noted = note.and_then(|note| serde_json::from_str::<BTreeMap<String, Stored>>(note).ok()?.remove(name));
        // Days have no time of day.
        column.stored.iter().copied().chain(noted.filter(|form| !column.time || *form != Stored::SasDays)).collect()
    }

    /// A column to read.
    ///
    /// # Errors
    /// No such column, or one of the wrong type.
    pub fn project(&self, id: &str, column: &Column, read_as: ReadAs) -> Result<Projection, ExtractError> {
        let (position, _) = self.find(column)?;
        self.project_at(id, column, position, read_as)
    }

    /// A column to read, by its position in the file.
    ///
    /// # Errors
    /// A column of the wrong type.
    pub fn project_at(
        &self,
        id: &str,
        column: &Column,
        position: usize,
        read_as: ReadAs,
    ) -> Result<Projection, ExtractError> {
        let field = self.schema().field(position);
        let read_as = self.stored_as(column, field, read_as)?;
        let (range, need) = (column.range, self.rules.need(id));
        let code = column.code.clone().filter(|_| read_as == ReadAs::Code);
        Ok(Projection { range, need, code, ..Projection::new(id, field.name(), position, read_as) })
    }

    /// How the values of a field of this file are read, where they are wanted as `read_as`.
    fn stored_as(&self, column: &Column, field: &Field, read_as: ReadAs) -> Result<ReadAs, ExtractError> {
        let holds = |kind| stored_type::fits(field.data_type(), kind);
        let checked = |fits: bool, wanted| if fits { Ok(read_as) } else { Err(self.wrong_type(field, wanted)) };
        match read_as {
            ReadAs::Key(kind) => {
                let here = self.key_type(column)?;
                let fault = Fault::KeyType { found: here.word(), wanted: kind.word() };
                if here == kind { Ok(read_as) } else { Err(self.fault(fault).in_column(field.name())) }
            }
            ReadAs::Column(ColumnType::Text) if column.code.is_some() => self.stored_as(column, field, ReadAs::Code),
            ReadAs::Column(ColumnType::Integer) if column.time => self.stored_times_of_day(column, field),
            ReadAs::Column(kind) => self.stored_in_form(column, field, (read_as, kind)),
            ReadAs::Year => self.stored_in_form(column, field, (read_as, ColumnType::Integer)),
            ReadAs::YearOfDate => checked(holds(ColumnType::Date), ColumnType::Date.word()),
            ReadAs::Code => checked(holds(ColumnType::Text), "codes"),
            ReadAs::Period(part) => checked(period_values::fits(field.data_type(), part), "a period"),
            ReadAs::TimeOfDay(_)
            | ReadAs::Times(_)
            | ReadAs::Retyped(..)
            | ReadAs::SasTime(_)
            | ReadAs::Codes
            | ReadAs::Stored => Ok(read_as),
        }
    }

    /// Times of day: of times, in a form that the column declares or with a zone.
    fn stored_times_of_day(&self, column: &Column, field: &Field) -> Result<ReadAs, ExtractError> {
        let found = field.data_type();
        let forms = self.forms(column, field.name());
        let form = forms.iter().find(|form| match (form, stored_type::plain(found)) {
            (Stored::Utc | Stored::Local, DataType::Timestamp(_, None)) => true,
            (form, _) => form_fits(**form, found),
        });
        let is_time = matches!(stored_type::plain(found), DataType::Timestamp(..))
            && (stored_type::fits(found, ColumnType::Date) || self.is_of_declared_zone(found));
        if form.is_none() && !is_time {
            return Err(self.wrong_type(field, "times of day"));
        }
        Ok(ReadAs::TimeOfDay(form.copied()))
    }

    /// Values of a declared type, which the file may store as another that the column declares.
    fn stored_in_form(
        &self,
        column: &Column,
        field: &Field,
        (read_as, kind): (ReadAs, ColumnType),
    ) -> Result<ReadAs, ExtractError> {
        let found = field.data_type();
        let is_date = kind == ColumnType::Date;
        let fits = stored_type::fits(found, kind) || is_date && self.is_of_declared_zone(found);
        let forms = self.forms(column, field.name());
        let of_times = forms.iter().find(|form| form.is_of_times());
        let read_as = match (of_times, stored_type::plain(found)) {
            (Some(form), DataType::Timestamp(_, None)) if is_date => ReadAs::Times(*form),
            _ => read_as,
        };
        let form = forms.iter().find(|form| !fits && form_fits(**form, found));
        if let Some(form @ (Stored::SasDays | Stored::SasSeconds)) = form {
            return Ok(ReadAs::SasTime(*form));
        }
        let form = form.and_then(|form| form.read_as());
        let stored = column.stored_in(self.file.year, &self.file.name).or(form).unwrap_or(kind);
        // Text of another year is text; whole numbers pass for text only where they are to stay codes.
        let is_text = stored != ColumnType::Text || stored == kind || stored_type::holds_text(found);
        if !is_text || !(fits && stored == kind || stored_type::fits(found, stored)) {
            return Err(self.wrong_type(field, stored.word()));
        }
        let is_retyped = stored != kind && !matches!(read_as, ReadAs::Year | ReadAs::Times(_));
        Ok(if is_retyped { ReadAs::Retyped(stored, kind) } else { read_as })
    }

    fn wrong_type(&self, field: &Field, wanted: &'static str) -> ExtractError {
        let found = stored_type::describe(field.data_type());
        self.fault(Fault::WrongType { found, wanted }).in_column(field.name())
    }
}
