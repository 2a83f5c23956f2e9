//! The text of a script: comments, views and outputs, one after another, and the columns of its result that a build reads.

use definitions::register::Register;
use engine::results::{Count, CountOf, RESULTS, ScriptResultKind, ScriptedRegister, ScriptedSource, TimeCount};
use foundation::error::{Error, Kind, Result};
use sql::{Dialect, SqlFault};

use crate::dialect::DialectSyntax;
use crate::side_queries::SideQueries;

/// Stands for the script's own hash until the text is complete.
const HASH: &str = "{hash of this script}";

/// What is common to the scripts of a folder.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The dialect.
    pub dialect: Dialect,
    /// How the engine names a file of the extracts: `{path}`, `{stem}`, `{register}` and `{year}` are replaced.
    pub source: String,
    /// The folder of results, as the engine sees it.
    pub results: String,
}

/// A script that is being written.
pub struct Script<'a> {
    /// What is common to all.
    pub setting: &'a Setting,
    /// The register.
    pub register: &'a Register,
    /// What its results are of.
    pub gives: ScriptResultKind,
    text: String,
    /// The steps of queries that stand in the text when a result needs them.
    steps: Vec<Step>,
    /// What was said last, of the step or result that follows.
    said: String,
    /// Whether a row can belong to several rows of another register.
    pub shared: bool,
    /// The columns that count bad rows.
    pub counts: Vec<Count>,
    /// The columns that count times of day.
    pub times: Vec<TimeCount>,
    /// What is counted beside the sums.
    pub beside: SideQueries,
    /// The sources of variables.
    pub sources: Vec<ScriptedSource>,
    /// Whether a row of the extracts becomes several.
    pub cut: bool,
    /// The results whose totals are written last.
    pub totals: Vec<TotalsOf>,
    /// Whether rows are compared with each other.
    pub copies: bool,
    /// Those that were read with it, with their counts.
    pub related: Vec<ScriptedRegister>,
}

/// A named query that others read.
struct Step {
    name: String,
    query: String,
    comment: String,
    /// Whether its comment has been written.
    is_commented: bool,
}

/// A result of which totals are written: by file and year, if it has them.
pub struct TotalsOf {
    /// The result.
    pub part: String,
    /// The column that says how many rows a group stands for.
    pub rows: &'static str,
    /// Another column of counts.
    pub also: Option<&'static str>,
    /// Whether it has the columns `file` and `year`.
    pub keys: (bool, bool),
    /// The columns with values, by source.
    pub values: Vec<Option<String>>,
}

impl<'a> Script<'a> {
    /// An empty script.
    pub fn new(setting: &'a Setting, register: &'a Register) -> Script<'a> {
        Script {
            setting,
            register,
            gives: ScriptResultKind::Sums,
            text: String::new(),
            steps: Vec::new(),
            said: String::new(),
            counts: Vec::new(),
            times: Vec::new(),
            beside: SideQueries::default(),
            sources: Vec::new(),
            cut: false,
            shared: false,
            totals: Vec::new(),
            copies: false,
            related: Vec::new(),
        }
    }

    /// The dialect.
    pub fn dialect(&self) -> Dialect {
        self.setting.dialect
    }

    /// A column or view in quotes.
    pub fn name(&self, name: &str) -> String {
        self.dialect().name(name)
    }

    /// A view of this register.
    pub fn view_name(&self, step: &str) -> String {
        self.name(&format!("{}_{step}", self.register.id.value))
    }

    /// Says something of the step or result that follows.
    pub fn comment(&mut self, text: &str) {
        for line in text.lines() {
            self.said += &format!("-- {line}\n");
        }
    }

    /// Adds what the dialect needs before everything else.
    pub fn open(&mut self) {
        self.text += &std::mem::take(&mut self.said);
        let opening = self.dialect().opening();
        if !opening.is_empty() {
            self.text += &format!("\n{opening}");
        }
    }

    /// Adds a step, and returns its name.
    pub fn view(&mut self, step: &str, query: &str) -> String {
        let name = self.view_name(step);
        let comment = std::mem::take(&mut self.said);
        self.steps.push(Step { name: name.clone(), query: query.to_owned(), comment, is_commented: false });
        name
    }

    /// Adds a result, with the steps that it needs. They stand in one statement: an engine reads the footers of files once, and looks at
    /// wide ones no more often than it must.
    pub fn output(&mut self, part: &str, query: &str) {
        let id = self.register.id.value.clone();
        self.output_of(&id, part, query);
    }

    /// Adds a result of a register, whichever is written about.
    pub fn output_of(&mut self, register: &str, part: &str, query: &str) {
        let dialect = self.dialect();
        let mut read = query.to_owned();
        let mut needed = Vec::new();
        for step in self.steps.iter_mut().rev() {
            if read.contains(&step.name) {
                read += &step.query;
                let comment = if std::mem::replace(&mut step.is_commented, true) { "" } else { &step.comment };
                needed.push(format!("{comment}{} AS {}(\n{}\n)", step.name, dialect.inlined(), step.query));
            }
        }
        needed.reverse();
        let with = if needed.is_empty() { String::new() } else { format!("WITH\n{}\n", needed.join(",\n")) };
        let folder = format!("{}/{register}/{part}", self.setting.results);
        let said = std::mem::take(&mut self.said);
        self.text += &format!("\n{said}{}", dialect.output(&folder, &format!("{with}{query}")));
    }

    /// The column that says which script a row comes from.
    pub fn hash_column(&self) -> String {
        format!("{} AS {}", self.dialect().text(HASH), self.name("script"))
    }

    /// The folder of a result of a register.
    pub fn result_of(&self, register: &str, part: &str) -> String {
        self.dialect().parquet_folder(&format!("{}/{register}/{part}", self.setting.results))
    }

    /// Adds a column that counts bad rows; returns its name in quotes.
    pub fn count(&mut self, of: CountOf, id: &str, name: &str, fault: &str) -> String {
        let column = format!("bad_{}", self.counts.len() + 1);
        let (id, name, fault) = (id.to_owned(), name.to_owned(), fault.to_owned());
        let quoted = self.name(&column);
        self.counts.push(Count { column, of, id, name, fault });
        quoted
    }

    /// The refusal of something that no script expresses.
    pub fn refused(&self, what: impl std::fmt::Display) -> Error {
        let message = format!("register `{}`: {what}", self.register.id);
        let hint = match self.gives {
            ScriptResultKind::Residence => {
                "the population, deaths and migration are read by scripts together: change what is named, in the definition or in the \
                 extracts, or build from the extracts alone"
            }
            ScriptResultKind::Sums => {
                "let `som build` read this register from its extracts, and name the other registers with --register"
            }
        };
        Error::new(Kind::Definition, message, hint)
    }

    /// Adds the result with the totals of the others, which says that the script ran to its end.
    pub fn output_totals(&mut self, part: &str) {
        let dialect = self.dialect();
        let id = &self.register.id.value;
        let [file, year] = ["file", "year"].map(|name| self.name(name));
        let mut all = Vec::new();
        for of in &self.totals {
            let key = |has: bool, name: &str| {
                let sql = if has { name } else { "NULL" };
                format!("CAST({sql} AS BIGINT) AS {name}")
            };
            let mut columns = vec![
                self.hash_column(),
                format!("{} AS {}", dialect.text(&of.part), self.name("part")),
                key(of.keys.0, &file),
                key(of.keys.1, &year),
                format!("COUNT(*) AS {}", self.name("groups")),
                format!("coalesce(CAST(SUM({}) AS BIGINT), 0) AS {}", self.name(of.rows), self.name("rows")),
                match of.also {
                    Some(also) => {
                        format!("coalesce(CAST(SUM({}) AS BIGINT), 0) AS {}", self.name(also), self.name("also"))
                    }
                    None => format!("CAST(0 AS BIGINT) AS {}", self.name("also")),
                },
            ];
            columns.extend(self.sources.iter().enumerate().map(|(at, source)| {
                let sum = of.values.get(at).and_then(Option::as_ref);
                let sum = sum.map_or_else(|| "0".to_owned(), |column| dialect.wide_sum(&self.name(column)));
                format!("CAST(coalesce({sum}, 0) AS DECIMAL(38, 0)) AS {}", self.name(&source.value))
            }));
            let by: Vec<&str> = [(of.keys.0, file.as_str()), (of.keys.1, year.as_str())]
                .into_iter()
                .filter_map(|(has, name)| has.then_some(name))
                .collect();
            let by = if by.is_empty() { String::new() } else { format!("\nGROUP BY {}", by.join(", ")) };
            all.push(format!("SELECT\n{}\nFROM {}{by}", listed(&columns), self.result_of(id, &of.part)));
        }
        self.comment("The totals of the results above, written last: without them a build takes this script as stopped before its end.");
        self.output(part, &all.join("\nUNION ALL\n"));
    }

    /// The whole text and its hash.
    pub fn finished(&self) -> (String, String) {
        let hash = blake3::hash(self.text.as_bytes()).to_hex().to_string();
        (self.text.replace(HASH, &hash), hash)
    }
}

/// The folder of results below a folder of scripts.
pub fn results_below(folder: &str) -> String {
    format!("{}/{RESULTS}", folder.trim_end_matches('/'))
}

/// Lines of a query's columns.
pub fn listed(columns: &[String]) -> String {
    columns.iter().map(|column| format!("  {column}")).collect::<Vec<_>>().join(",\n")
}

/// A translation, or the refusal of a definition's SQL by its place.
pub fn translated<T>(
    script: &Script<'_>,
    place: impl std::fmt::Display,
    result: std::result::Result<T, SqlFault>,
) -> Result<T> {
    result.map_err(|fault| script.refused(format!("{place}: {}", fault.message)))
}
