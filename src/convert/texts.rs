//! Texts as SAS stores them: fixed width, filled with blanks, in the encoding of the file's header.
//!
//! Owns trimming and decoding. What can't be decoded is replaced by U+FFFD and counted by the caller.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// How the texts of a file are encoded.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Texts {
    /// ASCII; a byte beyond it can't be decoded.
    Ascii,
    /// Every byte is the character of that number.
    Latin1,
    /// UTF-8.
    Utf8,
    /// Any other encoding of the WHATWG standard.
    Other(&'static Encoding),
    /// An encoding that isn't read: its texts have to be ASCII.
    Unread,
}

/// A decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DecodedText<'a> {
    /// The text.
    pub(crate) text: Cow<'a, str>,
    /// Whether it is worth a count.
    pub(crate) doubt: EncodingDoubt,
}

/// What is in doubt about a decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EncodingDoubt {
    /// Nothing.
    None,
    /// Bytes that the encoding doesn't have; they are U+FFFD now.
    Undecodable,
    /// Characters of the range U+0080–U+009F, which indicate a wrong encoding in the header.
    Control,
    /// Bytes beyond ASCII in an encoding that isn't read.
    Unread,
}

impl Texts {
    /// By the header's name of the encoding.
    ///
    /// The SAS crate's own fallback is UTF-8 for every name that it doesn't know, code page 850 among them, which gives
    /// wrong letters. Here, such a file is read only as far as its texts are ASCII.
    pub(crate) fn of(name: Option<&str>) -> Texts {
        match name {
            Some("UTF-8") => Texts::Utf8,
            Some("US-ASCII") => Texts::Ascii,
            Some("ISO-8859-1") => Texts::Latin1,
            Some(name) if is_stateless(name) => {
                Encoding::for_label(name.as_bytes()).map_or(Texts::Unread, Texts::Other)
            }
            _ => Texts::Unread,
        }
    }

    /// The text of a column's bytes, without the blanks and zero bytes that fill it at its end; none if nothing is left.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<DecodedText<'_>> {
        let bytes = trimmed(bytes)?;
        if bytes.is_ascii() {
            // ASCII is UTF-8.
            let text = String::from_utf8_lossy(bytes);
            return Some(DecodedText { text, doubt: EncodingDoubt::None });
        }
        Some(match self {
            Texts::Ascii => lossy(bytes.iter().map(|byte| ascii(*byte)).collect()),
            Texts::Latin1 => checked(bytes.iter().copied().map(char::from).collect::<String>().into()),
            Texts::Utf8 => checked(String::from_utf8_lossy(bytes)),
            Texts::Other(encoding) => checked(encoding.decode_without_bom_handling(bytes).0),
            Texts::Unread => DecodedText { text: "".into(), doubt: EncodingDoubt::Unread },
        })
    }
}

/// The bytes without the blanks and zero bytes that fill them at their end; none if nothing is left.
pub(crate) fn trimmed(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0))?;
    Some(&bytes[..=end])
}

/// Encodings in which blanks and ASCII are themselves whatever stands before them.
fn is_stateless(name: &str) -> bool {
    !name.starts_with("ISO-2022")
}

fn ascii(byte: u8) -> char {
    if byte.is_ascii() { char::from(byte) } else { char::REPLACEMENT_CHARACTER }
}

fn lossy(text: String) -> DecodedText<'static> {
    DecodedText { text: text.into(), doubt: EncodingDoubt::Undecodable }
}

fn checked(text: Cow<'_, str>) -> DecodedText<'_> {
    let doubt = if text.contains(char::REPLACEMENT_CHARACTER) {
        EncodingDoubt::Undecodable
    } else if text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)) {
        EncodingDoubt::Control
    } else {
        EncodingDoubt::None
    };
    DecodedText { text, doubt }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, bytes: &[u8]) -> (String, EncodingDoubt) {
        let decoded = Texts::of(Some(name)).decode(bytes).unwrap();
        (decoded.text.into_owned(), decoded.doubt)
    }

    #[test]
    fn danish_letters_in_their_encodings() {
        assert_eq!(of("UTF-8", "Ærø  ".as_bytes()), ("Ærø".to_owned(), EncodingDoubt::None));
        assert_eq!(of("ISO-8859-1", b"\xC6r\xF8 "), ("Ærø".to_owned(), EncodingDoubt::None));
        assert_eq!(of("WINDOWS-1252", b"\xC6r\xF8\0"), ("Ærø".to_owned(), EncodingDoubt::None));
        assert_eq!(of("ISO-8859-15", b"\xA4"), ("€".to_owned(), EncodingDoubt::None));
    }

    #[test]
    fn texts_in_doubt_are_marked() {
        assert_eq!(of("UTF-8", b"S\xF8ren"), ("S\u{FFFD}ren".to_owned(), EncodingDoubt::Undecodable));
        assert_eq!(of("UTF-8", b"S\xC3"), ("S\u{FFFD}".to_owned(), EncodingDoubt::Undecodable));
        assert_eq!(of("US-ASCII", b"S\xF8").1, EncodingDoubt::Undecodable);
        assert_eq!(of("ISO-8859-1", b"\x80").1, EncodingDoubt::Control);
        assert_eq!(of("CP850", b"\x91").1, EncodingDoubt::Unread);
        assert_eq!(of("CP850", b" plain "), (" plain".to_owned(), EncodingDoubt::None));
    }

    #[test]
    fn blanks_alone_are_missing() {
        assert_eq!(Texts::Utf8.decode(b"   \0"), None);
        assert_eq!(Texts::Utf8.decode(b""), None);
    }
}
