//! Files that a page offers: the case, the report, the workbook, and the charts and their figures.

use axum::response::Response;
use foundation::words::Language;
use session::Calculation;
use show::rows::Dialect;

use crate::draft::Draft;
use crate::draft::places::Group;
use crate::figures::Evaluation;
use crate::form_body::FormBody;
use crate::pages::case::page;
use crate::pages::{compare, interval, interval_figures, refusal};
use crate::site::Site;
use crate::steps::Step;
use crate::{answer, case_editor, catalogue, charts};
use show::say;

const TOML: &str = "application/toml; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// A file of the case in a form. A case without a result leads to the page that says what it lacks.
pub fn file(site: &Site, posted: &FormBody, what: &str, chart: &str, language: Language) -> Response {
    let case = match case_editor::read(posted, site, language) {
        Ok(case) => case,
        // What is no TOML yet can be saved all the same.
        Err(text) if what == "case" => return answer::file(TOML, "beregning.toml", text.into_bytes()),
        Err(_) => return case_editor::case(site, posted, language),
    };
    let name = name(&case.draft, language);
    if what == "case" {
        return answer::file(TOML, &format!("{name}.toml"), case.draft.text().into_bytes());
    }
    let evaluation = Evaluation::of(site, &case.draft, language);
    let Ok(calculation) = &evaluation.result else { return answer::page(page(site, &case, Step::Result, language)) };
    let (inputs, result) = (&calculation.inputs, &calculation.result);
    let dialect = dialect(language);
    let made = match what {
        "report" => {
            Ok((HTML, format!("{name}.html"), show::report::case::report(inputs, result, language).into_bytes()))
        }
        "workbook" => match show::workbook::workbook(inputs, result, language) {
            Ok(bytes) => Ok((XLSX, format!("{name}.xlsx"), bytes)),
            Err(error) => return no_workbook(site, &error.to_string(), language),
        },
        "lines" => show::case::rows::lines(inputs, result, language)
            .csv(dialect)
            .map(|text| (CSV, format!("{name}.csv"), text.into_bytes())),
        "svg" | "csv" => {
            let found = if chart == charts::CASES {
                let others = compare::others(site, &case, language);
                let others = others.iter().flatten().filter_map(|one| one.result.as_deref().ok());
                let known: Vec<&Calculation> = std::iter::once(&**calculation).chain(others).collect();
                Some(charts::cases(&known, language))
            } else {
                charts::chart(calculation, chart, language)
            };
            let Some(found) = found else { return refusal::not_found(site, language) };
            match (what, found.drawing) {
                ("svg", Some(drawing)) => {
                    Ok((SVG, format!("{name}-{chart}.svg"), drawing.page.into_string().into_bytes()))
                }
                ("svg", None) => return refusal::not_found(site, language),
                _ => found.rows.csv(dialect).map(|text| (CSV, format!("{name}-{chart}.csv"), text.into_bytes())),
            }
        }
        _ => return refusal::not_found(site, language),
    };
    match made {
        Ok((kind, name, bytes)) => answer::file(kind, &name, bytes),
        Err(_) => refusal::internal(site, language),
    }
}

/// The chart of a consequence's estimates, or its figures.
pub fn estimates(site: &Site, of: &Group, consequence: &str, kind: &str, language: Language) -> Response {
    let years = interval::years(site.database(), of, consequence);
    if years.is_empty() {
        return refusal::not_found(site, language);
    }
    let file = format!("{consequence}-{}-{}-{}.{kind}", of.group, of.subgroup, of.measure);
    let group = catalogue::group_label(site.database(), &of.group, language);
    let name = format!("{}: {group}", catalogue::consequence_label(site.database(), consequence, language));
    match kind {
        "svg" => answer::file(SVG, &file, interval::chart_alone(&years, &name, language).into_string().into_bytes()),
        "csv" => match interval_figures::rows(&years).csv(dialect(language)) {
            Ok(text) => answer::file(CSV, &file, text.into_bytes()),
            Err(_) => refusal::internal(site, language),
        },
        _ => refusal::not_found(site, language),
    }
}

/// The chart of an intervention's balance, or its figures.
pub fn balance(site: &Site, intervention: &str, kind: &str, language: Language) -> Response {
    let control_group = site.database().control_group(intervention);
    let Some(chart) = control_group.and_then(|of| charts::balance_of(&of, language)) else {
        return refusal::not_found(site, language);
    };
    let file = format!("balance-{intervention}.{kind}");
    match (kind, chart.drawing) {
        ("svg", Some(drawing)) => answer::file(SVG, &file, drawing.page.into_string().into_bytes()),
        ("csv", _) => match chart.rows.csv(dialect(language)) {
            Ok(text) => answer::file(CSV, &file, text.into_bytes()),
            Err(_) => refusal::internal(site, language),
        },
        _ => refusal::not_found(site, language),
    }
}

fn dialect(language: Language) -> Dialect {
    match language {
        Language::Da => Dialect::ExcelDa,
        Language::En => Dialect::Plain,
    }
}

/// A workbook that cannot hold the case says why.
fn no_workbook(site: &Site, why: &str, language: Language) -> Response {
    let title = say(language, "Regnearket kan ikke laves af denne beregning", "A workbook cannot be made of this case");
    refusal::page(site, axum::http::StatusCode::UNPROCESSABLE_ENTITY, title, why, language)
}

/// A file name of the intervention's name.
fn name(draft: &Draft, language: Language) -> String {
    let name = draft.plain("intervention", None, "name").unwrap_or_default().to_lowercase();
    let name = name.replace('æ', "ae").replace('ø', "oe").replace('å', "aa");
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(60).collect();
    let plain = plain.split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
    if plain.is_empty() { say(language, "beregning", "case").to_owned() } else { plain }
}
