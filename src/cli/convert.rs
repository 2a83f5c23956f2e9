//! `som convert`: a delivery of SAS files as Parquet extracts.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use ::convert::{ColumnForm, ConvertError, CountRow, ErrorKind, FileRow, Outcome, Request};
use definitions::Definitions;
use definitions::register::{Register, TimeUnit};
use foundation::error::{Error, Kind, Result};
use show::table::{Align, table};
use sql::ColumnType;

use super::output::Form;
use super::{interrupt, output};

/// Convert a delivery of SAS files to Parquet extracts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with the delivery's sas7bdat files.
    rawdata: PathBuf,
    /// The folder of extracts.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Definitions that declare which columns are whole numbers and days.
    #[arg(long, value_name = "DIR")]
    pipelines: Option<PathBuf>,
    /// The largest share of a column's values that may not fit its declared form; the column is then left as SAS stores it.
    #[arg(long, value_name = "SHARE", default_value_t = 0.001)]
    misfits_at_most: f64,
    /// Convert sources again that have changed since, and remove extracts of their period whose sources are gone.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// A folder that can't be read or written; sources that are refused, after the others are converted.
pub fn run(args: &Args) -> Result<()> {
    let mut request = Request::new(&args.rawdata, &args.to).map_err(error)?;
    if let Some(pipelines) = &args.pipelines {
        request.types = forms(&Definitions::load(pipelines)?);
    }
    request.misfits_at_most = args.misfits_at_most;
    request.replace = args.replace;
    request.stop = Some(interrupt::flag());
    let report = ::convert::convert(&request).map_err(error)?;
    args.form.print_list(|| files(&report.files), &report.files)?;
    // Of the usual kinds of missing values, a wide register has one count a column.
    let is_usual = |count: &&CountRow| ["missing .", "blank"].contains(&count.counted.as_str());
    let (usual, telling): (Vec<&CountRow>, Vec<&CountRow>) = report.counts.iter().partition(is_usual);
    if !usual.is_empty() {
        let values: u64 = usual.iter().map(|count| count.values).sum();
        output::say(&format!(
            "{} in {}: `.` or blank, and null",
            output::counted(values, "value", "values"),
            output::counted(usual.len(), "column", "columns")
        ));
    }
    for count in telling {
        output::say(&format!("{} {}: {} {}", count.source_file, count.column, count.values, count.counted));
    }
    match report.fault() {
        None => Ok(()),
        Some(kind) => {
            let refused = report.count(Outcome::Refused);
            let message = format!("{refused} of {} sources are refused", report.files.len());
            Err(Error::new(
                of(kind),
                message,
                "the table has the reason and the hint of each; the others are converted",
            ))
        }
    }
}

/// The sources on a screen; a refused one with its reason and hint.
fn files(rows: &[FileRow]) -> String {
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let cells = rows.iter().map(|row| {
        let outcome = match row.outcome {
            Outcome::Converted => "converted",
            Outcome::Skipped => "converted before",
            Outcome::Refused => "refused",
        };
        let place = row.output.as_ref().or(row.reason.as_ref()).cloned().unwrap_or_else(|| "".into());
        vec![row.source_file.clone(), outcome.to_owned(), number(row.rows), number(row.columns), place]
    });
    let headers = [
        ("source", Align::Left),
        ("outcome", Align::Left),
        ("rows", Align::Right),
        ("columns", Align::Right),
        ("extract, or reason", Align::Left),
    ];
    let mut text = table("", &headers, &cells.collect::<Vec<_>>());
    for row in rows {
        if let Some(removed) = &row.removed {
            text.push_str(&format!("{}: replaces {removed}, which is removed\n", row.source_file));
        }
        if let Some(hint) = &row.hint {
            text.push_str(&format!("{}: {hint}\n", row.source_file));
        }
    }
    text
}

/// The declared forms, by the name that files give the register and by column. A column that was something else in earlier files,
/// or has its time of day, stays as SAS has it: the reader knows what each file stores.
fn forms(definitions: &Definitions) -> HashMap<(String, String), ColumnForm> {
    // None where two definitions of one register's files disagree.
    let mut forms: HashMap<(String, String), Option<ColumnForm>> = HashMap::new();
    for register in &definitions.registers {
        let declared = register.columns.iter().filter_map(|(_, column)| Some((&column.value, column.kind?)));
        let time = register.kind.time_columns().into_iter().filter(|time| time.unit == TimeUnit::Day);
        let days = time.map(|time| (&time.column.value, time.column.kind.unwrap_or(ColumnType::Date)));
        for (column, kind) in declared.chain(days) {
            let form = match kind {
                _ if column.time || column.stored.iter().any(|form| form.is_of_times()) => continue,
                _ if column.was.iter().any(|was| was.stored.is_some()) => continue,
                ColumnType::Integer => ColumnForm::Integer,
                ColumnType::Date => ColumnForm::Date,
                ColumnType::Number | ColumnType::Text | ColumnType::Boolean | ColumnType::Yyww => continue,
            };
            for (register, name) in names_of_files(register).iter().flat_map(|register| {
                let names = column.names.iter().chain(column.was.iter().flat_map(|was| &was.names));
                names.map(move |name| (register.clone(), name.to_lowercase()))
            }) {
                let known = forms.entry((register, name)).or_insert(Some(form));
                *known = known.filter(|known| *known == form);
            }
        }
    }
    forms.into_iter().filter_map(|(column, form)| Some((column, form?))).collect()
}

/// What files of a register are called: the letters at the beginning of their folder or, without one, of their name.
fn names_of_files(register: &Register) -> BTreeSet<String> {
    let name = |pattern: &String| {
        let first = pattern.split('/').next().unwrap_or(pattern);
        let end = first.find(['{', '*', '.']).unwrap_or(first.len());
        first[..end].trim_end_matches(['_', '-']).to_lowercase()
    };
    register.files.iter().map(name).filter(|name| !name.is_empty()).collect()
}

fn error(error: ConvertError) -> Error {
    Error::new(of(error.kind()), error.to_string(), error.hint())
}

fn of(kind: ErrorKind) -> Kind {
    match kind {
        ErrorKind::Usage => Kind::Usage,
        ErrorKind::Source => Kind::Extract,
        ErrorKind::Output => Kind::Output,
        ErrorKind::Interrupted => Kind::Interrupted,
        ErrorKind::Internal => Kind::Internal,
    }
}
