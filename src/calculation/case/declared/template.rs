//! The commented template of a case, made from the declared inputs.

use std::fmt::Write;

use super::input::{Example, Input, Kind, Occurs, Presence, Section};
use super::sections::SECTIONS;
use foundation::text::{Text, text};
use foundation::words::Language;

/// The columns that comments fill.
const WIDTH: usize = 120;
/// The column at which the comment of a key begins, where the key and its value are shorter.
const COMMENT: usize = 30;

const OPENING: Text = text(
    "En beregning: hvad koster en indsats, hvad sparer eller indbringer den, og for hvem?

  som calculate FIL.toml --database output/2026.1
  som calculate FIL.toml --database output/2026.1 --to rapport.html --to regneark.xlsx

Alle tal her er opdigtede: ret dem. Andele er tal mellem 0 og 1 (12 % er 0.12). Kroner er hele tal, eller tekst med ører (\"1250.50\"). Linjer med # er forklaringer, eller muligheder, der er slået fra.",
    "A case: what does an intervention cost, what does it save or bring in, and for whom?

  som calculate FILE.toml --database output/2026.1
  som calculate FILE.toml --database output/2026.1 --language en --to report.html --to workbook.xlsx

All figures here are made up: change them. Shares are numbers from 0 to 1 (12 % is 0.12). Kroner are whole numbers, or text with øre (\"1250.50\"). Lines with # are explanations, or possibilities that are switched off.",
);

/// The template.
pub fn template(language: Language) -> String {
    let mut out = String::new();
    comment(&mut out, OPENING.get(language));
    for section in SECTIONS {
        out.push('\n');
        self::section(&mut out, section, language);
    }
    out
}

fn section(out: &mut String, section: &Section, language: Language) {
    let (label, help) = (section.label.get(language), section.help.get(language));
    comment(out, &if help.is_empty() { label.to_owned() } else { format!("{label}. {help}") });
    let shown = |input: &&&Input| section.examples.iter().any(|example| example.holds(input));
    for input in section.inputs.iter().filter(|input| !shown(input)) {
        comment(out, &format!("`{}`: {}", input.key, explained(input, language)));
    }
    for (position, example) in section.examples.iter().enumerate() {
        if position > 0 {
            out.push_str(if example.active { "\n" } else { "#\n" });
        }
        let off = if example.active { "" } else { "# " };
        let heading = match section.occurs {
            Occurs::Repeated => format!("[[{}]]", section.path),
            Occurs::Once | Occurs::AtMostOnce => format!("[{}]", section.path),
        };
        out.push_str(&format!("{off}{heading}\n"));
        for entry in example.entries {
            let off = if example.active && entry.active { "" } else { "# " };
            let line = format!("{off}{} = {}", entry.key, entry.value.get(language));
            let input = section.inputs.iter().find(|input| input.key == entry.key);
            match input.filter(|_| position == 0) {
                Some(input) => {
                    let pad = COMMENT.saturating_sub(line.chars().count());
                    out.push_str(&format!("{line}{:pad$}  # {}\n", "", explained(input, language)));
                }
                None => out.push_str(&format!("{line}\n")),
            }
        }
    }
}

impl Example {
    fn holds(&self, input: &Input) -> bool {
        self.entries.iter().any(|entry| entry.key == input.key)
    }
}

/// The help of an input, with its words or limits and its default.
fn explained(input: &Input, language: Language) -> String {
    let mut out = input.help.get(language).to_owned();
    let to = match language {
        Language::Da => "til",
        Language::En => "to",
    };
    // Writing to a text cannot fail.
    let _ = match input.kind {
        Kind::Word(words) => write!(out, " ({})", words().join(", ")),
        Kind::WordOrIds(words) => write!(out, " ({}, […])", words.join(", ")),
        Kind::Integer(first, last) if last <= 100 => write!(out, " ({first} {to} {last})"),
        _ => Ok(()),
    };
    if let (Presence::Default(default), Language::Da) = (input.presence, language)
        && default.len() < 10
    {
        out.push_str(&format!("; ellers {default}"));
    } else if let Presence::Default(default) = input.presence
        && default.len() < 10
    {
        out.push_str(&format!("; otherwise {default}"));
    }
    out
}

/// A text as comments, each paragraph wrapped; lines that begin with a blank stay as they are.
fn comment(out: &mut String, text: &str) {
    for paragraph in text.lines() {
        if paragraph.is_empty() || paragraph.starts_with(' ') {
            out.push_str(format!("# {paragraph}").trim_end());
            out.push('\n');
            continue;
        }
        let mut line = "#".to_owned();
        for word in paragraph.split(' ') {
            if line.chars().count() + 1 + word.chars().count() > WIDTH {
                out.push_str(&line);
                out.push('\n');
                line = "#".to_owned();
            }
            line.push(' ');
            line.push_str(word);
        }
        out.push_str(&line);
        out.push('\n');
    }
}
