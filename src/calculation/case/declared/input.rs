//! What is declared of a section and of an input.

use foundation::text::Text;

/// A table of a case file.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its key, with the tables around it: `costs.item`.
    pub path: &'static str,
    /// How often it is written.
    pub occurs: Occurs,
    /// Its heading.
    pub label: Text,
    /// What it holds.
    pub help: Text,
    /// Its inputs, in the order of the template.
    pub inputs: &'static [&'static Input],
    /// What the template writes.
    pub examples: &'static [Example],
}

/// How often a section is written in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurs {
    /// In every case.
    Once,
    /// In some cases.
    AtMostOnce,
    /// As a list of any length.
    Repeated,
}

/// One input.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Its key in the section.
    pub key: &'static str,
    /// What a form calls it.
    pub label: Text,
    /// What it means.
    pub help: Text,
    /// Its unit; empty where it has none.
    pub unit: Text,
    /// What its value is, and between which limits.
    pub kind: Kind,
    /// Whether it must be written.
    pub presence: Presence,
}

/// Whether an input must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must.
    Required,
    /// It may be left out, and then nothing takes its place; or it depends on other inputs.
    Optional,
    /// It may be left out, and then this TOML value takes its place.
    Default(&'static str),
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text on one line, of at most so many characters.
    Text(usize),
    /// The id of something, of at most 255 characters.
    Id,
    /// A whole number, limits included.
    Integer(i32, i32),
    /// A number, limits included.
    Number(f64, f64),
    /// A list of numbers, each between these limits, ends included.
    Numbers(f64, f64),
    /// A number from 0 to 1.
    Share,
    /// An amount in kroner from 0, with at most two decimals.
    Kroner,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// A list of ids.
    Ids,
    /// One of these words, or a list of ids.
    WordOrIds(&'static [&'static str]),
    /// A list of names.
    Texts,
    /// A list of shares.
    Shares,
    /// Numbers by year, limits of the years included.
    ByYear(i32, i32),
    /// An amount for each payer.
    ByPayer,
    /// Shares by name, which add up to 1.
    ByName,
    /// The lowest and the highest, each between these limits.
    Range(f64, f64),
    /// The youngest and the oldest age.
    Ages,
    /// Discount rates, each from a year on.
    DiscountSteps,
}

impl Input {
    /// An input that must be written.
    pub const fn required(key: &'static str, kind: Kind, label: Text, help: Text) -> Input {
        Input { key, label, help, unit: Text::NONE, kind, presence: Presence::Required }
    }

    /// An input that may be left out.
    pub const fn optional(key: &'static str, kind: Kind, label: Text, help: Text) -> Input {
        Input { key, label, help, unit: Text::NONE, kind, presence: Presence::Optional }
    }

    /// An input with a default, written as TOML.
    pub const fn with_default(key: &'static str, kind: Kind, default: &'static str, label: Text, help: Text) -> Input {
        Input { key, label, help, unit: Text::NONE, kind, presence: Presence::Default(default) }
    }

    /// The same with a unit.
    pub const fn in_unit(self, unit: Text) -> Input {
        Input { unit, ..self }
    }
}

/// One table that the template writes.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Whether it is part of the case, or switched off by a `#`.
    pub active: bool,
    /// Its keys and values.
    pub entries: &'static [Entry],
}

/// A key of an example and its value as TOML.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The key.
    pub key: &'static str,
    /// The value.
    pub value: Text,
    /// Whether it is part of the case, or switched off by a `#`.
    pub active: bool,
}

/// A key of an example with a value.
pub const fn entry(key: &'static str, value: Text) -> Entry {
    Entry { key, value, active: true }
}

/// A key of an example that is switched off.
pub const fn off(key: &'static str, value: Text) -> Entry {
    Entry { key, value, active: false }
}

/// A name: text that formulas of a workbook compare with, which holds 255 characters.
pub const SHORT_TEXT: Kind = Kind::Text(255);

/// A reason or an answer: text that a cell of a workbook holds in full.
pub const LONG_TEXT: Kind = Kind::Text(10_000);

/// Follow-up years that a release can hold at most.
pub const LONGEST_HORIZON: i32 = 10;

/// Words that every payer input can be.
pub const PAYERS: Kind = Kind::Word(|| foundation::words::Payer::ALL.iter().map(|payer| payer.word()).collect());
