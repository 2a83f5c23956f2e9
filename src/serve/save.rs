//! Files that a page offers: the case, the report, the workbook, and the charts and their figures.

use axum::response::Response;
use foundation::words::Language;
use show::rows::Dialect;

use crate::draft::Draft;
use crate::figures::Evaluation;
use crate::form_body::FormBody;
use crate::pages::case::page;
use crate::pages::refusal;
use crate::site::Site;
use crate::steps::Step;
use crate::wording::say;
use crate::{answer, case_editor, charts};

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
    let dialect = match language {
        Language::Da => Dialect::ExcelDa,
        Language::En => Dialect::Plain,
    };
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
            let Some(found) = charts::chart(calculation, chart, language) else {
                return refusal::not_found(site, language);
            };
            match (what, found.drawing) {
                ("svg", Some(drawing)) => Ok((SVG, format!("{name}-{chart}.svg"), drawing.into_string().into_bytes())),
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
