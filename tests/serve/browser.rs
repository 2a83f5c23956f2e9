//! Whole cases in a real browser: both languages, phone and desk, with and without JavaScript.
//!
//! Skipped where no Chromium with chromedriver is installed, and says so; with SOM_BROWSER in the environment that is a failure.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Server, release};
use super::webdriver::{Browser, Look, found, required};
use crate::tools::fine;

pub const PHONE: Look = Look { width: 375, height: 740, script: true, dark: false };
pub const DESK: Look = Look { width: 1440, height: 900, script: true, dark: false };

/// The browser, or that the test is skipped.
pub fn installed() -> Option<(PathBuf, PathBuf)> {
    let browser = found();
    if browser.is_none() {
        assert!(!required(), "SOM_BROWSER asks for a browser, and chromium with chromedriver is not on the path");
        eprintln!("SKIPPED: chromium with chromedriver is not on the path");
    }
    browser
}

fn to(browser: &Browser, step: &str) {
    browser.click(&format!(".path button[value='{step}']"));
    browser.wait(step, |browser| browser.exists(&format!(".path button[value='{step}'][aria-current]")));
}

/// A file that the browser has saved.
fn saved(browser: &Browser, ending: &str) -> Vec<u8> {
    let started = Instant::now();
    loop {
        let files = std::fs::read_dir(browser.downloads.path()).unwrap().map(|file| file.unwrap().path());
        if let Some(path) = files.into_iter().find(|path| path.extension().is_some_and(|found| found == ending)) {
            let bytes = std::fs::read(&path).unwrap();
            if !bytes.is_empty() {
                return bytes;
            }
        }
        assert!(started.elapsed() < Duration::from_secs(15), "no .{ending} was saved");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Fills a case in, from the start page to files, and compares with the command line.
fn whole_case(language: &str, look: Look) {
    let Some(installed) = installed() else { return };
    let server = Server::start();
    let browser = Browser::start(&installed, look);
    let danish = language == "da";
    browser.open(&format!("http://localhost:{}/{language}", server.port));
    browser.click(&format!("a[href='/{language}/new']"));
    browser.fill("intervention//name", "Gadesygeplejerske");
    browser.fill("intervention//start_year", "2024");
    browser.fill("intervention//years", "2");
    browser.fill("intervention//participants", if danish { "1.000" } else { "1,000" });
    browser.fill("intervention//completion_rate", if danish { "62,5" } else { "62.5" });
    if look.script {
        browser
            .wait("what was understood", |browser| browser.text("#intervention--completion_rate-said").contains("62"));
    }
    to(&browser, "group");
    browser.click("button[value='group:homelessness']");
    browser.wait("the group", |browser| browser.exists(".card.chosen"));
    to(&browser, "costs");
    browser.click("button[value='add:costs.item']");
    browser.wait("a line", |browser| browser.exists("[name='costs.item/0/name']"));
    browser.fill("costs.item/0/name", "Løn");
    browser.fill("costs.item/0/kr", if danish { "1.250.000,50" } else { "1,250,000.50" });
    to(&browser, "effect");
    browser.fill("effect//with", "14");
    browser.fill("effect//without", "2");
    browser.choose("effect//denominator", "completed");
    if look.script {
        browser.wait("the result while typing", |browser| browser.exists("#live-result .sum"));
    }
    to(&browser, "consequences");
    assert!(browser.exists("[name='ticked']"));
    to(&browser, "result");
    browser.wait("the result", |browser| browser.exists("#net-result"));
    let shown = browser.text("#net-result");
    browser.click(&format!(".carry-on button[formaction='/{language}/save/case']"));
    let case = saved(&browser, "toml");
    browser.click(&format!(".carry-on button[formaction='/{language}/save/workbook']"));
    assert!(saved(&browser, "xlsx").starts_with(b"PK"));
    assert!(browser.printed().starts_with(b"%PDF"));
    assert_eq!(shown, calculated(&case, language));
    // Reopened, the case is the same; a copy is compared with it.
    let file = browser.downloads.path().join("again.toml");
    std::fs::write(&file, &case).unwrap();
    browser.open(&format!("http://localhost:{}/{language}", server.port));
    browser.file("#saved", &file);
    browser.click(".open button");
    browser.wait("the result again", |browser| browser.exists("#net-result"));
    assert_eq!(browser.text("#net-result"), shown);
    browser.click("button[value='copy']");
    browser.wait("a copy", |browser| browser.exists("[name='intervention//years']"));
    browser.fill("intervention//years", "3");
    to(&browser, "result");
    browser.click(".carry-on button[value='compare']");
    browser.wait("both", |browser| browser.text("main").contains(&shown));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The command line's net result as the page writes it.
fn calculated(case: &[u8], language: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, case).unwrap();
    let arguments =
        ["calculate", &path.display().to_string(), "--database", &release().display().to_string(), "--format", "json"];
    let document: Value = serde_json::from_str(&fine(&arguments)).unwrap();
    let language = if language == "da" { som::words::Language::Da } else { som::words::Language::En };
    som::show::number::kroner(document["result"]["total"]["present_value"].as_f64().unwrap(), language)
}

#[test]
fn a_whole_case_at_a_desk_in_danish() {
    whole_case("da", DESK);
}

#[test]
fn a_whole_case_on_a_phone_in_english() {
    whole_case("en", PHONE);
}

#[test]
fn a_whole_case_without_javascript() {
    whole_case("da", Look { script: false, ..DESK });
}

#[test]
fn a_whole_case_on_a_phone_without_javascript_in_english() {
    whole_case("en", Look { script: false, ..PHONE });
}

#[test]
fn a_figure_does_not_outlive_the_inputs_that_it_is_of() {
    let Some(installed) = installed() else { return };
    let server = Server::start();
    let browser = Browser::start(&installed, DESK);
    browser.open(&format!("http://localhost:{}/da/example", server.port));
    browser.fill("intervention//participants", "tyve");
    browser.wait("the mistake", |browser| browser.exists("[name='intervention//participants'][aria-invalid]"));
    browser.fill("intervention//participants", "20");
    browser.wait("the figure", |browser| browser.exists("#live-result .sum"));
    assert!(!browser.exists("[name='intervention//participants'][aria-invalid]"));
    browser.devtools("Network.enable", &serde_json::json!({}));
    browser.devtools("Network.setBlockedURLs", &serde_json::json!({ "urls": ["*/live"] }));
    browser.fill("intervention//participants", "2000");
    browser.wait("that the result is not up to date", |browser| browser.exists("#live-result .stale"));
    assert!(!browser.exists("#live-result .sum"), "the figure of 20 participants stands beside 2000");
    browser.devtools("Network.setBlockedURLs", &serde_json::json!({ "urls": [] }));
    browser.fill("intervention//participants", "200");
    browser.wait("the figure again", |browser| browser.exists("#live-result .sum"));
}

/// Every kind of page, by an address or by a step of the example.
const PAGES: &[(&str, Option<&str>)] = &[
    ("", None),
    ("/example", None),
    ("/example", Some("group")),
    ("/example", Some("costs")),
    ("/example", Some("effect")),
    ("/example", Some("consequences")),
    ("/example", Some("result")),
    ("/example", Some("compare")),
    ("/example", Some("text")),
    ("/example", Some("scenarios")),
    ("/new", Some("group")),
    ("/new", Some("result")),
    ("/knowledge", None),
    ("/knowledge/homelessness/all/left_shelter", None),
    ("/estimates", None),
    ("/estimate/homelessness/all/left_shelter/cash_benefit_weeks/1", None),
    ("/knowledge/housing_lot/all/participation", None),
    ("/estimate/housing_lot/all/participation/shelter_nights/1", None),
    ("/prices", None),
    ("/effects", None),
    ("/experiences", None),
    ("/guide", None),
    ("/tutorial", None),
    ("/nothing", None),
];

fn show(browser: &Browser, server: &Server, language: &str, (path, step): (&str, Option<&str>)) {
    browser.open(&format!("http://localhost:{}/{language}{path}", server.port));
    match step {
        Some(step @ ("compare" | "text")) => {
            // These pages have no place among the steps; a comparison needs a second case.
            if step == "compare" {
                to(browser, "result");
                browser.click("button[value='copy']");
                browser.wait("a copy", |browser| browser.exists("[name='other']"));
            }
            to(browser, "result");
            browser.click(&format!(".carry-on button[value='{step}']"));
            browser.wait(step, |browser| browser.exists(&format!("input[name='step'][value='{step}']")));
        }
        Some("scenarios") => {
            to(browser, "result");
            browser.run("document.querySelectorAll('details').forEach(one => one.open = true)");
            browser.click("button[value='vary:new']");
            browser.wait("a scenario", |browser| browser.exists("[name='scenario/0/name']"));
        }
        Some(step) => to(browser, step),
        None => {}
    }
}

/// axe-core is looked for where SOM_AXE says; the checks of the project fetch it.
fn axe_finds_nothing(look: Look, language: &str) {
    let Some(installed) = installed() else { return };
    let Some(axe) = std::env::var_os("SOM_AXE") else {
        assert!(!required(), "SOM_AXE does not name axe.min.js");
        eprintln!("SKIPPED: SOM_AXE does not name axe.min.js");
        return;
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    let server = Server::start();
    let mut found = Vec::new();
    let browser = Browser::start(&installed, look);
    for page in PAGES {
        show(&browser, &server, language, *page);
        // Folded parts are looked at as well.
        browser.run("document.querySelectorAll('details').forEach(one => one.open = true)");
        browser.run(&axe);
        let rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }";
        let violations = browser.run_later(&format!("const done = arguments[0]; axe.run(document, {rules}).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(' | '))))"));
        found.extend(violations.as_array().unwrap().iter().map(|one| format!("{page:?} at {}: {one}", look.width)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn axe_finds_no_violation_at_a_desk() {
    axe_finds_nothing(DESK, "da");
}

#[test]
fn axe_finds_no_violation_on_a_dark_phone() {
    axe_finds_nothing(Look { dark: true, ..PHONE }, "en");
}

/// No page is wider than its window. With SOM_PICTURES pictures of every page are written there, to be looked at.
#[test]
fn every_page_fits_its_window() {
    let Some(installed) = installed() else { return };
    let server = Server::start();
    let pictures = std::env::var_os("SOM_PICTURES").map(PathBuf::from);
    let widths: &[(u32, bool)] = if pictures.is_some() {
        &[(375, false), (768, false), (1440, false), (375, true), (768, true), (1440, true)]
    } else {
        &[(375, false)]
    };
    for (width, dark) in widths {
        let browser = Browser::start(&installed, Look { width: *width, height: 900, script: true, dark: *dark });
        for (position, page) in PAGES.iter().enumerate() {
            show(&browser, &server, "da", *page);
            let wide = browser.run("return document.documentElement.scrollWidth").as_u64().unwrap();
            if let Some(folder) = &pictures {
                let name = format!(
                    "{width}-{}-{position:02}{}{}.png",
                    if *dark { "dark" } else { "light" },
                    page.0.replace('/', "_"),
                    page.1.unwrap_or("")
                );
                std::fs::write(folder.join(name), browser.picture()).unwrap();
            }
            assert!(wide <= u64::from(*width), "{page:?} is {wide} wide at {width}");
        }
        assert!(browser.complaints().iter().all(|line| line.contains("/nothing")), "{:?}", browser.complaints());
    }
}
