//! Codes in their normal form, and the groups that a code table gives them.
//!
//! Owns the conversion of one code, and the views of code tables. The normal form is the definition's.

use definitions::code_table::{CodeTable, ColumnCodes};
use engine::registers::Projection;
use sql::ColumnType;

use crate::base::Base;
use crate::conversion::{Conversion, SqlColumn};
use crate::dialect::DialectSyntax;
use crate::script::Script;

/// Codes with their groups, by the length of the codes that are compared; whole codes have none.
type Lookup<'a> = (Option<usize>, Vec<(&'a str, &'a str)>);

/// First and last codes with their groups, by their length.
type Ranges<'a> = (usize, Vec<(&'a str, &'a str, &'a str)>);

/// A code of digits, with or without decimals that are zero.
const DIGITS: &str = "^[0-9]+([.]0+)?$";

/// What a code can be made of for every engine to bring it into the same form; other characters are not judged.
const PLAIN: &str = "^[ -~ÆØÅæøå]*$";

/// The same where codes are looked up by what they begin with, whose length counts bytes.
const ASCII: &str = "^[ -~]*$";

impl Conversion<'_> {
    /// A code in its normal form; blank is null. `None` of a form that scripts don't read.
    pub fn code_form(&self, column: &Projection) -> Option<SqlColumn> {
        let codes: &ColumnCodes = column.code.as_deref()?;
        let dialect = self.dialect;
        let (text, mut faults) = match self.base {
            Base::Text => (self.of.to_owned(), Vec::new()),
            Base::Whole | Base::Double { .. } => {
                let whole = self.whole()?;
                (dialect.as_text(&whole.value), whole.faults)
            }
            Base::Null => return self.text(),
            Base::Day | Base::Time | Base::Clock | Base::Truth => return None,
        };
        let of_digits = dialect.fits(&text, DIGITS);
        let digits = dialect.replaced(&text, "[.]0+$");
        let mut normal = digits.clone();
        if self.base == Base::Text {
            let plain = dialect.fits(&text, if codes.table.is_some() { ASCII } else { PLAIN });
            faults.push(("unjudged", format!("NOT {plain}")));
        }
        if let Some(width) = codes.form.width {
            let length = format!("length({digits})");
            let surplus = format!("substr({digits}, 1, greatest({length} - {width}, 0))");
            let is_long = format!("{of_digits} AND {length} > {width} AND NOT {}", dialect.fits(&surplus, "^0+$"));
            faults.push(("code_too_long", is_long));
            normal = format!(
                "CASE WHEN {length} < {width} THEN lpad({digits}, {width}, '0') ELSE substr({digits}, greatest({length} - {width}, 0) + 1) END"
            );
        }
        let value = format!("CASE WHEN {of_digits} THEN {normal} ELSE NULLIF(upper({text}), '') END");
        Some(SqlColumn { value, kind: ColumnType::Text, faults })
    }
}

/// A column whose codes have groups: its name, and the names of the code and of the group.
pub struct CodeGroup<'a> {
    /// The id of the column.
    pub id: &'a str,
    /// The code in its normal form, in quotes.
    pub code: String,
    /// The group, in quotes.
    pub group: String,
    /// The table.
    pub table: &'a CodeTable,
}

/// Writes the views of code tables, and of rows with the groups of their codes; returns the last.
pub fn view(script: &mut Script<'_>, rows: &str, columns: &[CodeGroup<'_>]) -> String {
    let dialect = script.dialect();
    let [of_code, of_group] = ["code", "group"].map(|name| script.name(name));
    let mut view = rows.to_owned();
    for CodeGroup { id, code, group, table } in columns {
        let comment = format!(
            "The groups of the codes of `{id}`: by the whole code, else by what it begins with, the longest first."
        );
        script.comment(&comment);
        // Of each length, codes that are looked up and ranges; whole codes come first.
        let mut lookups: Vec<Lookup<'_>> = vec![(None, table.whole_codes().collect())];
        let mut ranges: Vec<Ranges<'_>> = Vec::new();
        for (length, all) in table.beginnings_of_length() {
            let one = |(first, last, group)| (first == last).then_some((first, group));
            lookups.push((Some(length), all.iter().copied().filter_map(one).collect()));
            ranges.push((length, all.into_iter().filter(|(first, last, _)| first != last).collect()));
        }
        let mut found = Vec::new();
        let mut joins = String::new();
        for (length, codes) in lookups {
            if !codes.is_empty() {
                let number = found.len() + 1;
                let values =
                    codes.iter().map(|(code, group)| format!("({}, {})", dialect.text(code), dialect.text(group)));
                let name = length.map_or_else(|| format!("codes_{id}"), |length| format!("codes_{id}_{length}"));
                let query = format!(
                    "SELECT * FROM (VALUES\n  {}\n) AS c({of_code}, {of_group})",
                    values.collect::<Vec<_>>().join(",\n  ")
                );
                let of = script.view(&name, &query);
                let key = length.map_or_else(|| format!("t.{code}"), |length| format!("substr(t.{code}, 1, {length})"));
                joins += &format!("\nLEFT JOIN {of} AS c{number} ON c{number}.{of_code} = {key}");
                found.push(format!("c{number}.{of_group}"));
            }
            let of_length = ranges.iter().filter(|(of, some)| Some(*of) == length && !some.is_empty());
            for (length, some) in of_length {
                let when = |(first, last, group): &(&str, &str, &str)| {
                    let [first, last, group] = [first, last, group].map(|text| dialect.text(text));
                    format!("WHEN substr(t.{code}, 1, {length}) BETWEEN {first} AND {last} THEN {group}")
                };
                let when = some.iter().map(when).collect::<Vec<_>>().join("\n    ");
                found.push(format!("CASE WHEN length(t.{code}) < {length} THEN NULL\n    {when} END"));
            }
        }
        let first = match found.as_slice() {
            [] => dialect.as_text("NULL"),
            [one] => one.clone(),
            all => format!("coalesce({})", all.join(",\n    ")),
        };
        view =
            script.view(&format!("coded_{id}"), &format!("SELECT t.*,\n  {first} AS {group}\nFROM {view} AS t{joins}"));
    }
    view
}
