//! Two releases held against each other, as text, as one list, and as a page.

use maud::{DOCTYPE, Markup, html};

use super::number::number;
use super::table::{self, Align};
use foundation::error::{Error, Result};
use foundation::words::{Change, Language};
use release::knowledge::{Changed, Diff};

/// How many regressions came out how.
fn counts(diff: &Diff) -> Vec<(Change, usize)> {
    let count = |change: Change| diff.changes.iter().filter(|row| row.change == change).count();
    Change::ALL.iter().map(|change| (*change, count(*change))).filter(|(_, count)| *count > 0).collect()
}

/// What stands above everything, in two languages.
fn words(diff: &Diff, language: Language) -> [String; 5] {
    let (before, after) = (&diff.before, &diff.after);
    match language {
        Language::Da => [
            format!("Version {after} mod {before}"),
            "Hvad der er ændret".to_owned(),
            "Regressioner, der er kommet anderledes ud".to_owned(),
            format!("{} regressioner er uændrede eller har flyttet sig mindre end deres usikkerhed.", diff.alike),
            "Intet, de er lavet af, er ændret.".to_owned(),
        ],
        Language::En => [
            format!("Release {after} against {before}"),
            "What was changed".to_owned(),
            "Regressions that came out otherwise".to_owned(),
            format!("{} regressions are the same, or moved by less than their error.", diff.alike),
            "Nothing that they are made from was changed.".to_owned(),
        ],
    }
}

fn cells(row: &Changed, language: Language) -> [String; 9] {
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

const fn headers(language: Language) -> [&'static str; 9] {
    match language {
        Language::Da => {
            ["målgruppe", "konsekvens", "år", "ændring", "status", "før", "efter", "standardfejl", "forklares af"]
        }
        Language::En => {
            ["target group", "consequence", "year", "change", "status", "before", "after", "errors", "explained by"]
        }
    }
}

const fn cause_headers(language: Language) -> [&'static str; 3] {
    match language {
        Language::Da => ["hvad", "hvordan", "kan forklare"],
        Language::En => ["what", "how", "can explain"],
    }
}

/// The columns of numbers of the regressions that came out otherwise.
const NUMBERS: [usize; 4] = [2, 5, 6, 7];

/// The comparison as text.
pub fn table(diff: &Diff, language: Language) -> String {
    let [title, changed, otherwise, alike, nothing] = words(diff, language);
    let mut text = format!("{title}\n\n");
    if diff.causes.is_empty() {
        text += &format!("{nothing}\n\n");
    } else {
        let rows = diff.causes.iter().map(|c| vec![c.what.clone(), c.how.clone(), c.explains.to_string()]);
        let [what, how, explains] = cause_headers(language);
        let aligned = [(what, Align::Left), (how, Align::Left), (explains, Align::Right)];
        text += &table::table(&changed, &aligned, &rows.collect::<Vec<_>>());
        text.push('\n');
    }
    if !diff.changes.is_empty() {
        let aligned: Vec<(&str, Align)> = headers(language)
            .into_iter()
            .enumerate()
            .map(|(at, name)| (name, if NUMBERS.contains(&at) { Align::Right } else { Align::Left }))
            .collect();
        let rows: Vec<Vec<String>> = diff.changes.iter().map(|row| cells(row, language).to_vec()).collect();
        text += &table::table(&otherwise, &aligned, &rows);
        text.push('\n');
    }
    for (change, count) in counts(diff) {
        text += &format!("{count} {}\n", change.label(language));
    }
    text + &alike + "\n"
}

/// One line for each regression that came out otherwise, unrounded.
///
/// # Errors
/// The program's own fault only.
pub fn csv(diff: &Diff) -> Result<String> {
    let failed = |error: String| Error::internal(format!("the comparison as CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
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
    writer.write_record(names).map_err(|e| failed(e.to_string()))?;
    let figure = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for row in &diff.changes {
        let record = [
            row.target_group.clone(),
            row.subgroup.clone(),
            row.success_measure.clone(),
            row.consequence.clone(),
            row.follow_up_year.to_string(),
            row.change.to_string(),
            row.status_before.map(|s| s.to_string()).unwrap_or_default(),
            row.status_after.map(|s| s.to_string()).unwrap_or_default(),
            figure(row.before),
            figure(row.after),
            figure(row.errors),
            row.causes.join(" "),
        ];
        writer.write_record(&record).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}

/// The comparison as a page that asks nothing of anybody.
pub fn page(diff: &Diff, language: Language) -> String {
    let title = words(diff, language)[0].clone();
    html! {
        (DOCTYPE)
        html lang=(match language { Language::Da => "da", Language::En => "en" }) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(NOTHING_FROM_OUTSIDE);
                title { (title) }
                style { (STYLE) }
            }
            body { main { h1 { (title) } (section(diff, language, usize::MAX)) } }
        }
    }
    .into_string()
}

/// How pages of releases look, on screen and on paper: contrasts of at least 4.5 to 1, heads of tables on every sheet, and
/// nothing that scrolls away in print.
pub const STYLE: &str = "body{font:15px/1.45 sans-serif;color:#1a1a1a;background:#fff;margin:2em auto;max-width:64em;\
    padding:0 1em}h2{margin-top:2em;border-bottom:2px solid #0072b2}table{border-collapse:collapse;margin:.6em 0 1.4em}\
    caption{text-align:left;font-weight:bold;padding:.2em 0}\
    th,td{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;border-bottom:1px solid #bbb}\
    thead th{border-bottom:2px solid #444}tbody th{font-weight:normal}\
    td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}.wide{overflow-x:auto}\
    a{color:#004f7c}:focus-visible{outline:3px solid #d55e00;outline-offset:2px}\
    .warning{border:2px solid #b00020;padding:.5em .75em}\
    @media print{body{margin:0;max-width:none}h2,h3,caption{break-after:avoid}svg,tr{break-inside:avoid}\
    thead{display:table-header-group}.wide{overflow:visible}.screen{display:none}}";

/// What a page may fetch: nothing.
pub const NOTHING_FROM_OUTSIDE: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The comparison without its title; at most so many of the regressions.
pub fn section(diff: &Diff, language: Language, most: usize) -> Markup {
    let [_, changed, otherwise, alike, nothing] = words(diff, language);
    html! {
        ul { @for (change, count) in counts(diff) { li { (count) " " (change.label(language)) } } }
        p { (alike) }
        @if diff.causes.is_empty() {
            p { (nothing) }
        } @else {
            @let [what, how, explains] = cause_headers(language);
            table {
                caption { (changed) }
                thead { tr { th scope="col" { (what) } th scope="col" { (how) } th.n scope="col" { (explains) } } }
                tbody {
                    @for cause in &diff.causes {
                        tr { th scope="row" { (cause.what) } td { (cause.how) } td.n { (cause.explains) } }
                    }
                }
            }
        }
        @if !diff.changes.is_empty() {
            div.wide {
                table {
                    caption { (otherwise) }
                    thead {
                        tr {
                            @for (at, name) in headers(language).into_iter().enumerate() {
                                th class=[NUMBERS.contains(&at).then_some("n")] scope="col" { (name) }
                            }
                        }
                    }
                    tbody {
                        @for row in diff.changes.iter().take(most) {
                            tr {
                                @for (at, cell) in cells(row, language).into_iter().enumerate() {
                                    td class=[NUMBERS.contains(&at).then_some("n")] { (cell) }
                                }
                            }
                        }
                    }
                }
            }
            @if diff.changes.len() > most { p { "… " (diff.changes.len() - most) } }
        }
    }
}
