//! Shapes that many tables have.

use super::declared::{Object, Shape, optional, required, table, words};
use foundation::words::Provenance;

/// `{ da = "…", en = "…" }`.
pub const LABEL: Shape = Shape::Table(&Object {
    keys: &[required("da", Shape::Text, "Danish."), required("en", Shape::Text, "English.")],
    further: None,
});

/// How certain an entry is.
pub const PROVENANCE: Shape = words!(Provenance);

/// Ages, both ends included.
pub const AGES: Shape =
    Shape::Table(&table(&[required("first", AGE, "The youngest age."), required("last", AGE, "The oldest age.")]));

const AGE: Shape = Shape::Integer(0, 150);

/// Calendar years, both ends included.
pub const CALENDAR_YEARS: Shape =
    Shape::Table(&table(&[required("first", YEAR, "The first year."), required("last", YEAR, "The last year.")]));

/// A calendar year.
pub const YEAR: Shape = Shape::Integer(1800, 2200);

/// A year relative to t = 0.
pub const RELATIVE_YEAR: Shape = Shape::Integer(-200, 200);

/// Years relative to t = 0, both ends included.
pub const RELATIVE_YEARS: Shape = Shape::Table(&table(&[
    required("first", RELATIVE_YEAR, "The first year after t = 0."),
    required("last", RELATIVE_YEAR, "The last year after t = 0."),
]));

/// A share.
pub const SHARE: Shape = Shape::Number(0.0, 1.0);

/// Any number.
pub const NUMBER: Shape = Shape::Number(f64::NEG_INFINITY, f64::INFINITY);

/// A count of persons or studies.
pub const COUNT: Shape = Shape::Integer(0, 4_294_967_295);

/// Kroner as a whole number, or as text with decimals.
pub const KRONER: Shape = Shape::AnyOf(&[Shape::Integer(i64::MIN, i64::MAX), DECIMAL]);

/// An exact amount as text.
pub const DECIMAL: Shape = Shape::Pattern(r"^-?[0-9]{1,14}(\.[0-9]{1,4})?$", "110.00");

/// A variable over one or several years relative to t = 0.
pub const USE: Object = table(&[
    required("variable", Shape::Id, "The variable."),
    optional("year", RELATIVE_YEAR, "One year after t = 0; this or `years`."),
    optional("years", RELATIVE_YEARS, "Several years after t = 0, added up."),
]);
