//! What a script counts beside its sums: the odd days of each column of days, codes in another spelling than the conditions that choose
//! rows, and codes of digits by their length.
//!
//! Owns these results. What becomes of the counts is the verdict of a build from extracts, by the same code.

use definitions::day::Day;
use definitions::expression::Expression;
use definitions::register::Register;
use engine::registers::KeyType;
use engine::registers::odd_days::PlausibleDays;
use engine::registers::spelling::{Answer, LONGEST, beginnings};
use engine::results::{CountedDigits, DayColumn, RESIDENCE, ScriptedCondition};
use foundation::error::{Error, Result};

use crate::dialect::DialectSyntax;
use crate::measure::Measure;
use crate::script::{Script, TotalsOf, listed, translated};
use crate::side_queries::DigitColumn;
use crate::spelling::{self, Spelled, SpelledColumns};
use crate::typed_column::{DaysOfFiles, TypedColumn, TypedRows};

impl Script<'_> {
    /// Says in which step the codes of sources are counted.
    pub fn digits_of(&mut self, view: &str) {
        let open = self.beside.of_digits.iter_mut().filter(|digits| digits.view.is_none());
        open.for_each(|digits| digits.view = Some(view.to_owned()));
    }
}

/// Counts the odd days of the columns of a step by person, of the rows that `when` holds of and that meet the register's condition.
pub fn days(script: &mut Script<'_>, typed: &TypedRows, view: &str, (when, person): (&str, &str)) {
    let register = script.register;
    let plausible = PlausibleDays::of(register);
    let [file, met] = ["_file", "_met"].map(|name| script.name(name));
    let [column_name, of_person, of_day, rows] = ["column", "person", "day", "rows"].map(|name| script.name(name));
    let date = |number: i32| Day::from_number(number).map(|day| format!("DATE '{day}'"));
    for column in &typed.columns {
        let Some(DaysOfFiles { column: day, names }) = &column.days else { continue };
        let is_end = column.id == "end";
        let (first, last) = plausible.bounds(is_end);
        let beyond = date(first).map(|first| format!("{day} < {first} OR "));
        let beyond = beyond.into_iter().chain(date(last).map(|last| format!("{day} > {last} OR "))).collect::<String>();
        let nothing: Vec<String> = plausible.nothing().iter().filter_map(|number| date(*number)).collect();
        let declared: Vec<String> = plausible.declared(is_end).map(|day| format!("DATE '{day}'")).collect();
        let undeclared =
            if declared.is_empty() { String::new() } else { format!(" AND {day} NOT IN ({})", declared.join(", ")) };
        // The column of a condition is looked at in all rows, others in rows that meet it.
        let chooses = register.filter.as_ref().is_none_or(|filter| filter.columns.contains(&column.id));
        for (name, files) in names {
            let numbers: Vec<String> = files.iter().map(ToString::to_string).collect();
            let mut is_counted = format!("{day} IS NOT NULL");
            if !chooses {
                is_counted += &format!(" AND {met}");
            }
            if names.len() > 1 {
                is_counted += &format!(" AND {file} IN ({})", numbers.join(", "));
            }
            let number = script.beside.days.len();
            let query = format!(
                "SELECT {}, {number} AS {column_name}, {of_person}, {of_day}, COUNT(*) AS {rows}\nFROM (SELECT {person} AS {of_person}, {day} AS \
                 {of_day} FROM {view}\n  WHERE ({beyond}{day} IN ({})){undeclared}\n  AND {is_counted} AND {when}) AS d\nGROUP BY {of_person}, {of_day}",
                script.hash_column(),
                nothing.join(", "),
            );
            script.beside.of_days.push((query, is_counted));
            let (register, id, all) = (register.id.value.clone(), column.id.clone(), format!("days_{number}"));
            script.beside.days.push(DayColumn { register, id, name: name.clone(), all });
        }
    }
}

/// The columns that count all days of the register; `each` holds of one row for every row of the extracts.
pub fn day_counts(script: &Script<'_>, each: &str) -> Vec<Measure> {
    let all = script.beside.days.iter().zip(&script.beside.of_days);
    let own = all.filter(|(of, _)| of.register == script.register.id.value);
    own.map(|(of, (_, is_counted))| Measure::count(script.name(&of.all), format!("{each} AND {is_counted}"))).collect()
}

/// Counts codes in another spelling than a condition that chooses rows: rows that meet it, and rows of which `when` holds and that have
/// another answer in its spelling.
///
/// # Errors
/// SQL that is not translated.
pub fn condition(
    script: &mut Script<'_>,
    typed: &TypedRows,
    (reader, condition): (&str, &Expression),
    when: &str,
) -> Result<()> {
    let readable = typed.readable();
    let one = translated(script, &condition.text.place, condition.translate(script.dialect(), &readable))?.sql;
    let expressions = [Spelled { expression: condition, answer: Answer::Condition, readable: &readable, one: None }];
    let mut columns = SpelledColumns::apart(&format!("{}", script.beside.conditions.len() + 1));
    let mut compared = Vec::new();
    for column in spelling::texts(typed, &expressions) {
        if let Some(differs) = spelling::differs(script, &mut columns, &expressions, column)? {
            compared.push((column, differs));
        }
    }
    let view = columns.write(script, &typed.view);
    let [of_file, file, number, met, misspelled] =
        ["_file", "file", "condition", "met", "misspelled"].map(|name| script.name(name));
    for (column, differs) in compared {
        let count = |what: &str| format!("COUNT(CASE WHEN {when} AND {what} THEN 1 END)");
        let list = [
            script.hash_column(),
            format!("{} AS {number}", script.beside.conditions.len()),
            format!("{of_file} AS {file}"),
            format!("{} AS {met}", count(&format!("({one})"))),
            format!("{} AS {misspelled}", count(&differs)),
        ];
        let query = format!("SELECT\n{}\nFROM {view}\nGROUP BY {of_file}", listed(&list));
        script.beside.of_conditions.push(query);
        let digits = digits(script, (column, &expressions), Some(&typed.view), when);
        let register = script.register.id.value.clone();
        let condition = ScriptedCondition { register, reader: reader.to_owned(), id: column.id.clone(), digits };
        script.beside.conditions.push(condition);
    }
    Ok(())
}

/// Counts the codes of digits of a column by their length, where any of some expressions asks for beginnings of them: of the rows of a
/// step, or of those of sources, of which `when` holds.
pub fn digits(
    script: &mut Script<'_>,
    (column, expressions): (&TypedColumn, &[Spelled<'_>]),
    view: Option<&str>,
    when: &str,
) -> Option<CountedDigits> {
    let reads = expressions.iter().map(|spelled| spelled.expression).filter(|of| of.columns.contains(&column.id));
    let asked = reads.map(|of| beginnings(&of.literals.texts, of.takes_parts_of_texts()));
    let asked: Vec<_> = asked.filter(|beginnings| !beginnings.is_empty()).collect();
    let longest = asked.iter().flatten().map(String::len).max()?;
    let of_digits = &mut script.beside.of_digits;
    let same = |of: &&mut DigitColumn| of.view.as_deref() == view && of.value == column.value && of.when == when;
    let known = of_digits.iter_mut().enumerate().find_map(|(at, of)| same(&&mut *of).then_some((at, of)));
    let column = match known {
        Some((at, of)) => {
            of.longest = of.longest.max(longest);
            at
        }
        None => {
            of_digits.push(DigitColumn {
                view: view.map(ToOwned::to_owned),
                value: column.value.clone(),
                when: when.to_owned(),
                longest,
                is_of_persons: view.is_none(),
            });
            of_digits.len() - 1
        }
    };
    Some(CountedDigits { column, beginnings: asked })
}

/// Writes the results.
///
/// # Errors
/// Internal errors only.
pub fn output(script: &mut Script<'_>, population: Option<&Register>, key: KeyType) -> Result<()> {
    let all: Vec<String> = script.beside.of_days.iter().map(|(query, _)| query.clone()).collect();
    let all = all.join("\nUNION ALL\n");
    let part = script.gives.days_part();
    write(script, (part, "rows", None), all, "Days that are hardly meant as such, as files have them, by person.");
    let all = script.beside.of_conditions.join("\nUNION ALL\n");
    let part = script.gives.conditions_part();
    write(
        script,
        (part, "met", Some("misspelled")),
        all,
        "By file, the rows that meet a condition that chooses rows, and those with another answer in its spelling.",
    );
    let digits = script.beside.of_digits.iter().enumerate();
    let queries: Vec<String> = digits.map(|(at, of)| of.query(script, at, (population, key))).collect::<Result<_>>()?;
    let part = script.gives.digits_part();
    write(
        script,
        (part, "rows", None),
        queries.join("\nUNION ALL\n"),
        "Codes of digits by person, length and first digits: where the codes of a register begin with zero, shorter ones lost theirs.",
    );
    Ok(())
}

/// A result, and its columns of counts.
type CountedPart<'a> = (&'a str, &'static str, Option<&'static str>);

fn write(script: &mut Script<'_>, (part, rows, also): CountedPart<'_>, query: String, comment: &str) {
    if !query.is_empty() {
        script.comment(comment);
        script.output(part, &query);
        script.totals.push(TotalsOf { part: part.to_owned(), rows, also, keys: (false, false), values: Vec::new() });
    }
}

impl DigitColumn {
    fn query(&self, script: &Script<'_>, at: usize, (population, key): (Option<&Register>, KeyType)) -> Result<String> {
        let dialect = script.dialect();
        let DigitColumn { view, value, when, longest, is_of_persons } = self;
        let [of_file, of_person, person, file, column, length, first, rows] =
            ["_file", "_person", "person", "file", "column", "length", "first", "rows"].map(|name| script.name(name));
        let known = population.filter(|_| *is_of_persons).map_or_else(String::new, |population| {
            let persons = script.result_of(&population.id.value, RESIDENCE);
            format!("\n  AND {of_person} IN (SELECT {person} FROM {persons} WHERE {person} IS NOT NULL)")
        });
        // A condition chooses among the rows of all.
        let whose = match (is_of_persons, key) {
            (true, _) => of_person,
            (false, KeyType::Text) => dialect.as_text("NULL"),
            (false, KeyType::Integer) => "CAST(NULL AS BIGINT)".to_owned(),
        };
        let view = view.as_deref().ok_or_else(|| Error::internal("codes of digits of no step"))?;
        let is_code = dialect.fits(value, &format!("^[0-9]{{1,{LONGEST}}}$"));
        let zeros = dialect.fits(value, "^0+$");
        Ok(format!(
            "SELECT {}, {at} AS {column}, {file}, {person}, {length}, {first}, COUNT(*) AS {rows}\nFROM (SELECT {of_file} AS {file}, {whose} AS {person}, length({value}) AS \
             {length},\n  CASE WHEN substr({value}, 1, 1) = '0' THEN '0' ELSE substr({value}, 1, {longest}) END AS {first}\n  FROM {view}\n  WHERE \
             {when} AND {is_code} AND NOT {zeros}{known}) AS c\nGROUP BY {file}, {person}, {length}, {first}",
            script.hash_column(),
        ))
    }
}
