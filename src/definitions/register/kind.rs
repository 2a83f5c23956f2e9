//! The kinds of registers. Each kind has a file of its own that holds its keys, its columns and the keys of its test rows;
//! a new kind is a new file and an arm in each method here.

use foundation::words::RegisterKind;
use sql::ColumnType;

use super::event::Event;
use super::monthly_wide::MonthlyWide;
use super::period::Period;
use super::spell::Spell;
use super::status::{Absent, Status};
use super::time_column::TimeColumn;
use super::weekly_wide::WeeklyWide;
use crate::column::Column;
use crate::day::Covers;
use crate::source::At;
use crate::table::Table;

/// What the rows of a register are, with what such a register declares.
#[derive(Debug, Clone)]
pub enum Kind {
    /// One row a person and year.
    Status(Status),
    /// A row with a day.
    Event(Event),
    /// A row with a first day and the day on which it ended.
    Spell(Spell),
    /// A row a person, with a column of codes for each week.
    WeeklyWide(WeeklyWide),
    /// Rows of a person and a period: a year, quarter, month or school year.
    Period(Box<Period>),
    /// A row with a column for each month.
    MonthlyWide(MonthlyWide),
}

impl Kind {
    /// Reads the keys of a kind, and reports the one that it lacks.
    pub(super) fn read(
        table: &Table<'_>,
        word: Option<&At<RegisterKind>>,
        years_in_paths: bool,
        has_parent: bool,
    ) -> Option<At<Kind>> {
        let Some(word) = word else {
            // The kind could not be read, so no key is wrong.
            for keys in [Status::KEYS, Event::KEYS, Spell::KEYS, WeeklyWide::KEYS, Period::KEYS, MonthlyWide::KEYS] {
                table.ignore(keys);
            }
            return None;
        };
        let kind = match word.value {
            RegisterKind::Status => Status::read(table, years_in_paths).map(Kind::Status),
            RegisterKind::Event => Event::read(table, has_parent).map(Kind::Event),
            RegisterKind::Spell => Spell::read(table, has_parent).map(Kind::Spell),
            RegisterKind::WeeklyWide => WeeklyWide::read(table).map(Kind::WeeklyWide),
            RegisterKind::Period => Period::read(table, years_in_paths).map(|period| Kind::Period(Box::new(period))),
            RegisterKind::MonthlyWide => MonthlyWide::read(table, years_in_paths).map(Kind::MonthlyWide),
        };
        match kind {
            Ok(kind) => Some(At { value: kind, place: word.place.clone() }),
            Err(lacking) => {
                if let Some(key) = lacking
                    && table.lacks(key)
                {
                    let message = format!("a register of kind `{}` needs `{key}`", word.value);
                    table.report().mistake_with_hint(&word.place, message, format!("add `{key} = …`"));
                }
                None
            }
        }
    }

    /// The word in definitions and tables.
    pub const fn word(&self) -> RegisterKind {
        match self {
            Self::Status(_) => RegisterKind::Status,
            Self::Event(_) => RegisterKind::Event,
            Self::Spell(_) => RegisterKind::Spell,
            Self::WeeklyWide(_) => RegisterKind::WeeklyWide,
            Self::Period(_) => RegisterKind::Period,
            Self::MonthlyWide(_) => RegisterKind::MonthlyWide,
        }
    }

    /// The columns that place a row in time.
    pub fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        match self {
            Self::Status(status) => status.time_columns(),
            Self::Event(event) => event.time_columns(),
            Self::Spell(spell) => spell.time_columns(),
            Self::WeeklyWide(_) => Vec::new(),
            Self::Period(period) => period.time_columns(),
            Self::MonthlyWide(monthly) => monthly.time_columns(),
        }
    }

    /// The pattern of the week columns' names, of a register that has them.
    pub const fn week_pattern(&self) -> Option<&At<String>> {
        match self {
            Self::WeeklyWide(weekly) => Some(&weekly.weeks),
            Self::Status(_) | Self::Event(_) | Self::Spell(_) | Self::Period(_) | Self::MonthlyWide(_) => None,
        }
    }

    /// What a weekly wide register declares.
    pub const fn weekly(&self) -> Option<&WeeklyWide> {
        match self {
            Self::WeeklyWide(weekly) => Some(weekly),
            Self::Status(_) | Self::Event(_) | Self::Spell(_) | Self::Period(_) | Self::MonthlyWide(_) => None,
        }
    }

    /// The column with the year, of a register that has one.
    pub fn year_column(&self) -> Option<&At<Column>> {
        match self {
            Self::Status(status) => status.year.as_ref(),
            Self::Period(period) => period.year.as_ref(),
            Self::MonthlyWide(monthly) => monthly.year.as_ref(),
            Self::Event(_) | Self::Spell(_) | Self::WeeklyWide(_) => None,
        }
    }

    /// Whether nothing but the path of a file says the year of its rows.
    pub fn is_dated_by_path(&self) -> bool {
        match self {
            Self::Status(status) => status.year.is_none(),
            Self::Period(period) => period.is_dated_by_path(),
            Self::MonthlyWide(monthly) => monthly.year.is_none() && !monthly.has_years(),
            Self::Event(_) | Self::Spell(_) | Self::WeeklyWide(_) => false,
        }
    }

    /// The years that the paths of the files have, of a register that covers some days.
    pub fn file_years(&self, covers: &Covers) -> Vec<i32> {
        match self {
            Self::Period(period) => period.file_years(covers),
            _ => covers.years(),
        }
    }

    /// What a register of amounts per period declares.
    pub fn period(&self) -> Option<&Period> {
        match self {
            Self::Period(period) => Some(period),
            Self::Status(_) | Self::Event(_) | Self::Spell(_) | Self::WeeklyWide(_) | Self::MonthlyWide(_) => None,
        }
    }

    /// Whether spells have a time of day, so that their hours are known.
    pub fn has_times(&self) -> bool {
        matches!(self, Self::Spell(spell) if spell.has_times())
    }

    /// What a monthly wide register declares.
    pub const fn monthly(&self) -> Option<&MonthlyWide> {
        match self {
            Self::MonthlyWide(monthly) => Some(monthly),
            Self::Status(_) | Self::Event(_) | Self::Spell(_) | Self::WeeklyWide(_) | Self::Period(_) => None,
        }
    }

    /// Whether a person can have many rows that count in a year.
    pub fn has_several_rows(&self) -> bool {
        match self {
            Self::Status(_) | Self::WeeklyWide(_) => false,
            Self::MonthlyWide(monthly) => !monthly.has_years(),
            Self::Event(_) | Self::Spell(_) | Self::Period(_) => true,
        }
    }

    /// Whether the value of a person without a row is unknown.
    pub fn is_missing_without_row(&self) -> bool {
        matches!(self, Self::Status(status) if status.absent.value == Absent::Missing)
    }

    /// The columns that SQL reads in addition to the declared ones.
    pub fn sql_columns(&self) -> &'static [(&'static str, ColumnType)] {
        match self {
            Self::Status(_) => Status::SQL_COLUMNS,
            Self::Event(_) => Event::SQL_COLUMNS,
            Self::Spell(_) => Spell::SQL_COLUMNS,
            Self::WeeklyWide(_) => WeeklyWide::SQL_COLUMNS,
            Self::Period(period) => Period::sql_columns_of(period.unit.value, period.tells_part()),
            Self::MonthlyWide(_) => MonthlyWide::SQL_COLUMNS,
        }
    }

    /// The keys of a test person's row in addition to the declared columns.
    pub fn row_keys(&self) -> &'static [&'static str] {
        match self {
            Self::Status(_) => Status::ROW_KEYS,
            Self::Event(_) => Event::ROW_KEYS,
            Self::Spell(_) => Spell::ROW_KEYS,
            Self::WeeklyWide(_) => WeeklyWide::ROW_KEYS,
            Self::Period(period) => Period::row_keys_of(period.unit.value, period.tells_part()),
            Self::MonthlyWide(_) => MonthlyWide::ROW_KEYS,
        }
    }
}
