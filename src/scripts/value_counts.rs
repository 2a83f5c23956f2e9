//! Counts of values that tell of a fault in a whole column: days where seconds are declared, and midnights in UTC.

use definitions::stored::Stored;
use engine::registers::{Projection, ReadAs};
use engine::results::{DAYS_FOR_SECONDS, MIDNIGHTS, TimeCount};
use sql::ColumnType;

use crate::base::Base;
use crate::dialect::DialectSyntax;
use crate::form::{Form, late_name, raw_name};
use crate::measure::Measure;
use crate::script::Script;

/// A count of values that tell.
pub struct ValueCount {
    /// The column.
    pub id: String,
    /// Of what.
    pub fault: &'static str,
    /// The name of the count of all.
    pub all: String,
    /// The name of the count of those that tell.
    pub telling: String,
}

/// What can be counted of a column's values.
const COUNTED: [&str; 2] = [DAYS_FOR_SECONDS, MIDNIGHTS];

/// The counts of times of day and of seconds.
pub fn times(script: &mut Script<'_>, forms: &[(Form, Vec<usize>)]) -> Vec<ValueCount> {
    let mut all: Vec<ValueCount> = Vec::new();
    for ((base, projection), fault) in
        forms.iter().flat_map(|(form, _)| form).flat_map(|of| COUNTED.map(|fault| (of, fault)))
    {
        let is_known = all.iter().any(|known| known.id == projection.id && known.fault == fault);
        if is_known || telling(script, (*base, projection), fault).is_none() {
            continue;
        }
        let number = all.len() + 1;
        let (of_all, of_telling) = (format!("times_{number}"), format!("telling_{number}"));
        let time = TimeCount {
            id: projection.id.clone(),
            name: projection.name.clone(),
            all: of_all.clone(),
            telling: of_telling.clone(),
            fault: fault.to_owned(),
        };
        script.times.push(time);
        all.push(ValueCount { id: projection.id.clone(), fault, all: of_all, telling: of_telling });
    }
    all
}

/// The conditions of values of a column, and of those that tell; `None` where nothing tells.
pub fn telling(script: &Script<'_>, (base, of): (Base, &Projection), fault: &str) -> Option<(String, String)> {
    let raw = script.name(&raw_name(&of.id));
    let filled = format!("({raw} IS NOT NULL)");
    let of_seconds =
        matches!(of.read_as, ReadAs::SasTime(Stored::SasSeconds) | ReadAs::TimeOfDay(Some(Stored::SasSeconds)));
    // Hours that are declared to be local are the right ones.
    let is_local = matches!(of.read_as, ReadAs::Times(Stored::Local) | ReadAs::TimeOfDay(Some(Stored::Local)));
    let of_text = base == Base::Text
        && matches!(of.read_as, ReadAs::Retyped(ColumnType::Text, ColumnType::Date) | ReadAs::TimeOfDay(_));
    match fault {
        MIDNIGHTS if base == Base::Time && !is_local => Some((filled, script.name(&late_name(&of.id)))),
        MIDNIGHTS if of_seconds => {
            Some((filled, format!("({raw} - floor({raw} / 86400e0) * 86400e0 IN (79200e0, 82800e0))")))
        }
        MIDNIGHTS if of_text => {
            let hour = format!("substr({raw}, 12, 5) IN ('22:00', '23:00') AND substr({raw}, 11, 1) IN ('T', ' ')");
            let sharp = script.dialect().fits(&raw, "^.{16}(:00)?[.0]*$");
            Some((format!("({raw} <> '')"), format!("({hour} AND {sharp})")))
        }
        DAYS_FOR_SECONDS if of_seconds => Some((filled, format!("abs({raw}) < 172800e0"))),
        _ => None,
    }
}

/// The columns that count values that tell; `each` holds of one row for every row of the extracts.
pub fn time_counts(script: &Script<'_>, each: &str) -> Vec<Measure> {
    let once = |name: &String| format!("{each} AND {}", script.name(&format!("_{name}")));
    let count = |name: &String| Measure::count(script.name(name), once(name));
    script.times.iter().flat_map(|time| [count(&time.all), count(&time.telling)]).collect()
}
