//! Functions and casts that mean the same in every engine.

use sqlparser::ast::{CastKind, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Value};

use super::kind::Kind;
use super::term::{Term, TermResult, Translate, common, refused};
use crate::fault::SqlFault;

/// 2^52: numbers of double precision from here on have no decimals.
const BEYOND: &str = "4503599627370496e0";

/// The most decimals of a rounded number.
const DECIMALS: i64 = 15;

/// A year lies below this.
const YEARS: i64 = 100_000;

pub(super) fn call(of: &dyn Translate, function: &Function) -> TermResult {
    let name = function.name.to_string().to_ascii_uppercase();
    let not_translated = || refused(format!("the function {name}"));
    let plain = function.over.is_none() && function.filter.is_none() && function.within_group.is_empty();
    let FunctionArguments::List(list) = &function.args else { return Err(not_translated()) };
    let mut arguments = Vec::new();
    for argument in &list.args {
        match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => arguments.push(expr),
            _ => return Err(not_translated()),
        }
    }
    if !plain || !list.clauses.is_empty() || list.duplicate_treatment.is_some() {
        return Err(not_translated());
    }
    match (name.as_str(), arguments.as_slice()) {
        ("COALESCE", [_, _, ..]) => coalesce(of, &arguments),
        ("ABS", [one]) => {
            let term = of.term(one)?;
            match term.kind {
                Kind::Whole | Kind::Number => Ok(Term::of(format!("abs({})", term.sql), term.kind)),
                _ => Err(not_translated()),
            }
        }
        ("ROUND", [one]) => rounded(of, one, 0),
        ("ROUND", [one, decimals]) => {
            let decimals = whole(decimals, 0).filter(|decimals| *decimals <= DECIMALS).ok_or_else(not_translated)?;
            rounded(of, one, decimals as i32)
        }
        ("MOD", [one, by]) => remainder(of, one, by),
        ("LENGTH" | "CHAR_LENGTH" | "CHARACTER_LENGTH", [one]) => {
            Ok(Term::of(format!("length({})", text_of(of, one)?), Kind::Narrow))
        }
        ("SUBSTR" | "SUBSTRING", [one, from]) => substring(of, one, Some(from), None),
        ("SUBSTR" | "SUBSTRING", [one, from, count]) => substring(of, one, Some(from), Some(count)),
        ("LEFT", [one, count]) => {
            let (one, count) = (text_of(of, one)?, whole(count, 0).ok_or_else(not_translated)?);
            Ok(Term::of(format!("substr({one}, 1, {count})"), Kind::Text))
        }
        ("STARTS_WITH", [one, start]) => {
            let (one, start) = (text_of(of, one)?, quoted(start).ok_or_else(not_translated)?);
            let count = start.chars().count();
            Ok(Term::of(format!("(substr({one}, 1, {count}) = {})", of.dialect().text(&start)), Kind::Truth))
        }
        _ => Err(not_translated()),
    }
}

/// The nearest number with so many decimals; of two, the even one. Beyond 2^52 numbers have none, and adding 2^52 to a smaller
/// one rounds it.
fn rounded(of: &dyn Translate, expr: &Expr, decimals: i32) -> TermResult {
    let term = of.term(expr)?;
    if term.kind == Kind::Whole {
        return Ok(term);
    }
    if term.kind != Kind::Number {
        return Err(refused(format!("`{expr}` rounded")));
    }
    let by = of.dialect().double(10f64.powi(decimals));
    let x = if decimals == 0 { term.sql.clone() } else { format!("({} * {by})", term.sql) };
    let nearest = format!(
        "CASE WHEN abs({x}) >= {BEYOND} THEN {x} WHEN {x} < 0e0 THEN ({x} - {BEYOND}) + {BEYOND} ELSE ({x} + {BEYOND}) - {BEYOND} END"
    );
    if decimals == 0 {
        return Ok(Term::of(format!("({nearest})"), Kind::Number));
    }
    let sql = format!("(CASE WHEN abs({x}) <= 1.7976931348623157e308 THEN ({nearest}) / {by} ELSE {} END)", term.sql);
    Ok(Term::of(sql, Kind::Number))
}

/// The whole number below or above. Beyond 2^52 every number is whole, and may not fit in the whole numbers of an engine.
pub(super) fn whole_beside(of: &dyn Translate, expr: &Expr, function: &str) -> TermResult {
    let term = of.term(expr)?;
    match term.kind {
        Kind::Whole => Ok(term),
        Kind::Number => {
            let x = term.sql;
            let sql = format!("(CASE WHEN abs({x}) >= {BEYOND} THEN {x} ELSE CAST({function}({x}) AS DOUBLE) END)");
            Ok(Term::of(sql, Kind::Number))
        }
        _ => Err(refused(format!("`{expr}` as a whole number"))),
    }
}

/// The remainder by a number from 1 on. It has the sign of the number, so of a negative one it is what is missing.
fn remainder(of: &dyn Translate, expr: &Expr, by: &Expr) -> TermResult {
    let term = of.term(expr)?;
    let by = whole(by, 1).filter(|_| term.kind == Kind::Whole);
    let by = by.ok_or_else(|| refused(format!("MOD of `{expr}`")))?;
    Ok(Term::of(format!("((({} % {by}) + {by}) % {by})", term.sql), Kind::Whole))
}

fn text_of(of: &dyn Translate, expr: &Expr) -> Result<String, SqlFault> {
    let term = of.term(expr)?;
    if term.kind == Kind::Text { Ok(term.sql) } else { Err(refused(format!("`{expr}` as text"))) }
}

fn coalesce(of: &dyn Translate, arguments: &[&Expr]) -> TermResult {
    let terms = arguments.iter().map(|argument| of.term(argument)).collect::<Result<Vec<_>, _>>()?;
    let kind = common(terms.iter(), "the arguments of COALESCE")?;
    let list = terms.iter().map(|term| of.as_kind(term, kind)).collect::<Vec<_>>().join(", ");
    Ok(Term::of(format!("coalesce({list})"), kind))
}

/// A part of a text, whose place is given by numbers from 1 on.
pub(super) fn substring(of: &dyn Translate, expr: &Expr, from: Option<&Expr>, count: Option<&Expr>) -> TermResult {
    let text = text_of(of, expr)?;
    let not_translated = || refused("SUBSTR with a place or a length that is not a whole number from 1 on");
    let from = from.and_then(|from| whole(from, 1)).ok_or_else(not_translated)?;
    Ok(Term::of(
        match count {
            None => format!("substr({text}, {from})"),
            Some(count) => format!("substr({text}, {from}, {})", whole(count, 0).ok_or_else(not_translated)?),
        },
        Kind::Text,
    ))
}

/// The year, month or day of a date.
pub(super) fn date_part(of: &dyn Translate, field: &str, expr: &Expr) -> TermResult {
    let term = of.term(expr)?;
    let field = field.to_ascii_uppercase();
    let kind = match field.as_str() {
        "YEAR" => Kind::Small(YEARS),
        "MONTH" | "DAY" => Kind::Narrow,
        _ => return Err(refused(format!("the part {field} of a date"))),
    };
    if term.kind != Kind::Date {
        return Err(refused(format!("the part {field} of something else than a date")));
    }
    Ok(Term::of(format!("EXTRACT({field} FROM {})", term.sql), kind))
}

pub(super) fn cast(of: &dyn Translate, kind: &CastKind, expr: &Expr, to: &DataType) -> TermResult {
    let term = of.term(expr)?;
    let wide = matches!(to, DataType::BigInt(None) | DataType::Int8(None) | DataType::Int64);
    let double = matches!(to, DataType::Double(_) | DataType::DoublePrecision | DataType::Float8 | DataType::Float64);
    match (kind, term.kind) {
        (CastKind::Cast | CastKind::DoubleColon, Kind::Whole | Kind::Small(_) | Kind::Narrow) if wide => {
            Ok(Term::of(format!("CAST({} AS BIGINT)", term.sql), Kind::Whole))
        }
        (CastKind::Cast | CastKind::DoubleColon, Kind::Truth) if wide => {
            let sql = format!("(CASE WHEN {0} THEN 1 WHEN NOT {0} THEN 0 END)", term.sql);
            Ok(Term::of(format!("CAST({sql} AS BIGINT)"), Kind::Whole))
        }
        (CastKind::Cast | CastKind::DoubleColon, number) if double && number.is_numeric() => {
            Ok(Term::of(of.as_kind(&term, Kind::Number), Kind::Number))
        }
        _ => Err(refused(format!("a CAST of `{expr}` to {to}"))),
    }
}

/// A whole number that stands in the expression and is at least `least`.
fn whole(expr: &Expr, least: i64) -> Option<i64> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse::<i64>().ok().filter(|number| *number >= least),
            _ => None,
        },
        _ => None,
    }
}

/// A text that stands in the expression.
fn quoted(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
