//! The registers that are joined with one, opened, and the key that joins them.

use definitions::Definitions;
use definitions::expression::Expression;
use definitions::register::{Parent, Register};
use engine::registers::{Extracts, KeyType, OpenRegister, Purpose, ReadAs};
use foundation::error::Result;

use crate::script::Script;
use crate::task::Task;
use crate::typed_column::{ColumnRequest, ROW_KEY};

/// A question's name, and the condition that it asks; `None` asks for any row.
pub type Answer<'a> = (&'a str, Option<&'a Expression>);

/// A register that is joined with another, and the key that joins both.
pub struct JoinedRegister<'a> {
    pub(super) open: OpenRegister<'a>,
    pub(super) rule: &'a Parent,
    /// Whether any row meets a condition, by the name that SQL gives the answer.
    pub(super) answers: Vec<Answer<'a>>,
}

/// The registers that are joined with one.
#[derive(Default)]
pub struct Joins<'a> {
    /// Whose rows the rows belong to.
    pub(super) parent: Option<JoinedRegister<'a>>,
    /// Those that are asked.
    pub(super) asked: Vec<JoinedRegister<'a>>,
    /// The kind of keys.
    pub(super) key: Option<KeyType>,
    /// The kind of persons' keys.
    pub(super) persons: Option<KeyType>,
    /// The population.
    pub(super) population: Option<&'a Register>,
    /// Whether the files of a year are joined within the year.
    by_year: bool,
}

/// The column with the year of a row's file.
const FILE_YEAR: &str = "_file_year";

impl<'a> Joins<'a> {
    /// Opens the registers that the sources of a register need.
    ///
    /// # Errors
    /// Those of [`Extracts::open`].
    pub fn of(
        definitions: &'a Definitions,
        extracts: &Extracts,
        open: &OpenRegister<'a>,
        (tasks, persons): (&[Task<'a>], KeyType),
    ) -> Result<Joins<'a>> {
        let register = open.definition;
        let mut joins = Joins { population: definitions.population(), persons: Some(persons), ..Joins::default() };
        if let (Some(rule), Some(of)) = (&register.parent, definitions.parent_of(register)) {
            joins.parent =
                Some(JoinedRegister { rule, open: extracts.open_for(Purpose::Values, of)?, answers: Vec::new() });
        }
        for any in tasks.iter().flat_map(|task| &task.source.any) {
            let known = joins.asked.iter().position(|joined| joined.open.definition.id.value == any.register.value);
            let at = match (known, definitions.register(&any.register.value)) {
                (Some(at), _) => at,
                (None, Some(of)) => {
                    let Some(rule) = &of.parent else { continue };
                    joins.asked.push(JoinedRegister {
                        rule,
                        open: extracts.open_for(Purpose::Answers, of)?,
                        answers: Vec::new(),
                    });
                    joins.asked.len() - 1
                }
                (None, None) => continue,
            };
            let answers = &mut joins.asked[at].answers;
            if !answers.iter().any(|(id, _)| *id == any.id.value) {
                answers.push((&any.id.value, any.filter.as_ref()));
            }
        }
        let owner = match (&joins.parent, joins.asked.first()) {
            (Some(parent), _) => parent.open.files.first().map(|file| file.key_type(&parent.rule.key)),
            (None, Some(asked)) => open.files.first().map(|file| file.key_type(&asked.rule.key)),
            (None, None) => None,
        };
        joins.key = owner.transpose()?;
        let all = std::iter::once(open).chain(joins.parent.iter().chain(&joins.asked).map(|joined| &joined.open));
        joins.by_year = all.flat_map(|open| &open.files).all(|file| file.file.year.is_some());
        Ok(joins)
    }

    /// Whether nothing is joined.
    pub fn is_empty(&self) -> bool {
        self.parent.is_none() && self.asked.is_empty()
    }

    /// The column of the key by which rows of the register are found, or find theirs.
    pub fn own_key(&self, register: &'a Register) -> Option<ColumnRequest<'a>> {
        let column = match (&self.parent, self.asked.first()) {
            (Some(_), _) => &register.person.value,
            (None, Some(asked)) => &asked.rule.key.value,
            (None, None) => return None,
        };
        Some(ColumnRequest { id: ROW_KEY.to_owned(), column, read_as: ReadAs::Key(self.key?) })
    }

    /// Whether the rows of the register have no persons of their own.
    pub fn has_parent(&self) -> bool {
        self.parent.is_some()
    }

    /// The columns by file that joins need.
    pub fn extra(&self, open: &OpenRegister<'_>) -> Vec<Vec<(String, String)>> {
        let year = |file: &engine::registers::OpenFile| file.file.year.filter(|_| self.by_year && !self.is_empty());
        let of_file = |file| year(file).map(|year| (year.to_string(), FILE_YEAR.to_owned())).into_iter().collect();
        open.files.iter().map(of_file).collect()
    }

    /// The condition that two rows have one key.
    pub(super) fn joined(&self, script: &Script<'_>, one: &str, other: &str) -> String {
        let [key, year] = [ROW_KEY, FILE_YEAR].map(|name| script.name(name));
        let of_year = if self.by_year { format!(" AND {one}.{year} = {other}.{year}") } else { String::new() };
        format!("{one}.{key} = {other}.{key}{of_year}")
    }

    /// The columns of a key.
    pub(super) fn key_columns(&self, script: &Script<'_>) -> String {
        let [key, year] = [ROW_KEY, FILE_YEAR].map(|name| script.name(name));
        if self.by_year { format!("{key}, {year}") } else { key }
    }
}
