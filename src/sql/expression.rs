//! An expression over the columns of one row: parsed, and held to functions that look at one row only.

use arrow::compute::kernels::cast_utils::Parser;
use arrow::datatypes::Date32Type;
use polars::prelude::*;

use crate::fault::{SqlFault, reason};
use crate::tokens::Tokens;
use crate::tree::{self, Literals};

/// An expression over the columns of one row.
#[derive(Debug, Clone)]
pub struct RowExpression {
    pub(crate) expr: Expr,
    /// As written; a part of an expression has the text of the whole.
    pub text: String,
    /// The columns it reads, sorted.
    pub columns: Vec<String>,
    /// The literals it holds.
    pub literals: Literals,
}

/// Functions that look at one row only and give the same answer every time.
const ROW_WISE: &[&str] = &[
    "is_null",
    "is_not_null",
    "is_nan",
    "is_not_nan",
    "is_finite",
    "is_infinite",
    "is_between",
    "is_in",
    "not",
    "any_horizontal",
    "all_horizontal",
    "abs",
    "negate",
    "sign",
    "fill_null",
    "coalesce",
    "round",
    "floor",
    "ceil",
    "min_horizontal",
    "max_horizontal",
    "pow",
    "sqrt",
    "log",
    "exp",
    "contains",
    "starts_with",
    "ends_with",
    "head",
    "tail",
    "slice",
    "len_bytes",
    "len_chars",
    "to_lowercase",
    "to_uppercase",
    "strip_chars",
    "strip_chars_start",
    "strip_chars_end",
    "concat_horizontal",
    "replace",
    "find",
    "year",
    "month",
    "day",
    "week",
    "iso_year",
    "quarter",
    "ordinal_day",
    "weekday",
    "strptime",
];

impl RowExpression {
    /// Parses an expression.
    ///
    /// # Errors
    /// Text that is no SQL expression, or one that looks beyond the columns of one row.
    pub fn parse(sql: &str) -> Result<RowExpression, SqlFault> {
        let tokens = Tokens::of(sql)?;
        let texts = tokens.terms()?;
        let terms = texts.iter().map(|term| parsed(term, &tokens)).collect::<Result<Vec<_>, _>>()?;
        let expr = balanced(terms, Expr::or).ok_or_else(|| SqlFault::new("not an SQL expression"))?;
        if let Some(what) = (&expr).into_iter().find_map(forbidden) {
            return Err(SqlFault::with_hint(
                format!("{what} is not allowed here"),
                "only expressions over the columns of one row: comparisons, arithmetic, CASE, BETWEEN, IN (…), LIKE and simple functions",
            ));
        }
        Ok(RowExpression::of(expr, sql.to_owned(), Literals::of(&texts)?))
    }

    /// Always true. Takes the place of an expression that could not be read, so that reading goes on.
    pub fn always() -> RowExpression {
        RowExpression::of(lit(true), "TRUE".to_owned(), Literals::default())
    }

    pub(crate) fn of(expr: Expr, text: String, literals: Literals) -> RowExpression {
        let expr = dated(expr);
        let mut columns: Vec<String> = (&expr).into_iter().filter_map(column).map(ToOwned::to_owned).collect();
        columns.sort();
        columns.dedup();
        RowExpression { expr, text, columns, literals }
    }

    /// Whether it takes parts of texts, so that texts that it compares are parts of codes too.
    pub fn takes_parts_of_texts(&self) -> bool {
        let terms = Tokens::of(&self.text).and_then(|tokens| tokens.terms());
        terms.is_ok_and(|terms| tree::takes_parts_of_texts(&terms))
    }

    /// The column, where the expression is its name alone.
    pub fn bare_column(&self) -> Option<&str> {
        column(&self.expr)
    }
}

/// One term, as the engine parses it.
fn parsed(sql: &str, whole: &Tokens) -> Result<Expr, SqlFault> {
    // The engine's parser may panic on a user's text; that is a mistake in the text.
    match std::panic::catch_unwind(|| polars::sql::sql_expr(sql)) {
        Ok(Ok(expr)) => Ok(expr),
        _ if whole.has_word("SELECT") => {
            let hint = "write an expression over the columns of one row";
            Err(SqlFault::with_hint("a subquery is not allowed here", hint))
        }
        Ok(Err(error)) => {
            let hint = "write a standard SQL expression, such as `code BETWEEN 130 AND 139`";
            Err(SqlFault::with_hint(format!("not an SQL expression: {}", reason(&error)), hint))
        }
        Err(_) => Err(SqlFault::new("not an SQL expression")),
    }
}

/// Expressions joined in a tree that is only as deep as the logarithm of their number; `None` without any.
pub(crate) fn balanced(mut terms: Vec<Expr>, join: fn(Expr, Expr) -> Expr) -> Option<Expr> {
    while terms.len() > 1 {
        let mut pairs = Vec::with_capacity(terms.len().div_ceil(2));
        let mut rest = terms.into_iter();
        while let Some(term) = rest.next() {
            pairs.push(match rest.next() {
                Some(other) => join(term, other),
                None => term,
            });
        }
        terms = pairs;
    }
    terms.pop()
}

/// Texts that are cast to dates as dates: the engine would parse them again for every batch, and warn on the terminal that it does.
fn dated(expr: Expr) -> Expr {
    expr.map_expr(|node| match day_of(&node) {
        Some(day) => lit(day).cast(DataType::Date),
        None => node,
    })
}

/// The day, since 1970, of a text that is cast to a date.
fn day_of(node: &Expr) -> Option<i32> {
    let Expr::Cast { expr, dtype, .. } = node else { return None };
    let Expr::Literal(text) = expr.as_ref() else { return None };
    let is_date = dtype.as_literal() == Some(&DataType::Date);
    is_date.then(|| Date32Type::parse(text.extract_str()?)).flatten()
}

/// The column that a node names.
pub(crate) fn column(node: &Expr) -> Option<&str> {
    match node {
        Expr::Column(name) => Some(name.as_str()),
        _ => None,
    }
}

/// What makes a node more than a row-wise expression.
fn forbidden(node: &Expr) -> Option<String> {
    match node {
        Expr::Column(_) | Expr::Literal(_) | Expr::BinaryExpr { .. } | Expr::Cast { .. } | Expr::Ternary { .. } => None,
        Expr::Agg(AggExpr::Implode { input, .. }) if matches!(**input, Expr::Literal(_)) => None,
        Expr::Alias(..) => Some("a name with AS".to_owned()),
        Expr::Agg(_) | Expr::Len => Some("an aggregate".to_owned()),
        Expr::SubPlan(..) => Some("a subquery".to_owned()),
        Expr::Over { .. } => Some("a window function".to_owned()),
        Expr::Selector(_) => Some("`*`".to_owned()),
        Expr::Function { function, .. } => {
            let name = function.to_string();
            let short = name.rsplit('.').next().unwrap_or(&name);
            (!ROW_WISE.contains(&short)).then(|| format!("the function `{name}`"))
        }
        _ => Some("this".to_owned()),
    }
}
