//! `[costs]`: lines of costs, grants and displaced costs.

use super::input::{Entry, Example, Input, Kind, Occurs, PAYERS, SHORT_TEXT, Section, entry};
use foundation::text::{same, text};
use foundation::words::{CostBasis, CostCategory};

/// The price year of all lines.
pub const COMMON_PRICE_YEAR: Input = Input::optional(
    "price_year",
    Kind::Integer(1900, 2200),
    text("Prisår", "Price year"),
    text(
        "prisåret for alle linjer, hvis det ikke skrives på hver linje",
        "the price year of all lines, unless each line has its own",
    ),
);

/// The section.
pub const SECTION: Section = Section {
    path: "costs",
    occurs: Occurs::Once,
    label: text("3. Omkostningerne", "3. The costs"),
    help: text("", ""),
    inputs: &[&COMMON_PRICE_YEAR],
    examples: &[Example { active: true, entries: &[entry("price_year", same("2022"))] }],
};

/// The name of a line.
pub const NAME: Input = Input::required(
    "name",
    SHORT_TEXT,
    text("Navn", "Name"),
    text("linjens navn; ikke to gange i samme liste", "the name of the line; not twice in one list"),
);

/// What it is spent on.
pub const CATEGORY: Input = Input::required(
    "category",
    Kind::Word(|| {
        let grant = |category: &&CostCategory| **category != CostCategory::Grant;
        CostCategory::ALL.iter().filter(grant).map(|category| category.word()).collect()
    }),
    text("Kategori", "Category"),
    text("hvad pengene bruges på", "what it is spent on"),
);

/// How often it falls.
pub const BASIS: Input = Input::required(
    "basis",
    Kind::Word(|| CostBasis::ALL.iter().map(|basis| basis.word()).collect()),
    text("Hvor ofte", "Basis"),
    text(
        "i det første år; i hvert år i drift; for hver, der begynder; i det sidste år i drift; for hver, der gennemfører; for \
         hver ekstra succes; i året `year`",
        "in the first year; in each year in operation; for each who starts; in the last year in operation; for each who \
         completes; for each additional success; in the year `year`",
    ),
);

/// The amount.
pub const KR: Input = Input::optional(
    "kr",
    Kind::Kroner,
    text("Beløb", "Amount"),
    text("beløbet hver gang; påkrævet uden `hours`", "the amount each time; required without `hours`"),
)
.in_unit(text("kr.", "DKK"));

/// Hours, in place of an amount.
pub const HOURS: Input = Input::optional(
    "hours",
    Kind::Number(0.0, 1e9),
    text("Timer", "Hours"),
    text("i stedet for `kr`: timer hver gang", "in place of `kr`: hours each time"),
)
.in_unit(text("timer", "hours"));

/// The hourly rate.
pub const HOURLY_KR: Input = Input::optional(
    "hourly_kr",
    Kind::Kroner,
    text("Timepris", "Hourly rate"),
    text("med `hours`: kroner pr. time", "with `hours`: kroner per hour"),
)
.in_unit(text("kr. pr. time", "DKK per hour"));

/// How many share the amount.
pub const GROUP_SIZE: Input = Input::optional(
    "group_size",
    Kind::Number(1.0, 1e7),
    text("Gruppestørrelse", "Group size"),
    text(
        "med `per_participant`: beløbet er en fuld gruppes, og hver deltager bærer sin del",
        "with `per_participant`: the amount is that of a full group, and each participant bears a part",
    ),
)
.in_unit(text("deltagere", "participants"));

/// The residual value.
pub const RESIDUAL_KR: Input = Input::optional(
    "residual_kr",
    Kind::Kroner,
    text("Restværdi", "Residual value"),
    text(
        "med `once`: værdien i det sidste år i drift, vist med `↩`",
        "with `once`: the value in the last year in operation, shown as `↩`",
    ),
)
.in_unit(text("kr.", "DKK"));

/// The calendar year of a cost in a stated year.
pub const YEAR: Input = Input::optional(
    "year",
    Kind::Integer(1990, 2200),
    text("År", "Year"),
    text("med `in_year`: kalenderåret", "with `in_year`: the calendar year"),
);

/// Who pays.
pub const PAYER: Input =
    Input::required("payer", PAYERS, text("Betaler", "Payer"), text("hvem der betaler", "who pays"));

/// The price year of the line.
pub const PRICE_YEAR: Input = Input::optional(
    "price_year",
    Kind::Integer(1900, 2200),
    text("Prisår", "Price year"),
    text("linjens prisår; påkrævet uden et fælles prisår", "the price year of the line; required without a common one"),
);

const LINE: &[&Input] =
    &[&NAME, &CATEGORY, &BASIS, &YEAR, &KR, &HOURS, &HOURLY_KR, &GROUP_SIZE, &RESIDUAL_KR, &PAYER, &PRICE_YEAR];

/// A line of costs.
pub const ITEM: Section = Section {
    path: "costs.item",
    occurs: Occurs::Repeated,
    label: text("Indsatsens omkostninger", "Costs of the intervention"),
    help: text("Det, som indsatsen koster.", "What the intervention costs."),
    inputs: LINE,
    examples: &[
        Example {
            active: true,
            entries: &[
                entry("name", text("\"Projektopstart\"", "\"Start-up\"")),
                entry("category", same("\"preparation\"")),
                entry("basis", same("\"once\"")),
                entry("kr", same("150000")),
                entry("payer", same("\"kommune\"")),
            ],
        },
        Example {
            active: true,
            entries: &[
                entry("name", text("\"Kursus for medarbejdere\"", "\"Staff training\"")),
                entry("category", same("\"training\"")),
                entry("basis", same("\"once\"")),
                entry("kr", same("80000")),
                entry("payer", same("\"kommune\"")),
            ],
        },
        Example {
            active: true,
            entries: &[
                entry("name", text("\"Bostøttemedarbejder\"", "\"Support worker\"")),
                entry("category", same("\"operation\"")),
                entry("basis", same("\"per_year\"")),
                entry("kr", same("560000")),
                entry("payer", same("\"kommune\"")),
            ],
        },
        Example {
            active: true,
            entries: &[
                entry("name", text("\"Indskud og startpakke\"", "\"Deposit and starter pack\"")),
                entry("category", same("\"materials\"")),
                entry("basis", same("\"per_participant\"")),
                entry("kr", same("4500")),
                entry("payer", same("\"kommune\"")),
            ],
        },
    ],
};

/// Who receives a grant.
pub const TO: Input = Input::required(
    "to",
    PAYERS,
    text("Modtager", "Recipient"),
    text("hvem der får tilskuddet", "who receives the grant"),
);

/// Who gives it.
pub const FROM: Input = Input::optional(
    "from",
    PAYERS,
    text("Giver", "Giver"),
    text(
        "hvem der giver tilskuddet; udeladt kommer det udefra",
        "who gives the grant; if left out it comes from outside the public sector",
    ),
);

/// A grant.
pub const GRANT: Section = Section {
    path: "costs.grant",
    occurs: Occurs::Repeated,
    label: text("Tilskud", "Grants"),
    help: text("Det, som andre bidrager med.", "What others contribute."),
    inputs: &[&NAME, &BASIS, &YEAR, &KR, &HOURS, &HOURLY_KR, &GROUP_SIZE, &TO, &FROM, &PRICE_YEAR],
    examples: &[Example {
        active: false,
        entries: &[
            entry("name", text("\"Satspulje\"", "\"Central grant\"")),
            entry("basis", same("\"per_year\"")),
            entry("kr", same("100000")),
            entry("to", same("\"kommune\"")),
            entry("from", same("\"stat\"")),
        ],
    }],
};

const DISPLACED_EXAMPLE: &[Entry] = &[
    entry("name", text("\"Den hidtidige bostøtte\"", "\"The support until now\"")),
    entry("category", same("\"operation\"")),
    entry("basis", same("\"per_year\"")),
    entry("kr", same("240000")),
    entry("payer", same("\"kommune\"")),
];

/// A line of displaced costs.
pub const DISPLACED: Section = Section {
    path: "costs.displaced",
    occurs: Occurs::Repeated,
    label: text("Sparede omkostninger", "Displaced costs"),
    help: text(
        "Det, som indsatsen træder i stedet for og derfor sparer.",
        "What the intervention replaces, and so saves.",
    ),
    inputs: LINE,
    examples: &[Example { active: true, entries: DISPLACED_EXAMPLE }],
};
