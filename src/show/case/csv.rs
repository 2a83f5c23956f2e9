//! A case's lines as CSV, one per calendar year, payer and item, unrounded and with a decimal point.

use super::inputs::item_label;
use crate::calculator::CaseResult;
use crate::case::Inputs;
use crate::error::{Error, Result};
use crate::words::Language;

/// The columns, which programs know by these names in every language.
const COLUMNS: [&str; 7] = ["year", "payer", "heading", "item", "label", "undiscounted_kr", "present_value_kr"];

/// CSV text with a header; only `label` depends on the language.
pub fn csv(inputs: &Inputs, result: &CaseResult, language: Language) -> Result<String> {
    let failed = |error: String| Error::Internal(format!("the case as CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|e| failed(e.to_string()))?;
    for line in &result.lines {
        let record = [
            line.year.to_string(),
            line.payer.to_string(),
            line.heading.word().to_owned(),
            line.item.clone(),
            item_label(inputs, &line.item, language).to_owned(),
            line.undiscounted.to_string(),
            line.present_value.to_string(),
        ];
        writer.write_record(&record).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}
