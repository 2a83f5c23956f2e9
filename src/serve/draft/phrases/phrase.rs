//! What a phrase of a page is.

/// A message of the reader, and how a page says it in Danish and in English.
pub type Phrase = (&'static str, &'static str, &'static str);
