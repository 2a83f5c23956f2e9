//! Which requests are answered, and the headers that every answer has.
//!
//! Owns the rules of hosts and origins, and the content security policy. A page of another site can make a browser send
//! requests here; it is recognised by the host that the browser believes it speaks to, and by the origin of the page.

use axum::http::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use axum::http::{HeaderMap, Method};

/// The names that the server answers to.
#[derive(Debug, Clone)]
pub struct Hosts {
    port: u16,
    names: Vec<String>,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The host header names another machine, or is missing.
    Host,
    /// A page of another site posted it.
    Origin,
    /// A method that no page uses.
    Method,
}

impl Hosts {
    /// The names of the local machine, and those that are allowed besides them.
    pub fn new(port: u16, allowed: &[String]) -> Hosts {
        let local = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        let allowed = allowed.iter().map(|name| name.trim().to_ascii_lowercase());
        Hosts { port, names: local.into_iter().chain(allowed).collect() }
    }

    /// Whether a host header names this server: a known name, with its port. A name that was allowed can also stand without a
    /// port or with one of a proxy before the server.
    fn knows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, Some(port)),
            _ => (host.as_str(), None),
        };
        let Some(position) = self.names.iter().position(|known| known == name) else { return false };
        let local = position < 3;
        match port.map(str::parse::<u16>) {
            Some(Ok(port)) => !local || port == self.port,
            Some(Err(_)) => false,
            None => !local || self.port == 80,
        }
    }

    /// Whether a request may be answered.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        let one = |name: HeaderName| {
            let mut values = headers.get_all(name).iter();
            match (values.next(), values.next()) {
                (Some(value), None) => value.to_str().ok(),
                _ => None,
            }
        };
        let Some(host) = one(HOST).filter(|host| self.knows(host)) else { return Err(Refusal::Host) };
        if method == Method::GET || method == Method::HEAD {
            return Ok(());
        }
        if method != Method::POST {
            return Err(Refusal::Method);
        }
        // Browsers send an origin with every post; other clients do not follow pages of other sites.
        let site = one(HeaderName::from_static("sec-fetch-site"));
        let same_site = site.is_none_or(|site| site == "same-origin" || site == "none");
        let same_origin = !headers.contains_key(ORIGIN)
            || one(ORIGIN).and_then(|origin| origin.split_once("://")).is_some_and(|(scheme, from)| {
                (scheme == "http" || scheme == "https") && from.eq_ignore_ascii_case(host)
            });
        if same_site && same_origin { Ok(()) } else { Err(Refusal::Origin) }
    }
}

/// Only this server's own style, script and pictures, and only forms that lead back to it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds the headers of every answer.
pub fn protect(headers: &mut HeaderMap) {
    let all = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in all {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // A page with a case is not kept by proxies; the browser may keep it, so that going back loses nothing.
    headers.entry("cache-control").or_insert(HeaderValue::from_static("private, no-cache"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &Method, headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        Hosts::new(7357, &["Beregner.kommune.dk".to_owned()]).check(method, &map)
    }

    #[test]
    fn only_known_hosts_are_answered() {
        let get = |host| check(&Method::GET, &[("host", host)]);
        for host in ["localhost:7357", "127.0.0.1:7357", "[::1]:7357", "beregner.kommune.dk", "BEREGNER.kommune.dk:80"]
        {
            assert_eq!(get(host), Ok(()), "{host}");
        }
        for host in [
            "localhost",
            "localhost:80",
            "evil.example",
            "evil.example:7357",
            "127.0.0.1.evil.example:7357",
            "",
            "[::1]:x",
        ] {
            assert_eq!(get(host), Err(Refusal::Host), "{host}");
        }
        assert_eq!(check(&Method::GET, &[]), Err(Refusal::Host));
        assert_eq!(check(&Method::GET, &[("host", "localhost:7357"), ("host", "evil.example")]), Err(Refusal::Host));
    }

    #[test]
    fn posts_of_other_origins_are_refused() {
        let post = |headers: &[(&str, &str)]| check(&Method::POST, &[&[("host", "localhost:7357")], headers].concat());
        assert_eq!(post(&[]), Ok(()));
        assert_eq!(post(&[("origin", "http://localhost:7357"), ("sec-fetch-site", "same-origin")]), Ok(()));
        for origin in [
            "null",
            "http://localhost:7358",
            "http://evil.example",
            "http://127.0.0.1:7357",
            "localhost:7357",
            "file://",
        ] {
            assert_eq!(post(&[("origin", origin)]), Err(Refusal::Origin), "{origin}");
        }
        assert_eq!(post(&[("sec-fetch-site", "cross-site")]), Err(Refusal::Origin));
        assert_eq!(check(&Method::PUT, &[("host", "localhost:7357")]), Err(Refusal::Method));
    }
}
