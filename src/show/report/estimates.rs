//! Every consequence's estimates with their intervals over the follow-up years, significant or not: the audit's figures.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Report, id, say};
use crate::show::chart::{About, Band, Line, line};
use crate::show::number::number;
use crate::tables::audit::AuditFitRow;
use crate::words::{Language, Status};

/// Pictures beyond this number would make a page that nobody opens.
const MOST: usize = 150;

type Key<'a> = (&'a str, &'a str, &'a str);

/// A picture and a table for each consequence of each whole target group and success measure.
pub fn section(report: &Report<'_>, language: Language) -> Markup {
    let mut series: BTreeMap<Key<'_>, Vec<&AuditFitRow>> = BTreeMap::new();
    let mut seen = std::collections::HashSet::new();
    for fit in report.fits.iter().filter(|fit| fit.subgroup == "all") {
        let key = (&*fit.target_group, &*fit.success_measure, &*fit.consequence);
        // The published specification is the plan's first.
        if seen.insert((key, fit.follow_up_year)) && fit.status == Status::Estimated {
            series.entry(key).or_default().push(fit);
        }
    }
    let more = series.len().saturating_sub(MOST);
    html! {
        @for ((group, measure, consequence), fits) in series.into_iter().take(MOST) {
            @let row = report.database.consequences.iter().find(|row| row.consequence == consequence);
            @let label = row.map_or(consequence, |row| say(language, &row.label_da, &row.label_en));
            @let unit = row.map_or("", |row| &row.unit);
            h3 { (group) " / " (measure) ": " (label) " (" (unit) ")" }
            (picture(&id(&[group, measure, consequence, say(language, "da", "en")]), label, &fits, language))
            (table(report, &fits, language))
        }
        @if more > 0 {
            p { (more) " " (say(language, "flere er i revisionens tabel `fits`.", "more are in the audit's table `fits`.")) }
        }
    }
}

fn picture(id: &str, label: &str, fits: &[&AuditFitRow], language: Language) -> Markup {
    let of = |figure: fn(&AuditFitRow) -> Option<f64>| fits.iter().map(|fit| figure(fit).unwrap_or(f64::NAN)).collect();
    let values: Vec<f64> = of(|fit| fit.estimate);
    let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let decimals = if largest >= 100.0 {
        0
    } else if largest >= 1.0 {
        1
    } else {
        3
    };
    let names: Vec<String> = fits.iter().map(|fit| fit.follow_up_year.to_string()).collect();
    let described =
        names.iter().zip(&values).map(|(year, value)| format!("{year}: {}", number(*value, decimals, language)));
    let description = described.collect::<Vec<_>>().join("; ");
    let about = About { id: &format!("estimates-{id}"), title: label, description: &description };
    let band = Band { low: of(|fit| fit.lower), high: of(|fit| fit.upper) };
    let drawn = Line {
        name: say(language, "estimat og 95 %-interval", "estimate and 95 % interval"),
        values,
        band: Some(band),
    };
    line(&about, &names, &[drawn], &|value| number(value, decimals, language))
}

fn table(report: &Report<'_>, fits: &[&AuditFitRow], language: Language) -> Markup {
    let say = |da, en| say(language, da, en);
    let figure = |value: Option<f64>| value.map(|value| number(value, 3, language)).unwrap_or_default();
    let published = |fit: &AuditFitRow| {
        report.database.fits.iter().find(|row| {
            (&row.target_group, &row.subgroup, &row.success_measure, &row.consequence, row.follow_up_year)
                == (&fit.target_group, &fit.subgroup, &fit.success_measure, &fit.consequence, fit.follow_up_year)
        })
    };
    html! {
        table {
            thead {
                tr {
                    th.n scope="col" { (say("år efter", "year")) }
                    th.n scope="col" { (say("estimat", "estimate")) }
                    th.n scope="col" { (say("95 % fra", "95 % from")) }
                    th.n scope="col" { (say("til", "to")) }
                    th.n scope="col" { "p" }
                    th scope="col" { (say("offentliggjort", "published")) }
                }
            }
            @for fit in fits {
                tr {
                    td.n { (fit.follow_up_year) }
                    td.n { (figure(fit.estimate)) }
                    td.n { (figure(fit.lower)) }
                    td.n { (figure(fit.upper)) }
                    td.n { (figure(fit.p)) }
                    td {
                        @match published(fit) {
                            Some(row) if row.significant => { (say("ja", "yes")) }
                            Some(row) if row.status == Status::HeldBack => { (row.status.label(language)) }
                            _ => { (say("ikke signifikant", "not significant")) }
                        }
                    }
                }
            }
        }
    }
}
