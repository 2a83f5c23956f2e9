//! `som profile`: who is in the cohorts of a release.

use std::path::PathBuf;

use super::output::Form;
use definitions::mistake::did_you_mean;
use foundation::error::{Error, Result};
use foundation::keys::WHOLE_GROUP;
use foundation::tables::Database;
use foundation::tables::published::ProfileRow;
use foundation::words::Language;
use release::knowledge;

/// Show who is in the cohorts of a target group: year of entry, sex, age and other characteristics.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target group.
    #[arg(value_name = "GROUP")]
    group: String,
    /// The release.
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// The subgroup; the whole group by default.
    #[arg(long, value_name = "ID", default_value = WHOLE_GROUP)]
    subgroup: String,
    /// The success measure; all by default.
    #[arg(long, value_name = "ID")]
    measure: Option<String>,
    /// The language.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// A release that can't be read, or a group, subgroup or measure that it does not have.
pub fn run(args: &Args) -> Result<()> {
    knowledge::verify(&args.database)?;
    let database = knowledge::read(&args.database)?;
    let groups: Vec<&str> = database.target_groups.iter().map(|row| row.target_group.as_str()).collect();
    known("target group", &args.group, &groups)?;
    let of_group = |group: &str| group == args.group;
    let subgroups = database.subgroups.iter().filter(|row| of_group(&row.target_group));
    known("subgroup", &args.subgroup, &subgroups.map(|row| row.subgroup.as_str()).collect::<Vec<_>>())?;
    let measures = database.success_measures.iter().filter(|row| of_group(&row.target_group));
    let measures: Vec<&str> = measures.map(|row| row.success_measure.as_str()).collect();
    if let Some(measure) = &args.measure {
        known("success measure", measure, &measures)?;
    }
    let wanted = |measure: &&&str| args.measure.as_deref().is_none_or(|one| one == **measure);
    let measures: Vec<&str> = measures.iter().filter(wanted).copied().collect();
    let rows: Vec<ProfileRow> = measures
        .iter()
        .flat_map(|measure| show::profile::rows(&database, &args.group, &args.subgroup, measure))
        .cloned()
        .collect();
    if rows.is_empty() {
        super::output::say(&format!("release {} has no profiles", database.release));
    }
    args.form.print_list(|| text(&database, &rows, &measures, args.language), &rows)
}

fn text(database: &Database, rows: &[ProfileRow], measures: &[&str], language: Language) -> String {
    let mut text = String::new();
    for measure in measures {
        let of_measure: Vec<&ProfileRow> = rows.iter().filter(|row| row.success_measure == *measure).collect();
        let Some(listing) = show::profile::listing(&of_measure, language) else { continue };
        let label = database.success_measures.iter().find(|row| row.success_measure == **measure);
        let label = label.map_or(*measure, |row| row.label().get(language));
        text += &format!("{label}\n{}\n", listing.text());
    }
    if !text.is_empty() {
        text += &show::paragraph::paragraph("", show::profile::explanation(language));
    }
    text
}

fn known(what: &str, id: &str, ids: &[&str]) -> Result<()> {
    if ids.contains(&id) {
        return Ok(());
    }
    let hint = did_you_mean(id, ids).unwrap_or_else(|| format!("it can be {}", ids.join(", ")));
    Err(Error::usage(format!("the release has no {what} `{id}`"), hint))
}
