//! The columns of a definition beside the variables of the catalogue: keys, parents, weeks, months, and those that SQL reads.

use super::comparison::{Comparison, variables};
use super::name::row_of_register;
use super::row::CatalogueRow;
use crate::column::Column;
use crate::register::{Register, TimeUnit};
use foundation::words::Label;
use sql::ColumnType;

impl<'a> Comparison<'a> {
    pub(super) fn person(&mut self) {
        let (known, names) = (self.known, &self.register.person.names);
        let keys = known.keys();
        let is_key = |name: &String| keys.iter().any(|key| key.eq_ignore_ascii_case(name));
        let is_column = |name: &String| self.variables.iter().any(|row| row.variable.eq_ignore_ascii_case(name));
        if !names.iter().any(|name| is_key(name) && is_column(name)) {
            let sentence = Label {
                da: format!("nøglerne i {} er: {}", known.register, known.person_key),
                en: format!("the keys of {} are: {}", known.register, known.person_key),
            };
            self.report("person", "unknown_column", sentence);
        }
    }

    /// The register that rows belong to, and the column of the key there.
    pub(super) fn parent(&mut self, registers: &[Register], catalogue: &[CatalogueRow]) {
        let known = self.known;
        let parents = known.parents();
        let Some(parent) = &self.register.parent else {
            return;
        };
        let Some(of) = registers.iter().find(|of| of.id.value == parent.register.value) else { return };
        let Some(row) = row_of_register(of, catalogue) else { return };
        if !parents.is_empty() && !parents.iter().any(|name| name.eq_ignore_ascii_case(&row.register)) {
            let (of, other) = (&known.register, &row.register);
            let sentence = Label {
                da: format!("rækker i {of} hører til rækker i {}, ikke i {other}", parents.join(" eller ")),
                en: format!("rows of {of} belong to rows of {}, not of {other}", parents.join(" or ")),
            };
            self.report("parent", "parent", sentence);
        }
        let columns = variables(row, catalogue);
        let is_column = |name: &&String| columns.iter().any(|row| row.variable.eq_ignore_ascii_case(name));
        if !columns.is_empty() && !parent.key.names.iter().any(|name| is_column(&name)) {
            self.report("parent", "unknown_column", no_variable(&row.register, &parent.key.names));
        }
    }

    /// Week columns stand in the catalogue as a pattern, with remarks after it.
    pub(super) fn weeks(&mut self) {
        let Some(pattern) = self.register.kind.week_pattern() else { return };
        let written = pattern.replace("{yy}", "YY").replace("{ww}", "WW");
        match self.variables.iter().find(|row| row.pattern().eq_ignore_ascii_case(&written)).copied() {
            Some(row) => self.years_of("weeks", row),
            None => {
                let name = &self.known.register;
                let sentence = Label {
                    da: format!("{name} har ingen ugekolonner {written}"),
                    en: format!("{name} has no week columns {written}"),
                };
                self.report("weeks", "unknown_column", sentence);
            }
        }
    }

    /// Month columns stand in the catalogue as a pattern with the year, or as the columns of the first and the last month.
    pub(super) fn months(&mut self) {
        let register = self.register;
        for (id, column) in register.kind.month_columns() {
            let listed = column.names.iter().find_map(|name| self.months_of(name));
            match listed {
                Some(row) => self.years_of(&id.value, row),
                None => {
                    let (name, columns) = (&self.known.register, &column.names);
                    let sentence = Label {
                        da: format!("{name} har ingen månedskolonner {}", columns.join(" eller ")),
                        en: format!("{name} has no month columns {}", columns.join(" or ")),
                    };
                    self.report(&id.value, "unknown_column", sentence);
                }
            }
        }
    }

    /// The catalogue's row of the month columns of a pattern.
    fn months_of(&self, name: &str) -> Option<&'a CatalogueRow> {
        let row = |wanted: &str| self.variables.iter().find(|row| row.pattern().eq_ignore_ascii_case(wanted)).copied();
        let years = name.replace("{yyyy}", "YYYY").replace("{yy}", "YY");
        if years != name {
            return row(&years.replace("{mm}", "MM").replace("{m}", "M"));
        }
        let of = |month: u32| row(&name.replace("{mm}", &format!("{month:02}")).replace("{m}", &month.to_string()));
        of(12).and(of(1))
    }

    pub(super) fn columns(&mut self) {
        let register = self.register;
        for time in register.kind.time_columns() {
            let kind = match time.unit {
                TimeUnit::Year => ColumnType::Integer,
                TimeUnit::Day => ColumnType::Date,
                // A part of a period is read from whatever holds it.
                TimeUnit::Period(_) => ColumnType::Text,
            };
            self.column(time.id, time.column, time.column.kind.unwrap_or(kind));
        }
        for (id, column) in &register.columns {
            self.column(&id.value, column, column.kind.unwrap_or(ColumnType::Text));
        }
    }

    fn column(&mut self, id: &str, column: &Column, kind: ColumnType) {
        let name = &self.known.register;
        let find = |names: &[String]| {
            self.variables.iter().find(|row| names.iter().any(|n| n.eq_ignore_ascii_case(&row.variable))).copied()
        };
        let former = column.was.iter().map(|was| &was.names).find(|names| !names.is_empty() && find(names).is_none());
        let (Some(variable), None) = (find(&column.names), former) else {
            let names = former.unwrap_or(&column.names);
            return self.report(id, "unknown_column", no_variable(name, names));
        };
        // A column that was another in some years, or that has several names, is in the catalogue by parts.
        if column.was.is_empty() && column.names.len() == 1 {
            self.years_of(id, variable);
        }
        // SQL sees the seconds of a time; files hold the time.
        let kind = if column.time { ColumnType::Date } else { kind };
        // A column that says how files store it is compared by that.
        let read_as = |form: &crate::stored::Stored| form.read_as().unwrap_or(ColumnType::Number);
        let agrees = column.stored.iter().any(|form| !contradicted(read_as(form), &variable.storage));
        if contradicted(kind, &variable.storage) && !agrees {
            let (er, is) = match variable.storage.as_str() {
                "character" => ("tekst", "text"),
                "datetime" => ("et tidspunkt", "a time"),
                "date" => ("en dag", "a date"),
                other => (other, other),
            };
            let (of, kind) = (&variable.variable, kind.word());
            let sentence = Label {
                da: format!("{of} er {er} i {name}; definitionen siger {kind}"),
                en: format!("{of} is {is} in {name}; the definition declares {kind}"),
            };
            self.report(id, "type", sentence);
        }
    }

    /// Years that the definition covers and the catalogue does not have of a variable. Of a register that comes whole, a variable's years
    /// are those of the last delivery, except where the variable's name has the year. Years of the register itself are reported once.
    fn years_of(&mut self, id: &str, variable: &CatalogueRow) {
        if !self.is_by_year() && !variable.is_pattern() {
            return;
        }
        let (name, years) = (&self.known.register, self.register.covers.years());
        let (Some(first), Some(last)) = (years.first(), years.last()) else { return };
        let columns = variable.pattern();
        if let Some(from) = variable.first.filter(|from| from > first && Some(*from) != self.known.first) {
            let sentence = Label {
                da: format!("{columns} er i {name} fra {from}; definitionen dækker {first}"),
                en: format!("{columns} is in {name} from {from}; the definition covers {first}"),
            };
            self.report(id, "years", sentence);
        }
        if let Some(to) = variable.last.filter(|to| to < last && Some(*to) != self.known.last) {
            let sentence = Label {
                da: format!("{columns} er i {name} til {to}; definitionen dækker {last}"),
                en: format!("{columns} is in {name} until {to}; the definition covers {last}"),
            };
            self.report(id, "years", sentence);
        }
    }
}

fn no_variable(register: &str, names: &[String]) -> Label {
    Label {
        da: format!("{register} har ingen variabel {}", names.join(" eller ")),
        en: format!("{register} has no variable {}", names.join(" or ")),
    }
}

/// Whether a storage type contradicts the declared one. Numbers can be read as text and as days.
fn contradicted(kind: ColumnType, storage: &str) -> bool {
    match storage {
        "character" => matches!(kind, ColumnType::Integer | ColumnType::Number | ColumnType::Boolean),
        "date" | "datetime" => kind != ColumnType::Date,
        _ => false,
    }
}
