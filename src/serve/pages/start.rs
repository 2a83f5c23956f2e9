//! The start page: a worked example, an empty case, or a case that was saved.

use foundation::words::Language;
use maud::{Markup, html};

use super::shell::{Other, Page, Part, shell};
use crate::site::Site;
use crate::steps::Step;
use crate::wording::code;
use show::say;

/// The page.
pub fn page(site: &Site, language: Language) -> Markup {
    let title = say(language, "Hvad koster det, og hvem vinder?", "What does it cost, and who gains?");
    let here = code(language);
    let page = Page { title, language, part: Part::Case, other: Other::Address("") };
    let content = html! {
        main #main.start {
            div.first {
            div.hero {
                h1 { (title) }
                p.lead {
                    (say(
                        language,
                        "Regn på en social indsats: hvad den koster, hvad den sparer eller indbringer, hvornår, og for hvem. Fem trin, og resultatet følger med undervejs.",
                        "Calculate a social intervention: what it costs, what it saves or brings in, when, and for whom. Five steps, and the result follows along the way.",
                    ))
                }
                div.actions {
                    a.button.primary href=(format!("/{here}/example")) { (say(language, "Prøv med et eksempel", "Try it with an example")) }
                    a.button href=(format!("/{here}/new")) { (say(language, "Begynd forfra", "Begin from scratch")) }
                    a.button.plain href=(format!("/{here}/tutorial")) { (say(language, "Første gang? Trin for trin", "First time? Step by step")) }
                }
            }
            form.open method="post" enctype="multipart/form-data" action=(format!("/{here}/open")) {
                label for="saved" { (say(language, "Eller åbn en beregning, du har gemt", "Or open a case that you have saved")) }
                div { input #saved type="file" name="file" accept=".toml,text/plain" required; button type="submit" { (say(language, "Åbn", "Open")) } }
            }
            }
            section.way aria-labelledby="steps" {
                h2 #steps { (say(language, "Fem trin til et svar", "Five steps to an answer")) }
                ol {
                    @for (position, step) in Step::PATH.iter().take(5).enumerate() {
                        li { span.dot aria-hidden="true" { (position + 1) } div { h3 { (step.label(language)) } p { (super::questions::purpose(*step, language)) } } }
                    }
                }
            }
            section.promise {
                h2 { (say(language, "Hvad tallene er, og hvad de ikke er", "What the figures are, and what they are not")) }
                ul {
                    li { (say(language, "Konsekvenserne er sammenhænge fra registrene. De siger, at nogle klarer sig bedre, ikke hvorfor.", "The consequences are associations from the registers. They say that some fare better, not why.")) }
                    li { (say(language, "En beregning står aldrig alene: borgernes udvikling og livskvalitet tæller også.", "A calculation never stands alone: citizens' progress and quality of life count too.")) }
                    @if site.is_local() {
                        li { (say(language, "Beregningen er din: den ligger i din browser og i den fil, du gemmer, og ingen andre steder.", "The case is yours: it is in your browser and in the file that you save, and nowhere else.")) }
                    } @else {
                        li { (say(language, "Beregningen er din: den ligger i din browser og i den fil, du gemmer. Serveren regner på den og gemmer intet.", "The case is yours: it is in your browser and in the file that you save. The server calculates it and stores nothing.")) }
                    }
                }
            }
        }
    };
    shell(site, &page, &content)
}
