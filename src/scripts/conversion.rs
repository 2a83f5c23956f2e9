//! A value of an extract in SQL, and its conversion to numbers, texts and truth values.
//!
//! Owns what every conversion begins from. Days are in `day_value`, codes in `codes`, periods in `period_value`; `column` chooses among them.

use definitions::register::SpecialDays;
use sql::{ColumnType, Dialect};

use crate::base::Base;
use crate::dialect::DialectSyntax;

/// The largest finite double: NaN is above every number in both dialects.
pub const LARGEST_DOUBLE: &str = "1.7976931348623157e308";

/// Whole numbers in columns of doubles lie below this.
const WHOLE: &str = "9e15";

/// A column in SQL: its value, and what makes it bad.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlColumn {
    /// The value, where nothing is bad.
    pub value: String,
    /// What it looks like to SQL.
    pub kind: ColumnType,
    /// Conditions that make it bad, in order, with the codes of their faults.
    pub faults: Vec<(&'static str, String)>,
}

/// Converts values of one base, whose SQL is `of`.
pub struct Conversion<'a> {
    /// Into which dialect.
    pub dialect: Dialect,
    /// What files store.
    pub base: Base,
    /// The value in the form of its base.
    pub of: &'a str,
    /// The days of the register that stand for something else.
    pub days: &'a SpecialDays,
}

impl Conversion<'_> {
    pub(crate) fn plain(&self, value: impl Into<String>, kind: ColumnType) -> SqlColumn {
        let mut faults = Vec::new();
        if let Base::Double { sure_below: Some(limit) } = self.base {
            let limit = self.dialect.double(limit);
            faults.push(("unjudged", format!("abs({}) > {limit}", self.of)));
        }
        SqlColumn { value: value.into(), kind, faults }
    }

    pub(crate) fn null(&self, to: &str, kind: ColumnType) -> SqlColumn {
        self.plain(format!("CAST(NULL AS {to})"), kind)
    }

    pub(crate) fn whole(&self) -> Option<SqlColumn> {
        let of = self.of;
        match self.base {
            Base::Whole => Some(self.plain(of, ColumnType::Integer)),
            Base::Null => Some(self.null("BIGINT", ColumnType::Integer)),
            Base::Double { .. } => {
                let mut converted = self.plain(self.dialect.try_cast(of, "BIGINT"), ColumnType::Integer);
                converted.faults.push(("not_finite", format!("NOT (abs({of}) <= {LARGEST_DOUBLE})")));
                converted.faults.push(("not_whole", format!("abs({of}) >= {WHOLE} OR floor({of}) <> {of}")));
                Some(converted)
            }
            Base::Text | Base::Day | Base::Time | Base::Clock | Base::Truth => None,
        }
    }

    pub(crate) fn number(&self) -> Option<SqlColumn> {
        match self.base {
            Base::Whole => Some(self.plain(format!("CAST({} AS DOUBLE)", self.of), ColumnType::Number)),
            Base::Double { .. } => Some(self.plain(self.of, ColumnType::Number)),
            Base::Null => Some(self.null("DOUBLE", ColumnType::Number)),
            Base::Text | Base::Day | Base::Time | Base::Clock | Base::Truth => None,
        }
    }

    pub(crate) fn text(&self) -> Option<SqlColumn> {
        match self.base {
            Base::Text => Some(self.plain(self.of, ColumnType::Text)),
            Base::Null => Some(self.plain(self.dialect.as_text("NULL"), ColumnType::Text)),
            Base::Whole | Base::Double { .. } => {
                let whole = self.whole()?;
                Some(SqlColumn { value: self.dialect.as_text(&whole.value), kind: ColumnType::Text, ..whole })
            }
            Base::Day | Base::Time | Base::Clock | Base::Truth => None,
        }
    }

    pub(crate) fn truth(&self) -> Option<SqlColumn> {
        match self.base {
            Base::Truth => Some(self.plain(self.of, ColumnType::Boolean)),
            Base::Null => Some(self.null("BOOLEAN", ColumnType::Boolean)),
            _ => None,
        }
    }

    /// Digits with a sign; blank is null.
    pub(crate) fn parsed_whole(&self, fault: &'static str) -> SqlColumn {
        let of = self.of;
        let cast = self.dialect.try_cast(of, "BIGINT");
        let fits = self.dialect.fits(of, "^[+-]?[0-9]+$");
        let mut converted = self.plain(cast.clone(), ColumnType::Integer);
        converted.faults.push((fault, format!("{of} <> '' AND (NOT {fits} OR {cast} IS NULL)")));
        converted
    }

    /// A number with a decimal point; blank is null.
    pub(crate) fn parsed_number(&self) -> SqlColumn {
        let of = self.of;
        let cast = self.dialect.try_cast(of, "DOUBLE");
        let fits = self.dialect.fits(of, "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$");
        let mut converted = self.plain(cast.clone(), ColumnType::Number);
        converted
            .faults
            .push(("misread", format!("{of} <> '' AND (NOT {fits} OR NOT (abs({cast}) <= {LARGEST_DOUBLE}))")));
        converted.faults.push(("unjudged", format!("{of} <> '' AND {cast} IS NULL")));
        converted
    }
}
