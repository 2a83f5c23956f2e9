//! The case as text, to be read, changed, or repaired where it is no TOML.

use foundation::words::Language;
use maud::{Markup, html};

use super::field::Form;
use super::questions::purpose;
use super::set_aside::set_aside;
use super::shell::{Other, Page, Part, shell};
use crate::figures::{Evaluation, file};
use crate::site::Site;
use crate::steps::Step;
use crate::wording::code;
use show::say;

/// The page.
pub fn body(form: &Form<'_>, evaluation: &Evaluation) -> Markup {
    html! {
        h1 { (Step::Text.label(form.language)) }
        p.lead { (purpose(Step::Text, form.language)) }
        label for="file" { (form.say("Beregningen (TOML)", "The case (TOML)")) }
        @if let Some(said) = &evaluation.mistakes {
            p { (form.say("Det skal rettes, før der er et resultat. Linje og tegn står efter filens navn.", "This is to be corrected before there is a result. Line and column stand after the name of the file.")) }
            pre.mistakes role="alert" lang="en" tabindex="0" { (said) }
        }
        textarea #file.file name="case" rows="30" spellcheck="false" { "\n" (evaluation.text) }
        p {
            button.primary type="submit" name="to" value=(Step::Intervention.word()) { (form.say("Brug teksten", "Use the text")) } " "
            button type="submit" formaction=(format!("/{}/save/case", code(form.language))) { (form.say("Gem beregningen", "Save the case")) }
        }
    }
}

/// A text that cannot be edited step by step, with what the command line says of it. The cases beside it travel on.
pub fn broken(site: &Site, text: &str, others: &[String], language: Language) -> Markup {
    let said = match site.session().calculate_text(&file(text)) {
        Ok(_) => String::new(),
        Err(mistakes) => mistakes.to_string(),
    };
    let title = say(language, "Filen kan ikke læses endnu", "The file cannot be read yet");
    let page = Page { title, language, part: Part::Case, other: Other::Form(Step::Text) };
    let content = html! {
        form #case method="post" action=(format!("/{}/case", code(language))) {
            div hidden { (set_aside(others, language)) }
            main #main.wide {
                h1 { (title) }
                p.lead { (say(language, "Ret teksten her, eller i filen, og prøv igen.", "Correct the text here, or in the file, and try again.")) }
                pre.mistakes role="alert" lang="en" tabindex="0" { (said) }
                label for="file" { (say(language, "Beregningen (TOML)", "The case (TOML)")) }
                textarea #file.file name="case" rows="30" spellcheck="false" { "\n" (text) }
                p { button.primary type="submit" name="to" value=(Step::Intervention.word()) { (say(language, "Prøv igen", "Try again")) } }
            }
        }
    };
    shell(site, &page, &content)
}
