//! A variable's value in a year relative to t = 0.

use definitions::Definitions;
use definitions::day::Day;
use definitions::register::Register;
use definitions::variable::{Source, Variable};

/// A variable's value in a year relative to t = 0.
#[derive(Debug, Clone)]
pub struct YearValue<'a> {
    /// The variable.
    pub variable: &'a Variable,
    /// Years after t = 0.
    pub offset: i32,
}

impl YearValue<'_> {
    /// Its name in the search for values.
    pub(super) fn column(&self) -> String {
        format!("{} {}", self.variable.id, self.offset)
    }

    /// The source with the most days in a year: its register, index, first and last day.
    pub fn source<'d>(&self, definitions: &'d Definitions, year: i32) -> Option<(&'d Register, usize, (i32, i32))> {
        let days = |source: &Source| {
            let register = definitions.register(&source.register)?;
            let since = source.since.as_ref().map_or(i32::MIN, |day| day.number());
            let until = source.until.as_ref().map_or(i32::MAX, |day| day.number());
            let first = since.max(Day::first_of(year).number()).max(register.covers.first_day().number());
            let last = until.min(Day::last_of(year).number()).min(register.covers.last_day().number());
            (first <= last).then_some((register, (first, last)))
        };
        let sources = self.variable.from.iter().enumerate();
        let open = sources.filter_map(|(at, source)| days(source).map(|(register, days)| (register, at, days)));
        open.max_by_key(|(_, at, (first, last))| (last - first, std::cmp::Reverse(*at)))
    }
}
