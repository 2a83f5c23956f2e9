//! Days, weeks and times of day in SQL, with the days that stand for something else.

use definitions::register::SpecialDays;
use definitions::stored::Stored;
use engine::registers::{NullRule, Projection};
use sql::{ColumnType, Dialect};

use crate::base::Base;
use crate::conversion::{Conversion, LARGEST_DOUBLE, SqlColumn};
use crate::dialect::DialectSyntax;

/// A time of day behind a day, as a pattern.
const TIME_OF_DAY: &str = "([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]|60)([.][0-9]+)?)?";

/// How far a time is from UTC, as a pattern. No script judges such a text, which is a moment.
const OFFSET: &str = "(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)";

impl Conversion<'_> {
    pub(crate) fn day(&self) -> Option<SqlColumn> {
        match self.base {
            Base::Day | Base::Time => Some(self.plain(self.of, ColumnType::Date)),
            Base::Clock => {
                let days = format!("CAST(floor(CAST({} AS DOUBLE) / 86400e0) AS BIGINT)", self.of);
                Some(self.plain(self.dialect.date(&days), ColumnType::Date))
            }
            Base::Null => Some(self.null("DATE", ColumnType::Date)),
            _ => None,
        }
    }

    /// `2012-05-17` or `20120517`, or the day of a time such as `2012-05-17 12:30`; blank is null.
    pub(crate) fn parsed_day(&self, of: &str) -> SqlColumn {
        let moment = self.dialect.fits(of, &format!("^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{TIME_OF_DAY}{OFFSET}$"));
        let timed = self.dialect.fits(of, &format!("^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{TIME_OF_DAY}$"));
        let of = &format!("CASE WHEN {timed} THEN substr({of}, 1, 10) ELSE {of} END");
        let compact = self.dialect.fits(of, "^[0-9]{8}$");
        let hyphens = format!("concat(substr({of}, 1, 4), '-', substr({of}, 5, 2), '-', substr({of}, 7, 2))");
        let text = format!("CASE WHEN {compact} THEN {hyphens} ELSE {of} END");
        let cast = self.dialect.try_cast(&text, "DATE");
        let fits = self.dialect.fits(of, "^([0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2})$");
        // Other readers of dates take a sign before the digits, and blanks among them.
        let signed = self.dialect.fits(of, "^([0-9-]*[ +][0-9 +-]*|-[0-9 +-]*)$");
        let rare = format!("({signed} AND length({of}) IN (8, 10))");
        let mut converted = self.plain(format!("CASE WHEN {fits} THEN {cast} END"), ColumnType::Date);
        converted.faults.push(("unjudged", format!("NOT {fits} AND {rare} OR {moment}")));
        converted.faults.push(("misread", format!("{of} <> '' AND NOT {moment} AND (NOT {fits} OR {cast} IS NULL)")));
        converted
    }

    /// The Thursday of a week `YYWW`. 4 January lies in the first week of its year; 1 January 1970 was a Thursday.
    pub(crate) fn week(&self) -> Option<SqlColumn> {
        let of = self.of;
        let (number, mut converted) = match self.base {
            Base::Text => {
                let number = self.dialect.try_cast(of, "BIGINT");
                let fits = self.dialect.fits(of, "^[+-]?[0-9]+$");
                let mut converted = self.plain("", ColumnType::Date);
                converted.faults.push(("not_a_week", format!("{of} <> '' AND (NOT {fits} OR length({of}) > 4)")));
                (number, converted)
            }
            Base::Whole | Base::Double { .. } => {
                let whole = self.whole()?;
                (whole.value.clone(), SqlColumn { kind: ColumnType::Date, ..whole })
            }
            Base::Null => return Some(self.null("DATE", ColumnType::Date)),
            Base::Day | Base::Time | Base::Clock | Base::Truth => return None,
        };
        converted.faults.push(("not_a_week", format!("{number} NOT BETWEEN 1 AND 9999")));
        let (yy, week) = (self.dialect.quotient(&number, 100), format!("({number} % 100)"));
        let year = format!("({yy} + CASE WHEN {yy} < 70 THEN 2000 ELSE 1900 END)");
        let fourth = self.dialect.days(&self.first_of_january(&year, 3));
        let thursday = format!("({fourth} - ({fourth} + 3) % 7 + 3 + 7 * ({week} - 1))");
        converted.value = self.dialect.date(&thursday);
        let beyond = format!("EXTRACT(YEAR FROM {}) <> {year}", converted.value);
        converted.faults.push(("not_a_week", format!("{week} NOT BETWEEN 1 AND 53 OR {beyond}")));
        Some(converted)
    }

    /// A day of January of a year.
    fn first_of_january(&self, year: &str, later: i32) -> String {
        match self.dialect {
            Dialect::DuckDb => format!("make_date({year}, 1, {})", later + 1),
            Dialect::Spark => format!("make_date(CAST({year} AS INT), 1, {})", later + 1),
        }
    }

    /// Days or seconds since 1 January 1960.
    pub(crate) fn sas_time(&self, form: Stored) -> Option<SqlColumn> {
        let number = self.number()?;
        let of = &number.value;
        let days = if form == Stored::SasSeconds { format!("({of} / 86400e0)") } else { of.clone() };
        let date = self.dialect.date(&format!("(CAST(floor({days}) AS BIGINT) - 3653)"));
        let mut faults = number.faults.clone();
        faults.push(("not_finite", format!("NOT (abs({of}) <= {LARGEST_DOUBLE})")));
        if form == Stored::SasDays {
            faults.push(("not_whole", format!("abs({of}) < 1e18 AND floor({of}) <> {of}")));
        }
        faults.push(("not_a_day", format!("abs({days}) > 4e6")));
        let value = format!("CASE WHEN abs({days}) <= 4e6 THEN {date} END");
        Some(SqlColumn { value, kind: ColumnType::Date, faults })
    }

    /// Seconds since 1970 on the clocks of the register's zone.
    pub(crate) fn time_of_day(&self) -> Option<SqlColumn> {
        const SECONDS: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$";
        let of = self.of;
        let mut converted = match self.base {
            Base::Time | Base::Clock => self.plain(of, ColumnType::Integer),
            Base::Null => return Some(self.null("BIGINT", ColumnType::Integer)),
            Base::Whole | Base::Double { .. } => {
                let number = self.number()?;
                let value = format!("(CAST(floor({}) AS BIGINT) - 315619200)", number.value);
                let mut converted = SqlColumn { value, kind: ColumnType::Integer, faults: number.faults };
                converted.faults.push(("not_finite", format!("NOT (abs({}) <= {LARGEST_DOUBLE})", number.value)));
                converted.faults.push(("not_a_day", format!("abs({}) > 345600000000e0", number.value)));
                converted
            }
            Base::Text => {
                let part = |from: u32| self.dialect.try_cast(&format!("substr({of}, {from}, 2)"), "BIGINT");
                let day = self.dialect.try_cast(&format!("substr({of}, 1, 10)"), "DATE");
                let (hour, minute) = (part(12), part(15));
                let second = format!("CASE WHEN length({of}) > 16 THEN {} ELSE 0 END", part(18));
                let fits = self.dialect.fits(of, SECONDS);
                let rare = self.dialect.fits(of, "^[0-9 T:.+-]{12,}$");
                let value = format!(
                    "(CAST({} AS BIGINT) * 86400 + {hour} * 3600 + {minute} * 60 + {second})",
                    self.dialect.days(&day)
                );
                let mut converted = self.plain(value, ColumnType::Integer);
                // A leap second, and numbers of other lengths.
                converted.faults.push(("unjudged", format!("NOT {fits} AND {rare} OR {fits} AND {second} = 60")));
                let bad = format!("{day} IS NULL OR {hour} > 23 OR {minute} > 59 OR {second} > 59");
                converted.faults.push(("misread", format!("{of} <> '' AND (NOT {fits} OR {bad})")));
                converted
            }
            Base::Day | Base::Truth => return None,
        };
        let [first, last] = [-5_364_662_400_i64, 253_402_300_799];
        converted.faults.push(("not_a_day", format!("{} NOT BETWEEN {first} AND {last}", converted.value)));
        Some(converted)
    }

    /// Days that stand for something else, and the bounds of the calendar.
    pub(crate) fn special(&self, day: SqlColumn, column: &Projection) -> SqlColumn {
        self.within_calendar(self.replaced(day, column))
    }

    /// Days that stand for something else.
    pub(crate) fn replaced(&self, day: SqlColumn, column: &Projection) -> SqlColumn {
        let listed = |days: &[definitions::day::Day]| {
            let list = days.iter().map(|day| format!("DATE '{day}'")).collect::<Vec<_>>().join(", ");
            (!days.is_empty()).then(|| format!("{} IN ({list})", day.value))
        };
        let open = listed(&self.days.open).filter(|_| column.id == "end");
        let unknown = listed(&self.days.unknown);
        let mut faults = day.faults.clone();
        let mut null = Vec::new();
        match unknown {
            Some(unknown) if column.need != NullRule::None => faults.push(("unknown_day", unknown)),
            Some(unknown) => null.push(unknown),
            None => {}
        }
        null.extend(open);
        null.extend(far_end(self.days, &day.value).filter(|_| column.id == "end"));
        let value = match null.is_empty() {
            true => day.value.clone(),
            false => format!("CASE WHEN {} THEN NULL ELSE {} END", null.join(" OR "), day.value),
        };
        SqlColumn { value, kind: ColumnType::Date, faults }
    }

    pub(crate) fn within_calendar(&self, mut day: SqlColumn) -> SqlColumn {
        day.faults.push(("not_a_day", format!("{} NOT BETWEEN DATE '1800-01-01' AND DATE '9999-12-31'", day.value)));
        day
    }
}

/// The condition of an end that has not come, whether or not its day is declared; `None` if every day may be one.
fn far_end(special: &SpecialDays, day: &str) -> Option<String> {
    let latest = special.latest;
    let planned: Vec<String> = special.planned.iter().map(|planned| format!("DATE '{planned}'")).collect();
    let unplanned =
        if planned.is_empty() { String::new() } else { format!(" AND {day} NOT IN ({})", planned.join(", ")) };
    (latest.year() < 9999).then(|| format!("({day} > DATE '{latest}' AND {day} <= DATE '9999-12-31'{unplanned})"))
}
