//! What to think through before a step is filled in: the questions of SØM's guide, in our own words.

use foundation::text::{Text, text};
use foundation::words::Language;
use maud::{Markup, html};

use crate::steps::Step;
use show::say;

type Lines = &'static [Text];

const INTERVENTION: Lines = &[
    text(
        "Hvilken indsats er det, eller hvilket problem skal den løse?",
        "Which intervention is it, or which problem should it solve?",
    ),
    text(
        "Hvad består den af, og er den beskrevet på skrift?",
        "What does it consist of, and is it described in writing?",
    ),
    text(
        "Er den ny, afprøvet andre steder, eller har I erfaring med den?",
        "Is it new, tried elsewhere, or do you have experience with it?",
    ),
    text(
        "Hvor længe er en borger i forløbet, og hvor mange gennemfører?",
        "How long does a citizen take part, and how many complete?",
    ),
    text(
        "Hvorfor tror I, at den virker? Hvad ved I ikke endnu?",
        "Why do you believe that it works? What do you not know yet?",
    ),
];
const GROUP: Lines = &[
    text("Hvem er indsatsen for, og hvem er den ikke for?", "Whom is the intervention for, and whom is it not for?"),
    text(
        "Hvad kendetegner dem: alder, problemer, brug af andre tilbud?",
        "What characterises them: age, problems, use of other services?",
    ),
    text("Ligner de en af vidensdatabasens målgrupper?", "Are they like one of the target groups of the database?"),
    text("Hvordan går det dem uden indsatsen?", "How do they fare without the intervention?"),
];
const COSTS: Lines = &[
    text(
        "Hvad skal købes, ansættes og læres op, og hvor ofte?",
        "What must be bought, staffed and trained, and how often?",
    ),
    text("Hvilket område eller hvilken myndighed betaler?", "Which area or authority pays?"),
    text(
        "Træder indsatsen i stedet for noget andet, og hvad ville det have kostet?",
        "Does the intervention replace something else, and what would that have cost?",
    ),
    text("Er der tilskud, og hvem giver dem?", "Are there grants, and who gives them?"),
];
const EFFECT: Lines = &[
    text(
        "Hvor mange opnår succes med indsatsen, og hvor mange ville have gjort det alligevel?",
        "How many succeed with the intervention, and how many would have succeeded anyway?",
    ),
    text(
        "Hvor har I tallet fra, og hvor stærkt er det belæg?",
        "Where does the figure come from, and how strong is that evidence?",
    ),
    text(
        "Er effekten målt på det samme, som succesmålet siger?",
        "Was the effect measured on what the success measure says?",
    ),
    text(
        "Er indsatsen ny: kan I samle data ind undervejs?",
        "Is the intervention new: can you collect data on the way?",
    ),
];
const CONSEQUENCES: Lines = &[
    text(
        "Hvad bruger en borger mere eller mindre af, når det lykkes?",
        "What does a citizen use more or less of after a success?",
    ),
    text(
        "Passer hver konsekvens til jeres borgere: behold, tilpas eller vælg fra?",
        "Does each consequence suit your citizens: keep, adjust or leave out?",
    ),
    text(
        "Mangler der noget, som I selv kan sætte tal på?",
        "Is something missing that you can put figures on yourselves?",
    ),
    text("Er priserne de rigtige hos jer?", "Are the prices right where you are?"),
];

/// The questions of a step, folded.
pub fn questions(step: Step, language: Language) -> Markup {
    let lines = match step {
        Step::Intervention => INTERVENTION,
        Step::Group => GROUP,
        Step::Costs => COSTS,
        Step::Effect => EFFECT,
        Step::Consequences => CONSEQUENCES,
        Step::Result | Step::Compare | Step::Text => return html! {},
    };
    html! {
        details.questions {
            summary { (say(language, "Tænk det igennem først", "Think it through first")) }
            ul { @for line in lines { li { (line.get(language)) } } }
        }
    }
}

/// What a step is about, in a sentence.
pub const fn purpose(step: Step, language: Language) -> &'static str {
    match step {
        Step::Intervention => say(
            language,
            "Hvor mange borgere er med, hvor længe, og hvor mange gennemfører?",
            "How many citizens take part, for how long, and how many complete?",
        ),
        Step::Group => say(
            language,
            "Vælg den målgruppe, der ligner jeres borgere mest, og det mål, der siger, hvornår det er lykkedes.",
            "Choose the target group that is most like your citizens, and the measure that says when it has succeeded.",
        ),
        Step::Costs => say(
            language,
            "Alt, hvad indsatsen koster, linje for linje, og det, som den sparer ved at træde i stedet for noget andet.",
            "Everything that the intervention costs, line by line, and what it saves by replacing something else.",
        ),
        Step::Effect => say(
            language,
            "Hvor mange flere opnår succes, end der ellers ville have gjort?",
            "How many more succeed than would have done otherwise?",
        ),
        Step::Consequences => say(
            language,
            "Hvad ændrer sig i borgerens brug af det offentlige, når det lykkes? Tallene er sammenhænge fra registrene.",
            "What changes in a citizen's use of public services after a success? The figures are associations from the registers.",
        ),
        Step::Result => say(
            language,
            "Hvad koster det, hvad kommer der igen, hvornår, og for hvem?",
            "What does it cost, what comes back, when, and for whom?",
        ),
        Step::Compare => say(language, "To eller flere beregninger side om side.", "Two or more cases side by side."),
        Step::Text => say(
            language,
            "Beregningen som fil: den samme, som kommandolinjen læser.",
            "The case as a file: the same that the command line reads.",
        ),
    }
}
