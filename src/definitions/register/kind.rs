//! The kinds of registers. Each kind has a file of its own that holds its keys and its answers; a new kind is a new file, and a variant
//! here with the arms that read it and find its answers.

use std::ops::Deref;

use foundation::words::RegisterKind;

use super::event::Event;
use super::kind_rules::KindRules;
use super::monthly_wide::MonthlyWide;
use super::period::Period;
use super::spell::Spell;
use super::status::Status;
use super::weekly_wide::WeeklyWide;
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

    /// What a weekly wide register declares.
    pub const fn weekly(&self) -> Option<&WeeklyWide> {
        if let Self::WeeklyWide(weekly) = self { Some(weekly) } else { None }
    }

    /// What a monthly wide register declares.
    pub const fn monthly(&self) -> Option<&MonthlyWide> {
        if let Self::MonthlyWide(monthly) = self { Some(monthly) } else { None }
    }

    /// What a register of amounts per period declares.
    pub fn period(&self) -> Option<&Period> {
        if let Self::Period(period) = self { Some(period) } else { None }
    }

    /// The pattern of the week columns' names, of a register that has them.
    pub fn week_pattern(&self) -> Option<&At<String>> {
        self.weekly().map(|weekly| &weekly.weeks)
    }
}

/// A kind answers what its file answers.
impl Deref for Kind {
    type Target = dyn KindRules;

    fn deref(&self) -> &(dyn KindRules + 'static) {
        match self {
            Self::Status(status) => status,
            Self::Event(event) => event,
            Self::Spell(spell) => spell,
            Self::WeeklyWide(weekly) => weekly,
            Self::Period(period) => &**period,
            Self::MonthlyWide(monthly) => monthly,
        }
    }
}
