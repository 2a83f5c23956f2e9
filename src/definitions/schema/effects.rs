//! `effects/` and `qualification/`.

use super::common::{AGES, COUNT, LABEL, NUMBER, PROVENANCE, SHARE, YEAR};
use super::declared::{Object, Shape, optional, required, table, words};
use foundation::words::{
    Area, Conversion, Denominator, Direction, Domain, EffectMeasure, Finding, Ground, MadeBy, Recommendation,
    StudyDesign, TimePerspective,
};

/// A file of effects.
pub const EFFECTS: Object = table(&[optional("effect", Shape::Tables(&EFFECT), "Effects.")]);

const EFFECT: Object = table(&[
    required("id", Shape::Id, "Its name."),
    required("label", LABEL, "The intervention."),
    optional("target_group", Shape::Id, "The target group that it concerns."),
    optional("success_measure", Shape::Id, "The success measure that it concerns."),
    required(
        "evidence_level",
        LEVEL,
        "1: meta-analysis or randomised trial; 2: constructed control group; 3: before and after only.",
    ),
    optional("group", LABEL, "Who takes part."),
    optional("ages", AGES, "Their ages."),
    optional("intensity", LABEL, "What each participant gets, and how often."),
    optional("duration", LABEL, "How long it lasts."),
    optional("year", YEAR, "The year of the study."),
    optional("country", Shape::Text, "Two letters (ISO 3166), or `international`."),
    optional("design", words!(StudyDesign), "How it compares."),
    optional("persons", Shape::Table(&PERSONS), "Persons by arm."),
    optional("studies", COUNT, "Studies that a meta-analysis rests on."),
    optional("outcome", LABEL, "The outcome."),
    optional("measured", LABEL, "When it is measured."),
    optional("measured_months", NUMBER, "Months from the start to the measurement."),
    optional("raw", Shape::Table(&RAW), "The figure of the study as it stands."),
    optional("standardised", Shape::Table(&STANDARDISED), "The standardised effect."),
    optional("finding", words!(Finding), "What it found."),
    optional("result", LABEL, "What it found, in words."),
    optional("made_by", words!(MadeBy), "Who made it."),
    optional("with", SHARE, "The share that succeeds with the intervention; with `without` and `denominator`."),
    optional("without", SHARE, "The share that succeeds without."),
    optional("standard_error", Shape::Number(0.0, 0.5), "The standard error of the difference."),
    optional(
        "interval",
        Shape::Table(&INTERVAL),
        "The 95 % interval of the difference, in place of the standard error.",
    ),
    optional("denominator", words!(Denominator), "What the shares are shares of."),
    optional("no_rate", LABEL, "Why there is no net success rate, in place of the shares."),
    required("source", Shape::Text, "The study's reference."),
    optional("link", Shape::Text, "Where it can be read."),
    required("provenance", PROVENANCE, "How certain the source is."),
]);

/// An evidence level.
pub const LEVEL: Shape = Shape::Integer(1, 3);

const PERSONS: Object = table(&[
    optional("with", COUNT, "With the intervention."),
    optional("without", COUNT, "In the arm that it is compared with."),
    optional("total", COUNT, "Of all arms, or of all studies."),
]);

const RAW: Object = table(&[
    required("measure", words!(EffectMeasure), "What the figure is."),
    optional("with", NUMBER, "The share or mean with the intervention."),
    optional("without", NUMBER, "The share or mean that it is compared with."),
    optional("value", NUMBER, "The figure itself; for shares and means their difference."),
    optional("lower", NUMBER, "The lower end of its 95 % interval."),
    optional("upper", NUMBER, "The upper end."),
    required("unit", Shape::Text, "The unit."),
    optional("p", Shape::Text, "The p-value as written."),
]);

const STANDARDISED: Object = table(&[
    required("d", NUMBER, "Cohen's d or Hedges' g; positive is better."),
    optional("lower", NUMBER, "The lower end of its 95 % interval."),
    optional("upper", NUMBER, "The upper end."),
    required("method", words!(Conversion), "How it follows from the study's own figure."),
]);

const INTERVAL: Object =
    table(&[required("low", NUMBER, "The lower end."), required("high", NUMBER, "The upper end.")]);

/// A file of qualifications.
pub const QUALIFICATIONS: Object = table(&[
    optional("target_group", Shape::Id, "The target group of entries that name none."),
    optional("target_groups", Shape::List(&Shape::Id), "Several target groups of entries that name none."),
    optional("domain", words!(Domain), "The domain of entries that name none."),
    optional("source", Shape::Text, "The source of entries that name none."),
    optional("provenance", PROVENANCE, "The provenance of entries that name none."),
    optional("qualification", Shape::Tables(&QUALIFICATION), "Qualifications."),
]);

const QUALIFICATION: Object = table(&[
    optional("target_group", Shape::Id, "The target group; this, `target_groups` or `domain`."),
    optional("target_groups", Shape::List(&Shape::Id), "Several target groups."),
    optional("domain", words!(Domain), "All target groups of a domain that no entry names."),
    optional("consequence", Shape::Id, "The consequence; this, `consequences` or `area`."),
    optional("consequences", Shape::List(&Shape::Id), "Several consequences."),
    optional("area", words!(Area), "All consequences of an area that no entry names."),
    required("recommendation", words!(Recommendation), "Whether one ought to use it."),
    required("expected", words!(Direction), "The sign that theory and practice expect."),
    optional("time_perspective", words!(TimePerspective), "When the consequence is expected to show."),
    optional("grounds", Shape::List(&words!(Ground)), "What speaks for it."),
    required("reason", LABEL, "The reason."),
    optional("source", Shape::Text, "The source of the reason; that of the file unless given."),
    optional("provenance", PROVENANCE, "How certain the source is; that of the file unless given."),
]);
