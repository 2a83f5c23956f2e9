//! The questions of quality assurance, with the calculation's findings and the user's answers.

use super::labels::item_label;
use crate::number::number;
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use calculation::calculator::quality::{Check, CheckState, Finding};
use calculation::case::Inputs;
use foundation::words::Language;

/// All questions as a listing.
pub fn checks(inputs: &Inputs, result: &CaseResult, language: Language) -> Listing {
    let headers = [
        (say(language, "Kvalitetssikring", "Quality assurance"), Align::Left),
        ("", Align::Left),
        (say(language, "Beregningens svar", "Finding of the calculation"), Align::Left),
        (say(language, "Svar", "Answer"), Align::Left),
    ];
    let row = |check: &Check| {
        vec![
            check.question.label(language).to_owned(),
            state(check.state, language).to_owned(),
            finding(inputs, &check.finding, language),
            check.answer.clone().unwrap_or_default(),
        ]
    };
    Listing::new("", &headers, result.checks.iter().map(row).collect())
}

fn state(state: CheckState, language: Language) -> &'static str {
    match state {
        CheckState::Fine => say(language, "i orden", "fine"),
        CheckState::Answered => say(language, "besvaret", "answered"),
        CheckState::Open => say(language, "ÅBENT", "OPEN"),
    }
}

fn finding(inputs: &Inputs, finding: &Finding, language: Language) -> String {
    let percent = |share: &f64| format!("{} %", number(share * 100.0, 0, language));
    match finding {
        Finding::Same => {
            say(language, "effekten er målt på det samme", "the effect was measured on the same").to_owned()
        }
        Finding::Another => {
            say(language, "effekten er målt på noget andet", "the effect was measured on something else").to_owned()
        }
        Finding::NotSaid => {
            say(language, "brugerens egen effekt, kan ikke kontrolleres", "the user's own effect, can't be checked")
                .to_owned()
        }
        Finding::NothingKnown => {
            say(language, "ingen konsekvens er kendt i noget år", "no consequence is known in any year").to_owned()
        }
        Finding::EvidenceLevel { level, provenance } => {
            let how = provenance.label(language).to_lowercase();
            match language {
                Language::Da => format!("evidensniveau {level} af 3, hvor 1 er stærkest ({how})"),
                Language::En => format!("evidence level {level} of 3, 1 being strongest ({how})"),
            }
        }
        Finding::UnsurePrices { share } => match language {
            Language::Da => format!("{} af konsekvensernes kroner", percent(share)),
            Language::En => format!("{} of the consequences' kroner", percent(share)),
        },
        Finding::Doubtful { unqualified, against, contradicting } => {
            let list = |name: &str, ids: &[String]| {
                let labels: Vec<_> = ids.iter().map(|id| item_label(inputs, id, language)).collect();
                (!ids.is_empty()).then(|| format!("{name}: {}", labels.join(", ")))
            };
            let parts = [
                list(say(language, "ikke kvalificeret", "not qualified"), unqualified),
                list(say(language, "frarådet", "recommended against"), against),
                list(say(language, "modsat det forventede", "against what is expected"), contradicting),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            if parts.is_empty() { say(language, "ja", "yes").to_owned() } else { parts.join("; ") }
        }
        Finding::BeyondTheKnown { years: 0, .. } => say(language, "nej", "no").to_owned(),
        Finding::BeyondTheKnown { years, share } => match language {
            Language::Da => format!("{years} år, {} af konsekvensernes kroner", percent(share)),
            Language::En if *years == 1 => format!("1 year, {} of the consequences' kroner", percent(share)),
            Language::En => format!("{years} years, {} of the consequences' kroner", percent(share)),
        },
    }
}
