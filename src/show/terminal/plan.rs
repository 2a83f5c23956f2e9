//! The regressions that definitions imply, and what a build would have to read.

use std::collections::{BTreeMap, BTreeSet};

use crate::number::count_of;
use crate::table::{Align, table};
use definitions::plan::PlannedRow;
use foundation::keys::is_whole_group;
use foundation::tables::build::StaleRow;

/// The most rows that show every subgroup and success measure at once; of more, target groups are shown.
const ROWS: usize = 15;

/// Every subgroup and success measure, or of many only the target groups.
pub fn summary(plan: &[PlannedRow]) -> String {
    let splits: BTreeSet<_> =
        plan.iter().map(|row| (&row.target_group, &row.subgroup, &row.success_measure, &row.specification)).collect();
    if splits.len() <= ROWS { by_measure(plan) } else { by_group(plan) }
}

/// What a target group implies.
#[derive(Default)]
struct GroupPlan<'a> {
    subgroups: BTreeSet<&'a str>,
    measures: BTreeSet<&'a str>,
    specifications: BTreeSet<&'a str>,
    consequences: BTreeSet<&'a str>,
    regressions: usize,
    not_available: usize,
}

fn by_group(plan: &[PlannedRow]) -> String {
    let mut groups: BTreeMap<&str, GroupPlan<'_>> = BTreeMap::new();
    for row in plan {
        let group = groups.entry(&row.target_group).or_default();
        group.subgroups.insert(&row.subgroup);
        group.measures.insert(&row.success_measure);
        group.specifications.insert(&row.specification);
        group.consequences.insert(&row.consequence);
        group.regressions += 1;
        group.not_available += usize::from(row.first_entry_year.is_none());
    }
    let headers = [
        ("target group", Align::Left),
        ("subgroups", Align::Right),
        ("success measures", Align::Right),
        ("specifications", Align::Right),
        ("consequences", Align::Right),
        ("regressions", Align::Right),
        ("not available", Align::Right),
    ];
    let cells = |(name, group): (&&str, &GroupPlan<'_>)| {
        let counts = [
            group.subgroups.iter().filter(|id| !is_whole_group(id)).count(),
            group.measures.len(),
            group.specifications.len(),
            group.consequences.len(),
        ];
        let counts = counts.into_iter().chain([group.regressions, group.not_available]);
        std::iter::once((*name).to_owned()).chain(counts.map(|count| count.to_string())).collect()
    };
    let rows: Vec<Vec<String>> = groups.iter().map(cells).collect();
    format!(
        "{} of {}\n\n{}One group by subgroup and success measure: som plan --group ID\n",
        count_of(plan.len(), "regression", "regressions"),
        count_of(groups.len(), "target group or intervention", "target groups and interventions"),
        table("", &headers, &rows)
    )
}

/// A row for each subgroup, success measure and specification.
pub fn by_measure(plan: &[PlannedRow]) -> String {
    type Key<'a> = (&'a str, &'a str, &'a str, &'a str);
    let mut counts: BTreeMap<Key<'_>, (usize, usize)> = BTreeMap::new();
    for row in plan {
        let key = (&*row.target_group, &*row.subgroup, &*row.success_measure, &*row.specification);
        let count = counts.entry(key).or_default();
        count.0 += 1;
        count.1 += usize::from(row.first_entry_year.is_none());
    }
    let headers = [
        ("target group", Align::Left),
        ("subgroup", Align::Left),
        ("success measure", Align::Left),
        ("specification", Align::Left),
        ("regressions", Align::Right),
        ("not available", Align::Right),
    ];
    let rows: Vec<Vec<String>> = counts
        .iter()
        .map(|((group, subgroup, measure, specification), (all, without))| {
            let words = [group, subgroup, measure, specification].map(|word| (*word).to_owned());
            words.into_iter().chain([all.to_string(), without.to_string()]).collect()
        })
        .collect();
    format!("{}{}\n", table("", &headers, &rows), count_of(plan.len(), "regression", "regressions"))
}

/// What a build would have to read, and why.
pub fn reading(rows: &[StaleRow]) -> String {
    let headers = ["for", "register", "state", "because"].map(|name| (name, Align::Left));
    let cells = |row: &StaleRow| {
        // Not every pass has a register, and what is kept has no cause.
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "".into());
        vec![row.pass.to_owned(), text(&row.register), row.state.to_owned(), text(&row.because)]
    };
    let again = rows.iter().filter(|row| row.state != "kept").count();
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    format!("{}{again} of {} pieces would be read\n", table("", &headers, &cells), rows.len())
}
