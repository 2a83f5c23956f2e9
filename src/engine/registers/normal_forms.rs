//! The codes of an expression, found by their normal form: in small Latin letters, without blanks, and codes of digits without leading zeros.
//!
//! Owns which code of the expression a value means that is not written like it. Codes of the expression that have the same normal form
//! are different codes on purpose, and none is found by it. The same rules stand in SQL in the scripts for other engines.

use std::collections::{BTreeMap, BTreeSet};

/// Cyrillic and Greek letters, each above the Latin letter that it looks like.
const LOOK_ALIKE: [(&str, &str); 4] = [
    ("АВЕЅІЈКМНОРСТУХ", "ABESIJKMHOPCTYX"),
    ("авеѕіјкмнорстух", "abesijkmhopctyx"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    ("ονι", "ovi"),
];

/// A letter or digit of a code as it looks.
fn as_it_looks(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    // Wide forms stand in the order of ASCII.
    if let '\u{ff01}'..='\u{ff5e}' = c {
        return char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
    }
    let found = LOOK_ALIKE.iter().find_map(|(of, like)| of.chars().zip(like.chars()).find(|(of, _)| *of == c));
    found.map_or(c, |(_, like)| like)
}

/// Letters and digits that look like others, and below each the one that it looks like.
pub fn look_alikes() -> [String; 2] {
    let letters = LOOK_ALIKE.iter().flat_map(|(of, _)| of.chars());
    let of: String = letters.chain('\u{ff01}'..='\u{ff5e}').collect();
    let like = of.chars().map(as_it_looks).collect();
    [of, like]
}

/// The codes of an expression, and the beginnings of codes in `LIKE 'DF%'`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NormalForms {
    /// The texts of the expression.
    pub texts: BTreeSet<String>,
    /// By normal form, the code as written; `None` if several are.
    pub codes: BTreeMap<String, Option<String>>,
    /// Beginnings: folded, and as written; `None` if several are. Of several that a value has, the first one counts.
    pub beginnings: BTreeMap<String, Option<String>>,
    /// Whether a code of digits is compared without its leading zeros.
    pub without_zeros: bool,
}

impl NormalForms {
    /// The codes among the texts of an expression. Where they can be parts of codes, leading zeros have a meaning.
    pub fn of(texts: &[String], can_be_parts: bool) -> NormalForms {
        let without_zeros = !can_be_parts;
        let mut forms = NormalForms {
            texts: texts.iter().cloned().collect(),
            codes: BTreeMap::new(),
            beginnings: BTreeMap::new(),
            without_zeros,
        };
        for text in &forms.texts {
            let (all, form, written) = match text.strip_suffix('%') {
                Some(beginning) => (&mut forms.beginnings, folded(beginning), beginning),
                None => (&mut forms.codes, normal(text, without_zeros), text.as_str()),
            };
            if form.is_empty() || written.contains(['%', '_', '\\', '^', '$']) {
                continue;
            }
            all.entry(form).and_modify(|known| *known = None).or_insert_with(|| Some(written.to_owned()));
        }
        forms
    }

    /// The code of the expression that a value means, or the value with the beginning as it is written there; `None` if it is written so,
    /// or means none.
    pub fn written(&self, value: &str) -> Option<String> {
        if self.texts.contains(value) || self.own_beginnings().any(|beginning| value.starts_with(beginning)) {
            return None;
        }
        if let Some(code) = self.codes.get(&normal(value, self.without_zeros)) {
            return code.clone();
        }
        let folded = folded(value);
        let found =
            self.beginnings.iter().find_map(|(form, written)| folded.strip_prefix(form).map(|rest| (written, rest)));
        found.and_then(|(written, rest)| Some(format!("{}{rest}", written.as_ref()?)))
    }

    /// The beginnings of values that are written as in the expression.
    pub fn own_beginnings(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().filter_map(|text| text.strip_suffix('%'))
    }
}

/// A text in small letters as they look, without blanks.
fn folded(text: &str) -> String {
    // Most codes have no other characters, and these look as they are.
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_ascii_lowercase();
    }
    lower(text.chars().filter(|c| !is_blank(*c)).map(as_it_looks).collect())
}

/// A text in small letters; as it stands if it has an uneven letter.
pub(super) fn lower(text: String) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if text.chars().any(is_uneven) { text } else { text.chars().flat_map(char::to_lowercase).collect() }
}

/// A text in capital letters; as it stands if it has an uneven letter.
pub(super) fn upper(text: String) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    if text.chars().any(is_uneven) { text } else { text.chars().flat_map(char::to_uppercase).collect() }
}

/// Letters that become several in the other case, or different ones by their place in a word. Engines do not agree on them, and no code
/// has them.
pub fn is_uneven(c: char) -> bool {
    matches!(c, 'ß' | 'ẞ' | 'İ' | 'ŉ' | 'ǰ' | 'ΐ' | 'ΰ' | 'Σ' | 'ς' | 'և' | '\u{1e96}'..='\u{1e9a}' | '\u{1f00}'..='\u{1fff}'
        | '\u{fb00}'..='\u{fb17}')
}

/// A text folded; digits without leading zeros.
fn normal(text: &str, without_zeros: bool) -> String {
    let text = folded(text);
    if !without_zeros || text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    let digits = text.trim_start_matches('0');
    if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
}

/// Blanks, and characters that take no room.
pub fn is_blank(c: char) -> bool {
    let is_unseen = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    c.is_whitespace() || c.is_control() || is_unseen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(texts: &[&str], value: &str) -> Option<String> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        NormalForms::of(&texts, false).written(value)
    }

    #[test]
    fn values_mean_the_code_of_their_normal_form() {
        let code = |text: &str| Some(text.to_owned());
        assert_eq!(written(&["1", "10"], "01"), code("1"));
        assert_eq!(written(&["1", "10"], "0010"), code("10"));
        assert_eq!(written(&["1", "10"], "100"), None);
        assert_eq!(written(&["DF 32"], "DF32"), code("DF 32"));
        assert_eq!(written(&["DF32", "DFa1"], "df32"), code("DF32"));
        assert_eq!(written(&["DF%", "Ukendt"], "df\u{ad}32"), code("DF32"));
        assert_eq!(written(&["DF%", "Ukendt"], "ukendt"), code("Ukendt"));
        // Written so already, or by one of the expression's other codes.
        assert_eq!([written(&["DF%", "df32"], "DF32"), written(&["1", "01"], "01")], [None, None]);
        // Codes that differ in their form alone are different codes.
        assert_eq!([written(&["1", "01"], "001"), written(&["DF%", "df%"], "Df1")], [None, None]);
        // The beginning of a longer code, and patterns.
        assert_eq!([written(&["10%"], "0101"), written(&["%df"], "DF"), written(&["d_"], "D1")], [None, None, None]);
        // A Cyrillic Д is no Latin letter; А, С and О are, as they look, and so are a Greek Ο and wide digits.
        assert_eq!(written(&["A10", "CO1"], "\u{410}10"), code("A10"));
        assert_eq!(written(&["A10", "CO1"], "\u{421}\u{39f}1"), code("CO1"));
        assert_eq!(written(&["DF%"], "D\u{ff26}3\u{ff12}"), code("DF32"));
        assert_eq!(written(&["\u{410}10"], "A10"), code("\u{410}10"));
        assert_eq!(written(&["DF%"], "\u{414}F32"), None);
        // A part of a code begins with any digit.
        let forms = NormalForms::of(&["1".to_owned()], true);
        assert_eq!(forms.written("01"), None);
        // Engines write these letters in the other case each in its own way.
        assert_eq!(
            [written(&["STRASSE"], "straße"), written(&["iA"], "İa"), written(&["σσ"], "ΣΣ")],
            [None, None, None]
        );
    }

    #[test]
    fn characters_of_ascii_look_as_they_are() {
        let graphic = (0..=127u8).map(char::from).filter(char::is_ascii_graphic);
        for c in graphic {
            assert!(as_it_looks(c) == c && !is_blank(c) && !is_uneven(c));
            assert_eq!(c.to_lowercase().collect::<String>(), c.to_ascii_lowercase().to_string());
        }
    }

    #[test]
    fn even_letters_have_one_letter_in_the_other_case() {
        let even = |c: &char| c.to_lowercase().count() == 1 && c.to_uppercase().count() == 1;
        let uneven: Vec<char> = ('\0'..=char::MAX).filter(|c| !is_uneven(*c) && !even(c)).collect();
        assert_eq!(uneven, []);
    }
}
