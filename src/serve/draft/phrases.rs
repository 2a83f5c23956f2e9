//! The reader's messages on a page: in Danish, and without the spelling of the file.
//!
//! Owns the translation of the messages that a form can cause. `{}` stands for a part that is taken over.

use crate::wording::say;
use foundation::words::Language;

/// A message as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Whether it stayed in English.
    pub foreign: bool,
}

/// Messages, and how they are put in Danish and in English. In the order of trial.
const PHRASES: &[(&str, &str, &str)] = &[
    ("missing key `{}`", "Skal udfyldes", "Required"),
    ("missing table `{}`", "Skal udfyldes", "Required"),
    ("the case has no effect", "Angiv, hvor mange flere der opnår succes", "State how many more succeed"),
    (
        "`with` and `without` go together",
        "Angiv succesraten både med og uden indsatsen",
        "State the success rate both with and without the intervention",
    ),
    (
        "the effect is given in more than one way",
        "Effekten er angivet på flere måder: vælg én",
        "The effect is given in more than one way: choose one",
    ),
    (
        "a standardised effect becomes a rate only at a known rate without",
        "Angiv også succesraten uden indsatsen",
        "State the success rate without the intervention as well",
    ),
    ("`denominator` is missing", "Angiv, hvad raten er en andel af", "State what the rate is a share of"),
    (
        "this cost has no price year",
        "Angiv et prisår for linjen eller for alle omkostninger",
        "Give the line a price year, or all costs one",
    ),
    (
        "a cost is `kr`, or `hours` and `hourly_kr`",
        "Angiv et beløb, eller timer og timepris",
        "Give an amount, or hours and an hourly rate",
    ),
    ("a cost in a stated year has no year", "Angiv året", "State the year"),
    (
        "the cost `{}` is listed twice; first in line {}",
        "Navnet «{0}» er brugt to gange: giv linjerne hver sit navn",
        "The name “{0}” is used twice: give each line a name of its own",
    ),
    (
        "mixed price years: {} here and {} for all of `[costs]`",
        "Linjen har prisåret {0}, og alle omkostninger har {1}: behold kun det ene",
        "The line has price year {0}, and all costs have {1}: keep only one",
    ),
    (
        "a cost is not negative",
        "En omkostning er ikke negativ: det, der spares, er en sparet omkostning",
        "A cost is not negative: what is saved is a displaced cost",
    ),
    ("a part of a price is not negative", "En pris er ikke negativ", "A price is not negative"),
    ("`{}` is empty", "Skal udfyldes", "Required"),
    (
        "`{}` is {}: a rate lies between 0 and 1",
        "En andel ligger mellem 0 og 100 %",
        "A share lies between 0 and 100 %",
    ),
    (
        "`standard_error` is {}: it lies between {} and {}",
        "Standardfejlen ligger mellem 0 og 50 %",
        "The standard error lies between 0 and 50 %",
    ),
    ("`{}` is {}: it lies between {} and {}", "Tallet ligger mellem {2} og {3}", "The number lies between {2} and {3}"),
    (
        "`{}` holds {}: each lies between {} and {}",
        "Hvert tal ligger mellem {2} og {3}",
        "Each number lies between {2} and {3}",
    ),
    (
        "`{}` is more than a thousand billion kroner",
        "Beløbet er over 1.000 milliarder kr.",
        "The amount is more than a thousand billion kroner",
    ),
    (
        "`{}` has {} decimals: kroner have at most two",
        "Kroner har højst to decimaler",
        "Kroner have at most two decimals",
    ),
    (
        "the range of `{}` from {} to {} does not hold {}",
        "Spændet skal omfatte beregningens eget tal",
        "The range must hold the case's own figure",
    ),
    (
        "the range of `{}` runs from {} to {}: it lies between {} and {}",
        "Spændet går ud over de tal, der er mulige her",
        "The range goes beyond the figures that are possible here",
    ),
    ("unknown {} `{}`", "«{1}» findes ikke i vidensdatabasen", "“{1}” is not in the knowledge database"),
    (
        "no consequence to use",
        "Der er ingen konsekvenser at regne med: vælg mindst én",
        "There are no consequences to count: choose at least one",
    ),
    (
        "`{}` and `{}` count the same money",
        "«{0}» og «{1}» dækker de samme udgifter: vælg den ene fra",
        "“{0}” and “{1}” count the same money: leave one of them out",
    ),
    (
        "`{}` has a value for year {}, beyond the horizon of {}",
        "Der er en værdi for år {1}, som ligger efter tidshorisonten på {2} år",
        "There is a value for year {1}, beyond the horizon of {2} years",
    ),
    (
        "`{}` is given {} of your own, and the case does not use it",
        "«{0}» har et eget tal, men er valgt fra",
        "“{0}” has a figure of your own, and is left out",
    ),
    (
        "the values of `{}` are in kroner, and they have no price year",
        "Angiv værdiernes prisår",
        "Give the price year of the values",
    ),
    ("your own price of `{}` has no price year", "Angiv prisens prisår", "Give the price year of the price"),
    ("the parts add up to {}, not to 1", "Delene giver {0} og ikke 1", "The parts add up to {0}, not to 1"),
    ("the shares add up to {}, not to 1", "Andelene giver ikke 100 %", "The shares do not add up to 100 %"),
    ("`names` names no committee", "Skriv udvalgenes navne", "Write the names of the committees"),
    (
        "the evidence level of the effect is not known",
        "Angiv effektens evidensniveau",
        "State the evidence level of the effect",
    ),
    ("`{}` is defined twice", "Navnet er brugt to gange", "The name is used twice"),
    (
        "`{}` cannot be an id",
        "Navnet kan kun have små bogstaver (a–z), tal og _",
        "The id has only small letters (a–z), digits and _",
    ),
    (
        "the release has a consequence `{}`",
        "Vidensdatabasen har allerede en konsekvens med det navn",
        "The knowledge database has a consequence of that id already",
    ),
    (
        "the scenario `{}` changes nothing",
        "Vælg, hvad der er anderledes, eller fjern scenariet",
        "Choose what differs, or remove the scenario",
    ),
    ("the scenario `{}` is listed twice", "To scenarier har samme navn", "Two scenarios have the same name"),
    ("`{}` has a control character", "Skriv teksten på én linje", "Write the text on one line"),
    (
        "`participants_by_year` has no participants in any year",
        "Mindst ét år skal have deltagere",
        "At least one year must have participants",
    ),
    (
        "year {} is after completion, {} years after the start",
        "År {0} ligger efter gennemførelsen",
        "Year {0} is after completion",
    ),
    ("{} gives the grant to itself", "Giver og modtager er den samme", "Giver and recipient are the same"),
    (
        "the price index of the release has no value for {}",
        "Vidensdatabasens prisindeks har ikke det år",
        "The price index of the release lacks the year",
    ),
];

/// Messages that only say that something has not been filled in yet.
const MISSING: &[&str] = &[
    "the case has no effect",
    "`with` and `without` go together",
    "a cost is `kr`, or `hours` and `hourly_kr`",
    "a cost in a stated year has no year",
    "no consequence to use",
];

/// Whether a message says that something has not been filled in yet.
pub fn is_missing(message: &str) -> bool {
    MISSING.contains(&message) || message.ends_with("is missing")
}

/// A message in the language of a page.
pub fn said(message: &str, hint: Option<&str>, language: Language) -> Said {
    // A mistake of a scenario says of which one, and then what a mistake of the case would say.
    if let Some((name, message)) = message.strip_prefix("scenario `").and_then(|rest| rest.split_once("`: ")) {
        let of_case = said(message, hint, language);
        let whose = say(language, "Scenariet", "Scenario");
        return Said { message: format!("{whose} «{name}»: {}", of_case.message), ..of_case };
    }
    let found = PHRASES.iter().find_map(|(pattern, da, en)| Some((captured(pattern, message)?, *da, *en)));
    match (found, language) {
        (Some((parts, da, _)), Language::Da) => Said { message: filled(da, &parts), hint: None, foreign: false },
        (Some((parts, _, en)), Language::En) => Said { message: filled(en, &parts), hint: None, foreign: false },
        (None, language) => {
            Said { message: message.to_owned(), hint: hint.map(str::to_owned), foreign: language == Language::Da }
        }
    }
}

/// The parts of a message at the places of `{}` in a pattern.
fn captured<'a>(pattern: &str, message: &'a str) -> Option<Vec<&'a str>> {
    let mut fixed = pattern.split("{}");
    let mut rest = message.strip_prefix(fixed.next()?)?;
    let mut parts = Vec::new();
    let mut fixed = fixed.peekable();
    while let Some(next) = fixed.next() {
        let at = if fixed.peek().is_none() && next.is_empty() {
            rest.len()
        } else if fixed.peek().is_none() {
            rest.len().checked_sub(next.len()).filter(|at| rest.get(*at..) == Some(next))?
        } else {
            rest.find(next)?
        };
        parts.push(rest.get(..at)?);
        rest = rest.get(at + next.len()..)?;
    }
    rest.is_empty().then_some(parts)
}

fn filled(template: &str, parts: &[&str]) -> String {
    let mut out = template.to_owned();
    for (position, part) in parts.iter().enumerate() {
        out = out.replace(&format!("{{{position}}}"), part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_put_in_danish_with_its_parts() {
        let said = |message| said(message, None, Language::Da).message;
        assert_eq!(said("`horizon` is 11: it lies between 1 and 10"), "Tallet ligger mellem 1 og 10");
        assert_eq!(
            said("the cost `Løn` is listed twice; first in line 7"),
            "Navnet «Løn» er brugt to gange: giv linjerne hver sit navn"
        );
        assert_eq!(said("missing key `name`"), "Skal udfyldes");
        assert_eq!(said("something else"), "something else");
    }
}
