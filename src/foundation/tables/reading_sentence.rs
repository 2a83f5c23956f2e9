//! What is counted while extracts are read, as sentences in both languages: one for all rows of one cause.

use super::audit::ReadingRow;
use super::reading::{Counted, DayNote, ListedRow};
use super::reading_danish::{cause_in_danish, in_danish};
use crate::text::Language;

/// The most years, files or variables that a sentence names.
const NAMED: usize = 8;

/// Rows of one cause: of one register, and alike in all but years, files, or variables that read a column.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedCause<'a> {
    rows: Vec<&'a ReadingRow>,
}

impl<'a> CountedCause<'a> {
    /// The causes of rows that are worth a note, in the order of the first of each.
    pub fn all(rows: &'a [ReadingRow]) -> Vec<CountedCause<'a>> {
        let mut causes: Vec<CountedCause<'a>> = Vec::new();
        for row in rows.iter().filter(|row| row.is_odd()) {
            let same = |cause: &&mut CountedCause<'_>| {
                cause.rows.iter().any(|other| other.register == row.register && other.cause() == row.cause())
            };
            match causes.iter_mut().find(same) {
                Some(cause) => cause.rows.push(row),
                None => causes.push(CountedCause { rows: vec![row] }),
            }
        }
        causes
    }

    /// Some rows of one cause; `None` without any.
    pub fn of(rows: Vec<&'a ReadingRow>) -> Option<CountedCause<'a>> {
        (!rows.is_empty()).then_some(CountedCause { rows })
    }

    /// What its first row counts.
    pub fn counted(&self) -> Option<Counted<'a>> {
        self.rows.first().map(|row| row.counted())
    }

    /// The register.
    pub fn register(&self) -> &'a str {
        self.rows.first().map_or("", |row| &row.register)
    }

    /// How many rows or persons. Rows that several years or variables are counted of are counted once.
    pub fn count(&self) -> i64 {
        let counts = self.rows.iter().map(|row| row.count);
        match self.rows.first().map(|row| row.counted()) {
            Some(Counted::EmptyYear(_) | Counted::Unmet(..) | Counted::Spelled(..)) => counts.max().unwrap_or(0),
            _ => counts.sum(),
        }
    }

    /// Of how many rows; `None` where it is not said.
    fn of_rows(&self) -> Option<i64> {
        self.rows.iter().filter_map(|row| row.of).max()
    }

    /// What the rows differ in, each once.
    fn parts(&self, part: impl Fn(Counted<'a>) -> &'a str) -> Vec<&'a str> {
        let mut parts: Vec<&str> = Vec::new();
        for row in &self.rows {
            let part = part(row.counted());
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    }

    /// The sentence, without its register.
    pub fn sentence(&self, language: Language) -> String {
        let (count, of) = (self.count(), self.of_rows());
        let Some(first) = self.rows.first() else { return String::new() };
        let danish = language == Language::Da;
        match first.counted() {
            Counted::Bad(cause, ..) => {
                let (places, columns) = (self.places(language), self.columns(language));
                let cause = if danish { cause_in_danish(cause) } else { cause.replace('_', " ") };
                // A row can have a bad value in several columns.
                match (danish, self.parts(column).len()) {
                    (true, 0 | 1) => format!("{count} dårlig(e) række(r) i {places} udeladt: {cause}, {columns}"),
                    (false, 0 | 1) => format!("{count} bad row(s) in {places} left out: {cause}, {columns}"),
                    (true, _) => format!("{count} dårlig(e) værdi(er) i {places} udeladt: {cause}, {columns}"),
                    (false, _) => format!("{count} bad value(s) in {places} left out: {cause}, {columns}"),
                }
            }
            Counted::Code(what, ..) => {
                let (places, columns) = (self.places(language), self.columns(language));
                match (danish, what == ReadingRow::WITHOUT_GROUP) {
                    (true, true) => format!("{count} kode(r) i {places}, som kodetabellen for {columns} ikke har"),
                    (false, true) => {
                        format!("{count} code(s) in {places} that the code table of {columns} does not have")
                    }
                    (true, false) => format!("{count} kode(r) i {places} læst i deres normale form: {columns}"),
                    (false, false) => {
                        let what = what.replace('_', " ");
                        format!("{count} code(s) in {places} {what}, read in their normal form: {columns}")
                    }
                }
            }
            Counted::Days(note, _, column) => {
                let year = |of| if let Counted::Days(_, year, _) = of { year } else { "" };
                days(note, (count, of), &listed(&self.parts(year), language), column, language)
            }
            Counted::Listed(what, year, variable) => {
                let what = match (what, danish) {
                    (ListedRow::EndsBeforeStart, false) => "end before they start",
                    (ListedRow::EndsBeforeStart, true) => "slutter, før de begynder",
                    (ListedRow::NotInPopulation, false) => "are of persons not in the population",
                    (ListedRow::NotInPopulation, true) => "handler om personer, der ikke er i befolkningen",
                };
                match danish {
                    true => format!("{count} række(r) af `{variable}`, der begynder i {year}, {what}"),
                    false => format!("{count} row(s) of `{variable}` that start in {year} {what}"),
                }
            }
            Counted::Unmet(_, of_cohorts) => {
                let variable = |of| if let Counted::Unmet(variable, _) = of { variable } else { "" };
                let variables = self.parts(variable);
                let names = quoted(&variables, language);
                let several = variables.len() > 1;
                if danish {
                    let whose = if of_cohorts { " for kohorternes personer" } else { "" };
                    let what = if several { "variablerne" } else { "variablen" };
                    return format!("ingen af {count} række(r){whose} opfylder betingelsen for {what} {names}");
                }
                let whose = if of_cohorts { " of the cohorts' persons" } else { "" };
                let what = if several { "the conditions of variables" } else { "the condition of variable" };
                format!("none of {count} row(s){whose} meets {what} {names}")
            }
            Counted::EmptyYear(_) => {
                let year = |of| if let Counted::EmptyYear(year) = of { year } else { "" };
                let years = listed(&self.parts(year), language);
                match danish {
                    true => format!("ingen af {count} række(r) er af {years}, som registret dækker"),
                    false => format!("none of {count} row(s) is of {years}, which the register covers"),
                }
            }
            Counted::Spelled(column, _) => {
                let reader = |of| if let Counted::Spelled(_, reader) = of { reader } else { "" };
                let readers = self.parts(reader);
                let among = among(count, of, language);
                match (danish, readers.as_slice()) {
                    (true, _) => format!(
                        "{among} række(r) har en kode i `{column}`, der kun i stavemåde er en anden end i {}",
                        quoted(&readers, language)
                    ),
                    (false, [one]) => {
                        format!("{among} rows whose {column} differs in spelling from the definition of {one}")
                    }
                    (false, several) => format!(
                        "{among} rows whose {column} differs in spelling from the definitions of {}",
                        listed(several, language)
                    ),
                }
            }
            Counted::Alike(one, other) if self.rows.len() == 1 => match danish {
                true => format!("{count} række(r) er ens i {one} og {other}"),
                false => format!("{count} rows alike in {one} and {other}"),
            },
            Counted::Alike(..) => {
                let name = |of| if let Counted::Alike(_, name) = of { name } else { "" };
                let names = listed(&self.parts(name), language);
                match danish {
                    true => format!("{count} række(r) i {names} er dem i en tidligere fil"),
                    false => format!("{count} rows in {names} are those of an earlier file"),
                }
            }
            Counted::Other(name) => other(name, (count, of), language),
        }
    }

    /// The column, or the first and last of several.
    fn columns(&self, language: Language) -> String {
        let mut columns = self.parts(column);
        columns.sort_unstable_by_key(|column| (column.len(), *column));
        match columns.as_slice() {
            [first, .., last] => {
                let (to, of) = if language == Language::Da { ("til", "kolonner") } else { ("to", "columns") };
                format!("`{first}` {to} `{last}` ({} {of})", columns.len())
            }
            columns => format!("`{}`", columns.concat()),
        }
    }

    /// The years or files.
    fn places(&self, language: Language) -> String {
        let mut places = self.parts(|of| match of {
            Counted::Bad(_, _, place) | Counted::Code(_, _, place) => place,
            _ => "",
        });
        places.sort_unstable();
        match places.as_slice() {
            [first, .., last] => match language {
                Language::Da => format!("{first} til {last}"),
                Language::En => format!("{first} to {last}"),
            },
            places => places.concat(),
        }
    }
}

/// The column of bad rows or codes.
fn column(of: Counted<'_>) -> &str {
    if let Counted::Bad(_, column, _) | Counted::Code(_, column, _) = of { column } else { "" }
}

impl ReadingRow {
    /// The row as a sentence without its register.
    pub fn sentence(&self) -> String {
        CountedCause { rows: vec![self] }.sentence(Language::En)
    }
}

/// A count, and of how many.
fn among(count: i64, of: Option<i64>, language: Language) -> String {
    match (of, language) {
        (Some(of), Language::Da) => format!("{count} af {of}"),
        (Some(of), Language::En) => format!("{count} of {of}"),
        (None, _) => count.to_string(),
    }
}

/// Names in a sentence, the last after a word.
fn listed(names: &[&str], language: Language) -> String {
    let and = if language == Language::Da { "og" } else { "and" };
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        several if several.len() > NAMED => {
            let (first, more) = (several[..NAMED - 1].join(", "), several.len() + 1 - NAMED);
            format!("{first} {and} {more} {}", if language == Language::Da { "flere" } else { "more" })
        }
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// Names between quotes in a sentence, the last after a word; beyond some, how many more.
pub fn quoted(names: &[&str], language: Language) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    listed(&quoted.iter().map(String::as_str).collect::<Vec<_>>(), language)
}

/// Odd days, and what to do about them.
fn days(note: DayNote, (count, of): (i64, Option<i64>), years: &str, column: &str, language: Language) -> String {
    let all = among(count, of, language);
    match (note, language) {
        (DayNote::FarEnd, Language::En) => format!(
            "{all} end(s) in `{column}` are of {years}, over 20 years after what the register covers, and are read as ends that have not \
             come; name the day in `open_dates`"
        ),
        (DayNote::FarEnd, Language::Da) => format!(
            "{all} slutdato(er) i `{column}` er af {years}, over 20 år efter det, registret dækker, og læses, som om forløbet ikke er \
             slut; skriv dagen i `open_dates`"
        ),
        (DayNote::Far, Language::En) => format!(
            "{all} day(s) in `{column}` are of {years}, over 20 years after what the register covers; if they stand for a day that is not \
             known, name it in `unknown_dates`"
        ),
        (DayNote::Far, Language::Da) => format!(
            "{all} dag(e) i `{column}` er af {years}, over 20 år efter det, registret dækker; står de for en ukendt dag, så skriv den i \
             `unknown_dates`"
        ),
        (DayNote::Early, Language::En) => format!(
            "{all} day(s) in `{column}` are of {years}, over 130 years before what the register covers; if they stand for a day that is \
             not known, name it in `unknown_dates`"
        ),
        (DayNote::Early, Language::Da) => format!(
            "{all} dag(e) i `{column}` er af {years}, over 130 år før det, registret dækker; står de for en ukendt dag, så skriv den i \
             `unknown_dates`"
        ),
        (DayNote::Same, Language::En) => format!(
            "{all} day(s) in `{column}` are one and the same of {years}, which programs write for nothing; if it stands for a day that is \
             not known, name it in `unknown_dates`"
        ),
        (DayNote::Same, Language::Da) => format!(
            "{all} dag(e) i `{column}` er en og samme af {years}, som programmer skriver for ingenting; står den for en ukendt dag, så skriv \
             den i `unknown_dates`"
        ),
        (DayNote::SameEnd, Language::En) => format!(
            "{all} end(s) in `{column}` are one and the same day of {years}, after what the register covers; if it stands for an end that \
             has not come, name it in `open_dates`"
        ),
        (DayNote::SameEnd, Language::Da) => format!(
            "{all} slutdato(er) i `{column}` er en og samme dag af {years}, efter det, registret dækker; betyder den, at forløbet ikke er \
             slut, så skriv den i `open_dates`"
        ),
        (DayNote::Late, Language::En) => format!(
            "{all} time(s) in `{column}` are 22:00 or 23:00, as midnights of Copenhagen are in UTC; if these are, their days are one too early"
        ),
        (DayNote::Late, Language::Da) => format!(
            "{all} tidspunkt(er) i `{column}` er 22:00 eller 23:00, som midnat i København er i UTC; er de det, er datoen en dag for tidlig"
        ),
    }
}

fn other(name: &str, (count, of): (i64, Option<i64>), language: Language) -> String {
    let all = among(count, of, language);
    if language == Language::En {
        let words = in_english(name);
        return format!("{all} {}", if of.unwrap_or(count) == 1 { singular(&words) } else { words });
    }
    let said = in_danish(name);
    format!("{all} {said}")
}

/// How plural names begin, and the same of one.
const OF_ONE: [(&str, &str); 12] = [
    ("spells with an end that go on ", "spell with an end that goes on "),
    ("spells that begin ", "spell that begins "),
    ("spells ", "spell "),
    ("persons ", "person "),
    ("rows that do not meet ", "row that does not meet "),
    ("rows that find ", "row that finds "),
    ("rows of persons not ", "row of a person not "),
    ("rows of another year than their ", "row of another year than its "),
    ("rows without a key ", "row without a key "),
    ("rows with ", "row with "),
    ("rows ", "row "),
    ("files passed over ", "file passed over "),
];

/// The words of a plural name, of one.
fn singular(words: &str) -> String {
    let found = OF_ONE.iter().find_map(|(plural, one)| Some(format!("{one}{}", words.strip_prefix(plural)?)));
    found.unwrap_or_else(|| words.to_owned())
}

/// The words of a name; a register that it ends with is named as it is declared.
fn in_english(name: &str) -> String {
    if name == ReadingRow::EMPTY_FILES {
        return "file(s) without a row: no death or move is known from them".to_owned();
    }
    let words = |text: &str| text.replace('_', " ");
    let of_register = |start: &str, end: &str| {
        let register = name.strip_prefix(start)?.strip_suffix(end)?;
        Some(format!("{}`{register}`{}", words(start), words(end)))
    };
    let found = of_register("rows_that_find_no_row_of_", "");
    found.or_else(|| of_register("rows_whose_row_of_", "_has_not_ended")).unwrap_or_else(|| words(name))
}

#[cfg(test)]
mod tests;
