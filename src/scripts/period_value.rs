//! What a row says of its period, in SQL: quarters, months, school years, and codes of a whole period.
//!
//! Owns the conversion of one value. Which years and parts of years are covered belongs to `calendar`.

use definitions::day::CALENDAR;
use definitions::register::{NamedBy, PeriodPart, Unit};
use engine::registers::Projection;
use sql::ColumnType;

use crate::base::Base;
use crate::conversion::{Conversion, SqlColumn};
use crate::dialect::DialectSyntax;

/// The code of the fault.
const NOT_A_PERIOD: &str = "not_a_period";

impl Conversion<'_> {
    /// A part of a period. `None` of a form that scripts don't read.
    pub fn period(&self, part: PeriodPart, column: &Projection) -> Option<SqlColumn> {
        match part {
            PeriodPart::Month => self.numbered("", 12),
            PeriodPart::Quarter => self.numbered("[KkQq]?", 4),
            PeriodPart::SchoolYear(named) => self.school_year(named),
            PeriodPart::Code(_) if matches!(self.base, Base::Day | Base::Time | Base::Clock) => {
                Some(self.replaced(self.day()?, column))
            }
            PeriodPart::Code(unit) => Some(self.replaced(self.code_of_period(unit)?, column)),
        }
    }

    /// The digits of a text without what stands before them, and without the decimals of a whole number.
    fn digits(&self, before: &str) -> String {
        let of = self.of;
        let bare = self.dialect.replaced(of, "[.]0$");
        let bare = if before.is_empty() { bare } else { self.dialect.replaced(&bare, &format!("^{before}")) };
        self.dialect.try_cast(&bare, "BIGINT")
    }

    /// Numbers from 1 to a last one.
    fn numbered(&self, before: &str, last: u32) -> Option<SqlColumn> {
        let of = self.of;
        if self.base == Base::Text {
            let number = self.digits(before);
            let fits = self.dialect.fits(of, &format!("^{before}[0-9]+([.]0)?$"));
            let mut converted = self.plain(number.clone(), ColumnType::Integer);
            let wrong = format!("{of} <> '' AND (NOT {fits} OR {number} IS NULL OR {number} NOT BETWEEN 1 AND {last})");
            converted.faults.push((NOT_A_PERIOD, wrong));
            return Some(converted);
        }
        let mut converted = self.whole()?;
        let wrong = format!("{} NOT BETWEEN 1 AND {last}", converted.value);
        converted.faults.push((NOT_A_PERIOD, wrong));
        Some(converted)
    }

    /// The year that a school year begins in: two years in a row, or one that is named.
    fn school_year(&self, named: Option<NamedBy>) -> Option<SqlColumn> {
        let of = self.of;
        let earlier = i32::from(named == Some(NamedBy::End));
        let (mut converted, begins, fits) = if self.base == Base::Text {
            let (two, next) = (self.dialect.fits(of, TWO_YEARS), self.dialect.replaced(of, "^[0-9]{4} *[/-]? *"));
            let first = self.dialect.try_cast(&format!("substr({of}, 1, 4)"), "BIGINT");
            let second = self.dialect.try_cast(&next, "BIGINT");
            let follows = format!(
                "CASE WHEN length({next}) = 2 THEN ({first} + 1) % 100 = {second} ELSE {first} + 1 = {second} END"
            );
            let one = self.dialect.fits(of, "^[0-9]+([.]0)?$");
            let number = self.digits("");
            let begins = format!("CASE WHEN {two} THEN {first} ELSE {number} - {earlier} END");
            let one = if named.is_some() { format!("{one} AND length({of}) <> 8") } else { "FALSE".to_owned() };
            let mut converted = self.plain("", ColumnType::Integer);
            // Blanks of other kinds may stand between the years.
            converted.faults.push(("unjudged", self.dialect.fits(of, "[^ -~]")));
            (converted, begins, format!("CASE WHEN {two} THEN {follows} ELSE {one} END"))
        } else {
            let whole = self.whole()?;
            let number = whole.value.clone();
            let two = format!("{number} BETWEEN 10000000 AND 99999999");
            let first = self.dialect.quotient(&number, 10_000);
            let begins = format!("CASE WHEN {two} THEN {first} ELSE {number} - {earlier} END");
            let one = if named.is_some() { "TRUE" } else { "FALSE" };
            (whole, begins, format!("CASE WHEN {two} THEN {first} + 1 = {number} % 10000 ELSE {one} END"))
        };
        let blank = if self.base == Base::Text { format!("{of} <> '' AND ") } else { String::new() };
        let (first, last) = (CALENDAR.start(), CALENDAR.end() - 1);
        let inside = format!("coalesce({begins} BETWEEN {first} AND {last}, FALSE)");
        let fits = format!("coalesce({fits}, FALSE)");
        converted.faults.push((NOT_A_PERIOD, format!("{blank}{of} IS NOT NULL AND NOT ({fits} AND {inside})")));
        converted.value = begins;
        Some(converted)
    }

    /// The first day of what a code stands for.
    fn code_of_period(&self, unit: Unit) -> Option<SqlColumn> {
        let mut converted = self.text()?;
        let text = match self.base {
            Base::Null => return Some(self.null("DATE", ColumnType::Date)),
            Base::Text => self.dialect.replaced(self.of, "[.]0$"),
            _ => converted.value.clone(),
        };
        let fits = |pattern: &str| self.dialect.fits(&text, pattern);
        let part = |from: u32, count: u32| format!("substr({text}, {from}, {count})");
        let year = part(1, 4);
        let mut cases = Vec::new();
        if unit == Unit::Year {
            cases.push((fits("^[0-9]{4}$"), format!("concat({year}, '-01-01')")));
        }
        cases.push((fits("^[0-9]{6}$"), format!("concat({year}, '-', {}, '-01')", part(5, 2))));
        cases.push((fits("^[0-9]{8}$"), format!("concat({year}, '-', {}, '-', {})", part(5, 2), part(7, 2))));
        cases.push((fits("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), text.clone()));
        if unit != Unit::Month {
            let quarter = format!("substr({text}, length({text}), 1)");
            let month = format!(
                "CASE {quarter} WHEN '1' THEN '-01-01' WHEN '2' THEN '-04-01' WHEN '3' THEN '-07-01' ELSE '-10-01' END"
            );
            cases.push((fits("^[0-9]{4}[KkQq]0*[1-4]$"), format!("concat({year}, {month})")));
        }
        let cases: String = cases.iter().map(|(when, then)| format!(" WHEN {when} THEN {then}")).collect();
        let day = self.dialect.try_cast(&format!("CASE{cases} END"), "DATE");
        let blank = if self.base == Base::Text { format!("{} <> '' AND ", self.of) } else { String::new() };
        converted.kind = ColumnType::Date;
        converted.faults.push(("unjudged", fits("[+]")));
        let (first, last) = (CALENDAR.start(), CALENDAR.end());
        let inside = format!("coalesce(EXTRACT(YEAR FROM {day}) BETWEEN {first} AND {last}, FALSE)");
        converted.faults.push((NOT_A_PERIOD, format!("{blank}{} IS NOT NULL AND NOT {inside}", self.of)));
        converted.value = day;
        Some(converted)
    }
}

/// `2010/2011`, `2010/11`, `20102011`.
const TWO_YEARS: &str = "^([0-9]{4} *[/-] *([0-9]{2}|[0-9]{4})|[0-9]{8}|[0-9]{4}  [0-9]{2})$";
