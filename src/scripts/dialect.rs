//! What the dialects write differently beside names and literals: reading and writing Parquet, casts, dates and patterns.

use engine::variables::spelling::{Case, Spelling};
use sql::Dialect;

/// The blanks that are removed around texts: every character that Unicode calls white space.
const BLANKS: [char; 25] = [
    '\t', '\n', '\u{b}', '\u{c}', '\r', ' ', '\u{85}', '\u{a0}', '\u{1680}', '\u{2000}', '\u{2001}', '\u{2002}',
    '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{2028}',
    '\u{2029}', '\u{202f}', '\u{205f}', '\u{3000}',
];

/// How a dialect writes what others write otherwise.
pub trait Written: Copy {
    /// A Parquet file, or a table that stands for it.
    fn parquet(self, path: &str) -> String;
    /// Every Parquet file of a folder.
    fn parquet_folder(self, path: &str) -> String;
    /// A query whose rows become Parquet files in a folder.
    fn output(self, folder: &str, query: &str) -> String;
    /// A cast to text.
    fn as_text(self, of: &str) -> String;
    /// A value as another type, or NULL.
    fn try_cast(self, of: &str, to: &str) -> String;
    /// Whether a text fits a pattern without backslashes.
    fn fits(self, text: &str, pattern: &str) -> String;
    /// What stands before everything else in a script.
    fn opening(self) -> String;
    /// A text without blanks around it.
    fn trimmed(self, text: &str) -> String;
    /// A text as another spelling writes it.
    fn respelled(self, text: &str, spelling: Spelling) -> String;
    /// Days since 1 January 1970 of a date.
    fn days(self, date: &str) -> String;
    /// The date of a number of days since 1 January 1970.
    fn date(self, days: &str) -> String;
    /// A quotient of whole numbers, without its fraction.
    fn quotient(self, of: &str, by: i64) -> String;
    /// A sum of whole numbers below 2^53, which is an error or a number of more digits where it does not fit.
    fn sum(self, of: &str) -> String;
}

impl Written for Dialect {
    fn parquet(self, path: &str) -> String {
        match self {
            Dialect::DuckDb => format!("read_parquet({}, hive_partitioning = false)", self.text(path)),
            Dialect::Spark => format!("parquet.{}", self.name(path)),
        }
    }

    fn parquet_folder(self, path: &str) -> String {
        match self {
            Dialect::DuckDb => self.parquet(&format!("{path}/**/*.parquet")),
            Dialect::Spark => self.parquet(path),
        }
    }

    fn output(self, folder: &str, query: &str) -> String {
        match self {
            Dialect::DuckDb => {
                format!("COPY (\n{query}\n) TO {} (FORMAT parquet);\n", self.text(&format!("{folder}/part.parquet")))
            }
            Dialect::Spark => format!("INSERT OVERWRITE DIRECTORY {} USING parquet\n{query};\n", self.text(folder)),
        }
    }

    fn as_text(self, of: &str) -> String {
        match self {
            Dialect::DuckDb => format!("CAST({of} AS VARCHAR)"),
            Dialect::Spark => format!("CAST({of} AS STRING)"),
        }
    }

    fn try_cast(self, of: &str, to: &str) -> String {
        format!("TRY_CAST({of} AS {to})")
    }

    fn fits(self, text: &str, pattern: &str) -> String {
        match self {
            Dialect::DuckDb => format!("regexp_matches({text}, {})", self.text(pattern)),
            Dialect::Spark => format!("({text} RLIKE {})", self.text(pattern)),
        }
    }

    fn trimmed(self, text: &str) -> String {
        match self {
            Dialect::DuckDb => format!("trim({text}, blanks())"),
            Dialect::Spark => {
                let blanks: String = BLANKS.iter().map(|blank| format!("\\u{:04x}", u32::from(*blank))).collect();
                format!("trim(BOTH '{blanks}' FROM {text})")
            }
        }
    }

    fn opening(self) -> String {
        match self {
            Dialect::DuckDb => {
                let blanks: Vec<String> = BLANKS.iter().map(|blank| format!("chr({})", u32::from(*blank))).collect();
                format!(
                    "-- Every character that is white space.\nCREATE OR REPLACE TEMPORARY MACRO blanks() AS {};\n",
                    blanks.join(" || ")
                )
            }
            Dialect::Spark => String::new(),
        }
    }

    fn respelled(self, text: &str, spelling: Spelling) -> String {
        let mut of = if spelling.without_blanks { format!("replace({text}, ' ', '')") } else { text.to_owned() };
        of = match spelling.case {
            Some(Case::Upper) => format!("upper({of})"),
            Some(Case::Lower) => format!("lower({of})"),
            None => of,
        };
        match spelling.digits {
            Some(digits) => {
                let short = self.fits(&of, "^[0-9]+$");
                format!("(CASE WHEN {short} AND length({of}) < {digits} THEN lpad({of}, {digits}, '0') ELSE {of} END)")
            }
            None => of,
        }
    }

    fn days(self, date: &str) -> String {
        match self {
            Dialect::DuckDb => format!("({date} - DATE '1970-01-01')"),
            Dialect::Spark => format!("datediff({date}, DATE '1970-01-01')"),
        }
    }

    fn date(self, days: &str) -> String {
        match self {
            Dialect::DuckDb => format!("(DATE '1970-01-01' + CAST({days} AS INTEGER))"),
            Dialect::Spark => format!("date_add(DATE '1970-01-01', CAST({days} AS INT))"),
        }
    }

    fn quotient(self, of: &str, by: i64) -> String {
        match self {
            Dialect::DuckDb => format!("({of} // {by})"),
            Dialect::Spark => format!("({of} DIV {by})"),
        }
    }

    fn sum(self, of: &str) -> String {
        match self {
            // Adds up in 128 bits; a sum beyond 64 is an error.
            Dialect::DuckDb => format!("CAST(SUM({of}) AS BIGINT)"),
            // 28 digits.
            Dialect::Spark => format!("SUM(CAST({of} AS DECIMAL(18, 0)))"),
        }
    }
}
