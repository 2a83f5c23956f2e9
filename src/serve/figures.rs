//! A draft calculated, and its result in sentences that can be quoted.

use std::path::PathBuf;
use std::sync::Arc;

use calculation::calculator::Note;
use calculation::calculator::result::PayerTotal;
use definitions::mistake::Mistakes;
use definitions::source::SourceFile;
use foundation::text::text;
use foundation::words::{Language, Payer};
use session::{Calculation, CaseOutline};
use show::number::{counted, kroner, number};

use crate::draft::Draft;
use crate::draft::mistakes::{Problem, problems};
use crate::site::Site;
use crate::steps::Step;
use show::say;

/// The name that a case's messages give its file.
const FILE: &str = "beregning.toml";

/// A draft with its result, or with what keeps it from one.
#[derive(Debug)]
pub struct Evaluation<T = Box<Calculation>> {
    /// The draft as TOML.
    pub text: String,
    /// The result.
    pub result: Result<T, Vec<Problem>>,
    /// What the command line says of a draft without a result, with line and column.
    pub mistakes: Option<String>,
}

impl Evaluation {
    /// Calculates a draft.
    pub fn of(site: &Site, draft: &Draft, language: Language) -> Evaluation {
        Evaluation::by(draft, language, |file| site.session().calculate_text(file).map(Box::new))
    }
}

impl Evaluation<Box<CaseOutline>> {
    /// Calculates the outline of a draft.
    pub fn outline(site: &Site, draft: &Draft, language: Language) -> Evaluation<Box<CaseOutline>> {
        Evaluation::by(draft, language, |file| site.session().outline_text(file).map(Box::new))
    }
}

impl<T> Evaluation<T> {
    fn by(
        draft: &Draft,
        language: Language,
        calculate: impl FnOnce(&Arc<SourceFile>) -> Result<T, Mistakes>,
    ) -> Evaluation<T> {
        let text = draft.text();
        match calculate(&file(&text)) {
            Ok(result) => Evaluation { text, result: Ok(result), mistakes: None },
            Err(mistakes) => {
                let mut problems = problems(&text, &mistakes, language);
                if draft.all_rows("costs.item") == 0 {
                    // A case without costs can be calculated; it is not finished.
                    problems.push(no_costs(language));
                    problems.sort_by_key(|problem| problem.step);
                }
                Evaluation { text, result: Err(problems), mistakes: Some(mistakes.to_string()) }
            }
        }
    }

    /// The draft as the reader of cases takes it.
    pub fn file(&self) -> Arc<SourceFile> {
        file(&self.text)
    }

    /// What keeps the draft from a result.
    pub fn problems(&self) -> &[Problem] {
        self.result.as_ref().err().map_or(&[], Vec::as_slice)
    }
}

fn no_costs(language: Language) -> Problem {
    Problem {
        field: None,
        label: Some(say(language, "indsatsens omkostninger", "costs of the intervention")),
        step: Step::Costs,
        message: say(language, "Skal udfyldes", "Required").to_owned(),
        hint: None,
        foreign: false,
        missing: true,
    }
}

/// A text as a file.
pub fn file(text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile { path: PathBuf::from(FILE), text: text.to_owned() })
}

/// An amount as one says it: in millions or thousands. It does not break at the end of a line.
pub fn spoken(amount: f64, language: Language) -> String {
    let size = amount.abs();
    match language {
        Language::Da if size >= 999_500.0 => format!("{}\u{a0}mio.\u{a0}kr.", number(amount / 1e6, 1, language)),
        Language::En if size >= 999_500.0 => format!("DKK\u{a0}{}\u{a0}million", number(amount / 1e6, 1, language)),
        Language::Da => format!("{}\u{a0}kr.", kroner((amount / 1000.0).round() * 1000.0, language)),
        Language::En => format!("DKK\u{a0}{}", kroner((amount / 1000.0).round() * 1000.0, language)),
    }
}

/// The whole result in a few sentences for a committee.
pub fn quotation(calculation: &Calculation, language: Language) -> String {
    // An abbreviated unit at the end of a sentence brings its own full stop.
    let mut said = sentences(calculation, language).replace("kr..", "kr.");
    if calculation.result.notes.contains(&Note::NoCosts) {
        said += say(
            language,
            " Indsatsens omkostninger er ikke regnet med.",
            " The costs of the intervention are not counted.",
        );
    }
    if !calculation.inputs.database.synthetic {
        return said;
    }
    said + say(
        language,
        " Vidensdatabasens tal er opdigtede og siger intet om Danmark.",
        " The figures of the knowledge database are invented and say nothing about Denmark.",
    )
}

/// Whether the consequences are effects.
fn standing(calculation: &Calculation, language: Language) -> &'static str {
    let has = |note: Note| calculation.result.notes.contains(&note);
    let sentence = if has(Note::ByLot) {
        text(
            "Konsekvenserne er effekter: deltagelse er tildelt ved lodtrækning.",
            "The consequences are effects: participation was assigned by lot.",
        )
    } else if has(Note::ConstructedControls) {
        text(
            "Konsekvenserne er effekter, hvis deltagere og kontrolpersoner ellers er ens.",
            "The consequences are effects if participants and controls are alike otherwise.",
        )
    } else {
        text(
            "Konsekvenserne er sammenhænge, ikke påviste virkninger.",
            "The consequences are associations, not proven effects.",
        )
    };
    sentence.get(language)
}

fn sentences(calculation: &Calculation, language: Language) -> String {
    let standing = standing(calculation, language);
    let (inputs, result) = (&calculation.inputs, &calculation.result);
    let total = result.total.present_value;
    let years = counted(result.by_year.len() as f64, ["år", "år"], ["year", "years"], language);
    let da = ["deltager", "deltagere"];
    let started = counted(result.started, da, ["participant", "participants"], language);
    let of = |payer: Payer| {
        result
            .by_payer
            .iter()
            .find(|total| total.payer == payer)
            .map_or(0.0, |total: &PayerTotal| total.money.present_value)
    };
    let kommune = of(Payer::Kommune);
    let interval = result.uncertainty.total.correlated;
    let (low, high) = (spoken(interval.low, language), spoken(interval.high, language));
    let name = &inputs.intervention.name;
    match language {
        Language::Da => {
            let what = if total >= 0.0 { "en nettogevinst" } else { "et nettotab" };
            let own = if kommune >= 0.0 { "en gevinst" } else { "et tab" };
            let even = result.break_even_year.map_or_else(
                || "Det er ikke tjent hjem inden for tidshorisonten.".to_owned(),
                |year| format!("Det er tjent hjem fra {year}."),
            );
            format!(
                "Med {started} forventes »{name}« over {years} at give det offentlige {what} på {} \
                 (nutidsværdi, {}-priser); for kommunen {own} på {}. {even} 95\u{a0}%-intervallet går fra {low} til {high}. {standing}",
                spoken(total.abs(), language),
                inputs.price_year,
                spoken(kommune.abs(), language),
            )
        }
        Language::En => {
            let what = if total >= 0.0 { "net gain" } else { "net loss" };
            let own = if kommune >= 0.0 { "gain" } else { "loss" };
            let even = result.break_even_year.map_or_else(
                || "It does not break even within the horizon.".to_owned(),
                |year| format!("It breaks even in {year}."),
            );
            format!(
                "With {started} “{name}” is expected over {years} to be a {what} to the public purse of {} \
                 (present value, {} prices); to the municipality a {own} of {}. {even} The 95\u{a0}% interval is from {low} to {high}. {standing}",
                spoken(total.abs(), language),
                inputs.price_year,
                spoken(kommune.abs(), language),
            )
        }
    }
}
