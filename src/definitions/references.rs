//! Checks between definitions: ids that must exist, ids that must be unique, SQL against the columns that it reads.

use std::collections::{BTreeSet, HashMap};

use super::Definitions;
use super::consequence::Consequence;
use super::day::Day;
use super::expression::{Aggregate, Expression};
use super::mistake::Report;
use super::price::Price;
use super::register::{Register, Role};
use super::source::At;
use super::target_group::TargetGroup;
use super::variable::{Overlapping, Resolution, Source, SpellDate, Variable};
use foundation::words::RegisterKind;
use sql::{ColumnType, Wanted};

/// Reports every contradiction.
pub fn check(all: &Definitions, report: &Report) {
    unique("register", all.registers.iter().map(|r| &r.id), report);
    unique("variable", all.variables.iter().map(|v| &v.id), report);
    unique("consequence", all.consequences.iter().map(|c| &c.id), report);
    unique("price index", all.indices.iter().map(|i| &i.id), report);
    unique("target group", all.target_groups.iter().map(|g| &g.id), report);
    unique("effect", all.effects.iter().map(|e| &e.id), report);
    unique("experience", all.experiences.iter().map(|e| &e.id), report);
    check_population(all, report);
    for register in &all.registers {
        if let Some(filter) = &register.filter {
            filter.check(&register.row_columns(), Wanted::Condition, report);
        }
    }
    for variable in &all.variables {
        check_variable(all, variable, report);
    }
    for consequence in &all.consequences {
        known(&consequence.variable, "variable", all.variables.iter().map(|v| &v.id), report);
        for other in &consequence.overlaps {
            known(other, "consequence", all.consequences.iter().map(|c| &c.id), report);
        }
    }
    check_prices(all, report);
    check_price_index(all, report);
    for group in &all.target_groups {
        check_target_group(all, group, report);
        check_persons(all, group, report);
    }
    check_effects(all, report);
}

/// Whether a word can be an id: letters a–z, digits, `_` and `-`.
pub fn is_id(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a At<String>>, report: &Report) {
    let mut seen: HashMap<&str, &At<String>> = HashMap::new();
    for id in ids {
        if !is_id(id) {
            report.mistake_with_hint(
                &id.place,
                format!("`{id}` cannot be an id"),
                "an id is made of letters a–z, digits, `_` and `-`",
            );
        }
        if let Some(first) = seen.insert(&id.value, id) {
            report.mistake(&id.place, format!("the {what} `{id}` is defined twice; first at {}", first.place));
        }
    }
}

fn known<'a>(id: &At<String>, what: &'static str, ids: impl Iterator<Item = &'a At<String>>, report: &Report) {
    let ids: Vec<&str> = ids.map(|id| id.value.as_str()).collect();
    // The id of an entry that could not be read exists; the reference is correct.
    if !ids.contains(&id.value.as_str()) && !report.is_named(what, &id.value) {
        report.unknown(&id.place, what, &id.value, ids);
    }
}

fn check_population(all: &Definitions, report: &Report) {
    let population: Vec<&Register> = all.with_role(Role::Population).collect();
    if let [_, others @ ..] = population.as_slice() {
        for other in others {
            report.mistake(&other.id.place, "two registers have the role `population`");
        }
    }
    if population.is_empty()
        && let Some(group) = all.target_groups.first()
    {
        report.mistake_with_hint(
            &group.id.place,
            "no register lists who lives in the country",
            "give one status register `role = \"population\"`",
        );
    }
}

fn check_variable(all: &Definitions, variable: &Variable, report: &Report) {
    let aggregates: Vec<Aggregate> = variable
        .from
        .iter()
        .map(|source| match source.value.aggregate {
            Aggregate::Count | Aggregate::Row => Aggregate::Sum,
            other => other,
        })
        .collect();
    if aggregates.windows(2).any(|pair| pair.first() != pair.last()) {
        report.mistake_with_hint(
            &variable.id.place,
            format!("the sources of `{}` do not combine", variable.id),
            "all sources are added up, or all are MAX, or all are MIN",
        );
    }
    check_missing(all, variable, report);
    for source in &variable.from {
        match all.register(&source.register) {
            Some(register) => check_source(register, source, report),
            None => known(&source.register, "register", all.registers.iter().map(|r| &r.id), report),
        }
    }
}

/// A status register in which no row means missing cannot be added to another source of the same year: a person in one
/// register only would have half a value.
fn check_missing(all: &Definitions, variable: &Variable, report: &Report) {
    let can_be_missing =
        |source: &Source| all.register(&source.register).is_some_and(|register| register.kind.is_missing_without_row());
    let window = |source: &Source| {
        let since = source.since.as_ref().map_or(i32::MIN, |since| since.value.year());
        (since, source.until.as_ref().map_or(i32::MAX, |until| until.value.year()))
    };
    for (position, source) in variable.from.iter().enumerate().filter(|(_, source)| can_be_missing(source)) {
        let (since, until) = window(source);
        let meets = |other: &Source| window(other).0 <= until && since <= window(other).1;
        if variable.from.iter().enumerate().any(|(other, of)| other != position && meets(of)) {
            report.mistake_with_hint(
                &source.register.place,
                format!(
                    "`{}` is missing for persons without a row, and another source serves the same year",
                    source.register
                ),
                "separate the sources with `since` and `until`, or give the register `absent = \"zero\"`",
            );
        }
    }
}

fn check_source(register: &Register, source: &Source, report: &Report) {
    let columns = register.sql_columns();
    let spread = register.kind.word() == RegisterKind::Spell && source.date.value == SpellDate::Spread;
    if let Some(filter) = &source.filter {
        let rows: Vec<_> = columns
            .iter()
            // A spell has no year, nights or days before it is cut.
            .filter(|(name, _)| {
                register.kind.word() != RegisterKind::Spell || !["year", "nights", "days"].contains(&name.as_str())
            })
            .cloned()
            .collect();
        filter.check(&rows, Wanted::Condition, report);
    }
    if let Some(of) = &source.value.of {
        let rows: Vec<_> = if spread && source.overlapping.value == Overlapping::Once {
            columns.iter().filter(|(name, _)| ["year", "nights", "days"].contains(&name.as_str())).cloned().collect()
        } else {
            columns
        };
        of.check(&rows, Wanted::Number, report);
    }
    if source.value.aggregate == Aggregate::Row && register.kind.word() != RegisterKind::Status {
        report.mistake_with_hint(
            &source.value.text.place,
            format!("the register `{}` can have many rows a person and year", register.id),
            "say how they combine: SUM(…), COUNT(*), MAX(…) or MIN(…)",
        );
    }
    if register.kind.word() != RegisterKind::Spell && source.date.value != SpellDate::Start {
        report.mistake(
            &source.date.place,
            format!("`date` is for spells, and `{}` is a register of kind `{}`", register.id, register.kind.word()),
        );
    }
    if matches!(register.kind.word(), RegisterKind::Status | RegisterKind::WeeklyWide) {
        // A row counts for its whole year, so a source serves whole years.
        if let Some(day) = source.since.as_ref().filter(|day| day.value != Day::first_of(day.year())) {
            report.mistake(&day.place, format!("`{}` has no days: `since` is the first day of a year", register.id));
        }
        if let Some(day) = source.until.as_ref().filter(|day| day.value != Day::last_of(day.year())) {
            report.mistake(&day.place, format!("`{}` has no days: `until` is the last day of a year", register.id));
        }
    }
}

fn check_prices(all: &Definitions, report: &Report) {
    for (position, price) in all.prices.iter().enumerate() {
        known(&price.consequence, "consequence", all.consequences.iter().map(|c| &c.id), report);
        check_krone(all, price, report);
        if let Some(group) = &price.target_group {
            known(group, "target group", all.target_groups.iter().map(|g| &g.id), report);
        }
        if let Some(first) = all.prices.iter().take(position).find(|first| clash(first, price)) {
            report.mistake_with_hint(
                &price.consequence.place,
                format!("two prices fit `{}`; the other is at {}", price.consequence, first.consequence.place),
                "make their target groups or ages exclude each other",
            );
        }
        check_price_year(all, price, report);
    }
    if !all.settings.price_index.years.contains_key(&all.settings.price_year.value) {
        report.mistake(
            &all.settings.price_year.place,
            format!("the price index has no value for {}", all.settings.price_year),
        );
    }
}

/// The index of a price must have its year and that of the release. A price in shares of a krone is not converted.
fn check_price_year(all: &Definitions, price: &Price, report: &Report) {
    let to = &all.settings.price_year;
    let Some(named) = &price.index else {
        if all.settings.price_index.factor(price.year.value, to.value).is_none() {
            report.mistake(&price.year.place, format!("the price index has no value for {}", price.year));
        }
        return;
    };
    known(named, "price index", all.indices.iter().map(|index| &index.id), report);
    if all.consequence(&price.consequence).is_some_and(Consequence::is_kroner) {
        let message = format!("the parts of a krone of `{}` are shares, which no index converts", price.consequence);
        report.mistake_with_hint(&named.place, message, "remove `index`");
    }
    let Some(index) = all.index_of(price) else { return };
    for year in [price.year.value, to.value].iter().filter(|year| index.value(**year).is_none()) {
        let message = format!("the price index `{named}` has no value for {year}");
        let hint = format!("a price is converted from {} to {to}, the release's price year", price.year);
        report.mistake_with_hint(&named.place, message, hint);
    }
}

/// The price index must cover every year in which kroner are followed.
fn check_price_index(all: &Definitions, report: &Report) {
    let followed: BTreeSet<i32> = all
        .target_groups
        .iter()
        .flat_map(|group| group.estimations.iter().map(move |e| (group.population.years.value, e)))
        .flat_map(|(years, e)| {
            let offsets = e.follow_up.iter().copied().chain(e.baseline_year());
            offsets.flat_map(move |k| years.iter().map(move |t0| t0 + k))
        })
        .collect();
    let index = &all.settings.price_index;
    for consequence in all.consequences.iter().filter(|consequence| consequence.is_kroner()) {
        let sources = all.variable(&consequence.variable).map(|variable| variable.from.as_slice()).unwrap_or_default();
        let covered = |year: &i32| {
            let registers = sources.iter().filter_map(|source| all.register(&source.register));
            registers.into_iter().any(|register| register.covers.years().contains(year))
        };
        let lacking = followed.iter().filter(|year| covered(year));
        let lacking = lacking.filter(|year| index.factor(**year, all.settings.price_year.value).is_none());
        let lacking: Vec<String> = lacking.map(ToString::to_string).collect();
        if !lacking.is_empty() {
            report.mistake_with_hint(
                &consequence.id.place,
                format!(
                    "the price index has no value for {}, when `{}` is followed",
                    lacking.join(", "),
                    consequence.id
                ),
                format!("add the years to the index `{}`", index.id),
            );
        }
    }
}

/// The parts of the price of one krone must add up to one krone.
fn check_krone(all: &Definitions, price: &Price, report: &Report) {
    let is_amount = all.consequence(&price.consequence).is_some_and(Consequence::is_kroner);
    let sum = price.kr.kommune.ten_thousandths + price.kr.region.ten_thousandths + price.kr.stat.ten_thousandths;
    if is_amount && sum != 10_000 {
        let text = format!("the parts of a krone of `{}` do not add up to \"1.00\"", price.consequence);
        report.mistake(&price.consequence.place, text);
    }
}

fn clash(a: &Price, b: &Price) -> bool {
    let same_group = match (&a.target_group, &b.target_group) {
        (Some(a), Some(b)) => a.value == b.value,
        _ => true,
    };
    let ages_meet = match (&a.ages, &b.ages) {
        (Some(a), Some(b)) => a.meets(b.value),
        _ => true,
    };
    a.consequence.value == b.consequence.value && same_group && ages_meet
}

/// The columns of the person in a condition over t = 0.
pub fn person_columns() -> Vec<(String, ColumnType)> {
    vec![
        ("age".to_owned(), ColumnType::Integer),
        ("sex".to_owned(), ColumnType::Text),
        ("year".to_owned(), ColumnType::Integer),
    ]
}

/// The type that a variable's value has in SQL.
pub fn variable_type(variable: &Variable) -> ColumnType {
    match variable.resolution {
        Resolution::Units(_) => ColumnType::Integer,
        Resolution::PerUnit(_) => ColumnType::Number,
    }
}

fn check_target_group(all: &Definitions, group: &TargetGroup, report: &Report) {
    let mut over_year = person_columns();
    over_year.extend(all.variables.iter().map(|v| (v.id.value.clone(), variable_type(v))));
    check_condition(&group.population.filter, &over_year, report);
    unique("subgroup", group.subgroups.iter().map(|s| &s.id), report);
    unique("success measure", group.successes.iter().map(|s| &s.id), report);
    unique("estimation", group.estimations.iter().map(|e| &e.id), report);
    unique("adjuster", group.adjusters.iter().map(|a| &a.id), report);
    for adjuster in &group.adjusters {
        known(&adjuster.used.variable, "variable", all.variables.iter().map(|v| &v.id), report);
    }
    unique("cluster", group.clusters.iter().map(|c| &c.id), report);
    for cluster in &group.clusters {
        known(&cluster.used.variable, "variable", all.variables.iter().map(|v| &v.id), report);
    }
    for estimation in &group.estimations {
        if let Some(cluster) = estimation.named_cluster() {
            known(cluster, "cluster", group.clusters.iter().map(|c| &c.id), report);
        }
        for name in &estimation.adjust.categories {
            let place = estimation.adjust_place.within(name);
            known(&At { value: name.clone(), place }, "adjuster", group.adjusters.iter().map(|a| &a.id), report);
        }
    }
    for subgroup in &group.subgroups {
        if let Some(filter) = &subgroup.filter {
            check_condition(filter, &over_year, report);
        }
        if let (Some(ages), Some(of_group)) = (&subgroup.ages, &group.population.ages)
            && !of_group.covers(ages.value)
        {
            report.mistake(
                &ages.place,
                format!(
                    "the subgroup `{}` has ages outside the target group's {}–{}",
                    subgroup.id, of_group.first, of_group.last
                ),
            );
        }
    }
    for success in &group.successes {
        let mut seen = person_columns();
        for (name, used) in &success.uses {
            known(&used.variable, "variable", all.variables.iter().map(|v| &v.id), report);
            if let Some(variable) = all.variable(&used.variable) {
                seen.push((name.value.clone(), variable_type(variable)));
            }
        }
        if success.uses.iter().all(|(_, used)| all.variable(&used.variable).is_some()) {
            success.filter.check(&seen, Wanted::Condition, report);
        }
    }
}

/// Checks a condition over variables. A variable that could not be read is reported elsewhere.
fn check_condition(filter: &Expression, known: &[(String, ColumnType)], report: &Report) {
    let unread = |column: &String| !known.iter().any(|(name, _)| name == column) && report.is_named("variable", column);
    if !filter.columns.iter().any(unread) {
        filter.check(known, Wanted::Condition, report);
    }
}

fn check_persons(all: &Definitions, group: &TargetGroup, report: &Report) {
    let sexes: Vec<&str> = all
        .population()
        .and_then(|r| r.column("sex"))
        .map(|c| c.codes.keys().map(String::as_str).collect())
        .unwrap_or_default();
    for person in &group.persons {
        if !sexes.contains(&person.sex.value.as_str()) {
            report.unknown(&person.sex.place, "sex", &person.sex.value, sexes.iter().copied());
        }
        for row in &person.rows {
            match all.register(&row.register) {
                None => known(&row.register, "register", all.registers.iter().map(|r| &r.id), report),
                Some(register) => check_row(register, row, report),
            }
        }
        let expect = &person.expect;
        for measure in expect.success.keys() {
            if !group.successes.iter().any(|s| &s.id.value == measure) {
                let place = expect.place.within(measure);
                report.unknown(&place, "success measure", measure, group.successes.iter().map(|s| s.id.value.as_str()));
            }
        }
        for (variable, years) in &expect.values {
            let place = expect.place.within(variable);
            if all.variable(variable).is_none() {
                report.unknown(&place, "variable", variable, all.variables.iter().map(|v| v.id.value.as_str()));
            }
            for year in years.keys().filter(|year| year.parse::<i32>().is_err()) {
                report.mistake(&place, format!("`{year}` is not a number of years after t = 0"));
            }
        }
    }
}

fn check_row(register: &Register, row: &super::person::TestRow, report: &Report) {
    let brought = register.kind.row_keys();
    let names: Vec<&str> =
        register.columns.iter().map(|(id, _)| id.value.as_str()).chain(brought.iter().copied()).collect();
    for (key, value) in &row.values {
        if !names.contains(&key.value.as_str()) {
            report.unknown(&key.place, "column", &key.value, names.iter().copied());
        } else if let Some(wanted) = misfit(register, &key.value, &value.value) {
            report.mistake(&value.place, format!("`{key}` of a row of `{}` must be {wanted}", register.id));
        }
    }
    for needed in brought.iter().filter(|name| **name != "end") {
        if !row.values.iter().any(|(key, _)| key.value == *needed) {
            report.mistake(&row.place, format!("a row of `{}` needs `{needed}`", register.id));
        }
    }
}

/// The type that a test person's value should have, if it has another.
fn misfit(register: &Register, key: &str, value: &toml::Value) -> Option<&'static str> {
    use toml::Value::{Boolean, Datetime, Float, Integer, String};
    let is_week = |text: &str| {
        let parts = text.split_once('-').map(|(year, week)| (year.len(), week.len(), year.parse(), week.parse()));
        matches!(parts, Some((4, 2, Ok::<i32, _>(_), Ok::<u32, _>(1..=53))))
    };
    let fits = match (key, register.column(key)) {
        ("year" | "code", None) => (matches!(value, Integer(_)), "a whole number"),
        ("date" | "start" | "end", None) => (matches!(value, Datetime(_)), "a date, such as 2010-03-01"),
        ("first" | "last", None) => (matches!(value, String(text) if is_week(text)), "a week, such as \"2011-01\""),
        (_, Some(column)) => {
            let named = matches!(value, String(text) if column.codes.contains_key(text));
            let (fits, wanted) = match column.kind {
                Some(ColumnType::Integer) => (matches!(value, Integer(_)), "a whole number"),
                Some(ColumnType::Number) => (matches!(value, Integer(_) | Float(_)), "a number"),
                Some(ColumnType::Date) => (matches!(value, Datetime(_)), "a date, such as 2010-03-01"),
                Some(ColumnType::Boolean) => (matches!(value, Boolean(_)), "true or false"),
                Some(ColumnType::Text) => (matches!(value, String(_) | Integer(_)), "text"),
                Some(ColumnType::Yyww) => {
                    (matches!(value, String(_) | Integer(_) | Datetime(_)), "a week, such as 1012")
                }
                None => (true, ""),
            };
            (fits || named, wanted)
        }
        _ => (true, ""),
    };
    (!fits.0).then_some(fits.1)
}

fn check_effects(all: &Definitions, report: &Report) {
    let effects = all.effects.iter().map(|e| (&e.target_group, &e.success_measure));
    let experiences = all.experiences.iter().map(|e| (&e.target_group, &e.success_measure));
    for (group, measure) in effects.chain(experiences) {
        let Some(group) = group else {
            if let Some(measure) = measure {
                report.mistake_with_hint(
                    &measure.place,
                    "a success measure belongs to a target group",
                    "add `target_group = …`",
                );
            }
            continue;
        };
        known(group, "target group", all.target_groups.iter().map(|g| &g.id), report);
        if let (Some(group), Some(measure)) = (all.target_group(group), measure) {
            known(measure, "success measure", group.successes.iter().map(|s| &s.id), report);
        }
    }
    let mut seen = HashMap::new();
    for qualification in &all.qualifications {
        let key = (&qualification.target_group.value, &qualification.consequence.value);
        if let Some(first) = seen.insert(key, &qualification.consequence.place) {
            let text = format!("`{}` is qualified twice for `{}`; first at {first}", key.1, key.0);
            report.mistake(&qualification.consequence.place, text);
        }
        known(&qualification.target_group, "target group", all.target_groups.iter().map(|g| &g.id), report);
        known(&qualification.consequence, "consequence", all.consequences.iter().map(|c| &c.id), report);
    }
}
