//! The SQL that analysts write: parsed by polars, held to row-wise expressions, and checked against the columns it may
//! see before any row is read. Owns no rows: `variables` evaluates.

use polars::prelude::*;

use super::mistake::Report;
use super::source::At;

/// What a column looks like to SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Whole numbers, of any width in the file.
    Integer,
    /// Numbers with decimals.
    Number,
    /// Text.
    Text,
    /// A calendar date; a timestamp counts as its date.
    Date,
    /// True or false.
    Boolean,
    /// A week as year and week number, `YYWW`: seen by SQL as the date of its Thursday, which lies in that year.
    Yyww,
}

impl ColumnType {
    /// The polars type of the column.
    pub fn dtype(self) -> DataType {
        match self {
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Text => DataType::String,
            Self::Date | Self::Yyww => DataType::Date,
            Self::Boolean => DataType::Boolean,
        }
    }

    /// The word in definitions and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text => "text",
            Self::Date => "date",
            Self::Boolean => "boolean",
            Self::Yyww => "yyww",
        }
    }
}

/// A row-wise SQL expression.
#[derive(Debug, Clone)]
pub struct Expression {
    /// As written.
    pub text: At<String>,
    /// As polars understands it.
    pub expr: Expr,
    /// The columns it reads, sorted.
    pub columns: Vec<String>,
}

/// How a person's rows of one year become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// `SUM(x)`.
    Sum,
    /// `COUNT(*)`.
    Count,
    /// `MAX(x)`.
    Max,
    /// `MIN(x)`.
    Min,
    /// A bare expression: the value of the only row, for status registers.
    Row,
}

/// The value of a variable's source: an aggregate over a row-wise expression.
#[derive(Debug, Clone)]
pub struct Value {
    /// As written.
    pub text: At<String>,
    /// How rows combine.
    pub aggregate: Aggregate,
    /// What is combined; nothing for `COUNT(*)`.
    pub of: Option<Expression>,
}

impl Expression {
    /// Stands in for an expression that could not be read, so that reading goes on; it is never evaluated.
    pub fn unread(text: At<String>) -> Expression {
        Expression { text, expr: lit(true), columns: Vec::new() }
    }
}

impl Value {
    /// Stands in for a value that could not be read, so that reading goes on; it is never evaluated.
    pub fn unread(text: At<String>) -> Value {
        Value { text, aggregate: Aggregate::Count, of: None }
    }
}

/// Functions that look at one row only and give the same answer every time.
const ROW_WISE: &[&str] = &[
    "is_null",
    "is_not_null",
    "is_nan",
    "is_not_nan",
    "is_finite",
    "is_infinite",
    "is_between",
    "is_in",
    "not",
    "any_horizontal",
    "all_horizontal",
    "abs",
    "negate",
    "sign",
    "fill_null",
    "coalesce",
    "round",
    "floor",
    "ceil",
    "min_horizontal",
    "max_horizontal",
    "pow",
    "sqrt",
    "log",
    "exp",
    "contains",
    "starts_with",
    "ends_with",
    "head",
    "tail",
    "slice",
    "len_bytes",
    "len_chars",
    "to_lowercase",
    "to_uppercase",
    "strip_chars",
    "strip_chars_start",
    "strip_chars_end",
    "concat_horizontal",
    "replace",
    "find",
    "year",
    "month",
    "day",
    "week",
    "iso_year",
    "quarter",
    "ordinal_day",
    "weekday",
    "strptime",
];

/// Parses one expression; notes what is wrong with it.
pub fn expression(text: &At<String>, report: &Report) -> Expression {
    parse(text, &text.value, report).unwrap_or_else(|| Expression::unread(text.clone()))
}

/// Parses the value of a source: an aggregate, or a bare expression. Notes what is wrong with it.
pub fn value(text: &At<String>, report: &Report) -> Value {
    parse_value(text, report).unwrap_or_else(|| Value::unread(text.clone()))
}

fn parse_value(text: &At<String>, report: &Report) -> Option<Value> {
    let source = text.value.trim();
    let called = source.split_once('(').and_then(|(name, rest)| {
        let inner = rest.strip_suffix(')')?;
        closes_only_at_end(inner).then(|| (name.trim().to_ascii_uppercase(), inner.trim()))
    });
    let aggregate = match &called {
        Some((name, inner)) => match name.as_str() {
            "SUM" => Aggregate::Sum,
            "MAX" => Aggregate::Max,
            "MIN" => Aggregate::Min,
            "COUNT" if *inner == "*" => {
                return Some(Value { text: text.clone(), aggregate: Aggregate::Count, of: None });
            }
            "COUNT" | "AVG" | "MEAN" | "MEDIAN" | "STDDEV" | "VARIANCE" => {
                report.mistake_with_hint(
                    &text.place,
                    format!("`{source}` cannot be added up over files and registers"),
                    "use SUM(…), COUNT(*), MAX(…) or MIN(…); COUNT(x) is SUM(CASE WHEN x IS NOT NULL THEN 1 ELSE 0 END)",
                );
                return None;
            }
            _ => Aggregate::Row,
        },
        None => Aggregate::Row,
    };
    let inner = match (&called, aggregate) {
        (Some((_, inner)), Aggregate::Sum | Aggregate::Max | Aggregate::Min) => *inner,
        _ => source,
    };
    Some(Value { text: text.clone(), aggregate, of: Some(parse(text, inner, report)?) })
}

fn closes_only_at_end(inner: &str) -> bool {
    let mut depth = 0i32;
    inner.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    })
}

fn parse(at: &At<String>, sql: &str, report: &Report) -> Option<Expression> {
    // The parser is foreign code fed with a user's text: a panic in it is a mistake in the text, not ours to die of.
    let parsed = std::panic::catch_unwind(|| polars::sql::sql_expr(sql));
    let expr = match parsed {
        Ok(Ok(expr)) => expr,
        _ if words(sql).any(|word| word == "SELECT") => {
            let hint = "write an expression over the columns of one row";
            report.mistake_with_hint(&at.place, "a subquery is not allowed here", hint);
            return None;
        }
        Ok(Err(error)) => {
            let hint = "write a standard SQL expression, such as `code BETWEEN 130 AND 139`";
            report.mistake_with_hint(&at.place, format!("not an SQL expression: {}", reason(&error)), hint);
            return None;
        }
        Err(_) => {
            report.mistake(&at.place, "not an SQL expression");
            return None;
        }
    };
    if let Some(what) = (&expr).into_iter().find_map(forbidden) {
        report.mistake_with_hint(
            &at.place,
            format!("{what} is not allowed here"),
            "only expressions over the columns of one row: comparisons, arithmetic, CASE, BETWEEN, IN (…), LIKE and simple functions",
        );
        return None;
    }
    let mut columns: Vec<String> = (&expr)
        .into_iter()
        .filter_map(|node| match node {
            Expr::Column(name) => Some(name.to_string()),
            _ => None,
        })
        .collect();
    columns.sort();
    columns.dedup();
    Some(Expression { text: at.clone(), expr, columns })
}

/// The words of an SQL text, in capitals.
fn words(sql: &str) -> impl Iterator<Item = String> {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_ascii_uppercase)
}

/// A library's reason, without the structures of its own that it may print.
fn reason(error: &PolarsError) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default().trim();
    match line.split_once('{') {
        Some(_) => "this form of SQL is not supported".to_owned(),
        None => line.to_owned(),
    }
}

/// What makes a node more than a row-wise expression.
fn forbidden(node: &Expr) -> Option<String> {
    match node {
        Expr::Column(_) | Expr::Literal(_) | Expr::BinaryExpr { .. } | Expr::Cast { .. } | Expr::Ternary { .. } => None,
        Expr::Agg(AggExpr::Implode { input, .. }) if matches!(**input, Expr::Literal(_)) => None,
        Expr::Alias(..) => Some("a name with AS".to_owned()),
        Expr::Agg(_) | Expr::Len => Some("an aggregate".to_owned()),
        Expr::SubPlan(..) => Some("a subquery".to_owned()),
        Expr::Over { .. } => Some("a window function".to_owned()),
        Expr::Selector(_) => Some("`*`".to_owned()),
        Expr::Function { function, .. } => {
            let name = function.to_string();
            let short = name.rsplit('.').next().unwrap_or(&name);
            (!ROW_WISE.contains(&short)).then(|| format!("the function `{name}`"))
        }
        _ => Some("this".to_owned()),
    }
}

/// A type of polars in a user's words.
fn described(dtype: &DataType) -> String {
    match dtype {
        DataType::String => "text".to_owned(),
        DataType::Boolean => "true or false".to_owned(),
        DataType::Date => "a date".to_owned(),
        DataType::Null => "nothing but NULL".to_owned(),
        kind if kind.is_integer() => "a whole number".to_owned(),
        kind if kind.is_primitive_numeric() => "a number".to_owned(),
        other => other.to_string(),
    }
}

impl Expression {
    /// Holds the expression against the columns that it may see: names, and types by a trial on no rows.
    /// `wants_condition` asks for true or false, otherwise a number is wanted.
    pub fn check(&self, known: &[(String, ColumnType)], wants_condition: bool, report: &Report) {
        let mut unknown = false;
        for column in &self.columns {
            if !known.iter().any(|(name, _)| name == column) {
                unknown = true;
                let place = self.text.place.within(column);
                report.unknown(&place, "column", column, known.iter().map(|(name, _)| name.as_str()));
            }
        }
        if unknown {
            return;
        }
        let fields = known.iter().map(|(name, kind)| Field::new(name.into(), kind.dtype()));
        let frame = DataFrame::empty_with_schema(&Schema::from_iter(fields));
        let attempt = || frame.lazy().select([self.expr.clone().alias("_")]).collect();
        let trial = std::panic::catch_unwind(std::panic::AssertUnwindSafe(attempt));
        match trial {
            Ok(Ok(result)) => {
                let dtype = result.columns().first().map(|c| c.dtype().clone()).unwrap_or(DataType::Null);
                let fits = if wants_condition {
                    dtype == DataType::Boolean
                } else {
                    dtype.is_primitive_numeric() || dtype == DataType::Boolean
                };
                if !fits {
                    let wanted = if wants_condition { "true or false" } else { "a number" };
                    report
                        .mistake(&self.text.place, format!("this must give {wanted}, but gives {}", described(&dtype)));
                }
            }
            Ok(Err(error)) => {
                report.mistake(&self.text.place, format!("this SQL does not fit its columns: {}", reason(&error)))
            }
            Err(_) => report.mistake(&self.text.place, "this SQL does not fit its columns".to_owned()),
        }
    }
}
