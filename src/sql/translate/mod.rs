//! A row-wise expression in the dialect of another engine, with the same answer for every row.
//!
//! Owns which forms of SQL mean the same in both engines, for which types. Anything else is refused by name: nothing is
//! translated that is only nearly the same.

mod calls;
mod compare;
mod kind;
mod literals;
mod term;

use sqlparser::ast::{BinaryOperator, CaseWhen, CeilFloorKind, DateTimeField, Expr, UnaryOperator};

use crate::column_type::ColumnType;
use crate::dialect::Dialect;
use crate::expression::RowExpression;
use crate::fault::SqlFault;
use crate::tree::tree;
use kind::Kind;
use term::{Term, TermResult, Translate, common, refused, short};

/// An expression in another dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The SQL. It reads columns by the names of the expression.
    pub sql: String,
    /// Whether it gives whole numbers.
    pub is_whole: bool,
    /// Whether it gives true or false.
    pub is_truth: bool,
}

/// A column that a translated expression may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// The name in the expression.
    pub name: String,
    /// What it looks like to SQL.
    pub kind: ColumnType,
    /// What stands for it in the other dialect.
    pub sql: String,
}

/// What is translated into, and the columns that may be read.
struct Translator<'a> {
    dialect: Dialect,
    columns: &'a [Readable],
}

impl RowExpression {
    /// The expression in another dialect, over columns that it may read.
    ///
    /// # Errors
    /// A form of SQL that is not known to mean the same there.
    pub fn translate(&self, dialect: Dialect, columns: &[Readable]) -> Result<Translation, SqlFault> {
        let parsed = tree(&self.text).map_err(|_| refused("this form of SQL"))?;
        let term = Translator { dialect, columns }.term(&parsed)?;
        Ok(Translation { is_whole: term.kind.is_whole(), is_truth: term.kind == Kind::Truth, sql: term.sql })
    }
}

impl Translate for Translator<'_> {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn term(&self, expr: &Expr) -> TermResult {
        match expr {
            Expr::Identifier(name) => self.column(&name.value),
            Expr::Value(value) => literals::literal(self, &value.value),
            Expr::TypedString(typed) => literals::typed(typed),
            Expr::Nested(inner) => self.term(inner),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right),
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::Between { expr, negated, low, high } => compare::between(self, expr, *negated, low, high),
            Expr::InList { expr, list, negated } => compare::in_list(self, expr, list, *negated),
            Expr::Like { negated, any: false, expr, pattern, escape_char: None } => {
                compare::like(self, expr, pattern, *negated)
            }
            Expr::IsNull(inner) => Ok(Term::of(format!("({} IS NULL)", self.term(inner)?.sql), Kind::Truth)),
            Expr::IsNotNull(inner) => Ok(Term::of(format!("({} IS NOT NULL)", self.term(inner)?.sql), Kind::Truth)),
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast { expr, data_type, format: None, array: false, kind } => {
                calls::cast(self, kind, expr, data_type)
            }
            Expr::Extract { field, expr, .. } => calls::date_part(self, &field.to_string(), expr),
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                calls::substring(self, expr, substring_from.as_deref(), substring_for.as_deref())
            }
            Expr::Floor { expr, field } if is_plain(field) => calls::whole_beside(self, expr, "floor"),
            Expr::Ceil { expr, field } if is_plain(field) => calls::whole_beside(self, expr, "ceil"),
            Expr::Function(function) => calls::call(self, function),
            other => Err(refused(format!("`{}`", short(&other.to_string())))),
        }
    }
}

impl Translator<'_> {
    fn column(&self, name: &str) -> TermResult {
        let known = self.columns.iter().find(|column| column.name == name);
        let known = known.ok_or_else(|| refused(format!("`{name}`")))?;
        Ok(Term::of(&known.sql, Kind::of(known.kind)))
    }

    fn truth(&self, expr: &Expr) -> TermResult {
        let term = self.term(expr)?;
        if term.kind == Kind::Truth { Ok(term) } else { Err(refused(format!("`{expr}` as true or false"))) }
    }

    fn unary(&self, op: UnaryOperator, expr: &Expr) -> TermResult {
        match op {
            UnaryOperator::Not => Ok(Term::of(format!("(NOT {})", self.truth(expr)?.sql), Kind::Truth)),
            UnaryOperator::Minus => {
                let term = self.term(expr)?;
                if !matches!(term.kind, Kind::Whole | Kind::Small(_) | Kind::Number) {
                    return Err(refused(format!("`-{expr}`")));
                }
                let number = term.number.map(|number| -number);
                Ok(Term { sql: format!("(- {})", term.sql), kind: term.kind, number })
            }
            other => Err(refused(format!("`{other}`"))),
        }
    }

    fn binary(&self, left: &Expr, op: &BinaryOperator, right: &Expr) -> TermResult {
        match op {
            BinaryOperator::And | BinaryOperator::Or => {
                let word = if *op == BinaryOperator::And { "AND" } else { "OR" };
                Ok(Term::of(format!("({} {word} {})", self.truth(left)?.sql, self.truth(right)?.sql), Kind::Truth))
            }
            BinaryOperator::Eq => compare::comparison(self, left, "=", right),
            BinaryOperator::NotEq => compare::comparison(self, left, "<>", right),
            BinaryOperator::Lt => compare::comparison(self, left, "<", right),
            BinaryOperator::LtEq => compare::comparison(self, left, "<=", right),
            BinaryOperator::Gt => compare::comparison(self, left, ">", right),
            BinaryOperator::GtEq => compare::comparison(self, left, ">=", right),
            BinaryOperator::Plus => self.arithmetic(left, "+", right, |a, b| a.checked_add(b)),
            BinaryOperator::Minus => self.arithmetic(left, "-", right, |a, b| a.checked_add(b)),
            BinaryOperator::Multiply => self.arithmetic(left, "*", right, |a, b| a.checked_mul(b)),
            BinaryOperator::Divide => self.quotient(left, right),
            other => Err(refused(format!("`{other}`"))),
        }
    }

    fn arithmetic(&self, left: &Expr, op: &str, right: &Expr, bound: impl Fn(i64, i64) -> Option<i64>) -> TermResult {
        let (one, other) = (self.term(left)?, self.term(right)?);
        let kind = one.kind.computed(other.kind, bound);
        let kind =
            kind.ok_or_else(|| refused(format!("`{} {op} {}`", short(&left.to_string()), short(&right.to_string()))))?;
        Ok(Term::of(format!("({} {op} {})", self.as_kind(&one, kind), self.as_kind(&other, kind)), kind))
    }

    /// A quotient is a number with decimals. Engines differ on division by zero, so its answer is written out.
    fn quotient(&self, left: &Expr, right: &Expr) -> TermResult {
        let (one, other) = (self.term(left)?, self.term(right)?);
        if !one.kind.is_numeric() || !other.kind.is_numeric() {
            return Err(refused("division of something else than numbers"));
        }
        let is_nonzero = other.number.is_some_and(|number| number != 0.0);
        let (one, other) = (self.as_kind(&one, Kind::Number), self.as_kind(&other, Kind::Number));
        if is_nonzero {
            return Ok(Term::of(format!("({one} / {other})"), Kind::Number));
        }
        let number = |text: &str| format!("CAST('{text}' AS DOUBLE)");
        let by_zero = format!(
            "CASE WHEN isnan({one}) OR {one} = 0e0 THEN {} WHEN {one} > 0e0 THEN {} WHEN {one} < 0e0 THEN {} END",
            number("NaN"),
            number("Infinity"),
            number("-Infinity")
        );
        Ok(Term::of(format!("(CASE WHEN {other} = 0e0 THEN {by_zero} ELSE {one} / {other} END)"), Kind::Number))
    }

    fn case(&self, operand: Option<&Expr>, conditions: &[CaseWhen], otherwise: Option<&Expr>) -> TermResult {
        let mut parts: Vec<(String, Option<Term>)> = Vec::new();
        for CaseWhen { condition, result } in conditions {
            let condition = match operand {
                Some(operand) => compare::comparison(self, operand, "=", condition)?,
                None => self.truth(condition)?,
            };
            parts.push((condition.sql, self.unless_null(result)?));
        }
        let otherwise = otherwise.map(|result| self.unless_null(result)).transpose()?.flatten();
        let results = parts.iter().filter_map(|(_, result)| result.as_ref()).chain(&otherwise);
        let kind = common(results, "the results of CASE")?;
        let shown =
            |term: &Option<Term>| term.as_ref().map_or_else(|| "NULL".to_owned(), |term| self.as_kind(term, kind));
        let mut sql = "CASE".to_owned();
        for (condition, result) in &parts {
            sql += &format!(" WHEN {condition} THEN {}", shown(result));
        }
        Ok(Term::of(format!("({sql} ELSE {} END)", shown(&otherwise)), kind))
    }

    /// A part, or `None` of the word NULL.
    fn unless_null(&self, expr: &Expr) -> Result<Option<Term>, SqlFault> {
        match expr {
            Expr::Value(value) if value.value == sqlparser::ast::Value::Null => Ok(None),
            other => self.term(other).map(Some),
        }
    }
}

/// Whether FLOOR or CEIL is of numbers, with nothing beside them.
fn is_plain(field: &CeilFloorKind) -> bool {
    matches!(field, CeilFloorKind::DateTimeField(DateTimeField::NoDateTime))
}
