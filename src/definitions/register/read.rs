//! Reads the definition of a register.

use super::check::{all_have_years, check};
use super::{AgeOn, AsOf, BadRows, Column, Deliveries, Kind, Parent, Register, SpecialDays, Zone};
use crate::day::{Covers, Day};
use crate::source::At;
use crate::table::Table;
use foundation::words::{Label, Provenance, RegisterKind};

impl Register {
    /// Reads one register and checks what its kind needs.
    pub fn read(table: &Table<'_>) -> Option<Register> {
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        let word = table.required::<RegisterKind>("kind");
        let role = table.optional("role");
        let files = table.required::<Vec<String>>("files");
        // Without files, nothing is known of their paths.
        let years_in_paths = files.as_ref().is_none_or(|files| !files.is_empty() && all_have_years(files));
        let kind = Kind::read(table, word.as_ref(), years_in_paths, table.has("parent"));
        let covers = table.required("covers");
        let parent = table.table("parent").and_then(|table| Parent::read(&table));
        let (parent, person) = match parent {
            Some((parent, key)) => {
                if let Some(person) = table.optional::<Column>("person") {
                    let hint = "leave out `person`: the key of the parent row stands in `[parent]`";
                    let message = "the person of a row is that of its parent row";
                    table.report().mistake_with_hint(&person.place, message, hint);
                }
                (Some(parent), Some(key))
            }
            None if table.has("parent") => {
                table.ignore(&["person"]);
                (None, None)
            }
            None => (None, table.required("person")),
        };
        let as_of = table.or("as_of", AsOf::Start);
        let age_on = table.or("age_on", AgeOn::StatusDay);
        let bad_rows = table.or("bad_rows", BadRows::default());
        let covered = covers.as_ref().map_or(Day::last_of(i32::MAX), |covers: &At<Covers>| covers.value.last_day());
        let special_days = SpecialDays::read(table, covered);
        let zone = table.or("zone", Zone::default());
        let deliveries = table.or("deliveries", Deliveries::Refuse);
        let filter = table.optional::<String>("where").map(|text| crate::expression::expression(&text, table.report()));
        let direction = table.optional("direction");
        let mut columns = table.table("columns").map_or_else(Vec::new, |columns| columns.entries::<Column>());
        for (_, column) in &mut columns {
            column.value.read_code_table(&column.place, table.report());
        }
        let register = Register {
            id: id?,
            label: label?.value,
            source: source?.value,
            provenance: provenance?.value,
            kind: kind?,
            role,
            files: files?,
            deliveries,
            filter,
            direction,
            covers: covers?,
            person: person?,
            parent,
            row_keys: Vec::new(),
            as_of,
            age_on,
            bad_rows,
            special_days,
            zone,
            columns,
        };
        check(&register, table);
        Some(register)
    }
}
