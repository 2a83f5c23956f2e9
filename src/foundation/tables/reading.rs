//! The names of what is counted while extracts are read: how they are made, what they tell, and what rows of one cause share.
//!
//! Owns the spelling of names. The sentences are those of `reading_sentence`.

use super::audit::ReadingRow;

/// The beginning of a name that says that no row meets the condition of a variable, whose id follows.
const UNMET: &str = "rows_none_of_which_meets_the_condition_of_";

/// The same of the rows of the cohorts' persons.
const UNMET_IN_COHORTS: &str = "rows_of_the_cohorts_none_of_which_meets_the_condition_of_";

/// The beginning of a name that counts bad rows.
const BAD: &str = "bad_rows/";

/// The beginning of a name that counts codes that were brought into their normal form, or have no group.
const CODES: &str = "codes/";

/// The beginning of a name that counts odd days or times.
const DAYS: &str = "days/";

/// The beginning of a name that counts rows of a list of persons that select no one.
const LISTED: &str = "listed/";

/// The beginning of a name that says that a covered year has no row; the year follows.
const EMPTY_YEAR: &str = "rows_none_of_which_is_of_";

/// The beginning of a name that counts codes in another spelling; the column follows.
const SPELLED: &str = "rows_whose_";

/// The beginning of a name that counts rows that are alike in two files, whose names follow.
const ALIKE: &str = "rows_alike_in_";

/// What stands between the names of two files.
const AND: &str = "_and_";

/// What stands between the column and what reads it.
const DIFFERS: &str = "_differs_in_spelling_from_the_definition_of_";

/// What keeps a row of a list of persons from selecting one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListedRow {
    /// Its person is not in the population.
    NotInPopulation,
    /// It ends before it starts.
    EndsBeforeStart,
}

impl ListedRow {
    /// In the name of a count, where words are apart by `_`.
    fn word(self) -> &'static str {
        match self {
            ListedRow::NotInPopulation => "not_in_the_population",
            ListedRow::EndsBeforeStart => "ends_before_start",
        }
    }
}

/// What is odd of a column's days or times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayNote {
    /// Ends long after what the register covers, which are read as ends that have not come.
    FarEnd,
    /// Other days long after it.
    Far,
    /// Days long before it.
    Early,
    /// One and the same day in many rows, such as programs write for nothing.
    Same,
    /// One and the same end in many rows, after what the register covers.
    SameEnd,
    /// Times at 22:00 or 23:00, some of which may be midnights in UTC.
    Late,
}

impl DayNote {
    const ALL: [DayNote; 6] =
        [DayNote::FarEnd, DayNote::Far, DayNote::Early, DayNote::Same, DayNote::SameEnd, DayNote::Late];

    /// In the name of a count, and in the code of its note.
    pub fn word(self) -> &'static str {
        match self {
            DayNote::FarEnd => "far_end",
            DayNote::Far => "far",
            DayNote::Early => "early",
            DayNote::Same => "same",
            DayNote::SameEnd => "same_end",
            DayNote::Late => "late",
        }
    }
}

/// What the name of a count tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted<'a> {
    /// Bad rows: the cause, the column or variable, and the year or file.
    Bad(&'a str, &'a str, &'a str),
    /// Codes: what was counted, the column, and the year or file.
    Code(&'a str, &'a str, &'a str),
    /// Odd days: their year, and the column.
    Days(DayNote, &'a str, &'a str),
    /// Rows of a list of persons: whether they end before they start, the year in which they start, the variable.
    Listed(ListedRow, &'a str, &'a str),
    /// Rows none of which meets the condition of a variable, and whether only those of the cohorts' persons were read.
    Unmet(&'a str, bool),
    /// Rows none of which is of a year.
    EmptyYear(&'a str),
    /// Codes in another spelling: the column, and what reads it.
    Spelled(&'a str, &'a str),
    /// Rows that are alike in two files: their names.
    Alike(&'a str, &'a str),
    /// Anything else, by its name.
    Other(&'a str),
}

/// What the columns of a register's weeks or months share: the name without the number at its end. Names with small letters are those of
/// variables as well, which are no series; only a number of four digits or more makes them one.
pub fn column_series(column: &str) -> &str {
    let stem = column.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let digits = column[stem.len()..].chars().filter(char::is_ascii_digit).count();
    let is_series = digits >= 4 || digits > 0 && !stem.chars().any(char::is_lowercase);
    if is_series && !stem.is_empty() { stem } else { column }
}

fn three(text: &str) -> Option<[&str; 3]> {
    let mut parts = text.splitn(3, '/');
    Some([parts.next()?, parts.next()?, parts.next()?])
}

impl ReadingRow {
    /// The name of the count of rows whose person is not in the population.
    pub const UNMATCHED: &'static str = "rows_of_persons_not_in_the_population";

    /// The name of the count of files of a register of deaths or moves that has no row in any of them.
    pub const EMPTY_FILES: &'static str = "files_without_a_row";

    /// What is counted of codes that no line of their code table holds.
    pub const WITHOUT_GROUP: &'static str = "without_group";

    /// A count of rows or persons.
    pub fn new(register: &str, name: impl Into<String>, count: i64) -> ReadingRow {
        ReadingRow { register: register.to_owned(), name: name.into(), count, of: None }
    }

    /// The same of so many rows.
    #[must_use]
    pub fn among(mut self, rows: i64) -> ReadingRow {
        self.of = Some(rows);
        self
    }

    /// The name of the count of rows of a register, none of which is of a covered year.
    pub fn empty_year(year: i32) -> String {
        format!("{EMPTY_YEAR}{year}")
    }

    /// The name of the count of rows that a variable's condition was evaluated on, none of which meets it.
    pub fn unmet_condition(variable: &str, of_cohorts: bool) -> String {
        format!("{}{variable}", if of_cohorts { UNMET_IN_COHORTS } else { UNMET })
    }

    /// The name of the count of bad rows of a cause, in a column or for a variable, in a year or a file.
    pub fn bad_rows(cause: &str, column: &str, place: &str) -> String {
        format!("{BAD}{cause}/{column}/{place}")
    }

    /// The name of the count of a column's odd days, of a year.
    pub fn days(note: DayNote, year: &str, column: &str) -> String {
        format!("{DAYS}{}/{year}/{column}", note.word())
    }

    /// The name of the count of rows that meet the condition of a variable that lists persons, and select no one; in which year they
    /// start, if that is known.
    pub fn listed(what: ListedRow, variable: &str, year: Option<i32>) -> String {
        let year = year.map_or_else(|| "any".to_owned(), |year| year.to_string());
        format!("{LISTED}{}/{year}/{variable}", what.word())
    }

    /// The name of the count of a column's codes that were changed or have no group, in a year or a file.
    pub fn codes(what: &str, column: &str, place: &str) -> String {
        format!("{CODES}{what}/{column}/{place}")
    }

    /// The name of the count of rows with a code in another spelling than that of a variable or a condition.
    pub fn spelled(column: &str, reader: &str) -> String {
        format!("{SPELLED}{column}{DIFFERS}{reader}")
    }

    /// The name of the count of rows that are alike in two files.
    pub fn alike(one: &str, other: &str) -> String {
        format!("{ALIKE}{one}{AND}{other}")
    }

    /// What the name tells.
    pub fn counted(&self) -> Counted<'_> {
        let name = self.name.as_str();
        if let Some([cause, column, place]) = name.strip_prefix(BAD).and_then(three) {
            return Counted::Bad(cause, column, place);
        }
        if let Some([what, column, place]) = name.strip_prefix(CODES).and_then(three) {
            return Counted::Code(what, column, place);
        }
        if let Some([word, year, column]) = name.strip_prefix(DAYS).and_then(three)
            && let Some(note) = DayNote::ALL.into_iter().find(|note| note.word() == word)
        {
            return Counted::Days(note, year, column);
        }
        if let Some([word, year, variable]) = name.strip_prefix(LISTED).and_then(three)
            && let Some(what) =
                [ListedRow::NotInPopulation, ListedRow::EndsBeforeStart].into_iter().find(|what| what.word() == word)
        {
            return Counted::Listed(what, year, variable);
        }
        if let Some(variable) = name.strip_prefix(UNMET) {
            return Counted::Unmet(variable, false);
        }
        if let Some(variable) = name.strip_prefix(UNMET_IN_COHORTS) {
            return Counted::Unmet(variable, true);
        }
        if let Some(year) = name.strip_prefix(EMPTY_YEAR) {
            return Counted::EmptyYear(year);
        }
        if let Some((one, other)) = name.strip_prefix(ALIKE).and_then(|files| files.split_once(AND)) {
            return Counted::Alike(one, other);
        }
        match name.strip_prefix(SPELLED).and_then(|rest| rest.split_once(DIFFERS)) {
            Some((column, reader)) => Counted::Spelled(column, reader),
            None => Counted::Other(name),
        }
    }

    /// The variable whose condition no row meets, if the row is about one, and whether only rows of the cohorts' persons were
    /// read.
    pub fn unmet(&self) -> Option<(&str, bool)> {
        if let Counted::Unmet(variable, of_cohorts) = self.counted() { Some((variable, of_cohorts)) } else { None }
    }

    /// The cause, the column or variable, and the year or file of bad rows, if the row counts some.
    pub fn bad(&self) -> Option<(&str, &str, &str)> {
        if let Counted::Bad(cause, column, place) = self.counted() { Some((cause, column, place)) } else { None }
    }

    /// What was counted of codes, the column, and the year or file, if the row counts some.
    pub fn code(&self) -> Option<(&str, &str, &str)> {
        if let Counted::Code(what, column, place) = self.counted() { Some((what, column, place)) } else { None }
    }

    /// How many such rows the row counts: of this variable, and of a year that is wanted or not known.
    pub fn of_list(&self, what: ListedRow, variable: &str, wanted: impl Fn(i32) -> bool) -> Option<u64> {
        let Counted::Listed(of, year, id) = self.counted() else { return None };
        let counts = of == what && id == variable && year.parse().map_or(true, wanted);
        counts.then(|| self.count.unsigned_abs())
    }

    /// What rows of one cause share, beside their register: years and files do not matter, nor do the variables that read a column, nor
    /// which week or month a column is of.
    pub fn cause(&self) -> String {
        match self.counted() {
            Counted::Bad(cause, column, _) => format!("{BAD}{cause}/{}", column_series(column)),
            Counted::Code(what, column, _) => format!("{CODES}{what}/{}", column_series(column)),
            Counted::Days(note, _, column) => format!("{DAYS}{}/{column}", note.word()),
            Counted::Unmet(_, false) => UNMET.to_owned(),
            Counted::Unmet(_, true) => UNMET_IN_COHORTS.to_owned(),
            Counted::EmptyYear(_) => EMPTY_YEAR.to_owned(),
            Counted::Alike(..) => ALIKE.to_owned(),
            Counted::Spelled(column, _) => format!("{SPELLED}{column}{DIFFERS}"),
            Counted::Listed(..) | Counted::Other(_) => self.name.clone(),
        }
    }

    /// Whether it is worth a note: something was counted that need not be there.
    pub fn is_odd(&self) -> bool {
        // Codes are read in their normal form: only the audit lists how files wrote them.
        let is_spelling = self.code().is_some_and(|(what, ..)| what != Self::WITHOUT_GROUP);
        self.count > 0 && !is_spelling && !["persons", "rows_of_years_not_asked_for"].contains(&self.name.as_str())
    }
}
