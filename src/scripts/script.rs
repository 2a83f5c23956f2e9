//! The text of a script: comments, views and outputs, one after another, and the columns of its result that a build reads.

use definitions::register::Register;
use engine::results::{Count, CountOf, RESULTS, ScriptedSource, TimeCount};
use foundation::error::{Error, Kind};
use sql::Dialect;

use crate::dialect::Written;

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
    text: String,
    /// The columns that count bad rows.
    pub counts: Vec<Count>,
    /// The columns that count times of day.
    pub times: Vec<TimeCount>,
    /// The sources of variables.
    pub sources: Vec<ScriptedSource>,
    /// Whether a row of the extracts becomes several.
    pub cut: bool,
}

impl<'a> Script<'a> {
    /// An empty script.
    pub fn new(setting: &'a Setting, register: &'a Register) -> Script<'a> {
        Script {
            setting,
            register,
            text: String::new(),
            counts: Vec::new(),
            times: Vec::new(),
            sources: Vec::new(),
            cut: false,
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

    /// Adds a comment.
    pub fn comment(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        for line in text.lines() {
            self.text += &format!("-- {line}\n");
        }
    }

    /// Adds what the dialect needs before everything else.
    pub fn open(&mut self) {
        let opening = self.dialect().opening();
        if !opening.is_empty() {
            self.text += &format!("\n{opening}");
        }
    }

    /// Adds a view, and returns its name.
    pub fn view(&mut self, step: &str, query: &str) -> String {
        let name = self.view_name(step);
        self.text += &format!("CREATE OR REPLACE TEMPORARY VIEW {name} AS\n{query};\n");
        name
    }

    /// Adds a result.
    pub fn output(&mut self, part: &str, query: &str) {
        let folder = format!("{}/{}/{part}", self.setting.results, self.register.id.value);
        self.text += &self.dialect().output(&folder, query);
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
        let hint =
            "scripts never come near: leave this register to the build itself, and name the others with --register";
        Error::new(Kind::Definition, message, hint)
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
