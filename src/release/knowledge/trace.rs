//! One number's whole way back: estimate, regression, cohorts, definitions and extracts.

use std::path::Path;

use serde::Serialize;

use super::files::audit_beside;
use super::manifest::{DefinitionEntry, ExtractEntry, Manifest};
use super::{parquet, read};
use foundation::error::{Error, Result};
use foundation::tables::audit::{AttritionRow, AuditFitRow, DisclosureRow};
use foundation::tables::published::{CohortRow, EstimateRow, FitRow, PriceRow};
use foundation::tables::{ControlGroup, Database, Row};

/// What one number is made from.
#[derive(Debug, Clone, Serialize)]
pub struct Trace {
    /// The release.
    pub release: String,
    /// The program that built it.
    pub program: String,
    /// What became of the regression.
    pub fit: FitRow,
    /// The published estimate, if it is significant.
    pub estimate: Option<EstimateRow>,
    /// Its two cohorts, as published.
    pub cohorts: Vec<CohortRow>,
    /// Of an intervention, how its control group was made; what a lot says is that of the regression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_group: Option<ControlGroup>,
    /// What a unit of the consequence costs or brings.
    pub prices: Vec<PriceRow>,
    /// From the audit, where it lies beside the release.
    pub audit: Option<AuditFit>,
    /// The definitions that it depends on, by hash.
    pub definitions: Vec<Definition>,
    /// The extracts that it depends on.
    pub extracts: Vec<ExtractEntry>,
}

/// What only the secure room knows.
#[derive(Debug, Clone, Serialize)]
pub struct AuditFit {
    /// The regression under every specification.
    pub fits: Vec<AuditFitRow>,
    /// From the population to the cohorts.
    pub attrition: Vec<AttritionRow>,
    /// What disclosure control decided.
    pub disclosure: Vec<DisclosureRow>,
}

/// An entry of the definitions.
#[derive(Debug, Clone, Serialize)]
pub struct Definition {
    /// Such as `variable/shelter_nights`.
    pub entry: String,
    /// Hash of what it says.
    pub blake3: String,
    /// Its text, where the folder of definitions still says the same.
    pub text: Option<String>,
}

/// Which number: target group, subgroup, success measure, consequence and follow-up year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Id {
    /// The target group.
    pub target_group: String,
    /// The subgroup.
    pub subgroup: String,
    /// The success measure.
    pub success_measure: String,
    /// The consequence.
    pub consequence: String,
    /// Years after t = 0.
    pub follow_up_year: i32,
}

impl std::str::FromStr for Id {
    type Err = String;

    fn from_str(text: &str) -> Result<Id, String> {
        let parts: Vec<&str> = text.split('/').map(str::trim).collect();
        let [target_group, subgroup, success_measure, consequence, year] = parts.as_slice() else {
            return Err("write target group/subgroup/success measure/consequence/follow-up year".to_owned());
        };
        let follow_up_year = year.parse().map_err(|_| format!("`{year}` is not a follow-up year"))?;
        let own = |part: &&str| (*part).to_owned();
        Ok(Id {
            target_group: own(target_group),
            subgroup: own(subgroup),
            success_measure: own(success_measure),
            consequence: own(consequence),
            follow_up_year,
        })
    }
}

/// Traces a number, with what the audit says where it lies beside the release. `texts` has the present text of an entry of the definitions and its hash.
///
/// # Errors
/// A release that can't be read, or one that has no such regression.
pub fn trace(release: &Path, id: &Id, texts: impl Fn(&str) -> Option<(String, String)>) -> Result<Trace> {
    let manifest = Manifest::read(release)?;
    let published = published_trace(&read(release)?, &manifest, id, texts);
    let published = published.ok_or_else(|| {
        Error::database(
            release.to_owned(),
            "has no such regression".to_owned(),
            "ids are those of the table `fits`: target group/subgroup/success measure/consequence/year",
        )
    })?;
    Ok(Trace { audit: audited(release, &manifest.release, id)?, ..published })
}

/// Traces a number of a release in memory, by what is published: no file is opened. `None` if the release has no such regression.
pub fn published_trace(
    database: &Database,
    manifest: &Manifest,
    id: &Id,
    texts: impl Fn(&str) -> Option<(String, String)>,
) -> Option<Trace> {
    let of = |group: &str, subgroup: &str, measure: &str| {
        group == id.target_group && subgroup == id.subgroup && measure == id.success_measure
    };
    let is = |consequence: &str, year: i32| consequence == id.consequence && year == id.follow_up_year;
    let fit = database
        .fits
        .iter()
        .find(|f| of(&f.target_group, &f.subgroup, &f.success_measure) && is(&f.consequence, f.follow_up_year));
    let fit = fit.cloned()?;
    let (definitions, extracts) = origins(manifest, id, texts);
    Some(Trace {
        release: manifest.release.clone(),
        program: manifest.program_version.clone(),
        estimate: database
            .estimates
            .iter()
            .find(|e| of(&e.target_group, &e.subgroup, &e.success_measure) && is(&e.consequence, e.follow_up_year))
            .cloned(),
        cohorts: database
            .cohorts
            .iter()
            .filter(|c| of(&c.target_group, &c.subgroup, &c.success_measure))
            .cloned()
            .collect(),
        control_group: control_group(database, id),
        prices: database.prices.iter().filter(|price| price.consequence == id.consequence).cloned().collect(),
        audit: None,
        fit,
        definitions,
        extracts,
    })
}

/// How the control group was made, with what the lot says of this regression.
fn control_group(database: &Database, id: &Id) -> Option<ControlGroup> {
    let mut of = database.control_group(&id.target_group)?;
    of.lots.retain(|row| row.consequence == id.consequence && row.follow_up_year == id.follow_up_year);
    Some(of)
}

fn origins(
    manifest: &Manifest,
    id: &Id,
    texts: impl Fn(&str) -> Option<(String, String)>,
) -> (Vec<Definition>, Vec<ExtractEntry>) {
    let roots: [String; 6] = [
        format!("target_group/{}", id.target_group),
        format!("intervention/{}", id.target_group),
        format!("consequence/{}", id.consequence),
        format!("price/{}", id.consequence),
        "settings".to_owned(),
        "policy".to_owned(),
    ];
    let mut wanted: Vec<String> = roots.to_vec();
    for entry in manifest.entries.iter().filter(|entry| roots.contains(&entry.entry)) {
        wanted.extend(entry.depends_on.iter().cloned());
    }
    let definitions = manifest
        .entries
        .iter()
        .filter(|entry| wanted.contains(&entry.entry))
        .map(|entry| Definition {
            entry: entry.entry.clone(),
            blake3: entry.blake3.clone(),
            text: texts(&entry.entry).filter(|(_, hash)| *hash == entry.blake3).map(|(text, _)| text),
        })
        .collect::<Vec<_>>();
    let definitions = if manifest.entries.is_empty() {
        // A release of schema version 1 has the hashes of files only.
        let file =
            |file: &DefinitionEntry| Definition { entry: file.path.clone(), blake3: file.blake3.clone(), text: None };
        manifest.definitions.iter().map(file).collect()
    } else {
        definitions
    };
    let used = |extract: &&ExtractEntry| {
        manifest.entries.is_empty() || wanted.contains(&format!("extract/{}", extract.register))
    };
    (definitions, manifest.extracts.iter().filter(used).cloned().collect())
}

fn audited(release: &Path, name: &str, id: &Id) -> Result<Option<AuditFit>> {
    let Some(audit) = audit_beside(release, name) else { return Ok(None) };
    let fits = table_of::<AuditFitRow>(&audit)?;
    if fits.is_empty() {
        return Ok(None);
    }
    let of = |group: &str, subgroup: &str| group == id.target_group && subgroup == id.subgroup;
    let of_regression = format!(
        "{} / {} / {} / {} / {}",
        id.target_group, id.subgroup, id.success_measure, id.consequence, id.follow_up_year
    );
    let of_cohort = format!("{} / {} / {} / ", id.target_group, id.subgroup, id.success_measure);
    Ok(Some(AuditFit {
        fits: fits
            .into_iter()
            .filter(|f| of(&f.target_group, &f.subgroup) && f.success_measure == id.success_measure)
            .filter(|f| f.consequence == id.consequence && f.follow_up_year == id.follow_up_year)
            // A trace is read, copied and sent: it has nothing of single persons.
            .map(AuditFitRow::without_amounts)
            .collect(),
        attrition: table_of::<AttritionRow>(&audit)?
            .into_iter()
            .filter(|row| row.target_group == id.target_group)
            .filter(|row| row.success_measure.as_ref().is_none_or(|m| *m == id.success_measure))
            .filter(|row| row.success_measure.is_none() || row.subgroup == id.subgroup)
            .collect(),
        disclosure: table_of::<DisclosureRow>(&audit)?
            .into_iter()
            .filter(|row| row.key == of_regression || row.table == "cohorts" && row.key.starts_with(&of_cohort))
            .collect(),
    }))
}

/// A table of the audit; nothing where it is not there.
fn table_of<R: Row>(audit: &Path) -> Result<Vec<R>> {
    let path = audit.join(format!("{}.parquet", R::TABLE));
    if path.is_file() { parquet::read(&path) } else { Ok(Vec::new()) }
}
