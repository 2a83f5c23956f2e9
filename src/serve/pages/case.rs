//! A page of a case: the form around it, the way through the steps, and the result beside it.

use foundation::words::Language;
use maud::{Markup, html};

use super::field::Form;
use super::opened_case::Case;
use super::set_aside::set_aside;
use super::shell::{Other, Page, Part, shell};
use super::{compare, consequences, costs, effect, group, intervention, questions, result, running_result, text};
use crate::draft::mistakes::Problem;
use crate::draft::places;
use crate::figures::Evaluation;
use crate::site::Site;
use crate::steps::Step;
use crate::wording::code;
use show::say;

/// The page of a step.
pub fn page(site: &Site, case: &Case, step: Step, language: Language) -> Markup {
    if matches!(step, Step::Result | Step::Compare | Step::Text) {
        let evaluation = Evaluation::of(site, &case.draft, language);
        let form = form(site, case, evaluation.problems(), language);
        let content =
            html! { main #main.wide { (whole(site, &form, case, &evaluation, step)) (onward(step, language)) } };
        return around(site, &form, case, &evaluation.text, step, &content);
    }
    let evaluation = Evaluation::outline(site, &case.draft, language);
    let form = form(site, case, evaluation.problems(), language);
    let content = html! {
        div.columns {
            main #main {
                h1 { (step.label(language)) }
                p.lead { (questions::purpose(step, language)) }
                (questions::questions(step, language))
                (fields(&form, step))
                (onward(step, language))
            }
            aside aria-label=(say(language, "Resultatet indtil nu", "The result so far")) { (running_result::summary(&evaluation, language)) }
        }
    };
    around(site, &form, case, &evaluation.text, step, &content)
}

/// The form of a draft on a page.
pub fn form<'a>(site: &'a Site, case: &'a Case, problems: &'a [Problem], language: Language) -> Form<'a> {
    Form { draft: &case.draft, problems, database: site.database(), language, done: &case.done }
}

/// The form around the content of a step.
fn around(site: &Site, form: &Form<'_>, case: &Case, text: &str, step: Step, content: &Markup) -> Markup {
    let language = form.language;
    let page = Page { title: step.label(language), language, part: Part::Case, other: Other::Form(step) };
    let content = html! {
        form #case method="post" action=(format!("/{}/case", code(language))) novalidate data-live=(format!("/{}/live", code(language)))
            data-stale=(say(language, "Resultatet er ikke opdateret: serveren svarede ikke. Tallene i felterne er her stadig.", "The result is not up to date: the server did not answer. The figures in the fields are still here.")) {
            // Enter in a field sends the form here, and not to the first button that happens to stand on the page.
            button.hide type="submit" name="to" value=(step.word()) tabindex="-1" aria-hidden="true" { (say(language, "Opdatér", "Update")) }
            (hidden(text, case, step, language))
            (path(form, step))
            (content)
        }
    };
    shell(site, &page, &content)
}

/// What travels unseen.
fn hidden(text: &str, case: &Case, step: Step, language: Language) -> Markup {
    html! {
        div hidden {
            // The text field of the file's own page takes the place of this one.
            @if step != Step::Text { textarea name="case" aria-label=(say(language, "Beregningen", "The case")) tabindex="-1" { "\n" (text) } }
            (set_aside(&case.others, language))
            input type="hidden" name="unsaved" value=(if case.unsaved { "1" } else { "" });
            input type="hidden" name="step" value=(step.word());
            input type="hidden" name="written" value=(code(language));
        }
    }
}

/// The steps as buttons, with what is filled in.
fn path(form: &Form<'_>, here: Step) -> Markup {
    let (draft, language) = (form.draft, form.language);
    // Nothing is wrong with a case without costs, or with all consequences of no group; it is not filled in either.
    let begun = |step: Step| match step {
        Step::Costs => draft.rows("costs.item") > 0,
        Step::Consequences => places::group(draft).is_some() || draft.rows("consequences.own") > 0,
        _ => true,
    };
    let open = |step: Step| form.problems.iter().any(|problem| problem.step == step);
    html! {
        nav.path aria-label=(say(language, "Trin", "Steps")) {
            ol {
                @for (position, step) in Step::PATH.iter().enumerate() {
                    @let done = *step != Step::Result && !open(*step) && begun(*step);
                    li {
                        button type="submit" name="to" value=(step.word()) class=(if done { "done" } else { "" })
                            aria-current=[is_within(here, *step).then_some("step")] {
                            span.dot aria-hidden="true" { @if done && *step != here { "✓" } @else if *step == Step::Result { "=" } @else { (position + 1) } }
                            span { (step.label(language)) }
                            @if done { span.hide { (say(language, " (udfyldt)", " (filled in)")) } }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a page belongs to a step: comparison and file are parts of the result.
fn is_within(here: Step, step: Step) -> bool {
    step == here || step == Step::Result && matches!(here, Step::Compare | Step::Text)
}

/// The fields of one of the five steps.
fn fields(form: &Form<'_>, step: Step) -> Markup {
    match step {
        Step::Intervention => intervention::body(form),
        Step::Group => group::body(form),
        Step::Costs => costs::body(form),
        Step::Effect => effect::body(form),
        Step::Consequences => consequences::body(form),
        Step::Result | Step::Compare | Step::Text => html! {},
    }
}

/// A page of the whole result.
fn whole(site: &Site, form: &Form<'_>, case: &Case, evaluation: &Evaluation, step: Step) -> Markup {
    match step {
        Step::Compare => compare::body(site, case, evaluation, form.language),
        Step::Text => text::body(form, evaluation),
        _ => result::body(form, evaluation),
    }
}

/// The buttons at the end of a page.
fn onward(step: Step, language: Language) -> Markup {
    let back = match step {
        Step::Compare | Step::Text => Some(Step::Result),
        step => step.previous(),
    };
    html! {
        div.onward {
            @if let Some(next) = step.next() {
                button.primary type="submit" name="to" value=(next.word()) {
                    (say(language, "Videre: ", "Next: ")) (next.label(language)) " " span aria-hidden="true" { "→" }
                }
            }
            @if let Some(back) = back {
                button.plain type="submit" name="to" value=(back.word()) {
                    span aria-hidden="true" { "←" } " " (say(language, "Tilbage: ", "Back: ")) (back.label(language))
                }
            }
            @if step != Step::Text {
                button.plain type="submit" formaction=(format!("/{}/save/case", code(language))) { (say(language, "Gem beregningen", "Save the case")) }
            }
        }
    }
}
