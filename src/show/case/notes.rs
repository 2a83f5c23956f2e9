//! The caveats of a result as sentences.

use super::labels::item_label;
use crate::say;
use calculation::calculator::Note;
use calculation::case::Inputs;
use foundation::words::{Language, Status};

/// The sentence of a caveat that applies to every figure of a case.
pub fn of_every_figure(note: &Note, language: Language) -> Option<&'static str> {
    Some(match note {
        Note::Synthetic => say(
            language,
            "Vidensdatabasen er bygget på syntetiske udtræk. Tallene siger intet om Danmark.",
            "The knowledge database was built from synthetic extracts. Its figures say nothing about Denmark.",
        ),
        Note::NotCausal => say(
            language,
            "Konsekvensestimaterne er sammenhænge og ikke nødvendigvis årsagsvirkninger af succesen.",
            "The consequence estimates are associations with success, not necessarily effects of it.",
        ),
        Note::ByLot => say(
            language,
            "Konsekvensestimaterne er effekter af indsatsen: deltagelse er tildelt ved lodtrækning.",
            "The consequence estimates are effects of the intervention: participation was assigned by lot.",
        ),
        Note::ConstructedControls => say(
            language,
            "Konsekvensestimaterne er effekter af indsatsen, hvis deltagere og kontrolpersoner kun adskiller sig i det, der er \
             balanceret. Det kan data ikke vise.",
            "The consequence estimates are effects of the intervention if participants and controls differ in nothing but \
             what is balanced. Data can't show that.",
        ),
        Note::WinnersCurse => say(
            language,
            "Kun signifikante estimater tæller med. De overvurderer i gennemsnit forskellen, og deres intervaller er for \
             smalle. Er den sande forskel lige så stor som standardfejlen, er de signifikante estimater i gennemsnit 2,4 gange \
             for store, og 95 %-intervallet dækker kun i 85 % af tilfældene.",
            "Only significant estimates count. On average they overstate the difference, and their intervals are too \
             narrow. Where the true difference equals its standard error, the significant estimates are on average 2.4 \
             times too large, and the 95 % interval covers in only 85 % of cases.",
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
            "Nettosuccesraten har intet spænd, så intervallet omfatter ikke dens usikkerhed ([uncertainty] net_rate).",
            "The net success rate has no range, so the interval leaves out its uncertainty ([uncertainty] net_rate).",
        )
        .to_owned(),
        Note::PhaseIn => say(
            language,
            "Effekten er indfaset over flere år. Det afviger fra SØM, som regner med fuld effekt fra det første år.",
            "The effect is phased in over several years. SØM counts the full effect from the first year.",
        )
        .to_owned(),
        Note::OwnGroup { borrows: true } => say(
            language,
            "Målgruppen er brugerens egen og bruger en anden målgruppes estimater. Om de passer, er ikke kontrolleret.",
            "The target group is the user's own and uses another group's estimates. Whether they fit is not checked.",
        )
        .to_owned(),
        Note::OwnGroup { borrows: false } => say(
            language,
            "Målgruppen og alle værdier er brugerens egne.",
            "The target group and all values are the user's own.",
        )
        .to_owned(),
        Note::CovarianceRepaired { consequences } => {
            let names = labels(consequences);
            if da {
                format!("Kovariansmatricen mellem årene er ikke positiv semidefinit og er erstattet af den nærmeste, som aldrig giver mindre varians: {names}.")
            } else {
                format!("The covariance matrix between years is not positive semi-definite and was replaced by the nearest one, which never gives a smaller variance: {names}.")
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
                    format!("{name} er ukendt fra år 1 efter ({why}) og er ikke regnet med. Det betyder ikke nul.")
                } else {
                    format!("{name} is unknown from follow-up year 1 ({why}) and not counted. That does not mean zero.")
                };
            }
            if da {
                format!(
                    "{name} er kendt til og med år {through} efter. Fra år {next} er den ukendt ({why}) og ikke regnet med."
                )
            } else {
                format!("{name} is known through follow-up year {through}. From year {next} it is unknown ({why}) and not counted.")
            }
        }
        Note::Incomplete { complete_through, limited_by, nearly_complete_through } => {
            let mut text = incomplete(*complete_through, inputs.horizon, language);
            if !limited_by.is_empty() {
                let (names, through) = (labels(limited_by), nearly_complete_through);
                text.push_str(&if da {
                    format!(" Det skyldes {names}. Konsekvenser med 95 % af kronerne er kendt til og med år {through}.")
                } else {
                    format!(" The limit is {names}. Consequences with 95 % of the kroner are known through year {through}.")
                });
            }
            text
        }
        Note::OptimismCorrected { evidence_level } => match (&inputs.effect.optimism, da) {
            (Some(optimism), true) => format!(
                "Nettosuccesraten er korrigeret for optimisme: {} ganget med {} ved evidensniveau {evidence_level} ({}).",
                crate::number::percent(optimism.uncorrected, language),
                crate::number::number(optimism.factor, 2, language),
                optimism.reason
            ),
            (Some(optimism), false) => format!(
                "The net success rate is corrected for optimism: {} times {} at evidence level {evidence_level} ({}).",
                crate::number::percent(optimism.uncorrected, language),
                crate::number::number(optimism.factor, 2, language),
                optimism.reason
            ),
            (None, true) => format!("Nettosuccesraten er korrigeret for optimisme (evidensniveau {evidence_level})."),
            (None, false) => format!("The net success rate is corrected for optimism (evidence level {evidence_level})."),
        },
        Note::PointOutsideInterval => say(
            language,
            "Resultatet ligger uden for sit eget interval: de angivne intervaller ligger mest til den ene side af tallene i beregningen.",
            "The result lies outside its own interval: the ranges given lie mostly to one side of the case's figures.",
        )
        .to_owned(),
        Note::UnknownWithoutFigure { consequences } => {
            let names = labels(consequences);
            if da {
                format!(
                    "Ingen signifikante estimater og ukendt i mindst ét år, så der kan være en forskel, som ikke er regnet med: {names}."
                )
            } else {
                format!("No significant estimates and unknown in at least one year, so there may be a difference that is not counted: {names}.")
            }
        }
        Note::Unpriced { consequence, years: list } => {
            let (name, list) = (label(consequence), years(list));
            if da {
                format!(
                    "{name}, år {list} efter: der er ingen pris for målgruppen, så forskellen er ikke regnet med."
                )
            } else {
                format!(
                    "{name}, follow-up year {list}: there is no price for the target group, so the difference is not counted."
                )
            }
        }
        Note::PriceStraddlesAges { consequence, years: list } => {
            let (name, list) = (label(consequence), years(list));
            if da {
                format!(
                    "{name}, år {list} efter: prisen afhænger af alder, og målgruppen ligger på begge sider af \
                     aldersgrænsen. Prisen for den midterste alder er brugt for alle."
                )
            } else {
                format!(
                    "{name}, follow-up year {list}: the price depends on age, and the group lies on both sides of the \
                     age limit. The price at the middle age is used for all."
                )
            }
        }
        Note::DefinesSuccess { consequence, years: list } => {
            let (name, list) = (label(consequence), years(list));
            if da {
                format!("{name} indgår i succesmålet i år {list} efter, så den del af gevinsten følger af definitionen.")
            } else {
                format!(
                    "{name} is part of the success measure in follow-up year {list}, so that part of the gain follows by definition."
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
        Note::Prices { provenance, consequences, share } => {
            let (how, names) = (provenance.label(language).to_lowercase(), labels(consequences));
            let mut text =
                if da { format!("Prisen er {how} for: {names}.") } else { format!("The price is {how} for: {names}.") };
            if let Some(share) = share {
                let share = crate::number::percent(*share, language);
                text += &if da {
                    format!(" De har {share} af konsekvensernes kroner, uanset fortegn.")
                } else {
                    format!(" They carry {share} of the kroner of consequences, regardless of sign.")
                };
            }
            text
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
                    "Prisindekset er {how}. Det er brugt til at regne om mellem prisår for: {what}. De omregnede beløb er \
                     derfor ikke offentliggjorte tal. Kilde til prisindekset: {source}."
                )
            } else {
                format!(
                    "The price index is {how}. It converts between price years for: {what}. The converted amounts are \
                     therefore not published figures. Source of the price index: {source}."
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
                format!("Konsekvenser uden kvalificering for målgruppen: {names}.")
            } else {
                format!("Consequences not qualified for the target group: {names}.")
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
            "Succesraten er målt blandt alle, der begynder, så gennemførelsesprocenten påvirker ikke antallet af succeser.",
            "The success rate is measured among all who start, so the completion rate does not affect the number of successes.",
        )
        .to_owned(),
        Note::EffectOfStudy { evidence_level, same_group, same_measure, provenance, .. } => {
            let how = provenance.label(language).to_lowercase();
            let mut text = if da {
                format!("Effekten er fra vidensdatabasen ({how}). Evidensniveauet er {evidence_level}, hvor 1 er stærkest og 3 svagest.")
            } else {
                format!(
                    "The effect is from the knowledge database ({how}). Its evidence level is {evidence_level}, where 1 is strongest and 3 weakest."
                )
            };
            if !same_group {
                text.push_str(say(language, " Den er målt i en anden målgruppe.", " It was measured in another target group."));
            }
            if !same_measure {
                text.push_str(say(
                    language,
                    " Den er målt med et andet succesmål.",
                    " It was measured with another success measure.",
                ));
            }
            text
        }
        Note::StandardisedEffect => say(
            language,
            "Effekten er standardiseret og regnet om til en succesrate (ln OR = πd/√3). Nettosuccesraten afhænger af den angivne rate uden indsatsen.",
            "The effect is standardised and converted to a success rate (ln OR = πd/√3). The net success rate depends on the stated rate without the intervention.",
        )
        .to_owned(),
        Note::LeftOut { consequences } => {
            let names = labels(consequences);
            if da {
                format!("Udeladt af brugeren og ikke regnet med: {names}.")
            } else {
                format!("Left out by the user and not counted: {names}.")
            }
        }
        Note::CostsEndBeforeCompletion { years } => {
            if da {
                format!(
                    "Årlige omkostninger er kun regnet med i de år, hvor der begynder deltagere. De sidste gennemfører {years} \
                     år senere. Fortsætter driften så længe, mangler den i omkostningerne."
                )
            } else {
                format!(
                    "Annual costs are counted only in years in which participants start. The last complete {years} years \
                     later. If operation continues until then, its costs are missing."
                )
            }
        }
        // `of_every_figure` has these.
        Note::Synthetic
        | Note::NotCausal
        | Note::ByLot
        | Note::ConstructedControls
        | Note::WinnersCurse
        | Note::NegativeEffect => String::new(),
        Note::Overrides { count } => {
            if da {
                format!("Brugerens egne tal og valg: {count}. De vises sammen med det, de erstatter.")
            } else {
                format!("The user's own figures and choices: {count}. They are shown with what they replace.")
            }
        }
    }
}

fn incomplete(complete_through: i32, horizon: i32, language: Language) -> String {
    match (language, complete_through) {
        (Language::Da, 0) => "Mindst én af de konsekvenser, der har tal, mangler fra år 1.".to_owned(),
        (Language::En, 0) => "At least one of the consequences that have figures is missing from year 1.".to_owned(),
        (Language::Da, years) => format!(
            "Resultatet dækker alle konsekvenser til og med år {years} af {horizon}. Derefter mangler mindst én. Med \
             horizon = {years} regnes kun på de år, hvor alle er kendt."
        ),
        (Language::En, years) => format!(
            "The result covers all consequences through follow-up year {years} of {horizon}. After that at least one is \
             missing. With horizon = {years} only years in which all are known are counted."
        ),
    }
}

fn unknown(status: Option<Status>, language: Language) -> &'static str {
    status.map_or(say(language, "ikke i databasen", "not in the database"), |status| status.label(language))
}
