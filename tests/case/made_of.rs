//! Which consequences a success measure of `pipelines/` is made of: those that count rows which the measure counts too.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray};
use som::definitions::Definitions;
use som::definitions::day::{Day, Years};
use som::definitions::register::Register;
use som::definitions::variable::{Source, Variable};
use som::sql::ColumnType;

use crate::calculator::fixture;

/// A measure of the end of a course, and not of its days: those who succeed and the others both have them.
const OTHER_USE: [(&str, &str); 1] = [("completed_courses", "drug_treatment_days")];

// Weeks of preparatory basic education (`fgu_weeks`) are in no `made_of`, though the measures of days in education count the same rows:
// they count them from August 2019, and no such measure reads a year after 2018, the year after the last year of entry. With later
// years of entry the test names them.
/// Every consequence that shares rows with a measure defines success, and no other: in the years that the measure reads, it differs by
/// definition between those who succeed and the others.
#[test]
fn a_measure_names_every_consequence_whose_rows_it_shares() {
    let all = Definitions::load(&fixture::path("pipelines")).unwrap_or_else(|error| panic!("{error}"));
    let (mut wrong, mut shared_pairs) = (Vec::new(), 0);
    for group in &all.target_groups {
        let window = group.population.years.value;
        for success in &group.successes {
            let used: Vec<(&Variable, Years)> = success
                .uses
                .iter()
                .map(|(_, used)| {
                    let (first, last) = (window.first + used.years.first, window.last + used.years.last);
                    (all.variable(&used.variable.value).unwrap(), Years { first, last })
                })
                .collect();
            for consequence in all.consequences.iter().filter(|consequence| consequence.is_of(group.domain)) {
                let counted = all.variable(&consequence.variable.value).unwrap();
                if used.iter().any(|(variable, _)| variable.id.value == counted.id.value) {
                    continue;
                }
                let shares = used.iter().any(|(variable, years)| {
                    let other = OTHER_USE.contains(&(variable.id.as_str(), counted.id.as_str()));
                    let mut pairs = variable.from.iter().flat_map(|a| counted.from.iter().map(move |b| (a, b)));
                    !other && pairs.any(|(a, b)| share_rows(&all, a, b, *years))
                });
                shared_pairs += usize::from(shares);
                let named = success.made_of.iter().any(|id| id.value == consequence.id.value);
                if shares != named {
                    let what = if named { "names, without a row in common" } else { "does not name" };
                    wrong.push(format!("{} / {} {what}: {}", group.id, success.id, consequence.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(shared_pairs > 80, "{shared_pairs}");
}

/// The register whose rows a source counts, or those that its rows belong to: a visit is one of a contact.
fn counted_in<'d>(all: &'d Definitions, source: &Source) -> &'d Register {
    let register = all.register(&source.register.value).unwrap();
    register.parent.as_ref().map_or(register, |parent| all.register(&parent.register.value).unwrap())
}

/// Whether a row of some years can count in both sources. Values near the literals of both conditions stand for all.
fn share_rows(all: &Definitions, a: &Source, b: &Source, years: Years) -> bool {
    let last = |source: &Source| source.until.as_ref().map_or(Day::last_of(years.last), |until| until.value);
    let first = |source: &Source| source.since.as_ref().map_or(Day::first_of(years.first), |since| since.value);
    let (from, to) =
        (first(a).max(first(b)).max(Day::first_of(years.first)), last(a).min(last(b)).min(Day::last_of(years.last)));
    if counted_in(all, a).id.value != counted_in(all, b).id.value || from > to {
        return false;
    }
    let filters: Vec<_> = [a, b].into_iter().filter_map(|source| source.filter.as_ref()).collect();
    let mut names: Vec<&str> = filters.iter().flat_map(|filter| &filter.columns).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let numbers: Vec<i64> = {
        let literals = filters.iter().flat_map(|filter| &filter.literals.numbers).map(|number| *number as i64);
        let mut all: Vec<i64> = literals.flat_map(|number| [number - 1, number, number + 1]).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let texts: Vec<String> = {
        let literals = filters.iter().flat_map(|filter| &filter.literals.texts).map(|text| text.replace('%', ""));
        literals.chain(["-".to_owned()]).collect()
    };
    let register = counted_in(all, a);
    let own = [a, b].map(|source| all.register(&source.register.value).unwrap());
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    let mut rows = 1;
    for name in names {
        let asked = [a, b].into_iter().any(|source| source.any.iter().any(|any| any.id.value == name));
        // Columns that a kind of register has by itself are numbers.
        let column = std::iter::once(register).chain(own).find_map(|register| register.column(name));
        let kind = column.map_or(ColumnType::Integer, |column| column.kind.unwrap_or(ColumnType::Text));
        let values: ArrayRef = match (name, kind) {
            _ if asked => Arc::new(BooleanArray::from(vec![false, true])),
            ("run_week", _) => Arc::new(Int64Array::from(vec![1, 60])),
            ("year", _) => Arc::new(Int64Array::from_iter_values(years.iter().map(i64::from))),
            ("hours", _) => Arc::new(Float64Array::from(vec![1.0, 12.0])),
            ("date", _) | (_, ColumnType::Date) => {
                let days = [Day::first_of(years.first), Day::last_of(years.first)].map(|day| day.number());
                Arc::new(Date32Array::from(days.to_vec()))
            }
            (_, ColumnType::Integer) => Arc::new(Int64Array::from(numbers.clone())),
            (_, ColumnType::Number) => Arc::new(Float64Array::from_iter_values(numbers.iter().map(|n| *n as f64))),
            (_, ColumnType::Text) => Arc::new(StringArray::from(texts.clone())),
            _ => panic!("{name} of {} has no candidates", a.register),
        };
        // Every row so far with each value.
        let known = values.len();
        let each = |of: &ArrayRef, at: &dyn Fn(usize) -> usize| {
            let index = arrow::array::UInt64Array::from_iter_values((0..rows * known).map(|row| at(row) as u64));
            arrow::compute::take(of, &index, None).unwrap()
        };
        for (_, column) in &mut columns {
            *column = each(column, &|row| row / known);
        }
        columns.push((name.to_owned(), each(&values, &|row| row % known)));
        rows *= known;
    }
    let holds: Vec<Vec<Option<bool>>> = filters.iter().map(|filter| filter.truths(&columns, rows).unwrap()).collect();
    (0..rows).any(|row| holds.iter().all(|of| of[row] == Some(true)))
}
