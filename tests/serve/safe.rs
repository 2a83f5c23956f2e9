//! Refusals: foreign hosts and origins, bodies that are too large or no forms, unknown addresses; and how the server begins and ends.

use std::time::{Duration, Instant};

use super::client::{Server, encoded, release};
use crate::tools::fails;

#[test]
fn only_this_sites_own_requests_are_answered() {
    let server = Server::start();
    let port = server.port;
    let get = |host: &str, path: &str| {
        server.raw(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()).status
    };
    assert_eq!(get(&format!("localhost:{port}"), "/da"), 200);
    assert_eq!(get(&format!("127.0.0.1:{port}"), "/en"), 200);
    assert_eq!(get("evil.example", "/da"), 421);
    assert_eq!(get(&format!("evil.example:{port}"), "/da"), 421);
    for path in [
        "/nothing",
        "/da/nothing",
        "/de",
        "/da/../../etc/passwd",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e%2fCargo.toml",
        "/assets/x.css",
        "/da/estimate/a/b/c/d/99999999999",
        "/da/estimate/a/b/c/d/e",
        "/da/knowledge/x/all/y",
        "/da/save/case",
        "/%00",
        "/da/%F0%9F",
    ] {
        let status = get(&format!("localhost:{port}"), path);
        assert!(status == 404 || status == 400, "{path}: {status}");
    }
    let body = encoded(&[("case", ""), ("to", "costs")]);
    let post = |extra: &str| {
        let request = format!(
            "POST /da/case HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{extra}Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        server.raw(request.as_bytes()).status
    };
    assert_eq!(post(""), 200);
    assert_eq!(post(&format!("Origin: http://localhost:{port}\r\n")), 200);
    assert_eq!(post("Origin: http://evil.example\r\n"), 403);
    assert_eq!(post("Origin: null\r\n"), 403);
    assert_eq!(post("Sec-Fetch-Site: cross-site\r\n"), 403);
    for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let request = format!("{method} /da HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        let status = server.raw(request.as_bytes()).status;
        assert!(status == 405 || status == 403 || status == 400, "{method}: {status}");
    }
}

#[test]
fn every_answer_is_protected() {
    let server = Server::start();
    for path in ["/da", "/nothing", "/assets/style.css", "/en/estimates"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options").as_deref(), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options").as_deref(), Some("DENY"));
        assert_eq!(answer.header("set-cookie"), None);
        if answer.header("content-type").unwrap().starts_with("text/html") {
            let text = answer.text();
            assert!(!text.contains(" style=\"") && !text.contains("<style") && !text.contains(" onclick"), "{path}");
            assert!(!text.contains("https://"), "{path} leads off the machine");
        }
    }
}

#[test]
fn bodies_that_are_no_forms_are_refused() {
    let server = Server::start();
    let port = server.port;
    let send = |kind: &str, body: &[u8], length: usize| {
        let head = format!(
            "POST /da/case HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        server.raw(&[head.as_bytes(), body].concat()).status
    };
    let form = "application/x-www-form-urlencoded";
    let large = vec![b'a'; 2_000_000];
    assert_eq!(send(form, &large, large.len()), 413);
    assert_eq!(send("application/json", b"{}", 2), 400);
    assert_eq!(send("multipart/form-data; boundary=x", b"nonsense", 8), 400);
    assert_eq!(send("multipart/form-data", b"", 0), 400);
    let many = "a=1&".repeat(25_000);
    assert_eq!(send(form, many.as_bytes(), many.len()), 413);
    let text = format!("case={}", "a".repeat(500_000));
    assert_eq!(send(form, text.as_bytes(), text.len()), 413);
    assert_eq!(server.raw(b"nonsense\r\n\r\n").status, 400);
    assert_eq!(server.get("/da").status, 200, "the server still answers");
}

#[test]
fn a_port_in_use_and_a_damaged_release_are_said_plainly() {
    let server = Server::start();
    let database = release().display().to_string();
    let said = fails(15, &["serve", "--database", &database, "--no-browser", "--port", &server.port.to_string()]);
    assert!(
        said.contains(&format!("127.0.0.1:{}", server.port)) && said.contains("another program uses the port"),
        "{said}"
    );
    let said = fails(2, &["serve", "--database", &database, "--no-browser", "--bind", "0.0.0.0"]);
    assert!(said.contains("--allow-host"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let said = fails(12, &["serve", "--database", &folder.path().display().to_string(), "--no-browser"]);
    assert!(said.contains("hint:"), "{said}");
}

#[test]
fn an_intranet_name_is_answered_where_it_is_allowed() {
    let database = release().display().to_string();
    let server =
        Server::with(&["--database", &database, "--port", "0", "--no-browser", "--allow-host", "beregner.kommune.dk"]);
    let get = |host: &str| {
        server.raw(format!("GET /da HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()).status
    };
    assert_eq!(get("beregner.kommune.dk"), 200);
    assert_eq!(get("other.kommune.dk"), 421);
}

#[cfg(unix)]
#[test]
fn an_interruption_ends_it_cleanly_and_quietly() {
    let mut server = Server::start();
    let secret = "Hemmelig indsats 4711";
    let page = server.get("/da/new");
    server.post("/da/case", &[("case", &page.case()), ("intervention//name", secret), ("to", "result")]);
    let started = Instant::now();
    let pid = server.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let status = loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            break status;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
    let mut said = String::new();
    std::io::Read::read_to_string(server.child.stderr.as_mut().unwrap(), &mut said).unwrap();
    assert!(!said.contains("Hemmelig") && !said.contains("/da/case"), "{said}");
}
