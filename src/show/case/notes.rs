//! The notes of a result as sentences.

use super::inputs::item_label;
use crate::say;
use calculation::calculator::Note;
use calculation::case::Inputs;
use foundation::words::{Language, Status};

/// A note that holds for every figure of a case, and so names none.
pub fn of_every_figure(note: &Note, language: Language) -> Option<&'static str> {
    Some(match note {
        Note::Synthetic => say(
            language,
            "Vidensdatabasen er bygget af syntetiske udtræk: tallene siger intet om Danmark.",
            "The knowledge database was built from synthetic extracts: its figures say nothing about Denmark.",
        ),
        Note::NotCausal => say(
            language,
            "Konsekvensestimaterne siger, at borgere med succes bruger mere eller mindre, ikke at succesen er årsagen.",
            "The consequence estimates say that those who succeed use more or less, not that success is the cause.",
        ),
        Note::WinnersCurse => say(
            language,
            "Kun signifikante estimater tæller med. De er i gennemsnit større end sandheden, og intervallerne om dem for \
             smalle: er et estimat i sandhed lige så stort som sin standardfejl, er de signifikante i gennemsnit 2,4 gange \
             sandheden, og 95 %-intervallet dækker den kun i 85 % af tilfældene.",
            "Only significant estimates count. On average they are larger than the truth, and intervals around them too \
             narrow: where the truth is as large as its standard error, the significant estimates are 2.4 times the truth \
             on average, and the 95 % interval covers it in 85 % of cases only.",
        ),
        Note::NegativeEffect => say(
            language,
            "Nettosuccesraten er negativ: færre opnår succes med indsatsen end uden.",
            "The net success rate is negative: fewer succeed with the intervention than without.",
        ),
        _ => return None,
    })
}

/// One note in one language.
pub fn sentence(inputs: &Inputs, note: &Note, language: Language) -> String {
    let label = |id: &String| item_label(inputs, id, language).to_owned();
    let labels = |ids: &Vec<String>| ids.iter().map(label).collect::<Vec<_>>().join(", ");
    let years = |years: &Vec<i32>| years.iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
    let da = language == Language::Da;
    if let Some(sentence) = of_every_figure(note, language) {
        return sentence.to_owned();
    }
    match note {
        Note::RateWithoutRange => say(
            language,
            "Nettosuccesraten har intet spænd: intervallet siger ikke, hvor sikker den er ([uncertainty] net_rate).",
            "The net success rate has no range: the interval does not say how sure it is ([uncertainty] net_rate).",
        )
        .to_owned(),
        Note::PhaseIn => say(
            language,
            "Effekten er indfaset over flere år. Det er en afvigelse: SØM regner med hele effekten fra det første år.",
            "The effect is phased in over years. That is a departure: SØM counts all of it from the first year.",
        )
        .to_owned(),
        Note::OwnGroup { borrows: true } => say(
            language,
            "Målgruppen er brugerens egen og låner en anden målgruppes estimater; om de passer, ved beregningen ikke.",
            "The target group is the user's own and borrows another's estimates; the calculation can't tell whether they fit.",
        )
        .to_owned(),
        Note::OwnGroup { borrows: false } => say(
            language,
            "Målgruppen er brugerens egen, og alle værdier er brugerens.",
            "The target group is the user's own, and so are all values.",
        )
        .to_owned(),
        Note::CovarianceRepaired { consequences } => {
            let names = labels(consequences);
            if da {
                format!("Kovarianserne mellem årene er rettet til de nærmeste mulige, som aldrig er mindre: {names}.")
            } else {
                format!("The covariances between years were repaired to the nearest possible, never smaller: {names}.")
            }
        }
        Note::OpenQuestions { count } => {
            if da {
                let are = if *count == 1 { "er åbent" } else { "er åbne" };
                format!("{count} spørgsmål i kvalitetssikringen {are} ([quality]).")
            } else {
                let are = if *count == 1 { "question of quality assurance is" } else { "questions of quality assurance are" };
                format!("{count} {are} open ([quality]).")
            }
        }
        Note::EndsEarly { consequence, through, status } => {
            let (name, next) = (label(consequence), through + 1);
            let why = unknown(*status, language);
            if *through == 0 {
                return if da {
                    format!("{name} er ukendt allerede fra år 1 efter ({why}) og tæller ikke som nul.")
                } else {
                    format!("{name} is unknown from follow-up year 1 on ({why}), not nought.")
                };
            }
            if da {
                format!(
                    "{name} er kendt til og med år {through} efter; år {next} er ukendt ({why}) og tæller ikke som nul."
                )
            } else {
                format!("{name} is known through follow-up year {through}; year {next} is unknown ({why}), not nought.")
            }
        }
        Note::Incomplete { complete_through } => incomplete(*complete_through, inputs.horizon, language),
        Note::UnknownWithoutFigure { consequences } => {
            let names = labels(consequences);
            if da {
                format!(
                    "Uden noget signifikant tal og ukendt i mindst ét år, så virkningen er ikke kendt som nul: {names}."
                )
            } else {
                format!("Without any significant figure and unknown in some year, so not known to be nought: {names}.")
            }
        }
        Note::Unpriced { consequence, years: list } => {
            let (name, list) = (label(consequence), years(list));
            if da {
                format!(
                    "{name}, år {list} efter: ingen pris passer til målgruppen, så det er ikke regnet med; det er ikke \
                     det samme som nul."
                )
            } else {
                format!(
                    "{name}, follow-up year {list}: no price fits the target group, so it is left out, which is not the \
                     same as nought."
                )
            }
        }
        Note::PriceStraddlesAges { consequence, years: list } => {
            let (name, list) = (label(consequence), years(list));
            if da {
                format!(
                    "{name}, år {list} efter: målgruppens aldre ligger på begge sider af en aldersgrænse for prisen; \
                     prisen for den midterste alder er brugt for alle."
                )
            } else {
                format!(
                    "{name}, follow-up year {list}: the group's ages lie on both sides of an age border of the price; \
                     the price of the middle age is used for all."
                )
            }
        }
        Note::DefinesSuccess { consequence, years: list } => {
            let (name, list) = (label(consequence), years(list));
            if da {
                format!("{name} er selve succesmålet i år {list} efter: den del af gevinsten følger af definitionen.")
            } else {
                format!(
                    "{name} is the success measure itself in follow-up year {list}: that gain follows by definition."
                )
            }
        }
        Note::DependsOnEntryYear { consequence, years: list } => {
            let (name, list) = (label(consequence), years(list));
            if da {
                format!(
                    "{name}, år {list} efter: skifter fortegn eller mister signifikans, når der justeres for indgangsår."
                )
            } else {
                format!(
                    "{name}, follow-up year {list}: changes sign or loses significance when adjusted for entry year."
                )
            }
        }
        Note::Prices { provenance, consequences } => {
            let (how, names) = (provenance.label(language).to_lowercase(), labels(consequences));
            if da { format!("Prisen er {how} for: {names}.") } else { format!("The price is {how} for: {names}.") }
        }
        Note::PriceIndex { provenance, source, costs, consequences } => {
            let how = provenance.label(language).to_lowercase();
            let mut what = Vec::new();
            if *costs {
                what.push(say(language, "omkostninger", "costs").to_owned());
            }
            what.extend(consequences.iter().map(label));
            let what = what.join(", ");
            if da {
                format!(
                    "Prisindekset er {how}, så det, der er regnet om mellem prisår, er ikke længere offentliggjorte tal, selv \
                     om prisen før omregning var det: {what}. Prisindekset: {source}."
                )
            } else {
                format!(
                    "The price index is {how}, so what was converted between price years is no longer a published figure, even \
                     where the price before conversion was: {what}. The price index: {source}."
                )
            }
        }
        Note::Estimates { provenance, consequences } => {
            let (how, names) = (provenance.label(language).to_lowercase(), labels(consequences));
            if da {
                format!("Estimaternes definition er {how} for: {names}.")
            } else {
                format!("The definition behind the estimates is {how} for: {names}.")
            }
        }
        Note::Unqualified { consequences } => {
            let names = labels(consequences);
            if da {
                format!("Ikke kvalificeret til målgruppen: {names}.")
            } else {
                format!("Not qualified for the target group: {names}.")
            }
        }
        Note::AgainstRecommendation { consequences } => {
            let names = labels(consequences);
            if da {
                format!("Kvalificeringen anbefaler ikke at bruge: {names}.")
            } else {
                format!("The qualification recommends against: {names}.")
            }
        }
        Note::AgainstExpectation { consequence, years: list } => {
            let (name, list) = (label(consequence), years(list));
            if da {
                format!("{name}, år {list} efter: fortegnet er det modsatte af det forventede.")
            } else {
                format!("{name}, follow-up year {list}: the sign is the opposite of what is expected.")
            }
        }
        Note::CompletionRateUnused => say(
            language,
            "Succesraten er af dem, der begynder, så gennemførelsesprocenten nedsætter ikke antallet af succeser.",
            "The success rate is of those who start, so the completion rate does not lower the successes.",
        )
        .to_owned(),
        Note::EffectOfStudy { evidence_level, same_group, same_measure, provenance, .. } => {
            let how = provenance.label(language).to_lowercase();
            let mut text = if da {
                format!("Effekten er databasens ({how}) på evidensniveau {evidence_level} af 3, hvor 1 er stærkest.")
            } else {
                format!(
                    "The effect is the database's ({how}), of evidence level {evidence_level} of 3, 1 being strongest."
                )
            };
            if !same_group {
                text.push_str(say(language, " Den gælder en anden målgruppe.", " It speaks of another target group."));
            }
            if !same_measure {
                text.push_str(say(
                    language,
                    " Den gælder et andet succesmål.",
                    " It speaks of another success measure.",
                ));
            }
            text
        }
        Note::StandardisedEffect => say(
            language,
            "Effekten er standardiseret og regnet om til en rate med indsatsen ved den angivne rate uden (ln OR = πd/√3). En anden rate uden giver en anden nettosuccesrate.",
            "The effect is standardised, and converted to a rate with the intervention at the stated rate without (ln OR = πd/√3). Another rate without gives another net success rate.",
        )
        .to_owned(),
        Note::LeftOut { consequences } => {
            let names = labels(consequences);
            if da {
                format!("Udeladt af brugeren, så intet af det tæller: {names}.")
            } else {
                format!("Left out by the user, so that nothing of it counts: {names}.")
            }
        }
        Note::CostsEndBeforeCompletion { years } => {
            if da {
                format!(
                    "Omkostninger pr. år falder kun i de år, hvor nogen begynder; de sidste gennemfører {years} år senere. \
                     Skal driften fortsætte, til de er færdige, mangler den i omkostningerne."
                )
            } else {
                format!(
                    "Costs per year fall only in years in which some start; the last complete {years} years later. Where \
                     operation goes on until they do, costs lack it."
                )
            }
        }
        // Said above.
        Note::Synthetic | Note::NotCausal | Note::WinnersCurse | Note::NegativeEffect => String::new(),
        Note::Overrides { count } => {
            if da {
                format!("Brugerens egne tal og valg: {count}; de står ved siden af det, de erstatter.")
            } else {
                format!("The user's own figures and choices: {count}; they stand beside what they replace.")
            }
        }
    }
}

fn incomplete(complete_through: i32, horizon: i32, language: Language) -> String {
    match (language, complete_through) {
        (Language::Da, 0) => "Allerede fra år 1 mangler mindst én af de konsekvenser, der har tal.".to_owned(),
        (Language::En, 0) => "From year 1 on at least one of the consequences that have figures is missing.".to_owned(),
        (Language::Da, years) => format!(
            "Resultatet er fuldt dækkende til og med år {years} efter, ud af {horizon}; derefter mangler mindst én \
             konsekvens. Med horizon = {years} regnes der kun på det, der er kendt for alle."
        ),
        (Language::En, years) => format!(
            "The result is complete through follow-up year {years} of {horizon}; after that at least one consequence \
             is missing. With horizon = {years}, only what is known for all is counted."
        ),
    }
}

fn unknown(status: Option<Status>, language: Language) -> &'static str {
    status.map_or(say(language, "ikke i databasen", "not in the database"), |status| status.label(language))
}
