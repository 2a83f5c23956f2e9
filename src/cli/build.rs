//! `som build`: a release from extracts, or from sums that another engine has made of them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::output::{self, Form, counted};
use super::progress::Bar;
use super::reading_notes;
use foundation::error::Result;
use foundation::keys::WHOLE_GROUP;
use rebuild::{self, BuildResult, Options, Outcome, SummaryRow};
use show::paragraph::paragraph;
use show::table::{Align, table};

/// Build a release from extracts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// The folder of extracts.
    #[arg(long, value_name = "DIR", required_unless_present = "person_years")]
    extracts: Option<PathBuf>,
    /// A folder of scripts by `som sql`, with the results that another engine has made of them; other registers, and
    /// the lists of persons of interventions, are read from --extracts.
    #[arg(long, value_name = "DIR")]
    person_years: Option<PathBuf>,
    /// The folder of releases.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// The release's name.
    #[arg(long, value_name = "NAME")]
    release: String,
    /// Read everything again, and keep nothing for the next build.
    #[arg(long)]
    no_cache: bool,
    /// An earlier release to compare counts with, such as output/2025.1; may be repeated. By default all in the output folder.
    #[arg(long, value_name = "DIR")]
    earlier: Vec<PathBuf>,
    /// The folder with the room's secret and its register of releases; by default .room in the output folder, or what the environment
    /// variable SOM_ROOM names. Builds into several output folders need the same room.
    #[arg(long, value_name = "DIR")]
    room: Option<PathBuf>,
    /// Show every subgroup, not only whole target groups, and every note.
    #[arg(long)]
    full: bool,
    /// Show every subgroup and success measure of this target group.
    #[arg(long, value_name = "ID", conflicts_with = "full")]
    group: Option<String>,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// An error of the build.
pub fn run(args: &Args) -> Result<()> {
    let options = Options {
        pipelines: args.pipelines.clone(),
        extracts: args.extracts.clone(),
        person_years: args.person_years.clone(),
        output: args.output.clone(),
        release: args.release.clone(),
        earlier: args.earlier.clone(),
        cache: !args.no_cache,
        room: args.room.clone().or_else(|| std::env::var_os("SOM_ROOM").map(PathBuf::from)),
    };
    match build_release(&options, args.full)? {
        Outcome::Built(built) => {
            let of_group = |group: &str| rows_and_notes(built.summary.iter().filter(|row| row.target_group == group));
            let text = || match &args.group {
                Some(group) => of_group(group) + "\n" + &places(&built),
                None if args.full => full(&built),
                None => screen(&built),
            };
            args.form.print_list(text, &built.summary)
        }
        Outcome::Unchanged(release) => {
            let same = "the same extracts, definitions and program made this release";
            output::say(&format!("nothing to do: {}: {same}", release.display()));
            Ok(())
        }
    }
}

/// Builds with a progress bar; all notes on what was read are shown if `full`.
///
/// # Errors
/// An error of the build.
pub fn build_release(options: &Options, full: bool) -> Result<Outcome> {
    let bar = Bar::new();
    let outcome = rebuild::build(options, &bar)?;
    drop(bar);
    let Outcome::Built(built) = &outcome else { return Ok(outcome) };
    if let Some(room) = &built.new_room {
        eprintln!(
            "note: a new room (secret) was made at {}: builds of the same persons must name the same room with --room or SOM_ROOM, as their \
             releases have other noise than those of another room, and the mean of the two has less noise",
            room.display()
        );
    }
    for note in &built.cache_notes {
        eprintln!("note: {note}");
    }
    reading_notes::print(&built.reading, full);
    Ok(outcome)
}

/// The most rows that the screen shows of whole target groups by success measure; of more, each target group has one row.
const ROWS: usize = 15;

/// The totals, the whole target groups, and where everything is.
fn screen(built: &BuildResult) -> String {
    let whole: Vec<&SummaryRow> = built.summary.iter().filter(|row| row.subgroup == WHOLE_GROUP).collect();
    let sum = |of: fn(&SummaryRow) -> i64| built.summary.iter().map(of).sum::<i64>();
    let mut text = format!(
        "{}: {} estimated, {} significant\n\n",
        counted(sum(|row| row.fits), "regression", "regressions"),
        sum(|row| row.estimated),
        sum(|row| row.significant),
    );
    let empty = || built.summary.iter().filter(|row| row.success == 0 || row.non_success == 0);
    if whole.len() <= ROWS {
        text += &summary_table(whole.iter().copied());
        let hidden = built.summary.len() - whole.len();
        if hidden > 0 {
            text += &format!("{} with --full\n", counted(hidden, "more row", "more rows"));
        }
    } else {
        text += &by_group(&built.summary);
        text += "Subgroups and success measures with --full, or of one target group with --group ID\n";
    }
    // An empty cohort is a finding of its own, also where its row is hidden.
    text += &notes(empty().take(ROWS));
    let more = empty().count().saturating_sub(ROWS);
    if more > 0 {
        text += &format!("{} with --full\n", counted(more, "more empty cohort", "more empty cohorts"));
    }
    text + "\n" + &places(built)
}

/// One row a target group. Persons are those of the whole group's first success measure: measures split the same persons.
fn by_group(summary: &[SummaryRow]) -> String {
    let headers = [
        ("target group", Align::Left),
        ("persons", Align::Right),
        ("subgroups", Align::Right),
        ("success measures", Align::Right),
        ("fits", Align::Right),
        ("estimated", Align::Right),
        ("significant", Align::Right),
    ];
    let mut names: Vec<&str> = summary.iter().map(|row| row.target_group.as_str()).collect();
    names.dedup();
    let cells = |name: &&str| {
        let rows: Vec<&SummaryRow> = summary.iter().filter(|row| row.target_group == *name).collect();
        let distinct = |of: fn(&SummaryRow) -> &String| rows.iter().map(|row| of(row)).collect::<BTreeSet<_>>().len();
        let whole = rows.iter().find(|row| row.subgroup == WHOLE_GROUP);
        let persons = whole.map_or(0, |row| row.success + row.non_success + row.undetermined);
        let sum = |of: fn(&SummaryRow) -> i64| rows.iter().map(|row| of(row)).sum::<i64>().to_string();
        vec![
            (*name).to_owned(),
            persons.to_string(),
            (distinct(|row| &row.subgroup) - 1).to_string(),
            distinct(|row| &row.success_measure).to_string(),
            sum(|row| row.fits),
            sum(|row| row.estimated),
            sum(|row| row.significant),
        ]
    };
    table("", &headers, &names.iter().map(cells).collect::<Vec<_>>())
}

/// Every subgroup, with the reasons for missing estimates.
pub fn full(built: &BuildResult) -> String {
    rows_and_notes(built.summary.iter()) + "\n" + &places(built)
}

fn rows_and_notes<'a>(rows: impl Iterator<Item = &'a SummaryRow> + Clone) -> String {
    summary_table(rows.clone()) + &notes(rows)
}

/// Why regressions have no estimate.
fn notes<'a>(rows: impl Iterator<Item = &'a SummaryRow>) -> String {
    let noted = rows.filter_map(|row| Some((row, row.note.as_ref()?)));
    noted.map(|(row, note)| paragraph("", &format!("{}: {note}", name(row)))).collect()
}

fn name(row: &SummaryRow) -> String {
    format!("{} / {} / {}", row.target_group, row.subgroup, row.success_measure)
}

fn summary_table<'a>(rows: impl Iterator<Item = &'a SummaryRow>) -> String {
    let headers = [
        ("target group / subgroup / success measure", Align::Left),
        ("success", Align::Right),
        ("non-success", Align::Right),
        ("undetermined", Align::Right),
        ("fits", Align::Right),
        ("estimated", Align::Right),
        ("significant", Align::Right),
    ];
    table("", &headers, &rows.map(cells).collect::<Vec<_>>())
}

/// The expected false positives, estimates against expectation, and the folders and pages that were written.
fn places(built: &BuildResult) -> String {
    let mut text =
        format!("Expected false positives if every null hypothesis were true: {:.0}\n", built.expected_false);
    let (against, of) = built.against_expectation;
    if against > 0 {
        text += &format!("Against the sign that the qualification expects: {against} of {of} published estimates\n");
    }
    let (release, audit) = (&built.release, &built.audit);
    text += &format!("release: {}\n", release.display());
    if let Some(compared) = built.compared {
        text += &format!("  compared with {}\n", counted(compared, "earlier release", "earlier releases"));
    }
    text += &format!("  page for the output checker: {}\n", release.join("transfer/checker.html").display());
    text += &format!("audit:   {} (stays in the secure room)\n", audit.display());
    text += &format!("  report with charts: {}\n", audit.join("report.html").display());
    if let Some(companion) = &built.companion {
        text += &format!("companion: {} (all fits; not the knowledge database)\n", companion.display());
    }
    text
}

fn cells(row: &SummaryRow) -> Vec<String> {
    let numbers = [row.success, row.non_success, row.undetermined, row.fits, row.estimated, row.significant];
    std::iter::once(name(row)).chain(numbers.map(|number| number.to_string())).collect()
}
