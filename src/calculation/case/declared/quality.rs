//! `[quality]`: the user's answers to the questions of quality assurance.

use super::input::{Example, Input, LONG_TEXT, Occurs, Section, entry};
use foundation::text::{Text, same, text};
use foundation::words::{Language, Question};

const fn answer(question: Question, help: Text) -> Input {
    let label = text(question.label(Language::Da), question.label(Language::En));
    Input::optional(question.word(), LONG_TEXT, label, help)
}

/// Whether the participants are the target group.
pub const TARGET_GROUP: Input =
    answer(Question::TargetGroup, text("svarer deltagerne til målgruppen?", "are the participants the target group?"));
/// Whether the effect measures what success is.
pub const SUCCESS_MEASURE: Input = answer(
    Question::SuccessMeasure,
    text("måler effekten det samme som succesmålet?", "does the effect measure what success is?"),
);
/// The evidence.
pub const EVIDENCE: Input = answer(
    Question::Evidence,
    text("hvor stærk er evidensen for effekten?", "how strong is the evidence of the effect?"),
);
/// Prices.
pub const PRICES: Input = answer(
    Question::Prices,
    text(
        "hvorfor er priser, der ikke er offentliggjort, gode nok?",
        "why are prices that are not published good enough?",
    ),
);
/// Consequences.
pub const CONSEQUENCES: Input = answer(
    Question::Consequences,
    text(
        "hvorfor bruge konsekvenser, der ikke er kvalificeret eller har et andet fortegn end ventet?",
        "why use consequences that are not qualified, or whose sign is not the expected one?",
    ),
);
/// Years.
pub const YEARS: Input = answer(
    Question::Years,
    text(
        "hvorfor regne ud over de år, hvor alt er kendt?",
        "why calculate beyond the years for which everything is known?",
    ),
);

/// The section.
pub const SECTION: Section = Section {
    path: "quality",
    occurs: Occurs::AtMostOnce,
    label: text("Kvalitetssikring", "Quality assurance"),
    help: text(
        "Svar på det, som beregningen ikke selv kan svare på. Et spørgsmål uden svar er åbent i resultatet.",
        "Answers to what the calculation cannot answer itself. A question without an answer is open in the result.",
    ),
    inputs: &[&TARGET_GROUP, &SUCCESS_MEASURE, &EVIDENCE, &PRICES, &CONSEQUENCES, &YEARS],
    examples: &[Example {
        active: false,
        entries: &[
            entry("target_group", same("\"…\"")),
            entry("success_measure", same("\"…\"")),
            entry("evidence", same("\"…\"")),
            entry("prices", same("\"…\"")),
            entry("consequences", same("\"…\"")),
            entry("years", same("\"…\"")),
        ],
    }],
};
