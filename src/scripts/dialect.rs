//! What the dialects write differently besides names and literals: reading and writing Parquet, casts, dates and patterns.

use sql::Dialect;

/// The blanks that are removed around texts: every character that Unicode calls white space.
const BLANKS: [char; 25] = [
    '\t', '\n', '\u{b}', '\u{c}', '\r', ' ', '\u{85}', '\u{a0}', '\u{1680}', '\u{2000}', '\u{2001}', '\u{2002}',
    '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{2028}',
    '\u{2029}', '\u{202f}', '\u{205f}', '\u{3000}',
];

/// Characters that take no room and stand around codes.
const UNSEEN: [char; 7] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}'];

/// How a dialect writes what others write otherwise.
pub trait DialectSyntax: Copy {
    /// A Parquet file, or a table that stands for it.
    fn parquet(self, path: &str) -> String;
    /// Every Parquet file of a folder.
    fn parquet_folder(self, path: &str) -> String;
    /// What stands before the query of a step that is evaluated where it is read.
    fn inlined(self) -> &'static str;
    /// A query whose rows become Parquet files in a folder.
    fn output(self, folder: &str, query: &str) -> String;
    /// A cast to text.
    fn as_text(self, of: &str) -> String;
    /// A value as another type, or NULL.
    fn try_cast(self, of: &str, to: &str) -> String;
    /// Whether a text fits a pattern.
    fn fits(self, text: &str, pattern: &str) -> String;
    /// A text without the part that fits a pattern.
    fn replaced(self, text: &str, pattern: &str) -> String;
    /// What stands before everything else in a script.
    fn opening(self) -> String;
    /// A text without blanks around it.
    fn trimmed(self, text: &str) -> String;
    /// A text without the characters that fit a pattern.
    fn without(self, text: &str, pattern: &str) -> String;
    /// The number of bytes of a text.
    fn bytes(self, text: &str) -> String;
    /// Days since 1 January 1970 of a date.
    fn days(self, date: &str) -> String;
    /// The date of a number of days since 1 January 1970.
    fn date(self, days: &str) -> String;
    /// A quotient of whole numbers, without its fraction.
    fn quotient(self, of: &str, by: i64) -> String;
    /// A sum of whole numbers below 2^53, which is an error or a number of more digits where it does not fit.
    fn sum(self, of: &str) -> String;
    /// A sum of sums, of more digits than 64 bits hold.
    fn wide_sum(self, of: &str) -> String;
    /// A number that equal rows of columns have in common, and others by chance alone.
    fn hash(self, columns: &[String]) -> String;
    /// Whether a hash is one of so many.
    fn is_one_in(self, hash: &str, many: u64) -> String;
    /// Seconds since 1970 of a time without a zone, rounded down.
    fn seconds(self, time: &str) -> String;
    /// Seconds since 1970 of a moment, which is a time with a zone, rounded down.
    fn seconds_of_moment(self, time: &str) -> String;
    /// A list of values.
    fn list(self, values: &[String]) -> String;
    /// An element of a list, by its number from 0 on.
    fn element(self, list: &str, number: &str) -> String;
    /// Named values as one.
    fn structure(self, fields: &[(String, String)]) -> String;
    /// One of named values.
    fn field(self, of: &str, name: &str) -> String;
    /// How many elements of a list are not null.
    fn list_count(self, list: &str) -> String;
    /// Rows with an element of a list each, as `element`, and its number from 0 on, as `number`.
    fn unfolded(self, from: &str, list: &str, element: &str, number: &str) -> String;
    /// The rows of a step as `t`, with columns of the row of a small one, `s`, that each finds; of NULL if it finds none.
    fn looked_up(self, of: (&str, &str), columns: &[String], on: &str) -> String;
    /// A text without blanks around it and without characters that take no room, as codes are read.
    fn trimmed_code(self, text: &str) -> String;
}

impl DialectSyntax for Dialect {
    fn parquet(self, path: &str) -> String {
        match self {
            Dialect::DuckDb => format!("read_parquet({}, hive_partitioning = false)", self.text(path)),
            Dialect::Spark => format!("parquet.{}", self.name(path)),
        }
    }

    fn parquet_folder(self, path: &str) -> String {
        match self {
            Dialect::DuckDb => {
                // The characters of a pattern stand for themselves in brackets.
                let special = |c: char| if matches!(c, '[' | '?' | '*') { format!("[{c}]") } else { c.to_string() };
                self.parquet(&format!("{}/**/*.parquet", path.chars().map(special).collect::<String>()))
            }
            Dialect::Spark => self.parquet(path),
        }
    }

    fn inlined(self) -> &'static str {
        match self {
            Dialect::DuckDb => "NOT MATERIALIZED ",
            Dialect::Spark => "",
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

    fn replaced(self, text: &str, pattern: &str) -> String {
        format!("regexp_replace({text}, {}, '')", self.text(pattern))
    }

    fn trimmed(self, text: &str) -> String {
        match self {
            Dialect::DuckDb => format!("trimmed({text})"),
            Dialect::Spark => {
                let blanks: String = BLANKS.iter().map(|blank| format!("\\u{:04x}", u32::from(*blank))).collect();
                format!("trim(BOTH '{blanks}' FROM {text})")
            }
        }
    }

    fn opening(self) -> String {
        match self {
            Dialect::DuckDb => {
                let characters = |all: &[char]| {
                    let all: Vec<String> = all.iter().map(|c| format!("chr({})", u32::from(*c))).collect();
                    all.join(" || ")
                };
                let (blanks, unseen) = (characters(&BLANKS), characters(&UNSEEN));
                format!(
                    "-- Statistics of files are not part of their rows: where they mislead, they must not decide a condition.\n\
                     SET disabled_optimizers = 'statistics_propagation';\n\
                     -- A text without white space around it, and a code without characters that take no room. Most texts have neither: they begin and end\n\
                     -- with a character of ASCII that is seen, which is soon found.\n\
                     SET VARIABLE blanks = {blanks};\n\
                     SET VARIABLE unseen = getvariable('blanks') || {unseen};\n\
                     CREATE OR REPLACE TEMPORARY MACRO is_bare(x) AS regexp_full_match(x, '(?s)([!-~](.*[!-~])?)?');\n\
                     CREATE OR REPLACE TEMPORARY MACRO trimmed(x) AS CASE WHEN is_bare(x) THEN x ELSE trim(x, getvariable('blanks')) END;\n\
                     CREATE OR REPLACE TEMPORARY MACRO trimmed_code(x) AS CASE WHEN is_bare(x) THEN x ELSE trim(x, getvariable('unseen')) END;\n"
                )
            }
            Dialect::Spark => String::new(),
        }
    }

    fn without(self, text: &str, pattern: &str) -> String {
        let pattern = self.text(pattern);
        match self {
            Dialect::DuckDb => format!("regexp_replace({text}, {pattern}, '', 'g')"),
            Dialect::Spark => format!("regexp_replace({text}, {pattern}, '')"),
        }
    }

    fn bytes(self, text: &str) -> String {
        match self {
            Dialect::DuckDb => format!("strlen({text})"),
            Dialect::Spark => format!("octet_length({text})"),
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

    fn wide_sum(self, of: &str) -> String {
        match self {
            Dialect::DuckDb => format!("SUM({of})"),
            Dialect::Spark => format!("SUM(CAST({of} AS DECIMAL(28, 0)))"),
        }
    }

    fn hash(self, columns: &[String]) -> String {
        match self {
            Dialect::DuckDb => format!("hash({})", columns.join(", ")),
            // A null leaves a hash as it is.
            Dialect::Spark => {
                let pairs: Vec<String> = columns.iter().map(|column| format!("{column}, {column} IS NULL")).collect();
                format!("xxhash64({})", pairs.join(", "))
            }
        }
    }

    fn is_one_in(self, hash: &str, many: u64) -> String {
        match self {
            Dialect::DuckDb => format!("{hash} % {many} = 0"),
            Dialect::Spark => format!("pmod({hash}, {many}) = 0"),
        }
    }

    fn seconds(self, time: &str) -> String {
        match self {
            Dialect::DuckDb => self.seconds_of_moment(time),
            Dialect::Spark => format!(
                "(CAST({} AS BIGINT) * 86400 + CAST(EXTRACT(HOUR FROM {time}) AS BIGINT) * 3600 + CAST(EXTRACT(MINUTE FROM {time}) AS BIGINT) * 60 + \
                 CAST(floor(EXTRACT(SECOND FROM {time})) AS BIGINT))",
                self.days(&format!("CAST({time} AS DATE)"))
            ),
        }
    }

    fn seconds_of_moment(self, time: &str) -> String {
        // Before 1970 a quotient without its fraction is a second too late. Doubles do not hold every microsecond of late years.
        match self {
            Dialect::DuckDb => {
                let of = format!("epoch_us({time})");
                format!("(({of} - (({of} % 1000000) + 1000000) % 1000000) // 1000000)")
            }
            Dialect::Spark => {
                let of = format!("unix_micros({time})");
                format!("(({of} - pmod({of}, 1000000)) DIV 1000000)")
            }
        }
    }

    fn list(self, values: &[String]) -> String {
        match self {
            Dialect::DuckDb => format!("[{}]", values.join(", ")),
            Dialect::Spark => format!("array({})", values.join(", ")),
        }
    }

    fn element(self, list: &str, number: &str) -> String {
        match self {
            Dialect::DuckDb => format!("{list}[{number} + 1]"),
            Dialect::Spark => format!("get({list}, {number})"),
        }
    }

    fn structure(self, fields: &[(String, String)]) -> String {
        let all = fields.iter().map(|(name, value)| match self {
            Dialect::DuckDb => format!("{}: {value}", self.text(name)),
            Dialect::Spark => format!("{}, {value}", self.text(name)),
        });
        let all = all.collect::<Vec<_>>().join(", ");
        match self {
            Dialect::DuckDb => format!("{{{all}}}"),
            Dialect::Spark => format!("named_struct({all})"),
        }
    }

    fn field(self, of: &str, name: &str) -> String {
        match self {
            Dialect::DuckDb => format!("struct_extract({of}, {})", self.text(name)),
            Dialect::Spark => format!("{of}.{}", self.name(name)),
        }
    }

    fn list_count(self, list: &str) -> String {
        match self {
            Dialect::DuckDb => format!("list_count({list})"),
            Dialect::Spark => format!("size(array_compact({list}))"),
        }
    }

    fn unfolded(self, from: &str, list: &str, element: &str, number: &str) -> String {
        match self {
            Dialect::DuckDb => {
                format!("SELECT *, unnest({list}) AS {element}, unnest(range(len({list}))) AS {number}\nFROM {from}")
            }
            Dialect::Spark => format!(
                "SELECT k.*, {number}, {element}\nFROM {from} AS k\nLATERAL VIEW posexplode({list}) w AS {number}, {element}"
            ),
        }
    }

    fn looked_up(self, (rows, small): (&str, &str), columns: &[String], on: &str) -> String {
        let list: String = columns.iter().map(|column| format!(", {column}")).collect();
        match self {
            Dialect::DuckDb => format!("SELECT t.*{list}\nFROM {rows} AS t\nLEFT JOIN {small} AS s ON {on}"),
            // Sail keeps the rows on the left in memory, and streams those on the right.
            Dialect::Spark => format!("SELECT t.*{list}\nFROM {small} AS s\nRIGHT JOIN {rows} AS t ON {on}"),
        }
    }

    fn trimmed_code(self, text: &str) -> String {
        match self {
            Dialect::DuckDb => format!("trimmed_code({text})"),
            Dialect::Spark => {
                let all = BLANKS.iter().chain(&UNSEEN).map(|c| format!("\\u{:04x}", u32::from(*c)));
                format!("trim(BOTH '{}' FROM {text})", all.collect::<String>())
            }
        }
    }
}
