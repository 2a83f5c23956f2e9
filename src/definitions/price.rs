//! Prices: public expenditure or revenue per unit, in parts by who pays.

use super::source::At;
use super::table::Table;
use foundation::words::{Label, Provenance};
pub use toml_files::{Ages, Amount, Decimal, Parts};

/// Public expenditure or revenue per unit of a consequence, by payer.
#[derive(Debug, Clone)]
pub struct Price {
    /// The consequence.
    pub consequence: At<String>,
    /// Only for this target group.
    pub target_group: Option<At<String>>,
    /// Only for persons who have reached these ages in the follow-up year.
    pub ages: Option<At<Ages>>,
    /// The price year.
    pub year: At<i32>,
    /// The parts of the price.
    pub kr: Parts,
    /// The price index that converts it to other years; that of the settings if none.
    pub index: Option<At<String>>,
    /// How the parts follow from the figures of the source.
    pub derivation: Option<Label>,
    /// The source.
    pub source: String,
    /// How certain the price is.
    pub provenance: Provenance,
}

impl Price {
    /// Reads one price.
    pub fn read(table: &Table<'_>) -> Option<Price> {
        let consequence = table.required("consequence");
        let target_group = table.optional("target_group");
        let ages = table.optional::<Ages>("ages");
        let year = table.required("year");
        let kr = table.required::<Parts>("kr");
        let index = table.optional("index");
        let derivation = table.optional::<Label>("derivation");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        if let Some(ages) = &ages
            && ages.first > ages.last
        {
            table.report().mistake(&ages.place, "the first age is above the last");
        }
        table.finish();
        Some(Price {
            consequence: consequence?,
            target_group,
            ages,
            year: year?,
            kr: kr?.value,
            index,
            derivation: derivation.map(|derivation| derivation.value),
            source: source?.value,
            provenance: provenance?.value,
        })
    }
}
