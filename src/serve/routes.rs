//! Addresses and what answers them. An address names a page and a language, never a case.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use foundation::words::Language;
use tokio::sync::Semaphore;

use crate::draft::places::Group;
use crate::form_body::FormBody;
use crate::guard::protect;
use crate::pages::{case, guide, knowledge, refusal, search, start, trace};
use crate::site::Site;
use crate::steps::Step;
use crate::wording::of_code;
use crate::{answer, assets, case_editor, save};

/// What handlers share.
#[derive(Clone)]
struct Shared {
    site: Arc<Site>,
    /// Calculations at once: as many as there are processors, so that each is soon done.
    work: Arc<Semaphore>,
}

/// The addresses of the site.
pub fn router(site: Arc<Site>) -> Router {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    let shared = Shared { site, work: Arc::new(Semaphore::new(processors)) };
    Router::new()
        .route("/", get(async || answer::see("/da")))
        .route("/assets/{name}", get(asset))
        .route("/{language}", get(begin))
        .route("/{language}/{page}", get(page).post(send))
        .route("/{language}/save/{what}", post(save_one))
        .route("/{language}/save/{what}/{chart}", post(save_chart))
        .route("/{language}/knowledge/{group}/{subgroup}/{measure}", get(group))
        .route("/{language}/knowledge/{group}/{subgroup}/{measure}/{consequence}/{year}", get(estimate))
        .route("/{language}/estimate/{group}/{subgroup}/{measure}/{consequence}/{year}", get(estimate))
        .route("/{language}/chart/{group}/{subgroup}/{measure}/{consequence}/{kind}", get(chart))
        .route("/{language}/balance/{intervention}/{kind}", get(balance))
        .route("/{language}/cite/{release}/{group}/{subgroup}/{measure}/{consequence}/{year}", get(cite))
        .fallback(nothing)
        .method_not_allowed_fallback(nothing)
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// Refuses what no page of this site sends, and protects every answer.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match shared.site.hosts().check(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(why) => refusal::refused(why),
    };
    protect(response.headers_mut());
    response
}

impl Shared {
    /// Runs work apart from the connections. A fault in it is answered, and ends nothing else.
    async fn work(self, language: Language, work: impl FnOnce(&Site) -> Response + Send + 'static) -> Response {
        let Ok(place) = Arc::clone(&self.work).acquire_owned().await else {
            return refusal::internal(&self.site, language);
        };
        let site = Arc::clone(&self.site);
        // The place is the calculation's own: it keeps it when the client has gone.
        let done = tokio::task::spawn_blocking(move || {
            let answer = work(&site);
            drop(place);
            answer
        });
        done.await.unwrap_or_else(|_| refusal::internal(&self.site, language))
    }

    fn not_found(&self, language: Language) -> Response {
        refusal::not_found(&self.site, language)
    }
}

async fn nothing(State(shared): State<Shared>, request: Request) -> Response {
    let language = request.uri().path().split('/').nth(1).and_then(of_code).unwrap_or_default();
    shared.not_found(language)
}

async fn asset(State(shared): State<Shared>, Path(name): Path<String>) -> Response {
    assets::file(&name).unwrap_or_else(|| shared.not_found(Language::Da))
}

async fn begin(State(shared): State<Shared>, Path(language): Path<String>) -> Response {
    match of_code(&language) {
        Some(language) => answer::page(start::page(&shared.site, language)),
        None => shared.not_found(Language::Da),
    }
}

async fn page(
    State(shared): State<Shared>,
    Path((language, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Some(language) = of_code(&language) else { return shared.not_found(Language::Da) };
    let query = request.uri().query().unwrap_or("").to_owned();
    let known = ["new", "example", "guide", "tutorial", "knowledge", "estimates", "prices", "effects", "experiences"];
    if ["case", "live", "open", "beside", "begin"].contains(&name.as_str()) {
        // A form that was sent is not kept: its address alone has nothing to show.
        return answer::see(&format!("/{}", crate::wording::code(language)));
    }
    if !known.contains(&name.as_str()) {
        return shared.not_found(language);
    }
    shared
        .work(language, move |site| {
            answer::page(match name.as_str() {
                "new" => case::page(site, &case_editor::empty(site, language), Step::Intervention, language),
                "example" => case::page(site, &case_editor::example(site, language), Step::Intervention, language),
                "guide" => guide::page(site, language),
                "tutorial" => guide::tutorial(site, language),
                "knowledge" => knowledge::overview(site, language),
                "estimates" => search::page(site, &search::Query::of(&query), language),
                "prices" => knowledge::prices(site, language),
                "effects" => knowledge::effects(site, language),
                _ => {
                    let words = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "q");
                    let words: String = words.map(|(_, words)| words.chars().take(200).collect()).unwrap_or_default();
                    knowledge::experiences(site, &words, language)
                }
            })
        })
        .await
}

async fn send(
    State(shared): State<Shared>,
    Path((language, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Some(language) = of_code(&language) else { return shared.not_found(Language::Da) };
    let posted = match FormBody::read(request).await {
        Ok(posted) => posted,
        Err(why) => return refusal::unreadable(&shared.site, why, language),
    };
    shared
        .work(language, move |site| match name.as_str() {
            "case" => case_editor::case(site, &posted, language),
            "live" => case_editor::live(site, &posted, language),
            "open" => case_editor::open(site, &posted, language),
            "beside" => case_editor::beside(site, &posted, language),
            "begin" => case_editor::begin(site, &posted, language),
            _ => refusal::not_found(site, language),
        })
        .await
}

async fn save_one(
    State(shared): State<Shared>,
    Path((language, what)): Path<(String, String)>,
    request: Request,
) -> Response {
    saved(shared, &language, what, String::new(), request).await
}

async fn save_chart(
    State(shared): State<Shared>,
    Path((language, what, chart)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    saved(shared, &language, what, chart, request).await
}

async fn saved(shared: Shared, language: &str, what: String, chart: String, request: Request) -> Response {
    let Some(language) = of_code(language) else { return shared.not_found(Language::Da) };
    let posted = match FormBody::read(request).await {
        Ok(posted) => posted,
        Err(why) => return refusal::unreadable(&shared.site, why, language),
    };
    shared.work(language, move |site| save::file(site, &posted, &what, &chart, language)).await
}

async fn group(
    State(shared): State<Shared>,
    Path((language, group, subgroup, measure)): Path<(String, String, String, String)>,
) -> Response {
    let Some(language) = of_code(&language) else { return shared.not_found(Language::Da) };
    let of = Group { group, subgroup, measure };
    shared
        .work(language, move |site| {
            knowledge::target_group(site, &of, language)
                .map_or_else(|| refusal::not_found(site, language), answer::page)
        })
        .await
}

type Estimate = (String, String, String, String, String, String);

async fn estimate(
    State(shared): State<Shared>,
    Path((language, group, subgroup, measure, consequence, year)): Path<Estimate>,
) -> Response {
    traced(shared, &language, [group, subgroup, measure, consequence, year].join("/")).await
}

async fn chart(
    State(shared): State<Shared>,
    Path((language, group, subgroup, measure, consequence, kind)): Path<Estimate>,
) -> Response {
    let Some(language) = of_code(&language) else { return shared.not_found(Language::Da) };
    let of = Group { group, subgroup, measure };
    shared.work(language, move |site| save::estimates(site, &of, &consequence, &kind, language)).await
}

async fn balance(
    State(shared): State<Shared>,
    Path((language, intervention, kind)): Path<(String, String, String)>,
) -> Response {
    let Some(language) = of_code(&language) else { return shared.not_found(Language::Da) };
    shared.work(language, move |site| save::balance(site, &intervention, &kind, language)).await
}

type CitationPath = (String, String, String, String, String, String, String);

async fn cite(
    State(shared): State<Shared>,
    Path((language, release, group, subgroup, measure, consequence, year)): Path<CitationPath>,
) -> Response {
    if release == shared.site.database().release {
        return traced(shared, &language, [group, subgroup, measure, consequence, year].join("/")).await;
    }
    let language = of_code(&language).unwrap_or_default();
    let here = &shared.site.database().release;
    let cited: String = release.chars().take(40).collect();
    let (title, text) = match language {
        Language::Da => (
            "Tallet hører til en anden version",
            format!("Henvisningen gælder version {cited} af vidensdatabasen. Her vises version {here}."),
        ),
        Language::En => (
            "The figure is of another release",
            format!("The citation is of release {cited} of the knowledge database. This is release {here}."),
        ),
    };
    refusal::page(&shared.site, StatusCode::NOT_FOUND, title, &text, language)
}

async fn traced(shared: Shared, language: &str, id: String) -> Response {
    let Some(language) = of_code(language) else { return shared.not_found(Language::Da) };
    shared
        .work(language, move |site| {
            let page = id.parse().ok().and_then(|id| trace::page(site, &id, language));
            page.map_or_else(|| refusal::not_found(site, language), answer::page)
        })
        .await
}
