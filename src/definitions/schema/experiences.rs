//! `experiences/`.

use super::common::{KRONER, LABEL, PROVENANCE, SHARE, YEAR};
use super::declared::{Object, Shape, optional, required, table};
use super::effects::LEVEL;

/// A file of experiences.
pub const EXPERIENCES: Object = table(&[optional("experience", Shape::Tables(&EXPERIENCE), "Experiences.")]);

const EXPERIENCE: Object = table(&[
    required("id", Shape::Id, "Its name."),
    required("label", LABEL, "The intervention."),
    optional("group", LABEL, "The group, in words."),
    optional("target_group", Shape::Id, "The target group, if the database has it."),
    optional("success_measure", Shape::Id, "The success measure, if the database has it."),
    required("year", Shape::Integer(1990, 2100), "The year in which it was made."),
    optional("inputs", Shape::Table(&INPUTS), "The main inputs, as far as the source gives them."),
    optional("result", Shape::Table(&RESULT), "The result, as far as the source gives it."),
    required("finding", LABEL, "The finding, in words."),
    optional(
        "evidence_level",
        LEVEL,
        "1: meta-analysis or randomised trial; 2: constructed control group; 3: before and after only.",
    ),
    optional("link", Shape::Pattern("^https?://", "https://"), "Where it can be read."),
    optional("release", Shape::Text, "The version of the estimates that it used."),
    required("source", Shape::Text, "The source."),
    required("provenance", PROVENANCE, "How certain the source is."),
]);

const NUMBER: Shape = Shape::Number(0.0, f64::INFINITY);

const INPUTS: Object = table(&[
    optional("years", Shape::Integer(1, 50), "Years in operation."),
    optional("participants_per_year", NUMBER, "Persons who start, per year in operation."),
    optional("participants", NUMBER, "Persons who start, over all years."),
    optional("completed_per_year", NUMBER, "Persons who complete, per year in operation."),
    optional("success_rate", SHARE, "The success rate."),
    optional("costs_per_year_kr", KRONER, "The cost per year in operation."),
]);

const RESULT: Object = table(&[
    optional("horizon", Shape::Integer(1, 60), "Years that the result covers."),
    optional("price_year", YEAR, "The year whose kroner it is in."),
    optional("net_kr", KRONER, "The net result."),
    optional("per_participant_kr", KRONER, "The net result per person who starts."),
    optional("by_payer_kr", Shape::Table(&BY_PAYER), "The net result by payer."),
]);

const BY_PAYER: Object = table(&[
    optional("kommune", KRONER, "The municipality's."),
    optional("region", KRONER, "The region's."),
    optional("stat", KRONER, "The state's."),
]);
