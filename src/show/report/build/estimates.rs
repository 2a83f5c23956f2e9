//! Every consequence's estimates and intervals over the follow-up years, significant or not, from the audit.

use std::collections::{BTreeMap, HashMap};

use maud::{Markup, html};

use super::shown::{Report, id};
use crate::case::labels::unit;
use crate::charts::{Band, ChartText, Line, Shape, line};
use crate::number::number;
use crate::say;
use foundation::keys::is_whole_group;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::{FitRow, TargetGroupRow};
use foundation::words::{Direction, Language, Status};
use release::export::find::field;

type Key<'a> = (&'a str, &'a str);

/// A regression, and what is published of it.
#[derive(Clone, Copy)]
struct EstimatePoint<'a> {
    fit: &'a AuditFitRow,
    published: Option<&'a FitRow>,
}

impl EstimatePoint<'_> {
    fn is_published(self) -> bool {
        self.published.is_some_and(|row| row.significant)
    }

    fn words(self, language: Language) -> String {
        match self.published {
            Some(row) if row.significant => say(language, "ja", "yes").to_owned(),
            Some(row) if row.status == Status::HeldBack => {
                let reason = row.reason.map(|rule| rule.label(language)).unwrap_or_default();
                format!("{}: {reason}", row.status.label(language))
            }
            _ if self.fit.status != Status::Estimated => self.fit.status.label(language).to_owned(),
            _ => say(language, "ikke signifikant", "not significant").to_owned(),
        }
    }
}

/// A chart and a table for each success measure and consequence of a target group that has an estimate. Browsers lay out those
/// that are in sight.
pub fn section(report: &Report<'_>, group: &TargetGroupRow, language: Language) -> Markup {
    let whole = |row: &&FitRow| row.target_group == group.target_group && is_whole_group(&row.subgroup);
    let of_release: HashMap<(Key<'_>, i32), &FitRow> = report
        .database
        .fits
        .iter()
        .filter(whole)
        .map(|row| (((&*row.success_measure, &*row.consequence), row.follow_up_year), row))
        .collect();
    let mut series: BTreeMap<Key<'_>, Vec<EstimatePoint<'_>>> = BTreeMap::new();
    let whole = |fit: &&AuditFitRow| fit.target_group == group.target_group && is_whole_group(&fit.subgroup);
    for fit in report.published.iter().copied().filter(whole) {
        let key = (&*fit.success_measure, &*fit.consequence);
        let published = of_release.get(&(key, fit.follow_up_year)).copied();
        series.entry(key).or_default().push(EstimatePoint { fit, published });
    }
    series.retain(|_, shown| shown.iter().any(|shown| shown.fit.status == Status::Estimated));
    let anchor = say(language, "da", "en");
    html! {
        p {
            (say(
                language,
                "Hele målgruppen; undergrupper står i revisionens tabel `fits`. Konsekvenser uden noget estimat er udeladt.",
                "The whole target group; subgroups are in the audit's table `fits`. Consequences without any estimate are left out.",
            ))
        }
        (field(&format!("find-{anchor}"), say(language, "Find en konsekvens:", "Find a consequence:"), &format!(".{anchor} .one")))
        @for ((measure, consequence), shown) in series {
            @let row = report.database.consequences.iter().find(|row| row.consequence == consequence);
            @let label = row.map_or(consequence, |row| row.label().get(language));
            @let unit = row.map_or("", |row| unit(&row.unit, language));
            section.one {
                h3 { (report.measure(&group.target_group, measure, language)) ": " (label) " (" (unit) ")" }
                (picture(&id(&[&group.target_group, measure, consequence, anchor]), label, &shown, language))
                @let expected = report.expected(&group.target_group, consequence);
                (table(label, &shown, expected, language))
            }
        }
    }
}

fn picture(id: &str, label: &str, shown: &[EstimatePoint<'_>], language: Language) -> Markup {
    let estimated = |shown: &EstimatePoint<'_>| shown.fit.estimate.filter(|_| shown.fit.status == Status::Estimated);
    let values: Vec<f64> = shown.iter().map(|shown| estimated(shown).unwrap_or(f64::NAN)).collect();
    let largest = values.iter().filter(|value| value.is_finite()).fold(0.0_f64, |most, value| most.max(value.abs()));
    let decimals = if largest >= 100.0 {
        0
    } else if largest >= 1.0 {
        1
    } else {
        3
    };
    let names: Vec<String> = shown.iter().map(|shown| shown.fit.follow_up_year.to_string()).collect();
    let described = shown.iter().map(|shown| {
        let value =
            estimated(shown).map(|value| format!("{}, ", number(value, decimals, language))).unwrap_or_default();
        format!("{}: {value}{}", shown.fit.follow_up_year, shown.words(language))
    });
    let description = described.collect::<Vec<_>>().join("; ");
    let about =
        ChartText { id: &format!("estimates-{id}"), title: label, description: &description, shape: Shape::Page };
    let of = |figure: fn(&AuditFitRow) -> Option<f64>| {
        shown.iter().map(|shown| figure(shown.fit).unwrap_or(f64::NAN)).collect()
    };
    let all = Line {
        name: say(language, "estimat og 95 %-interval", "estimate and 95 % interval"),
        values: values.clone(),
        band: Some(Band { low: of(|fit| fit.lower), high: of(|fit| fit.upper) }),
    };
    let published = shown.iter().zip(values).map(|(of, value)| if of.is_published() { value } else { f64::NAN });
    let published = Line {
        name: say(language, "signifikant og offentliggjort", "significant and published"),
        values: published.collect(),
        band: None,
    };
    line(&about, &names, &[all, published], &|value| number(value, decimals, language))
}

/// Small values are shown as below a limit.
fn p_value(p: f64, language: Language) -> String {
    if p < 0.001 { format!("< {}", number(0.001, 3, language)) } else { number(p, 3, language) }
}

/// The figures of a series; an estimate against the sign that the qualification expects is marked.
fn table(label: &str, shown: &[EstimatePoint<'_>], expected: Option<Direction>, language: Language) -> Markup {
    let contradicts = |estimate: f64| expected.and_then(|expected| expected.contradicted_by(estimate)) == Some(true);
    let against = |of: &EstimatePoint<'_>| of.is_published() && of.fit.estimate.is_some_and(contradicts);
    let say = |da, en| say(language, da, en);
    let figure = |value: Option<f64>| value.map(|value| number(value, 3, language)).unwrap_or_default();
    html! {
        table {
            caption { (label) }
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
            tbody {
                @for of in shown {
                    tr {
                        th.n scope="row" { (of.fit.follow_up_year) }
                        td.n { (figure(of.fit.estimate)) @if against(of) { " !" } }
                        td.n { (figure(of.fit.lower)) }
                        td.n { (figure(of.fit.upper)) }
                        td.n { (of.fit.p.map(|p| p_value(p, language)).unwrap_or_default()) }
                        td { (of.words(language)) }
                    }
                }
            }
        }
        @if shown.iter().any(against) {
            p { "! " (say("modsat det fortegn, som kvalificeringen venter", "the opposite of the sign that the qualification expects")) }
        }
    }
}
