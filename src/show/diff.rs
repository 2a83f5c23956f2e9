//! The difference between two releases in words: headings, counts, and the cells and rows of regressions that changed.

use crate::number::{counted, number};
use crate::rows::{Field, Rows};
use foundation::words::{Change, Language, Status};
use release::knowledge::{Cause, DesignChange, Detail, Diff, HeldBackCount, RegressionChange};

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
    /// Below the causes, where the rows of extracts are shown.
    pub room: Option<&'static str>,
    /// Above the regressions that changed.
    pub changes: &'static str,
    /// Above what is another in the designs of interventions.
    pub designs: &'static str,
    /// Above the counts that are held back now.
    pub held_back: String,
    /// How many regressions moved little, or did not change.
    pub unchanged: String,
}

/// The texts in one language.
pub fn headings(diff: &Diff, language: Language) -> Headings {
    let (before, after) = (&diff.before, &diff.after);
    let has_rows = diff.causes.iter().any(|cause| cause.what.starts_with("extract/") && !cause.details.is_empty());
    let room = has_rows.then_some(match language {
        Language::Da => {
            "Udtrækkenes rækketal er nøjagtige og fra revisionen: denne sammenligning må ikke forlade rummet."
        }
        Language::En => {
            "The rows of extracts are exact and come from the audit: this comparison must not leave the room."
        }
    });
    match language {
        Language::Da => Headings {
            title: format!("Version {after} sammenlignet med {before}"),
            causes: "Ændringer i definitioner, udtræk, priser og program",
            no_causes: "Definitioner, udtræk, priser og program er uændrede.",
            room,
            changes: "Regressioner med et andet resultat",
            designs: "Indsatsers kontrolgrupper: hvad der er anderledes",
            held_back: format!("Antal, der vises i {before} og tilbageholdes i {after}"),
            unchanged: unchanged(diff, language),
        },
        Language::En => Headings {
            title: format!("Release {after} compared with {before}"),
            causes: "Changes in definitions, extracts, prices and program",
            no_causes: "Definitions, extracts, prices and program are unchanged.",
            room,
            changes: "Regressions with a different result",
            designs: "Control groups of interventions: what is different",
            held_back: format!("Counts shown in {before} and held back in {after}"),
            unchanged: unchanged(diff, language),
        },
    }
}

fn unchanged(diff: &Diff, language: Language) -> String {
    let moved = counted(diff.moved as f64, ["estimat", "estimater"], ["estimate", "estimates"], language);
    let da = ["regression er uændret", "regressioner er uændrede"];
    let alike = counted(diff.alike as f64, da, ["regression is unchanged", "regressions are unchanged"], language);
    match language {
        Language::Da => format!("{moved} har flyttet sig højst en standardfejl; {alike}."),
        Language::En => format!("{moved} moved by at most one standard error; {alike}."),
    }
}

/// The cells of a changed regression, under [`headers`].
pub fn cells(row: &RegressionChange, language: Language) -> [String; 6] {
    let figure = |value: Option<f64>| value.map_or_else(String::new, |value| number(value, 3, language));
    let status = |status: Option<Status>| status.map_or("–", |status| status.label(language));
    let change = row.change.label(language);
    let change = match row.status_before == row.status_after {
        true => change.to_owned(),
        false => format!("{change}: {} → {}", status(row.status_before), status(row.status_after)),
    };
    [
        format!(
            "{} / {} / {} / {} / {}",
            row.target_group, row.subgroup, row.success_measure, row.consequence, row.follow_up_year
        ),
        change,
        figure(row.before),
        figure(row.after),
        row.errors.map_or_else(String::new, |errors| number(errors, 1, language)),
        if row.causes.is_empty() { "?".to_owned() } else { row.causes.join(", ") },
    ]
}

/// The headers of the regressions that changed.
pub const fn headers(language: Language) -> [&'static str; 6] {
    match language {
        Language::Da => ["regression", "ændring", "før", "efter", "standardfejl", "forklares af"],
        Language::En => ["regression", "change", "before", "after", "errors", "explained by"],
    }
}

/// The headers of the causes.
pub const fn cause_headers(language: Language) -> [&'static str; 3] {
    match language {
        Language::Da => ["hvad", "hvordan", "kan forklare"],
        Language::En => ["what", "how", "can explain"],
    }
}

/// How a cause changed: its first `most` parts with their earlier and later content.
pub fn explained(cause: &Cause, most: usize, language: Language) -> String {
    if cause.details.is_empty() {
        return in_words(&cause.how, language).to_owned();
    }
    let of_extract = cause.what.starts_with("extract/");
    let translated = |text: &str| if of_extract { rows_in_words(text, language) } else { text.to_owned() };
    let text =
        |content: &Option<String>| content.as_ref().map_or_else(|| "–".to_owned(), |text| translated(&shortened(text)));
    let name = |part: &str| if part == "rows" { translated(part) } else { part.to_owned() };
    let part = |detail: &Detail| format!("{}: {} → {}", name(&detail.part), text(&detail.before), text(&detail.after));
    let mut parts: Vec<String> = cause.details.iter().take(most).map(part).collect();
    let more = cause.details.len().saturating_sub(most);
    if more > 0 {
        parts.push(match language {
            Language::Da => format!("{more} til"),
            Language::En => format!("{more} more"),
        });
    }
    parts.join("; ")
}

/// How a cause without details changed; versions are the same in both languages.
fn in_words(how: &str, language: Language) -> &str {
    match (language, how) {
        (Language::Da, "added") => "tilføjet",
        (Language::Da, "removed") => "fjernet",
        (Language::Da, "changed") => "ændret",
        (Language::Da, "not comparable, as the releases are from different rooms") => {
            "kan ikke sammenlignes, da versionerne er fra forskellige rum"
        }
        (Language::Da, "another room: the same figures have other noise") => {
            "et andet rum: de samme tal har anden støj"
        }
        (_, how) => how,
    }
}

/// The rows of an extract or a file of it.
fn rows_in_words(text: &str, language: Language) -> String {
    match (language, text) {
        (Language::En, _) => text.to_owned(),
        (Language::Da, "rows") => "rækker".to_owned(),
        (Language::Da, "as many rows with other content") => "lige så mange rækker med andet indhold".to_owned(),
        (Language::Da, text) => {
            text.strip_suffix(" rows").map_or_else(|| text.to_owned(), |rows| format!("{rows} rækker"))
        }
    }
}

/// The beginning of a text that is too long for a cell.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 160;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).map_or(text, |text| text)),
        None => text.to_owned(),
    }
}

/// The headers of [`design_cells`].
pub const fn design_headers(language: Language) -> [&'static str; 4] {
    match language {
        Language::Da => ["indsats", "hvad", "før", "efter"],
        Language::En => ["intervention", "what", "before", "after"],
    }
}

/// The cells of what is another in a design, under [`design_headers`].
pub fn design_cells(row: &DesignChange) -> [String; 4] {
    let text = |value: &Option<String>| value.as_ref().map_or_else(|| "–".to_owned(), |text| shortened(text));
    [row.intervention.clone(), row.what.clone(), text(&row.before), text(&row.after)]
}

/// The headers of [`held_cells`].
pub const fn held_headers(language: Language) -> [&'static str; 4] {
    match language {
        Language::Da => ["målgruppe", "kohorte", "før", "begrundelse"],
        Language::En => ["target group", "cohort", "before", "reason"],
    }
}

/// The cells of a count that is held back now, under [`held_headers`].
pub fn held_cells(row: &HeldBackCount, language: Language) -> [String; 4] {
    [
        format!("{} / {} / {}", row.target_group, row.subgroup, row.success_measure),
        row.arm.label_in(row.kind, language).to_owned(),
        row.before.to_string(),
        row.reason.as_deref().map_or("–", |reason| reason).to_owned(),
    ]
}

/// The columns of [`headers`] that hold numbers.
pub const NUMBERS: [usize; 3] = [2, 3, 4];

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
