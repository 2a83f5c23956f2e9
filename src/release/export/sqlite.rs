//! A release as one SQLite database: a table for each table, with keys and references, and the views that a calculator wants.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, Result, params_from_iter};

use super::references::REFERENCES;
use crate::view::{Cell, View};
use foundation::tables::ColumnType;

/// What a calculator asks for, as views.
const VIEWS: &str = "
CREATE VIEW estimates_with_labels AS
SELECT e.*, g.label_da AS target_group_da, g.label_en AS target_group_en, s.label_da AS subgroup_da,
       s.label_en AS subgroup_en, m.label_da AS success_measure_da, m.label_en AS success_measure_en,
       c.label_da AS consequence_da, c.label_en AS consequence_en, c.area, c.unit, c.kind
FROM estimates e
JOIN target_groups g USING (target_group)
JOIN subgroups s USING (target_group, subgroup)
JOIN success_measures m USING (target_group, success_measure)
JOIN consequences c USING (consequence);

-- The value of every planned regression: an estimate; zero where it is not significant or few or none use it; null where it
-- is not known.
CREATE VIEW calculator_values AS
SELECT f.target_group, f.subgroup, f.success_measure, f.consequence, f.follow_up_year, f.status,
       CASE WHEN f.significant THEN e.estimate WHEN f.status IN ('estimated', 'few_users', 'no_users') THEN 0.0 END AS value,
       e.lower, e.upper, c.unit, c.kind, c.area
FROM fits f
JOIN consequences c USING (consequence)
LEFT JOIN estimates e USING (target_group, subgroup, success_measure, consequence, follow_up_year);

CREATE VIEW prices_with_totals AS
SELECT p.*, p.kommune_kr + p.region_kr + p.stat_kr AS total_kr, c.label_da, c.label_en, c.unit, c.kind
FROM prices p
JOIN consequences c USING (consequence);
";

/// Writes the database.
pub fn write(path: &Path, views: &[View]) -> Result<()> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF;")?;
    let transaction = connection.transaction()?;
    for view in views {
        transaction.execute_batch(&create(view))?;
        let marks = vec!["?"; view.columns.len()].join(", ");
        let mut insert = transaction.prepare(&format!("INSERT INTO {} VALUES ({marks})", quoted(view.name)))?;
        for row in &view.rows {
            insert.execute(params_from_iter(row.iter().map(value)))?;
        }
    }
    transaction.execute_batch(VIEWS)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)
}

fn create(view: &View) -> String {
    let mut parts: Vec<String> = view
        .columns
        .iter()
        .map(|column| {
            let kind = match column.holds() {
                ColumnType::Text => "TEXT",
                ColumnType::Whole | ColumnType::Truth => "INTEGER",
                ColumnType::Number => "REAL",
            };
            let null = if column.nullable() { "" } else { " NOT NULL" };
            format!("{} {kind}{null}", quoted(column.name))
        })
        .collect();
    let list = |columns: &[&str]| columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    let nullable = view.columns.iter().any(|column| view.key.contains(&column.name) && column.nullable());
    parts.push(format!("{} ({})", if nullable { "UNIQUE" } else { "PRIMARY KEY" }, list(view.key)));
    for reference in REFERENCES.iter().filter(|reference| reference.table == view.name) {
        let columns = list(reference.columns);
        parts.push(format!("FOREIGN KEY ({columns}) REFERENCES {} ({columns})", quoted(reference.to)));
    }
    format!("CREATE TABLE {} (\n  {}\n) STRICT;", quoted(view.name), parts.join(",\n  "))
}

/// `index`, `with` and other columns are words of SQL's own.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Whole(whole) => Value::Integer(*whole),
        Cell::Number(number) => Value::Real(*number),
        Cell::Truth(truth) => Value::Integer(i64::from(*truth)),
    }
}
