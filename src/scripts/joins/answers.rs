//! Whether any row of a register that belongs to a row meets a condition.

use engine::registers::ReadAs;
use foundation::error::{Error, Result};

use super::counted;
use super::registers::{JoinedRegister, Joins};
use crate::rows::of_column;
use crate::script::{Script, translated};
use crate::typed_column::{ColumnRequest, ROW_KEY};

/// Joins the rows of `view` with the answers of a register; `owners` has the keys of rows. Returns the last step.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn join<'a>(
    joins: &Joins<'a>,
    script: &mut Script<'a>,
    asked: &JoinedRegister<'a>,
    (view, owners): (&str, &str),
) -> Result<String> {
    let of = asked.open.definition;
    let kind = joins.key.ok_or_else(|| Error::internal("rows without a file"))?;
    let mut columns =
        vec![ColumnRequest { id: ROW_KEY.to_owned(), column: &of.person.value, read_as: ReadAs::Key(kind) }];
    let mut names: Vec<&String> =
        asked.answers.iter().filter_map(|(_, filter)| *filter).flat_map(|filter| &filter.columns).collect();
    names.sort();
    names.dedup();
    for placed in of.kind.time_columns().into_iter().filter(|placed| names.iter().any(|name| *name == placed.id)) {
        columns.push(ColumnRequest {
            id: placed.id.to_owned(),
            column: &placed.column.value,
            read_as: ReadAs::time_column(&placed),
        });
    }
    for name in names {
        let declared = of.column(name).and_then(|column| Some((column, column.kind?)));
        if let Some((column, kind)) = declared.filter(|_| columns.iter().all(|known| known.id != *name)) {
            columns.push(of_column(name, column, kind));
        }
    }
    let rows = counted::rows(joins, script, &asked.open, &columns, (&asked.answers, Some((owners, asked.rule))))?;
    let [met, key] = ["_met", ROW_KEY].map(|name| script.name(name));
    let mut any = Vec::new();
    for (id, filter) in &asked.answers {
        let holds = match filter {
            Some(filter) => {
                let sql = filter.translate(script.dialect(), &rows.readable());
                let sql = translated(script, &filter.text.place, sql)?.sql;
                match rows.sound(filter.columns.iter()) {
                    Some(sound) => format!("{sql} AND {sound}"),
                    None => sql,
                }
            }
            None => "TRUE".to_owned(),
        };
        any.push(format!("MAX(CASE WHEN {holds} THEN 1 ELSE 0 END) AS {}", script.name(id)));
    }
    let by = joins.key_columns(script);
    script.comment(&format!("Whether any row of `{}` that belongs to a row meets a condition.", of.id));
    let answers = script.view(
        &format!("answers_{}", of.id),
        &format!(
            "SELECT {by},\n  {}\nFROM {}\nWHERE {key} IS NOT NULL AND {met}\nGROUP BY {by}",
            any.join(",\n  "),
            rows.view
        ),
    );
    let found = asked.answers.iter().map(|(id, _)| {
        let name = script.name(id);
        format!(",\n  coalesce(a.{name} = 1, FALSE) AS {name}")
    });
    let found: String = found.collect();
    let query = format!(
        "SELECT r.*{found}\nFROM {view} AS r\nLEFT JOIN {answers} AS a\n  ON {}",
        joins.joined(script, "r", "a")
    );
    Ok(script.view(&format!("asked_{}", of.id), &query))
}
