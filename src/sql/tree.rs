//! The syntax tree of an expression: its literals, and whether it takes texts apart.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Value, ValueWithSpan, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError, ParserOptions};

use crate::fault::SqlFault;

/// The literals of an expression, in the order of its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Literals {
    /// Numbers, without their signs.
    pub numbers: Vec<f64>,
    /// Texts, without their quotes; a doubled quote within is one.
    pub texts: Vec<String>,
}

/// Functions that give or compare a part of a text.
const PARTS: [&str; 13] = [
    "SUBSTR",
    "SUBSTRING",
    "LEFT",
    "RIGHT",
    "LTRIM",
    "RTRIM",
    "BTRIM",
    "SPLIT_PART",
    "STARTS_WITH",
    "ENDS_WITH",
    "STRPOS",
    "REPLACE",
    "REGEXP_LIKE",
];

/// The tree of an SQL text.
///
/// # Errors
/// A text that is no expression.
pub fn tree(sql: &str) -> Result<Expr, ParserError> {
    let options = ParserOptions { trailing_commas: true, ..ParserOptions::default() };
    Parser::new(&GenericDialect {}).with_options(options).try_with_sql(sql)?.parse_expr()
}

impl Literals {
    /// The literals of the terms of an expression.
    ///
    /// # Errors
    /// A text that is no expression.
    pub fn of(terms: &[String]) -> Result<Literals, SqlFault> {
        let mut literals = Literals::default();
        for term in terms {
            let _ = tree(term).map_err(|_| SqlFault::new("not an SQL expression"))?.visit(&mut literals);
        }
        Ok(literals)
    }
}

impl Visitor for Literals {
    type Break = ();

    fn pre_visit_value(&mut self, value: &ValueWithSpan) -> ControlFlow<()> {
        match &value.value {
            Value::Number(digits, _) => self.numbers.extend(digits.parse::<f64>()),
            Value::SingleQuotedString(text) => self.texts.push(text.clone()),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// Finds a function that gives a part of a text.
struct PartOfText;

impl Visitor for PartOfText {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let is_part = match expr {
            Expr::Substring { .. } | Expr::Trim { .. } => true,
            Expr::Function(function) => {
                let name = function.name.to_string();
                PARTS.iter().any(|part| name.eq_ignore_ascii_case(part))
            }
            _ => false,
        };
        if is_part { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Whether any term takes parts of texts.
pub fn takes_parts_of_texts(terms: &[String]) -> bool {
    terms.iter().filter_map(|term| tree(term).ok()).any(|tree| tree.visit(&mut PartOfText).is_break())
}
