//! Comparisons: of values of one type, with lists and with patterns.

use sqlparser::ast::{Expr, Value};

use super::kind::Kind;
use super::term::{Term, TermResult, Translate, common, refused, short};
use crate::fault::SqlFault;

/// Two values as one type.
fn pair(of: &dyn Translate, left: &Expr, right: &Expr) -> Result<(String, String), SqlFault> {
    let (one, other) = (of.term(left)?, of.term(right)?);
    let what =
        || refused(format!("a comparison of `{}` with `{}`", short(&left.to_string()), short(&right.to_string())));
    let kind = one.kind.common(other.kind).ok_or_else(what)?;
    Ok((of.as_kind(&one, kind), of.as_kind(&other, kind)))
}

pub(super) fn comparison(of: &dyn Translate, left: &Expr, op: &str, right: &Expr) -> TermResult {
    let (one, other) = pair(of, left, right)?;
    Ok(Term::of(format!("({one} {op} {other})"), Kind::Truth))
}

pub(super) fn between(of: &dyn Translate, expr: &Expr, negated: bool, low: &Expr, high: &Expr) -> TermResult {
    let (one, low) = pair(of, expr, low)?;
    let (same, high) = pair(of, expr, high)?;
    Ok(Term::of(
        match (one == same, negated) {
            (true, false) => format!("({one} BETWEEN {low} AND {high})"),
            (true, true) => format!("({one} NOT BETWEEN {low} AND {high})"),
            (false, false) => format!("({one} >= {low} AND {same} <= {high})"),
            (false, true) => format!("({one} < {low} OR {same} > {high})"),
        },
        Kind::Truth,
    ))
}

pub(super) fn in_list(of: &dyn Translate, expr: &Expr, list: &[Expr], negated: bool) -> TermResult {
    let one = of.term(expr)?;
    let mut terms = Vec::with_capacity(list.len());
    for item in list {
        let is_literal = match item {
            Expr::Value(value) => !matches!(value.value, Value::Null),
            Expr::UnaryOp { expr, .. } => matches!(**expr, Expr::Value(_)),
            Expr::TypedString(_) => true,
            _ => false,
        };
        if !is_literal {
            return Err(refused(format!("`{}` in a list", short(&item.to_string()))));
        }
        terms.push(of.term(item)?);
    }
    let kind = common(std::iter::once(&one).chain(&terms), "a list and what is looked for in it")?;
    let list = terms.iter().map(|term| of.as_kind(term, kind)).collect::<Vec<_>>().join(", ");
    let word = if negated { "NOT IN" } else { "IN" };
    Ok(Term::of(format!("({} {word} ({list}))", of.as_kind(&one, kind)), Kind::Truth))
}

pub(super) fn like(of: &dyn Translate, expr: &Expr, pattern: &Expr, negated: bool) -> TermResult {
    let one = of.term(expr)?;
    let text = match pattern {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    };
    // A backslash escapes in one dialect and not in the other.
    let Some(text) = text.filter(|text| one.kind == Kind::Text && !text.contains('\\')) else {
        return Err(refused(format!("LIKE {}", short(&pattern.to_string()))));
    };
    let word = if negated { "NOT LIKE" } else { "LIKE" };
    Ok(Term::of(format!("({} {word} {})", one.sql, of.dialect().text(text)), Kind::Truth))
}
