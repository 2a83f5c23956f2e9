//! `[[person]]` of a target group.

use super::common::NUMBER;
use super::declared::{Object, Shape, optional, required, table, words};

/// A test person.
pub const PERSON: Object = table(&[
    required("name", Shape::Text, "The branch that the person exercises."),
    required("born", Shape::Day, "Date of birth."),
    required("sex", Shape::Text, "A named code of the population register's `sex`."),
    required("resident", Shape::Table(&RESIDENT), "When the person lives in the country."),
    optional("died", Shape::Day, "Day of death."),
    optional("rows", Shape::Tables(&ROW), "The person's rows in registers."),
    required("expect", Shape::Table(&EXPECT), "What must come out."),
]);

const RESIDENT: Object =
    table(&[required("from", Shape::Day, "The first day."), optional("to", Shape::Day, "The day of emigration.")]);

const ROW: Object = Object {
    keys: &[required("register", Shape::Id, "The register; the other keys are its columns.")],
    further: Some(&Shape::Any),
};

const EXPECT: Object = table(&[
    optional(
        "t0",
        Shape::AnyOf(&[Shape::Integer(1800, 2200), Shape::Boolean]),
        "The year of entry; false if the person is not in the group.",
    ),
    optional("success", Shape::ByName(&OUTCOME), "Success by measure."),
    optional("participates", Shape::Boolean, "Whether the person is a participant of the intervention."),
    optional("completed", Shape::Boolean, "Whether the person completes it."),
    optional("values", Shape::ByName(&Shape::ByYear(&NUMBER)), "Values by variable and year after t = 0."),
]);

const OUTCOME: Shape = Shape::AnyOf(&[Shape::Boolean, words!("undetermined")]);
