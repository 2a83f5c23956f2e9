//! `profile/`.

use super::common::{LABEL, NUMBER};
use super::declared::{Object, Shape, optional, or, required, table};

/// A file of characteristics.
pub const PROFILE: Object = table(&[optional("characteristic", Shape::Tables(&CHARACTERISTIC), "Characteristics.")]);

const CHARACTERISTIC: Object = table(&[
    required("id", Shape::Id, "The name in the published table."),
    required("label", LABEL, "What a reader is shown."),
    required("variable", Shape::Id, "The variable."),
    or("year", "0", Shape::Integer(-200, 0), "The year relative to t = 0: 0 or before."),
    required(
        "level",
        Shape::Tables(&LEVEL),
        "Its levels; other values are the level `other`, none the level `unknown`.",
    ),
]);

const LEVEL: Object = table(&[
    required("id", Shape::Id, "Its name within the characteristic."),
    required("label", LABEL, "What a reader is shown."),
    required("values", Shape::List(&Shape::Table(&VALUES)), "Its values, in the variable's unit."),
]);

const VALUES: Object = table(&[
    optional("first", NUMBER, "The first value; no end unless given."),
    optional("last", NUMBER, "The last value; no end unless given."),
]);
