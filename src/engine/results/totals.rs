//! The totals that a script writes last, against what is read of its results.
//!
//! A script that is stopped before its end leaves none. A part of a result that is lost, done twice, or of another run, has other totals
//! in some file or year, even where the rows of the register add up.

use std::collections::BTreeMap;

use arrow::array::Array;

use super::{AGAIN, ResultBatch, Results, ScriptedRegister};
use foundation::error::{Error, Kind, Result};

/// Where rows of a result belong: the result, the number of the file, and the year.
type Place = (String, Option<u64>, Option<i16>);

/// What the rows of one place add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Total {
    groups: u64,
    rows: u64,
    /// What is counted of them besides.
    also: u64,
    /// By source.
    values: Vec<i128>,
}

impl Total {
    fn add(&mut self, other: &Total) {
        self.groups += other.groups;
        self.rows += other.rows;
        self.also += other.also;
        self.values.iter_mut().zip(&other.values).for_each(|(sum, more)| *sum += more);
    }
}

/// How many rows each group of a batch stands for, and the file and year of each, where the groups are by file or by year.
pub type GroupedRows<'a> = (&'a [u64], Option<&'a [usize]>, Option<&'a [Option<i16>]>);

/// Totals of a register's results by place.
#[derive(Debug, Clone)]
pub struct Totals<'a> {
    scripted: &'a ScriptedRegister,
    places: BTreeMap<Place, Total>,
}

impl<'a> Totals<'a> {
    /// None yet.
    pub fn none(scripted: &'a ScriptedRegister) -> Totals<'a> {
        Totals { scripted, places: BTreeMap::new() }
    }

    /// The totals that the script wrote.
    ///
    /// # Errors
    /// No totals: the script did not run to its end.
    pub fn written(results: &Results, scripted: &'a ScriptedRegister) -> Result<Totals<'a>> {
        let files = results.files(scripted, scripted.totals_part())?;
        let mut totals = Totals::none(scripted);
        for file in files {
            file.read(scripted, |batch| {
                let (parts, years) = (batch.texts("part")?, batch.years("year")?);
                let (files, groups, rows) = (batch.integers("file")?, batch.counts("groups")?, batch.counts("rows")?);
                let also = batch.counts("also")?;
                let names = scripted.sources.iter().map(|source| batch.wide(&source.value));
                let values = names.collect::<Result<Vec<_>>>()?;
                for row in 0..batch.rows() {
                    if parts.is_null(row) {
                        return Err(batch.wrong("totals name no result"));
                    }
                    let file = files.is_valid(row).then(|| files.value(row)).and_then(|file| u64::try_from(file).ok());
                    let of_row = Total {
                        groups: groups[row],
                        rows: rows[row],
                        also: also[row],
                        values: values.iter().map(|values| values[row]).collect(),
                    };
                    totals.at((parts.value(row).to_owned(), file, years[row])).add(&of_row);
                }
                Ok(())
            })?;
        }
        Ok(totals)
    }

    fn at(&mut self, place: Place) -> &mut Total {
        let values = self.scripted.sources.len();
        self.places.entry(place).or_insert_with(|| Total { values: vec![0; values], ..Total::default() })
    }

    /// Adds a batch of a result: `rows` says how many rows each group stands for, `files` and `years` where it belongs, and `values` has
    /// the columns of some sources.
    pub fn add(
        &mut self,
        part: &str,
        (rows, files, years): GroupedRows<'_>,
        values: &[(usize, &arrow::array::Int64Array)],
    ) {
        for (row, number) in rows.iter().enumerate() {
            let file = files.map(|files| files[row] as u64);
            let total = self.at((part.to_owned(), file, years.and_then(|years| years[row])));
            total.groups += 1;
            total.rows += number;
            for (at, values) in values.iter().filter(|(_, values)| values.is_valid(row)) {
                total.values[*at] += i128::from(values.value(row));
            }
        }
    }

    /// Adds a batch of a result, with another count of each group; `files` says where it belongs.
    pub fn add_counts(&mut self, part: &str, files: Option<&[usize]>, (rows, also): (&[u64], &[u64])) {
        self.add(part, (rows, files, None), &[]);
        for (row, number) in also.iter().enumerate() {
            let file = files.map(|files| files[row] as u64);
            self.at((part.to_owned(), file, None)).also += number;
        }
    }

    /// Adds the totals of another part of the results.
    pub fn merge(&mut self, other: &Totals<'_>) {
        for (place, total) in &other.places {
            self.at(place.clone()).add(total);
        }
    }

    /// Holds what was read against what the script wrote, in the results that were read, and of the sources whose values were.
    ///
    /// # Errors
    /// Other groups, rows or sums.
    pub fn require(&self, written: &Totals<'_>, parts: &[&str], sources: &[usize]) -> Result<()> {
        let places: std::collections::BTreeSet<&Place> = self
            .places
            .keys()
            .chain(written.places.keys())
            .filter(|(part, ..)| parts.contains(&part.as_str()))
            .collect();
        let nothing = Total { values: vec![0; self.scripted.sources.len()], ..Total::default() };
        for place in places {
            let of = |totals: &Totals<'_>| totals.places.get(place).unwrap_or(&nothing).clone();
            let (found, wanted) = (of(self), of(written));
            let (have, had) = if (found.groups, found.rows) != (wanted.groups, wanted.rows) {
                let shown = |total: &Total| format!("{} groups of {} rows", total.groups, total.rows);
                (shown(&found), shown(&wanted))
            } else if found.also != wanted.also {
                let shown = |total: &Total| total.also.to_string();
                (format!("{} of them counted", shown(&found)), shown(&wanted))
            } else if let Some(at) = sources.iter().find(|at| found.values[**at] != wanted.values[**at]) {
                let source = &self.scripted.sources[*at];
                let shown = |total: &Total| total.values[*at].to_string();
                (format!("a sum of {} of `{}`", shown(&found), source.variable), shown(&wanted))
            } else {
                continue;
            };
            let (part, file, year) = place;
            let file = file.and_then(|file| self.scripted.files.get(usize::try_from(file).ok()?));
            let file = file.map_or_else(String::new, |file| format!(", {}", file.name));
            let year = year.map_or_else(String::new, |year| format!(" of {year}"));
            let register = &self.scripted.register;
            let reason = format!(
                "register `{register}`: its result `{part}`{year}{file} has {have}, and had {had} when the script ended"
            );
            return Err(Error::new(Kind::Extract, reason, AGAIN));
        }
        Ok(())
    }
}

impl ResultBatch<'_> {
    /// Whole numbers of up to 128 bits.
    ///
    /// # Errors
    /// No such column, one of another type, or nulls.
    pub fn wide(&self, name: &str) -> Result<Vec<i128>> {
        use arrow::array::AsArray;
        use arrow::datatypes::{DataType, Decimal128Type};
        let whole = |found: &DataType| match found {
            DataType::Decimal128(_, scale) => *scale == 0,
            found => found.is_integer(),
        };
        let array = self.cast(name, whole, &DataType::Decimal128(38, 0))?;
        let values: Option<Vec<i128>> = array.as_primitive::<Decimal128Type>().iter().collect();
        values.ok_or_else(|| self.wrong(format!("column `{name}` holds something else than sums")))
    }
}
