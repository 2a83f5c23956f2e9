//! `som regress`: regressions on the rows of any Parquet file, to compare with another program.

use std::path::PathBuf;

use super::output::Form;
use super::progress::Bar;
use foundation::error::{Error, Result};
use foundation::words::{Covariance, Form as AgeForm};
use rebuild::Progress;
use regress::{self, Request, WeightKind};
use show::terminal;

/// Run regressions on the rows of a Parquet file: one for each outcome and value of a column.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A Parquet file, or a folder of them.
    file: PathBuf,
    /// The outcomes: columns of numbers, apart by commas; a name with a comma in quotation marks: 'a,"b, c"'.
    #[arg(long, value_name = "COLUMNS", required = true, num_args = 1)]
    outcomes: Vec<String>,
    /// The column whose coefficient is wanted: true/false or 0/1.
    #[arg(long, value_name = "COLUMN")]
    success: String,
    /// One regression for each value of this column: whole numbers, or dates (their year).
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Categories to adjust for, apart by commas.
    #[arg(long, value_name = "COLUMNS", num_args = 1)]
    adjust: Vec<String>,
    /// A number to adjust for, and how: age:linear, age:quadratic or age:categorical.
    #[arg(long, value_name = "COLUMN:FORM")]
    age: Option<String>,
    /// The covariance: iid, HC0, HC1, HC2, HC3, or CR1 by cluster.
    #[arg(long, value_name = "NAME", default_value = "HC3")]
    covariance: String,
    /// The column of clusters, for CR1.
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// A column of weights.
    #[arg(long, value_name = "COLUMN")]
    weights: Option<String>,
    /// What the weights are: how many persons a row stands for, or (by default) the inverse of the sampling probability.
    #[arg(long, value_enum, value_name = "KIND", requires = "weights")]
    weight_kind: Option<WeightKind>,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// Contradictory options, a file that can't be used.
pub fn run(args: &Args) -> Result<()> {
    let request = request(args)?;
    let bar = Bar::new();
    bar.stage("rows");
    let results = regress::regress(&request, &|rows| bar.rows(rows))?;
    drop(bar);
    if args.weights.is_some() && args.weight_kind.is_none() {
        eprintln!("note: weights are taken as sampling weights; say --weight-kind to choose");
    }
    for note in &results.notes {
        eprintln!("{}{note}", if note.starts_with("warning: ") { "" } else { "note: " });
    }
    args.form.print_list(|| terminal::regress::text(&results.rows), &results.rows)
}

fn usage(message: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::usage(message.into(), hint.into())
}

/// The request of the arguments.
fn request(args: &Args) -> Result<Request> {
    let outcomes = names(&args.outcomes)?;
    let adjust = names(&args.adjust)?;
    let repeated = |list: &[String]| {
        list.iter().enumerate().find(|(i, n)| list.iter().take(*i).any(|m| m == *n)).map(|(_, n)| n.clone())
    };
    if let Some(name) = repeated(&outcomes).or_else(|| repeated(&adjust)) {
        return Err(usage(format!("`{}` is named twice", regress::short(&name)), "name every column once"));
    }
    if outcomes.is_empty() || outcomes.iter().chain(&adjust).any(String::is_empty) {
        return Err(usage("a column without a name", "write --outcomes a,b"));
    }
    let all = Covariance::OF_REGRESSIONS;
    let covariance = all.iter().copied().find(|c| c.word().eq_ignore_ascii_case(&args.covariance));
    let known = || all.iter().map(|c| c.word()).collect::<Vec<_>>().join(", ");
    let covariance = covariance.ok_or_else(|| {
        usage(format!("unknown covariance `{}`", regress::short(&args.covariance)), format!("it can be {}", known()))
    })?;
    match (covariance, &args.cluster) {
        (Covariance::Cr1, None) => return Err(usage("CR1 needs clusters", "name their column with --cluster COLUMN")),
        (Covariance::Cr1, Some(_)) | (_, None) => {}
        (other, Some(_)) => {
            let message = format!("--cluster has no meaning with {other}");
            return Err(usage(message, "ask for --covariance CR1, or leave --cluster out"));
        }
    }
    let kind = args.weight_kind.unwrap_or(WeightKind::Sampling);
    let weights = args.weights.clone().map(|name| (name, kind));
    Ok(Request {
        file: args.file.clone(),
        outcomes,
        success: args.success.clone(),
        by: args.by.clone(),
        adjust,
        age: args.age.as_deref().map(age).transpose()?,
        covariance,
        cluster: args.cluster.clone(),
        weights,
    })
}

/// Names separated by commas; the option may also be given several times. A name with a comma stands in quotation marks, and a
/// quotation mark inside them is doubled, as in a line of CSV.
pub(super) fn names(given: &[String]) -> Result<Vec<String>> {
    let lists = given.iter().map(|names| separated(names));
    Ok(lists.collect::<Result<Vec<_>>>()?.concat())
}

fn separated(given: &str) -> Result<Vec<String>> {
    // No name contains the character that ends a line here, so the list is one line.
    let line_end = csv::Terminator::Any(0);
    let mut lines = csv::ReaderBuilder::new().has_headers(false).terminator(line_end).from_reader(given.as_bytes());
    match lines.records().next() {
        Some(Ok(names)) => Ok(names.iter().map(str::to_owned).collect()),
        Some(Err(error)) => Err(Error::internal(format!("a list of names is not text: {error}"))),
        None => Ok(vec![String::new()]),
    }
}

fn age(given: &str) -> Result<(String, AgeForm)> {
    let forms = || AgeForm::ALL.iter().map(|form| form.word()).collect::<Vec<_>>().join(", ");
    let wrong = |message: String| usage(message, format!("write --age COLUMN:FORM; the form can be {}", forms()));
    let (name, form) =
        given.rsplit_once(':').ok_or_else(|| wrong(format!("`{}` has no form", regress::short(given))))?;
    let known = form.parse().map_err(|_| wrong(format!("unknown form of age `{}`", regress::short(form))))?;
    Ok((name.to_owned(), known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_commas() {
        let apart = |given| separated(given).unwrap();
        assert_eq!(apart("a,b"), ["a", "b"]);
        assert_eq!(apart("\"a, b\",c,\"d,\"\"e\"\"\""), ["a, b", "c", "d,\"e\""]);
        assert_eq!(apart("a\nb,\"c\",d\"e,\"\"\"f\"\"\""), ["a\nb", "c", "d\"e", "\"f\""]);
        assert_eq!(apart("a,,"), ["a", "", ""]);
        assert_eq!(apart(""), [""]);
    }
}
