//! Rows as Arrow batches, with the values that Danmarks Statistik's deliveries have.
//!
//! Owns values. Does not own names and types of columns (`columns`), nor which rows there are besides the drawn ones (`uncounted_rows`).

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray, UInt64Array,
};
use arrow::compute::take;
use arrow::datatypes::SchemaRef;
use chrono::{Datelike, NaiveDate};

use definitions::day::Day;
use foundation::error::{Error, Result};

use super::background;
use super::calendar::{FIRST, LAST};
use super::chunk::Chunk;
use super::codes;
use super::dream;
use super::life_course::LifeCourse;
use super::rows::{Entry, Extract, OPEN, Part};
use super::uncounted_rows::with_uncounted;

/// A chunk's rows of one file. `before` is the number of rows that were numbered before ([`numbered_rows`]).
///
/// # Errors
/// An internal error if the columns do not fit the schema.
pub fn batch(part: Part, chunk: &Chunk, schema: &SchemaRef, before: u64) -> Result<RecordBatch> {
    if let Some(contacts) = part.extract.contacts() {
        return visits(part, Part::of(contacts, part.year), chunk, schema, before);
    }
    let entries = with_uncounted(part.extract, chunk.rows.of(part));
    let entries = entries.as_ref();
    let keys = || text(entries, |entry| chunk.key(entry.person));
    let columns: Vec<ArrayRef> = match part.extract {
        Extract::Bef => population(part, chunk)?,
        Extract::Udda => education(part, chunk)?,
        Extract::Dream => return dream::batch(entries, chunk, schema),
        Extract::Dod => deaths(entries, chunk),
        Extract::VndsInd | Extract::VndsUd => vec![keys(), starts(entries)],
        Extract::Ind => {
            let kroner = |share: f64| doubles(entries, |e| (e.code as f64 / share).round() / 100.0);
            // Final tax is without the labour-market contribution, 8 % of most incomes.
            vec![keys(), kroner(0.31), kroner(1.0), kroner(1.25)]
        }
        Extract::LprAdm | Extract::PsykAdm => vec![
            keys(),
            numbered(entries, part.year.unwrap_or(LAST), before),
            text(entries, |e| patient_type(e)),
            text(entries, |e| {
                if e.code == codes::EMERGENCY || e.start % 3 == 0 && e.code == codes::INPATIENT { "1" } else { "2" }
            }),
            starts(entries),
            ends(entries),
            text(entries, |e| codes::diagnosis(e.more)),
        ],
        Extract::LprKontakt => vec![
            keys(),
            numbered(entries, LAST, before),
            text(entries, |e| if e.code == codes::AT_A_DISTANCE { "ALCA03" } else { "ALCA00" }),
            text(entries, |e| if e.code == codes::EMERGENCY { "ATA1" } else { "ATA3" }),
            moments(entries, |e| Some((e.start, morning(e)))),
            moments(entries, |e| (e.end != OPEN).then(|| (e.end, morning(e) + 45 * 60))),
            text(entries, |e| codes::diagnosis(e.more)),
        ],
        Extract::Sssy => services(file_year(part)?, entries, keys()),
        Extract::Kraf => {
            let offences = entries.iter().map(|e| format!("{:07}", e.code));
            vec![
                keys(),
                starts(entries),
                Arc::new(StringArray::from_iter_values(offences)),
                doubles(entries, |e| e.more.into()),
            ]
        }
        Extract::Krin => {
            let kinds = entries.iter().map(|e| e.code.to_string());
            vec![keys(), starts(entries), ends(entries), Arc::new(StringArray::from_iter_values(kinds))]
        }
        Extract::Herb => vec![keys(), doubles(entries, |e| e.code as f64), starts(entries), ends(entries)],
        Extract::Smdb => enrolments(entries, keys()),
        Extract::Buaf => {
            let places = entries.iter().map(|e| format!("{:02}", e.code));
            vec![
                keys(),
                Arc::new(StringArray::from_iter_values(places)),
                doubles(entries, |e| f64::from(e.more) / 10.0),
                starts(entries),
                ends(entries),
            ]
        }
        Extract::Bufo => vec![keys(), doubles(entries, |e| e.code as f64), starts(entries), ends(entries)],
        Extract::LprBes | Extract::PsykPers => Vec::new(),
    };
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(|e| Error::internal(format!("{}: {e}", part.name())))
}

/// How many rows of a chunk take a number in a file: those of the file itself or, of visits, all contacts of the file that they belong to.
pub fn numbered_rows(part: Part, chunk: &Chunk, own: u64) -> u64 {
    let contacts = part.extract.contacts().map(|contacts| chunk.rows.of(Part::of(contacts, part.year)).len() as u64);
    contacts.unwrap_or(own)
}

/// The visits of outpatient contacts: one on the first day of each, so that visits are as many as the model's contacts.
fn visits(part: Part, of: Part, chunk: &Chunk, schema: &SchemaRef, before: u64) -> Result<RecordBatch> {
    let contacts = chunk.rows.of(of);
    let numbers = numbered(contacts, of.year.unwrap_or(LAST), before);
    let rows: Vec<usize> = (0..contacts.len()).filter(|row| patient_type(&contacts[*row]) == "2").collect();
    let taken = UInt64Array::from_iter_values(rows.iter().map(|row| *row as u64));
    let failed = |e: arrow::error::ArrowError| Error::internal(format!("{}: {e}", part.name()));
    let entries: Vec<Entry> = rows.iter().map(|row| contacts[*row]).collect();
    let mut columns = vec![take(&numbers, &taken, None).map_err(failed)?, starts(&entries)];
    if part.extract == Extract::PsykPers {
        columns.push(text(&entries, |_| codes::VISIT));
    }
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(failed)
}

/// Residents on the last day of the file's month.
fn population(part: Part, chunk: &Chunk) -> Result<Vec<ArrayRef>> {
    let (year, month) = (file_year(part)?, part.month.unwrap_or(12));
    let next = NaiveDate::from_ymd_opt(year + month as i32 / 12, month % 12 + 1, 1);
    let next = next.ok_or_else(|| Error::internal(format!("{}: no such month", part.name())))?;
    let day = next.to_epoch_days() - 1;
    let residents: Vec<_> = chunk.lives.iter().zip(&chunk.keys).filter(|(life, _)| life.resident(day)).collect();
    let lives = || residents.iter().map(|(life, _)| life);
    let age = |life: &LifeCourse| {
        let birthday = Day::from_number(life.born).map_or(1, |born| born.0.ordinal());
        let had = next.pred_opt().is_some_and(|last| last.ordinal() >= birthday || month == 12);
        f64::from(year - life.birth_year - i32::from(!had))
    };
    Ok(vec![
        Arc::new(StringArray::from_iter_values(residents.iter().map(|(_, key)| key.as_str()))),
        Arc::new(Float64Array::from_iter_values(lives().map(|life| if life.woman { 2.0 } else { 1.0 }))),
        Arc::new(Date32Array::from_iter_values(lives().map(|life| life.born))),
        Arc::new(Float64Array::from_iter_values(lives().map(|life| age(life)))),
        Arc::new(StringArray::from_iter_values(lives().map(|life| life.kom.to_string()))),
        Arc::new(Float64Array::from_iter_values(lives().map(|life| background::origin(life)))),
        Arc::new(Date32Array::from_iter_values(lives().map(|_| day))),
    ])
}

/// The highest completed education on 1 October, of residents who are old enough to have left basic school.
fn education(part: Part, chunk: &Chunk) -> Result<Vec<ArrayRef>> {
    let year = file_year(part)?;
    let day = Day::last_of(year).number() - background::DAYS_AFTER_OCTOBER;
    let residents = chunk.lives.iter().zip(&chunk.keys).filter(|(life, _)| life.resident(day));
    let (keys, codes): (Vec<&str>, Vec<&str>) = residents
        .filter_map(|(life, key)| Some((key.as_str(), background::education(life, year - life.birth_year)?)))
        .unzip();
    Ok(vec![Arc::new(StringArray::from_iter_values(keys)), Arc::new(StringArray::from_iter_values(codes))])
}

/// Deaths of the chunk's persons, and of persons who died before the population begins: the register reaches back to 1970.
fn deaths(entries: &[Entry], chunk: &Chunk) -> Vec<ArrayRef> {
    let earlier = 0..chunk.lives.len() as u64 / 20;
    let unmatched = earlier.clone().map(|number| chunk.unmatched_key(number));
    let keys = entries.iter().map(|entry| chunk.key(entry.person).to_owned()).chain(unmatched);
    let years = (Day::first_of(FIRST - 1).number() - 1) as u64;
    let days = earlier.map(|number| (number.wrapping_mul(2_654_435_761) % years) as i32);
    let days = entries.iter().map(|entry| entry.start).chain(days);
    vec![Arc::new(StringArray::from_iter_values(keys)), Arc::new(Date32Array::from_iter_values(days))]
}

fn services(year: i32, entries: &[Entry], keys: ArrayRef) -> Vec<ArrayRef> {
    let two = |year: i32| year % 100;
    let weeks: Vec<String> = (0..=53).map(|week| format!("{:02}{week:02}", two(year))).collect();
    let codes: Vec<String> = (0..100).map(|code| format!("{code:02}")).collect();
    let counts: Vec<String> = (0..10).map(|count: i32| count.to_string()).collect();
    vec![
        keys,
        text(entries, |e| codes[e.code as usize].as_str()),
        text(entries, |e| weeks[e.start as usize].as_str()),
        doubles(entries, |e| f64::from(e.end) / 100.0),
        text(entries, |e| counts[e.more as usize].as_str()),
        doubles(entries, |e| f64::from(e.more) + 1.0),
    ]
}

/// Enrolments with their services: the first lasts the whole enrolment, a second one half of it.
fn enrolments(entries: &[Entry], keys: ArrayRef) -> Vec<ArrayRef> {
    let second = |e: &Entry| e.more / codes::SECOND_SERVICE % 10 == 1;
    let ids = entries.iter().map(|e| format!("{:010}{:05}", e.person, e.start));
    let service = |e: &Entry| if second(e) && e.end != OPEN { e.start + (e.end - e.start) / 2 } else { e.start };
    let reasons = entries.iter().map(|e| match e.more % codes::SECOND_SERVICE {
        codes::COMPLETED => Some("COMPLETED"),
        codes::BROKEN_OFF => Some("BROKEN_OFF"),
        _ => None,
    });
    vec![
        keys,
        Arc::new(StringArray::from_iter_values(ids)),
        starts(entries),
        ends(entries),
        Arc::new(Date32Array::from_iter_values(entries.iter().map(service))),
        ends(entries),
        text(entries, |e| if e.code == codes::SUBSTITUTION { "SUBSTITUTION" } else { "OTHER" }),
        Arc::new(StringArray::from_iter(reasons)),
        doubles(entries, |e| f64::from(u8::from(e.more >= codes::DELETED))),
    ]
}

/// The patient type: emergencies are outpatients from 2014.
fn patient_type(entry: &Entry) -> &'static str {
    match entry.code {
        codes::INPATIENT => "0",
        codes::EMERGENCY if entry.start < codes::EMERGENCIES_ARE_OUTPATIENTS => "3",
        _ => "2",
    }
}

/// Numbers of contacts, which are unique in an extract.
fn numbered(entries: &[Entry], year: i32, before: u64) -> ArrayRef {
    Arc::new(StringArray::from_iter_values((before..).take(entries.len()).map(|number| format!("{year}{number:09}"))))
}

/// The year of a file of a yearly extract.
fn file_year(part: Part) -> Result<i32> {
    part.year.ok_or_else(|| Error::internal(format!("{}: no year", part.name())))
}

fn text<'a>(entries: &'a [Entry], of: impl Fn(&'a Entry) -> &'a str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(entries.iter().map(of)))
}

fn doubles(entries: &[Entry], of: impl Fn(&Entry) -> f64) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(entries.iter().map(of)))
}

fn starts(entries: &[Entry]) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(entries.iter().map(|e| e.start)))
}

fn ends(entries: &[Entry]) -> ArrayRef {
    Arc::new(Date32Array::from_iter(entries.iter().map(|e| (e.end != OPEN).then_some(e.end))))
}

fn moments(entries: &[Entry], of: impl Fn(&Entry) -> Option<(i32, i64)>) -> ArrayRef {
    let micro = |(day, seconds): (i32, i64)| (i64::from(day) * 86_400 + seconds) * 1_000_000;
    Arc::new(TimestampMicrosecondArray::from_iter(entries.iter().map(|e| of(e).map(micro))))
}

/// A time of day between 8:00 and 16:00, in seconds after midnight.
fn morning(entry: &Entry) -> i64 {
    8 * 3600 + (i64::from(entry.person) * 613 + i64::from(entry.start) * 97) % (8 * 60) * 60
}
