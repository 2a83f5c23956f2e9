//! Rows that are delivered twice: how many rows of a sample of persons have a copy that is equal in every column that differs within a file.

use engine::registers::OpenRegister;
use engine::results::COPIES;
use foundation::error::Result;

use crate::dialect::DialectSyntax;
use crate::read;
use crate::script::{Script, TotalsOf, listed};

/// A register with more rows than this is sampled by person.
const ROWS: u64 = 1 << 18;

/// Writes the result with the copies of each file.
///
/// # Errors
/// Faults of files.
pub fn write(script: &mut Script<'_>, open: &OpenRegister<'_>) -> Result<()> {
    let dialect = script.dialect();
    let many = open.rows().div_ceil(ROWS).max(1).next_power_of_two();
    let [file, hash, rows, all, least, most] =
        ["file", "_hash", "_rows", "_all", "_least", "_most"].map(|name| script.name(name));
    let of_files = open.columns_of_files();
    let mut selects = Vec::new();
    for (number, of) in open.files.iter().enumerate() {
        let (position, _) = of.find(&script.register.person.value)?;
        let fields = of.schema().fields();
        let of_rows = |name: &str| !of_files.contains(&name.to_lowercase());
        let compared = fields.iter().filter(|field| !field.data_type().is_nested() && of_rows(field.name()));
        let mut names: Vec<&str> = compared.map(|field| field.name().as_str()).collect();
        names.sort_by_key(|name| name.to_lowercase());
        let mut names: Vec<String> = names.into_iter().map(|name| dialect.name(name)).collect();
        if script.register.kind.is_dated_by_path() || script.register.parent.is_some() {
            // Equal rows in files of two years are of different years, or belong to rows of different years.
            names.extend(of.file.year.map(|year| year.to_string()));
        }
        let key = dialect.name(fields[position].name());
        let from = read::source(script, &of.file.name, of.file.year);
        let sampled = match many {
            1 => format!("{key} IS NOT NULL"),
            _ => {
                format!("{key} IS NOT NULL AND {}", dialect.is_one_in(&dialect.hash(std::slice::from_ref(&key)), many))
            }
        };
        selects.push(format!(
            "SELECT {number} AS {file}, {} AS {hash}\nFROM {from}\nWHERE {sampled}",
            dialect.hash(&names)
        ));
    }
    script.comment(&format!(
        "Rows that are delivered twice: of one in {many} persons, the rows that are equal to another in every column of their file."
    ));
    let view = script.view("compared", &selects.join("\nUNION ALL\n"));
    let equal = script
        .view("equal", &format!("SELECT {file}, {hash}, COUNT(*) AS {rows}\nFROM {view}\nGROUP BY {file}, {hash}"));
    let counted = script.view(
        "counted",
        &format!(
            "SELECT *, SUM({rows}) OVER (PARTITION BY {hash}) AS {all},\n  MIN({file}) OVER (PARTITION BY {hash}) AS {least}, \
             MAX({file}) OVER (PARTITION BY {hash}) AS {most}\nFROM {equal}"
        ),
    );
    let whole = |sql: String, name: &str| format!("CAST({sql} AS BIGINT) AS {}", script.name(name));
    let columns = [
        script.hash_column(),
        file.clone(),
        whole(format!("SUM({rows})"), "sampled"),
        whole(format!("SUM(CASE WHEN {all} > 1 THEN {rows} ELSE 0 END)"), "copied"),
        whole(format!("MIN(CASE WHEN {least} <> {file} THEN {least} WHEN {most} <> {file} THEN {most} END)"), "other"),
    ];
    // Every file has a row, so that one that is lost is missed.
    let none = (0..open.files.len()).map(|number| {
        let (count, place) = ("CAST(0 AS BIGINT)", "CAST(NULL AS INT)");
        format!("SELECT {number} AS {file}, {count} AS {rows}, {count} AS {all}, {place} AS {least}, {place} AS {most}")
    });
    let found = format!("SELECT {file}, {rows}, {all}, {least}, {most}\nFROM {counted}");
    let each = std::iter::once(found).chain(none).collect::<Vec<_>>().join("\nUNION ALL\n");
    script.output(COPIES, &format!("SELECT\n{}\nFROM (\n{each}\n) AS e\nGROUP BY {file}", listed(&columns)));
    let (part, also) = (COPIES.to_owned(), Some("copied"));
    script.totals.push(TotalsOf { part, rows: "sampled", also, keys: (true, false), values: Vec::new() });
    script.copies = true;
    Ok(())
}
