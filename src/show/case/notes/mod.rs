//! The caveats of a result as sentences: a file a subject, and here those whose sentence has no figure.
//!
//! Owns the wording in both languages. Owns no decision on which caveats a result has.

mod choices;
mod coverage;
mod effect;
mod estimates;
mod prices;
mod without_figures;
mod words;

use calculation::calculator::Note;
use calculation::case::Inputs;
use foundation::words::Language;
use words::Words;

/// The sentence of a caveat that applies to every figure of a case.
pub fn of_every_figure(note: &Note, language: Language) -> Option<&'static str> {
    let sentence = match note {
        Note::Synthetic => without_figures::SYNTHETIC,
        Note::NotCausal => without_figures::NOT_CAUSAL,
        Note::ByLot => without_figures::BY_LOT,
        Note::ConstructedControls => without_figures::CONSTRUCTED_CONTROLS,
        Note::WinnersCurse => without_figures::WINNERS_CURSE,
        Note::NegativeEffect => without_figures::NEGATIVE_EFFECT,
        _ => return None,
    };
    Some(sentence.get(language))
}

/// One note in one language.
pub fn sentence(inputs: &Inputs, note: &Note, language: Language) -> String {
    let words = &Words { inputs, language };
    match note {
        Note::NoCosts => words.say(without_figures::NO_COSTS),
        Note::Synthetic => words.say(without_figures::SYNTHETIC),
        Note::NotCausal => words.say(without_figures::NOT_CAUSAL),
        Note::ByLot => words.say(without_figures::BY_LOT),
        Note::ConstructedControls => words.say(without_figures::CONSTRUCTED_CONTROLS),
        Note::WinnersCurse => words.say(without_figures::WINNERS_CURSE),
        Note::NegativeEffect => words.say(without_figures::NEGATIVE_EFFECT),
        Note::RateWithoutRange => words.say(without_figures::RATE_WITHOUT_RANGE),
        Note::PhaseIn => words.say(without_figures::PHASE_IN),
        Note::OwnGroup { borrows: true } => words.say(without_figures::BORROWING_GROUP),
        Note::OwnGroup { borrows: false } => words.say(without_figures::OWN_GROUP),
        Note::PointOutsideInterval => words.say(without_figures::POINT_OUTSIDE_INTERVAL),
        Note::CompletionRateUnused => words.say(without_figures::COMPLETION_RATE_UNUSED),
        Note::StandardisedEffect => words.say(without_figures::STANDARDISED_EFFECT),
        Note::EndsEarly { consequence, through, status } => coverage::ends_early(words, consequence, *through, *status),
        Note::Incomplete { complete_through, limited_by, nearly_complete_through } => {
            coverage::incomplete(words, *complete_through, limited_by, *nearly_complete_through)
        }
        Note::UnknownWithoutFigure { consequences } => coverage::unknown_without_figure(words, consequences),
        Note::Unpriced { consequence, years } => prices::unpriced(words, consequence, years),
        Note::PriceStraddlesAges { consequence, years } => prices::straddles_ages(words, consequence, years),
        Note::Prices { provenance, consequences, share } => {
            prices::provenance(words, *provenance, consequences, *share)
        }
        Note::PriceIndex { provenance, source, costs, consequences } => {
            prices::index(words, *provenance, source, *costs, consequences)
        }
        Note::CovarianceRepaired { consequences } => estimates::covariance_repaired(words, consequences),
        Note::DefinesSuccess { consequence, years } => estimates::defines_success(words, consequence, years),
        Note::DependsOnEntryYear { consequence, years } => estimates::depends_on_entry_year(words, consequence, years),
        Note::Estimates { provenance, consequences } => estimates::provenance(words, *provenance, consequences),
        Note::Unqualified { consequences } => estimates::unqualified(words, consequences),
        Note::AgainstRecommendation { consequences } => estimates::against_recommendation(words, consequences),
        Note::AgainstExpectation { consequence, years } => estimates::against_expectation(words, consequence, years),
        Note::OptimismCorrected { evidence_level } => effect::optimism_corrected(words, *evidence_level),
        Note::EffectOfStudy { evidence_level, same_group, same_measure, provenance, .. } => {
            effect::of_study(words, *evidence_level, *same_group, *same_measure, *provenance)
        }
        Note::OpenQuestions { count } => choices::open_questions(words, *count),
        Note::LeftOut { consequences } => choices::left_out(words, consequences),
        Note::CostsEndBeforeCompletion { years } => choices::costs_end_before_completion(words, *years),
        Note::Overrides { count } => choices::overrides(words, *count),
    }
}
