//! A consequence: a variable with an area, a unit, a kind and a place in a calculation.

use super::day::CALENDAR;
use super::note;
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
    /// The breaks in the registers, in order of year.
    pub breaks: Vec<Break>,
    /// What a reader of its figures must know beside what the variable's note says.
    pub note: Option<Label>,
    /// Where it is documented.
    pub source: String,
    /// How certain it is that SØM defines it so.
    pub provenance: Provenance,
}

/// A break: figures from a year on are not comparable with earlier ones.
#[derive(Debug, Clone)]
pub struct Break {
    /// The year.
    pub year: At<i32>,
    /// What changed.
    pub what: Label,
}

impl Break {
    fn read(table: &Table<'_>) -> Option<Break> {
        let year = table.required::<i32>("year");
        let what = table.required::<Label>("what");
        table.finish();
        let (year, what) = (year?, what?);
        note::in_both_languages(table, "what", &what);
        let read = Break { year, what: what.value };
        if !CALENDAR.contains(&read.year.value) {
            table.report().mistake(&read.year.place, "years lie between 1800 and 2200");
        }
        Some(read)
    }

    /// The breaks of a consequence; each year has one.
    fn read_all(table: &Table<'_>) -> Vec<Break> {
        let mut breaks: Vec<Break> = table.tables("breaks").iter().filter_map(Break::read).collect();
        breaks.sort_by_key(|one| one.year.value);
        for (one, next) in breaks.iter().zip(breaks.iter().skip(1)) {
            if one.year.value == next.year.value {
                let message = format!("two breaks in {}", next.year.value);
                table.report().mistake_with_hint(&next.year.place, message, "say all that changed in a year in one");
            }
        }
        breaks
    }
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
        let breaks = Break::read_all(table);
        let note = note::optional(table, "note");
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
            breaks,
            note,
            source: source?.value,
            provenance: provenance?.value,
        })
    }
}
