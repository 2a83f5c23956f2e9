//! A consequence: a variable with an area, a unit, a kind and a place in a calculation.

use super::source::At;
use super::table::Table;
use foundation::keys::is_kroner;
use foundation::words::{Area, Domain, Kind, Label, Provenance};

/// One consequence.
#[derive(Debug, Clone)]
pub struct Consequence {
    /// Its name in estimates, prices and cases.
    pub id: At<String>,
    /// The variable; the one of the same name by default.
    pub variable: At<String>,
    /// Whom it is planned for: the target groups of this domain, or all of them if none.
    pub domain: Option<Domain>,
    /// Labels.
    pub label: Label,
    /// The area.
    pub area: Area,
    /// The unit: `week`, `night`, `contact`, or `kr` for amounts, which are scaled to the release's price year.
    pub unit: String,
    /// Cost or revenue to the public sector.
    pub kind: Kind,
    /// Consequences that count the same money: a case uses only one of them.
    pub overlaps: Vec<At<String>>,
    /// The year from which a break in the registers makes figures incomparable with earlier ones.
    pub break_year: Option<At<i32>>,
    /// Where it is documented.
    pub source: String,
    /// How certain it is that SØM defines it so.
    pub provenance: Provenance,
}

impl Consequence {
    /// Whether its values are amounts of money.
    pub fn is_kroner(&self) -> bool {
        is_kroner(&self.unit)
    }

    /// Whether it is estimated for target groups of a domain.
    pub fn is_of(&self, domain: Domain) -> bool {
        self.domain.is_none_or(|of| of == domain)
    }

    /// Reads one consequence.
    pub fn read(table: &Table<'_>) -> Option<Consequence> {
        let id = table.required::<String>("id");
        let variable = table.optional("variable");
        let domain = table.optional::<Domain>("domain");
        let label = table.required::<Label>("label");
        let area = table.required::<Area>("area");
        let unit = table.required::<String>("unit");
        let kind = table.required::<Kind>("kind");
        let overlaps = table.optional::<Vec<String>>("overlaps");
        let break_year = table.optional("break_year");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        table.finish();
        let id = id?;
        Some(Consequence {
            variable: variable.unwrap_or_else(|| id.clone()),
            id,
            domain: domain.map(|at| at.value),
            label: label?.value,
            area: area?.value,
            unit: unit?.value,
            kind: kind?.value,
            overlaps: overlaps.map_or_else(Vec::new, |list| {
                list.value.iter().map(|id| At { value: id.clone(), place: list.place.within(id) }).collect()
            }),
            break_year,
            source: source?.value,
            provenance: provenance?.value,
        })
    }
}
