//! The template of a case, fitted to a release: its target groups, consequences and price year.

use std::collections::BTreeSet;

use foundation::error::{Error, Result};
use foundation::keys::{ComparisonKey, WHOLE_GROUP};
use foundation::tables::Database;
use foundation::tables::published::{ConsequenceRow, SuccessMeasureRow};
use foundation::words::Language;

/// What the templates name of the demo's release.
const GROUP: &str = "homelessness";
const MEASURE: &str = "left_shelter";
const CONSEQUENCES: [&str; 2] = ["cash_benefit_weeks", "shelter_nights"];
const PRICE_YEAR: &str = "price_year = 2022";

/// The template of a language.
pub const fn template(language: Language) -> &'static str {
    match language {
        Language::Da => include_str!("case.da.toml"),
        Language::En => include_str!("case.en.toml"),
    }
}

/// The template with names and price year of the release, and with lists of what can be chosen.
///
/// # Errors
/// A release without success measures or consequences.
pub fn fitted(database: &Database, language: Language) -> Result<String> {
    let measure = measure(database)
        .ok_or_else(|| Error::usage(format!("release {} has no success measure", database.release), "name another"))?;
    let mut text = template(language).to_owned();
    replace(&mut text, &format!("group = \"{GROUP}\""), &format!("group = \"{}\"", measure.target_group))?;
    replace(&mut text, &format!("\"{MEASURE}\""), &format!("\"{}\"", measure.success_measure))?;
    replace(&mut text, PRICE_YEAR, &format!("price_year = {}", database.price_year))?;
    if database.intervention(&measure.target_group).is_some() {
        text = of_intervention(&text, language)?;
    }
    let consequences = consequences(database, measure);
    for (position, named) in CONSEQUENCES.iter().enumerate() {
        let known = consequences.iter().any(|row| row.consequence == *named);
        if let (false, Some(row)) = (known, consequences.get(position).or(consequences.first())) {
            text = text.replace(&format!("\"{named}\""), &format!("\"{}\"", row.consequence));
        }
    }
    let out = overlapping(database, measure);
    if !out.is_empty() {
        text = leaving_out(&text, &out)?;
    }
    let groups = database.success_measures.iter().map(|row| group_line(database, row, language));
    let groups = groups.collect::<String>();
    let listed = consequences.iter().map(|row| {
        let label = row.label().get(language);
        format!("#   {}: {label}\n", row.consequence)
    });
    let listed = listed.collect::<String>();
    let (who, of_groups, of_consequences) = match language {
        Language::Da => (
            "# Hvem der er i en målgruppe, viser `som profile GROUP --database DIR`.",
            "# Målgrupper og succesmål i",
            "# Konsekvenser med estimater i",
        ),
        Language::En => (
            "# Who is in a target group: `som profile GROUP --database DIR`.",
            "# Target groups and success measures in",
            "# Consequences with estimates in",
        ),
    };
    let release = &database.release;
    replace(&mut text, "[target_group]\n", &format!("{who}\n{of_groups} {release}:\n{groups}[target_group]\n"))?;
    replace(&mut text, "[consequences]\n", &format!("{of_consequences} {release}:\n{listed}[consequences]\n"))?;
    Ok(text)
}

/// The measure of the template, or the first of the release, preferring target groups to interventions and then one with estimates.
fn measure(database: &Database) -> Option<&SuccessMeasureRow> {
    let estimated: BTreeSet<(&str, &str)> =
        database.estimates.iter().map(|row| (&*row.target_group, &*row.success_measure)).collect();
    database.success_measures.iter().min_by_key(|row| {
        let is_template = row.target_group == GROUP && row.success_measure == MEASURE;
        let is_estimated = estimated.contains(&(&*row.target_group, &*row.success_measure));
        (database.intervention(&row.target_group).is_some(), !is_template, !is_estimated)
    })
}

/// The template for an intervention: its estimates hold the effect, and count years from its start.
fn of_intervention(template: &str, language: Language) -> Result<String> {
    let (started, counted) = match language {
        Language::Da => ("estimaterne tæller år fra starten", "effekten ligger i indsatsens estimater"),
        Language::En => {
            ("the estimates count years from the start", "the effect is in the estimates of the intervention")
        }
    };
    let mut lines = vec![
        ("years_to_completion = ", format!("years_to_completion = 1         # {started}\n")),
        ("with = ", format!("net_success_rate = 1.0          # {counted}\n")),
        ("without = ", String::new()),
        ("denominator = ", "denominator = \"started\"\n".to_owned()),
        ("net_rate = ", String::new()),
    ];
    let mut text = String::new();
    for line in template.lines() {
        match lines.iter().position(|(key, _)| line.starts_with(key)) {
            Some(at) => text += &lines.remove(at).1,
            None => text.extend([line, "\n"]),
        }
    }
    match lines.first() {
        Some((key, _)) => Err(Error::internal(format!("the template of a case has no `{key}`"))),
        None => Ok(text),
    }
}

/// The consequences with an estimate for the measure; all of them where none has.
fn consequences<'a>(database: &'a Database, measure: &SuccessMeasureRow) -> Vec<&'a ConsequenceRow> {
    let of_measure = database
        .estimates
        .iter()
        .filter(|row| row.target_group == measure.target_group && row.success_measure == measure.success_measure);
    let estimated: BTreeSet<&str> = of_measure.map(|row| row.consequence.as_str()).collect();
    let listed = |row: &&ConsequenceRow| estimated.is_empty() || estimated.contains(row.consequence.as_str());
    database.consequences.iter().filter(listed).collect()
}

/// The consequences with an estimate for the whole group and a price that count the same money as an earlier one.
fn overlapping<'a>(database: &'a Database, measure: &'a SuccessMeasureRow) -> Vec<&'a str> {
    let of = ComparisonKey {
        target_group: measure.target_group.as_str(),
        subgroup: WHOLE_GROUP,
        success_measure: measure.success_measure.as_str(),
    };
    let estimated: BTreeSet<&str> = database.estimates_of(of).map(|row| row.consequence.as_str()).collect();
    let priced: BTreeSet<&str> = database.prices.iter().map(|price| price.consequence.as_str()).collect();
    let counts = |row: &&ConsequenceRow| {
        let id = row.consequence.as_str();
        estimated.contains(id) && priced.contains(id)
    };
    let mut kept: Vec<&ConsequenceRow> = Vec::new();
    let mut out = Vec::new();
    for row in database.consequences.iter().filter(counts) {
        let overlaps =
            |other: &&ConsequenceRow| row.names_overlap(&other.consequence) || other.names_overlap(&row.consequence);
        if kept.iter().any(overlaps) {
            out.push(row.consequence.as_str());
        } else {
            kept.push(row);
        }
    }
    out
}

/// The template with some consequences left out: a case counts no money twice.
fn leaving_out(template: &str, consequences: &[&str]) -> Result<String> {
    const OFF: &str = "# leave_out = ";
    let Some((before, line)) = template.split_once(OFF) else {
        return Err(Error::internal(format!("the template of a case has no `{OFF}`")));
    };
    let end = || Error::internal(format!("the list after `{OFF}` has no end"));
    let (_, after) = line.split_once(']').ok_or_else(end)?;
    let names: Vec<String> = consequences.iter().map(|name| format!("\"{name}\"")).collect();
    Ok(format!("{before}leave_out = [{}]{after}", names.join(", ")))
}

fn group_line(database: &Database, row: &SuccessMeasureRow, language: Language) -> String {
    let group = database.target_groups.iter().find(|group| group.target_group == row.target_group);
    let group = group.map_or(row.target_group.as_str(), |group| group.label().get(language));
    let measure = row.label().get(language);
    format!("#   {} / {}: {group} / {measure}\n", row.target_group, row.success_measure)
}

fn replace(text: &mut String, from: &str, to: &str) -> Result<()> {
    if !text.contains(from) {
        return Err(Error::internal(format!("the template of a case has no `{}`", from.trim_end())));
    }
    *text = text.replace(from, to);
    Ok(())
}
