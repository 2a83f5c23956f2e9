//! A target group must not select persons of whom the registers know nothing: with zero for what has no row, a condition such as
//! `nights = 0` holds for almost everyone.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};

use crate::coverage::{Coverage, WithoutRow};
use crate::day::Years;
use crate::mistake::Report;
use crate::register::Role;
use crate::set::Definitions;
use crate::target_group::TargetGroup;
use crate::variable::{Resolution, Variable};

/// The oldest age that a condition is tried with, where the group has no ages.
const OLDEST: i32 = 110;

/// Reports a condition over variables that a person without any row meets. A condition that names no variable selects
/// everyone on purpose.
pub(super) fn check(all: &Definitions, group: &TargetGroup, report: &Report) {
    let filter = &group.population.filter;
    let reads = all.reads_of(&group.population);
    if reads.is_empty() {
        return;
    }
    let persons = Persons::of(all, group, &reads);
    let columns = persons.columns(all, group, &reads);
    // SQL that fails on such values fails on the first person of a build too, and is reported there with its place.
    let Ok(truths) = filter.truths(&columns, persons.0.len()) else { return };
    if truths.contains(&Some(true)) {
        report.mistake_with_hint(
            &filter.text.place,
            format!("`{}` selects persons without any row in the registers", group.id),
            "a value without a row is 0: add a condition that only a row meets, such as `… > 0`",
        );
    }
}

/// A name in the condition, its variable, and its years relative to t = 0.
type Read<'a> = (&'a str, &'a Variable, Years);

fn coverage<'a>(all: &'a Definitions, group: &TargetGroup, (_, variable, years): &Read<'a>) -> Coverage<'a> {
    let window = group.population.years.value;
    let window =
        Years { first: window.first.saturating_add(years.first), last: window.last.saturating_add(years.last) };
    Coverage::new(all, variable, window)
}

/// Persons who differ in all that a condition can read besides variables: year, age and sex.
struct Persons(Vec<(i32, i32, String)>);

impl Persons {
    /// Everyone of the group's ages in the years in which all variables are available.
    fn of(all: &Definitions, group: &TargetGroup, reads: &[Read<'_>]) -> Persons {
        let window = group.population.years.value;
        let covered: Vec<(Coverage<'_>, Years)> =
            reads.iter().map(|read| (coverage(all, group, read), read.2)).collect();
        let available = |year: i32| {
            covered.iter().all(|(coverage, years)| years.iter().all(|offset| coverage.is_available(year + offset)))
        };
        let years = window.iter().filter(|year| available(*year));
        let ages = group.population.ages.as_ref().map_or(0..=OLDEST, |ages| ages.first..=ages.last.min(OLDEST));
        let sexes = all.population().and_then(|register| register.column("sex"));
        let sexes: BTreeSet<String> = sexes.map_or_else(BTreeSet::new, |column| column.codes.keys().cloned().collect());
        let persons = years.flat_map(|year| {
            let sexes = &sexes;
            ages.clone().flat_map(move |age| sexes.iter().map(move |sex| (year, age, sex.clone())))
        });
        Persons(persons.collect())
    }

    fn columns(&self, all: &Definitions, group: &TargetGroup, reads: &[Read<'_>]) -> Vec<(String, ArrayRef)> {
        let integers = |of: &dyn Fn(&(i32, i32, String)) -> i32| -> ArrayRef {
            Arc::new(Int64Array::from_iter_values(self.0.iter().map(|person| i64::from(of(person)))))
        };
        let sexes: ArrayRef = Arc::new(StringArray::from_iter_values(self.0.iter().map(|(_, _, sex)| sex)));
        let mut columns = vec![
            ("year".to_owned(), integers(&|person| person.0)),
            ("age".to_owned(), integers(&|person| person.1)),
            ("sex".to_owned(), sexes),
        ];
        for read in reads {
            let (name, variable, years) = read;
            let coverage = coverage(all, group, read);
            let zero = |year: i32| {
                !always_has_a_row(all, variable)
                    && years.iter().all(|offset| coverage.without_row(year + offset) == WithoutRow::Zero)
            };
            let zeros = self.0.iter().map(|(year, _, _)| zero(*year));
            let column: ArrayRef = match variable.resolution {
                Resolution::Units(_) => Arc::new(Int64Array::from_iter(zeros.map(|zero| zero.then_some(0)))),
                Resolution::PerUnit(_) => Arc::new(Float64Array::from_iter(zeros.map(|zero| zero.then_some(0.0)))),
            };
            columns.push(((*name).to_owned(), column));
        }
        columns
    }
}

/// Whether every resident has a row: the variable is read from the population register alone.
fn always_has_a_row(all: &Definitions, variable: &Variable) -> bool {
    let of_population = |id: &str| {
        all.register(id).and_then(|register| register.role.as_ref()).is_some_and(|role| role.value == Role::Population)
    };
    variable.from.iter().all(|source| of_population(&source.register))
}
