//! How fast `som serve` answers: the first page with everything, a changed field with 50 requests at once, and its memory over
//! 100,000 requests.
//!
//! `cargo bench --bench serve -- output/2026.1 [requests]`. Prints milliseconds, kilobytes and megabytes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench may stop where it stands")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const AT_ONCE: usize = 50;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(release) = arguments.first() else {
        println!("name a release: cargo bench --bench serve -- output/2026.1");
        return;
    };
    let requests = arguments.get(1).map_or(100_000, |count| count.parse().expect("a number of requests"));
    let (mut child, port) = start(release);
    let (first, bytes) = first_page(port);
    println!("first page with style, script and icon: {first:.1} ms, {:.0} KB", bytes as f64 / 1024.0);
    let case = case(&get(port, "/da/example"));
    let body = format!("case={}&intervention%2F%2Fparticipants=21&written=da", encoded(&case));
    let alone = percentiles(load(port, "/da/live", &body, 1, 50));
    println!("a changed field alone: median {:.1} ms, 95 % {:.1} ms", alone[0], alone[1]);
    let times = load(port, "/da/live", &body, AT_ONCE, 2000);
    let [median, high] = percentiles(times);
    println!("a changed field, {AT_ONCE} at once: median {median:.1} ms, 95 % {high:.1} ms");
    let before = memory(&child);
    for part in 1..=4 {
        load(port, "/da/live", &body, AT_ONCE, requests / 4);
        println!(
            "memory after {} requests: {:.0} MB (after 2,050: {before:.0} MB)",
            part * requests / 4,
            memory(&child)
        );
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn start(release: &str) -> (Child, u16) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_som"))
        .args(["serve", "--database", release, "--port", "0", "--no-browser"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let port = line.rsplit(':').next().and_then(|rest| rest.split('/').next()).unwrap().parse().unwrap();
    (child, port)
}

/// The first page and all that it names; milliseconds and bytes.
fn first_page(port: u16) -> (f64, usize) {
    let started = Instant::now();
    let page = get(port, "/da");
    let mut bytes = page.len();
    for part in page.split("\"/assets/").skip(1) {
        bytes += get(port, &format!("/assets/{}", part.split('"').next().unwrap())).len();
    }
    (started.elapsed().as_secs_f64() * 1000.0, bytes)
}

fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// The case that a page carries.
fn case(page: &str) -> String {
    let from = page.split("name=\"case\"").nth(1).unwrap().split_once('>').unwrap().1;
    let case = from.split("</textarea>").next().unwrap().trim_start();
    case.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Milliseconds of each request, `at_once` of them at a time, each worker on one connection that it keeps.
fn load(port: u16, path: &str, body: &str, at_once: usize, count: usize) -> Vec<f64> {
    let next = AtomicUsize::new(0);
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once)
            .map(|_| {
                scope.spawn(|| {
                    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).unwrap());
                    let mut times = Vec::new();
                    while next.fetch_add(1, Ordering::Relaxed) < count {
                        let started = Instant::now();
                        stream.get_mut().write_all(request.as_bytes()).unwrap();
                        answer(&mut stream);
                        times.push(started.elapsed().as_secs_f64() * 1000.0);
                    }
                    times
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

/// Reads one answer, which must be a good one.
fn answer(stream: &mut BufReader<TcpStream>) {
    let mut length = 0;
    let mut first = true;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        if std::mem::take(&mut first) {
            assert!(line.contains(" 200 "), "{line}");
        }
        if let Some(count) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = count.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
}

fn percentiles(mut times: Vec<f64>) -> [f64; 2] {
    times.sort_by(f64::total_cmp);
    [0.5, 0.95].map(|share| times[((times.len() - 1) as f64 * share) as usize])
}

/// Megabytes of memory that the process holds.
fn memory(child: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().unwrap_or("0").parse::<f64>().unwrap() / 1024.0
}
