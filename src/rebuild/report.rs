//! The build's own report, made for its audit.

use super::Options;
use definitions::Definitions;
use foundation::error::Result;
use foundation::tables::Row;
use foundation::tables::truth::TruthRow;
use release::knowledge::manifest::Manifest;
use release::knowledge::{self, AuditInputs, Diff, Pages, Release, Side, parquet};
use show::report::build::{self, Report, published};

/// The pages of the audit, by name.
///
/// # Errors
/// An earlier release, or a planted truth, that can't be read.
pub fn pages(options: &Options, definitions: &Definitions, release: &Release) -> Result<Pages> {
    let planted = options.extracts.as_ref().map(|extracts| extracts.join(format!("{}.parquet", TruthRow::TABLE)));
    let truth: Vec<TruthRow> = match planted.filter(|planted| release.database.synthetic && planted.is_file()) {
        Some(planted) => parquet::read(&planted)?,
        None => Vec::new(),
    };
    let since = since(options, definitions, release)?;
    let published = published(&release.fits);
    let report = Report {
        database: &release.database,
        fits: &release.fits,
        published: &published,
        attrition: &release.attrition,
        reading: &release.reading,
        disclosure: &release.disclosure,
        truth: &truth,
        since: since.as_ref(),
    };
    Ok(build::pages(&report).into_iter().map(|(name, page)| (name, page.into_bytes())).collect())
}

/// The last earlier release, compared with this one.
fn since(options: &Options, definitions: &Definitions, release: &Release) -> Result<Option<Diff>> {
    let places = match options.earlier.as_slice() {
        [] => knowledge::others(&options.output, &options.release)?,
        named => named.to_vec(),
    };
    let Some(last) = places.last() else { return Ok(None) };
    let before = (Manifest::read(last)?, knowledge::read(last)?);
    let inputs = AuditInputs::of_release(last, &before.0.release)?;
    let this = knowledge::manifest_of(release, definitions);
    let of_this = AuditInputs { extracts: release.extracts.clone(), definitions: release.definitions.contents.clone() };
    Ok(Some(knowledge::compare(
        Side { manifest: &before.0, database: &before.1, inputs: inputs.as_ref() },
        Side { manifest: &this, database: &release.database, inputs: Some(&of_this) },
    )))
}
