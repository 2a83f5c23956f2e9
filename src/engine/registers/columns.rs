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
    if form.is_of_numbers() { stored_type::plain(found).is_numeric() } else { stored_type::holds_text(found) }
}

impl OpenFile {
    /// The field of a column by any of its names, without case.
    ///
    /// # Errors
    /// None of the names, or one of them twice.
    pub fn find(&self, column: &Column) -> Result<(usize, &Field), ExtractError> {
        let names = column.names_in(self.file.year);
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

    /// A column to read.
    ///
    /// # Errors
    /// No such column, or one of the wrong type.
    pub fn project(&self, id: &str, column: &Column, mut read_as: ReadAs) -> Result<Projection, ExtractError> {
        let (position, field) = self.find(column)?;
        let found = || stored_type::describe(field.data_type());
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
                let fits = stored_type::fits(field.data_type(), kind);
                let form = column.stored.iter().find(|form| !fits && form_fits(**form, field.data_type()));
                if let Some(Stored::SasDays | Stored::SasSeconds) = form {
                    read_as = form.copied().map_or(read_as, ReadAs::SasTime);
                    let (range, need) = (column.range, self.rules.need(id));
                    return Ok(Projection {
                        id: id.to_owned(),
                        name: field.name().clone(),
                        position,
                        read_as,
                        range,
                        need,
                    });
                }
                let form = form.and_then(|form| form.read_as());
                let stored = column.stored_in(self.file.year).or(form).unwrap_or(kind);
                // Text of another year is text; whole numbers pass for text only where they are to stay codes.
                let is_text =
                    stored != ColumnType::Text || stored == kind || stored_type::holds_text(field.data_type());
                if !is_text || !stored_type::fits(field.data_type(), stored) {
                    let fault = Fault::WrongType { found: found(), wanted: stored.word() };
                    return Err(self.fault(fault).in_column(field.name()));
                }
                if stored != kind && read_as != ReadAs::Year {
                    read_as = ReadAs::Retyped(stored, kind);
                }
            }
            ReadAs::YearOfDate => {
                if !stored_type::fits(field.data_type(), ColumnType::Date) {
                    let fault = Fault::WrongType { found: found(), wanted: ColumnType::Date.word() };
                    return Err(self.fault(fault).in_column(field.name()));
                }
            }
            ReadAs::Period(part) => {
                if !period_values::fits(field.data_type(), part) {
                    let fault = Fault::WrongType { found: found(), wanted: "a period" };
                    return Err(self.fault(fault).in_column(field.name()));
                }
            }
            ReadAs::Retyped(..) | ReadAs::SasTime(_) | ReadAs::Codes | ReadAs::Stored => {}
        }
        let (range, need) = (column.range, self.rules.need(id));
        Ok(Projection { id: id.to_owned(), name: field.name().clone(), position, read_as, range, need })
    }
}
