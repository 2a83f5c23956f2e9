//! How fast `som serve` answers: every page, a changed field with 50 requests at once, and its memory over many requests.
//!
//! `cargo bench --bench serve -- output/2026.1 [requests]`: 2,000 requests unless another number is given. No two requests are alike: each
//! changes participants, a share and a cost, so that nothing but the random numbers can be used again. Prints milliseconds at the
//! 50th, 95th and 99th percentile, kilobytes, the processor's milliseconds and the server's megabytes; and holds figures of the
//! server against those of `som calculate`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench may stop where it stands")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const AT_ONCE: usize = 50;
/// Requests whose figures are compared with the command line's.
const COMPARED: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(release) = arguments.first() else {
        println!("name a release: cargo bench --bench serve -- output/2026.1");
        return;
    };
    let requests = arguments.get(1).map_or(2000, |count| count.parse().expect("a number of requests"));
    let (mut child, port) = start(release);
    let (first, bytes) = first_page(port);
    println!("first page with style, script and icon: {first:.1} ms, {:.0} KB", bytes as f64 / 1024.0);
    let case = case(&get(port, "/da/example"));
    pages(port, &case);
    (0..COMPARED).for_each(|number| compare(port, release, &case, number));
    println!("{COMPARED} changed cases: the figures of som calculate");
    let body = |number: usize| format!("case={}&{}", encoded(&case), changes(number));
    println!("a changed field alone: {}", percentiles(load(port, "/da/live", &body, 1, 100)));
    load(port, "/da/live", &body, AT_ONCE, 200);
    let before = memory(&child);
    let (started, busy) = (Instant::now(), processor(&child));
    for part in 1..=4 {
        let count = requests / 4;
        let times = load(port, "/da/live", &body, AT_ONCE, count);
        println!(
            "a changed field, {AT_ONCE} at once: {}; {:.0} MB after {} (before: {before:.0} MB)",
            percentiles(times),
            memory(&child),
            part * count
        );
    }
    let each = |seconds: f64| seconds * 1000.0 / (requests / 4 * 4) as f64;
    let (elapsed, busy) = (started.elapsed().as_secs_f64(), processor(&child) - busy);
    println!("a request: {:.2} ms of the server's processors, {:.2} ms of the clock", each(busy), each(elapsed));
    let _ = child.kill();
    let _ = child.wait();
}

/// The fields that a request changes: in a range, and no two requests alike.
fn changes(number: usize) -> String {
    let (participants, share) = (10 + number % 89, 50 + number * 7 % 49);
    format!(
        "intervention%2F%2Fparticipants={participants}&intervention%2F%2Fcompletion_rate={share}&uncertainty%2F%2Fcompletion_rate%2Flow={}\
         &uncertainty%2F%2Fcompletion_rate%2Fhigh={}&costs.item%2F0%2Fkr={}&written=da",
        share - 10,
        share + 1,
        100_000 + number * 37
    )
}

/// The net result of a changed case on the page, compared with the command line's.
fn compare(port: u16, release: &str, of: &str, number: usize) {
    let sent = |to: &str| post(port, "/da/case", &format!("case={}&{}&to={to}", encoded(of), changes(number)));
    let page = sent("result");
    let shown = page.split("id=\"net-result\">").nth(1).unwrap().split('<').next().unwrap();
    let beside = post(port, "/da/live", &format!("case={}&{}", encoded(of), changes(number)));
    assert!(beside.contains(&format!(">{shown}<")), "{shown} is not beside the form");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, case(&page)).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_som"))
        .args(["calculate", &path.display().to_string(), "--database", release, "--format", "json"])
        .output()
        .unwrap();
    let document: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let total = document["result"]["total"]["present_value"].as_f64().unwrap();
    assert_eq!(shown, som::show::number::kroner(total, som::words::Language::Da));
}

/// Each kind of page: milliseconds of the least of three, and kilobytes.
fn pages(port: u16, case: &str) {
    let addresses = [
        "/da",
        "/da/knowledge",
        "/da/knowledge/homelessness/all/left_shelter",
        "/da/estimates",
        "/da/estimates?q=uger&status=",
        "/da/prices",
        "/da/effects",
    ];
    let steps = ["intervention", "group", "costs", "effect", "consequences", "result"];
    let line = |name: &str, ask: &dyn Fn() -> String| {
        let times: Vec<(f64, usize)> = (0..3)
            .map(|_| {
                let started = Instant::now();
                let bytes = ask().len();
                (started.elapsed().as_secs_f64() * 1000.0, bytes)
            })
            .collect();
        let least = times.iter().map(|(time, _)| *time).fold(f64::INFINITY, f64::min);
        println!("  {name}: {least:.1} ms, {:.0} KB", times[0].1 as f64 / 1024.0);
    };
    addresses.iter().for_each(|path| line(path, &|| get(port, path)));
    let body = |step: &str| format!("case={}&to={step}&written=da", encoded(case));
    steps.iter().for_each(|step| line(step, &|| post(port, "/da/case", &body(step))));
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

fn post(port: u16, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
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
fn load(port: u16, path: &str, body: &(dyn Fn(usize) -> String + Sync), at_once: usize, count: usize) -> Vec<f64> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).unwrap());
        let mut times = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return times;
            }
            let body = body(number);
            let request = format!(
                "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let started = Instant::now();
            stream.get_mut().write_all(request.as_bytes()).unwrap();
            answer(&mut stream);
            times.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once).map(|_| scope.spawn(run)).collect();
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

fn percentiles(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let [half, high, highest] = [0.5, 0.95, 0.99].map(|share| times[((times.len() - 1) as f64 * share) as usize]);
    format!("50 % {half:.1} ms, 95 % {high:.1} ms, 99 % {highest:.1} ms")
}

/// Seconds of processor time that the process has used.
fn processor(child: &Child) -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS_A_SECOND
}

/// Megabytes of memory that the process holds.
fn memory(child: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().unwrap_or("0").parse::<f64>().unwrap() / 1024.0
}
