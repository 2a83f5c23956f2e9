//! Register rows that give a variable a value, and the value of given rows.

use std::collections::BTreeMap;

use definitions::Definitions;
use definitions::day::Day;
use definitions::expression::{Aggregate, Expression};
use definitions::register::{Period, Register, Spread, Timing};
use definitions::variable::{Resolution, Source};
use engine::registers::shape;
use foundation::error::Result;
use sql::ColumnType;

use super::candidates::{Candidates, Combinations, Literals, Table};
use super::joined;
use super::row::{Row, complete, seen, tried};
use super::school_years;
use super::week_runs::{self, RUN_WEEK};
use super::year_value::YearValue;

/// Maximum rows for one value.
const MOST: f64 = 60.0;

/// Days between the first day of a source and its first row, and between rows.
const APART: i32 = 9;

/// What is done about variables for which a row should not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Nothing.
    Left,
    /// Rows are chosen that count for the fewest of them.
    Avoided,
}

/// Of which source of a variable rows are, where several have days in the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The one with the most days that can give the value; of equal ones the first.
    FirstSource,
    /// The last of these.
    LastSource,
}

/// Rows that give every variable its value, or the reason why none were found.
///
/// # Errors
/// Internal errors only.
pub fn make(
    definitions: &Definitions,
    unknowns: &[YearValue<'_>],
    values: &[f64],
    (t0, avoided, order): (i32, Others, Order),
) -> Result<Result<Vec<Row>, String>> {
    let mut made: Vec<Row> = Vec::new();
    for (unknown, value) in unknowns.iter().zip(values).filter(|(_, value)| **value != 0.0) {
        let year = t0 + unknown.offset;
        let id = &unknown.variable.id.value;
        let others = unknowns.iter().filter(|other| avoided == Others::Avoided && other.variable.id.value != *id);
        let others: Vec<&Source> = others.flat_map(|other| &other.variable.from).collect();
        // The first reason is that of the source with the most days.
        let mut found = Err(format!("no register of `{id}` covers {year}"));
        let mut sources = unknown.sources(definitions, year);
        if order == Order::LastSource {
            sources.reverse();
        }
        for (number, (register, source, days)) in sources.into_iter().enumerate() {
            let resolution = unknown.variable.resolution;
            let place = SourceYear { definitions, register, source, others: others.clone(), year, days, resolution };
            match place.rows(*value, &made)? {
                Ok(rows) => found = Ok(rows),
                Err(why) if number == 0 => found = Err(format!("`{id}` of {value}: {why}")),
                Err(_) => {}
            }
            if found.is_ok() {
                break;
            }
        }
        match found {
            Ok(rows) => made.extend(rows),
            Err(why) => return Ok(Err(why)),
        }
    }
    Ok(Ok(made))
}

/// Value of a variable in a year, given rows.
///
/// # Errors
/// Internal errors only.
pub fn total(definitions: &Definitions, unknown: &YearValue<'_>, rows: &[Row], t0: i32) -> Result<f64> {
    let year = t0 + unknown.offset;
    let (mut sum, mut most): (f64, Option<f64>) = (0.0, None);
    for (register, source, days) in unknown.sources(definitions, year) {
        let division = school_years::division(register);
        let counts = |row: &Row| row.year == year || row.year + 1 == year && division.is_some();
        let here = |row: &&Row| row.register == register.id.value && counts(row);
        let in_time = |row: &&Row| row.first_day().is_none_or(|day| (days.0..=days.1).contains(&day));
        let here: Vec<&Row> = rows.iter().filter(here).filter(in_time).collect();
        let mut read_columns = source.filter.iter().chain(&source.value.of).flat_map(|of| &of.columns);
        let reads_runs = read_columns.any(|column| column == RUN_WEEK);
        let read = here
            .iter()
            .map(|row| {
                if !reads_runs {
                    return joined::read(definitions, register, source, row, rows);
                }
                let mut row = (*row).clone();
                let run = week_runs::run_week(register, &row, rows);
                row.values.extend(run.map(|run| (RUN_WEEK.to_owned(), toml::Value::Integer(run))));
                joined::read(definitions, register, source, &row, rows)
            })
            .collect::<Result<Vec<_>>>()?;
        if read.is_empty() {
            continue;
        }
        // A row outside the condition counts zero.
        for (row, value) in here.iter().zip(counted(&Table::listed(&read), register, source)?) {
            let part = |spread, value| school_years::part(spread, row.year, year, (value, unknown.variable.resolution));
            let value = match (value, division) {
                (Some(value), Some(spread)) => part(spread, value),
                (value, _) => value,
            };
            let Some(value) = value else { continue };
            sum += value;
            most = Some(most.map_or(value, |most| most.max(value)));
        }
    }
    let is_largest = |source: &Source| source.value.aggregate == Aggregate::Max;
    Ok(if unknown.variable.from.iter().any(is_largest) { most.unwrap_or(0.0) } else { sum })
}

/// Value of each combination in a source. `None` where the condition of the source or of the register is not met.
fn counted(grid: &Table, register: &Register, source: &Source) -> Result<Vec<Option<f64>>> {
    let mut holds = vec![Some(true); grid.height];
    // A contact that is planted is a stay of its own.
    let of_stays = source.stays.iter().filter_map(|stays| stays.filter.as_ref());
    for filter in of_register(register).into_iter().chain(&source.filter).chain(of_stays) {
        let also = grid.holds(filter, &seen(&filter.columns))?;
        holds.iter_mut().zip(also).for_each(|(holds, also)| *holds = holds.and_then(|held| Some(held && also?)));
    }
    let values = match &source.value.of {
        Some(of) if source.value.aggregate != Aggregate::Count => grid.numbers(of, &seen(&of.columns))?,
        _ => vec![Some(1.0); grid.height],
    };
    Ok(holds.into_iter().zip(values).map(|(holds, value)| value.filter(|_| holds == Some(true))).collect())
}

/// The condition of a register on its rows. That of a weekly wide register looks at a person's row, which is there before its weeks.
fn of_register(register: &Register) -> Option<&Expression> {
    register.filter.as_ref().filter(|_| register.kind.has_row_columns())
}

/// A source and year, with the days on which rows can lie.
struct SourceYear<'a> {
    definitions: &'a Definitions,
    register: &'a Register,
    source: &'a Source,
    /// Sources of other variables, which its rows should not count for.
    others: Vec<&'a Source>,
    year: i32,
    days: (i32, i32),
    resolution: Resolution,
}

impl SourceYear<'_> {
    fn rows(&self, value: f64, made: &[Row]) -> Result<Result<Vec<Row>, String>> {
        let here = made.iter().filter(|row| row.register == self.register.id.value && row.year == self.year);
        let before = here.filter_map(Row::last_day).max().unwrap_or(self.days.0);
        let mut first = before + APART;
        let counts = self.source.value.aggregate == Aggregate::Count;
        if counts && !(1.0..=MOST).contains(&value) {
            return Ok(Err(format!("between 1 and {MOST} rows can be planted")));
        }
        if self.source.filter.as_ref().is_some_and(|filter| filter.columns.iter().any(|name| name == RUN_WEEK)) {
            return Ok(Err("weeks in a row can't be planted".to_owned()));
        }
        if let Some(spread) = school_years::division(self.register) {
            return self.of_school_years(value, spread);
        }
        let wanted = if counts { 1.0 } else { value };
        let mut rows = Vec::new();
        for number in 0..if counts { value as usize } else { 1 } {
            let weeks = made.iter().chain(&rows).filter(|row| row.register == self.register.id.value);
            let is_monthly = self.register.kind.monthly().is_some();
            let (first_of, last_of) = if is_monthly { (1, 12) } else { (2, 52) };
            let week = first_of + weeks.filter(|row| row.year == self.year).count() as i64;
            if let Some(same) =
                rows.last().and_then(|before| self.next_of_wide(before, week)).filter(|_| week <= last_of)
            {
                rows.push(same);
                continue;
            }
            let Some(grid) = Combinations::of(self.axes(value, first, week, self.school_year())) else {
                return Ok(Err("its condition compares too many columns with too many values".to_owned()));
            };
            let Some(row) = self.best(&grid, |value| value == wanted)? else {
                return Ok(Err("no row with this value was found".to_owned()));
            };
            let chosen: BTreeMap<String, toml::Value> = grid.row(row).collect();
            let of_register = self.register.sql_columns();
            let own = chosen.iter().filter(|(name, _)| of_register.iter().any(|(known, _)| known == *name));
            let own = own.map(|(name, value)| (name.clone(), value.clone())).collect();
            let links = made.iter().chain(&rows).filter_map(|row| row.link);
            let link = links.max().map_or(0, |last| last + 1);
            let is_joined = !self.definitions.related_registers(self.source).is_empty();
            let row = Row {
                register: self.register.id.value.clone(),
                year: self.year,
                values: complete(self.register, own),
                link: is_joined.then_some(link),
            };
            match joined::others(self.definitions, self.register, self.source, &row, &chosen)? {
                Ok(others) => rows.extend(others),
                Err(why) => return Ok(Err(why)),
            }
            let last = row.last_day().unwrap_or(first);
            if last > self.days.1 || week > last_of {
                return Ok(Err(format!("no room for row {} in the days that its register covers", number + 1)));
            }
            first = last + APART.min((self.days.1 - last) / 70 + 2);
            rows.push(row);
        }
        Ok(Ok(rows))
    }

    /// A row of the school year that begins in the year, of that which ends in it, or of both, with a value together.
    fn of_school_years(&self, value: f64, spread: Spread) -> Result<Result<Vec<Row>, String>> {
        for years in [&[self.year][..], &[self.year - 1], &[self.year - 1, self.year]] {
            let in_year = |whole: f64| {
                let part = |begins: &i32| school_years::part(spread, *begins, self.year, (whole, self.resolution));
                years.iter().filter_map(part).sum::<f64>()
            };
            let mut rows = Vec::new();
            for begins in years {
                let Some(grid) = Combinations::of(self.axes(value, self.days.0, 1, i64::from(*begins))) else {
                    continue;
                };
                let Some(row) = self.best(&grid, |whole| in_year(whole) == value)? else { continue };
                let own = grid
                    .row(row)
                    .filter(|(name, _)| self.register.sql_columns().iter().any(|(known, _)| known == name));
                let values = complete(self.register, own.collect());
                rows.push(Row { register: self.register.id.value.clone(), year: *begins, values, link: None });
            }
            if rows.len() == years.len() {
                return Ok(Ok(rows));
            }
        }
        Ok(Err("no school year has this value".to_owned()))
    }

    /// The school year whose rows count in the year, of a register that does not divide it.
    fn school_year(&self) -> i64 {
        i64::from(self.year) - i64::from(self.counts_at_end())
    }

    /// The row before in the next week or month, if no condition asks which it is.
    fn next_of_wide(&self, before: &Row, number: i64) -> Option<Row> {
        let name = self.register.kind.unfolds_to()?;
        let read = self.source.filter.iter().chain(&self.source.value.of);
        if read.flat_map(|expression| &expression.columns).any(|column| column == name) {
            return None;
        }
        let mut row = before.clone();
        row.values.insert(name.to_owned(), toml::Value::Integer(number));
        Some(row)
    }

    /// Whether a school year of the register counts in the year that it ends in.
    fn counts_at_end(&self) -> bool {
        self.register.kind.period().and_then(Period::division) == Some(Spread::End)
    }

    /// The combination with a wanted value that counts for the fewest other variables.
    fn best(&self, grid: &Combinations, wanted: impl Fn(f64) -> bool) -> Result<Option<usize>> {
        let counted = counted(&grid.table, self.register, self.source)?;
        let mut others = vec![0u32; grid.table.height];
        for other in self.others.iter().filter(|other| other.register.value == self.register.id.value) {
            let theirs = self::counted(&grid.table, self.register, other)?;
            others.iter_mut().zip(theirs).for_each(|(n, counts)| *n += u32::from(counts.is_some_and(|n| n != 0.0)));
        }
        let fits = (0..grid.table.height).filter(|row| counted.get(*row).copied().flatten().is_some_and(&wanted));
        Ok(fits.min_by_key(|row| others[*row]))
    }

    /// Candidates for the columns of the source and of the others, on a day or in a week or month.
    fn axes(&self, value: f64, first: i32, week: i64, school_year: i64) -> Vec<Candidates> {
        let same = self.others.iter().filter(|other| other.register.value == self.register.id.value);
        let sources: Vec<&Source> = std::iter::once(self.source).chain(same.copied()).collect();
        let of_stays = sources.iter().filter_map(|source| source.stays.as_ref()?.filter.as_ref());
        let filters = sources.iter().filter_map(|source| source.filter.as_ref()).chain(of_stays);
        let read = filters
            .chain(sources.iter().filter_map(|source| source.value.of.as_ref()))
            .chain(of_register(self.register));
        let read: Vec<_> = read.collect();
        let literals = Literals::of(read.iter().map(|expression| &expression.literals));
        let mut columns: Vec<&String> = read.iter().flat_map(|expression| &expression.columns).collect();
        columns.sort();
        columns.dedup();
        let day = |number: i32| Day::from_number(number).map(shape::date).into_iter().collect::<Vec<_>>();
        let whole = |number: i64| vec![toml::Value::Integer(number)];
        let mut axes = Vec::new();
        if self.register.kind.timing() == Timing::Span {
            // Days and nights follow from the length, which `spells` tries.
            return self.spells(value, first, &literals, &columns);
        }
        for (name, kind) in self.register.sql_columns() {
            let date = name == "date" && self.register.kind.timing() == Timing::Date;
            let of_period = self.register.kind.period().is_some() && self.register.column(&name).is_none();
            let of_wide = self.register.kind.unfolds_to() == Some(name.as_str());
            let placed = date || of_period || of_wide || name == "year";
            if !placed && !columns.contains(&&name) {
                continue;
            }
            let values = match name.as_str() {
                "year" => whole(self.year.into()),
                "week" => whole(week),
                RUN_WEEK => whole(1),
                "school_year" if of_period => whole(school_year),
                "month" if of_wide => whole(week),
                "month" | "quarter" if of_period => {
                    let last = if name == "month" { 12 } else { 4 };
                    let asked = literals.integers().into_iter().filter(|part| (1..=last).contains(part));
                    asked.chain([1]).map(toml::Value::Integer).collect()
                }
                "date" if date => day(first),
                _ if matches!(kind, ColumnType::Date | ColumnType::Yyww) => day(first),
                _ => tried(self.register, &name, kind, &literals, value),
            };
            axes.push(Candidates { name, kind, values });
        }
        axes.extend(joined::beside(self.definitions, self.register, self.source, &literals, &columns));
        axes
    }

    /// Candidates of spells from a day. Lengths are tried in turn until one has the wanted value.
    fn spells(&self, value: f64, first: i32, literals: &Literals, columns: &[&String]) -> Vec<Candidates> {
        let asked = literals.integers().into_iter();
        let whole = value.max(0.0) as i64;
        // Most of a year holds every day that a condition may ask for.
        let lengths =
            [5, 1, 0, whole, whole - 1].into_iter().chain(asked).chain([300]).filter(|n| (0..=366).contains(n));
        let day = |number: i32| Day::from_number(number).map(shape::date);
        let fits = |nights: &i64| {
            let row = self.spell(first, *nights);
            let axes = row.into_iter().filter_map(|(name, value)| {
                let kind = self.register.sql_columns().into_iter().find(|(known, _)| *known == name)?.1;
                Some(Candidates { name, kind, values: vec![value] })
            });
            let declared = self.register.columns.iter().filter(|(id, _)| columns.contains(&&id.value));
            let declared = declared.filter_map(|(id, column)| {
                let values = match column.kind? {
                    ColumnType::Date | ColumnType::Yyww => day(first).into_iter().collect(),
                    kind => tried(self.register, &id.value, kind, literals, value),
                };
                Some(Candidates { name: id.value.clone(), kind: column.kind?, values })
            });
            let beside = joined::beside(self.definitions, self.register, self.source, literals, columns);
            let axes: Vec<Candidates> = axes.chain(declared).chain(beside).collect();
            let wanted = if self.source.value.aggregate == Aggregate::Count { 1.0 } else { value };
            let found = Combinations::of(axes.clone())
                .is_some_and(|grid| matches!(self.best(&grid, |value| value == wanted), Ok(Some(_))));
            found.then_some(axes)
        };
        let lengths: Vec<i64> = lengths.collect();
        // Without a fitting length there are no candidates, and the caller reports it.
        lengths.iter().find_map(fits).into_iter().flatten().collect()
    }

    fn spell(&self, first: i32, nights: i64) -> BTreeMap<String, toml::Value> {
        let end = first + nights as i32;
        let day = |number: i32| Day::from_number(number).map(shape::date);
        let days = [("start", day(first)), ("end", day(end))];
        let days = days.into_iter().filter_map(|(name, day)| Some((name.to_owned(), day?)));
        let numbers = [("nights", nights), ("days", nights + 1), ("year", self.year.into())];
        let numbers = numbers.map(|(name, number)| (name.to_owned(), toml::Value::Integer(number)));
        // Both days are planted as their midnights.
        let hours =
            self.register.kind.has_times().then(|| ("hours".to_owned(), toml::Value::Float(24.0 * nights as f64)));
        days.chain(numbers).chain(hours).collect()
    }
}
