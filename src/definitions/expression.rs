//! The SQL that analysts write: an expression with the place where it stands, and how a variable combines rows.
//!
//! Owns what stands in a definition. Parsing, checking and evaluation belong to the crate `sql`.

use std::ops::Deref;

use sql::{ColumnType, ResultKind, RowExpression, SqlFault};

use super::mistake::Report;
use super::source::At;

/// A row-wise SQL expression.
#[derive(Debug, Clone)]
pub struct Expression {
    /// As written.
    pub text: At<String>,
    /// As parsed.
    pub row: RowExpression,
}

impl Deref for Expression {
    type Target = RowExpression;

    fn deref(&self) -> &RowExpression {
        &self.row
    }
}

/// How a person's rows of one year become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// `SUM(x)`.
    Sum,
    /// `COUNT(*)`.
    Count,
    /// `MAX(x)`.
    Max,
    /// `MIN(x)`.
    Min,
    /// A bare expression: the value of the only row, for status registers.
    Row,
}

/// The value of a variable's source: an aggregate over a row-wise expression.
#[derive(Debug, Clone)]
pub struct Value {
    /// As written.
    pub text: At<String>,
    /// How rows combine.
    pub aggregate: Aggregate,
    /// What is combined; nothing for `COUNT(*)`.
    pub of: Option<Expression>,
}

impl Expression {
    /// Takes the place of an expression that could not be read, so that reading goes on. It is never evaluated.
    pub fn unread(text: At<String>) -> Expression {
        Expression { text, row: RowExpression::always() }
    }
}

impl Value {
    /// Takes the place of a value that could not be read, so that reading goes on. It is never evaluated.
    pub fn unread(text: At<String>) -> Value {
        Value { text, aggregate: Aggregate::Count, of: None }
    }
}

/// Parses one expression. Reports what is wrong with it.
pub fn expression(text: &At<String>, report: &Report) -> Expression {
    parse(text, &text.value, report).unwrap_or_else(|| Expression::unread(text.clone()))
}

/// Parses the value of a source: an aggregate, or a bare expression. Reports what is wrong with it.
pub fn value(text: &At<String>, report: &Report) -> Value {
    parse_value(text, report).unwrap_or_else(|| Value::unread(text.clone()))
}

fn parse_value(text: &At<String>, report: &Report) -> Option<Value> {
    let source = text.value.trim();
    let called = source.split_once('(').and_then(|(name, rest)| {
        let inner = rest.strip_suffix(')')?;
        closes_only_at_end(inner).then(|| (name.trim().to_ascii_uppercase(), inner.trim()))
    });
    let aggregate = match &called {
        Some((name, inner)) => match name.as_str() {
            "SUM" => Aggregate::Sum,
            "MAX" => Aggregate::Max,
            "MIN" => Aggregate::Min,
            "COUNT" if *inner == "*" => {
                return Some(Value { text: text.clone(), aggregate: Aggregate::Count, of: None });
            }
            "COUNT" | "AVG" | "MEAN" | "MEDIAN" | "STDDEV" | "VARIANCE" => {
                report.mistake_with_hint(
                    &text.place,
                    format!("`{source}` cannot be added up over files and registers"),
                    "use SUM(…), COUNT(*), MAX(…) or MIN(…); COUNT(x) is SUM(CASE WHEN x IS NOT NULL THEN 1 ELSE 0 END)",
                );
                return None;
            }
            _ => Aggregate::Row,
        },
        None => Aggregate::Row,
    };
    let inner = match (&called, aggregate) {
        (Some((_, inner)), Aggregate::Sum | Aggregate::Max | Aggregate::Min) => *inner,
        _ => source,
    };
    Some(Value { text: text.clone(), aggregate, of: Some(parse(text, inner, report)?) })
}

fn closes_only_at_end(inner: &str) -> bool {
    let mut depth = 0i32;
    inner.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    })
}

fn parse(at: &At<String>, sql: &str, report: &Report) -> Option<Expression> {
    match RowExpression::parse(sql) {
        Ok(row) => Some(Expression { text: at.clone(), row }),
        Err(fault) => {
            note(at, fault, report);
            None
        }
    }
}

fn note(at: &At<String>, fault: SqlFault, report: &Report) {
    match fault.hint {
        Some(hint) => report.mistake_with_hint(&at.place, fault.message, hint),
        None => report.mistake(&at.place, fault.message),
    }
}

impl Expression {
    /// Checks the expression against the columns that it may read: their names and their types.
    pub fn check(&self, known: &[(String, ColumnType)], wanted: ResultKind, report: &Report) {
        let mut unknown = false;
        for column in self.row.unknown_columns(known) {
            unknown = true;
            let place = self.text.place.within(column);
            report.unknown(&place, "column", column, known.iter().map(|(name, _)| name.as_str()));
        }
        if !unknown && let Err(fault) = self.row.check(known, wanted) {
            note(&self.text, fault, report);
        }
    }
}
