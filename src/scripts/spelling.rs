//! Codes in another spelling than the texts of an expression, as SQL: which rows get another result in the spelling.
//!
//! Owns the SQL of a spelling. Which spellings are compared, and the normal form of a code, are those of a build from extracts.

use std::sync::LazyLock;

use definitions::expression::Expression;
use engine::registers::normal_forms::{NormalForms, is_blank, is_uneven, look_alikes};
use engine::registers::spelling::{Answer, Case, Comparison, LONGEST};
use foundation::error::Result;
use sql::{ColumnType, Dialect, Readable};

use crate::dialect::DialectSyntax;
use crate::script::{Script, translated};
use crate::typed_column::{Origin, TypedColumn, TypedRows};

/// Codes of digits.
const DIGITS: &str = "^[0-9]+$";

/// Every blank, as a pattern.
static BLANK: LazyLock<String> = LazyLock::new(|| class(is_blank));

/// Every letter that engines write in the other case each in its own way, as a pattern.
static UNEVEN: LazyLock<String> = LazyLock::new(|| class(is_uneven));

/// The pattern of the characters that something holds of.
fn class(holds: impl Fn(char) -> bool) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for c in ('\0'..=char::MAX).filter(|c| holds(*c)).map(u32::from) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == c => *last = c,
            _ => ranges.push((c, c)),
        }
    }
    let one = |(first, last): &(u32, u32)| match first == last {
        true => format!("\\x{{{first:x}}}"),
        false => format!("\\x{{{first:x}}}-\\x{{{last:x}}}"),
    };
    format!("[{}]", ranges.iter().map(one).collect::<String>())
}

/// Texts in other spellings, by column. Spellings are made of the different values of a column, which are few, and rows find theirs. A value
/// is the smallest of its group, since engines would evaluate conditions on the key of a group in every row.
#[derive(Debug, Default)]
pub struct SpelledColumns {
    /// Tells their steps from others of the script; empty of those of sources.
    seed: String,
    columns: Vec<SpelledValues>,
}

/// The values of a column in other spellings, in steps that each read those before it.
#[derive(Debug)]
struct SpelledValues {
    id: String,
    value: String,
    origin: Option<Origin>,
    /// Whether the longest code of digits of a file is needed.
    by_file: bool,
    steps: [Vec<String>; 3],
    /// Names and SQL.
    others: Vec<(String, String)>,
}

impl SpelledColumns {
    /// No columns yet, apart from those of another seed.
    pub fn apart(seed: &str) -> SpelledColumns {
        SpelledColumns { seed: format!("_{seed}"), ..SpelledColumns::default() }
    }

    /// Adds the columns of another expression.
    pub fn extend(&mut self, more: SpelledColumns) {
        for values in more.columns {
            let Some(known) = self.columns.iter_mut().find(|known| known.id == values.id) else {
                self.columns.push(values);
                continue;
            };
            known.by_file |= values.by_file;
            for (step, columns) in values.steps.into_iter().enumerate() {
                columns.into_iter().for_each(|column| known.add(step, column));
            }
            let new = values.others.into_iter().filter(|new| !known.others.contains(new));
            known.others.extend(new.collect::<Vec<_>>());
        }
    }

    fn of(&mut self, column: &TypedColumn) -> &mut SpelledValues {
        let at = self.columns.iter().position(|known| known.id == column.id);
        let at = at.unwrap_or_else(|| {
            self.columns.push(SpelledValues {
                id: column.id.clone(),
                value: column.value.clone(),
                origin: column.origin.clone(),
                by_file: false,
                steps: Default::default(),
                others: Vec::new(),
            });
            self.columns.len() - 1
        });
        &mut self.columns[at]
    }

    /// Writes the steps from a view. Returns the last, which has the columns of other spellings.
    pub fn write(&self, script: &mut Script<'_>, of: &str) -> String {
        if self.columns.is_empty() {
            return of.to_owned();
        }
        script.comment(
            "The different codes, and those of them that are in another spelling than the definition's (_other_…): in small Latin letters and\n\
             without blanks (_folded), and without leading zeros (_normal), they are one of its codes.",
        );
        let [code, of_file, file] = ["_code", "_of_file", "_file"].map(|name| script.name(name));
        let mut last = of.to_owned();
        for values in &self.columns {
            let view = values.write(script, of, &self.seed);
            let same = if values.by_file { format!(" AND s.{of_file} = t.{file}") } else { String::new() };
            let columns: Vec<String> = values.others.iter().map(|(name, _)| format!("s.{name}")).collect();
            let on = format!("s.{code} = t.{}{same}", values.value);
            let query = script.dialect().looked_up((&last, &view), &columns, &on);
            last = script.view(&format!("found{}_{}", self.seed, values.id), &query);
        }
        last
    }
}

impl SpelledValues {
    fn add(&mut self, step: usize, column: String) {
        if !self.steps[step].contains(&column) {
            self.steps[step].push(column);
        }
    }

    /// Writes the steps of the different values, and the last of those in another spelling.
    fn write(&self, script: &mut Script<'_>, of: &str, seed: &str) -> String {
        let (value, dialect) = (&self.value, script.dialect());
        let [code, of_file, file, longest] = ["_code", "_of_file", "_file", "_longest"].map(|name| script.name(name));
        let from = self.origin.as_ref().filter(|origin| origin.is_own || !self.by_file);
        let from = from.map_or(of, |origin| origin.view.as_str());
        let step = |what: &str| format!("{what}{seed}_{}", self.id);
        let mut view = if self.by_file {
            let codes = script.view(
                &step("different"),
                &format!(
                    "SELECT MIN({value}) AS {code}, {file} AS {of_file}\nFROM {from}\nWHERE {value} IS NOT NULL\nGROUP BY {file}, {value}"
                ),
            );
            let is_code = format!("{} AND length({code}) <= {LONGEST}", dialect.fits(&code, DIGITS));
            let query = format!(
                "SELECT *, CAST(MAX(CASE WHEN {is_code} THEN length({code}) END) OVER (PARTITION BY {of_file}) AS INT) AS {longest}\nFROM {codes}"
            );
            script.view(&step("longest"), &query)
        } else {
            let query =
                format!("SELECT MIN({value}) AS {code}\nFROM {from}\nWHERE {value} IS NOT NULL\nGROUP BY {value}");
            script.view(&step("different"), &query)
        };
        for (name, columns) in ["bare", "folded", "normal"].iter().zip(&self.steps) {
            if !columns.is_empty() {
                view = script.view(&step(name), &format!("SELECT *,\n  {}\nFROM {view}", columns.join(",\n  ")));
            }
        }
        let others = self.others.iter().map(|(name, sql)| format!(",\n  {sql} AS {name}")).collect::<String>();
        view = script.view(&step("others"), &format!("SELECT *{others}\nFROM {view}"));
        let differs = self.others.iter().map(|(name, _)| format!("{name} <> {code}")).collect::<Vec<_>>();
        script.view(&step("spelled"), &format!("SELECT *\nFROM {view}\nWHERE {}", differs.join(" OR ")))
    }
}

/// An expression whose texts have a spelling.
pub struct Spelled<'a> {
    /// The expression.
    pub expression: &'a Expression,
    /// What it gives.
    pub answer: Answer,
    /// The columns that it reads.
    pub readable: &'a [Readable],
    /// The column with its answer, if there is one.
    pub one: Option<String>,
}

/// The columns of texts that any of some expressions reads.
pub fn texts<'t>(typed: &'t TypedRows, expressions: &[Spelled<'_>]) -> Vec<&'t TypedColumn> {
    let is_read = |column: &&TypedColumn| expressions.iter().any(|of| of.expression.columns.contains(&column.id));
    typed.columns.iter().filter(|column| column.kind == ColumnType::Text).filter(is_read).collect()
}

/// The condition of rows that get another result of any of some expressions in its spelling of a column, over the steps of `columns`;
/// `None` if they have no texts.
///
/// # Errors
/// SQL that is not translated.
pub fn differs(
    script: &Script<'_>,
    columns: &mut SpelledColumns,
    expressions: &[Spelled<'_>],
    column: &TypedColumn,
) -> Result<Option<String>> {
    let dialect = script.dialect();
    let mut any = Vec::new();
    for Spelled { expression, answer, readable, one } in expressions {
        if !expression.columns.contains(&column.id) {
            continue;
        }
        let place = &expression.text.place;
        let one = match one {
            Some(one) => one.clone(),
            None => translated(script, place, expression.translate(dialect, readable))?.sql,
        };
        for comparison in Comparison::of(expression, *answer) {
            let values = columns.of(column);
            let code = dialect.name("_code");
            let sql = SpelledColumn { dialect, code, values }.other(&comparison);
            // Sources with the same codes share their spelling.
            let hash = blake3::hash(sql.as_bytes()).to_hex();
            let other = script.name(&format!("_other_{}_{}", &hash[..8], column.id));
            let new = (other.clone(), sql);
            if !values.others.contains(&new) {
                values.others.push(new);
            }
            let mut changed = readable.to_vec();
            changed.iter_mut().filter(|known| known.name == column.id).for_each(|known| known.sql.clone_from(&other));
            let two = translated(script, place, expression.translate(dialect, &changed))?.sql;
            let differs = match comparison.gains_only {
                true => format!("({two}) AND NOT coalesce(({one}), FALSE)"),
                false => format!("(({one}) IS DISTINCT FROM ({two}))"),
            };
            // Most rows have no other spelling, and nothing is compared.
            any.push(format!(
                "CASE WHEN {other} IS NULL THEN FALSE ELSE coalesce({other} <> {} AND {differs}, FALSE) END",
                column.value
            ));
        }
    }
    Ok((!any.is_empty()).then(|| format!("({})", any.join(" OR "))))
}

/// The code of a column of texts, and the steps that its spellings need.
struct SpelledColumn<'a> {
    dialect: Dialect,
    code: String,
    values: &'a mut SpelledValues,
}

impl SpelledColumn<'_> {
    /// A value as a comparison writes it.
    fn other(&mut self, comparison: &Comparison) -> String {
        let spelled = self.spelled(comparison);
        let by_form = comparison.forms.as_ref().and_then(|forms| self.by_form(forms));
        by_form.map_or_else(|| spelled.clone(), |by_form| format!("coalesce({by_form},\n    {spelled})"))
    }

    /// A value in the spelling that all texts have; longer texts are names or notes, and stay as they are.
    fn spelled(&mut self, comparison: &Comparison) -> String {
        let (dialect, value, spelling) = (self.dialect, self.code.clone(), comparison.spelling);
        let bare = if spelling.without_blanks { self.bare() } else { value.clone() };
        let mut of = match spelling.case {
            Some(Case::Upper) => self.even(&bare, "upper"),
            Some(Case::Lower) => self.even(&bare, "lower"),
            None => bare.clone(),
        };
        let digits = spelling.digits.map(|digits| digits.to_string());
        if let Some(digits) = digits.or_else(|| comparison.to_longest.then(|| self.longest())) {
            let is_short = format!("{} AND length({bare}) < {digits}", dialect.fits(&bare, DIGITS));
            of = format!("CASE WHEN {is_short} THEN lpad({bare}, {digits}, '0') ELSE {of} END");
        }
        if of == value {
            value
        } else {
            format!("CASE WHEN {} <= {LONGEST} THEN {of} ELSE {value} END", dialect.bytes(&bare))
        }
    }

    /// The code of the definition that a value means, which is not written like it; `None` if no value can mean one.
    fn by_form(&mut self, forms: &NormalForms) -> Option<String> {
        if forms.codes.is_empty() && forms.beginnings.is_empty() {
            return None;
        }
        let (dialect, value) = (self.dialect, self.code.clone());
        let null = dialect.as_text("NULL");
        let begins = |of: &str, beginning: &str| match beginning.chars().count() {
            0 => "TRUE".to_owned(),
            length => format!("substr({of}, 1, {length}) = {}", dialect.text(beginning)),
        };
        let texts = forms.texts.iter().map(|text| dialect.text(text)).collect::<Vec<_>>().join(", ");
        let own = std::iter::once(format!("{value} IN ({texts})"));
        let own = own.chain(forms.own_beginnings().map(|beginning| begins(&value, beginning)));
        let mut cases = vec![format!("WHEN {} THEN {null}", own.collect::<Vec<_>>().join(" OR "))];
        if !forms.codes.is_empty() {
            let normal = if forms.without_zeros { self.normal() } else { self.folded() };
            cases.extend(forms.codes.iter().map(|(form, written)| {
                let written = written.as_ref().map_or_else(|| null.clone(), |written| dialect.text(written));
                format!("WHEN {normal} = {} THEN {written}", dialect.text(form))
            }));
        }
        for (form, written) in &forms.beginnings {
            let folded = self.folded();
            let rest = format!("substr({folded}, {})", form.chars().count() + 1);
            let written = written.as_ref().map(|written| format!("concat({}, {rest})", dialect.text(written)));
            cases.push(format!("WHEN {} THEN {}", begins(&folded, form), written.unwrap_or_else(|| null.clone())));
        }
        Some(format!("CASE {} END", cases.join("\n      ")))
    }

    fn name(&self, what: &str) -> String {
        self.dialect.name(&format!("_{what}"))
    }

    /// A text in one case; as it stands with uneven letters.
    fn even(&self, of: &str, function: &str) -> String {
        format!("CASE WHEN {} THEN {of} ELSE {function}({of}) END", self.dialect.fits(of, &UNEVEN))
    }

    fn bare(&mut self) -> String {
        let name = self.name("bare");
        self.values.add(0, format!("{} AS {name}", self.dialect.without(&self.code, &BLANK)));
        name
    }

    /// A text without blanks, with letters and digits of other alphabets as they look.
    fn looks(&mut self) -> String {
        let name = self.name("looks");
        let bare = self.dialect.without(&self.code, &BLANK);
        let [of, like] = look_alikes().map(|letters| self.dialect.text(&letters));
        self.values.add(0, format!("translate({bare}, {of}, {like}) AS {name}"));
        name
    }

    fn folded(&mut self) -> String {
        let (looks, name) = (self.looks(), self.name("folded"));
        self.values.add(1, format!("{} AS {name}", self.even(&looks, "lower")));
        name
    }

    fn normal(&mut self) -> String {
        let (folded, name) = (self.folded(), self.name("normal"));
        let digits = format!("coalesce(NULLIF({}, ''), '0')", self.dialect.replaced(&folded, "^0+"));
        let fits = self.dialect.fits(&folded, DIGITS);
        self.values.add(2, format!("CASE WHEN {fits} THEN {digits} ELSE {folded} END AS {name}"));
        name
    }

    fn longest(&mut self) -> String {
        self.values.by_file = true;
        self.name("longest")
    }
}
