//! A browser for the tests: headless Chromium, driven by chromedriver over the WebDriver protocol.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The browser and its driver, where both are installed.
pub fn found() -> Option<(PathBuf, PathBuf)> {
    let path = std::env::var_os("PATH")?;
    let find = |names: &[&str]| {
        std::env::split_paths(&path)
            .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
            .find(|file| file.is_file())
    };
    Some((find(&["chromium", "chromium-browser", "google-chrome"])?, find(&["chromedriver"])?))
}

/// Whether the tests must find a browser: the checks of the project say so.
pub fn required() -> bool {
    std::env::var_os("SOM_BROWSER").is_some()
}

/// A running browser, which ends with the value.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    pub downloads: tempfile::TempDir,
}

/// How the browser looks at a page.
#[derive(Clone, Copy)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub script: bool,
    pub dark: bool,
}

impl Browser {
    pub fn start((chromium, chromedriver): &(PathBuf, PathBuf), look: Look) -> Browser {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let driver = Command::new(chromedriver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let downloads = tempfile::tempdir().unwrap();
        let mut browser = Browser { driver, port, session: String::new(), downloads };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(20), "chromedriver does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--hide-scrollbars".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            format!("--window-size={},{}", look.width, look.height),
        ];
        if look.dark {
            arguments.push("--force-dark-mode".to_owned());
            arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
        }
        let mut preferences = json!({
            "download.default_directory": browser.downloads.path(),
            "download.prompt_for_download": false,
        });
        if !look.script {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        let options = json!({ "binary": chromium, "args": arguments, "prefs": preferences });
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "unhandledPromptBehavior": "accept",
        } } });
        let answer = browser.ask("POST", "/session", &capabilities);
        browser.session = answer["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {answer}")).to_owned();
        // Headless windows are not always as narrow as they were asked to be.
        browser.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": look.width, "height": look.height, "deviceScaleFactor": 1, "mobile": false }),
        );
        if look.dark {
            browser.devtools(
                "Emulation.setEmulatedMedia",
                &json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] }),
            );
        }
        browser
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        let mut part = [0; 65536];
        // The driver keeps connections open; its answers say how long they are.
        loop {
            let read = stream.read(&mut part).unwrap();
            bytes.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| {
                    let (name, length) = line.split_once(':')?;
                    name.eq_ignore_ascii_case("content-length").then(|| length.trim().parse::<usize>().ok())?
                });
                if length.is_some_and(|length| body.len() >= length) || read == 0 {
                    let answer: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {text}"));
                    return answer["value"].clone();
                }
            }
            assert!(read > 0, "the driver broke off: {text}");
        }
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.ask(method, &format!("/session/{}{path}", self.session), body);
        assert!(answer.get("error").is_none(), "{path}: {answer}");
        answer
    }

    /// A command of the browser's own protocol.
    pub fn devtools(&self, name: &str, parameters: &Value) -> Value {
        self.command("POST", "/goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
    }

    pub fn open(&self, url: &str) {
        self.command("POST", "/url", &json!({ "url": url }));
    }

    /// What a script returns. It is the driver's, so it runs where the page's own may not.
    pub fn run(&self, script: &str) -> Value {
        self.command("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What a script hands to its callback.
    pub fn run_later(&self, script: &str) -> Value {
        self.command("POST", "/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// An element; while a page is loading it may not be there yet.
    fn element(&self, selector: &str) -> String {
        let started = Instant::now();
        loop {
            let query = json!({ "using": "css selector", "value": selector });
            let found = self.ask("POST", &format!("/session/{}/element", self.session), &query);
            if found.get("error").is_none() {
                return found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
            }
            let is_waiting = found["error"] == "no such element" && started.elapsed() < Duration::from_secs(5);
            assert!(is_waiting, "{selector}: {found}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn exists(&self, selector: &str) -> bool {
        !self
            .command("POST", "/elements", &json!({ "using": "css selector", "value": selector }))
            .as_array()
            .unwrap()
            .is_empty()
    }

    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.command("POST", &format!("/element/{element}/click"), &json!({}));
    }

    pub fn text(&self, selector: &str) -> String {
        loop {
            let element = self.element(selector);
            let answer = self.ask("GET", &format!("/session/{}/element/{element}/text", self.session), &Value::Null);
            match answer.as_str() {
                Some(text) => return text.to_owned(),
                // The page has put another element in its place since.
                None => assert_eq!(answer["error"], "stale element reference", "{selector}: {answer}"),
            }
        }
    }

    /// Types into a field in place of what it has.
    pub fn fill(&self, name: &str, text: &str) {
        let element = self.element(&format!("[name='{name}']"));
        self.command("POST", &format!("/element/{element}/clear"), &json!({}));
        self.command("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Types into the field that has the focus.
    pub fn type_here(&self, text: &str) {
        let element = self.ask("GET", &format!("/session/{}/element/active", self.session), &Value::Null);
        let element = element.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        self.command("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Chooses an option of a field.
    pub fn choose(&self, name: &str, value: &str) {
        self.click(&format!("select[name='{name}'] option[value='{value}']"));
    }

    pub fn file(&self, selector: &str, path: &std::path::Path) {
        let element = self.element(selector);
        self.command("POST", &format!("/element/{element}/value"), &json!({ "text": path }));
    }

    /// Waits until a condition holds.
    pub fn wait(&self, what: &str, holds: impl Fn(&Browser) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(started.elapsed() < Duration::from_secs(15), "waited for {what}: {}", self.text("body"));
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A picture of the whole page as PNG.
    pub fn picture(&self) -> Vec<u8> {
        let size = self.devtools("Page.getLayoutMetrics", &json!({}));
        let (width, height) = (size["cssContentSize"]["width"].clone(), size["cssContentSize"]["height"].clone());
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let shot = self.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true, "clip": clip }));
        decoded(shot["data"].as_str().unwrap())
    }

    /// The page as it would be printed, as PDF.
    pub fn printed(&self) -> Vec<u8> {
        decoded(self.command("POST", "/print", &json!({})).as_str().unwrap())
    }

    /// Errors of the console, and requests off this machine.
    pub fn complaints(&self) -> Vec<String> {
        let log = |kind: &str| {
            self.command("POST", "/se/log", &json!({ "type": kind })).as_array().cloned().unwrap_or_default()
        };
        let errors =
            log("browser").into_iter().filter(|line| line["level"] == "SEVERE").map(|line| line["message"].to_string());
        let requests = log("performance").into_iter().filter_map(|line| {
            let event: Value = serde_json::from_str(line["message"].as_str()?).ok()?;
            let url = event["message"]["params"]["request"]["url"].as_str()?.to_owned();
            let own = ["http://localhost:", "http://127.0.0.1:", "data:", "blob:", "about:", "chrome"]
                .iter()
                .any(|own| url.starts_with(own));
            (!own).then(|| format!("a request off the machine: {url}"))
        });
        errors.chain(requests).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.ask("DELETE", &format!("/session/{}", self.session), &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Base64 to bytes.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').map(digit).collect();
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for four in digits.chunks(4) {
        let bits = four.iter().fold(0u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}
