//! `som design`: participants compared with a constructed control group, from the rows of any Parquet file.

use std::path::PathBuf;

use super::columns::{Columns, clusters, named, names, unusable, usage};
use super::output::{Form, say};
use super::progress::Bar;
use designs::{AdmittedDesign, Att, Coarsening, Design, Estimand, Gate, Method, Neighbours, RejectedDesign, Study};
use foundation::error::{Error, Result};
use foundation::staging;
use foundation::words::Language;
use rebuild::Progress;
use show::terminal::balance;
use show::terminal::design::{self, Document};
use show::terminal::effects::EffectRow;

/// The largest distance of neighbours unless given, in standard deviations of the score's logit.
const CALIPER: f64 = 0.2;

/// Hold participants against a constructed control group: its balance first, then effects on the participants.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A Parquet file with a row for every person, or a folder of them.
    file: PathBuf,
    /// The column that tells participants from possible controls: true/false or 0/1.
    #[arg(long, value_name = "COLUMN")]
    participates: String,
    /// Variables of the time before the intervention, to be balanced: columns of numbers, apart by commas.
    #[arg(long, value_name = "COLUMNS", required = true, num_args = 1)]
    variables: Vec<String>,
    /// The outcomes: columns of numbers, apart by commas. They are read only if the design is balanced.
    #[arg(long, value_name = "COLUMNS", num_args = 1)]
    outcomes: Vec<String>,
    /// The same outcomes before the intervention, one for each: effects are on the change (difference in differences).
    #[arg(long, value_name = "COLUMNS", num_args = 1, requires = "outcomes")]
    since: Vec<String>,
    /// Placebos: outcomes of the time before the intervention, on which there can be no effect.
    #[arg(long, value_name = "COLUMNS", num_args = 1)]
    placebos: Vec<String>,
    /// With `--since`: a year still before each placebo, so that placebos are changes too.
    #[arg(long, value_name = "COLUMNS", num_args = 1, requires = "placebos")]
    placebos_since: Vec<String>,
    /// How the control group is made comparable.
    #[arg(long, value_enum, value_name = "NAME", default_value = "entropy-balancing")]
    method: Choice,
    /// Cut points of a variable, for coarsened exact matching: age:20,25,30. Others are matched exactly.
    #[arg(long, value_name = "COLUMN:NUMBERS")]
    cuts: Vec<String>,
    /// Controls for each participant, for nearest neighbours.
    #[arg(long, value_name = "N", default_value_t = 1)]
    neighbours: u32,
    /// Let a control serve several participants, for nearest neighbours.
    #[arg(long)]
    replacement: bool,
    /// The largest distance of neighbours, in standard deviations of the score's logit; 0.2 unless given.
    #[arg(long, value_name = "NUMBER")]
    caliper: Option<f64>,
    /// The column of clusters for standard errors, such as the person of a control who is there in several years.
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// The largest standardised difference after the design.
    #[arg(long, value_name = "NUMBER", default_value_t = Gate::STANDARD.difference)]
    largest_difference: f64,
    /// The largest ratio of variances after the design, either way; 0 for no limit.
    #[arg(long, value_name = "NUMBER", default_value_t = 2.0)]
    largest_ratio: f64,
    /// The smallest effective number of controls.
    #[arg(long, value_name = "NUMBER", default_value_t = Gate::STANDARD.effective_controls)]
    smallest_controls: f64,
    /// The smallest share of participants who have a control.
    #[arg(long, value_name = "SHARE", default_value_t = Gate::STANDARD.kept)]
    smallest_kept: f64,
    /// Write the balance as a page with a Love plot to this file.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// The language of the page: da or en.
    #[arg(long, value_name = "LANGUAGE", default_value = "da")]
    language: Language,
    #[command(flatten)]
    form: Form,
}

/// The methods by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Choice {
    /// Everyone weighs the same, for comparison.
    Unadjusted,
    /// Exact matching on all variables.
    Exact,
    /// Coarsened exact matching, with `--cuts`.
    Coarsened,
    /// Nearest neighbours on the propensity score.
    Nearest,
    /// Inverse probability weights.
    InverseProbability,
    /// Weights that make the means of all variables equal.
    EntropyBalancing,
    /// Inverse probability weights with a regression of the outcome (AIPW).
    DoublyRobust,
}

/// Runs the command.
///
/// # Errors
/// Contradictory options, a file that can't be used, no design.
pub fn run(args: &Args) -> Result<()> {
    let variables = names(&args.variables, "--variables")?;
    let outcomes = names(&args.outcomes, "--outcomes")?;
    let since = names(&args.since, "--since")?;
    let placebos = names(&args.placebos, "--placebos")?;
    let placebos_since = names(&args.placebos_since, "--placebos-since")?;
    if let Some(name) = outcomes.iter().chain(&placebos).find(|name| variables.contains(name)) {
        let message = format!("`{}` is balanced, and cannot be an outcome too", regress::short(name));
        return Err(usage(message, "leave it out of --variables, or out of the outcomes and placebos"));
    }
    if !since.is_empty() && since.len() != outcomes.len() {
        return Err(usage("--since needs one column for each outcome", "name them in the order of --outcomes"));
    }
    if since.is_empty() != placebos_since.is_empty() && !placebos.is_empty() {
        return Err(usage(
            "with --since effects are on changes: so must placebos be",
            "name a column of a year before each placebo with --placebos-since, or leave --since out",
        ));
    }
    if !placebos_since.is_empty() && placebos_since.len() != placebos.len() {
        return Err(usage(
            "--placebos-since needs one column for each placebo",
            "name them in the order of --placebos",
        ));
    }
    let limits = [args.largest_difference, args.largest_ratio, args.smallest_controls, args.smallest_kept];
    if limits.iter().any(|limit| limit.is_nan()) {
        return Err(usage("a limit of the gate is not a number", "write a number, such as --largest-difference 0.1"));
    }
    let method = method(args, &variables)?;
    let gate = Gate {
        difference: args.largest_difference,
        variance_ratio: (args.largest_ratio > 0.0).then_some(args.largest_ratio),
        effective_controls: args.smallest_controls,
        kept: args.smallest_kept,
        ..Gate::STANDARD
    };
    let bar = Bar::new();
    bar.stage("variables");
    let mut wanted = vec![args.participates.clone()];
    wanted.extend(variables.iter().cloned());
    wanted.extend(args.cluster.clone());
    let mut rows = Columns::complete(&args.file, &wanted, &[0], &|read| bar.rows(read))?;
    let mut columns = std::mem::take(&mut rows.columns).into_iter();
    let first = columns.next().ok_or_else(|| Error::internal("no column was read"))?;
    let participates = first.into_iter().map(|x| x == 1.0).collect();
    let named_columns = variables.iter().cloned().zip(columns.by_ref()).collect();
    let study = Study::new(named_columns, participates).map_err(unusable)?;
    let mut study = study.leaving_out(rows.left_out().yes);
    if let Some(of_rows) = columns.next() {
        study = study.clustered(clusters(&of_rows)?).map_err(unusable)?;
    }
    bar.stage("design");
    let decided = gate.decide(Design::new(&study, method.clone()).map_err(unusable)?);
    let kind = if since.is_empty() { "effect" } else { "change" };
    let (balance, reasons, effects) = match &decided {
        Ok(admitted) => {
            bar.stage("outcomes");
            let read = |names: &[String]| rows.further(&args.file, names, &|read| bar.rows(read));
            let mut effects =
                effects(admitted, (outcomes.as_slice(), read(&outcomes)?.as_slice()), &read(&since)?, kind)?;
            effects.extend(self::effects(
                admitted,
                (placebos.as_slice(), read(&placebos)?.as_slice()),
                &read(&placebos_since)?,
                "placebo",
            )?);
            (admitted.balance(), &[][..], effects)
        }
        Err(RejectedDesign { reasons, balance }) => {
            let rows = outcomes.iter().map(|outcome| EffectRow::held_back(outcome, kind, Att::WORD));
            let placebos = placebos.iter().map(|outcome| EffectRow::held_back(outcome, "placebo", Att::WORD));
            (balance, reasons.as_slice(), rows.chain(placebos).collect())
        }
    };
    drop(bar);
    if let Some(path) = &args.page {
        let page = show::report::balance::balance(method.word(), balance, &gate, reasons, args.language);
        staging::write(path, page.as_bytes()).map_err(|error| Error::output(path, error))?;
    }
    rows.notes(["participant(s)", "possible control(s)"]).iter().for_each(|note| say(&format!("note: {note}")));
    for reason in reasons {
        say(&format!("held back: {reason}"));
    }
    let document = Document {
        method: method.word(),
        estimand: Att::WORD,
        participants: balance.participants,
        left_out: balance.left_out,
        kept: balance.kept,
        possible_controls: balance.possible_controls,
        controls: balance.controls,
        effective_controls: balance.effective_controls,
        largest_share: balance.largest_share,
        outside_score: balance.outside_score,
        held_back: reasons.iter().map(ToString::to_string).collect(),
        balance: balance::rows(balance),
        effects,
    };
    args.form.print(|| design::text(&document), &document, || show::rows::Rows::of(&document.effects))
}

fn effects(
    admitted: &AdmittedDesign<'_>,
    (names, columns): (&[String], &[Vec<f64>]),
    since: &[Vec<f64>],
    kind: &'static str,
) -> Result<Vec<EffectRow>> {
    let one = |(at, (name, column)): (usize, (&String, &Vec<f64>))| {
        let effect = match since.get(at) {
            Some(before) => admitted.difference_in_differences(before, column),
            None => admitted.effect(column),
        };
        effect.map(|effect| EffectRow::of(name, kind, &effect)).map_err(|error| named(name, error))
    };
    names.iter().zip(columns).enumerate().map(one).collect()
}

fn method(args: &Args, variables: &[String]) -> Result<Method> {
    if args.method != Choice::Coarsened && !args.cuts.is_empty() {
        return Err(usage(
            "--cuts has no meaning without --method coarsened",
            "ask for that method, or leave --cuts out",
        ));
    }
    if args.method == Choice::Coarsened && args.cuts.is_empty() {
        return Err(usage(
            "--method coarsened needs --cuts: without them it is exact matching",
            "write --cuts age:20,25,30, or ask for --method exact",
        ));
    }
    let nearest = args.method == Choice::Nearest;
    if !nearest && (args.replacement || args.neighbours != 1 || args.caliper.is_some()) {
        let message = "--neighbours, --replacement and --caliper have no meaning without --method nearest";
        return Err(usage(message, "ask for that method, or leave them out"));
    }
    Ok(match args.method {
        Choice::Unadjusted => Method::Unadjusted,
        Choice::Exact => Method::Exact,
        Choice::Coarsened => Method::Coarsened(cuts(&args.cuts, variables)?),
        Choice::Nearest => Method::Nearest(Neighbours {
            controls: args.neighbours,
            replacement: args.replacement,
            caliper: Some(args.caliper.unwrap_or(CALIPER)),
        }),
        Choice::InverseProbability => Method::InverseProbability,
        Choice::EntropyBalancing => Method::EntropyBalancing,
        Choice::DoublyRobust => Method::DoublyRobust,
    })
}

/// Rules in the order of the variables.
fn cuts(given: &[String], variables: &[String]) -> Result<Vec<Coarsening>> {
    let mut rules = vec![Coarsening::Exact; variables.len()];
    for text in given {
        let form = || usage(format!("`{}` is not a rule", regress::short(text)), "write --cuts age:20,25,30");
        let (name, numbers) = text.rsplit_once(':').ok_or_else(form)?;
        let numbers = numbers.split(',').map(|number| number.trim().parse::<f64>());
        let numbers: Vec<f64> = numbers.collect::<std::result::Result<_, _>>().map_err(|_| form())?;
        let at = variables.iter().position(|variable| variable == name).ok_or_else(|| {
            usage(format!("`{}` is not among the variables", regress::short(name)), "name a column of --variables")
        })?;
        rules[at] = Coarsening::Cuts(numbers);
    }
    Ok(rules)
}
