//! Text in lines that fit a terminal.

/// The most columns that text and tables take, where numbers and longest words allow it.
pub const WIDTH: u16 = 100;

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
