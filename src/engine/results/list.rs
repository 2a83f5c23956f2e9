//! The list of scripts: what each gives, and what it was written from.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use definitions::Definitions;
use definitions::register::{Register, Role, Timing};
use foundation::error::Result;
use sql::Dialect;

use crate::registers::{Fault, KeyType, OpenFile, footer_hash};

/// The version of the form of results; a build takes no other.
pub const FORM: u32 = 7;

/// The file of the list, in the folder of scripts.
pub const LIST: &str = "scripts.json";

/// The folder of results, in the folder of scripts.
pub const RESULTS: &str = "results";

/// The result with the sums of a register's rows.
pub const ROWS: &str = "rows";

/// The result with persons, deaths or moves.
pub const RESIDENCE: &str = "residence";

/// The result that a script writes last, with the totals of its other results: where it is, the script ran to its end.
pub const TOTALS: &str = "totals";

/// The same of a script that gives residence.
pub const RESIDENCE_TOTALS: &str = "residence_totals";

/// The result with the number of rows that have an exact copy.
pub const COPIES: &str = "copies";

/// The scripts of a folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptList {
    /// The version of the form of results.
    pub form: u32,
    /// The version of the program that wrote the scripts.
    pub program_version: String,
    /// The dialect of the scripts.
    pub dialect: Dialect,
    /// The type of a person's key.
    pub key: KeyType,
    /// The scripts, in the order in which they are run.
    pub registers: Vec<ScriptedRegister>,
}

/// The script of a register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedRegister {
    /// The register.
    pub register: String,
    /// The kind of its results. A register of residence that variables read has two scripts.
    pub gives: ScriptResultKind,
    /// The file of the script.
    pub script: String,
    /// What every row of its results holds in the column `script`.
    pub hash: String,
    /// A hash of the definitions that it was written from.
    pub definition: String,
    /// The files that it reads, by their numbers in results.
    pub files: Vec<ScriptedFile>,
    /// Files replaced by a later delivery.
    pub passed_over: usize,
    /// Whether a row of the extracts becomes several, a year or week each: the result then counts these too.
    pub cut: bool,
    /// Whether a row can belong to several rows of another register: the result then counts it once, and for each of them.
    pub shared: bool,
    /// The columns that count bad rows.
    pub counts: Vec<Count>,
    /// The columns that count times of day.
    pub times: Vec<TimeCount>,
    /// The conditions that choose rows, by their number in the result with their counts.
    pub conditions: Vec<ScriptedCondition>,
    /// The columns of days of this register, and of those that are read with it, by their number in the result with odd days.
    pub days: Vec<DayColumn>,
    /// How many columns of codes the result with codes of digits has.
    pub digits: usize,
    /// The sources of variables, and the columns of their sums.
    pub sources: Vec<ScriptedSource>,
    /// Whether rows are compared with each other, as a person can have several that count in a year.
    pub copies: bool,
    /// Of a register read with another, the result with its counts.
    pub part: String,
    /// Whether rows without a row to belong to are counted.
    pub orphans: bool,
    /// The registers that are read with it, whose rows it counts in a result of each.
    pub related: Vec<ScriptedRegister>,
}

/// What the results of a script are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScriptResultKind {
    /// Persons, deaths or moves.
    Residence,
    /// The sums of variables.
    Sums,
}

/// The names of results differ where a register has two scripts.
impl ScriptResultKind {
    /// The result with odd days.
    pub fn days_part(self) -> &'static str {
        if self == ScriptResultKind::Sums { "days" } else { "residence_days" }
    }

    /// The result with the conditions that choose rows.
    pub fn conditions_part(self) -> &'static str {
        if self == ScriptResultKind::Sums { "conditions" } else { "residence_conditions" }
    }

    /// The result with codes of digits by their length.
    pub fn digits_part(self) -> &'static str {
        if self == ScriptResultKind::Sums { "digits" } else { "residence_digits" }
    }
}

/// A file that a script reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedFile {
    /// Its path below the extracts' folder.
    pub name: String,
    /// The year in its path.
    pub year: Option<i32>,
    /// Its rows, by its footer.
    pub rows: u64,
    /// A hash of its footer and its length, which tells most files that have changed since: values that differ mostly differ in the
    /// statistics or the size of a column.
    pub footer: String,
    /// Weekly wide: which of the register's sets of weeks it holds.
    pub weeks: u16,
}

impl ScriptedFile {
    /// What a script says of a file that it reads.
    ///
    /// # Errors
    /// A footer that can't be read.
    pub fn of(file: &OpenFile, weeks: u16) -> Result<ScriptedFile> {
        let footer =
            footer_hash(&file.file.path).map_err(|e| file.fault(Fault::NotParquet { reason: e.to_string() }))?;
        Ok(ScriptedFile { name: file.file.name.clone(), year: file.file.year, rows: file.rows(), footer, weeks })
    }
}

/// A column that counts bad rows of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The column in the result.
    pub column: String,
    /// The kind of the bad value.
    pub of: CountOf,
    /// The id of the column or variable.
    pub id: String,
    /// The column in the extract, or the SQL of the value.
    pub name: String,
    /// The code of the fault.
    pub fault: String,
}

/// The kind of a bad value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountOf {
    /// A value by which rows are chosen.
    Choice,
    /// A column.
    Column,
    /// A value of a variable.
    Variable,
    /// A value that a variable makes of joined spells.
    Joined,
}

/// Columns that count suspicious values, a fault if most values are suspicious: midnights of another zone, or days that stand
/// for seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeCount {
    /// The id of the column.
    pub id: String,
    /// The column in the extract.
    pub name: String,
    /// The result's column with all values.
    pub all: String,
    /// The result's column with the suspicious ones.
    pub telling: String,
    /// The code of the fault.
    pub fault: String,
}

/// The sums of one source of a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedSource {
    /// The variable.
    pub variable: String,
    /// The number of the source among those of the variable.
    pub source: usize,
    /// The column with the sum, in steps of the variable; of a source with joined spells, their number before they are joined.
    pub value: String,
    /// The column with the number of rows whose value is missing.
    pub missing: Option<String>,
    /// The column with the number of rows that meet the source's condition.
    pub met: String,
    /// The column with the number of rows for which the condition is NULL.
    pub unknown: String,
    /// The result with the sums of joined spells, whose rows have the column `spells`.
    pub joined: Option<String>,
    /// The columns that count rows for which the SQL gives another result once codes are spelled as in its literals.
    pub misspelled: Vec<Misspelled>,
}

/// A condition that chooses rows, and a column of codes that it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedCondition {
    /// The register whose rows it chooses.
    pub register: String,
    /// What it is of: the register, or a question of a source.
    pub reader: String,
    /// The id of the column.
    pub id: String,
    /// Where beginnings of codes of digits are asked for, the column of the result with codes of digits.
    pub digits: Option<CountedDigits>,
}

/// A column of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayColumn {
    /// The register.
    pub register: String,
    /// The id of the column.
    pub id: String,
    /// The column in the extract.
    pub name: String,
    /// The column with the number of days in the result with the register's rows.
    pub all: String,
}

/// A column that counts rows with a code in another spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misspelled {
    /// The id of the column with the codes.
    pub id: String,
    /// The column in the result.
    pub column: String,
    /// Where beginnings of codes of digits are asked for, the column of the result with codes of digits.
    pub digits: Option<CountedDigits>,
}

/// The codes of digits that an expression reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedDigits {
    /// The number of the column in the result with codes of digits.
    pub column: usize,
    /// The beginnings that are asked for, by expression.
    pub beginnings: Vec<BTreeSet<String>>,
}

/// A hash of the definitions that decide a register's result.
pub fn definition_hash(definitions: &Definitions, register: &Register) -> String {
    let mut text = format!("form {FORM}\n{register:?}\n");
    if let Some(population) = definitions.population() {
        text += &format!("{population:?}\n");
    }
    if register.kind.timing() == Timing::Span {
        for residence in [Role::Deaths, Role::Migration].into_iter().flat_map(|role| definitions.with_role(role)) {
            text += &format!("{residence:?}\n");
        }
    }
    let sources = definitions.variables.iter().flat_map(|variable| &variable.from);
    let sources = sources.filter(|source| source.register.value == register.id.value);
    let mut related: Vec<&Register> = sources.flat_map(|source| definitions.related_registers(source)).collect();
    related.sort_by(|one, other| one.id.value.cmp(&other.id.value));
    related.dedup_by(|one, other| one.id.value == other.id.value);
    related.iter().for_each(|register| text += &format!("{register:?}\n"));
    for variable in &definitions.variables {
        let aggregate = variable.from.first().map(|source| source.value.aggregate);
        for source in variable.from.iter().filter(|source| source.register.value == register.id.value) {
            text += &format!("{} {:?} {aggregate:?} {source:?}\n", variable.id.value, variable.resolution);
        }
    }
    blake3::hash(text.as_bytes()).to_hex().to_string()
}
