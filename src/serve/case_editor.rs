//! What a form asks for: the next page of its case, the result so far, or another case.
//!
//! Owns the order in which a form is read: the case, then its fields, then what the button says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use calculation::case::declared::Kind;
use foundation::words::Language;
use maud::html;

use crate::answer;
use crate::draft::name::Name;
use crate::draft::{Draft, LARGEST, actions, apply};
use crate::figures::Evaluation;
use crate::form_body::{FormBody, Unreadable};
use crate::pages::case::{form, page};
use crate::pages::compare::MOST;
use crate::pages::opened_case::Case;
use crate::pages::{refusal, running_result, text};
use crate::site::Site;
use crate::steps::Step;
use crate::wording::of_code;
use show::say;

/// A case without figures.
pub fn empty(site: &Site, language: Language) -> Case {
    Case::of(Draft::empty(site.database().price_year, language))
}

/// The worked example.
pub fn example(site: &Site, language: Language) -> Case {
    let draft = Draft::read(site.example(language));
    Case::of(draft.unwrap_or_else(|| Draft::empty(site.database().price_year, language)))
}

/// The case of a form with its fields applied; its text where it is no TOML.
pub fn read(posted: &FormBody, site: &Site, language: Language) -> Result<Case, String> {
    let text = posted.get("case").unwrap_or("");
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    let Some(mut draft) = Draft::read(&text) else { return Err(text.into_owned()) };
    // The file's own page sends the text that may have been changed there.
    let before = posted.get("step") == Some(Step::Text.word()) || posted.get("unsaved") == Some("1");
    // Numbers are in the notation of the page that was sent, which is another than that of the answer when the language changes.
    let written = posted.get("written").and_then(of_code).unwrap_or(language);
    apply::apply(&mut draft, posted, site.database(), written);
    actions::way(&mut draft, posted);
    actions::choose(&mut draft, posted, site.database());
    let unsaved = before || draft.text() != text;
    Ok(Case { others: others(posted), unsaved, ..Case::of(draft) })
}

/// The cases that were set aside, as the form carries them.
fn others(posted: &FormBody) -> Vec<String> {
    posted.all("other").take(MOST - 1).map(|other| other.replace("\r\n", "\n")).collect()
}

/// The page that a button of the form leads to.
pub fn case(site: &Site, posted: &FormBody, language: Language) -> Response {
    let mut case = match read(posted, site, language) {
        Ok(case) => case,
        Err(text) => return broken(site, &text, &others(posted), language),
    };
    let here = posted.get("step").and_then(Step::named).unwrap_or(Step::Intervention);
    let mut to = posted.get("to").and_then(Step::named).unwrap_or(here);
    if let Some(action) = posted.get("do") {
        let before = case.draft.text();
        to = act(&mut case, action, site, posted, (here, language));
        case.unsaved |= case.draft.text() != before;
    }
    answer::page(page(site, &case, to, language))
}

fn broken(site: &Site, text: &str, others: &[String], language: Language) -> Response {
    if text.len() > LARGEST {
        return refusal::unreadable(site, Unreadable::TooLarge, language);
    }
    answer::with_status(StatusCode::UNPROCESSABLE_ENTITY, text::broken(site, text, others, language))
}

/// Does what a button says; returns the page to show.
fn act(case: &mut Case, action: &str, site: &Site, posted: &FormBody, (here, language): (Step, Language)) -> Step {
    let position = |object: &str| object.parse::<usize>().ok().filter(|at| *at < case.others.len());
    match action.split_once(':').unwrap_or((action, "")) {
        // Without room for another there is no copy, and the page of the cases says so.
        ("copy", _) if case.others.len() + 1 >= MOST => Step::Compare,
        ("copy", _) => {
            case.others.insert(0, case.draft.text());
            let name = case.draft.plain("intervention", None, "name").unwrap_or_default();
            let copy = format!("{name} ({})", say(language, "hvad nu hvis", "what if"));
            case.draft.set("intervention", None, "name", Some(toml_edit::Value::from(copy)));
            Step::Intervention
        }
        ("swap", object) => {
            if let Some(at) = position(object)
                && let Some(draft) = case.others.get(at).and_then(|text| Draft::read(text))
            {
                let text = std::mem::replace(&mut case.draft, draft).text();
                if let Some(other) = case.others.get_mut(at) {
                    *other = text;
                }
            }
            Step::Compare
        }
        ("drop", object) => {
            if let Some(at) = position(object) {
                case.others.remove(at);
            }
            Step::Compare
        }
        _ => {
            actions::act(&mut case.draft, action, posted, site.database(), language);
            action.clone_into(&mut case.done);
            here
        }
    }
}

/// The result so far and what was understood, for a page that follows while typing.
pub fn live(site: &Site, posted: &FormBody, language: Language) -> Response {
    let Ok(case) = read(posted, site, language) else {
        return answer::with_status(StatusCode::UNPROCESSABLE_ENTITY, html! {});
    };
    let evaluation = Evaluation::outline(site, &case.draft, language);
    let form = form(site, &case, evaluation.problems(), language);
    answer::page(html! {
        (running_result::summary(&evaluation, language))
        @for (whole, field) in by_field(posted) {
            (form.said(&whole, field.kind, &field.texts))
        }
    })
}

/// A field of the form with the texts of its parts.
struct FieldTexts<'a> {
    kind: Kind,
    /// By name of the part, what was written.
    texts: Vec<(&'a str, &'a str)>,
}

/// The fields of a form by name, without lists of ids: nothing is read out of those.
fn by_field(posted: &FormBody) -> BTreeMap<String, FieldTexts<'_>> {
    let mut fields: BTreeMap<String, FieldTexts<'_>> = BTreeMap::new();
    for (name, text) in posted.fields() {
        let Some(parsed) = Name::parse(name) else { continue };
        let kind = parsed.input.kind;
        if matches!(kind, Kind::Ids | Kind::WordOrIds(_)) {
            continue;
        }
        let whole = crate::draft::name::field(parsed.section.path, parsed.row, parsed.key, "");
        fields.entry(whole).or_insert_with(|| FieldTexts { kind, texts: Vec::new() }).texts.push((name, text));
    }
    fields
}

/// A saved case.
pub fn open(site: &Site, posted: &FormBody, language: Language) -> Response {
    let text = posted.get("file").unwrap_or("").replace("\r\n", "\n");
    if text.len() > LARGEST {
        return refusal::unreadable(site, Unreadable::TooLarge, language);
    }
    if text.trim().is_empty() {
        return refusal::empty(site, language);
    }
    let Some(draft) = Draft::read(&text) else { return broken(site, &text, &[], language) };
    let evaluation = Evaluation::outline(site, &draft, language);
    let problems = evaluation.problems();
    // What is only missing is filled in step by step; what is wrong is shown in the file, with line and column.
    let step = if problems.iter().any(|problem| !problem.missing) {
        Step::Text
    } else {
        problems.first().map_or(Step::Result, |problem| problem.step)
    };
    answer::page(page(site, &Case::of(draft), step, language))
}

/// A saved case beside the one that is being written.
pub fn beside(site: &Site, posted: &FormBody, language: Language) -> Response {
    let mut case = match read(posted, site, language) {
        Ok(case) => case,
        Err(text) => return broken(site, &text, &others(posted), language),
    };
    let text = posted.get("beside").unwrap_or("").replace("\r\n", "\n");
    if text.len() > LARGEST {
        return refusal::unreadable(site, Unreadable::TooLarge, language);
    }
    if !text.trim().is_empty() && case.others.len() + 1 < MOST {
        case.others.push(text);
    }
    answer::page(page(site, &case, Step::Compare, language))
}

/// A case that begins with a target group.
pub fn begin(site: &Site, posted: &FormBody, language: Language) -> Response {
    let mut case = empty(site, language);
    if let Some(group) = posted.get("group") {
        actions::act(&mut case.draft, &format!("group:{group}"), posted, site.database(), language);
    }
    answer::page(page(site, &case, Step::Intervention, language))
}
