//! The difference between two releases in words: headings, counts, and the cells and rows of regressions that changed.

use crate::number::number;
use crate::rows::{Field, Rows};
use foundation::words::{Change, Language};
use release::knowledge::{Diff, RegressionChange};

/// How many regressions changed in which way.
pub fn counts(diff: &Diff) -> Vec<(Change, usize)> {
    let count = |change: Change| diff.changes.iter().filter(|row| row.change == change).count();
    Change::ALL.iter().map(|change| (*change, count(*change))).filter(|(_, count)| *count > 0).collect()
}

/// The texts around the two tables.
pub struct Headings {
    /// The title.
    pub title: String,
    /// Above the causes.
    pub causes: &'static str,
    /// In place of the causes where there are none.
    pub no_causes: &'static str,
    /// Above the regressions that changed.
    pub changes: &'static str,
    /// How many regressions did not change.
    pub unchanged: String,
}

/// The texts in one language.
pub fn headings(diff: &Diff, language: Language) -> Headings {
    let (before, after) = (&diff.before, &diff.after);
    match language {
        Language::Da => Headings {
            title: format!("Version {after} sammenlignet med {before}"),
            causes: "Ændringer i definitioner, udtræk, priser og program",
            no_causes: "Definitioner, udtræk, priser og program er uændrede.",
            changes: "Regressioner med et andet resultat",
            unchanged: format!(
                "{} regressioner er uændrede eller har ændret sig mindre end en standardfejl.",
                diff.alike
            ),
        },
        Language::En => Headings {
            title: format!("Release {after} compared with {before}"),
            causes: "Changes in definitions, extracts, prices and program",
            no_causes: "Definitions, extracts, prices and program are unchanged.",
            changes: "Regressions with a different result",
            unchanged: format!("{} regressions are unchanged, or moved by less than one standard error.", diff.alike),
        },
    }
}

/// The cells of a changed regression, under [`headers`].
pub fn cells(row: &RegressionChange, language: Language) -> [String; 9] {
    let figure = |value: Option<f64>| value.map(|value| number(value, 3, language)).unwrap_or_default();
    let causes = if row.causes.is_empty() { "?".to_owned() } else { row.causes.join(", ") };
    [
        format!("{} / {} / {}", row.target_group, row.subgroup, row.success_measure),
        row.consequence.clone(),
        row.follow_up_year.to_string(),
        row.change.label(language).to_owned(),
        format!(
            "{} → {}",
            row.status_before.map_or("–", |s| s.label(language)),
            row.status_after.map_or("–", |s| s.label(language))
        ),
        figure(row.before),
        figure(row.after),
        row.errors.map(|errors| number(errors, 1, language)).unwrap_or_default(),
        causes,
    ]
}

/// The headers of the regressions that changed.
pub const fn headers(language: Language) -> [&'static str; 9] {
    match language {
        Language::Da => {
            ["målgruppe", "konsekvens", "år", "ændring", "status", "før", "efter", "standardfejl", "forklares af"]
        }
        Language::En => {
            ["target group", "consequence", "year", "change", "status", "before", "after", "errors", "explained by"]
        }
    }
}

/// The headers of the causes.
pub const fn cause_headers(language: Language) -> [&'static str; 3] {
    match language {
        Language::Da => ["hvad", "hvordan", "kan forklare"],
        Language::En => ["what", "how", "can explain"],
    }
}

/// The columns of [`headers`] that hold numbers.
pub const NUMBERS: [usize; 4] = [2, 5, 6, 7];

/// A row per changed regression, unrounded.
pub fn rows(diff: &Diff) -> Rows {
    let names = [
        "target_group",
        "subgroup",
        "success_measure",
        "consequence",
        "follow_up_year",
        "change",
        "status_before",
        "status_after",
        "before",
        "after",
        "errors",
        "causes",
    ];
    let row = |row: &RegressionChange| -> Vec<Field> {
        vec![
            row.target_group.as_str().into(),
            row.subgroup.as_str().into(),
            row.success_measure.as_str().into(),
            row.consequence.as_str().into(),
            row.follow_up_year.into(),
            row.change.to_string().into(),
            row.status_before.map(|status| status.to_string()).into(),
            row.status_after.map(|status| status.to_string()).into(),
            row.before.into(),
            row.after.into(),
            row.errors.into(),
            row.causes.join(" ").into(),
        ]
    };
    Rows::new(&names, diff.changes.iter().map(row).collect())
}
