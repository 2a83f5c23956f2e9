//! What can be wrong with an expression, in words for the person who wrote it.

use polars::prelude::PolarsError;

/// What is wrong with an expression, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlFault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl SqlFault {
    /// A fault without a hint.
    pub fn new(message: impl Into<String>) -> SqlFault {
        SqlFault { message: message.into(), hint: None }
    }

    /// A fault with a hint.
    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> SqlFault {
        SqlFault { message: message.into(), hint: Some(hint.into()) }
    }
}

/// The engine's reason, without its internal structures.
pub fn reason(error: &PolarsError) -> String {
    let text = error.to_string();
    let line = text.split('\n').next().unwrap_or(&text).trim();
    if line.contains('{') { "this form of SQL is not supported".to_owned() } else { line.to_owned() }
}
