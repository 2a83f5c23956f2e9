//! `registers/`.

use super::common::{CALENDAR_YEARS, LABEL, PROVENANCE, YEAR};
use super::declared::{Object, Shape, optional, or, required, table, words};
use foundation::words::RegisterKind;

/// A register.
pub const REGISTER: Object = table(&[
    required("id", Shape::Id, "The name that variables use."),
    required("label", LABEL, "What a reader is shown."),
    required("source", Shape::Text, "The source of its documentation."),
    required("provenance", PROVENANCE, "How certain it is that shapes and names are the real ones."),
    required("kind", words!(RegisterKind), "What its rows are."),
    optional("role", words!("population", "deaths", "migration"), "Its further use in every build."),
    required(
        "files",
        Shape::List(&Shape::Text),
        "Paths below the folder of extracts; `{year}` is four digits, `{delivery}` the name of a delivery, `*` any part of a name.",
    ),
    or("deliveries", "\"refuse\"", words!("refuse", "last", "parts"), "Which of several deliveries of a year counts."),
    optional("where", Shape::Text, "The condition of rows that count, as SQL over a row as it is delivered."),
    required("covers", COVERS, "The years or days that the extract has completely."),
    optional("person", COLUMN, "The person's key; needed without `parent`."),
    optional("parent", Shape::Table(&PARENT), "The register that rows belong to, which has the person."),
    optional(
        "year",
        COLUMN,
        "Of a status or period register: the column with the year; needed if a path has no `{year}`.",
    ),
    or(
        "absent",
        "\"missing\"",
        words!("missing", "zero"),
        "Of a status register: the meaning of a person without a row.",
    ),
    optional("date", COLUMN, "Of an event register: the day."),
    optional("start", COLUMN, "Of a spell register: the first day."),
    optional("end", COLUMN, "Of a spell register: the day of the end; null while it lasts."),
    optional(
        "weeks",
        Shape::Pattern(r"\{yy\}.*\{ww\}|\{ww\}.*\{yy\}", "Y_{yy}{ww}"),
        "Of a weekly wide register: the pattern of the week columns.",
    ),
    optional(
        "run_codes",
        Shape::List(&Shape::AnyOf(&[CODE_RANGE])),
        "Of a weekly wide register: the codes of which `run_week` counts weeks in a row; every code without it.",
    ),
    optional("months", Shape::ByName(&COLUMN), "Of a monthly wide register: the patterns of the month columns."),
    or("zone", "\"Europe/Copenhagen\"", ZONE, "The zone in which times have their day."),
    optional(
        "unit",
        words!("year", "quarter", "month", "school_year"),
        "Of a period register: the length of a period.",
    ),
    optional("quarter", COLUMN, "Of a period register: the quarter of the year."),
    optional("month", COLUMN, "Of a period register: the month of the year."),
    optional("school_year", COLUMN, "Of a period register: the school year."),
    optional("period", COLUMN, "Of a period register: a day or a code of the whole period."),
    optional("named_by", words!("start", "end"), "Of a period register: the year that a school year is named by."),
    optional("spread", SPREAD, "Of a period register: the calendar years in which a school year counts."),
    or(
        "as_of",
        "\"start\"",
        words!("start", "end"),
        "Of the population: the status is of 1 January or of 31 December.",
    ),
    or(
        "age_on",
        "\"status_day\"",
        words!("status_day", "year_end"),
        "Of a population without `born`: the day that the age is the age on.",
    ),
    optional("bad_rows", BAD_ROWS, "What is done with bad rows; by default one in a thousand is left out and counted."),
    optional("unknown_dates", DAYS, "Days that stand for an unknown day, such as \"1599-12-31\"."),
    optional("open_dates", DAYS, "Of spells: ends that stand for one that has not come; \"9999-12-31\" unless given."),
    optional("planned_dates", DAYS, "Of spells: ends far ahead that many rows share and that are ends as they stand."),
    optional("direction", words!("in", "out"), "Of migration without a column `direction`: the direction of all rows."),
    optional("columns", Shape::ByName(&COLUMN), "What SQL may name."),
]);

const COVERS: Shape = Shape::AnyOf(&[
    CALENDAR_YEARS,
    Shape::Table(&table(&[
        required("from", Shape::Day, "The first day covered."),
        required("to", Shape::Day, "The last day covered."),
    ])),
    Shape::Table(&table(&[required("list", Shape::List(&YEAR), "The single years covered.")])),
]);

const NAMES: Shape = Shape::AnyOf(&[Shape::Text, Shape::List(&Shape::Text)]);

const TYPE: Shape = words!("integer", "number", "text", "date", "boolean", "yyww", "code", "time");

const FORMER_TYPE: Shape = words!("integer", "number", "text", "date", "boolean", "yyww");

const COLUMN: Shape = Shape::AnyOf(&[
    Shape::Text,
    Shape::List(&Shape::Text),
    Shape::Table(&table(&[
        required("names", NAMES, "The names in the files; the first that a file has is taken."),
        optional("type", TYPE, "What SQL sees."),
        optional("width", Shape::Integer(1, 20), "Of codes: how many digits they have."),
        optional("code_table", Shape::Text, "Of codes: the path of the table that they are looked up in."),
        optional("codes", Shape::ByName(&CODE), "Named codes, as `woman = 2`."),
        optional("was", Shape::Tables(&FORMER), "What it was in the files of some years."),
        optional("stored", STORED, "The forms that files store it in, in addition to its own type."),
        optional("range", RANGE, "Where its numbers must lie."),
    ])),
]);

const CODE: Shape = Shape::AnyOf(&[Shape::Integer(i64::MIN, i64::MAX), Shape::Text]);

const FORMER: Object = table(&[
    optional("first", YEAR, "The first of the years."),
    optional("last", YEAR, "The last of the years."),
    optional("names", NAMES, "Its names in them."),
    optional("type", FORMER_TYPE, "The type that it was stored as."),
    optional("files", Shape::Text, "The names of the files, with `*` for any part; in place of years."),
]);

const STORED_AS: Shape = words!("text", "integer", "sas_days", "sas_seconds", "utc", "local");

const STORED: Shape = Shape::AnyOf(&[STORED_AS, Shape::List(&STORED_AS)]);

const CODE_RANGE: Shape = Shape::Table(&table(&[
    required("first", Shape::Integer(1, 999_999), "The lowest code."),
    required("last", Shape::Integer(1, 999_999), "The highest code."),
]));

const RANGE: Shape = Shape::Table(&table(&[
    optional("first", Shape::Integer(i64::MIN, i64::MAX), "The first number."),
    optional("last", Shape::Integer(i64::MIN, i64::MAX), "The last number."),
]));

const BAD_ROWS: Shape = Shape::AnyOf(&[
    words!("refuse", "drop_and_count"),
    Shape::Table(&table(&[
        required("drop", Shape::Boolean, "Whether they are left out and counted."),
        optional(
            "at_most",
            Shape::Pattern(r"^[0-9]{1,3}(\.[0-9]{1,4})? ?%$", "0.1 %"),
            "The largest share of the rows.",
        ),
    ])),
]);

const DAYS: Shape =
    Shape::List(&Shape::AnyOf(&[Shape::Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "1599-12-31"), Shape::Day]));

const SPREAD: Shape = Shape::AnyOf(&[
    words!("months", "start", "end"),
    Shape::Table(&table(&[
        required("start", Shape::Integer(1, 4_294_967_295), "Parts of the year that it begins in."),
        required("end", Shape::Integer(1, 4_294_967_295), "Parts of the year that it ends in."),
    ])),
]);

const ZONE: Shape = Shape::Pattern("^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$", "Europe/Copenhagen");

const PARENT: Object = table(&[
    required("register", Shape::Id, "The register that rows belong to."),
    required("key", COLUMN, "The column of the key."),
    optional("parent_key", COLUMN, "The column of the key in the parent register; as `key` unless given."),
    or("date", "\"start\"", words!("start", "end"), "Of a parent of spells: the day that rows without one get."),
    or("shared", "false", Shape::Boolean, "Whether a key may stand in several rows of the parent."),
]);
