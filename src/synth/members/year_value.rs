//! A variable's value in a year relative to t = 0.

use definitions::Definitions;
use definitions::day::Day;
use definitions::entrant::Use;
use definitions::register::Register;
use definitions::target_group::{Success, TargetGroup};
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

    /// Whether a group's population condition reads it.
    pub fn is_of_population(&self, group: &TargetGroup) -> bool {
        let population = &group.population;
        let at_entry = self.offset == 0 && population.filter.columns.contains(&self.variable.id.value);
        at_entry || population.uses.iter().any(|(_, used)| self.is_used(used))
    }

    /// Whether a success measure uses it.
    pub fn is_of_success(&self, success: &Success) -> bool {
        success.uses.iter().any(|(_, used)| self.is_used(used))
    }

    fn is_used(&self, used: &Use) -> bool {
        used.variable.value == self.variable.id.value && used.years.contains(self.offset)
    }

    /// The sources with days in a year, those with the most days first: register, source, first and last day.
    pub fn sources<'d>(&self, definitions: &'d Definitions, year: i32) -> Vec<(&'d Register, &Source, (i32, i32))> {
        let days = |source: &Source| {
            let register = definitions.register(&source.register)?;
            let since = source.since.as_ref().map_or(i32::MIN, |day| day.number());
            let until = source.until.as_ref().map_or(i32::MAX, |day| day.number());
            let first = since.max(Day::first_of(year).number()).max(register.covers.first_day().number());
            let last = until.min(Day::last_of(year).number()).min(register.covers.last_day().number());
            (first <= last).then_some((register, (first, last)))
        };
        let open = self.variable.from.iter().filter_map(|source| {
            let (register, of_year) = days(source)?;
            Some((register, source, of_year))
        });
        let mut open: Vec<_> = open.collect();
        open.sort_by_key(|(_, _, (first, last))| first - last);
        open
    }
}
