//! Delivery faults for extracts, to test and show a build's messages.
//!
//! Owns the list of faults and the file of each. Does not own the rewriting of files (`rewrite`).

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array, Float64Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type};
use clap::ValueEnum;

use foundation::error::{Error, Result};

use super::rewrite::{self, Table};

/// The register of shelters.
const SHELTERS: &str = "herb_forsorg_mv_f/herb_forsorg_mv_f2023.parquet";

/// A fault of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Fault {
    /// Services of 2015 lack the column of contacts.
    MissingColumn,
    /// In services of 2015 the column of contacts has another name.
    RenamedColumn,
    /// Services of 2015 have the column of contacts twice, in upper and lower case.
    ColumnTwice,
    /// Taxes of 2014 are text.
    WrongType,
    /// Contacts of 2016 are not whole numbers.
    NotWhole,
    /// A decision of 2013 has no person key. It is counted and not refused.
    NullKey,
    /// A stay at a shelter has no first day. It is counted and not refused.
    NullDate,
    /// Contacts of 2016 are null.
    NullValue,
    /// Imprisonments of 2013 have integer person keys.
    KeyType,
    /// The register of preventive measures has the person keys of another delivery.
    OtherKeys,
    /// A decision of 2013 belongs to a person outside the population. It is counted and not refused.
    UnmatchedKey,
    /// Ten persons are missing from the population of 2013 and present before and after. They are counted and not refused.
    MissingPersons,
    /// A person is twice in the population of 2014.
    PersonTwice,
    /// A person of 2011 has an undeclared code of sex. The row is counted and not refused.
    UnknownCode,
    /// Decisions of 2013 have offences of nine digits, where the definition declares seven.
    OutsideRange,
    /// A person of 2011 is born in 2013. The row is counted and not refused.
    BornLater,
    /// The population of 2010 has no rows.
    NoRows,
    /// Decisions of 2014 are not delivered.
    MissingYear,
    /// Services begin in 2009.
    LateStart,
    /// Taxes of 2016 are delivered twice, once in a folder of their own.
    YearTwice,
    /// One week of 2015 has no column.
    MissingWeek,
    /// Services of 2014 have week 99.
    NotAWeek,
    /// A stay at a shelter ends before it begins. It is counted and not refused.
    EndsBeforeStart,
    /// Taxes of 2013 are finer than øre.
    OffGrid,
    /// Taxes of 2013 are not numbers (NaN).
    NotANumber,
    /// The register of placements is truncated.
    TruncatedFile,
    /// The register of drug treatment is an empty file.
    EmptyFile,
    /// One byte of the register of shelters is changed.
    FlippedByte,
}

impl Fault {
    /// Its name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(|| format!("{self:?}"), |value| value.get_name().to_owned())
    }

    /// Plants the fault in a folder of extracts.
    ///
    /// # Errors
    /// A file that can't be read or written.
    pub fn plant(self, folder: &Path) -> Result<()> {
        let at = |name: &str| folder.join(name);
        let change = |name: &str, change: &dyn Fn(&mut Table)| rewrite::table(&at(name), change);
        let remove = |name: &str| std::fs::remove_file(at(name)).map_err(|e| Error::output(at(name), e));
        match self {
            Fault::MissingColumn => change("sssy/sssy2015.parquet", &|table| table.remove("KONTAKT")),
            Fault::RenamedColumn => change("sssy/sssy2015.parquet", &|table| table.rename("KONTAKT", "KONTAKTER")),
            Fault::ColumnTwice => change("sssy/sssy2015.parquet", &|table| table.duplicate("KONTAKT", "kontakt")),
            Fault::WrongType => change("ind/ind2014.parquet", &|table| table.cast("SKATMVIALT_13", &DataType::Utf8)),
            Fault::NotWhole => change("sssy/sssy2016.parquet", &|table| {
                table.cast("KONTAKT", &DataType::Float64);
                table.map("KONTAKT", |contacts| numbers(contacts, |n| n + 0.5));
            }),
            Fault::NullKey => change("kraf/kraf2013.parquet", &|table| table.set_null("PNR", 1)),
            Fault::NullDate => change(SHELTERS, &|table| table.set_null("INDFLYT", 1)),
            Fault::NullValue => change("sssy/sssy2016.parquet", &|table| table.set_null("KONTAKT", usize::MAX)),
            Fault::KeyType => change("krin/krin2013.parquet", &|table| {
                table.map("PNR", |keys| Arc::new(Int64Array::from_iter_values(0..keys.len() as i64)));
            }),
            Fault::OtherKeys => change("bufo/bufo2023.parquet", &|table| {
                let other = |key: &str| format!("X{key}");
                table.map("PNR", |keys| {
                    Arc::new(StringArray::from_iter_values(keys.as_string::<i32>().iter().flatten().map(other)))
                });
            }),
            Fault::UnmatchedKey => {
                change("kraf/kraf2013.parquet", &|table| table.set_first("PNR", &StringArray::from(vec!["UNMATCHED"])))
            }
            Fault::MissingPersons => change("bef/bef201312.parquet", &|table| table.repeat_rows(10, 0)),
            Fault::PersonTwice => change("bef/bef201412.parquet", &|table| table.repeat_rows(0, 1)),
            Fault::UnknownCode => {
                change("bef/bef201112.parquet", &|table| table.set_first("KOEN", &Int64Array::from(vec![9])))
            }
            Fault::OutsideRange => change("kraf/kraf2013.parquet", &|table| {
                // In every row, since a build checks only rows of persons in the cohorts.
                table.map("AFG_GER7", |codes| Arc::new(Int64Array::from(vec![132_000_000; codes.len()])));
            }),
            Fault::BornLater => change("bef/bef201112.parquet", &|table| {
                // 1 March 2013.
                table.set_first("FOED_DAG", &Date32Array::from(vec![15_765]));
            }),
            Fault::NoRows => change("bef/bef201012.parquet", &|table| table.repeat_rows(usize::MAX, 0)),
            Fault::MissingYear => remove("kraf/kraf2014.parquet"),
            Fault::LateStart => (2006..2009).try_for_each(|year| remove(&format!("sssy/sssy{year}.parquet"))),
            Fault::YearTwice => {
                let again = at("ind/year=2016");
                std::fs::create_dir_all(&again).map_err(|e| Error::output(&again, e))?;
                let again = again.join("part-0.parquet");
                std::fs::copy(at("ind/ind2016.parquet"), &again).map_err(|e| Error::output(&again, e))?;
                Ok(())
            }
            Fault::MissingWeek => change("dream/dream202312.parquet", &|table| table.remove("Y_1520")),
            Fault::NotAWeek => {
                // In every row, since a build checks only rows of persons in the cohorts.
                change("sssy/sssy2014.parquet", &|table| {
                    table.map("HONUGE", |weeks| Arc::new(StringArray::from(vec!["1499"; weeks.len()])));
                })
            }
            Fault::EndsBeforeStart => change(SHELTERS, &|table| {
                let start = table.get("INDFLYT");
                let before = start.as_primitive::<Date32Type>().iter().flatten().take(1).map(|day| day - 1);
                table.set_first("UDFLYT", &Date32Array::from_iter_values(before));
            }),
            Fault::OffGrid => change("ind/ind2013.parquet", &|table| {
                table.map("SKATMVIALT_13", |tax| numbers(tax, |kroner| kroner + 0.005));
            }),
            Fault::NotANumber => change("ind/ind2013.parquet", &|table| {
                table.map("SKATMVIALT_13", |tax| numbers(tax, |_| f64::NAN));
            }),
            Fault::TruncatedFile => {
                rewrite::bytes(&at("buaf/buaf2023.parquet"), |bytes| bytes.truncate(bytes.len() / 2))
            }
            Fault::EmptyFile => rewrite::bytes(&at("smdb_ibib/smdb_ibib2023.parquet"), Vec::clear),
            Fault::FlippedByte => rewrite::bytes(&at(SHELTERS), |bytes| {
                // The header of the first page. It follows the magic number of four bytes.
                bytes.iter_mut().skip(4).take(1).for_each(|byte| *byte ^= 0x40);
            }),
        }
    }
}

/// Applies a function to every number.
fn numbers(array: &ArrayRef, other: impl Fn(f64) -> f64) -> ArrayRef {
    let values = array.as_primitive::<Float64Type>();
    Arc::new(Float64Array::from_iter(values.iter().map(|value| value.map(&other))))
}

/// Plants faults, in the order of their list, each once.
///
/// # Errors
/// A file that can't be read or written.
pub fn plant(faults: &[Fault], folder: &Path) -> Result<()> {
    let mut faults = faults.to_vec();
    faults.sort_unstable();
    faults.dedup();
    faults.into_iter().try_for_each(|fault| fault.plant(folder))
}
