//! Row-wise SQL: an expression over the columns of one row, parsed, checked against the columns it may read, and evaluated
//! over Arrow arrays.
//!
//! Owns the choice of engine: polars appears in no other crate. Owns no definitions and no registers: where an expression
//! stands in a file, and which columns it may read, is known to the caller.

mod check;
mod column_type;
mod dialect;
mod evaluate;
mod evaluation_error;
mod expression;
mod fault;
mod frame;
mod implied;
#[cfg(test)]
mod tests;
mod tokens;
mod translate;
mod tree;

pub use check::ResultKind;
pub use column_type::ColumnType;
pub use dialect::Dialect;
pub use evaluate::Numbers;
pub use evaluation_error::EvaluationError;
pub use expression::RowExpression;
pub use fault::SqlFault;
pub use translate::{Readable, Translation};
pub use tree::Literals;
