//! The text of a case file: its encoding, its line ends, and characters that cannot be seen.

use std::path::Path;
use std::sync::Arc;

use foundation::error::{Error, Result};
use toml_files::mistake::Report;
use toml_files::source::{Place, SourceFile};

/// Reads a case file as UTF-8, with or without a byte order mark.
///
/// # Errors
/// A file that cannot be read, or is in another encoding; the message has the line and column.
pub fn open(path: &Path) -> Result<Arc<SourceFile>> {
    let refuse = |message: String, hint: &str| Error::database(path.to_owned(), message, hint);
    let bytes = std::fs::read(path).map_err(|error| {
        refuse(
            format!("the case can't be read: {error}"),
            "a case is a TOML file in UTF-8; fixtures/cases holds examples",
        )
    })?;
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.iter().take(64).any(|b| *b == 0) {
        return Err(refuse("the case is in UTF-16, from line 1, column 1".to_owned(), SAVE));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let (good, bad) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
        let (line, column) = line_and_column(&String::from_utf8_lossy(good));
        let byte = bad.first().map_or_else(String::new, |byte| format!(" (byte {byte:#04x})"));
        let message =
            format!("line {line}, column {column} of the case is not UTF-8{byte}: it may be Latin-1 or Windows-1252");
        refuse(message, SAVE)
    })?;
    let text = text.strip_prefix('\u{FEFF}').map_or_else(|| text.clone(), str::to_owned);
    Ok(Arc::new(SourceFile { path: path.to_owned(), text }))
}

const SAVE: &str = "save the file as UTF-8";

fn line_and_column(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1)
}

/// Notes what cannot be seen in an editor: line ends of a lone carriage return, and characters without width or that turn the
/// direction of writing. Returns whether the file can be read as TOML.
pub fn check(file: &Arc<SourceFile>, report: &Report) -> bool {
    let place = |at: usize, length: usize| Place { file: Arc::clone(file), span: at..at + length };
    let bytes = file.text.as_bytes();
    let lone = bytes.iter().enumerate().find(|(at, byte)| **byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    if let Some((at, _)) = lone {
        let message = "a line ends in a lone carriage return, as on old Macintosh computers";
        report.mistake_with_hint(&place(at, 0), message, "save the file with line ends of Windows (CRLF) or Unix (LF)");
        return false;
    }
    for (at, character) in file.text.char_indices().filter(|(_, character)| is_invisible(*character)) {
        let message = format!("a character that cannot be seen: U+{:04X}", u32::from(character));
        report.mistake_with_hint(&place(at, character.len_utf8()), message, "delete it, or type the text again");
    }
    true
}

/// Characters that show nothing: without width, blank letters, variants of the letter before, and marks of the direction of
/// writing.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}
