//! What a form sent: its fields in order, from an encoded body or one with a file.
//!
//! Owns the limits of a body. A body that is not a form is refused; a field that no page has is passed over.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use std::time::Duration;

/// The bytes of a body. A case of 200 lines has 10,000.
const LARGEST: usize = 1_500_000;
/// The fields of a form.
const MOST_FIELDS: usize = 20_000;
/// The time that a body may take.
const TIME: Duration = Duration::from_secs(20);

/// The fields of a form.
#[derive(Debug, Default, Clone)]
pub struct FormBody {
    fields: Vec<(String, String)>,
}

/// Why a body is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It has more bytes or fields than any form.
    TooLarge,
    /// It is not a form, or broke off.
    Malformed,
    /// A file is not UTF-8; it broke off at this line and column.
    Encoding(usize, usize),
}

impl FormBody {
    /// The fields of a request's body.
    ///
    /// # Errors
    /// Why the body is refused.
    pub async fn read(request: Request) -> Result<FormBody, Unreadable> {
        tokio::time::timeout(TIME, FormBody::read_slowly(request)).await.unwrap_or(Err(Unreadable::Malformed))
    }

    async fn read_slowly(request: Request) -> Result<FormBody, Unreadable> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        if kind.starts_with("multipart/form-data") {
            return FormBody::with_files(request).await;
        }
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Unreadable::Malformed);
        }
        let body = bytes(request.into_body()).await?;
        FormBody::encoded(&body)
    }

    /// The fields of an encoded body.
    ///
    /// # Errors
    /// A body with too many fields.
    pub fn encoded(body: &[u8]) -> Result<FormBody, Unreadable> {
        let fields: Vec<(String, String)> = form_urlencoded::parse(body)
            .take(MOST_FIELDS + 1)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        if fields.len() > MOST_FIELDS { Err(Unreadable::TooLarge) } else { Ok(FormBody { fields }) }
    }

    async fn with_files(request: Request) -> Result<FormBody, Unreadable> {
        let (head, body) = request.into_parts();
        let body = bytes(body).await?;
        let request = Request::from_parts(head, Body::from(body));
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Unreadable::Malformed)?;
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(|_| Unreadable::Malformed)? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| Unreadable::Malformed)?;
            fields.push((name, text(&bytes)?));
            if fields.len() > MOST_FIELDS {
                return Err(Unreadable::TooLarge);
            }
        }
        Ok(FormBody { fields })
    }

    /// The first field of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every field of a name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every field, in order.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

async fn bytes(body: Body) -> Result<Bytes, Unreadable> {
    to_bytes(body, LARGEST).await.map_err(|_| Unreadable::TooLarge)
}

/// The text of a file, with or without a byte order mark.
fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned()),
        Err(error) => {
            let good = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned();
            let line = good.matches('\n').count() + 1;
            Err(Unreadable::Encoding(line, good.rsplit('\n').next().unwrap_or("").chars().count() + 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_letters() {
        let posted = FormBody::encoded("a=1&b=%C3%A6+%26&a=2&c".as_bytes()).unwrap();
        assert_eq!(posted.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((posted.get("b"), posted.get("c"), posted.get("d")), (Some("æ &"), Some(""), None));
    }

    #[test]
    fn a_file_in_another_encoding_is_refused_with_its_place() {
        assert_eq!(text(b"a\nb\xE6"), Err(Unreadable::Encoding(2, 2)));
        assert_eq!(text("\u{FEFF}a".as_bytes()).unwrap(), "a");
    }
}
