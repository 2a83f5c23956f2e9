//! The result beside the form, which follows while typing.

use foundation::words::Language;
use maud::{Markup, html};
use session::CaseOutline;
use show::number::kroner;

use crate::charts::running;
use crate::draft::mistakes::Problem;
use crate::figures::Evaluation;
use crate::steps::Step;
use show::say;

/// Mistakes that are listed; the fields have the others.
const MOST: usize = 6;

/// The result, or what it lacks.
pub fn summary(evaluation: &Evaluation<Box<CaseOutline>>, language: Language) -> Markup {
    html! {
        p #live-said.hide role="status" {}
        div #live-result.live {
            @match &evaluation.result {
                Ok(case) => (figures(case, language)),
                Err(problems) => (lacking(problems, language)),
            }
        }
    }
}

fn figures(case: &CaseOutline, language: Language) -> Markup {
    let CaseOutline { inputs, outline } = case;
    let total = outline.total.present_value;
    let what =
        if total < 0.0 { say(language, "Nettotab", "Net loss") } else { say(language, "Nettogevinst", "Net gain") };
    let chance = [outline.bounds.independent, outline.bounds.correlated];
    html! {
        h2 { (what) }
        p.sum.loss[total < 0.0].gain[total >= 0.0] { span.value { (kroner(total, language)) } " " span.kr { (say(language, "kr.", "DKK")) } }
        p.small { (say(language, "Nutidsværdi i ", "Present value in ")) (inputs.price_year) (say(language, "-priser", " prices")) }
        (running::sparkline(outline, language))
        (running::table(outline, language))
        dl.payers {
            @for payer in &outline.by_payer {
                div { dt { (payer.payer.label(language)) } dd class=(if payer.money.present_value < 0.0 { "loss" } else { "gain" }) { (kroner(payer.money.present_value, language)) } }
            }
            div { dt { (say(language, "Tjent hjem", "Breaks even")) } dd { (outline.break_even_year.map_or_else(|| say(language, "nej", "no").to_owned(), |year| year.to_string())) } }
            div { dt { (say(language, "Sandsynlighed for gevinst", "Chance of a gain")) } dd { (show::case::uncertainty::chances(chance, language)) } }
        }
        @if let Some(note) = &outline.gravest {
            p.caveat { (show::case::notes::sentence(inputs, note, language)) }
        }
        button.primary type="submit" name="to" value=(Step::Result.word()) { (say(language, "Se resultatet", "See the result")) }
    }
}

/// What is wrong, or else what is missing, by step.
pub fn lacking(problems: &[Problem], language: Language) -> Markup {
    let wrong: Vec<&Problem> = problems.iter().filter(|problem| !problem.missing).collect();
    html! {
        @if wrong.is_empty() {
            h2 { (say(language, "Mangler endnu", "Still to fill in")) }
            ul.lacking {
                @for step in Step::PATH {
                    @let of_step: Vec<&Problem> = problems.iter().filter(|problem| problem.step == step).collect();
                    @if !of_step.is_empty() { li { (to(step, language)) " " (names(&of_step)) } }
                }
            }
        } @else {
            h2 { (say(language, "Ret dette", "Correct this")) }
            ul.lacking {
                @for problem in wrong.iter().take(MOST) {
                    li {
                        (to(problem.step, language)) " "
                        @if let Some(label) = problem.label { (label) ": " }
                        (super::field::message(problem))
                        // What no field has stands in the file.
                        @if problem.field.is_none() { " " (to(Step::Text, language)) }
                    }
                }
            }
            @if wrong.len() > MOST { p.small { (say(language, "… og mere.", "… and more.")) } }
        }
        p.small { (say(language, "Resultatet kommer her, så snart det kan regnes.", "The result appears here as soon as it can be calculated.")) }
    }
}

fn to(step: Step, language: Language) -> Markup {
    html! { button.link type="submit" name="to" value=(step.word()) { (step.label(language)) } }
}

/// The missing inputs of a step in a row.
fn names(problems: &[&Problem]) -> String {
    let mut names: Vec<String> = Vec::new();
    for problem in problems {
        // A label is a noun; of a request to state something, what is to be stated.
        let asked = ["Angiv, ", "State "].iter().find_map(|verb| problem.message.strip_prefix(verb));
        let name = match (problem.label, asked) {
            (Some(label), _) => label.to_lowercase(),
            (None, Some(asked)) => asked.to_owned(),
            (None, None) => problem.message.clone(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
