//! The place of a value: its file, its text and the span of each value, so that a message can point at it.

use std::ops::{Deref, Range};
use std::path::PathBuf;
use std::sync::Arc;

/// A file of definitions, or a case.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as the user wrote it.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

/// A stretch of bytes in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Byte offsets into the file's text.
    pub span: Range<usize>,
}

impl Place {
    /// Line and column, counted from 1; columns are characters.
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = self.file.text.get(..self.span.start).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// The place of a name inside a string value (a column inside an SQL expression), or the whole value if not found.
    pub fn within(&self, needle: &str) -> Place {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let text = self.file.text.get(self.span.clone()).unwrap_or("");
        let found = text.match_indices(needle).find(|(at, _)| {
            let before = text.get(..*at).and_then(|t| t.chars().next_back());
            let after = text.get(at + needle.len()..).and_then(|t| t.chars().next());
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        });
        match found {
            Some((at, _)) => {
                let start = self.span.start + at;
                Place { file: Arc::clone(&self.file), span: start..start + needle.len() }
            }
            None => self.clone(),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (line, column) = self.line_and_column();
        write!(f, "{}:{line}:{column}", self.file.path.display())
    }
}

/// A value and its place. Compares and dereferences as the value.
#[derive(Clone)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its place. A default has the place of its table.
    pub place: Place,
}

/// Shows the value alone: the meaning of a definition does not depend on its place.
impl<T: std::fmt::Debug> std::fmt::Debug for At<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl<T> At<T> {
    /// Another value at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), place: self.place }
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: std::fmt::Display> std::fmt::Display for At<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}
