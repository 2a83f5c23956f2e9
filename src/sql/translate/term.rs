//! A translated part of an expression, and what translates the parts below it.

use sqlparser::ast::Expr;

use super::kind::Kind;
use crate::dialect::Dialect;
use crate::fault::SqlFault;

/// A translated part and its type.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) sql: String,
    pub(super) kind: Kind,
    /// The number, of a number that stands in the expression.
    pub(super) number: Option<f64>,
}

impl Term {
    pub(super) fn of(sql: impl Into<String>, kind: Kind) -> Term {
        Term { sql: sql.into(), kind, number: None }
    }
}

pub(super) type TermResult = Result<Term, SqlFault>;

/// Translates expressions. Each form of SQL has a function that takes this for its operands.
pub(super) trait Translate {
    /// What is translated into.
    fn dialect(&self) -> Dialect;

    /// An operand.
    fn term(&self, expr: &Expr) -> TermResult;

    /// A term as a type that it can have; whole numbers become numbers with decimals.
    fn as_kind(&self, term: &Term, kind: Kind) -> String {
        match (kind, term.kind, term.number) {
            (Kind::Number, Kind::Number, _) => term.sql.clone(),
            (Kind::Number, _, Some(number)) => format!("({})", self.dialect().double(number)),
            (Kind::Number, ..) => format!("CAST({} AS DOUBLE)", term.sql),
            _ => term.sql.clone(),
        }
    }
}

/// The type that some terms have in common.
pub(super) fn common<'t>(terms: impl Iterator<Item = &'t Term>, what: &str) -> Result<Kind, SqlFault> {
    let mut kinds = terms.map(|term| term.kind);
    let first = kinds.next().ok_or_else(|| refused(format!("nothing but NULL as {what}")))?;
    kinds.try_fold(first, Kind::common).ok_or_else(|| refused(format!("different types as {what}")))
}

/// The fault of something that is not translated.
pub(super) fn refused(what: impl std::fmt::Display) -> SqlFault {
    SqlFault::with_hint(
        format!("{what} is not written in another engine's SQL"),
        "leave the registers that need it to the build itself, with `--register` for the others, or write it with comparisons, AND, \
         OR, BETWEEN, IN, LIKE, CASE, COALESCE, +, - and *",
    )
}

/// A text of a message, without a long rest.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain("…".chars()).collect() }
}
