//! `[consequences]`: which consequences, how many years, and the user's own values and prices.

use super::input::{Example, Input, Kind, LONG_TEXT, LONGEST_HORIZON, Occurs, PAYERS, SHORT_TEXT, Section, entry, off};
use foundation::text::{same, text};
use foundation::words::{Area, Kind as Direction};

/// Which consequences.
pub const USE: Input = Input::required(
    "use",
    Kind::WordOrIds(&["all", "recommended"]),
    text("Konsekvenser", "Consequences"),
    text(
        "alle, som vidensdatabasen har estimater af, og dem med egne værdier; de anbefalede af dem; eller en liste",
        "all that the release planned, and those with values of one's own; the recommended ones of these; or a list",
    ),
);

/// Those not to use.
pub const LEAVE_OUT: Input = Input::optional(
    "leave_out",
    Kind::Ids,
    text("Udeladte", "Left out"),
    text(
        "konsekvenser, der ikke bruges; ikke sammen med en liste",
        "consequences that are not used; not together with a list",
    ),
);

/// How many follow-up years.
pub const HORIZON: Input = Input::with_default(
    "horizon",
    Kind::Integer(1, LONGEST_HORIZON),
    "10",
    text("Tidshorisont", "Horizon"),
    text("år efter gennemførelse", "follow-up years, counted from completion"),
)
.in_unit(text("år", "years"));

/// The section.
pub const SECTION: Section = Section {
    path: "consequences",
    occurs: Occurs::Once,
    label: text("5. Konsekvenserne", "5. The consequences"),
    help: text(
        "Et estimat, der ikke er signifikant, tæller som nul; et, der ikke er kendt, tæller aldrig som nul.",
        "An estimate that is not significant counts as zero; an unknown one never does.",
    ),
    inputs: &[&USE, &LEAVE_OUT, &HORIZON],
    examples: &[Example {
        active: true,
        entries: &[
            entry("use", same("\"all\"")),
            off("leave_out", same("[\"shelter_nights\"]")),
            entry("horizon", same("10")),
        ],
    }],
};

/// The share of the effect by year.
pub const SHARES: Input = Input::required(
    "shares",
    Kind::Shares,
    text("Andele", "Shares"),
    text(
        "andelen af effekten i år 1, 2 … efter; derefter hele effekten",
        "the share of the effect in follow-up years 1, 2, …; then all of it",
    ),
);

/// Why.
pub const REASON: Input = Input::required(
    "reason",
    LONG_TEXT,
    text("Begrundelse", "Reason"),
    text("vises ved siden af tallet", "shown beside the figure"),
);

/// A phase-in.
pub const PHASE_IN: Section = Section {
    path: "consequences.phase_in",
    occurs: Occurs::AtMostOnce,
    label: text("Indfasning", "Phase-in"),
    help: text(
        "En afvigelse fra SØM: effekten kommer lidt efter lidt.",
        "A departure from SØM: the effect comes little by little.",
    ),
    inputs: &[&SHARES, &REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("shares", same("[0.5]")),
            entry(
                "reason",
                text("\"Virkningen kommer i løbet af det første år\"", "\"The effect comes during the first year\""),
            ),
        ],
    }],
};

/// Which consequence.
pub const CONSEQUENCE: Input = Input::required(
    "consequence",
    Kind::Id,
    text("Konsekvens", "Consequence"),
    text("en konsekvens i vidensdatabasen", "a consequence of the release"),
);

/// Values by follow-up year.
pub const VALUES: Input = Input::required(
    "values",
    Kind::ByYear(1, LONGEST_HORIZON),
    text("Værdier", "Values"),
    text(
        "år efter = forskel pr. borger med succes, i konsekvensens enhed",
        "follow-up year = difference per success, in the unit of the consequence",
    ),
);

/// The price year of values in kroner.
pub const VALUE_PRICE_YEAR: Input = Input::optional(
    "price_year",
    Kind::Integer(1900, 2200),
    text("Prisår", "Price year"),
    text(
        "værdiernes prisår; påkrævet for konsekvenser i kroner og kun for dem",
        "the price year of the values; required for consequences in kroner, and for no other",
    ),
);

/// Own values.
pub const OWN_VALUE: Section = Section {
    path: "consequences.own_value",
    occurs: Occurs::Repeated,
    label: text("Egne værdier", "Values of one's own"),
    help: text(
        "Egne tal vises i resultatet ved siden af dem, de erstatter.",
        "One's own figures are shown beside those that they replace.",
    ),
    inputs: &[&CONSEQUENCE, &VALUES, &VALUE_PRICE_YEAR, &REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("consequence", same("\"cash_benefit_weeks\"")),
            entry("values", same("{ 1 = -6.0, 2 = -4.0 }")),
            entry("reason", text("\"Kommunens egen opgørelse\"", "\"The municipality's own figures\"")),
        ],
    }],
};

/// The price of a unit by payer.
pub const PRICE: Input = Input::required(
    "kr",
    Kind::ByPayer,
    text("Pris", "Price"),
    text(
        "kroner pr. enhed for hver betaler; for konsekvenser i kroner andele af en krone, som giver 1",
        "kroner per unit by payer; for consequences in kroner the shares of a krone, which add up to 1",
    ),
)
.in_unit(text("kr. pr. enhed", "DKK per unit"));

/// The price year of a price.
pub const PRICE_YEAR: Input = Input::optional(
    "price_year",
    Kind::Integer(1900, 2200),
    text("Prisår", "Price year"),
    text(
        "prisens prisår; påkrævet, undtagen for konsekvenser i kroner",
        "the price year; required, except for consequences in kroner",
    ),
);

/// Own prices.
pub const OWN_PRICE: Section = Section {
    path: "consequences.own_price",
    occurs: Occurs::Repeated,
    label: text("Egne priser", "Prices of one's own"),
    help: text("", ""),
    inputs: &[&CONSEQUENCE, &PRICE_YEAR, &PRICE, &REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("consequence", same("\"shelter_nights\"")),
            entry("price_year", same("2022")),
            entry("kr", same("{ kommune = \"700.00\", region = \"0.00\", stat = \"700.00\" }")),
            entry("reason", text("\"Takst på kommunens herberg\"", "\"The rate of the municipality's shelter\"")),
        ],
    }],
};

/// The id of a consequence of the user's own.
pub const ID: Input = Input::required(
    "id",
    Kind::Id,
    text("Navn i filer", "Id"),
    text("et navn, som vidensdatabasen ikke har", "an id that the release does not have"),
);

/// What it is called.
pub const LABEL: Input =
    Input::required("label", SHORT_TEXT, text("Navn", "Label"), text("vises i resultatet", "shown in the result"));

/// Its area.
pub const AREA: Input = Input::required(
    "area",
    Kind::Word(|| Area::ALL.iter().map(|area| area.word()).collect()),
    text("Område", "Area"),
    text("det område, som den vises under", "the area that it is shown under"),
);

/// Its unit.
pub const UNIT: Input = Input::required(
    "unit",
    SHORT_TEXT,
    text("Enhed", "Unit"),
    text("hvad der tælles; `kr` for beløb", "what is counted; `kr` for amounts"),
);

/// Expenditure or revenue.
pub const KIND: Input = Input::required(
    "kind",
    Kind::Word(|| Direction::ALL.iter().map(|kind| kind.word()).collect()),
    text("Art", "Kind"),
    text("udgift eller indtægt for det offentlige", "expenditure or revenue of the public sector"),
);

/// The price year of a consequence of the user's own.
pub const OWN_PRICE_YEAR: Input = Input::required(
    "price_year",
    Kind::Integer(1900, 2200),
    text("Prisår", "Price year"),
    text("prisens prisår; værdiernes for enheden `kr`", "the price year of the price; of the values for the unit `kr`"),
);

/// Consequences of the user's own.
pub const OWN: Section = Section {
    path: "consequences.own",
    occurs: Occurs::Repeated,
    label: text("Egne konsekvenser", "Consequences of one's own"),
    help: text(
        "Konsekvenser, som vidensdatabasen ikke har. År uden værdi er ukendte: skriv `0.0` for nul.",
        "Consequences that the release does not have. Years without a value are unknown: write `0.0` for zero.",
    ),
    inputs: &[&ID, &LABEL, &AREA, &UNIT, &KIND, &VALUES, &PRICE, &OWN_PRICE_YEAR, &REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("id", same("\"mentor_hours\"")),
            entry("label", text("\"Mentortimer\"", "\"Mentor hours\"")),
            entry("area", same("\"social\"")),
            entry("unit", same("\"hour\"")),
            entry("kind", same("\"expenditure\"")),
            entry("values", same("{ 1 = -20.0, 2 = -10.0 }")),
            entry("kr", same("{ kommune = \"350.00\", region = \"0.00\", stat = \"0.00\" }")),
            entry("price_year", same("2022")),
            entry("reason", text("\"Kommunens egen opgørelse\"", "\"The municipality's own figures\"")),
        ],
    }],
};

/// A consequence of the release or of the user's own.
pub const DURING_CONSEQUENCE: Input = Input::required(
    "consequence",
    Kind::Id,
    text("Konsekvens", "Consequence"),
    text(
        "en konsekvens i vidensdatabasen eller en egen; prisen er den i år 1 efter",
        "a consequence of the release or of one's own; its price in follow-up year 1 is used",
    ),
);

/// Values by years after the start.
pub const DURING_VALUES: Input = Input::required(
    "values",
    Kind::ByYear(0, LONGEST_HORIZON),
    text("Værdier", "Values"),
    text(
        "kalenderår efter start, højst `years_to_completion` = forskel pr. borger, der begynder",
        "calendar years after the start, at most `years_to_completion` = difference per person who starts",
    ),
);

/// What participants use while they take part.
pub const DURING: Section = Section {
    path: "consequences.during",
    occurs: Occurs::Repeated,
    label: text("Under indsatsen", "During the intervention"),
    help: text(
        "Det, som deltagerne bruger mere eller mindre af under indsatsen.",
        "What participants use more or less of while they take part.",
    ),
    inputs: &[&DURING_CONSEQUENCE, &DURING_VALUES, &VALUE_PRICE_YEAR, &REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("consequence", same("\"cash_benefit_weeks\"")),
            entry("values", same("{ 0 = -2.0 }")),
            entry("reason", text("\"Kommunens egen opgørelse\"", "\"The municipality's own figures\"")),
        ],
    }],
};

/// Of which savings.
pub const CASHABLE_OF: Input = Input::with_default(
    "of",
    Kind::Id,
    "\"all\"",
    text("Del", "Part"),
    text(
        "`all`, `during`, et område eller en konsekvens; det mest særlige gælder",
        "`all`, `during`, an area or a consequence; the most specific that fits holds",
    ),
);

/// Of which payer.
pub const CASHABLE_PAYER: Input = Input::optional(
    "payer",
    PAYERS,
    text("Betaler", "Payer"),
    text("hvis besparelser; udeladt er det alles", "whose savings; if left out those of every payer"),
);

/// The share.
pub const CASHABLE_SHARE: Input = Input::required(
    "share",
    Kind::Share,
    text("Andel", "Share"),
    text(
        "andelen af besparelsen, der kan hentes i budgettet",
        "the share of the saving that can be taken out of the budget",
    ),
);

/// The delay.
pub const CASHABLE_DELAY: Input = Input::with_default(
    "delay",
    Kind::Integer(0, 10),
    "0",
    text("Forsinkelse", "Delay"),
    text("år fra besparelsen til den kan hentes", "years from the saving until it can be taken out"),
)
.in_unit(text("år", "years"));

/// How much of the savings is cashable.
pub const CASHABLE: Section = Section {
    path: "consequences.cashable",
    occurs: Occurs::Repeated,
    label: text("Det, der kan hentes i budgettet", "The cashable part"),
    help: text(
        "Resultatet vises også, hvor besparelser kun tæller med den andel, der kan hentes, og fra det år. Alt andet tæller fuldt ud.",
        "The result is shown a second time where savings count with their cashable share, and from the year they can be cashed. \
         All else counts in full.",
    ),
    inputs: &[&CASHABLE_OF, &CASHABLE_PAYER, &CASHABLE_SHARE, &CASHABLE_DELAY, &REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("of", same("\"health\"")),
            entry("share", same("0.5")),
            entry("delay", same("1")),
            entry(
                "reason",
                text("\"Faste udgifter falder ikke med det samme\"", "\"Fixed costs do not fall at once\""),
            ),
        ],
    }],
};
