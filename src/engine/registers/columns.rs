//! The columns of a file that are read: found by name, checked against the declared type before any row is read.

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
        mut read_as: ReadAs,
    ) -> Result<Projection, ExtractError> {
        let field = self.schema().field(position);
        let found = || stored_type::describe(field.data_type());
        if column.code.is_some() && read_as == ReadAs::Column(ColumnType::Text) {
            read_as = ReadAs::Code;
        }
        if column.time && read_as == ReadAs::Column(ColumnType::Integer) {
            let form = column.stored.iter().find(|form| match (form, stored_type::plain(field.data_type())) {
                (Stored::Utc | Stored::Local, DataType::Timestamp(_, None)) => true,
                (form, _) => form_fits(**form, field.data_type()),
            });
            let is_time = matches!(stored_type::plain(field.data_type()), DataType::Timestamp(..))
                && (stored_type::fits(field.data_type(), ColumnType::Date)
                    || self.is_of_declared_zone(field.data_type()));
            if form.is_none() && !is_time {
                let fault = Fault::WrongType { found: found(), wanted: "times of day" };
                return Err(self.fault(fault).in_column(field.name()));
            }
            read_as = ReadAs::TimeOfDay(form.copied());
        }
        match read_as {
            ReadAs::Key(kind) => {
                let here = self.key_type(column)?;
                if here != kind {
                    return Err(self
                        .fault(Fault::KeyType { found: here.word(), wanted: kind.word() })
                        .in_column(field.name()));
                }
            }
            ReadAs::Column(_) | ReadAs::Year => {
                let kind = if let ReadAs::Column(kind) = read_as { kind } else { ColumnType::Integer };
                let fits = stored_type::fits(field.data_type(), kind)
                    || kind == ColumnType::Date && self.is_of_declared_zone(field.data_type());
                let of_times = column.stored.iter().find(|form| form.is_of_times());
                if let (Some(form), true, DataType::Timestamp(_, None)) =
                    (of_times, kind == ColumnType::Date, stored_type::plain(field.data_type()))
                {
                    read_as = ReadAs::Times(*form);
                }
                let form = column.stored.iter().find(|form| !fits && form_fits(**form, field.data_type()));
                if let Some(Stored::SasDays | Stored::SasSeconds) = form {
                    read_as = form.copied().map_or(read_as, ReadAs::SasTime);
                    let (range, need) = (column.range, self.rules.need(id));
                    return Ok(Projection {
                        code: None,
                        id: id.to_owned(),
                        name: field.name().clone(),
                        position,
                        read_as,
                        range,
                        need,
                    });
                }
                let form = form.and_then(|form| form.read_as());
                let stored = column.stored_in(self.file.year, &self.file.name).or(form).unwrap_or(kind);
                // Text of another year is text; whole numbers pass for text only where they are to stay codes.
                let is_text =
                    stored != ColumnType::Text || stored == kind || stored_type::holds_text(field.data_type());
                if !is_text || !(fits && stored == kind || stored_type::fits(field.data_type(), stored)) {
                    let fault = Fault::WrongType { found: found(), wanted: stored.word() };
                    return Err(self.fault(fault).in_column(field.name()));
                }
                if stored != kind && !matches!(read_as, ReadAs::Year | ReadAs::Times(_)) {
                    read_as = ReadAs::Retyped(stored, kind);
                }
            }
            ReadAs::YearOfDate => {
                if !stored_type::fits(field.data_type(), ColumnType::Date) {
                    let fault = Fault::WrongType { found: found(), wanted: ColumnType::Date.word() };
                    return Err(self.fault(fault).in_column(field.name()));
                }
            }
            ReadAs::Code => {
                if !stored_type::fits(field.data_type(), ColumnType::Text) {
                    let fault = Fault::WrongType { found: found(), wanted: "codes" };
                    return Err(self.fault(fault).in_column(field.name()));
                }
            }
            ReadAs::Period(part) => {
                if !period_values::fits(field.data_type(), part) {
                    let fault = Fault::WrongType { found: found(), wanted: "a period" };
                    return Err(self.fault(fault).in_column(field.name()));
                }
            }
            ReadAs::TimeOfDay(_)
            | ReadAs::Times(_)
            | ReadAs::Retyped(..)
            | ReadAs::SasTime(_)
            | ReadAs::Codes
            | ReadAs::Stored => {}
        }
        let (range, need) = (column.range, self.rules.need(id));
        let code = column.code.clone().filter(|_| read_as == ReadAs::Code);
        Ok(Projection { id: id.to_owned(), name: field.name().clone(), position, read_as, range, need, code })
    }
}
