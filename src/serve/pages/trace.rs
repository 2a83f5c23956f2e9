//! A page for each regression: its estimate, its cohorts, where it comes from, and a link that can be cited.

use foundation::tables::published::EstimateRow;
use foundation::text::text;
use foundation::words::Language;
use maud::{Markup, html};
use release::knowledge::{Id, Trace, published_trace};
use show::case::labels::unit;
use show::control_group::heading;
use show::number::{counted, number};
use show::remarks;
use show::report::interventions::section;

use super::figure::balance;
use super::frame::{framed, winners_curse};
use super::interval::{LARGE, PHONE, Year, chart, said, years};
use super::profile::who;
use super::{interval_figures, price};
use crate::catalogue::{consequence, consequence_label, group_label, measure_label, subgroup_label};
use crate::draft::places::Group;
use crate::site::Site;
use crate::wording::code;
use show::say;

/// The page; `None` where the release has no such regression.
pub fn page(site: &Site, id: &Id, language: Language) -> Option<Markup> {
    let database = site.database();
    let of =
        Group { group: id.target_group.clone(), subgroup: id.subgroup.clone(), measure: id.success_measure.clone() };
    let years = years(database, &of, &id.consequence);
    let year = years.iter().find(|year| year.year == id.follow_up_year)?;
    let row = consequence(database, &id.consequence)?;
    let traced = published_trace(database, site.manifest(), id, |_| None);
    let name = consequence_label(database, &id.consequence, language);
    let title = format!("{name}, {} {}", say(language, "år efter", "follow-up year"), id.follow_up_year);
    let path = format!(
        "/estimate/{}/{}/{}/{}/{}",
        id.target_group, id.subgroup, id.success_measure, id.consequence, id.follow_up_year
    );
    let here = code(language);
    let said = said(year, language);
    let (value, interval) = said.split_once(" (").map_or((said.as_str(), None), |(value, rest)| (value, Some(rest)));
    let control_group = traced.as_ref().and_then(|traced| traced.control_group.as_ref());
    let content = html! {
        p.lead {
            a href=(format!("/{here}/knowledge/{}/{}/{}", id.target_group, id.subgroup, id.success_measure)) { (group_label(database, &id.target_group, language)) }
            " · " (subgroup_label(database, &id.target_group, &id.subgroup, language)) " · " (measure_label(database, &id.target_group, &id.success_measure, language))
        }
        dl.figures {
            div { dt { (if control_group.is_some() { say(language, "Effekt pr. deltager", "Effect per participant") } else { say(language, "Forskel pr. borger med succes", "Difference per success") }) " · " (say(language, "enhed: ", "unit: ")) (unit(&row.unit, language)) } dd.words[year.estimate.is_none()] { (value) @if let Some(interval) = interval { " " span.beside { "(" (interval) } } } }
        }
        figure.drawing tabindex="0" role="group" aria-label=(name) {
            div.on-page { (chart(&years, name, LARGE, language)) }
            div.on-phone { (chart(&years, name, PHONE, language)) }
        }
        details { summary { (say(language, "Tallene som tabel", "The figures as a table")) } (interval_figures::table(&years, language)) }
        (interval_figures::files(&of, &id.consequence, name, language))
        @if let Some(of) = control_group {
            section { h2 { (heading(language)) } (section(of, &|id| consequence_label(database, id, language).to_owned(), &|of| balance(of, language), language)) }
        }
        (detail(year, control_group.is_some(), language))
        section { h2 { (say(language, "Målgruppen", "The target group")) } (who(database, &of, language)) }
        @let remarks = remarks::of_consequence(row, language);
        @if !remarks.is_empty() { section { h2 { (say(language, "Om konsekvensen", "On the consequence")) } @for remark in remarks { p { (remark) } } } }
        section { h2 { (say(language, "Prisen", "The price")) } (price::of_group(database, &id.target_group, row, language)) }
        @if let Some(traced) = &traced { (origin(traced, language)) }
        section {
            h2 { (say(language, "Henvis til tallet", "Cite the figure")) }
            p { code.cite { (say(language, "Vidensdatabase", "Knowledge database")) " " (database.release) ", " (id.target_group) "/" (id.subgroup) "/" (id.success_measure) "/" (id.consequence) "/" (id.follow_up_year) } }
            p.small { a href=(format!("/{here}/cite/{}{}", database.release, path.trim_start_matches("/estimate"))) { (say(language, "Fast adresse", "Permanent address")) } " · " code { "som trace " (id.target_group) "/" (id.subgroup) "/" (id.success_measure) "/" (id.consequence) "/" (id.follow_up_year) } }
        }
    };
    Some(framed(site, &title, &path, language, &content))
}

fn detail(year: &Year<'_>, of_intervention: bool, language: Language) -> Markup {
    let [success, others, mean] = if of_intervention {
        [
            say(language, "Deltagere", "Participants"),
            say(language, "Effektivt antal kontrolpersoner", "Effective number of controls"),
            say(language, "Kontrolpersonernes gennemsnit", "Mean of the controls"),
        ]
    } else {
        [
            say(language, "Borgere med succes", "Persons with success"),
            say(language, "Borgere uden succes", "Persons without success"),
            say(language, "Gennemsnit uden succes", "Mean without success"),
        ]
    };
    let held_back = || say(language, "tilbageholdt", "held back").to_owned();
    let persons = |n: Option<i64>| n.map_or_else(held_back, |n| number(n as f64, 0, language));
    html! {
        @if let Some(row) = year.estimate {
            table {
                caption { (say(language, "Regressionen", "The regression")) }
                tbody {
                    @for (name, value) in [
                        (say(language, "Standardfejl", "Standard error"), number(row.standard_error, 4, language)),
                        ("t", number(row.t, 2, language)),
                        ("p", if row.p < 0.0001 { "< 0,0001".replace(',', say(language, ",", ".")) } else { number(row.p, 4, language) }),
                        (say(language, "Frihedsgrader", "Degrees of freedom"), number(row.df, 0, language)),
                        (say(language, "Kovarians", "Covariance"), row.covariance.word().to_owned()),
                        (success, persons(row.n_success)),
                        (others, persons(row.n_non_success)),
                        (mean, row.mean_non_success.map_or_else(held_back, |mean| number(mean, 3, language))),
                        (say(language, "Indgangsår", "Entry years"), format!("{}–{}", row.first_entry_year, row.last_entry_year)),
                        (say(language, "Andel af personår fra hvert databrud", "Share of person-years from each break"), remarks::after_breaks(row, language).unwrap_or_else(|| say(language, "intet databrud", "no break").to_owned())),
                        (say(language, "Ophav", "Provenance"), row.provenance.label(language).to_owned()),
                    ] { tr { th scope="row" { (name) } td.number { (value) } } }
                }
            }
            @let notices = notices(row, of_intervention, language);
            ul.notice {
                li { (winners_curse(language)) }
                @for notice in notices { li { (notice) } }
            }
        }
    }
}

/// What must be known of an estimate.
fn notices(row: &EstimateRow, of_intervention: bool, language: Language) -> Vec<&'static str> {
    let all = [
        (
            !of_intervention,
            text(
                "Estimatet er en sammenhæng og ikke nødvendigvis en virkning af succesen.",
                "The estimate is an association and not necessarily an effect of the success.",
            ),
        ),
        (
            row.defines_success,
            text(
                "Succesmålet er lavet af konsekvensen i dette år.",
                "The success measure is made of the consequence in this year.",
            ),
        ),
        (
            row.against_expectation == Some(true),
            text(
                "Fortegnet er det modsatte af, hvad kvalificeringen forventer.",
                "The sign is the opposite of what the qualification expects.",
            ),
        ),
        (
            row.depends_on_entry_year == Some(true),
            text(
                "Skifter fortegn eller mister signifikans, når der justeres for indgangsår.",
                "Changes sign or loses significance when adjusted for entry year.",
            ),
        ),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, notice)| notice.get(language)).collect()
}

fn origin(traced: &Trace, language: Language) -> Markup {
    html! {
        section {
            h2 { (say(language, "Hvor tallet kommer fra", "Where the figure comes from")) }
            p { (say(language, "Version", "Release")) " " strong { (traced.release) } ", " (say(language, "bygget af program", "built by program")) " " (traced.program) "." }
            details { summary { (counted(traced.definitions.len() as f64, ["definition", "definitioner"], ["definition", "definitions"], language)) }
                ul { @for one in &traced.definitions { li { code { (one.entry) } " " span.small { (one.blake3) } } } } }
            details { summary { (counted(traced.extracts.len() as f64, ["udtræk", "udtræk"], ["extract", "extracts"], language)) }
                ul { @for one in &traced.extracts { li { code { (one.register) "/" (one.name) } " " span.small { (one.blake3) } } } } }
        }
    }
}
