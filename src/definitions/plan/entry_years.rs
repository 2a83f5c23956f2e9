//! The years t = 0 whose entrants can be in a regression.

use std::sync::Arc;

use crate::coverage::Coverage;
use crate::estimation::Estimation;
use crate::set::Definitions;
use crate::target_group::{AfterExit, TargetGroup};
use foundation::keys::FollowUpYear;

/// The years t = 0 that carry a follow-up year, ascending. Regressions that differ in their subgroup or success measure
/// share them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryYears(Arc<[i32]>);

impl EntryYears {
    /// The years t = 0 of a group that carry a follow-up year of a variable: those whose calendar year the registers cover.
    /// With `balanced`, those whose every follow-up year is covered; for a difference, those whose year before is, too.
    /// Where presence counts, the population's list must cover the year.
    pub(super) fn of(
        definitions: &Definitions,
        group: &TargetGroup,
        coverage: &Coverage<'_>,
        specification: &Estimation,
        year: FollowUpYear,
    ) -> EntryYears {
        let dropped = group.population.after_exit == AfterExit::Drop;
        let before = specification.baseline_year();
        let carries = |t0: &i32| {
            // A person must be known to be in the country where leaving it ends the follow-up or a year is the baseline.
            let needs_list = |k: i32| dropped || before == Some(k);
            let needed = |k: i32| coverage.is_available(t0 + k) && (!needs_list(k) || definitions.lists(t0 + k));
            specification.needs(year.0).all(needed)
        };
        EntryYears(group.population.years.iter().filter(carries).collect())
    }

    /// Whether entrants of a year t = 0 can be in the regression.
    pub fn contains(&self, t0: i32) -> bool {
        self.0.binary_search(&t0).is_ok()
    }

    /// Whether the registers cover the follow-up year for no entrant.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first and the last year.
    pub fn span(&self) -> Option<(i32, i32)> {
        self.0.first().copied().zip(self.0.last().copied())
    }

    /// The years, ascending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = i32> {
        self.0.iter().copied()
    }
}
