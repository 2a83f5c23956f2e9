//! `som new`: templates.

pub mod case;

use std::path::{Path, PathBuf};

use super::output;
use foundation::error::{Error, Result};
use foundation::staging::{self, StagedFolder};
use foundation::words::Language;
use release::knowledge;
use show::rows;

/// Write a commented template: a case, a target group, an intervention, an experience or a folder of definitions.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    template: Template,
}

#[derive(Debug, clap::Subcommand)]
enum Template {
    /// A case for `som calculate`, valid as it stands with the release of `--database`, or of `som demo`.
    Case(Case),
    /// A target group with its test persons, valid as it stands below pipelines/target_groups.
    TargetGroup(Destination),
    /// A published calculation of another intervention, valid as it stands below pipelines/experiences.
    Experience(Destination),
    /// An intervention: participants, controls, balanced variables and the design, to be fitted to one's own registers.
    Intervention(Destination),
    /// A folder of definitions for a release: a few registers, consequences and prices, and one target group.
    Release(Folder),
}

#[derive(Debug, clap::Args)]
struct Case {
    #[command(flatten)]
    place: Destination,
    /// The language of comments and names.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
    /// The JSON Schema of a case file in place of a case.
    #[arg(long, conflicts_with = "database")]
    schema: bool,
    /// The release to calculate with: its target groups, consequences and price year; the demo's by default.
    #[arg(long, value_name = "DIR")]
    database: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Destination {
    /// The file to write, which must not exist; standard output unless given.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Folder {
    /// The folder to write, which must not exist.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

const TARGET_GROUP: &str = include_str!("target_group.toml");
const INTERVENTION: &str = include_str!("intervention.toml");
const EXPERIENCE: &str = include_str!("experience.toml");

/// The files of a folder of definitions. Registers and settings are the catalogue's.
const RELEASE: &[(&str, &str)] = &[
    ("README.md", include_str!("release/README.md")),
    ("release.toml", include_str!("../../../pipelines/release.toml")),
    ("indices/cpi.toml", include_str!("../../../pipelines/indices/cpi.toml")),
    ("disclosure.toml", include_str!("../../../pipelines/disclosure.toml")),
    ("registers/bef.toml", include_str!("../../../pipelines/registers/bef.toml")),
    ("registers/dod.toml", include_str!("../../../pipelines/registers/dod.toml")),
    ("registers/vnds_ind.toml", include_str!("../../../pipelines/registers/vnds_ind.toml")),
    ("registers/vnds_ud.toml", include_str!("../../../pipelines/registers/vnds_ud.toml")),
    ("registers/dream.toml", include_str!("../../../pipelines/registers/dream.toml")),
    ("registers/herb_forsorg_mv_f.toml", include_str!("../../../pipelines/registers/herb_forsorg_mv_f.toml")),
    ("variables/first.toml", include_str!("release/variables.toml")),
    ("consequences/first.toml", include_str!("release/consequences.toml")),
    ("prices/2022.toml", include_str!("release/prices.toml")),
    ("target_groups/adults/cash_benefit_18_29.toml", TARGET_GROUP),
    ("effects/first.toml", include_str!("release/effects.toml")),
    ("qualification/first.toml", include_str!("release/qualification.toml")),
    ("experiences/first.toml", EXPERIENCE),
];

/// The name of the new folder in the staged one.
const NEW: &str = "new";

/// Runs the command.
///
/// # Errors
/// A file or folder that exists or can't be written, or a release that can't be read.
pub fn run(args: &Args) -> Result<()> {
    match &args.template {
        Template::Case(of) if of.schema => one(&of.place, &rows::json(&calculation::case::schema(of.language))?),
        Template::Case(of) => match &of.database {
            None => one(&of.place, case::template(of.language)),
            Some(release) => {
                knowledge::verify(release)?;
                one(&of.place, &case::fitted(&knowledge::read(release)?, of.language)?)
            }
        },
        Template::TargetGroup(place) => one(place, TARGET_GROUP),
        Template::Experience(place) => one(place, EXPERIENCE),
        Template::Intervention(place) => one(place, INTERVENTION),
        Template::Release(folder) => {
            if folder.to.symlink_metadata().is_ok() {
                return Err(Error::exists(&folder.to));
            }
            let parent = folder.to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let staged = StagedFolder::within(parent, ".new-")?;
            for (name, text) in RELEASE {
                let path = staged.path().join(NEW).join(name);
                let below = path.parent().unwrap_or(staged.path());
                std::fs::create_dir_all(below).map_err(|error| Error::output(below, error))?;
                write(&path, text)?;
            }
            staged.put(NEW, &folder.to)
        }
    }
}

fn one(place: &Destination, text: &str) -> Result<()> {
    match &place.to {
        Some(path) => write(path, text),
        None => output::print(text),
    }
}

/// Writes a new file; an existing file is never overwritten.
///
/// # Errors
/// A file that exists or can't be written.
pub fn write(path: &Path, text: &str) -> Result<()> {
    staging::create(path, text.as_bytes())
}
