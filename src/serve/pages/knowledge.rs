//! The knowledge database without a case: target groups, what is known of each, prices, effects and experiences.

use std::collections::HashMap;

use foundation::keys::{is_kroner, is_whole_group};
use foundation::tables::Database;
use foundation::tables::published::{ConsequenceRow, PriceRow, TargetGroupRow};
use foundation::words::{Area, Domain, GroupKind, Language};
use maud::{Markup, html};
use show::case::labels::unit;
use show::number::{counted, kroner};
use show::remarks;
use show::report::interventions::design;

use super::figure;
use super::find::find;
use super::frame::{framed, winners_curse};
use super::group::ages;
use super::interval::{SMALL, Year, against, by_consequence, chart};
use super::interval_figures;
use super::price::{of_group as prices_of_group, part};
use super::profile::{persons, sentence, who};
use super::study::{level_name, study};
use crate::catalogue::{consequence, consequence_label, group, group_label, measure_label, subgroup_label};
use crate::draft::places::Group;
use crate::site::Site;
use crate::wording::code;
use show::say;

/// All target groups.
pub fn overview(site: &Site, language: Language) -> Markup {
    let database = site.database();
    let counts = counts(site);
    let is_intervention = |row: &&TargetGroupRow| database.intervention(&row.target_group).is_some();
    let (interventions, groups): (Vec<_>, Vec<_>) = database.target_groups.iter().partition(is_intervention);
    let content = html! {
        p.lead {
            (say(language, "Vidensdatabasen følger borgere i en målgruppe i op til ti år og sammenligner dem, der når et succesmål, med dem, der ikke gør.", "The knowledge database follows the citizens of a target group for up to ten years, and compares those who reach a success measure with those who do not."))
        }
        (find(say(language, "Find en målgruppe", "Find a target group"), language))
        @for domain in Domain::ALL {
            @let groups: Vec<_> = groups.iter().filter(|row| row.domain == *domain).collect();
            @if !groups.is_empty() {
                section data-group="" {
                    h2 { (domain.label(language)) }
                    ul.cards { @for row in groups { (card(site, row, &counts, language)) } }
                }
            }
        }
        @if !interventions.is_empty() {
            section data-group="" {
                h2 { (say(language, "Indsatser med en kontrolgruppe", "Interventions with a control group")) }
                p { (say(language, "Deltagere i en indsats holdt op mod en kontrolgruppe, som er lavet ved lodtrækning eller med statistik.", "Participants in an intervention against a control group, which was made by lot or by statistics.")) }
                ul.cards { @for row in interventions { (card(site, row, &counts, language)) } }
            }
        }
    };
    framed(site, say(language, "Målgrupper", "Target groups"), "/knowledge", language, &content)
}

/// A group with how much is known of it; of an intervention also how its control group was made.
fn card(site: &Site, row: &TargetGroupRow, counts: &HashMap<&str, usize>, language: Language) -> Markup {
    let name = row.label().get(language);
    let known = counts.get(row.target_group.as_str()).copied().unwrap_or(0);
    html! {
        li.card data-find=(name) {
            h3 { a href=(format!("/{}/knowledge/{}/all/{}", code(language), row.target_group, first_measure(site, row))) { (name) } }
            p.small {
                (ages(language, row.first_age, row.last_age))
                @if let Some(size) = persons(site.database(), &row.target_group, language) { " · " (size) }
                " · " (row.provenance.label(language))
            }
            @if let Some(design) = site.database().intervention(&row.target_group) {
                p.small { (design.method.label(language)) ": " (design.standing.label(language)) }
            }
            p.small { (counted(known as f64, ["signifikant estimat", "signifikante estimater"], ["significant estimate", "significant estimates"], language)) }
        }
    }
}

fn first_measure<'a>(site: &'a Site, row: &TargetGroupRow) -> &'a str {
    let found = site.database().success_measures.iter().find(|measure| measure.target_group == row.target_group);
    found.map_or("", |measure| measure.success_measure.as_str())
}

/// How many significant estimates each target group has.
fn counts(site: &Site) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for row in &site.database().estimates {
        *counts.entry(row.target_group.as_str()).or_insert(0) += 1;
    }
    counts
}

/// One target group, split by one success measure.
pub fn target_group(site: &Site, of: &Group, language: Language) -> Option<Markup> {
    let database = site.database();
    let row = group(database, &of.group)?;
    let mut subgroups: Vec<_> = database.subgroups.iter().filter(|row| row.target_group == of.group).collect();
    subgroups.sort_by_key(|row| !is_whole_group(&row.subgroup));
    let measures: Vec<_> = database.success_measures.iter().filter(|row| row.target_group == of.group).collect();
    let measure = measures.iter().find(|row| row.success_measure == of.measure)?;
    subgroups.iter().find(|row| row.subgroup == of.subgroup)?;
    let here = code(language);
    let address = |subgroup: &str, measure: &str| format!("/{here}/knowledge/{}/{subgroup}/{measure}", of.group);
    let title = row.label().get(language);
    let kind = kind(site, &of.group);
    let content = html! {
        p.lead { (sentence(&ages(language, row.first_age, row.last_age))) ", " (say(language, "i målgruppen i", "in the group in")) " " (row.first_year) "–" (row.last_year) ". "
            (if kind == GroupKind::Intervention { say(language, "Sammenligning: ", "Comparison: ") } else { say(language, "Succes: ", "Success: ") }) strong { (measure.label().get(language)) } }
        @if subgroups.len() > 1 {
            p.tabs.within {
                @for row in &subgroups { a href=(address(&row.subgroup, &of.measure)) aria-current=[(row.subgroup == of.subgroup).then_some("true")] { (subgroup_label(database, &of.group, &row.subgroup, language)) } }
            }
        }
        @if measures.len() > 1 {
            p.tabs.within {
                @for row in &measures { a href=(address(&of.subgroup, &row.success_measure)) aria-current=[(row.success_measure == of.measure).then_some("true")] { (measure_label(database, &of.group, &row.success_measure, language)) } }
            }
        }
        form method="post" action=(format!("/{here}/begin")) {
            button.primary name="group" value=(format!("{}/{}/{}", of.group, of.subgroup, of.measure)) { (if kind == GroupKind::Intervention { say(language, "Begynd en beregning med indsatsen", "Begin a case with this intervention") } else { say(language, "Begynd en beregning med målgruppen", "Begin a case with this group") }) }
        }
        @if let Some(description) = row.description() { p { (description.get(language)) } }
        (design(database, &of.group, &|of| figure::balance(of, language), language))
        (who(database, of, language))
        (consequences(site, of, language))
        details { summary { (say(language, "Definition og kilde", "Definition and source")) }
            dl.definition {
                @if kind == GroupKind::Intervention {
                    dt { (say(language, "Deltagere og kontrolpersoner (SQL)", "Participants and controls (SQL)")) } dd { code { (row.condition) } }
                } @else {
                    dt { (say(language, "Betingelse i år t = 0 (SQL)", "Condition in year t = 0 (SQL)")) } dd { code { (row.condition) } }
                    dt { (say(language, "Succes (SQL)", "Success (SQL)")) } dd { code { (measure.condition) } }
                }
                @for (heading, text) in remarks::of_group(row, language) { dt { (heading) } dd { (text) } }
                @if let Some(settings) = &row.reconstructed_settings { dt { (say(language, "Rekonstruerede valg", "Reconstructed settings")) } dd { (settings) } }
                dt { (say(language, "Kilde", "Source")) } dd { (row.source) " (" (row.provenance.label(language)) ")" }
            }
        }
    };
    Some(framed(site, title, &format!("/knowledge/{}/{}/{}", of.group, of.subgroup, of.measure), language, &content))
}

/// Whether a group is a target group or an intervention.
fn kind(site: &Site, group: &str) -> GroupKind {
    match site.database().intervention(group) {
        Some(_) => GroupKind::Intervention,
        None => GroupKind::TargetGroup,
    }
}

fn consequences(site: &Site, of: &Group, language: Language) -> Markup {
    let database = site.database();
    let mut years = by_consequence(database, of);
    let mut known = |row: &'_ ConsequenceRow| years.remove(row.consequence.as_str());
    let all: Vec<_> = database.consequences.iter().filter_map(|row| Some((row, known(row)?))).collect();
    let (figures, silent): (Vec<_>, Vec<_>) =
        all.iter().partition(|(_, years)| years.iter().any(|year| year.estimate.is_some()));
    html! {
        p.legend {
            span.key.estimate { (say(language, "● estimat med 95 %-interval", "● estimate with 95 % interval")) }
            span.key.none { (say(language, "○ ikke signifikant eller få eller ingen brugere", "○ not significant, or few or no users")) }
            span.key.unknown { (say(language, "? ukendt", "? unknown")) }
        }
        p.small { (winners_curse(language)) }
        (find(say(language, "Find en konsekvens", "Find a consequence"), language))
        (areas(site, of, &figures, language))
        @if !silent.is_empty() {
            details.silent open[figures.is_empty()] {
                summary { (counted(silent.len() as f64, ["konsekvens", "konsekvenser"], ["consequence", "consequences"], language)) " " (say(language, "uden et signifikant estimat", "without a significant estimate")) }
                (areas(site, of, &silent, language))
            }
        }
    }
}

/// Consequences with their years, by area.
fn areas(site: &Site, of: &Group, all: &[&(&ConsequenceRow, Vec<Year<'_>>)], language: Language) -> Markup {
    html! {
        @for area in Area::ALL {
            @let of_area: Vec<_> = all.iter().filter(|(row, _)| row.area == *area).collect();
            @if !of_area.is_empty() {
                section.area data-group="" {
                    h2 { (area.label(language)) }
                    div.grid { @for (row, years) in of_area { (figure(site, of, row, years, language)) } }
                }
            }
        }
    }
}

fn figure(site: &Site, of: &Group, row: &ConsequenceRow, years: &[Year<'_>], language: Language) -> Markup {
    let name = row.label().get(language);
    let qualified = site
        .database()
        .qualifications
        .iter()
        .find(|one| one.target_group == of.group && one.consequence == row.consequence);
    // From this page's own address: a page has a link for each year of some eighty consequences.
    let to = |year: i32| format!("{}/{}/{year}", of.measure, row.consequence);
    html! {
        figure.card data-find=(name) {
            (chart(years, name, SMALL, language))
            figcaption {
                strong { (name) } " " span.small { (unit(&row.unit, language)) }
                (against(qualified, years, language))
                details.more {
                    summary { (say(language, "Tal og pris", "Figures and price")) span.hide { ": " (name) } }
                    (interval_figures::table(years, language))
                    (interval_figures::files(of, &row.consequence, name, language))
                    (prices_of_group(site.database(), &of.group, row, language))
                }
                p.small.years {
                    (say(language, "År", "Year")) span.hide { " " (say(language, "for", "of")) " " (name) } " "
                    @for year in years { a href=(to(year.year)) { (year.year) } " " }
                }
            }
        }
    }
}

/// All prices, by area.
pub fn prices(site: &Site, language: Language) -> Markup {
    let database = site.database();
    let area = |row: &PriceRow| consequence(database, &row.consequence).map(|row| row.area);
    let content = html! {
        p.lead { (say(language, "Offentlige udgifter pr. enhed, delt på dem, der betaler. For konsekvenser i kroner er delene andele af hver krone.", "Public expenditure per unit, split on who pays. For consequences in kroner the parts are shares of each krone.")) }
        (find(say(language, "Find en pris", "Find a price"), language))
        @for one in Area::ALL {
            @let rows: Vec<_> = database.prices.iter().filter(|row| area(row) == Some(*one)).collect();
            @if !rows.is_empty() {
                section.area data-group="" {
                    h2 { (one.label(language)) }
                    div.wide-table tabindex="0" role="group" aria-label=(format!("{}: {}", say(language, "Priser", "Prices"), one.label(language))) { (price_table(database, &rows, language)) }
                }
            }
        }
    };
    framed(site, say(language, "Priser", "Prices"), "/prices", language, &content)
}

fn price_table(database: &Database, rows: &[&PriceRow], language: Language) -> Markup {
    // A column is shown where a row has something in it.
    let groups = rows.iter().any(|row| row.target_group.is_some());
    let aged = rows.iter().any(|row| row.first_age.or(row.last_age).is_some());
    html! {
        table.prices {
            thead { tr {
                th scope="col" { (say(language, "Konsekvens", "Consequence")) }
                @if groups { th scope="col" { (say(language, "Målgruppe", "Target group")) } }
                @if aged { th scope="col" { (say(language, "Alder", "Age")) } }
                @for name in [say(language, "Kommune", "Municipality"), say(language, "Region", "Region"), say(language, "Stat", "State"), say(language, "Prisår", "Price year")] { th.number scope="col" { (name) } }
                th scope="col" { (say(language, "Kilde", "Source")) }
            } }
            tbody { @for row in rows {
                @let name = consequence_label(database, &row.consequence, language);
                @let kroner = consequence(database, &row.consequence).is_some_and(|row| is_kroner(&row.unit));
                tr data-find=(name) {
                    th scope="row" { (name) @if let Some(row) = consequence(database, &row.consequence) { span.small { " " (unit(&row.unit, language)) } } }
                    @if groups { td { (row.target_group.as_deref().map_or(say(language, "alle", "all"), |id| group_label(database, id, language))) } }
                    @if aged { td.nowrap { (ages(language, row.first_age, row.last_age)) } }
                    @for value in [row.kommune_kr, row.region_kr, row.stat_kr] { td.number { (part(value, kroner, language)) } }
                    td.number { (row.price_year) }
                    td.small { (row.source) " (" (row.provenance.label(language)) ")" }
                }
            } }
        }
    }
}

/// All effects, by evidence level.
pub fn effects(site: &Site, language: Language) -> Markup {
    let database = site.database();
    let content = html! {
        p.lead { (say(language, "Studier af indsatser, den stærkeste evidens først. I trinnet Effekten kan de tages med i en beregning.", "Studies of interventions, the strongest evidence first. The step The effect takes them into a case.")) }
        (find(say(language, "Find en effekt", "Find an effect"), language))
        @for level in 1..=3 {
            @let rows: Vec<_> = database.effects.iter().filter(|row| row.evidence_level == level).collect();
            @if !rows.is_empty() {
                section data-group="" {
                    h2 { (sentence(&level_name(level, language))) }
                    ul.cards { @for row in rows { li.card data-find=(row.label().get(language)) {
                        h3 { (row.label().get(language)) }
                        (study(row, language))
                        @if let Some(group) = &row.target_group { p.small { (group_label(database, group, language)) } }
                    } } }
                }
            }
        }
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
            h2 { (row.label().get(language)) }
            p { (row.finding().get(language)) }
            dl.payers {
                div { dt { (say(language, "År", "Year")) } dd { (row.year) } }
                @if let Some(net) = row.net_kr { div { dt { (say(language, "Resultat, kr.", "Result, DKK")) } dd { (kroner(net, language)) } } }
                @if let Some(per) = row.per_participant_kr { div { dt { (say(language, "Pr. deltager, kr.", "Per participant, DKK")) } dd { (kroner(per, language)) } } }
                @if let Some(horizon) = row.horizon { div { dt { (say(language, "Tidshorisont", "Horizon")) } dd { (counted(f64::from(horizon), ["år", "år"], ["year", "years"], language)) } } }
            }
            p.small { (row.source) " (" (row.provenance.label(language)) ")" }
        } } }
    };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", words).finish();
    framed(site, say(language, "Erfaringer", "Experiences"), &format!("/experiences?{query}"), language, &content)
}
