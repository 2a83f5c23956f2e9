//! Deliveries of SAS files to Parquet extracts: `RAWDATA/**/*.sas7bdat` to `EXTRACTS/bef/year=2020/part-bef202012.parquet`.
//!
//! Owns the way from a folder of SAS files to a folder of extracts: [`convert()`] is its one verb. Knows nothing of
//! definitions; what they say of a column comes as [`ColumnForm`]s. Shows nothing: the [`Report`] is rows.
//!
//! # What is promised
//!
//! - A file is converted whole or not at all. It is staged, synced and renamed; what a killed run left is removed by
//!   the next.
//! - The rows that a file's pages hold are counted without its header, and compared with the header.
//! - No value is altered silently. Every missing value is null, and each kind is counted by column; so is every text that
//!   could not be decoded. A column with a value that does not fit its declared form is left as SAS stores it.
//! - Converted sources are skipped. Changed ones are refused unless [`Request::replace`] is set; so is a source whose period has
//!   an extract of another source that is gone.
//! - The same source, forms and program give the same bytes, on any number of threads.
//! - Memory does not grow with a file's size: a few megabytes of pages, as bytes and decoded, and one row group per thread.
//!
//! # Modules
//!
//! | module | owns |
//! |---|---|
//! | `names` | which register and period a file holds |
//! | `find` | the sources below a folder |
//! | `cut` | a SAS file cut into parts that are SAS files themselves |
//! | `sas` | every call of the SAS crate, and the checks of its answers |
//! | `numbers`, `texts`, `codes` | one value |
//! | `forms`, `column`, `counts`, `stored` | one column |
//! | `parquet_file` | row groups |
//! | `file` | one source to one extract |
//! | `conversion_records`, `work` | finished conversions, and the one that runs |
//! | `report`, `error` | the report and the errors of a conversion |

mod codes;
mod column;
mod conversion_records;
mod counts;
mod cut;
mod error;
mod file;
mod find;
mod forms;
mod names;
mod numbers;
mod parquet_file;
mod report;
mod sas;
mod stored;
#[cfg(test)]
mod tests;
mod texts;
mod work;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use error::{ConvertError, ErrorKind};
pub use forms::ColumnForm;
pub use names::{NameRule, Place, place};
pub use report::{CountRow, FileRow, Outcome, Report};

use conversion_records::{Record, SourceState, StalePart};
use find::Source;
use forms::Forms;
use work::Work;

/// Sources up to this many bytes are converted side by side, each on one thread; a larger one uses all threads alone.
const SMALL: u64 = if cfg!(test) { 10 << 10 } else { 32 << 20 };

/// What to convert, and how.
pub struct Request<'a> {
    /// The folder with the delivery's SAS files.
    pub sources: PathBuf,
    /// The folder of extracts; it is made if it isn't there.
    pub extracts: PathBuf,
    /// What columns are declared to be, by register and column, whatever their case.
    pub types: HashMap<(String, String), ColumnForm>,
    /// The rules over file names, in their order.
    pub rules: Vec<NameRule>,
    /// The share of a column's values, from 0 to 1, that may be no value of its declared form: the column is then left as SAS
    /// stores it. Above it, the file is refused.
    pub misfits_at_most: f64,
    /// Whether extracts of changed sources are written anew, and those of their period whose sources are gone are removed.
    pub replace: bool,
    /// Set by the caller to stop; files that are finished are kept.
    pub stop: Option<&'a AtomicBool>,
    /// Called as the work goes on, from any thread.
    pub progress: Option<&'a (dyn Fn(Progress<'_>) + Sync)>,
}

/// How far the work is.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// What there is to read, before anything is.
    Found {
        /// Sources that are due.
        files: usize,
        /// Their bytes.
        bytes: u64,
    },
    /// Bytes that were read since the last call. A file with an odd date column is read again, and counted again.
    Read {
        /// How many.
        bytes: u64,
    },
    /// A source that is finished or refused.
    Ended {
        /// Which.
        source_file: &'a str,
    },
}

impl Request<'_> {
    /// A request with the default rules, no declared forms, and a limit of 0.1 % misfits.
    ///
    /// # Errors
    /// None in practice: the default rules are fixed and tested.
    pub fn new(sources: impl Into<PathBuf>, extracts: impl Into<PathBuf>) -> Result<Self, ConvertError> {
        Ok(Request {
            sources: sources.into(),
            extracts: extracts.into(),
            types: HashMap::new(),
            rules: NameRule::defaults()?,
            misfits_at_most: 0.001,
            replace: false,
            stop: None,
            progress: None,
        })
    }
}

/// A source's place and outcome.
struct SourceOutcome {
    place: Option<Place>,
    outcome: Result<(Outcome, Record), ConvertError>,
    /// Parts whose sources are gone, which were removed.
    removed: Vec<StalePart>,
}

/// A source that is due.
struct Due<'a> {
    number: usize,
    source: &'a Source,
    place: Place,
    /// Parts whose sources are gone, which it replaces.
    replaced: Vec<StalePart>,
}

/// Converts every SAS file below a folder. Runs on the rayon pool of the caller.
///
/// A refused file does not stop the others: it stands in the report, with its fault in [`Report::faults`].
///
/// # Errors
/// A folder that can't be read or written, another conversion at work, a limit that is not a share, and the caller's stop.
pub fn convert(request: &Request<'_>) -> Result<Report, ConvertError> {
    if !(0.0..=1.0).contains(&request.misfits_at_most) {
        return Err(ConvertError::Limit);
    }
    let sources = find::sources(&request.sources)?;
    // A wrong folder must not look like a finished delivery.
    if sources.is_empty() {
        let reason = "no sas7bdat file lies in this folder or below it".to_owned();
        return Err(ConvertError::NoFolder { path: request.sources.clone(), reason });
    }
    std::fs::create_dir_all(&request.extracts).map_err(|e| ConvertError::output(&request.extracts, e))?;
    let work = Work::take(&request.extracts)?;
    let forms = Forms::new(&request.types);
    let mut answers: BTreeMap<usize, SourceOutcome> = BTreeMap::new();
    let mut due: Vec<Due<'_>> = Vec::new();
    let places = places(request, &sources);
    for (number, (source, place)) in sources.iter().zip(&places).enumerate() {
        let outcome = match plan(request, &forms, &sources, &places, number) {
            Ok((SourceState::Convert, replaced)) => {
                due.extend(place.clone().map(|place| Due { number, source, place, replaced }));
                continue;
            }
            Ok((SourceState::Done(record), _)) => Ok((Outcome::Skipped, *record)),
            Err(error) => Err(error),
        };
        answers.insert(number, SourceOutcome { place: place.clone(), outcome, removed: Vec::new() });
    }
    if let Some(progress) = request.progress {
        progress(Progress::Found { files: due.len(), bytes: due.iter().map(|due| due.source.size).sum() });
    }
    let (small, large): (Vec<_>, Vec<_>) = due.into_iter().partition(|due| due.source.size <= SMALL);
    let one = |due: Due<'_>, side_by_side: bool| {
        let outcome = run(request, &forms, &work, &due, side_by_side);
        if let Some(progress) = request.progress {
            progress(Progress::Ended { source_file: &due.source.name });
        }
        let removed = if outcome.is_ok() { due.replaced } else { Vec::new() };
        let outcome = outcome.map(|record| (Outcome::Converted, record));
        (due.number, SourceOutcome { place: Some(due.place), outcome, removed })
    };
    answers.extend(small.into_par_iter().map(|due| one(due, false)).collect::<Vec<_>>());
    answers.extend(large.into_iter().map(|due| one(due, true)));
    if answers.values().any(|answer| answer.outcome.as_ref().is_err_and(|e| *e == ConvertError::Interrupted)) {
        return Err(ConvertError::Interrupted);
    }
    Ok(report(&sources, answers))
}

/// Where each source belongs.
fn places(request: &Request<'_>, sources: &[Source]) -> Vec<Option<Place>> {
    let place = |source: &Source| source.stem().and_then(|stem| names::place(stem, &request.rules));
    sources.iter().map(place).collect()
}

/// What is to be done about a source, and which parts it replaces.
fn plan(
    request: &Request<'_>,
    forms: &Forms,
    sources: &[Source],
    places: &[Option<Place>],
    number: usize,
) -> Result<(SourceState, Vec<StalePart>), ConvertError> {
    let source = &sources[number];
    let Some(place) = &places[number] else {
        return Err(ConvertError::Unplaced { source_file: source.name.clone() });
    };
    let same = |(other, of): &(usize, &Option<Place>)| {
        *other != number && of.as_ref().is_some_and(|of| of.output == place.output)
    };
    if let Some((other, _)) = places.iter().enumerate().find(same) {
        return Err(ConvertError::SameOutput { source_file: source.name.clone(), other: sources[other].name.clone() });
    }
    let of_the_period = |(_, other): &(usize, &Option<Place>)| {
        other.as_ref().is_some_and(|other| {
            (&other.register, other.year, other.month) == (&place.register, place.year, place.month)
                && other.part.is_some() != place.part.is_some()
        })
    };
    if let Some((other, _)) = places.iter().enumerate().find(of_the_period) {
        return Err(ConvertError::WholeAndPart {
            source_file: source.name.clone(),
            other: sources[other].name.clone(),
        });
    }
    conversion_records::refuse_foreign(&request.extracts, place)?;
    let is_there = |output: &str| places.iter().flatten().any(|place| place.output == output);
    let stale = conversion_records::stale(&request.extracts, place, &request.rules, is_there)?;
    match stale.first() {
        None => {}
        Some(_) if request.replace => return Ok((SourceState::Convert, stale)),
        Some(StalePart { output, source: source_gone }) => {
            let (extract, source_gone) = (output.clone(), source_gone.clone());
            return Err(ConvertError::Stale { source_file: source.name.clone(), extract, source_gone });
        }
    }
    let state = match conversion_records::due(&request.extracts, source, place, &forms.fingerprint(&place.register)) {
        Err(ConvertError::Changed { .. } | ConvertError::Foreign { .. }) if request.replace => SourceState::Convert,
        due => due?,
    };
    Ok((state, Vec::new()))
}

/// Converts a source, records it, and puts its extract in place.
fn run(
    request: &Request<'_>,
    forms: &Forms,
    work: &Work,
    due: &Due<'_>,
    side_by_side: bool,
) -> Result<Record, ConvertError> {
    let Due { source, place, .. } = due;
    let stopped = || request.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
    let go_on = |bytes: u64| {
        if let Some(progress) = request.progress {
            progress(Progress::Read { bytes });
        }
        !stopped()
    };
    if stopped() {
        return Err(ConvertError::Interrupted);
    }
    let at_most = request.misfits_at_most;
    let converted = file::convert(&file::Task { source, place, forms, at_most, work, side_by_side, go_on: &go_on })?;
    let part_size =
        std::fs::metadata(converted.file.path()).map_err(|e| ConvertError::output(converted.file.path(), e))?;
    let record = Record {
        format: conversion_records::FORMAT,
        source: source.name.clone(),
        size: source.size,
        modified: source.modified,
        blake3: converted.blake3,
        forms: forms.fingerprint(&place.register),
        part_size: part_size.len(),
        rows: converted.rows,
        columns: converted.columns,
        counts: converted.counts,
    };
    let text = serde_json::to_vec_pretty(&record).map_err(|e| ConvertError::Internal(e.to_string()))?;
    work.write(&text, &conversion_records::path(&request.extracts, &place.output))?;
    conversion_records::remove(&request.extracts, &due.replaced)?;
    work::put(converted.file, &request.extracts.join(&place.output))?;
    Ok(record)
}

fn report(sources: &[Source], answers: BTreeMap<usize, SourceOutcome>) -> Report {
    let mut report = Report::default();
    for (source, answer) in sources.iter().zip(answers.into_values()) {
        let place = answer.place.as_ref();
        let record = answer.outcome.as_ref().ok().map(|(_, record)| record);
        let sums = record.map(|record| report::sums(&record.counts));
        let fault = answer.outcome.as_ref().err();
        report.files.push(FileRow {
            source_file: source.name.clone(),
            register: place.map(|place| place.register.clone()),
            year: place.and_then(|place| place.year),
            month: place.and_then(|place| place.month),
            part: place.and_then(|place| place.part),
            outcome: answer.outcome.as_ref().map_or(Outcome::Refused, |(outcome, _)| *outcome),
            rows: record.map(|record| record.rows),
            columns: record.map(|record| record.columns),
            special_missing: sums.map(|sums| sums.0),
            lossy_text: sums.map(|sums| sums.1),
            misfits: sums.map(|sums| sums.2),
            output: record.and(place).map(|place| place.output.clone()),
            removed: (!answer.removed.is_empty()).then(|| {
                let outputs = answer.removed.iter().map(|part| part.output.as_str());
                outputs.collect::<Vec<_>>().join(", ")
            }),
            reason: fault.map(ToString::to_string),
            hint: fault.map(ConvertError::hint),
        });
        if let (Some(record), Some(place)) = (record, place) {
            for (column, counts) in &record.counts {
                report.counts.extend(counts.iter().map(|(counted, values)| CountRow {
                    source_file: source.name.clone(),
                    register: place.register.clone(),
                    column: column.clone(),
                    counted: counted.clone(),
                    values: *values,
                }));
            }
        }
        report.faults.extend(answer.outcome.err());
    }
    report
}
