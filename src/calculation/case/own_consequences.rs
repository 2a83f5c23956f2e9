//! What the user adds to the fifth input: consequences that the release does not have, what participants use while they
//! take part, and a phase-in, as written.

use std::collections::BTreeMap;

use super::checks::{check_parts, check_rate};
use super::declared::consequences as declared;
use super::declared::{Input, Kind as InputKind, read};
use foundation::words::{Area, Kind};
use toml_files::Parts;
use toml_files::source::At;
use toml_files::table::Table;

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
    pub unit: At<String>,
    /// Expenditure or revenue.
    pub kind: Kind,
    /// Value by follow-up year, per success.
    pub values: At<BTreeMap<i32, f64>>,
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
        let id = read::value(table, &declared::ID);
        id.iter().for_each(|id| read::check_length(&declared::ID, id, table));
        let label = read::text(table, &declared::LABEL);
        let area = read::word(table, &declared::AREA);
        let unit = read::text(table, &declared::UNIT);
        let kind = read::word(table, &declared::KIND);
        let values = by_year(table, &declared::VALUES);
        let kr = read::value(table, &declared::PRICE);
        let price_year = read::integer(table, &declared::OWN_PRICE_YEAR);
        let reason = read::text(table, &declared::REASON);
        table.finish();
        kr.iter().for_each(|kr| check_parts(kr, table.report()));
        Some(OwnConsequence {
            id: id?,
            label: label?.value,
            area: area?.value,
            unit: unit?,
            kind: kind?.value,
            values: values?,
            kr: kr?,
            price_year: price_year?,
            reason: reason?.value,
        })
    }
}

impl UseDuring {
    /// Reads one.
    pub fn read(table: &Table<'_>) -> Option<UseDuring> {
        let consequence = read::value(table, &declared::DURING_CONSEQUENCE);
        let values = by_year(table, &declared::DURING_VALUES);
        let price_year = read::integer(table, &declared::VALUE_PRICE_YEAR);
        let reason = read::text(table, &declared::REASON);
        table.finish();
        Some(UseDuring { consequence: consequence?, values: values?, price_year, reason: reason?.value })
    }
}

impl PhaseIn {
    /// Reads `phase_in`, if there.
    pub fn read(table: &Table<'_>) -> Option<PhaseIn> {
        let table = table.table("phase_in")?;
        let shares = read::value::<Vec<f64>>(&table, &declared::SHARES);
        let reason = read::text(&table, &declared::REASON);
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

/// `values`, by year. A key that is not a year within the limits, and a value that is not a number, are noted.
pub fn by_year(table: &Table<'_>, input: &Input) -> Option<At<BTreeMap<i32, f64>>> {
    let report = table.report();
    let InputKind::ByYear(first, last) = input.kind else { return None };
    let written = read::value::<BTreeMap<String, f64>>(table, input)?;
    let mut values = BTreeMap::new();
    for (key, value) in &written.value {
        let place = written.place.within(key);
        match key.parse::<i32>() {
            Ok(year) if (first..=last).contains(&year) => {
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
                format!("write years from {first} to {last}: `values = {{ {first} = -4.5 }}`"),
            ),
        }
    }
    Some(At { value: values, place: written.place })
}
