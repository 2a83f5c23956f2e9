//! A column of an extract as its declared type, with the causes that make a value bad: the rules of reading, in SQL.
//!
//! Owns which conversion a column has. What a bad value does to its row belongs to the kinds of registers.

use definitions::register::Range;
use definitions::stored::Stored;
use engine::registers::{KeyType, Projection, ReadAs};
use sql::ColumnType;

use crate::base::Base;
use crate::conversion::{Conversion, SqlColumn};
use crate::dialect::DialectSyntax;

impl Conversion<'_> {
    /// The column as it is read. `None` of a form that scripts don't read.
    pub fn converted(&self, column: &Projection) -> Option<SqlColumn> {
        let mut converted = match column.read_as {
            ReadAs::Key(KeyType::Integer) | ReadAs::Column(ColumnType::Integer) => self.whole()?,
            ReadAs::Key(KeyType::Text) => {
                let text = self.text()?;
                SqlColumn { value: format!("NULLIF({}, '')", text.value), ..text }
            }
            ReadAs::Column(ColumnType::Number) => self.number()?,
            ReadAs::Column(ColumnType::Text) | ReadAs::Stored => self.text()?,
            ReadAs::Column(ColumnType::Date) => self.special(self.day()?, column),
            ReadAs::Column(ColumnType::Boolean) => self.truth()?,
            ReadAs::Column(ColumnType::Yyww) => self.week()?,
            ReadAs::Retyped(stored, wanted) => self.retyped(stored, wanted, column)?,
            ReadAs::SasTime(form) => self.special(self.sas_time(form)?, column),
            ReadAs::Year => self.year(self.whole()?),
            ReadAs::YearOfDate => {
                let day = self.within_calendar(self.day()?);
                let value = format!("EXTRACT(YEAR FROM {})", day.value);
                self.year(SqlColumn { value, kind: ColumnType::Integer, faults: day.faults })
            }
            ReadAs::Codes => self.code()?,
            ReadAs::Code => self.code_form(column)?,
            ReadAs::Period(part) => self.period(part, column)?,
            // Days and hours of UTC are not those of the clocks.
            ReadAs::Times(Stored::Utc) | ReadAs::TimeOfDay(Some(Stored::Utc)) if self.base == Base::Time => {
                return None;
            }
            ReadAs::Times(_) => self.special(self.day()?, column),
            ReadAs::TimeOfDay(_) => self.time_of_day()?,
        };
        converted.faults.extend(column.range.and_then(|range| outside(range, &converted)));
        Some(converted)
    }

    fn retyped(&self, stored: ColumnType, wanted: ColumnType, column: &Projection) -> Option<SqlColumn> {
        match (self.base, stored, wanted) {
            (Base::Text, ColumnType::Text, ColumnType::Integer) => Some(self.parsed_whole("misread")),
            (Base::Text, ColumnType::Text, ColumnType::Number) => Some(self.parsed_number()),
            (Base::Text, ColumnType::Text, ColumnType::Date) => Some(self.special(self.parsed_day(self.of), column)),
            (Base::Text, ColumnType::Text, ColumnType::Yyww) => self.week(),
            (Base::Whole, ColumnType::Integer, ColumnType::Date) => {
                Some(self.special(self.parsed_day(&self.dialect.as_text(self.of)), column))
            }
            (Base::Whole, ColumnType::Integer, ColumnType::Number) => self.number(),
            (Base::Whole | Base::Double { .. }, ColumnType::Integer, ColumnType::Text) => self.text(),
            (Base::Whole | Base::Double { .. }, ColumnType::Integer, ColumnType::Yyww) => self.week(),
            (Base::Double { .. }, ColumnType::Number, ColumnType::Integer) => self.whole(),
            (Base::Double { .. }, ColumnType::Number, ColumnType::Text) => self.text(),
            _ => None,
        }
    }

    /// A code of a week; blank is null.
    fn code(&self) -> Option<SqlColumn> {
        match self.base {
            Base::Text => Some(self.parsed_whole("not_a_code")),
            _ => self.whole(),
        }
    }

    fn year(&self, mut year: SqlColumn) -> SqlColumn {
        year.faults.push(("not_a_year", format!("{} NOT BETWEEN 1800 AND 2200", year.value)));
        year
    }
}

/// The condition of a number outside its range. NaN is in none that has an end.
fn outside(range: Range, converted: &SqlColumn) -> Option<(&'static str, String)> {
    let value = &converted.value;
    let below = range.first.map(|first| format!("{value} < {first}"));
    let above = range.last.map(|last| format!("{value} > {last}"));
    let is_number = matches!(converted.kind, ColumnType::Integer | ColumnType::Number);
    let nan = (converted.kind == ColumnType::Number && (below.is_some() || above.is_some()))
        .then(|| format!("isnan({value})"));
    let parts: Vec<String> = below.into_iter().chain(above).chain(nan).collect();
    (is_number && !parts.is_empty()).then(|| ("outside_range", parts.join(" OR ")))
}
