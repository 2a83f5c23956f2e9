//! What the user adds to the fifth input: consequences that the release does not have, what participants use while they
//! take part, and a phase-in, as written.

use std::collections::BTreeMap;

use super::LONGEST_HORIZON;
use super::checks::{check_parts, check_rate, required_text};
use definitions::price::Parts;
use definitions::source::At;
use definitions::table::Table;
use foundation::words::{Area, Kind};

/// No service is used, and no tax paid, that much by a person in a year.
const MOST_VALUE: f64 = 1e9;

/// `[[consequences.own]]`.
pub struct OwnConsequence {
    /// Its id, which the release does not have.
    pub id: At<String>,
    /// What it is called.
    pub label: String,
    /// Its area.
    pub area: Area,
    /// What one of it is; `kr` for amounts.
    pub unit: String,
    /// Expenditure or revenue.
    pub kind: Kind,
    /// Value by follow-up year, per success.
    pub values: BTreeMap<i32, f64>,
    /// Kroner per unit by payer; shares of a krone for amounts.
    pub kr: At<Parts>,
    /// The price year of the price; of the values, for amounts.
    pub price_year: At<i32>,
    /// Why.
    pub reason: String,
}

/// `[[consequences.during]]`.
pub struct UseDuring {
    /// A consequence of the release, or one of the user's own.
    pub consequence: At<String>,
    /// Value by calendar years after the start, per person who starts.
    pub values: At<BTreeMap<i32, f64>>,
    /// The price year of values in kroner.
    pub price_year: Option<At<i32>>,
    /// Why.
    pub reason: String,
}

/// `phase_in`: the share of the full effect in the first follow-up years.
pub struct PhaseIn {
    /// By follow-up year, from 1.
    pub shares: Vec<f64>,
    /// Why.
    pub reason: String,
}

impl OwnConsequence {
    /// Reads one.
    pub fn read(table: &Table<'_>) -> Option<OwnConsequence> {
        let id = table.required("id");
        let label = required_text(table, "label");
        let area = table.required("area");
        let unit = required_text(table, "unit");
        let kind = table.required("kind");
        let values = by_year(table, 1..=LONGEST_HORIZON, "values are by year after t = 0");
        let kr = table.required("kr");
        let price_year = table.required("price_year");
        let reason = required_text(table, "reason");
        table.finish();
        kr.iter().for_each(|kr| check_parts(kr, table.report()));
        Some(OwnConsequence {
            id: id?,
            label: label?.value,
            area: area?.value,
            unit: unit?.value,
            kind: kind?.value,
            values: values?.value,
            kr: kr?,
            price_year: price_year?,
            reason: reason?.value,
        })
    }
}

impl UseDuring {
    /// Reads one.
    pub fn read(table: &Table<'_>) -> Option<UseDuring> {
        let consequence = table.required("consequence");
        let values = by_year(table, 0..=LONGEST_HORIZON, "values are by calendar year after the start");
        let price_year = table.optional("price_year");
        let reason = required_text(table, "reason");
        table.finish();
        Some(UseDuring { consequence: consequence?, values: values?, price_year, reason: reason?.value })
    }
}

impl PhaseIn {
    /// Reads `phase_in`, if there.
    pub fn read(table: &Table<'_>) -> Option<PhaseIn> {
        let table = table.table("phase_in")?;
        let shares = table.required::<Vec<f64>>("shares");
        let reason = required_text(&table, "reason");
        table.finish();
        let shares = shares?;
        if shares.is_empty() {
            let hint = "write a share for each of the first years, or remove `phase_in`";
            table.report().mistake_with_hint(&shares.place, "`shares` holds no share", hint);
        }
        for share in &shares.value {
            let place = shares.place.within(&share.to_string());
            check_rate("shares", &At { value: *share, place }, table.report());
        }
        Some(PhaseIn { shares: shares.value, reason: reason?.value })
    }
}

/// `values`, by year. A key that is no year in the range, and a value that is no number, are noted.
pub fn by_year(
    table: &Table<'_>,
    range: std::ops::RangeInclusive<i32>,
    meaning: &str,
) -> Option<At<BTreeMap<i32, f64>>> {
    let report = table.report();
    let written = table.required::<BTreeMap<String, f64>>("values")?;
    let mut values = BTreeMap::new();
    for (key, value) in &written.value {
        let place = written.place.within(key);
        match key.parse::<i32>() {
            Ok(year) if range.contains(&year) => {
                if value.is_nan() || value.abs() > MOST_VALUE {
                    report.mistake(&place, format!("the value of year {year} is not a number below a billion"));
                }
                if values.insert(year, *value).is_some() {
                    report.mistake(&place, format!("year {year} is given twice"));
                }
            }
            _ => report.mistake_with_hint(
                &place,
                format!("`{key}` is not a follow-up year"),
                format!(
                    "{meaning}, from {first} to {}: `values = {{ {first} = -4.5 }}`",
                    range.end(),
                    first = range.start()
                ),
            ),
        }
    }
    Some(At { value: values, place: written.place })
}
