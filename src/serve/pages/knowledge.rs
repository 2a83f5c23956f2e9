//! The knowledge database without a case: target groups, what is known of each, prices, effects and experiences.

use foundation::tables::published::TargetGroupRow;
use foundation::words::{Area, Domain, Language};
use maud::{Markup, html};
use show::case::labels::unit;
use show::number::{kroner, number};
use show::report::interventions::design;

use super::group::{ages, sentence};
use super::interval::{chart, years};
use super::shell::{Other, Page, Part, shell};
use super::study::study;
use crate::catalogue::{consequence_label, group, group_label, label, measure_label, subgroup_label};
use crate::draft::places::Group;
use crate::site::Site;
use crate::wording::{code, say};

/// A page of the knowledge database.
pub fn framed(site: &Site, title: &str, path: &str, language: Language, content: &Markup) -> Markup {
    let page = Page { title, language, part: Part::Knowledge, other: Other::Address(path) };
    let here = code(language);
    let tabs = [
        ("/knowledge", say(language, "Målgrupper", "Target groups")),
        ("/estimates", say(language, "Alle estimater", "All estimates")),
        ("/prices", say(language, "Priser", "Prices")),
        ("/effects", say(language, "Effekter", "Effects")),
        ("/experiences", say(language, "Erfaringer", "Experiences")),
    ];
    let body = html! {
        nav.tabs aria-label=(say(language, "Vidensdatabasen", "The knowledge database")) {
            @for (to, name) in tabs { a href=(format!("/{here}{to}")) aria-current=[path.starts_with(to).then_some("true")] { (name) } }
        }
        main #main.wide { h1 { (title) } (content) }
    };
    shell(site, &page, &body)
}

/// All target groups.
pub fn overview(site: &Site, language: Language) -> Markup {
    let database = site.database();
    let content = html! {
        p.lead {
            (say(language, "Vidensdatabasen følger borgere i en målgruppe i op til ti år og sammenligner dem, der når et succesmål, med dem, der ikke gør.", "The knowledge database follows the citizens of a target group for up to ten years, and compares those who reach a success measure with those who do not."))
        }
        @for domain in Domain::ALL {
            @let groups: Vec<_> = database.target_groups.iter().filter(|row| row.domain == *domain).collect();
            @if !groups.is_empty() {
                section {
                    h2 { (domain.label(language)) }
                    ul.cards { @for row in groups { li.card {
                        h3 { a href=(format!("/{}/knowledge/{}/all/{}", code(language), row.target_group, first_measure(site, row))) { (label(language, &row.label_da, &row.label_en)) } }
                        p.small { (ages(language, row.first_age, row.last_age)) " · " (row.provenance.label(language)) }
                        p.small { (count(site, &row.target_group)) " " (say(language, "signifikante estimater", "significant estimates")) }
                    } } }
                }
            }
        }
    };
    framed(site, say(language, "Målgrupper", "Target groups"), "/knowledge", language, &content)
}

fn first_measure<'a>(site: &'a Site, row: &TargetGroupRow) -> &'a str {
    let found = site.database().success_measures.iter().find(|measure| measure.target_group == row.target_group);
    found.map_or("", |measure| measure.success_measure.as_str())
}

fn count(site: &Site, group: &str) -> usize {
    site.database().estimates.iter().filter(|row| row.target_group == group).count()
}

/// One target group, split by one success measure.
pub fn target_group(site: &Site, of: &Group, language: Language) -> Option<Markup> {
    let database = site.database();
    let row = group(database, &of.group)?;
    let subgroups: Vec<_> = database.subgroups.iter().filter(|row| row.target_group == of.group).collect();
    let measures: Vec<_> = database.success_measures.iter().filter(|row| row.target_group == of.group).collect();
    let measure = measures.iter().find(|row| row.success_measure == of.measure)?;
    subgroups.iter().find(|row| row.subgroup == of.subgroup)?;
    let here = code(language);
    let address = |subgroup: &str, measure: &str| format!("/{here}/knowledge/{}/{subgroup}/{measure}", of.group);
    let title = label(language, &row.label_da, &row.label_en);
    let content = html! {
        p.lead { (ages(language, row.first_age, row.last_age)) ", t = 0 " (say(language, "i", "in")) " " (row.first_year) "–" (row.last_year) ". "
            (say(language, "Succes: ", "Success: ")) strong { (label(language, &measure.label_da, &measure.label_en)) } }
        @if subgroups.len() > 1 || measures.len() > 1 {
            p.tabs.within {
                @for row in &subgroups { a href=(address(&row.subgroup, &of.measure)) aria-current=[(row.subgroup == of.subgroup).then_some("true")] { (subgroup_label(database, &of.group, &row.subgroup, language)) } }
            }
            p.tabs.within {
                @for row in &measures { a href=(address(&of.subgroup, &row.success_measure)) aria-current=[(row.success_measure == of.measure).then_some("true")] { (measure_label(database, &of.group, &row.success_measure, language)) } }
            }
        }
        form method="post" action=(format!("/{here}/begin")) {
            button.primary name="group" value=(format!("{}/{}/{}", of.group, of.subgroup, of.measure)) { (say(language, "Begynd en beregning med målgruppen", "Begin a case with this group")) }
        }
        (design(database, &of.group, language))
        (cohorts(site, of, language))
        (consequences(site, of, language))
        details { summary { (say(language, "Definition og kilde", "Definition and source")) }
            dl.definition {
                dt { (say(language, "Betingelse i år t = 0 (SQL)", "Condition in year t = 0 (SQL)")) } dd { code { (row.condition) } }
                dt { (say(language, "Succes (SQL)", "Success (SQL)")) } dd { code { (measure.condition) } }
                @if let Some(settings) = &row.reconstructed_settings { dt { (say(language, "Rekonstruerede valg", "Reconstructed settings")) } dd { (settings) } }
                dt { (say(language, "Kilde", "Source")) } dd { (row.source) " (" (row.provenance.label(language)) ")" }
            }
        }
    };
    Some(framed(site, title, &format!("/knowledge/{}/{}/{}", of.group, of.subgroup, of.measure), language, &content))
}

fn cohorts(site: &Site, of: &Group, language: Language) -> Markup {
    let rows: Vec<_> = site
        .database()
        .cohorts
        .iter()
        .filter(|row| row.target_group == of.group && row.subgroup == of.subgroup && row.success_measure == of.measure)
        .collect();
    let held_back = || say(language, "tilbageholdt", "held back").to_owned();
    html! {
        @if !rows.is_empty() {
            table.profile {
                caption { (say(language, "Hvem de er", "Who they are")) }
                thead { tr { th scope="col" { (say(language, "Gruppe", "Cohort")) } th.number scope="col" { (say(language, "Borgere", "Persons")) } th.number scope="col" { (say(language, "Alder i snit", "Mean age")) } } }
                tbody { @for row in rows { tr {
                    th scope="row" { (sentence(row.arm.label(language))) }
                    td.number { (row.persons.map_or_else(held_back, |n| number(n as f64, 0, language))) }
                    td.number { (row.mean_age.map_or_else(|| if row.persons.is_some() { "–".to_owned() } else { held_back() }, |age| number(age, 1, language))) }
                } } }
            }
        }
    }
}

fn consequences(site: &Site, of: &Group, language: Language) -> Markup {
    let database = site.database();
    html! {
        p.legend {
            span.key.estimate { (say(language, "● estimat med 95 %-interval", "● estimate with 95 % interval")) }
            span.key.none { (say(language, "○ ikke signifikant", "○ not significant")) }
            span.key.unknown { (say(language, "? ukendt", "? unknown")) }
        }
        @for area in Area::ALL {
            @let of_area: Vec<_> = database.consequences.iter().filter(|row| row.area == *area).map(|row| (row, years(database, of, &row.consequence))).filter(|(_, years)| !years.is_empty()).collect();
            @if !of_area.is_empty() {
                section.area {
                    h2 { (area.label(language)) }
                    div.grid { @for (row, years) in of_area {
                        @let name = label(language, &row.label_da, &row.label_en);
                        figure.card {
                            (chart(&years, name, language))
                            figcaption {
                                strong { (name) } " " span.small { (unit(&row.unit, language)) }
                                p.small { @for year in &years {
                                    a href=(format!("/{}/estimate/{}/{}/{}/{}/{}", code(language), of.group, of.subgroup, of.measure, row.consequence, year.year)) aria-label=(format!("{name}, {} {}", say(language, "år", "year"), year.year)) { (year.year) } " "
                                } }
                            }
                        }
                    } }
                }
            }
        }
    }
}

/// All prices.
pub fn prices(site: &Site, language: Language) -> Markup {
    let database = site.database();
    let content = html! {
        p.lead { (say(language, "Offentlige udgifter pr. enhed, delt på dem, der betaler. For konsekvenser i kroner er delene andele.", "Public expenditure per unit, split on who pays. For consequences in kroner the parts are shares.")) }
        div.wide-table tabindex="0" role="group" aria-label=(say(language, "Priser", "Prices")) { table {
            thead { tr {
                @for name in [say(language, "Konsekvens", "Consequence"), say(language, "Målgruppe", "Target group"), say(language, "Alder", "Age")] { th scope="col" { (name) } }
                @for name in [say(language, "Kommune", "Municipality"), say(language, "Region", "Region"), say(language, "Stat", "State"), say(language, "Prisår", "Price year")] { th.number scope="col" { (name) } }
                th scope="col" { (say(language, "Kilde", "Source")) }
            } }
            tbody { @for row in &database.prices { tr {
                th scope="row" { (consequence_label(database, &row.consequence, language)) }
                td { (row.target_group.as_deref().map_or(say(language, "alle", "all"), |id| group_label(database, id, language))) }
                td { (ages(language, row.first_age, row.last_age)) }
                @for value in [row.kommune_kr, row.region_kr, row.stat_kr] { td.number { (number(value, 2, language)) } }
                td.number { (row.price_year) }
                td.small { (row.source) " (" (row.provenance.label(language)) ")" }
            } } }
        } }
    };
    framed(site, say(language, "Priser", "Prices"), "/prices", language, &content)
}

/// All effects.
pub fn effects(site: &Site, language: Language) -> Markup {
    let database = site.database();
    let mut rows: Vec<_> = database.effects.iter().collect();
    rows.sort_by_key(|row| row.evidence_level);
    let content = html! {
        p.lead { (say(language, "Studier af indsatser, den stærkeste evidens først.", "Studies of interventions, the strongest evidence first.")) }
        ul.cards { @for row in rows { li.card {
            h2 { (label(language, &row.label_da, &row.label_en)) }
            (study(row, language))
            @if let Some(group) = &row.target_group { p.small { (group_label(database, group, language)) } }
        } } }
    };
    framed(site, say(language, "Effekter", "Effects"), "/effects", language, &content)
}

/// Published calculations.
pub fn experiences(site: &Site, words: &str, language: Language) -> Markup {
    let wanted: Vec<String> = words.split_whitespace().take(20).map(str::to_owned).collect();
    let found = release::knowledge::experiences(site.database(), &wanted);
    let content = html! {
        p.lead { (say(language, "Beregninger, som andre har offentliggjort, til sammenligning.", "Calculations that others have published, for comparison.")) }
        form.search method="get" role="search" { label for="q" { (say(language, "Søg", "Search")) } input #q name="q" value=(words) type="search"; button { (say(language, "Søg", "Search")) } }
        p.small { (found.len()) " " (say(language, "fundet", "found")) }
        ul.cards { @for row in found { li.card {
            h2 { (label(language, &row.label_da, &row.label_en)) }
            p { (label(language, &row.finding_da, &row.finding_en)) }
            dl.payers {
                div { dt { (say(language, "År", "Year")) } dd { (row.year) } }
                @if let Some(net) = row.net_kr { div { dt { (say(language, "Resultat, kr.", "Result, DKK")) } dd { (kroner(net, language)) } } }
                @if let Some(per) = row.per_participant_kr { div { dt { (say(language, "Pr. deltager, kr.", "Per participant, DKK")) } dd { (kroner(per, language)) } } }
                @if let Some(horizon) = row.horizon { div { dt { (say(language, "Tidshorisont", "Horizon")) } dd { (horizon) " " (say(language, "år", "years")) } } }
            }
            p.small { (row.source) " (" (row.provenance.label(language)) ")" }
        } } }
    };
    framed(site, say(language, "Erfaringer", "Experiences"), "/experiences", language, &content)
}
