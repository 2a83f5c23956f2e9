//! What a condition says of some of the columns that it reads, whatever the others hold.
//!
//! Owns the rewriting: a part that reads another column is taken as true where it helps the condition, and as false where it hinders it.
//! Parts are those of AND, OR and NOT, under which a truth value that rises never makes the whole fall, or the other way around.

use std::sync::Arc;

use polars::prelude::*;

use crate::expression::{RowExpression, balanced, column};

/// A part: its expression, or what it is taken as.
type Part = std::result::Result<Expr, bool>;

impl RowExpression {
    /// A condition over some columns that is true wherever this one can be true, and true or NULL wherever this one can be NULL, whatever
    /// the columns hold that `reads` does not know. `None` if it says nothing of its columns alone.
    pub fn implied(&self, reads: impl Fn(&str) -> bool) -> Option<RowExpression> {
        let expr = bound(&self.expr, &reads, true).ok()?;
        let implied = RowExpression::of(expr, self.text.clone(), self.literals.clone());
        (!implied.columns.is_empty()).then_some(implied)
    }

    /// The parts that are joined by AND. Each keeps the literals of the whole.
    pub fn conjuncts(&self) -> Vec<RowExpression> {
        let parts = operands(&self.expr, is_and).into_iter();
        parts.map(|part| RowExpression::of(part.clone(), self.text.clone(), self.literals.clone())).collect()
    }
}

/// The highest truth value that an expression can have, or the lowest.
fn bound(expr: &Expr, reads: &dyn Fn(&str) -> bool, highest: bool) -> Part {
    let of_all = |is: fn(Operator) -> bool, absorbing: bool, join: fn(Expr, Expr) -> Expr| {
        let mut parts = Vec::new();
        for part in operands(expr, is) {
            match bound(part, reads, highest) {
                Ok(part) => parts.push(part),
                Err(taken) if taken == absorbing => return Err(absorbing),
                Err(_) => {}
            }
        }
        balanced(parts, join).ok_or(!absorbing)
    };
    if expr.into_iter().filter_map(column).all(reads) {
        return Ok(expr.clone());
    }
    match expr {
        Expr::BinaryExpr { op, .. } if is_and(*op) => of_all(is_and, false, Expr::and),
        Expr::BinaryExpr { op, .. } if is_or(*op) => of_all(is_or, true, Expr::or),
        Expr::Function { input, function } if input.len() == 1 && function.to_string() == "not" => {
            match bound(&input[0], reads, !highest) {
                Ok(part) => Ok(part.not()),
                Err(taken) => Err(!taken),
            }
        }
        // The engine makes the operand of NOT a truth value.
        Expr::Cast { expr, dtype, options } if dtype.as_literal() == Some(&DataType::Boolean) => {
            let cast = |part| Expr::Cast { expr: Arc::new(part), dtype: dtype.clone(), options: *options };
            bound(expr, reads, highest).map(cast)
        }
        _ => Err(highest),
    }
}

fn is_and(op: Operator) -> bool {
    matches!(op, Operator::And | Operator::LogicalAnd)
}

fn is_or(op: Operator) -> bool {
    matches!(op, Operator::Or | Operator::LogicalOr)
}

/// The operands of an operator that stands between all of them, from left to right. There may be thousands.
fn operands(expr: &Expr, is: fn(Operator) -> bool) -> Vec<&Expr> {
    let mut open = vec![expr];
    let mut parts = Vec::new();
    while let Some(expr) = open.pop() {
        match expr {
            Expr::BinaryExpr { left, op, right } if is(*op) => open.extend([right.as_ref(), left.as_ref()]),
            other => parts.push(other),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use arrow::array::{ArrayRef, BooleanArray};

    use super::*;

    /// Every row of three columns that are true, false or NULL.
    fn all_rows() -> Vec<(String, ArrayRef)> {
        let values = [Some(true), Some(false), None];
        let column = |name: &str, every: usize| {
            let array: BooleanArray = (0..27).map(|row| values[row / every % 3]).collect();
            (name.to_owned(), Arc::new(array) as ArrayRef)
        };
        vec![column("a", 1), column("b", 3), column("x", 9)]
    }

    #[test]
    fn what_is_implied_is_never_lower_whatever_the_other_columns_hold() {
        let order = |truth: &Option<bool>| [Some(false), None, Some(true)].iter().position(|other| other == truth);
        let conditions = [
            ("(a OR b AND x) AND NOT x", true),
            ("a AND x", true),
            ("NOT (x AND a) AND b", true),
            ("NOT (a OR x)", true),
            ("a OR x", false),
            ("NOT x", false),
            ("1 = 1 AND x", false),
            ("CASE WHEN x THEN a ELSE b END AND b", true),
            ("COALESCE(x, a) AND NOT (b OR NOT (a AND x))", true),
        ];
        for (sql, says_something) in conditions {
            let whole = RowExpression::parse(sql).unwrap();
            let implied = whole.implied(|name| name != "x");
            assert_eq!(implied.is_some(), says_something, "{sql}");
            let Some(implied) = implied else { continue };
            assert!(!implied.columns.contains(&"x".to_owned()), "{sql}");
            let (whole, implied) = (whole.truths(&all_rows(), 27).unwrap(), implied.truths(&all_rows(), 27).unwrap());
            assert!(whole.iter().zip(&implied).all(|(whole, implied)| order(whole) <= order(implied)), "{sql}");
            assert!(implied.contains(&Some(false)), "{sql} leaves all rows");
        }
        let own = RowExpression::parse("a AND NOT b").unwrap();
        let truths = |of: &RowExpression| of.truths(&all_rows(), 27).unwrap();
        assert_eq!(own.implied(|name| name != "x").map(|implied| truths(&implied)), Some(truths(&own)));
    }
}
