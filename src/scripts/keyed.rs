//! Rows with their persons: the columns that a script reads, the rows that are of a person, and the counts of values by which rows
//! are not.

use engine::registers::{KeyType, NullRule, OpenRegister, ReadAs};
use engine::results::CountOf;
use foundation::error::Result;
use sql::ColumnType;

use crate::joins::Joins;
use crate::measure::Measure;
use crate::read;
use crate::rows::{self, of_column};
use crate::script::Script;
use crate::side_counts;
use crate::task::Task;
use crate::typed_column::{ColumnRequest, ROW_KEY, TypedRows, distinct, fault_counts};

/// What the rows of a register are read for.
#[derive(Clone, Copy)]
pub struct KeyedRows<'a> {
    /// The type of the persons' keys.
    pub key: KeyType,
    /// The sources of variables.
    pub tasks: &'a [Task<'a>],
    /// The registers whose rows are joined.
    pub joins: &'a Joins<'a>,
}

impl<'a> KeyedRows<'a> {
    /// The columns that a script reads: the key, those that place a row, those of the register's condition, and those that sources
    /// read.
    pub fn columns(&self, script: &Script<'a>) -> Vec<ColumnRequest<'a>> {
        let register = script.register;
        let mut all: Vec<ColumnRequest<'a>> = self.joins.own_key(register).into_iter().collect();
        if !self.joins.has_parent() {
            all.push(ColumnRequest {
                id: "person".to_owned(),
                column: &register.person.value,
                read_as: ReadAs::Key(self.key),
            });
        }
        for placed in register.kind.time_columns() {
            all.push(ColumnRequest {
                id: placed.id.to_owned(),
                column: &placed.column.value,
                read_as: ReadAs::time_column(&placed),
            });
        }
        let times = register.kind.clock_columns().into_iter();
        all.extend(times.map(|(id, column)| of_column(id, &column.value, ColumnType::Integer)));
        let filter = register.filter.iter().flat_map(|filter| &filter.columns);
        let mut names: Vec<&String> = self.tasks.iter().flat_map(Task::columns).chain(filter).collect();
        names.sort();
        names.dedup();
        for name in names {
            let declared = register.column(name).and_then(|column| Some((column, column.kind?)));
            if let Some((column, kind)) = declared.filter(|_| all.iter().all(|known| known.id != *name)) {
                all.push(of_column(name, column, kind));
            }
        }
        all
    }

    /// Writes the steps of typed rows with `_met` and `_keyed`: what a row needs to count for a person. `dated` adds the year of each file;
    /// `extra` has columns of each file's own that are handed on: SQL and name.
    ///
    /// # Errors
    /// Faults of files, and what no script reads.
    pub fn rows(
        &self,
        script: &mut Script<'a>,
        open: &OpenRegister<'_>,
        asked: &[ColumnRequest<'_>],
        (dated, extra): (bool, read::Extra<'_>),
    ) -> Result<(TypedRows, String)> {
        distinct(script, asked)?;
        let joins = self.joins;
        let mut all = joins.extra(open);
        all.iter_mut().zip(extra).for_each(|(of_file, more)| of_file.extend(more.iter().cloned()));
        let mut typed = read::typed(script, open, asked, (dated, &all))?;
        let met = rows::met(script, &typed)?;
        let register = script.register;
        if let Some(filter) = &register.filter {
            side_counts::condition(script, &typed, (&register.id.value, filter), "TRUE")?;
        }
        let [of_met, of_keyed, person] = ["_met", "_keyed", "_person"].map(|name| script.name(name));
        let of_person = format!("CASE WHEN {of_keyed} THEN {person} END");
        if joins.has_parent() {
            // A row that belongs to another needs its key.
            typed
                .columns
                .iter_mut()
                .filter(|column| column.id == ROW_KEY)
                .for_each(|column| column.need = NullRule::Value);
            script.comment("Rows that meet the register's condition.");
            let view = script.view("met", &format!("SELECT *, ({met}) AS {of_met}\nFROM {}", typed.view));
            let (typed, view) = joins.write(script, (typed, view), (self.key, self.tasks))?;
            let (found, once) = (script.view_name("found"), rows::once(script, "TRUE"));
            side_counts::days(script, &typed, &found, (&once, &of_person));
            return Ok((typed, view));
        }
        script.comment("Rows that meet the register's condition, and rows with a key: only these are of a person.");
        let view = script.view(
            "keyed",
            &format!(
                "SELECT *, ({met}) AS {of_met}, (({met}) AND {person} IS NOT NULL) AS {of_keyed}\nFROM {}",
                typed.view
            ),
        );
        side_counts::days(script, &typed, &view, ("TRUE", &of_person));
        if joins.is_empty() { Ok((typed, view)) } else { joins.write(script, (typed, view), (self.key, self.tasks)) }
    }

    /// The counts of bad values: those by which rows are chosen, of rows that `each` holds of; and the others, of rows with a key.
    pub fn bad_counts(
        &self,
        script: &mut Script<'_>,
        typed: &TypedRows,
        each: &str,
        values: &[String],
    ) -> Vec<Measure> {
        let each = &rows::once(script, each);
        let mut counts = side_counts::day_counts(script, each);
        let chosen: Vec<String> = script.register.filter.iter().flat_map(|filter| filter.columns.clone()).collect();
        for column in typed.columns.iter().filter(|column| chosen.contains(&column.id)) {
            counts.extend(fault_counts(script, column, CountOf::Choice, each));
        }
        let (met, keyed) = (script.name("_met"), script.name("_keyed"));
        for column in &typed.columns {
            if column.id == "person" || column.id == ROW_KEY {
                counts.extend(fault_counts(script, column, CountOf::Choice, &format!("{each} AND {met}")));
            } else if values.contains(&column.id) {
                counts.extend(fault_counts(script, column, CountOf::Column, &format!("{each} AND {keyed}")));
            }
        }
        if let Some(key) = typed.get(ROW_KEY).filter(|_| self.joins.has_parent()) {
            let [orphan, several, of_key] = ["_orphan", "_several", ROW_KEY].map(|name| script.name(name));
            let ambiguous = script.count(CountOf::Choice, ROW_KEY, &key.file_name, "parent_twice");
            counts.push(Measure::rare(ambiguous, format!("{each} AND {several}")));
            counts.push(Measure::count(script.name("orphans"), format!("{each} AND {orphan}")));
            counts.push(Measure::count(script.name("keys"), format!("{each} AND {met} AND {of_key} IS NOT NULL")));
        }
        counts
    }
}
