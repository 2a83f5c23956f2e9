//! `target_groups/`.

use super::common::{AGES, CALENDAR_YEARS, COUNT, LABEL, PROVENANCE, RELATIVE_YEAR, RELATIVE_YEARS, USE};
use super::declared::{Object, Shape, optional, or, required, table, words};
use super::test_persons::PERSON;
use foundation::words::{Baseline, Covariance, Domain, Form};

/// A target group.
pub const GROUP: Object = table(&[
    required("id", Shape::Id, "The name in estimates and cases."),
    required("label", LABEL, "What a reader is shown."),
    optional("description", LABEL, "Who is in it, and what is not certain of it."),
    optional("note", LABEL, "How the definition reads the registers, beside what the description says."),
    optional(
        "with_annex",
        LABEL,
        "What would be changed with SØM's official annex; required unless all of the group is published or made up.",
    ),
    required("domain", words!(Domain), "Adults or children."),
    required("source", Shape::Text, "Where it is documented."),
    required("provenance", PROVENANCE, "How certain it is that SØM defines it so."),
    optional("provenance_of", Shape::Table(&PROVENANCE_OF), "The same part by part."),
    required("population", Shape::Table(&POPULATION), "Who is in it in year t = 0."),
    optional("subgroup", Shape::Tables(&SUBGROUP), "Its subdivisions."),
    optional("adjuster", Shape::Tables(&ADJUSTER), "Further adjusters that estimations can name."),
    optional("cluster", Shape::Tables(&CLUSTER), "Clusters that estimations can name."),
    required("success", Shape::Tables(&SUCCESS), "Its success measures."),
    required("estimation", Shape::Tables(&ESTIMATION), "Its regressions: the first is published."),
    optional("person", Shape::Tables(&PERSON), "Test persons."),
]);

const PROVENANCE_OF: Object = table(&[
    optional("name", PROVENANCE, "That SØM has a group of this name."),
    optional("delimitation", PROVENANCE, "The registers, codes and years that delimit it."),
    optional("success", PROVENANCE, "Its success measures."),
]);

const POPULATION: Object = table(&[
    required("years", CALENDAR_YEARS, "The years that can be t = 0."),
    optional("ages", AGES, "Ages at t = 0."),
    optional(
        "uses",
        Shape::ByName(&Shape::Table(&USE)),
        "Values of t = 0 and before that the condition reads by name.",
    ),
    required("where", Shape::Text, "The condition over the variables of t = 0 and the names of `uses`, as SQL."),
    or("entry", "\"first\"", words!("first", "every"), "How often a person enters."),
    or("washout", "0", Shape::Integer(0, 100), "Years without membership before entry."),
    or("residence", "\"whole_year\"", words!("whole_year", "listed"), "The residence that the success year requires."),
    or("after_exit", "\"zero\"", words!("zero", "drop"), "How persons count after death or emigration."),
]);

const SUBGROUP: Object = table(&[
    required("id", Shape::Id, "Its name within the group."),
    optional("label", LABEL, "What a reader is shown; the id unless given."),
    optional("ages", AGES, "Ages at t = 0; this or `where`."),
    optional("where", Shape::Text, "A condition over t = 0, as SQL."),
]);

const ADJUSTER: Object = table(&[
    required("id", Shape::Id, "Its name within the group."),
    optional(
        "quantiles",
        Shape::Integer(2, 100),
        "How many groups of equal size; every value is a category without it.",
    ),
    required("variable", Shape::Id, "The variable."),
    optional("year", RELATIVE_YEAR, "The year, 0 or before; this or `years`."),
    optional("years", RELATIVE_YEARS, "Several years, added up."),
]);

const CLUSTER: Object = table(&[
    required("id", Shape::Id, "Its name within the group."),
    required("variable", Shape::Id, "The variable."),
    optional("year", RELATIVE_YEAR, "The year, 0 or before."),
    optional("years", RELATIVE_YEARS, "The year, as first and last."),
]);

const SUCCESS: Object = table(&[
    required("id", Shape::Id, "Its name within the group."),
    required("label", LABEL, "What a reader is shown."),
    required("uses", Shape::ByName(&Shape::Table(&USE)), "The columns of the condition: name, variable and years."),
    required("where", Shape::Text, "The condition over the columns of `uses`, as SQL."),
    optional("made_of", Shape::List(&Shape::Id), "Consequences that count the same use by other variables."),
]);

const ESTIMATION: Object = table(&[
    optional("id", Shape::Id, "Its name in the audit; `published` for the first."),
    required("follow_up", FOLLOW_UP, "The follow-up years."),
    required("adjust", Shape::Table(&ADJUST), "The adjusters."),
    required("covariance", words!(Covariance), "The covariance estimator."),
    optional("cluster", Shape::Id, "The cluster of CR1; the person unless given."),
    or("baseline", "\"none\"", words!(Baseline), "What is subtracted from every outcome."),
    optional("minimum", Shape::Table(&MINIMUM), "The smallest regression that gets figures."),
    or("balanced", "false", Shape::Boolean, "Whether only entrants seen in every follow-up year are kept."),
]);

/// Follow-up years.
pub const FOLLOW_UP: Shape = Shape::AnyOf(&[
    RELATIVE_YEARS,
    Shape::Table(&table(&[required("list", Shape::List(&RELATIVE_YEAR), "The single years after t = 0.")])),
]);

/// Sex, age, year t = 0 and further adjusters.
pub const ADJUST: Object = table(&[
    or("sex", "false", Shape::Boolean, "Sex, as categories."),
    optional("age", AGE, "The form of age at t = 0."),
    or("entry_year", "false", Shape::Boolean, "The year t = 0, as categories."),
    optional("categories", Shape::List(&Shape::Id), "Adjusters of the group, as categories."),
]);

const AGE: Shape = Shape::AnyOf(&[
    words!(Form),
    Shape::Table(&table(&[required("bands", Shape::List(&Shape::Integer(0, 150)), "The first age of each band.")])),
]);

/// What gets figures.
pub const MINIMUM: Object = table(&[
    optional("persons", COUNT, "Persons in each cohort."),
    optional("users", Shape::Number(0.0, f64::INFINITY), "Pooled users times the smaller cohort's share."),
    optional("df", COUNT, "Residual degrees of freedom."),
    optional("clusters", COUNT, "Clusters, with CR1."),
]);
