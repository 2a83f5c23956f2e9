//! `som trial`: persons assigned by lot, from the rows of any Parquet file.

use std::path::PathBuf;

use super::columns::{Columns, clusters, named, names, unusable, usage};
use super::output::{Form, say};
use super::progress::Bar;
use designs::{DesignError, Estimand, Gate, Itt, LeftOut, Study, Trial, TrialVerdict};
use foundation::error::{Error, Result};
use rebuild::Progress;
use show::terminal::effects::EffectRow;
use show::terminal::trial;

/// Compare persons who were assigned by lot with those who were not.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A Parquet file with a row for every person, or a folder of them.
    file: PathBuf,
    /// The column of assignment: true/false or 0/1.
    #[arg(long, value_name = "COLUMN")]
    assigned: String,
    /// The outcomes: columns of numbers, apart by commas. They are read only if the lot kept its persons and its balance.
    #[arg(long, value_name = "COLUMNS", required = true, num_args = 1)]
    outcomes: Vec<String>,
    /// Variables of the time before assignment to adjust for: columns of numbers, apart by commas.
    #[arg(long, value_name = "COLUMNS", num_args = 1)]
    adjust: Vec<String>,
    /// The column of completion, for the effect on compliers: true/false or 0/1.
    #[arg(long, value_name = "COLUMN")]
    completed: Option<String>,
    /// The column of sites, where assignment was by site.
    #[arg(long, value_name = "COLUMN")]
    site: Option<String>,
    /// Permutations of the lot, for randomisation inference.
    #[arg(long, value_name = "N", default_value_t = 0)]
    permutations: u32,
    /// The seed of the permutations.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The largest standardised difference of a variable of `--adjust`, to which what a lot leaves by chance is added.
    #[arg(long, value_name = "NUMBER", default_value_t = Gate::STANDARD.difference)]
    largest_difference: f64,
    /// The smallest number of persons who were not assigned.
    #[arg(long, value_name = "NUMBER", default_value_t = Gate::STANDARD.effective_controls)]
    smallest_controls: f64,
    /// The smallest share of either arm whose columns are all known.
    #[arg(long, value_name = "SHARE", default_value_t = Gate::STANDARD.kept)]
    smallest_kept: f64,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// Contradictory options, a file that can't be used, no effect.
pub fn run(args: &Args) -> Result<()> {
    let outcomes = names(&args.outcomes, "--outcomes")?;
    let adjust = names(&args.adjust, "--adjust")?;
    if [args.largest_difference, args.smallest_controls, args.smallest_kept].iter().any(|limit| limit.is_nan()) {
        return Err(usage("a limit of the gate is not a number", "write a number, such as --largest-difference 0.1"));
    }
    let bar = Bar::new();
    bar.stage("rows");
    let mut wanted = vec![args.assigned.clone()];
    wanted.extend(args.completed.clone());
    let flags: Vec<usize> = (0..wanted.len()).collect();
    wanted.extend(adjust.iter().cloned());
    wanted.extend(args.site.clone());
    let mut rows = Columns::complete(&args.file, &wanted, &flags, &|read| bar.rows(read))?;
    let mut columns = std::mem::take(&mut rows.columns).into_iter();
    let flag = |columns: &mut std::vec::IntoIter<Vec<f64>>, wanted: bool| {
        let column = if wanted { columns.next() } else { None };
        column.map(|column| column.into_iter().map(|x| x == 1.0).collect::<Vec<bool>>())
    };
    let assigned = flag(&mut columns, true).ok_or_else(|| Error::internal("no column was read"))?;
    let completed = flag(&mut columns, args.completed.is_some());
    let covariates: Vec<(String, Vec<f64>)> = adjust.iter().cloned().zip(columns.by_ref().take(adjust.len())).collect();
    let mut lot = Trial::new(assigned.clone(), covariates.clone()).map_err(unusable)?;
    if let Some(sites) = columns.next() {
        lot = lot.by_site(clusters(&sites)?).map_err(unusable)?;
    }
    bar.stage("balance");
    let verdict = verdict(args, &lot, (covariates, assigned), rows.left_out())?;
    if !verdict.reasons.is_empty() {
        drop(bar);
        rows.notes(["assigned", "not assigned"]).iter().for_each(|note| say(&format!("note: {note}")));
        verdict.reasons.iter().for_each(|reason| say(&format!("held back: {reason}")));
        let held: Vec<EffectRow> =
            outcomes.iter().map(|outcome| EffectRow::held_back(outcome, "effect", Itt::WORD)).collect();
        return args.form.print_list(|| trial::text(&verdict, &held), &held);
    }
    let read = rows.further(&args.file, &outcomes, &|read| bar.rows(read))?;
    bar.stage("effects");
    let mut found = Vec::new();
    let mut warnings = Vec::new();
    for (name, outcome) in outcomes.iter().zip(&read) {
        let wrong = |error: DesignError| named(name, error);
        let effect = lot.intention_to_treat(outcome).map_err(wrong)?;
        let permuted = match args.permutations {
            0 => None,
            number => Some(lot.permutations(outcome, number, args.seed).map_err(wrong)?.p),
        };
        found.push(EffectRow { p_permutations: permuted, ..EffectRow::of(name, "effect", &effect) });
        if let Some(completed) = &completed {
            let compliers = lot.compliers(completed, outcome).map_err(wrong)?;
            warnings.extend(compliers.warning());
            found.push(EffectRow {
                compliers: Some(compliers.share),
                first_stage_f: Some(compliers.first_stage_f).filter(|f| f.is_finite()),
                ..EffectRow::of(name, "effect", &compliers.effect)
            });
        }
    }
    drop(bar);
    rows.notes(["assigned", "not assigned"]).iter().for_each(|note| say(&format!("note: {note}")));
    warnings.dedup();
    warnings.iter().for_each(|warning| say(&format!("warning: {warning}")));
    args.form.print_list(|| trial::text(&verdict, &found), &found)
}

/// The verdict on the lot, before outcomes are read.
fn verdict(
    args: &Args,
    trial: &Trial,
    (covariates, assigned): (Vec<(String, Vec<f64>)>, Vec<bool>),
    left_out: super::columns::LeftOut,
) -> Result<TrialVerdict> {
    let gate = Gate {
        difference: args.largest_difference,
        effective_controls: args.smallest_controls,
        kept: args.smallest_kept,
        ..Gate::STANDARD
    };
    // What is the same for all persons is in balance, and adjusts nothing.
    let varies = |(_, column): &(String, Vec<f64>)| column.iter().any(|x| Some(x) != column.first());
    let varying: Vec<(String, Vec<f64>)> = covariates.into_iter().filter(varies).collect();
    let study = match varying.is_empty() {
        true => None,
        false => Some(Study::new(varying, assigned).map_err(unusable)?.leaving_out(left_out.yes)),
    };
    let left_out = LeftOut { assigned: left_out.yes, others: left_out.no };
    trial.judge(study.as_ref(), &gate, left_out).map_err(unusable)
}
