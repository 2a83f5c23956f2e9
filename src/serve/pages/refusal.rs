//! Pages that say why a request has no other answer.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::words::Language;
use maud::html;

use super::shell::{Other, Page, Part, shell};
use crate::answer;
use crate::form_body::Unreadable;
use crate::guard::Refusal;
use crate::site::Site;
use show::say;

/// A page with a status and what to do.
pub fn page(site: &Site, status: StatusCode, title: &str, text: &str, language: Language) -> Response {
    let page = Page { title, language, part: Part::Case, other: Other::Address("") };
    let content = html! {
        main #main.narrow { h1 { (title) } p.lead { (text) } p { a.button href=(format!("/{}", crate::wording::code(language))) { (say(language, "Til forsiden", "To the start page")) } } }
    };
    answer::with_status(status, shell(site, &page, &content))
}

/// An address that does not exist.
pub fn not_found(site: &Site, language: Language) -> Response {
    let (title, text) = match language {
        Language::Da => ("Siden findes ikke", "Adressen er forkert, eller siden hører til en anden vidensdatabase."),
        Language::En => {
            ("There is no such page", "The address is wrong, or the page belongs to another knowledge database.")
        }
    };
    page(site, StatusCode::NOT_FOUND, title, text, language)
}

/// A file without text.
pub fn empty(site: &Site, language: Language) -> Response {
    let (title, text) = match language {
        Language::Da => ("Filen er tom", "Er det den rigtige fil? En tom beregning kan begyndes fra forsiden."),
        Language::En => ("The file is empty", "Is it the right file? An empty case can be begun from the start page."),
    };
    page(site, StatusCode::UNPROCESSABLE_ENTITY, title, text, language)
}

/// A body that cannot be read.
pub fn unreadable(site: &Site, why: Unreadable, language: Language) -> Response {
    let (status, title, text) = match (why, language) {
        (Unreadable::TooLarge, Language::Da) => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "Beregningen er for stor",
            "En beregning fylder højst 400 kB, og dem, der sammenlignes, tilsammen højst 1,5 MB. Er det den rigtige fil?".to_owned(),
        ),
        (Unreadable::TooLarge, Language::En) => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "The case is too large",
            "A case has at most 400 kB, and those that are compared 1.5 MB together. Is it the right file?".to_owned(),
        ),
        (Unreadable::Malformed, Language::Da) => (
            StatusCode::BAD_REQUEST,
            "Det blev ikke forstået",
            "Formularen kom ikke helt frem. Gå tilbage, og prøv igen.".to_owned(),
        ),
        (Unreadable::Malformed, Language::En) => (
            StatusCode::BAD_REQUEST,
            "That was not understood",
            "The form did not arrive in full. Go back and try again.".to_owned(),
        ),
        (Unreadable::Encoding(line, column), Language::Da) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Filen er ikke UTF-8",
            format!("Linje {line}, tegn {column} er ikke UTF-8. Gem filen som UTF-8, og åbn den igen."),
        ),
        (Unreadable::Encoding(line, column), Language::En) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The file is not UTF-8",
            format!("Line {line}, column {column} is not UTF-8. Save the file as UTF-8 and open it again."),
        ),
    };
    page(site, status, title, &text, language)
}

/// A fault of the program itself. Nothing of the case is in it.
pub fn internal(site: &Site, language: Language) -> Response {
    let (title, text) = match language {
        Language::Da => (
            "Programmet har en fejl",
            "Gå tilbage: dine tal står der stadig. Fortæl gerne, hvad du gjorde, uden at sende data.",
        ),
        Language::En => (
            "The program has a fault",
            "Go back: your figures are still there. Please report what you did, without sending data.",
        ),
    };
    page(site, StatusCode::INTERNAL_SERVER_ERROR, title, text, language)
}

/// A request that is not answered: plain, because it may come from another site.
pub fn refused(why: Refusal) -> Response {
    let (status, text) = match why {
        Refusal::Host => (
            StatusCode::MISDIRECTED_REQUEST,
            "This server does not answer to that name.\nStart it with --allow-host NAME to allow one.\n",
        ),
        Refusal::Origin => (StatusCode::FORBIDDEN, "A page of another site sent this form. It is not answered.\n"),
        Refusal::Method => (StatusCode::METHOD_NOT_ALLOWED, "Only GET and POST are answered.\n"),
    };
    answer::bytes(status, "text/plain; charset=utf-8", text.as_bytes().to_vec())
}
