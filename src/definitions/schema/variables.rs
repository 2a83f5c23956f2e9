//! `variables/` and `consequences/`.

use super::common::{LABEL, PROVENANCE, YEAR};
use super::declared::{Object, Shape, optional, or, required, table, words};
use foundation::words::{Area, Domain, Kind};

/// A file of variables.
pub const VARIABLES: Object = table(&[optional("variable", Shape::Tables(&VARIABLE), "Variables.")]);

const VARIABLE: Object = table(&[
    required("id", Shape::Id, "The name that populations, success measures and consequences use."),
    required(
        "resolution",
        Shape::Number(0.000_001, 1e15),
        "The smallest step of a value: 1, or 0.01 for kroner and øre.",
    ),
    optional("note", LABEL, "What a reader of its values must know; shown with each consequence of it."),
    required("from", Shape::Tables(&SOURCE), "Where it is read; values of several sources are added up."),
]);

const SOURCE: Object = table(&[
    required("register", Shape::Id, "The register."),
    or("date", "\"start\"", words!("start", "end", "spread"), "Of spells: the year that they count in."),
    or(
        "overlapping",
        "\"once\"",
        words!("once", "each"),
        "Of spread spells: whether days in several spells count once.",
    ),
    optional(
        "stays",
        Shape::Table(&STAYS),
        "Of spells with a time of day: how they are joined before they are counted.",
    ),
    optional("since", Shape::Day, "The first day that the source is used."),
    optional("until", Shape::Day, "The last day that the source is used."),
    optional(
        "any",
        Shape::ByName(&Shape::Table(&ANY)),
        "What is asked of rows that belong to the same row, by its name in SQL.",
    ),
    optional("where", Shape::Text, "The condition on rows, as SQL."),
    required(
        "value",
        Shape::Text,
        "The value of the rows: SUM(…), COUNT(*), MAX(…), MIN(…); of a status register a bare expression.",
    ),
]);

const ANY: Object = table(&[
    required("register", Shape::Id, "The register whose rows are asked."),
    optional("where", Shape::Text, "The condition on its rows, as SQL; any row will do, if none."),
]);

const STAYS: Object = table(&[
    required(
        "within_hours",
        Shape::Integer(0, 8784),
        "A contact that begins so many hours after the stay ended belongs to it.",
    ),
    optional("where", Shape::Text, "The condition on stays, as SQL."),
]);

/// A file of consequences.
pub const CONSEQUENCES: Object = table(&[
    optional("consequence", Shape::Tables(&CONSEQUENCE), "Consequences."),
    optional("missing", Shape::Tables(&MISSING), "Consequences that the sources name and the catalogue lacks."),
]);

const MISSING: Object = table(&[
    required("label", LABEL, "What it is called."),
    required("area", words!(Area), "The area that it would be in."),
    required("reason", LABEL, "Why it is missing."),
    required("source", Shape::Text, "Who names it, and where a register was looked for."),
]);

const CONSEQUENCE: Object = table(&[
    required("id", Shape::Id, "The name in estimates, prices and cases."),
    optional("variable", Shape::Id, "The variable; the one of the same name unless given."),
    optional(
        "domain",
        words!(Domain),
        "The target groups that it is estimated for: adults or children; all unless given.",
    ),
    required("label", LABEL, "What a reader is shown."),
    required("area", words!(Area), "The area."),
    required("unit", Shape::Text, "What one of it is; `kr` for amounts of money."),
    required("kind", words!(Kind), "Whether more of it costs the public sector or brings it revenue."),
    optional("overlaps", Shape::List(&Shape::Id), "Consequences that count the same money."),
    optional("breaks", Shape::Tables(&BREAK), "From when figures are not comparable with earlier ones."),
    optional("note", LABEL, "What a reader must know beside what the variable's note says."),
    required("source", Shape::Text, "Where it is documented."),
    required("provenance", PROVENANCE, "How certain it is that SØM defines it so."),
]);

const BREAK: Object = table(&[
    required("year", YEAR, "The first year whose figures are not comparable with earlier ones."),
    required("what", LABEL, "What changed."),
]);
