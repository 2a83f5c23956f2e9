//! Ids: what can be one.

/// Whether a word can be an id: letters a–z, digits, `_` and `-`.
pub fn is_id(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
}
