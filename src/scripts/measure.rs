//! What a result counts and adds up by group, and the query that does both.
//!
//! Most of what is counted is rare, such as a bad value of one cause in one column. An aggregate for each would cost memory in every
//! group. So what is rare is a bit of a number that belongs to the key of a group: rows that differ in it are groups of their own, and
//! the count of a bit is the number of rows of the group.

use sql::Dialect;

use crate::script::listed;

/// Bits of a number, few enough for 64 bits with a sign.
const BITS: usize = 50;

/// A column of a result.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its name, in quotes.
    pub name: String,
    /// What it is.
    pub what: MeasureKind,
}

/// What a column of a result is.
#[derive(Debug, Clone)]
pub enum MeasureKind {
    /// The number of rows of which a condition holds that seldom does.
    Rare(String),
    /// The number of rows of which a condition holds.
    Count(String),
    /// An aggregate.
    Sum(String),
}

impl Measure {
    /// A rare count.
    pub fn rare(name: String, when: impl Into<String>) -> Measure {
        Measure { name, what: MeasureKind::Rare(when.into()) }
    }

    /// A count.
    pub fn count(name: String, when: impl Into<String>) -> Measure {
        Measure { name, what: MeasureKind::Count(when.into()) }
    }

    /// An aggregate.
    pub fn sum(name: String, of: impl Into<String>) -> Measure {
        Measure { name, what: MeasureKind::Sum(of.into()) }
    }
}

/// The query of groups: `keys` are SQL and names in quotes, `before` stands before all columns.
pub fn grouped(
    dialect: Dialect,
    view: &str,
    keys: &[(String, String)],
    before: &[String],
    measures: &[Measure],
) -> String {
    let rare: Vec<(&str, &str)> = measures
        .iter()
        .filter_map(|measure| match &measure.what {
            MeasureKind::Rare(when) => Some((measure.name.as_str(), when.as_str())),
            MeasureKind::Count(_) | MeasureKind::Sum(_) => None,
        })
        .collect();
    let flags = |chunk: usize| dialect.name(&format!("_flags_{}", chunk + 1));
    let (numbered, pieces) = (dialect.name("numbered"), dialect.name("_pieces"));
    let mut inner: Vec<String> = vec!["*".to_owned()];
    inner.extend(keys.iter().map(|(sql, name)| format!("{sql} AS {name}")));
    let mut by: Vec<String> = keys.iter().map(|(_, name)| name.clone()).collect();
    for (chunk, rare) in rare.chunks(BITS).enumerate() {
        let bit = |(at, (_, when)): (usize, &(&str, &str))| format!("CASE WHEN {when} THEN {} ELSE 0 END", 1u64 << at);
        let sum = rare.iter().enumerate().map(bit).collect::<Vec<_>>().join("\n    + ");
        inner.push(format!("{sum} AS {}", flags(chunk)));
        by.push(flags(chunk));
    }
    let mut sums = by.clone();
    sums.push(format!("COUNT(*) AS {pieces}"));
    let mut columns: Vec<String> = before.to_vec();
    columns.extend(keys.iter().map(|(_, name)| name.clone()));
    let mut bit = 0;
    for Measure { name, what } in measures {
        match what {
            MeasureKind::Rare(_) => {
                columns.push(format!(
                    "CASE WHEN ({} & {}) <> 0 THEN {pieces} ELSE 0 END AS {name}",
                    flags(bit / BITS),
                    1u64 << (bit % BITS)
                ));
                bit += 1;
            }
            MeasureKind::Count(when) => {
                sums.push(format!("COUNT(CASE WHEN {when} THEN 1 END) AS {name}"));
                columns.push(name.clone());
            }
            MeasureKind::Sum(of) => {
                sums.push(format!("{of} AS {name}"));
                columns.push(name.clone());
            }
        }
    }
    let grouped = dialect.name("grouped");
    format!(
        "SELECT\n{}\nFROM (\nSELECT\n{}\nFROM (\nSELECT\n{}\nFROM {view}\n) AS {numbered}\nGROUP BY {}\n) AS {grouped}",
        listed(&columns),
        listed(&sums),
        listed(&inner),
        by.join(", ")
    )
}
