//! Rows that belong to rows of another register: their person, and their days where they have none, are those of the row that they
//! belong to; and whether any row that belongs to a row meets a condition.
//!
//! Owns the joins by key, and the results that count what is wrong in the joined registers. Keys are those of rows that meet the
//! condition of their register; the files of a year are joined within the year, where all registers have years in their paths.

mod answers;
mod counted;
mod parent;
mod registers;

pub use registers::Joins;

use engine::registers::KeyType;
use foundation::error::Result;
use sql::ColumnType;

use crate::script::Script;
use crate::task::Task;
use crate::typed_column::{ROW_KEY, TypedColumn, TypedRows};

impl<'a> Joins<'a> {
    /// Joins the rows of `view`, which have `_met` and a key: writes the steps of the joined registers, and returns the last with the
    /// columns that rows have then.
    ///
    /// # Errors
    /// Faults of files, and what no script expresses.
    pub fn write(
        &self,
        script: &mut Script<'a>,
        (mut typed, mut view): (TypedRows, String),
        (persons, tasks): (KeyType, &[Task<'a>]),
    ) -> Result<(TypedRows, String)> {
        if let Some(parent) = &self.parent {
            (typed, view) = parent::join(self, script, parent, (typed, view), (persons, tasks))?;
        }
        let owners = self.owners(script, &view);
        for asked in &self.asked {
            let columns = asked.answers.iter().map(|(id, _)| TypedColumn::given(script, id, ColumnType::Boolean));
            let columns: Vec<TypedColumn> = columns.collect();
            view = answers::join(self, script, asked, (&view, owners.as_str()))?;
            typed.columns.extend(columns);
        }
        typed.view.clone_from(&view);
        Ok((typed, view))
    }

    /// The step with the keys of the rows whose register has persons, and how many have each.
    fn owners(&self, script: &mut Script<'a>, view: &str) -> String {
        if self.asked.is_empty() {
            return String::new();
        }
        let [met, key, number] = ["_met", ROW_KEY, "_of_key"].map(|name| script.name(name));
        let from = match &self.parent {
            Some(parent) => script.name(&format!("{}_keyed", parent.open.definition.id)),
            None => view.to_owned(),
        };
        script.comment("How many rows have each key.");
        let by = self.key_columns(script);
        script.view(
            "owners",
            &format!(
                "SELECT {by}, COUNT(*) AS {number}\nFROM {from}\nWHERE {met} AND {key} IS NOT NULL\nGROUP BY {by}"
            ),
        )
    }
}
