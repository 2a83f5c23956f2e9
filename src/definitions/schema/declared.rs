//! What is declared of a table of a definition file, and of a key.

/// A table: its keys.
#[derive(Debug)]
pub struct Object {
    /// The keys.
    pub keys: &'static [Key],
    /// What the values of further keys look like, where any name is allowed.
    pub further: Option<&'static Shape>,
}

/// One key.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be written.
    pub presence: Presence,
    /// What its value looks like.
    pub shape: Shape,
    /// What it means.
    pub about: &'static str,
}

/// Whether a key must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must.
    Required,
    /// It may be left out, or it depends on other keys.
    Optional,
    /// It may be left out, and then this TOML value takes its place.
    Default(&'static str),
}

/// What a value looks like.
#[derive(Debug)]
pub enum Shape {
    /// Text.
    Text,
    /// The id of something: letters, digits, `_` and `-`.
    Id,
    /// Text of a pattern, and a text that has it.
    Pattern(&'static str, &'static str),
    /// A whole number from the first to the last.
    Integer(i64, i64),
    /// A number from the lowest to the highest.
    Number(f64, f64),
    /// True or false.
    Boolean,
    /// A day, as a TOML date.
    Day,
    /// One of these words.
    Words(fn() -> Vec<&'static str>),
    /// A list.
    List(&'static Shape),
    /// A table.
    Table(&'static Object),
    /// A list of tables: `[[key]]`.
    Tables(&'static Object),
    /// A table with free names.
    ByName(&'static Shape),
    /// A table with whole numbers as names: years.
    ByYear(&'static Shape),
    /// One of several shapes.
    AnyOf(&'static [Shape]),
    /// Any value.
    Any,
}

/// A table of these keys and no others.
pub const fn table(keys: &'static [Key]) -> Object {
    Object { keys, further: None }
}

/// A key that must be written.
pub const fn required(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, presence: Presence::Required, shape, about }
}

/// A key that may be left out.
pub const fn optional(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, presence: Presence::Optional, shape, about }
}

/// A key with a default, written as TOML.
pub const fn or(name: &'static str, default: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, presence: Presence::Default(default), shape, about }
}

/// Writes a shape of words: those listed, or all of a closed list.
macro_rules! words {
    ($($word:literal),+) => {
        $crate::schema::declared::Shape::Words(|| vec![$($word),+])
    };
    ($list:ty) => {
        $crate::schema::declared::Shape::Words(|| <$list>::ALL.iter().map(|word| word.word()).collect())
    };
}

pub(super) use words;
