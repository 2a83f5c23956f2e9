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
use crate::typed_column::{TypedColumn, TypedRows};

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

/// The columns of texts in other spellings, in steps that each read those before it.
#[derive(Debug, Default)]
pub struct SpelledColumns {
    /// Tells them from others of the script; empty of those that sources share.
    seed: String,
    /// Of each file, the number of digits of the longest code of a column: name, and the digits of a value.
    longest: Vec<(String, String)>,
    steps: [Vec<String>; 4],
}

impl SpelledColumns {
    /// No columns yet, apart from those of another seed.
    pub fn apart(seed: &str) -> SpelledColumns {
        SpelledColumns { seed: format!("_{seed}"), ..SpelledColumns::default() }
    }

    /// Adds the columns of another expression.
    pub fn extend(&mut self, more: SpelledColumns) {
        for longest in more.longest.into_iter().filter(|new| !self.longest.contains(new)).collect::<Vec<_>>() {
            self.longest.push(longest);
        }
        for (step, more) in more.steps.into_iter().enumerate() {
            more.into_iter().for_each(|column| self.add(step, column));
        }
    }

    fn add(&mut self, step: usize, column: String) {
        if !self.steps[step].contains(&column) {
            self.steps[step].push(column);
        }
    }

    /// Writes the steps from a view. Returns the last.
    pub fn write(&self, script: &mut Script<'_>, of: &str) -> String {
        let (mut view, suffix) = (of.to_owned(), &self.seed);
        if self.steps.iter().all(Vec::is_empty) {
            return view;
        }
        script.comment(
            "Codes in the spelling of the definition (_other_…): in small Latin letters and without blanks (_folded_…), and without\n\
             leading zeros (_normal_…), they are one of its codes.",
        );
        if !self.longest.is_empty() {
            let file = script.name("_file");
            let all = self.longest.iter().map(|(name, digits)| format!("CAST(MAX({digits}) AS INT) AS {name}"));
            let all = all.collect::<Vec<_>>().join(", ");
            let names = self.longest.iter().map(|(name, _)| format!(", l.{name}")).collect::<String>();
            let query = format!(
                "SELECT t.*{names}\nFROM {view} AS t\nJOIN (SELECT {file}, {all} FROM {view} GROUP BY {file}) AS l ON l.{file} = t.{file}"
            );
            view = script.view(&format!("longest{suffix}"), &query);
        }
        for (name, columns) in ["bare", "folded", "normal", "spelled"].iter().zip(&self.steps) {
            if !columns.is_empty() {
                let query = format!("SELECT *,\n  {}\nFROM {view}", columns.join(",\n  "));
                view = script.view(&format!("{name}{suffix}"), &query);
            }
        }
        view
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
}

/// The columns of texts that any of some expressions reads.
pub fn texts<'t>(typed: &'t TypedRows, expressions: &[Spelled<'_>]) -> Vec<&'t TypedColumn> {
    let is_read = |column: &&TypedColumn| expressions.iter().any(|of| of.expression.columns.contains(&column.id));
    typed.columns.iter().filter(|column| column.kind == ColumnType::Text).filter(is_read).collect()
}

/// The condition of rows that get another result of any of some expressions in its spelling of a column, over the steps of `columns`;
/// `None` if they have no texts. `seed` tells their columns from others of the script.
///
/// # Errors
/// SQL that is not translated.
pub fn differs(
    script: &Script<'_>,
    columns: &mut SpelledColumns,
    expressions: &[Spelled<'_>],
    column: &TypedColumn,
    seed: &str,
) -> Result<Option<String>> {
    let dialect = script.dialect();
    let mut any = Vec::new();
    for Spelled { expression, answer, readable } in expressions {
        if !expression.columns.contains(&column.id) {
            continue;
        }
        let place = &expression.text.place;
        let one = translated(script, place, expression.translate(dialect, readable))?.sql;
        for comparison in Comparison::of(expression, *answer) {
            let other = script.name(&format!("_other_{seed}_{}_{}", any.len() + 1, column.id));
            let sql = SpelledColumn { dialect, column, columns }.other(&comparison);
            columns.add(3, format!("{sql} AS {other}"));
            let mut changed = readable.to_vec();
            changed.iter_mut().filter(|known| known.name == column.id).for_each(|known| known.sql.clone_from(&other));
            let two = translated(script, place, expression.translate(dialect, &changed))?.sql;
            let differs = match comparison.gains_only {
                true => format!("({two}) AND NOT coalesce(({one}), FALSE)"),
                false => format!("(({one}) IS DISTINCT FROM ({two}))"),
            };
            any.push(format!("coalesce({other} <> {} AND {differs}, FALSE)", column.value));
        }
    }
    Ok((!any.is_empty()).then(|| format!("({})", any.join(" OR "))))
}

/// A column of texts, and the steps that its spellings need.
struct SpelledColumn<'a> {
    dialect: Dialect,
    column: &'a TypedColumn,
    columns: &'a mut SpelledColumns,
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
        let (dialect, value, spelling) = (self.dialect, self.column.value.clone(), comparison.spelling);
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
        let (dialect, value) = (self.dialect, self.column.value.clone());
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
        self.dialect.name(&format!("_{what}{}_{}", self.columns.seed, self.column.id))
    }

    /// A text in one case; as it stands with uneven letters.
    fn even(&self, of: &str, function: &str) -> String {
        format!("CASE WHEN {} THEN {of} ELSE {function}({of}) END", self.dialect.fits(of, &UNEVEN))
    }

    fn bare(&mut self) -> String {
        let name = self.name("bare");
        self.columns.add(0, format!("{} AS {name}", self.dialect.without(&self.column.value, &BLANK)));
        name
    }

    /// A text without blanks, with letters and digits of other alphabets as they look.
    fn looks(&mut self) -> String {
        let name = self.name("looks");
        let bare = self.dialect.without(&self.column.value, &BLANK);
        let [of, like] = look_alikes().map(|letters| self.dialect.text(&letters));
        self.columns.add(0, format!("translate({bare}, {of}, {like}) AS {name}"));
        name
    }

    fn folded(&mut self) -> String {
        let (looks, name) = (self.looks(), self.name("folded"));
        self.columns.add(1, format!("{} AS {name}", self.even(&looks, "lower")));
        name
    }

    fn normal(&mut self) -> String {
        let (folded, name) = (self.folded(), self.name("normal"));
        let digits = format!("coalesce(NULLIF({}, ''), '0')", self.dialect.replaced(&folded, "^0+"));
        let fits = self.dialect.fits(&folded, DIGITS);
        self.columns.add(2, format!("CASE WHEN {fits} THEN {digits} ELSE {folded} END AS {name}"));
        name
    }

    fn longest(&mut self) -> String {
        let (name, value) = (self.name("longest"), &self.column.value);
        let is_code = format!("{} AND length({value}) <= {LONGEST}", self.dialect.fits(value, DIGITS));
        let longest = (name.clone(), format!("CASE WHEN {is_code} THEN length({value}) END"));
        if !self.columns.longest.contains(&longest) {
            self.columns.longest.push(longest);
        }
        name
    }
}
