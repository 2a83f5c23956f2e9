//! A monthly wide register: a row with a column for each month of each of its month columns. Unfolded, its rows are months.
//!
//! The year stands in the columns' names, and a person has one row; or the names have the month alone, each row is of one year, and a
//! person has any number of them.

use foundation::words::RegisterKind;
use sql::ColumnType;

use super::kind_rules::{KindRules, KnownYears, RowsPerPerson, Timing};
use super::time_column::{TimeColumn, TimeUnit};
use crate::column::Column;
use crate::source::At;
use crate::table::Table;

/// What a monthly wide register declares.
#[derive(Debug, Clone)]
pub struct MonthlyWide {
    /// The month columns, by the names that SQL gives them. The names of each are patterns with `{yyyy}` or `{yy}`, and `{mm}` or `{m}`.
    pub months: Vec<(At<String>, At<Column>)>,
    /// The column with the year, where neither the patterns nor the path have it.
    pub year: Option<At<Column>>,
}

impl MonthlyWide {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] = &["months", "year"];

    /// Reads the keys. `years_in_paths` says whether every path has `{year}`.
    pub(super) fn read(table: &Table<'_>, years_in_paths: bool) -> Result<MonthlyWide, Option<&'static str>> {
        let year = table.optional("year");
        let mut months = table.table("months").ok_or(Some("months"))?.entries::<Column>();
        for (_, column) in &mut months {
            column.value.read_code_table(&column.place, table.report());
        }
        let read = MonthlyWide { months, year };
        if !read.has_years() && read.year.is_none() && !years_in_paths {
            return Err(Some("year"));
        }
        read.check(table);
        Ok(read)
    }

    fn check(&self, table: &Table<'_>) {
        let report = table.report();
        if self.months.is_empty() {
            report.mistake(table.place(), "`months` names no column");
        }
        if let Some(year) = self.year.as_ref().filter(|_| self.has_years()) {
            report.mistake(&year.place, "the names of the month columns have the year: leave `year` out");
        }
        for (id, column) in &self.months {
            for name in &column.names {
                let place = column.place.within(name);
                if name.matches("{mm}").count() + name.matches("{m}").count() != 1 {
                    report.mistake_with_hint(
                        &place,
                        format!("the pattern of `{id}` names no month"),
                        "write it with `{mm}`, or `{m}` without a leading zero, such as `GRAD_{yyyy}_{mm}`",
                    );
                }
                if has_year(name) != self.has_years() {
                    report.mistake(&place, "either all month columns have the year in their names, or none");
                }
            }
            if !column.was.is_empty() {
                report.mistake(&column.place, "a month column has no `was`: list its patterns in `names`");
            }
            if self.sql_columns().iter().any(|(name, _)| *name == id.value) {
                report.mistake(&id.place, format!("`{id}` is a name that the program gives: choose another"));
            }
        }
    }

    /// Whether the names of the month columns have the year.
    pub fn has_years(&self) -> bool {
        self.months.iter().flat_map(|(_, column)| &column.names).any(|name| has_year(name))
    }

    /// A month column.
    pub fn column(&self, id: &str) -> Option<&Column> {
        self.months.iter().find(|(name, _)| name.value == id).map(|(_, column)| &column.value)
    }

    /// The name of a month's column, by its first pattern.
    pub fn name(column: &Column, year: i32, month: i64) -> String {
        let pattern = column.names.first().map_or("", String::as_str);
        let years = pattern.replace("{yyyy}", &format!("{year:04}")).replace("{yy}", &format!("{:02}", year % 100));
        years.replace("{mm}", &format!("{month:02}")).replace("{m}", &month.to_string())
    }
}

impl KindRules for MonthlyWide {
    fn word(&self) -> RegisterKind {
        RegisterKind::MonthlyWide
    }

    fn timing(&self) -> Timing {
        Timing::Part
    }

    fn rows_per_person(&self) -> RowsPerPerson {
        if self.has_years() { RowsPerPerson::One } else { RowsPerPerson::Many }
    }

    fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        self.year.iter().map(|column| TimeColumn { id: "year", column, unit: TimeUnit::Year }).collect()
    }

    fn sql_columns(&self) -> &'static [(&'static str, ColumnType)] {
        &[("year", ColumnType::Integer), ("month", ColumnType::Integer)]
    }

    /// The first and last month that have the values.
    fn row_keys(&self) -> &'static [&'static str] {
        &["first", "last"]
    }

    fn year_column(&self) -> Option<&At<Column>> {
        self.year.as_ref()
    }

    fn is_dated_by_path(&self) -> bool {
        self.year.is_none() && !self.has_years()
    }

    fn known_years(&self) -> KnownYears {
        if self.is_dated_by_path() { KnownYears::OfPath } else { KnownYears::Unknown }
    }

    fn unfolds_to(&self) -> Option<&'static str> {
        Some("month")
    }

    fn month_columns(&self) -> &[(At<String>, At<Column>)] {
        &self.months
    }

    /// Its months are further columns of a register that the catalogue describes otherwise.
    fn fits_catalogue(&self, _: &str) -> bool {
        true
    }
}

fn has_year(pattern: &str) -> bool {
    pattern.contains("{yyyy}") || pattern.contains("{yy}")
}
