//! The build's own report, made for its audit.

use super::Options;
use definitions::Definitions;
use foundation::error::Result;
use foundation::tables::Row;
use foundation::tables::truth::TruthRow;
use release::knowledge::manifest::Manifest;
use release::knowledge::{self, Diff, Release, parquet};
use show::report::build::{Report, page, published};

/// The pages of the audit, by name.
///
/// # Errors
/// An earlier release, or a planted truth, that can't be read.
pub fn pages(options: &Options, definitions: &Definitions, release: &Release) -> Result<Vec<(String, Vec<u8>)>> {
    let planted = options.extracts.join(format!("{}.parquet", TruthRow::TABLE));
    let truth: Vec<TruthRow> =
        if release.database.synthetic && planted.is_file() { parquet::read(&planted)? } else { Vec::new() };
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
    Ok(vec![("report.html".to_owned(), page(&report).into_bytes())])
}

/// The last earlier release, held against this one.
fn since(options: &Options, definitions: &Definitions, release: &Release) -> Result<Option<Diff>> {
    let places = match options.earlier.as_slice() {
        [] => knowledge::others(&options.output, &options.release)?,
        named => named.to_vec(),
    };
    let Some(last) = places.last() else { return Ok(None) };
    let before = (Manifest::read(last)?, knowledge::read(last)?);
    let this = knowledge::manifest_of(release, definitions);
    Ok(Some(knowledge::compare((&before.0, &before.1), (&this, &release.database))))
}
