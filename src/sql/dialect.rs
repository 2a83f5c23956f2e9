//! The SQL dialects that an expression can be written in again: how each quotes names and writes literals.

/// A dialect of another engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// Spark SQL, which Sail speaks too.
    Spark,
}

impl Dialect {
    /// The word in commands, files and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DuckDb => "duckdb",
            Self::Spark => "spark",
        }
    }

    /// A name of a column or view.
    pub fn name(self, name: &str) -> String {
        match self {
            Self::DuckDb => format!("\"{}\"", name.replace('"', "\"\"")),
            Self::Spark => format!("`{}`", name.replace('`', "``")),
        }
    }

    /// A text. Spark reads a backslash as the beginning of an escape.
    pub fn text(self, text: &str) -> String {
        let quoted = text.replace('\'', "''");
        match self {
            Self::DuckDb => format!("'{quoted}'"),
            Self::Spark => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        }
    }

    /// A number of double precision. An exponent makes it one in both dialects.
    pub fn double(self, number: f64) -> String {
        format!("{number:e}")
    }
}
