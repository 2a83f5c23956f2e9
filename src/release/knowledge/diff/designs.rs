//! The designs of interventions in two releases: method, limits, numbers and standing, and the balance of each variable. An estimate
//! may stay where the control group behind it is another.

use std::collections::{BTreeMap, BTreeSet};

use foundation::tables::published::{BalanceRow, InterventionRow, LotRow};
use foundation::tables::{Database, Row};
use serde::Serialize;
use serde_json::Value;

/// A part of an intervention's design that is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DesignChange {
    /// The intervention.
    pub intervention: String,
    /// The column that is another; of a balance with its variable, of a lot with its consequence and year. `intervention` where
    /// one release has no such intervention, and the variable alone where one has no such row.
    pub what: String,
    /// Its value in the earlier release; `None` where it is null or is not there.
    pub before: Option<String>,
    /// Its value in the later one.
    pub after: Option<String>,
}

/// Every part that is another, by intervention: the design first, then balance and lot.
pub(super) fn changes(before: &Database, after: &Database) -> Vec<DesignChange> {
    let mut changes = Vec::new();
    let of_design = |row: &InterventionRow| [row.intervention.clone(), String::new(), String::new()];
    of_table(&before.interventions, &after.interventions, &of_design, &mut changes);
    let both = |id: &str| before.intervention(id).is_some() && after.intervention(id).is_some();
    let balance = |database: &Database| -> Vec<BalanceRow> {
        database.intervention_balance.iter().filter(|row| both(&row.intervention)).cloned().collect()
    };
    let lots = |database: &Database| -> Vec<LotRow> {
        database.intervention_lots.iter().filter(|row| both(&row.intervention)).cloned().collect()
    };
    let of_balance = |row: &BalanceRow| [row.intervention.clone(), "balance".to_owned(), row.variable.clone()];
    of_table(&balance(before), &balance(after), &of_balance, &mut changes);
    let of_lot = |row: &LotRow| {
        [row.intervention.clone(), "lot".to_owned(), format!("{}/{}", row.consequence, row.follow_up_year)]
    };
    of_table(&lots(before), &lots(after), &of_lot, &mut changes);
    // Stable: the parts of an intervention stay in order.
    changes.sort_by(|a, b| a.intervention.cmp(&b.intervention));
    changes
}

/// The columns that differ between rows of the same key: an intervention, and the parts that tell its rows apart.
fn of_table<R: Row>(before: &[R], after: &[R], key: &dyn Fn(&R) -> [String; 3], changes: &mut Vec<DesignChange>) {
    let rows = |rows: &[R]| -> BTreeMap<[String; 3], BTreeMap<String, String>> {
        rows.iter().map(|row| (key(row), columns(row))).collect()
    };
    let (a, b) = (rows(before), rows(after));
    for id in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        let [intervention, table, part] = id;
        let place: Vec<&str> = [table, part].into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let mut change = |column: Option<&str>, before: Option<String>, after: Option<String>| {
            let place: Vec<&str> = place.iter().copied().chain(column).collect();
            changes.push(DesignChange { intervention: intervention.clone(), what: place.join("/"), before, after });
        };
        let whole = place.is_empty().then_some("intervention");
        match (a.get(id), b.get(id)) {
            (Some(a), Some(b)) => {
                for column in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                    let (before, after) = (a.get(column), b.get(column));
                    if before != after {
                        change(Some(column), before.cloned(), after.cloned());
                    }
                }
            }
            (Some(_), None) => change(whole, Some("there".to_owned()), None),
            (None, _) => change(whole, None, Some("there".to_owned())),
        }
    }
}

/// The columns of a row that are not null, as text, without its key.
fn columns<R: Row>(row: &R) -> BTreeMap<String, String> {
    let Ok(Value::Object(columns)) = serde_json::to_value(row) else { return BTreeMap::new() };
    let shown = |(name, value): (String, Value)| {
        let text = match value {
            Value::Null => return None,
            Value::String(text) => text,
            other => other.to_string(),
        };
        (!R::KEY.contains(&name.as_str())).then_some((name, text))
    };
    columns.into_iter().filter_map(shown).collect()
}
