//! A delivery of extracts as one page, and its first table for a terminal.
//!
//! Owns wording and layout. What is a fault or a note, and its wording, comes from the checks.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::page::release_page;
use crate::number::{counted, number, percent};
use crate::say;
use crate::table::{Align, Listing};
use foundation::tables::delivery::{DeliveredDataset, DeliveredRegister};
use foundation::tables::reading_danish::cause_in_danish;
use foundation::words::Language;

/// Column names listed in one cell.
const NAMES: usize = 8;

/// What the checks found, ready to be shown.
#[derive(Debug, Clone)]
pub struct Findings {
    /// Faults: a build stops at each.
    pub faults: Listing,
    /// What to do about them, by code.
    pub hints: Vec<(String, String)>,
    /// What is worth a look.
    pub notes: Listing,
}

fn title(language: Language) -> &'static str {
    say(language, "Leverance af udtræk", "Delivery of extracts")
}

/// Whether a file is such a page, in either language: it has the title in its head.
pub fn is_page(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    [Language::Da, Language::En].iter().any(|language| head.contains(&format!("<title>{}</title>", title(*language))))
}

/// Bytes of a page within which its title stands.
const HEAD: usize = 1000;

/// The page.
pub fn page(registers: &[DeliveredRegister], findings: &Findings, language: Language) -> String {
    let title = title(language);
    let faults = findings.faults.rows.len();
    let body = html! {
        main {
            h1 { (title) }
            p { (summary(registers, faults, language)) }
            h2 { (say(language, "Fejl", "Faults")) }
            @if faults == 0 {
                p { (say(language, "Ingen fejl.", "No faults.")) }
            } @else {
                p.warning { (say(language, "En bygning stopper ved hver af dem.", "A build stops at each of them.")) }
                div.wide { (findings.faults.html()) }
                ul { @for (code, hint) in &findings.hints { li { strong { (code) } ": " (hint) } } }
                (unusable(registers, language))
            }
            h2 { (say(language, "Registre", "Registers")) }
            div.wide { (listing(registers, language).html()) }
            p { (say(
                language,
                "Uden person: rækker om personer, der ikke er i befolkningen. Katalog: rækker for hele befolkningen i lige så mange \
                 år; et projekt med en del af befolkningen har færre.",
                "Unmatched: rows of persons who are not in the population. Catalogue: rows of the whole population in as many years; \
                 a project with a part of the population has fewer.",
            )) }
            h2 { (say(language, "Datasæt", "Datasets")) }
            @for register in registers { (details(register, language)) }
            h2 { (say(language, "Bemærkninger", "Notes")) }
            div.wide { (findings.notes.html()) }
        }
    };
    release_page(title, language, "details{margin:.4em 0}summary{cursor:pointer}", &body)
}

/// Registers, datasets, rows and faults in a sentence.
fn summary(registers: &[DeliveredRegister], faults: usize, language: Language) -> String {
    let delivered = registers.iter().filter(|register| !register.datasets.is_empty()).count();
    // Two definitions can read the same files.
    let files = registers.iter().flat_map(|register| &register.datasets).map(|dataset| (&dataset.file, dataset.rows));
    let files: BTreeMap<&String, u64> = files.collect();
    let all = counted(registers.len() as f64, ["register", "registre"], ["register", "registers"], language);
    let (datasets, rows) = (datasets_of(files.len(), language), rows_of(files.values().sum(), language));
    match language {
        Language::Da => format!("{delivered} af {all}, {datasets}, {rows}. Årsager til fejl: {faults}."),
        Language::En => format!("{delivered} of {all}, {datasets}, {rows}. Causes of faults: {faults}."),
    }
}

/// A register a row: what came, beside the delivery before and the catalogue.
pub fn listing(registers: &[DeliveredRegister], language: Language) -> Listing {
    let before = registers.iter().any(|register| register.rows_before.is_some());
    let catalogue = registers.iter().any(|register| register.catalogue_rows.is_some());
    let mut headers = vec![
        (say(language, "register", "register"), Align::Left),
        (say(language, "datasæt", "datasets"), Align::Right),
        (say(language, "år", "years"), Align::Left),
        (say(language, "rækker", "rows"), Align::Right),
    ];
    if before {
        headers.push((say(language, "før", "before"), Align::Right));
        headers.push((say(language, "ændring", "change"), Align::Right));
    }
    if catalogue {
        headers.push((say(language, "katalog", "catalogue"), Align::Right));
    }
    headers.extend([
        (say(language, "uden person", "unmatched"), Align::Right),
        (say(language, "dårlige", "bad"), Align::Right),
        (say(language, "fejl", "faults"), Align::Right),
    ]);
    let row = |register: &DeliveredRegister| {
        let rows = register.rows();
        let some = |n: Option<u64>| n.map_or_else(|| "–".to_owned(), |n| count(n, language));
        let mut cells = vec![
            register.register.clone(),
            register.datasets.len().to_string(),
            register.period().map_or_else(String::new, |(first, last)| format!("{first}–{last}")),
            count(rows, language),
        ];
        if before {
            cells.push(some(register.rows_before));
            cells.push(register.rows_before.map_or_else(|| "–".to_owned(), |earlier| change(earlier, rows, language)));
        }
        if catalogue {
            cells.push(some(register.catalogue_rows));
        }
        cells.extend([
            register.unmatched.map_or_else(|| "–".to_owned(), |unmatched| part(unmatched, rows, language)),
            part(register.bad_rows(), rows, language),
            register.faults.to_string(),
        ]);
        cells
    };
    let title = say(language, "leverancen", "the delivery");
    Listing::new(title, &headers, registers.iter().map(row).collect())
}

/// Variables that can't be computed, by register.
fn unusable(registers: &[DeliveredRegister], language: Language) -> Markup {
    let affected = registers.iter().filter(|register| !register.unusable.is_empty());
    let rows = affected.map(|register| vec![register.register.clone(), register.unusable.join(", ")]).collect();
    let headers = [
        (say(language, "register", "register"), Align::Left),
        (say(language, "variable, der ikke kan beregnes", "variables that can't be computed"), Align::Left),
    ];
    Listing::new(say(language, "hvad definitionerne ikke kan bruge", "what the definitions can't use"), &headers, rows)
        .html()
}

/// The datasets of a register and its bad rows.
fn details(register: &DeliveredRegister, language: Language) -> Markup {
    let bad = || {
        let headers = [
            (say(language, "årsag", "cause"), Align::Left),
            (say(language, "kolonne", "column"), Align::Left),
            (say(language, "rækker", "rows"), Align::Right),
        ];
        let row = |cause: &foundation::tables::delivery::BadRowCause| {
            let of = match language {
                Language::Da => cause_in_danish(&cause.cause),
                Language::En => cause.cause.replace('_', " "),
            };
            vec![of, cause.column.clone(), count(cause.count, language)]
        };
        Listing::new(say(language, "dårlige rækker", "bad rows"), &headers, register.bad.iter().map(row).collect())
    };
    let years = || {
        let headers = [(say(language, "år", "year"), Align::Left), (say(language, "rækker", "rows"), Align::Right)];
        let row = |(year, rows): &(i32, u64)| vec![year.to_string(), count(*rows, language)];
        Listing::new(
            say(language, "rækker efter år", "rows by year"),
            &headers,
            register.years.iter().map(row).collect(),
        )
    };
    let named = |name: &str| if name == register.register { String::new() } else { format!(" ({name})") };
    html! {
        details {
            summary {
                (register.register) (named(&register.name)) ": " (datasets_of(register.datasets.len(), language)) ", "
                (rows_of(register.rows(), language))
            }
            div.wide { (datasets(&register.datasets, language).html()) }
            @if !register.bad.is_empty() { div.wide { (bad().html()) } }
            @if !register.years.is_empty() { div.wide { (years().html()) } }
        }
    }
}

fn datasets_of(count: usize, language: Language) -> String {
    counted(count as f64, ["datasæt", "datasæt"], ["dataset", "datasets"], language)
}

fn rows_of(count: u64, language: Language) -> String {
    counted(count as f64, ["række", "rækker"], ["row", "rows"], language)
}

fn datasets(datasets: &[DeliveredDataset], language: Language) -> Listing {
    let headers = [
        (say(language, "fil", "file"), Align::Left),
        (say(language, "år", "year"), Align::Left),
        (say(language, "rækker", "rows"), Align::Right),
        (say(language, "før", "before"), Align::Right),
        (say(language, "kolonner", "columns"), Align::Right),
        (say(language, "nye kolonner", "new columns"), Align::Left),
        (say(language, "manglende kolonner", "missing columns"), Align::Left),
    ];
    let row = |dataset: &DeliveredDataset| {
        vec![
            dataset.file.clone(),
            dataset.year.map_or_else(String::new, |year| year.to_string()),
            count(dataset.rows, language),
            dataset.rows_before.map_or_else(|| "–".to_owned(), |rows| count(rows, language)),
            dataset.columns.to_string(),
            names(&dataset.new_columns),
            names(&dataset.missing_columns),
        ]
    };
    Listing::new("", &headers, datasets.iter().map(row).collect())
}

/// The first names, and how many there are beyond.
fn names(all: &[String]) -> String {
    let first = all.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    if all.len() > NAMES { format!("{first} … (+{})", all.len() - NAMES) } else { first }
}

fn count(n: u64, language: Language) -> String {
    number(n as f64, 0, language)
}

/// A count with its share of all rows. A row can have several bad values: of more values than rows there is no share.
fn part(n: u64, of: u64, language: Language) -> String {
    if n > of {
        return format!("{} {}", count(n, language), say(language, "værdier", "values"));
    }
    if n == 0 || of == 0 {
        return count(n, language);
    }
    // Few rows are not none, and nearly all not all.
    let share = match (n as f64 / of as f64 * 1000.0).round() {
        0.0 => format!("< {}", percent(0.001, language)),
        1000.0 if n < of => format!("> {}", percent(0.999, language)),
        tenths => percent(tenths / 1000.0, language),
    };
    format!("{} ({share})", count(n, language))
}

/// How many more rows there are than before, as a share.
fn change(before: u64, now: u64, language: Language) -> String {
    if before == 0 {
        return "–".to_owned();
    }
    let share = ((now as f64 / before as f64 - 1.0) * 1000.0).round() / 1000.0;
    format!("{}{}", if share > 0.0 { "+" } else { "" }, percent(share, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_not_none_and_nearly_all_not_all() {
        let shares = [(0, 9), (1, 12_631), (7, 12_631), (12_630, 12_631), (9, 9), (10, 9)];
        let shown = shares.map(|(n, of)| part(n, of, Language::En));
        assert_eq!(shown, ["0", "1 (< 0.1 %)", "7 (0.1 %)", "12,630 (> 99.9 %)", "9 (100 %)", "10 values"]);
        assert_eq!(part(1, 12_631, Language::Da), "1 (< 0,1 %)");
    }
}
