//! `interventions/`.

use super::common::{AGES, CALENDAR_YEARS, COUNT, LABEL, NUMBER, PROVENANCE, RELATIVE_YEAR, RELATIVE_YEARS, SHARE};
use super::declared::{Object, Shape, optional, or, required, table, words};
use super::target_groups::{ADJUST, FOLLOW_UP, MINIMUM};
use super::test_persons::PERSON;
use foundation::words::{Baseline, DesignMethod, Domain, Estimand};

/// An intervention.
pub const INTERVENTION: Object = table(&[
    required("id", Shape::Id, "The name in estimates and cases."),
    required("label", LABEL, "What a reader is shown."),
    required("domain", words!(Domain), "Adults or children."),
    required("source", Shape::Text, "Where it is documented."),
    required("provenance", PROVENANCE, "How certain it is."),
    required("participants", Shape::Table(&PARTICIPANTS), "Who participates; the year of the start is t = 0."),
    optional("controls", Shape::Table(&CONTROLS), "Whom they are compared with; none where `assigned` says it."),
    required("design", Shape::Table(&DESIGN), "How both are made comparable."),
    optional("balance", Shape::Tables(&BALANCE), "What both must have in common."),
    optional("placebo", Shape::Tables(&PLACEBO), "Outcomes on which there can be no effect."),
    optional("consequences", Shape::List(&Shape::Id), "The consequences; all unless given."),
    required("follow_up", FOLLOW_UP, "The years after t = 0 in which effects are estimated."),
    or("baseline", "\"none\"", words!(Baseline), "What is subtracted from every outcome."),
    or("after_exit", "\"zero\"", words!("zero", "drop"), "How persons count after death or emigration."),
    optional("minimum", Shape::Table(&MINIMUM), "The smallest groups that get figures."),
    optional("person", Shape::Tables(&PERSON), "Test persons."),
]);

const PARTICIPANTS: Object = table(&[
    required("register", Shape::Id, "The register that lists them: of events, or of spells."),
    required("years", CALENDAR_YEARS, "The years of start that count."),
    optional("ages", AGES, "Ages at t = 0, of participants and controls."),
    optional("where", Shape::Text, "A condition on their rows, as SQL."),
    optional("completed", Shape::Text, "Whether a listed person completed, as SQL over the row."),
    optional("assigned", Shape::Text, "Of a trial: whether a listed person was assigned, as SQL over the row."),
    optional("site", Shape::Text, "The site, a whole number, as SQL over the row."),
]);

const CONTROLS: Object = table(&[
    optional("population", Shape::Text, "Everyone of whom this SQL over the variables of t = 0 holds."),
    optional("list", Shape::Id, "A register that lists them."),
    optional("intervention", Shape::Id, "The intervention whose participants they are."),
    optional("where", Shape::Text, "A condition on the rows of `list`, as SQL."),
]);

const DESIGN: Object = table(&[
    required("method", words!(DesignMethod), "How the control group is made comparable."),
    required("estimand", words!(Estimand), "Whose effect: the participants', or that of being assigned."),
    required("adjust", Shape::Table(&ADJUST), "Sex, age and year of start among what is balanced."),
    optional("neighbours", Shape::Table(&NEIGHBOURS), "How nearest neighbours are chosen."),
    optional("limits", Shape::Table(&LIMITS), "What the design must reach before outcomes are read."),
    or("by_site", "false", Shape::Boolean, "Of a trial: whether assignment was by site."),
    or("permutations", "0", COUNT, "Of a trial: permutations of the lot."),
    or("seed", "1", Shape::Integer(0, i64::MAX), "The seed of permutations and of drawn years."),
]);

const NEIGHBOURS: Object = table(&[
    or("controls", "1", Shape::Integer(1, 4_294_967_295), "Controls for each participant."),
    or("replacement", "false", Shape::Boolean, "Whether a control can serve several participants."),
    or("caliper", "0.2", NUMBER, "The largest distance, in standard deviations of the score's logit."),
]);

const LIMITS: Object = table(&[
    or("difference", "0.1", LIMIT, "The largest standardised difference of any variable."),
    or("variance_ratio", "2", Shape::Number(1.0, f64::INFINITY), "The largest ratio of variances, either way."),
    or("effective_controls", "30", LIMIT, "The smallest effective number of controls."),
    or("kept", "0.8", SHARE, "The smallest share of participants who are kept."),
    or("outside_score", "0.05", SHARE, "The largest share of kept participants outside the scores of the controls."),
]);

const LIMIT: Shape = Shape::Number(0.0, f64::INFINITY);

const BALANCE: Object = table(&[
    required("id", Shape::Id, "Its name in the balance table."),
    required("variable", Shape::Id, "The variable."),
    optional("year", RELATIVE_YEAR, "One year before t = 0, below 0; this or `years`."),
    optional("years", RELATIVE_YEARS, "Several years before t = 0, added up."),
    optional("cuts", Shape::List(&NUMBER), "With `coarsened`: where intervals begin."),
]);

const PLACEBO: Object = table(&[
    required("consequence", Shape::Id, "The consequence."),
    required("year", RELATIVE_YEAR, "The year before t = 0, below 0."),
]);
