//! Why an expression gives no result.

/// Why an expression gives no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvaluationError {
    /// A value of a row does not suit it. The engine's message could show the value and is left out.
    OnAValue,
    /// The program itself is at fault.
    Internal(String),
}
