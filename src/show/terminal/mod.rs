//! Text for a terminal, at most 100 columns wide: a screen with what matters most, and the full text.
//!
//! Owns the choice of what stands on a screen and in which order. Owns no figures, and no wording of a case's parts, which
//! `case` has.

pub mod case;
pub mod comparison;
pub mod diff;
pub mod experiences;
pub mod trace;

use crate::say;
use crate::table::WIDTH;
use foundation::words::Language;

/// Text broken into lines that fit a terminal: the first begins with `mark`, the others are indented as far.
pub fn paragraph(mark: &str, text: &str) -> String {
    let indent = " ".repeat(mark.chars().count());
    let mut lines = Vec::new();
    let mut line = mark.to_owned();
    let mut width = indent.len();
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        let is_first = width == indent.len();
        if !is_first && width + 1 + letters > usize::from(WIDTH) {
            lines.push(std::mem::replace(&mut line, indent.clone()));
            width = indent.len();
        } else if !is_first {
            line.push(' ');
            width += 1;
        }
        line.push_str(word);
        width += letters;
    }
    lines.push(line);
    lines.join("\n") + "\n"
}

/// The line below a screen that says how to see the rest.
pub fn more(language: Language) -> &'static str {
    say(
        language,
        "Alle tabeller og forbehold: --full. Rapport og regneark: --to FIL.html --to FIL.xlsx\n",
        "All tables and caveats: --full. Report and workbook: --to FILE.html --to FILE.xlsx\n",
    )
}

/// The word before the name of a written file.
pub fn written(language: Language) -> &'static str {
    say(language, "skrevet", "written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_breaks_at_the_width_and_is_indented() {
        let text = paragraph("- ", &format!("{} {} ø", "a".repeat(60), "b".repeat(38)));
        assert_eq!(text, format!("- {}\n  {} ø\n", "a".repeat(60), "b".repeat(38)));
        assert_eq!(paragraph("", "one two"), "one two\n");
    }
}
