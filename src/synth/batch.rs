//! Rows as Arrow batches, with the column names and types that Danmarks Statistik's deliveries have.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int8Array, Int16Array, Int32Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

use definitions::day::Day;
use foundation::error::{Error, Result};

use super::calendar::Calendar;
use super::chunk::Chunk;
use super::codes;
use super::dream;
use super::life_course::LifeCourse;
use super::rows::{Entry, Extract, OPEN, Part};

/// The columns of an extract.
pub fn schema(extract: Extract, calendar: &Calendar) -> SchemaRef {
    let moment = DataType::Timestamp(TimeUnit::Microsecond, None);
    let columns: Vec<(&str, DataType)> = match extract {
        Extract::Bef => vec![
            ("KOEN", DataType::Int8),
            ("FOED_DAG", DataType::Date32),
            ("ALDER", DataType::Int16),
            ("KOM", DataType::Int16),
        ],
        Extract::Dod => vec![("DODDATO", DataType::Date32)],
        Extract::Vnds => vec![("INDUD_KODE", DataType::Utf8), ("HAEND_DATO", DataType::Date32)],
        Extract::Ind => vec![("PERINDKIALT_13", DataType::Float64), ("SKATTOT_13", DataType::Float64)],
        Extract::Dream => return dream::schema(calendar),
        Extract::LprAdm | Extract::PsykAdm => vec![
            ("C_PATTYPE", DataType::Utf8),
            ("D_INDDTO", DataType::Date32),
            ("D_UDDTO", DataType::Date32),
            ("C_ADIAG", DataType::Utf8),
        ],
        Extract::LprKontakt => vec![
            ("KONT_TYPE", DataType::Utf8),
            ("PRIORITET", DataType::Utf8),
            ("KONT_STARTTIDSPUNKT", moment.clone()),
            ("KONT_SLUTTIDSPUNKT", moment),
            ("ADIAG", DataType::Utf8),
        ],
        Extract::Sssy => vec![
            ("SPEC2", DataType::Utf8),
            ("HONUGE", DataType::Utf8),
            ("BRUHON", DataType::Float64),
            ("KONTAKT", DataType::Int32),
        ],
        Extract::Kraf => vec![("AFG_AFGDTO", DataType::Date32), ("AFG_GER7", DataType::Int32)],
        Extract::Krin => vec![("FGSLDTO", DataType::Date32), ("LOESLDTO", DataType::Date32)],
        Extract::Boformer => {
            vec![("PARAGRAF", DataType::Utf8), ("INDDTO", DataType::Date32), ("UDDTO", DataType::Date32)]
        }
        Extract::Stof => vec![
            ("BEHTYPE", DataType::Int8),
            ("AFSLUT", DataType::Int8),
            ("INDDTO", DataType::Date32),
            ("UDDTO", DataType::Date32),
        ],
        Extract::Bua => vec![
            ("PGF", DataType::Utf8),
            ("ANBFORM", DataType::Int16),
            ("KDTO", DataType::Date32),
            ("SDTO", DataType::Date32),
        ],
    };
    let person = Field::new("PNR", DataType::Utf8, false);
    let fields = columns.into_iter().map(|(name, kind)| Field::new(name, kind, true));
    Arc::new(Schema::new(std::iter::once(person).chain(fields).collect::<Vec<_>>()))
}

/// A chunk's rows of one file.
///
/// # Errors
/// An internal error if the columns do not fit the schema.
pub fn batch(part: Part, chunk: &Chunk, calendar: &Calendar, schema: &SchemaRef) -> Result<RecordBatch> {
    let entries = chunk.rows.of(part);
    let keys = || text(entries, |entry| chunk.key(entry.person));
    let columns: Vec<ArrayRef> = match part.extract {
        Extract::Bef => population(file_year(part)?, chunk, calendar)?,
        Extract::Dream => return dream::batch(entries, chunk, schema),
        Extract::Dod => vec![keys(), starts(entries)],
        Extract::Vnds => vec![keys(), text(entries, |e| if e.code == 1 { "I" } else { "U" }), starts(entries)],
        Extract::Ind => {
            let kroner = |share: f64| -> ArrayRef {
                let amount = |e: &Entry| (e.code as f64 / share).round() / 100.0;
                Arc::new(Float64Array::from_iter_values(entries.iter().map(amount)))
            };
            vec![keys(), kroner(0.31), kroner(1.0)]
        }
        Extract::LprAdm | Extract::PsykAdm => vec![
            keys(),
            text(entries, |e| match e.code {
                codes::INPATIENT => "0",
                codes::EMERGENCY => "3",
                _ => "2",
            }),
            starts(entries),
            ends(entries),
            text(entries, |e| codes::diagnosis(e.more)),
        ],
        Extract::LprKontakt => vec![
            keys(),
            text(entries, |e| if e.code == codes::TELEPHONE { "ALCA20" } else { "ALCA00" }),
            text(entries, |e| if e.code == codes::EMERGENCY { "ATA1" } else { "ATA3" }),
            moments(entries, |e| Some((e.start, morning(e)))),
            moments(entries, |e| (e.end != OPEN).then(|| (e.end, morning(e) + 45 * 60))),
            text(entries, |e| codes::diagnosis(e.more)),
        ],
        Extract::Sssy => {
            let year = file_year(part)? % 100;
            let weeks: Vec<String> = (0..=53).map(|week| format!("{year:02}{week:02}")).collect();
            let week = |e: &Entry| weeks[e.start as usize].as_str();
            let specialities: Vec<String> = (0..100).map(|code| format!("{code:02}")).collect();
            let speciality = |e: &Entry| specialities[e.code as usize].as_str();
            let fees = entries.iter().map(|e| f64::from(e.end) / 100.0);
            vec![
                keys(),
                text(entries, speciality),
                text(entries, week),
                Arc::new(Float64Array::from_iter_values(fees)),
                Arc::new(Int32Array::from_iter_values(entries.iter().map(|e| e.more))),
            ]
        }
        Extract::Kraf => {
            let offences: Vec<i32> = narrow(entries, |e| e.code)?;
            vec![keys(), starts(entries), Arc::new(Int32Array::from(offences))]
        }
        Extract::Krin => vec![keys(), starts(entries), ends(entries)],
        Extract::Boformer => vec![
            keys(),
            text(entries, |e| if e.code == codes::SHELTER { "110" } else { "109" }),
            starts(entries),
            ends(entries),
        ],
        Extract::Stof => {
            let treatment: Vec<i8> = narrow(entries, |e| e.code)?;
            let outcome: Vec<i8> = narrow(entries, |e| e.more.into())?;
            vec![
                keys(),
                Arc::new(Int8Array::from(treatment)),
                Arc::new(Int8Array::from(outcome)),
                starts(entries),
                ends(entries),
            ]
        }
        Extract::Bua => {
            let placement: Vec<i16> = narrow(entries, |e| e.more.into())?;
            vec![
                keys(),
                text(entries, |e| if e.code == 52 { "52" } else { "58" }),
                Arc::new(Int16Array::from(placement)),
                starts(entries),
                ends(entries),
            ]
        }
    };
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(|e| Error::internal(format!("{}: {e}", part.name())))
}

/// Residents on 1 January of the file's year.
fn population(year: i32, chunk: &Chunk, calendar: &Calendar) -> Result<Vec<ArrayRef>> {
    let first_day = calendar.year(year).first_day;
    let residents: Vec<_> = chunk.lives.iter().zip(&chunk.keys).filter(|(life, _)| life.resident(first_day)).collect();
    let lives = || residents.iter().map(|(life, _)| life);
    // Age on 1 January: one below the age reached during the year, except for persons born on 1 January.
    let age = |life: &LifeCourse| {
        let on_new_year = Day::from_number(life.born).is_some_and(|day| day == Day::first_of(life.birth_year));
        i16::try_from(year - life.birth_year - i32::from(!on_new_year))
    };
    let ages = lives().map(|life| age(life)).collect::<Result<Vec<i16>, _>>();
    let ages = ages.map_err(|e| Error::internal(format!("an age of {year}: {e}")))?;
    Ok(vec![
        Arc::new(StringArray::from_iter_values(residents.iter().map(|(_, key)| key.as_str()))),
        Arc::new(Int8Array::from_iter_values(lives().map(|life| if life.woman { 2 } else { 1 }))),
        Arc::new(Date32Array::from_iter_values(lives().map(|life| life.born))),
        Arc::new(Int16Array::from(ages)),
        Arc::new(Int16Array::from_iter_values(lives().map(|life| life.kom))),
    ])
}

/// The year of a file of a yearly extract.
fn file_year(part: Part) -> Result<i32> {
    part.year.ok_or_else(|| Error::internal(format!("{}: no year", part.name())))
}

/// Codes in a narrower integer type.
fn narrow<T: TryFrom<i64>>(entries: &[Entry], of: impl Fn(&Entry) -> i64) -> Result<Vec<T>> {
    let number = |entry| T::try_from(of(entry)).map_err(|_| Error::internal("a code exceeds its column type"));
    entries.iter().map(number).collect()
}

fn text<'a>(entries: &'a [Entry], of: impl Fn(&'a Entry) -> &'a str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(entries.iter().map(of)))
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
