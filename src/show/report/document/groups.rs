//! The chapters on target groups and on interventions: delimitation, success measures, profiles, estimates and qualifications of each,
//! and how the control group of an intervention was made.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::interventions::{design, drawn};
use super::consequences::of_sources;
use super::content::Document;
use crate::number::{counted, number};
use crate::profile;
use crate::provenance::of_group;
use crate::remarks;
use definitions::variable::Variable;
use foundation::keys::is_whole_group;
use foundation::tables::published::{EstimateRow, QualificationRow, SuccessMeasureRow, TargetGroupRow};
use foundation::words::{Direction, Domain, Ground, GroupKind};

/// The chapter on target groups.
pub fn chapter(document: &Document<'_>) -> Markup {
    html! {
        @for domain in Domain::ALL {
            @for group in of_kind(document, false).filter(|group| group.domain == *domain) {
                section.entry { (of(document, group)) }
            }
        }
    }
}

/// The chapter on interventions.
pub fn interventions(document: &Document<'_>) -> Markup {
    html! {
        @if of_kind(document, true).next().is_none() {
            p { (document.say("Versionen har ingen indsatser.", "The release has no interventions.")) }
        } @else {
            p {
                (document.say(
                    "Deltagere i en indsats holdt op mod en kontrolgruppe. Effekterne er årsagssammenhænge, hvis lodtrækning har lavet \
                     kontrolgruppen, og ellers kun, hvis grupperne ikke er forskellige i andet end det, der er balanceret. Designet \
                     bedømmes, før udfald læses; et design, der ikke består, har ingen effekter.",
                    "Participants in an intervention against a control group. Effects are causal if the control group was made by lot, and \
                     otherwise only if both groups differ in nothing but what is balanced. A design is judged before outcomes are read; \
                     one that does not pass has no effects.",
                ))
            }
            @for group in of_kind(document, true) {
                section.entry {
                    (of(document, group))
                    (design(document.database, &group.target_group, &|of| drawn(of, document.language), document.language))
                }
            }
        }
    }
}

/// The groups that are interventions, or those that are not.
fn of_kind<'a>(document: &Document<'a>, interventions: bool) -> impl Iterator<Item = &'a TargetGroupRow> {
    let groups = document.database.target_groups.iter();
    groups.filter(move |group| (group.kind == Some(GroupKind::Intervention)) == interventions)
}

fn of(document: &Document<'_>, group: &TargetGroupRow) -> Markup {
    let (database, language) = (document.database, document.language);
    let ages = |first: Option<i32>, last: Option<i32>| match (first, last) {
        (None, None) => document.say("alle", "all").to_owned(),
        (first, last) => {
            let end = |age: Option<i32>| age.map(|age| age.to_string()).unwrap_or_default();
            format!("{}–{}", end(first), end(last))
        }
    };
    let rows = [
        (document.say("domæne", "domain"), group.domain.label(language).to_owned()),
        ("t = 0", format!("{}–{}", group.first_year, group.last_year)),
        (document.say("alder", "ages"), ages(group.first_age, group.last_age)),
        (document.say("betingelse (SQL)", "condition (SQL)"), group.condition.clone()),
        (
            document.say("rekonstruerede valg", "reconstructed settings"),
            group.reconstructed_settings.clone().unwrap_or_default(),
        ),
        (document.say("oprindelse", "provenance"), of_group(group, language)),
        (document.say("kilde", "source"), group.source.clone()),
    ];
    let subgroups = || {
        let of_group = database.subgroups.iter().filter(|row| row.target_group == group.target_group);
        of_group.filter(|row| !is_whole_group(&row.subgroup))
    };
    html! {
        h3 { (group.label().get(document.language)) " " code.small { (group.target_group) } }
        @if let Some(description) = group.description() { p { (description.get(document.language)) } }
        @for (heading, text) in remarks::of_group(group, language) { p { strong { (heading) ". " } (text) } }
        table {
            caption { (document.say("Afgrænsning", "Delimitation")) }
            tbody { @for (what, shown) in rows { tr { th scope="row" { (what) } td { (shown) } } } }
        }
        @if subgroups().next().is_some() {
            table {
                caption { (document.say("Undergrupper", "Subgroups")) }
                tbody {
                    @for row in subgroups() {
                        tr {
                            th scope="row" { (row.label().get(document.language)) }
                            td { (ages(row.first_age, row.last_age)) }
                            td { (row.condition.as_deref().unwrap_or("")) }
                        }
                    }
                }
            }
        }
        @for measure in database.success_measures.iter().filter(|row| row.target_group == group.target_group) {
            h4 { (document.say("Succesmål: ", "Success measure: ")) (measure.label().get(document.language)) }
            p.small { code { (measure.condition) } }
            (estimates(document, measure))
            @let rows = profile::rows(database, &group.target_group, "all", &measure.success_measure);
            @if let Some(listing) = profile::listing(&rows, language) {
                details {
                    summary { (listing.title) }
                    (listing.html())
                    p.small { (profile::explanation(language)) }
                }
            }
        }
        (variables(document, group))
        (qualifications(document, group))
    }
}

/// The variables that a target group's condition and its success measures read, with their registers, codes and days.
fn variables(document: &Document<'_>, group: &TargetGroupRow) -> Markup {
    let definitions = document.definitions;
    let Some(defined) = definitions.target_group(&group.target_group) else { return html! {} };
    let mut read: BTreeMap<&str, &Variable> = BTreeMap::new();
    let of_population = definitions.reads_of(&defined.population).into_iter().map(|(_, variable, _)| variable);
    let of_measures = defined.successes.iter().flat_map(|success| &success.uses);
    let of_measures = of_measures.filter_map(|(_, used)| definitions.variable(&used.variable.value));
    let filters = defined.subgroups.iter().filter_map(|subgroup| subgroup.filter.as_ref());
    let of_subgroups = filters.flat_map(|filter| &filter.columns).filter_map(|id| definitions.variable(id));
    for variable in of_population.chain(of_measures).chain(of_subgroups) {
        read.insert(&variable.id.value, variable);
    }
    let summary = document.say(
        "Variabler, der afgrænser gruppen og dens succesmål",
        "Variables that delimit the group and its success measures",
    );
    html! {
        @if !read.is_empty() {
            details {
                summary { (summary) }
                @for (id, variable) in read {
                    (of_sources(document, id, &variable.from))
                    @if let Some(note) = &variable.note { p { (note.get(document.language)) } }
                }
            }
        }
    }
}

/// The published estimates of the whole group by consequence and follow-up year; one against the expected sign is marked.
fn estimates(document: &Document<'_>, measure: &SuccessMeasureRow) -> Markup {
    let database = document.database;
    let mut by_consequence: BTreeMap<&str, Vec<&EstimateRow>> = BTreeMap::new();
    let mut years: Vec<i32> = Vec::new();
    let of_measure = |row: &&EstimateRow| {
        row.target_group == measure.target_group
            && is_whole_group(&row.subgroup)
            && row.success_measure == measure.success_measure
    };
    for row in database.estimates.iter().filter(of_measure) {
        by_consequence.entry(&row.consequence).or_default().push(row);
        years.push(row.follow_up_year);
    }
    years.sort_unstable();
    years.dedup();
    let expected = |consequence: &str| {
        let of_group = database.qualifications.iter().filter(|row| row.target_group == measure.target_group);
        of_group.filter(|row| row.consequence == consequence).map(|row| row.expected).next()
    };
    let shown = |value: f64| number(value, if value.abs() >= 100.0 { 0 } else { 2 }, document.language);
    html! {
        @if by_consequence.is_empty() {
            p { (document.say("Ingen estimater er offentliggjort.", "No estimate is published.")) }
        } @else {
            div.wide {
                table {
                    caption {
                        (document.say("Offentliggjorte estimater efter år efter t = 0 (forskel pr. person; fremhævet: modsat det forventede)",
                            "Published estimates by year after t = 0 (difference per person; highlighted: against what is expected)"))
                    }
                    thead { tr {
                        th scope="col" { (document.say("Konsekvens", "Consequence")) }
                        @for year in &years { th.number scope="col" { (year) } }
                    } }
                    tbody {
                        @for (consequence, rows) in &by_consequence {
                            tr {
                                th scope="row" { (document.consequence(consequence)) }
                                @for year in &years {
                                    @match rows.iter().find(|row| row.follow_up_year == *year) {
                                        None => { td.number {} }
                                        Some(row) if contradicts(row.estimate, expected(consequence)) => {
                                            td.number.against { (shown(row.estimate)) " !" }
                                        }
                                        Some(row) => { td.number { (shown(row.estimate)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether an estimate has the opposite of the expected sign.
fn contradicts(estimate: f64, expected: Option<Direction>) -> bool {
    expected.and_then(|expected| expected.contradicted_by(estimate)) == Some(true)
}

fn qualifications(document: &Document<'_>, group: &TargetGroupRow) -> Markup {
    let rows: Vec<&QualificationRow> =
        document.database.qualifications.iter().filter(|row| row.target_group == group.target_group).collect();
    html! {
        @if !rows.is_empty() {
            div.wide {
                table {
                    caption { (document.say("Kvalificering", "Qualification")) }
                    thead { tr {
                        th scope="col" { (document.say("Konsekvens", "Consequence")) }
                        th scope="col" { (document.say("Anbefaling", "Recommendation")) }
                        th scope="col" { (document.say("Ventes", "Expected")) }
                        th scope="col" { (document.say("Hvornår", "When")) }
                        th scope="col" { (document.say("Grundlag", "Grounds")) }
                        th scope="col" { (document.say("Versionens estimater", "The release's estimates")) }
                        th scope="col" { (document.say("Hvorfor", "Why")) }
                        th scope="col" { (document.say("Oprindelse", "Provenance")) }
                    } }
                    tbody {
                        @for row in rows {
                            tr {
                                th scope="row" { (document.consequence(&row.consequence)) }
                                td { (row.recommendation.label(document.language)) }
                                td { (row.expected.label(document.language)) }
                                td { (row.time_perspective.map_or("", |when| when.label(document.language))) }
                                td { (grounds(document, row)) }
                                (agreement(document, row))
                                td { (row.reason().get(document.language)) }
                                td { (row.provenance.label(document.language)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn grounds(document: &Document<'_>, row: &QualificationRow) -> String {
    let word = |word: &str| word.parse::<Ground>().ok().map(|ground| ground.label(document.language));
    let words = row.grounds.iter().flat_map(|grounds| grounds.split(',')).filter_map(word);
    words.collect::<Vec<_>>().join(", ")
}

/// How many of the published estimates have the expected sign: whether registers speak for it.
fn agreement(document: &Document<'_>, row: &QualificationRow) -> Markup {
    let of_row = |estimate: &&EstimateRow| {
        estimate.target_group == row.target_group
            && estimate.consequence == row.consequence
            && is_whole_group(&estimate.subgroup)
    };
    let estimates: Vec<&EstimateRow> = document.database.estimates.iter().filter(of_row).collect();
    let against = estimates.iter().filter(|one| contradicts(one.estimate, Some(row.expected))).count();
    let agree = estimates.len() - against;
    let years = |count: usize| counted(count as f64, ["år", "år"], ["year", "years"], document.language);
    html! {
        @if estimates.is_empty() {
            td { (document.say("ingen", "none")) }
        } @else if row.expected == Direction::Unclear {
            td { (years(estimates.len())) }
        } @else if against == 0 {
            td { (years(agree)) " " (document.say("som ventet", "as expected")) }
        } @else {
            td.against {
                (years(against)) " " (document.say("modsat", "against")) ", " (agree) " "
                (document.say("som ventet", "as expected"))
            }
        }
    }
}
