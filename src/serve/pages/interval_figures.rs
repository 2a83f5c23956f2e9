//! The figures behind a small chart of estimates: a table of its years, and links to the chart and its figures as files.

use maud::{Markup, html};
use show::number::number;
use show::rows::{Field, Rows};

use super::interval::{Year, decimals, runs, said, years_of};
use crate::draft::places::Group;
use crate::wording::code;
use foundation::words::Language;
use show::say;

/// The years of a consequence as a table: the estimate and its interval, or why there is none.
pub fn table(years: &[Year<'_>], language: Language) -> Markup {
    let heads =
        [say(language, "Estimat", "Estimate"), say(language, "95 % fra", "95 % from"), say(language, "til", "to")];
    html! {
        table.estimates {
            thead { tr {
                th scope="col" { (say(language, "År efter", "Year after")) }
                @for name in heads { th scope="col" { (name) } }
            } }
            tbody { @for run in runs(years) { @if let [year, ..] = run { tr {
                th scope="row" { (years_of(run)) }
                @match year.estimate {
                    Some(row) => @for value in [row.estimate, row.lower, row.upper] { td { (number(value, decimals(row), language)) } },
                    None => td colspan="3" { (said(year, language)) },
                }
            } } } }
        }
    }
}

/// Links to the chart and its figures as files; the address names what the database has, and nothing of a case.
pub fn files(of: &Group, consequence: &str, name: &str, language: Language) -> Markup {
    let address = |kind: &str| {
        format!("/{}/chart/{}/{}/{}/{consequence}/{kind}", code(language), of.group, of.subgroup, of.measure)
    };
    html! {
        p.save {
            (say(language, "Hent: ", "Download: "))
            @for kind in ["svg", "csv"] {
                a href=(address(kind)) download { (kind.to_uppercase()) span.hide { " " (name) } } " "
            }
        }
    }
}

/// The years as data, unrounded.
pub fn rows(years: &[Year<'_>]) -> Rows {
    let row = |year: &Year<'_>| -> Vec<Field> {
        let of = |value: fn(&foundation::tables::published::EstimateRow) -> f64| year.estimate.map(value);
        vec![
            year.year.into(),
            year.fit.status.word().into(),
            of(|row| row.estimate).into(),
            of(|row| row.lower).into(),
            of(|row| row.upper).into(),
        ]
    };
    Rows::new(&["follow_up_year", "status", "estimate", "lower_95", "upper_95"], years.iter().map(row).collect())
}
