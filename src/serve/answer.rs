//! Answers: pages, files to save, and redirections.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, LOCATION};
use axum::response::Response;
use maud::Markup;

/// Bytes of a kind.
pub fn bytes(status: StatusCode, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A page.
pub fn page(page: Markup) -> Response {
    with_status(StatusCode::OK, page)
}

/// A page with another status.
pub fn with_status(status: StatusCode, page: Markup) -> Response {
    bytes(status, "text/html; charset=utf-8", page.into_string().into_bytes())
}

/// A file that the browser saves under a name.
pub fn file(kind: &'static str, name: &str, content: Vec<u8>) -> Response {
    let mut response = bytes(StatusCode::OK, kind, content);
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// Another address, to be fetched.
pub fn see(address: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(value) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, value);
    }
    response
}

/// Marks an answer that never changes under its address.
pub fn kept(response: &mut Response) {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
}
